"""SARIF 2.1.0 for code scanning and dashboards (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

One run for the whole report. What could not be judged becomes a notification with its reason, not an alert; only the
profile "auditor" makes it results of the kind "open". Waived findings stay, as suppressed results.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..model import (
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    UNDETERMINED,
    BundleReport,
    InputError,
    Location,
    Report,
    Result,
)  # fmt: skip
from . import Page, clean
from ._findings import (
    WAIVED,
    extracted,
    findings,
    later,
    of_verdict,
    others,
    plain,
    primary,
    quiet_verdicts,
    terms,
    told,
    unjudged,
)  # fmt: skip
from ._help import as_markdown, as_text, sections
from ._labels import label
from ._words import place, say

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_DISTRIBUTION = "care-contract-checker"
_ROOT = "%SRCROOT%"  # relative paths start where the program was called, as a rule the top of the repository
_KINDS = {SATISFIED: "pass", NOT_APPLICABLE: "notApplicable", UNDETERMINED: "open"}  # anything else is "fail"
# For dashboards that rank by these words (GitHub shows them for rules that are not about security).
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}

_Json = dict[str, Any]
_Lines = Mapping[str, Sequence[str]]


def render(report: Report, page: Page) -> str:
    """The findings that the page asks for, with their rules, as one SARIF log."""
    given = [(bundle, _given(bundle, page)) for bundle in report.bundles]
    rules: dict[str, list[Result]] = {}
    for _, results in given:
        for result in results:
            rules.setdefault(result.rule, []).append(result)
    places = {rule: index for index, rule in enumerate(sorted(rules))}
    run = {
        "tool": {
            "driver": {**_driver(), "rules": [_rule(rules[rule], page) for rule in places]},
            "extensions": [{"name": name, "version": version} for name, version in report.packs],
        },
        "language": page.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the check was run."}}},
        "invocations": [_invocation(report, page)],
        "artifacts": _artifacts(report),
        "results": [
            {**told, "ruleIndex": places[told["ruleId"]]} for bundle, results in given for told in _results(results, bundle, page)
        ],
        "properties": {"asOf": report.as_of.isoformat()},
    }
    return json.dumps(_cleaned({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}), ensure_ascii=False, indent=1) + "\n"


def _cleaned(value: Any) -> Any:
    """The same data; in every text the characters that no viewer should get are blanks."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(key): _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _given(bundle: BundleReport, page: Page) -> list[Result]:
    quiet = quiet_verdicts(page)
    verdicts = (*((UNDETERMINED,) if NOT_APPLICABLE in quiet else ()), *quiet, WAIVED)
    return [*findings(bundle, page), *(result for verdict in verdicts for result in of_verdict(bundle, verdict))]


def _driver() -> _Json:
    try:
        return {"name": "checker", "version": metadata.version(_DISTRIBUTION)}
    except metadata.PackageNotFoundError:  # run from a bare checkout
        return {"name": "checker"}


# -------------------------------- rules


def _rule(results: Sequence[Result], page: Page) -> _Json:
    first = results[0]
    severity = min((result.severity for result in results), key=SEVERITIES.index)
    told = sections(results, page.lang)
    return {
        "id": first.rule,
        "shortDescription": {"text": first.title},
        "fullDescription": {"text": first.why.strip() or first.title},
        "defaultConfiguration": {"level": severity},
        "help": {"text": as_text(told), "markdown": as_markdown(told)},
        "properties": {
            "tags": ["compliance", first.klass, first.duty],
            **({"problem.severity": _PROBLEM[severity]} if severity in _PROBLEM else {}),
        },
    }


# -------------------------------- results


def _results(results: Sequence[Result], bundle: BundleReport, page: Page) -> Iterator[_Json]:
    lines = _lines(bundle)
    for result in results:
        yield _result(result, bundle, lines, page)


def _lines(bundle: BundleReport) -> _Lines:
    """Path -> lines of the files whose lines are their own."""
    foreign = extracted(bundle)
    return {one.path: one.text.removesuffix("\n").split("\n") for one in bundle.documents if one.path not in foreign}


def _result(result: Result, bundle: BundleReport, lines: _Lines, page: Page) -> _Json:
    first, lang = primary(result), page.lang
    related = [*others(result), *result.near_misses]
    where = _location(first, lines) if first else {"physicalLocation": _whole(bundle.documents[0].path, lines)}
    message = f"{result.title}（{say(lang, result.verdict)}）: {' '.join(told(result))}"
    return {
        "ruleId": result.rule,
        "kind": _KINDS.get(result.verdict, "fail"),
        "level": "none" if result.verdict in _KINDS else result.severity,
        "message": {"text": _message(message + (f" {place(lang, first)}" if first and first.path not in lines else ""))},
        "locations": [where],
        **({"relatedLocations": [_related(one, number, lines, page) for number, one in enumerate(related)]} if related else {}),
        "partialFingerprints": {"checker/v1": result.fingerprint},
        **({"suppressions": [_suppression(result.waived, bundle, page)]} if result.waived is not None else {}),
        "properties": {"bundle": bundle.name, "verdict": result.verdict, **({"remedy": result.remedy} if result.remedy else {})},
    }


