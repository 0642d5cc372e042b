"""Whose act a sentence tells: what another body does (主治医, 市町村, 委託先, the office of another service) is none of this office's.

A body counts where it is the topic or the subject of the predicate; 「市町村が行う調査に協力します」 is the office's own act.
"""

from __future__ import annotations

import re

from .expressions import compiled
from .model import Reading

# Expressions that few papers need are compiled where they are used.
_OPENING = 1500  # characters in which the parties are named
_WIDEST = 600  # characters on either side of a word in which its subject is looked for
_BODIES = (
    r"主治の?医師?|かかりつけ医|医療機関|病院|診療所|保健所|消防(?:署|本部)|警察署?|行政(?:機関)?|自治体|保険者|都道府県|国民健康保険団体連合会|国保連"
    r"|救急隊員?|民生委員|(?:近隣|地域)住民|(?:再?委託|請負)(?:先|業者|事業者|を受けた[^、。はが]{1,14})|(?:清掃|給食|運送|警備|配食|外部|保守)業者|保険会社|管理会社|(?:建物)?所有者|家主"
    r"|(?:他|ほか|別)の[^、。はが]{0,10}(?:事業者|事業所|施設|法人)|[市町村県](?=[はが]|の(?:担当者|職員|調査員))|[一-龥ヶケノァ-ヴ○◯●〇]{1,6}(?<![地全当本])[市区町村県都府](?:役所|役場)?"
)
_SERVICE = r"居宅介護支援|介護予防支援|訪問介護|訪問看護|訪問入浴介護|通所介護|通所リハビリテーション|短期入所生活介護|福祉用具貸与"
_OFFICE_OF = rf"(?:{_SERVICE}|居宅サービス|サービス(?:提供)?)の?(?:事業者|事業所)|訪問看護ステーション|地域包括支援センター|(?:入所|介護保険)施設|介護支援専門員|ケアマネ(?:ー?ジャー)?"
_OTHER = compiled(
    rf"(?:^|[、。」)\n\t:はも])(?P<before>(?:[^、。」)\n\t:はが「(]{{1,16}}[たる])?[^、。」)\n\t:はがをにもで「(]{{0,12}}?)(?:(?P<body>{_BODIES})|(?P<office>{_OFFICE_OF}))"
    r"(?:等|など|側|の(?:担当者|職員|医師|調査員))?(?P<mark>[はが])(?![いなん])"
)
_OWN_WORD = r"(?:事業者|事業所|施設|ホーム|センター|ステーション|管理者|職員|従業者|従業員|専門員|担当者|責任者|弊社|当社|法人|苑|園|乙)"
_OWN = rf"{_OWN_WORD}[側等]?(?:はが|[はが])"
_WITH_OWN = rf"(?:当|本|弊|{_OWN_WORD}(?:と|及び|並びに|および|や|・|又は|または|、)[^、。はが]{{0,10}})$"
_NAMED = rf"{_SERVICE}|多機能型|共同生活介護|福祉施設|特定施設"
_LIVING = r"施設|入[所居]|短期|ショート|共同|ホーム"
_WITH_PLANNERS = r"居宅介護支援|予防支援|ケアマネジメント|多機能|施設|入[所居]|共同生活|ホーム"
_PLANS = r"居宅介護支援|介護予防支援|ケアマネジメント"
# A clause that describes a noun or sets a condition: 市町村が行う調査, 主治医が求めたとき, 病院が遠いため.
_DESCRIBES = (
    r"(?:(?<!か)[うすつむぶ]|(?<!に関す)(?<!に対す)(?<!によ)(?<!におけ)(?<!に係)る|(?<!ま)た|(?<![早広よ多なしらま])く)(?=[一-龥ァ-ヴ])"
    r"|[うくぐすつぬぶむるたいな](?:とき|ところ|もの|こと|ため|よう|まで|うえ|ほか|場合|際)|[れけせめえ]ば|たら|なら|ても|(?:の|である)(?:とき|場合)"
)
_CLOSED = r"(?:[しいりえめきちびぎけせてじ]|んで|とともに|ほか|一方|ず)、"


def by_another(reading: Reading, text: str, at: int) -> bool:
    """Whether the act told at a place of a sentence is another body's: the last topic or subject that governs it is one."""
    if len(text) > 2 * _WIDEST:  # a sentence without an end
        text, at = text[max(at - _WIDEST, 0) : at + _WIDEST], min(at, _WIDEST)
    hits: list[re.Match[str]] | None = reading.found.get(("bodies", text))
    if hits is None:  # many rules ask about one sentence
        hits = reading.found[("bodies", text)] = list(_OTHER.finditer(text))
    return any(_governs(text, at, hit) and not _is_own(reading, text, hit) for hit in hits)


def _governs(text: str, at: int, hit: re.Match[str]) -> bool:
    start, end = hit.start("before"), hit.end()
    between = text[end:at] if end <= at else text[at:start]
    if between.count("(") != between.count(")"):  # (うち1回は消防署が立ち会います。)
        return False
    if end <= at:
        if compiled(_OWN).search(text, end, at):
            return False
    elif at < start and (compiled(_CLOSED).search(text, at, start) or compiled(_DESCRIBES).search(text, at, start)):
        return False  # 「研修を行い、市が視察します」: what comes before is done already
    if hit["mark"] == "は":
        return True
    closed = compiled(_CLOSED).search(text, end)
    return not compiled(_DESCRIBES).search(text, end, closed.end() if closed else len(text))


def _is_own(reading: Reading, text: str, hit: re.Match[str]) -> bool:
    """Whether what looks like another body is a party of this paper, or acts together with the office."""
    name = hit["body"] or hit["office"]
    if compiled(_WITH_OWN).search(text, 0, hit.start("body" if hit["body"] else "office")):
        return True
    opening = reading.words[:_OPENING]
    if f"{name}(以下" in opening or f"「{name}」" in opening:
        return True
    if hit["body"] or "委託" in hit["before"]:
        return False
    titles = "".join(part.title for part in reading.document.parts)
    service = compiled(_NAMED).search(name)
    if name == "地域包括支援センター":
        return compiled(_NAMED).search(titles) is None or "予防" in titles or "包括" in titles
    if "施設" in name or "専門員" in name or "ケアマネ" in name:
        return compiled(_NAMED).search(titles) is None or compiled(_LIVING if "施設" in name else _WITH_PLANNERS).search(titles) is not None
    if service is None and "ステーション" not in name:  # サービス事業者: other for those that plan services
        return compiled(_PLANS).search(titles) is None
    own = "訪問看護" if service is None else service[0]
    planned = own in ("居宅介護支援", "介護予防支援") and compiled(_PLANS).search(titles)
    return compiled(_NAMED).search(titles) is None or own in titles or bool(planned)
