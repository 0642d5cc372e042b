"""Where a paper begins: title lines and the roles they give."""

from __future__ import annotations

from collections.abc import Sequence

from ..expressions import compiled
from ..model import CONSENT, CONTRACT, EXPLANATION, FEES, OTHER, POLICY, REGULATIONS
from ._pieces import BEGINS, NUMBERED, RUNS_ON, Piece, heading_like, open_brackets, squeezed, stopped, unfinished

# The word a title ends with -> role, and whether it is a title wherever it stands alone on its line. The others are
# headings inside a paper as well, and are titles only at a border: a new page, after signatures, as 別紙, as a # heading.
_ENDINGS: tuple[tuple[str, str, bool], ...] = (
    (r"重要事項(?:の)?説明書?|重要事項書", EXPLANATION, True),
    (r"契約書(?:別紙|別添|別表)?|契約約款|利用約款|約款", CONTRACT, True),
    (r"同意書|承諾書|同意確認書", CONSENT, True),
    (r"運営規[程定]", REGULATIONS, True),
    (r"(?:個人情報|プライバシー).{0,14}(?:方針|ポリシー|指針|宣言)", POLICY, True),
    (r"(?:虐待|身体.{0,3}拘束|感染症|ハラスメント|事故|苦情|安全|人権|業務継続).{0,16}(?:方針|指針)|利用目的(?:の公表|について)?", POLICY, False),
    (r"料金表|料金一覧表?|利用料一覧表?|費用一覧表?|料金早見表|料金(?:の)?ご?案内", FEES, False),
    (r"(?:サービス|支援|介護|看護|の)重要事項|^重要事項", EXPLANATION, False),
    (r"説明書|計画書|誓約書|委任状|覚書|申込書|依頼書|確認書|通知書|(?:の|利用)しおり|引受書|保証書|合意書|規程|要綱|マニュアル|一覧表?", OTHER, False),
)  # fmt: skip
_ENDS = tuple((compiled(f"(?:{words})$"), role, anywhere) for words, role, anywhere in _ENDINGS)
_SAYS = tuple((compiled(words), role) for words, role, anywhere in _ENDINGS if anywhere)
_MAY_NAME = compiled(r"説明書|重要事項|契約書|約款|同意書|承諾書|規[程定]|方針|指針|目的|料金|利用料|費用|一覧|書$|書[(（案]|別[紙添表]|様式|[附付]則|資料|ポリシー|宣言|マニュアル|要綱|しおり")
_BOTH = compiled(r"兼|及び|および|並びに|・|/|と|&|,|、")
_OUTER = compiled(r"[【〔「『《〈\[<~★◆■○●]+|[】〕」』》〉\]>~★◆■○●]+$")
_TAIL = compiled(r"(?:\([^()]{0,60}\)|【[^】]{0,40}】|<[^>]{0,40}>|~[^~]{0,40}~|第?[0-9]{1,2}版?|様式|案|\*|-)$")
_ENCLOSED = compiled(r"\((?!以下)[^()]*(?:\([^()]*\)[^()]*)*\)|~.*~|<.*>|-.*-|【.*】|〔.*〕|\[.*\]|〈.*〉|《.*》|「.*」")
_WITHIN = compiled(r"\(([^()]{3,50})\)$")
_IN_BRACKETS = compiled(r"[^()]\(([^()]{0,16}(?:契約書|約款|重要事項説明書|同意書))\)$")  # ご利用のしおり（重要事項説明書）
_DATED = compiled(r"(?:現在|施行|改[定訂正]|制定|作成|更新|適用|版)\)?$|^\(?(?:令和|平成|20[0-9]{2}|[RH])[0-9元 ]{0,5}[年.]")
_SUBJECT = compiled(r"サービス|介護|支援|事業|通所|訪問|別紙|居宅|予防|指定|別添|法人|会社|施設|センター|デイ|ホーム|利用|用\)?$")
_SIGNED = compiled(r"㊞|印$|印[ )_]|住[ ]*所|氏[ ]*名|続柄|__|様$|御中$|電話|TEL")
_VERSION = compiled(r"(?:(?:令和|平成|20[0-9]{2}|[RH])[0-9元]{0,4}[年.][0-9年月日.]*(?:現在|施行|改[定訂正]|版)?|[Vv]er\.?[0-9.]+)$")
_SEALED = compiled(r"㊞|印[ _)]*$|氏[ ]*名|続柄|__|御中")
_PRICE = compiled(r"[0-9](?:円|単位)")  # no cover tells prices
_SERVICES = ("介護", "支援", "看護", "貸与", "サービス", "事業", "用", "版")  # what a line below a title names
_LONGEST = 60
_LOOKED_ON = 400  # lines in which the headings of a paper are looked for
_COVER = 14  # lines a cover page may hold
_STARTING = frozenset(("ARTICLE", "DOTTED", "PLAIN", "TIGHT", "ORDINAL", "ROMAN", "KANJI", "COMMA", "CHAPTER"))


