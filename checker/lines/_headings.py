"""Headings without any mark: short lines that stand apart, in papers that number nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from ._levels import credible
from ._pieces import LEAD_IN, NUMBERED, Piece, heading_like, stopped, unfinished
from ._signatures import stands_alone
from ._wraps import full

_WIDE = 44  # columns of a line that is no heading
_LONGEST = 26
_GLYPHS = "■◆●○□"
_BRACKETS = "【《〈"
_FEWEST = 3  # one or two short lines may be anything
_NUMBERS = NUMBERED - {"NOTE", "BULLET", "DASH", "SIGN", "ROUND", "ROUND_KANA", "KANA", "HALF_ROUND"}
_TOP, _SUB = "1", "2"


def plain_headings(pieces: Sequence[Piece], rows: Collection[int], start: int, stop: int, wrap: int) -> dict[int, str]:
    """Pieces of a part that head what follows them -> their depth; none where the part has numbered or marked headings.

    Such headings stand apart by an empty line above them, or else only by what they are: a noun between whole sentences.
    """
    places = [at for at in range(start, stop) if not pieces[at].noise]
    marks = sum(pieces[at].text[0] in _GLYPHS + _BRACKETS and not pieces[at].level for at in places)
    if sum(_is_numbered(pieces[at]) for at in places) >= 2:
        return {}
    fewest = max(_FEWEST, 2 * marks - 1 if marks >= 2 else 0)
    found = _after_gaps(pieces, rows, places)
    if len(found) < fewest:
        found = _between_sentences(pieces, rows, places, wrap)
    return found if len(found) >= fewest else {}


def _is_numbered(piece: Piece) -> bool:
    if piece.level:
        return True
    if piece.head is None or piece.head.family not in _NUMBERS or not credible(piece):
        return False
    return piece.head.family in ("ARTICLE", "CHAPTER") or "。" not in piece.text


def _is_short(piece: Piece, rows: Collection[int], at: int) -> bool:
    plain = piece.plain
    if piece.head is not None or at in rows or not 2 <= len(plain) <= _LONGEST or stands_alone(plain):
        return False
    if not heading_like(plain) or plain.startswith(("ただし", "なお", "また", "※", "(")):
        return False
    return plain[0] not in _GLYPHS + _BRACKETS and not any(mark in plain for mark in ":_〒")


def _after_gaps(pieces: Sequence[Piece], rows: Collection[int], places: Sequence[int]) -> dict[int, str]:
    # Empty lines between the lines of a sentence tell that such lines stand between all lines, and mark nothing.
    gaps = [pieces[at].gap for before, at in pairwise(places) if pieces[before].width > _WIDE and not stopped(pieces[before].text)]
    usual = min(gaps, default=0)
    return {
        at: _TOP
        for before, at, after in zip([-1, *places], places, places[1:], strict=False)
        if pieces[at].gap > max(usual, 0)
        and "、" not in pieces[at].text
        and _is_short(pieces[at], rows, at)
        and (before < 0 or before in rows or stopped(pieces[before].text) or len(pieces[before].text) < _LONGEST * 2)
        and _has_content(pieces, rows, after)
    }


def _between_sentences(pieces: Sequence[Piece], rows: Collection[int], places: Sequence[int], wrap: int) -> dict[int, str]:
    """Short nouns between whole sentences, rows and lists: 苦情の受付 above its text.

    Two in turn are a heading and its first part; the next parts end alike: 苦情の受付 / 事業所の窓口 … 行政の窓口 ….
    """
    short = [_is_short(pieces[at], rows, at) and not full(pieces[at], wrap) for at in places]
    found: dict[int, str] = {}
    part = ""  # how the parts of the heading end
    at = 0
    while at < len(places):
        run = at
        while run < min(at + 3, len(places)) and short[run] and not (run > at and _inside(pieces, places[run - 1 : run + 2])):
            run += 1
        fits = 0 < run - at <= 2 and run < len(places) and (
            _has_content(pieces, rows, places[run]) or pieces[places[run]].indent > pieces[places[run - 1]].indent
        )  # fmt: skip
        if not fits or (at > 0 and not _may_follow(pieces, rows, places[at - 1 : run + 1], wrap)):
            at += 1
            continue
        name = pieces[places[at]].plain
        found[places[at]] = _SUB if run - at == 1 and part and name.endswith(part) else _TOP
        if run - at == 2:
            found[places[at + 1]] = _SUB
        part = pieces[places[run - 1]].plain[-2:] if found[places[run - 1]] == _SUB else ""
        at = run
    return found


def _inside(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Whether a line, the second of the places, is the text of the one before: it stands further in than both beside it."""
    before, here, *after = (pieces[at].indent for at in places)
    return here > before and (not after or after[0] <= here)


def _may_follow(pieces: Sequence[Piece], rows: Collection[int], places: Sequence[int], wrap: int) -> bool:
    """Whether headings (between the first and the last of the places) may follow a line: it ends, or stands further in."""
    before, after = pieces[places[0]], pieces[places[-1]]
    if before.head and after.head and before.head.family == after.head.family and after.head.number != (1,):
        return False  # (1) 目的 / 会議のため / (2) 範囲
    if places[0] in rows:
        return True
    if before.indent > pieces[places[1]].indent and not full(before, wrap) and not unfinished(before.text):
        return True
    return (stopped(before.text) or before.head is not None) and (len(places) == 3 or not LEAD_IN.search(before.text))


def _has_content(pieces: Sequence[Piece], rows: Collection[int], at: int) -> bool:
    piece = pieces[at]
    return at in rows or "。" in piece.text or piece.text[0] in _GLYPHS + _BRACKETS or piece.width > 2 * _LONGEST or (piece.head is not None and credible(piece))
