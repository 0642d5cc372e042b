"""`agrees`: one fact, one value. A paper that gives the same fact twice must give the same value twice.

    agrees:
      - subject: 記録の保存期間            # a value that patterns capture under the name 値
        says: ["{記録} … $値:期間 … {保存}"]
        unless: ["{減算}"]
      - {subject: 事業所の電話番号, fact: 電話, owner: [事業所]}   # a fact with its owner (see `subjects`)
      - {subject: 事業所の名称, names: true}      # names of the office and its corporation, with one slip
      - {subject: 解約の予告期間, across: true, says: …}   # only papers that share no value disagree
      - {subject: 当事者の名称, parties: true}   # another house's name, left over from a template
      - {subject: 郵便番号, postcodes: true}      # one address, two postcodes
      - {subject: 市町村の名称, spelling: 市町村}   # names of a type that differ from another by one character
      - {subject: 職員の員数, adds: [常勤, 非常勤]}  # 7名（常勤5名、非常勤3名）
      - {subject: 利用者の呼び方, variants: [ご利用者, 利用者]}    # one thing, several words; the longer first

Different subjects are never compared; that is what makes a difference a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Reading, Rule, Tools, Value
from ..records import NamedTuple
from ..text import Span
from ._identity import conflicts, postcodes
from ._names import misnamed
from ._near import meant_apart, one_slip
from ._places import printed, sentence_at, where
from ._staff import miscounted
from ._strangers import strangers

OPTIONS: tuple[str, ...] = ()
_VALUE = "値"
_OFTEN = 3  # a short name that stands this often is taken for the right one
_PREFECTURE = compiled(r"^[一-龥]{2,3}[都道府県](?=.{2})")
_MOST_NAMES = 200
_LONG_NAME = 4  # two names this long that differ by one character are suspicious even if each stands once
_MOST = 6  # places shown for one fact


class _Said(NamedTuple):
    value: Value
    evidence: Evidence


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every subject with more than one value; satisfied where all agree."""
    findings: list[Finding] = []
    for subject in rule.options["body"]:
        way = next(way for key, way in _WAYS.items() if key in subject)
        for finding in way(subject, bundle, tools):
            whole = next((at for at, other in enumerate(findings) if _inside(finding, other)), -1)
            if whole < 0:
                findings.append(finding)
            else:
                findings[whole] = _joined(findings[whole], finding)
    return findings or [Finding(SATISFIED)]


def _joined(whole: Finding, part: Finding) -> Finding:
    """One finding with the places of both."""
    known = {(one.reading, one.span) for one in whole.evidence}
    more = tuple(one for one in part.evidence if (one.reading, one.span) not in known)
    return whole._replace(evidence=(*whole.evidence, *more)[:_MOST])


def _inside(finding: Finding, other: Finding) -> bool:
    """Whether what a finding points at lies within what another points at (a town's name in an address)."""
    first, second = finding.evidence[0], other.evidence[0]
    if first.reading != second.reading or not first.words or not second.words:
        return False
    return second.words[0].start <= first.words[0].start and first.words[-1].end <= second.words[-1].end


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The patterns the rule's subjects are written in."""
    for subject in rule.options["body"]:
        for key in ("says", "unless", "stops"):
            yield from _texts(subject, key)
        if "spelling" in subject:
            yield from _spelt(subject)


def _spelt(subject: Mapping[str, Any]) -> tuple[str, str]:
    """The patterns of a type of name, in sentences and in headings."""
    return f"${_VALUE}:{subject['spelling']}", f"見出し: ${_VALUE}:{subject['spelling']}"


