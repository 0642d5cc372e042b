"""Tables written one cell a line, as they come out when a page is copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ..expressions import compiled
from ..text import Span
from ._levels import credible
from ._pieces import RUNS_ON, Piece, heading_like, open_brackets, unfinished
from ._signatures import is_field, stands_alone
from ._tables import AMOUNT, HEADER, STAFF, is_key

_STACKED_LONGEST = 14
_SURE_KEY = compiled(r"所在地|電話|番号|営業|管理者|代表者|定員|地域|事業所名")
_HEADER_LONGEST = 16
_CELL_LONGEST = 80
_MOST_ROWS = 200
_WIDEST = 7  # columns of a table
_EMPTY = compiled(r"^(?:実費|無料|なし|無し|無|有|同上|未定|-+|—|/|[○×]|平日|毎日|[月火水木金土日](?:曜|・|~|から)|随時|終日|年中無休|常時)")  # for an amount
_SUM = compiled(r"^(?:[0-9][0-9,.]*(?:円|名|人|単位|%|$)|0[0-9]{1,4}-[0-9])")  # what is no name of a row
_COUNTED = compiled(r"単位数?$|円|員数|人数|電話|TEL|負担額?$|時間$|^(?:非?常勤|専任|兼務|金額|定員|回数)$")  # columns of amounts
_COLUMN_NAME = compiled(
    r"職種|員数|人数|人員|(?:職務|業務|仕事)の?内容|備考|要件|区分|項目|単位数?|金額|費用|料金|利用料|[123]割(?:負担額?)?|(?:自己|利用者)負担額?|窓口|"
    r"相談先|担当者?|電話番号|電話|連絡先|受付時間|所在地|(?:加算|サービス)の?(?:種類|区分|名称|名|内容)|内容|時間|回数|曜日|要[介支][護援]度|種目|設備|定員|面積|"
    r"非?常勤|数|室数|種類|資格|名称|説明|条件"
)  # what heads a column and nothing else
_FREE = compiled(r"備考|要件|内容|説明|条件|対象")  # columns of anything
_MARKS = "【〈《■●◆◇□○・※"  # what begins a heading or an item
_ABOVE = 3  # lines of which the column headings may begin at any
_ANSWER = compiled(r"[有無]|あり|なし|有り|無し|実施(?:あり|なし|して(?:います|いません|いない|いる))|未実施")

Cell = tuple[int, ...]  # the pieces of a cell


def stacked(pieces: Sequence[Piece], rows: Mapping[int, Sequence[Span]]) -> dict[int, tuple[Span, ...]]:
    """The lines of tables that are written one cell a line. A row stands at its first cell; the others are `below` it."""
    plain = [at for at, piece in enumerate(pieces) if not piece.noise]
    tables = _grids(pieces, plain)
    taken = {at for run in tables for cell in run for at in cell}
    tables += _pairs(pieces, rows, [at for at in plain if at not in taken])
    found: dict[int, tuple[Span, ...]] = {}
    for row in tables:
        for place, cell in enumerate(row):
            for line, at in enumerate(cell):
                found[at] = (pieces[at].span,)
                pieces[at].below = place + line > 0
                pieces[at].joined = line > 0
    return found


# -------------------------------- column headings, then the rows


def _grids(pieces: Sequence[Piece], plain: Sequence[int]) -> list[tuple[Cell, ...]]:
    """Two or more column headings in turn, and below them rows of as many cells."""
    heads = [_heads_column(pieces[at]) for at in plain]
    found: list[tuple[Cell, ...]] = []
    place = 0
    while place + 3 < len(plain):
        if not heads[place]:
            place += 1
            continue
        run = place
        while run < len(heads) and heads[run]:
            run += 1
        if run - place > _WIDEST + _ABOVE:  # a list; the headings of a table can only be its end
            place = run - _WIDEST
            continue
        best = max(_tables(pieces, heads, plain, place), key=lambda one: one[:2], default=(0.0, 0, []))[2]
        found += best
        place = plain.index(best[-1][-1][-1], place) + 1 if best else place + 1
    return found


def _tables(
    pieces: Sequence[Piece], heads: Sequence[bool], plain: Sequence[int], place: int
) -> Iterator[tuple[float, int, list[tuple[Cell, ...]]]]:
    """(share of its headings that name columns, lines, rows) of the tables that may begin here.

    A heading of the paper may stand right above the column headings, and look like one of them: 苦情の受付 / 窓口 / 電話番号.
    """
    for start in range(place, min(place + _ABOVE, len(plain))):
        if not heads[start]:
            return
        wide = 1
        while start + wide < len(plain) and heads[start + wide] and wide < _WIDEST:
            wide += 1
            if table := _table(pieces, plain, start, wide):
                named = sum(bool(_COLUMN_NAME.fullmatch(pieces[at].plain)) for at in plain[start : start + wide])
                yield named / wide, len(table) * wide - start, table


def _heads_column(piece: Piece) -> bool:
    word = piece.plain
    if len(word) > _HEADER_LONGEST or piece.cells or piece.bold or piece.level or (piece.head is not None and credible(piece)):
        return False
    if _COLUMN_NAME.fullmatch(word):
        return True
    if len(piece.text) - len(word) > 1 or word[0] in _MARKS:
        return False
    known = HEADER.search(word) or is_key(word) or word.startswith(("要介護", "要支援"))
    return bool(known) and heading_like(word) and not _SUM.search(word) and not stands_alone(piece.text)


def _table(pieces: Sequence[Piece], plain: Sequence[int], place: int, wide: int) -> list[tuple[Cell, ...]]:
    """The rows below `wide` column headings, with the row of the headings; [] where the lines make no such table."""
    head = tuple((at,) for at in plain[place : place + wide])
    free = [bool(_FREE.search(pieces[one].plain)) for (one,) in head]
    counted = [at > 0 and bool(_COUNTED.search(pieces[head[at][0]].plain)) for at in range(wide)]
    table: list[tuple[Cell, ...]] = [head]
    at = place + wide
    while len(table) <= _MOST_ROWS and (row := _row(pieces, plain, at, counted)):
        said = ["".join(pieces[line].plain for line in cell) for cell in row]
        amounts = list(map(_is_amount, said))
        if sum(is_key(word) and not _SUM.search(word) for word in said) > 1:
            break  # a heading, or keys and their values
        if _SUM.search(said[0]) or not all(one or not must for one, must in zip(amounts, counted, strict=True)):
            break
        if len(table) == 1:
            counted = [must or (at > 0 and amounts[at] and not free[at]) for at, must in enumerate(counted)]
            if not any(counted):
                return []
        table.append(row)
        at += sum(len(cell) for cell in row)
    certain = any(counted) and (len(table) > 2 or (len(table) == 2 and wide > 2 and sum(counted) > 1))
    return table if certain else []


def _row(pieces: Sequence[Piece], plain: Sequence[int], at: int, counted: Sequence[bool]) -> tuple[Cell, ...]:
    """The next cells, () where there are no more: what was cut at the border of its column is one cell.

    counted: the columns of amounts; a line before an amount that is none is the rest of the cell before.
    """
    cells: list[Cell] = []
    while at < len(plain) and len(cells) < len(counted):
        first = pieces[plain[at]]
        if not _is_cell(first):
            return ()
        lines = [plain[at]]
        while at + 1 < len(plain) and _runs_on(pieces[lines[-1]], pieces[plain[at + 1]]):
            at += 1
            lines.append(plain[at])
        at += 1
        if cells and counted[len(cells)] and not _is_amount(first.plain) and at < len(plain) and _is_amount(pieces[plain[at]].plain):
            cells[-1] += tuple(lines)
        else:
            cells.append(tuple(lines))
    return tuple(cells) if len(cells) == len(counted) else ()


def _is_amount(word: str) -> bool:
    return bool(AMOUNT.search(word) or _EMPTY.search(word))


def _is_cell(piece: Piece) -> bool:
    if piece.cells or piece.level or len(piece.plain) > _CELL_LONGEST or "は、" in piece.text or is_field(piece.text):
        return False
    if piece.plain[0] in _MARKS:
        return False
    return piece.head is None or piece.head.family in ("TIGHT", "KANJI") or not credible(piece)


def _runs_on(piece: Piece, below: Piece) -> bool:
    if not _is_cell(below) or below.gap > piece.gap:
        return False
    cut = len(piece.plain) >= 4 and (unfinished(piece.text) or RUNS_ON.match(below.text) is not None)
    return open_brackets(piece.text) or cut


# -------------------------------- keys and values in turn


def _pairs(pieces: Sequence[Piece], rows: Mapping[int, Sequence[Span]], plain: Sequence[int]) -> list[tuple[Cell, ...]]:
    """At least two keys in turn with their values."""
    keys = [at not in rows and _names_key(pieces[at]) for at in plain]
    for here, (at, after) in enumerate(pairwise(plain)):
        noun = pieces[at].head is None and at not in rows and 1 < len(pieces[at].text) <= _STACKED_LONGEST
        keys[here] = keys[here] or (
            noun and heading_like(pieces[at].text) and not pieces[at].plain.endswith("もの") and bool(STAFF.match(pieces[after].text))
        )
    sure = [key and bool(_SURE_KEY.search(pieces[at].text)) for key, at in zip(keys, plain, strict=True)]
    for here in range(len(plain) - 1):  # 事業所名 / ゆずの湯訪問入浴: a value that ends as keys do
        keys[here + 1] = keys[here + 1] and (sure[here + 1] or not sure[here] or not keys[here])
    found: list[tuple[Cell, ...]] = []
    place = 0
    while place + 1 < len(plain):
        run: list[tuple[Cell, ...]] = []
        while place + 1 < len(plain) and keys[place]:
            if keys[place + 1] and run and place + 2 < len(plain) and not keys[place + 2]:
                run.append(((plain[place],),))  # a key without a value, before the next key
            elif "。" in pieces[plain[place + 1]].text and not any(keys[place + 2 : place + 3]):
                break  # a heading and its text
            elif plain[place + 1] not in rows and _is_value(pieces[plain[place + 1]]) and not keys[place + 1]:
                run.append(((plain[place],), (plain[place + 1],)))
            else:
                break
            place += len(run[-1])
        answer = len(run) == 1 and len(run[0]) == 2 and bool(_ANSWER.fullmatch(pieces[run[0][1][0]].plain))
        known = any(_SURE_KEY.search(pieces[row[0][0]].text) or STAFF.match(pieces[row[-1][0]].text) for row in run)
        many = len(run) > 2 and any(not stands_alone(pieces[row[0][0]].text) for row in run)
        if answer or many or (known and len(run) > 1):
            found += run
        place += not run
    return found


def _names_key(piece: Piece) -> bool:
    return piece.head is None and len(piece.text) <= _STACKED_LONGEST and is_key(piece.plain) and not piece.bold


def _is_value(piece: Piece) -> bool:
    listed = piece.head is not None and piece.head.family != "TIGHT" and not STAFF.match(piece.text)
    return not listed and len(piece.text) <= 60 and piece.text[0] not in "【《〈" and not RUNS_ON.match(piece.text) and "は、" not in piece.text
