"""`replaces`: words that are certainly wrong, and the right ones. One finding for each place, with the correction.

    replaces: {給付管理表: 給付管理票, "文章で{通知|報告}": 文書で…}
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ._places import places

OPTIONS: tuple[str, ...] = ()


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every wrong word; one satisfied finding where there is none."""
    right = {str(wrong): str(good) for wrong, good in rule.options["body"].items()}
    findings = [
        Finding(
            INCONSISTENT,
            (f"「{place.said}」は「{right[place.source]}」の誤りと思われます。",),
            (Evidence(place.reading, place.node, place.span, place.words),),
            remedy=f"「{place.said}」を「{right[place.source]}」に直してください。",
            key=place.said,
        )
        for place in places(rule, bundle, tools, tuple(right))
    ]
    return findings or [Finding(SATISFIED)]


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The wrong words are patterns."""
    yield from (str(wrong) for wrong in rule.options["body"])
