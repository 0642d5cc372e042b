"""The matrix of papers and requirements for spreadsheets."""

from __future__ import annotations

from ..model import Report
from . import Page
from ._findings import FAULTS
from ._labels import VERDICT_MARKS, label
from ._matrix import build
from ._sheet import written
from ._words import say


def render(report: Report, page: Page) -> str:
    """A header that tells the marks, then a line for each requirement: in how many papers it failed, and a mark for each."""
    matrix = build(report, page)
    legend = " ".join(f"{mark} {say(page.lang, verdict)}" for verdict, mark in VERDICT_MARKS.items())
    first = [f"{label(page.lang, 'item')}（{legend}）", label(page.lang, "rule"), label(page.lang, "column:papers")]
    rows: list[list[str | int | None]] = [[*first, *(column.name for column in matrix.columns)]]
    for row in matrix.rows:
        failed = sum(cell is not None and cell.verdict in FAULTS for cell in row.cells)
        rows.append([row.title, row.rule, failed, *(VERDICT_MARKS[cell.verdict] if cell else "" for cell in row.cells)])
    return written(rows)
