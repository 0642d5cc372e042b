"""Places in a paper and how a finding names them, shared by the checks of this package."""

from __future__ import annotations

from bisect import bisect_right

from ..expressions import compiled
from ..model import ROW, SIGNATURE, Bundle, Evidence, Reading, Rule, Tools
from ..records import NamedTuple
from ..text import Span, fold_paper

_MOST = 50
_LONGEST_NAME = 24  # characters of a heading in a message
_SHOWN = 40  # characters of a clause without a heading


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


def line(reading: Reading, position: int) -> int:
    """The 1-based line of the source on which a position of the reading's text stands."""
    starts: list[int] | None = reading.found.get("line starts")
    if starts is None:
        starts = reading.found["line starts"] = [hit.end() for hit in compiled("\n").finditer(reading.document.source.text)]
    return bisect_right(starts, reading.text.raw(Span(position, position + 1)).start) + 1


def sentence_of(reading: Reading, position: int) -> int:
    """Index of the sentence that holds a position of the reading's text, or of the last one before it; -1 where none is."""
    starts: list[int] | None = reading.found.get("sentence starts")
    if starts is None:
        starts = reading.found["sentence starts"] = [sentence.span.start for sentence in reading.sentences]
    return bisect_right(starts, position) - 1


def where(bundle: Bundle, evidence: Evidence) -> str:
    """A place in words: 「124行 相談窓口」, with the file where there are several."""
    reading = bundle.readings[evidence.reading]
    node = reading.nodes[evidence.node]
    at = evidence.words[0].start if evidence.words else evidence.span.start
    label = reading.text.chars[node.title.start : node.title.end].strip("\t\n:") if node.clause.kind == ROW else ""
    clause = node.path if node.path.startswith("第") else node.heading or label or ("署名欄" if _signed(reading, evidence.node) else "")
    path = f"{reading.document.source.path.rpartition('/')[2]} " if len(bundle.readings) > 1 else ""
    return f"{path}{line(reading, at)}行 {clause[:_LONGEST_NAME]}".strip()


def _signed(reading: Reading, node: int) -> bool:
    return reading.nodes[node].clause.kind == SIGNATURE


def title(index: int, reading: Reading, at: int, note: str = "") -> Evidence:
    """A clause by its heading, or by its first words where it has none."""
    node = reading.nodes[at]
    span = node.title if node.title.start < node.title.end else Span(node.span.start, min(node.span.end, node.span.start + _SHOWN))
    return Evidence(index, at, span, (), note)


def around(index: int, reading: Reading, words: Span, note: str = "") -> Evidence:
    """The sentence or the heading in which words stand."""
    number = sentence_of(reading, words.start)
    if number >= 0 and words.start < reading.sentences[number].span.end:
        return sentence_at(reading, number, words, index=index, note=note)
    at = next((at for at, node in enumerate(reading.nodes) if node.title.start <= words.start < node.title.end), -1)
    return Evidence(index, max(at, 0), reading.nodes[at].title if at >= 0 else words, (words,), note)


def sentence_at(reading: Reading, number: int, *words: Span, index: int = 0, note: str = "") -> Evidence:
    """A whole sentence with words to point at."""
    sentence = reading.sentences[number]
    return Evidence(index, sentence.node, sentence.span, words, note)


def folded(reading: Reading) -> str:
    """The source with width variants folded."""
    return fold_paper(reading.document.source.text)


def printed(reading: Reading, span: Span) -> str:
    """A stretch as the paper prints it, without blanks."""
    raw = reading.text.raw(span)
    return "".join(reading.document.source.text[raw.start : raw.end].split())
