"""A PDF page -> pieces of text with their places, by pdfium.

pdfium gives a page's characters in the order of the file and puts blanks and line ends where it sees gaps. Only the
first and last character of each stretch between blanks is asked for its place (asking for every character costs as
much as all the rest); a stretch that turns out bent, gappy or crossed by a ruled line is looked at character by
character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import pi
from typing import TYPE_CHECKING, Any

from ..expressions import compiled
from ..records import NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

GETA = "〓"  # what a printer sets for a type he does not have
_MOST = 200_000  # characters of one page that are looked at
_FAR = 1e6  # points; no page is that large
_LEAN = 0.06  # radians; text that leans more is a watermark
_GAP = 0.6  # of the height: characters further apart are not one piece
_TIGHT, _LOOSE = 0.35, 1.5  # times the width to expect: a piece outside that is bent, or has gaps inside
_MAIN = 3  # times the characters of all others: the turn that a page is read in

_WORDS = compiled(r"[^\s\x1c-\x1f]+")
_UNMAPPED = compiled(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff]")
_IGNORED = compiled(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_HYPHENS = compiled(r"[\x02\ufffe]")  # what pdfium makes of a hyphen at the end of a line
_FORMS = compiled(r"[\u2e80-\u2fdf\ufb00-\ufb06]")  # radicals and ligatures that fonts name instead of the letters
WIDE = compiled("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6〓]")
WIDE_ONLY = compiled(f"{WIDE.pattern}+")

Box = tuple[float, float, float, float]  # left, right, bottom, top in points


class Piece(NamedTuple):
    """Characters that stand together on one line, and their box.

    typed: the blanks typed before them on the line; trail: those typed after them where they end it.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    typed: str = ""
    trail: str = ""

    @property
    def height(self) -> float:
        return self.top - self.bottom


class Turn(NamedTuple):
    """How page coordinates become such that text reads to the right: u = a·x + b·y, v = c·x + d·y."""

    a: int
    b: int
    c: int
    d: int

    def box(self, box: Box) -> Box:
        left, right, bottom, top = box
        u = self.a * left + self.b * bottom, self.a * right + self.b * top
        v = self.c * left + self.d * bottom, self.c * right + self.d * top
        return min(u), max(u), min(v), max(v)

    def back(self) -> Turn:
        return Turn(self.a, self.c, self.b, self.d)


# By quarter turns of the characters, as FPDFText_GetCharAngle counts them. Vertical writing is the second one: its
# characters stand upright but follow each other downwards, its lines from right to left.
TURNS = (Turn(1, 0, 0, 1), Turn(0, -1, 1, 0), Turn(-1, 0, 0, -1), Turn(0, 1, -1, 0))
UPRIGHT, VERTICAL = TURNS[0], TURNS[1]


class Page(NamedTuple):
    """An opened text page: its characters, and how to ask for a character's box, turn and mapping."""

    text: str
    box: Callable[[int], Box]
    turn: Callable[[int], Turn | None]  # None for leaning characters
    mapped: Callable[[int], bool]
    made: Callable[[int], bool]  # whether pdfium put the character in to show a gap


def glyphs(page: PdfPage, walls: Callable[[Turn], Sequence[Box]]) -> dict[Turn, list[Piece]]:
    """All text of a page by the turn it is read in, in the order of the file. Watermarks are left out.

    walls: upright ruled lines in turned coordinates; no piece runs across one.
    Characters without Unicode value become 〓 one for one.
    """
    textpage = page.get_textpage()
    try:
        opened = _opened(textpage.raw)
        found: dict[Turn, list[Piece]] = {}
        pieces: list[Piece] = []
        done = 0
        for match in _WORDS.finditer(opened.text):
            trail, typed = _typed(opened, done, match.start())
            done = match.end()
            if trail and pieces:
                pieces[-1] = pieces[-1]._replace(trail=trail)
            for start, end, turn, first, last in _straight(opened, *match.span()):
                pieces = found.setdefault(turn, [])
                crossing = end - start > 1 and _crossing(first, last, walls(turn))
                if crossing:
                    pieces += _between(opened, start, end, turn, crossing)
                else:
                    pieces.append(_piece(opened, start, end, first, last, typed))
                typed = ""
        return _settled(found)
    finally:
        textpage.close()


