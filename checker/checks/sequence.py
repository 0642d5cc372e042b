"""`sequence`: numbers of 条・項・号 and sections that skip, repeat or run backwards, and numberless articles among numbered.

    sequence: [章, 条, 項, 号, 節, 番号のない条, 番号の付いた柱書]

A list is judged twice: among its siblings in the clause tree, and as the bare run of its numbers through the paper, so
that a list which a table or a page cut in two is still one. Only what is wrong both times is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..expressions import compiled
from ..model import (
    ARTICLE,
    CHAPTER,
    INCONSISTENT,
    ITEM,
    PARAGRAPH,
    SATISFIED,
    SECTION,
    SIGNATURE,
    SUBITEM,
    TEXT,
    Bundle,
    Evidence,
    Finding,
    Node,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..numerals import SIGNS, to_circled, to_kanji
from ..text import Span, fold
from ._places import folded, title

OPTIONS: tuple[str, ...] = ()
WORDS = {"章": (CHAPTER,), "条": (ARTICLE,), "項": (PARAGRAPH,), "号": (ITEM, SUBITEM), "節": (SECTION,)}
UNNUMBERED, NUMBERED_LEAD = "番号のない条", "番号の付いた柱書"
_FEW = 2  # a lone number such as a single （１） says nothing about a sequence
_LEAD_IN = compiled(r"^(?:次|以下|下記)の.{0,30}(?:場合|事由|いずれか|各号|とおり|もの|事項).{0,30}(?:。|:)$")
_COUNTED = compiled(r"[ \t]*[日か月年人名円回時分週割通部倍階級件頁%~-]")  # 2 通 is no paragraph 2
_GOES_ON = compiled(r"[をがにはのへも、,]$|(?<!こ)と$")
_MEMBER = compiled(r"(?:場合|とき|こと|者|もの|行為|事由)(?:。|$)")


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every break in a run of numbers; satisfied where there is none."""
    wanted = rule.options.get("body") or [*WORDS, UNNUMBERED]
    kinds = {kind for word in wanted for kind in WORDS.get(str(word), ())}
    findings: list[Finding] = []
    for index, reading in enumerate(bundle.readings):
        doubled = list(_doubled(index, reading, kinds))
        findings.extend(doubled)
        findings.extend(_breaks(index, reading, kinds, {finding.evidence[0].node for finding in doubled}))
        findings.extend(_late(index, reading) if PARAGRAPH in kinds else ())
        findings.extend(_unnumbered(index, reading) if UNNUMBERED in wanted else ())
        findings.extend(_leads(index, reading) if NUMBERED_LEAD in wanted else ())
    return findings or [Finding(SATISFIED)]


# -------------------------------- runs of numbers


def _runs(reading: Reading) -> Iterator[list[int]]:
    """Sibling clauses of one kind and one style of label, in order; articles run on across chapters."""
    groups: dict[tuple[int, int, str, str], list[int]] = {}
    tops = {(node.part, _style(node.clause.label)) for node in reading.nodes if node.clause.kind == SECTION and node.parent < 0}
    for index, node in enumerate(reading.nodes):
        kind = node.clause.kind
        if kind not in (CHAPTER, ARTICLE, PARAGRAPH, ITEM, SUBITEM, SECTION):
            continue
        home = -1 if kind == ARTICLE else node.parent
        listed = kind in (ITEM, SUBITEM) or (kind == SECTION and home >= 0)  # a list may hold items with and without headings
        style = _style(node.clause.label) if listed or kind == SECTION else node.clause.label.strip("【】〔〕()")[-1:] if kind == CHAPTER else ""
        if kind == ITEM and home < 0 and (node.part, style) in tops:
            kind, listed = SECTION, False  # a section of one line
        groups.setdefault((node.part, home, "list" if listed else kind, style), []).append(index)
    yield from groups.values()


def _style(label: str) -> str:
    """The look of a label without its number: （１） and (2) alike, ① and ② alike, 1. apart from (1)."""
    for char in label:
        if char in SIGNS:
            return "sign"
        if char.isascii() and char.isdigit():
            return label[: label.index(char)] + "0" + label[-1:].strip("0123456789")
    return "".join(char for char in label if not char.isalnum()) or "kanji"


def _explained(reading: Reading) -> set[int]:
    """Nodes whose number follows from one that stands before it in its article or top section, wherever in the tree."""
    explained: set[int] = set()
    tops: list[int] = []  # by node: the top-level clause it stands in; -1 for those themselves
    open_lists: dict[tuple[int, int, str], list[int]] = {}  # last numbers of the lists of one stretch and style
    for index, node in enumerate(reading.nodes):
        clause = node.clause
        above = node.parent if node.parent >= 0 and reading.nodes[node.parent].clause.kind != CHAPTER else -1
        tops.append(-1 if above < 0 else above if tops[above] < 0 else tops[above])
        if clause.kind not in (ARTICLE, ITEM, SUBITEM, SECTION) or not clause.number:
            continue
        lasts = open_lists.setdefault((node.part, tops[index], _style(clause.label)), [])
        number = clause.number[0]
        if number - 1 in lasts:
            del lasts[len(lasts) - 1 - lasts[::-1].index(number - 1) :]  # lists opened since are closed
            explained.add(index)
        elif number == 1:
            explained.add(index)
        lasts.append(number)
        del lasts[:-8]
    return explained


