"""Another house's name where the office or its corporation stands: left over from a template. Private to `agrees`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, SIGNATURE, Bundle, Evidence, Finding, Tools
from ..records import NamedTuple
from ..text import Span
from ._identity import gathered
from ._names import LEGAL_FORMS
from ._near import one_slip
from ._places import printed, sentence_at, sentence_of, where

_OPENING = 1500  # characters in which the parties are named
_FORMS = "|".join(LEGAL_FORMS)
_CORPORATION = compiled(rf"(?:{_FORMS})[一-龥々ァ-ヴーぁ-んA-Za-z・]{{2,20}}?(?=[(「、。\t\n\[/]|理事|代表|会長|社長|院長|所在|住所|㊞|と、|と\(|は、|$)")
_DEFINED = compiled(rf"((?:{_FORMS})[一-龥々ァ-ヴーぁ-んA-Za-z・]{{2,20}})[^。()\n]{{0,20}}\(以下、?「?(?:事業者|乙|当社|当法人|弊社|法人)")
_NOT_OURS = compiled(r"立会|保証|引受|代理|後見|紹介|評価|保険|委託|丙")
_ADDRESSED = compiled(r"([一-龥々ァ-ヴーぁ-んA-Za-z・]{4,30}(?:事業所|センター|ステーション|ホーム|サービス|苑|荘|園))(?:様|御中|殿|宛)$")
_GENERIC = compiled(r"指定|地域包括支援|居宅介護支援|介護予防支援|訪問|通所|居宅|介護|看護|福祉|予防|支援|利用|サービス|ケアプラン|ケア|デイ|ヘルパー|事業所|施設|センター|ステーション|ホーム|苑|荘|園|^[当本]")


class _Party(NamedTuple):
    name: str
    reading: int
    span: Span
    part: int  # of the paper that it signs for the office; -1 where it only stands


def strangers(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """A corporation that is party in one place where another one is everywhere else, and a paper addressed to another office."""
    parties = list(_parties(bundle, tools))
    known = {one.name: one for one in reversed(parties)}
    names = list(known)
    signed = {name: {(one.reading, one.part) for one in parties if one.name == name and one.part >= 0} for name in names}
    if len(names) == 2 and not _akin(*names) and signed[names[0]].isdisjoint(signed[names[1]]):  # else both are parties
        count = {name: sum(reading.text.chars.count(name) for reading in bundle.readings) for name in names}
        odd, right = sorted(names, key=lambda name: (count[name], not signed[name]))
        if count[odd] == 1:  # a second corporation that a paper speaks of again is no left-over
            yield _finding(str(subject["subject"]), bundle, known[odd], known[right])
    yield from _misaddressed(str(subject["subject"]), bundle, tools)


def _akin(one: str, other: str) -> bool:
    return one in other or other in one or one_slip(one, other)


def _parties(bundle: Bundle, tools: Tools) -> Iterator[_Party]:
    """Corporations under a label of their own, named as a party at the beginning, or signing for the office."""
    for said in gathered(bundle, tools, "名称"):
        if said.fact.owner == "法人" and _CORPORATION.fullmatch(said.fact.value.text):
            yield _Party(said.fact.value.text, said.reading, said.fact.span, -1)
    for index, reading in enumerate(bundle.readings):
        for hit in _DEFINED.finditer(reading.text.chars, 0, _OPENING):
            yield _Party(hit[1], index, Span(*hit.span(1)), -1)
        for sentence in reading.sentences:
            if reading.nodes[sentence.node].clause.kind != SIGNATURE:
                continue
            text = reading.text.chars[sentence.span.start : sentence.span.end]
            name = None if _NOT_OURS.search(text) else _CORPORATION.search(text)
            if name:
                start = sentence.span.start + name.start()
                yield _Party(name[0], index, Span(start, start + len(name[0])), reading.nodes[sentence.node].part)


def _misaddressed(subject: str, bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """「○○センター　様」 above the signature of the user, where the papers know their office by another name."""
    ours = [said for said in gathered(bundle, tools, "名称") if said.fact.owner in ("事業所", "法人", "事業者")]
    offices = [said for said in ours if said.fact.owner == "事業所"]
    if not offices:
        return
    for index, reading in enumerate(bundle.readings):
        for sentence in reading.sentences:
            text = reading.text.chars[sentence.span.start : sentence.span.end]
            hit = _ADDRESSED.match(text)
            if not hit or any(_close(hit[1], said.fact.value.text) for said in ours):
                continue
            first = offices[0]
            here = _Party(hit[1], index, Span(sentence.span.start, sentence.span.start + len(hit[1])), -1)
            yield _finding(subject, bundle, here, _Party(first.fact.value.text, first.reading, first.fact.span, -1))


def _close(one: str, other: str) -> bool:
    """Whether two names may be one: the one within the other, or two characters alike besides the words any office bears."""
    own, others = _GENERIC.sub("", one), _GENERIC.sub("", other)
    return _akin(one, other) or min(len(own), len(others)) < 2 or any(others[at : at + 2] in own for at in range(len(others) - 1))


def _finding(subject: str, bundle: Bundle, odd: _Party, right: _Party) -> Finding:
    here, there = _evidence(bundle, odd, "別の名称"), _evidence(bundle, right, right.name)
    told = f"{subject}が一致しません: {_shown(bundle, odd)}（{where(bundle, here)}）／ {_shown(bundle, right)}（{where(bundle, there)}）。"
    remedy = f"「{odd.name}」が、ひな形などに残ったほかの法人・事業所の名称でないか確認してください。"
    return Finding(INCONSISTENT, (told,), (here, there), remedy=remedy, key=f"{odd.name} {right.name}")


def _shown(bundle: Bundle, party: _Party) -> str:
    return printed(bundle.readings[party.reading], party.span)


def _evidence(bundle: Bundle, party: _Party, note: str) -> Evidence:
    reading = bundle.readings[party.reading]
    return sentence_at(reading, sentence_of(reading, party.span.start), party.span, index=party.reading, note=note)
