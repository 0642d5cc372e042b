"""Reports: one module per output format; the module's name is the name of the format.

A format offers `render(report: Report, page: Page) -> str`, and may offer `tree(documents, page) -> str` and
`rules(rules, page) -> str`, which `checker tree` and `checker rules` use. The result ends with a line end. Formats
print nothing and know neither clock nor terminal: what they need to know of the reader is in the Page.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..expressions import compiled
from ..records import NamedTuple

# Whom a report is for -> the severities that are spelled out. The rest is counted.
PROFILES: Mapping[str, tuple[str, ...]] = {
    "office": ("error", "warning"),  # what to mend before the paper is used
    "template": ("error", "warning", "note"),  # what to improve in a template
    "auditor": ("error", "warning", "note", "none"),  # everything, also what passed and what does not apply
}


class Page(NamedTuple):
    """How and for whom to write. width: in terminal cells, of which a kanji takes two."""

    width: int = 80
    colour: bool = False
    profile: str = "office"
    show_satisfied: bool = False
    lang: str = "ja"


# Controls (an escape sequence without its ESC is inert), direction marks, line separators, halves of surrogate pairs.
_UNSAFE = compiled(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\uffff]"
)


def clean(text: str) -> str:
    """Characters of a draft or a file name that may reach a screen: every unsafe one becomes a blank, one for one."""
    return _UNSAFE.sub(" ", text)
