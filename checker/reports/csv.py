"""One line a result, for spreadsheets: sort and filter in Excel, hand the list to whoever mends the papers."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import UNDETERMINED, BundleReport, Report, Result
from . import Page
from ._findings import WAIVED, findings, later, of_verdict, others, primary, quiet_verdicts, terms, told
from ._labels import label
from ._sheet import written
from ._words import basis, place, say

_COLUMNS = (
    "bundle", "service", "severity", "verdict", "title", "told", "part", "clause", "line", "page", "place", "text", "also",
    "remedy", "basis", "waived", "from", "rule", "path", "fingerprint",
)  # fmt: skip

_Row = dict[str, str | int | None]


def render(report: Report, page: Page) -> str:
    """A header, then the results that the page asks for, set by set, the worst first; then what begins later."""
    refused = label(page.lang, "unreadable")
    rows: list[_Row] = [{"path": one.path, "verdict": refused, "told": one.message} for one in report.errors]
    for bundle in report.bundles:
        rows += _bundle(bundle, page)
    for day, name, result in later(report):
        rows.append({**_result(result, page), "bundle": name, "from": day})
    header = [label(page.lang, f"column:{name}") for name in _COLUMNS]
    return written([header, *([row.get(name) for name in _COLUMNS] for row in rows)])


def _bundle(bundle: BundleReport, page: Page) -> Iterator[_Row]:
    quiet = [result for verdict in (UNDETERMINED, *quiet_verdicts(page), WAIVED) for result in of_verdict(bundle, verdict)]
    for result in (*findings(bundle, page), *quiet):
        yield {**_result(result, page), "bundle": bundle.name, "service": bundle.service.value}


def _result(result: Result, page: Page) -> _Row:
    lang, where = page.lang, primary(result)
    near = [f"{say(lang, 'near')}: {place(lang, one)} {one.note}".strip() for one in result.near_misses]
    row: _Row = {
        "severity": say(lang, result.severity) if result.severity != "none" else "",
        "verdict": say(lang, result.verdict),
        "title": result.title,
        "told": "\n".join(told(result)),
        "also": "\n".join([*(f"{place(lang, one)} {one.note}".strip() for one in others(result)), *near]),
        "remedy": result.remedy.strip(),
        "basis": "\n".join(basis(lang, one) for one in result.basis),
        "rule": result.rule,
        "fingerprint": result.fingerprint,
    }
    if result.waived is not None:
        row["waived"] = "\n".join(terms(result.waived, lang))
    if where:
        row |= {"path": where.path, "part": where.part, "clause": where.clause, "text": where.text}
        row |= {"line": where.start_line, "page": where.page, "place": where.place}
    return row
