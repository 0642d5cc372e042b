"""Physical lines with what can be seen on them: the working material of `lines`, before anything is settled."""

from __future__ import annotations

from ..expressions import compiled
from ..records import NamedTuple
from ..text import Span

BLANK = " \t"


class Head(NamedTuple):
    """A candidate number or mark at the start of a line. span: of the mark itself, in the source."""

    family: str
    number: tuple[int, ...]
    span: Span
    text: str  # folded, without white space


class Piece:
    """A physical line without the blanks and the decoration around it.

    `text` is folded and has blanks in place of decoration; `text[i]` stands at source offset `span.start + i`.
    """

    level: int = 0  # Markdown or Word outline level of a heading
    turned: bool = False  # a page begins here
    bold: bool = False
    cells: tuple[Span, ...] = ()  # of a line that is a table row beyond doubt (tabs, pipes), empty ones included
    head: Head | None = None
    dashed: bool = False  # a list dash stands before the head
    below: bool = False  # the second cell of a row that is written one cell a line
    joined: bool = False  # the rest of a cell in a table that is written one cell a line
    under: bool = False  # the next line of a row whose cells are wrapped in a drawn box
    keyed: bool = False  # it begins with the rest of the first cell of the row above: 通常の事業の / 実施地域
    noise: str = ""  # why it is no text: rule, page, running

    def __init__(self, span: Span, text: str, gap: int, indent: int, width: int, plain: str = "") -> None:
        """gap: blank lines before it. indent, width: columns before it, and that it fills. plain: `text` without white space."""
        self.span, self.text, self.plain = span, text, plain
        self.gap, self.indent, self.width = gap, indent, width

    @property
    def rest(self) -> int:
        """Offset in `text` of what follows the head."""
        at = self.head.span.end - self.span.start if self.head else 0
        while at < len(self.text) and self.text[at] in BLANK:
            at += 1
        return at


# Heads that are numbers or marks of a list, as far as the line itself can tell.
NUMBERED = frozenset(
    ("ARTICLE", "CHAPTER", "ORDINAL", "ROUND", "ROUND_KANJI", "ROUND_KANA", "ROUND_LETTER", "SIGN", "DECIMAL", "DOTTED",
     "COMMA", "HALF_ROUND", "PLAIN", "KANJI", "KANA", "HALF_KANA", "ROMAN", "LETTER", "NOTE", "BULLET", "DASH")
)  # fmt: skip


def columns(text: str) -> int:
    """Width on a fixed grid: two columns for a full-width character."""
    return len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


def squeezed(text: str) -> str:
    return "".join(text.split())


# -------------------------------- words that tell what a line is

