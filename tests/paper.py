"""PDF files for tests, printed with reportlab's built-in Japanese fonts (nothing embedded, nothing to install)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE, LEADING, MARGIN = "HeiseiMin-W3", 10.5, 16.0, 62.0
VERTICAL = "HeiseiKakuGo-W5-V"


def canvas(out: BytesIO, password: str = "") -> Canvas:
    """A canvas with the Japanese fonts; the vertical one is VERTICAL."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    vertical = UnicodeCIDFont("HeiseiKakuGo-W5", isVertical=True)
    vertical.fontName = vertical.name = VERTICAL
    pdfmetrics.registerFont(vertical)
    made = Canvas(out, pagesize=A4, pageCompression=1, encrypt=password or None, invariant=1)
    made.setFont(FONT, SIZE)
    return made


def printed(draft: str, heads: bool = True) -> bytes:
    """A draft as it would be printed: lines wrapped at the margin, tabs as ruled tables, page numbers at the foot."""
    out = BytesIO()
    sheet = canvas(out)
    width, height = A4
    y, page = height - MARGIN, 1

    def turn() -> None:
        nonlocal y, page
        if heads:
            sheet.drawCentredString(width / 2, MARGIN / 2, f"- {page} -")
        sheet.showPage()
        sheet.setFont(FONT, SIZE)
        y, page = height - MARGIN, page + 1

    for group in _groups(draft.split("\n")):
        if isinstance(group, str):
            for line in wrapped(group, width - 2 * MARGIN):
                if y < MARGIN:
                    turn()
                sheet.drawString(MARGIN, y, line)
                y -= LEADING
            continue
        for cells in group:
            lines = [wrapped(cell, (width - 2 * MARGIN) / len(cells) - 8) for cell in cells]
            deep = LEADING * max(map(len, lines)) + 4
            if y - deep < MARGIN:
                turn()
            row(sheet, MARGIN, y + SIZE + 2, (width - 2 * MARGIN) / len(cells), deep, lines)
            y -= deep
    turn()
    sheet.save()
    return out.getvalue()


def row(sheet: Canvas, left: float, top: float, width: float, deep: float, cells: Iterable[Iterable[str]]) -> None:
    """One ruled table row of cells of the same width, each given as lines."""
    for column, lines in enumerate(cells):
        x = left + column * width
        sheet.rect(x, top - deep, width, deep)
        for at, line in enumerate(lines):
            sheet.drawString(x + 4, top - SIZE - 4 - at * LEADING, line)


def _groups(lines: Iterable[str]) -> Iterable[str | list[list[str]]]:
    rows: list[list[str]] = []
    for line in lines:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        yield line
    if rows:
        yield rows


def wrapped(text: str, width: float) -> list[str]:
    """Text cut into lines of at most that many points; full stops and commas hang over the edge."""
    lines, used = [""], 0.0
    for char in text:
        wide = pdfmetrics.stringWidth(char, FONT, SIZE)
        if used + wide > width and char not in "、。）」":
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += wide
    return lines


def raw(*objects: str, content: str = "") -> bytes:
    """A one-page PDF written by hand: `objects` are numbered from 4 on, /F1 is object 4; content is its page stream."""
    head = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents {len(objects) + 4} 0 R>>",
    ]
    body = [*head, *objects, f"<</Length {len(content)}>>stream\n{content}\nendstream"]
    out = "%PDF-1.7\n"
    places = []
    for number, text in enumerate(body, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(body) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("latin-1")
