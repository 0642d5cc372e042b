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


_MOST_NEEDED = 300  # words; to look for more takes as long as the expression itself


def needed(expression: str) -> tuple[str, ...]:
    """Words without white space of which every match holds at least one; () where none can be told. Raises re.error."""
    from re import _parser

    return tuple(sorted(_needed(_parser.parse(expression))))


def _needed(items: Any) -> set[str]:
    """The best words of a sequence: the longest, then the fewest."""
    found: list[set[str]] = []
    run = ""
    for operator, argument in items:
        name = str(operator)
        if name == "LITERAL":
            run += chr(argument)
            continue
        found.append({run} - {""})
        run = ""
        if name == "SUBPATTERN" and not argument[1]:  # flags that begin there may change what a letter means
            found.append(_needed(argument[3]))
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] > 0:
            found.append(_needed(argument[2]))
        elif name == "BRANCH":
            branches = [_needed(branch) for branch in argument[1]]
            found.append(set().union(*branches) if all(branches) else set())
        elif name == "IN" and all(str(kind) == "LITERAL" for kind, _ in argument):
            found.append({chr(char) for _, char in argument})
    found.append({run} - {""})
    fit = [words for words in found if 0 < len(words) <= _MOST_NEEDED and not any(map(str.isspace, "".join(words)))]
    return max(fit, key=lambda words: (min(map(len, words)), -len(words)), default=set())


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
