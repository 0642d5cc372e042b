"""Which lines are rows of a table or lines of key and value, and where their cells are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..expressions import compiled
from ..text import Span
from ._pieces import BEGINS, NUMBERED, RUNS_ON, Piece, columns, heading_like, open_brackets, squeezed

_COLUMN = compiled(r"[ \u3000\u00a0\u2003\t]{2,}|[\u3000\u2003\t]")
_COLON = compiled(r"[^:。「」]{1,26}(?<![0-9]):(?!/)|[^:。「」]{1,26}:(?![0-9/])")
_SLASH = compiled(  # 入浴／食事 is a list of two
    r"([^:/。、「『0-9]{0,8}(?:名称|所在地?|住所|電話(?:番号)?|TEL|FAX|番号|管理者|代表者|担当者|責任者|営業日|営業時間|休業日|定員|地域))/(?=[^/])"
)
_BLANK_DATE = compiled(r"^(?:令和|平成|西暦|20)?[0-9元 _]*年[ 0-9_]*月[ 0-9_]*日")
_NAME = compiled(r"[^\x00-\xff]{1,4}")  # a part of a person's name, set apart by one blank

# What a line of key and value is about; the last characters of the key.
_KEY = compiled(
    r"(?:名|名称|所在地|住所|電話|TEL|Tel|FAX|Fax|ファックス|ファクシミリ|メール|アドレス|番号|代表者|管理者|責任者|担当者?|連絡先|営業日|営業時間|"
    r"時間|時間帯|休業日|定休日|休日|開設日時|日時|定員|員数|人員|職員|地域|区域|範囲|種別|種類|年月日|職名|氏名|面積|構造|設備|期間|場所|方法|窓口|担当|受付|"
    r"機関|保険|会社|病院|診療科|医師|内容|目的|方針|人数|費|料|料金|代|加算|減算|室|数|資格|相談員|専門員|看護師|介護員|栄養士|指導員|事業所|事業者|法人|"
    r"形態|体制|有無|評価|頻度|対象者?|単価|級地|合計|面会|外出|外泊|飲酒|喫煙|金銭|貴重品|持ち物|持込み?|活動|対策|取り?扱い?|備考|銀行|口座|支店|名義|"
    r"職種|区分|項目|事項|内訳|住所地|続柄|印|所属|名簿|回数|曜日|送迎|食事|入浴|単位数|金額|提供者|設置者|経営者|運営者)"
    r"(?:\([^()]{1,20}\))?$"
)
# What column headings say, and what cells hold that are none.
HEADER = compiled(
    r"種類|種別|区分|内容|項目|名称|職種|員数|人数|人員|勤務|金額|料金|利用料|単位|要件|備考|負担|時間|曜日|方法|事項|有無|加算|減算|対象|担当|"
    r"資格|業務|回数|段階|要介護度|要支援度|基本|割\)?$|窓口|電話|受付|所在地|サービス|費用|限度額|形態|常勤|計$|料$|額$|時期|措置|状況|結果|説明|条件|期間|頻度|単価|日数|場所|備品|"
    r"設備|面積|室数|滞在費|食費|居住費|部屋代"
)
AMOUNT = compiled(
    r"[0-9][0-9,]*(?:円|単位(?!数)|名|人|%|室|床|回|時|分|日(?![/あ分に])|年)|[0-9]{2,4}-[0-9]|^[0-9,.]+$|^[有無○×]$|[0-9]{1,2}:[0-9]{2}|[0-9]/[0-9]"
)
_TOKEN_LONGEST = 16
_INSURERS = compiled(r"国民健康保険団体連合会$")
_REST_LONGEST = 10
_OPEN_KEY = ("の", "及び", "・", "並びに")  # how the first half of a key ends
_HALF_KEY = (*_OPEN_KEY, "国民健康保険", "国民健康保険団体", "国民健康保険団体連", "国民健康", "連合")
_SPELT_APART = 12  # blanks between the letters of a word that is set apart
_FAR = 3  # lines between two lines of key and colon, whose values may be wrapped
_KEY_LONGEST = 24
STAFF = compiled(r"[0-9]+[ ]?[名人](?![員権数格口家])")  # how many: the value under a staff's name
_ATTACHMENT = compiled(r"別[紙表添][ \u3000]?第?[0-9一二三四五六七八九十]{1,2}[ \u3000]+[^:。]{2,24}$")  # 別表2　取消料: a title

_NUMBERED_TITLE = compiled(r"[【〈《][0-9]{1,2}[】〉》][ \u3000]*[^\x00-\xff]{2,24}$")  # 【１】　運営する法人


def find_rows(pieces: Sequence[Piece], source: str) -> dict[int, tuple[Span, ...]]:
    """Index of each piece that is a row -> its cells."""
    sure: dict[int, tuple[Span, ...]] = {}
    weak: dict[int, tuple[Span, ...]] = {}
    for index, piece in enumerate(pieces):
        if piece.noise:
            continue
        if piece.cells:
            cells = _tabbed(pieces, index)
            if cells:
                sure[index] = cells
            continue
        if piece.head is not None and piece.head.family in NUMBERED:
            if cells := _counted(piece, source):
                weak[index] = cells
            continue
        if piece.head is not None and piece.head.family == "ANNEX" and piece.gap:
            continue
        if len(piece.plain) == len(piece.text) and ":" not in piece.text and "/" not in piece.text:
            continue
        if _ATTACHMENT.match(piece.text) or _NUMBERED_TITLE.match(piece.text):
            continue
        found, certain = _split(piece, source)
        if found:
            (sure if certain else weak)[index] = found
    rows = _confirmed(pieces, sure, weak)
    rows.update(_wrapped_keys(pieces, rows, source))
    return rows


def _wrapped_keys(pieces: Sequence[Piece], rows: dict[int, tuple[Span, ...]], source: str) -> dict[int, tuple[Span, ...]]:
    """Rows whose first cell is wrapped, with the line below that holds its rest; the value stands beside the first half."""
    found: dict[int, tuple[Span, ...]] = {}
    for at, after in pairwise(index for index, piece in enumerate(pieces) if not piece.noise):
        first, second = pieces[at], pieces[after]
        if not first.text.partition(" ")[0].endswith(_HALF_KEY):
            continue  # nearly always
        if second.gap or abs(second.indent - first.indent) > 1 or first.cells or second.cells or first.head or second.head:
            continue
        cells = _chunks(first, source)
        rest = _chunks(second, source)
        if len(cells) < 2 or not 1 <= len(rest) <= 2:
            continue
        one, two = (squeezed(source_of(piece, cell)) for piece, cell in ((first, cells[0]), (second, rest[0])))
        if len(two) <= _REST_LONGEST and _one_key(one, two):
            found[at], found[after] = cells, rest
            second.keyed = True
    return found


def source_of(piece: Piece, cell: Span) -> str:
    return piece.text[cell.start - piece.span.start : cell.end - piece.span.start]


def _one_key(one: str, two: str) -> bool:
    """Whether two halves are one key, and the first alone is none."""
    whole = one + two
    if _INSURERS.search(whole) and not _INSURERS.search(one):
        return True
    return len(one) <= _KEY_LONGEST and one.endswith(_OPEN_KEY) and is_key(whole) and "。" not in whole


def aligned(pieces: Sequence[Piece], rows: dict[int, tuple[Span, ...]]) -> dict[int, tuple[Span, ...]]:
    """The rows in order, each with its cells under those of its neighbours."""
    for index in sorted(rows):
        rows[index] = _indented(pieces, rows, index)
    return dict(sorted(rows.items()))


def _indented(pieces: Sequence[Piece], rows: dict[int, tuple[Span, ...]], index: int) -> tuple[Span, ...]:
    """The cells of a row; with an empty first one where a row set in columns begins under the second cell of a neighbour."""
    piece, cells = pieces[index], rows[index]
    if piece.cells or len(cells) < 2 or ":" in piece.text:
        return cells
    for at in (index - 1, index + 1):
        beside = rows.get(at, ())
        if len(beside) != len(cells) + 1 or pieces[at].cells:
            continue
        if beside[0].start == beside[0].end:
            below = abs(piece.indent - pieces[at].indent) <= 1
            return (Span(piece.span.start, piece.span.start), *cells) if below else cells
        first = pieces[at].text[: beside[0].end - pieces[at].span.start].rstrip()
        if piece.indent > pieces[at].indent + columns(first):
            return (Span(piece.span.start, piece.span.start), *cells)
    return cells


def _tabbed(pieces: Sequence[Piece], index: int) -> tuple[Span, ...]:
    """Cells of a line with tabs or pipes; () where a tab only stands behind a number or before a line."""
    piece = pieces[index]
    filled = [cell for cell in piece.cells if cell.start < cell.end]
    numbered = piece.head is not None and piece.head.family in NUMBERED and filled and len(filled) <= 2
    blank = next((at for at, cell in enumerate(piece.cells) if cell.start < cell.end), 0)  # tabs that indent a list
    pair = len(piece.cells) - blank == 2 and not (blank and _beside_table(pieces, index))
    if numbered and pair and piece.head and filled[0].end <= piece.head.span.end:
        amount = AMOUNT.search(squeezed(piece.text[filled[-1].start - piece.span.start :]))
        if not amount or not _beside_table(pieces, index):
            return ()
    if len(filled) < 2 and piece.text[0] != "|" and not _beside_table(pieces, index):
        return ()
    return piece.cells


def _beside_table(pieces: Sequence[Piece], index: int) -> bool:
    near = [pieces[at] for at in (index - 1, index + 1) if 0 <= at < len(pieces)]
    return any(
        sum(cell.start < cell.end for cell in piece.cells) >= 2
        and not (piece.head is not None and piece.head.family in NUMBERED)
        for piece in near
    )


def _split(piece: Piece, source: str) -> tuple[tuple[Span, ...], bool]:
    """(cells, whether the line is a row even when it stands alone)."""
    text = piece.text
    if len(text) > 400 or _BLANK_DATE.match(text) or RUNS_ON.match(text) or text[0] in "〒※":
        return (), False
    cells, certain = _by_colon(piece)
    if cells:
        return cells, certain
    spaced = _SPACED_KEY.match(text)
    if spaced and is_key(squeezed(spaced[0])):
        return (Span(piece.span.start, piece.span.start + spaced.end()), *_chunks(piece, source, spaced.end())), True
    chunks = _chunks(piece, source)
    word = _FIRST_WORD.match(text)
    if len(chunks) >= 2 and word and is_key(word[0]) and word.end() < chunks[0].end - piece.span.start:
        key, value = _two(piece, word.end())  # 所在地 〒000-0000  山川県…
        chunks = (key, Span(value.start, chunks[0].end), *chunks[1:])
    cut = _by_words(piece)
    if len(chunks) >= 2:
        first = squeezed(text[chunks[0].start - piece.span.start : chunks[0].end - piece.span.start])
        if is_key(first):
            return (cut if len(cut) > len(chunks) else chunks), True
    if len(chunks) >= 2 and not cut:
        rest = text[chunks[1].start - piece.span.start :]
        if len(first) <= _KEY_LONGEST and heading_like(first) and not BEGINS.match(first) and not RUNS_ON.match(rest):
            return chunks, False
    return _by_blanks(piece)


def slashed(piece: Piece, at: int = 0) -> re.Match[str] | None:
    """A key with a slash behind it and a value (所在地／山川市…), not two keys (電話／FAX) or two names."""
    found = _SLASH.match(piece.text, at) if "/" in piece.text else None
    return None if found is None or is_key(squeezed(piece.text[found.end() :])) else found


def _by_colon(piece: Piece) -> tuple[tuple[Span, ...], bool]:
    """Key and value around a colon: 電話番号：00-0000-0000; doubtful where either looks like a sentence."""
    found = slashed(piece) or _COLON.match(piece.text)
    if found is None or "http" in found[0]:
        return (), False
    key, value = squeezed(found[0][:-1]), piece.text[found.end() :].strip()
    if open_brackets(key) or not heading_like(key, _KEY_LONGEST) or "は、" in key or (not value and not is_key(key)):
        return (), False
    certain = "、" not in key and "。" not in value[:-1] and not key.startswith(("注", "なお", "ただし"))
    return _two(piece, found.end()), certain


def _counted(piece: Piece, source: str) -> tuple[Span, ...]:
    """The cells of a numbered row that is set in columns of amounts: １．介護職員　　２０名　　２０名."""
    cells = _chunks(piece, source, piece.rest) if piece.head and piece.head.family in ("DOTTED", "PLAIN", "SIGN", "ROUND") else ()
    said = [squeezed(piece.text[cell.start - piece.span.start : cell.end - piece.span.start]) for cell in cells]
    if len(cells) < 3 or not all(AMOUNT.search(word) and len(word) <= _TOKEN_LONGEST for word in said[1:]):
        return ()
    return (Span(piece.span.start, cells[0].end), *cells[1:])


def _chunks(piece: Piece, source: str, at: int = 0) -> tuple[Span, ...]:
    """Stretches between column gaps from an offset on; letter-spaced words (電　話) and names of persons (山田　花子) are whole."""
    raw = source[piece.span.start : piece.span.end]
    spans: list[Span] = []
    for gap in [*_COLUMN.finditer(raw, at), None]:
        end = gap.start() if gap else len(raw)
        if piece.text[at:end].strip():
            spans.append(Span(piece.span.start + at, piece.span.start + end))
        at = gap.end() if gap else end
    return tuple(_joined(piece, spans))


def _joined(piece: Piece, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    words: list[str] = []
    letters = False
    apart = 0  # how far the letters of a word stand apart: 食　費　　朝　食 are two
    for span in spans:
        word = squeezed(piece.text[span.start - piece.span.start : span.end - piece.span.start])
        gap = span.start - joined[-1].end if joined else 0
        close = gap == 1
        near = gap <= (apart if letters else _SPELT_APART)
        spelt = bool(words) and len(word) == 1 and near and (len(words[-1]) == 1 or letters) and not word.isascii()
        apart = gap
        named = len(joined) > 1 and close and all(_NAME.fullmatch(one) and not is_key(one) for one in (words[-1], word))
        letters = spelt
        if spelt or named:
            joined[-1] = Span(joined[-1].start, span.end)
            words[-1] += word
        else:
            joined.append(span)
            words.append(word)
    return joined


_SPACED_KEY = compiled(r"(?:[^\x00-\xff][ ]+){1,4}[^\x00-\xff](?=[ ])")
_FIRST_WORD = compiled(r"[^ ]+")


def _by_blanks(piece: Piece) -> tuple[tuple[Span, ...], bool]:
    """Words between single blanks: a key and its value, or short cells; sure of nothing by itself."""
    text = piece.text
    first = _FIRST_WORD.match(text)
    if first is None or first.end() == len(text):
        return (), False
    words = _by_words(piece)
    if open_brackets(first[0]):
        return (), False  # 山川市介護保険課（電話 00-0000-0000）
    keyed = is_key(first[0]) or STAFF.match(text[first.end() :].lstrip())
    return (words or (_two(piece, first.end()) if keyed else ())), False


_WORD = compiled(r"[0-9]+[ ]+[名人円回床室日年月単]+[^ ]*|[^ ]+")  # 1 名 is one word


# Column headings that are set letter by letter: 職　種 人　員.
_SPELT = compiled(r"職種|人員|員数|人数|備考|事項|項目|金額|内容|区分|単位|費用|料金|種類|曜日|時間|回数|対象|[有無計]")


def _spelt(piece: Piece) -> list[Span]:
    """The words of a line of single letters, where they spell column headings; none otherwise."""
    letters = [at for at, letter in enumerate(piece.text) if letter != " "]
    if len(letters) * 2 > len(piece.text) + 1:
        return []
    words = [found.span() for found in _SPELT.finditer(piece.plain)]
    if len(words) < 2 or sum(end - start for start, end in words) != len(piece.plain):
        return []
    return [Span(piece.span.start + letters[start], piece.span.start + letters[end - 1] + 1) for start, end in words]


def _by_words(piece: Piece) -> tuple[Span, ...]:
    """Short words between blanks of any width, some of them amounts, or all of them column headings."""
    text = piece.text
    if spelt := _spelt(piece):
        return tuple(spelt)
    words = [Span(piece.span.start + word.start(), piece.span.start + word.end()) for word in _WORD.finditer(text)]
    if not 2 <= len(words) <= 8 or any(word.end - word.start > _TOKEN_LONGEST for word in words) or compiled(r"[、。_:]").search(text):
        return ()
    said = [squeezed(text[word.start - piece.span.start : word.end - piece.span.start]) for word in words]
    amounts = all(AMOUNT.search(word) for word in said[1:]) and len(said[0]) > 1 and not compiled(r"[をはで]").search(said[0])
    return tuple(words) if amounts or (len(words) > 1 and all(HEADER.search(word) for word in said)) else ()


def _two(piece: Piece, at: int) -> tuple[Span, ...]:
    begin = at + len(piece.text[at:]) - len(piece.text[at:].lstrip())
    return Span(piece.span.start, piece.span.start + at), Span(piece.span.start + begin, piece.span.end)


def is_key(word: str) -> bool:
    """Whether a word is what a line of key and value is about: 事業所名, 電話番号."""
    return len(word) <= _KEY_LONGEST and bool(_KEY.search(word)) and not compiled(r"[。は]|が[、提]").search(word) and ("、" not in word or len(word) <= 12)


def _confirmed(
    pieces: Sequence[Piece], sure: dict[int, tuple[Span, ...]], weak: dict[int, tuple[Span, ...]]
) -> dict[int, tuple[Span, ...]]:
    """A doubtful row is one where a neighbour is a row too."""
    order = [index for index, piece in enumerate(pieces) if not piece.noise]
    place = {index: at for at, index in enumerate(order)}
    rows = dict(sure)
    for index, cells in weak.items():
        at = place[index]
        reach = _FAR if pieces[index].text[cells[0].end - pieces[index].span.start - 1] == ":" else 1
        near = [order[other] for other in range(max(0, at - reach), min(len(order), at + reach + 1)) if other != at]
        if any(other in sure or (other in weak and _alike(cells, weak[other])) for other in near):
            rows[index] = cells
    return dict(sorted(rows.items()))


def _alike(cells: tuple[Span, ...], other: tuple[Span, ...]) -> bool:
    return len(cells) == len(other) or (len(cells) > 1 and len(other) > 1 and abs(len(cells) - len(other)) <= 1)
