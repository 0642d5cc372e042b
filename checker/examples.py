"""What the examples of rules do not show: patterns that no example of their rule uses, and those only an expression finds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from . import engine, packs, reading
from .model import SATISFIED, Example, Origin, Pack, Reading, Rule
from .workbench import Workbench


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
    if rule.check == "requires" and rule.remedy:
        current = packs.in_force(pack, rule.last or date.max).rules
        yield Example(SATISFIED, next((one.remedy for one in current if one.id == rule.id), rule.remedy), origin=rule.origin)


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
