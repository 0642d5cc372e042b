"""Names of the office and its corporation, written with a slip somewhere. Private to `agrees`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, Bundle, Finding, Reading, Tools
from ..text import Span
from ._identity import count, gathered
from ._near import meant_apart, one_slip, slips
from ._places import around, printed, sentence_at, sentence_of, where

_OURS = ("事業所", "法人", "事業者", "")
_MOST_NAMES = 30  # no paper of an office has more; comparing all with all must stay cheap
_SHORTEST_NAME = 5
LEGAL_FORMS = ("社会福祉法人", "社会医療法人", "医療法人社団", "医療法人財団", "医療法人", "株式会社", "有限会社", "合同会社", "特定非営利活動法人", "NPO法人", "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人")
_HEAD_OF_IT = compiled(r"理事長|代表|会長|社長|院長|所長|御中|㊞|(?:印|宛て?|あて|殿|様)$")
_ENDS_A_NAME = "(「」、。\t\n（『』・:/|"
_PARTICLES = "のはがをにとへもや"


def misnamed(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """The name of the office or its corporation, written with a slip somewhere."""
    known = [one for one in gathered(bundle, tools, "名称") if one.fact.owner in _OURS]
    names: dict[str, tuple[int, int]] = {}  # name -> where it stands under a label: reading, sentence
    for one in known:
        names.setdefault(one.fact.value.text, (one.reading, one.fact.sentence))
    for index in range(len(bundle.readings)):
        for name, sentence in _corporations(bundle, index):
            names.setdefault(name, (index, sentence))
    names = dict(list(names.items())[:_MOST_NAMES])
    counted = {name: _own_count(bundle, name, names) for name in names}
    done: set[tuple[int, int]] = set()
    told: set[tuple[str, str]] = set()  # (as written, as it should be): not to be told the other way round too
    for name in sorted(names, key=lambda one: (-counted[one], names[one])):
        if len(name) < _SHORTEST_NAME:
            continue
        for index, reading in enumerate(bundle.readings):
            chars = reading.text.chars
            for start, end in slips(chars, name):
                end = _within(reading, start, end, name)
                written = chars[start:end]
                if (index, start) in done or not _really(chars, written, name, end):
                    continue
                if counted.get(written, 0) > counted[name] or _longer(names, name, chars, start) or (name, written) in told:
                    continue
                told.add((written, name))
                done.update((index, at) for at in range(start, end))
                yield _slip_of(str(subject["subject"]), bundle, index, Span(start, end), name, names[name])


def _own_count(bundle: Bundle, name: str, names: Iterable[str]) -> int:
    """How often a name stands in the papers, but not within a longer one of them (医療法人緑会 in 医療法人緑会病院)."""
    return count(bundle, name) - max((count(bundle, other) for other in names if other != name and name in other), default=0)


def _within(reading: Reading, start: int, end: int, name: str) -> int:
    """The end of the slip: it does not run into the next line."""
    number = sentence_of(reading, start)
    stop = reading.sentences[number].span.end if number >= 0 else end
    if start < stop < end and one_slip(reading.text.chars[start:stop], name):
        return stop
    return end if number < 0 or end <= stop or start >= stop else start


def _really(chars: str, written: str, name: str, end: int) -> bool:
    if not written or meant_apart(written, name) or "\t" in written or "\n" in written or any(mark in written for mark in "()「」、。"):
        return False
    if written[:-1] == name[:-1] and written[-1] in _PARTICLES:  # 「居宅介護支援事業の運営」 is no misnamed 事業所
        return False
    if name.startswith(written):  # the rest may stand on the next line
        after = chars[end : end + 3].lstrip("\t\n")[:1]
        return after not in (name[-1], "者", *_PARTICLES)
    return True


def _longer(names: Mapping[str, tuple[int, int]], name: str, chars: str, start: int) -> bool:
    """The place bears another, longer name of the paper, written rightly."""
    return any(len(other) > len(name) + 1 and chars.startswith(other, start) for other in names)


def _corporations(bundle: Bundle, index: int) -> Iterator[tuple[str, int]]:
    """Names with a legal form that end at a bracket, a cell border or the end of a line: (name, sentence)."""
    reading = bundle.readings[index]
    for number, sentence in enumerate(reading.sentences):
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for form in LEGAL_FORMS:
            at = text.find(form)
            if at < 0:
                continue
            end = min([place for place in (text.find(mark, at) for mark in _ENDS_A_NAME) if place >= 0], default=len(text))
            name = _HEAD_OF_IT.split(text[at:end])[0]
            if text[end : end + 1] == "、" and name[-1:] in _PARTICLES:  # 株式会社みなとが、次のとおり
                name = name[:-1]
            if len(form) + 3 <= len(name) <= 24 and not any(word in name for word in ("殿", "法人格", "、")):
                yield name, number
            break


def _slip_of(subject: str, bundle: Bundle, index: int, span: Span, name: str, home: tuple[int, int]) -> Finding:
    reading = bundle.readings[index]
    here = around(index, reading, span, "一字違いの名称")
    other = bundle.readings[home[0]]
    sentence = other.sentences[home[1]]
    at = other.text.chars.find(name, sentence.span.start, sentence.span.end)
    there = sentence_at(other, home[1], *([Span(at, at + len(name))] if at >= 0 else []), index=home[0], note=name)
    written = printed(reading, span)
    told = f"{subject}が一致しません: {written}（{where(bundle, here)}）／ {name}（{where(bundle, there)}）。"
    return Finding(
        INCONSISTENT, (told,), (here, there), remedy=f"「{written}」が「{name}」の誤りでないか確認してください。", key=f"{written} {name}"
    )
