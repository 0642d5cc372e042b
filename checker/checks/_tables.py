"""Tables of a paper as rows of cells under their column headers, and amounts in them. Private to the checks of tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..expressions import compiled
from ..model import INCONSISTENT, ROW, TABLE, Bundle, Evidence, Finding, Reading
from ..records import NamedTuple
from ..text import Span
from ._places import sentence_of, where

_AMOUNT = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_MONEY = compiled(rf"^(?P<per>月額?|日額?|1日|1か月|1ヶ月|1回|1食|約)?(?P<minus>[▲△−-])?(?:¥)?{_AMOUNT}円?(?:/.{{1,4}}|\(.{{1,40}}\))?$")
_AN_AMOUNT = compiled(r"^[0-9,.]+(?:円|単位)?$|^$")
WHOLE = compiled(r"^(?:介護保険)?(?:サービス)?(?:利用料金?|料金|総額|費用総?額?|10割|金額|報酬額?)(?:\(?(?:10割|円|全額)\)?)?$")
_LONGEST_HEAD = 14
_COLUMN = compiled(r"単位|[123]割|円|金額|料金|総額|費用|負担|加算額|減算額|額$")
_VALUE = compiled(r"(?<![0-9.,])(?!1単位)[0-9]{1,7}(?:,[0-9]{3}){0,2}(?:円|単位)|^[0-9,]+$")


class Cell(NamedTuple):
    span: Span  # in the reading's text
    text: str


class Row(NamedTuple):
    """A data row: its node, its cells, and the rows of column headers above it."""

    node: int
    cells: list[Cell]
    header: list[list[Cell]]

    def column(self, at: int) -> str:
        """The words of the headers above a cell; a row whose name fills two cells is counted from the right."""
        return " ".join(row[at - over].text for row in self.header if (over := self._over(row)) >= 0 and at >= over)

    def _over(self, header: list[Cell]) -> int:
        """How many cells more than the header has the name of the row fills; -1 where the columns are not told."""
        over = len(self.cells) - len(header)
        if over <= 0:
            return over
        return over if not any(_AN_AMOUNT.match(cell.text) for cell in self.cells[: over + 1]) else -1


class Table(NamedTuple):
    node: int
    rows: list[Row]


def tables(reading: Reading) -> Iterator[Table]:
    """Every table with its data rows; a table with several header blocks comes in pieces."""
    for index, node in enumerate(reading.nodes):
        if node.clause.kind != TABLE:
            continue
        header: list[list[Cell]] = []
        rows: list[Row] = []
        for at in range(index + 1, len(reading.nodes)):
            row = reading.nodes[at]
            if row.parent != index:
                if row.span.start >= node.span.end:
                    break
                continue
            if row.clause.kind != ROW:
                continue
            found = cells(reading, at)
            if row.clause.header:
                if rows:
                    yield Table(index, rows)
                    header, rows = [], []
                header.append(found)
            elif _heads(found) and (rows or not header):  # a header that the tree takes for data, of this table or the next
                if rows:
                    yield Table(index, rows)
                header, rows = [found], []
            else:
                rows.append(Row(at, found, header))
        if rows:
            yield Table(index, rows)


def _heads(row: list[Cell]) -> bool:
    """Whether a row heads columns of amounts: it names them and holds none."""
    texts = [cell.text for cell in row]
    if any(len(text) > _LONGEST_HEAD for text in texts[1:]):
        return False
    return len(texts) > 1 and any(_COLUMN.search(text) for text in texts[1:]) and not any(_VALUE.search(text) for text in texts[1:])


def cells(reading: Reading, node: int) -> list[Cell]:
    """The cells of a row, empty ones too."""
    found = []
    for leaf in reading.nodes[node].clause.leaves:
        if leaf.kind == "cell":
            span = Span(reading.text.at(leaf.span.start), reading.text.at(leaf.span.end))
            text = reading.text.chars[span.start : span.end].strip("\t\n")
            found.append(Cell(Span(span.start, span.start + len(text)), text))
    return found


def amount(text: str) -> int | None:
    """The yen of a cell that holds one amount and nothing else."""
    hit = _MONEY.match(text)
    return int(hit[3].replace(",", "")) if hit else None


def daily(text: str) -> bool:
    """Whether an amount is said to be for a day."""
    return bool(compiled(r"1?日額?").match(text)) or "/日" in text or "1日" in text


def number(text: str) -> int:
    return int(text.replace(",", ""))


def label(reading: Reading, row: Row) -> str:
    """What a row is about: its first cell, or that of the row it is merged with."""
    node = reading.nodes[row.node]
    own = reading.text.chars[node.title.start : node.title.end].strip("\t\n")
    if own and amount(own) is None:
        return own
    number = sentence_of(reading, max(node.span.end - 1, node.span.start))  # a row may begin with empty cells
    context = reading.sentences[number].context if number >= 0 else ()
    words = [reading.text.chars[start:end].strip("\t\n") for start, end in context]
    return next((word for word in reversed(words) if word and "\t" not in word), own)


def miscounted(
    bundle: Bundle, index: int, node: int, word: Span, what: str, printed: str, right: str, how: str
) -> Finding:
    """A finding on the word of a paper that is not what it should be."""
    reading = bundle.readings[index]
    row = reading.nodes[node]
    sentence = reading.sentences[max(sentence_of(reading, word.start), 0)].span
    evidence = Evidence(index, node, row.span if row.clause.kind == ROW else sentence, (word,), f"計算では{right}")
    said = f"{what}が計算と合いません: 記載は{printed}、計算では{right}（{how}）です（{where(bundle, evidence)}）。"
    return Finding(INCONSISTENT, (said,), (evidence,), remedy=f"金額を確認し、{right}に直してください。", key=f"{what} {printed} {right}")
