"""Signature blocks: date, parties, 住所 氏名 印, with the closing sentences among them."""

from __future__ import annotations

from collections.abc import Sequence

from ..expressions import compiled
from ..model import ARTICLE, CHAPTER, CHAPTER_RANK, ROW, SECTION, SIGNATURE, TITLE
from ._drafts import Draft
from ._pieces import squeezed

_BLANK = r"[_\s　]*"
_DATE = compiled(r"^(?:[(【〈]?.{0,8}(?:日|年月日)[)】〉]?:?)?(?:令和|平成|西暦|20)?[0-9_]*年[0-9_]*月[0-9_]*日(?!から|まで|より)(?:.{0,4})$")
_SEAL = compiled(r"㊞|(?:氏名|署名)_*印|(?<![^\x00-\xff])印(?:_*|\)|$)|印_*$|\(印\)|(?:署名|捺印|記名|押印)(?:欄)?\)?$")
_PARTY = (
    r"(?:(?:ご?利用者|契約者|御?本人|(?:利用者)?ご?家族(?:代表者?)?|代理人|法定代理人|任意代理人|成年後見人|後見人|身元(?:引受|保証)人|連帯保証人|保証人|"
    r"立会人|署名代[行理筆]者|代筆者|代行者|事業者|事業所|説明者|重要事項説明者|担当者|管理者|代表者|施設長|甲|乙|丙|申込者|同意者|委任者|受任者|お客様)(?:様|の方)?)"
)
_FIELD = compiled(
    rf"^[〈【(<「《■●○◆□]*(?:上記)?(?:{_PARTY}(?:[:・]{_PARTY})?)?(?:\([^()]{{0,20}}\))?[〉】)>」》]*(?:の)?"
    r"(?:ご?住所|ご?氏名|お名前|ご?署名|フリガナ|ふりがな|続柄|(?:本人|利用者|ご?本人様?)との(?:続柄|関係)|所在地|名称|代表者(?:名|職名?・?氏名)?|職名・?氏名|電話(?:番号)?|"
    r"生年月日|署名(?:代行)?の?(?:理由|事由).{0,6}|代筆の?理由|事業[者所]名|法人名|説明者(?:職・?)?氏名|職・?氏名|職名|氏名・?印)?[0-9]?[:_]*(?:様)?[_()〒\-]*(?:\((?:ご?本人|利用者|契約者)様?との(?:続柄|関係|間柄)[:_]*\)_*)?$"
)
_PARTIES = compiled(
    rf"^[〈【(<「《■●○◆□*]*(?:上記)?{_PARTY}(?:[:・]{_PARTY})?(?:\([^()]{{0,24}}\))?[〉】)>」》:]*(?=$|住所|氏名|所在地|名称|法人名|職名|職・氏名|印|様|_|〒|\()"
)
_WHOLE = compiled(rf"年_*月_*日.{{0,40}}(?:印|㊞)|{_PARTY}[^印㊞]{{0,30}}(?:印|㊞).{{0,20}}{_PARTY}[^印㊞]{{0,30}}(?:印|㊞)")  # a block on one line
_CLOSING = compiled(
    r"(?:締結|契約|保有|保管|所持|交付|受領|同意|説明|承諾|合意|署名|代行|立ち会い|持ち|有する|申し?込み|委任|確認)[^。]{0,24}"
    r"(?:ます|ました|する|した|もの(?:とし|です|とする)?|こと(?:とし|とする)?|行いました|受けました|ください|とします)[。」]?$"
)
_SIGNED = compiled(r"(?:説明|同意|受け|交付)[^。]{0,12}。?(?:説明者|利用者|事業者|代理人|家族|氏名|職員)[^。]{0,20}(?:印|㊞)$")
_COPIES = compiled(r"(?:本書|契約書|書面)を?[0-9二三四]通|[0-9二三四]通(?:を|ずつ)?[^。]{0,12}(?:作|持|保|所持)")
_ABOUT = compiled(r"契約|重要事項|本書|上記|説明|同意|私|本人")
_ATTACHED = compiled(r"^[【〈<(\[]?別[紙表添](?:第?[0-9一二三四五六七八九十]{1,2})?(?:$|[】〉>)\](「『:].{0,24}$|(?![のにをは])[^。]{2,20}(?<!ます)(?<!する)(?<!した)$)")
_ABOVE = 6  # closing sentences and tags that may stand before the first field
_WITHIN = 9  # lines in which fields make a block
_LONGEST = 70
_SELF = compiled(r"私|本書面|上記|以上|.{2,40}(?:あたり|当たり|際し)、")
_FORMER = compiled(r"^(?:以上(?:のとおり|の内容|の|により)|上記(?:のとおり|の?契約|の?内容|により|の?重要|の?説明|の?事項|について)|この契約|本契約|本書|私|事業者は、.{0,30}(?:開始|契約).{0,10}(?:あたり|当たり|際し)|.{2,40}(?:証するため|締結にあたり|締結に当たり|利用するにあたり|に際し|開始に当たり|ご利用に当たり|提供を始めるに(?:あ|当)たり|開始に先立ち|提供に際し))")