def _message(text: str) -> str:
    """Message text, in which SARIF knows [links](to): a draft may not make any."""
    return clean(text).replace("](", "] (")


def _location(where: Location, lines: _Lines) -> _Json:
    physical: _Json = {"artifactLocation": _artifact(where.path)}
    if where.path in lines:
        physical["region"] = _region(where, lines[where.path])
    name = where.clause or where.part
    logical = {"name": name, "fullyQualifiedName": "/".join(filter(None, [where.part, where.clause]))}
    located: _Json = {"physicalLocation": physical}
    if name:
        located["logicalLocations"] = [{**logical, "kind": "clause" if where.clause else "part"}]
    told = {"heading": where.heading, "page": where.page, "place": where.place}
    if any(told.values()):
        located["properties"] = {key: value for key, value in told.items() if value}
    return located


def _whole(path: str, lines: _Lines) -> _Json:
    """A paper as a whole: where something is missing. (Code scanning refuses results without any file.)"""
    region = {"region": {"startLine": 1, "endLine": len(lines[path])}} if lines.get(path, [""]) != [""] else {}
    return {"artifactLocation": _artifact(path), **region}


def _region(where: Location, lines: Sequence[str]) -> _Json:
    """Lines and columns, the end column exclusive as in the report, and the words exactly as they stand in the file."""
    words = list(lines[where.start_line - 1 : where.end_line])
    snippet: _Json = {}
    if len(words) == where.end_line - where.start_line + 1:
        words[-1] = words[-1][: where.end_column - 1]
        words[0] = words[0][where.start_column - 1 :]
        snippet = {"snippet": {"text": "\n".join(words)}}
    return {
        "startLine": where.start_line,
        "startColumn": where.start_column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
        **snippet,
    }


def _related(where: Location, number: int, lines: _Lines, page: Page) -> _Json:
    told = " ".join(filter(None, [place(page.lang, where), where.note, where.text and f"「{where.text}」"]))
    return {"id": number, **_location(where, lines), "message": {"text": _message(told)}}


def _suppression(waived: Mapping[str, str], bundle: BundleReport, page: Page) -> _Json:
    """Why and until when the finding is accepted, and whether that is written in the paper itself."""
    path, _, line = waived.get("by", "").rpartition(":")
    inside = any(document.path == path for document in bundle.documents)
    told: _Json = {"kind": "inSource" if inside else "external", "status": "accepted"}
    if why := "; ".join(terms(waived, page.lang)):
        told["justification"] = why
    if inside and line.isdigit():
        told["location"] = {"physicalLocation": {"artifactLocation": _artifact(path), "region": {"startLine": max(int(line), 1)}}}
    return told


# -------------------------------- files, and what went wrong


def _artifact(path: str) -> _Json:
    """A file as a URI reference; one that is not absolute stands under the root."""
    pure = PurePath(path)
    if pure.is_absolute():
        return {"uri": pure.as_uri()}
    return {"uri": quote(pure.as_posix(), errors="surrogateescape"), "uriBaseId": _ROOT}


def _artifacts(report: Report) -> list[_Json]:
    paths = [document.path for bundle in report.bundles for document in bundle.documents]
    return [{"location": _artifact(path), "roles": ["analysisTarget"]} for path in dict.fromkeys(paths)]


def _invocation(report: Report, page: Page) -> _Json:
    notes = [_refused(error) for error in report.errors]
    for bundle in report.bundles:
        for document in bundle.documents:
            notes += [_unread(document.path, why, start, page) for why, start, _ in document.unread]
        for reason, results in unjudged(bundle).items():
            titles = "、".join(dict.fromkeys(result.title for result in results))
            notes.append(_notice("note", f"{say(page.lang, UNDETERMINED)}: {reason}（{titles}）", bundle.documents[0].path))
    for day, _, result in later(report):
        notes.append(_notice("note", f"{label(page.lang, 'later', day=day)}: {result.title}: {' '.join(told(result))}", ""))
    return {"executionSuccessful": not report.errors, **({"toolExecutionNotifications": notes} if notes else {})}


def _refused(error: InputError) -> _Json:
    return _notice("error", error.message, error.path)


def _unread(path: str, why: str, line: int, page: Page) -> _Json:
    return _notice("warning", f"{say(page.lang, 'unread')}（{say(page.lang, 'line', line=line)}）: {why}", path)


def _notice(level: str, text: str, path: str) -> _Json:
    where = {"locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}]} if path else {}
    return {"level": level, "message": {"text": _message(text)}, **where}
