"""`forbids`: wording that should not stand in a paper: misnamed, void, dangerous. One finding for each place."""

from __future__ import annotations

from ..model import INCONSISTENT, NOT_APPLICABLE, SATISFIED, Bundle, Evidence, Finding, Rule, Tools

OPTIONS = ("verdict",)
_MOST = 50


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every match that `unless` does not cover; one satisfied finding where there is none."""
    if rule.when and not any(tools.pattern(source).find(reading) for source in rule.when for reading in bundle.readings):
        return [Finding(NOT_APPLICABLE, ("この書面では、対象となる取扱い（定め）が使われていません。",))]
    unless = [tools.pattern(source) for source in rule.unless]
    stops = tuple(tools.pattern(source) for source in rule.stops)
    verdict = str(rule.options.get("verdict", INCONSISTENT))
    findings: dict[tuple[int, int], Finding] = {}
    for source in rule.forbids:
        pattern = tools.pattern(source)
        for index, reading in enumerate(bundle.readings):
            for match in pattern.find(reading, None, stops):
                if match.sentence >= 0 and any(other.covers(reading, match.sentence) for other in unless):
                    continue
                span = reading.sentences[match.sentence].span if match.sentence >= 0 else reading.nodes[match.node].title
                words = tuple(word for word in match.spans if span.start <= word.start < span.end)
                key = (index, match.spans[-1].start)
                findings.setdefault(key, Finding(verdict, (), (Evidence(index, match.node, span, words),)))
    if not findings:
        return [Finding(SATISFIED)]
    return [findings[key] for key in sorted(findings)][:_MOST]
