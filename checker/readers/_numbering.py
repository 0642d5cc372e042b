"""Automatic numbering of a Word document: which paragraph has which number (ECMA-376-1 17.9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ._numerals import written
from ._styles import Numbered, integer, value
from ._symbols import symbol
from ._tags import W

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. restart: None resets after any higher level, 0 never, n after level n or higher."""

    start: int = 0
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False  # all figures plain, whatever their own level says
    style: str = ""  # the paragraph style that stands for this level


@dataclass(frozen=True, slots=True)
class List:
    """A w:num: levels (own or overridden), the definition whose counters it shares, and where it starts anew."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Counting:
    """Where every list stands while the body is read in order."""

    lists: dict[str, List]
    defined: bool  # whether the document has a numbering part that could be read
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    restarted: set[tuple[str, int]] = field(default_factory=set)


def lists(root: Element, linked: dict[str, str]) -> dict[str, List]:
    """The lists of a numbering part by numId. `linked`: style id -> numId, for definitions that name a list style."""
    definitions = {element.get(W + "abstractNumId", ""): element for element in root.iter(W + "abstractNum")}
    nums = {element.get(W + "numId", ""): element for element in root.iter(W + "num")}
    found: dict[str, List] = {}
    for number, element in nums.items():
        key = _definition(value(element, "abstractNumId"), definitions, nums, linked)
        levels = _levels(definitions[key]) if key in definitions else {}
        starts: dict[int, int] = {}
        for override in element.iter(W + "lvlOverride"):
            level = integer(override.get(W + "ilvl"), 0)
            levels.update(_levels(override))
            start = override.find(W + "startOverride")
            if start is not None:
                starts[level] = integer(start.get(W + "val"), 0)
        found[number] = List(key, levels, starts)
    return found


def _definition(key: str, definitions: dict[str, Element], nums: dict[str, Element], linked: dict[str, str]) -> str:
    """Follow w:numStyleLink (a definition that only names a list style) to the definition that has the levels."""
    for _ in range(_LEVELS):
        definition = definitions.get(key)
        style = value(definition, "numStyleLink") if definition is not None else ""
        target = nums.get(linked.get(style, "")) if style else None
        if target is None:
            return key
        key = value(target, "abstractNumId")
    return key


def _levels(parent: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in parent.findall(W + "lvl"):
        restart = element.find(W + "lvlRestart")
        formats = [child.get(W + "val", "decimal") for child in element.iter(W + "numFmt")]
        found[integer(element.get(W + "ilvl"), 0)] = Level(
            start=integer(value(element, "start"), 0),
            # Word 2010 wraps "001, 002 …" as mc:Choice custom, mc:Fallback decimal: the last one is plain.
            format=formats[-1] if formats else "decimal",
            text=value(element, "lvlText"),
            restart=None if restart is None else integer(restart.get(W + "val"), 0),
            legal=_on(element.find(W + "isLgl")),
            style=value(element, "pStyle"),
        )
    return found


def _on(element: Element | None) -> bool:
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off")


def count(counting: Counting, numbered: Numbered) -> tuple[str, str]:
    """Count one paragraph and give the number Word shows, and why it could not be resolved ("" where it was)."""
    listed = counting.lists.get(numbered.list)
    if listed is None:
        # A reference to a list that does not exist shows nothing in Word; without the part nothing is known.
        return "", "" if counting.defined else "自動番号の定義が読めないため、番号が分かりません"
    at = _level(listed, numbered)
    level = listed.levels.get(at)
    if level is None:
        return "", ""
    counters = counting.counters.setdefault(listed.counters, {})
    if at in listed.starts and (numbered.list, at) not in counting.restarted:
        counting.restarted.add((numbered.list, at))
        counters[at] = listed.starts[at]
    else:
        counters[at] = counters[at] + 1 if at in counters else level.start
    for deeper in [other for other in counters if other > at]:
        restart = listed.levels.get(deeper, level).restart
        if restart is None or at < restart:
            del counters[deeper]
    return _label(listed, level, counters)


def _level(listed: List, numbered: Numbered) -> int:
    """17.9.23: where a level names the paragraph's style, that level counts, not the one in the style."""
    if numbered.level is None:
        for at, level in listed.levels.items():
            if level.style and level.style in numbered.styles:
                return at
    return min(max(numbered.inherited if numbered.level is None else numbered.level, 0), _LEVELS - 1)


def _label(listed: List, level: Level, counters: dict[int, int]) -> tuple[str, str]:
    if level.format == "bullet":
        return "".join(symbol(char, "・") for char in level.text), ""
    text, why = level.text, ""
    for at in range(_LEVELS):
        place = f"%{at + 1}"
        if place not in text:
            continue
        shown = listed.levels.get(at, level)
        number = counters.get(at, shown.start)
        figure = written(number, "decimal" if level.legal and shown.format != "none" else shown.format)
        if figure is None:
            figure, why = str(number), f"自動番号の書式（{shown.format}）を知らないため、算用数字で読みました"
        text = text.replace(place, figure)
    return text, why
