"""Does a rule notice? Takes compliant drafts apart clause by clause and asks whether the rules concerned change.

For every rule that a draft satisfies, each piece of its evidence is deleted, weakened (行います -> 行いますよう努めます) or
bent (5年 -> 1年, a telephone number dropped), and the draft is judged again. The rule must change its verdict, and rules
whose evidence was not touched must not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import engine, packs, places, reading
from .expressions import compiled
from .model import SATISFIED, Bundle, Finding, Rule, Source
from .text import Span
from .workbench import Workbench

_MOST_ROUNDS = 12  # pieces of evidence of one rule that are deleted one after the other
# How a duty or a ban ends, and how an effort ends instead; the first that fits is taken.
_WEAKER = (
    ("してはならない", "しないよう努める"),
    ("ってはならない", "わないよう努める"),
    ("しなければならない", "するよう努める"),
    ("らしません", "らさないよう努めます"),
    ("しません", "しないよう努めます"),
    ("ません", "ませんよう努めます"),
    ("いたします", "するよう努めます"),
    ("します", "するよう努めます"),
    ("ています", "るよう努めています"),
    ("ます", "ますよう努めます"),
    ("ものとする", "よう努めるものとする"),
    *((verb, verb + "よう努める") for verb in "うくぐすつぬぶむる"),
)
_AFTER_THE_END = compiled(r"(?:\s|[。．」』]|[（(][^（()）]{0,60}[)）])+$")


@dataclass(frozen=True)
class Mutant:
    """One change of one draft: what was done for which rule, whether the rule noticed, and which others changed too."""

    draft: str
    rule: str
    done: str  # 削除 | 弱化
    line: int
    noticed: bool
    verdict: str
    others: tuple[str, ...]  # rules whose evidence was not touched and that changed all the same


def mutants(drafts: Mapping[str, str], request: engine.Request, rule_ids: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every mutant of every draft (name -> text) for the rules of the request's pack that the draft satisfies."""
    bench = Workbench(request.pack, request.keep)
    for name, text in drafts.items():
        service = engine.detect_service(Source(name, text), request)
        rules = [rule for rule in request.pack.rules if rule.check == "requires"]
        before = _judge_all(name, text, service, rules, request, bench)
        for rule in rules:
            if before[rule.id].verdict == SATISFIED and (not rule_ids or rule.id in rule_ids):
                yield from _of_rule(name, text, service, rule, rules, before, request, bench)


def _of_rule(
    name: str, text: str, service: str, rule: Rule, rules: Sequence[Rule], before: Mapping[str, Finding],
    request: engine.Request, bench: Workbench,
) -> Iterator[Mutant]:  # fmt: skip
    accepted_any = rule.predicate == () or rule.klass == "civil" or rule.duty in ("effort", "advice")
    for done in ("削除",) if accepted_any else ("削除", "弱化"):
        changed, finding, first_line, touched = text, before[rule.id], 0, []
        for _ in range(_MOST_ROUNDS):
            one = _bundle(name, changed, service, request)
            if not finding.evidence or finding.verdict != SATISFIED:
                break
            span = one.readings[0].text.raw(finding.evidence[0].span)
            line = places.lines_of(Source(name, changed)).line(span.start)
            first_line = first_line or line
            weaker = _without(changed, span) if done == "削除" else _weakened(changed, span)
            if weaker == changed:
                break
            touched.append(changed[span.start : span.end])
            changed = weaker
            finding = _judge(rule, _bundle(name, changed, service, request), bench)
        if changed == text:
            continue
        after = _judge_all(name, changed, service, rules, request, bench)
        others = tuple(
            other.id
            for other in rules
            if other.id != rule.id
            and after[other.id].verdict != before[other.id].verdict
            and not _rests_on(before[other.id], name, text, service, request, touched)
        )
        yield Mutant(name, rule.id, done, first_line, finding.verdict != SATISFIED, finding.verdict, others)


def _rests_on(finding: Finding, name: str, text: str, service: str, request: engine.Request, touched: Sequence[str]) -> bool:
    """Whether any of a finding's evidence lay in what was changed."""
    one = _bundle(name, text, service, request).readings[0]
    squeezed = ["".join(piece.split()) for piece in touched]
    for evidence in finding.evidence:
        raw = one.text.raw(evidence.span)
        words = "".join(text[raw.start : raw.end].split())
        if any(words in piece or piece in words for piece in squeezed):
            return True
    return False


def _bundle(name: str, text: str, service: str, request: engine.Request) -> Bundle:
    one = reading.read(engine.parse(text, name))
    lineage = frozenset(packs.lineage(request.pack.services, service))
    return Bundle(name, (one,), service, request.as_of, engine.roles_of((one,)), lineage)


def _judge(rule: Rule, bundle: Bundle, bench: Workbench) -> Finding:
    return engine.findings(rule, bundle, bench)[0]


def _judge_all(
    name: str, text: str, service: str, rules: Sequence[Rule], request: engine.Request, bench: Workbench
) -> dict[str, Finding]:
    bundle = _bundle(name, text, service, request)
    return {rule.id: _judge(rule, bundle, bench) for rule in rules}


def _without(text: str, span: Span) -> str:
    """The text without a stretch; line ends stay, so that the layout does not change."""
    return text[: span.start] + "".join(char for char in text[span.start : span.end] if char in "\r\n") + text[span.end :]


def _weakened(text: str, span: Span) -> str:
    """The text with the sentence's ending turned into an effort; without the sentence where it has no such ending."""
    sentence = text[span.start : span.end]
    end = _AFTER_THE_END.search(sentence)
    body, rest = (sentence[: end.start()], sentence[end.start() :]) if end else (sentence, "")
    for ending, weaker in _WEAKER:
        if "".join(body.split()).endswith(ending):
            kept = body
            for _ in ending:  # the ending may run over a line
                kept = kept.rstrip()[:-1]
            lost = "".join(char for char in body[len(kept) :] if char in "\r\n")
            return text[: span.start] + kept + weaker + lost + rest + text[span.end :]
    return _without(text, span)


def lines(tried: Sequence[Mutant]) -> list[str]:
    """The score of each rule, and every change that went unnoticed or moved a rule it should not have."""
    score: dict[tuple[str, str], list[bool]] = {}
    for one in tried:
        score.setdefault((one.rule, one.done), []).append(one.noticed)
    told = [
        f"{rule}  {done} {sum(noticed)}/{len(noticed)}" + ("" if all(noticed) else f"（{sum(noticed) * 100 // len(noticed)}%）")
        for (rule, done), noticed in sorted(score.items())
    ]
    told += [f"気付かない: {one.rule} {one.done} {one.draft}:{one.line}" for one in tried if not one.noticed]
    told += [f"ほかも変わる: {one.rule} {one.done} {one.draft}:{one.line} → {'、'.join(one.others)}" for one in tried if one.others]
    noticed = sum(one.noticed for one in tried)
    return [*told, f"変えた箇所 {len(tried)}件のうち {noticed}件に気付きました"]
