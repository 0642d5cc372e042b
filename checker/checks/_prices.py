"""Units and unit prices held against the dated tables of rules/fees. Private to `computes`.

    units:
      - {item: 名前, services: [短期入所系], words: [[要支援1, 要支援１]], without: [加算], values: [451, 479], first: 2024-04-01,
         last: 2027-03-31, verified: false, source: …}
    unit_prices:
      - {services: [通所介護], name: 通所介護など, prices: {1級地: 10.90, その他: 10}, first: …, last: …, verified: false}

words: groups of which each must be named in the row, its column header or its headings, by any of its members. values:
the values in force (any of them); stale: values known to be old, where others are the office's own choice. kind: 円 for
amounts. usual: the value to show where several are in force. An entry that is not verified gives a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, ROW, Bundle, Evidence, Finding, Reading, Rule, Tools
from ..records import NamedTuple
from ..text import Span, fold
from ._places import where
from ._tables import Row, amount, tables

_AMOUNT = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_UNITS = compiled(rf"(?<![0-9,.△▲-])(?!1単位){_AMOUNT}単位")  # the price of 1単位 is no number of units
_PLAIN = compiled(rf"^{_AMOUNT}(?:単位)?(?:/.{{1,4}})?$")
_YEN = compiled(rf"(?<![0-9,.△▲-]){_AMOUNT}(万)?円")
UNIT_PRICE = compiled(
    r"(?:(?<![0-9,])1単位[^0-9。]{0,14}?(?P<price>[0-9]{1,2}(?:\.[0-9]{1,2})?)|(?:地域[^0-9。]{0,6}単価[^0-9。]{0,8}|[1-7]級地[^0-9。]{0,8}){1,2}(?P<bare>1[01]\.[0-9]{1,2}))円"
)
_LEVEL = compiled(r"(?:([1-7])級地|(その他)(?:の地域|の級地|地域)?(?=[でのは、」に)]))")


class _Figure(NamedTuple):
    """A figure with the words around it: near (row, column header) and far (headings)."""

    value: int
    kind: str  # 単位 or 円
    span: Span
    node: int
    sentence: Span
    near: str
    far: str


def stale_units(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """Units (and board) of a paper that differ from those in force on the day of the audit."""
    entries = list(_in_force(tools.table("units"), bundle))
    if not entries:
        return
    said: set[tuple[int, str, int]] = set()
    for figure in _figures(reading, {str(entry.get("kind", "単位")) for entry in entries}):
        for entry in entries:
            if figure.kind == str(entry.get("kind", "単位")) and _meant(figure, entry) and _old(figure, entry):
                key = (figure.node, str(entry["item"]), figure.value)
                if key not in said:
                    said.add(key)
                    yield _stale(index, bundle, figure, entry)
                break


def _in_force(table: Any, bundle: Bundle) -> Iterator[Mapping[str, Any]]:
    """The entries for the bundle's service and day."""
    for entry in table or ():
        first, last = (date.fromisoformat(str(entry[key])) if key in entry else None for key in ("first", "last"))
        if (first and bundle.as_of < first) or (last and bundle.as_of > last):
            continue
        if not bundle.lineage.isdisjoint(str(name) for name in entry["services"]):
            yield entry


