"""Addresses, names of persons and areas in one line of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ._bodies import OFFICE, OTHER, Named, Said
from .expressions import compiled
from .model import ITEM, SECTION, SUBITEM, Fact, Reading, Value
from .numerals import to_int
from .records import NamedTuple
from .text import Span, fold

_LABEL = 12  # characters of a heading that is but a label
_BRACKETED = compiled(r"\([^()]{0,60}\)")

_NUMBER = r"(?:[1-9][0-9]{0,4}|[一二三四五六七八九十]{1,3}(?=丁目|番|号))"
_NUMBERED = compiled(
    rf"{_NUMBER}(?:丁目|番地の?|番|号|-|の)(?:{_NUMBER}(?:丁目|番地の?|番|-|の)?){{0,4}}号?|(?<=[一-龥ヶ])[1-9][0-9]{{1,4}}(?![0-9年月日名人円時分単回割、%.-])"
)
_KANJI_NUMBER = compiled(r"([一二三四五六七八九十]{1,3})(?=\s*(?:丁目|番|号))")
_HOUSE = compiled(r"(?<![0-9])[0-9]{1,5}(?![0-9])(?!\s*(?:階|F|号室))")
_PREFECTURE = compiled(r"^(?:[一-龥]{2,3}県|北海道|東京都|京都府|大阪府)")
_PLACE = compiled(r"(?:[一-龥]{2,3}[都道府県])?[一-龥々ヶケぁ-んァ-ヴー]{1,9}(?:市|区|町|村|郡)[一-龥々ヶケぁ-んァ-ヴー]{0,20}$")
_BEFORE_ADDRESS = compiled(r".*(?:所在地|住所|本社|年月日|事業[者所]|名称|会社|法人|[:\t\n〉>)」、,。㊞]|[0-9])", re.DOTALL)
_SEPARATOR = compiled(r"[\t\n、。]")
_LONGEST_PLACE = 40

_NAME = r"(?P<name>(?:(?!印)[一-龥々ヶ]){1,5}\t?(?:(?!印)[一-龥々ぁ-んァ-ヴー]){1,6}?)"  # a blank between the two may have made two cells of them
_TITLES = r"(?:理事長?|代表取締役(?:社長|会長)?|取締役|代表社員|代表理事|社長|会長|院長|施設長|センター長|園長|所長|ホーム長|主任介護支援専門員|介護支援専門員|生活相談員|保健師|正?看護師|[一-龥]{2,4}(?:福祉|療法)士|サービス提供責任者|管理者|兼|:|\t|・)"
_AFTER_NAME = r"(?=$|[\t\n()、。:㊞〔]|印|電話|TEL|受付|とする|連絡|FAX)"
_MANAGER = compiled(
    rf"(?<!防火)(?<!運転)(?<!衛生)(?<!情報)(?<!保護)(?<!安全)管理(?:責任)?者(?:\)(?=の?氏名))?(?:の?氏名|名(?=[:\t]))?[:\t]?{_TITLES}{{0,3}}{_NAME}{_AFTER_NAME}"
)
_HEAD = compiled(
    rf"(?:代表者(?:の?職・?氏名|の?氏名|職氏名|名|\(職名?・?氏名\))?[:\t]?{_TITLES}{{0,3}}|(?:理事長|代表取締役(?:社長)?|代表社員|代表理事)[:\t]?){_NAME}{_AFTER_NAME}"
)
_LEADER = compiled(rf"(?P<title>施設長|ホーム長|センター長|園長|院長|所長)(?:\(管理者\))?(?:の?氏名)?[:\t]?{_NAME}{_AFTER_NAME}")
_NO_NAME = compiled(r"[者員長所係課等務勤任殿様]$|氏名|職名|兼務|常勤|選任|印$|住所|利用|未定|以下|名$|記載")

_CAPACITY = compiled(
    r"(?P<before>[^\t、。:]{0,14}?)(?:利用者?|入居者?|入所者?)?定員数?(?:は|:|\t|、|として|1日(?:当たり|あたり|につき)?|合計|計|全体で?)*(?P<people>(?P<number>[0-9]{1,3}|[一二三四五六七八九十百]{1,5})[名人])(?!ずつ|×|以[上下])"
)
_PART_OF_IT = compiled(r"単位|ユニット|[0-9]階|各|登録|通い|泊|併設|本体|短期|うち|午[前後]|曜日|最低|法定|標準")
_AREA = compiled(r"(?:実施|提供|担当|対象|営業)(?:する)?(?:地域|区域|エリア)(?!外|以外|[をの](?:越|超|境)|に(?:お住|居住)|内)(?:は|として|:|\t|とは){0,2}")
_AREA_END = compiled(r"[。\n]|\(?[2-9]\)|②|その他|ただし|但し|※|以外|を[越超]|とし|とす|です|である|のうち|内の")
_PIECES = compiled(r"[、・,\t]|及び|並びに|および|ならびに|又は|と(?=[一-龥]{1,5}[市区町村])")
_TOWN = compiled(r"[一-龥々ヶケぁ-んァ-ヴー]{1,12}[市区町村]")


class Found(NamedTuple):
    """A typed value and where it stands."""

    span: Span
    value: Value


class Place(NamedTuple):
    """A sentence that is being read: its words, its start, and whether it is a line or row rather than prose."""

    number: int
    node: int
    start: int
    text: str
    plain: bool
    signed: bool = False


def addresses(reading: Reading, place: Place) -> Iterator[Found]:
    """Addresses: a municipality and house numbers after it; what follows one in its cell is the name of a building."""
    end = 0
    for hit in _NUMBERED.finditer(place.text):
        before = place.text[max(end, hit.start() - _LONGEST_PLACE) : hit.start()]
        if end and not _SEPARATOR.search(place.text, end, hit.start()):
            continue
        label = _BEFORE_ADDRESS.match(before)
        town = _PLACE.search(before, label.end() if label else 0)
        if town:
            end = hit.end()
            start = hit.start() - len(before) + town.start()
            span = Span(_after_blank(reading, place.start + start, place.start + hit.start()), place.start + end)
            text = reading.text.chars[span.start : span.end].rstrip("-の")
            yield Found(Span(span.start, span.start + len(text)), Value("住所", text, key=_address_key(reading, span)))


def _after_blank(reading: Reading, start: int, stop: int) -> int:
    """Where the address begins: behind the last blank of the source that does not follow a prefecture, a city, a town."""
    offsets = reading.text.offsets
    for at in range(stop - 1, start, -1):
        if offsets[at] - offsets[at - 1] > 1 and reading.text.chars[at - 1] not in "都道府県市区町村郡字":
            return at
    return start


def _address_key(reading: Reading, span: Span) -> str:
    """「山川市本町 1-2-3」: the place without its prefecture, and the numbers of the house without those of floors.

    The source is looked at for its blanks: 「9番地2 2階」 is number 9-2, not 9-22.
    """
    raw = reading.text.raw(span)
    text = reading.document.source.text
    source = _KANJI_NUMBER.sub(lambda hit: str(to_int(hit[1])), fold(text[raw.start : raw.end]))
    town = "".join(compiled(r"[0-9]").split(source, maxsplit=1)[0].split())
    following = fold(text[raw.end : raw.end + 6])
    numbers = [hit[0] for hit in _HOUSE.finditer(source + following) if hit.start() < len(source)]
    return _PREFECTURE.sub("", town) + " " + "-".join(numbers)


def given(place: Place, named: Iterable[Said]) -> Iterator[Fact]:
    """The names that stand in the line under a label."""
    for said in named:
        value = Value("名称", said.text, key=said.text)
        yield Fact("名称", said.owner, value, place.node, place.number, said.span, said.label)


def item_label(reading: Reading, node: int) -> str:
    """The heading of a list item such as 「- 管理者：山川 花子」, or of a section of one line, which is its label."""
    here = reading.nodes[node]
    label = reading.text.chars[here.title.start : here.title.end] if here.clause.kind in (ITEM, SUBITEM, SECTION) else ""
    return f"{label}:" if 0 < len(label) <= _LABEL else ""


def people(place: Place, owner: str, label: str) -> Iterator[Fact]:
    """The manager, the head of the corporation and who leads the house (施設長 …) by name, in lines and rows."""
    if not place.plain:
        return
    for field, pattern in (("管理者", _MANAGER), ("代表者", _HEAD), ("長", _LEADER)):
        for hit in pattern.finditer(label + place.text):
            name = hit["name"].replace("\t", "")
            if len(name) >= 3 and not _NO_NAME.search(name):
                start = place.start + hit.start("name") - len(label)
                value = Value("人名", hit["name"], key=f"{hit['title']} {name}" if field == "長" else name)
                yield Fact(field, owner, value, place.node, place.number, Span(start, start + len(hit["name"])), field)


def capacity(place: Place, label: str, spots: Sequence[Named]) -> Iterator[Fact]:
    """How many the office takes in, where it is said of the whole: not of a unit, a floor, a night, or of another house.

    spots: the bodies that the line names; what stands behind another house, or in brackets behind any name but the
    office's, 「特別養護老人ホームみどり苑（定員50人）」, is that house's.
    """
    for hit in _CAPACITY.finditer(label + place.text) if "定員" in place.text or "定員" in label else ():
        start = hit.start("number") - len(label)
        before = [spot for spot in spots if spot.end <= start]
        bracket = hit.end("before") - 1 - len(label) if hit["before"].endswith("(") else -1
        if _PART_OF_IT.search(hit["before"]) or (before and before[-1].owner == OTHER):
            continue
        if bracket >= 0 and not any(spot.owner == OFFICE and spot.end == bracket for spot in before):
            continue
        span = Span(place.start + start, place.start + hit.end("people") - len(label))
        value = Value("人数", hit["people"], key=str(to_int(hit["number"])))
        yield Fact("定員", "事業所", value, place.node, place.number, span, "定員")


def areas(place: Place) -> Iterator[Fact]:
    """The municipalities of the area that the office serves, as the line lists them."""
    for hit in _AREA.finditer(place.text):
        rest = place.text[hit.end() :]
        listed = _BRACKETED.match(rest)  # 実施地域（山川市、海山町）
        rest = listed[0][1:-1] if listed else _BRACKETED.sub("", rest)
        if ":" in (rest[: stop.start()] if (stop := _AREA_END.search(rest)) else rest):
            return  # 「通所介護：山川市　訪問介護：海山町」: several areas
        pieces = [town[0] for piece in _PIECES.split(rest[: stop.start()] if stop else rest) if (town := _TOWN.match(piece))]
        if pieces:
            start = end = hit.end() + bool(listed)
            for piece in pieces:
                end = max(place.text.find(piece, end) + len(piece), end)
            span = Span(place.start + start, place.start + end)
            value = Value("市町村列", "、".join(pieces), key=" ".join(sorted(set(pieces))))
            yield Fact("実施地域", "事業所", value, place.node, place.number, span, hit[0])
            return
