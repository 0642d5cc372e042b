"""References of a paper to its own 条・項・号: where they stand, and what they point at. Private to `refers`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..expressions import compiled
from ..model import ARTICLE, CONTRACT, ITEM, PARAGRAPH, SECTION, SUBITEM, Reading
from ..numerals import to_int
from ..records import NamedTuple
from ..text import Span

_N = r"(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,5})"
_REFERENCE = compiled(
    r"(?=[第前次本同]|(?<=契約書)[0-9一-十]|(?<=契約書類)[0-9一-十])"  # looked at only where a reference may begin
    rf"(?P<words>第(?P<article>{_N})条(?:の(?P<branch>{_N})(?![一-龥]))?|(?<=契約書)(?P<bare>{_N})条|(?<=契約書類)(?P<bare2>{_N})条"
    rf"|(?P<near>前条|次条|本条|同条|前(?P<articles>[2-9二三四五])条)|(?P<paragraphs>前(?P<many>[2-9二三四五])項|前項|次項|同項))?"
    rf"(?:第(?P<paragraph>{_N})項)?(?:第(?P<item>{_N})号)?(?P<each>各号)?"
)
_HINT = compiled(r"[条項号]")
# What stands before a reference into something other than this bundle's papers.
_ELSEWHERE = compiled(
    r"(?:法律?|法令|憲法|施行令|政令|省令|府令|規則|条例|基準|告示|通知|要綱|要領|約款|運営規程|規程|定款|ガイドライン|ガイダンス|別表|重要事項説明書|別紙|覚書|同意書)"
    r"(?:\([^()]{0,80}\))?[」』]?(?:第[0-9一二三四五六七八九十百]{1,6}号)?(?:の|における|に定める)?$"
)
_JOINS = compiled(r"(?:から|及び|並びに|又は|若しくは|または|および|もしくは|ならびに|、|・|~|-|と|,)?$")
_CHAIN = compiled(r"[条項号](?:の[0-9]{1,3})?(?:から|及び|並びに|又は|若しくは|または|および|もしくは|、|・|~|まで|の|と){0,2}$")
_CONTRACT_WORDS = compiled(r"(?:契約書類?|本契約|この契約|利用契約)(?:の|における)?$")
_BACK = 120  # characters before a reference that are looked at for the name of a law


class Reference(NamedTuple):
    """article, branch, paragraph, item: numbers, 0 where not named; span in the reading's text; near: 前条, 前項 …"""

    article: int
    branch: int
    paragraph: int
    item: int
    span: Span
    node: int
    stretch: Span  # the sentence or heading it stands in
    near: str = ""
    each: bool = False  # 各号


class Target(NamedTuple):
    """An article: its node, and the numbers of its paragraphs and items."""

    node: int
    paragraphs: frozenset[int]
    items: frozenset[int]  # of any paragraph
    by_paragraph: Mapping[int, frozenset[int]]


Outline = Mapping[int, Mapping[tuple[int, int], list[Target]]]  # part -> (article, branch) -> articles of that number


def outline(reading: Reading) -> Outline:
    """The numbered articles of every part."""
    found: dict[int, dict[tuple[int, int], list[Target]]] = {}
    below: dict[int, list[tuple[str, int, int]]] = {}  # article node -> (kind, paragraph, number)
    owner: dict[int, tuple[int, int]] = {}  # node -> (article node, paragraph number)
    for index, node in enumerate(reading.nodes):
        clause = node.clause
        number = clause.number[0] if clause.number else 0
        if clause.kind == ARTICLE:
            owner[index], below[index] = (index, 0), []
            if clause.number:
                key = (number, clause.number[1] if len(clause.number) > 1 else 0)
                found.setdefault(node.part, {}).setdefault(key, []).append(Target(index, frozenset(), frozenset(), {}))
        elif node.parent in owner:
            article, paragraph = owner[node.parent]
            paragraph = number if clause.kind == PARAGRAPH else paragraph
            owner[index] = (article, paragraph)
            if clause.kind in (PARAGRAPH, ITEM, SUBITEM) and number:
                below[article].append((clause.kind, paragraph, number))
    return {
        part: {key: [_filled(target.node, below[target.node]) for target in targets] for key, targets in numbered.items()}
        for part, numbered in found.items()
    }


def _filled(node: int, below: list[tuple[str, int, int]]) -> Target:
    paragraphs = frozenset(number for kind, _, number in below if kind == PARAGRAPH)
    items = frozenset(number for kind, _, number in below if kind != PARAGRAPH)
    by: dict[int, set[int]] = {}
    for kind, paragraph, number in below:
        if kind != PARAGRAPH:
            by.setdefault(paragraph, set()).add(number)
    return Target(node, paragraphs or frozenset({1}), items, {paragraph: frozenset(numbers) for paragraph, numbers in by.items()})