def _figures(reading: Reading, kinds: set[str]) -> Iterator[_Figure]:
    chars = reading.text.chars
    rows: set[int] = set()
    for table in tables(reading):
        for row in table.rows:
            rows.add(row.node)
            context = _context(reading, row.node)
            before = ""
            for at, cell in enumerate(row.cells):
                near = f"{context[0]} {before} {row.column(at)}"
                found = [(int(hit[1].replace(",", "")), hit.span(1)) for hit in _units(cell.text)]
                plain = _PLAIN.match(cell.text)
                if not found and plain and "単位" in _heading(row, at):
                    found = [(int(plain[1].replace(",", "")), plain.span(1))]
                for value, (start, end) in found if "単位" in kinds else ():
                    span = Span(cell.span.start + start, cell.span.start + end)
                    yield _Figure(value, "単位", span, row.node, reading.nodes[row.node].span, near + cell.text[:start], context[1])
                money = amount(cell.text.split("(")[0])  # 1,545円（負担限度額認定のある方は、認定証の額）
                if money is not None and "円" in kinds and "円" in cell.text + row.column(at) + context[1]:
                    yield _Figure(money, "円", cell.span, row.node, reading.nodes[row.node].span, near, context[1])
                before += cell.text
    for sentence in reading.sentences:
        if sentence.node in rows:
            continue
        text = chars[sentence.span.start : sentence.span.end]
        far = " ".join(chars[start:end] for start, end in sentence.context)
        if "単位" not in text and "円" not in text:
            if "単位" in kinds and "単位" in far and (bare := _bare(reading, sentence.span)):
                yield _Figure(bare[0], "単位", bare[1], sentence.node, sentence.span, text[: bare[1].start - sentence.span.start], far)
            continue
        for kind, hits in (("単位", _units(text)), ("円", _YEN.finditer(text))):
            since = 0
            for hit in hits if kind in kinds else ():
                value = int(hit[1].replace(",", "")) * (10_000 if kind == "円" and hit[2] else 1)
                span = Span(sentence.span.start + hit.start(1), sentence.span.start + hit.end(1))
                near = text[since : hit.start()] if since else _begun(reading, sentence.node, sentence.span.start) + text[: hit.start()]
                yield _Figure(value, kind, span, sentence.node, sentence.span, near, far)
                since = hit.end()


def _units(text: str) -> Iterator[re.Match[str]]:
    """Figures in 単位; the 1 of 「1単位10円」 is none."""
    return (hit for hit in _UNITS.finditer(text) if not (hit[1] == "1" and UNIT_PRICE.match(text, hit.start())))


def _begun(reading: Reading, node: int, start: int) -> str:
    """The heading of an item whose text begins right behind it (ア　初回加算　300単位)."""
    title = reading.nodes[node].title
    beside = title.start < title.end and not reading.text.chars[title.end : start].strip("\t\n")
    return reading.text.chars[title.start : title.end] if beside else ""


def _bare(reading: Reading, span: Span) -> tuple[int, Span] | None:
    """The number at the end of a line under a heading that speaks of 単位; the source is asked for its blanks."""
    if not reading.text.chars[span.end - 1].isdigit():
        return None
    raw = reading.text.raw(span)
    words = fold(reading.document.source.text[raw.start : raw.end]).split()
    if len(words) < 2 or not words[-1].isdigit() or len(words[-1]) > 4:
        return None
    return int(words[-1]), Span(span.end - len(words[-1]), span.end)


def _heading(row: Row, at: int) -> str:
    """The column header; where merged cells have shifted the columns, all headers for a row's only number."""
    if own := row.column(at):
        return own
    numbers = sum(bool(_PLAIN.match(cell.text)) for cell in row.cells)
    return " ".join(cell.text for head in row.header for cell in head) if numbers == 1 else ""


def _context(reading: Reading, node: int) -> tuple[str, str]:
    """(the row it is merged with, its headings)."""
    chars = reading.text.chars
    sentence = next((one for one in _sentences_of(reading).get(node, ())), None)
    merged = " ".join(chars[start:end] for start, end in sentence[-1:]) if sentence else ""
    merged = "" if "\t" in merged else merged
    far: list[str] = []
    at = reading.nodes[node].parent
    while at >= 0 and len(far) < 2:
        here = reading.nodes[at]
        if here.clause.kind != ROW and here.title.start < here.title.end:
            far.append(chars[here.title.start : here.title.end])
        at = here.parent
    return merged, " ".join(far)


def _sentences_of(reading: Reading) -> dict[int, list[tuple[Span, ...]]]:
    """Contexts of the sentences of every row (remembered in the reading)."""
    found: dict[int, list[tuple[Span, ...]]] | None = reading.found.get("row contexts")
    if found is None:
        found = reading.found["row contexts"] = {}
        for sentence in reading.sentences:
            if reading.nodes[sentence.node].clause.kind == ROW:
                found.setdefault(sentence.node, []).append(sentence.context)
    return found


def _meant(figure: _Figure, entry: Mapping[str, Any]) -> bool:
    near, both = figure.near, f"{figure.far} {figure.near}"
    if any(_plain(word) in near for word in entry.get("without", ())):
        return False
    groups: Sequence[Sequence[str]] = entry["words"]
    last = groups[-1]  # the last group tells the item itself and must stand near
    return any(_plain(word) in near for word in last) and all(any(_plain(word) in both for word in group) for group in groups[:-1])


