"""Tables that run over the end of a page: one table again, repeated headings once, rows cut in two made whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from ..expressions import compiled
from ._flow import Line, runs_on
from ._glyphs import WIDE
from ._ruled import Grid

_MARGIN = 3  # running heads and page numbers that may stand between a table and the edge of its page
_FIGURES = compiled(r"[0-9０-９〇一二三四五六七八九十/／\s.\-－―ー‐–—（）()ページ頁第]+")
_SAME = 4.0  # points by which the borders of one table may differ from page to page
_ENDED = compiled(r"[。．.：:)）」』円%％]\s*$")
_BEGUN = compiled(r"\s*[・●○■□◆◇※①-⑳(（【0-9０-９]")


@dataclass(slots=True)
class PageLines:
    """The lines of one page; Line.table counts the page's own grids. tables: their numbers in the document."""

    number: int
    lines: list[Line]
    grids: list[Grid]
    why: str = ""  # what may not have been read
    width: float = 0.0  # of the page, in points: pages of one width have the same margins
    rights: tuple[float, ...] = (0.0, 0.0, 0.0)  # where its text ends on the right, by column; 0 where it is not known
    tables: dict[int, int] = field(default_factory=dict)


def stitched(pages: Sequence[PageLines]) -> None:
    """Number the tables of all pages, and mend those that run on (changes the pages)."""
    count = 0
    before: PageLines | None = None
    for page in pages:
        _next_columns(page)
        same = before is not None and _runs_on(before, page)
        first = count if same else count + 1
        used = sorted({line.table for line in page.lines if line.table >= 0})
        page.tables = {table: first + at for at, table in enumerate(used)}
        count = max([count, *page.tables.values()])
        if same and before is not None:
            _mend(before, page)
        elif before is not None:
            _carry_on(before, page)
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
    last, rest = before.lines[rows[-1]], page.lines[at].cells
    if _continues(last, rest):
        whole = tuple(_joined(one, other) for one, other in zip(last.cells, rest, strict=True))
        before.lines[rows[-1]] = last._replace(cells=whole)
        del page.lines[at]


def _continues(last: Line, rest: Sequence[str]) -> bool:
    """Whether a row is the rest of `last`, the last row of the page before.

    The rest of a row cut in two lacks cells that the row had; what it has goes on below full lines. A row under a
    cell merged downwards lacks its first cells only, and begins something new.
    """
    filled = [column for column, text in enumerate(rest) if text]
    if len(last.cells) != len(rest) or len(rest) < 2 or not filled or any(not last.cells[column] for column in filled):
        return False
    full = all(last.full[column] for column in filled)
    if any(last.cells[column] and not rest[column] for column in range(filled[0], len(rest))):
        return full or not rest[0]
    ended = any(_ENDED.search(last.cells[column]) or _BEGUN.match(rest[column]) for column in filled)
    return not rest[0] and full and not ended


def _carry_on(before: PageLines, page: PageLines) -> None:
    """Join a sentence that the end of the page cut in two, past page numbers and running heads."""
    at, first = _edge(before.lines[::-1], page.lines[::-1]), _edge(page.lines, before.lines)
    if at < 0 or first < 0 or before.rights != page.rights or before.lines[-1 - at].column == 1 or page.lines[first].column == 2:
        return
    if whole := _whole(before, len(before.lines) - 1 - at, page, first):
        before.lines[len(before.lines) - 1 - at] = whole
        del page.lines[first]


def _next_columns(page: PageLines) -> None:
    """Join the sentences that the foot of a left column cut in two."""
    turns = [at for at, (one, other) in enumerate(pairwise(page.lines)) if (one.column, other.column) == (1, 2)]
    for turn in reversed(turns):
        at, first = _edge(page.lines[turn::-1], ()), _edge(page.lines[turn + 1 :], ())
        if at >= 0 and first >= 0 and (whole := _whole(page, turn - at, page, turn + 1 + first)):
            page.lines[turn - at] = whole
            del page.lines[turn + 1 + first]


def _whole(before: PageLines, at: int, page: PageLines, first: int) -> Line | None:
    """A line with what runs on in the next column or on the next page; None where nothing does."""
    last, line = before.lines[at], page.lines[first]
    right = before.rights[last.column]
    if last.table >= 0 or line.table >= 0 or right <= 0.0:
        return None
    shift = _start(page, line.column) - _start(before, last.column) if line.column or last.column else 0.0
    line = line._replace(cells=(line.cells[0].strip(), *line.cells[1:]), left=line.left - shift, edge=line.edge - shift)
    if not runs_on(last, last, line, right):
        return None
    *cells, end = last.cells
    return last._replace(cells=(*cells, _joined(end, line.cells[0])))


def _start(page: PageLines, column: int) -> float:
    return min((line.left for line in page.lines if line.column == column and line.table < 0 and any(line.cells)), default=0.0)


def _edge(lines: Sequence[Line], others: Sequence[Line]) -> int:
    """Index of the first line that is neither empty nor a page number nor a running head; -1 for none nearby."""
    heads = [line.cells[0].strip() for line in others if any(line.cells)][:_MARGIN]
    skipped = 0
    for at, line in enumerate(lines):
        text = line.cells[0].strip()
        if not any(line.cells):
            continue
        if line.table >= 0 or not (_FIGURES.fullmatch(text) or text in heads):
            return at
        skipped += 1
        if skipped > _MARGIN:
            break
    return -1


def _joined(one: str, other: str) -> str:
    blank = one and other and not (WIDE.match(one[-1]) or WIDE.match(other[0]))
    return f"{one} {other}" if blank else one + other
