"""How strong a sentence is: duty, effort, possibility, plan, denial, ban.

The table of sentence ends is data (`predicates:` in rules/vocabulary.yaml); this module only finds which end governs a
matched word. Japanese puts the predicate last, but coordinates: in 「窓口を設置し、虐待の防止に努めます」 the effort governs
only what follows 「設置し、」.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ._around import closing, labelled, reserved
from ._bearers import by_another
from .expressions import compiled
from .model import TEXT, Reading
from .records import NamedTuple

DUTY, EFFORT, POSSIBLE, PLAN, DENIAL, BAN, EXCEPT = "義務", "努力", "可能", "予定", "否定", "禁止", "例外"
THEIRS = "利用者"  # an act of the user's side, asked for or laid down: no duty of the office
THEIR_BAN = "利用者の禁止"  # what the user's side shall not do; never written in a rule
REFUSED = "措置の否定"  # 「漏らすことのないよう必要な措置を講じません」: the denial is no ban; never written in a rule
ELSEWHERE = "他所"  # 「虐待防止委員会　運営規程のとおり」: named here, laid down elsewhere; never written in a rule
ANOTHERS = "他者"  # what another body does (主治医, 市町村, 委託先); never written in a rule
RESERVED = "留保"  # left to the office's own will by a proviso or by 「原則として」; never written in a rule
STRENGTHS = (DUTY, EFFORT, POSSIBLE, PLAN, DENIAL, BAN, EXCEPT, THEIRS)
NOMINAL = "体言"  # ends without a predicate: a list item, a table cell

_LONGEST_END = 60
_LONGEST = 4000  # characters: what is longer is no sentence
_OPENING = 1500  # characters in which the parties are named
_NOTE_AT_END = compiled(r"(?:\([^()]{0,80}\)|[、。.・」』)\]】\s※*])+$")
# But 「①…の策定 ②…の見直し、に努めます」 goes on with its items.
_CONTINUES = compiled(
    r"(?:[しいりえめきちびぎけれせてじ]|んで|とともに|ほか|一方|つつ|ながら)、(?!に努|に取り?組|を行|を実施|を講|の順)"
)
# Words that end like a verb and continue no sentence: 「研修等を通じて、…に努めます」 is one effort.
_POSTPOSITION = compiled(
    r"(?:を通じ|を通し|に対し|により|によっ|に関し|に準じ|につい|におい|に応じ|に基づ[いき]|に従[っい]|に[あ当][たっ]?[りっ]|に際し|(?<!こと)(?<!もの)(?<!事)とし|(?<!とも)に"
    r"|をも[っち]|を含め|に向け|に伴い|に加え|をはじめ|に沿[っい]|ため|とき|とおり|につき|限り|及び|踏まえ|あらかじめ|予め|[初改]め|あわせ|併せ|すべ|全)て?、$"
)
_EFFORT_INSIDE = compiled(r"努め(?:、|て、|つつ|るとともに|るほか|ながら|るなど)|努力(?:し、|する)")
_PLAN_INSIDE = compiled(r"(?:予定で(?:あり|す(?:が|ので)?)?|予定とし|検討中で(?:あり|す(?:が|ので)?)?)、")
_WHOLE_EFFORT = compiled(
    r"(?:よう|ように|べく|こと)に?(?:最大限|常に|可能な限り|できる限り)?(?:努め|努力|配慮|心が?け)|ことが望ましい"
)
# 「市町村への連絡は行わず、家族に連絡します」 denies its first part; 「問わず、」「必ず、」「放置せず、」 deny nothing that is owed.
_DENIED_INSIDE = compiled(
    r"(?:^|[はをも]|連絡|報告|記録|賠償|交付|説明|作成|実施)"
    r"(?:(?:行わ|行なわ|いたさ|致さ|せ|講じ|設け|置か|得)ず(?:に)?、|(?:行わ|し|講じ|設け|置か|得)ない(?:で|が)、|(?:行い|し|いたし|講じ|設け)ませんが、|(?:不要と|省略)し、)"
)
_ITS_OWN_OBJECT = compiled(r"(?<!こと)(?<!もの)(?<!旨)[をの]検討(?:し|する|いた|致|中)")
_LAID_DOWN = compiled(
    r"(?:こと|事|もの)とし、$"
)  # 「保管することとし、…閲覧できます」 lays the first part down by itself
_NEW_SUBJECT = compiled(r"、[^、。]{1,16}(?<![又たくいにで])は(?:、|[^、。])")  # not 又は, または, には
# 「必要に応じて」 before a word leaves it to the office whether it acts, and so does 「…するかどうかを」 after it.
_IF_NEEDED = compiled(
    r"必要に応じ(?:て、?|、)|必要により、?|必要があれば、?|適宜、?|の(?:判断|裁量)により、?|状況(?<![のた]状況)(?:に応じて?|により|によって)、?"
    r"|必要(?:がある)?と(?:認め|判断し|考え)(?:る|た)(?:(?:とき|場合)に(?:限り|のみ)?|もの(?:に限り|のみ))、?"
    r"|のうち、?[^、。]{0,10}必要と(?:認め|判断し)(?:る|た)もの"
    + "".join(
        rf"|{who}が、?(?:特に)?必要(?:がある)?と(?:認め|判断し|考え)(?:る|た)(?:とき|場合)(?:は|には)、?"
        for who in ("事業者", "事業所", "管理者", "施設", "責任者", "職員", "乙")
    )
    + "".join(rf"|{wish}[^、。]{{0,6}}(?:とき|場合)に(?:限り|限って|のみ)、?" for wish in ("求め", "申出", "申し出", "請求", "依頼"))
    + "".join(
        rf"|{wish}(?:[^、。]{{0,6}}(?:とき|場合)に(?:限り|限って|のみ)|[がの](?:あれば|(?:ある|あった)(?:とき|場合)(?:には|は|に)?))、?"
        for wish in ("希望", "要望")
    )
)
_WHOSE_WISH = r"(?:ご?(?:利用者|家族)[様等]{0,2}(?:から|より|の))?ご?$"
_LEFT_OPEN = rf"(?:{_IF_NEEDED.pattern})(?:これを)?(?:行う|行い|行な|実施|講[じず]|開催|作成)[^、。]{{0,12}}。?$"
_AT_WILL = ("状況に", "判断に", "裁量に", "必要に応じ", "適宜")
_TOPIC = compiled(r"[^、。]{1,30}(?<!場合)(?<!とき)(?<!時)(?<!際)は、$")
_OWN_TOPIC = r"[^、。]{1,16}(?<![にでとて])は"
_WHETHER = compiled(
    r"[^、。]{0,16}(?:かどうか|か否か)"
    r"|[^、。()]{0,12}(?:(?:[はもを]|について|に関して)、)?(?:必要に応じ[て、]|適宜|[^、。()]{1,6}の(?:判断|裁量)により)"
)
_AFTER_IT = rf"[^、。()]{{0,12}}(?:(?:[はもを]|について|に関して)、)?(?:[^、。()]{{1,8}}が)?(?:{_IF_NEEDED.pattern})"
# 「できる限り」 and its like make an effort of what follows, not of a manner (できるだけ早く) nor of an aim (…できるよう).
_AS_FAR_AS = compiled(
    r"(?:(?:(?:でき|出来)る(?:だけ|限り)|可能な限り|極力|なるべく)、?(?![早速すみ迅短丁分わ平詳具正多小最]|少(?!なくとも))"
    r"|(?:(?:でき|出来)る範囲で|可能な範囲で?|努力(?:義務|目標)として|(?:(?:業務|運営|事業)(?:の遂行)?に)?支障の(?:ない|無い)(?:範囲(?:内|において)?で?|限り)"
    r"|(?:余裕|余力)[がのに](?:ある|応じた?)(?:範囲(?:内|において)?で?|限り|とき|場合)(?:には|は|に)?)、?)"
    r"(?!居宅(?!サービス)|在宅|その|住み|自[立ら]|[^。]{0,120}(?:(?<!ない)よう|目的))"
)
# What a cell says of the thing named before it: 指針 未整備, 研修 令和9年4月実施予定.
_STATE = compiled(
    r"[のは]?[:\t\n(]{0,2}(?:(?P<not>未(?:[整設配]備?置?|策定|作成|実施|開催|選任|加入|締結)|[な無]し(?![にでく]))"
    r"|(?P<plan>未定|(?:作成|策定|整備|設置|準備|選任)(?:準備)?中|[0-9令和年月日度中頃末までに]{0,14}(?:実施|開催|策定|整備|作成|設置|選任|配置|導入|加入)予定))"
)
_ELSEWHERE = compiled(
    r"(?:[^。\t\n]{0,40}[\t\n](?:[^。、]{0,24}をご(?:覧|参照)(?:ください|下さい)|[^。、]{0,8}{0})|[のにはもついて関し事項、]{0,14}{0})[^。、]{0,8}。?$".replace(
        "{0}",
        r"(?:別に定め(?:ます|る$|る。|るものと|る[^。、]{0,8}[にの](?:よ|とお))|(?:運営)?規[程則](?:に定める|の|に)?(?:ところに?)?(?:よ|とお))",
    )
)
_MAY_INSIDE = compiled(r"(?:でき|出来)る(?:もの|こと)?とし、$|(?:こと|場合)[がも]あり、$")
_USERS = r"(?:ご?利用者|お客|契約者|入居者|入所者|ご?家族|身元引受人|身元保証人)"
_USER_TOPIC = compiled(
    rf"(?:^|[、。」)\n\t:])(?:{_USERS}|甲)(?:{_USERS}|甲|[様さまん等側やその]|又は|及び|または|および|・|代理人){{0,6}}[はも](?!参加|含め|一緒|交え|加わ)"
)
_OFFICE_TOPIC = compiled(
    r"(?:事業者|事業所|施設|ホーム|センター|ステーション|管理者|職員|従業者|従業員|専門員|担当者|責任者|弊社|当社|法人|苑|園|乙)[側等]?(?:はが|[はがも])"
)
_USER_IS_FIRST = compiled(r"(?:利用者|契約者|入居者|入所者|様|殿|氏名)[^。「」]{0,40}「甲」")
_USER_IS_MEANT = compiled(r"甲の(?:居宅|心身|病状|家族|要介護|要支援|認定|身体)")  # the names were left blank
_OFFICE_IS_MEANT = compiled(r"乙の(?:居宅|心身|病状|家族|要介護|要支援|認定)")
_BY_THE_USER = compiled(rf"(?:{_USERS}|甲)[様等側]{{0,2}}が(?![^。]{{0,30}}(?:とき|場合|際|たら|れば|なら))")
_REQUEST = compiled(
    r"(?:(?<!させ)[てで](?:ください|下さい)|(?:(?<!させ)て|(?<=[んい])で)(?:いただきます|頂きます)|[おご][^。、]{1,8}(?:ください|下さい))(?:。|[)）]|$){0,2}$|(?:よう|の[提届連]?[出絡示]?を)お願い(?:いた|致)?します。?$"
)
_REFUSES = compiled(r"(?:必要な|適切な|等の)(?:措置|処置|対策)を?[^。、]{0,8}(?:講じ|とり|取り|行い)ません。?$")
_VERBAL = compiled(r"(?:ます|です|する|[うくぐすつぬぶむる]|た|だ|い|ん)$")
_LATER = ("までに", "年度内", "年度中", "年内", "今後", "順次")
# A day that is still to come: 令和9年3月までに整備します (整備しました tells that it is done).
_BY_A_DAY = (
    r"(?:(?:年度?|[0-9]月|[0-9]日|[中末内])(?:中|末|内)?までに|年度?[内中]に(?![^。]{0,20}回)|(?<!以上)今後、?(?:は、)?(?![^。]{0,30}よう)|順次、?)(?:は|、)?[^。]{0,80}(?:整備|策定|作成|設置|選任|構築|開催|実施|配置|加入|設け|定め|整え|始め|開始|導入)[^。、]{0,8}(?:ます|る|とする|とします)。?$"
)
_IS_DONE = ("ています", "ている", "ております", "ており", "ました", "済み", "済みです")
_POINTS = r"次(?:の|に|号)|以下|下記|下表|各[号項]|左記"
_AS_MEANS = r"(?:講じ|行っ|実施し|とっ|取っ|整備し|定め|し)て(?![いお])(?![^。]*よう努)|により|によって|を通[じし]|をもって|ことで"
_COMMAND = compiled(r"(?:こと|もの)$")


class Predicates(NamedTuple):
    """The table of sentence ends, in the order in which strengths are tried."""

    ends: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, text: str) -> str:
        """Strength of a whole sentence; NOMINAL where it ends without a predicate."""
        bare = _NOTE_AT_END.sub("", text[-400:]) or text[-400:]
        tail = bare[-_LONGEST_END:]
        for strength, ends in self.ends:
            if tail.endswith(ends):
                return strength
        if _COMMAND.search(tail) or not _VERBAL.search(tail):
            inner = next((strength for strength, ends in self.ends if tail[:-2].endswith(ends)), DUTY) if _COMMAND.search(tail) else DUTY
            return inner if inner in (EFFORT, POSSIBLE, PLAN) else NOMINAL  # 「…に努めること」, 「…できること」
        return DUTY

    def governing(self, reading: Reading, sentence: int, position: int) -> str:
        """Strength of the predicate that governs a word ending at `position` in the sentence, and of what stands around it."""
        strength = self._in_itself(reading, sentence, position)
        here = reading.sentences[sentence]
        if strength not in (DUTY, DENIAL, BAN) or here.span.end - here.span.start > _LONGEST:
            return strength
        text = reading.words[here.span.start : here.span.end]
        lead = reading.words[here.lead.start : here.lead.end]
        nominal = self._end(reading, sentence, text) == NOMINAL
        if by_another(reading, text, max(position - here.span.start, 0)) or (
            nominal and lead and by_another(reading, lead, len(lead))
        ):
            return ANOTHERS
        if strength == DUTY and any(word in text for word in _LATER) and compiled(_BY_A_DAY).search(text) and not text.rstrip("。").endswith(_IS_DONE):
            return PLAN
        if strength == DUTY:
            around = self._around(reading, sentence, position, text, lead, nominal)
            strength = around if around in (EFFORT, POSSIBLE, PLAN, DENIAL, BAN) else strength
        if strength in (DUTY, DENIAL, BAN) and reserved(reading, sentence, strength != DUTY):
            return RESERVED
        return strength

    def _end(self, reading: Reading, sentence: int, text: str) -> str:
        """Strength of a sentence of a reading (remembered in it)."""
        known: str | None = reading.found.get(("end", sentence))
        if known is None:
            known = reading.found[("end", sentence)] = self.of(text)
        return known

    def _around(self, reading: Reading, sentence: int, position: int, text: str, lead: str, nominal: bool) -> str:
        """The strength that the header, the lead-in and the line after a list give a duty in it."""
        if label := labelled(reading, sentence, position):
            return label
        if lead and not nominal and not text.rstrip("。").endswith(_IS_DONE) and (above := self._of_lead(lead)) in (EFFORT, PLAN):
            return above
        last = closing(reading, sentence)
        end = self._of_line(last) if last else DUTY
        return end if nominal or end in (EFFORT, PLAN) else DUTY

    def _of_line(self, text: str) -> str:
        """Strength of a lead-in or a closing line, with its adverbs."""
        strength = self.of(text)
        if strength == DUTY and _governed(_IF_NEEDED, text):
            return POSSIBLE
        return EFFORT if strength == DUTY and _AS_FAR_AS.search(text) else strength

    def _of_lead(self, text: str) -> str:
        """Strength of a lead-in where it points at what follows: 「次の措置を講じ、虐待の防止に努めます」 lays the measures down."""
        strength = self.of(text)
        points = compiled(_POINTS).search(text)
        at = points.end() if points else 0
        if strength in (EFFORT, PLAN) and points and compiled(_AS_MEANS).search(text, at):
            return DUTY
        strength = _in_sentence(strength, text[:at], text[at:]) if points else strength
        return POSSIBLE if strength == DUTY and _governed(_IF_NEEDED, text) else strength

    def _in_itself(self, reading: Reading, sentence: int, position: int) -> str:
        """Strength of the predicate that governs a word, by the sentence and its lead-in."""
        here = reading.sentences[sentence]
        chars = reading.words
        text = chars[here.span.start : here.span.end]
        strength = self._end(reading, sentence, text)
        told = text + _line_after(reading, sentence) if strength == NOMINAL else text
        if _ELSEWHERE.match(told, max(position - here.span.start, 0)):
            return ELSEWHERE
        if strength == NOMINAL:
            lead = chars[here.lead.start : here.lead.end]
            at = position - here.span.start
            for state in _STATE.finditer(text, max(at - 8, 0)):
                if state.start() <= at <= state.end():
                    return DENIAL if state["not"] else PLAN
            above = self._of_lead(lead) if lead else NOMINAL
            if above == DUTY and self._theirs(reading, lead, len(lead)):
                return THEIRS
            return DUTY if above in (NOMINAL, EXCEPT) else above
        at = max(position - here.span.start, 0)
        if text[:at].endswith("、"):  # a wording that ends in a comma (調査し、) is judged where its verb stands
            at -= 2
        strength = _in_sentence(strength, text[:at], text[at:])
        if strength == DENIAL and _REFUSES.search(text):
            return REFUSED
        if strength in (DUTY, DENIAL, BAN) and self._theirs(reading, text, at):
            return THEIRS if strength == DUTY else THEIR_BAN
        return strength

    def _theirs(self, reading: Reading, text: str, at: int) -> bool:
        """The user or the family is the last topic before a word, or the sentence asks them to act."""
        if _REQUEST.search(text) and (not _CONTINUES.search(text, at) or _BY_THE_USER.search(text, 0, at)):
            return True
        topics = list(_USER_TOPIC.finditer(text, 0, at))
        if not topics or _OFFICE_TOPIC.search(text, topics[-1].end() - 1, at):
            return False
        return "甲" not in topics[-1][0] or _user_is_first(reading)


def _user_is_first(reading: Reading) -> bool:
    """Whether 甲 is the user's side: named so, or spoken of so where the names are blanks (remembered in the reading)."""
    first = reading.found.get("甲")
    if first is None:
        chars = reading.words
        named = _USER_IS_FIRST.search(chars[:_OPENING])
        first = reading.found["甲"] = bool(named or (_USER_IS_MEANT.search(chars) and not _OFFICE_IS_MEANT.search(chars)))
    return bool(first)


