"""Split, fold and name: Source -> pieces, each with what it may begin with (line.lark), nothing decided yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .. import grammars, numerals
from ..expressions import compiled
from ..model import Source
from ..punctuation import punctuated
from ..text import Span
from ._pieces import BLANK, REFERENCE, Head, Piece, columns, squeezed

_BESIDE = compiled(r"\((?![ 0-9一二三四五六七八九十]+\)|注|以下|前|但|[ア-ワa-zⅠ-Ⅻ]\))[^()]{2,40}\)[ ]*(?=第[ ]*[0-9一二三四五六七八九十])")
_LINE_END = compiled(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_OTHER_END = compiled("[\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BREAK = compiled(r"<br[ /]*>")
_PAGE_END = "\f"

# Decoration of Markdown and HTML. It is blanked out of the text that is read, so that offsets stay, and kept as noise.
_DECORATION = compiled(
    "[\u200b\ufeff\u2060]+|"
    r"^[ \t\u3000]*(?:>[ \t]?)*#{1,6}(?=[ \t\u3000*])|^[ \t]*>(?=[ \t])|\*\*\*?|"
    r"\\(?=[_*#|\-\[\]().~>+])|`+|&nbsp;|(?:<!--[^\n]{0,200}?-->)|"
    r"</?(?:br|ul|ol|li|p|b|i|u|s|strong|em|span|div|font|table|thead|tbody|tr|td|th|sup|sub|hr|center|h[1-6])\b[^<>\n]{0,200}>",
    re.MULTILINE | re.IGNORECASE,
)
_READING = compiled("(?<=[一-\u9fff々])(?<!条)[（(][ぁ-んー]{1,12}[）)]")  # 契約（けいやく）: a paper that gives the readings of its kanji
_READINGS = 8  # fewer may be names: 事業所（ひまわり）
_OUTLINE = compiled(r"[ \t\u3000>]*(#{1,6})")
_RULE = " \t|:+=_*~.・…―─┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛┠┨┯┷┿╂-"  # what a line that is only drawn consists of


@lru_cache(maxsize=1)
def heads() -> re.Pattern[str]:
    """One regular expression of all heads of line.lark, in the order of its rule; groups are named after terminals."""
    return compiled("|".join(f"(?P<{name}>{written})" for name, written in grammars.terminals("line.lark").items()))


def decoration(text: str) -> list[Span]:
    """Where Markdown and HTML decoration stands in a source."""
    readings = [Span(*found.span()) for found in _READING.finditer(text)]
    if len(readings) < _READINGS:
        readings = []
    if not any(mark in text for mark in ("**", "#", "\\", "<", "`", ">", "&nbsp;", "\u200b", "\ufeff", "\u2060")):
        return readings
    return sorted(readings + [Span(*found.span()) for found in _DECORATION.finditer(text)])


def blanked(folded: str, spans: list[Span]) -> str:
    """The text with blanks in place of the given stretches."""
    if not spans:
        return folded
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept += (folded[at:start], " " * (end - start))
        at = end
    kept.append(folded[at:])
    return "".join(kept)


def lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end without line end, whether a page ends there) of each physical line."""
    at = 0
    if not _OTHER_END.search(text):
        for line in text.split("\n"):
            yield at, at + len(line), False
            at += len(line) + 1
        return
    for found in _LINE_END.finditer(text):
        yield at, found.start(), found[0] == _PAGE_END
        at = found.end()
    yield at, len(text), False


def broken(text: str) -> Iterator[tuple[int, int, bool]]:
    """The lines of a text in which <br> ends a line too, except in tables, where it stands inside a cell."""
    for start, end, page in lines(text):
        at = start
        if "\t" not in text[start:end] and "|" not in text[start:end]:
            for found in _BREAK.finditer(text, start, end):
                yield at, found.end(), False
                at = found.end()
        yield at, end, page


def pieces(source: Source, clean: str) -> list[Piece]:
    """All lines that hold more than blanks. clean: the folded text with its decoration blanked out."""
    outline = {mark.span.start: int(mark.label) for mark in source.marks if mark.kind == "heading" and mark.label.isdigit()}
    turns = [mark.span.start for mark in source.marks if mark.kind == "page"]
    found: list[Piece] = []
    clean = clean.replace("│", "|").replace("┃", "|")
    clean = punctuated(clean)
    head = heads()
    gap, turned = 0, False
    for start, end, page in broken(source.text) if "<br" in source.text else lines(source.text):
        raw = clean[start:end]
        bare = raw.strip()
        while turns and turns[0] <= start:
            turned = turned or bool(found)
            turns.pop(0)
        if bare:
            found.append(_piece(source.text, raw, bare, start, gap, head))
            piece = found[-1]
            piece.turned = turned
            piece.level = piece.level or outline.get(piece.span.start, 0)
            gap, turned = 0, False
        elif source.text[start:end].strip():  # decoration alone, such as ### or <br>
            at = start + len(source.text[start:end]) - len(source.text[start:end].lstrip())
            found.append(Piece(Span(at, start + len(source.text[start:end].rstrip())), "", gap, 0, 0))
            found[-1].noise = "rule"
        else:
            gap += 1
        turned = turned or page
    return found


