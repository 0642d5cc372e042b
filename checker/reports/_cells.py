"""Text in terminal cells: what is safe to print, where lines break, how it is coloured. Private to the reports.

A run is a (text, style) pair; a line is a list of runs. Nothing here is parsed as markup, so that no square bracket
of a draft can style or swallow text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from ..expressions import compiled
from . import clean

Run = tuple[str, str]

_STYLES = {
    "strong": "bold",
    "dim": "dim",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "cyan",
    "good": "green",
    "word": "bold underline",
}

# No line begins with a closing mark or ends with an opening one; ASCII words and numbers stay whole.
_UNITS = compiled(
    r"[「『（【〔《［｛\(\[]*(?:[A-Za-z0-9_.,:/@%&=+#~^'\"*-]+|\s+|.)[、。，．・：；？！」』）】〕》］｝ー～々〉\)\]]*"
)


def paint(runs: Iterable[Run], colour: bool) -> str:
    """A line of runs as a string, safe to print; with ANSI colours or without."""
    if not colour:
        return clean("".join(text for text, _ in runs)).rstrip()
    return "".join(
        Style.parse(_STYLES[style]).render(clean(text), color_system=ColorSystem.STANDARD) if style else clean(text)
        for text, style in joined(runs)
    )


def wrap(runs: Sequence[Run], width: int, first: str = "", rest: str | None = None) -> Iterator[list[Run]]:
    """Break runs into lines of at most `width` cells; `first` opens the first line, `rest` the others."""
    if cell_len(clean("".join(text for text, _ in runs))) <= width - cell_len(first):
        yield [(first, ""), *runs]
        return
    rest = " " * cell_len(first) if rest is None else rest
    line: list[Run] = [(first, "")]
    room = width - cell_len(first)
    for unit in _units(runs):
        wide = sum(cell_len(text) for text, _ in unit)
        if wide > room and len(line) > 1:
            yield line
            line, room = [(rest, "")], width - cell_len(rest)
            if not "".join(text for text, _ in unit).strip():
                continue  # a blank at a break
        while wide > room and room > 1:  # a unit wider than a line
            head, unit = _split(unit, room)
            yield [*line, *head]
            line, room = [(rest, "")], width - cell_len(rest)
            wide = sum(cell_len(text) for text, _ in unit)
        line.extend(unit)
        room -= wide
    yield line


def _units(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Stretches that must not be broken, each as runs."""
    text = clean("".join(text for text, _ in runs))
    ends: list[tuple[int, str]] = []
    at = 0
    for run, style in runs:
        at += len(run)
        ends.append((at, style))
    index = 0
    for found in _UNITS.finditer(text):
        start, end = found.span()
        unit: list[Run] = []
        while start < end:
            while ends[index][0] <= start:
                index += 1
            stop = min(end, ends[index][0])
            unit.append((text[start:stop], ends[index][1]))
            start = stop
        yield unit


def _split(unit: list[Run], room: int) -> tuple[list[Run], list[Run]]:
    """Cut a unit after at most `room` cells, at least one character."""
    chars = [(char, style) for text, style in unit for char in text]
    taken, used = 0, 0
    while taken < len(chars) and (taken == 0 or used + cell_len(chars[taken][0]) <= room):
        used += cell_len(chars[taken][0])
        taken += 1
    return joined(chars[:taken]), joined(chars[taken:])


def joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one style as one run."""
    groups = groupby(runs, key=itemgetter(1))
    return [("".join(text for text, _ in group), style) for style, group in groups]
