"""What stands around a sentence and governs it: the line that closes a list, the header of a table, a proviso.

「① … ② … 以上の措置を講ずるよう努めます。」 makes an effort of every item; 「ただし、事業者が必要と認めない場合はこの限りでない。」
leaves the duty before it to the office's own will. Provisos for the law, emergencies or good reasons leave it whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from .expressions import compiled
from .model import ARTICLE, CHAPTER, ITEM, PARAGRAPH, ROW, SECTION, SUBITEM, TEXT, Reading
from .records import NamedTuple
from .text import Span

# Expressions that few papers need are compiled where they are used.
_MOST_ITEMS = 16
_FARTHEST = 60  # sentences between a duty and a proviso about it
_DOING = r"(?:実施|行|講[じず]|整備|取り?組|遵守|徹底|対応|開催|作成|進め|目指|見合わせ)"
_CLOSES = compiled(
    r"※?(?:[^、。]{1,20}は、?)?(?:[^、。]{2,8}、)?(?:(?:でき|出来)る(?:だけ|限り)|可能な限り)?"
    r"(?:以上|上記|上述|これら|前記|前各号|前[0-9一二三四五六七八]号|左記|この手順|前項(?:各号)?(?:の|に(?:掲げる|定める))(?:措置|取り?組み?|対応|事項))"
    rf"[^、。はが]{{0,16}}?(?:(?:を|に|は、?|について(?:は)?、?)(?:努め|努力|検討|[^、。をに]{{0,8}}{_DOING})"
    rf"|は、?[^、。]{{0,24}}(?:範囲(?:内|において)?で?|限り|応じて?|により|場合に|ときに|のみ)、?{_DOING})[^、。]{{0,20}}。?$"
)
_BY_MEANS = r"(?<!順に)より|によって|を通[じし]|をもって|ことで|ため|踏まえ|理解|必要な"
_GOES_ON = compiled(
    r"[、,]?(?:等|など)?(?:を(?:行|実施|講|記録|整備|図|定|作|取|遵|し|い)|に(?:努|取り?組)|の[^、。]{1,8}[をに](?:行|実施|努|図|講))"
)
_LABEL = ("努力", "努める", "検討", "今後", "将来", "ない", "未実", "未整")
_LABELS = (
    ("努力", r"努力(?:目標|義務|事項)|努める(?:事項|内容|こと|取組)"),
    ("予定", r"検討(?:する|中|事項|課題)|(?:今後|将来)の?(?:実施|整備|取り?組|課題|予定)"),
    ("否定", r"(?:行わない|行っていない|実施しない|実施していない|未実施|未整備)(?:事項|措置|取組|もの|こと|項目|内容)?$"),
)
_LONGEST_LABEL = 24
_PROVISO = compiled(r"(?:ただし|但し|(?<![^。\n\t)])(?:なお|もっとも|[前同][0-9]?[項条][^。、]{0,8}にかかわらず))[^。]{4,160}")
_BEGIN = ("ただし", "但し", "なお", "もっとも", "前項", "前条", "同項")
_OWN_WILL = (
    r"(?:事業者|事業所|施設|ホーム|センター|ステーション|管理者|職員|従業者|担当者|責任者|法人|当社|弊社|専門員|乙)(?:が|の|において)[^。、]{0,16}?(?:必要|不要|判断|裁量|都合|任意|相当でない|適当でない)"
    r"|(?:業務|人員|勤務|運営|経営|職員体制)[上のに等]{0,2}(?:都合|支障|余裕|事情|状況|多忙)|都合に?より|(?<![のた])状況に?(?:よ|応じ)|場合によ[りっ]|必要(?:が|性が)?ない|必要(?:が|性が)?(?:あると|と)は?認め(?:ない|られない)"
    r"|当分の間|努力義務|(?:余裕|余力)が(?:ある|あった)"
)
_GOOD_REASON = (
    r"法令|法律|条例|緊急|やむを得|やむ得|正当な|天災|災害|生命|利用者[のが](?:同意|希望|拒)|重大な過失|故意"
)
_SPARED = (
    r"この限り|省略(?:する|し|でき)|ない(?:こと|場合|もの)(?:[がもとを]|ができ|に)?(?:ある|あり|ござい|でき|可能|し|す)|を除[きく]|免除|見合わせ|努力義務と"
    r"|異なる(?:取り?扱い|方法|対応)|(?:実施|有無|[行う]か|するか)[^。]{0,20}裁量によ|(?:余裕|余力)が(?:ある|あった)(?:場合|とき)に限"
    r"|(?:行い|実施し|開催し|講じ|作成し|整備し|いたし)ません。?$"
)
_OTHER_MATTER = r"(?:サービス|利用|送迎|面会|入浴|受入れ|外出|見学)(?:の(?:提供|利用|実施))?を[^、。]{0,12}ない"
_NOT_THAT = r"([一-龥ァ-ヴー]{2,12})(?:の(?:実施|開催|提供|作成))?[をは][^、。]{0,12}ない(?:こと|場合)"
_EXCEPTION = r"この限り|場合に限|ときに限"
_RELEASED = r"この限り|を除[きく]|(?:拒|断)[^。、]{0,6}こと[がも](?:でき|あ)"
_WITHOUT_REASON = r"(?:ただし|但し|なお|もっとも)、?この限りで(?:は)?(?:ない|ありません|ございません)"
_PRINCIPLE = r"原則(?:として|的に)、?(?![0-9一二三四五六七八九十毎月年週日第当平午お約書文以本同無各])|こと(?:を|が)原則(?:と|です|である)"
_UNLESS_NEEDED = (
    r"(?:事業者|事業所|管理者|施設|乙)が、?(?:特に)?(?:必要[^、。]{0,6}ない|不要)[^、。]{0,8}(?:場合|とき)(?:を除|以外)"
)


def closing(reading: Reading, sentence: int) -> str:
    """The line after a list that goes on with its items or sums them up (以上の措置を…, を行うよう努めます。); "" if none."""
    own = reading.sentences[sentence].node
    part, parent = reading.nodes[own].part, reading.nodes[own].parent
    for number in range(sentence + 1, min(sentence + _MOST_ITEMS, len(reading.sentences))):
        here = reading.sentences[number]
        node = reading.nodes[here.node]
        beside = here.node == own or (parent >= 0 and node.parent == parent)  # a last item may look like a heading
        if (
            node.part != part
            or node.clause.kind in (ARTICLE, CHAPTER, ROW)
            or (node.clause.kind == SECTION and not beside)
        ):
            return ""
        text = reading.words[here.span.start : here.span.end]
        if _GOES_ON.match(text) or (_CLOSES.match(text) and not compiled(_BY_MEANS).search(text)):
            return text
        if node.clause.kind == PARAGRAPH and node.clause.label:
            return ""
    return ""


def labelled(reading: Reading, sentence: int, position: int) -> str:
    """The strength that a table's header, or a heading of its own, gives a word under it (努力目標); "" if none."""
    here = reading.sentences[sentence]
    spans = [span for span in here.context if span != here.lead and span.end - span.start <= _LONGEST_LABEL]
    node = reading.nodes[here.node]
    if node.clause.kind == ROW and node.parent >= 0:
        at = node.parent + 1  # a header that is no longer than the rows below it looks like one of them
        if at < len(reading.nodes) and at != here.node and reading.nodes[at].clause.kind == ROW:
            header = reading.nodes[at].span
            spans.append(Span(header.start, min(header.end, header.start + 5 * _LONGEST_LABEL)))
    column = reading.words.count("\t", here.span.start, position)
    for span in spans:
        said = reading.words[span.start : span.end]
        if not any(word in said for word in _LABEL):
            continue
        cells = said.split("\t")
        for strength, words in _LABELS:
            if any(compiled(words).search(cell) for cell in (cells[0], *cells[column : column + 1])):
                return strength
    return ""


