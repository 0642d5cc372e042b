"""Word files for tests, made by hand: every element is in the test that needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_TYPE = '<Override PartName="/word/{0}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{1}+xml"/>'
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = (
    '<Relationship Id="r{0}" Target="{1}.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{2}"/>'
)


def document(body: str, **parts: str) -> bytes:
    """A .docx with this XML in its body, and the inner XML of further parts (numbering, styles, footnotes …)."""
    roots = {"document": f"<w:body>{body}</w:body>", **parts}
    files = {
        "[Content_Types].xml": _TYPES.format("".join(_TYPE.format(name, _kind(name)) for name in roots)),
        "_rels/.rels": _RELATIONS.format(_RELATION.format(1, "word/document", "officeDocument")),
        "word/_rels/document.xml.rels": _RELATIONS.format(
            "".join(_RELATION.format(number, name, name) for number, name in enumerate(parts, start=1))
        ),
        **{f"word/{name}.xml": f"<w:{name} {SPACES}>{inner}</w:{name}>" for name, inner in roots.items()},
    }
    return archive({name: text.encode() for name, text in files.items()})


def _kind(name: str) -> str:
    return "document.main" if name == "document" else name


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of the given members."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", properties: str = "", inner: str = "") -> str:
    """A paragraph with plain text, then further run-level XML; properties is the inner XML of w:pPr."""
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{head}{run(text) if text else ''}{inner}</w:p>"


def listed(text: str, list: int = 1, level: int = 0) -> str:
    """A paragraph of an automatically numbered list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>')


def level(at: int, format: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(key: int, levels: Iterable[str]) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'


def num(list: int, key: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{list}"><w:abstractNumId w:val="{key}"/>{overrides}</w:num>'


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table(*rows: Iterable[str]) -> str:
    """A ruled table of cells given as text."""
    cells = [list(row) for row in rows]
    columns = max(map(len, cells))
    grid = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>" + "<w:gridCol/>" * columns
    return f"<w:tbl>{grid}</w:tblGrid>" + "".join(row(*map(cell, texts)) for texts in cells) + "</w:tbl>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "", inner: str = "") -> str:
    head = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{head}{paragraph(text) if text or not inner else ''}{inner}</w:tc>"


# -------------------------------- a whole draft as Word would hold it

_MARKS = (
    (re.compile(r"第([0-9]+)条"), "decimal", "第%1条"),
    (re.compile(r"第([０-９]+)条"), "decimalFullWidth", "第%1条"),
    (re.compile(r"第([一二三四五六七八九十]+)条"), "japaneseCounting", "第%1条"),
    (re.compile(r"第([一二三四五六七八九十]+)章"), "japaneseCounting", "第%1章"),
    (re.compile(r"（([０-９]+)）"), "decimalFullWidth", "（%1）"),
    (re.compile(r"\(([0-9]+)\)"), "decimal", "(%1)"),
    (re.compile(r"([①-⑳])"), "decimalEnclosedCircle", "%1"),
    (re.compile(r"([０-９]+)(?=[　 ])"), "decimalFullWidth", "%1"),
    (re.compile(r"([0-9]+)(?=[　 ])"), "decimal", "%1"),
    (re.compile(r"([一二三四五六七八九十]+)(?=[　 ])"), "japaneseCounting", "%1"),
    (re.compile(r"([アイウエオカキクケコ])(?=[　 ])"), "aiueoFullWidth", "%1"),
    (re.compile(r"(・)"), "bullet", "・"),
)
_KANJI = {number: at for at, number in enumerate(["", *"一二三四五六七八九十"])}


def _figure(text: str) -> int:
    if text in "アイウエオカキクケコ":
        return "アイウエオカキクケコ".index(text) + 1
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if text[0] in "一二三四五六七八九十":
        tens, ten, ones = text.rpartition("十")
        return (_KANJI.get(tens, 0) or 1) * 10 + _KANJI[ones] if ten else _KANJI[text]
    return int(text) if text != "・" else 0


def typed(draft: str) -> bytes:
    """A draft as a Word file with its numbers typed: a paragraph a line, runs of lines with tabs as tables."""
    return document("".join(_blocks(draft.split("\n"), paragraph)))


def automatic(draft: str) -> bytes:
    """A draft as a Word file whose numbers are automatic: each mark that begins a line becomes a list."""
    nums: list[str] = []
    last: dict[int, tuple[int, int]] = {}  # kind of mark -> list and number reached

    def numbered(line: str) -> str:
        for kind, (pattern, _, _) in enumerate(_MARKS):
            found = pattern.match(line)
            if found is None:
                continue
            figure = _figure(found[1])
            list, reached = last.get(kind, (0, -1))
            if figure != reached + 1 and figure:
                list = len(nums) + 1
                start = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{figure}"/></w:lvlOverride>'
                nums.append(num(list, kind, start))
            elif not list:
                list = len(nums) + 1
                nums.append(num(list, kind))
            last[kind] = (list, figure)
            return listed(line[found.end() :].lstrip("　 "), list)
        return paragraph(line)

    body = "".join(_blocks(draft.split("\n"), numbered))
    kinds = [definition(kind, [level(0, format, text)]) for kind, (_, format, text) in enumerate(_MARKS)]
    return document(body, numbering="".join(kinds + nums))


def _blocks(lines: Iterable[str], write: Callable[[str], str]) -> Iterator[str]:
    rows: list[list[str]] = []
    for line in lines:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield table(*rows)
            rows = []
        yield write(line)
    if rows:
        yield table(*rows)
