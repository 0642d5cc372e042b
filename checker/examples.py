"""Rules tried on their own examples, and what the examples do not show.

Every example runs through the whole pipeline as a draft of its own; so does the remedy, which must satisfy its rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from . import engine, packs, places, reading, waivers
from .model import (
    NOT_APPLICABLE,
    ROLES,
    SATISFIED,
    Bundle,
    BundleReport,
    Detected,
    DocumentSummary,
    Example,
    Noted,
    Origin,
    Pack,
    Reading,
    Rule,
    Source,
    Waiver,
)  # fmt: skip
from .records import NamedTuple
from .workbench import Workbench


@dataclass(frozen=True)
class Outcome:
    """One example of one rule: what it expects and what came out."""

    rule: str
    example: int
    expect: str
    got: str
    ok: bool
    detail: str
    origin: Origin


_ALSO = {"silent": (SATISFIED, NOT_APPLICABLE)}  # an example that must give no finding


def run_examples(pack: Pack, rule_ids: Collection[str] = (), keep: bool = True) -> list[Outcome]:
    """Run every example of every rule (or of those named) through the whole pipeline; the remedy is an example too.

    pack: loaded with its examples. Rules that an area dropped have none that could pass and are left out.
    """
    bench = Workbench(pack, keep)
    outcomes: list[Outcome] = []
    for rule in pack.rules:
        if (rule_ids and rule.id not in rule_ids) or any(not exemption.services for exemption in rule.exceptions):
            continue
        examples = [*rule.examples, *_wordings(_in_force(rule, None, pack), pack)]
        for number, example in enumerate(examples, 1):
            outcomes.append(_try(_in_force(rule, example.as_of, pack), number, example, pack, bench))
    return outcomes


def _in_force(rule: Rule, as_of: date | None, pack: Pack) -> Rule:
    """The rule as it reads on the day of an example; on its last day, or in the far future, where none is named."""
    day = as_of or rule.last or date.max
    current = packs.in_force(pack._replace(rules=(rule,)), day).rules
    return current[0] if current else rule


def _a_service(rule: Rule, pack: Pack, among: Collection[str] = ()) -> str:
    """A service the rule applies to, for examples that name none: the first of the tree that is no family.

    among: services or families that it must belong to (none: any).
    """
    families = {parent for service in pack.services.values() for parent in service.parents}
    known = (name for name in pack.services if not among or not set(among).isdisjoint(packs.lineage(pack.services, name)))
    return next((name for name in known if name not in families and packs.applies(pack, rule, name)[0]), "")


def _wordings(rule: Rule, pack: Pack) -> Iterator[Example]:
    """The wording that a rule suggests, and that for single services: what people paste must pass."""
    if rule.check == "requires" and rule.remedy:
        yield Example(SATISFIED, rule.remedy, origin=rule.origin)
        for one in rule.remedies:
            yield Example(SATISFIED, one.text, _a_service(rule, pack, one.services), origin=rule.origin)


def _tried(
    granted: Sequence[Waiver], bundle: Bundle, lines: Sequence[places.Lines], pack: Pack, bench: Workbench
) -> tuple[Noted, ...]:
    """What becomes of the waivers of an example, by the rules that they name."""
    rules = [rule for rule in packs.in_force(pack, bundle.as_of).rules if rule.id in {one.rule for one in granted}]
    results = tuple(result for rule in rules for result in engine.judge(rule, bundle, lines, bench))
    papers = tuple(DocumentSummary(one.document.source.path, (), 1.0) for one in bundle.readings)
    report = BundleReport(bundle.name, Detected(bundle.service, "given"), None, papers, results)
    waivable = {rule.id: rule.waivable for rule in pack.rules}
    return waivers.apply([report], granted, waivable, bundle.as_of)[1][0]


def _try(rule: Rule, number: int, example: Example, pack: Pack, bench: Workbench) -> Outcome:
    service = example.service or _a_service(rule, pack)
    source, granted = waivers.inline(Source("例.txt", example.text))
    one = reading.read(engine.parsed(source))
    lineage = frozenset(packs.lineage(pack.services, service)) if service else frozenset()
    day = example.as_of or rule.last or date.max
    bundle = Bundle("例", (one,), service, day, frozenset(rule.roles or ROLES), lineage)
    lines = [places.lines_of(source)]
    if granted:
        bundle = bundle._replace(waivers=_tried(granted, bundle, lines, pack, bench))
    results = engine.judge(rule, bundle, lines, bench)
    got = results[0].verdict
    ok = got in _ALSO.get(example.expect, (example.expect,))
    detail = " / ".join([*results[0].reasons, *(near.note for near in results[0].near_misses)])
    return Outcome(rule.id, number, example.expect, got, ok, detail, example.origin)


# -------------------------------- what examples do not show


class Untried(NamedTuple):
    """A pattern of a rule that its own examples do not speak for; expression: they do, but only through /…/."""

    rule: str
    source: str
    expression: bool
    origin: Origin


def untried(pack: Pack, rules: Collection[Rule], keep: bool = True) -> list[Untried]:
    """Patterns of requires, forbids, includes and hints that match in no example (or remedy) of their rule.

    pack: loaded with examples. Also satisfied examples that are matched through a regular expression alone.
    """
    bench = Workbench(pack, keep)
    found: list[Untried] = []
    for rule in rules:
        if rule.decided or any(not one.services for one in rule.exceptions):
            continue  # what an area changed or dropped brings no examples of its own
        papers = [(one, _read(one.text)) for one in _examples(rule, pack)]
        found += [
            Untried(rule.id, source, False, origin)
            for source, origin in _own(rule)
            if not any(bench.pattern(source).stands(paper) for _, paper in papers)
        ]
        found += [
            Untried(rule.id, "", True, one.origin)
            for one, paper in papers
            if one.expect == SATISFIED and rule.requires and _only_by_expression(rule, paper, bench)
        ]
    return found


def _examples(rule: Rule, pack: Pack) -> Iterator[Example]:
    yield from rule.examples
    yield from _wordings(_in_force(rule, None, pack), pack)


def _read(text: str) -> Reading:
    return reading.read(engine.parse(text, "例"))


def _own(rule: Rule) -> Iterator[tuple[str, Origin]]:
    """The patterns that find evidence; exclusions (unless, stops, when) show in examples by their silence."""
    for source in (*rule.requires, *rule.forbids):
        yield source, rule.origin
    for include in rule.includes:
        for source in include.says:
            yield source, include.origin
    for hint in rule.hints:
        for source in hint.says:
            yield source, rule.origin


def _only_by_expression(rule: Rule, paper: Reading, bench: Workbench) -> bool:
    matching = [source for source in rule.requires if bench.pattern(source).stands(paper)]
    return bool(matching) and all("/" in source.replace("\\/", "") for source in matching)
