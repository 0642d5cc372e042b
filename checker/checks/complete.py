"""`complete`: a paper that is not finished.

    complete: placeholder    # ○○, 記載例, and empty cells where the office has to say something (職員数, 管理者 …)
    complete: signature      # a name or seal left in a field that the user's side signs
    complete: truncated      # a sentence that stops in the middle
    complete: attachment     # 別紙 that is cited and not there
    complete: stale          # 「令和○年○月○日現在」 older than the parameter max_age

What the user's side fills in (name, address, date, seal) is rightly blank and never reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..expressions import compiled
from ..model import (
    ARTICLE,
    CHAPTER,
    INCONSISTENT,
    ITEM,
    PARAGRAPH,
    ROW,
    SATISFIED,
    SECTION,
    SIGNATURE,
    SUBITEM,
    TEXT,
    Bundle,
    Evidence,
    Finding,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..numerals import to_circled, to_kanji
from ..text import Span
from ._attached import attachments, stale
from ._places import folded
from ._tables import Row, tables

OPTIONS = ("fields", "ends", "counted")

_MARKS = compiled(
    r"[○〇●◯□△×✕]{2,}|[XＸ]{2,}(?![0-9A-Za-z])|記載例|記入例|(?P<example>[(（]例[)）:]|(?:^|[。、])例:)|[○●◯〇]年[○●◯〇]月(?:[○●◯〇]日)?現在"
)
_UNNUMBERED = compiled(r"^[ \t]*(第[ ]*[○〇●◯]{1,2}[ ]*条|[○〇◯]\.)", re.MULTILINE)  # as wordings have it, before they get their place
_OF_CHARGES = compiled(r"円|単位|[1-3]割|の場合|計算|\)")  # what an example in its right place is of, or that it ends in brackets
_OF_THE_OFFICE = compiled(r"設立|開設|開業|指定|現在|評価")  # dates that are not the user's
_FOR_THE_USER = compiled(r"(?:様|殿|さん|氏名|住所|印|年|月|日|続柄)|[(（]以下、?「?(?:ご?利用者|契約者|お客様|入[居所]者|甲)")
_EMPTY_COUNT = compiled(r"(?:^|[(、,\t:])(?:常勤|非常勤|専従|兼務|うち)?(?:名|人)(?:[(、,)\t]|以上|$)")
_HAS_NUMBER = compiled(r"[0-9一二三四五六七八九十]")
_BLANK = compiled(r"^[_\s\-ー―…・.　]*$")
_FINISHED = compiled(r"[。.!?」』)\]】]$|(?:もの|こと|とき|場合|まで|ほど|その他|等|など|ため|うえ|その|この|への|から)$")
_NAME_OF_A_SECTION = compiled(r"^[^はがを、。]{1,30}に(?:ついて|関して)$")
_A_PERSON = compiled(r"^[^はがをに、。]{0,16}(?:理事長|取締役|社長|会長|院長|施設長|所長|管理者|代表社員|担当者?|責任者|相談員)[:\t ]?[一-龥]{1,4}[\t ]?[ぁ-ん]{1,4}$")  # 代表取締役水木あや
_BEGUN = compiled(r"[はがを]")
_ENDED = compiled(r"(?:[。.!?」』)\]】:;]|[うくすつぬぶむるいただ]|せん|です|ます|まで|もの|こと|とき|場合|次のとおり|とおり|以下|次|等|など|ため|者|日|円|一切|限り|同様|[0-9])$")
_OPEN = compiled(r"[をがにはのとへも、]$|(?:及び|又は|並びに|若しくは)$")  # what no list item ends in
_LIKE_AN_ITEM = compiled(r"(?:こと|とき|場合|もの|者)$")
_LISTED = compiled(r"^[①-⑳].*[②-⑳]")  # a list that stands in one line
_COUNTED, _IN_BRACKETS = (
    compiled(rf"\n\s*[-*]?[ \t]*{opened}([0-9]+|[①-⑳㉑-㉟㊱-㊿]|[一二三四五六七八九十百千]+)[).、]?[ \t](?![通日人名回割年月週部か]|[ \t]*[通部])")
    for opened in ("", r"\(")
)
_SHORTEST, _LONG = 8, 12  # characters of a sentence that may have been cut off
_PROSE = (ARTICLE, PARAGRAPH, ITEM, SUBITEM, TEXT, SECTION)
_NEVER_LAST = ("を", "及び", "又は", "並びに", "若しくは", "または", "および", "、")
_TAIL = 12  # characters shown of what comes before the break
_MANY, _MOSTLY = 6, 0.8  # paragraphs of a paper, and the share of them that end in 。
_LONGEST_LABEL = 16
_OURS = compiled(r"事業者|事業所|説明者|管理者|法人|代表|施設|担当")
_THEIRS = compiled(r"利用者|入居者|入所者|契約者|家族|代理人|代行|立会|引受|保証人|後見|甲")
_PARTY = compiled(rf"(?:(?:連帯|身元|法定|任意|成年|署名)?(?:{_THEIRS.pattern})(?:者|人|代表|様)?)+")
_NAME = compiled(r"^(?:氏名:?)?([一-龥]{1,4}[ 　]{0,2}[一-龥ぁ-んァ-ヶー]{1,6})(?:㊞|印|\(印\))$")


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every unfinished place; satisfied where there is none."""
    body = rule.options["body"]
    ways = [_WAYS[str(word)] for word in ([body] if isinstance(body, str) else body)]
    findings = [
        finding
        for index, reading in enumerate(bundle.readings)
        for way in ways
        for finding in way(rule, bundle, tools, index, reading)
    ]
    return findings or [Finding(SATISFIED)]


