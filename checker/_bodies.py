"""Words that tell which body a line of a paper speaks of, and the names a paper gives to its office and corporation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .expressions import compiled
from .model import ARTICLE, CHAPTER, ITEM, ROW, SECTION, SIGNATURE, SUBITEM, Reading
from .records import NamedTuple
from .text import Span

OFFICE, CORPORATION, PROVIDER = "事業所", "法人", "事業者"
CITY, INSURERS, CENTRE, USER, OTHER, UNKNOWN = "市町村", "国保連", "包括", "利用者", "他", ""

_ANOTHER = tuple("東西南北ⅠⅡⅢ")
_PROPER = r"[一-龥々ヶケぁ-んァ-ヴーA-Za-z]"
# What names a body, by the body; the first that fits at a place counts. A bare 課 or 係 is weak: below the name of the
# 国保連 it is one of its own sections.
_BODIES = compiled(
    "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            ("skip", r"(?:介護保険|指定)?事業[所者](?:の)?(?:指定)?番号|指定番号|サービス事業[者所]|事業所(?:の)?窓口以外"),
            ("insurers", r"国民健康保険団体(?:連合会?)?|国民健康保険連合会?|国民保険団体連合会|国保連(?:合会)?|国保団体連合会"),
            ("corporation", r"主たる(?:事務所|事業所)|(?<!医療)法人(?!税|番号|種別)|会社(?:名|概要)|本社|本部|設置者|開設者|設置主体|運営主体|経営主体|株式会社|有限会社|合同会社|社会福祉法人|医療法人"),
            ("office", r"(?<![一-龥々ァ-ヴー])(?:当|本|ご利用|利用|担当)?(?:事業所|施設(?!長)|ホーム(?!ページ|ヘル)|営業所|ステーション|センター(?!長))|当社|弊社|当院"),
            ("provider", r"(?<![一-龥々ァ-ヴー])(?:当)?事業者|(?<![甲乙一-龥])乙(?![一-龥])|^乙(?=住所|所在|氏名|名称|事業|代表|法人|[一-龥]{2}[都府県]|[一-龥]{3}県|北海道)"),
            ("strong", r"市区?町村|行政機関|保険者|公的機関|市役所|区役所|町役場|村役場"),
            ("weak", r"(?:介護|高齢|長寿|福祉|保険|健康|支援)[一-龥ぁ-んァ-ヶー・]{0,8}(?:課(?![題程す])|(?<!関)係(?![るわ]))"),
            ("centre", r"地域包括支援センター"),
            ("beside", r"サテライト|従たる|出張所|支所|分室|ブランチ|姉妹|系列|支店|第[2-9二三四](?:営業所|事業所)|同一法人|他の(?:事業所|施設|営業所)|連携(?:する|先|医療|訪問)|委託先|関連(?:事業|施設|法人)|併設(?:事業|施設|サービス|:|\t)"),
            ("other", r"病院|医院|診療所|クリニック|主治の?医|協力(?:歯科)?医療機関|かかりつけ|嘱託医|第三者委員|運営適正化委員会|評価機関|協議会|薬局|警察|消防|保健所|総合センター|事務局"),
            ("user", r"(?:ご)?利用者(?!負担)|お客様|入居者|入所者|契約者|(?:ご)?家族|代理人|代行者|立会人|引受人|保証人|後見人|(?<![甲乙一-龥])甲(?![一-龥])|^甲(?=住所|氏名)"),
        )
    )
)  # fmt: skip
_TOWN = compiled(r"[市区町村]")
_TOWN_OFFICE = compiled(rf"{_PROPER}{{1,6}}[市区町村](?:役所|役場|{_PROPER}{{0,14}}(?:課|(?<!関)係|窓口|室))")
_OWNER = {
    "insurers": INSURERS, "corporation": CORPORATION, "office": OFFICE, "provider": PROVIDER, "strong": CITY, "weak": CITY,
    "centre": CENTRE, "other": OTHER, "beside": OTHER, "user": USER,
}  # fmt: skip
_CITY_LINE = compiled(r"[一-龥々ヶケ]{1,6}(?:市|区|町|村)(?=[\t:(]|$|電話|TEL|担当)")

_LEGAL = (
    r"(?:社会福祉法人|社会医療法人(?:社団|財団)?|医療法人(?:社団|財団)?|株式会社|有限会社|合同会社|合資会社|合名会社|"
    r"(?:特定非営利活動|NPO)法人|(?:一般|公益)(?:社団|財団)法人|学校法人|宗教法人|生活協同組合|農業協同組合)"
)
_CORPORATION_NAME = compiled(rf"{_LEGAL}[一-龥々ヶァ-ヴーぁ-んA-Za-z・]{{1,20}}|[一-龥々ァ-ヴーA-Za-z]{{2,14}}株式会社")
_NAME_KEY = compiled(
    r"(?P<office>(?:ご利用|指定)?(?:事業所|施設|ホーム|営業所|ステーション|センター)の?(?:名称|名)(?!簿))|"
    r"(?P<corporation>(?:事業者\(法人\)|事業者\(法人名\)|法人|会社|事業者|設置者|開設者|設置法人|運営法人|運営会社)の?(?:名称|名)?)|"
    r"(?P<plain>名称)"
)
_BARE_KEY = compiled(r"(?P<bare>(?:ご利用|指定)?(?:事業所|施設|ホーム))(?=$|[\t:])")
_NAME_VALUE = compiled(r"[\t:>〉]{0,3}([^\t\n:(「、。/|]{2,40}(?:\t[^\t\n:(「、。]{1,12}(?:事業所|営業所|支店|店|センター|ステーション|ホーム|苑|荘|園)$)?)")
_OFFICE_NAME = compiled(r"(?:事業所|センター|ステーション|ホーム|営業所)$")
_NO_NAME = compiled(r"[0-9]{4}|^[^一-龥々ぁ-んァ-ヴA-Za-z0-9]|未定|_|種別|[はがをに]$")
_GOES_ON = compiled(r"[はがをにのとも]")  # a label that no border parts from these is a word of a sentence
_OFFICE_HEADING = compiled(r"事業所|施設|ホーム|営業所|ステーション|センター")
_OF_CORPORATION = compiled(r"(?:法人|会社)(?:の概要)?(?:について)?$")  # 施設経営法人
_OF_THE_COMPANY = compiled(r"^(?:当社|弊社)(?:の概要|について)?$")  # its office may be told of under the next heading
_BOTH = compiled(r"と|及び|・|並びに|、")
_AFTER_CORPORATION = compiled(r"(?:(?:理事長|代表|社長|会長|院長|印|㊞|御中).*|(?:宛て?|あて|殿|様)$)")
_ADDRESS_IN_NAME = compiled(r"[0-9](?:番|号|丁目|-)|番地")


class Said(NamedTuple):
    """A name as the paper gives it under a label, e.g. in 「事業所名　みどり苑」."""

    owner: str
    text: str
    sentence: int
    span: Span
    label: str


class Named(NamedTuple):
    """Where a text names a body (offsets into that text). weak: a bare 課, which may belong to any body, or a house beside."""

    start: int
    end: int
    owner: str
    weak: bool = False


def home(reading: Reading, node: int) -> int:
    """The nearest clause around a node that has a heading, or the signature block it stands in; -1 where there is none."""
    while node >= 0:
        here = reading.nodes[node]
        if here.clause.kind == SIGNATURE:
            return node
        if here.title.start < here.title.end and here.clause.kind in (SECTION, ARTICLE, CHAPTER, ITEM, SUBITEM):
            return node
        node = here.parent
    return -1


def headed(reading: Reading, node: int, known: Mapping[str, str]) -> str:
    """The body that the headings above a place name, the innermost first; "" where they name none, or two."""
    while node >= 0:
        here = reading.nodes[node]
        if here.clause.kind != ROW and here.title.start < here.title.end:
            words = reading.words[here.title.start : here.title.end]
            named = {spot.owner for spot in bodies(words, known)} - {USER}
            if _OFFICE_HEADING.search(words) and not named & {CITY, INSURERS, OTHER, CENTRE}:
                named.add(OFFICE)
            if OFFICE in named and named & {CORPORATION, PROVIDER} and _BOTH.search(words):
                return UNKNOWN
            if OFFICE in named and _OF_CORPORATION.search(words):
                return CORPORATION
            if _OF_THE_COMPANY.search(words):
                return PROVIDER
            for owner in (OFFICE, CORPORATION, INSURERS, CITY, PROVIDER, OTHER):
                if owner in named:
                    return owner
        node = here.parent
    return UNKNOWN


def names(reading: Reading) -> list[Said]:
    """The names of the office and its corporation that stand under a label of their own."""
    found: list[Said] = []
    chars = reading.text.chars
    for number, sentence in enumerate(reading.sentences):
        if sentence.span.end - sentence.span.start > 90:
            continue
        text = chars[sentence.span.start : sentence.span.end]
        start, key = _key(reading, sentence.node, text)
        if not key:
            continue
        rest = _NAME_VALUE.match(text, start)
        owner = {"office": OFFICE, "corporation": CORPORATION}.get(key.lastgroup or "") or headed(reading, sentence.node, {})
        if not rest:
            continue
        if key.lastgroup == "bare":  # 「事業所　みどりステーション　山川市 …」: a name if it looks like one, up to the next blank
            name = _to_blank(reading, sentence.span.start + rest.start(1), sentence.span.start + rest.end(1))
            if _OFFICE_NAME.search(name) and len(name) > 4:
                at = sentence.span.start + rest.start(1)
                found.append(Said(OFFICE, name, number, Span(at, at + len(name)), key[0]))
            continue
        name = _AFTER_CORPORATION.sub("", rest[1]).replace("\t", "")  # a blank in a name may have made two cells of it
        legal = _CORPORATION_NAME.match(name)
        owner = OFFICE if _OFFICE_NAME.search(name) else CORPORATION if legal and legal.end() == len(name) else owner
        if owner == CORPORATION and not legal:
            continue
        if start and rest.start(1) == start and _GOES_ON.match(name):
            continue
        if owner not in (OFFICE, CORPORATION) or len(name) < 4 or _NO_NAME.search(name) or _ADDRESS_IN_NAME.search(name):
            continue
        at = sentence.span.start + rest.start(1)
        found.append(Said(owner, name, number, Span(at, at + len(rest[1])), key[0]))
    return found


def _to_blank(reading: Reading, start: int, end: int) -> str:
    """The words from a position up to the next blank of the source."""
    offsets = reading.text.offsets
    stop = next((at for at in range(start + 1, end) if offsets[at] - offsets[at - 1] > 1), end)
    return reading.text.chars[start:stop].strip("\t")


def _key(reading: Reading, node: int, text: str) -> tuple[int, re.Match[str] | None]:
    """(where the name begins, the label of the name): before it in the line, or as the heading of a list item."""
    shift = len(text) - len(text.lstrip("<〈・-"))
    if key := _NAME_KEY.match(text, shift):
        return key.end(), key
    here = reading.nodes[node]
    if here.clause.kind in (ITEM, SUBITEM, SECTION) and here.title.start < here.title.end:
        title = reading.text.chars[here.title.start : here.title.end].rstrip(":")
        return 0, _NAME_KEY.fullmatch(title) or _BARE_KEY.fullmatch(title)
    if here.clause.kind == ROW and (key := _BARE_KEY.match(text)):
        return key.end(), key
    return 0, None


def bodies(text: str, known: Mapping[str, str]) -> list[Named]:
    """Every place of a line that names a body, in order. known: names of the paper's own bodies -> body.

    Own names go before words in general: the 医院 of 「医療法人社団山川医院」 is no other hospital.
    """
    own = []
    for name, owner in known.items():
        at = text.find(name)
        while at >= 0:
            if text[at + len(name) : at + len(name) + 1] not in _ANOTHER:  # みどり苑西 is not みどり苑
                own.append(Named(at, at + len(name), owner))
            at = text.find(name, at + len(name))
    own.sort(key=lambda spot: (spot.start, -spot.end))
    spots: list[Named] = []
    for spot in own:
        if not spots or spot.start >= spots[-1].end:
            spots.append(spot)
    general = [
        Named(hit.start(), hit.end(), _OWNER[hit.lastgroup], hit.lastgroup in ("weak", "beside"))
        for hit in _BODIES.finditer(text)
        if hit.lastgroup in _OWNER
    ]
    if _TOWN.search(text):
        general += [Named(hit.start(), hit.end(), CITY) for hit in _TOWN_OFFICE.finditer(text)]
    if city := _CITY_LINE.match(text):
        general.append(Named(city.start(), city.end(), CITY))
    spots += [spot for spot in general if not any(one.start < spot.end and spot.start < one.end for one in spots)]
    return sorted(spots)
