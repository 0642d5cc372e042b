"""Facts with a subject that must be the same everywhere: telephone, address, hours. Private to `agrees`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, SIGNATURE, Bundle, Evidence, Fact, Finding, Tools, Value
from ..records import NamedTuple
from ._near import few_digits, next_line, one_slip
from ._places import printed, sentence_at, where

_MOST = 6  # places shown for one fact
_MOST_FACTS = 300  # no paper of an office has more; comparing all with all must stay cheap
_OFFICE, _PROVIDER, _UNKNOWN = "事業所", "事業者", ""
_LINES = ("電話", "FAX")
_HOUSE = compiled(r"(?:法人|会社)([一-龥々ァ-ヴーぁ-んA-Za-z]{2,14}?)(?=[\t\n(、]|理事|代表|会長)")
_DAY = 1439.0  # minutes: round the clock


class Said(NamedTuple):
    """A fact in one of the bundle's papers."""

    reading: int
    fact: Fact


def gathered(bundle: Bundle, tools: Tools, field: str) -> list[Said]:
    """Every fact of a field, paper by paper."""
    return [
        Said(index, fact)
        for index, reading in enumerate(bundle.readings)
        for fact in tools.facts(reading)
        if fact.field == field
    ][:_MOST_FACTS]


# -------------------------------- when two values are the same


def _same_phone(one: Value, other: Value) -> bool:
    return one.key.endswith(other.key) or other.key.endswith(one.key)  # without the area code


def _same_address(one: Value, other: Value) -> bool:
    (town, _, house), (other_town, _, other_house) = one.key.partition(" "), other.key.partition(" ")
    numbers, others = house.split("-"), other_house.split("-")
    shared = min(len(numbers), len(others))
    return (town.endswith(other_town) or other_town.endswith(town)) and numbers[:shared] == others[:shared]


def _near_address(one: Value, other: Value) -> bool:
    (town, _, house), (other_town, _, other_house) = one.key.partition(" "), other.key.partition(" ")
    if house == other_house:
        return one_slip(town, other_town)
    return town == other_town and (one_slip(house, other_house) or sorted(house) == sorted(other_house))


def _same_person(one: Value, other: Value) -> bool:
    return one.key.endswith(other.key) or other.key.endswith(one.key)  # 「管理者名 山田」: the 名 may be the label's


def _same_area(one: Value, other: Value) -> bool:
    first, second = one.key.split(), other.key.split()
    return _covered(first, second) and _covered(second, first)


def _covered(towns: Sequence[str], others: Sequence[str]) -> bool:
    """Whether every town is among the others, as a whole or in part (山川市, 山川市本町)."""
    return all(any(town.startswith(other) or other.startswith(town) for other in others) for town in towns)


def _same(one: Value, other: Value) -> bool:
    return one.key == other.key


_SAME: dict[str, Callable[[Value, Value], bool]] = {
    "電話": _same_phone, "FAX": _same_phone, "所在地": _same_address, "代表者": _same_person, "管理者": _same_person,
    "実施地域": _same_area,
}  # fmt: skip
_NEAR: dict[str, Callable[[Value, Value], bool]] = {
    "電話": lambda one, other: few_digits(one.key, other.key),
    "FAX": lambda one, other: few_digits(one.key, other.key),
    "所在地": _near_address,
    "事業所番号": lambda one, other: few_digits(one.key, other.key),
    "代表者": lambda one, other: one_slip(one.key, other.key),
}


# -------------------------------- conflicts


