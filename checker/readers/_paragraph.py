"""One Word paragraph -> the characters a person sees, without recursion on the depth of the XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ..expressions import compiled
from ._symbols import equation, symbol
from ._tags import CHART, DIAGRAM, MC, PIC, VML, WP, A, M, W

FINAL, ORIGINAL = "final", "original"

# What a paragraph shows instead of each element. \t, \n and \f mean a tab stop, a line and a page break, never raw
# white space.
_SHOWN = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": "",
}  # fmt: skip
_BREAK, _TYPE = W + "br", W + "type"
_TEXT, _DELETED_TEXT = W + "t", W + "delText"
_TEXTS = frozenset((_TEXT, M + "t", A + "t"))
_SKIPPED = frozenset(
    (
        W + "pPr", W + "rPr", W + "sdtPr", W + "sdtEndPr", W + "instrText", W + "delInstrText", W + "rt", W + "rubyPr",
        W + "annotationRef", W + "footnoteRef", W + "endnoteRef", W + "separator", W + "continuationSeparator",
        W + "pgNum", W + "customXmlPr", W + "smartTagPr", W + "proofErr", W + "commentReference",
    )
)  # fmt: skip
_ADDED = frozenset((W + "ins", W + "moveTo"))
_REMOVED = frozenset((W + "del", W + "moveFrom"))
_WITHOUT = {FINAL: _REMOVED, ORIGINAL: _ADDED}
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_BOX, _FIELD, _RUN = W + "txbxContent", W + "fldChar", W + "r"
_ALTERNATE, _CHOICE = MC + "AlternateContent", MC + "Choice"

# White space that XML source lines bring in, or that would end a line elsewhere; Word shows a blank.
_STRAY = compiled(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")

_EMU, _POINTS = 360_000.0, 28.35  # per centimetre
_PICTURE = 15.0  # cm²: a smaller picture is a seal, a logo or an icon and hides no clause
_SIZE = compiled(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]{1,5}(?:\.[0-9]+)?)(pt|in|cm|mm|)")
_UNITS = {"pt": 1 / _POINTS, "in": 2.54, "cm": 1.0, "mm": 0.1, "": 1 / _POINTS}

_WHY_PICTURE = "画像の中の文字は読めません"
_WHY_CHART = "グラフの中の文字は読めません"
_WHY_DIAGRAM = "図表（SmartArt）の中の文字は読めません"
_WHY_OBJECT = "埋め込まれたオブジェクト（Excel の表など）の中は読めません"
_WHY_FILE = "差し込まれた別の文書の中は読めません"
WHY_HIDDEN = "隠し文字は印刷されないため読みません"


@dataclass(slots=True)
class Content:
    """What has been read of a paragraph: pieces of text, text boxes, notes cited, and what could not be read where."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    area: float = 0.0  # of the drawing that is being read, cm²


@dataclass(slots=True)
class Field:
    """A complex field that has begun: its code so far, and whether its result has been reached."""

    code: str = ""
    result: bool = False


def read(paragraph: Element, tracked: str, content: Content) -> None:
    """Add what a w:p (or anything that holds runs) shows to `content`. Field codes end with their paragraph."""
    content.fields.clear()
    without = _WITHOUT[tracked]
    deleted = tracked == ORIGINAL
    stack: list[Iterator[Element]] = [iter(paragraph)]
    while stack:
        for element in stack[-1]:
            tag = element.tag
            if tag == _RUN:
                if len(element) and element[0].tag == W + "rPr" and _hidden(element, content):
                    continue
            elif tag in _TEXTS or (deleted and tag == _DELETED_TEXT):
                _add(content, element.text or "")
                continue
            elif tag in _SHOWN:
                page = tag == _BREAK and element.get(_TYPE) == "page"
                _add(content, "\f" if page else _SHOWN[tag], raw=False)
                continue
            elif tag in _SKIPPED or tag in without:
                _code(content, element)
                continue
            elif tag in _SPECIAL:
                inner = _SPECIAL[tag](element, content)
                if inner is None:
                    continue
                stack.append(inner)
                break
            stack.append(iter(element))
            break
        else:
            stack.pop()


