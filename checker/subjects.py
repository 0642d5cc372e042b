"""Whose value is it, and what does it tell? The office's telephone, the city's hours, the corporation's address …

A value belongs to the body that was named last before it: in its own sentence or row, in the short lines and rows above
it under the same heading, or in the heading. What it tells (電話 or ＦＡＸ, 営業時間 or 受付時間) is said by the nearest
label before it, the row's first cell, the column header or the heading. Running prose never decides for other lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from ._bodies import CITY, CORPORATION, INSURERS, OFFICE, OTHER, PROVIDER, Named, Said, bodies, headed, home, names
from ._houses import told_apart
from ._particulars import Found, Place, addresses, areas, capacity, given, item_label, people
from .expressions import compiled
from .model import ITEM, ROW, SIGNATURE, SUBITEM, TABLE, Fact, Reading, Value
from .text import Span

TYPES = ("電話番号", "郵便番号", "時間帯", "事業所番号")  # the types of value that a fact is made of, beside names and addresses
FIELDS = ("電話", "FAX", "郵便番号", "所在地", "事業所番号", "営業時間", "受付時間", "提供時間", "名称", "代表者", "管理者", "長", "定員", "実施地域")

_LOOK_AHEAD = 40  # characters behind a value that may tell what it is
_SHORT = 80  # a longer line, or one that ends in 。, is prose

_TOLD_BY_PHONE = compiled(r"(?P<fax>F\.?A\.?X|ファッ?ク(?:ス|シミリ))|(?P<phone>電話|T\.?E\.?L|℡|☎|連絡先)", re.IGNORECASE)
_APART = compiled(r"夜間|時間外|緊急|休日|携帯|直通|専用|フリーダイヤル|内線|代表(?![者取社理])|代(?=\))|転送|別途")
_OTHER_NUMBER = compiled(r"(?:事業所|指定|保険|登録|法人)番号[:\t]{0,2}$")
_SPECIAL_NUMBER = compiled(r"0120|0800|0570|0[5789]0")
_HOURS = compiled(
    r"(?P<apart>時間外|夜間|緊急|早朝|深夜|延長|キャンセル|取消|面会|送迎|外出|外泊|食事|[朝昼夕]食|起床|就寝|消灯|門限|入浴|訪問(?!介護|看護|入浴|リハ)|見学|宿泊|通い|休憩|電話対応)"
    r"|(?P<service>サービス提供|提供時間|サービスの?時間|利用時間|実施時間|介護の提供)"
    r"|(?P<open>営業(?!所)|業務時間|開設|開所|開業)"
    r"|(?P<window>受付|窓口|相談|苦情|対応時間|申立|申出|申込)"
)
_OF_THE_OFFICE = ("営業時間", "提供時間")  # where the paper names nobody, it speaks of its own office
_HOURS_FIELD = {"apart": "時間", "service": "提供時間", "open": "営業時間", "window": "受付時間"}
_OF_A_UNIT = compiled(r"単位目?|ユニット|コース|午[前後]の部|半日")
_DAYS = compiled(r"平日|(?<![業平休定祝曜])[月火水木金土日祝][曜日]{0,2}[~・、から]{0,2}[月火水木金土日祝]?[曜日]{0,2}|毎日|祝祭?日")
_BRACKETED = compiled(r"\([^()]{0,60}\)")
_A_NUMBER = compiled(r"[0-9]{3}")  # a bracket that holds a number of its own tells about that one
_SHORT_NAME = compiled(r"(?:ステーション|センター|ホーム|サービス|ステイ)([一-龥々ァ-ヴーぁ-ん]{3,12})$")
_WEEKEND = compiled(r"^[土日祝]")

Find = Callable[[str], Iterable[tuple[Span, Value]]]


def facts(reading: Reading, find: Find) -> tuple[Fact, ...]:
    """Every value that identifies the office or one of its windows, in text order (remembered in the reading).

    find(type) gives the places and values of a type of `facts`.
    """
    known: tuple[Fact, ...] | None = reading.found.get("facts")
    if known is None:
        named = names(reading)
        known = reading.found["facts"] = tuple(told_apart(reading, _facts(reading, find, named), named))
    return known


def _facts(reading: Reading, find: Find, named: Sequence[Said]) -> Iterator[Fact]:
    by_sentence: dict[int, list[Said]] = {}
    for said in named:
        by_sentence.setdefault(said.sentence, []).append(said)
    known = {said.text: said.owner for said in sorted(named, key=lambda said: -len(said.text))}
    for said in named:  # 訪問看護ステーションひだまり is called ひだまり, unless its corporation is called so, too
        if said.owner == OFFICE and (short := _SHORT_NAME.search(said.text)) and sum(short[1] in one for one in known) == 1:
            known[short[1]] = OFFICE
    values = sorted((Found(span, value) for type_ in TYPES for span, value in find(type_)), key=lambda found: found.span)
    owner = top = ""
    before, last = -2, 0
    for place in _places(reading):
        end = place.start + len(place.text)
        first = bisect_left(values, place.start, lo=last, key=lambda found: found.span.start)
        last = bisect_left(values, end, lo=first, key=lambda found: found.span.start)
        if not place.plain and first == last and "地域" not in place.text and "定員" not in place.text:
            continue
        here = home(reading, place.node)
        if here != before:
            top = headed(reading, here, known)
            owner = CORPORATION if top in (PROVIDER, "") and owner == CORPORATION and _next_item(reading, before, here) else top
            before = here
        located = list(addresses(reading, place))
        spots = _speaking(bodies(place.text, known), place, located)
        inside = sorted([*values[first:last], *located], key=lambda found: found.span)
        yield from given(place, by_sentence.get(place.number, ()))
        yield from _valued(reading, place, inside, spots, owner)
        owner_here = _owner_at(spots, len(place.text), owner)
        label = item_label(reading, place.node)
        yield from people(place, owner_here, label)
        yield from capacity(place, label, spots)
        yield from areas(place)
        if place.plain and not (top == OFFICE and owner_here in (CORPORATION, PROVIDER)):
            lasting = _lasting(place.text, spots, any(found.value.type == "電話番号" for found in inside))
            owner = _owner_at(lasting, len(place.text), owner)  # under 「事業所の概要」 a line about the corporation is about nothing but itself
        if place.signed and owner in (OFFICE, CORPORATION):
            owner = PROVIDER  # in a signature block the lines of the two are mixed


def _lasting(text: str, spots: list[Named], whole: bool) -> list[Named]:
    """Bodies that the lines below may speak of.

    Not another house in passing, 「（うち出張所１名）」, nor as a label, 「出張所の営業時間」, nor one beside the office of which
    the line tells all, its telephone too (whole).
    """
    return [
        spot
        for spot in spots
        if spot.owner != OTHER
        or not ((whole and spot.weak) or text.startswith("の", spot.end) or text.rfind("(", 0, spot.start) > max(text.rfind(")", 0, spot.start), 0))
    ]


def _next_item(reading: Reading, before: int, here: int) -> bool:
    """Whether two clauses are items of one list: (1) 法人名 … (3) 電話番号 speaks of the corporation still."""
    if before < 0 or here < 0:
        return False
    one, other = reading.nodes[before], reading.nodes[here]
    return one.parent == other.parent and one.clause.kind == other.clause.kind and one.clause.kind in (ITEM, SUBITEM)


def _places(reading: Reading) -> Iterator[Place]:
    chars = reading.text.chars
    for number, sentence in enumerate(reading.sentences):
        text = chars[sentence.span.start : sentence.span.end]
        kind = reading.nodes[sentence.node].clause.kind
        plain = not text.endswith("。") and (kind in (ROW, SIGNATURE) or len(text) <= _SHORT)
        yield Place(number, sentence.node, sentence.span.start, text, plain, kind == SIGNATURE)


def _speaking(spots: list[Named], place: Place, located: list[Found]) -> list[Named]:
    """Without words inside an address (町役場通), and without those in brackets behind the name of another body."""
    kept: list[Named] = []
    for spot in spots:
        at = place.start + spot.start
        bracketed = place.text.count("(", 0, spot.start) > place.text.count(")", 0, spot.start)
        if not any(found.span.start <= at < found.span.end for found in located) and not (bracketed and kept):
            kept.append(spot)
    return kept


def _owner_at(spots: list[Named], position: int, owner: str) -> str:
    """The body named last before a position; a bare 課 below the name of the 国保連 is one of its own."""
    for spot in spots:
        if spot.end > position:
            break
        if not (spot.weak and owner in (INSURERS, CITY)):
            owner = spot.owner
    return owner


# -------------------------------- what a value tells


def _valued(reading: Reading, place: Place, values: list[Found], spots: list[Named], owner: str) -> Iterator[Fact]:
    since = place.start
    for span, value in values:
        before = reading.text.chars[since : span.start]
        after = reading.text.chars[span.end : min(span.end + _LOOK_AHEAD, place.start + len(place.text))]
        label = _above(reading, place, span.start)
        if value.type == "時間帯" and (row := _row_above(reading, place.node)):
            label.insert(1, row)
        field = _FIELD_OF[value.type](before, after, label, value)
        whose = _owner_at(spots, span.start - place.start, owner)
        if field:
            whose = whose or (OFFICE if field.startswith(_OF_THE_OFFICE) else whose)
            yield Fact(field, whose, value, place.node, place.number, span, label[0] if label else "")
        if value.type != "郵便番号":
            since = span.end


def _above(reading: Reading, place: Place, position: int) -> list[str]:
    """What names a value from above, the nearest first: the row's first cell, its column header, the headings."""
    chars = reading.text.chars
    node = reading.nodes[place.node]
    found = []
    if node.clause.kind == ROW:
        if node.title.end <= position:
            found.append(chars[node.title.start : node.title.end])
        found.append(_column(reading, place.node, position))
    at = place.node
    while at >= 0:
        here = reading.nodes[at]
        if here.clause.kind not in (ROW, TABLE) and here.title.start < here.title.end:
            found.append(chars[here.title.start : here.title.end])
        at = here.parent
    return [words for words in found if words]


