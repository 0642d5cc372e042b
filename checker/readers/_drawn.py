"""What a PDF page draws besides text, by pdfium: ruled lines as thin boxes, and where pictures stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..records import NamedTuple
from ._glyphs import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_THIN = 3.0  # points: a filled area that narrow is a line
_OBJECTS = 20_000  # drawn objects, and points of paths, looked at on one page
_NESTED = 8  # forms in forms

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_FILL_AND_STROKE = 2  # FPDF_TEXTRENDERMODE_*
_LINE_TO, _MOVE_TO = 0, 2  # FPDF_SEGMENT_*; a curve (1) is no ruled line

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page shows besides text: thin boxes that are lines, the boxes of pictures, whether there is any drawing."""

    lines: tuple[Box, ...]
    pictures: tuple[Box, ...]
    any: bool


class _Ask(NamedTuple):
    """Questions to pdfium about one drawn object (buffers made once: a page has hundreds of lines)."""

    bounds: Callable[[Any], Box]
    matrix: Callable[[Any], Matrix]
    stroked: Callable[[Any], bool]
    runs: Callable[[Any], Iterator[list[tuple[float, float]]]]  # connected straight edges of a path


def drawn(page: PdfPage) -> Drawn:
    """Lines and pictures of a page, also those inside forms (reused drawings).

    To be called before the text of the page is asked for: it makes letters visible that pdfium would leave out.
    """
    import pypdfium2.raw as pdfium

    ask = _asking(pdfium)
    lines: list[Box] = []
    pictures: list[Box] = []
    budget, paths = _OBJECTS, 0
    stack: list[tuple[Iterator[Any], Matrix, int]] = [(_objects(pdfium, page.raw, False), _SAME, 0)]
    while stack and budget > 0:
        objects, matrix, depth = stack[-1]
        item = next(objects, None)
        budget -= 1
        kind = -1 if item is None else pdfium.FPDFPageObj_GetType(item)
        if item is None:
            stack.pop()
        elif kind == _PATH:
            paths += 1
            budget -= max(pdfium.FPDFPath_CountSegments(item), 0)
            lines += [_through(matrix, box) for box in _path(ask, item)]
        elif kind == _TEXT:
            _widened(pdfium, ask, item)
        elif kind == _IMAGE:
            pictures.append(_through(matrix, ask.bounds(item)))
        elif kind == _FORM and depth < _NESTED:
            stack.append((_objects(pdfium, item, True), _times(ask.matrix(item), matrix), depth + 1))
    return Drawn(tuple(lines), tuple(pictures), bool(paths or pictures))


def _objects(pdfium: Any, holder: Any, form: bool) -> Iterator[Any]:
    count = pdfium.FPDFFormObj_CountObjects if form else pdfium.FPDFPage_CountObjects
    take = pdfium.FPDFFormObj_GetObject if form else pdfium.FPDFPage_GetObject
    for at in range(max(count(holder), 0)):
        item = take(holder, at)
        if item:
            yield item


def _widened(pdfium: Any, ask: _Ask, item: Any) -> None:
    """Give text without an extent that of a stroke, in memory: pdfium leaves out letters without a width, and lines
    without a height that say the same as one shortly before.

    Text in a font that neither the file nor this machine has is such: there are no outlines to measure.
    """
    left, right, bottom, top = ask.bounds(item)
    if left == right or bottom == top:
        pdfium.FPDFTextObj_SetTextRenderMode(item, _FILL_AND_STROKE)
        pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, 0, 0)  # the bounds are reckoned anew


def _asking(pdfium: Any) -> _Ask:
    from ctypes import byref, c_float, c_int

    left, bottom, right, top, mode, stroke = c_float(), c_float(), c_float(), c_float(), c_int(), c_int()
    sides = byref(left), byref(bottom), byref(right), byref(top)
    place, modes, found = sides[:2], (byref(mode), byref(stroke)), pdfium.FS_MATRIX()

    def bounds(item: Any) -> Box:
        if not pdfium.FPDFPageObj_GetBounds(item, *sides):
            return 0.0, 0.0, 0.0, 0.0
        return left.value, right.value, bottom.value, top.value

    def matrix(item: Any) -> Matrix:
        if not pdfium.FPDFPageObj_GetMatrix(item, byref(found)):
            return _SAME
        values = found.a, found.b, found.c, found.d, found.e, found.f
        return _SAME if values == _SAME else values

    def stroked(item: Any) -> bool:
        pdfium.FPDFPath_GetDrawMode(item, *modes)
        return bool(stroke.value)

    def runs(item: Any) -> Iterator[list[tuple[float, float]]]:
        run: list[tuple[float, float]] = []
        for at in range(min(pdfium.FPDFPath_CountSegments(item), _OBJECTS)):
            segment = pdfium.FPDFPath_GetPathSegment(item, at)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind != _LINE_TO:
                yield run
                run = []
            if kind in (_LINE_TO, _MOVE_TO) and pdfium.FPDFPathSegment_GetPoint(segment, *place):
                run.append((left.value, bottom.value))
                if pdfium.FPDFPathSegment_GetClose(segment):
                    run.append(run[0])
        yield run

    return _Ask(bounds, matrix, stroked, runs)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _through(matrix: Matrix, box: Box) -> Box:
    if matrix is _SAME:
        return box
    a, b, c, d, e, f = matrix
    points = [(a * x + c * y + e, b * x + d * y + f) for x in box[:2] for y in box[2:]]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), max(xs), min(ys), max(ys)


def _path(ask: _Ask, item: Any) -> Iterator[Box]:
    """The ruled lines of one path: the path itself where it is thin, else its thin parts and its drawn edges."""
    box = ask.bounds(item)
    if box[1] - box[0] <= _THIN or box[3] - box[2] <= _THIN:
        yield box
        return
    matrix, stroked = ask.matrix(item), ask.stroked(item)
    for run in ask.runs(item):
        if len(run) > 1:
            yield from _edges(run, matrix, stroked)


def _edges(run: Sequence[tuple[float, float]], matrix: Matrix, stroked: bool) -> Iterator[Box]:
    """Lines of one connected run of points: the whole run where it is a thin filled box, else each stroked edge."""
    xs, ys = [point[0] for point in run], [point[1] for point in run]
    whole = _through(matrix, (min(xs), max(xs), min(ys), max(ys)))
    if whole[1] - whole[0] <= _THIN or whole[3] - whole[2] <= _THIN:
        yield whole
    elif stroked:
        for (x1, y1), (x2, y2) in pairwise(run):
            low, high = (x1, x2) if x1 < x2 else (x2, x1)
            edge = _through(matrix, (low, high, y1, y2) if y1 < y2 else (low, high, y2, y1))
            if edge[1] - edge[0] <= _THIN / 2 or edge[3] - edge[2] <= _THIN / 2:
                yield edge
