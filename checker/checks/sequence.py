"""`sequence`: numbers of 条・項・号 and sections that skip, repeat or run backwards, and numberless articles among numbered.

    sequence: [条, 項, 号, 節, 番号のない条]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..model import (
    ARTICLE,
    INCONSISTENT,
    ITEM,
    PARAGRAPH,
    SATISFIED,
    SECTION,
    SUBITEM,
    Bundle,
    Evidence,
    Finding,
    Node,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..text import Span

OPTIONS: tuple[str, ...] = ()
WORDS = {"条": (ARTICLE,), "項": (PARAGRAPH,), "号": (ITEM, SUBITEM), "節": (SECTION,)}
UNNUMBERED = "番号のない条"
_FEW = 2  # a lone number such as a single （１） says nothing about a sequence


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every break in a run of numbers; satisfied where there is none."""
    wanted = rule.options.get("body") or [*WORDS, UNNUMBERED]
    kinds = {kind for word in wanted for kind in WORDS.get(str(word), ())}
    findings = [
        finding
        for index, reading in enumerate(bundle.readings)
        for finding in (*_breaks(index, reading, kinds), *(_unnumbered(index, reading) if UNNUMBERED in wanted else ()))
    ]
    return findings or [Finding(SATISFIED)]


def _runs(reading: Reading) -> Iterator[list[int]]:
    """Sibling clauses of one kind and one style of label, in order; articles run on across chapters."""
    groups: dict[tuple[int, int, str, str], list[int]] = {}
    for index, node in enumerate(reading.nodes):
        kind = node.clause.kind
        if kind not in (ARTICLE, PARAGRAPH, ITEM, SUBITEM, SECTION):
            continue
        home = -1 if kind == ARTICLE else node.parent
        style = _style(node.clause.label) if kind in (ITEM, SUBITEM, SECTION) else ""
        groups.setdefault((node.part, home, kind, style), []).append(index)
    yield from groups.values()


def _style(label: str) -> str:
    """The look of a label without its number: （１） and (2) alike, ① and ② alike, 1. apart from (1)."""
    for char in label:
        if char.isdigit() and not char.isascii():
            return "circled"
        if char.isascii() and char.isdigit():
            return label[: label.index(char)] + "0" + label[-1:].strip("0123456789")
    return "".join(char for char in label if not char.isalnum()) or "kanji"


def _breaks(index: int, reading: Reading, kinds: set[str]) -> Iterator[Finding]:
    for run in _runs(reading):
        numbered = [at for at in run if reading.nodes[at].clause.number]
        if not numbered or reading.nodes[numbered[0]].clause.kind not in kinds:
            continue
        first = reading.nodes[numbered[0]]
        if len(numbered) >= _FEW and first.clause.number[0] > 1 and first.clause.kind != SECTION:
            yield _finding(index, reading, numbered[0], None, f"{_name(first)}から始まっています（1からの番号がありません）")
        for before, after in pairwise(numbered):
            if said := _break(reading.nodes[before], reading.nodes[after]):
                yield _finding(index, reading, after, before, said)


def _break(before: Node, after: Node) -> str:
    """What is wrong between two neighbours, "" where the second follows the first (a list may start again at 1)."""
    old, new = before.clause.number, after.clause.number
    follows = {(old[0] + 1,), (*old, 2), (*old[:-1], old[-1] + 1), (*old, 1)}
    if new in follows or (len(new) > 1 and new[0] == old[0] and new > old):
        return ""
    if new == (1,) and after.clause.kind in (ITEM, SUBITEM, SECTION):
        return ""
    if new == old:
        return f"{_name(after)}が重複しています"
    if new < old:
        return f"{_name(before)}の次が{_name(after)}に戻っています"
    missing = "・".join(_numbered(after, number) for number in range(old[0] + 1, min(new[0], old[0] + 4)))
    return f"{_name(before)}の次が{_name(after)}になっています（{missing}がありません）"


def _numbered(node: Node, number: int) -> str:
    return {ARTICLE: f"第{number}条", PARAGRAPH: f"第{number}項"}.get(node.clause.kind, str(number))


def _name(node: Node) -> str:
    clause = node.clause
    if clause.kind == ARTICLE:
        return f"第{'条の'.join(str(part) for part in clause.number)}" + ("条" if len(clause.number) == 1 else "")
    if clause.kind == PARAGRAPH:
        return f"第{clause.number[0]}項"
    return f"「{clause.label}」"


def _unnumbered(index: int, reading: Reading) -> Iterator[Finding]:
    """An article that has a heading but no number, among articles that have one."""
    articles = [at for at, node in enumerate(reading.nodes) if node.clause.kind == ARTICLE]
    for at in articles:
        node = reading.nodes[at]
        peers = [other for other in articles if reading.nodes[other].part == node.part and reading.nodes[other].clause.number]
        if not node.clause.number and len(peers) >= _FEW:
            yield _finding(index, reading, at, None, f"「{node.clause.heading}」に条番号がありません")


def _finding(index: int, reading: Reading, at: int, before: int | None, said: str) -> Finding:
    evidence = [_place(index, reading, at, "")]
    if before is not None:
        evidence.append(_place(index, reading, before, "直前の番号"))
    return Finding(INCONSISTENT, (said + "。",), tuple(evidence), key=said)


def _place(index: int, reading: Reading, at: int, note: str) -> Evidence:
    node = reading.nodes[at]
    span = node.title if node.title.start < node.title.end else Span(node.span.start, min(node.span.end, node.span.start + 40))
    return Evidence(index, at, span, (), note)
