"""`forbids`: wording that should not stand in a paper: misnamed, void, dangerous. One finding for each place.

    forbids: "{連帯} … {賠償}"
"""

from __future__ import annotations

from ..model import INCONSISTENT, NOT_APPLICABLE, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ._places import places

OPTIONS = ("verdict",)
_UNUSED = "この書面では、対象となる取扱い（定め）が使われていません。"


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every match that `unless` does not cover; one satisfied finding where there is none."""
    if rule.when and not any(tools.pattern(source).find(reading) for source in rule.when for reading in bundle.readings):
        return [Finding(NOT_APPLICABLE, (_UNUSED,))]
    verdict = str(rule.options.get("verdict", INCONSISTENT))
    findings = [
        Finding(verdict, (), (Evidence(place.reading, place.node, place.span, place.words),), key=place.said)
        for place in places(rule, bundle, tools, rule.forbids)
    ]
    return findings or [Finding(SATISFIED)]
