"""Pieces of text with places -> lines in reading order; the rows of ruled and of aligned tables as cells."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ..expressions import compiled
from ..text import CELL_BREAK
from ._flow import MARK, Line, flowed
from ._glyphs import WIDE, WIDE_ONLY, Piece
from ._ruled import Grid

_WORD_GAP, _LETTER_GAP = 0.35, 0.12  # em: from here on a gap is a blank, beside a wide letter or not
_TOUCHING = 0.05  # em: pieces that close are one; blanks that were typed between others are not between them
_WIDE_GAP = 1.6  # em: from here on a gap is a space left on purpose, and may be a column
_LONGEST_GAP = 40  # blanks written for a gap
_ALIGNED = 0.7  # of the height: columns that start this close to each other are one
_SMALL = 0.65  # of the next line's height: kana above a line that are this small are its ruby
_KANA = compiled(r"[ぁ-ゖァ-ヺー・ \u3000]+")
# A space before these is left to be filled in (令和　年　月　日), and so is one inside brackets.
_FILLED = compiled(r"[年月日時分円様印名回歳㊞)）」』](?![一-龥])")
_OPEN = compiled(r"[(（「『]$")

_BORDER = 2.0  # em: text that comes that near to the border of its cell is wrapped there

_COLUMN_LINES = 8  # lines a column of a two-column page has at least
_ACROSS = 0.15  # share of the lines of such a page that may run across both columns
_BROAD = 0.65  # of the page's text width: longer than any column
_FEWEST = 2  # lines of the right column, where the text ends
_FAR = 1e6
_PROSE, _LEAST_PROSE = 0.45, 0.3  # of its column's width: a line of running text is that long on average, in both columns and in each


Row = list[Piece]


def laid_out(pieces: Sequence[Piece], grids: Sequence[Grid]) -> list[Line]:
    """The lines of one page from top to bottom, as printed; two columns of running text one after the other."""
    free, inside = _sorted_in(pieces, grids)
    tables = [(at, grid, members) for at, (grid, members) in enumerate(zip(grids, inside, strict=True))]
    bands = _columns(free, _rows(free), grids)
    if not bands:
        return _stacked(free, tables)
    found: list[Line] = []
    for part, (left, right, bottom, top) in enumerate(bands, 1):
        column = [piece for piece in free if _holds(left, right, piece.left, piece.right) and bottom < _middle(piece) <= top]
        own = [one for one in tables if _holds(left, right, one[1].xs[0], one[1].xs[-1]) and bottom < one[1].ys[0] <= top]
        side = 0 if left == -_FAR and right == _FAR else 1 if left == -_FAR else 2
        found += [line._replace(part=part, column=side) for line in _stacked(column, own)]
    return found


def _holds(left: float, right: float, start: float, end: float) -> bool:
    return left <= (start + end) / 2 < right


def _middle(piece: Piece) -> float:
    return (piece.bottom + piece.top) / 2


def _stacked(free: Sequence[Piece], tables: Sequence[tuple[int, Grid, Sequence[Piece]]]) -> list[Line]:
    """The lines outside all tables and those of the tables (index on the page, grid, text), from top to bottom."""
    found: list[tuple[float, int, list[Line]]] = []
    tops = [grid.ys[0] for _, grid, _ in tables]
    for _, block in itertools.groupby(_rows(free), key=lambda row: sum(row[0].top < top for top in tops)):
        # Lines between the same two tables are looked at together, for columns that are aligned.
        lines = _aligned(list(block))
        found.append((lines[0].top, 0, lines))
    for table, grid, members in tables:
        if members:  # none: a table inside another's cell, whose text is that cell's, or a form without any text
            found.append((grid.ys[0], 1, _table(grid, members, table)))
    found.sort(key=lambda block: (-block[0], block[1]))
    return [line for block in found for line in block[2]]


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


# -------------------------------- lines


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
    return [_joined(sorted(row, key=lambda piece: piece.left)) for row in kept]


def _ruby(row: Row, below: Row) -> bool:
    """Whether a line holds nothing but small kana right above the line they belong to."""
    if not below or not all(_KANA.fullmatch(piece.text) for piece in row):
        return False
    height = max(piece.height for piece in row)
    tall = max(piece.height for piece in below)
    return height <= _SMALL * tall and min(piece.bottom for piece in row) - max(piece.top for piece in below) < height


def _joined(row: Row) -> Row:
    """A line with the pieces that touch made one, without those that are printed twice to look bold."""
    kept: Row = []
    for piece in row:
        before = kept[-1] if kept else None
        if before is None or _gap(before, piece) >= _TOUCHING:
            kept.append(piece)
        elif piece.text != before.text or piece.left - before.left >= piece.height / 4:
            bottom, top = min(before.bottom, piece.bottom), max(before.top, piece.top)
            kept[-1] = Piece(before.text + piece.text, before.left, piece.right, bottom, top, before.typed, piece.trail)
    return kept


def _gap(before: Piece, after: Piece) -> float:
    """The space between two pieces in em."""
    ems = [em for em in (_em(before), _em(after)) if em]
    return (after.left - before.right) / max(min(ems, default=min(before.height, after.height)), 0.1)


def _em(piece: Piece) -> float:
    """Width of one wide letter, 0 where the piece does not tell."""
    if WIDE_ONLY.fullmatch(piece.text) is None:
        return 0.0
    em = (piece.right - piece.left) / len(piece.text)
    return em if piece.height / 2 < em < 2 * piece.height else 0.0


def _written(row: Sequence[Piece]) -> str:
    """One line's text: the blanks that were typed; where there are none but a gap is seen, as many as fill it."""
    parts = [row[0].text]
    for before, after in itertools.pairwise(row):
        parts += (_blanks(before, after), after.text)
    return "".join(parts)


