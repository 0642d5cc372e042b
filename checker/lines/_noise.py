"""Lines that are no text: page numbers, running heads, tables of contents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..expressions import compiled
from ._pieces import Piece

_PAGE = compiled(r"-[0-9]{1,3}-|(?:[Pp]\.?|[Pp]age|ページ)[0-9]{1,3}(?:/[0-9]{1,3})?|[0-9]{1,3}(?:/[0-9]{1,3}|ページ|頁)(?:中[0-9]+.*)?")
_NUMBER = compiled(r"\(?([0-9]{1,3})\)?")
_CONTENTS = compiled(r"[.・…‥]{3,}[ ]*[0-9]{1,3}$|^目[ ]*次$")
_CONTENTS_HEAD = compiled(r"[^ぁ-んァ-ヶ一-龠0-9A-Za-z]{0,8}(?:目次|もくじ)[^ぁ-んァ-ヶ一-龠0-9A-Za-z]{0,8}")
_PAGED = compiled(r"[ \t.・…‥_-]+(?:[Pp]\.?)?[0-9]{1,3}(?:ページ|頁)?$")
_ENTRY = compiled(r"[()【】「」〔〕]")
_CONTENTS_LONGEST = 80  # lines
_FEWEST = 3  # lines of a table of contents that has no heading
_NEAR = 2  # lines between a running head and the border of its page
_FORM = compiled(r"年.{0,3}月.{0,3}日|氏名|住所|印$|㊞|続柄|__")  # blanks of a form are the same on every page
_LONGEST = 60
_SHORT = 12  # characters of a page number with what is around it
_PAGE_ENDS = "-0123456789)ジ頁]"


def mark_noise(pieces: Sequence[Piece]) -> None:
    """Set `noise` of the pieces that are no text."""
    numbers: list[tuple[int, int]] = []
    repeated: dict[str, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        plain = piece.plain
        if piece.noise or len(plain) > _LONGEST:
            continue
        if len(plain) <= _SHORT and plain[-1] in _PAGE_ENDS:
            if found := _NUMBER.fullmatch(plain):
                numbers.append((index, int(found[1])))
            elif _PAGE.fullmatch(plain):
                piece.noise = "page"
            continue
        if plain[-1] in "0123456789次" and _CONTENTS.search(piece.text):
            piece.noise = "contents"
        elif not piece.cells and plain[-1] != "。" and not _FORM.search(plain):
            repeated[plain].append(index)
    _mark_contents(pieces)
    _mark_counting(pieces, numbers)
    for places in repeated.values():
        if len(places) >= 3 and all(_at_border(pieces, index) for index in places):
            for index in places[places[0] < _NEAR :]:  # the first is the title itself, or stands on the cover
                pieces[index].noise = "running"


def _mark_contents(pieces: Sequence[Piece]) -> None:
    """A table of contents without dotted lines: short lines below 目次 that come again as headings."""
    start = next((at for at, piece in enumerate(pieces) if _CONTENTS_HEAD.fullmatch(piece.plain)), None)
    if start is None:
        _mark_paged(pieces)
        return
    seen: dict[str, int] = {}
    stop = start + 1
    for stop in range(start + 1, min(start + _CONTENTS_LONGEST, len(pieces))):
        entry = _entry(pieces[stop])
        if entry in seen or "。" in pieces[stop].text or len(entry) > _LONGEST:
            break
        seen[entry] = stop
    again = {_entry(piece) for piece in pieces[stop:] if len(piece.text) <= 2 * _LONGEST}
    last = max((at for entry, at in seen.items() if entry in again or pieces[at].noise == "contents"), default=start)
    for piece in pieces[start : last + 1] if last > start else ():
        piece.noise = piece.noise or "contents"


def _mark_paged(pieces: Sequence[Piece]) -> None:
    """A table of contents without its heading: 第１条（目的）　　１, and the same article again further down."""
    heads = [piece for piece in pieces if piece.head is not None and piece.head.family in ("ARTICLE", "CHAPTER")]
    last = {piece.head.text: piece for piece in heads if piece.head is not None}
    found = [
        piece
        for piece in heads
        if piece.plain[-1] in "0123456789"
        and _PAGED.search(piece.text)
        and (again := last[piece.head.text if piece.head else ""]) is not piece
        and _entry(again).startswith(_entry(piece))
    ]
    for piece in found if len(found) >= _FEWEST else ():
        piece.noise = "contents"


def _entry(piece: Piece) -> str:
    """The words of a line of a table of contents, without its page."""
    return "".join(_ENTRY.sub("", _PAGED.sub("", piece.text)).split())


def _mark_counting(pieces: Sequence[Piece], numbers: list[tuple[int, int]]) -> None:
    """Bare numbers are page numbers where they count the pages: 1, 2, 3, far apart or at a page break."""
    for place, (index, number) in enumerate(numbers):
        before = place > 0 and numbers[place - 1][1] + 1 == number and index - numbers[place - 1][0] > 10
        after = place + 1 < len(numbers) and numbers[place + 1][1] - 1 == number and numbers[place + 1][0] - index > 10
        if before or after or _turns(pieces, index):
            pieces[index].noise = "page"


def _turns(pieces: Sequence[Piece], index: int) -> bool:
    return pieces[index].turned or (index + 1 < len(pieces) and pieces[index + 1].turned)


def _at_border(pieces: Sequence[Piece], index: int) -> bool:
    if index < _NEAR:
        return True
    near = range(max(0, index - _NEAR), min(len(pieces), index + _NEAR + 1))
    return any(pieces[place].turned or pieces[place].noise == "page" for place in near)
