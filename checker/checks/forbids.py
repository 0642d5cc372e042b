"""`forbids`: wording that should not stand in a paper: misnamed, void, dangerous. One finding for each sentence.

    forbids: "{連帯} … {賠償}"
    excuse: "極度額"            # optional: where the bundle says this anywhere, nothing is forbidden
"""

from __future__ import annotations

from ..model import INCONSISTENT, NOT_APPLICABLE, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ._places import places

OPTIONS = ("verdict", "excuse")
_UNUSED = "この書面では、対象となる取扱い（定め）が使われていません。"


def pattern_texts(rule: Rule) -> tuple[str, ...]:
    """The patterns of `excuse`, one or a list."""
    excuse = rule.options.get("excuse") or ()
    return (excuse,) if isinstance(excuse, str) else tuple(map(str, excuse))


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every match that `unless` does not cover; one satisfied finding where there is none."""
    if rule.when and not any(tools.pattern(source).stands(reading) for source in rule.when for reading in bundle.readings):
        return [Finding(NOT_APPLICABLE, (_UNUSED,))]
    if any(tools.pattern(source).stands(reading) for source in pattern_texts(rule) for reading in bundle.readings):
        return [Finding(SATISFIED)]
    verdict = str(rule.options.get("verdict", INCONSISTENT))
    found = {(place.reading, place.span): place for place in reversed(places(rule, bundle, tools, rule.forbids))}
    findings = [
        Finding(verdict, (), (Evidence(place.reading, place.node, place.span, place.words),), key=place.said)
        for place in reversed(found.values())
    ]
    return findings or [Finding(SATISFIED)]
