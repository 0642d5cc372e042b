"""`waives`: waivers that do no good. Judged when all other rules have been, on what became of each waiver.

    waives: expired    # its last day is over; the finding counts again
    waives: unused     # there is no finding that it waives
    waives: invalid    # no reason, no day, no such rule, or a rule that cannot be waived
"""

from __future__ import annotations

from ..model import INCONSISTENT, NOT_APPLICABLE, SATISFIED, Bundle, Finding, Rule, Tools

OPTIONS: tuple[str, ...] = ()
_NONE = "この書面についての承認（waiver）はありません。"


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every waiver in that state, where it is written."""
    if not any(noted.state for noted in bundle.waivers):
        return [Finding(NOT_APPLICABLE, (_NONE,))]
    found = [noted for noted in bundle.waivers if noted.state == rule.options["body"]]
    return [
        Finding(INCONSISTENT, (noted.said,), key=f"{noted.waiver.rule} {noted.waiver.reason}", origin=noted.waiver.origin)
        for noted in found
    ] or [Finding(SATISFIED)]
