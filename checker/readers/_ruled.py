"""Ruled lines of a PDF page -> the tables they draw: rows and columns, merged cells, and which cell a place is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._glyphs import Box

_SHORT = 2.0  # points: shorter lines are the corners of others, or dots
_TOUCH = 3.0  # points by which lines that meet may miss each other; double lines are closer than that
_LINES = 300  # ruled lines of one direction on one page; a page with more is a drawing
_TABLES = 50  # of one page
_CELLS = 5_000  # of one table


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: borders from left to right and from top to bottom, and which cell each square belongs to.

    cells[row][column] is the number of a cell; a merged cell has several squares.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # falling
    cells: tuple[tuple[int, ...], ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]

    def cell(self, x: float, y: float) -> int:
        """Number of the cell at a place inside the table."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, -y, key=lambda border: -border) - 1, 0), len(self.ys) - 2)
        return self.cells[row][column]


def upright(lines: Sequence[Box]) -> list[Box]:
    """Vertical lines, pieces of one line joined, each as a box without width; none on a page that is a drawing."""
    found = _merged([(box[0] / 2 + box[1] / 2, box[2], box[3]) for box in lines if box[3] - box[2] > box[1] - box[0]])
    return [(at, at, low, high) for at, low, high in found] if len(found) <= _LINES else []


def _level(lines: Sequence[Box]) -> list[Box]:
    found = _merged([(box[2] / 2 + box[3] / 2, box[0], box[1]) for box in lines if box[3] - box[2] <= box[1] - box[0]])
    return [(low, high, at, at) for at, low, high in found] if len(found) <= _LINES else []


def _merged(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines (position, from, to) with those that continue or cover each other made one: dashes, borders by the cell."""
    found: list[tuple[float, float, float]] = []
    lines.sort()
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end][0] - lines[at][0] <= _TOUCH:
            end += 1
        low, high = 0.0, float("-inf")
        for _, start, stop in sorted(lines[at:end], key=lambda line: line[1]):
            if start - high <= _TOUCH:
                high = max(high, stop)
                continue
            found.append((lines[at][0], low, high))
            low, high = start, stop
        found.append((lines[at][0], low, high))
        at = end
    return [line for line in found if line[2] - line[1] > _SHORT]


def grids(lines: Sequence[Box]) -> list[Grid]:
    """The tables that lines draw, each of at least two cells, from top to bottom."""
    ups, levels = upright(lines), _level(lines)
    if len(ups) < 1 or len(levels) < 2:
        return []
    found = (_grid([ups[at] for at in one], [levels[at] for at in other]) for one, other in _connected(ups, levels))
    return sorted((grid for grid in found if grid is not None), key=lambda grid: -grid.ys[0])[:_TABLES]


def _connected(ups: Sequence[Box], levels: Sequence[Box]) -> Iterator[tuple[list[int], list[int]]]:
    """Groups of lines that touch each other, as indices of upright and level ones."""
    free = set(range(len(levels)))
    left = set(range(len(ups)))
    while left:
        todo = [left.pop()]
        one, other = [], []
        while todo:
            up = todo.pop()
            one.append(up)
            for level in [level for level in free if _touch(ups[up], levels[level])]:
                free.discard(level)
                other.append(level)
                more = [next_up for next_up in left if _touch(ups[next_up], levels[level])]
                left.difference_update(more)
                todo += more
        yield one, other


def _touch(up: Box, level: Box) -> bool:
    return level[0] - _TOUCH <= up[0] <= level[1] + _TOUCH and up[2] - _TOUCH <= level[2] <= up[3] + _TOUCH


def _grid(ups: Sequence[Box], levels: Sequence[Box]) -> Grid | None:
    """The table drawn by connected lines; open sides end where the lines of the other direction end."""
    if len(levels) < 2:
        return None
    xs = _borders([up[0] for up in ups] + [min(line[0] for line in levels), max(line[1] for line in levels)])
    ys = _borders([line[2] for line in levels] + [min(up[2] for up in ups), max(up[3] for up in ups)])[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _CELLS:
        return None
    owner = list(range(columns * rows))
    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        walls = [up[0] for up in ups if up[2] < middle < up[3]]
        floor = [line for line in levels if row + 1 < rows and abs(line[2] - ys[row + 1]) <= _TOUCH]
        for column in range(columns):
            at = row * columns + column
            centre = (xs[column] + xs[column + 1]) / 2
            if column + 1 < columns and not any(abs(wall - xs[column + 1]) <= _TOUCH for wall in walls):
                _unite(owner, at, at + 1)
            if row + 1 < rows and not any(line[0] < centre < line[1] for line in floor):
                _unite(owner, at, at + columns)
    found = [_root(owner, at) for at in range(columns * rows)]
    if len(set(found)) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(tuple(found[row * columns : (row + 1) * columns]) for row in range(rows)))


def _borders(values: list[float]) -> list[float]:
    """Positions from low to high, those that belong to one border counted once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


def _root(owner: list[int], at: int) -> int:
    while owner[at] != at:
        owner[at] = owner[owner[at]]
        at = owner[at]
    return at


def _unite(owner: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(owner, one), _root(owner, other)))
    owner[high] = low
