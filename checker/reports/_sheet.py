"""Rows for a spreadsheet: UTF-8 with a byte order mark (without it Excel reads Japanese as noise), no cell a formula.

Private to the reports.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from ._findings import plain

# A cell that begins so would be calculated instead of shown; the full-width forms too, in a Japanese Excel.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def written(rows: Iterable[Sequence[str | int | None]]) -> str:
    """The rows as CSV text that begins with U+FEFF; line breaks stay within their cell."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    out.write("\ufeff")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: str | int | None) -> str:
    """A number stands as it is; text that a spreadsheet would calculate is opened by an apostrophe."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = plain(value)
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA) else text
