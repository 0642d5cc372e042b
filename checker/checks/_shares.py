"""1割, 2割 and 3割 of a charge that do not follow from it or from each other. Private to `computes`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from ..expressions import compiled
from ..model import Bundle, Finding, Reading, Rule, Tools
from ..text import Span
from ._tables import WHOLE, Row, amount, label, miscounted, number, tables

_One = TypeVar("_One")
_SHARES = (("1割", 1), ("2割", 2), ("3割", 3))
_BARE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_AMOUNT = rf"({_BARE})"
_LONE_SHARE = compiled(r"^(?:ご?(?:利用者|自己)?ご?負担[額金]?)?\(?([123])割\)?(?:ご?負担[額金]?|の方|の場合|額)?\)?(?:\(?円\)?)?$")
_ONE_INLINE = compiled(
    rf"{_AMOUNT}円[(、\t・]{{0,2}}(?:(?:利用者|自己)?負担[額金]?)?[(:]?([123])割(?:負担)?(?:の方|の場合|額|負担額)?[):は\t]{{0,2}}{_AMOUNT}円"
)
_INLINE_SHARE = compiled(rf"(?P<share>[123])割(?:負担)?(?:の方|の場合|分|額)?(?:は|:|の|\t)?(?P<amount>{_BARE})円")
_SHARE_BEHIND = compiled(rf"(?<![0-9,])(?P<amount>{_BARE})円\((?P<share>[123])割(?:負担)?\)")


def wrong_shares(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """Shares in tables, and in lines (244単位 2,491円（1割250円）)."""
    for table in tables(reading):
        lone = []
        for row in table.rows:
            groups = _columns(row)
            for columns in groups:
                yield from _shares(bundle, index, row, columns, groups)
            if not groups and (share := _lone_share(row)):
                lone.append((row, *share))
        yield from _lone_shares(bundle, index, lone)
    loose = []
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "割" in text and "円" in text:
            yield from _inline_shares(bundle, index, reading, sentence.node, sentence.span, text)
            if text.count("割") - text.count("10割") == 1 and (hit := _ONE_INLINE.search(text)):
                loose.append((sentence.node, sentence.span, hit))
    yield from _loose_shares(bundle, index, loose)


def _columns(row: Row) -> list[dict[int, int]]:
    """Share (1, 2, 3 tenths) -> column, for every set of them (for a day and for a month).

    Merged header cells shift columns, so amounts are counted from the right.
    """
    cells = row.cells
    for head in reversed(row.header):
        named = [(share, at) for at, cell in enumerate(head) for word, share in _SHARES if word in cell.text and "割引" not in cell.text]
        if len({share for share, _ in named}) < 2:
            continue
        amounts = [at for at, cell in enumerate(cells) if amount(cell.text) is not None]
        if len(head) != len(cells) or any(at not in amounts for _, at in named):
            if len(amounts) < len(named):
                continue
            named = [(share, at) for (share, _), at in zip(named, amounts[-len(named) :], strict=True)]
        sets: list[dict[int, int]] = []
        for share, at in named:
            free = next((one for one in sets if share not in one), None)
            if free is None:
                sets.append(free := {})
            free[share] = at
        return [one for one in sets if len(one) > 1]
    return []


def _shares(
    bundle: Bundle, index: int, row: Row, columns: dict[int, int], groups: Sequence[dict[int, int]]
) -> Iterator[Finding]:
    reading = bundle.readings[index]
    amounts = {share: amount(row.cells[at].text) for share, at in columns.items()}
    left = next((at for at in range(min(columns.values()) - 1, -1, -1) if amount(row.cells[at].text) is not None), -1)
    whole = None if left < 0 or any(left in one.values() for one in groups) else amount(row.cells[left].text)
    for share, right, how in _wrong_shares(whole, amounts):
        cell = row.cells[columns[share]]
        what = f"{label(reading, row)}の{share}割".removeprefix("の")
        yield miscounted(bundle, index, row.node, cell.span, what, cell.text, right, how)


def _lone_share(row: Row) -> tuple[int, int, int, bool] | None:
    """(column of the charge, share, its column, whether the charge is headed 10割) where a table has one share only,
    right beside the whole charge.
    """
    for head in row.header:
        named = [(int(hit[1]), at) for at, cell in enumerate(head) if (hit := _LONE_SHARE.match(cell.text))]
        over = len(row.cells) - len(head)  # cells that the name of the row fills more than its header
        if over < 0 or len(named) != 1:
            continue
        share, at = named[0]
        beside = at > 0 and WHOLE.match(head[at - 1].text)
        if beside and all(amount(row.cells[column + over].text) is not None for column in (at - 1, at)):
            return at - 1 + over, share, at + over, "10割" in head[at - 1].text
    return None


def _lone_shares(bundle: Bundle, index: int, found: Sequence[tuple[Row, int, int, int, bool]]) -> Iterator[Finding]:
    """A lone column may hold more than a share (with additions, for a month): only what is a share of 10割, and what its
    neighbours refute, is told.
    """
    told = [
        (row, amount(row.cells[left].text) or 0, share, at, amount(row.cells[at].text) or 0, sure)
        for row, left, share, at, sure in found
    ]

    def wrong(one: tuple[Row, int, int, int, int, bool]) -> bool:
        return abs(one[4] - one[1] * one[2] / 10) > 1

    certain = [one for one in told if one[5] and wrong(one)]
    for row, whole, share, at, _, _ in certain or _refuted(told, wrong):
        what = f"{label(bundle.readings[index], row)}の{share}割".removeprefix("の")
        right = f"{whole - whole * (10 - share) // 10:,}円"
        yield miscounted(bundle, index, row.node, row.cells[at].span, what, row.cells[at].text, right, f"{whole:,}円の{share}割")


def _loose_shares(bundle: Bundle, index: int, found: Sequence[tuple[int, Span, re.Match[str]]]) -> Iterator[Finding]:
    told = [(node, span, hit, number(hit[1]), int(hit[2])) for node, span, hit in found]
    for node, span, hit, whole, share in _refuted(told, lambda one: abs(number(one[2][3]) - one[3] * one[4] / 10) > 1):
        word = Span(span.start + hit.start(3), span.start + hit.end(3) + 1)
        right = f"{whole - whole * (10 - share) // 10:,}円"
        yield miscounted(bundle, index, node, word, f"{hit[1]}円の{share}割", f"{hit[3]}円", right, f"{whole:,}円の{share}割")


def _refuted(found: Sequence[_One], wrong: Callable[[_One], bool]) -> list[_One]:
    """Those that are wrong, where enough others show that they should not be."""
    faults = [one for one in found if wrong(one)]
    return faults if len(found) - len(faults) >= max(2, 2 * len(faults)) else []


def _wrong_shares(whole: int | None, amounts: dict[int, int | None]) -> Iterator[tuple[int, str, str]]:
    """(share, what it should be, how it is computed) for every share that no rounding explains."""
    one = amounts.get(1)
    known = whole is not None and one is not None and whole > one * 5
    for share, printed in amounts.items():
        if printed is None:
            continue
        if known and whole is not None:
            exact = whole * share / 10
            multiple = one is not None and share > 1 and abs(one - whole / 10) <= 1 and printed == one * share
            if abs(printed - exact) > 1 and not multiple:
                yield share, f"{whole - whole * (10 - share) // 10:,}円", f"{whole:,}円の{share}割"
        elif share > 1 and one is not None and abs(printed - one * share) > share:
            yield share, f"約{one * share:,}円", f"1割 {one:,}円の{share}倍"


def _inline_shares(
    bundle: Bundle, index: int, reading: Reading, node: int, span: Span, text: str
) -> Iterator[Finding]:
    """244単位 2,491円（1割250円、2割499円、3割748円）in a line."""
    hits = list(_INLINE_SHARE.finditer(text)) or list(_SHARE_BEHIND.finditer(text))
    if len({hit["share"] for hit in hits}) < 2 or len(hits) > 3:
        return
    before = [number(hit[1]) for hit in compiled(rf"{_AMOUNT}円").finditer(text[: hits[0].start()])]
    amounts: dict[int, int | None] = {int(hit["share"]): number(hit["amount"]) for hit in hits}
    by_share = {int(hit["share"]): hit for hit in hits}
    for share, right, how in _wrong_shares(before[-1] if before else None, amounts):
        hit = by_share[share]
        word = Span(span.start + hit.start("amount"), span.start + hit.end("amount") + 1)
        name = compiled(r"[0-9:\t]").split(text)[0][:20]
        yield miscounted(bundle, index, node, word, f"{name}の{share}割".removeprefix("の"), f"{hit['amount']}円", right, how)