# What makes a leading number a quantity: 30 日前まで, 1 日の利用料, 2 階, 3名以上. Words that only begin with such a
# character (日常, 人員, 名称, 月額, 時間外) are listed as exceptions.
QUANTITY = compiled(
    r"(?:日(?!常|中|程|課|用|曜|誌|本|額)|月(?!額|次|例|報|謝|々)|年(?!間計|間行|末|金|齢|会)|時(?![節期価機]|間外)|分(?!担|類|析|野)|"
    r"名(?!称|義|簿|前)|人(?!員|権|数|格|件|事|材|身|生|工|間)|円|割(?!引|合|増)|回(?!数|復|答|収|線|転)|階(?!段|級)|丁目|"
    r"番(?!号)|号|室(?!料)|単位(?!数)|週(?!間計)|[かヶケヵカ箇個][月所]|%|級|歳|才|種(?!類|別)|段階|条(?!件)|項(?!目)|つ(?!い)|枚|台(?!帳)|"
    r"通(?![常所院報知勤信帳])|部(?!分|屋|門|署|位)|ページ|頁|床(?!ず|面)|食(?!事|費|堂|材|品|中)|泊|棟|キロ|km|㎡|m2|m |坪|"
    r"世帯|箇条|以上|以下|未満|以内|倍|点|本(?!人|書|契|事|施|会|同|人|重|サ|規|業|社)|/|~|\+|×|=|\()"
)
REFERENCE = compiled(
    r"\s*(?:第\s*[0-9一二三四五六七八九十]+\s*[条項号]|各項|各号|の規定|の各|のとおり|の定め|の通り|に[よ基定規該準掲係従違お反関抵記は]|から第|まで|及び|"
    r"及|並びに|又は|または|および|若しくは|もしくは|、|,|・|~|-|を[準適除]|で[定規]|と[同し]|が適|は[、,]?適|記載|ただし書|但書|"
    r"本文|前段|後段|但し書)"
)
LEAD_IN = compiled(
    r"次の(?!方法で)|次に|次号|次項|以下の|下記|下表|以下に|各号|各項|(?:の|する)とおり(?:です|とし|と|で|に|、|。|$)|左記|いずれか|掲げ|:$"
)
# How sentences end; a heading does not.
PREDICATE = compiled(
    r"(?:ます|ません|です|でした|ました|する|した|しない|ない|ある|なる|よる|れる|せる|える|いる|おる|とる|得る|行う|"
    r"ください|下さい|こと|とする|ものとする|ものとします|とき|場合|願います|とおり|通り|です?か|まで|ため|もの)[。.!?)」]*$"
)
STOPPED = compiled(r"[。.!?!?:;][」』)】》〉]*$")
UNFINISHED = compiled(
    r"(?:[、,・（(「『【〈《]|(?<=[^ぁ-ん])[のをはがにへとで]|[にをはが]は?|及び|並びに|又は|または|および|若しくは|もしくは|その他|"
    r"により|に基づき|に対し|につき|とともに|場合[はにの]|について|において|ための|ところ|よう|以下|第|等の|する|した|との|への|から|[っゃゅょ])$"
)
# What cannot begin a line of its own: closing marks, small kana, particles before a word, the ends of verbs.
RUNS_ON = compiled(
    r"[、。,.)」』】〉》ーっゃゅょぁぃぅぇぉッャュョァィゥェォん々!?]|を|[にがのへはともで](?=[A-Z0-9(]|(?![ぁ-ん])[^\x00-\xff])|の(?:うえ|ため|もと|ほか)|[のも]?と(?:し|す|な[るりっ]|き)|ものと|"
    r"す(?:る|べ)|し(?:ます|た|て|ない)|さ[れせ]|[れせ][るた、]|ら[れず]|ま(?:す|せん|した|で)(?![^。、])|ない|なけれ|で(?:す|ある|は|も)|"
    r"[いりきえけみびちじせげ]ま(?:す|せん)|せん|いた(?:し|だ)|こと[をがにで]|とき|ため[にの、]|に(?:より|よる|つい|おい|対|関|基)|など[のをにが、]|より|から[の、]"
)
BEGINS = compiled(r"(?:ただし|但し|なお|尚|また|又、|この場合|その場合|ご|お(?![ぁ-ん])[^\x00-\xff]|あなた|私|上記|以上|前項|当|本[契書重]|※|＊)")
# How text ends that goes on: particles, connectives, verbs that qualify what follows. A heading does not.
CONNECTS = compiled(
    r"(?:[はをがへや、,]|(?<![ときめう])に|(?<!ま)で|(?<!こ)と|(?<!ど)も|(?<!い)(?<!備え)(?<!そなえ)(?<!向け)て|において|(?<!も)の|(?:に|を|て|に対し|あたっ|ほか|こと|もの)より|ので|けれど|たり|なく|として|という|"
    r"による|おける|関する|対する|係る|基づき|及び|または|又は|並びに|[、,・(「『【])$"
)


_END = 12  # characters that tell how a text ends
_TOPIC = compiled(r"(?<=[^ぁ-ん])は")  # 甲は…: a sentence, even without its end


def heading_like(text: str, longest: int = 48) -> bool:
    """Whether a stretch may be a heading: short, no sentence, ending as nouns do."""
    plain = squeezed(text)
    name = plain.partition("(")[0] if plain.endswith(")") else plain  # 料金(1割負担の場合。1単位10円)
    if not plain or len(plain) > longest or "。" in (name or plain) or plain.endswith(("、", ",")):
        return False
    if _TOPIC.search(plain):
        return False
    if PREDICATE.search(plain) and not plain.rstrip(")」").endswith(("場合", "とき", "こと", "ため", "まで", "もの")):
        return False
    return not CONNECTS.search(plain)


def stopped(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return STOPPED.search(text[-_END:]) is not None


def unfinished(text: str) -> bool:
    """Whether a text ends as no sentence and no line of a list does: with a particle, a comma, an open bracket."""
    return UNFINISHED.search(text[-_END:]) is not None


def open_brackets(text: str) -> bool:
    """Whether a bracket is left open at the end (a lone closing one does not count against it)."""
    for opening, closing in ("()", "「」", "『』", "【】"):
        at = text.rfind(opening)
        if at >= 0 and text.find(closing, at) < 0:
            return True
    return False
