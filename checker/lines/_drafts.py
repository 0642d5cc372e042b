"""Logical lines in the making, and the state of the scan that makes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import LEAF_RANK, ROW, TEXT
from ..text import Span
from ._levels import Level, Outlook
from ._pieces import Piece, squeezed

_KEPT = 600  # characters of a body that are looked back on


class Draft:
    """A logical line whose kind may still change. leaves: (kind, start, end) in the source."""

    label: str = ""
    header: bool = False
    first: bool = False
    ruled: bool = False  # a rule is drawn under the row
    headed: bool = False  # its heading shares the line with its text
    body: str = ""  # the text so far
    last: Piece | None = None  # the physical line it ends with
    lines: int = 0  # text lines of its own below the first
    columns: int = 0  # where the last cell of a row begins, on the page
    key: str = ""  # of a row: its first cell
    said: str = ""  # of a row: the words of all its cells
    tag: int = 0  # index of the piece it began with

    def __init__(
        self, kind: str, rank: int, *, number: tuple[int, ...] = (), heading: str = "", roles: tuple[str, ...] = (),
        indent: int = 0, family: str = "", marked: bool = False,
    ) -> None:  # fmt: skip
        """marked: a numbered or marked line of a paper in sections: section or item, as its content shows."""
        self.kind, self.rank, self.number, self.heading, self.roles = kind, rank, number, heading, roles
        self.indent, self.family, self.marked = indent, family, marked
        self.leaves: list[tuple[str, int, int]] = []

    def add(self, kind: str, piece: Piece, at: int = 0, until: int | None = None) -> None:
        """Take over the text of a piece from offset `at` on."""
        text = piece.text[at:until]
        start = piece.span.start + at + len(text) - len(text.lstrip())
        end = piece.span.start + at + len(text.rstrip())
        if start < end:
            self.leaves.append((kind, start, end))
        if kind in ("text", "line"):
            glue = "\n" if kind == "line" and self.body else ""
            self.body = (self.body + glue + text.strip())[-_KEPT:]
        self.last = piece


class Scan:
    """The scan of one file, piece by piece."""

    article: bool = False  # inside an article
    awaiting: bool = False  # the article has no paragraph yet
    articles: int = 0  # of the part
    last_article: tuple[int, ...] = ()
    captions_above: bool = False  # most number lines of the part have a caption without brackets above them
    captions_behind: bool = False  # or behind the number, alone on its line
    plain_headings: dict[int, str]  # pieces of the part that are headings without any mark -> their depth
    stop: int = 0  # piece at which the part ends

    def __init__(
        self, source: str, pieces: Sequence[Piece], rows: dict[int, tuple[Span, ...]], head: re.Pattern[str], wrap: int,
        ahead: Outlook,
    ) -> None:  # fmt: skip
        self.source, self.pieces, self.rows, self.head, self.wrap, self.ahead = source, pieces, rows, head, wrap, ahead
        self.drafts: list[Draft] = []
        self.plain_headings = {}
        self.stack: list[Level] = []
        self.outer: list[Level] = []  # the sequences that the articles of the part stand in

    @property
    def current(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def put(self, draft: Draft, index: int) -> Draft:
        draft.tag = index
        self.drafts.append(draft)
        return draft

    def following(self, index: int) -> Piece | None:
        """The next piece of the part that is text."""
        at = self.beyond(index)
        return None if at is None else self.pieces[at]

    def beyond(self, index: int) -> int | None:
        for at in range(index + 1, self.stop):
            if not self.pieces[at].noise:
                return at
        return None


def leaf(kind: str = TEXT, rank: int = LEAF_RANK) -> Draft:
    return Draft(kind, rank)


def row(piece: Piece, cells: Sequence[Span], rank: int) -> Draft:
    """A row; what stands between its cells (colons apart, which belong to the key) are the borders of the table."""
    draft = Draft(ROW, rank, indent=piece.indent)
    draft.last = piece
    at = piece.span.start
    for start, end in cells:
        border = piece.text[at - piece.span.start : max(start, at) - piece.span.start]
        if border.strip():
            inner = at + len(border) - len(border.lstrip())
            draft.leaves.append(("noise", inner, at + len(border.rstrip())))
        draft.leaves.append(("cell", start, end))
        at = max(end, at)
    tail = piece.text[at - piece.span.start :]
    if tail.strip():
        draft.leaves.append(("noise", at + len(tail) - len(tail.lstrip()), piece.span.end))
    filled = [cell for cell in cells if cell.start < cell.end]
    draft.key = words(piece, filled[0]) if filled else ""
    draft.said = "".join(words(piece, cell) for cell in filled)
    if filled:
        draft.body = piece.text[filled[-1].start - piece.span.start : filled[-1].end - piece.span.start]
    if len(filled) > 1:
        draft.columns = piece.indent + len(piece.text[: filled[-1].start - piece.span.start].encode("utf-8")) * 2 // 3
    return draft


def words(piece: Piece, cell: Span) -> str:
    return squeezed(piece.text[cell.start - piece.span.start : cell.end - piece.span.start])
