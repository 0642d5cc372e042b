"""Spans and folded text: characters that remember where they came from.

Folding is strictly one character to one character, so an offset into folded text is an offset into the source.
(NFKC would turn ① into 1 and ㈱ into three characters; see `FOLD` for the narrow table used instead.)
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from .records import NamedTuple


class Span(NamedTuple):
    """A half-open stretch [start, end) of offsets."""

    start: int
    end: int


# Half-width katakana (U+FF66..U+FF9D) in code order, and the kana that take a (han)dakuten.
_HALF_KANA = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_FULL_KANA = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
_VOICED = dict(zip("ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", strict=True))
_SEMI_VOICED = dict(zip("ﾊﾋﾌﾍﾎ", "パピプペポ", strict=True))

# CJK radicals that PDF fonts substitute for the ideograph (the ones the Unicode tables equate with a kanji are
# taken from the Kangxi block by compatibility decomposition; this is a table of code points, not a text rule).
_KANGXI = {chr(code): None for code in range(0x2F00, 0x2FD6)}


def _table() -> dict[str, str]:
    from unicodedata import normalize

    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5E)}  # ！..｝
    table.update({char: normalize("NFKC", char) for char in _KANGXI})
    table.update(zip(_HALF_KANA, _FULL_KANA, strict=True))
    table.update(dict.fromkeys("‐‑‒–—―−﹣－─━", "-"))  # dashes, and box-drawing lines typed as dashes
    table.update(dict.fromkeys("〜～∼˜", "~"))
    table.update({"｢": "「", "｣": "」", "､": "、", "｡": "。", "･": "・", "⺠": "民", "⻑": "長", "⻘": "青", "⻄": "西"})
    table.update(dict.fromkeys("　\u00a0\u2002\u2003\u2009\u200a\u202f\u205f\u200b\ufeff\u2060", " "))
    return table


FOLD = _table()
CELL_BREAK = "\u2005"  # the blank that readers put between two paragraphs of one cell of a table
# Characters that tell apart bodies of the same name: 第一 and 第二, 東 and 西. Where only they differ, both are meant.
TELLS_APART = frozenset("0123456789一二三四五六七八九十ⅠⅡⅢⅣⅤ東西南北上下前後左右新旧本分大小AB")


def fold(raw: str) -> str:
    """Fold width variants; the result has exactly the length of `raw`, so offsets stay valid.

    Voiced half-width kana (two characters) become the full-width kana followed by a blank.
    """
    found = set(raw)
    if "ﾞ" in found:
        for half, full in _VOICED.items():
            raw = raw.replace(half + "ﾞ", full + " ")
    if "ﾟ" in found:
        for half, full in _SEMI_VOICED.items():
            raw = raw.replace(half + "ﾟ", full + " ")
    for char in found & FOLD.keys():
        raw = raw.replace(char, FOLD[char])
    return raw


@lru_cache(maxsize=4)
def fold_paper(paper: str) -> str:
    """`fold` of a whole paper, which many stages ask for."""
    return fold(paper)


class Text(NamedTuple):
    """Characters without white space, each knowing its offset in the source.

    `chars[i]` came from source offset `offsets[i]`; `offsets` is strictly increasing, except within a table row whose
    first cell is wrapped (there they are those of the row, in the order it is read).
    """

    chars: str
    offsets: array[int]

    def raw(self, span: Span) -> Span:
        """The source span that a (non-empty) span of `chars` came from."""
        if span.start >= span.end:
            at = self.offsets[min(span.start, len(self.offsets) - 1)] if self.offsets else 0
            return Span(at, at)
        first, last = self.offsets[span.start], self.offsets[span.end - 1]
        return Span(min(first, last), max(first, last) + 1)

    def at(self, offset: int) -> int:
        """Index of the first character that came from source offset `offset` or later."""
        return bisect_left(self.offsets, offset)


def squeeze(folded: str, spans: Iterable[Span]) -> Text:
    """Join the given spans of folded text, leaving out white space."""
    chars: list[str] = []
    offsets: array[int] = array("Q")
    for start, end in spans:
        at = start
        for word in folded[start:end].split():
            at = folded.index(word, at, end)
            chars.append(word)
            offsets.extend(range(at, at + len(word)))
            at += len(word)
    return Text("".join(chars), offsets)
