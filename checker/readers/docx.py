"""Word documents (.docx and relatives) -> Source, straight from the zip and its XML.

One line per paragraph with its automatic number written out, one line per table row with tabs between the cells; a row
that is a single cell (a box drawn around text) is no row but the lines it holds. Headers and footers are left out,
footnotes stand at the end. Tracked changes are read as if accepted ("final") or as if never made ("original").
"""

from __future__ import annotations

from ..errors import InputProblem
from ..expressions import compiled
from ..model import Source, Unread
from ..text import Span

SUFFIXES: tuple[str, ...] = (".docx", ".docm", ".dotx", ".dotm")

_EMPTY = "文字が一つもありません。文書の中身を確かめてください。"
_SCAN = "文字がなく、画像だけの文書です。文字認識（OCR）をかけるか、文字の入った元の文書を用意してください。"
_SYMBOLS = compiled("[\uf020-\uf0ff]")
_PRIVATE = compiled("[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd]+")
_WHY_PRIVATE = "外字など、文字コードのない字は読めません"


def read(path: str, data: bytes, tracked: str = "final") -> Source:
    """The text of a Word document with marks (paragraph, cell, heading). tracked: "final" or "original".

    Unread with an empty span is a place where something unknown stands (a picture, an object); one with characters
    names those that are wrong or lack their number (〓: one that has no code).
    InputProblem: not a Word file, locked, broken, a bomb, empty.
    """
    from ._body import written
    from ._package import opened
    from ._symbols import symbol

    draft = written(opened(path, data), tracked)
    text = "\n".join(draft.lines)
    if not text.strip():
        raise InputProblem(_SCAN if any(note.printed for note in draft.unread) else _EMPTY, path)
    text = _SYMBOLS.sub(lambda found: symbol(found[0], found[0]), text)
    private = [Unread(_WHY_PRIVATE, Span(*found.span())) for found in _PRIVATE.finditer(text)]
    text = _PRIVATE.sub(lambda found: "〓" * len(found[0]), text) if private else text
    unread = [note._replace(span=Span(*(min(at, len(text)) for at in note.span))) for note in draft.unread]
    return Source(path, text, tuple(draft.marks), tuple(sorted(unread + private, key=lambda note: note.span)))