def _breaks(index: int, reading: Reading, kinds: set[str], doubled: set[int]) -> Iterator[Finding]:
    """doubled: clauses whose number stands a second time in their own text; the next number but one follows that."""
    explained = _explained(reading)
    for run in _runs(reading):
        numbered = [at for at in run if any(reading.nodes[at].clause.number)]  # 第〇条 is a blank, which `complete` tells
        if not numbered or reading.nodes[numbered[0]].clause.kind not in kinds:
            continue
        first = reading.nodes[numbered[0]]
        begins_late = len(numbered) >= _FEW and first.clause.number[0] > 1 and first.clause.kind != SECTION
        if begins_late and numbered[0] not in explained and not _printed(reading, None, numbered[0]):
            yield _finding(index, reading, numbered[0], None, f"{_name(first)}から始まっています（1からの番号がありません）")
        doubled = doubled | {one for one, other in pairwise(numbered) if reading.nodes[one].clause.number == reading.nodes[other].clause.number}
        doubled |= {other for one, other in pairwise(numbered) if reading.nodes[one].clause.number == reading.nodes[other].clause.number}
        for before, after in pairwise(numbered):
            said = _break(reading.nodes[before], reading.nodes[after])
            repeated = reading.nodes[before].clause.number == reading.nodes[after].clause.number
            if _skips_one(reading, before, after) and (before in doubled or after in doubled):
                continue  # one slip: the number that is missing is the one that stands twice
            if said and (repeated or after not in explained) and not (not repeated and _printed(reading, before, after)):
                yield _finding(index, reading, after, before, said)


def _skips_one(reading: Reading, before: int, after: int) -> bool:
    one, other = reading.nodes[before].clause.number, reading.nodes[after].clause.number
    return len(one) == len(other) == 1 and other[0] == one[0] + 2


def _late(index: int, reading: Reading) -> Iterator[Finding]:
    """The second paragraph of an article that bears a 3: a lone number, so that no run tells."""
    styles = {(node.part, _style(node.clause.label)) for node in reading.nodes if node.clause.kind == PARAGRAPH and node.clause.label}
    below: dict[int, list[int]] = {}
    for at, node in enumerate(reading.nodes):
        above = node.parent if node.parent >= 0 and reading.nodes[node.parent].clause.kind == ARTICLE else -1
        if above < 0 <= node.parent and reading.nodes[node.parent].clause.kind == PARAGRAPH and node.clause.kind == ITEM:
            above = reading.nodes[node.parent].parent  # what does not follow the first paragraph is taken for an item of it
        if above >= 0:
            below.setdefault(above, []).append(at)
    for children in below.values():
        first, *rest = (reading.nodes[at] for at in children)
        if len(rest) != 1 or first.clause.kind != PARAGRAPH or first.clause.label or len(rest[0].clause.number) != 1:
            continue
        number = rest[0].clause.number[0]
        if number > 2 and rest[0].clause.kind in (PARAGRAPH, ITEM) and (rest[0].part, _style(rest[0].clause.label)) in styles:
            said = f"第1項の次が「{rest[0].clause.label}」になっています（第2項がありません）"
            yield _finding(index, reading, children[1], children[0], said)


def _doubled(index: int, reading: Reading, kinds: set[str]) -> Iterator[Finding]:
    """A line that bears the number of the clause above it once more: the tree takes it for a line of that clause."""
    source = folded(reading)
    listed = [at for at, node in enumerate(reading.nodes) if node.clause.kind not in (TEXT, SIGNATURE)]
    for at, after in zip(listed, [*listed[1:], -1], strict=False):
        node = reading.nodes[at]
        label = node.clause.label.strip()
        if node.clause.kind == ARTICLE or node.clause.kind not in kinds or not node.clause.number or not label:
            continue
        stop = reading.nodes[after].clause.span.start if after >= 0 else reading.document.parts[node.part].span.end
        for start, end in _lines_below(source, node.clause.span.start, stop):
            rest = source[start:end].removeprefix(label)
            if len(rest) == end - start or rest[:1] not in (" ", "\t") or _COUNTED.match(rest):
                continue
            if not _GOES_ON.search(source[node.clause.span.start : start].rstrip()):
                said = f"{_name(node)}が重複しています"
                here = Evidence(index, at, Span(reading.text.at(start), reading.text.at(end)))
                yield Finding(INCONSISTENT, (said + "。",), (here, title(index, reading, at, "直前の番号")), key=said)