def _miss(content: Content, why: str) -> None:
    content.unread.append((sum(map(len, content.pieces)), why))


def _add(content: Content, text: str, raw: bool = True) -> None:
    # In the code part of a field nothing is shown; what stands there are results of fields nested in the code.
    if text and (not content.fields or all(field.result for field in content.fields)):
        content.pieces.append(_STRAY.sub(" ", text) if raw and not text.isprintable() else text)


def _code(content: Content, element: Element) -> None:
    if element.tag == W + "instrText" and content.fields and not content.fields[-1].result:
        content.fields[-1].code += element.text or ""


def _hidden(run: Element, content: Content) -> bool:
    vanish = run[0].find(W + "vanish")
    if vanish is None or vanish.get(W + "val", "1") in ("0", "false", "off"):
        return False
    if any(text.text and text.text.strip() for text in run.iter(_TEXT)):
        _miss(content, WHY_HIDDEN)
    return True


def _field(element: Element, content: Content) -> None:
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        content.fields.append(Field())
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            checked = box.find(W + "checked")
            checked = box.find(W + "default") if checked is None else checked
            on = checked is not None and checked.get(W + "val", "1") not in ("0", "false", "off")
            content.fields.pop()
            _add(content, "☑" if on else "□")
            content.fields.append(Field())
    elif kind == "separate" and content.fields:
        content.fields[-1].result = True
    elif kind == "end" and content.fields:
        ended = content.fields.pop()
        if not ended.result:
            _add(content, equation(ended.code) or "")


def _symbol(element: Element, content: Content) -> None:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return
    code = code + 0xF000 if code < 0x100 else code
    if code < 0x110000 and not 0xD800 <= code < 0xE000:
        _add(content, symbol(chr(code), chr(code), element.get(W + "font", "")))


def _alternate(element: Element, content: Content) -> Iterator[Element]:
    """One of several forms of the same thing: the first choice, the fallback only where there is none."""
    choice = element.find(_CHOICE)
    return iter(element if choice is None else choice)


def _box(element: Element, content: Content) -> None:
    content.boxes.append(element)


def _note(element: Element, content: Content) -> None:
    content.notes.append((_NOTES[element.tag], element.get(W + "id", "")))


def _extent(element: Element, content: Content) -> None:
    try:
        content.area = int(element.get("cx", "")) / _EMU * (int(element.get("cy", "")) / _EMU)
    except ValueError:
        content.area = _PICTURE


def _picture(element: Element, content: Content) -> None:
    if content.area >= _PICTURE:
        _miss(content, _WHY_PICTURE)


def _shape(element: Element, content: Content) -> Iterator[Element]:
    """A VML shape: its size stands in a CSS-like style."""
    sides = {side: float(number) * _UNITS[unit] for side, number, unit in _SIZE.findall(element.get("style", ""))}
    content.area = sides["width"] * sides["height"] if len(sides) == 2 else _PICTURE
    return iter(element)


def _unread(why: str) -> Callable[[Element, Content], None]:
    return lambda element, content: _miss(content, why)


_SPECIAL: dict[str, Callable[[Element, Content], Iterator[Element] | None]] = {
    _FIELD: _field,
    W + "sym": _symbol,
    _ALTERNATE: _alternate,
    _BOX: _box,
    W + "footnoteReference": _note,
    W + "endnoteReference": _note,
    WP + "extent": _extent,
    PIC: _picture,
    VML + "shape": _shape,
    VML + "imagedata": _picture,
    CHART: _unread(_WHY_CHART),
    DIAGRAM: _unread(_WHY_DIAGRAM),
    W + "object": _unread(_WHY_OBJECT),
    W + "altChunk": _unread(_WHY_FILE),
    W + "subDoc": _unread(_WHY_FILE),
}
