"""Cancellation ladders: the steps of 「前日17時まで無料、当日8時以降は全額」 must touch each other. Private to `computes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..expressions import compiled
from ..model import INCONSISTENT, ITEM, SUBITEM, Bundle, Evidence, Finding, Reading, Rule, Tools
from ..numerals import to_int
from ..records import NamedTuple
from ..text import Span
from ._places import around, printed, where

_DAY = 1440  # minutes
_N = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_CLOCK = rf"(?:(?P<half>午前|午後|AM|PM)?(?:(?P<hour>{_N})(?:時(?:(?P<minute>{_N})分|(?P<thirty>半))?|:(?P<colon>[0-9]{{2}}))|(?P<noon>正午)))"
_POINT = compiled(
    rf"(?:(?P<day>前々日|前営業日|前の?日|当日|(?P<days>[1-9][0-9]?)日前)(?:の)?{_CLOCK}?|(?P<hours>[0-9]{{1,2}})時間前|(?P<symbol>[一-龥()]{{0,8}}予定時刻|開始時刻))"
    r"(?P<relation>まで|以降|以後|より後|(?:を)?(?:過ぎ|経過|すぎ)|後|から)?"
)
_WITHOUT_NOTICE = compiled(r"^[^、。\t\n]{0,14}(?:なか|ない|なく|せず|無[いかく])")
_OF_LADDER = compiled(r"連絡|申し?出|通知|お?知らせ|キャンセル|取消|取りやめ|中止|欠席")
_PAID = compiled(r"無料|不要|全額|いただ|円|%|割|相当|負担することなく|請求")
_REST = compiled(r"それ以外|上記以外|それ以後|それ以降|その他の場合|(?:前項の|その|上記の|この|前号の)(?:時刻|期限|時間|日時)(?:より後|を?過ぎ|を?経過|以降|以後|の?後)")
_COST = compiled(  # 当日の昼食代, 当日の食費相当額: sums, no times
    r"^(?:の[^、。\t\n]{0,8}(?:食費|代|料|料金|費用|額)|の?(?:食[事費]|[朝昼夕]食|利用料|利用者負担|サービス料|料金|費用|自己負担|おやつ|滞在費|部屋代))"
)
_MEAL = compiled(r"(?:食事|昼食|夕食|朝食)の(?:キャンセル|取消|中止|変更)")
_TIME_OF_DAY = compiled(r"^の?[^、。\t\n]{1,12}(?:前|時|時刻)(?:まで|以降|以後|を過ぎ)")  # 「当日の訪問1時間前まで」
_NEAR = 6  # sentences that a ladder may skip
_RELATIVE = {"前々日": -2, "前日": -1, "前の日": -1, "前営業日": -1, "当日": 0}


class _Bound(NamedTuple):
    """An end of a step. scale: bounds of different scales (days, hours before, a named time) are never compared."""

    scale: str
    at: int  # minutes from midnight of the day of the service
    ends: bool  # the step runs up to here, else it begins here
    words: str
    sentence: int
    span: Span


def gaps(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """A finding for every two neighbouring steps that leave time between them or overlap."""
    for ladder in _ladders(reading, tools):
        for before, after in pairwise(ladder):
            apart = before.ends and not after.ends and before.scale == after.scale and before.at != after.at
            if apart and not any(_joins(one, before, after) for one in ladder):
                yield _finding(index, bundle, before, after)


def _joins(one: _Bound, before: _Bound, after: _Bound) -> bool:
    """Whether a step told elsewhere in the ladder closes the gap, or tells that the later one goes back on purpose."""
    if one.ends or one.scale != before.scale or one is after:
        return False
    return one.at == before.at if after.at > before.at else one.sentence == before.sentence and one.at > after.at


def _ladders(reading: Reading, tools: Tools) -> Iterator[list[_Bound]]:
    ladder: list[_Bound] = []
    paid = False
    unit: Span | None = None
    heading = -1
    for number, sentence in enumerate(reading.sentences):
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        bounds = list(_bounds(text, number, sentence.span.start))
        node = reading.nodes[sentence.node]
        if sentence.node != heading and node.clause.kind in (ITEM, SUBITEM):  # 「・前日17時まで　無料」: the step is what heads the item
            title = reading.text.chars[node.title.start : node.title.end]
            bounds = [*_bounds(title, number, node.title.start), *bounds]
        heading = sentence.node
        here = tools.unit(reading, sentence.node)
        if ladder and (here != unit or number - ladder[-1].sentence > _NEAR or _REST.search(text)):
            if len(ladder) > 1 and paid:
                yield ladder
            ladder, paid = [], False
        around = text + "".join(reading.text.chars[start:end] for start, end in sentence.context)
        if bounds and _OF_LADDER.search(around) and not _MEAL.search(text) and not _REST.search(text):
            ladder += bounds
            unit = here
        paid = paid or bool(ladder and _PAID.search(text))
    if len(ladder) > 1 and paid:
        yield ladder


def _bounds(text: str, number: int, start: int) -> Iterator[_Bound]:
    if "日" not in text and "時" not in text:
        return
    for hit in _POINT.finditer(text):
        relation = hit["relation"] or ""
        scale, at, whole_day = _at(hit)
        ends = relation == "まで" and not _WITHOUT_NOTICE.match(text[hit.end() :].removeprefix("に").removeprefix("の"))
        span = Span(start + hit.start(), start + hit.end())
        if not relation and hit["day"] and _COST.match(text[hit.end() :]):
            continue
        if not relation and (not whole_day or _TIME_OF_DAY.match(text[hit.end() :])):
            continue  # 「前日17時」 alone tells no side
        if whole_day and relation in ("まで", "から", "") and not (relation == "まで" and not ends):
            if relation != "まで":
                yield _Bound(scale, at, False, hit[0], number, span)
            if relation != "から":
                yield _Bound(scale, at + _DAY, True, hit[0], number, span)
        else:
            after_day = whole_day and relation != "から"
            yield _Bound(scale, at + (_DAY if after_day else 0), ends, hit[0], number, span)


def _at(hit: re.Match[str]) -> tuple[str, int, bool]:
    """(scale, minutes, whether a whole day is meant)."""
    if hit["hours"]:
        return "時間前", -60 * int(hit["hours"]), False
    if hit["symbol"]:
        return "時刻", 0, False
    day = -int(hit["days"]) if hit["days"] else _RELATIVE[hit["day"]]
    scale = "営業日" if hit["day"] == "前営業日" else "日"
    if hit["noon"]:
        return scale, day * _DAY + 720, False
    if not hit["hour"]:
        return scale, day * _DAY, True
    minutes = (to_int(hit["hour"]) or 0) * 60 + (to_int(hit["minute"] or hit["colon"] or "") or (30 if hit["thirty"] else 0))
    if hit["half"] in ("午後", "PM") and minutes < 720:
        minutes += 720
    return scale, day * _DAY + minutes, False


def _finding(index: int, bundle: Bundle, before: _Bound, after: _Bound) -> Finding:
    reading = bundle.readings[index]
    evidence = [_evidence(index, reading, after), _evidence(index, reading, before)]
    first, second = (printed(reading, bound.span) for bound in (before, after))
    places = f"（{'、'.join(dict.fromkeys(where(bundle, one) for one in reversed(evidence)))}）"
    if after.at > before.at:
        said = f"利用の取りやめの期限にすき間があります: 「{first}」と「{second}」の間に連絡があったときの扱いが書かれていません{places}。"
        remedy = f"「{second}」の段階を、「{first}」のすぐ後（「{first.removesuffix('まで')}を過ぎたとき」など）から始めてください。"
    else:
        said = f"利用の取りやめの期限が重なっています: 「{first}」と「{second}」のどちらにも当たる時間があります{places}。"
        remedy = f"「{first}」と「{second}」の境目を一つの時刻にそろえてください。"
    return Finding(INCONSISTENT, (said,), tuple(evidence), remedy=remedy, key=f"{before.words} {after.words}")


def _evidence(index: int, reading: Reading, bound: _Bound) -> Evidence:
    return around(index, reading, bound.span, "ここまで" if bound.ends else "ここから")
