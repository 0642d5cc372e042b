"""Which service a bundle is about, from its own words: its titles first, then its opening, then the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .expressions import compiled
from .model import Part, Reading, Service
from .records import NamedTuple
from .text import Span, fold, fold_paper, squeeze

_OPENING = 600  # characters in which the parties and the service are named
_PAPER = compiled(r"契約|約款|重要事項|説明書|同意書|運営規程")
_PLACE = compiled(r"(?:施設|ホーム|センター|ステーション|事業所)$")
_JOINS = compiled(r"[・、,/兼及並と(（&]|または|又は")
_SHORTEST_NAME = 2
_ENOUGH_IN_BODY = 3  # mentions without any title or opening to speak for a service


class Named(NamedTuple):
    """A service with the place that speaks for it: reading index and a span of its source."""

    service: str
    reading: int
    span: Span


def detect(readings: Sequence[Reading], services: Mapping[str, Service]) -> Named | None:
    """The service named first in a title; else in the opening; else the one named most. None where none is named."""
    words = sorted(
        ((fold(word), name) for name, service in services.items() for word in (name, *service.words) if word),
        key=lambda item: (-len(item[0]), item[0]),
    )
    families = {parent for service in services.values() for parent in service.parents}
    leaves = [(word, name) for word, name in words if services[name].parents or name not in families]
    for index, reading in enumerate(readings):
        source = fold_paper(reading.document.source.text)
        for part in reading.document.parts:
            spans = _title(part)
            main = [span for span in spans if _PAPER.search(source, span.start, span.end)]
            if hit := _first(source, main, leaves) or _first(source, spans, leaves):
                return Named(hit[0], index, hit[1])
    for index, reading in enumerate(readings):
        source = fold_paper(reading.document.source.text)
        if hit := _first(source, [Span(0, min(_OPENING, len(source)))], leaves):
            return Named(hit[0], index, hit[1])
    return _most(readings, leaves)


def _title(part: Part) -> list[Span]:
    return [leaf.span for leaf in part.leaves if leaf.kind != "noise"]


def _first(source: str, spans: Sequence[Span], words: Sequence[tuple[str, str]]) -> tuple[str, Span] | None:
    """The earliest service in a stretch; of two that begin at one place or overlap, the longer name."""
    text = squeeze(source, spans)
    best = _earliest(text.chars, words, 0)
    if best and _PLACE.search(text.chars[: best[1]]):  # 介護老人保健施設やまかわ苑 通所リハビリテーション契約書: where, then what
        other = _earliest(text.chars, words, best[1])
        named = text.chars[best[1] : other[0]] if other else ""
        best = other if len(named) >= _SHORTEST_NAME and not _JOINS.match(named) else best
    return (best[2], text.raw(Span(best[0], best[1]))) if best else None


def _earliest(chars: str, words: Sequence[tuple[str, str]], since: int) -> tuple[int, int, str] | None:
    best: tuple[int, int, str] | None = None
    for word, name in words:
        at = chars.find(word, since)
        if at >= 0 and (best is None or (at + len(word) <= best[0] or (at <= best[0] and at + len(word) > best[1]))):
            best = (at, at + len(word), name)
    return best


def _most(readings: Sequence[Reading], words: Sequence[tuple[str, str]]) -> Named | None:
    counts: dict[str, int] = {}
    where: dict[str, tuple[int, Span]] = {}
    for index, reading in enumerate(readings):
        chars = reading.text.chars
        for word, name in words:  # longest first: what is counted is masked, so that a shorter name inside is not
            at = chars.find(word)
            if at < 0:
                continue
            counts[name] = counts.get(name, 0) + chars.count(word)
            where.setdefault(name, (index, reading.text.raw(Span(at, at + len(word)))))
            chars = chars.replace(word, "\n" * len(word))
    if not counts:
        return None
    name = max(counts, key=lambda name: (counts[name], name))
    return Named(name, *where[name]) if counts[name] >= _ENOUGH_IN_BODY else None
