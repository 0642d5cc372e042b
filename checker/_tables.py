"""Which lines are rows of a table or lines of key and value, and where their cells are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._pieces import BEGINS, PREDICATE, QUANTITY, RUNS_ON, Piece, heading_like, squeezed
from .text import Span

_COLUMN = re.compile(r"[ \u3000\u00a0\u2003\t]{2,}|[\u3000\u2003\t]")
_COLON = re.compile(r"[^:、。()「」]{1,20}:(?![0-9/])|[^:、。0-9「」]{1,14}\([^():、。]{1,12}\)[ ]*:(?![/])|[^:、。()「」0-9]{1,20}:")
_BLANK_DATE = re.compile(r"^(?:令和|平成|西暦|20)?[0-9元 _]*年[ 0-9_]*月[ 0-9_]*日")
_NAME = re.compile(r"[一-龥々ぁ-んァ-ヶー]{1,4}")  # a part of a person's name, set apart by one blank

# What a line of key and value is about; the last characters of the key.
_KEY = re.compile(
    r"(?:名|名称|所在地|住所|電話|TEL|Tel|FAX|Fax|ファックス|ファクシミリ|メール|アドレス|番号|代表者|管理者|責任者|担当者?|連絡先|営業日|営業時間|"
    r"時間|時間帯|休業日|定休日|休日|開設日時|日時|定員|員数|人員|職員|地域|区域|範囲|種別|種類|年月日|職名|氏名|面積|構造|設備|期間|場所|方法|窓口|"
    r"機関|保険|会社|病院|診療科|医師|内容|目的|方針|人数|費|料|料金|代|加算|減算|室|数|資格|相談員|専門員|看護師|介護員|栄養士|指導員|事業所|事業者|法人|"
    r"形態|体制|有無|評価|頻度|対象者?|単価|級地|合計|面会|外出|外泊|飲酒|喫煙|金銭|貴重品|持ち物|持込み?|活動|対策|取り?扱い?|備考|銀行|口座|支店|名義|"
    r"職種|区分|項目|事項|内訳|住所地|続柄|印|所属|名簿|回数|曜日|送迎|食事|入浴|単位数|金額|提供者|設置者|経営者|運営者)"
    r"(?:\([^()]{1,20}\))?$"
)
_NUMERIC = re.compile(r"[0-9]")
_TOKEN_LONGEST = 16
_KEY_LONGEST = 24
_NUMBERED = frozenset(
    ("ARTICLE", "CHAPTER", "ORDINAL", "ROUND", "ROUND_KANJI", "ROUND_KANA", "ROUND_LETTER", "SIGN", "DECIMAL", "DOTTED",
     "COMMA", "HALF_ROUND", "PLAIN", "KANJI", "KANA", "ROMAN", "LETTER", "NOTE", "BULLET", "DASH", "HALF_KANA")
)  # fmt: skip


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
        if piece.head is not None and piece.head.family in _NUMBERED:
            continue
        found, certain = _split(piece, source)
        if found:
            (sure if certain else weak)[index] = found
    return _confirmed(pieces, sure, weak)


def _tabbed(pieces: Sequence[Piece], index: int) -> tuple[Span, ...]:
    """Cells of a line with tabs or pipes; () where a tab only stands behind a number or before a line."""
    piece = pieces[index]
    filled = [cell for cell in piece.cells if cell.start < cell.end]
    if piece.head is not None and piece.head.family in _NUMBERED and filled and len(filled) <= 2:
        if filled[0].end <= piece.head.span.end and not _beside_table(pieces, index):
            return ()
    if len(filled) < 2 and piece.text[0] != "|" and not _beside_table(pieces, index):
        return ()
    return piece.cells


def _beside_table(pieces: Sequence[Piece], index: int) -> bool:
    near = [pieces[at] for at in (index - 1, index + 1) if 0 <= at < len(pieces)]
    return any(
        sum(cell.start < cell.end for cell in piece.cells) >= 2
        and not (piece.head is not None and piece.head.family in _NUMBERED)
        for piece in near
    )


def _split(piece: Piece, source: str) -> tuple[tuple[Span, ...], bool]:
    """(cells, whether the line is a row even when it stands alone)."""
    text = piece.text
    if len(text) > 400 or _BLANK_DATE.match(text) or RUNS_ON.match(text) or text[0] in "〒※":
        return (), False
    if cells := _by_colon(piece):
        return cells, True
    spaced = _SPACED_KEY.match(text)
    if spaced and _is_key(squeezed(spaced[0])):
        return _two(piece, spaced.end()), True
    chunks = _chunks(piece, source)
    if len(chunks) >= 2:
        first = squeezed(text[chunks[0].start - piece.span.start : chunks[0].end - piece.span.start])
        if _is_key(first):
            return chunks, True
        rest = text[chunks[1].start - piece.span.start :]
        if len(first) <= _KEY_LONGEST and heading_like(first) and not BEGINS.match(first) and not RUNS_ON.match(rest):
            return chunks, False
    return _by_blanks(piece)


def _by_colon(piece: Piece) -> tuple[Span, ...]:
    """Key and value around a colon: 電話番号：00-0000-0000. A sentence with a colon in it is none."""
    found = _COLON.match(piece.text)
    if found is None or "。" in piece.text[:-1] or "http" in found[0]:
        return ()
    key = found[0].rstrip(": ")
    value = piece.text[found.end() :].strip()
    if PREDICATE.search(squeezed(key)) or not value and not _is_key(squeezed(key)):
        return ()
    start = piece.span.start
    begin = start + found.end() + (len(piece.text[found.end() :]) - len(piece.text[found.end() :].lstrip()))
    return Span(start, start + found.end()), Span(min(begin, piece.span.end), piece.span.end)


def _chunks(piece: Piece, source: str) -> tuple[Span, ...]:
    """Stretches between column gaps; letter-spaced words (電　話) and names of persons (山田　花子) are whole."""
    raw = source[piece.span.start : piece.span.end]
    spans: list[Span] = []
    at = 0
    for gap in [*_COLUMN.finditer(raw), None]:
        end = gap.start() if gap else len(raw)
        if piece.text[at:end].strip():
            spans.append(Span(piece.span.start + at, piece.span.start + end))
        at = gap.end() if gap else end
    return tuple(_joined(piece, spans))


def _joined(piece: Piece, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    words: list[str] = []
    letters = False
    for span in spans:
        word = squeezed(piece.text[span.start - piece.span.start : span.end - piece.span.start])
        close = bool(joined) and span.start - joined[-1].end == 1
        spelt = bool(words) and len(word) == 1 and (len(words[-1]) == 1 or letters) and not word.isascii()
        named = len(joined) > 1 and close and all(_NAME.fullmatch(one) and not _is_key(one) for one in (words[-1], word))
        letters = spelt
        if spelt or named:
            joined[-1] = Span(joined[-1].start, span.end)
            words[-1] += word
        else:
            joined.append(span)
            words.append(word)
    return joined


_SPACED_KEY = re.compile(r"(?:[一-龥ァ-ヶ][ ]+){1,4}[一-龥ァ-ヶ](?=[ ])")
_FIRST_WORD = re.compile(r"[^ ]+")


def _by_blanks(piece: Piece) -> tuple[tuple[Span, ...], bool]:
    """Words between single blanks: a key and its value, or short cells; sure of nothing by itself."""
    text = piece.text
    first = _FIRST_WORD.match(text)
    if first is None or first.end() == len(text):
        return (), False
    if _is_key(first[0]):
        return _two(piece, first.end()), False
    words = [Span(piece.span.start + word.start(), piece.span.start + word.end()) for word in _FIRST_WORD.finditer(text)]
    short = all(word.end - word.start <= _TOKEN_LONGEST for word in words)
    if short and 2 <= len(words) <= 8 and not re.search(r"[、。__]", text) and (_NUMERIC.search(text)):
        return tuple(words), False
    return (), False


def _two(piece: Piece, at: int) -> tuple[Span, ...]:
    begin = at + len(piece.text[at:]) - len(piece.text[at:].lstrip())
    return Span(piece.span.start, piece.span.start + at), Span(piece.span.start + begin, piece.span.end)


def _is_key(word: str) -> bool:
    return len(word) <= _KEY_LONGEST and bool(_KEY.search(word)) and not re.search(r"[、。はがを]", word)


def _confirmed(
    pieces: Sequence[Piece], sure: dict[int, tuple[Span, ...]], weak: dict[int, tuple[Span, ...]]
) -> dict[int, tuple[Span, ...]]:
    """A doubtful row is one where a neighbour is a row too."""
    order = [index for index, piece in enumerate(pieces) if not piece.noise]
    place = {index: at for at, index in enumerate(order)}
    rows = dict(sure)
    for index, cells in weak.items():
        at = place[index]
        near = [order[other] for other in (at - 1, at + 1) if 0 <= other < len(order)]
        if any(other in sure or (other in weak and _alike(cells, weak[other])) for other in near):
            rows[index] = cells
    return dict(sorted(rows.items()))


def _alike(cells: tuple[Span, ...], other: tuple[Span, ...]) -> bool:
    return len(cells) == len(other) or (len(cells) > 1 and len(other) > 1 and abs(len(cells) - len(other)) <= 1)
