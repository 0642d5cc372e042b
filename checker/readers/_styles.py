"""Paragraph styles and properties of a Word document: numbering and outline level, inherited (ECMA-376-1 17.7)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ..expressions import compiled
from ._tags import W

_DEPTH = 50  # styles based on styles; Word itself stops at about a dozen
_CONTENTS = compiled(r"(?i)(toc|contents|目次) ?[0-9１-９]")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's place in a list: its own level, or (level None) the one tied to its style, else the inherited."""

    list: str
    level: int | None
    styles: tuple[str, ...] = ()
    inherited: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph inherits from its style. list "" is no statement, "0" is "no number"."""

    list: str = ""
    level: int | None = None
    outline: int | None = None
    contents: bool = False  # an entry of the table of contents, which repeats headings
    owner: str = ""  # the style that names the list


PLAIN = Style()
_VAL = W + "val"
_STYLE, _LIST, _OUTLINE, _MARK, _CHANGE = (W + name for name in ("pStyle", "numPr", "outlineLvl", "rPr", "pPrChange"))
_TURNED, _SECTION = W + "pageBreakBefore", W + "sectPr"


def integer(text: str | None, default: int) -> int:
    """An integer from an attribute, whatever stands there."""
    try:
        return int(text) if text and len(text) < 12 else default
    except ValueError:
        return default


def value(element: Element | None, name: str) -> str:
    """The w:val of a child, "" where there is none."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val", "") if child is not None else ""


def styles(root: Element | None) -> dict[str, Style]:
    """Paragraph styles by id, resolved; the default style also under ""."""
    elements = {} if root is None else {element.get(W + "styleId", ""): element for element in root.iter(W + "style")}
    found = {key: _resolved(key, elements) for key, element in elements.items() if _kind(element) == "paragraph"}
    default = (key for key in found if elements[key].get(W + "default") in ("1", "true", "on"))
    found[""] = found.get(next(default, ""), PLAIN)
    return found


def list_styles(root: Element | None) -> dict[str, str]:
    """numId by id of the list styles (w:type numbering)."""
    if root is None:
        return {}
    return {
        element.get(W + "styleId", ""): value(element.find(f"{W}pPr/{W}numPr"), "numId")
        for element in root.iter(W + "style")
        if _kind(element) == "numbering"
    }


def _kind(element: Element) -> str:
    return element.get(W + "type", "paragraph")


def _resolved(key: str, elements: dict[str, Element]) -> Style:
    name = value(elements[key], "name")
    listed, level, outline, owner = "", None, None, ""
    for _ in range(_DEPTH):
        element = elements.get(key)
        if element is None:
            break
        own = properties(element.find(W + "pPr"))
        if not listed and own.list:
            listed, owner = own.list, key
        level = integer(own.level, 0) if level is None and own.level else level
        outline = integer(own.outline, 9) if outline is None and own.outline else outline
        key = value(element, "basedOn")
    return Style(listed, level, outline, _CONTENTS.fullmatch(name) is not None, owner)


@dataclass(slots=True)
class Properties:
    """A paragraph's own properties: style id, list and level ("" where not stated), outline level, mark in del or ins."""

    style: str = ""
    list: str = ""
    level: str = ""
    outline: str = ""
    changed: frozenset[str] = frozenset()  # "del", "ins": what happened to the paragraph mark
    before: Element | None = None  # the properties before a tracked change
    turned: bool = False  # starts a page
    turns: bool = False  # ends a section, and with it the page


NONE = Properties()


def properties(element: Element | None) -> Properties:
    """The properties in a w:pPr, read in one pass."""
    found = Properties()
    for child in element if element is not None else ():
        tag = child.tag
        if tag == _STYLE:
            found.style = child.get(_VAL, "")
        elif tag == _LIST:
            found.list, found.level = value(child, "numId"), value(child, "ilvl")
        elif tag == _OUTLINE:
            found.outline = child.get(_VAL, "")
        elif tag == _MARK and len(child):
            found.changed = frozenset(name for name in ("del", "ins") if child.find(W + name) is not None)
        elif tag == _CHANGE:
            found.before = child.find(W + "pPr")
        elif tag == _TURNED:
            found.turned = child.get(_VAL, "1") not in ("0", "false", "off")
        elif tag == _SECTION:
            found.turns = value(child, "type") not in ("continuous", "nextColumn")
    return found


def numbered(own: Properties, style: Style) -> Numbered | None:
    """The list a paragraph belongs to, from its own properties or its style; None where it has no number."""
    listed = own.list or style.list
    if not listed or listed == "0":
        return None
    # The level may be tied to the paragraph's own style or to the one it inherits the list from.
    level = integer(own.level, 0) if own.level else None
    return Numbered(listed, level, (own.style, style.owner), style.level or 0)


def outline(own: Properties, style: Style) -> int | None:
    """Outline level 1..9 that Word shows in its navigation, None for body text."""
    found = integer(own.outline, 9) if own.outline else style.outline
    return found + 1 if found is not None and 0 <= found < 9 else None