def join_signatures(drafts: list[Draft], folded: str) -> list[Draft]:
    """The drafts of a part with each signature block made into one draft."""
    kept: list[Draft] = []
    done = 0
    fields = [_field(draft) for draft in drafts]
    index = 0
    while index < len(drafts):
        if not fields[index] or not _begins(drafts, fields, index):
            index += 1
            continue
        start = _reach_back(drafts, fields, index)
        stop = _reach_on(drafts, fields, index)
        start = max(start, done)
        closing = _closing_lines(drafts[start - 1], folded) if start > done else []
        kept += [*drafts[done:start], _block([*closing, *drafts[start:stop]])]
        index = done = stop
    return kept + drafts[done:]


def _closing_lines(draft: Draft, folded: str) -> list[Draft]:
    """Take the closing sentence off the end of a draft that holds other lines before it."""
    begin = max((at for at, leaf in enumerate(draft.leaves) if leaf[0] == "line"), default=0)
    before = any(kind in ("line", "text", "heading") for kind, _, _ in draft.leaves[:begin])
    words = squeezed("".join(folded[start:end] for kind, start, end in draft.leaves[begin:] if kind != "noise"))
    if not before or draft.kind in (ARTICLE, ROW, TITLE) or not _FORMER.match(words) or not _CLOSING.search(words):
        return []
    closing = Draft(draft.kind, draft.rank)
    closing.leaves = draft.leaves[begin:]
    del draft.leaves[begin:]
    return [closing]


def _words(draft: Draft) -> str:
    return squeezed(draft.label + draft.heading + (draft.said if draft.kind == ROW else "".join(draft.body.split())))


def _field(draft: Draft) -> int:
    """0 no field of a signature block, 1 a party or a weak field, 2 a blank date, a seal, a name to fill in."""
    if draft.kind in (ARTICLE, CHAPTER, TITLE):
        return 0
    plain = _words(draft)
    if draft.kind == ROW and (_PARTIES.fullmatch(draft.key) or _FIELD.fullmatch(draft.key)):
        return max(1, _strength(plain))
    if _SIGNED.search(plain) and len(plain) <= 2 * _LONGEST:
        return 2
    return 0 if len(plain) > _LONGEST or "。" in plain else _strength(plain)


def _strength(plain: str) -> int:
    if _DATE.fullmatch(plain):
        return 0 if compiled(r"年[0-9]+月[0-9]+日").search(plain) else 2
    if _SEAL.search(plain):
        return 2
    if _FIELD.fullmatch(plain):
        return 2 if compiled(r"氏名|署名|名前").search(plain) else 1
    return 1 if _PARTIES.match(plain) and len(plain) <= 40 else 0


