"""The tools the engine lends to checks: compiled patterns, predicate strength, conditions (implements `model.Tools`).

Compiling all patterns of the national pack takes longer than checking a paper, so what a pattern compiles to is kept as
plain data in the private cache, under a hash of everything it depends on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import _stretches, cache, conditions, facts, patterns, plugins, predicates, subjects
from .errors import PackProblem
from .model import Fact, Origin, Pack, Pattern, Reading, Rule, Value
from .resources import folder
from .severity import severity_of
from .text import Span

_SOURCES = ("patterns.py", "_matching.py", "_search.py", "predicates.py", "conditions.py", "facts.py", "text.py", "expressions.py", "grammars.py")
_GRAMMARS = ("pattern.lark", "condition.lark", "fact.lark")


class Workbench:
    """Compiled patterns of one pack. `rules_of(pack)` patterns are compiled at once and checked; others on demand."""

    def __init__(self, pack: Pack, keep: bool = True) -> None:
        self.pack = pack
        self.vocabulary = patterns.Vocabulary(pack.vocabulary, facts.surfaces)
        self._patterns: dict[str, Pattern] = {}
        self._plans, self._pieces, ends = self._prepared(keep)
        self.predicates = predicates.compile_predicates(ends)

    def _prepared(self, keep: bool) -> tuple[dict[str, Any], list[Any], dict[str, list[str]]]:
        """Plans of patterns with numbers for pieces, the pieces, and the ends of sentences."""
        key = f"plans {_fingerprint(self.pack)}" if keep else ""
        stored = cache.load(key) if key else None
        if isinstance(stored, list) and len(stored) == 3:
            return stored[0], stored[1], stored[2]
        made, faults = _compile(self.pack, self.vocabulary)
        plans, pieces = _shared(made)
        ends = {
            strength: [word for end in written for word in self._words(end, faults)]
            for strength, written in self.pack.predicates.items()
        }
        if faults:
            raise PackProblem("\n".join(dict.fromkeys(faults)))
        if key:
            cache.store(key, [plans, pieces, ends])
        return plans, pieces, ends

    def _words(self, end: str, faults: list[str]) -> list[str]:
        try:
            return self.vocabulary.spell(end)
        except PackProblem as problem:
            faults.append(f"rules/vocabulary.yaml: predicates: {problem.message}")
            return []

    # ---- model.Tools

    def pattern(self, source: str) -> Pattern:
        made = self._patterns.get(source)
        if made is None:
            if known := self._plans.get(source):
                scope, numbers, far = known
                plan = [scope, [self._pieces[number] for number in numbers], far]
            else:
                plan = patterns.plan(source, self.vocabulary)
            made = self._patterns[source] = patterns.build(source, plan, facts.value)
        return made

    def strength(self, reading: Reading, sentence: int, position: int) -> str:
        return self.predicates.governing(reading, sentence, position)

    def holds(self, condition: str, matches: Sequence[Mapping[str, Value]], parameters: Mapping[str, str]) -> bool:
        return conditions.holds(conditions.plan(condition), matches, parameters, facts.value)

    def severity(self, rule: Rule, verdict: str) -> str:
        return severity_of(rule, verdict)

    def unit(self, reading: Reading, node: int) -> Span:
        return _stretches.unit(reading, node)

    def facts(self, reading: Reading) -> Sequence[Fact]:
        return subjects.facts(reading, lambda type_: _values(self.pattern(value_pattern(type_)), reading))

    def table(self, name: str) -> Any:
        return self.pack.fees.get(name)


def value_pattern(type_: str) -> str:
    """The pattern that finds every value of a type."""
    return f"$値:{type_}"


def _values(pattern: Pattern, reading: Reading) -> Iterator[tuple[Span, Value]]:
    for match in pattern.find(reading):
        yield match.spans[0], match.values["値"]


def pattern_texts(rule: Rule) -> Iterator[tuple[str, Origin]]:
    """Every pattern a rule is written in, with where."""
    for source in (*rule.requires, *rule.forbids, *rule.when, *rule.unless, *rule.stops):
        yield source, rule.origin
    for include in rule.includes:
        for source in include.says:
            yield source, include.origin
    for hint in rule.hints:
        for source in hint.says:
            yield source, rule.origin
    kind = plugins.load("checker.checks", rule.check)
    for source in kind.pattern_texts(rule) if hasattr(kind, "pattern_texts") else ():
        yield source, rule.origin


def _compile(pack: Pack, vocabulary: patterns.Vocabulary) -> tuple[dict[str, Any], list[str]]:
    """(plans of patterns, faults of patterns and conditions with file and line)."""
    plans: dict[str, Any] = {}
    planned: dict[str, Any] = {}
    faults: list[str] = []

    def plan(source: str) -> patterns.Plan:
        return patterns.plan(source, vocabulary)

    def attempt(make: Callable[[str], Any], into: dict[str, Any], source: str, rule: Rule, origin: Origin) -> None:
        if source in into:
            return
        try:
            into[source] = make(source)
        except PackProblem as problem:
            place = origin if origin.file else rule.origin
            if problem.message.startswith("語彙「") and any(problem.message in fault for fault in faults):
                return  # a concept is no better in the next rule that names it
            faults.append(f"{place.file}:{place.line}: ルール {rule.id}: {problem.message}")

    for type_ in subjects.TYPES:
        plans[value_pattern(type_)] = plan(value_pattern(type_))
    for rule in pack.rules:
        for source, origin in pattern_texts(rule):
            attempt(plan, plans, source, rule, origin)
        for include in rule.includes:
            if include.where:
                attempt(conditions.plan, planned, include.where, rule, include.origin)
    return plans, faults


def _shared(plans: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """Plans with numbers for their pieces, and the pieces, each once: rules share the words of most concepts."""
    numbers: dict[str, int] = {}
    pieces: list[Any] = []
    shared: dict[str, Any] = {}
    for source, (scope, own, far) in plans.items():
        for piece in own:
            if numbers.setdefault(json.dumps(piece), len(pieces)) == len(pieces):
                pieces.append(piece)
        shared[source] = [scope, [numbers[json.dumps(piece)] for piece in own], far]
    return shared, pieces


def _fingerprint(pack: Pack) -> str:
    """A hash of all that compiled patterns depend on: the patterns, the words, the grammars and the compilers."""
    found = sha256()
    for name in _GRAMMARS:
        found.update((folder("grammar") / name).read_bytes())
    for name in _SOURCES:
        found.update(Path(__file__).with_name(name).read_bytes())
    words: Iterable[Any] = [sorted(pack.vocabulary.items()), list(pack.predicates.items())]
    found.update(json.dumps(words, ensure_ascii=False).encode())
    for rule in pack.rules:
        for source, _ in pattern_texts(rule):
            found.update(source.encode() + b"\n")
        for include in rule.includes:
            found.update(include.where.encode() + b"\n")
    return found.hexdigest()
