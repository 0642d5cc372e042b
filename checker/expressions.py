"""Regular expressions, compiled once for all runs: start-up is made of such milliseconds.

Python compiles expressions in Python, hundreds of them at every start. What an expression compiles to is a list of
numbers; it is kept in the private cache (see `cache`) under the interpreter that made it, and Python's own engine
checks it before use. Where any of that does not work, `re.compile` does.
"""

from __future__ import annotations

import re
import sys
from array import array
from binascii import a2b_base64, b2a_base64
from contextlib import suppress
from functools import lru_cache
from typing import Any
from zlib import compress, decompress

from . import cache

_KEPT = 4_000  # expressions; a store that grew beyond begins anew

Form = list[Any]  # flags, number of groups, name -> group, code, compressed, in base64
_new: dict[str, Form] = {}  # made in this run


@lru_cache(maxsize=_KEPT)
def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, by way of what earlier runs compiled. Raises re.error.

    For the expressions of the program and its rules; one made of a paper's own words would only fill the store.
    """
    key = f"{int(flags)} {expression}"
    if kept := _stored().get(key):
        with suppress(Exception):  # damaged, or of another shape
            return _assembled(expression, kept)
    try:
        form = _form(expression, flags)
        made = _assembled(expression, form)
    except re.error:
        raise
    except Exception:  # an interpreter that compiles otherwise than was foreseen
        return re.compile(expression, flags)
    _new[key] = form
    return made


def keep() -> None:
    """Store what this run compiled, for the next one."""
    if _new:
        known = _stored()
        new = {key: form for key, form in _new.items() if key.encode("utf-8", "ignore").decode() == key}
        cache.store(_key(), {**(known if len(known) + len(new) <= _KEPT else {}), **new})


_MOST_BEGINNINGS = 600  # to look at more places takes as long as to look at all
_LARGEST_CLASS = 40  # characters: [0-9], not every kanji

Beginnings = set[tuple[str, bool]]  # words, and whether more of the expression can follow


def beginnings(expression: str, size: int) -> tuple[str, ...]:
    """Words of one to `size` characters, with one of which every match begins; () where such words cannot be told.

    Where a paper has none of them, there is no need to look any further. Raises re.error.
    """
    from re import _parser

    words = {word for word, _ in _beginnings(_parser.parse(expression), size)}
    return tuple(sorted(words)) if all(words) else ()


def _beginnings(items: Any, size: int) -> Beginnings:
    words: Beginnings = {("", True)}
    for operator, argument in items:
        more = _first(str(operator), argument, size)
        longer = {word for word in words if not word[1]}
        longer |= {((one + next_)[:size], on and len(one + next_) < size) for one, goes_on in words if goes_on for next_, on in more}
        if len(longer) > _MOST_BEGINNINGS:
            return {(word, False) for word, _ in words}
        words = longer
    return words


def _first(operator: str, argument: Any, size: int) -> Beginnings:
    """What one item of a parsed expression may begin with; what is not known here begins with anything, that is ""."""
    if operator == "LITERAL":
        return {(chr(argument), True)}
    if operator == "IN" and (chars := _members(argument)):
        return {(char, True) for char in chars}
    if operator == "SUBPATTERN" and not argument[1] & re.IGNORECASE:
        return _beginnings(argument[3], size)
    if operator == "BRANCH":
        return {word for branch in argument[1] for word in _beginnings(branch, size)}
    if operator in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, body = argument
        found = {(word, on and most == 1) for word, on in _beginnings(body, size)}
        return found | {("", True)} if least == 0 else found
    return {("", operator in ("AT", "ASSERT", "ASSERT_NOT"))}  # the latter take no room


def _members(items: Any) -> list[str]:
    """The characters of a class such as [0-9一二]; [] where it has too many, or is told by what it has not."""
    found: list[str] = []
    for kind, argument in items:
        low, high = argument if str(kind) == "RANGE" else (argument, argument) if str(kind) == "LITERAL" else (0, _LARGEST_CLASS)
        found += [chr(code) for code in range(low, high + 1)][: _LARGEST_CLASS + 1]
    return found if len(found) <= _LARGEST_CLASS else []


def _key() -> str:
    return f"expressions {sys.implementation.cache_tag} {sys.version} {sys.byteorder}"


@lru_cache(maxsize=1)
def _stored() -> dict[str, Form]:
    found = cache.load(_key())
    return found if isinstance(found, dict) else {}


def _form(text: str, flags: int) -> Form:
    from re import _compiler, _parser  # type: ignore[attr-defined]

    tree = _parser.parse(text, flags)
    code = array("I", _compiler._code(tree, flags))
    return [flags | tree.state.flags, tree.state.groups - 1, tree.state.groupdict, b2a_base64(compress(code.tobytes()), newline=False).decode()]


def _assembled(text: str, form: Form) -> re.Pattern[str]:
    from _sre import compile as assemble  # type: ignore[import-not-found]

    flags, groups, named, numbers = form
    code = array("I")
    code.frombytes(decompress(a2b_base64(numbers)))
    names: list[str | None] = [None] * (groups + 1)
    for name, group in named.items():
        names[group] = name
    made: re.Pattern[str] = assemble(text, flags, code.tolist(), groups, named, tuple(names))
    return made