def _blanks(before: Piece, after: Piece) -> str:
    gap = _gap(before, after)
    typed = len(after.typed) + after.typed.count("\u3000")
    if typed and 0.05 < gap < typed + 1:
        return after.typed
    wide = WIDE.match(before.text[-1:]) or WIDE.match(after.text[:1])
    if gap < (_WORD_GAP if wide else _LETTER_GAP):
        return ""
    columns = min(max(round(gap * 2), 1), _LONGEST_GAP)
    return "\u3000" * (columns // 2) + " " * (columns % 2)


# -------------------------------- aligned tables


def _aligned(rows: Sequence[Row]) -> list[Line]:
    """Lines as text; where neighbouring lines have columns that start at the same place, as cells."""
    starts = [_starts(row, _WIDE_GAP) for row in rows]
    closer = [_starts(row, _TOUCHING) if starts[at] else {} for at, row in enumerate(rows)]
    lines: list[Line] = []
    before = -1  # the row before, apart from rests of cells
    cells: list[Row] = []  # of the line before, where it is cut into cells
    for at, row in enumerate(rows):
        if _rest_of_cell(row, cells):
            column = next(column for column, cell in enumerate(cells) if column and _below(row, cell))
            whole = tuple(text + _written(row) if place == column else text for place, text in enumerate(lines[-1].cells))
            lines[-1] = lines[-1]._replace(cells=whole, bottom=row[0].bottom)
            cells[column] = row
            continue
        near = [other for other in (before, at + 1) if 0 <= other < len(rows)]
        before = at
        wide, narrow = ([left for other in near for left in found[other].values()] for found in (starts, closer))
        room = _ALIGNED * row[0].height
        cuts = [
            cut
            for cut, left in closer[at].items()
            if any(abs(left - other) <= room for other in (narrow if cut in starts[at] else wide))
        ]
        bounds = [0, *cuts, len(row)]
        cells = [row[a:b] for a, b in itertools.pairwise(bounds)] if cuts else []
        lines.append(_line(tuple(_written(row[a:b]) for a, b in itertools.pairwise(bounds)), row))
    return lines


def _rest_of_cell(row: Row, cells: Sequence[Row]) -> bool:
    """Whether a line is the rest of one cell of the line before, which is full to the next cell: 連合 / 会."""
    for cell, after in itertools.pairwise(cells[1:]):
        if _below(row, cell):
            room = after[0].left - cell[-1].right
            return room < _BORDER * _line(("",), cell).em and row[-1].right < after[0].left and not MARK.match(row[0].text)
    return False


def _below(row: Row, cell: Row) -> bool:
    """Whether a line begins right under a cell."""
    height = cell[0].height
    return abs(row[0].left - cell[0].left) <= _ALIGNED * height and 0 < cell[0].bottom - row[0].bottom < 2 * height


def _line(cells: tuple[str, ...], row: Row, table: int = -1) -> Line:
    longest = max(row, key=lambda piece: len(piece.text))  # a mark in front may be of another font
    begin = 1 if _is_mark(row[0].text) else 0
    starts = tuple(
        after.left
        for before, after in itertools.pairwise(row[begin:])
        if _gap(before, after) >= _WIDE_GAP and not _FILLED.match(after.text)
    )
    em = max(_em(longest) or longest.height, 0.1)
    edge = row[0].left - _wide(row[0].typed) * em
    end = row[-1].right + _wide(row[-1].trail) * em
    return Line(cells, table, row[0].left, row[-1].right, longest.bottom, longest.top, em, edge, end, starts)


def _wide(blanks: str) -> float:
    """Width of typed blanks in em."""
    return blanks.count("\u3000") + 0.5 * blanks.count(" ") if blanks else 0.0


def _is_mark(text: str) -> bool:
    """Whether a line's first piece is nothing but a number or mark: （１）, ア, ・."""
    return len(text) < 6 and MARK.match(text + "\u3000") is not None


def _starts(row: Row, gap: float) -> dict[int, float]:
    """Where columns may begin in a line, after a gap of so many em: index of the piece -> its left edge."""
    # 重　要　事　項 is a title, and （１）名称　みどり an item with its heading.
    if len(row) < 2 or all(len(piece.text) == 1 for piece in row) or MARK.match(row[0].text + "　"):
        return {}
    return {
        at: row[at].left
        for at in range(1, len(row))
        if _gap(row[at - 1], row[at]) >= gap
        and not row[at].typed.strip(" ")  # a gap of typed blanks stays what was typed
        and not _FILLED.match(row[at].text)
        and not _OPEN.search(row[at - 1].text)
    }


# -------------------------------- ruled tables


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
    for at, row in enumerate(grid.cells):
        new = [number for number in dict.fromkeys(row) if number not in seen]
        seen.update(new)
        if len(set(row)) == 1 and new:
            parts = [_line((_written(part),), part, table) for part in _rows(members.get(new[0], []))]
            widest = max((part.right for part in parts), default=0.0)
            lines += flowed(parts, widest if right[new[0]] - widest < _BORDER * parts[0].em else 0.0) if parts else []
        elif new:
            left = set(new)
            cells = []
            for number in row:
                cells.append(_cell(members.get(number, []), right[number]) if number in left else ("", False))
                left.discard(number)
            texts, full = zip(*cells, strict=True)
            box = grid.xs[0], grid.xs[-1], grid.ys[at + 1], grid.ys[at]
            lines.append(Line(texts, table, *box, full=full))
    return lines


def _cell(pieces: Sequence[Piece], right: float) -> tuple[str, bool]:
    """A cell's text in one line, and whether its last line runs to the border.

    No blank stands where a line ran to the border and was wrapped, one where it ended early.
    """
    text, full = "", False
    for row in _rows(pieces):
        if text and not (full and (WIDE.match(text[-1]) or WIDE.match(row[0].text[:1]))):
            text += " " if full else CELL_BREAK
        text += _written(row)
        full = right - row[-1].right < (_BORDER + _wide(row[-1].trail)) * row[-1].height
    return text, full


# -------------------------------- two columns of text

Band = tuple[float, float, float, float]  # left, right, bottom, top


def _columns(pieces: Sequence[Piece], rows: Sequence[Row], grids: Sequence[Grid]) -> list[Band]:
    """The columns of a page that has two, in reading order, bands that run across in between; [] for other pages.

    Two columns are told from a table by the file itself: it holds the left column whole before the right one.
    """
    if len(rows) < _COLUMN_LINES or len(pieces) < 2 * _COLUMN_LINES:
        return []
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    if sum(piece.right - piece.left > _BROAD * width for piece in pieces) > _ACROSS * len(pieces):
        return []
    middle = _gutter(pieces)
    ends = {id(piece) for row in (rows[0], rows[-1]) for piece in row}  # the head and the foot of the page
    sides = [_side(piece, middle) for piece in pieces]
    down = [side for side, piece in zip(sides, pieces, strict=True) if side and id(piece) not in ends]
    turns = sum(one != other for one, other in itertools.pairwise(down))
    across = sum(any(not _side(piece, middle) for piece in row) for row in rows)
    if across > _ACROSS * len(rows) or turns > 1 + 2 * across:
        return []
    prose: list[float] = []
    for side, fewest in ((-1, _COLUMN_LINES), (1, _FEWEST)):
        lines = _rows([piece for piece, where in zip(pieces, sides, strict=True) if where == side])
        lengths = [line[-1].right - line[0].left for line in lines]
        if len(lines) < fewest:
            return []
        prose.append(sum(lengths) / (max(lengths) * len(lines)) if len(lines) >= _COLUMN_LINES else 1.0)
    return _bands(rows, grids, middle) if min(prose) >= _LEAST_PROSE and sum(prose) >= 2 * _PROSE else []


def _side(piece: Piece, middle: float) -> int:
    return -1 if piece.right <= middle else 1 if piece.left >= middle else 0


def _gutter(pieces: Sequence[Piece]) -> float:
    """The place in the middle third that the fewest pieces run across."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    places = [left + (right - left) * (0.35 + 0.005 * step) for step in range(61)]
    crossed = [sum(piece.left < place < piece.right for piece in pieces) for place in places]
    least = min(crossed)
    runs = [[place for place, _ in run] for one, run in itertools.groupby(zip(places, crossed, strict=True), lambda at: at[1]) if one == least]
    widest = max(runs, key=len)
    return widest[len(widest) // 2]


def _bands(rows: Sequence[Row], grids: Sequence[Grid], middle: float) -> list[Band]:
    """Left and right column of each band between lines and tables that run across, and those."""
    crossing = [
        (max(map(_middle, row)) + 0.01, min(map(_middle, row)) - 0.01) for row in rows if any(not _side(piece, middle) for piece in row)
    ]
    crossing += [(grid.ys[0] + 0.01, grid.ys[-1] - 0.01) for grid in grids if grid.xs[0] < middle < grid.xs[-1]]
    found: list[Band] = []
    top = _FAR
    for high, low in sorted(crossing, reverse=True):
        if high < top:
            found += [(-_FAR, middle, high, top), (middle, _FAR, high, top)]
        found.append((-_FAR, _FAR, low, min(high, top)))
        top = min(low, top)
    return [*found, (-_FAR, middle, -_FAR, top), (middle, _FAR, -_FAR, top)]