def stands_alone(text: str) -> bool:
    """Whether a line is a unit of its own wherever it stands: a field of a signature block, or a closing sentence."""
    plain = squeezed(text)
    if _FORMER.match(plain) or (_CLOSING.search(plain) and _ABOUT.search(plain) and _SELF.match(plain)):
        return True
    return len(plain) <= _LONGEST and "。" not in plain and _strength(plain) > 0


def is_field(text: str) -> bool:
    """A blank date, a seal, a name to fill in: no sentence runs on in it."""
    if len(text) > 3 * _LONGEST or not ("月" in text or "印" in text or "㊞" in text or "氏" in text or "署名" in text):
        return False
    plain = squeezed(text)
    if "。" in plain:
        return bool(_SIGNED.search(plain))
    return len(plain) <= _LONGEST and _strength(plain) == 2


def _begins(drafts: Sequence[Draft], fields: Sequence[int], index: int) -> bool:
    within = range(index + 1, min(index + _WITHIN, len(drafts)))
    stop = next((at for at in within if drafts[at].number and not fields[at]), within.stop)
    near = fields[index:stop]
    strong = sum(value == 2 for value in near)
    if drafts[index].kind == ROW and fields[index] == 1 and not _unfilled(drafts[index]):
        return False  # a party with its name filled in may stand in any table
    if fields[index] == 2 and not drafts[index].number and _WHOLE.search(_words(drafts[index])):
        return True
    return strong >= 1 and sum(value > 0 for value in near) >= 2 and (strong >= 2 or _closed(drafts, index))


def _unfilled(draft: Draft) -> bool:
    """Whether a row names a party, and beside it nothing but another field (住所, 氏名)."""
    beside = squeezed(draft.said).removeprefix(squeezed(draft.key))
    return not beside or _FIELD.fullmatch(beside) is not None


def _closed(drafts: Sequence[Draft], index: int) -> bool:
    return any(_is_closing(draft) for draft in drafts[max(0, index - 3) : index + 3])


def _is_closing(draft: Draft) -> bool:
    plain = "".join(draft.body.split())
    if draft.kind in (ARTICLE, ROW):
        return False
    return bool(_COPIES.search(plain)) or bool(_CLOSING.search(plain) and _ABOUT.search(plain))


def _reach_back(drafts: Sequence[Draft], fields: Sequence[int], index: int) -> int:
    """Closing sentences right before the first field belong to the block, and what stands between: tags, names, rows."""
    start = index
    for at in range(index - 1, max(-1, index - 1 - _ABOVE), -1):
        draft = drafts[at]
        if draft.kind in (ARTICLE, CHAPTER, TITLE) or draft.number:
            break
        plain = "".join(draft.body.split())
        if (_is_closing(draft) and _FORMER.match(plain)) or _is_tag(draft):
            start = at
        elif not fields[at] and (draft.kind == ROW or len(draft.body) > 40):
            break
    return start


def _is_tag(draft: Draft) -> bool:
    plain = _words(draft)
    return len(plain) <= 20 and bool(compiled(r"(?:確認|署名|同意|記名|説明)(?:欄|書)$").search(plain))


def _reach_on(drafts: Sequence[Draft], fields: Sequence[int], index: int) -> int:
    """To the next article, numbered section that is no field, attachment such as 別表（料金）, or the end of the part."""
    for at in range(index + 1, len(drafts)):
        draft = drafts[at]
        if draft.kind in (ARTICLE, CHAPTER, TITLE):
            return at
        if _ATTACHED.match(_words(draft)) and not any(fields[at : at + 3]):
            return at
        if draft.number and not fields[at] and not any(fields[at + 1 : at + 3]) and draft.kind == SECTION:
            return at
    return len(drafts)


def _block(drafts: Sequence[Draft]) -> Draft:
    block = Draft(SIGNATURE, CHAPTER_RANK)
    for draft in drafts:
        fresh = True
        for kind, start, end in draft.leaves:
            if kind == "noise":
                block.leaves.append((kind, start, end))
            elif start < end:
                block.leaves.append(("line" if fresh or kind == "line" else "text", start, end))
                fresh = False
    return block
