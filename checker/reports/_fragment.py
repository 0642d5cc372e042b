"""A finding as HTML: what is wrong, where, why, on what basis, wording that passes. Private to the HTML report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from ..model import Location, Result
from ._findings import SEVERE, others, plain, primary, quoted, remedy, told
from ._labels import VERDICT_MARKS, label
from ._words import MARKS, basis, place, say

_PLACES = 12  # places of one finding that are quoted; more are told by number

Anchor = Callable[[Location], str]  # a place -> the id of its line in the draft, "" where the draft is not shown


def safe(text: str) -> str:
    """Text of any origin as HTML that shows exactly that text."""
    return escape(plain(text))


def finding(result: Result, name: str, lang: str, anchor: Anchor) -> str:
    """One finding as an article with the id `name`."""
    where = primary(result)
    head = f'{mark(result)} {safe(result.title)}<span class="badge">{say(lang, result.verdict)}</span>'
    lines = [f'<article class="{css(result)} finding" id="{name}" lang="ja">', f"<h4>{head}</h4>"]
    if where:
        lines += [f"<p>{link(where, lang, anchor)}</p>", quote(where)]
    lines += [f"<p>{safe(reason)}</p>" for reason in told(result)]
    if terms := "".join(_terms(result, lang, anchor)):
        lines.append(f"<dl>{terms}</dl>")
    lines += [f'<p class="rule">{label(lang, "rule")}: {safe(result.rule)}</p>', "</article>"]
    return "\n".join(filter(None, lines))


def mark(result: Result) -> str:
    """The mark of its severity, or of its verdict where it weighs nothing."""
    return MARKS.get(result.severity, VERDICT_MARKS[result.verdict])


def css(result: Result) -> str:
    """Classes by which filters find a result."""
    severity = f"s-{result.severity} " if result.severity in SEVERE else ""
    return f"{severity}v-{result.verdict}"


def link(where: Location, lang: str, anchor: Anchor) -> str:
    """A place as words, which lead to the line in the draft."""
    words = safe(place(lang, where))
    name = anchor(where)
    return f'<a href="#{name}">{words}</a>' if name else words


def quote(where: Location) -> str:
    """The words of the paper, with those that decided in bold."""
    words = "".join(f"<b>{safe(text)}</b>" if marked else safe(text) for text, marked in quoted(where))
    return f"<blockquote>{words}</blockquote>" if words else ""


def _terms(result: Result, lang: str, anchor: Anchor) -> Iterator[str]:
    where = primary(result)
    for key, places in (("also", others(result)), ("near", result.near_misses)):
        for one in places[:_PLACES]:
            again = one.text == (where.text if where else "")  # a further word of the same sentence
            yield _term(say(lang, key), f"{link(one, lang, anchor)} {safe(one.note)}{'' if again else quote(one)}")
        if len(places) > _PLACES:
            yield _term(say(lang, key), say(lang, "others", count=len(places) - _PLACES))
    if result.why:
        yield _term(label(lang, "why"), safe(result.why.strip()))
    if result.basis:
        yield _term(say(lang, "basis"), "<br>".join(safe(basis(lang, one)) for one in result.basis))
    if result.remedy:
        yield _term(say(lang, remedy(result)), f'<div class="wording">{safe(result.remedy.strip())}</div>')


def _term(name: str, content: str) -> str:
    return f"<dt>{name}</dt><dd>{content}</dd>\n"