def _signed(reading: Reading, node: int) -> bool:
    while node >= 0:
        if reading.nodes[node].clause.kind == SIGNATURE:
            return True
        node = reading.nodes[node].parent
    return False


def _found(index: int, node: int, span: Span, said: str, *words: Span, remedy: str = "") -> Finding:
    return Finding(INCONSISTENT, (said + "。",), (Evidence(index, node, span, words),), remedy=remedy, key=said)


# -------------------------------- placeholders


def _placeholder(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    fields = [str(word) for word in rule.options.get("fields") or ()]
    for sentence in reading.sentences:
        if _signed(reading, sentence.node):
            continue
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _MARKS.finditer(text):
            if not _right(text, hit, f"{_label(reading, sentence.node)}{text[: hit.start()]}", fields):
                word = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
                yield _found(index, sentence.node, sentence.span, f"「{hit[0]}」が残っています", word)
                break
        else:
            node = reading.nodes[sentence.node]
            if node.clause.kind == ROW and not node.clause.header:
                yield from _empty(index, reading, sentence.node, text, fields)
            elif node.clause.kind == TEXT and text.endswith(":") and text[:-1] in fields and _labelled(reading, sentence.node + 1):
                yield _found(index, sentence.node, node.span, f"「{text[:-1]}」の欄が空欄です")
    yield from _unsaid(index, reading, fields)
    yield from _unnumbered(index, reading)
    counted = [str(word) for word in rule.options.get("counted") or ()]
    for table in tables(reading):
        yield from _uncounted(index, reading, table.rows, counted)


def _label(reading: Reading, node: int) -> str:
    title = reading.nodes[node].title
    return reading.text.chars[title.start : title.end]


def _right(text: str, mark: re.Match[str], before: str, fields: Sequence[str]) -> bool:
    """Whether a mark is no left-over: a blank that the user fills in, an example of charges, one in brackets within a sentence."""
    if mark["example"]:
        begins = not before or before.endswith(("\t", "\n", ":", "。", *fields))
        return not begins or bool(_OF_CHARGES.search(text, mark.end()))
    return bool(_FOR_THE_USER.match(text, mark.end())) and not _OF_THE_OFFICE.search(before)


def _uncounted(index: int, reading: Reading, rows: Sequence[Row], counted: Sequence[str]) -> Iterator[Finding]:
    """A row without a number in a column of numbers (員数), where most other rows have one."""
    for column in range(1, max((len(row.cells) for row in rows), default=0)):
        there = [row for row in rows if column < len(row.cells) and any(word in row.column(column) for word in counted)]
        empty = [row for row in there if not row.cells[column].text and row.cells[0].text]
        filled = [row for row in there if _HAS_NUMBER.search(row.cells[column].text)]
        if empty and len(filled) > len(empty):
            for row in empty:
                name, head = row.cells[0].text, row.column(column)
                yield _found(index, row.node, reading.nodes[row.node].span, f"「{name}」の「{head}」が空欄です")


def _empty(index: int, reading: Reading, at: int, text: str, fields: list[str]) -> Iterator[Finding]:
    """A row whose first cell names something the office has to say, and whose other cells are blank."""
    node = reading.nodes[at]
    name = reading.text.chars[node.title.start : node.title.end].strip("\t\n")
    rest = reading.text.chars[node.title.end : node.span.end].strip("\t\n")
    if len(name) <= 16 and any(word in name for word in fields) and _BLANK.match(rest) and node.title.end > node.title.start:
        yield _found(index, at, node.span, f"「{name}」の欄が空欄です")
    elif rest and _EMPTY_COUNT.search(rest) and len(name) <= 24:
        yield _found(index, at, node.span, f"「{name}」の人数が空欄です")


def _labelled(reading: Reading, node: int) -> bool:
    """Whether a row with a label of its own, or the first of a table of such, is there."""
    after = reading.nodes[node : node + 2]
    return any(one.clause.kind == ROW and ":" in reading.text.chars[one.span.start : one.span.end] for one in after)


def _unsaid(index: int, reading: Reading, fields: Sequence[str]) -> Iterator[Finding]:
    """An item that names something the office has to say, and says nothing, among items that do: 「(5) 管理者」."""
    parents = {node.parent for node in reading.nodes}
    siblings: dict[int, list[int]] = {}
    for at, node in enumerate(reading.nodes):
        if node.clause.kind in (ITEM, SECTION) and node.parent >= 0:
            siblings.setdefault(node.parent, []).append(at)
    for many in siblings.values():
        saying = [at for at in many if reading.nodes[at].clause.heading]
        if len(saying) * 2 < len(many):
            continue  # a list of names, not of names and what they are
        for at in many[:-1]:
            node = reading.nodes[at]
            name = reading.text.chars[node.span.start : node.span.end].strip("\t\n:")
            if at in parents or at + 1 not in many or len(name) > _LONGEST_LABEL or (at in saying and name != node.clause.heading):
                continue
            if any(name.endswith((word, f"{word}氏名", f"({word})氏名")) for word in fields):
                yield _found(index, at, node.span, f"「{name}」の欄が空欄です")


def _unnumbered(index: int, reading: Reading) -> Iterator[Finding]:
    """A clause whose number was never filled in: 第○条（苦情の窓口）, ○．苦情の窓口."""
    for hit in _UNNUMBERED.finditer(folded(reading)):
        at = sum(node.clause.span.start <= hit.start(1) for node in reading.nodes) - 1  # the last that begins there or before
        if at >= 0:
            said = f"「{hit[1]}」の番号が入っていません"
            yield Finding(INCONSISTENT, (f"{said}。",), (Evidence(index, at, Span(0, 0), (), "", Span(*hit.span(1))),), key=said)


# -------------------------------- signature fields


def _signature(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    theirs = False
    for sentence in reading.sentences:
        if not _signed(reading, sentence.node):
            theirs = False
            continue
        text = reading.words[sentence.span.start : sentence.span.end].replace("\t", "")
        if _OURS.search(text):
            theirs = False
        elif _THEIRS.search(text):
            theirs = True
        hit = _NAME.match(_PARTY.sub("", text, count=1) if theirs else text)
        if theirs and hit and not _FOR_THE_USER.search(hit[1]):
            said = "利用者側の署名欄に氏名が残っています（前に使った書面の写しではありませんか）"
            remedy = "前に使った書面の氏名と印であれば消して、空欄に戻してください。"
            yield _found(index, sentence.node, sentence.span, said, remedy=remedy)


# -------------------------------- sentences that stop


def _truncated(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    ends = tuple(str(word) for word in rule.options.get("ends") or ())
    last = {sentence.node: number for number, sentence in enumerate(reading.sentences)}
    stopped = _stopped(reading, last)
    for node, number in last.items():
        clause = reading.nodes[node].clause
        if clause.kind not in (*_PROSE, ROW) or clause.header or clause.children or _signed(reading, node):
            continue
        sentence = reading.sentences[number]
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if clause.kind == ROW and not text.endswith(_NEVER_LAST):
            continue  # a cell may end in almost anything
        cut = len(text) >= _SHORTEST and text.endswith(ends) and not _FINISHED.search(text) and not _NAME_OF_A_SECTION.search(text)
        cut = cut and not _A_PERSON.search(text)
        if reading.nodes[node].part in stopped and _in_article(reading, node):
            before = reading.sentences[number - 1] if number else sentence
            prose = before.node == node and before.span != sentence.span  # a sentence of this paragraph ended in 。 before
            cut = cut or _breaks_off(clause.kind, text, prose)
        if cut and not _goes_on(reading, node):
            yield _found(index, node, sentence.span, f"文が「…{text[-8:]}」で途切れています")
    yield from _swallowed(index, reading)


def _swallowed(index: int, reading: Reading) -> Iterator[Finding]:
    """A paragraph that stops so abruptly that the next one reads as its continuation: 1, 3, and 2 begins a line inside 1."""
    numbers: dict[int, set[int]] = {}
    numbered = [
        (node, here)
        for node, here in enumerate(reading.nodes)
        if here.clause.kind in (PARAGRAPH, ITEM) and here.clause.number and not _signed(reading, node)
    ]
    for _, here in numbered:
        numbers.setdefault(here.parent, set()).add(here.clause.number[0])
    source = folded(reading)
    begun = sorted(node.clause.span.start for node in reading.nodes)
    for node, here in numbered:
        missing = here.clause.number[0] + 1
        if missing in numbers[here.parent]:
            continue
        span = here.clause.span
        noise = [leaf.span for leaf in here.clause.leaves if leaf.kind == "noise"]  # page numbers count on, too
        hits = _beginnings(source, span, missing, here.clause.label.startswith("("))
        hit = next((hit for hit in hits if not any(hit.start() < skip.end and skip.start < hit.end() for skip in noise)), None)
        if hit and bisect_left(begun, hit.start() + 1) < bisect_left(begun, hit.end()):
            continue  # the tree knows that line: a list of its own
        before = source[span.start : hit.start()].rstrip() if hit else ""
        if before and _stops_short(here.clause.kind, before[-40:]):
            at = reading.text.at(span.start + len(before)) - 1
            tail = Span(max(here.span.start, at - _TAIL), at + 1)
            said = f"文が「…{reading.text.chars[tail.start : tail.end][-8:]}」で途切れています"
            yield _found(index, node, tail, said)


def _beginnings(source: str, span: Span, number: int, bracketed: bool) -> Iterator[re.Match[str]]:
    """Lines that begin with a number (but not 2通, 3か月)."""
    forms = (str(number), to_circled(number), to_kanji(number))
    for hit in (_IN_BRACKETS if bracketed else _COUNTED).finditer(source, *span):
        if hit[1] in forms:
            yield hit


def _stops_short(kind: str, text: str) -> bool:
    """Whether what stands before the next number is no end of a paragraph, or of a list item (which may end in a noun)."""
    return bool(_OPEN.search(text)) if kind == ITEM else not _ENDED.search(text)


def _stopped(reading: Reading, last: Mapping[int, int]) -> frozenset[int]:
    """Papers whose paragraphs end in 。 as a rule, so that one which does not was cut off."""
    count: dict[int, list[int]] = {}
    for node, number in last.items():
        here = reading.nodes[node]
        if here.clause.kind == PARAGRAPH and not here.clause.children:
            tally = count.setdefault(here.part, [0, 0])
            tally[0] += 1
            tally[1] += reading.text.chars[reading.sentences[number].span.end - 1] == "。"
    return frozenset(part for part, (all_, full) in count.items() if all_ >= _MANY and full >= _MOSTLY * all_)


def _breaks_off(kind: str, text: str, prose: bool) -> bool:
    """A paragraph that has begun a sentence with a subject or an object and ends neither in 。 nor in a verb.

    prose: an earlier sentence of the paragraph ends in 。, so that this one is none that a list item would end in.
    """
    if kind not in (PARAGRAPH, TEXT) or len(text) < _LONG or not _BEGUN.search(text):
        return False
    return not _ENDED.search(text) or (prose and bool(_LIKE_AN_ITEM.search(text)) and not _LISTED.search(text))


def _in_article(reading: Reading, node: int) -> bool:
    while node >= 0:
        if reading.nodes[node].clause.kind == ARTICLE:
            return True
        node = reading.nodes[node].parent
    return False


def _goes_on(reading: Reading, node: int) -> bool:
    """Whether something follows that the sentence could lead in: a list, a table, a line at the same place."""
    if node + 1 >= len(reading.nodes):
        return False
    after = reading.nodes[node + 1]
    if after.part != reading.nodes[node].part:
        return False
    deeper = after.parent == node
    return deeper or (reading.nodes[node].clause.kind == TEXT and after.clause.kind not in (ARTICLE, CHAPTER, SECTION))


_WAYS: dict[str, Callable[[Rule, Bundle, Tools, int, Reading], Iterator[Finding]]] = {
    "placeholder": _placeholder,
    "signature": _signature,
    "truncated": _truncated,
    "attachment": attachments,
    "stale": stale,
}
