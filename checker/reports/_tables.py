"""Several sets of papers as HTML tables: their counts, and requirements against papers. Private to the HTML report."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import NOT_APPLICABLE, SATISFIED, UNDETERMINED, Report
from . import Page
from ._findings import SEVERE, WAIVED
from ._fragment import safe
from ._labels import VERDICT_MARKS, label
from ._matrix import Cell, Matrix
from ._section import Section
from ._words import MARKS, say

_COUNTED = (*SEVERE, UNDETERMINED, SATISFIED)


def overview_table(report: Report, matrix: Matrix, page: Page) -> str:
    """A row for each set of papers with what it needs, the worst first; its name leads to its findings."""
    waived = (WAIVED,) if any(column.counted[WAIVED] for column in matrix.columns) else ()
    keys = (*_COUNTED, *waived)
    heads = "".join(f'<th scope="col" class="count">{label(page.lang, key)}</th>' for key in keys)
    rows = [
        f'<h2>{label(page.lang, "overview")}</h2>\n<div class="scroll"><table class="overview">',
        f'<thead><tr><th scope="col">{label(page.lang, "papers")}</th><th scope="col">{say(page.lang, "service")}</th>{heads}</tr></thead><tbody>',
    ]
    for column in matrix.columns:
        worst = next((severity for severity in SEVERE[:2] if column.counted[severity]), SATISFIED)
        name = f'<a href="#b{column.index + 1}">{safe(column.name)}</a>'
        counts = "".join(f'<td class="count {_colour(key, column.counted[key])}">{column.counted[key]}</td>' for key in keys)
        service = safe(report.bundles[column.index].service.value or "？")
        rows.append(f'<tr><th scope="row">{MARKS[worst]} {name}</th><td>{service}</td>{counts}</tr>')
    return "\n".join([*rows, "</tbody></table></div>"])


def _colour(key: str, count: int) -> str:
    return key if key in SEVERE and count else "dim" if not count else ""


def matrix_table(matrix: Matrix, sections: Sequence[Section], page: Page) -> str:
    """A row for each requirement, a column for each set of papers; a mark leads to the finding behind it."""
    lang = page.lang
    size = label(lang, "matrix:size", papers=len(matrix.columns), rules=len(matrix.rows) + matrix.minor + matrix.rest)
    out = [f'<h2>{label(lang, "matrix")}</h2>\n<p class="legend">{size}</p>']
    if matrix.rows:
        papers = "".join(f'<th scope="col" class="paper"><a href="#b{one.index + 1}">{safe(one.name)}</a></th>' for one in matrix.columns)
        out.append('<div class="scroll"><table class="matrix">')
        out.append(f'<thead><tr><th scope="col">{label(lang, "item")}</th>{papers}</tr></thead><tbody>')
        for row in matrix.rows:
            targets = (sections[column.index].first.get(row.rule, "") for column in matrix.columns)
            cells = "".join(_cell(cell, target, lang) for cell, target in zip(row.cells, targets, strict=True))
            out.append(f'<tr><th scope="row">{safe(row.title)}</th>{cells}</tr>')
        out.append("</tbody></table></div>")
    seen = matrix.verdicts()
    legend = "".join(f"<span>{mark} {say(lang, verdict)}</span>" for verdict, mark in VERDICT_MARKS.items() if verdict in seen)
    out.append(f'<p class="legend">{legend or label(lang, "matrix:nothing")}</p>')
    for key, count in (("matrix:minor", matrix.minor), ("matrix:rest", matrix.rest)):
        if count:
            out.append(f'<p class="legend">{label(lang, key, count=count)}</p>')
    return "\n".join(out)


def _cell(cell: Cell | None, target: str, lang: str) -> str:
    if cell is None:
        return "<td></td>"
    quiet = cell.verdict in (NOT_APPLICABLE, UNDETERMINED, WAIVED)
    colour = cell.severity if cell.severity in SEVERE else "dim" if quiet else "good"
    mark = VERDICT_MARKS[cell.verdict]
    content = f'<a href="#{target}">{mark}</a>' if target else mark
    return f'<td class="{colour}" title="{say(lang, cell.verdict)}">{content}</td>'
