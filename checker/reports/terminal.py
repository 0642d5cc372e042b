"""The report a person reads: what to do first, then each finding with its place, its basis and wording that would pass.

Plain lines that a pager, a mail and a screen of 80 columns show alike; colour only adds to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from ..model import (
    INCONSISTENT,
    MISSING,
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    UNDETERMINED,
    BundleReport,
    Detected,
    Location,
    Report,
    Result,
)  # fmt: skip
from . import PROFILES, Page
from ._cells import Run, paint, wrap
from ._findings import todo
from ._outline import facts, tree
from ._rule import explain, rules
from ._words import MARKS, basis, place, say, stretch

__all__ = ["explain", "facts", "render", "rules", "tree"]

_Line = list[Run]
_SEVERE = SEVERITIES[:3]
_COUNTED = (*_SEVERE, SATISFIED, UNDETERMINED)
_PAIR = {"契約書", "重要事項説明書"}
_LABEL = 10  # cells of the label column under a finding
_HEADER = 12  # cells of the label column in the header
_BASES = 4  # bases that are shown; rules for many services have one for each
_PLACES = 6  # places of one finding that are quoted; more are told by number


def render(report: Report, page: Page) -> str:
    """The whole report for a terminal."""
    lines = list(_overview(report, page))
    for bundle in report.bundles:
        packs = "、".join(f"{name} {version}" for name, version in bundle.packs or report.packs)
        rules = f"{report.as_of}（{packs}）"
        lines += _bundle(bundle, rules, page)
    lines += _later(report, page)
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def _overview(report: Report, page: Page) -> Iterator[_Line]:
    """For several bundles: which of them need work. For one, its own header says it."""
    if not report.bundles:
        yield [(say(page.lang, "nothing"), "strong")]
    elif len(report.bundles) > 1:
        yield [(say(page.lang, "overview", bundles=len(report.bundles)), "strong")]
        undecided = any(result.verdict == UNDETERMINED for result in report.results())
        columns = (*_SEVERE, UNDETERMINED) if undecided else _SEVERE
        for bundle in report.bundles:
            counts = _count(bundle)
            mark = next((severity for severity in _SEVERE[:2] if counts[severity]), SATISFIED)
            told = "  ".join(f"{say(page.lang, severity)} {counts[severity]:>2}" for severity in columns)
            yield [(f"  {MARKS[mark]} ", _style(mark)), (f"{told}  ", ""), (bundle.name, "")]
        if undecided and _parted(report):
            yield from wrap([(say(page.lang, "parted"), "warning")], page.width, "  ")
    if report.known:
        yield [(say(page.lang, "known", known=report.known), "")]
    if report.errors:
        yield [(say(page.lang, "refused", errors=len(report.errors)), "error")]
    yield []


def _parted(report: Report) -> bool:
    """Whether the contract and the explanation of one service stand in files that were checked apart."""
    roles = [(one.service.value, {part.role for document in one.documents for part in document.parts}) for one in report.bundles]
    alone = [{service for service, given in roles if given & _PAIR == {role}} for role in _PAIR]
    return bool(set.intersection(*alone) - {""})


def _later(report: Report, page: Page) -> Iterator[_Line]:
    """What begins to be found on later days: the day, then a line for each finding; that there is none, if asked."""
    if report.until and report.bundles and not report.later:
        yield [(say(page.lang, "later:none", day=report.until), "strong")]
    for day in report.later:
        yield [(say(page.lang, "later", day=day.as_of), "strong")]
        for bundle in day.bundles:
            for result in bundle.results:
                told = f"{MARKS[result.severity]} {result.title}（{result.rule}）"
                reasons = result.reasons[0] if result.reasons else result.message
                yield from wrap([(told, _style(result.severity)), (f"  {bundle.name}", "")], page.width, "  ")
                yield from wrap([(reasons, "")], page.width, "    ")
        yield []


# -------------------------------- one bundle


def _bundle(bundle: BundleReport, rules: str, page: Page) -> Iterator[_Line]:
    counts = _count(bundle)
    shown = _shown(page)
    yield from _header(bundle, counts, rules, page)
    for severity in _SEVERE:
        found = [result for result in bundle.results if result.severity == severity and not _settled(result)]
        if found and severity in shown:
            yield from _group(severity, found, bundle, page)
    yield from _undetermined(bundle, page)
    if page.show_satisfied or "none" in shown:
        yield from _compact(SATISFIED, bundle, page)
    if "none" in shown:
        yield from _compact(NOT_APPLICABLE, bundle, page)
    yield from _summary(counts, page)
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


def _header(bundle: BundleReport, counts: Counter[str], rules: str, page: Page) -> Iterator[_Line]:
    lang = page.lang
    yield from wrap([(bundle.name, "strong")], page.width)
    yield from _field(say(lang, "service"), [(_known(bundle.service, page), "")], page, 2, _HEADER)
    if bundle.area:
        yield from _field(say(lang, "area"), [(_known(bundle.area, page), "")], page, 2, _HEADER)
    several = len(bundle.documents) > 1
    for document in bundle.documents:
        parts = [f"{part.title or part.role}（{stretch(lang, part.start_line, part.end_line)}）" for part in document.parts]
        yield from _fields(say(lang, "papers"), [document.path, *parts] if several else parts, "", page, 2, _HEADER)
        for why, start, end in document.unread:
            told = f"{stretch(lang, start, end)} {why}"
            yield from _field(say(lang, "unread"), [(told, "warning")], page, 2, _HEADER)
        for day, where in document.dates[:1]:
            yield from _field(say(lang, "dated"), [(f"{day}（{place(lang, where)}）", "")], page, 2, _HEADER)
    yield from _fields(say(lang, "as_of"), [rules], "", page, 2, _HEADER)
    yield []
    yield from _todo(counts, page)
    yield []


def _known(found: Detected, page: Page) -> str:
    """A fact about the bundle, with how it is known."""
    if not found.value or found.how == "unknown":
        return say(page.lang, "unknown")
    if found.how != "detected" or not found.evidence:
        return f"{found.value}（{say(page.lang, 'given')}）"
    where = found.evidence[0]
    return f"{found.value}（{say(page.lang, 'detected', place=place(page.lang, where), text=where.text[:30])}）"


def _todo(counts: Counter[str], page: Page) -> Iterator[_Line]:
    """The first thing to know: how much there is to do."""
    lang, error, warning = page.lang, counts["error"], counts["warning"]
    style = "error" if error else "warning" if warning else "good"
    yield from wrap([(todo(counts, lang), style)], page.width)
    if counts[UNDETERMINED]:
        yield from wrap([(say(lang, "undecided", undetermined=counts[UNDETERMINED]), "")], page.width, "  ")
    if counts["note"] and "note" not in _shown(page):
        yield from wrap([(say(lang, "hidden", note=counts["note"]), "")], page.width, "  ")
    if not page.colour and (error or warning):
        yield from wrap([(say(lang, "legend"), "")], page.width, "  ")


def _summary(counts: Counter[str], page: Page) -> Iterator[_Line]:
    keys = [*_COUNTED, *(["waived"] if counts["waived"] else [])]
    yield from wrap([("  ".join(f"{say(page.lang, key)} {counts[key]}" for key in keys), "strong")], page.width)


# -------------------------------- findings


def _group(severity: str, found: Sequence[Result], bundle: BundleReport, page: Page) -> Iterator[_Line]:
    """The findings of one severity: first what is nowhere in the papers, then paper by paper in reading order."""
    lang = page.lang
    title = [(f"■ {say(lang, severity)} {len(found)}", severity), (f"  {say(lang, f'{severity}:about')}", "")]
    yield from wrap(title, page.width, "", "  ")
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
    return first.part + (f"（{first.path}）" if len(bundle.documents) > 1 else "")


def _finding(result: Result, bundle: BundleReport, page: Page) -> Iterator[_Line]:
    lang, several = page.lang, len(bundle.documents) > 1
    mark = result.severity if result.severity in MARKS else result.verdict
    head = [(f"{MARKS[mark]} ", _style(mark)), (result.title, "strong"), (f" [{say(lang, result.verdict)}]", _style(mark))]
    first = result.locations[:1] if result.verdict != MISSING else ()
    if first:
        head.append((f"  {place(lang, first[0])}", ""))
    yield from wrap(head, page.width, "  ", "      ")
    for location in first:
        yield from _quote(location, page, "    > ")
    for reason in _why(result):
        yield from wrap([(reason, "")], page.width, "    ")
    for location in result.locations[len(first) : _PLACES]:
        yield from _other(say(lang, "also"), location, several, page)
    if len(result.locations) > _PLACES:
        yield from _fields("", [say(lang, "others", count=len(result.locations) - _PLACES)], "", page)
    for location in result.near_misses[:_PLACES]:
        yield from _other(say(lang, "near"), location, several, page)
    bases = [basis(lang, one) for one in result.basis]
    if len(bases) > _BASES:
        bases[_BASES:] = [say(lang, "others", count=len(bases) - _BASES)]
    yield from _fields(say(lang, "basis"), bases, "", page)
    remedy = say(lang, "mend" if result.verdict == INCONSISTENT else "remedy")
    yield from _fields(remedy, result.remedy.splitlines(), "good", page)
    yield from _fields(say(lang, "more"), [f"checker explain {result.rule}"], "dim", page)


def _why(result: Result) -> Iterable[str]:
    """What is wrong. A general message gives way to the reasons, which are exact."""
    if result.reasons and result.verdict not in (MISSING, INCONSISTENT):
        return result.reasons
    return dict.fromkeys(filter(None, [result.message, *result.reasons]))


def _other(label: str, location: Location, several: bool, page: Page) -> Iterator[_Line]:
    """A further place in two lines: where and why, and what it says."""
    where = place(page.lang, location) + (f" {location.path}" if several else "")
    note = f" {location.note}" if location.note else ""
    yield from _field(label, [(f"{where}{note}", "")], page)
    yield from _quote(location, page, " " * (4 + _LABEL) + "> ")


def _quote(location: Location, page: Page, indent: str) -> Iterator[_Line]:
    """The words of the paper, with those that decided marked."""
    if not location.text:
        return
    text = location.text
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


def _fields(
    label: str, values: Iterable[str], style: str, page: Page, indent: int = 4, room: int = _LABEL
) -> Iterator[_Line]:
    """Values one below the other, the label before the first."""
    for value in filter(str.strip, values):
        yield from _field(label, [(value, style)], page, indent, room)
        label = ""


def _field(label: str, runs: _Line, page: Page, indent: int = 4, room: int = _LABEL) -> Iterator[_Line]:
    """label + value, the values of all fields aligned."""
    yield from wrap(runs, page.width, " " * indent + label + " " * max(room - cell_len(label), 1))


def _style(mark: str) -> str:
    return mark if mark in _SEVERE else "good" if mark == SATISFIED else ""


# -------------------------------- compact blocks


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
        yield from wrap([(reason, "")], page.width, f"  {MARKS[UNDETERMINED]} ")
        yield from wrap([("、".join(dict.fromkeys(titles)), "dim")], page.width, "    ")
    yield []


def _compact(verdict: str, bundle: BundleReport, page: Page) -> Iterator[_Line]:
    """One line a result: title, and the place that shows it or why it does not apply."""
    found = [result for result in bundle.results if result.verdict == verdict and result.waived is None]
    if not found:
        return
    yield [(f"■ {say(page.lang, verdict)} {len(found)}", _style(verdict) or "strong")]
    for result in found:
        runs: _Line = [(result.title, "")]
        if result.locations:
            first = result.locations[0]
            runs.append((f"  {place(page.lang, first)} {first.text[:60]}", "dim"))
        elif result.reasons:
            runs.append((f"  {result.reasons[0]}", "dim"))
        yield from wrap(runs, page.width, f"  {MARKS[verdict]} ")
    yield []
