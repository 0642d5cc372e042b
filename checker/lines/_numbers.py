"""Numbered lines: 項 and 号 of an article, sections and items of a paper without articles."""

from __future__ import annotations

from ..expressions import compiled
from ..model import PARAGRAPH, PARAGRAPH_RANK, ROW, TEXT, TITLE
from ._drafts import Draft, Scan
from ._levels import STRONG, Level, credible, family_of, find_level, finished, iroha, may_begin
from ._lists import enter, first_words, leave_article, listed
from ._names import name
from ._pieces import LEAD_IN, Head, Piece, heading_like, open_brackets, stopped, unfinished
from ._wraps import full, runs_on

_OTHERS = frozenset(("ARTICLE", "CHAPTER", "ANNEX", "NOTE"))
_PARAGRAPHS = frozenset(("PLAIN", "SIGN", "DOTTED", "COMMA", "ROUND", "HALF_ROUND", "KANJI"))  # marks that 項 have
_SECOND = frozenset(("PLAIN", "SIGN", "DOTTED", "COMMA", "ROUND", "HALF_ROUND"))  # that go on an unnumbered first 項
_INNER = frozenset(("PLAIN", "SIGN", "ROUND", "DOTTED"))  # that may follow another number on its line
_CITED = compiled(r"前項|第[ ]*[0-9一二三四五六七八九十]+[ ]*項")
_LONG = 80  # columns of a text that is a sentence even before its end is seen


def numbered(scan: Scan, index: int, at: int = 0) -> bool:
    """A line that begins with a number (or holds one at offset `at`, behind another)."""
    piece = scan.pieces[index]
    head = piece.head
    if head is None or not head.number or head.family in _OTHERS or not credible(piece):
        return False
    heading = heading_like(first_words(scan, piece)[0] or piece.text[piece.rest :])
    if heading and at == 0:
        leave_article(scan, family_of(head), "", head.number[-1])
    place = find_level(scan.stack, head, index, scan.ahead, piece.level > 0)
    if place is None and head.number != (1,) and (other := iroha(head)):
        place = find_level(scan.stack, other, index, scan.ahead)
        if place is not None or other.number == (1,):
            piece.head = head = other
    if at == 0 and not _meant(scan, piece, head, place):
        return False
    if scan.article:
        if _is_paragraph(scan, index, head, place):
            _open_paragraph(scan, index, head)
            return True
        if place is not None and scan.stack[place].paragraph:
            place = None
    if place is None and not may_begin(head, piece, scan.stack, heading):
        return False
    level = Level(family_of(head), head.number[-1], 0, heading and not scan.article, piece.indent, outline=piece.level > 0)
    enter(scan, place, level)
    listed(scan, index, level)
    return True


def _meant(scan: Scan, piece: Piece, head: Head, place: int | None) -> bool:
    """Whether a number at the start of a line is one, seen from the text before it."""
    above = scan.current
    if above is None or above.last is None or not above.body or above.kind in (TITLE, ROW) or stopped(above.body):
        return True
    level = scan.stack[place] if place is not None else scan.stack[0] if scan.stack and not scan.stack[0].family else None
    exact = level is not None and level.last + 1 == head.number[-1]
    filled = full(above.last, scan.wrap)
    if filled and open_brackets(above.body[-200:]):
        return False
    if head.family in STRONG:
        return exact or head.number == (1,) or not (filled and runs_on(above.body, above.last, piece, scan.wrap))
    if filled and unfinished(above.last.text):
        return False
    return (exact and finished(above.body)) or not runs_on(above.body, above.last, piece, scan.wrap)


# -------------------------------- 項 or 号


def _is_paragraph(scan: Scan, index: int, head: Head, place: int | None) -> bool:
    """Inside an article: whether a number is that of a 項, not of an item."""
    family, number = family_of(head), head.number[-1]
    if head.family == "DECIMAL":
        return len(head.number) == 2 and head.number[:1] == scan.last_article  # 第２条 … ２－１ … ２－２
    if family not in _PARAGRAPHS:
        return False
    if scan.awaiting:
        return family == "PLAIN" or (number <= 2 and _is_sentence(scan, scan.pieces[index]))
    top = scan.stack[0] if scan.stack and scan.stack[0].paragraph else None
    if top is None or (place is not None and place > 0):
        return False
    if place == 0:
        return number > 1
    if top.family or family not in _SECOND:
        return False
    if number == 1:
        return family == "SIGN" and _first_of_paragraphs(scan, index)
    return number == 2 or (family == "PLAIN" and number <= 9)


def _first_of_paragraphs(scan: Scan, index: int) -> bool:
    """①… below a text that leads nothing in are the 項 of the article where the article itself cites its 項.

    The text above them is then no 項 but stands before the first.
    """
    above = scan.current
    if above is None or above.kind != PARAGRAPH or LEAD_IN.search(above.body) or not _is_sentence(scan, scan.pieces[index]):
        return False
    for piece in scan.pieces[index : scan.stop]:
        if piece.head is not None and piece.head.family in ("ARTICLE", "CHAPTER"):
            return False
        cited = _CITED.search(piece.text)
        if cited and not piece.text[: cited.start()].rstrip().endswith("条"):
            above.kind, above.number = TEXT, ()
            return True
    return False


def _is_sentence(scan: Scan, piece: Piece) -> bool:
    return "。" in piece.text[piece.rest :] or piece.width >= _LONG or full(piece, scan.wrap)


def _open_paragraph(scan: Scan, index: int, head: Head) -> None:
    piece = scan.pieces[index]
    draft = scan.put(Draft(PARAGRAPH, PARAGRAPH_RANK, number=head.number[-1:], indent=piece.indent), index)
    draft.label = head.text
    draft.leaves.append(("label", head.span.start, head.span.end))
    draft.add("line", piece, piece.rest)
    scan.awaiting = False
    scan.stack = [Level(family_of(head), head.number[-1], PARAGRAPH_RANK, indent=piece.indent, paragraph=True)]


# -------------------------------- two numbers on one line


def split_line(scan: Scan, index: int) -> None:
    """A second number on the line: 第２条　１　…, (1) ① …. It is one where it begins a sequence that goes on."""
    piece, draft = scan.pieces[index], scan.drafts[-1]
    if draft.tag != index or draft.kind == TITLE or not draft.leaves or draft.leaves[-1][0] not in ("line", "text"):
        return
    at = draft.leaves[-1][1] - piece.span.start
    first = piece.head
    name(piece, scan.head, at)
    second = piece.head
    if second is not None and second is not first and _begins_inside(scan, index, first, second):
        kept = draft.leaves.pop()
        draft.body = ""
        if draft.kind == PARAGRAPH and not draft.leaves:
            scan.drafts.pop()
            scan.stack, scan.awaiting = [], True
        if not numbered(scan, index, at):
            draft.leaves.append(kept)
    piece.head = first


def _begins_inside(scan: Scan, index: int, first: Head | None, second: Head) -> bool:
    if second.family not in _INNER or second.number != (1,) or (first is not None and first.family == second.family):
        return False
    piece = scan.pieces[index]
    if not credible(piece):
        return False
    alone = first is not None and first.family == "ARTICLE" and _is_sentence(scan, piece)  # the only 項 has a number, too
    return alone or scan.ahead.following(family_of(second), index) == 2
