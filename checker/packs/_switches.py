"""Rules turned off, reweighed or given other values: by a profile (in the rule) or a repository. Private to `packs`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..errors import PackProblem
from ..model import SEVERITIES, Exemption, Include, Origin, Pack, Rule, Switch
from ._values import choice, data, entries, mapping, meant, prose, text
from ._yaml import Node, Problems

LEVELS = ("off", *SEVERITIES[:3])
_OFF = "checker.yaml で使わないことにしています"


def switch(node: Node, problems: Problems, options: Collection[str] = (), what: str = "ここ") -> Switch:
    """`off`, a severity, or `{severity, parameters, because}`, and the options of a check kind where there are any."""
    origin = Origin(node.file, node.line)
    if isinstance(node.value, str):
        return Switch(choice(node, problems, LEVELS, what), origin=origin)
    keys = mapping(node, problems, (), ("severity", "parameters", "because", *sorted(options)), what)
    values = entries(keys["parameters"], problems, "parameters") if "parameters" in keys else {}
    return Switch(
        choice(keys["severity"], problems, LEVELS, "severity") if "severity" in keys else "",
        tuple((name, text(value, problems)) for name, value in values.items()),
        {key: data(value, problems) for key, value in keys.items() if key in options},
        prose(keys["because"], problems) if "because" in keys else "",
        origin,
    )


def turn(pack: Pack, profile: str, switches: Sequence[tuple[str, Switch]]) -> Pack:
    """The pack with its rules turned; raises PackProblem for parameters that the rule does not have."""
    given = dict(switches)
    _check(pack.rules, given)
    found = []
    for rule in pack.rules:
        for one in (rule.profiles.get(profile), given.get(rule.id)):
            rule = _turned(rule, one) if one else rule
        found.append(rule)
    return pack._replace(rules=tuple(found))


def _check(rules: Iterable[Rule], given: Mapping[str, Switch]) -> None:
    """A parameter must belong to one of the dated variants of its rule."""
    names: dict[str, set[str]] = {}
    for rule in rules:
        names.setdefault(rule.id, set()).update(rule.parameters, rule.dated)
    for id_, one in given.items():
        for name, _ in one.parameters:
            if id_ in names and name not in names[id_]:
                raise PackProblem(f"ルール「{id_}」に「{name}」という値はありません。{meant(name, names[id_])}", *one.origin)


def _turned(rule: Rule, one: Switch) -> Rule:
    if one.severity == "off":
        return rule._replace(exceptions=(Exemption((), one.because or _OFF), *rule.exceptions))
    values = {name: value for name, value in one.parameters if name in rule.parameters or name in rule.dated}
    rule = rule._replace(
        parameters={**rule.parameters, **values},
        dated={name: dated for name, dated in rule.dated.items() if name not in values},
        options={**rule.options, **one.options},
    )
    return _weighed(rule, one.severity) if one.severity else rule


def _weighed(rule: Rule, severity: str) -> Rule:
    """Every finding of the rule weighs the same; parts of it that named a weight of their own do so no longer."""
    includes: tuple[Include, ...] = tuple(part._replace(severity="") for part in rule.includes)
    return rule._replace(severity=dict.fromkeys(("missing", "weak", "inconsistent"), severity), includes=includes)
