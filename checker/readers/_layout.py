"""Pieces of text with places -> lines in reading order; the rows of ruled and of aligned tables as cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ._glyphs import WIDE, Piece
from ._ruled import Grid

_WORD_GAP, _LETTER_GAP = 0.35, 0.12  # of the height: from here on a gap is a blank, beside a wide letter or not
_WIDE_GAP = 1.6  # of the height: from here on a gap is a space left on purpose, and may be a column
_LONGEST_GAP = 40  # blanks written for a gap
_ALIGNED = 0.7  # of the height: columns that start this close to each other are one
_SMALL = 0.65  # of the next line's height: kana above a line that are this small are its ruby
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・ \u3000]+")
# A space before these is left to be filled in (令和　年　月　日), and so is one inside brackets.
_FILLED = re.compile(r"[年月日時分円様印名回歳㊞)）」』]")
_OPEN = re.compile(r"[(（「『]$")

_COLUMN_LINES = 8  # lines a column of a two-column page has at least
_ACROSS = 0.15  # share of the lines of such a page that may run across both columns
_BROAD = 0.65  # of the page's text width: longer than any column
_PROSE = 0.55  # of its column's width: a line of running text is that long on average


class Line(NamedTuple):
    """A line as it will stand in the text. cells: one for plain text. table: index on the page, -1 for none."""

    cells: tuple[str, ...]
    table: int = -1


Row = list[Piece]


def laid_out(pieces: Sequence[Piece], grids: Sequence[Grid]) -> list[Line]:
    """The lines of one page, read from top to bottom; two columns of running text one after the other."""
    free, inside = _sorted_in(pieces, grids)
    blocks: list[tuple[float, int, list[Line]]] = []
    rows = _rows(free)
    if not grids and (columns := _columns(free, rows)):
        return [line for column in columns for line in _aligned(_rows(column))]
    tops = [grid.ys[0] for grid in grids]
    at = 0
    while at < len(rows):
        # Lines between the same two tables are looked at together, for columns that are aligned.
        above = sum(rows[at][0].top < top for top in tops)
        end = at
        while end < len(rows) and sum(rows[end][0].top < top for top in tops) == above:
            end += 1
        blocks.append((rows[at][0].top, 0, _aligned(rows[at:end])))
        at = end
    for table, (grid, members) in enumerate(zip(grids, inside, strict=True)):
        blocks.append((grid.ys[0], 1, _table(grid, members, table)))
    blocks.sort(key=lambda block: (-block[0], block[1]))
    return [line for block in blocks for line in block[2]]


def _sorted_in(pieces: Sequence[Piece], grids: Sequence[Grid]) -> tuple[list[Piece], list[list[Piece]]]:
    """Pieces outside all tables, and those in each (in the outermost, where a table stands in another's cell)."""
    if not grids:
        return list(pieces), []
    free: list[Piece] = []
    inside: list[list[Piece]] = [[] for _ in grids]
    order = sorted(range(len(grids)), key=lambda at: -(grids[at].xs[-1] - grids[at].xs[0]))
    for piece in pieces:
        x, y = (piece.left + piece.right) / 2, (piece.bottom + piece.top) / 2
        at = next((at for at in order if grids[at].holds(x, y)), -1)
        (free if at < 0 else inside[at]).append(piece)
    return free, inside


# ---------------------------------------------------------------- lines


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces grouped into lines, top to bottom, each from left to right; ruby is left out."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: -(piece.bottom + piece.top)):
        if rows:
            first = rows[-1][0]
            overlap = min(first.top, piece.top) - max(first.bottom, piece.bottom)
            if overlap >= min(first.height, piece.height) / 2:
                rows[-1].append(piece)
                continue
        rows.append([piece])
    kept = [row for row, below in zip(rows, [*rows[1:], []], strict=False) if not _ruby(row, below)]
    return [_without_doubles(sorted(row, key=lambda piece: piece.left)) for row in kept]


def _ruby(row: Row, below: Row) -> bool:
    """Whether a line holds nothing but small kana right above the line they belong to."""
    if not below or not all(_KANA.fullmatch(piece.text) for piece in row):
        return False
    height = max(piece.height for piece in row)
    tall = max(piece.height for piece in below)
    return height <= _SMALL * tall and min(piece.bottom for piece in row) - max(piece.top for piece in below) < height


def _without_doubles(row: Row) -> Row:
    """A line without pieces that are printed twice to look bold."""
    kept: Row = []
    for piece in row:
        if kept and piece.text == kept[-1].text and piece.left - kept[-1].left < piece.height / 4:
            continue
        kept.append(piece)
    return kept


def _gap(before: Piece, after: Piece) -> float:
    """The space between two pieces, in heights of the smaller one."""
    return (after.left - before.right) / min(before.height, after.height)


def _written(row: Sequence[Piece]) -> str:
    """One line's text: nothing between wide letters that touch, a blank at a gap, several at a wide one."""
    parts = [row[0].text]
    for before, after in itertools.pairwise(row):
        gap = _gap(before, after)
        wide = WIDE.match(before.text[-1:]) or WIDE.match(after.text[:1])
        if gap >= _WIDE_GAP:
            parts.append(" " * min(round(gap * 2), _LONGEST_GAP))
        elif gap >= (_WORD_GAP if wide else _LETTER_GAP):
            parts.append(" ")
        parts.append(after.text)
    return "".join(parts)


# ---------------------------------------------------------------- aligned tables


def _aligned(rows: Sequence[Row]) -> list[Line]:
    """Lines as text; where neighbouring lines have columns that start at the same place, as cells."""
    starts = [_starts(row) for row in rows]
    lines: list[Line] = []
    for at, row in enumerate(rows):
        if not starts[at]:
            lines.append(Line((_written(row),)))
            continue
        near = [left for other in (at - 1, at + 1) if 0 <= other < len(rows) for left in starts[other].values()]
        room = _ALIGNED * row[0].height
        cuts = [cut for cut, left in starts[at].items() if any(abs(left - other) <= room for other in near)]
        bounds = [0, *cuts, len(row)]
        lines.append(Line(tuple(_written(row[a:b]) for a, b in itertools.pairwise(bounds))))
    return lines


def _starts(row: Row) -> dict[int, float]:
    """Where columns may begin in a line: index of the piece -> its left edge."""
    if len(row) < 2 or all(len(piece.text) == 1 for piece in row):  # 重　要　事　項 is a title
        return {}
    return {
        at: row[at].left
        for at in range(1, len(row))
        if _gap(row[at - 1], row[at]) >= _WIDE_GAP
        and not _FILLED.match(row[at].text)
        and not _OPEN.search(row[at - 1].text)
    }


# ---------------------------------------------------------------- ruled tables


def _table(grid: Grid, pieces: Sequence[Piece], table: int) -> list[Line]:
    """The rows of a ruled table. A merged cell's text stands in its first square; a row of one cell is plain lines."""
    members: dict[int, list[Piece]] = {}
    for piece in pieces:
        number = grid.cell((piece.left + piece.right) / 2, (piece.bottom + piece.top) / 2)
        members.setdefault(number, []).append(piece)
    right: dict[int, float] = {}
    for row in grid.cells:
        for column, number in enumerate(row):
            right[number] = max(right.get(number, 0.0), grid.xs[column + 1])
    lines: list[Line] = []
    seen: set[int] = set()
    for row in grid.cells:
        new = [number for number in dict.fromkeys(row) if number not in seen]
        seen.update(new)
        if len(set(row)) == 1 and new:
            lines += [Line((_written(part),), table) for part in _rows(members.get(new[0], []))]
        elif new:
            left = set(new)
            cells = []
            for number in row:
                cells.append(_cell(members.get(number, []), right[number]) if number in left else "")
                left.discard(number)
            lines.append(Line(tuple(cells), table))
    return lines


def _cell(pieces: Sequence[Piece], right: float) -> str:
    """A cell's text in one line: no blank where a line ran to the border and was wrapped, one where it ended early."""
    text = ""
    before: Piece | None = None
    for row in _rows(pieces):
        if (before is not None and right - before.right > 1.5 * before.height + row[0].height) or (
            text and not (WIDE.match(text[-1]) or WIDE.match(row[0].text[:1]))
        ):
            text += " "
        text += _written(row)
        before = row[-1]
    return text


# ---------------------------------------------------------------- two columns of text


def _columns(pieces: Sequence[Piece], rows: Sequence[Row]) -> list[list[Piece]]:
    """The columns of a page that has two, in reading order, bands that run across in between; [] for other pages.

    Two columns are told from a table by the file itself: it holds the left column whole before the right one.
    """
    if len(rows) < _COLUMN_LINES or len(pieces) < 2 * _COLUMN_LINES:
        return []
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    if sum(piece.right - piece.left > _BROAD * width for piece in pieces) > _ACROSS * len(pieces):
        return []
    middle = _gutter(pieces)
    sides = [_side(piece, middle) for piece in pieces]
    down = [side for side in sides if side]
    turns = sum(one != other for one, other in itertools.pairwise(down))
    across = sum(any(not _side(piece, middle) for piece in row) for row in rows)
    if across > _ACROSS * len(rows) or turns > 1 + 2 * across:
        return []
    for side in (-1, 1):
        lines = _rows([piece for piece, where in zip(pieces, sides, strict=True) if where == side])
        lengths = [line[-1].right - line[0].left for line in lines]
        if len(lines) < _COLUMN_LINES or sum(lengths) < _PROSE * max(lengths) * len(lines):
            return []
    return _bands(rows, middle)


def _side(piece: Piece, middle: float) -> int:
    return -1 if piece.right <= middle else 1 if piece.left >= middle else 0


def _gutter(pieces: Sequence[Piece]) -> float:
    """The place in the middle third that the fewest pieces run across."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    places = [left + (right - left) * (0.35 + 0.02 * step) for step in range(16)]
    crossed = [sum(piece.left < place < piece.right for piece in pieces) for place in places]
    best = [place for place, count in zip(places, crossed, strict=True) if count == min(crossed)]
    return best[len(best) // 2]


def _bands(rows: Sequence[Row], middle: float) -> list[list[Piece]]:
    """Left and right column of each band between lines that run across, and those lines."""
    found: list[list[Piece]] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for row in [*rows, []]:
        if not row or any(not _side(piece, middle) for piece in row):
            found += [column for column in (left, right) if column]
            left, right = [], []
            if row:
                found.append(list(row))
        else:
            left += [piece for piece in row if _side(piece, middle) < 0]
            right += [piece for piece in row if _side(piece, middle) > 0]
    return found
