"""What a rule asks, for readers of an alert: why, on what basis, wording that passes; as text and as Markdown.

Private to the SARIF report.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Result
from ..records import NamedTuple
from ._findings import remedy
from ._labels import label
from ._markup import escape
from ._words import basis, say


class _Section(NamedTuple):
    heading: str
    lines: tuple[str, ...]
    mark: str  # what opens each line in Markdown


def sections(results: Sequence[Result], lang: str) -> list[_Section]:
    """All that the results of one rule tell of the rule; those of several services may each add a basis."""
    first = results[0]
    wording = next((result for result in results if result.remedy), None)
    bases = dict.fromkeys(basis(lang, one) for result in results for one in result.basis)
    duty = f"{say(lang, f'duty:{first.duty}')}・{say(lang, f'class:{first.klass}')}"
    given = [
        _Section("", (duty,), ""),
        _Section(label(lang, "why"), tuple(first.why.splitlines()), ""),
        _Section(say(lang, "basis"), tuple(bases), "- "),
    ]
    if wording:
        given.append(_Section(say(lang, remedy(wording)), tuple(wording.remedy.splitlines()), "> "))
    return [section for section in given if section.lines]


def as_text(given: Sequence[_Section]) -> str:
    return "\n\n".join("\n".join([*filter(None, [section.heading]), *section.lines]) for section in given)


def as_markdown(given: Sequence[_Section]) -> str:
    """Headings in bold, the basis as a list, wording as a quotation with its own line breaks."""
    told = []
    for section in given:
        ending = "  \n" if section.mark == "> " else "\n"
        lines = ending.join(section.mark + escape(line) for line in section.lines)
        told.append(f"**{section.heading}**\n\n{lines}" if section.heading else lines)
    return "\n\n".join(told)
