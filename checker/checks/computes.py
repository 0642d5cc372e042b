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

from ..expressions import compiled
from ..model import INCONSISTENT as WRONG
from ..model import ROW, Bundle, Evidence, Finding, Reading, Rule, Tools
from ..model import SATISFIED as RIGHT
from ..text import Span
from ._ladder import gaps
from ._places import sentence_of, where
from ._prices import stale_units, wrong_prices
from ._tables import Row, Table, amount, daily, label, number, tables

OPTIONS: tuple[str, ...] = ()
_SHARES = (("1割", 1), ("2割", 2), ("3割", 3))
_AMOUNT = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_UNITS = compiled(rf"^(?:[▲△−-])?{_AMOUNT}(?:単位)?(?:/.{{1,4}})?$")
_UNIT_PRICE = compiled(r"(?<![0-9,])1単位[^0-9。]{0,14}([0-9]{1,2}(?:\.[0-9]{1,2})?)円")
_INLINE_SHARE = compiled(rf"([123])割(?:負担)?(?:の方|の場合|分|額)?(?:は|:|の)?{_AMOUNT}円")
_INLINE_UNITS = compiled(rf"(?<![0-9,.]){_AMOUNT}単位[^0-9単]{{0,12}}?{_AMOUNT}円(?!/)")
_FORMULA = compiled(rf"{_AMOUNT}円×([0-9]{{1,3}})(?:日|回|食|枚|か月|ヶ月|月|人|km)(?:間|分)?(?:=|\t){_AMOUNT}円")
_TOTAL = compiled(r"^(?:合計|総計|計|小計|月額合計|総額)(?:金?額)?(?:\(?(?P<days>[0-9]{1,2})日(?:間|分)?\)?)?(?:\(.{0,12}\))?$")
_DAYS = compiled(r"([0-9]{1,2})日(?:間|分|の|当|あ|利用|\)|$)")
_MEALS = compiled(rf"{_AMOUNT}円\(((?:(?:朝食?|昼食?|夕食?|夜食?|おやつ|間食)[0-9,]+円[、・]?){{2,4}})\)")

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


# -------------------------------- 1割, 2割, 3割