def _row_above(reading: Reading, node: int) -> str:
    """What the row above tells of, for a row that goes on with it: 「サービス提供時間　１単位目 …」「２単位目 …」."""
    here, above = reading.nodes[node], reading.nodes[max(node - 1, 0)]
    own = reading.text.chars[here.title.start : here.title.end]
    if here.clause.kind != ROW or above.clause.kind != ROW or above.clause.header or above.parent != here.parent:
        return ""
    return "" if not own or _HOURS.search(own) else reading.text.chars[above.title.start : above.title.end]


def _column(reading: Reading, node: int, position: int) -> str:
    """The header of the column in which a position of a row stands; "" where there is none."""
    raw = reading.text.offsets[position]
    cells = [leaf.span for leaf in reading.nodes[node].clause.leaves if leaf.kind == "cell"]
    column = next((number for number, span in enumerate(cells) if span.start <= raw < span.end), -1)
    for at in range(node - 1, max(reading.nodes[node].parent, 0), -1):
        above = reading.nodes[at].clause
        if above.header:
            heads = [leaf.span for leaf in above.leaves if leaf.kind == "cell"]
            if len(heads) == len(cells) and column >= 0:
                start, end = reading.text.at(heads[column].start), reading.text.at(heads[column].end)
                return reading.text.chars[start:end].strip("\t\n")
            break
    return ""


