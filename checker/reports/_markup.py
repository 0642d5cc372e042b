"""Text of any origin inside GitHub's Markdown: nothing in it acts as markup, link, mention or table cell. Private to the reports."""

from __future__ import annotations

import re
from html import escape as html_escape

from ..expressions import compiled
from . import clean

_INLINE = compiled(r"[\\`*_\[\]<>|~$]")
# What GitHub turns into links after parsing; an empty comment keeps the two halves apart and is not seen.
_LINKED = compiled(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=:)(?=[a-z0-9_+-]+:)", re.IGNORECASE)
_BLOCK = compiled(r"^(\s*)(#|[-+=]|\d+(?=[.)]))")


def escape(text: str) -> str:
    """One line of text as Markdown that shows exactly that line, wherever in a line it is put."""
    line = _INLINE.sub(r"\\\g<0>", clean(text).replace("&", "&amp;"))
    return _BLOCK.sub(_shown, _LINKED.sub("<!-- -->", line))


def inside_html(text: str) -> str:
    """One line of text for an HTML element within Markdown, which GitHub searches for links and mentions all the same."""
    return _LINKED.sub("<!-- -->", html_escape(clean(text)))


def _shown(found: re.Match[str]) -> str:
    blanks, mark = found.groups()
    return f"{blanks}{mark}\\" if mark.isdigit() else f"{blanks}\\{mark}"
