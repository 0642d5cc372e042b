"""The report for programs: `checker-report/1`. The same drafts, packs and day give the same bytes.

One result a line, so that two reports can be compared line by line and large ones are written quickly.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from ..expressions import compiled
from ..model import (
    SATISFIED,
    UNDETERMINED,
    Basis,
    BundleReport,
    Clause,
    Detected,
    Document,
    DocumentSummary,
    Leaf,
    Location,
    Part,
    PlacedFact,
    Report,
    Result,
    Rule,
)  # fmt: skip
from . import Page


def render(report: Report, page: Page) -> str:
    """The whole report, whatever the profile of the page."""
    head = {
        "schema": "checker-report/1",
        "as_of": report.as_of.isoformat(),
        "packs": [{"id": name, "version": version} for name, version in report.packs],
    }
    later = [
        {"as_of": one.as_of.isoformat(), "bundles": [{"name": b.name, "results": [_result(r) for r in b.results]} for b in one.bundles]}
        for one in report.later
    ]
    tail = {**({"later": later} if later else {}), "errors": [{"path": one.path, "message": one.message} for one in report.errors], "summary": _summary(report)}
    bundles = ",\n ".join(_bundle(bundle) for bundle in report.bundles)
    return f'{_dump(head)[:-1]},\n "bundles": [{bundles}],\n {_dump(tail)[1:]}\n'


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bundle(bundle: BundleReport) -> str:
    head = {
        "name": bundle.name,
        "service": _detected(bundle.service),
        "area": _detected(bundle.area) if bundle.area else None,
        "documents": [_document(document) for document in bundle.documents],
    }
    results = ",\n  ".join(_dump(_result(result)) for result in bundle.results)
    return f'{_dump(head)[:-1]}, "results": [\n  {results}]}}' if results else f'{_dump(head)[:-1]}, "results": []}}'


def _detected(found: Detected) -> dict[str, Any]:
    return {"value": found.value, "how": found.how, "evidence": _locations(found.evidence)}


def _document(document: DocumentSummary) -> dict[str, Any]:
    return {
        "path": document.path,
        "parts": [
            {"role": part.role, "title": part.title, "start_line": part.start_line, "end_line": part.end_line}
            for part in document.parts
        ],
        "coverage": {
            "read": document.read,
            "unread": [{"why": why, "start_line": start, "end_line": end} for why, start, end in document.unread],
        },
        "dates": [{"date": day, "location": _location(where)} for day, where in document.dates],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "verdict": result.verdict,
        "severity": result.severity,
        "title": result.title,
        "message": result.message,
        "reasons": list(result.reasons),
        "remedy": result.remedy,
        "waived": dict(sorted(result.waived.items())) if result.waived is not None else None,
        "locations": _locations(result.locations),
        "near_misses": _locations(result.near_misses),
        "basis": _basis(result.basis),
        "class": result.klass,
        "duty": result.duty,
        "fingerprint": result.fingerprint,
    }


def _basis(basis: Iterable[Basis]) -> list[dict[str, Any]]:
    return [{"law": one.law, "article": one.article, "verified": one.verified, "note": one.note} for one in basis]


def _locations(locations: Iterable[Location]) -> list[dict[str, Any]]:
    return [_location(location) for location in locations]


def _location(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "part": location.part,
        "clause": location.clause,
        "heading": location.heading,
        "start_line": location.start_line,
        "start_column": location.start_column,
        "end_line": location.end_line,
        "end_column": location.end_column,
        "page": location.page,
        "place": location.place,
        "text": location.text,
        "words": [list(word) for word in location.words],
        "note": location.note,
    }


def _summary(report: Report) -> dict[str, int]:
    counts = dict.fromkeys(("error", "warning", "note", SATISFIED, UNDETERMINED, "waived"), 0)
    for result in report.results():
        keys = ("waived",) if result.waived is not None else (result.severity, result.verdict)
        for key in set(keys) & counts.keys():
            counts[key] += 1
    return counts


# -------------------------------- tree and rules


def tree(documents: Sequence[Document], page: Page) -> str:
    """`checker-tree/1`: papers and clauses with their lines (1-based, of the extracted text)."""
    return _dump({"schema": "checker-tree/1", "documents": [tree_data(document) for document in documents]}) + "\n"


def facts(found: Sequence[tuple[Document, Sequence[PlacedFact]]], page: Page) -> str:
    """`checker-facts/1`: values that identify an office, with what they tell, whose they are and where they stand."""
    documents = [{"path": document.source.path, "facts": [_fact(one) for one in told]} for document, told in found]
    return _dump({"schema": "checker-facts/1", "documents": documents}) + "\n"


def _fact(one: PlacedFact) -> dict[str, Any]:
    told = {"field": one.fact.field, "owner": one.fact.owner, "value": one.printed, "key": one.fact.value.key}
    return {**told, "part": one.part, "clause": one.clause, "line": one.line}


def tree_data(document: Document) -> dict[str, Any]:
    """One document in the shape of `checker-tree/1`: path and parts, with 1-based lines of the source."""
    starts = [0, *(found.end() for found in compiled("\n").finditer(document.source.text))]
    return {"path": document.source.path, "parts": [_part_data(part, starts) for part in document.parts]}


def _part_data(part: Part, starts: Sequence[int]) -> dict[str, Any]:
    clauses = [_clause_data(clause, starts) for clause in part.clauses]
    start, end = _lines(part.leaves, clauses, starts)
    roles = {"roles": list(part.roles)} if len(part.roles) > 1 else {}
    return {"role": part.role, **roles, "title": part.title, "start_line": start, "end_line": end, "clauses": clauses}


def _clause_data(clause: Clause, starts: Sequence[int]) -> dict[str, Any]:
    """A clause as data. The tree is as deep as there are ranks, whatever the input."""
    children = [_clause_data(child, starts) for child in clause.children]
    start, end = _lines(clause.leaves, children, starts)
    return {
        "kind": clause.kind, "number": list(clause.number), "label": clause.label, "heading": clause.heading,
        "start_line": start, "end_line": end, "children": children,
    }  # fmt: skip


def _lines(leaves: Sequence[Leaf], children: Sequence[dict[str, Any]], starts: Sequence[int]) -> tuple[int, int]:
    """First and last line of what is read: noise counts only where there is nothing else."""
    spans = [leaf.span for leaf in leaves if leaf.kind != "noise"] or [leaf.span for leaf in leaves]
    first = [bisect_right(starts, spans[0].start)] if spans else []
    last = [bisect_right(starts, max(spans[-1].end - 1, spans[-1].start))] if spans else []
    first += [child["start_line"] for child in children[:1]]
    last += [child["end_line"] for child in children[-1:]]
    return min(first, default=1), max(last, default=1)


def rules(given: Sequence[Rule], page: Page) -> str:
    """`checker-rules/1`: the rules that were given, one a line, in their order."""
    told = ",\n  ".join(_dump(_rule(rule)) for rule in given)
    return f'{{"schema": "checker-rules/1", "rules": [{told and f"{chr(10)}  {told}"}]}}\n'


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "check": rule.check,
        "class": rule.klass,
        "duty": rule.duty,
        "services": list(rule.services),
        "roles": list(rule.roles),
        "first": rule.first.isoformat() if rule.first else None,
        "last": rule.last.isoformat() if rule.last else None,
        "parameters": dict(sorted(rule.parameters.items())),
        "basis": _basis(rule.basis),
        "origin": {"file": rule.origin.file, "line": rule.origin.line},
    }
