"""`computes`: tables and terms whose numbers do not follow from each other, or from the tables of rules/fees.

    computes: burden      # 1割・2割・3割 of a charge, and of each other
    computes: product     # 単位数 × 1単位の単価 = 金額, and 円 × 日数 = 金額
    computes: total       # a row 合計 under amounts, the meals in brackets behind the price of a day
    computes: deadlines   # a ladder of cancellation fees with a gap or an overlap
    computes: units       # units that differ from those in force (rules/fees: units)
    computes: unit-price  # a price of one unit that no area of that service has (rules/fees: unit_prices)

The insurance pays floor(charge × 9/10) and the user the rest; papers also print rounded values and multiples of a rounded
1割. What any of that can explain is never reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from ..expressions import compiled
from ..model import SATISFIED as RIGHT
from ..model import Bundle, Finding, Reading, Rule, Tools
from ..text import Span
from ._ladder import gaps
from ._prices import UNIT_PRICE, stale_units, wrong_prices
from ._shares import wrong_shares
from ._tables import WHOLE, Row, Table, amount, daily, label, miscounted, number, tables

OPTIONS: tuple[str, ...] = ()
_OF_UNITS = compiled(r"単位数|^単位$")
_CHARGED = compiled(r"料金|費用|10割")
_MOST_PARTS = 6  # amounts of a row of which every choice is added up
_AMOUNT = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_UNITS = compiled(rf"^(?:[▲△−-])?{_AMOUNT}(?:単位)?(?:/.{{1,4}})?$")
_INLINE_UNITS = compiled(rf"(?<![0-9,.]){_AMOUNT}単位(?:10割|[^0-9単]){{0,12}}?{_AMOUNT}円(?!/)")
_FORMULA = compiled(rf"{_AMOUNT}円×([0-9]{{1,3}})(?:日|回|食|枚|か月|ヶ月|月|人|km)(?:間|分)?(?:=|\t){_AMOUNT}円")
_TOTAL = compiled(r"^(?:合計|総計|計|小計|月額合計|総額)(?:金?額)?(?:\(?(?P<days>[0-9]{1,2})日(?:間|分)?(?:の場合|として)?\)?)?(?:\(.{0,12}\))?$")
_SUM = compiled(r"^(?:合計|総計|計|総額)(?:金?額)?(?:\(.{0,12}\))?$")
_NO_PART = compiled(r"割|単位|総額|負担額?$|減額")
_DAYS = compiled(r"([0-9]{1,2})日(?:間|分|の|当|あ|利用|\)|$)")
_PART_OF_A_YEN = compiled(r"(?<![0-9,.])(1[01]\.[0-9]{1,2})円")  # no other amount has one than the price of a unit
_MEALS = compiled(rf"{_AMOUNT}円\(((?:(?:朝食?|昼食?|夕食?|夜食?|おやつ|間食)[0-9,]+円[、・]?){{2,4}})\)")
_SHARED_OUT = compiled(rf"((?:(?:朝食?|昼食?|夕食?|夜食?|おやつ|間食)[0-9,]+円[、・]?){{2,4}})\((?:1日の?(?:合計|計)?|計|合計)(?:当たり|あたり|につき)?{_AMOUNT}円\)")

Way = Callable[[Rule, Bundle, Tools, int, Reading], Iterator[Finding]]


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every place that does not compute; satisfied where all do."""
    body = rule.options["body"]
    wanted = [body] if isinstance(body, str) else list(body)
    findings = [
        finding
        for index, reading in enumerate(bundle.readings)
        for way in wanted
        for finding in _WAYS[str(way)](rule, bundle, tools, index, reading)
    ]
    return findings or [Finding(RIGHT)]


# -------------------------------- products


