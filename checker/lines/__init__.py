"""Source -> lines: split, fold, name by line.lark, settle. The first three cannot be wrong; all doubt is in the last."""

from __future__ import annotations

from ..model import Line, Source
from ..text import fold_paper
from . import _boxes, _finish, _names, _noise, _settle, _signatures, _stacks, _tables, _titles, _wraps
from ._drafts import Scan
from ._levels import outlook

__all__ = ["read_lines"]


def read_lines(source: Source) -> tuple[Line, ...]:
    """The logical lines of a source, settled, in order; every character but white space is in one of their leaves."""
    decoration = _names.decoration(source.text)
    folded = _names.blanked(fold_paper(source.text), decoration)
    pieces = _names.pieces(source, folded)
    _noise.mark_noise(pieces)
    titles = _titles.find_titles(pieces)
    rows = _tables.find_rows(pieces, source.text)
    rows.update(_stacks.stacked(pieces, rows))
    rows = _tables.aligned(pieces, rows)
    _boxes.mark_wrapped(pieces, rows)
    wrap = _wraps.wrap_width(pieces)
    scan = Scan(source.text, pieces, rows, _names.heads(), wrap, outlook(pieces))
    borders = [title.start for title in titles] + [len(pieces)]
    done = 0
    for number, title in enumerate([None, *titles]):
        start = title.stop if title else 0
        first = len(scan.drafts)
        _settle.settle_part(scan, title, start, borders[number])
        scan.drafts[first:] = _signatures.join_signatures(scan.drafts[first:], folded)
        _finish.finish(scan.drafts[first:], folded)
        done = borders[number]
    assert done == len(pieces)
    return _finish.dress(scan.drafts, decoration, source.text)