def reserved(reading: Reading, sentence: int, ban: bool) -> bool:
    """Whether a duty (ban: a ban) is left to the office's own will: by a proviso about it, or by 「原則として」."""
    here = reading.sentences[sentence]
    text = reading.words[here.span.start : here.span.end]
    if ("必要" in text or "不要" in text) and compiled(_UNLESS_NEEDED).search(text):
        return True
    provisos = _provisos(reading)
    numbers = [one.sentence for one in provisos]
    provisos = provisos[bisect_left(numbers, sentence - _FARTHEST) : bisect_left(numbers, sentence + _FARTHEST)]
    for one in provisos:
        if (one.frees if ban else one.spares) and _concerns(reading, sentence, one):
            said = compiled(_NOT_THAT).search(reading.words, reading.sentences[one.sentence].span.start, reading.sentences[one.sentence].span.end)
            about = " ".join(reading.words[span.start : span.end] for span in (*here.context, here.span))
            if not said or any(said[1][at : at + 2] in about for at in range(len(said[1]) - 1)):
                return True
    if "原則" not in text or not compiled(_PRINCIPLE).search(text) or compiled(_GOOD_REASON).search(text):
        return False
    if any(not one.own and _concerns(reading, sentence, one) for one in provisos):
        return False  # the principle has the exceptions that are told after it
    after = reading.sentences[sentence + 1] if sentence + 1 < len(reading.sentences) else here
    return after.node != here.node or not compiled(_EXCEPTION).search(reading.words, after.span.start, after.span.end)


