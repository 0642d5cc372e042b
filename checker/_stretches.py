"""The stretches of a reading: the sentence or the title at a position, the unit a clause stands in (remembered in it)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from .expressions import compiled
from .model import ARTICLE, CHAPTER, ROW, SECTION, SIGNATURE, Reading
from .records import NamedTuple
from .text import Span

_FEWEST_TOPICS = 5
_TYPED = compiled(r"[^\W_]")


class _Lie(NamedTuple):
    sentences: list[int]  # starts
    titles: list[tuple[int, int]]  # (start of title, node), sorted
    units: list[Span]  # by node: the article or top-level section it stands in


def _lie(reading: Reading) -> _Lie:
    found: _Lie | None = reading.found.get("lie")
    if found is None:
        titles = sorted((node.title.start, index) for index, node in enumerate(reading.nodes) if node.title.start < node.title.end)
        found = _Lie([sentence.span.start for sentence in reading.sentences], titles, _units(reading))
        reading.found["lie"] = found
    return found


def _units(reading: Reading) -> list[Span]:
    """The stretch that belongs together: an article, a top-level section, or a run of unstructured clauses.

    A table that is the paper itself, a topic and its text in each row, is as many sections.
    """
    units: list[Span] = []
    topics = _topics(reading)
    for index, node in enumerate(reading.nodes):
        if index in topics:
            units.append(topics[index])
            continue
        top = node.parent < 0 or reading.nodes[node.parent].clause.kind == CHAPTER
        loose = node.clause.kind not in (ARTICLE, SECTION, CHAPTER, SIGNATURE)
        if not top:
            units.append(units[node.parent])
        elif not loose:
            units.append(node.span)
        else:
            units.append(_run(reading, len(units), units))
    return units


def _topics(reading: Reading) -> dict[int, Span]:
    """The rows of top-level tables that hold topics with sentences, with the stretch of their topic."""
    tables: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(reading.nodes):
        if node.clause.kind == ROW and node.parent >= 0 and reading.nodes[node.parent].parent < 0 and not node.clause.header:
            tables[node.parent].append(index)
    found: dict[int, Span] = {}
    for rows in tables.values():
        spans = [reading.nodes[row].span for row in rows]
        ruled = sum(_is_ruled(reading, row) for row in rows)
        if ruled < max(_FEWEST_TOPICS, len(rows) - 1) or 2 * sum("。" in reading.text.chars[start:end] for start, end in spans) < len(rows):
            continue
        end = spans[-1].end
        members: list[int] = []  # with the rows below whose first cell is merged with theirs
        for row, span in zip(reversed(rows), reversed(spans), strict=True):
            members.append(row)
            if reading.nodes[row].title.start < reading.nodes[row].title.end:
                found.update(dict.fromkeys(members, Span(span.start, end)))
                end, members = span.start, []
    return found


def _is_ruled(reading: Reading, row: int) -> bool:
    """Whether a row is one of a table, not a line of key and value: Q1 …? A1 …."""
    cells = [leaf.span for leaf in reading.nodes[row].clause.leaves if leaf.kind == "cell"]
    between = reading.document.source.text[cells[0].end : cells[1].start] if len(cells) > 1 else ""
    return "\t" in between or "|" in between or "│" in between


def _run(reading: Reading, index: int, units: list[Span]) -> Span:
    """A loose top-level clause belongs with its loose neighbours; computed once, at the first of a run."""
    node = reading.nodes[index]
    if units and units[-1].start <= node.span.start < units[-1].end:
        return units[-1]
    end = node.span.end
    for number in range(index + 1, len(reading.nodes)):
        later = reading.nodes[number]
        if later.part != node.part:
            break
        if later.parent == node.parent:
            if later.clause.kind in (ARTICLE, SECTION, CHAPTER, SIGNATURE):
                break
            end = later.span.end
    return Span(node.span.start, end)


def unit(reading: Reading, node: int) -> Span:
    """The article, top-level section or unstructured run that a node stands in."""
    return _lie(reading).units[node]


def sentence_at(reading: Reading, position: int) -> int:
    """Index of the sentence that holds the position, or -1."""
    index = bisect_right(_lie(reading).sentences, position) - 1
    return index if index >= 0 and position < reading.sentences[index].span.end else -1


def title_at(reading: Reading, position: int) -> int:
    """Index of the innermost node whose title holds the position, or -1."""
    titles = _lie(reading).titles
    index = bisect_right(titles, (position, len(reading.nodes))) - 1
    if index < 0:
        return -1
    node = titles[index][1]
    return node if position < reading.nodes[node].title.end else -1


def ancestors(reading: Reading, node: int) -> Iterator[int]:
    while node >= 0:
        yield node
        node = reading.nodes[node].parent


def title_window(reading: Reading, node: int) -> tuple[Span, ...]:
    titles = [reading.nodes[index].title for index in ancestors(reading, node)]
    return tuple(title for title in reversed(titles) if title.start < title.end)


def has_content(reading: Reading, node: int) -> bool:
    """Something stands under the heading, or beside the first cell of a row."""
    here = reading.nodes[node]
    if here.clause.kind == ROW and here.clause.header:
        around = reading.nodes[here.parent].span if here.parent >= 0 else here.span
    else:
        around = here.span
    return bool(_TYPED.search(reading.text.chars, here.title.end, around.end))
