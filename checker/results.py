"""Finding -> Result: what the checks found, as a report tells it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256

from . import dates
from .model import (
    NOT_APPLICABLE,
    SATISFIED,
    UNDETERMINED,
    WEAK,
    Basis,
    Bundle,
    DocumentSummary,
    Finding,
    Location,
    PartSummary,
    Reading,
    Result,
    Rule,
)
from .places import Lines, locate, locate_raw
from .severity import severity_of

_SAID = {
    SATISFIED: "必要な記載があります。",
    WEAK: "記載はありますが、不十分なところがあります。",
    NOT_APPLICABLE: "この書面には適用されません。",
    UNDETERMINED: "判定できません。",
}


def result(rule: Rule, finding: Finding, bundle: Bundle, lines: Sequence[Lines]) -> Result:
    """What a rule found, with places, basis and wording for the service of the bundle, and a fingerprint."""
    where = tuple(locate(bundle.readings[one.reading], lines[one.reading], one) for one in finding.evidence)
    if finding.origin.file:
        line = finding.origin.line
        where += (Location(finding.origin.file, "承認", "", "", line, 1, line, 1, None, ""),)
    near = tuple(locate(bundle.readings[one.reading], lines[one.reading], one) for one in finding.near)
    said = dict(_SAID) if rule.check == "requires" else {**_SAID, SATISFIED: "問題は見つかりませんでした。"}
    if rule.check != "requires":
        said.pop(WEAK)
    return Result(
        rule=rule.id,
        verdict=finding.verdict,
        severity=finding.severity or severity_of(rule, finding.verdict),
        title=rule.title,
        message=said.get(finding.verdict, rule.message),
        remedy=(finding.remedy or _wording(rule, bundle)) if finding.verdict not in (SATISFIED, NOT_APPLICABLE) else "",
        reasons=finding.reasons,
        locations=where,
        near_misses=near,
        basis=bases(rule, bundle.service, bundle.lineage),
        klass=rule.klass,
        duty=rule.duty,
        fingerprint=_fingerprint(rule, finding, bundle),
        why=rule.why,
    )


def bases(rule: Rule, service: str, lineage: Collection[str]) -> tuple[Basis, ...]:
    """What a rule rests on for a service; "" for an unknown one, of which any basis may hold.

    The ordinance of another service is no basis: where the pack holds no article for this one, that is said instead.
    """
    own = tuple(one for one in rule.basis if not service or not one.services or not set(lineage).isdisjoint(one.services))
    if own or rule.duty == "advice":
        return own
    note = "条番号は未収録です。指定を受けた自治体の条例で確認してください"
    matter = rule.title.partition("（")[0]
    return (Basis(f"{service}の基準を定める省令・条例", f"「{matter}」に当たる条", False, (), note),)


def _wording(rule: Rule, bundle: Bundle) -> str:
    own = (one.text for one in rule.remedies if not bundle.lineage.isdisjoint(one.services))
    return next(own, rule.remedy)


def _fingerprint(rule: Rule, finding: Finding, bundle: Bundle) -> str:
    """Stays the same when something above is edited: rule, verdict, heading and words, never lines or article numbers."""
    words = [rule.id, finding.verdict, finding.key]
    for one in finding.evidence[:1]:
        around = bundle.readings[one.reading]
        words += [around.nodes[one.node].heading, around.text.chars[one.span.start : one.span.end]]
    return sha256("\x1f".join(words).encode()).hexdigest()[:16]


def summary(one: Reading, lines: Lines) -> DocumentSummary:
    """What a report tells of one paper: its parts, what could not be read, and its own dates."""
    source = one.document.source
    parts = []
    for part in one.document.parts:
        span = part.span
        parts.append(PartSummary(part.role, part.title, lines.line(span.start), lines.line(max(span.start, span.end - 1))))
    lost = sum(unread.span.end - unread.span.start for unread in source.unread)
    return DocumentSummary(
        source.path,
        tuple(parts),
        round(1 - lost / max(len(source.text), 1), 4) if source.unread else 1.0,
        tuple((u.why, lines.line(u.span.start), lines.line(max(u.span.start, u.span.end - 1))) for u in source.unread),
        tuple((dated.day, locate_raw(one, lines, dated.span)) for dated in dates.of(source)),
        text=source.text,
    )
