"""Lines -> clause tree by document.lark.

`lines` has settled every line, so this stage only nests: it cannot fail, and takes time linear in the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import grammars
from .grammars import Token
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

_RANKS = ("CHAPTER", "ARTICLE", "PARAGRAPH", "ITEM", "SUBITEM", "DETAIL", "POINT")  # CHAPTER_RANK .. DEEPEST_RANK


def build(source: Source, lines: Sequence[Line]) -> Document:
    """Nest settled lines into the parts and clauses of a document."""
    tokens = (Token(name, line) for line in lines for name in terminals(line))
    return Document(source, grammars.load("document.lark").nest(tokens, _built))


def terminals(line: Line) -> tuple[str, ...]:
    """The terminals of document.lark that a line is: one, or a border and a leaf."""
    if line.kind in (TITLE, SIGNATURE):
        return (line.kind.upper(),)
    if line.kind not in (TEXT, ROW):
        return (_RANKS[line.rank - CHAPTER_RANK],)
    leaf = "TEXT" if line.kind == TEXT else "FIRST_ROW" if line.first else "ROW"
    return (leaf,) if line.rank == LEAF_RANK else (f"_AFTER_{_RANKS[line.rank - CHAPTER_RANK]}", leaf)


def _built(rule: str, children: list[Any]) -> Any:
    """What stands for a rule of document.lark, as it is read."""
    build: Callable[[list[Any]], Any] = _BUILDERS.get(rule, _owner)
    return build(children)


def _owner(children: list[Any]) -> Clause:
    line: Line = children[0].value
    below = tuple(map(_clause, children[1:]))
    return Clause(line.kind, line.number, line.label, line.heading, line.leaves, below, line.header)


def _table(children: list[Any]) -> Clause:
    return Clause(TABLE, children=tuple(map(_clause, children)))


def _part(children: list[Any]) -> Part:
    line: Line = children[0].value
    return Part(line.roles or (OTHER,), line.heading, line.leaves, tuple(map(_clause, children[1:])))


def _parts(children: list[Any]) -> tuple[Part, ...]:
    parts = tuple(child for child in children if isinstance(child, Part))
    front = tuple(_clause(child) for child in children if not isinstance(child, Part))
    return (Part((_role(front),), "", (), front), *parts) if front else parts


_BUILDERS: Mapping[str, Callable[[list[Any]], Any]] = {"start": _parts, "part": _part, "table": _table}


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