def _phone(before: str, after: str, above: list[str], value: Value) -> str:
    if _OTHER_NUMBER.search(before) or (not before.strip("\t:") and above and _OTHER_NUMBER.search(above[0])):
        return ""
    labels = [hit.lastgroup for hit in _TOLD_BY_PHONE.finditer(before)] or [
        hit.lastgroup for words in above[:2] for hit in _TOLD_BY_PHONE.finditer(words)
    ]
    if not before.endswith(")") and compiled(r"\((?:FAX|ファ[^)]{1,8})\)", re.IGNORECASE).match(after):  # and not (電話)00…(FAX)00…
        labels = ["fax"]
    if len(set(labels[-2:])) == 2 and compiled(r"[・/兼](?:FAX|TEL|電話|ファ)[^0-9]{0,6}$", re.IGNORECASE).search(before):
        two = compiled(r"[/・、,\t]\(?0").match(after)  # 電話／ＦＡＸ 00-…／00-…: in the order of the labels
        labels = labels[-2:-1] if two else ["phone"]
    if not labels and value.text.isdecimal():
        return ""  # ten digits that nothing calls a telephone number
    if labels and labels[-1] == "fax":
        return "FAX"
    bracket = _BRACKETED.match(after)
    told = (bracket[0].lstrip("(") if bracket else after) if not bracket or not _A_NUMBER.search(bracket[0]) else ""
    apart = _APART.search(before[-24:]) or _APART.match(told) or _SPECIAL_NUMBER.match(value.key)
    return "電話（別）" if apart or any(_APART.search(words) for words in above[:1]) else "電話"


def _hours(before: str, after: str, above: list[str], value: Value) -> str:
    told = None
    for words in [before, *above]:
        for hit in _HOURS.finditer(words):
            told = hit.lastgroup
        if told:
            break
    field = _HOURS_FIELD[told or "apart"]
    if _OF_A_UNIT.search(before[-12:]) or (above and _OF_A_UNIT.search(above[0])):
        return f"{field}（単位）"
    days = [hit[0] for hit in _DAYS.finditer(_BRACKETED.sub("", before))]
    weekend = bool(days) and bool(_WEEKEND.match(days[-1]))
    return f"{field}（土日祝）" if weekend else field


_FIELD_OF: dict[str, Callable[[str, str, list[str], Value], str]] = {
    "電話番号": _phone,
    "郵便番号": lambda before, after, above, value: "郵便番号",
    "時間帯": _hours,
    "事業所番号": lambda before, after, above, value: (
        "事業所番号" if any(compiled(r"番号|指定").search(words) for words in [before[-30:], *above[:2]]) else ""
    ),
    "住所": lambda before, after, above, value: "所在地",
}
