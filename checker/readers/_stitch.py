"""Tables that run over the end of a page: one table again, repeated headings once, rows cut in two made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ._flow import Line
from ._glyphs import WIDE
from ._ruled import Grid

_MARGIN = 3  # running heads and page numbers that may stand between a table and the edge of its page
_FIGURES = re.compile(r"[0-9０-９〇一二三四五六七八九十/／\s.\-－―ー‐–—（）()ページ頁第]+")
_SAME = 4.0  # points by which the borders of one table may differ from page to page
_ENDED = re.compile(r"[。．.：:)）」』円%％]\s*$")
_BEGUN = re.compile(r"\s*[・●○■□◆◇※①-⑳(（【0-9０-９]")


@dataclass(slots=True)
class PageLines:
    """The lines of one page; Line.table counts the page's own grids. tables: their numbers in the document."""

    number: int
    lines: list[Line]
    grids: list[Grid]
    why: str = ""  # what may not have been read
    width: float = 0.0  # of the page, in points: pages of one width have the same margins
    tables: dict[int, int] = field(default_factory=dict)


def stitched(pages: Sequence[PageLines]) -> None:
    """Number the tables of all pages, and mend those that run on (changes the pages)."""
    count = 0
    before: PageLines | None = None
    for page in pages:
        runs_on = before is not None and _runs_on(before, page)
        first = count if runs_on else count + 1
        used = sorted({line.table for line in page.lines if line.table >= 0})
        page.tables = {table: first + at for at, table in enumerate(used)}
        count = max([count, *page.tables.values()])
        if runs_on and before is not None:
            _mend(before, page)
        before = page


def _runs_on(before: PageLines, page: PageLines) -> bool:
    """Whether the last table of a page and the first of the next are one: at the edges, with the same borders."""
    last = next((line.table for line in reversed(before.lines) if line.table >= 0), -1)
    first = next((line.table for line in page.lines if line.table >= 0), -1)
    if last < 0 or first < 0:
        return False
    one, other = before.grids[last].xs, page.grids[first].xs
    if len(one) != len(other) or any(abs(a - b) > _SAME for a, b in zip(one, other, strict=True)):
        return False
    return _margins(_outside(before.lines[::-1]), _outside(page.lines[::-1])) and _margins(
        _outside(page.lines), _outside(before.lines)
    )


def _outside(lines: Sequence[Line]) -> list[str]:
    """Lines from an edge of a page up to a table, without indent, empty ones left out."""
    return [line.cells[0].strip() for line in takewhile(lambda line: line.table < 0, lines) if any(line.cells)]


def _margins(lines: Sequence[str], others: Sequence[str]) -> bool:
    """Whether lines at the edge of a page are page numbers, or running heads that the other page has too."""
    return len(lines) <= _MARGIN and all(_FIGURES.fullmatch(line) or line in others[: len(lines)] for line in lines)


def _mend(before: PageLines, page: PageLines) -> None:
    table = next(line.table for line in reversed(before.lines) if line.table >= 0)
    rows = [at for at, line in enumerate(before.lines) if line.table == table]
    at = next(at for at, line in enumerate(page.lines) if line.table >= 0)
    first = page.lines[at].table
    head = before.lines[rows[0]].cells
    if len(rows) > 1 and len(head) > 1 and page.lines[at].cells == head:
        del page.lines[at]
        if at >= len(page.lines) or page.lines[at].table != first:
            return
    last, rest = before.lines[rows[-1]].cells, page.lines[at].cells
    if _continues(last, rest):
        whole = tuple(_joined(one, other) for one, other in zip(last, rest, strict=True))
        before.lines[rows[-1]] = before.lines[rows[-1]]._replace(cells=whole)
        del page.lines[at]


def _continues(last: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether a row is the rest of the last row of the page before.

    A row under a cell merged downwards also lacks its first cells; but the rest of a row cut in two lacks others too,
    or goes on in the middle of a sentence.
    """
    filled = [column for column, text in enumerate(rest) if text]
    if len(last) != len(rest) or len(rest) < 2 or not filled or rest[0] or any(not last[column] for column in filled):
        return False
    if any(last[column] and not rest[column] for column in range(filled[0], len(rest))):
        return True
    return all(not _ENDED.search(last[column]) and not _BEGUN.match(rest[column]) for column in filled)


def _joined(one: str, other: str) -> str:
    blank = one and other and not (WIDE.match(one[-1]) or WIDE.match(other[0]))
    return f"{one} {other}" if blank else one + other
