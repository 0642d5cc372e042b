"""The clause tree for people: one line a clause, with the line it begins on. Private to the terminal report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len

from ..model import TEXT, Clause, Document, PlacedFact
from ..text import Span, fold
from . import Page
from ._cells import Run, paint
from ._place import lines_of
from ._words import stretch

_KINDS = {
    "chapter": "章", "article": "条", "paragraph": "項", "item": "号", "subitem": "細目", "section": "節",
    "table": "表", "row": "行", "text": "文", "signature": "署名欄",
}  # fmt: skip


def tree(documents: Sequence[Document], page: Page) -> str:
    """Every paper with its clauses, indented by level, cut to the width of the page."""
    lines: list[list[Run]] = []
    for document in documents:
        where = lines_of(document.source.text)
        lines.append([(document.source.path, "strong")])
        for part in document.parts:
            start, end = where(part.span)
            told = f"  {part.role}（{stretch(page.lang, start, end)}）"
            lines.append([(told, "good"), (f"{part.title[:60]}", "")])
            for clause in part.clauses:
                lines += _clauses(clause, 0, document, where, page)
        lines.append([])
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def facts(found: Sequence[tuple[Document, Sequence[PlacedFact]]], page: Page) -> str:
    """What every paper tells of its office: line, whose and what, the value, and where."""
    lines: list[list[Run]] = []
    for document, told in found:
        lines.append([(document.source.path, "strong")])
        for one in told:
            subject = f"{one.fact.owner or '（不明）'}の{one.fact.field}"
            where = f"  {one.part} {one.clause}".rstrip()
            lines.append([(f"{one.line:>6}  ", "dim"), (f"{subject}  ", "note"), (one.printed, "strong"), (where, "dim")])
        lines.append([])
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def _clauses(
    top: Clause, depth: int, document: Document, where: Callable[[Span], tuple[int, int]], page: Page
) -> Iterator[list[Run]]:
    """A clause and all below it (without recursion: a hostile paper may nest deeply)."""
    waiting = [(top, depth)]
    while waiting:
        clause, level = waiting.pop()
        waiting += [(child, level + 1) for child in reversed(clause.children)]
        kind = _KINDS.get(clause.kind, clause.kind) if page.lang == "ja" else clause.kind
        number = f"{where(clause.span)[0]:>6}  {'  ' * min(level, 12)}"
        runs: list[Run] = [(number, "dim")]
        if clause.kind != TEXT:
            runs.append((f"{kind} ", "note"))
        name = f"{clause.label} {clause.heading}".strip()
        if name:
            runs.append((f"{name}  ", "strong"))
        room = page.width - sum(cell_len(text) for text, _ in runs)
        yield [*runs, (_cut(_own(clause, document), room), "dim")]


def _own(clause: Clause, document: Document) -> str:
    """The beginning of the clause's own words."""
    text = document.source.text
    spans = [leaf.span for leaf in clause.leaves if leaf.kind in ("text", "line", "cell", "rest", "below")]
    return " ".join(" ".join(fold(text[span.start : min(span.end, span.start + 200)]).split()) for span in spans[:8])


def _cut(text: str, room: int) -> str:
    """As much of a text as fits into `room` cells."""
    if cell_len(text) <= room:
        return text
    taken, used = 0, 1
    while taken < len(text) and used + cell_len(text[taken]) <= room:
        used += cell_len(text[taken])
        taken += 1
    return text[:taken] + "…" if taken else ""