def _typed(page: Page, start: int, end: int) -> tuple[str, str]:
    """The blanks that stand in the file between two stretches: those that end a line, and those before the second."""
    blanks = page.text[start:end]
    if blanks == " ":  # nearly always
        return "", "" if page.made(start) else blanks
    kept = "".join(
        blank for at, blank in enumerate(blanks, start) if blank in "\n\u3000" or (blank == " " and not page.made(at))
    )
    before, ended, after = kept.rpartition("\n")
    return (before.replace("\n", ""), after) if ended else ("", after)


def _opened(handle: Any) -> Page:
    from ctypes import POINTER, byref, c_ushort, cast, create_string_buffer

    import pypdfium2.raw as pdfium

    count = max(0, min(pdfium.FPDFText_CountChars(handle), _MOST))
    buffer = create_string_buffer((count + 1) * 2)
    pdfium.FPDFText_GetText(handle, 0, count, cast(buffer, POINTER(c_ushort)))
    text = buffer.raw[: count * 2].decode("utf-16-le", "surrogatepass")
    if len(text) != count or "\0" in text:  # characters without a value or beyond U+FFFF shift the places
        codes = (pdfium.FPDFText_GetUnicode(handle, at) for at in range(count))
        text = "".join(chr(code) if 0 <= code < 0x110000 else "\ufffd" for code in codes)
    area = pdfium.FS_RECTF()
    pointer, ask, ask_angle = byref(area), pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharAngle
    ask_error, ask_made = pdfium.FPDFText_HasUnicodeMapError, pdfium.FPDFText_IsGenerated

    def box(at: int) -> Box:
        if not ask(handle, at, pointer):
            return 0.0, 0.0, 0.0, 0.0
        return _near(area.left), _near(area.right), _near(area.bottom), _near(area.top)

    def turn(at: int) -> Turn | None:
        angle = ask_angle(handle, at)
        if not -_LEAN < angle < 100:
            return UPRIGHT
        quarter = round(angle / (pi / 2))
        return TURNS[quarter % 4] if abs(angle - quarter * pi / 2) < _LEAN else None

    return Page(text, box, turn, lambda at: ask_error(handle, at) != 1, lambda at: ask_made(handle, at) == 1)


def _near(value: float) -> float:
    return value if -_FAR < value < _FAR else 0.0  # NaN too


def _straight(page: Page, start: int, end: int) -> Iterator[tuple[int, int, Turn, Box, Box]]:
    """A stretch as the lines it really stands on: whole where its ends agree, else character by character.

    Gives start, end, turn and the boxes of the first and the last character.
    """
    turn = page.turn(start)
    if turn is not None:
        first = page.box(start)
        last = page.box(end - 1) if end - start > 1 else first
        for way in (turn, VERTICAL) if turn is UPRIGHT else (turn,):
            one, other = (first, last) if way is UPRIGHT else (way.box(first), way.box(last))
            if end - start == 1 or _joined(page.text[start:end], one, other):
                yield start, end, way, one, other
                return
    at = start
    while at < end:
        turn, begin = page.turn(at), at
        at += 1
        if turn is None:
            continue
        first = before = turn.box(page.box(begin))
        while at < end and page.turn(at) is turn and _follows(before, box := turn.box(page.box(at))):
            before, at = box, at + 1
        yield begin, at, turn, first, before


def _joined(text: str, first: Box, last: Box) -> bool:
    """Whether the first and last character stand on one line, about as far apart as the text is long."""
    width = max(first[3] - first[2], 0.1) * (0.6 * len(text) + 0.4 * len(WIDE.findall(text)))
    return _level(first, last) and first[0] <= last[0] and _TIGHT * width <= last[1] - first[0] <= _LOOSE * width


def _follows(before: Box, after: Box) -> bool:
    height = max(before[3] - before[2], 0.1)
    return _level(before, after) and after[0] >= before[0] - height / 10 and after[0] - before[1] < _GAP * height


def _level(one: Box, other: Box) -> bool:
    """Whether two boxes overlap in height by half of the lower one."""
    overlap = min(one[3], other[3]) - max(one[2], other[2])
    return overlap >= min(one[3] - one[2], other[3] - other[2]) / 2