class Title:
    """The title lines of one part: pieces [start, stop), of which `main` names the paper."""

    def __init__(self, start: int, main: int, stop: int, roles: tuple[str, ...], text: str) -> None:
        self.start, self.main, self.stop = start, main, stop
        self.roles, self.text = roles, text


def core(text: str) -> str:
    """A title without white space, quotation marks and what stands behind it in brackets."""
    plain = squeezed(text)
    for _ in range(6):
        shorter = _VERSION.sub("", _TAIL.sub("", _OUTER.sub("", plain)))
        if shorter == plain or not shorter:
            break
        plain = shorter
    return plain


def roles(text: str) -> tuple[tuple[str, ...], bool]:
    """(roles a title gives, main one first; whether it is a title wherever it stands), ((), False) for no title."""
    plain, whole = core(text), squeezed(text)
    found = next(((role, anywhere) for ending, role, anywhere in _ENDS if ending.search(plain)), None)
    if found is None:
        named = _IN_BRACKETS.search(whole)
        return (roles(named[1])[0], False) if named else ((), False)
    if "別紙" in whole and "契約書" in whole and "重要事項" in whole:
        return (EXPLANATION,), True  # 契約書別紙（兼重要事項説明書）
    where = whole if "兼" in whole else plain
    said = sorted((hit.start(), other) for says, other in _SAYS if (hit := says.search(where)))
    if len(said) > 1 and _BOTH.search(whole):
        return tuple(dict.fromkeys(other for _, other in said)), True
    return (found[0],), found[1]


def find_titles(pieces: Sequence[Piece]) -> list[Title]:
    """The titles of a file, in order; each has a body before the next one."""
    found: list[Title] = []
    for index, piece in enumerate(pieces):
        if piece.noise or piece.cells or piece.width > 2 * _LONGEST:
            continue
        given = _given(pieces, index)
        if not given:
            continue
        if found and _running(pieces, found[-1], index):
            piece.noise = "running"
            continue
        found.append(_block(pieces, index, given, found[-1].stop if found else 0))
    return _with_bodies(pieces, found)


def _given(pieces: Sequence[Piece], index: int) -> tuple[str, ...]:
    """The roles that a line gives as a title, () where it is none."""
    piece = pieces[index]
    plain = piece.plain
    if not _MAY_NAME.search(plain):
        return ()
    if "。" in plain or len(plain) > _LONGEST or plain.startswith(("(", "・", "※", "*", "、")):
        return ()
    family = piece.head.family if piece.head else ""
    if family in NUMBERED - {"NOTE", "BULLET"} or piece.dashed or family == "DASH":
        return ()
    if family == "TIGHT" and not plain.startswith("20"):
        return ()
    before, after = _neighbour(pieces, index, -1), _neighbour(pieces, index, 1)
    alone = _annexed(piece)
    given, anywhere = roles(piece.text)
    if not alone and (not given or not heading_like(core(piece.text), _LONGEST)):
        return ()
    if before and not _stands_apart(before, piece):
        return ()
    if after and (RUNS_ON.match(after.text) or (_captions(pieces, index, first=False) and piece.level != 1)):
        return ()
    if anywhere:
        return given
    border = piece.turned or index == 0 or piece.level == 1 or family == "ANNEX" or _follows_signature(pieces, index)
    if not border and not (before and _annexed(before)):
        return ()
    if alone and not given:
        title = after and not after.cells and (roles(after.text)[0] or (after.head is None and len(after.text) <= 40 and "。" not in after.text))
        return () if title and after and roles(after.text)[0] else ((OTHER,) if piece.turned or _follows_signature(pieces, index) else ())
    return given


def _neighbour(pieces: Sequence[Piece], index: int, step: int) -> Piece | None:
    at = index + step
    while 0 <= at < len(pieces):
        if not pieces[at].noise:
            return pieces[at]
        at += step
    return None


def _annexed(piece: Piece) -> bool:
    """別紙１ alone on its line."""
    return piece.head is not None and piece.head.family == "ANNEX" and not piece.text[piece.rest :]


def _stands_apart(before: Piece, piece: Piece) -> bool:
    """The line before is not a sentence that runs on in this one."""
    if piece.turned or piece.gap > 2 or stopped(before.text):
        return True
    return not (before.text.endswith(("、", "「", "・", "の", "は", "を", "に", "び", "と")) or open_brackets(before.text))


def _captions(pieces: Sequence[Piece], index: int, first: bool = True) -> bool:
    """The line is the caption of an article (with `first`: of the first one, too)."""
    after = _neighbour(pieces, index, 1)
    head = after.head if after else None
    return head is not None and head.family == "ARTICLE" and (first or head.number != (1,))


def _follows_signature(pieces: Sequence[Piece], index: int) -> bool:
    return any(_SEALED.search(piece.text) for piece in pieces[max(0, index - 4) : index] if not piece.noise)