def _texts(subject: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = subject.get(key, ())
    return (given,) if isinstance(given, str) else tuple(given)


# -------------------------------- values that patterns capture


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
                evidence = Evidence(index, match.node, sentence, (place,), printed(reading, place))
                found.setdefault((index, place.start), _Said(value, evidence))
    return [found[key] for key in sorted(found)]


def _place(reading: Reading, spans: tuple[Span, ...], value: Value) -> Span:
    """Where the captured value itself stands within the matched pieces."""
    for span in reversed(spans):
        at = reading.text.chars.find(value.text, span.start, span.end)
        if at >= 0:
            return Span(at, at + len(value.text))
    return spans[-1]


def _conflict(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    groups: dict[str, list[_Said]] = {}
    for one in _said(subject, _texts(subject, "says"), bundle, tools):
        groups.setdefault(_key(one.value), []).append(one)
    if len(groups) < 2 or (subject.get("across") and not _disjoint(bundle, groups)):
        return
    least = min(groups.values(), key=lambda group: (len(group), -group[0].evidence.reading, -group[0].evidence.span.start))
    values = " ／ ".join(f"{group[0].evidence.note}（{where(bundle, group[0].evidence)}）" for group in groups.values())
    rest = [one.evidence for group in groups.values() for one in group if one is not least[0]]
    name = subject["subject"]
    yield Finding(
        INCONSISTENT, (f"{name}が一致しません: {values}。",), (least[0].evidence, *rest[: _MOST - 1]),
        remedy=f"{name}は、正しい値を確かめて、書面の中で一つにそろえてください。", key=f"{name} {sorted(groups)}",
    )  # fmt: skip


def _disjoint(bundle: Bundle, groups: Mapping[str, list[_Said]]) -> bool:
    """Whether two papers share no value: several in one paper are for several cases."""
    papers: dict[tuple[int, int], set[str]] = {}
    for key, group in groups.items():
        for one in group:
            part = bundle.readings[one.evidence.reading].nodes[one.evidence.node].part
            papers.setdefault((one.evidence.reading, part), set()).add(key)
    sets = list(papers.values())
    return any(one.isdisjoint(other) for number, one in enumerate(sets) for other in sets[:number])


def _key(value: Value) -> str:
    """A value to compare by: 30日以上 and 30日 are one notice, 1か月 and 30日 are not told apart."""
    if value.type == "期間" and value.high is not None and value.high < 366:
        return f"{round(value.high / 30.4)}か月" if 28 <= value.high <= 31 else f"{value.high:g}"
    return value.key or value.text


# -------------------------------- names with one character amiss


def _misspelt(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """Names that differ by one character from a name that stands more often, or from another long name."""
    groups: dict[str, list[_Said]] = {}
    for one in _said(subject, _spelt(subject), bundle, tools):
        groups.setdefault(_PREFECTURE.sub("", one.value.text), []).append(one)
    done: set[str] = set()
    if len(groups) > _MOST_NAMES:
        return  # a list of towns, not the paper of an office
    for name, group in sorted(groups.items(), key=lambda item: (len(item[1]), -item[1][0].evidence.span.start)):
        near = [
            other
            for other, many in groups.items()
            if other not in done and len(many) >= len(group) and _alike(name, other)
            and (len(name) >= _LONG_NAME or (len(group) == 1 and len(many) >= _OFTEN))
        ]
        if len(near) == 1:
            done.add(name)
            there = [one.evidence for one in groups[near[0]][: _MOST - 1]]
            said = f"{subject['subject']}が一致しません: {name}（{where(bundle, group[0].evidence)}）／ {near[0]}（{where(bundle, there[0])}）。"
            yield Finding(
                INCONSISTENT, (said,), (group[0].evidence, *there),
                remedy=f"「{name}」が「{near[0]}」の誤りでないか確認してください。", key=f"{name} {near[0]}",
            )  # fmt: skip


def _alike(name: str, other: str) -> bool:
    """One slip apart, but not in the last character (市, 町), not one within the other, not 東 and 西."""
    if name == other or name[-1] != other[-1] or name in other or other in name or meant_apart(name, other):
        return False
    return one_slip(name, other) and min(len(name), len(other)) >= 3


# -------------------------------- several words for one thing


def _variants(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """Words of which a paper uses more than one; the rarest is shown with the commonest."""
    words = compiled("|".join(re.escape(str(word)) for word in subject["variants"]))
    groups: dict[str, list[tuple[int, int, Span]]] = {}
    for index, reading in enumerate(bundle.readings):
        for number, sentence in enumerate(reading.sentences):
            text = reading.text.chars[sentence.span.start : sentence.span.end]
            for hit in words.finditer(text):
                span = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
                groups.setdefault(hit[0], []).append((index, number, span))
    if len(groups) < 2:
        return
    rare, *_, often = sorted(groups.items(), key=lambda item: len(item[1]))
    shown = [
        sentence_at(bundle.readings[index], number, span, index=index, note=f"「{word}」は{len(group)}か所")
        for word, group in (rare, often)
        for index, number, span in group[:1]
    ]
    told = " ／ ".join(f"{word}（{len(group)}か所）" for word, group in groups.items())
    yield Finding(INCONSISTENT, (f"{subject['subject']}がそろっていません: {told}。",), tuple(shown), key=f"{subject['subject']} {sorted(groups)}")


_WAYS: dict[str, Callable[[Mapping[str, Any], Bundle, Tools], Iterator[Finding]]] = {
    "says": _conflict,
    "fact": conflicts,
    "names": misnamed,
    "parties": strangers,
    "postcodes": postcodes,
    "spelling": _misspelt,
    "adds": miscounted,
    "variants": _variants,
}
