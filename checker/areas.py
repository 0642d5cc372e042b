"""Where the office is, from its own address: 都道府県 and 市区町村, with the place that says so."""

from __future__ import annotations

from collections.abc import Sequence

from .expressions import compiled
from .model import Reading
from .records import NamedTuple
from .text import Span

_KANJI = r"(?:(?![ぁ-ん0-9A-Za-z_])\w)"  # 之 and ヶ too; a class of all kanji takes the expression compiler a millisecond
_CITY = compiled(
    rf"(?P<prefecture>北海道|東京都|京都府|大阪府|{_KANJI}{{2,3}}県)?(?:{_KANJI}{{1,4}}郡)?"
    rf"(?P<city>(?<![市区町])(?!市町村|市区町村|区市町村)(?:(?<=[都道府県])[ぁ-んァ-ヶー]\w{{1,6}}?市(?![市場町区])|{_KANJI}{{1,6}}?市(?![市場町区])|{_KANJI}{{1,5}}?区(?![域市])"
    rf"|{_KANJI}{{1,5}}?(?:町(?!村)|村)))"
)
_ADDRESS = compiled(r"所在地|住所|〒")
_OTHERS = compiled(r"法人|市役所|役所|役場|連合会|課|医療機関|病院|診療所|主たる事務所|本社|本部")


class Placed(NamedTuple):
    """An area with the place that speaks for it: reading index and a span of its source."""

    prefecture: str
    city: str
    reading: int
    span: Span


def detect(readings: Sequence[Reading]) -> Placed | None:
    """The municipality of the first address that is the office's own; None where no address is given.

    Addresses under words of another body (法人, 市役所, 連合会 …) are taken only when there is no other.
    """
    second: Placed | None = None
    for index, reading in enumerate(readings):
        for sentence in reading.sentences:
            chars = reading.text.chars
            text = chars[sentence.span.start : sentence.span.end]
            label = _ADDRESS.search(text)
            hit = _CITY.search(text, label.end()) if label else None
            if not hit:
                continue
            span = reading.text.raw(Span(sentence.span.start + hit.start(), sentence.span.start + hit.end()))
            placed = Placed(hit["prefecture"] or "", hit["city"], index, span)
            around = text + reading.nodes[sentence.node].heading + "".join(chars[a:b] for a, b in sentence.context)
            if not _OTHERS.search(around):
                return placed
            second = second or placed
    return second
