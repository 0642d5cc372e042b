"""Which concepts a pattern names, and whether the vocabulary has them. Private to `packs`.

Compiling patterns is another stage's work; but only here is it known on which line of which file a pattern stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from ..errors import PackProblem
from ..expressions import compiled
from ..text import fold
from ._values import meant
from ._yaml import Node, Problems

_OPAQUE = compiled(r"\\.|/(?:[^/\\]|\\.){1,300}/")  # escaped characters and regular expressions name nothing
_OPENS = compiled(r"[{｛]")
_SIGN = compiled(r"[{}\[\]|]")


def named(pattern: str) -> Iterator[tuple[str, bool]]:
    """Every {概念} and every alternative of {甲|乙} that may name a concept; whether it must (it stands alone)."""
    if not _OPENS.search(pattern):
        return
    text = _OPAQUE.sub("", compiled(r"\s").sub("", fold(pattern)))
    stack: list[tuple[str, list[str]]] = []  # each open bracket, with its alternatives; "" for one with brackets inside
    start = 0
    for sign in _SIGN.finditer(text):
        word, start = text[start : sign.start()], sign.end()
        if sign[0] in "{[":
            stack.append((sign[0], []))
            continue
        if not stack:
            continue  # the compiler tells of a bracket that closes nothing
        plain = text[sign.start() - len(word) - 1] in "{|"
        stack[-1][1].append(word if plain else "")
        if sign[0] in "}]":
            bracket, words = stack.pop()
            if bracket == "{":
                yield from ((word, len(words) == 1) for word in words if word)


def check_names(node: Node, known: Collection[str], problems: Problems) -> None:
    """Note every concept that a pattern, or a list of them, must find in the vocabulary and does not."""
    for item in node.value if isinstance(node.value, list) else [node]:
        for name, alone in named(item.value) if isinstance(item.value, str) else ():
            if alone and name not in known:
                message = f"概念 {{{name}}} は語彙（concepts）にありません。{meant(name, known)}"
                problems.append(PackProblem(message, item.file, item.line))


def cycle(vocabulary: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """A chain of concepts, each named by the one before, that leads back to its first; () where there is none."""
    graph = {
        concept: {name for wording in wordings for name, _ in named(wording) if name in vocabulary}
        for concept, wordings in vocabulary.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()
