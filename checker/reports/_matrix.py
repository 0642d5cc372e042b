"""Papers and requirements as one table, the worst first both ways. Private to the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import NOT_APPLICABLE, SATISFIED, SEVERITIES, UNDETERMINED, Report, Result
from . import PROFILES, Page
from ._findings import FAULTS, SEVERE, WAIVED, counts
from ._labels import names

_ORDER = (*FAULTS, UNDETERMINED, WAIVED, SATISFIED, NOT_APPLICABLE)  # what stands for a cell of equal severities


@dataclass(frozen=True)
class Cell:
    """What a rule says of one set of papers: the worst of its results."""

    verdict: str
    severity: str


@dataclass(frozen=True)
class Column:
    """A set of papers. index: its place in the report."""

    index: int
    name: str
    counted: Counter[str]


@dataclass(frozen=True)
class Row:
    """A requirement; a cell for each column, None where the rule was not considered."""

    rule: str
    title: str
    cells: tuple[Cell | None, ...]

    def count(self, severity: str) -> int:
        return sum(cell is not None and cell.severity == severity for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """minor: rows left out that hold notes only; rest: rows left out in which nothing was found."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    minor: int
    rest: int

    def verdicts(self) -> frozenset[str]:
        return frozenset(cell.verdict for row in self.rows for cell in row.cells if cell)


def build(report: Report, page: Page) -> Matrix:
    """The table of a report. Rows without findings of the page's profile are counted, unless the page asks for all."""
    named = names([bundle.name for bundle in report.bundles])
    columns = [Column(index, name, counts(report.bundles[index].results)) for index, name in enumerate(named)]
    columns.sort(key=lambda column: tuple(-column.counted[severity] for severity in SEVERE))
    cells: list[dict[str, Cell]] = []
    titles: dict[str, str] = {}
    for bundle in report.bundles:
        by_rule: dict[str, list[Result]] = {}
        for result in bundle.results:
            by_rule.setdefault(result.rule, []).append(result)
            titles.setdefault(result.rule, result.title)
        cells.append({rule: _cell(results) for rule, results in by_rule.items()})
    rows = [Row(rule, title, tuple(cells[column.index].get(rule) for column in columns)) for rule, title in titles.items()]
    rows.sort(key=lambda row: (*(-row.count(severity) for severity in SEVERE), -_unjudged(row)))
    shown = PROFILES[page.profile]
    if page.show_satisfied or "none" in shown:
        return Matrix(tuple(columns), tuple(rows), 0, 0)
    kept = [row for row in rows if any(row.count(severity) for severity in shown) or _unjudged(row)]
    minor = sum(1 for row in rows if row not in kept and row.count("note"))
    return Matrix(tuple(columns), tuple(kept), minor, len(rows) - len(kept) - minor)


def _cell(results: Sequence[Result]) -> Cell:
    """The worst result stands for all; a waived one weighs nothing."""

    def weight(cell: Cell) -> tuple[int, int]:
        return SEVERITIES.index(cell.severity), _ORDER.index(cell.verdict)

    cells = [Cell(WAIVED, "none") if one.waived is not None else Cell(one.verdict, one.severity) for one in results]
    return min(cells, key=weight)


def _unjudged(row: Row) -> int:
    return sum(cell is not None and cell.verdict == UNDETERMINED for cell in row.cells)
