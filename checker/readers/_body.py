"""The body of a Word document -> lines and marks: paragraphs, table rows, text boxes, notes, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ..errors import InputProblem
from ..model import Mark, Unread
from ..records import NamedTuple
from ..text import CELL_BREAK, Span
from . import _numbering, _styles
from ._package import Package, parsed
from ._paragraph import FINAL, ORIGINAL, WHY_HIDDEN, Content, read
from ._tags import MC, W

_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_SKIPPED = frozenset(
    W + name for name in ("tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "customXmlPr")
)
_PROPERTIES = W + "pPr"
_GONE = {FINAL: "del", ORIGINAL: "ins"}  # the change that takes a paragraph mark or a row away
_WIDEST = 63  # columns of a Word table

_BLANKS = str.maketrans("\t\n\f", "   ")
_PAGE = "\f"  # a line of its own where a page is turned on purpose; where others end, Word decides anew each time

_WHY_NOTES = "脚注を読めません"
_WHY_CHUNK = "差し込まれた別の文書の中は読めません"


@dataclass(slots=True)
class Draft:
    """The text written so far, the lists as counted so far, and what the paragraphs need to be understood."""

    tracked: str
    styles: dict[str, _styles.Style]
    counting: _numbering.Counting
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    length: int = 0  # of the lines and the line ends between them
    paragraphs: int = 0
    tables: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    carried: Content = field(default_factory=Content)  # of a paragraph whose end is deleted: it runs on


@dataclass(slots=True)
class Table:
    """The table being read: its number in the document and the row reached, both from 1."""

    number: int
    row: int = 0


def written(package: Package, tracked: str) -> Draft:
    """Read all parts of a document."""
    root = parsed(package, "document")
    styles = _optional(package, "styles")
    numbering = _optional(package, "numbering")
    lists = {} if numbering is None else _numbering.lists(numbering, _styles.list_styles(styles))
    counting = _numbering.Counting(lists, numbering is not None)
    draft = Draft(tracked, _styles.styles(styles), counting)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise InputProblem(
            "Word ファイルではありません（本文がありません）。.docx として保存し直してください。", package.path
        )
    _story(body, draft)
    _write_notes(package, draft)
    return draft


def _optional(package: Package, role: str) -> Element | None:
    """A part without which the text can still be read; None where it is absent or broken."""
    try:
        return parsed(package, role)
    except InputProblem:
        return None


def _story(container: Element, draft: Draft) -> None:
    """Write everything in a container, in order."""
    stack: list[tuple[Iterator[Element], Table | None]] = [(iter(container), None)]
    while stack:
        elements, table = stack[-1]
        element = next(elements, None)
        if element is None:
            stack.pop()
        elif element.tag == _PARAGRAPH:
            stack.extend((iter(box), table) for box in reversed(_paragraph(element, draft, table)))
        elif element.tag == _TABLE:
            draft.tables += 1
            stack.append((iter(element), Table(draft.tables)))
        elif element.tag == _ROW and table is not None:
            single = _row(element, draft, table)
            if single is not None:
                stack.append((iter(single), table))
        elif element.tag == W + "altChunk":
            draft.unread.append(Unread(_WHY_CHUNK, Span(draft.length, draft.length)))
        elif element.tag not in _SKIPPED:
            stack.append((_inside(element), table))
    _flush(draft)


def _inside(element: Element) -> Iterator[Element]:
    choice = element.find(MC + "Choice") if element.tag == MC + "AlternateContent" else None
    return iter(element if choice is None else choice)


# -------------------------------- paragraphs


class Shown(NamedTuple):
    """What a paragraph shows. why: its number could not be resolved, and why ("" where it was)."""

    label: str
    text: str
    content: Content
    own: _styles.Properties
    outline: int | None = None
    why: str = ""


def _shown(paragraph: Element, draft: Draft) -> Shown | None:
    """Read a paragraph; None where it is not shown by itself.

    A paragraph whose mark is deleted (in the version that is read) begins the next one, which keeps its own number.
    Entries of the table of contents are left out: they repeat the headings.
    """
    first = paragraph[0] if len(paragraph) else None
    own = _styles.properties(first) if first is not None and first.tag == _PROPERTIES else _styles.NONE
    changed = own.changed
    if own.before is not None and draft.tracked != FINAL:
        own = _styles.properties(own.before)
    style = draft.styles.get(own.style) or draft.styles[""]
    if style.contents:
        return None
    read(paragraph, draft.tracked, draft.carried)
    if changed and _GONE[draft.tracked] in changed:
        return None
    found, draft.carried = draft.carried, Content()
    draft.notes.extend(found.notes)
    numbered = _styles.numbered(own, style)
    label, why = _numbering.count(draft.counting, numbered) if numbered is not None else ("", "")
    return Shown(label, "".join(found.pieces), found, own, _styles.outline(own, style), why)


def _paragraph(element: Element, draft: Draft, table: Table | None) -> list[Element]:
    """Write one paragraph; the text boxes anchored in it are handed back, to follow it."""
    shown = _shown(element, draft)
    if shown is None:
        return []
    _write(shown, draft, table)
    return shown.content.boxes


def _flush(draft: Draft) -> None:
    """Write what a deleted paragraph end left over, where no paragraph follows it."""
    found, draft.carried = draft.carried, Content()
    if found.pieces or found.unread:
        _write(Shown("", "".join(found.pieces), found, _styles.NONE), draft, None)


def _write(shown: Shown, draft: Draft, table: Table | None) -> None:
    """Write a paragraph as one line; breaks inside it, and pages turned before, in or after it, give further ones."""
    *before, last = (part.strip("\t\n ") for part in shown.text.split(_PAGE))
    start = draft.length
    if shown.own.turned and draft.lines:
        _line(_PAGE, draft)
    for part in before:
        if part:
            _part(part, shown, draft, table)
            shown = shown._replace(label="")
        _line(_PAGE, draft)
    _part(last, shown, draft, table)
    if shown.own.turns:
        _line(_PAGE, draft)
    for offset, why in shown.content.unread:
        at = min(start + offset, draft.length - 1)
        draft.unread.append(Unread(why, Span(at, at), why != WHY_HIDDEN))


def _part(text: str, shown: Shown, draft: Draft, table: Table | None) -> None:
    if shown.label:
        text = f"{shown.label} {text}"
    span = Span(draft.length, draft.length + len(text))  # tab stops stay tabs, as in a text file that Word wrote
    _line(text, draft)
    if not text:
        return
    if shown.why:
        draft.unread.append(Unread(shown.why, Span(span.start, span.start + 1)))
    if table is None:
        draft.paragraphs += 1
        draft.marks.append(Mark("paragraph", span, f"段落{draft.paragraphs}"))
    else:
        draft.marks.append(Mark("cell", span, f"表{table.number} {table.row}行目"))
    if shown.outline is not None:
        draft.marks.append(Mark("heading", span, str(shown.outline)))


def _line(text: str, draft: Draft) -> None:
    draft.lines.append(text)
    draft.length += len(text) + 1


# -------------------------------- tables


def _row(row: Element, draft: Draft, table: Table) -> Element | None:
    """Write one table row as one line. A row of a single cell is handed back, to be read as the lines it holds."""
    properties = row.find(W + "trPr")
    if properties is not None and properties.find(W + _GONE[draft.tracked]) is not None:
        return None
    table.row += 1
    cells = list(_cells(row))
    if len(cells) == 1 and not _continues(cells[0]):
        return cells[0]
    start, column = draft.length, 1
    columns = sum(map(_width, cells))
    texts: list[str] = []
    for cell in cells:
        text = "" if _continues(cell) else _cell(cell, draft, start)
        if text:
            draft.marks.append(Mark("cell", Span(start, start + len(text)), _place(table, column, columns)))
        width = _width(cell)
        texts += [text] + [""] * (width - 1)
        start += len(text) + width
        column += width
    _line("\t".join(texts), draft)
    return None


def _place(table: Table, column: int, columns: int) -> str:
    side = ("左列", "右列")[column - 1] if columns == 2 else f"{column}列目"
    return f"表{table.number} {table.row}行目 {side}"


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row, through content controls and other wrappers."""
    stack = [iter(row)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == _CELL:
            yield element
        elif element.tag not in _SKIPPED:
            stack.append(_inside(element))


def _width(cell: Element) -> int:
    return min(max(_styles.integer(_styles.value(cell.find(W + "tcPr"), "gridSpan"), 1), 1), _WIDEST)


def _continues(cell: Element) -> bool:
    """Whether a cell is the later part of a merged one, which shows nothing of its own."""
    properties = cell.find(W + "tcPr")
    merges = () if properties is None else (properties.find(W + "vMerge"), properties.find(W + "hMerge"))
    return any(merge is not None and merge.get(W + "val", "continue") == "continue" for merge in merges)


def _cell(cell: Element, draft: Draft, start: int) -> str:
    """A cell's text in one line: its paragraphs, those of nested tables and text boxes, joined by a blank of their own.

    start: its offset, where what could not be read in it is noted.
    """
    words: list[str] = []
    stack = [iter(cell)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == _PARAGRAPH:
            shown = _shown(element, draft)
            if shown is not None:
                words.append(f"{shown.label} {shown.text.translate(_BLANKS)}".strip(" "))
                draft.unread.extend(Unread(why, Span(start, start), why != WHY_HIDDEN) for _, why in shown.content.unread)
                stack.extend(iter(box) for box in reversed(shown.content.boxes))
        elif not (element.tag in _SKIPPED or (element.tag == _CELL and _continues(element))):
            stack.append(_inside(element))
    rest, draft.carried = draft.carried, Content()
    words.append("".join(rest.pieces).translate(_BLANKS))
    return CELL_BREAK.join(word for word in words if word)


# -------------------------------- footnotes and endnotes


def _write_notes(package: Package, draft: Draft) -> None:
    """Footnotes and endnotes at the end, numbered in the order they are cited in."""
    parts: dict[str, dict[str, Element]] = {}
    cited = list(dict.fromkeys(draft.notes))
    for number, (role, key) in enumerate(cited, start=1):
        if role not in parts:
            root = _optional(package, role)
            if root is None:
                draft.unread.append(Unread(_WHY_NOTES, Span(draft.length, draft.length)))
            parts[role] = {} if root is None else {note.get(W + "id", ""): note for note in root}
        note = parts[role].get(key)
        if note is not None:
            text = f"注{number} {_cell(note, draft, draft.length)}"
            draft.marks.append(Mark("paragraph", Span(draft.length, draft.length + len(text)), f"脚注{number}"))
            _line(text, draft)
