"""Where the pieces of patterns stand in a text: words by their first characters, expressions where these stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add

from .expressions import compiled
from .model import Reading
from .records import NamedTuple

BEGINNING = 3  # characters by which words are grouped and looked for
_LONG = 400_000  # characters


class Piece(NamedTuple):
    """name for people; words with blanks between them, a line for those with the same beginning (BEGINNING); or one
    regular expression with groups v0… for (name, type), and then words with which it begins, a blank between them."""

    name: str
    words: str
    regex: str
    values: Sequence[Sequence[str]]


class Places(NamedTuple):
    """Where a piece stands in a text: starts and ends, both ascending, and the groups of its typed values."""

    starts: list[int]
    ends: list[int]
    groups: list[tuple[str, ...]] | None


def places(reading: Reading, piece: Piece) -> Places:
    """Every place of the piece in the reading's text (remembered in the reading)."""
    key = piece.regex or piece.words
    found: Places | None = reading.found.get(key)
    if found is None:
        found = reading.found[key] = _search(reading, piece)
    return found


def _search(reading: Reading, piece: Piece) -> Places:
    chars = reading.words
    if piece.regex:
        hits = _hits(reading, piece)
        names = [f"v{index}" for index in range(len(piece.values))]
        groups = [tuple(hit[name] or "" for name in names) for hit in hits] if names else None
        return Places([hit.start() for hit in hits], [hit.end() for hit in hits], groups)
    known = _beginnings(reading)
    spans: list[tuple[int, int]] = []
    lines = piece.words.split("\n")
    for line in lines if known is None else [line for line in lines if line[:BEGINNING] in known]:
        words = tuple(line.split(" "))
        begun = known[line[:BEGINNING]] if known else _every(chars, words[0][:BEGINNING])
        if len(line) <= BEGINNING:
            spans += [(at, at + len(line)) for at in begun]
            continue
        for at in begun:
            if chars.startswith(words, at):
                spans += [(at, at + len(word)) for word in words if chars.startswith(word, at)]
    spans.sort()
    return Places([start for start, _ in spans], [end for _, end in spans], None)


def _hits(reading: Reading, piece: Piece) -> list[re.Match[str]]:
    """The matches of an expression, looked for where the words stand that it begins with."""
    chars = reading.words
    known = _beginnings(reading)
    if known is None or not piece.words:
        return list(compiled(piece.regex).finditer(chars))
    begun = sorted([at for word in piece.words.split(" ") for at in known.get(word, ())])
    if not begun:
        return []
    match = compiled(piece.regex).match
    hits: list[re.Match[str]] = []
    end = 0
    for at in begun:
        if at >= end and (hit := match(chars, at)):
            hits.append(hit)
            end = hit.end()
    return hits


def _every(chars: str, word: str) -> Iterator[int]:
    at = chars.find(word)
    while at >= 0:
        yield at
        at = chars.find(word, at + 1)


def _beginnings(reading: Reading) -> dict[str, list[int]] | None:
    """Where each group of one to BEGINNING characters stands: most words of the vocabulary are absent, and this tells at
    once.

    None for a text so long that the table would cost more memory than it saves time.
    """
    chars = reading.words
    if len(chars) > _LONG:
        return None
    table: dict[str, list[int]] | None = reading.found.get("beginnings")
    if table is None:
        table = defaultdict(list)
        groups: Iterable[str] = chars
        for size in range(BEGINNING):
            groups = list(map(add, groups, chars[size:])) if size else groups
            for at, group in enumerate(groups):
                table[group].append(at)
        table.default_factory = None
        reading.found["beginnings"] = table
    return table