def _crossing(first: Box, last: Box, walls: Sequence[Box]) -> list[float]:
    """Where upright ruled lines run through a stretch: the borders between the cells of a narrow table."""
    middle = (first[2] + first[3]) / 2
    return [wall[0] for wall in walls if first[0] < wall[0] < last[1] and wall[2] < middle < wall[3]]


def _between(page: Page, start: int, end: int, turn: Turn, walls: Sequence[float]) -> Iterator[Piece]:
    """The stretch cut at the ruled lines that run through it."""
    first = before = turn.box(page.box(start))
    for at in range(start + 1, end):
        box = turn.box(page.box(at))
        if any(before[0] + before[1] < 2 * wall < box[0] + box[1] for wall in walls):
            yield _piece(page, start, at, first, before)
            start, first = at, box
        before = box
    yield _piece(page, start, end, first, before)


def _piece(page: Page, start: int, end: int, first: Box, last: Box, typed: str = "") -> Piece:
    text = page.text[start:end]
    if not (page.mapped(start) and page.mapped(end - 1)):
        text = "".join(char if page.mapped(at) else GETA for at, char in enumerate(text, start))
    if not text.isprintable():
        text = _IGNORED.sub("", _UNMAPPED.sub(_unmapped, _HYPHENS.sub("-", text)))
    if _FORMS.search(text):
        text = _FORMS.sub(_plain, text)
    left, right = min(first[0], last[0]), max(first[1], last[1])
    return Piece(text, left, right, first[2], max(first[3], first[2] + 0.1), typed)


# Radicals whose compatibility form in Unicode is not the letter Japanese papers use, and those that have none.
_RADICALS = dict(
    zip(
        "⼾⾭⿊⿈⿆⿒⺟⺠⻁⻄⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲⺝⺾⻌⻖⻏⺡⺘⺅⺮⺼⻣",
        "戸青黒黄麦歯母民虎西角長青食鬼麦黄斉歯竜亀月艹辶阝阝氵扌亻竹月骨",
        strict=True,
    )
)


def _unmapped(found: re.Match[str]) -> str:
    """Boxes and bullets of Wingdings keep their private codes in a PDF; what has no known sign becomes 〓."""
    from ._symbols import symbol

    return symbol(found[0], GETA) if "\uf020" <= found[0] <= "\uf0ff" else GETA


def _plain(found: re.Match[str]) -> str:
    from unicodedata import normalize

    char = found[0]
    return _RADICALS.get(char) or normalize("NFKC", char)


def _settled(found: dict[Turn, list[Piece]]) -> dict[Turn, list[Piece]]:
    """Pieces by the turns a page is really read in.

    Single characters do not tell how they are written: on a page of vertical lines they belong to those. A few words
    turned otherwise (the heading of a table, set downwards) stand where they are, as a line of their own.
    """
    upright, vertical = found.get(UPRIGHT, []), found.get(VERTICAL, [])
    if _size(vertical) > 2 * _size([piece for piece in upright if len(piece.text) > 1]):
        moved = [piece for piece in upright if len(piece.text) < 4]
        found[UPRIGHT] = [piece for piece in upright if len(piece.text) >= 4]
        found[VERTICAL] = vertical + [
            Piece(piece.text, *VERTICAL.box(piece[1:5]), piece.typed, piece.trail) for piece in moved
        ]
    main = max(found, key=lambda turn: _size(found[turn]), default=UPRIGHT)
    others = [(turn, piece) for turn, pieces in found.items() if turn is not main for piece in pieces]
    if others and len(found[main]) and _size(found[main]) >= _MAIN * _size([piece for _, piece in others]):
        return {main: found[main] + [_turned(piece, turn, main) for turn, piece in others]}
    return {turn: pieces for turn, pieces in found.items() if pieces}


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _turned(piece: Piece, turn: Turn, main: Turn) -> Piece:
    left, right, bottom, top = main.box(turn.back().box(piece[1:5]))
    middle, half = (bottom + top) / 2, min(top - bottom, right - left) / 2
    return Piece(piece.text, left, right, middle - half, middle + half)
