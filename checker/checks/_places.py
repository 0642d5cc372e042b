"""Where forbidden wording stands, for `forbids` and `replaces`."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Bundle, Rule, Tools
from ..text import Span

_MOST = 50


class Place(NamedTuple):
    """A match: which reading and node, the sentence or heading it stands in, the matched words, and its pattern."""

    reading: int
    node: int
    span: Span
    words: tuple[Span, ...]
    said: str
    source: str


def places(rule: Rule, bundle: Bundle, tools: Tools, sources: tuple[str, ...]) -> list[Place]:
    """Where any of the patterns matches, by position, without those sentences that `unless` covers."""
    unless = [tools.pattern(source) for source in rule.unless]
    stops = tuple(tools.pattern(source) for source in rule.stops)
    found: dict[tuple[int, int], Place] = {}
    for source in sources:
        for index, reading in enumerate(bundle.readings):
            for match in tools.pattern(source).find(reading, None, stops):
                if match.sentence >= 0 and any(other.covers(reading, match.sentence) for other in unless):
                    continue
                span = reading.sentences[match.sentence].span if match.sentence >= 0 else reading.nodes[match.node].title
                words = tuple(word for word in match.spans if span.start <= word.start < span.end)
                said = "…".join(reading.text.chars[start:end] for start, end in match.spans)
                found.setdefault((index, match.spans[-1].start), Place(index, match.node, span, words, said, source))
    return [found[key] for key in sorted(found)][:_MOST]