class _Proviso(NamedTuple):
    """A sentence with an exception; back: it speaks of the paragraph before; own: the office's will decides, and spares a duty or frees from a ban."""

    sentence: int
    back: bool
    own: bool
    spares: bool
    frees: bool


def _provisos(reading: Reading) -> list[_Proviso]:
    """Every proviso of a paper (remembered in the reading)."""
    known: list[_Proviso] | None = reading.found.get("provisos")
    if known is None:
        known = reading.found["provisos"] = []
        starts = [one.span.start for one in reading.sentences]
        chars = reading.words
        begun = sorted({hit.start() for word in _BEGIN if word in chars for hit in compiled(word).finditer(chars)})
        for hit in filter(None, (_PROVISO.match(chars, at) for at in begun)):
            text = hit[0]
            own = bool(compiled(_OWN_WILL).search(text)) and not compiled(_GOOD_REASON).search(text) and not compiled(_OTHER_MATTER).search(text)
            own = own or bool(compiled(_WITHOUT_REASON).match(text))
            frees, spares = own and bool(compiled(_RELEASED).search(text)), own and bool(compiled(_SPARED).search(text))
            known.append(_Proviso(bisect_right(starts, hit.start()) - 1, text[0] in "前同", own, spares, frees))
    return known


def _concerns(reading: Reading, sentence: int, proviso: _Proviso) -> bool:
    """Whether a proviso is about a sentence: in it, right after it, after the list it stands in, or in its lead-in."""
    number = proviso.sentence
    if number == sentence:
        return not proviso.back
    node, other = reading.sentences[sentence].node, reading.sentences[number].node
    inside = reading.nodes[node].clause.kind in (ITEM, SUBITEM)
    if inside and reading.nodes[node].parent == other:
        return True
    if number < sentence:
        return False
    between = {reading.sentences[at].node for at in range(sentence + 1, number)} - {node}
    if proviso.back:
        mine = node
        while reading.nodes[mine].clause.kind != PARAGRAPH and reading.nodes[mine].parent >= 0:
            mine = reading.nodes[mine].parent
        kinds = (reading.nodes[at].clause.kind for at in range(mine + 1, other))
        return PARAGRAPH not in kinds and ARTICLE not in kinds
    if inside and node != other:
        return reading.nodes[other].clause.kind == TEXT and all(
            reading.nodes[at].clause.kind in (ITEM, SUBITEM) for at in between
        )
    return number == sentence + 1 and (node == other or reading.nodes[other].clause.kind == TEXT)
