"""Tables drawn with bars: rows whose cells are wrapped, so that one row takes several lines between two rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..text import Span
from ._pieces import Piece

_RULES = "┌┏├┣┠┝└┗╔╠╚"  # how a rule of such a table begins
_FEWEST = 3  # rows; with fewer, only the column headings may be ruled off


def mark_wrapped(pieces: Sequence[Piece], rows: Mapping[int, Sequence[Span]]) -> None:
    """Set `under` of the lines that go on the row above them."""
    groups: list[list[int]] = []  # the rows of a table, by the rules between them
    for index, piece in enumerate(pieces):
        if piece.noise == "rule" and piece.text[:1] in _RULES:
            groups.append([])
        elif groups and index in rows and not piece.noise:
            groups[-1].append(index)
        elif groups and not piece.noise:
            _mark(pieces, rows, groups)
            groups = []
    _mark(pieces, rows, groups)


def _mark(pieces: Sequence[Piece], rows: Mapping[int, Sequence[Span]], groups: Sequence[Sequence[int]]) -> None:
    few = sum(bool(group) for group in groups) < _FEWEST
    for group in groups:
        for before, index in pairwise(group):
            cells = rows[index]
            whole = len(cells) == len(rows[group[0]]) and (before == group[0] or pieces[before].under)
            pieces[index].under = whole and (not few or (len(cells) == 2 and cells[0].start == cells[0].end))