def _running(pieces: Sequence[Piece], last: Title, index: int) -> bool:
    """The title of the current part again, at the head of a page, with numbering that goes on."""
    if pieces[index].plain != pieces[last.main].plain:
        return False
    before = _neighbour(pieces, index, -1)
    if before and len(before.text) > 20 and not stopped(before.text) and index >= last.stop:
        return True
    if index < last.stop + 3:
        return False
    for piece in pieces[index + 1 : index + 6]:
        if piece.head and piece.head.family in _STARTING:
            return piece.head.number != (1,)
    return pieces[index].turned


def _block(pieces: Sequence[Piece], index: int, given: tuple[str, ...], floor: int) -> Title:
    """Title lines above and below the one that names the paper."""
    start = index
    while start > floor and _above(pieces[start - 1], pieces[start], pieces[index], start - 1 == 0 or floor == 0):
        start -= 1
    stop = index + 1
    while stop < len(pieces) and stop - index < 7 and _below(pieces[stop]) and not _captions(pieces, stop) and not _heads(pieces, stop):
        stop += 1
    words = [pieces[place] for place in range(start, stop) if _names(pieces[place]) or place == index]
    main = [piece for piece in words if piece.bold == pieces[index].bold or piece is pieces[index]]
    title = " ".join(piece.plain for piece in main)
    if given == (OTHER,):  # ご契約のしおり, and below it （契約書・重要事項説明書）
        inner = (roles(hit[1])[0] for piece in main if (hit := _WITHIN.search(piece.plain)))
        given = next((named for named in inner if named and named != given), given)
    return Title(start, index, stop, given, title)


def _heads(pieces: Sequence[Piece], at: int) -> bool:
    """【事業者の概要】 right below the title, in a paper whose headings all look like that."""
    text = pieces[at].text
    after = _neighbour(pieces, at, 1)
    if text[0] not in "【〈《〔" or text.rstrip("】〉》〕").endswith(_SERVICES) or after is None:
        return False
    if after.head and not after.cells and after.head.family not in ("BULLET", "DASH"):
        return False
    return sum(piece.text[:1] == text[0] and piece.text[-1:] == text[-1] for piece in pieces[at + 1 : at + _LOOKED_ON]) >= 2


def _names(piece: Piece) -> bool:
    return not piece.noise and not _DATED.search(piece.plain) and not _annexed(piece)


def _above(piece: Piece, below: Piece, main: Piece, opening: bool) -> bool:
    if piece.noise or piece.cells or stopped(piece.text) or _SIGNED.search(piece.text) or piece.width > 2 * _LONGEST:
        return False
    if piece.head is not None:
        return _annexed(piece)
    if below.gap and not opening:
        return _annexed(piece)
    near = below.gap <= 2 and (piece.bold == main.bold or piece.indent > 8)
    return near and bool(_SUBJECT.search(piece.text) or opening) and ":" not in piece.text


def _below(piece: Piece) -> bool:
    plain = piece.plain
    if piece.noise or piece.cells or piece.head is not None or "。" in plain or len(plain) > 45 or BEGINS.match(plain):
        return False
    if _ENCLOSED.fullmatch(plain):
        return piece.gap <= 3 and not unfinished(plain.rstrip(")】~"))
    return bool(_DATED.search(plain)) and not plain.endswith(("年月日", "から", "まで"))


def _with_bodies(pieces: Sequence[Piece], titles: list[Title]) -> list[Title]:
    """Covers (titles with nothing but a few short lines before the next title) are joined to the part they open."""
    kept: list[Title] = []
    start: int | None = None
    for number, title in enumerate(titles):
        end = titles[number + 1].start if number + 1 < len(titles) else len(pieces)
        body = [piece for piece in pieces[title.stop : end] if not piece.noise]
        cover = len(body) <= _COVER and not any(_is_body(piece) for piece in body)
        # a cover that names several papers may hold a revision history: 契約書 / 重要事項説明書 / 改定履歴 …
        listed = start is not None and len(body) <= 2 * _COVER and not any("。" in piece.text or _begins_text(piece) for piece in body)
        cover = cover or listed
        if cover and number + 1 < len(titles):
            start = title.start if start is None else start
            continue
        if not body and kept:
            continue  # a last title with nothing under it is the end of the text before
        title.start = title.start if start is None else start
        start = None
        kept.append(title)
    if kept and not any(_is_body(piece) for piece in pieces[: kept[0].start] if not piece.noise) and kept[0].start <= _COVER:
        kept[0].start = 0
    return kept


def _begins_text(piece: Piece) -> bool:
    return piece.head is not None and not piece.cells and piece.head.family in _STARTING


def _is_body(piece: Piece) -> bool:
    return "。" in piece.text or piece.width > 90 or bool(piece.cells) or (
        piece.head is not None and piece.head.family not in ("ANNEX", "TIGHT", "BULLET", "NOTE", "DASH")
    ) or ":" in piece.text or bool(_PRICE.search(piece.text))  # fmt: skip