def _burden(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    for table in tables(reading):
        for row in table.rows:
            columns = _columns(row)
            if columns:
                yield from _shares(bundle, index, row, columns)
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "割" in text and "円" in text:
            yield from _inline_shares(bundle, index, reading, sentence.node, sentence.span, text)


def _columns(row: Row) -> dict[int, int]:
    """Share (1, 2, 3 tenths) -> column. Merged header cells shift columns, so amounts are counted from the right."""
    cells = row.cells
    for head in reversed(row.header):
        named = {share: at for at, cell in enumerate(head) for word, share in _SHARES if word in cell.text}
        if len(named) < 2:
            continue
        if len(head) == len(cells) and all(amount(cells[at].text) is not None for at in named.values()):
            return named
        amounts = [at for at, cell in enumerate(cells) if amount(cell.text) is not None]
        ordered = sorted(named, key=lambda share: named[share])
        if len(amounts) >= len(ordered):
            return dict(zip(ordered, amounts[-len(ordered) :], strict=True))
    return {}


def _shares(bundle: Bundle, index: int, row: Row, columns: dict[int, int]) -> Iterator[Finding]:
    reading = bundle.readings[index]
    amounts = {share: amount(row.cells[at].text) for share, at in columns.items()}
    first = min(columns.values())
    whole = next((found for at in range(first - 1, -1, -1) if (found := amount(row.cells[at].text)) is not None), None)
    for share, right, how in _wrong_shares(whole, amounts):
        cell = row.cells[columns[share]]
        what = f"{label(reading, row)}の{share}割".removeprefix("の")
        yield _wrong(bundle, index, row.node, cell.span, what, cell.text, right, how)


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
    hits = list(_INLINE_SHARE.finditer(text))
    if len({hit[1] for hit in hits}) < 2 or len(hits) > 3:
        return
    before = [number(hit[1]) for hit in compiled(rf"{_AMOUNT}円").finditer(text[: hits[0].start()])]
    amounts: dict[int, int | None] = {int(hit[1]): number(hit[2]) for hit in hits}
    by_share = {int(hit[1]): hit for hit in hits}
    for share, right, how in _wrong_shares(before[-1] if before else None, amounts):
        hit = by_share[share]
        word = Span(span.start + hit.start(2), span.start + hit.end(2) + 1)
        name = compiled(r"[0-9:\t]").split(text)[0][:20]
        yield _wrong(bundle, index, node, word, f"{name}の{share}割".removeprefix("の"), f"{hit[2]}円", right, how)


# -------------------------------- products


def _product(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    prices = {float(hit[1]) for hit in _UNIT_PRICE.finditer(reading.text.chars)}
    in_tables: set[int] = set()
    for table in tables(reading):
        for row in table.rows if prices else ():
            if found := _row_product(bundle, index, row, prices):
                in_tables.add(row.node)
                yield from found
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "円" not in text:
            continue
        for hit in _FORMULA.finditer(text):
            if number(hit[1]) * int(hit[2]) != number(hit[3]):
                word = Span(sentence.span.start + hit.start(3), sentence.span.start + hit.end(3) + 1)
                right = f"{number(hit[1]) * int(hit[2]):,}円"
                yield _wrong(bundle, index, sentence.node, word, f"{hit[1]}円×{hit[2]}", f"{hit[3]}円", right, "掛け算")
        if not prices or sentence.node in in_tables:
            continue
        for hit in _INLINE_UNITS.finditer(text):
            units, printed = number(hit[1]), number(hit[2])
            if units > 1 and printed and not _worth(units, printed, prices):
                word = Span(sentence.span.start + hit.start(2), sentence.span.start + hit.end(2) + 1)
                yield _product_finding(bundle, index, sentence.node, word, compiled(r"[0-9:\t]").split(text)[0][:20], units, prices, f"{hit[2]}円")


def _row_product(bundle: Bundle, index: int, row: Row, prices: set[float]) -> list[Finding]:
    cells = row.cells
    column = next((at for at in range(len(cells)) if "単位数" in row.column(at)), None)
    if column is None:
        column = next((at for at, cell in enumerate(cells) if cell.text.endswith("単位")), None)
    if column is None or not (hit := _UNITS.match(cells[column].text)):
        return []
    units = number(hit[1])
    yen = [(at, found) for at, cell in enumerate(cells) if at > column and (found := amount(cell.text)) is not None and "円" in cell.text]
    if not yen or units <= 1 or not yen[0][1]:  # 0円: what the user pays of a service that is fully insured
        return []
    at, printed = yen[0]
    head = row.column(at)
    if days := _DAYS.search(head):
        units *= int(days[1])  # 「30日の額」 beside the units of a day
    elif "月" in head and "日" in row.column(column):
        return []
    if "負担" in head or _worth(units, printed, prices):
        return []
    name = label(bundle.readings[index], row)
    return [_product_finding(bundle, index, row.node, cells[at].span, name, units, prices, cells[at].text)]


def _worth(units: int, printed: int, prices: set[float]) -> bool:
    """Whether an amount is the price of the units, or a share of it."""
    return any(abs(printed - price * units * tenths / 10) <= 1 for price in prices for tenths in (10, 1, 2, 3))


def _product_finding(
    bundle: Bundle, index: int, node: int, word: Span, name: str, units: int, prices: set[float], printed: str
) -> Finding:
    price = max(prices)
    right = f"{int(price * units + 1e-6):,}円"
    return _wrong(bundle, index, node, word, name or "金額", printed, right, f"{units:,}単位×{price:g}円")


# -------------------------------- totals


def _total(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    for table in tables(reading):
        yield from _table_totals(bundle, index, table)
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _MEALS.finditer(text) if "食" in text or "朝" in text else ():
            parts = [number(part) for part in compiled(r"([0-9,]+)円").findall(hit[2])]
            if sum(parts) != number(hit[1]):
                word = Span(sentence.span.start + hit.start(1), sentence.span.start + hit.end(1) + 1)
                how = "＋".join(f"{part:,}" for part in parts)
                yield _wrong(bundle, index, sentence.node, word, "食費の内訳", f"{hit[1]}円", f"{sum(parts):,}円", how)


def _table_totals(bundle: Bundle, index: int, table: Table) -> Iterator[Finding]:
    """A row 合計 must be the sum of the rows since the header or the last such row, column by column."""
    since = 0
    for at, row in enumerate(table.rows):
        hit = _TOTAL.match(row.cells[0].text) if row.cells else None
        if not hit:
            continue
        days = int(hit["days"]) if hit["days"] else 0
        for column in range(1, len(row.cells)):
            if finding := _column_total(bundle, index, table.rows[since:at], row, column, days):
                yield finding
        since = at + 1


def _column_total(
    bundle: Bundle, index: int, above: Sequence[Row], row: Row, column: int, days: int
) -> Finding | None:
    printed = amount(row.cells[column].text)
    texts = [one.cells[column].text if column < len(one.cells) else "" for one in above]
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
    return _wrong(bundle, index, row.node, cell.span, row.cells[0].text, cell.text, f"{sum(parts):,}円", how)


def _wrong(
    bundle: Bundle, index: int, node: int, word: Span, what: str, printed: str, right: str, how: str
) -> Finding:
    reading = bundle.readings[index]
    row = reading.nodes[node]
    sentence = reading.sentences[max(sentence_of(reading, word.start), 0)].span
    evidence = Evidence(index, node, row.span if row.clause.kind == ROW else sentence, (word,), f"計算では{right}")
    said = f"{what}が計算と合いません: 記載は{printed}、計算では{right}（{how}）です（{where(bundle, evidence)}）。"
    return Finding(WRONG, (said,), (evidence,), remedy=f"金額を確認し、{right}に直してください。", key=f"{what} {printed} {right}")


_WAYS: dict[str, Way] = {
    "burden": _burden,
    "product": _product,
    "total": _total,
    "deadlines": gaps,
    "units": stale_units,
    "unit-price": wrong_prices,
}
