"""Lines -> clause tree by document.lark.

`lines` has settled every line, so this stage only nests: it cannot fail, and takes time linear in the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .model import (
    ARTICLE,
    CHAPTER_RANK,
    CONTRACT,
    LEAF_RANK,
    OTHER,
    ROW,
    SIGNATURE,
    TABLE,
    TEXT,
    TITLE,
    Clause,
    Document,
    Line,
    Part,
    Source,
)  # fmt: skip
from .resources import folder

if TYPE_CHECKING:
    from lark import Lark

_RANKS = ("CHAPTER", "ARTICLE", "PARAGRAPH", "ITEM", "SUBITEM", "DETAIL", "POINT")  # CHAPTER_RANK .. DEEPEST_RANK


def build(source: Source, lines: Sequence[Line], cache: str | bool = False) -> Document:
    """Nest settled lines into the parts and clauses of a document.

    cache: where Lark may keep the compiled grammar (see its `cache` option).
    """
    from lark import Token

    parser = _parser(cache).parse_interactive()
    for line in lines:
        for name in terminals(line):
            token = Token(name, "")
            token.value = line  # a token may carry anything; its text is not used
            parser.feed_token(token)
    return Document(source, parser.feed_eof())  # type: ignore[no-untyped-call]  # Lark's own


def terminals(line: Line) -> tuple[str, ...]:
    """The terminals of document.lark that a line is: one, or a border and a leaf."""
    if line.kind in (TITLE, SIGNATURE):
        return (line.kind.upper(),)
    if line.kind not in (TEXT, ROW):
        return (_RANKS[line.rank - CHAPTER_RANK],)
    leaf = "TEXT" if line.kind == TEXT else "FIRST_ROW" if line.first else "ROW"
    return (leaf,) if line.rank == LEAF_RANK else (f"_AFTER_{_RANKS[line.rank - CHAPTER_RANK]}", leaf)


@lru_cache(maxsize=4)
def _parser(cache: str | bool) -> Lark:
    from lark import Lark

    text = (folder("grammar") / "document.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", maybe_placeholders=False, transformer=_builder(), cache=cache)


def _builder() -> Any:
    """What Lark calls for each rule, while it parses."""
    from lark import Transformer

    class Builder(Transformer[Any, Any]):
        def chapter(self, children: list[Any]) -> Clause:
            line = children[0].value
            below = tuple(map(_clause, children[1:]))
            return Clause(line.kind, line.number, line.label, line.heading, line.leaves, below, line.header)

        article = paragraph = item = subitem = detail = point = chapter

        def table(self, children: list[Any]) -> Clause:
            return Clause(TABLE, children=tuple(map(_clause, children)))

        def part(self, children: list[Any]) -> Part:
            line = children[0].value
            return Part(line.roles or (OTHER,), line.heading, line.leaves, tuple(map(_clause, children[1:])))

        def start(self, children: list[Any]) -> tuple[Part, ...]:
            parts = [child for child in children if isinstance(child, Part)]
            front = tuple(_clause(child) for child in children if not isinstance(child, Part))
            return ((Part((_role(front),), "", (), front), *parts) if front else tuple(parts))

    return Builder()


def _clause(child: Any) -> Clause:
    """A node as it is; the line of a token as a clause."""
    if isinstance(child, Clause):
        return child
    line = child.value
    return Clause(line.kind, line.number, line.label, line.heading, line.leaves, (), line.header)


def _role(clauses: Sequence[Clause]) -> str:
    """The role of a paper without a title: numbered articles make a contract."""
    found = any(clause.kind == ARTICLE or any(child.kind == ARTICLE for child in clause.children) for clause in clauses)
    return CONTRACT if found else OTHER
