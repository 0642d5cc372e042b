"""Papers that speak of two offices (通所介護 and 認知症対応型通所介護, 本店 and 支店): whose values are whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ._bodies import OFFICE, OTHER, Said, home
from .model import Fact, Reading
from .text import TELLS_APART, Span


def told_apart(reading: Reading, facts: Iterable[Fact], named: Sequence[Said]) -> Iterator[Fact]:
    """The facts; those of a second office are its own, 「事業所（名称）」, so that they are not held against the first's.

    An office is a second one where it is named under a label in a section of its own. A value is its where its name
    stands before the value in the sentence, or alone in the section.
    """
    offices = _offices(reading, named)
    if len(offices) < 2:
        yield from facts
        return
    spots = sorted(_mentions(reading.text.chars, offices))
    for fact in facts:
        if fact.owner == OFFICE and fact.field != "名称":
            section, sentence = _section(reading, fact.node), reading.sentences[fact.sentence].span
            said = [name for at, name in spots if sentence.start <= at < fact.span.start]
            around = [name for at, name in spots if section.start <= at < section.end]
            name = said[-1] if said else around[0] if len(set(around)) == 1 else ""
            if name != offices[0] and around:
                fact = fact._replace(owner=f"{OFFICE}（{name}）" if name else OTHER)  # common to both, or nobody knows whose
        yield fact


def _offices(reading: Reading, named: Sequence[Said]) -> list[str]:
    """Names of offices under a label, the first of every section; not one that is another with a slip or an addition."""
    found: dict[Span, str] = {}
    for said in named:
        if said.owner == OFFICE:
            found.setdefault(_section(reading, reading.sentences[said.sentence].node), said.text)
    names: list[str] = []
    for name in found.values():
        if not any(_alike(name, other) for other in names):
            names.append(name)
    return names


def _alike(one: str, other: str) -> bool:
    if one in other or other in one:
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return not longer.startswith(shorter) or len(longer) == len(shorter)  # みどり苑 and みどり苑こだち are two
    if set(one) ^ set(other) and set(one) ^ set(other) <= TELLS_APART:
        return False
    start = _shared(one, other)
    return max(len(one), len(other)) - start - _shared(one[start:][::-1], other[start:][::-1]) <= 1


def _shared(one: str, other: str) -> int:
    """How many characters two words begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _mentions(chars: str, offices: Sequence[str]) -> Iterator[tuple[int, str]]:
    taken: list[Span] = []
    for name in sorted(offices, key=len, reverse=True):
        at = chars.find(name)
        while at >= 0:
            if not any(span.start <= at < span.end for span in taken):
                taken.append(Span(at, at + len(name)))
                yield at, name
            at = chars.find(name, at + 1)


def _section(reading: Reading, node: int) -> Span:
    """The stretch of the section around a node: where that is but a label (「(2) 電話番号」), the list it stands in."""
    at = home(reading, node)
    if at >= 0 and not reading.nodes[at].clause.children and reading.nodes[at].parent >= 0:
        at = reading.nodes[at].parent
    if at < 0:
        return Span(0, len(reading.text.chars))
    here = reading.nodes[at]
    return Span(min(here.title.start, here.span.start), here.span.end)
