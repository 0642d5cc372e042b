"""`agrees`: one fact, one value. A paper that gives the same fact twice must give the same value twice.

    agrees:
      - subject: 記録の保存期間            # whose value: only what a subject's patterns capture is compared
        says: ["{記録} … $値:期間 … {保存}"]
        unless: ["{減算}"]
      - subject: 市町村の名称
        spelling: 市町村                  # names of this type that differ from a frequent one by one character

Different subjects are never compared; that is what makes a difference a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Reading, Rule, Tools, Value
from ..text import Span

OPTIONS: tuple[str, ...] = ()
_VALUE = "値"
_OFTEN = 2  # a spelling that stands this often is taken for the right one
_MOST = 6  # places shown for one fact


class _Said(NamedTuple):
    value: Value
    evidence: Evidence
    path: str


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every subject with more than one value; satisfied where all agree."""
    findings: list[Finding] = []
    for subject in rule.options["body"]:
        if "spelling" in subject:
            findings.extend(_misspelt(subject, bundle, tools))
        else:
            findings.extend(_conflict(subject, bundle, tools))
    return findings or [Finding(SATISFIED)]


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The patterns the rule's subjects are written in."""
    for subject in rule.options["body"]:
        for key in ("says", "unless", "stops"):
            yield from _texts(subject, key)
        if "spelling" in subject:
            yield f"${_VALUE}:{subject['spelling']}"


def _texts(subject: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = subject.get(key, ())
    return (given,) if isinstance(given, str) else tuple(given)


def _said(subject: Mapping[str, Any], sources: tuple[str, ...], bundle: Bundle, tools: Tools) -> list[_Said]:
    """Every value the patterns capture, each place once."""
    unless = [tools.pattern(source) for source in _texts(subject, "unless")]
    stops = tuple(tools.pattern(source) for source in _texts(subject, "stops"))
    found: dict[tuple[int, int], _Said] = {}
    for source in sources:
        for index, reading in enumerate(bundle.readings):
            for match in tools.pattern(source).find(reading, None, stops):
                value = match.values.get(_VALUE)
                if value is None or (match.sentence >= 0 and any(one.covers(reading, match.sentence) for one in unless)):
                    continue
                place = _place(reading, match.spans, value)
                sentence = reading.sentences[match.sentence].span if match.sentence >= 0 else reading.nodes[match.node].span
                evidence = Evidence(index, match.node, sentence, (place,), value.text)
                found.setdefault((index, place.start), _Said(value, evidence, reading.nodes[match.node].path))
    return [found[key] for key in sorted(found)]


def _place(reading: Reading, spans: tuple[Span, ...], value: Value) -> Span:
    """Where the captured value itself stands within the matched pieces."""
    for span in reversed(spans):
        at = reading.text.chars.find(value.text, span.start, span.end)
        if at >= 0:
            return Span(at, at + len(value.text))
    return spans[-1]


def _conflict(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    said = _said(subject, _texts(subject, "says"), bundle, tools)
    groups: dict[str, list[_Said]] = {}
    for one in said:
        groups.setdefault(one.value.key or one.value.text, []).append(one)
    if len(groups) < 2:
        return
    ordered = sorted(groups.values(), key=lambda group: (len(group), -group[0].evidence.span.start))
    shown = [group[0] for group in groups.values()]
    values = " ／ ".join(f"{one.value.text}（{one.path or '本文'}）" for one in shown)
    rest = [one.evidence for group in groups.values() for one in group if one is not ordered[0][0]]
    said_text = f"{subject['subject']}が一致しません: {values}。"
    yield Finding(
        INCONSISTENT, (said_text,), (ordered[0][0].evidence, *rest[: _MOST - 1]),
        remedy=f"{subject['subject']}を一つにそろえてください。", key=f"{subject['subject']} {sorted(groups)}",
    )  # fmt: skip


def _misspelt(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """Names that stand once and differ by one character from a name that stands more often."""
    said = _said(subject, (f"${_VALUE}:{subject['spelling']}",), bundle, tools)
    groups: dict[str, list[_Said]] = {}
    for one in said:
        groups.setdefault(one.value.text, []).append(one)
    for name, group in groups.items():
        if len(group) > 1 or len(name) < 3:
            continue
        near = [other for other, many in groups.items() if len(many) >= _OFTEN and _one_apart(name, other)]
        if len(near) == 1:
            other = groups[near[0]][0]
            said_text = f"{subject['subject']}「{name}」は、ほかの箇所の「{near[0]}」と一字違いです。"
            yield Finding(
                INCONSISTENT, (said_text,), (group[0].evidence, other.evidence),
                remedy=f"「{near[0]}」の誤りでないか確認してください。", key=f"{name} {near[0]}",
            )  # fmt: skip


def _one_apart(one: str, other: str) -> bool:
    """Whether two names differ by one character changed, added or left out (not by the last one, 市 and 町)."""
    if one == other or one[-1] != other[-1] or one in other or other in one:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 and len(one) >= 4
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and len(short) >= 3 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