def _line_after(reading: Reading, sentence: int) -> str:
    """The line after a line without a predicate, which may be its heading; "" where that is a clause of its own."""
    if sentence + 1 >= len(reading.sentences):
        return ""
    here, after = reading.sentences[sentence], reading.sentences[sentence + 1]
    if reading.nodes[after.node].clause.kind != TEXT or reading.nodes[here.node].clause.kind != TEXT:
        return ""
    return "\n" + reading.words[after.span.start : after.span.end]


def _in_sentence(strength: str, before: str, rest: str) -> str:
    """The strength, of a sentence that ends in `strength`, at a word in the middle of it."""
    first = next((hit for hit in _CONTINUES.finditer(rest) if not _POSTPOSITION.search(rest[: hit.end()])), None)
    if first and _EFFORT_INSIDE.search(rest[: first.end()]):
        return EFFORT
    if first and strength == DUTY and _PLAN_INSIDE.search(rest[: first.end()]):
        return PLAN
    if _DENIED_INSIDE.search(rest, 0, first.end() if first else len(rest)):
        return DENIAL
    if first and strength == DUTY and _MAY_INSIDE.search(rest[: first.end()]) and "(" not in rest[: first.end()]:
        return POSSIBLE
    if first and (
        (strength == EFFORT and not _WHOLE_EFFORT.search(rest))
        or (strength == PLAN and _ITS_OWN_OBJECT.search(rest, first.end()))
    ):
        return DUTY
    if strength in (DUTY, DENIAL, BAN) and (
        _governed(_AS_FAR_AS, before) or _AS_FAR_AS.search(rest, 0, first.end() if first else len(rest))
    ):
        return EFFORT
    if strength == DUTY and _IF_NEEDED.search(rest):
        left = compiled(_LEFT_OPEN).search(rest)
        if compiled(_AFTER_IT).match(rest) or (left and not (first and first.start() < left.start())):
            return POSSIBLE
    if strength == DUTY and (_governed(_IF_NEEDED, before) or _WHETHER.match(rest)):
        return POSSIBLE
    if strength in (DENIAL, BAN) and any(word in before for word in _AT_WILL) and _governed(_IF_NEEDED, before):
        return RESERVED  # 「状況に応じて、…しません」: a ban for as long as the office likes
    if strength == PLAN and "未定" in rest:
        return PLAN
    complete = first and (_LAID_DOWN.search(rest[: first.end()]) or _NEW_SUBJECT.search(rest[first.start() :]))
    return DUTY if complete and strength in (POSSIBLE, PLAN, DENIAL, EXCEPT) else strength


def _governed(adverb: re.Pattern[str], before: str) -> bool:
    """An adverb (必要に応じて, できる限り) that still governs what follows `before`."""
    hits = list(adverb.finditer(before))
    if not hits:
        return False
    after = before[hits[-1].end() :]
    begun = before[: hits[-1].start()]
    begun = compiled(_WHOSE_WISH).sub("", begun) if begun else begun
    if hits[-1][0].endswith("、") and (_TOPIC.match(begun) if begun else compiled(_OWN_TOPIC).match(after)):
        return after.count(")") <= after.count("(")  # 「事業者は、必要に応じて、…し、…する」 leaves the whole sentence open
    closed = any(not _POSTPOSITION.search(after[: one.end()]) for one in _CONTINUES.finditer(after))
    return not closed and after.count(")") <= after.count("(")


def compile_predicates(table: Mapping[str, Sequence[str]]) -> Predicates:
    """`table` maps a strength to plain sentence ends (already written out from their patterns)."""
    return Predicates(tuple((strength, tuple(ends)) for strength, ends in table.items() if ends))
