"""Headings without any mark: short lines that stand apart, in papers that number nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from ._levels import credible
from ._pieces import NUMBERED, Piece, heading_like, stopped
from ._signatures import stands_alone

_WIDE = 44  # columns of a line that is no heading
_LONGEST = 26
_GLYPHS = "■◆●○□"
_FEWEST = 3  # one or two short lines may be anything
_NUMBERS = NUMBERED - {"NOTE", "BULLET", "DASH", "SIGN", "ROUND", "ROUND_KANA", "KANA", "HALF_ROUND"}


def plain_headings(pieces: Sequence[Piece], rows: Collection[int], start: int, stop: int) -> frozenset[int]:
    """Pieces of a part that head what follows them; none where the part has numbered or marked headings."""
    places = [at for at in range(start, stop) if not pieces[at].noise]
    glyphs = sum(pieces[at].text[0] in _GLYPHS and not pieces[at].level for at in places)
    if sum(_is_marked(pieces[at]) for at in places) - glyphs >= 2:
        return frozenset()
    # Empty lines between the lines of a sentence tell that such lines stand between all lines, and mark nothing.
    gaps = [pieces[at].gap for before, at in pairwise(places) if pieces[before].width > _WIDE and not stopped(pieces[before].text)]
    usual = min(gaps, default=0)
    found = frozenset(
        at
        for before, at, after in zip([-1, *places], places, places[1:], strict=False)
        if pieces[at].gap > usual and _apart(pieces, rows, before, at) and _has_content(pieces, rows, after)
    )
    return found if len(found) >= max(_FEWEST, 2 * glyphs - 1 if glyphs >= 2 else 0) else frozenset()


def _is_marked(piece: Piece) -> bool:
    if piece.level or piece.text[0] in "【《〈" + _GLYPHS:
        return True
    return piece.head is not None and piece.head.family in _NUMBERS and credible(piece)


def _apart(pieces: Sequence[Piece], rows: Collection[int], before: int, at: int) -> bool:
    piece = pieces[at]
    plain = piece.plain
    if piece.head is not None or at in rows or not piece.gap or not 2 <= len(plain) <= _LONGEST or stands_alone(plain):
        return False
    if not heading_like(plain) or plain.startswith(("ただし", "なお", "また", "※", "(")) or any(mark in plain for mark in "、:_〒"):
        return False
    return before < 0 or before in rows or stopped(pieces[before].text) or len(pieces[before].text) < _LONGEST * 2


def _has_content(pieces: Sequence[Piece], rows: Collection[int], at: int) -> bool:
    piece = pieces[at]
    return at in rows or "。" in piece.text or piece.width > 2 * _LONGEST or (piece.head is not None and credible(piece))