def _product(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    prices = {float(hit[hit.lastgroup or 0]) for hit in UNIT_PRICE.finditer(reading.text.chars)}
    prices.update(float(hit[1]) for hit in _PART_OF_A_YEN.finditer(reading.text.chars))
    in_tables: set[int] = set()
    for table in tables(reading):
        priced = [(row, found) for row in table.rows if prices and (found := _priced(row))]
        wrong = [(row, found) for row, found in priced if not _worth(found[0], found[2], prices)]
        clear = len(priced) - len(wrong) >= max(2, 2 * len(wrong))  # the other rows show what the column holds
        for row, (units, at, _) in wrong:
            cell = row.cells[at]
            if clear or "円" in cell.text:
                in_tables.add(row.node)
                yield _product_finding(bundle, index, row.node, cell.span, label(reading, row), units, prices, cell.text)
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "円" not in text:
            continue
        for hit in _FORMULA.finditer(text):
            if number(hit[1]) * int(hit[2]) != number(hit[3]):
                word = Span(sentence.span.start + hit.start(3), sentence.span.start + hit.end(3) + 1)
                right = f"{number(hit[1]) * int(hit[2]):,}円"
                yield miscounted(bundle, index, sentence.node, word, f"{hit[1]}円×{hit[2]}", f"{hit[3]}円", right, "掛け算")
        if not prices or sentence.node in in_tables:
            continue
        for hit in _INLINE_UNITS.finditer(text):
            units, printed = number(hit[1]), number(hit[2])
            if units > 1 and printed and not _worth(units, printed, prices):
                word = Span(sentence.span.start + hit.start(2), sentence.span.start + hit.end(2) + 1)
                yield _product_finding(bundle, index, sentence.node, word, compiled(r"[0-9:\t]").split(text)[0][:20], units, prices, f"{hit[2]}円")


def _priced(row: Row) -> tuple[int, int, int] | None:
    """(units, column of the amount, amount) of a row; an amount without 円 stands under a header that names the charge."""
    cells = row.cells
    column = next((at for at in range(len(cells)) if _OF_UNITS.search(row.column(at))), None)
    if column is None:
        column = next((at for at, cell in enumerate(cells) if cell.text.endswith("単位")), None)
    if column is None or not (hit := _UNITS.match(cells[column].text)):
        return None
    units = number(hit[1])
    yen = [
        (at, found)
        for at, cell in enumerate(cells)
        if at > column and (found := amount(cell.text)) is not None and ("円" in cell.text or WHOLE.match(row.column(at)))
    ]
    if not yen or units <= 1 or not yen[0][1] or "負担" in row.column(yen[0][0]):
        return None  # 0円: what the user pays of a service that is fully insured
    head = row.column(yen[0][0])
    if days := _DAYS.search(head):
        units *= int(days[1])  # 「30日の額」 beside the units of a day
    elif "月" in head and "日" in row.column(column):
        return None
    return units, *yen[0]


def _worth(units: int, printed: int, prices: set[float]) -> bool:
    """Whether an amount is the price of the units, or a share of it."""
    return any(abs(printed - price * units * tenths / 10) <= 1 for price in prices for tenths in (10, 1, 2, 3))


def _product_finding(
    bundle: Bundle, index: int, node: int, word: Span, name: str, units: int, prices: set[float], printed: str
) -> Finding:
    price = max(prices)
    right = f"{int(price * units + 1e-6):,}円"
    return miscounted(bundle, index, node, word, name or "金額", printed, right, f"{units:,}単位×{price:g}円")


# -------------------------------- totals


def _total(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    for table in tables(reading):
        yield from _table_totals(bundle, index, table)
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "食" not in text and "朝" not in text:
            continue
        for hit, whole, shares in [*((hit, 1, 2) for hit in _MEALS.finditer(text)), *((hit, 2, 1) for hit in _SHARED_OUT.finditer(text))]:
            parts = [number(part) for part in compiled(r"([0-9,]+)円").findall(hit[shares])]
            if sum(parts) != number(hit[whole]):
                word = Span(sentence.span.start + hit.start(whole), sentence.span.start + hit.end(whole) + 1)
                how = "＋".join(f"{part:,}" for part in parts)
                yield miscounted(bundle, index, sentence.node, word, "食費の内訳", f"{hit[whole]}円", f"{sum(parts):,}円", how)


def _table_totals(bundle: Bundle, index: int, table: Table) -> Iterator[Finding]:
    """A row 合計 must be the sum of the rows since the header or the last such row, column by column."""
    yield from _own_share(bundle, index, table)
    since = 0
    for at, row in enumerate(table.rows):
        yield from _row_total(bundle, index, row)
        hit = _TOTAL.match(row.cells[0].text) if row.cells else None
        if not hit:
            continue
        days = int(hit["days"]) if hit["days"] else 0
        for column in range(1, len(row.cells)):
            if finding := _column_total(bundle, index, table.rows[since:at], row, column, days):
                yield finding
        since = at + 1


def _own_share(bundle: Bundle, index: int, table: Table) -> Iterator[Finding]:
    """Three rows of a common form: what the service costs, what the insurance pays of it, what the user pays."""
    for whole, paid, own in zip(table.rows, table.rows[1:], table.rows[2:], strict=False):
        names = [row.cells[0].text if row.cells else "" for row in (whole, paid, own)]
        if "給付" not in names[1] or "自己負担" not in names[2] or not _CHARGED.search(names[0]):
            continue
        for column in range(1, min(len(whole.cells), len(paid.cells), len(own.cells))):
            amounts = [amount(row.cells[column].text) for row in (whole, paid, own)]
            a, b, c = amounts
            if a is not None and b is not None and c is not None and a - b != c and max(b, c) < a:
                wrong = paid if abs(a - c - a * 0.9) < 1 else own  # the one that is no tenth of the whole
                right = a - c if wrong is paid else a - b
                cell = wrong.cells[column]
                yield miscounted(bundle, index, wrong.node, cell.span, names[1 if wrong is paid else 2], cell.text, f"{right:,}円", f"{a:,}－{c if wrong is paid else b:,}")


def _row_total(bundle: Bundle, index: int, row: Row) -> Iterator[Finding]:
    """A column 合計 must be the sum of the amounts to its left, or of some of them (the first may be shared out in the others)."""
    at = next((at for at in range(2, len(row.cells)) if _SUM.match(row.column(at))), -1)
    printed = amount(row.cells[at].text) if at > 0 else None
    left = [cell for cell in row.cells[1:at] if cell.text]
    parts = [amount(cell.text) for cell in left]
    known = [part for part in parts if part is not None]
    if printed is None or not 2 <= len(known) <= _MOST_PARTS or len(known) < len(parts) or "円" not in row.cells[at].text:
        return
    if any(_NO_PART.search(row.column(column)) for column in range(1, at)) or any(daily(cell.text) for cell in left):
        return
    if any(sum(some) == printed for size in range(1, len(known) + 1) for some in combinations(known, size)):
        return
    if printed > max(known):
        how = "＋".join(f"{part:,}" for part in known)
        what = f"{label(bundle.readings[index], row)}の{row.column(at)}".removeprefix("の")
        yield miscounted(bundle, index, row.node, row.cells[at].span, what, row.cells[at].text, f"{sum(known):,}円", how)


def _column_total(
    bundle: Bundle, index: int, above: Sequence[Row], row: Row, column: int, days: int
) -> Finding | None:
    printed = amount(row.cells[column].text)
    texts = [one.cells[column].text if column < len(one.cells) else "" for one in above]
    while texts and texts[0] and not any(map(str.isdigit, texts[0])):
        texts = texts[1:]  # a header that the tree takes for data
    values = [amount(text) for text in texts]
    if printed is None or "円" not in row.cells[column].text or len(values) < 2 or any(value is None for value in values):
        return None
    parts = [(value or 0) * (days if days and daily(text) else 1) for value, text in zip(values, texts, strict=True)]
    if sum(parts) == printed or printed <= max(parts) or (any(map(daily, texts)) and not days):
        return None
    how = "＋".join(
        f"{value or 0:,}×{days}" if days and daily(text) else f"{value or 0:,}" for value, text in zip(values, texts, strict=True)
    )
    cell = row.cells[column]
    return miscounted(bundle, index, row.node, cell.span, row.cells[0].text, cell.text, f"{sum(parts):,}円", how)


_WAYS: dict[str, Way] = {
    "burden": wrong_shares,
    "product": _product,
    "total": _total,
    "deadlines": gaps,
    "units": stale_units,
    "unit-price": wrong_prices,
}
