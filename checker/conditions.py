"""Conditions over captured values: 「$期間 >= 5年」, 「same($電話)」 (grammar/condition.lark).

A value that is a range must satisfy a comparison as a whole: 「2年から5年間」 is not >= 5年.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from . import grammars
from .errors import PackProblem
from .grammars import NotInGrammar, Token, Tree
from .model import Value
from .text import fold

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    ">=": lambda a, b: _low(a) >= _high(b),
    ">": lambda a, b: _low(a) > _high(b),
    "<=": lambda a, b: _high(a) <= _low(b),
    "<": lambda a, b: _high(a) < _low(b),
    "==": lambda a, b: (a.low, a.high, a.key) == (b.low, b.high, b.key),
    "!=": lambda a, b: (a.low, a.high, a.key) != (b.low, b.high, b.key),
}


def _low(value: Value) -> float:
    return value.low if value.low is not None else float("nan")


def _high(value: Value) -> float:
    return value.high if value.high is not None else float("nan")


@lru_cache(maxsize=512)
def plan(condition: str) -> Any:
    """Condition text -> nested lists. Raises PackProblem."""
    try:
        return _data(grammars.load("condition.lark").read(fold(condition)))
    except NotInGrammar:
        raise PackProblem(f"条件を読めません: {condition}（例: $期間 >= 5年、same($電話)）") from None


def _data(node: Tree | Token) -> Any:
    return node.value if isinstance(node, Token) else [node.data, *map(_data, node.children)]


def holds(
    condition: Any, matches: Sequence[Mapping[str, Value]], parameters: Mapping[str, str], read: Callable[[str, str], Value]
) -> bool:
    """Whether a planned condition holds of the values of the first match (`same` looks at all matches).

    read(type, text) reads a typed value, for literals and parameters.
    A name that no match captured makes its comparison false.
    """
    kind, *rest = condition
    if kind == "either":
        return any(holds(part, matches, parameters, read) for part in rest)
    if kind == "both":
        return all(holds(part, matches, parameters, read) for part in rest)
    if kind == "negation":
        return not holds(rest[0], matches, parameters, read)
    if kind == "same":
        keys = {values[name[1:]].key for name in rest for values in matches if name[1:] in values}
        return len(keys) <= 1
    left, operator, right = rest
    a, b = _side(left, right, matches, parameters, read), _side(right, left, matches, parameters, read)
    return a is not None and b is not None and _COMPARE["==" if operator == "=" else operator](a, b)


def _side(
    side: Any,
    other: Any,
    matches: Sequence[Mapping[str, Value]],
    parameters: Mapping[str, str],
    read: Callable[[str, str], Value],
) -> Value | None:
    kind, written = side
    if kind == "name":
        captured = matches[0].get(written[1:]) if matches else None
        if captured is not None:
            return captured
        if written[1:] not in parameters:
            return None
        written = parameters[written[1:]]
    partner = matches[0].get(other[1][1:]) if matches and other[0] == "name" else None
    return read(partner.type if partner else "数", "".join(fold(written).split()))


def names(condition: Any) -> set[str]:
    """The $names a planned condition uses."""
    if isinstance(condition, str):
        return {condition[1:]} if condition.startswith("$") else set()
    return set().union(*(names(part) for part in condition[1:])) if len(condition) > 1 else set()
