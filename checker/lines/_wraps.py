"""Does a physical line run on in the next one? Papers are cut at the page width, often in mid-word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..expressions import compiled
from ._pieces import (
    BEGINS,
    PREDICATE,
    QUANTITY,
    RUNS_ON,
    Piece,
    heading_like,
    open_brackets,
    stopped,
    unfinished,
)

_NARROWEST = 44  # columns; running text is not set narrower (22 characters)
_WIDEST = 130  # columns; nor wider, on an A4 page
_BAND = 10  # columns by which full lines differ: hanging indents, marks kept out of the margin
_NUMBER = compiled(r"[0-9]{1,3}[ ]?")
_DATE_REST = compiled(r"[年月日](?:$|から|まで|に|の|[ ]|と)")  # a form's blanks may put 年, 月 and 日 on lines of their own
_DATE_BEGUN = compiled(r"(?:令和|平成|年|月)[ _]*$")
_PHONE_REST = compiled(r"[0-9]{4}(?![0-9])")
_PHONE_BEGUN = compiled(r"(?<![0-9])0[0-9]{1,4}-[0-9]{1,4}-$")
_SEEN = 400  # characters looked back on for a bracket left open


def wrap_width(pieces: Sequence[Piece]) -> int:
    """Columns at which running text was cut, or 0 where lines hold whole paragraphs.

    Lines that stop without a full stop are of all lengths in a paper that is not cut; in one that is, most of them
    crowd just below the page width.
    """
    widths = Counter(
        piece.width
        for piece in pieces
        if _NARROWEST <= piece.width <= _WIDEST and not piece.cells and not piece.noise and piece.text[-1] not in "。:)」"
    )
    longer = sum(piece.width > _WIDEST and not piece.cells for piece in pieces)
    total = widths.total()
    best, most = 0, 0
    for width in widths:
        crowd = sum(widths[width - step] for step in range(_BAND + 1))
        if (crowd, width) > (most, best):
            best, most = width, crowd
    return best if most >= 3 and most * 2 >= total and longer * 4 <= most else 0


def full(piece: Piece, wrap: int) -> bool:
    """Whether a line reaches the margin, give or take a hanging indent."""
    return bool(wrap) and (piece.width >= wrap - _BAND - 6 or piece.indent + piece.width >= wrap - 8)


def runs_on(body: str, last: Piece, piece: Piece, wrap: int) -> bool:
    """Whether `piece` continues the sentence `body`, whose last physical line is `last`.

    Both hold text, and `piece` has no mark that was found to begin something new.
    """
    if not body or body.endswith(("。", ":")):
        return False
    begin = piece.text
    if open_brackets(body[-_SEEN:]) and not begin.startswith(("・", "※")):
        return True
    if begin.startswith("(以下") or (_DATE_REST.match(begin) and _DATE_BEGUN.search(body)):
        return True
    if body[-1] == "-" and _PHONE_REST.match(begin) and _PHONE_BEGUN.search(body):
        return True
    if "・" in (begin, last.text):  # a dot that the page's font put on a line of its own
        return True
    if begin[0] in "、。,.)」』】〉》ーっゃゅょッャュョ々":
        return True
    number = _NUMBER.match(begin)
    if number and QUANTITY.match(begin, number.end()) and (last.width * 2 >= wrap if wrap else unfinished(body)):
        return not stopped(body) and (full(last, wrap) or not heading_like(body))
    if wrap:
        return _cut(last, begin, wrap)
    if stopped(body):
        return False
    if body.endswith(("、", "は", "を")) and len(body) >= 6:
        return True
    if RUNS_ON.match(begin):
        return len(body) >= 12
    if piece.gap and heading_like(body):
        return False
    if unfinished(last.plain) and len(body) >= 20:
        return not BEGINS.match(begin) and not body.endswith(("する", "した"))
    # the end of a sentence that a page break cut off: …困難となった / 場合
    return len(body) >= 60 and "、" in body and len(begin) <= 20 and bool(PREDICATE.search(begin)) and last.width > 100


def _cut(last: Piece, begin: str, wrap: int) -> bool:
    tail = last.text
    if full(last, wrap):
        return not stopped(tail) or RUNS_ON.match(begin) is not None
    if stopped(tail):
        return False
    half = last.width * 2 >= wrap
    if tail[-1] in "、,のをはがにへ" and not tail.endswith("もの") and len(tail) > 4 and not BEGINS.match(begin):
        return True
    return half and bool(RUNS_ON.match(begin) or (unfinished(tail) and not BEGINS.match(begin)))
