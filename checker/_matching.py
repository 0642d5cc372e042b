"""Where a pattern matches in a reading: pieces by position, never one expression over running text.

For each place of the last piece the nearest earlier place of the piece before it is taken, and so on back to the
first; that is the tightest window, and if any order of places fits, this one does. With sorted positions every step
is a bisection, so matching is linear in the text, whatever the pattern.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from ._search import Piece, Places, places
from ._stretches import ancestors, has_content, sentence_at, title_at, title_window, unit
from .model import SIGNATURE, Match, Pattern, Reading, Value
from .records import NamedTuple
from .text import Span

HEADINGS, SIGNATURES = "見出し", "署名欄"
_MOST_IN_A_SENTENCE = 8


class _Barriers(NamedTuple):
    """Where the stops of a rule stand in a text, across which no gap runs."""

    chars: str
    places: Sequence[Places]


_NONE = _Barriers("", ())
_TAKEN_IN = ("含む", "含みます", "含め", "除く", "除きます", "一体的に開催", "一体的に設置", "合同開催", "兼ねる", "兼ねます")


def _last_inside(reading: Reading, start: int, end: int) -> int:
    """The last character of a piece that is no border: a piece may end with the end of its line."""
    while end - 1 > start and reading.text.chars[end - 1] in "\n\t":
        end -= 1
    return end - 1


def _first_inside(reading: Reading, start: int, end: int) -> int:
    """The first character of a piece that is no border: a piece may begin with the end of the line before it."""
    while start < end - 1 and reading.text.chars[start] in "\n\t":
        start += 1
    return start


class Matcher(NamedTuple):
    """A compiled pattern (implements `model.Pattern`)."""

    source: str
    scope: str
    pieces: tuple[Piece, ...]
    far: tuple[bool, ...]
    read: Callable[[str, str], Value]

    def find(self, reading: Reading, within: Span | None = None, stops: Sequence[Pattern] = ()) -> Iterator[Match]:
        """Every match whose last piece lies in `within` (a span of the reading; None: anywhere), in text order.

        At most a handful of matches are given for one sentence. Gaps do not run across a match of `stops`.
        """
        for regex in (False, True):  # the words first, before any expression is compiled: most patterns end there
            for piece in self.pieces:
                if bool(piece.regex) is regex and not places(reading, piece).starts:
                    return
        found = [places(reading, piece) for piece in self.pieces]
        barriers = _Barriers(reading.words, [places(reading, stop.pieces[0]) for stop in stops if isinstance(stop, Matcher)])
        in_sentence: dict[int, int] = {}
        for index in self._candidates(reading, found, within):
            match = self._match_at(reading, found, index, barriers)
            if match is None or in_sentence.get(match.sentence, 0) >= _MOST_IN_A_SENTENCE:
                continue
            if match.sentence >= 0:
                in_sentence[match.sentence] = in_sentence.get(match.sentence, 0) + 1
            yield match

    def _candidates(self, reading: Reading, found: Sequence[Places], within: Span | None) -> Iterator[int]:
        """Places of the last piece worth a look: in `within`, and near a place of the rarest piece.

        Everything that can be in a sentence's window stands in the sentence's own unit or is a heading above it.
        """
        last = found[-1]
        rarest = min(found, key=lambda place: len(place.starts))
        areas = [within] if within else [Span(0, len(reading.text.chars))]
        if self.scope != SIGNATURES and len(rarest.starts) * 4 < len(last.starts):
            areas = _common(_areas(reading, rarest.starts), areas[0])
        for area in areas:
            for index in range(bisect_left(last.starts, area.start), len(last.starts)):
                if last.starts[index] >= area.end:
                    break
                if last.ends[index] <= area.end:
                    yield index

    def _match_at(self, reading: Reading, found: Sequence[Places], index: int, barriers: _Barriers) -> Match | None:
        start = found[-1].starts[index]
        sentence, node, window = self._window(reading, _first_inside(reading, start, found[-1].ends[index]))
        if not window and found[-1].groups is None and self.scope == "":  # a word that runs from a heading into its text
            sentence, node, window = self._window(reading, _last_inside(reading, start, found[-1].ends[index]))
        if not window:
            return None
        chain = [index]
        at = start
        for step in range(len(self.pieces) - 2, -1, -1):
            place = found[step]
            if self.far[step] and self.scope != SIGNATURES:
                area = unit(reading, node)
                before = _latest(place, (*(span for span in window if span.end <= area.start), area), at, barriers)
                if before >= 0:
                    window = _window_at(reading, place.starts[before]) or window
            else:
                before = _latest(place, window, at, barriers)
            if before < 0:
                return None
            chain.append(before)
            at = place.starts[before]
        chain.reverse()
        spans = tuple(Span(place.starts[i], place.ends[i]) for place, i in zip(found, chain, strict=True))
        return Match(self._home(reading, node, spans), sentence, spans, self._values(found, chain))

    def _window(self, reading: Reading, position: int) -> tuple[int, int, tuple[Span, ...]]:
        """(sentence or -1, node, the stretches in which the other pieces may stand); no stretches: not a place."""
        if self.scope == HEADINGS:
            node = title_at(reading, position)
            if node < 0 or not has_content(reading, node):
                return -1, node, ()
            return -1, node, title_window(reading, node)
        sentence = sentence_at(reading, position)
        if sentence < 0:
            return -1, -1, ()
        here = reading.sentences[sentence]
        if self.scope == SIGNATURES:
            for node in ancestors(reading, here.node):
                if reading.nodes[node].clause.kind == SIGNATURE:
                    return sentence, here.node, (reading.nodes[node].span,)
            return -1, -1, ()
        return sentence, here.node, (*here.context, here.span)

    def _home(self, reading: Reading, node: int, spans: tuple[Span, ...]) -> int:
        """The smallest clause that holds the match; pieces in headings above it do not widen it."""
        start = spans[0].start
        if not any(self.far):
            return node
        for candidate in ancestors(reading, node):
            inside = reading.nodes[candidate]
            if inside.span.start <= start:
                return candidate
            if inside.span.start >= unit(reading, node).start and inside.parent < 0:
                return candidate
        return node

    def _values(self, found: Sequence[Places], chain: Sequence[int]) -> Mapping[str, Value]:
        values: dict[str, Value] = {}
        for piece, place, index in zip(self.pieces, found, chain, strict=True):
            if place.groups is not None:
                for (name, type_), text in zip(piece.values, place.groups[index], strict=True):
                    if text:
                        values[name] = self.read(type_, text)
        return values

    def stands(self, reading: Reading) -> bool:
        """Whether there is any match."""
        return next(self.find(reading), None) is not None

    def covers(self, reading: Reading, sentence: int) -> bool:
        """Whether the whole pattern stands in the sentence and its context (its last piece may be in a heading)."""
        here = reading.sentences[sentence]
        return self.stands_in(reading, (*here.context, here.span))

    def touches(self, reading: Reading, span: Span) -> bool:
        """Whether any piece stands in the stretch."""
        return any(_latest(places(reading, piece), (span,), span.end, _NONE) >= 0 for piece in self.pieces)

    def stands_in(self, reading: Reading, window: Sequence[Span]) -> bool:
        """Whether the whole pattern stands in the stretches, which are given in text order."""
        at = window[-1].end if window else 0
        for piece in reversed(self.pieces):
            place = places(reading, piece)
            index = _latest(place, window, at, _NONE)
            if index < 0:
                return False
            at = place.starts[index]
        return True

    def nearest(self, reading: Reading) -> tuple[tuple[Match, tuple[str, ...]], ...]:
        """The sentences that come closest without matching, with the names of the pieces they lack (at most two)."""
        if len(self.pieces) < 2 or self.scope:
            return ()
        seen: dict[int, dict[int, int]] = {}
        for number, piece in enumerate(self.pieces):
            place = places(reading, piece)
            for start, end in zip(place.starts, place.ends, strict=True):
                sentence = sentence_at(reading, start)
                if sentence >= 0:
                    seen.setdefault(sentence, {})[number] = end
        need = (len(self.pieces) + 1) // 2
        scored: list[tuple[int, int, Match, tuple[str, ...]]] = []
        for sentence, hits in seen.items():
            here = reading.sentences[sentence]
            above = {
                number
                for number, piece in enumerate(self.pieces)
                if number not in hits and _latest(places(reading, piece), here.context, here.span.start, _NONE) >= 0
            }
            lacking = tuple(piece.name for number, piece in enumerate(self.pieces) if number not in hits and number not in above)
            have = len(self.pieces) - len(lacking)
            if lacking and have >= need and (0 in hits or 0 in above):
                spans = tuple(sorted(self._span_at(reading, number, end) for number, end in hits.items()))
                scored.append((-have, sentence, Match(here.node, sentence, spans), lacking))
        scored.sort(key=lambda item: item[:2])
        return tuple((match, lacking) for _, _, match, lacking in scored[:2])

    def _span_at(self, reading: Reading, number: int, end: int) -> Span:
        place = places(reading, self.pieces[number])
        index = bisect_left(place.ends, end)
        return Span(place.starts[index], place.ends[index])


def _areas(reading: Reading, starts: Sequence[int]) -> list[Span]:
    """The units (under a heading: all it stands over) that hold the positions, in order, without overlaps."""
    spans = set()
    for start in starts:
        sentence = sentence_at(reading, start)
        node = reading.sentences[sentence].node if sentence >= 0 else title_at(reading, start)
        if node >= 0:
            spans.add(unit(reading, node) if sentence >= 0 else _wider(unit(reading, node), reading.nodes[node].span))
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _wider(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _common(spans: Sequence[Span], limit: Span) -> list[Span]:
    cut = (Span(max(span.start, limit.start), min(span.end, limit.end)) for span in spans)
    return [span for span in cut if span.start < span.end]


def _window_at(reading: Reading, position: int) -> tuple[Span, ...]:
    sentence = sentence_at(reading, position)
    if sentence >= 0:
        here = reading.sentences[sentence]
        return (*here.context, here.span)
    node = title_at(reading, position)
    return title_window(reading, node) if node >= 0 else ()


def _latest(place: Places, window: Sequence[Span], before: int, barriers: _Barriers) -> int:
    """Index of the last place that ends at or before `before` inside one of the stretches; -1 if none or barred."""
    starts, ends, _ = place
    if not starts:
        return -1
    for start, end in reversed(window):
        if start >= before:
            continue
        limit = min(before, end)
        index = bisect_right(ends, limit) - 1
        if index >= 0 and starts[index] >= start:
            return -1 if _barred(barriers, ends[index], limit) else index
        if _barred(barriers, start, limit):
            return -1
    return -1


def _barred(barriers: _Barriers, start: int, end: int) -> bool:
    """Whether a barrier stands between; what a remark only takes in (（事故に関するものを含む。）) is none."""
    for place in barriers.places:
        for index in range(bisect_left(place.starts, start), len(place.starts)):
            if place.ends[index] > end:
                break
            if not _taken_in(barriers.chars, place.starts[index], start, end):
                return True
    return False


def _taken_in(chars: str, at: int, start: int, end: int) -> bool:
    opened = chars.rfind("(", start, at)
    closed = chars.find(")", at, end)
    return -1 < opened < closed and ")" not in chars[opened:closed] and chars[opened:closed].rstrip("。").endswith(_TAKEN_IN)
