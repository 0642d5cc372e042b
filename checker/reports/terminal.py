"""The report a person reads: what to do first, then each finding with its place, its basis and wording that would pass.

Plain lines that a pager, a mail and a screen of 80 columns show alike; colour only adds to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from ..model import (
    MISSING,
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    UNDETERMINED,
    BundleReport,
    Location,
    Report,
    Result,
)  # fmt: skip
from . import PROFILES, Page, clean
from ._cells import Run, paint, wrap
from ._outline import tree
from ._rule import explain, rules
from ._words import MARKS, basis, place, say

__all__ = ["explain", "render", "rules", "tree"]

_Line = list[Run]
_SEVERE = SEVERITIES[:3]
_COUNTED = (*_SEVERE, SATISFIED, UNDETERMINED)
_LABEL = 10  # cells of the label column under a finding
_PLACES = 6  # places of one finding that are quoted; more are told by number


def render(report: Report, page: Page) -> str:
    """The whole report for a terminal."""
    lines = list(_overview(report, page))
    for bundle in report.bundles:
        lines += _bundle(bundle, page)
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def _overview(report: Report, page: Page) -> Iterator[_Line]:
    """For several bundles: which of them need work. For one, its own header says it."""
    if not report.bundles:
        yield [(say(page.lang, "nothing"), "strong")]
    elif len(report.bundles) > 1:
        yield [(say(page.lang, "overview", bundles=len(report.bundles)), "strong")]
        for bundle in report.bundles:
            counts = _count(bundle)
            mark = next((severity for severity in _SEVERE[:2] if counts[severity]), SATISFIED)
            told = "  ".join(f"{say(page.lang, severity)} {counts[severity]:>2}" for severity in _SEVERE)
            yield [(f"  {MARKS[mark]} ", _style(mark)), (f"{told}  ", ""), (clean(bundle.name), "")]
    if report.errors:
        yield [(say(page.lang, "refused", errors=len(report.errors)), "error")]
    yield []


# ---------------------------------------------------------------- one bundle


def _bundle(bundle: BundleReport, page: Page) -> Iterator[_Line]:
    counts = _count(bundle)
    shown = _shown(page)
    yield from _header(bundle, counts, page)
    for severity in _SEVERE:
        found = [result for result in bundle.results if result.severity == severity and not _settled(result)]
        if found and severity in shown:
            yield from _group(severity, found, bundle, page)
    yield from _undetermined(bundle, page)
    if page.show_satisfied or "none" in shown:
        yield from _compact(SATISFIED, bundle, page)
    if "none" in shown:
        yield from _compact(NOT_APPLICABLE, bundle, page)
    yield _summary(counts, page)
    yield []


def _shown(page: Page) -> tuple[str, ...]:
    return PROFILES[page.profile]


def _count(bundle: BundleReport) -> Counter[str]:
    """Results by severity and by verdict; waived ones count as such only."""
    counts: Counter[str] = Counter()
    for result in bundle.results:
        if result.waived is not None:
            counts["waived"] += 1
        else:
            counts[result.severity] += 1
            counts[result.verdict] += 1
    return counts


def _settled(result: Result) -> bool:
    return result.waived is not None or result.verdict == UNDETERMINED


def _header(bundle: BundleReport, counts: Counter[str], page: Page) -> Iterator[_Line]:
    lang = page.lang
    yield from wrap([(clean(bundle.name), "strong")], page.width)
    yield from _field(say(lang, "service"), [(_service(bundle, page), "")], page, 2)
    if bundle.area:
        yield from _field(say(lang, "area"), [(clean(bundle.area.value), "")], page, 2)
    several = len(bundle.documents) > 1
    for document in bundle.documents:
        parts = "、".join(
            f"{clean(part.title or part.role)}（{say(lang, 'lines', start=part.start_line, end=part.end_line)}）"
            for part in document.parts
        )
        yield from _field(say(lang, "papers"), [((f"{clean(document.path)}: " if several else "") + parts, "")], page, 2)
        for why, start, end in document.unread:
            told = f"{say(lang, 'lines', start=start, end=end)} {clean(why)}"
            yield from _field(say(lang, "unread"), [(told, "warning")], page, 2)
        for day, where in document.dates[:1]:
            yield from _field(say(lang, "dated"), [(f"{day}（{place(lang, where)}）", "")], page, 2)
    yield []
    yield from wrap(_todo(counts, page), page.width)
    yield []


def _service(bundle: BundleReport, page: Page) -> str:
    service = bundle.service
    if not service.value or service.how == "unknown":
        return say(page.lang, "unknown")
    if service.how != "detected" or not service.evidence:
        return f"{clean(service.value)}（{say(page.lang, 'given')}）"
    where = service.evidence[0]
    told = say(page.lang, "detected", place=place(page.lang, where), text=clean(where.text)[:30])
    return f"{clean(service.value)}（{told}）"


def _todo(counts: Counter[str], page: Page) -> _Line:
    """The first thing to know: how much there is to do."""
    error, warning = counts["error"], counts["warning"]
    key = {(True, True): "todo", (True, False): "todo:errors", (False, True): "todo:warnings"}.get(
        (error > 0, warning > 0), "todo:none"
    )
    style = "error" if error else "warning" if warning else "good"
    runs = [(say(page.lang, key, error=error, warning=warning), style)]
    if counts[UNDETERMINED]:
        runs.append((say(page.lang, "undecided", undetermined=counts[UNDETERMINED]), ""))
    if counts["note"] and "note" not in _shown(page):
        runs.append((say(page.lang, "hidden", note=counts["note"]), ""))
    if not page.colour and (error or warning):
        runs.append((say(page.lang, "legend"), ""))
    return runs


def _summary(counts: Counter[str], page: Page) -> _Line:
    keys = [*_COUNTED, *(["waived"] if counts["waived"] else [])]
    return [("  ".join(f"{say(page.lang, key)} {counts[key]}" for key in keys), "strong")]


# ---------------------------------------------------------------- findings


def _group(severity: str, found: Sequence[Result], bundle: BundleReport, page: Page) -> Iterator[_Line]:
    """The findings of one severity: first what is nowhere in the papers, then paper by paper in reading order."""
    lang = page.lang
    title = f"■ {say(lang, severity)} {len(found)}: {say(lang, f'{severity}:about')}"
    yield [(title, severity)]
    where = [document.path for document in bundle.documents]
    groups: dict[str, list[Result]] = {}
    for result in sorted(found, key=lambda result: _order(result, where)):
        groups.setdefault(_part(result, bundle, lang), []).append(result)
    for part, results in groups.items():
        yield [(f"  {part}", "strong")]
        for result in results:
            yield from _finding(result, bundle, page)
            yield []


def _order(result: Result, paths: Sequence[str]) -> tuple[int, int, int]:
    if result.verdict == MISSING or not result.locations:
        return (-1 if result.verdict == MISSING else len(paths), 0, 0)
    first = result.locations[0]
    return (paths.index(first.path) if first.path in paths else 0, first.start_line, first.start_column)


def _part(result: Result, bundle: BundleReport, lang: str) -> str:
    if result.verdict == MISSING:
        return say(lang, "absent")
    if not result.locations:
        return say(lang, "anywhere")
    first = result.locations[0]
    return clean(first.part) + (f"（{clean(first.path)}）" if len(bundle.documents) > 1 else "")


def _finding(result: Result, bundle: BundleReport, page: Page) -> Iterator[_Line]:
    lang, several = page.lang, len(bundle.documents) > 1
    mark = result.severity if result.severity in MARKS else result.verdict
    head = [(f"{MARKS[mark]} ", _style(mark)), (clean(result.title), "strong"), (f" [{say(lang, result.verdict)}]", _style(mark))]
    first = result.locations[:1] if result.verdict != MISSING else ()
    if first:
        head.append((f"  {place(lang, first[0])}", ""))
    yield from wrap(head, page.width, "  ", "      ")
    for location in first:
        yield from _quote(location, page, "    > ")
    for reason in _why(result):
        yield from wrap([(clean(reason), "")], page.width, "    ")
    for location in result.locations[len(first) : _PLACES]:
        yield from _other(say(lang, "also"), location, several, page)
    for location in result.near_misses:
        yield from _other(say(lang, "near"), location, several, page)
    for one in result.basis:
        yield from _field(say(lang, "basis"), [(clean(basis(lang, one)), "")], page)
    for line in result.remedy.splitlines()[:6]:
        yield from _field(say(lang, "remedy"), [(clean(line), "good")], page)
    yield from _field(say(lang, "more"), [(f"checker explain {clean(result.rule)}", "dim")], page)


def _why(result: Result) -> Iterable[str]:
    """What is wrong. A general message gives way to the reasons, which are exact."""
    if result.reasons and result.verdict not in (MISSING, "inconsistent"):
        return result.reasons
    return dict.fromkeys(filter(None, [result.message, *result.reasons]))


def _other(label: str, location: Location, several: bool, page: Page) -> Iterator[_Line]:
    """A further place in two lines: where and why, and what it says."""
    where = place(page.lang, location) + (f" {clean(location.path)}" if several else "")
    note = f" {clean(location.note)}" if location.note else ""
    yield from _field(label, [(f"{where}{note}", "")], page)
    yield from _quote(location, page, " " * (4 + _LABEL) + "> ")


def _quote(location: Location, page: Page, indent: str) -> Iterator[_Line]:
    """The words of the paper, with those that decided marked."""
    if not location.text:
        return
    text = clean(location.text)
    runs: _Line = []
    at = 0
    for start, end in sorted(location.words):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        words = text[start:end] if page.colour else f"《{text[start:end]}》"
        runs += [(text[at:start], "dim"), (words, "word")]
        at = end
    runs.append((text[at:], "dim"))
    yield from wrap([run for run in runs if run[0]], page.width, indent)


def _field(label: str, runs: _Line, page: Page, indent: int = 4) -> Iterator[_Line]:
    """label + value, the values of all fields aligned."""
    room = max(_LABEL, cell_len(label) + 2)
    lead = " " * indent + label + " " * (room - cell_len(label))
    yield from wrap(runs, page.width, lead)


def _style(mark: str) -> str:
    return mark if mark in _SEVERE else "good" if mark == SATISFIED else ""


# ---------------------------------------------------------------- compact blocks


def _undetermined(bundle: BundleReport, page: Page) -> Iterator[_Line]:
    """Rules that could not be judged, by the reason why."""
    by_reason: dict[str, list[str]] = {}
    for result in bundle.results:
        if result.verdict == UNDETERMINED and result.waived is None:
            by_reason.setdefault("".join(result.reasons) or result.message, []).append(result.title)
    if not by_reason:
        return
    total = sum(map(len, by_reason.values()))
    yield [(f"■ {say(page.lang, UNDETERMINED)} {total}", "strong")]
    for reason, titles in by_reason.items():
        yield from wrap([(clean(reason), "")], page.width, f"  {MARKS[UNDETERMINED]} ")
        yield from wrap([(clean("、".join(dict.fromkeys(titles))), "dim")], page.width, "    ")
    yield []


def _compact(verdict: str, bundle: BundleReport, page: Page) -> Iterator[_Line]:
    """One line a result: title, and the place that shows it or why it does not apply."""
    found = [result for result in bundle.results if result.verdict == verdict and result.waived is None]
    if not found:
        return
    yield [(f"■ {say(page.lang, verdict)} {len(found)}", _style(verdict) or "strong")]
    for result in found:
        runs: _Line = [(clean(result.title), "")]
        if result.locations:
            first = result.locations[0]
            runs.append((f"  {place(page.lang, first)} {clean(first.text)[:60]}", "dim"))
        elif result.reasons:
            runs.append((f"  {clean(result.reasons[0])}", "dim"))
        yield from wrap(runs, page.width, f"  {MARKS[verdict]} ")
    yield []
