"""Offsets -> places as people name them: line, column, page, paragraph or cell, the quoted text with matched words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from .model import Evidence, Location, Mark, Reading, Source
from .records import NamedTuple
from .text import Span

_LONGEST_QUOTE = 160  # characters of a quoted sentence; longer ones are cut around the matched words


class Lines(NamedTuple):
    """Line starts of one source; lines and columns are 1-based, columns in characters."""

    starts: tuple[int, ...]

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def column(self, offset: int) -> int:
        return offset - self.starts[self.line(offset) - 1] + 1


def lines_of(source: Source) -> Lines:
    """Lines end at \\n (a \\r before it belongs to the line), as `cat -n` counts them."""
    starts = [0]
    at = source.text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.text.find("\n", at + 1)
    return Lines(tuple(starts))


def _marked(marks: Sequence[Mark], kind: str, offset: int) -> str:
    """Label of the mark of a kind that holds the offset, or ""."""
    for mark in marks:
        if mark.kind == kind and mark.span.start <= offset < max(mark.span.end, mark.span.start + 1):
            return mark.label
    return ""


def locate(reading: Reading, lines: Lines, evidence: Evidence) -> Location:
    """The place of a piece of evidence. Its text is the sentence without white space, cut to a readable length."""
    source = reading.document.source
    node = reading.nodes[evidence.node]
    raw = evidence.raw or reading.text.raw(evidence.span)
    first = evidence.words[0].start if evidence.words else evidence.span.start
    at = reading.text.raw(Span(first, first + 1)).start if evidence.words else raw.start
    text, words = _quote(reading.text.chars, evidence)
    if evidence.raw:
        text = "".join(source.text[raw.start : raw.end].split())[:_LONGEST_QUOTE]
    page = _marked(source.marks, "page", at)
    return Location(
        path=source.path,
        part=reading.document.parts[node.part].role,
        clause=node.path,
        heading=node.heading,
        start_line=lines.line(raw.start),
        start_column=lines.column(raw.start),
        end_line=lines.line(max(raw.end - 1, raw.start)),
        end_column=lines.column(max(raw.end - 1, raw.start)) + 1,
        page=int(page) if page.isdigit() else None,
        text=text,
        note=evidence.note,
        place=_marked(source.marks, "cell", at) or _marked(source.marks, "paragraph", at),
        words=words,
        marked=tuple(reading.text.raw(word) for word in evidence.words),
    )


def locate_raw(reading: Reading, lines: Lines, span: Span) -> Location:
    """The place of a stretch of the source itself, such as a title, quoted as it stands."""
    source = reading.document.source
    part = next((part for part in reading.document.parts if part.span.start <= span.start < part.span.end), None)
    page = _marked(source.marks, "page", span.start)
    return Location(
        path=source.path,
        part=part.role if part else "",
        clause="",
        heading=part.title if part else "",
        start_line=lines.line(span.start),
        start_column=lines.column(span.start),
        end_line=lines.line(max(span.end - 1, span.start)),
        end_column=lines.column(max(span.end - 1, span.start)) + 1,
        page=int(page) if page.isdigit() else None,
        text="".join(source.text[span.start : span.end].split())[:_LONGEST_QUOTE],
    )


def _quote(chars: str, evidence: Evidence) -> tuple[str, tuple[tuple[int, int], ...]]:
    start, end = evidence.span
    if end - start > _LONGEST_QUOTE:
        focus = evidence.words[0].start if evidence.words else start
        stop = evidence.words[-1].end if evidence.words else start
        start = max(start, min(focus - 30, stop - _LONGEST_QUOTE // 2))
        end = min(end, start + _LONGEST_QUOTE)
    before, after = "…" if start > evidence.span.start else "", "…" if end < evidence.span.end else ""
    words = tuple(
        (word.start - start + len(before), min(word.end, end) - start + len(before))
        for word in evidence.words
        if start <= word.start < end
    )
    body = chars[start:end].replace("\t", " ").replace("\n", " ")
    return before + body + after, words
