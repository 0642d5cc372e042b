"""`refers`: references to 条・項・号 resolve in the paper they point into, and what is said of them fits.

    refers: existence          # 第N条第M項 that is not there
    refers: gloss              # 「第12条（秘密保持）」 where that article is about something else
    topics: {秘密保持: [秘密, 守秘, 個人情報], …}      # for gloss: what articles are about, by words of their headings

A reference to another law (「介護保険法第8条」「条例第15条」) is none of the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..model import (
    ARTICLE,
    CONTRACT,
    INCONSISTENT,
    SATISFIED,
    Bundle,
    Evidence,
    Finding,
    Node,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..numerals import to_int
from ..text import Span

OPTIONS = ("topics",)

_NUMBER = r"([0-9]{1,3}|[一二三四五六七八九十百]{1,5})"
_REFERENCE = re.compile(
    rf"第{_NUMBER}条(?:の{_NUMBER})?(?:第{_NUMBER}項)?(?:第{_NUMBER}号)?"
    rf"|(前条|本条|同条)(?:第{_NUMBER}項)?(?:第{_NUMBER}号)?"
    rf"|(?<![第条0-9])第{_NUMBER}項(?:第{_NUMBER}号)?"
    r"|(前項|前([2-9二三四五])項)"
)
# What stands before a reference into something other than this bundle's papers.
_ELSEWHERE = re.compile(
    r"(?:法律?|憲法|施行令|政令|省令|府令|規則|条例|基準|告示|通知|要綱|要領|約款|運営規程|規程|定款|ガイドライン|ガイダンス)"
    r"(?:\([^()]{0,80}\))?[」』]?(?:第[0-9一二三四五六七八九十百]{1,6}号)?(?:の|における|に定める)?$"
)
_CHAIN = re.compile(r"(?:第[0-9一二三四五六七八九十百]{1,5}[条項号](?:の[0-9]{1,3})?(?:から|及び|並びに|又は|若しくは|または|および|もしくは|、|・|~|まで)?)+$")
_SAYS = re.compile(r"^(?:\(([^()]{2,20})\)|に(?:定める|規定する|規定された|基づく|定めた|いう)([^、。()]{2,14}?)(?:義務|条項|の規定|を|に|は|が|と|、|。|$)|の([^、。()第]{2,12}?)(?:条項|の規定|を|に|は|が|、|。|$))")
_CONTRACT_WORDS = re.compile(r"(?:契約書|本契約|この契約|利用契約)(?:の|における)?$")
_SHOWN = 40


class Reference(NamedTuple):
    """A reference in a sentence: article, branch, paragraph, item (0 where not named), and where it stands."""

    article: int
    branch: int
    paragraph: int
    item: int
    span: Span
    sentence: int
    relative: bool


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """Findings of dangling references or ill-fitting glosses; satisfied where there is none."""
    topics = rule.options.get("topics") or {}
    findings: list[Finding] = []
    for index, reading in enumerate(bundle.readings):
        articles = _articles(reading)
        for reference in references(reading):
            home = _home(reading, articles, reference)
            if home is None:
                continue
            said = _glossed(reading, articles, home, reference, topics) if topics else _missing(articles, home, reference)
            if said:
                findings.append(_finding(index, reading, reference, *said))
    return findings or [Finding(SATISFIED)]


def references(reading: Reading) -> Iterator[Reference]:
    """Every reference of a reading to an article, paragraph or item of its own papers, in order."""
    chars = reading.text.chars
    for number, sentence in enumerate(reading.sentences):
        text = chars[sentence.span.start : sentence.span.end]
        if "条" not in text and "項" not in text:
            continue
        article = _own_article(reading, sentence.node)
        last: tuple[int, int] | None = None
        for hit in _REFERENCE.finditer(text):
            span = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
            if _is_elsewhere(text, hit.start()):
                last = None
                continue
            found = _read(hit, article, last, span, number)
            if found is not None:
                last = (found.article, found.branch)
                yield found


def _is_elsewhere(text: str, at: int) -> bool:
    """Whether the words before a reference, back over a chain 第1条、第2条及び…, name another law or rule book."""
    before = text[max(0, at - 120) : at]
    chain = _CHAIN.search(before)
    return bool(_ELSEWHERE.search(before[: chain.start()] if chain else before)) or before.endswith("同法")


def _read(hit: re.Match[str], own: Node | None, last: tuple[int, int] | None, span: Span, sentence: int) -> Reference | None:
    number = [to_int(group) if group and group not in ("前条", "本条", "同条", "前項") else 0 for group in hit.groups()]
    n = [value or 0 for value in number]
    here = (*own.clause.number, 0)[:2] if own and own.clause.number else None
    if n[0]:
        return Reference(n[0], n[1], n[2], n[3], span, sentence, False)
    word = hit[5]
    if word == "同条":
        return Reference(last[0], last[1], n[5], n[6], span, sentence, False) if last else None
    if here is None:
        return None
    if word == "前条":
        return Reference(here[0] - 1, 0, n[5], n[6], span, sentence, True)
    if word == "本条":
        return Reference(here[0], here[1], n[5], n[6], span, sentence, True)
    if n[7]:
        return Reference(here[0], here[1], n[7], n[8], span, sentence, True)
    return None  # 前項: whether there is one before is a matter of the paragraph it stands in


def _articles(reading: Reading) -> dict[int, dict[tuple[int, int], list[int]]]:
    """part -> (article, branch) -> nodes."""
    found: dict[int, dict[tuple[int, int], list[int]]] = {}
    for index, node in enumerate(reading.nodes):
        if node.clause.kind == ARTICLE and node.clause.number:
            key = (*node.clause.number, 0)[:2]
            found.setdefault(node.part, {}).setdefault((key[0], key[1]), []).append(index)
    return found


def _own_article(reading: Reading, node: int) -> Node | None:
    while node >= 0:
        if reading.nodes[node].clause.kind == ARTICLE:
            return reading.nodes[node]
        node = reading.nodes[node].parent
    return None


def _home(reading: Reading, articles: Mapping[int, Mapping[tuple[int, int], list[int]]], reference: Reference) -> int | None:
    """The part a reference points into: its own where that has articles, else the contract; None where none has."""
    part = reading.nodes[reading.sentences[reference.sentence].node].part
    before = reading.text.chars[max(0, reference.span.start - 12) : reference.span.start]
    contracts = [number for number in articles if CONTRACT in reading.document.parts[number].roles]
    if contracts and (part not in articles or (part not in contracts and _CONTRACT_WORDS.search(before))):
        return contracts[0]
    return part if part in articles else None


def _missing(
    articles: Mapping[int, Mapping[tuple[int, int], list[int]]], home: int, reference: Reference
) -> tuple[str, int | None, str] | None:
    nodes = articles[home].get((reference.article, reference.branch))
    name = _name(reference.article, reference.branch)
    if not nodes:
        last = max(articles[home])[0]
        return f"{name}を引用していますが、{name}はありません（最後は第{last}条です）", None, ""
    return None


def _name(article: int, branch: int = 0) -> str:
    return f"第{article}条" + (f"の{branch}" if branch else "")


def _glossed(
    reading: Reading, articles: Mapping[int, Mapping[tuple[int, int], list[int]]], home: int, reference: Reference,
    topics: Mapping[str, list[str]],
) -> tuple[str, int | None, str] | None:  # fmt: skip
    """What the reference says its target is about, held against the target's heading and words."""
    end = reading.sentences[reference.sentence].span.end
    after = reading.text.chars[reference.span.end : min(end, reference.span.end + _SHOWN)]
    hit = _SAYS.match(after)
    gloss = next((group for group in hit.groups() if group), "") if hit else ""
    topic = _topic(gloss, topics)
    nodes = articles[home].get((reference.article, reference.branch))
    if not topic or not nodes or reference.relative:
        return None
    target = reading.nodes[nodes[0]]
    words = topics[topic]
    if any(word in reading.text.chars[target.span.start : target.span.end] for word in words):
        return None
    name = _name(reference.article, reference.branch)
    fitting = [
        index for numbered in articles[home].values() for index in numbered
        if any(word in reading.nodes[index].clause.heading for word in words)
    ]  # fmt: skip
    said = f"{name}を「{gloss}」として引用していますが、{name}は「{target.clause.heading or '別の内容'}」です"
    if fitting:
        other = reading.nodes[fitting[0]]
        return f"{said}。「{other.clause.heading}」は{other.path}です", fitting[0], other.path
    return said, nodes[0], ""


def _topic(gloss: str, topics: Mapping[str, list[str]]) -> str:
    return next((topic for topic, words in topics.items() if any(word in gloss for word in words)), "") if gloss else ""


def _finding(index: int, reading: Reading, reference: Reference, said: str, other: int | None, better: str) -> Finding:
    sentence = reading.sentences[reference.sentence]
    evidence = [Evidence(index, sentence.node, sentence.span, (reference.span,))]
    if other is not None:
        node = reading.nodes[other]
        title = node.title if node.title.start < node.title.end else Span(node.span.start, min(node.span.end, node.span.start + _SHOWN))
        evidence.append(Evidence(index, other, title, (), "内容が合う条" if better else "引用先"))
    words = reading.text.chars[reference.span.start : reference.span.end]
    remedy = f"「{words}」を「{better}」に直してください。" if better else ""
    return Finding(INCONSISTENT, (said + "。",), tuple(evidence), remedy=remedy, key=said)

