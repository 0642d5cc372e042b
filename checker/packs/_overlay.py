"""Local packs: what a city or an operator adds to, changes in or takes out of the national rules. Private to `packs`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..model import Exemption, Rule
from ._decode import Desk, Fields, fields, rules, timeline, valued
from ._values import items, mapping, meant, note, prose, text
from ._yaml import Node

_ALWAYS = date.min
# What can change without a rule judging otherwise. After any other change its national examples promise nothing any
# more, and are left out unless the change brings its own.
_NO_MATTER = frozenset(("title", "basis", "severity", "why", "message", "remedy", "remedies", "examples"))


def overlay(given: Iterable[Rule], node: Node, pack: str, desk: Desk) -> tuple[Rule, ...]:
    """The rules after one local pack's `rules` mapping; `decided` tells what it did to each, and why.

    A dropped rule stays, exempt for every service, so that the report can say 該当なし with the reason. Entries that
    are wrong are noted and have no effect.
    """
    found = list(given)
    parts = mapping(node, desk.problems, (), ("add", "change", "drop", "parameters"), "rules")
    for name, act in (("drop", _drop), ("parameters", _set), ("change", _change)):
        seen: dict[str, int] = {}
        for entry in items(parts[name], desk.problems, name) if name in parts else ():
            chosen = _chosen(entry, found, desk, seen)
            because = _because(entry, desk)
            if chosen and because:
                for at in chosen:
                    found[at] = act(found[at], entry, pack, because, desk)
    for rule, keys in rules(parts["add"], desk, ("because",)) if "add" in parts else ():
        because = prose(keys["because"], desk.problems) if "because" in keys else ""
        found.append(rule._replace(decided=(("追加", pack, because),)))
    return tuple(found)


def _chosen(entry: Node, found: list[Rule], desk: Desk, seen: dict[str, int]) -> list[int]:
    """Indices of the rules (dated variants share an id) that an entry names."""
    if not isinstance(entry.value, dict) or "id" not in entry.value:
        note(desk.problems, entry, "どの規則のことか、「id」を書いてください")
        return []
    name = text(entry.value["id"], desk.problems)
    chosen = [at for at, rule in enumerate(found) if rule.id == name]
    if name and not chosen:
        note(desk.problems, entry, f"「{name}」という規則はありません。{meant(name, (r.id for r in found))}", "id")
    elif name in seen:
        note(desk.problems, entry, f"「{name}」が二度書かれています（{seen[name]}行目にもあります）", "id")
        return []
    seen[name] = entry.line
    return chosen


def _because(entry: Node, desk: Desk) -> str:
    if isinstance(entry.value, dict) and "because" in entry.value:
        return prose(entry.value["because"], desk.problems)
    note(desk.problems, entry, "「because」がありません。国の規則と違える理由を一文で書いてください")
    return ""


def _drop(rule: Rule, entry: Node, pack: str, because: str, desk: Desk) -> Rule:
    mapping(entry, desk.problems, ("id", "because"), (), "drop")
    exceptions = (Exemption((), because), *rule.exceptions)
    return rule._replace(exceptions=exceptions, examples=(), decided=(*rule.decided, ("適用しない", pack, because)))


def _set(rule: Rule, entry: Node, pack: str, because: str, desk: Desk) -> Rule:
    """`{id, because, minimum: 2年}`: every other key is the name of a parameter."""
    assert isinstance(entry.value, dict)
    values = {name: value for name, value in entry.value.items() if name not in ("id", "because")}
    if not values:
        note(desk.problems, entry, "変える値が書かれていません（例: minimum: 2年）")
    what = "、".join(f"{name}を変更" for name in values)
    given = _merged(rule, values, entry, desk)
    return rule._replace(**given, examples=(), decided=(*rule.decided, (what, pack, because)))


def _change(rule: Rule, entry: Node, pack: str, because: str, desk: Desk) -> Rule:
    """Each key given replaces the rule's; parameters are set one by one, as in `parameters`."""
    assert isinstance(entry.value, dict)
    values = {name: value for name, value in entry.value.items() if name not in ("id", "because")}
    if not values:
        note(desk.problems, entry, "変える項目が書かれていません")
    for kind in desk.kinds:
        if kind in values and kind != rule.check:
            message = f"検査の種類（{rule.check}）は変えられません。drop して、新しい id で add してください"
            note(desk.problems, entry, message, kind)
            return rule
    given = fields(entry, desk, rule.check, ("because",))
    given.pop("id", None)
    if "parameters" in values and isinstance(values["parameters"].value, dict):
        given.update(_merged(rule, values["parameters"].value, values["parameters"], desk))
    if "options" in given:
        given["options"] = {**rule.options, **given["options"]}
    if not values.keys() <= _NO_MATTER:
        given.setdefault("examples", ())
    what = "、".join(values) + "を変更"
    return rule._replace(**given, decided=(*rule.decided, (what, pack, because)))


def _merged(rule: Rule, values: Mapping[str, Node], where: Node, desk: Desk) -> Fields:
    """A rule's parameters with new values; before a new value's first day the old ones go on holding."""
    times = {name: ((_ALWAYS, value),) for name, value in rule.parameters.items()} | dict(rule.dated)
    for name, value in values.items():
        if name not in times:
            note(desk.problems, where, f"規則「{rule.id}」に「{name}」という値はありません。{meant(name, times)}", name)
            continue
        new = timeline(value, desk.problems)
        times[name] = tuple(old for old in times[name] if new and old[0] < new[0][0]) + new
    return valued(times)
