"""A draft as HTML: numbered lines, the passages of the findings marked, after each line links back to them.

Private to the HTML report.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate, pairwise

from ..model import Location
from ..records import NamedTuple
from ..text import Span
from ._findings import plain

KINDS = ("error", "warning", "note", "near", "good")  # of two passages that overlap the first of these gives the colour
_WORD = "word"


class Passage(NamedTuple):
    """A place in a draft, what kind of passage it is, and HTML that leads back to its finding."""

    where: Location
    kind: str
    link: str


class _Paint(NamedTuple):
    """A kind and the columns (0-based, half-open) of one line that it covers."""

    start: int
    end: int
    kind: str


def show(text: str, passages: Sequence[Passage], prefix: str, heads: Mapping[int, str]) -> Iterator[str]:
    """A list item for each line of a draft; one where a finding begins has the id prefix + line number.

    heads: HTML to put before a line, by line number (titles of papers, what could not be read).
    """
    links: dict[int, list[str]] = defaultdict(list)
    for passage in passages:
        links[passage.where.start_line].append(passage.link)
    lines = text.split("\n")
    painted = _painted(lines, passages)
    for number, line in enumerate(lines, 1):
        yield heads.get(number, "")
        content = _marked(line, painted[number]) if number in painted else escape(plain(line))
        name = f' id="{prefix}{number}"' if number in links else ""
        blank = "" if content.strip() else ' class="blank"'
        chips = "".join(dict.fromkeys(links.get(number, ())))
        yield f'<li value="{number}"{name}{blank}>{content}{chips}</li>\n'


def _painted(lines: Sequence[str], passages: Sequence[Passage]) -> dict[int, list[_Paint]]:
    """Line number -> what is painted on it."""
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    painted: dict[int, list[_Paint]] = defaultdict(list)
    for where, kind, _ in passages:
        if not 0 < where.start_line <= where.end_line <= len(lines):
            continue  # the text that the report carries is not that of its places
        begin, end = starts[where.start_line - 1] + where.start_column - 1, starts[where.end_line - 1] + where.end_column - 1
        for span, painted_as in ((Span(begin, end), kind), *((word, _WORD) for word in where.marked)):
            number = bisect_right(starts, span.start)
            while number <= len(lines) and starts[number - 1] < span.end:
                paint = _Paint(span.start - starts[number - 1], span.end - starts[number - 1], painted_as)
                painted[number].append(paint)
                number += 1
    return painted


def _marked(line: str, paints: Sequence[_Paint]) -> str:
    """One line with its painted stretches as <mark>, the strongest kind where several overlap."""
    steps: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for paint in paints:
        start, end = max(0, paint.start), min(len(line), paint.end)
        if start < end:
            steps[start].append((paint.kind, 1))
            steps[end].append((paint.kind, -1))
    covered: Counter[str] = Counter()
    out: list[str] = []
    for start, end in pairwise(sorted({0, *steps, len(line)})):
        for kind, step in steps.get(start, ()):
            covered[kind] += step
        words = escape(plain(line[start:end]))
        strongest = next((kind for kind in KINDS if covered[kind] > 0), "")
        if strongest and words.strip():
            words = f"<b>{words}</b>" if covered[_WORD] > 0 else words
            words = f'<mark class="{strongest}">{words}</mark>'
        out.append(words)
    return "".join(out)
