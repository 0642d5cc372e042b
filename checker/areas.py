"""Where the office is, from its own address: 都道府県 and 市区町村, with the place that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .model import Reading
from .text import Span

# The 47 prefectures in the order of their codes (全国地方公共団体コード, first two digits 01..47).
PREFECTURES = ["北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"]

_CITY = re.compile(
    rf"(?P<prefecture>{'|'.join(PREFECTURES)}|[一-龥]{{2,3}}県)?(?:[一-龥]{{1,4}}郡)?"
    r"(?P<city>(?<![市区町])(?!市町村|市区町村|区市町村)(?:[一-龥ヶケ々]{1,6}?市(?![市場町区])|[一-龥ヶケ々]{1,5}?区(?![域市])|[一-龥ヶケ々]{1,5}?(?:町(?!村)|村)))"
)
_ADDRESS = re.compile(r"所在地|住所|〒")
_OTHERS = re.compile(r"法人|市役所|役所|役場|連合会|課|医療機関|病院|診療所|主たる事務所|本社|本部")


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