def _piece(source: str, raw: str, bare: str, start: int, gap: int, head: re.Pattern[str]) -> Piece:
    indent = len(raw) - len(raw.lstrip())
    at = start + indent
    plain = squeezed(bare)
    spaced = len(bare) - len(plain) > len(bare) / 3  # a letter-spaced line is no wider than its letters
    width = columns(plain if spaced else bare)
    piece = Piece(Span(at, at + len(bare)), bare, gap, columns(source[start:at]) if indent else 0, width, plain)
    marks = source[start:at]
    if "#" in marks and (level := _OUTLINE.match(marks)):
        piece.level = len(level[1])
    piece.bold = "**" in marks
    if len(bare) >= 3 and bare[0] in _RULE and not plain.strip(_RULE) and plain.strip("_"):
        piece.noise = "rule"
    elif "\t" in raw.strip(" ") or "|" in bare:
        drawn = any(source.find(bar, piece.span.start, piece.span.end) >= 0 for bar in "│┃")
        piece.cells = _cells(raw, bare, start, piece.span, 0 if drawn else 1)
    if not piece.cells or bare[0] not in "|":
        name(piece, head)
    return piece


def _cells(raw: str, bare: str, start: int, span: Span, doubt: int) -> tuple[Span, ...]:
    """Cells of a line with tabs, or with pipes at an end or more than `doubt` (drawn bars are none but borders)."""
    if "\t" in raw.strip(" "):
        sign, left, right = "\t", start, start + len(raw.rstrip(" "))
    elif bare[0] == "|" or bare.count("|") > doubt:
        sign, left, right = "|", span.start + (bare[0] == "|"), span.end - (bare[-1] == "|" and len(bare) > 1)
    else:
        return ()
    found: list[Span] = []
    text = raw[left - start : right - start]
    at = 0
    for cell in text.split(sign):
        inner = cell.strip()
        begin = left + at + (len(cell) - len(cell.lstrip()) if inner else 0)
        found.append(Span(begin, begin + len(inner)))
        at += len(cell) + 1
    return tuple(found)


def name(piece: Piece, head: re.Pattern[str], at: int = 0) -> None:
    """Give a piece the head that stands at offset `at` of its text, if any; a dash before another head is skipped."""
    found = head.match(piece.text, at)
    beside = _BESIDE.match(piece.text) if at == 0 else None
    if beside and (second := head.match(piece.text, beside.end())) and second.lastgroup == "ARTICLE":
        found = second  # （契約の目的）　第１条　…: the caption in a column of its own
    if found is None:
        return
    family, begin, dashed = found.lastgroup or "", found.start(), False
    if family in ("DASH", "BULLET") and found[0] in "-*+・":
        inner = found.end()
        while inner < len(piece.text) and piece.text[inner] in BLANK:
            inner += 1
        second = head.match(piece.text, inner)
        strong = second and second.lastgroup not in ("TIGHT", "NOTE", "ANNEX", None)
        if second and second.lastgroup == "ARTICLE" and REFERENCE.match(piece.text, second.end()):
            strong = False  # - 第16条第2項の行為が…
        if second and strong and (found[0] != "・" or second.lastgroup in ("ROUND", "SIGN", "HALF_ROUND")):
            dashed = True
            found, family = second, second.lastgroup or ""
    span = Span(piece.span.start + (begin if dashed else found.start()), piece.span.start + found.end())
    piece.dashed = dashed if at == 0 else piece.dashed
    piece.head = Head(family, _number(family, found[0]), span, squeezed(found[0]))


_NUMERAL = compiled(r"[0-9]+|[〇一二三四五六七八九十百]+")
_COUNTED = {"ROUND", "DOTTED", "COMMA", "PLAIN", "TIGHT", "KANJI", "ROUND_KANJI", "ARTICLE", "CHAPTER", "ORDINAL", "DECIMAL", "ANNEX"}


def _number(family: str, text: str) -> tuple[int, ...]:
    if family in _COUNTED:
        plain = squeezed(text).removeprefix("第")
        return tuple(number for found in _NUMERAL.findall(plain) if (number := numerals.to_int(found)) is not None)
    core = text.strip(" ().、:")
    if family == "SIGN":
        return tuple(number for number in (numerals.to_int(core[:1]),) if number is not None)
    if core in numerals.AIUEO:
        return (numerals.kana(core) or 0,) if core else ()
    if family in ("ROMAN", "LETTER", "ROUND_LETTER", "HALF_ROUND"):
        single = len(core) == 1 and core.isascii() and core not in "ivxIVX"  # c and d are letters, not 100 and 500
        number = numerals.to_int(core) or (numerals.letter(core) if single else numerals.roman(core) or numerals.letter(core))
        return (number,) if number else ()
    return ()
