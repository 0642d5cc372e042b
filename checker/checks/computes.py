"""`computes`: tables whose numbers do not follow from each other.

    computes: burden     # 1割・2割・3割 of a charge, and of each other
    computes: product    # 単位数 × 1単位の単価 = 金額

The rounding of the insurance scheme is floor(charge × 9/10) paid by the insurer and the rest by the user; papers also
print rounded values. So a difference below one yen is never reported, nor is what rounding twice can explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model import INCONSISTENT as WRONG
from ..model import ROW, TABLE, Bundle, Evidence, Finding, Reading, Rule, Tools
from ..model import SATISFIED as RIGHT
from ..text import Span

OPTIONS: tuple[str, ...] = ()
_MONEY = re.compile(r"^(?:[▲△−-])?(?:¥)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?(?:/.{1,4}|\(.{1,8}\))?$")
_UNITS = re.compile(r"^(?:[▲△−-])?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:単位)?(?:/.{1,4})?$")
_SHARES = (("1割", 1), ("2割", 2), ("3割", 3))
_UNIT_PRICE = re.compile(r"1単位(?:の単価|あたり|当たり|当り|につき|=|:|は|の)?(?:単価)?(?:=|:)?([0-9]{1,2}(?:\.[0-9]{1,2})?)円")


class _Cell(NamedTuple):
    span: Span  # in the reading's text
    text: str


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every row that does not compute; satisfied where all do."""
    body = rule.options.get("body")
    ways = {"burden": _burden, "product": _product}
    wanted = [body] if isinstance(body, str) else list(body or ways)
    findings: list[Finding] = []
    for index, reading in enumerate(bundle.readings):
        for header, rows in _tables(reading):
            for node, cells in rows:
                for way in wanted:
                    findings.extend(ways[way](index, reading, node, header, cells))
    return findings or [Finding(RIGHT)]


def _tables(reading: Reading) -> Iterator[tuple[list[list[_Cell]], list[tuple[int, list[_Cell]]]]]:
    """(header rows, data rows with their nodes) of every table. Rows between two headers belong to the first."""
    for index, node in enumerate(reading.nodes):
        if node.clause.kind != TABLE:
            continue
        header: list[list[_Cell]] = []
        rows: list[tuple[int, list[_Cell]]] = []
        for at in range(index + 1, len(reading.nodes)):
            row = reading.nodes[at]
            if row.parent != index:
                break
            if row.clause.kind == ROW:
                cells = _cells(reading, at)
                if row.clause.header:
                    if rows:
                        yield header, rows
                        header, rows = [], []
                    header.append(cells)
                else:
                    rows.append((at, cells))
        if rows:
            yield header, rows


def _cells(reading: Reading, node: int) -> list[_Cell]:
    cells = []
    for leaf in reading.nodes[node].clause.leaves:
        if leaf.kind == "cell":
            span = Span(reading.text.at(leaf.span.start), reading.text.at(leaf.span.end))
            text = reading.text.chars[span.start : span.end].strip("\t\n")
            cells.append(_Cell(Span(span.start, span.start + len(text)), text))
    return cells


def _amount(text: str) -> int | None:
    hit = _MONEY.match(text)
    return int(hit[1].replace(",", "")) if hit else None


def _columns(header: list[list[_Cell]], cells: list[_Cell]) -> dict[int, int]:
    """Share (1, 2, 3 tenths) -> column. Merged header cells shift columns, so amounts are counted from the right."""
    for row in reversed(header):
        named = {share: at for at, cell in enumerate(row) for word, share in _SHARES if word in cell.text}
        if len(named) < 2:
            continue
        if len(row) == len(cells) and all(_amount(cells[at].text) is not None for at in named.values()):
            return named
        amounts = [at for at, cell in enumerate(cells) if _amount(cell.text) is not None]
        ordered = sorted(named, key=lambda share: named[share])
        if len(amounts) >= len(ordered):
            return dict(zip(ordered, amounts[-len(ordered) :], strict=True))
    return {}


def _burden(index: int, reading: Reading, node: int, header: list[list[_Cell]], cells: list[_Cell]) -> Iterator[Finding]:
    columns = _columns(header, cells)
    if not columns:
        return
    amounts = {share: _amount(cells[at].text) for share, at in columns.items()}
    first = min(columns.values())
    whole = next((_amount(cells[at].text) for at in range(first - 1, -1, -1) if _amount(cells[at].text) is not None), None)
    for share, printed in amounts.items():
        if printed is None:
            continue
        if whole is not None and whole > (amounts.get(1) or 0) * 5:
            exact = whole * share / 10
            if abs(printed - exact) > 1:
                yield _finding(index, node, cells[columns[share]], f"{whole:,}円の{share}割", printed, f"{exact:,.0f}円", reading)
        elif share > 1 and amounts.get(1) is not None:
            one = amounts[1] or 0
            if abs(printed - one * share) > share:
                yield _finding(index, node, cells[columns[share]], f"1割 {one:,}円の{share}倍", printed, f"約{one * share:,}円", reading)


def _product(index: int, reading: Reading, node: int, header: list[list[_Cell]], cells: list[_Cell]) -> Iterator[Finding]:
    prices = {float(hit[1]) for hit in _UNIT_PRICE.finditer(reading.text.chars)}
    column = next((at for row in header for at, cell in enumerate(row) if "単位" in cell.text and len(row) == len(cells)), None)
    if column is None:
        column = next((at for at, cell in enumerate(cells) if cell.text.endswith("単位")), None)
    if not prices or column is None or not (hit := _UNITS.match(cells[column].text)):
        return
    units = int(hit[1].replace(",", ""))
    yen = [(at, amount) for at, cell in enumerate(cells[column + 1 :], column + 1) if (amount := _amount(cell.text)) and "円" in cell.text]
    if not yen:
        return
    at, printed = yen[0]
    worth = {price * units * tenths / 10 for price in prices for tenths in (10, 1, 2, 3)}
    if all(abs(printed - value) > 1 for value in worth):
        price = max(prices)
        yield _finding(index, node, cells[at], f"{units:,}単位 × {price:g}円", printed, f"{int(price * units + 1e-6):,}円", reading)


def _finding(index: int, node: int, cell: _Cell, how: str, printed: int, right: str, reading: Reading) -> Finding:
    name = reading.nodes[node]
    label = reading.text.chars[name.title.start : name.title.end]
    said = f"「{label}」の「{cell.text}」は、{how}の計算と合いません（計算上は{right}、記載は{printed:,}円）。"
    return Finding(WRONG, (said,), (Evidence(index, node, name.span, (cell.span,)),), remedy=f"金額を確認し、{right}に直してください。", key=said)