def place_of(reading: Reading, node: int) -> tuple[int, int]:
    """(article node, paragraph number) around a node; (-1, 0) outside the articles."""
    paragraph = 0
    while node >= 0:
        clause = reading.nodes[node].clause
        if clause.kind == PARAGRAPH and clause.number and not paragraph:
            paragraph = clause.number[0]
        if clause.kind == ARTICLE:
            return node, paragraph
        node = reading.nodes[node].parent
    return -1, 0


def references(reading: Reading) -> Iterator[Reference]:
    """Every reference of a reading to an article, paragraph or item of its own papers: in its sentences, then in headings."""
    chars = reading.text.chars
    stretches = [(sentence.node, sentence.span) for sentence in reading.sentences]
    stretches += [(at, node.title) for at, node in enumerate(reading.nodes) if node.clause.kind in (SECTION, ITEM, SUBITEM)]
    for node, stretch in stretches:
        text = chars[stretch.start : stretch.end]
        if not _HINT.search(text):
            continue
        own, paragraph = place_of(reading, node)
        here = reading.nodes[own].clause.number if own >= 0 else ()
        last: Reference | None = None
        elsewhere = False
        for hit in _REFERENCE.finditer(text):
            if hit.end() == hit.start() or not (hit["words"] or hit["paragraph"] or hit["item"]):
                continue
            before = text[max(0, hit.start() - _BACK) : hit.start()]
            joined = last is not None and bool(_JOINS.fullmatch(text[last.span.end - stretch.start : hit.start()]))
            elsewhere = bool(_ELSEWHERE.search(before)) or before.endswith("同法") or (elsewhere and _chained(text, hit.start()))
            if elsewhere:
                last = None
                continue
            span = Span(stretch.start + hit.start(), stretch.start + hit.end())
            base = last if joined or hit["near"] == "同条" or hit["paragraphs"] == "同項" else None
            found = _read(hit, here, paragraph, base, (span, node, stretch))
            if found is not None:
                yield found
                last = found


def _chained(text: str, at: int) -> bool:
    """Whether a reference follows another in one breath: 第8条及び第9条."""
    return bool(_CHAIN.search(text, max(0, at - 12), at))


def _int(text: str | None) -> int:
    return (to_int(text) or 0) if text else 0


def _read(
    hit: re.Match[str], here: tuple[int, ...], paragraph: int, last: Reference | None, at: tuple[Span, int, Span]
) -> Reference | None:
    asked, item, each = _int(hit["paragraph"]), _int(hit["item"]), bool(hit["each"])
    own = (*here, 0, 0)[:2]
    if number := _int(hit["article"] or hit["bare"] or hit["bare2"]):
        return Reference(number, _int(hit["branch"]), asked, item, *at, "", each)
    near = hit["near"] or ""
    if near == "同条":
        return Reference(last.article, last.branch, asked, item, *at, "", each) if last else None
    if hit["paragraphs"] == "同項":
        return Reference(last.article, last.branch, last.paragraph, item, *at, "", each) if last else None
    if not here and not last:
        return None
    if near and here:
        step = {"前条": -1, "次条": 1}.get(near, 0) if not hit["articles"] else -_int(hit["articles"])
        return Reference(own[0] + step, own[1] if not step else 0, asked, item, *at, near, each)
    if near or (hit["paragraphs"] and not here):
        return None
    if words := hit["paragraphs"]:
        step = 1 if words == "次項" else -(_int(hit["many"]) or 1)
        return Reference(own[0], own[1], paragraph + step if paragraph else 0, item, *at, words, each)
    if asked:
        base = (last.article, last.branch) if last else own
        return Reference(base[0], base[1], asked, item, *at, "" if last else "同じ条", each)
    if item:
        base3 = (last.article, last.branch, last.paragraph) if last else (*own, paragraph)
        return Reference(base3[0], base3[1], base3[2], item, *at, "" if last else "同じ項", each)
    return None


def home(reading: Reading, articles: Outline, reference: Reference) -> int | None:
    """The part a reference points into: its own where that has articles, else the contract; None where none has."""
    part = reading.nodes[reference.node].part
    before = reading.text.chars[max(0, reference.span.start - 12) : reference.span.start]
    contracts = [number for number in articles if CONTRACT in reading.document.parts[number].roles]
    if contracts and (part not in articles or (part not in contracts and _CONTRACT_WORDS.search(before))):
        return contracts[0]
    return part if part in articles else None
