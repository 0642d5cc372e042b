"""Markdown for the summary of a job and for comments on pull requests: totals first, a line for each finding to unfold.

Kept under the size that GitHub takes for a comment; what did not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model import SATISFIED, UNDETERMINED, BundleReport, Location, Report, Result
from . import Page
from ._findings import (
    SEVERE,
    WAIVED,
    counts,
    findings,
    later,
    of_verdict,
    others,
    primary,
    quiet_verdicts,
    quoted,
    remedy,
    terms,
    todo,
    told,
    unjudged,
)  # fmt: skip
from ._labels import VERDICT_MARKS, label, names
from ._markup import escape, inside_html
from ._words import MARKS, basis, place, say

_LONGEST = 60_000  # characters; a comment on GitHub takes 65,536
_FOLDED = "<details>"


def render(report: Report, page: Page) -> str:
    """The whole report as GitHub's Markdown."""
    lang, named = page.lang, names([bundle.name for bundle in report.bundles])
    head = [f"## {label(lang, 'title')}", f"**{_todo(report, page)}**", _known(report, page), *_refused(report, page), _overview(report, named, page)]
    packs = escape("、".join(f"{name} {version}" for name, version in report.packs))
    tail = [*_later(report, page), f"{say(lang, 'as_of')} {report.as_of}（{packs}）", label(lang, "legend")]
    room = _LONGEST - sum(map(len, (*head, *tail)))
    blocks, left = [], 0
    for bundle, name in zip(report.bundles, named, strict=True):
        for block in _bundle(bundle, name if len(named) > 1 else "", page):
            room -= len(block) + 2
            if room > 0:
                blocks.append(block)
            else:
                left += block.startswith(_FOLDED)
    if left:
        blocks.append(f"**{label(lang, 'cut', count=left)}**")
    return "\n\n".join(filter(None, [*head, *blocks, *tail])) + "\n"


def _todo(report: Report, page: Page) -> str:
    counted = counts(report.results())
    if not report.bundles:
        return say(page.lang, "nothing")
    return todo(counted, page.lang)


def _known(report: Report, page: Page) -> str:
    return say(page.lang, "known", known=report.known) if report.known else ""


def _refused(report: Report, page: Page) -> Iterator[str]:
    if report.errors:
        lines = [f"- {escape(error.path)}: {escape(error.message)}" for error in report.errors]
        yield "\n".join([f"**{label(page.lang, 'refused')}**\n", *lines])


def _overview(report: Report, named: Sequence[str], page: Page) -> str:
    """A row for each set of papers, the worst first."""
    if not report.bundles:
        return ""
    counted = (*SEVERE, UNDETERMINED, SATISFIED, WAIVED)
    rows = [(counts(bundle.results), name, bundle.service.value) for bundle, name in zip(report.bundles, named, strict=True)]
    rows.sort(key=lambda row: tuple(-row[0][severity] for severity in SEVERE))
    lines = [
        _row([label(page.lang, "papers"), say(page.lang, "service"), *(label(page.lang, key) for key in counted)]),
        _row([":--", ":--", *("--:" for _ in counted)]),
    ]
    for count, name, service in rows:
        mark = MARKS[next((severity for severity in SEVERE[:2] if count[severity]), SATISFIED)]
        lines.append(_row([f"{mark} {escape(name)}", escape(service or "？"), *(str(count[key]) for key in counted)]))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


# -------------------------------- one set of papers


def _bundle(bundle: BundleReport, name: str, page: Page) -> Iterator[str]:
    """Blocks of Markdown; each finding is one that begins with `_FOLDED`."""
    if name:
        yield f"### {escape(name)}"
    found = findings(bundle, page)
    for severity in SEVERE:
        group = [result for result in found if result.severity == severity]
        if group:
            head = f"{MARKS[severity]} {label(page.lang, severity)} {len(group)}"
            yield f"**{head}**　{say(page.lang, f'{severity}:about')}"
            yield from (_finding(result, page) for result in group)
    for reason, results in unjudged(bundle).items():
        yield _folded(f"{MARKS[UNDETERMINED]} {label(page.lang, UNDETERMINED)} {len(results)}: {reason}", _titles(results, page.lang))
    for verdict in (*quiet_verdicts(page), WAIVED):
        results = of_verdict(bundle, verdict)
        if results:
            mark = MARKS.get(verdict, VERDICT_MARKS[verdict])
            yield _folded(f"{mark} {label(page.lang, verdict)} {len(results)}", _titles(results, page.lang))


def _titles(results: Iterable[Result], lang: str) -> list[str]:
    """A line for each requirement; a waived one with who accepted it and why."""
    return [
        "- " + "; ".join(map(escape, [result.title, *terms(result.waived or {}, lang)])) for result in results
    ]


def _finding(result: Result, page: Page) -> str:
    """One line to read, the rest to unfold: the words of the paper, other places, the basis, wording."""
    lang, where = page.lang, primary(result)
    at = f" {place(lang, where)}" if where else ""
    reasons = "<br>".join(map(inside_html, told(result)))
    head = f"<b>{inside_html(result.title)}</b>（{say(lang, result.verdict)}）{inside_html(at)}<br>{reasons}"
    lines = [*_quote(where)] if where else []
    for key, places in (("also", others(result)), ("near", result.near_misses)):
        for one in places:
            again = where is not None and one.text == where.text  # a further word of the same sentence
            lines += [f"- {say(lang, key)}: {escape(f'{place(lang, one)} {one.note}')}", *([] if again else _quote(one))]
    lines += [f"- {say(lang, 'basis')}: {escape(basis(lang, one))}" for one in result.basis]
    if result.remedy:
        lines += [f"- {say(lang, remedy(result))}:", "", *(f"> {escape(line)}  " for line in result.remedy.splitlines()), ""]
    return _folded(head, [*lines, f"- {label(lang, 'rule')}: {escape(result.rule)}"], markup=True)


def _quote(location: Location) -> list[str]:
    """The words of the paper with those that decided in bold, as a block of its own."""
    if not location.text:
        return []
    words = "".join(f"<b>{inside_html(text)}</b>" if marked else inside_html(text) for text, marked in quoted(location))
    return ["", f"<blockquote>{words}</blockquote>", ""]


def _folded(head: str, lines: Iterable[str], markup: bool = False) -> str:
    body = "\n".join(lines)
    return f"{_FOLDED}<summary>{head if markup else inside_html(head)}</summary>\n\n{body}\n\n</details>"


def _later(report: Report, page: Page) -> Iterator[str]:
    """What begins on later days, a folded list for each day."""
    days: dict[str, list[str]] = {}
    for day, bundle, result in later(report):
        days.setdefault(day, []).append(f"- {escape(result.title)}（{escape(bundle)}）: {escape(' '.join(told(result)))}")
    for day, lines in days.items():
        yield _folded(f"{label(page.lang, 'later', day=day)} {len(lines)}", lines)
