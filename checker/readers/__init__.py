"""Readers: one module per input format, with `SUFFIXES: tuple[str, ...]` and `read(path: str, data: bytes) -> Source`.

A reader is a pure function of the bytes it is given (the caller has read them, within its limits). It raises
InputProblem with a sentence for the owner of the file: what happened, what to do. Reader modules are light: what they
need of third parties they import inside functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from .. import plugins
from ..model import Source

_REFUSING = "office"  # claims formats only to say how to convert them
Reader = Callable[..., Source]  # (path, data), and what else a format can be asked for: `tracked` of Word


@lru_cache(maxsize=64)
def reader(suffix: str) -> Reader | None:
    """The `read` of the module that claims a suffix (".docx", any case); plain text for ""; None for an unknown one.

    Modules are asked in an order that spares imports: the one named after the suffix, then plain text, then the rest.
    So a text file never loads the Word reader.
    """
    wanted = suffix.lower()
    if not wanted:
        return reader(".txt")
    known = plugins.names(__name__)
    first = [name for name in (wanted[1:], "text") if name in known]
    for name in dict.fromkeys([*first, *known]):
        module = plugins.load(__name__, name)
        if wanted in module.SUFFIXES:
            found: Reader = module.read
            return found
    return None


def suffixes() -> tuple[str, ...]:
    """Every suffix that can be read, sorted (imports the readers: for folders and messages)."""
    return tuple(sorted(set(_claimed())))


def _claimed() -> Iterator[str]:
    for name in plugins.names(__name__):
        if name != _REFUSING:
            yield from plugins.load(__name__, name).SUFFIXES
