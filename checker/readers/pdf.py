"""PDF -> Source by pdfium: lines in reading order, rows of tables with tabs between the cells, page marks.

Lines are those printed on the page (a wrapped sentence is several lines; the parser joins them), pages follow each
other without a mark in the text. Text is what the file holds: a scanned page without text is told, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import InputProblem
from ..expressions import compiled
from ..model import Mark, Source, Unread
from ..text import Span

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from ._drawn import Drawn
    from ._flow import Line
    from ._glyphs import Box, Piece, Turn
    from ._ruled import Grid
    from ._stitch import PageLines

SUFFIXES: tuple[str, ...] = (".pdf",)

_PAGES = 3_000
_CHARACTERS = 20_000_000
_ANNOTATIONS = 1_000  # of one page that are looked at
_HEAD = 1024  # bytes before the header that readers allow (ISO 32000-1 annex H.3.4.1)
_PICTURE = 15 * (72 / 2.54) ** 2  # points²: 15 cm², a smaller picture is a seal, a logo or an icon
_GETA = compiled("〓+")

_LOCKED = "PDF がパスワードで保護されています。保護を解除して保存し直してください。"
_BROKEN = "PDF が壊れているか、途中で切れています。元の文書から PDF を作り直してください。"
_FOREIGN = "PDF ではありません。PDF か Word 文書（.docx）を指定してください。"
_SECURITY = "PDF の保護の方式に対応していません。保護のない PDF を作り直してください。"
_TOO_LONG = f"ページが多すぎます（{_PAGES}ページまで）。PDF を分けてください。"
_TOO_LARGE = "文字が多すぎます。PDF を分けてください。"
_BOMB = "展開すると大きすぎる PDF です。元の文書から PDF を作り直してください。"
_SCAN = "文字が入っていない、画像だけの PDF です。文字認識（OCR）をかけるか、元の Word 文書を指定してください。"
_EMPTY = "PDF に文字が一つもありません。PDF の中身を確かめてください。"

_WHY_PAGE = "{}ページは画像や図形だけで、文字を読めません"
_WHY_FONT = "{}ページの文字の大半は、文字コードのないフォントのため読めません"
_WHY_BROKEN_PAGE = "{}ページは壊れていて読めません"
_WHY_PICTURE = "{}ページの画像の中の文字は読めません"
_WHY_GLYPH = "文字コードのない文字は読めません"


def read(path: str, data: bytes) -> Source:
    """The text of a PDF with marks (page, cell). What cannot be read is told in `unread`: with an empty span where
    something unknown stands (a scanned page, a picture), with characters (〓) where single letters have no code.

    InputProblem: not a PDF, locked, broken, too long, or without any text.
    """
    from ._flow import finished, margin, margins
    from ._stitch import stitched

    pdf = _opened(path, data)
    pages: list[PageLines] = []
    size = 0
    try:
        if len(pdf) > _PAGES:
            raise InputProblem(_TOO_LONG, path)
        for number in range(1, len(pdf) + 1):
            pages.append(_page(pdf, number))
            size += sum(len(cell) for line in pages[-1].lines for cell in line.cells)
            if size > _CHARACTERS:
                raise InputProblem(_TOO_LARGE, path)
    finally:
        pdf.close()
    if not any(cell.strip() for page in pages for line in page.lines for cell in line.cells):
        raise InputProblem(_SCAN if any(page.why for page in pages) else _EMPTY, path)
    for width in {page.width for page in pages}:
        alike = [page for page in pages if page.width == width]
        lines = [line for page in alike for line in page.lines if line.table < 0]
        rights = margins(lines)
        for page in alike:
            own = margin([line for line in page.lines if line.table < 0 and not line.column])
            if 0 < own < rights[0] and not any(line.right > own + line.em for line in page.lines if not line.column):
                page.rights = (own, *rights[1:])  # narrower than the others: half a page, set in columns
            else:
                page.rights = rights
            page.lines = finished(page.lines, page.rights)
    stitched(pages)
    return _source(path, pages)


def _opened(path: str, data: bytes) -> PdfDocument:
    from ._foreign import advice
    from ._inflated import too_large

    if b"%PDF-" not in data[:_HEAD]:
        found = advice(data)
        raise InputProblem(f"PDF ではありません。{found}" if found else _FOREIGN, path)
    if too_large(data):
        raise InputProblem(_BOMB, path)
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        known = {pdfium.FPDF_ERR_PASSWORD: _LOCKED, pdfium.FPDF_ERR_SECURITY: _SECURITY}
        raise InputProblem(known.get(code, _BROKEN), path) from error


def _page(pdf: PdfDocument, number: int) -> PageLines:
    """Read one page, from 1."""
    import pypdfium2

    from ._stitch import PageLines

    try:
        page = pdf[number - 1]
        if _filled_in(page):
            page.close()
            page = pdf[number - 1]
        try:
            return _read_page(page, number)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return PageLines(number, [], [], _WHY_BROKEN_PAGE)


def _filled_in(page: PdfPage) -> bool:
    """Make what was filled in or typed over a page part of it, in memory; True where that was done.

    Form fields, typed notes and stamps lie above the page and are no text of it.
    """
    import pypdfium2.raw as pdfium

    kinds = {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP}
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, at)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in kinds:
            done = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT)
            return bool(done == pdfium.FLATTEN_SUCCESS)
    return False


def _read_page(page: PdfPage, number: int) -> PageLines:
    from ._drawn import drawn
    from ._glyphs import glyphs
    from ._layout import laid_out
    from ._ruled import grids, upright
    from ._stitch import PageLines

    shown = drawn(page)
    ruled: dict[Turn, list[Box]] = {}
    walls: dict[Turn, list[Box]] = {}

    def walls_of(turn: Turn) -> list[Box]:
        if turn not in walls:
            ruled[turn] = [turn.box(line) for line in shown.lines]
            walls[turn] = upright(ruled[turn])
        return walls[turn]

    found = glyphs(page, walls_of)
    lines: list[Line] = []
    tables: list[Grid] = []
    for turn, pieces in sorted(found.items(), key=lambda item: -len(item[1])):
        walls_of(turn)
        more = grids(ruled[turn])
        for line in laid_out(pieces, more):
            lines.append(line if line.table < 0 else line._replace(table=line.table + len(tables)))
        tables += more
    return PageLines(number, lines, tables, _trouble(shown, found), page.get_width())


def _trouble(shown: Drawn, found: dict[Turn, list[Piece]]) -> str:
    """Why a page may hold more than was read of it; "" where there is no sign of that."""
    total = sum(len(piece.text) for pieces in found.values() for piece in pieces)
    if not total:
        return _WHY_PAGE if shown.any else ""
    lost = sum(piece.text.count("〓") for pieces in found.values() for piece in pieces)
    if lost > total / 2:
        return _WHY_FONT
    large = [box for box in shown.pictures if (box[1] - box[0]) * (box[3] - box[2]) >= _PICTURE]
    return _WHY_PICTURE if any(not _under_text(box, found) for box in large) else ""


def _under_text(picture: Box, found: dict[Turn, list[Piece]]) -> bool:
    """Whether text stands on a picture: the background of a page, or a scan with recognised text."""
    for turn, pieces in found.items():
        left, right, bottom, top = turn.box(picture)
        for piece in pieces:
            if left < (piece.left + piece.right) / 2 < right and bottom < (piece.bottom + piece.top) / 2 < top:
                return True
    return False


def _source(path: str, pages: Sequence[PageLines]) -> Source:
    """The pages as one text, with the places of pages and cells."""
    texts: list[str] = []
    cells: list[Mark] = []
    numbers: list[Mark] = []
    unread: list[Unread] = []
    rows: dict[int, int] = {}
    at = 0
    for page in pages:
        start = at
        for line in page.lines:
            table = page.tables[line.table] if line.table >= 0 else 0
            rows[table] = rows.get(table, 0) + 1
            for column, text in enumerate(line.cells, start=1):
                if text and table:
                    place = _place(table, rows[table], column, len(line.cells))
                    cells.append(Mark("cell", Span(at, at + len(text)), place))
                at += len(text) + 1
            texts.append("\t".join(line.cells))
        numbers.append(Mark("page", Span(start, max(at - 1, start)), str(page.number)))
        if page.why:
            unread.append(Unread(page.why.format(page.number), Span(start, start)))
    whole = "\n".join(texts)
    lost = [Unread(_WHY_GLYPH, Span(*found.span())) for found in _GETA.finditer(whole)]
    # A last page without text begins after the end.
    numbers = [Mark(mark.kind, _within(mark.span, whole), mark.label) for mark in numbers]
    unread = [Unread(item.why, _within(item.span, whole)) for item in unread]
    return Source(path, whole, (*numbers, *cells), tuple(sorted([*unread, *lost], key=lambda item: item.span)))


def _within(span: Span, text: str) -> Span:
    return Span(min(span.start, len(text)), min(span.end, len(text)))


def _place(table: int, row: int, column: int, columns: int) -> str:
    place = f"表{table} {row}行目"
    if columns == 1:
        return place
    return f"{place} {('左列', '右列')[column - 1] if columns == 2 else f'{column}列目'}"
