"""Pack <-> rows that JSON can hold, quick to make a pack of again. Private to `packs`.

A row holds the fields of a rule in the order of the model. Fields that need more than "lists are tuples" have an
entry in `_FREEZE` and `_MELT`. A row of another shape raises ValueError, TypeError or LookupError, and the caller
decodes the YAML afresh. Local names are spent on speed: every run of the program passes here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..model import Basis, Example, Exemption, Hint, Include, Origin, Pack, Rule, Service, Switch, Wording

Row = list[Any]


def rows(pack: Pack) -> Row:
    """A pack as lists, dicts, strings and numbers."""
    services = [[s.name, s.parents, s.words, s.insurer, s.en] for s in pack.services.values()]
    names = Rule._fields
    same = lambda value: value  # noqa: E731
    found = [[_MELT.get(name, same)(getattr(rule, name)) for name in names] for rule in pack.rules]
    return [pack.ids, found, dict(pack.vocabulary), dict(pack.predicates), services, dict(pack.fees)]


def pack(row: Row) -> Pack:
    """The pack that `rows` was given."""
    ids, rules, vocabulary, predicates, services, fees = row
    freezers = [(at, _FREEZE[name]) for at, name in enumerate(Rule._fields) if name in _FREEZE]
    return Pack(
        tuple([(name, version) for name, version in ids]),
        tuple([_rule(rule, freezers) for rule in rules]),
        {name: tuple(words) for name, words in vocabulary.items()},
        {name: tuple(ends) for name, ends in predicates.items()},
        {name: Service(name, tuple(up), tuple(words), insurer, en) for name, up, words, insurer, en in services},
        fees,
    )


def _rule(row: Row, freezers: list[tuple[int, Callable[[Any], Any]]]) -> Rule:
    for at, freeze in freezers:
        if row[at]:
            row[at] = freeze(row[at])
    fields: list[Any] = [tuple(value) if value.__class__ is list else value for value in row]
    return Rule(*fields)


def _days(dated: Mapping[str, Any]) -> dict[str, tuple[tuple[date, str], ...]]:
    return {name: tuple([(date.fromordinal(day), value) for day, value in values]) for name, values in dated.items()}


def _includes(rows: Row) -> tuple[Include, ...]:
    return tuple(
        [
            Include(name, tuple(says), where, otherwise, within, severity, tuple(services), Origin(file, line), banned, paper)
            for name, says, where, otherwise, within, severity, services, file, line, banned, paper in rows
        ]
    )


def _examples(rows: Row) -> tuple[Example, ...]:
    return tuple(
        [
            Example(expect, text, service, date.fromordinal(day) if day else None, Origin(file, line))
            for expect, text, service, day, file, line in rows
        ]
    )


def _profiles(rows: Mapping[str, Row]) -> dict[str, Switch]:
    return {
        name: Switch(severity, tuple([(key, value) for key, value in parameters]), options, because, Origin(*origin))
        for name, (severity, parameters, options, because, origin) in rows.items()
    }


_FREEZE: Mapping[str, Callable[[Any], Any]] = {
    "first": date.fromordinal,
    "last": date.fromordinal,
    "dated": _days,
    "exceptions": lambda rows: tuple([Exemption(tuple(services), because) for services, because in rows]),
    "basis": lambda rows: tuple([Basis(law, art, sure, tuple(of), more) for law, art, sure, of, more in rows]),
    "includes": _includes,
    "hints": lambda rows: tuple([Hint(tuple(says), because) for says, because in rows]),
    "remedies": lambda rows: tuple([Wording(tuple(services), text) for services, text in rows]),
    "examples": _examples,
    "origin": lambda row: Origin(*row),
    "decided": lambda rows: tuple([(what, by, because) for what, by, because in rows]),
    "profiles": _profiles,
}


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


_MELT: Mapping[str, Callable[[Any], Any]] = {
    "first": _ordinal,
    "last": _ordinal,
    "dated": lambda dated: {name: [[day.toordinal(), value] for day, value in v] for name, v in dated.items()},
    "exceptions": lambda found: [[e.services, e.because] for e in found],
    "basis": lambda found: [[b.law, b.article, b.verified, b.services, b.note] for b in found],
    "includes": lambda found: [
        [i.name, i.says, i.where, i.otherwise, i.within, i.severity, i.services, *i.origin, i.banned, i.paper] for i in found
    ],
    "remedies": lambda found: [[one.services, one.text] for one in found],
    "hints": lambda found: [[h.says, h.because] for h in found],
    "profiles": lambda found: {
        name: [s.severity, s.parameters, s.options, s.because, list(s.origin)] for name, s in found.items()
    },
    "examples": lambda found: [[e.expect, e.text, e.service, _ordinal(e.as_of), *e.origin] for e in found],
}
