"""Which results a report spells out, in which order, and what is said of one. Private to the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ..model import (
    INCONSISTENT,
    MISSING,
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    UNDETERMINED,
    WEAK,
    BundleReport,
    Location,
    Report,
    Result,
)  # fmt: skip
from ..records import NamedTuple
from . import PROFILES, Page, clean
from ._labels import label
from ._words import basis, place, say

SEVERE = SEVERITIES[:3]
FAULTS = (MISSING, WEAK, INCONSISTENT)
WAIVED = "waived"


class Later(NamedTuple):
    """A finding that begins on a later day (ISO), and the bundle in which it does."""

    day: str
    bundle: str
    result: Result


def counts(results: Iterable[Result]) -> Counter[str]:
    """Results by severity and by verdict; waived ones count as such only."""
    counted: Counter[str] = Counter()
    for result in results:
        counted.update((WAIVED,) if result.waived is not None else (result.severity, result.verdict))
    return counted


def todo(counted: Counter[str], lang: str) -> str:
    """How much there is to do, in a sentence. Of a paper that hardly anything could be told of, that is said."""
    error, warning = counted["error"], counted["warning"]
    if error or warning:
        key = "todo" if error and warning else "todo:errors" if error else "todo:warnings"
    else:
        key = "todo:little" if counted[UNDETERMINED] > counted[SATISFIED] else "todo:none"
    return say(lang, key, error=error, warning=warning)


def findings(bundle: BundleReport, page: Page) -> list[Result]:
    """What is wrong, as far as the page's profile asks for it: the worst first, then what is nowhere, then by place."""
    paths = [document.path for document in bundle.documents]
    return sorted(
        (result for result in bundle.results if _is_finding(result, PROFILES[page.profile])),
        key=lambda result: (SEVERITIES.index(result.severity), *_order(result, paths)),
    )


def _is_finding(result: Result, shown: tuple[str, ...]) -> bool:
    if result.waived is not None or result.verdict == UNDETERMINED or result.severity not in shown:
        return False
    return result.severity in SEVERE or result.verdict in FAULTS


def _order(result: Result, paths: list[str]) -> tuple[int, int, int]:
    if result.verdict == MISSING or not result.locations:
        return (-1 if result.verdict == MISSING else len(paths), 0, 0)
    first = result.locations[0]
    return (paths.index(first.path) if first.path in paths else len(paths), first.start_line, first.start_column)


def of_verdict(bundle: BundleReport, verdict: str) -> list[Result]:
    """The results of a verdict that weigh nothing: satisfied, not-applicable, undetermined; or those that were waived."""
    if verdict == WAIVED:
        return [result for result in bundle.results if result.waived is not None]
    return [result for result in bundle.results if result.verdict == verdict and result.waived is None]


def quiet_verdicts(page: Page) -> tuple[str, ...]:
    """Which of the verdicts that are no findings the page asks for, beside undetermined."""
    everything = "none" in PROFILES[page.profile]
    return (
        *((SATISFIED,) if everything or page.show_satisfied else ()),
        *((NOT_APPLICABLE,) if everything else ()),
    )


def unjudged(bundle: BundleReport) -> dict[str, list[Result]]:
    """Rules that could not be judged, by the reason why."""
    by_reason: dict[str, list[Result]] = {}
    for result in of_verdict(bundle, UNDETERMINED):
        by_reason.setdefault("".join(result.reasons) or result.message, []).append(result)
    return by_reason


def later(report: Report) -> Iterator[Later]:
    """What begins to be found on later days."""
    for day in report.later:
        for bundle in day.bundles:
            yield from (Later(day.as_of.isoformat(), bundle.name, result) for result in bundle.results)


def extracted(bundle: BundleReport) -> frozenset[str]:
    """Paths of the files whose lines are not their own: a page, a cell or a paragraph tells that a reader extracted the text."""
    places = (one for result in bundle.results for one in (*result.locations, *result.near_misses))
    return frozenset(one.path for one in places if one.page is not None or one.place)


# -------------------------------- what is said of one


def told(result: Result) -> list[str]:
    """What is wrong. A general message gives way to the reasons, which are exact."""
    if result.reasons and result.verdict not in (MISSING, INCONSISTENT):
        return list(result.reasons)
    return list(dict.fromkeys(filter(None, [result.message, *result.reasons])))


def account(result: Result, lang: str) -> list[str]:
    """All there is to say of a result, one thing a line: what is wrong, where else to look, on what basis, what would pass."""
    lines = told(result)
    lines += [f"{say(lang, 'also')}: {_noted(lang, one)}" for one in others(result)]
    lines += [f"{say(lang, 'near')}: {_noted(lang, one)}" for one in result.near_misses]
    lines += [f"{say(lang, 'basis')}: {basis(lang, one)}" for one in result.basis]
    if result.remedy:
        lines += [f"{say(lang, remedy(result))}:", *result.remedy.splitlines()]
    return [clean(line) for line in lines]


def primary(result: Result) -> Location | None:
    """Where the finding is; nowhere for what is missing."""
    return result.locations[0] if result.locations and result.verdict != MISSING else None


def others(result: Result) -> tuple[Location, ...]:
    """The further places of a finding."""
    return result.locations[0 if primary(result) is None else 1 :]


def remedy(result: Result) -> str:
    """The word that the remedy goes under: how to mend, or wording that would pass."""
    return "mend" if result.verdict == INCONSISTENT else "remedy"


def terms(waived: Mapping[str, str], lang: str) -> list[str]:
    """What a waiver tells: why and until when a finding is accepted, by whom, and where that is written."""
    known = [key for key in ("reason", "until", "owner", "by") if waived.get(key)]
    return [f"{label(lang, f'waiver:{key}')}: {waived[key]}" for key in known]


def _noted(lang: str, location: Location) -> str:
    return " ".join(filter(None, [place(lang, location), location.note, f"「{location.text}」" if location.text else ""]))


def quoted(location: Location) -> list[tuple[str, bool]]:
    """The words of the paper in pieces, each with whether it is one of those that decided."""
    text, at = location.text, 0
    pieces: list[tuple[str, bool]] = []
    for start, end in sorted(location.words):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def plain(text: str) -> str:
    """Text of any origin for a file: unsafe characters become blanks, line breaks and tabs stay."""
    return "\n".join("\t".join(clean(cell) for cell in line.split("\t")) for line in text.split("\n"))
