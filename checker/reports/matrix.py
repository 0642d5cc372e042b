"""Many papers at a glance: requirements down, papers across, one mark for each, the worst first. For a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from ..model import Report
from . import Page
from ._cells import Run, paint, wrap
from ._findings import SEVERE
from ._labels import VERDICT_MARKS, label
from ._matrix import Cell, Matrix, Row, build
from ._words import MARKS, say

_Line = list[Run]
_WIDEST_TITLE = 40  # cells of the names of requirements; longer ones are cut
_CELL = 3  # cells of a column: a number of up to two figures, or a mark


def render(report: Report, page: Page) -> str:
    """The papers with their counts and numbers, then the matrix; more papers than fit make several tables."""
    matrix = build(report, page)
    lines: list[_Line] = []
    for error in report.errors:
        lines += wrap([(f"{error.path}: {error.message}", "error")], page.width, "", "  ")
    if not matrix.columns:
        lines.append([(say(page.lang, "nothing"), "strong")])
    else:
        lines += _papers(matrix, page)
        lines += _table(matrix, page) if matrix.rows else [[(label(page.lang, "matrix:nothing"), "good")]]
        lines += _rest(matrix, page)
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def _papers(matrix: Matrix, page: Page) -> Iterator[_Line]:
    size = label(page.lang, "matrix:size", papers=len(matrix.columns), rules=len(matrix.rows) + matrix.minor + matrix.rest)
    yield from wrap([(size, "strong")], page.width)
    for number, column in enumerate(matrix.columns, 1):
        told = "  ".join(f"{say(page.lang, severity)} {column.counted[severity]:>2}" for severity in SEVERE)
        worst = next((severity for severity in SEVERE[:2] if column.counted[severity]), "")
        mark = (f"{MARKS[worst or 'satisfied']} ", worst or "good")
        yield from wrap([mark, (f"{told}  ", ""), (column.name, "strong")], page.width, f"  {number:>3} ")
    yield []


def _table(matrix: Matrix, page: Page) -> Iterator[_Line]:
    wide = min(max(cell_len(row.title) for row in matrix.rows), _WIDEST_TITLE, page.width - 5 * _CELL)
    fit = (page.width - wide) // _CELL
    for first in range(0, len(matrix.columns), fit):
        numbers = range(first, min(first + fit, len(matrix.columns)))
        yield [(" " * wide, ""), *((f"{number + 1:>{_CELL}}", "dim") for number in numbers)]
        for row in matrix.rows:
            yield [(_fitted(row.title, wide), ""), *(_mark(row, number) for number in numbers)]
        yield []


def _mark(row: Row, number: int) -> Run:
    cell = row.cells[number]
    return (f"{VERDICT_MARKS[cell.verdict] if cell else '':>{_CELL}}", _style(cell))


def _style(cell: Cell | None) -> str:
    if cell is None or cell.verdict in ("not-applicable", "undetermined", "waived"):
        return "dim"
    return cell.severity if cell.severity in SEVERE else "good"


def _fitted(title: str, wide: int) -> str:
    """A name filled or cut to a number of cells."""
    if cell_len(title) > wide:
        while cell_len(title) > wide - 1:
            title = title[:-1]
        title += "…"
    return title + " " * (wide - cell_len(title))


def _rest(matrix: Matrix, page: Page) -> Iterator[_Line]:
    """What the marks mean, and how much is not shown."""
    seen = matrix.verdicts()
    told = "  ".join(f"{mark} {say(page.lang, verdict)}" for verdict, mark in VERDICT_MARKS.items() if verdict in seen)
    yield from wrap([(told, "")], page.width)
    for key, count in (("matrix:minor", matrix.minor), ("matrix:rest", matrix.rest)):
        if count:
            yield from wrap([(label(page.lang, key, count=count), "dim")], page.width)
