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
from collections.abc import Callable, Iterator

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
from ..text import Span

OPTIONS = ("fields", "ends", "says")

_MARKS = re.compile(r"[○〇●◯□△×✕]{2,}|[XＸ]{2,}(?![0-9A-Za-z])|記載例|記入例|[(（]例[)）]|(?:^|[。、(])例:")
_FOR_THE_USER = re.compile(r"(?:様|殿|氏名|住所|印|年|月|日|続柄)")
_EMPTY_COUNT = re.compile(r"(?:^|[(、,\t:])(?:常勤|非常勤|専従|兼務|うち)?(?:名|人)(?:[(、,)\t]|以上|$)")
_BLANK = re.compile(r"^[_\s\-ー―…・.　]*$")
_FINISHED = re.compile(r"[。.!?」』)\]】]$|(?:もの|こと|とき|場合|まで|ほど|その他|等|など|ため|うえ|その|この|への|から)$")
_LABELLED = re.compile(r"別[紙表添](?:第?([0-9一二三四五六七八九十]{1,3}))?(?:「([^「」]{2,30})」|『([^『』]{2,30})』)?")
_OURS = re.compile(r"事業者|事業所|説明者|管理者|法人|代表|施設|担当")
_THEIRS = re.compile(r"利用者|入居者|入所者|契約者|家族|代理人|代行|立会|身元引受|保証人|後見|甲")
_NAME = re.compile(r"^(?:氏名:?)?([一-龥]{1,4}[ 　]{0,2}[一-龥ぁ-んァ-ヶー]{1,6})(?:㊞|印|\(印\))$")


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


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The pattern of `stale`."""
    if "says" in rule.options:
        yield str(rule.options["says"])


def _signed(reading: Reading, node: int) -> bool:
    while node >= 0:
        if reading.nodes[node].clause.kind == SIGNATURE:
            return True
        node = reading.nodes[node].parent
    return False


def _found(index: int, node: int, span: Span, said: str, *words: Span) -> Finding:
    return Finding(INCONSISTENT, (said + "。",), (Evidence(index, node, span, words),), key=said)


# ---------------------------------------------------------------- placeholders


def _placeholder(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    fields = [str(word) for word in rule.options.get("fields") or ()]
    for sentence in reading.sentences:
        if _signed(reading, sentence.node):
            continue
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _MARKS.finditer(text):
            if not _FOR_THE_USER.match(text[hit.end() : hit.end() + 2]):
                word = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
                yield _found(index, sentence.node, sentence.span, f"「{hit[0]}」が残っています", word)
                break
        else:
            node = reading.nodes[sentence.node]
            if node.clause.kind == ROW and not node.clause.header:
                yield from _empty(index, reading, sentence.node, text, fields)


def _empty(index: int, reading: Reading, at: int, text: str, fields: list[str]) -> Iterator[Finding]:
    """A row whose first cell names something the office has to say, and whose other cells are blank."""
    node = reading.nodes[at]
    name = reading.text.chars[node.title.start : node.title.end].strip("\t\n")
    rest = reading.text.chars[node.title.end : node.span.end].strip("\t\n")
    if len(name) <= 16 and any(word in name for word in fields) and _BLANK.match(rest) and node.title.end > node.title.start:
        yield _found(index, at, node.span, f"「{name}」の欄が空欄です")
    elif rest and _EMPTY_COUNT.search(rest) and len(name) <= 24:
        yield _found(index, at, node.span, f"「{name}」の人数が空欄です")


# ---------------------------------------------------------------- signature fields


def _signature(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    theirs = False
    for sentence in reading.sentences:
        if not _signed(reading, sentence.node):
            theirs = False
            continue
        text = reading.text.chars[sentence.span.start : sentence.span.end].replace("\t", "")
        if _OURS.search(text):
            theirs = False
        elif _THEIRS.search(text):
            theirs = True
        hit = _NAME.match(_THEIRS.sub("", text, count=1) if theirs else text)
        if theirs and hit and not _FOR_THE_USER.search(hit[1]):
            yield _found(index, sentence.node, sentence.span, "利用者側の署名欄に氏名が残っています（前に使った書面の写しではありませんか）")


# ---------------------------------------------------------------- sentences that stop


def _truncated(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    ends = tuple(str(word) for word in rule.options.get("ends") or ())
    last = {sentence.node: number for number, sentence in enumerate(reading.sentences)}
    for node, number in last.items():
        clause = reading.nodes[node].clause
        if clause.kind not in (ARTICLE, PARAGRAPH, ITEM, SUBITEM, TEXT) or clause.children or _signed(reading, node):
            continue
        sentence = reading.sentences[number]
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if len(text) >= 8 and text.endswith(ends) and not _FINISHED.search(text) and not _goes_on(reading, node):
            yield _found(index, node, sentence.span, f"文が「…{text[-8:]}」で途切れています")


def _goes_on(reading: Reading, node: int) -> bool:
    """Whether something follows that the sentence could lead in: a list, a table, a line at the same place."""
    if node + 1 >= len(reading.nodes):
        return False
    after = reading.nodes[node + 1]
    if after.part != reading.nodes[node].part:
        return False
    deeper = after.parent == node
    return deeper or (reading.nodes[node].clause.kind == TEXT and after.clause.kind not in (ARTICLE, CHAPTER, SECTION))


# ---------------------------------------------------------------- attachments


def _attachment(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _LABELLED.finditer(text):
            name = hit[2] or hit[3] or ""
            label = name or hit[0]
            before, after = text[: hit.start()], text[hit.end() : hit.end() + 6]
            if label in seen or before.endswith(("契約書", "兼")) or (not name and not hit[1] and not after.startswith(("の", "に", "「", "を", "、", "記"))):
                continue
            seen.add(label)
            if not _given(bundle, hit[0].partition("「")[0].partition("『")[0], name):
                word = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
                yield _found(index, sentence.node, sentence.span, f"「{label}」を引用していますが、渡された書面の中に見当たりません", word)


def _given(bundle: Bundle, label: str, name: str) -> bool:
    """Whether a part, a heading or a line of its own bears the attachment's name or number."""
    for reading in bundle.readings:
        titles = [part.title for part in reading.document.parts] + [node.heading for node in reading.nodes if node.heading]
        titles += [
            reading.text.chars[s.span.start : s.span.end]
            for s in reading.sentences
            if s.span.end - s.span.start <= 30 and reading.text.chars[s.span.end - 1] != "。"
        ]
        if any((name and (name in title or (len(title) > 3 and title in name))) or (not name and title.startswith(label)) for title in titles):
            return True
        if name and any(role in name for part in reading.document.parts for role in part.roles):
            return True
        if not name and any(label[:2] in part.title for part in reading.document.parts):
            return True
    return False


# ---------------------------------------------------------------- dates


def _stale(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    pattern = tools.pattern(str(rule.options["says"]))
    today = float(bundle.as_of.toordinal())
    for match in pattern.find(reading):
        dated = match.values.get("日付")
        if dated is None or dated.low is None:
            continue
        values = {"経過": type(dated)("期間", "", today - dated.low, today - dated.low)}
        if today > dated.low and tools.holds("$経過 > $max_age", [values], rule.parameters):
            span = reading.sentences[match.sentence].span
            years = int((today - dated.low) // 365)
            yield _found(index, match.node, span, f"「{dated.text}現在」は{years}年以上前の日付です", *match.spans)


_WAYS: dict[str, Callable[[Rule, Bundle, Tools, int, Reading], Iterator[Finding]]] = {
    "placeholder": _placeholder,
    "signature": _signature,
    "truncated": _truncated,
    "attachment": _attachment,
    "stale": _stale,
}