def _plain(word: Any) -> str:
    return "".join(fold(str(word)).split())


def _old(figure: _Figure, entry: Mapping[str, Any]) -> bool:
    if "stale" in entry:
        return figure.value in entry["stale"]
    return figure.value not in entry["values"]


def _stale(index: int, bundle: Bundle, figure: _Figure, entry: Mapping[str, Any]) -> Finding:
    unit = figure.kind
    right = "・".join(f"{value:,}" for value in ([entry["usual"]] if "usual" in entry else entry["values"]))
    evidence = Evidence(index, figure.node, figure.sentence, (figure.span,), f"現在は{right}{unit}")
    since = f"{entry['first']}から" if "first" in entry else "現在は"
    said = f"{entry['item']}が現在の額と違います: 記載は{figure.value:,}{unit}、{since}は{right}{unit}です（{where(bundle, evidence)}）。"
    hint = f"{entry['note']}。" if "note" in entry else ""
    unsure = "" if entry.get("verified") else "（告示の原文では未確認の値です。最新の単位数表で確認してください）"
    return Finding(
        INCONSISTENT, (said + hint + unsure,), (evidence,), severity="" if entry.get("verified") else "note",
        remedy=f"単位数表を確認し、{right}{unit}に直してください。", key=f"{entry['item']} {figure.value}",
    )  # fmt: skip


# -------------------------------- the price of one unit


def wrong_prices(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """The price of one unit must be one of those of the service, and that of the area class named beside it."""
    table = tools.table("unit_prices")
    entry = next(_in_force(table, bundle), None)
    if entry is None:
        return
    prices = {str(level): float(price) for level, price in entry["prices"].items()}
    headings = [(at, node.title) for at, node in enumerate(reading.nodes) if node.clause.kind != ROW and node.title.start < node.title.end]
    for node, stretch in [*((sentence.node, sentence.span) for sentence in reading.sentences), *headings]:
        text = reading.text.chars[stretch.start : stretch.end]
        if not ("1単位" in text or "単価" in text or "級地" in text):
            continue
        hits = list(UNIT_PRICE.finditer(text))
        levels = {f"{hit[1]}級地" if hit[1] else "その他" for hit in _LEVEL.finditer(text)}
        if len(hits) != 1 or len(levels) > 1:
            continue
        price = hits[0].span(hits[0].lastgroup or 0)
        printed, level = float(text[slice(*price)]), next(iter(levels), "")
        right = prices.get(level) if level else None
        if (right is None and printed in prices.values()) or printed == right:
            continue
        span = Span(stretch.start + price[0], stretch.start + price[1] + 1)
        yield _wrong_price(index, bundle, node, stretch, span, printed, level, entry, table)


def _wrong_price(
    index: int, bundle: Bundle, node: int, sentence: Span, span: Span, printed: float, level: str,
    entry: Mapping[str, Any], table: Any,
) -> Finding:  # fmt: skip
    prices = {str(name): float(price) for name, price in entry["prices"].items()}
    right = f"{level or '級地'}は{prices[level]:g}円" if level in prices else "、".join(f"{name} {price:g}円" for name, price in prices.items())
    owns = [
        f"{other['name']}の{name}の単価です"
        for other in table
        if other is not entry
        for name, price in other["prices"].items()
        if float(price) == printed and printed not in prices.values()
    ]
    same = next((f"{name}の単価です" for name, price in prices.items() if price == printed), "")
    evidence = Evidence(index, node, sentence, (span,), right)
    told = f"（{printed:g}円は{same or owns[0]}）" if same or owns else ""
    said = f"1単位の単価が{entry['name']}の単価と合いません: 記載は{printed:g}円、{right}です{told}（{where(bundle, evidence)}）。"
    severity = "" if entry.get("verified") else "note"
    remedy = "事業所の所在する市町村の級地と単価を確認して直してください。"
    return Finding(INCONSISTENT, (said,), (evidence,), severity=severity, remedy=remedy, key=f"{printed} {level}")
