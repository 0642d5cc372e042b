"""`refers`: references to 条・項・号 resolve in the paper they point into, and what is said of them fits.

    refers: existence          # 第N条第M項 that is not there, 前条 of the first article, 【重要事項6】 that is no heading
    refers: gloss              # 「第12条（秘密保持）」 where that article is about something else
    topics: {秘密保持: [秘密, 守秘, 個人情報], …}      # for gloss: what articles are about, by words of their headings

A reference to another law (「介護保険法第8条」「条例第15条」) is none of the paper's own. Where several glosses miss by the
same number of articles (an article was put in or taken out), that is one finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..expressions import compiled
from ..model import (
    INCONSISTENT,
    ITEM,
    SATISFIED,
    SECTION,
    SUBITEM,
    Bundle,
    Evidence,
    Finding,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..numerals import to_int
from ..records import NamedTuple
from ..text import Span
from ._citations import Reference, Target, home, outline, place_of, references
from ._glosses import Fault, glossed
from ._places import line, title

OPTIONS = ("topics",)
_TITLED = compiled(r"(?P<other>重要事項説明書(?:の)?)?「(?:第)?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.．、:]?(?P<name>[^「」0-9]{2,20})」")
_LABELLED = compiled(r"【([^【】0-9]{2,8})([0-9]{1,2})】")
_NUMBERED_HEADING = compiled(r"[【〔]?([^【】0-9]{2,8})([0-9]{1,2})(?![0-9])")

_ITEMS_ABOVE = compiled(r"前([2-9二三四五六七八九])号")


class _Misfit(NamedTuple):
    """A gloss that does not fit its target: the reference, what is wrong, and how far off the fitting article is (0: none)."""

    paper: int
    reference: Reference
    fault: Fault


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """Findings of dangling references or ill-fitting glosses; satisfied where there is none."""
    topics = rule.options.get("topics")
    findings: list[Finding] = []
    misfits: list[_Misfit] = []
    for index, reading in enumerate(bundle.readings):
        articles = outline(reading)
        for reference in references(reading):
            part = home(reading, articles, reference)
            if part is None:
                continue
            if topics is None:
                said = _missing(reading, articles[part], reference)
                if said:
                    findings.append(_finding(index, reading, reference, said))
            elif fault := glossed(reading, articles[part], reference, topics):
                misfits.append(_Misfit(index, reference, fault))
        if topics is None:
            findings.extend(_items_above(index, reading))
        findings.extend(_sections(index, bundle, missing=topics is None))
    findings.extend(_told(bundle, misfits))
    return findings or [Finding(SATISFIED)]


# -------------------------------- what is not there


def _missing(reading: Reading, articles: Mapping[tuple[int, int], list[Target]], reference: Reference) -> str:
    """What is wrong with a reference, "" where it resolves."""
    if reference.near in ("前項", "次項") or reference.near.endswith("項"):
        return _missing_paragraph(reading, reference) or _missing_above(reading, articles, reference)
    key = (reference.article, reference.branch)
    targets = articles.get(key)
    words = reading.text.chars[reference.span.start : reference.span.end]
    if not targets:
        last = max(articles)[0]
        if reference.near:
            edge = "最初の条" if reference.article < 1 else "最後の条" if reference.article > last else ""
            return f"「{words}」とありますが、この条は{edge}です" if edge else ""
        return f"{_name(*key)}を引用していますが、{_name(*key)}はありません（最後は第{last}条です）"
    name = f"{reference.near}（{_name(*key)}）" if reference.near in ("前条", "次条") else _name(*key)
    if reference.paragraph and not any(_has_paragraph(target, reference.paragraph) for target in targets):
        most = max(max(target.paragraphs) for target in targets)
        return f"「{words}」とありますが、{name}に第{reference.paragraph}項はありません（第{most}項までです）"
    if reference.item and not any(_has_item(target, reference) for target in targets):
        where = f"{name}" + (f"第{reference.paragraph}項" if reference.paragraph else "")
        return f"「{words}」とありますが、{where}に第{reference.item}号はありません"
    if reference.each and not any(target.items for target in targets) and not _has_list(reading, targets):
        return f"「{words}」とありますが、{name}に号はありません"
    return ""


def _missing_paragraph(reading: Reading, reference: Reference) -> str:
    """前項 in the first sentence of an article, 前3項 in its second paragraph."""
    article, paragraph = place_of(reading, reference.node)
    many = reference.near[1:-1]
    if article < 0 or reference.paragraph > 0 or reference.near == "次項":
        return ""
    first = next((one.span for one in reading.sentences if one.span.start >= reading.nodes[article].title.end), reference.stretch)
    if not many and (paragraph != 1 or first != reference.stretch):
        return ""  # an unnumbered second paragraph may follow in the same clause
    return f"「{reference.near}」とありますが、{reading.nodes[article].path}第{paragraph}項より前に{'その数の' if many else ''}項はありません" if paragraph else ""


def _missing_above(reading: Reading, articles: Mapping[tuple[int, int], list[Target]], reference: Reference) -> str:
    """前項第5号 where the paragraph above has items, but none of that number."""
    article, _ = place_of(reading, reference.node)
    target = next((one for numbered in articles.values() for one in numbered if one.node == article), None)
    items = target.by_paragraph.get(reference.paragraph, frozenset()) if target else frozenset()
    if not items or not reference.item or reference.item in items or reference.near not in ("前項", "次項"):
        return ""
    words = reading.text.chars[reference.span.start : reference.span.end]
    return f"「{words}」とありますが、{reference.near}に第{reference.item}号はありません（第{max(items)}号までです）"


def _items_above(index: int, reading: Reading) -> Iterator[Finding]:
    """「前五号」 in the fourth of a list."""
    for number, sentence in enumerate(reading.sentences):
        clause = reading.nodes[sentence.node].clause
        if clause.kind not in (ITEM, SUBITEM) or len(clause.number) != 1:
            continue
        for hit in _ITEMS_ABOVE.finditer(reading.text.chars, sentence.span.start, sentence.span.end):
            if (to_int(hit[1]) or 0) >= clause.number[0]:
                said = f"「{hit[0]}」とありますが、「{clause.label}」より前に号は{clause.number[0] - 1}つしかありません"
                evidence = Evidence(index, sentence.node, sentence.span, (Span(*hit.span()),), "引用")
                yield Finding(INCONSISTENT, (said + "。",), (evidence,), key=f"{said} {number}")


def _has_paragraph(target: Target, number: int) -> bool:
    return number in target.paragraphs or number in target.by_paragraph.get(1, ()) or number in target.by_paragraph.get(0, ())


def _has_item(target: Target, reference: Reference) -> bool:
    return reference.item in target.items


def _has_list(reading: Reading, targets: Sequence[Target]) -> bool:
    """A list that the tree does not number as 号 (dots, a table)."""
    for target in targets:
        for node in range(target.node + 1, len(reading.nodes)):
            if reading.nodes[node].span.start >= reading.nodes[target.node].span.end:
                break
            if reading.nodes[node].clause.kind not in ("paragraph", "text"):
                return True
    return False


def _name(article: int, branch: int = 0) -> str:
    return f"第{article}条" + (f"の{branch}" if branch else "")


# -------------------------------- sections cited by number and title


def _sections(index: int, bundle: Bundle, missing: bool) -> Iterator[Finding]:
    """「重要事項説明書「6 料金」」 and 【重要事項6】: the number must be there, and be that of the title."""
    reading = bundle.readings[index]
    headed: list[tuple[int, int, str, int]] = [
        (number, node.clause.number[0], node.clause.heading, at)
        for number, one in enumerate(bundle.readings)
        for at, node in enumerate(one.nodes)
        if node.clause.kind == SECTION and node.clause.number and node.parent < 0
    ]
    labelled = {
        (hit[1], hit[2])
        for one in bundle.readings
        for node in one.nodes
        if (hit := _NUMBERED_HEADING.match(f"{node.clause.label}{node.clause.heading}"))
    }
    for number, sentence in enumerate(reading.sentences):
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if missing:
            for hit in _LABELLED.finditer(text):
                if (hit[1], hit[2]) not in labelled and any(word == hit[1] for word, _ in labelled):
                    yield _at(index, reading, number, hit, f"「{hit[0]}」を引用していますが、その見出しはありません")
            continue
        for hit in _TITLED.finditer(text):
            fault = _mistitled(bundle, headed, hit)
            if fault:
                yield _at(index, reading, number, hit, *fault)


def _mistitled(bundle: Bundle, headed: list[tuple[int, int, str, int]], hit: re.Match[str]) -> tuple[str, Evidence] | None:
    cited, name = to_int(hit["number"]), hit["name"]
    same = [one for one in headed if len(one[2]) > 1 and (one[2] in name or name in one[2])]
    if not same or any(one[1] == cited for one in same) or (not hit["other"] and all(one[2] != name for one in same)):
        return None
    other = same[0]
    said = f"{hit['other'] or ''}「{hit['number']} {name}」を引用していますが、「{other[2]}」の番号は{other[1]}です"
    return said, title(other[0], bundle.readings[other[0]], other[3], "引用された見出し")


def _at(index: int, reading: Reading, number: int, hit: re.Match[str], said: str, *others: Evidence) -> Finding:
    sentence = reading.sentences[number]
    word = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
    return Finding(INCONSISTENT, (said + "。",), (Evidence(index, sentence.node, sentence.span, (word,), "引用"), *others), key=said)


# -------------------------------- findings


def _finding(index: int, reading: Reading, reference: Reference, said: str) -> Finding:
    evidence = Evidence(index, reference.node, reference.stretch, (reference.span,), "引用")
    return Finding(INCONSISTENT, (said + "。",), (evidence,), key=said)


def _told(bundle: Bundle, misfits: Sequence[_Misfit]) -> Iterator[Finding]:
    """One finding for all references that are off by the same number of articles, one each for the others."""
    steps = Counter(misfit.fault.step for misfit in misfits if misfit.fault.step)
    shifts = {step for step, count in steps.items() if count > 1}
    for step in sorted(shifts):
        shifted = [misfit for misfit in misfits if misfit.fault.step == step]
        if len({misfit.reference.article for misfit in shifted}) > 1:
            yield _shifted(bundle, shifted, step)
        else:
            shifts.discard(step)
            break
    for misfit in misfits:
        if misfit.fault.step not in shifts:
            yield _single(bundle, misfit)


def _single(bundle: Bundle, misfit: _Misfit) -> Finding:
    reading = bundle.readings[misfit.paper]
    fault = misfit.fault
    evidence = [_cited(reading, misfit, f"「{fault.gloss}」として引用")]
    if fault.other >= 0:
        evidence.append(title(misfit.paper, reading, fault.other, "内容が合う条" if fault.step else "引用先"))
    words = reading.text.chars[misfit.reference.span.start : misfit.reference.span.end]
    remedy = f"「{words}」を「{fault.better}」に直してください。" if fault.better else ""
    return Finding(INCONSISTENT, (fault.said + "。",), tuple(evidence), remedy=remedy, key=fault.said)


def _shifted(bundle: Bundle, misfits: Sequence[_Misfit], step: int) -> Finding:
    pairs = []
    evidence = []
    for misfit in misfits:
        reading = bundle.readings[misfit.paper]
        words = reading.text.chars[misfit.reference.span.start : misfit.reference.span.end]
        pairs.append(f"{words}→{misfit.fault.better}（{line(reading, misfit.reference.span.start)}行 {misfit.fault.gloss}）")
        evidence.append(_cited(reading, misfit, f"{words}は「{misfit.fault.gloss}」の条ではなく、正しくは{misfit.fault.better}"))
    how = f"{abs(step)}条ずつ{'後ろ' if step > 0 else '前'}にずれて"
    said = f"条文の引用が{len(misfits)}か所、実際の条番号と{abs(step)}条ずれています: {'、'.join(pairs)}。条を{'追加' if step > 0 else '削除'}したときに直し忘れたものと思われます"
    remedy = f"引用先の条が{how}います。ここに挙げたもののほか、説明のない「第○条」の引用もあわせて確認してください。"
    return Finding(INCONSISTENT, (said + "。",), tuple(evidence), remedy=remedy, key=f"{step} {pairs}")


def _cited(reading: Reading, misfit: _Misfit, note: str) -> Evidence:
    return Evidence(misfit.paper, misfit.reference.node, misfit.reference.stretch, (misfit.reference.span,), note)


def pattern_texts(rule: Rule) -> Iterator[Any]:
    """No patterns: references have a form of their own."""
    return iter(())