def conflicts(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """A fact of one owner with two values, and values of no certain owner that miss a known one by a slip.

    subject: {fact: 電話, owner: [事業所], windows: 受付時間}. windows: a field whose values must lie within this one's;
    alike: only values that look like slips of each other disagree (two houses may have leaders of two names).
    """
    field = str(subject["fact"])
    owners = tuple(subject["owner"])
    everything = gathered(bundle, tools, field)
    if _OFFICE in owners:  # each of several offices agrees with itself
        for house in sorted({one.fact.owner for one in everything if one.fact.owner.startswith(f"{_OFFICE}（")}):
            own = _groups(_whole([one for one in everything if one.fact.owner == house]), field)
            if len(own) > 1 and not subject.get("alike"):
                yield _conflict(str(subject["subject"]).replace(_OFFICE, house[len(_OFFICE) + 1 : -1], 1), bundle, own)
    said = _whole([one for one in everything if one.fact.owner in owners])
    groups = _groups(said, field)
    if field in _LINES:  # a line of its own, named so elsewhere, is no second value
        lines = [one for one in gathered(bundle, tools, f"{field}（別）") if one.fact.owner in owners]
        apart = {one.fact.value.key for one in lines}
        groups = [group for group in groups if group[0].fact.value.key not in apart] if len(groups) > 1 else groups
        if len(groups) == 1 and groups[0][0].fact.value.key not in apart:
            value = groups[0][0].fact.value
            groups += [[one] for one in lines if _NEAR[field](one.fact.value, value) and not next_line(one.fact.value.key, value.key)][:1]
    if field == "代表者" and len(groups) > 1 and _of_several_houses(bundle, groups):
        return  # 委託 and 受託, each with its head
    if "windows" in subject:
        _add_windows(groups, _of_office(bundle, tools, str(subject["windows"])))
    if subject.get("alike"):
        groups = [group for group in groups if any(_alike(group[0].fact.value.key, other[0].fact.value.key) for other in groups)]
    if len(groups) > 1 and not (field == "事業所番号" and not _numbers_conflict(groups)):
        yield _conflict(str(subject["subject"]), bundle, groups)
    elif field in _NEAR:
        yield from _strays(str(subject["subject"]), bundle, tools, groups, everything, field)


def _of_several_houses(bundle: Bundle, groups: Sequence[Sequence[Said]]) -> bool:
    """Whether each value stands beside or below the name of another corporation."""
    houses = [_house_above(bundle, group[0]) for group in groups]
    return all(houses) and len(set(houses)) == len(houses)


def _house_above(bundle: Bundle, said: Said) -> str:
    reading = bundle.readings[said.reading]
    start = reading.sentences[max(said.fact.sentence - 2, 0)].span.start
    named = _HOUSE.findall(reading.text.chars, start, said.fact.span.start)
    return str(named[-1]) if named else ""


def _whole(said: Sequence[Said]) -> list[Said]:
    """Without sentences that give several values of the field (hours of the morning and of the afternoon)."""
    count: dict[tuple[int, int], set[str]] = {}
    for one in said:
        count.setdefault((one.reading, one.fact.sentence), set()).add(one.fact.value.key)
    return [one for one in said if len(count[one.reading, one.fact.sentence]) == 1]


def _groups(said: Sequence[Said], field: str) -> list[list[Said]]:
    same = _SAME.get(field, _same)
    groups: list[list[Said]] = []
    for one in said:
        home = next((group for group in groups if same(group[0].fact.value, one.fact.value)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return groups


def _alike(one: str, other: str) -> bool:
    """Two names of one title that share the family or the given name, or miss each other by a character."""
    (title, _, name), (other_title, _, other_name) = one.partition(" "), other.partition(" ")
    return title == other_title and name != other_name and (
        one_slip(name, other_name) or name[:2] == other_name[:2] or name[-2:] == other_name[-2:]
    )


def _of_office(bundle: Bundle, tools: Tools, field: str) -> list[Said]:
    """The values of a field that are the office's: by name, or by its telephone number in the same line."""
    phones = gathered(bundle, tools, "電話")
    known = {one.fact.value.key for one in phones if one.fact.owner == _OFFICE}
    beside = {(one.reading, one.fact.sentence) for one in phones if one.fact.value.key in known}
    return _whole([
        one for one in gathered(bundle, tools, field)
        if one.fact.owner == _OFFICE or (one.fact.owner == _UNKNOWN and (one.reading, one.fact.sentence) in beside)
    ])


def _add_windows(groups: list[list[Said]], windows: Sequence[Said]) -> None:
    """Hours of the office's own window count as its hours where they run beyond them."""
    if len(groups) != 1 and not any(len(group) for group in groups):
        return
    for one in windows:
        value = one.fact.value
        home = next((group for group in groups if _same(group[0].fact.value, value)), None)
        if home is not None:
            home.append(one)
        elif all(_beyond(value, group[0].fact.value) for group in groups):
            groups.append([one])


def _beyond(window: Value, hours: Value) -> bool:
    if None in (window.low, window.high, hours.low, hours.high):
        return False
    assert window.low is not None and window.high is not None and hours.low is not None and hours.high is not None
    if window.high - window.low >= _DAY or hours.high - hours.low >= _DAY:
        return False
    return window.low < hours.low or window.high > hours.high


def _numbers_conflict(groups: list[list[Said]]) -> bool:
    """Office numbers: one that misses another by a slip, or two that the papers give in different places.

    Two numbers side by side are those of two services.
    """
    keys = [group[0].fact.value.key for group in groups]
    if any(few_digits(one, other) for number, one in enumerate(keys) for other in keys[:number]):
        return True
    nodes = [{(one.reading, one.fact.node) for one in group} for group in groups]
    return len(groups) == 2 and any(len(group) > 1 for group in groups) and not nodes[0] & nodes[1]


def _conflict(subject: str, bundle: Bundle, groups: list[list[Said]], suspicious: int = -1) -> Finding:
    """The value that stands least often is the suspicious one; of two that stand as often, the later."""
    least = groups[suspicious] if suspicious >= 0 else min(groups, key=lambda group: (len(group), -group[0].reading, -group[0].fact.span.start))
    evidence = [_evidence(bundle, one) for group in [least, *(g for g in groups if g is not least)] for one in group]
    told = " ／ ".join(
        f"{_shown(bundle, group[0])}（{'、'.join(where(bundle, _evidence(bundle, one)) for one in group[:2])}）" for group in groups
    )
    return Finding(
        INCONSISTENT, (f"{subject}が一致しません: {told}。",), tuple(evidence[:_MOST]),
        remedy=f"{subject}は、正しい値を確かめて、書面の中で一つにそろえてください。",
        key=f"{subject} {sorted(group[0].fact.value.key for group in groups)}",
    )  # fmt: skip


def _strays(
    subject: str, bundle: Bundle, tools: Tools, groups: list[list[Said]], everything: Sequence[Said], field: str
) -> Iterator[Finding]:
    """A value whose owner is not certain, that no body of the paper has, and that misses one of the office's by a slip.

    Telephone numbers that differ at their end may be two lines of one house, unless it is signed with the office's address.
    """
    same, near = _SAME.get(field, _same), _NEAR[field]
    sure = [one for one in everything if one.fact.owner not in (_PROVIDER, _UNKNOWN)]
    for stray in everything:
        value = stray.fact.value
        if stray.fact.owner not in (_PROVIDER, _UNKNOWN) or any(same(one.fact.value, value) for one in sure):
            continue
        for group in groups:
            known = group[0].fact.value
            if not near(known, value) or any(one is stray for one in group):
                continue
            if not (field in _LINES and next_line(known.key, value.key) and not _signed_by_office(bundle, tools, stray)):
                yield _conflict(subject, bundle, [group, [stray]], 0 if _better_known(bundle, stray, group[0]) else 1)


def _signed_by_office(bundle: Bundle, tools: Tools, stray: Said) -> bool:
    """Whether a telephone number stands in a signature block, beside or below the address of the office."""
    if bundle.readings[stray.reading].nodes[stray.fact.node].clause.kind != SIGNATURE:
        return False
    addresses = gathered(bundle, tools, "所在地")
    beside = [one for one in addresses if one.reading == stray.reading and 0 <= stray.fact.sentence - one.fact.sentence <= 1]
    return any(
        _same_address(one.fact.value, other.fact.value) for one in beside for other in addresses if other.fact.owner == _OFFICE
    )


def _better_known(bundle: Bundle, stray: Said, other: Said) -> bool:
    """Whether the town of the stray is what the papers call it elsewhere, so that the other is the suspicious one."""
    city, other_city = (_city(one.fact.value.key.partition(" ")[0]) for one in (stray, other))
    return city != other_city and count(bundle, city) > count(bundle, other_city)


def count(bundle: Bundle, words: str) -> int:
    """How often the papers have these words."""
    return sum(reading.text.chars.count(words) for reading in bundle.readings)


def _city(town: str) -> str:
    ends = [at for at in (town.find(mark) for mark in "市区町村") if at > 0]
    return town[: min(ends) + 1] if ends else town


def _evidence(bundle: Bundle, said: Said) -> Evidence:
    reading = bundle.readings[said.reading]
    note = f"{said.fact.owner or said.fact.label}の{said.fact.field}" if said.fact.owner else said.fact.field
    return sentence_at(reading, said.fact.sentence, said.fact.span, index=said.reading, note=f"{note} {_shown(bundle, said)}")


def _shown(bundle: Bundle, said: Said) -> str:
    if said.fact.value.type == "市町村列":
        return said.fact.value.text
    return printed(bundle.readings[said.reading], said.fact.span)


# -------------------------------- postcodes


def postcodes(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """One address with two postcodes."""
    pairs: list[tuple[Said, Said]] = []
    for index, reading in enumerate(bundle.readings):
        facts = [fact for fact in tools.facts(reading) if fact.field in ("郵便番号", "所在地")]
        for first, second in pairwise(facts):
            if (first.field, second.field) == ("郵便番号", "所在地") and second.sentence - first.sentence <= 1:
                pairs.append((Said(index, first), Said(index, second)))
    groups: list[list[Said]] = []
    for number, (code, address) in enumerate(pairs):
        for other, other_address in pairs[:number]:
            if _same_address(address.fact.value, other_address.fact.value) and code.fact.value.key != other.fact.value.key:
                groups = [[other], [code]]
    if groups:
        yield _conflict(str(subject["subject"]), bundle, groups)