def _lines_below(source: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where each further line of a stretch begins and ends, without the blanks around it."""
    at = source.find("\n", start, stop)
    while at >= 0:
        following = source.find("\n", at + 1, stop)
        end = following if following >= 0 else stop
        words = source[at + 1 : end]
        if words.strip():
            yield at + 1 + len(words) - len(words.lstrip()), at + 1 + len(words.rstrip())
        at = following


def _break(before: Node, after: Node) -> str:
    """What is wrong between two neighbours, "" where the second follows the first (a list may start again at 1)."""
    old, new = before.clause.number, after.clause.number
    follows = {(old[0] + 1,), (*old, 2), (*old[:-1], old[-1] + 1), (*old, 1)}
    if new in follows or (len(new) > 1 and new[0] == old[0] and new > old):
        return ""
    if new == (1,) and after.clause.kind in (CHAPTER, ITEM, SUBITEM, SECTION):
        return ""
    if new == old:
        return f"{_name(after)}が重複しています"
    if new < old:
        return f"{_name(before)}の次が{_name(after)}に戻っています"
    missing = "・".join(_numbered(after, number) for number in range(old[0] + 1, min(new[0], old[0] + 4)))
    return f"{_name(before)}の次が{_name(after)}になっています（{missing}がありません）"


def _printed(reading: Reading, before: int | None, after: int) -> bool:
    """Whether the number that the tree misses begins a line of the source there: the reader took it for something else."""
    node = reading.nodes[after]
    number = node.clause.number[0] - 1
    start = reading.nodes[before].clause.span.start if before is not None else reading.document.parts[node.part].span.start
    source = fold(reading.document.source.text[start : node.clause.span.start])
    label = "".join(f"{re.escape(char)}[ \t]*" for char in node.clause.label if not char.isalnum() and char not in SIGNS)
    opened = re.match(r"\W*", node.clause.label)
    lead = re.escape(opened[0].strip()) if opened and label else ""
    forms = "|".join(re.escape(form) for form in {str(number), to_circled(number), to_kanji(max(number, 0))} if form)
    tail = r"[ \t]*[.):、項条]?"
    if _style(node.clause.label) == "sign" and re.search(rf"[。 ]{to_circled(number)}", source):
        return True  # ①…。②…。 in one line
    return bool(re.search(rf"^[ \t#*-]*(?:第[ \t]*)?{lead}[ \t]*(?:{forms}){tail}", source, re.MULTILINE)) and node.clause.kind != ARTICLE


def _numbered(node: Node, number: int) -> str:
    return {ARTICLE: f"第{number}条", PARAGRAPH: f"第{number}項"}.get(node.clause.kind, str(number))


def _name(node: Node) -> str:
    clause = node.clause
    if clause.kind == ARTICLE:
        return f"第{'条の'.join(str(part) for part in clause.number)}" + ("条" if len(clause.number) == 1 else "")
    if clause.kind == PARAGRAPH:
        return f"第{clause.number[0]}項"
    return f"「{clause.label}」"


# -------------------------------- articles without a number, lead-ins with one


def _unnumbered(index: int, reading: Reading) -> Iterator[Finding]:
    """An article that has a heading but no number, among articles that have one."""
    numbered: dict[int, int] = {}
    for node in reading.nodes:
        if node.clause.kind == ARTICLE and node.clause.number:
            numbered[node.part] = numbered.get(node.part, 0) + 1
    for at, node in enumerate(reading.nodes):
        if node.clause.kind == ARTICLE and not node.clause.number and numbered.get(node.part, 0) >= _FEW:
            yield _finding(index, reading, at, None, f"「{node.clause.heading}」に条番号がありません")


def _leads(index: int, reading: Reading) -> Iterator[Finding]:
    """「1．次の場合は終了します。2．死亡した場合」: the first of a list leads in the others and should bear no number."""
    for run in _runs(reading):
        first = reading.nodes[run[0]]
        if len(run) < _FEW + 1 or first.clause.kind not in (ITEM, SUBITEM) or first.clause.number[:1] != (1,) or first.clause.children:
            continue
        texts = [reading.text.chars[reading.nodes[at].span.start : reading.nodes[at].span.end].strip() for at in run[:3]]
        if _LEAD_IN.search(texts[0]) and all(_MEMBER.search(text) for text in texts[1:]):
            said = f"「{first.clause.label}」は、「{reading.nodes[run[1]].clause.label}」以下に挙げる事項の前置き（柱書）と思われます。番号を付けずに置くと読みやすくなります"
            finding = _finding(index, reading, run[0], None, said)
            yield Finding(finding.verdict, finding.reasons, finding.evidence, severity="note", key=finding.key)


def _finding(index: int, reading: Reading, at: int, before: int | None, said: str) -> Finding:
    evidence = [title(index, reading, at)]
    if before is not None:
        evidence.append(title(index, reading, before, "直前の番号"))
    return Finding(INCONSISTENT, (said + "。",), tuple(evidence), key=said)
