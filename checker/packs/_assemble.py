"""Bytes of pack files -> one Pack: decode, merge, check what only shows across files. Private to `packs`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from ..errors import PackProblem
from ..model import Origin, Pack, Rule, Service
from ..text import fold
from ._concepts import check_names, cycle, named
from ._decode import Desk, rules
from ._family import called
from ._overlay import overlay
from ._values import choice, data, entries, mapping, note, one_of, text
from ._words import concepts, predicates, services
from ._yaml import Node, Problems, compose, stop

# What a file is, by the first of these keys that it has.
_SHAPES: Mapping[str, str] = {
    "extends": "local",
    "pack": "pack",
    "rules": "pack",
    "services": "services",
    "concepts": "vocabulary",
    "predicates": "vocabulary",
}
# The keys that a file must have, and those that it may have.
_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "local": (("extends", "rules"), ("area", "pack", "version", "concepts")),
    "pack": (("pack", "version", "rules"), ("concepts",)),
    "services": (("services",), ()),
    "vocabulary": ((), ("concepts", "predicates")),
}

_NATIONAL = "national"  # the id of the pack that comes with the program

Shaped = tuple[str, Node, Mapping[str, Node]]  # what a file is, the file, its entries


def assemble(files: Sequence[tuple[str, str, bytes]], kinds: Mapping[str, Collection[str]]) -> Pack:
    """Merge pack files, given as (place, name to show, bytes); place "fees" marks tables of fees.

    Raises PackProblem naming every problem found: those of single files first, then, once these are mended, those
    of local packs, then those that show only in the whole.
    """
    problems: Problems = []
    found = [(place, compose(raw, name, problems)) for place, name, raw in files]
    nodes = [(place, node) for place, node in found if node is not None]
    shaped = [_shape(node, problems) for place, node in nodes if place != "fees"]
    desk, vocabulary, ends = _words(shaped, kinds, problems)
    stop(problems if not desk.services else [])  # without the services every rule would seem wrong
    ids, base = _base(shaped, desk)
    _shadows(shaped, problems)
    stop(problems)
    for shape, node, keys in shaped:
        if shape == "local":
            name, version, base = _local(node, keys, base, desk)
            ids[name] = version
    stop(problems)
    _variants(base, problems)
    fees = _fees([node for place, node in nodes if place == "fees"], problems)
    stop(problems)
    return Pack(tuple(ids.items()), tuple(base), vocabulary, ends, desk.services, fees)


def _shape(node: Node, problems: Problems) -> Shaped:
    """Which kind of pack file this is; "" (with a problem noted) when it is none."""
    if isinstance(node.value, dict):
        for key, shape in _SHAPES.items():
            if key in node.value:
                return shape, node, mapping(node, problems, *_KEYS[shape], "ファイルの最上位")
    wanted = one_of(("pack", "extends", "services", "concepts"))
    message = "ファイルが空です" if not node.value else "ルールパックのファイルではありません"
    note(problems, node, f"{message}。最上位に{wanted}のどれかを書いてください")
    return "", node, {}


def _words(
    shaped: Iterable[Shaped], kinds: Mapping[str, Collection[str]], problems: Problems
) -> tuple[Desk, dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The vocabulary and the services of all files; a name given in two files is a problem."""
    places: dict[tuple[str, str], Origin] = {}
    merged: dict[str, dict[str, Any]] = {"concepts": {}, "predicates": {}, "services": {}}
    decoders: dict[str, Callable[[Node, Problems], Mapping[str, Any]]] = {
        "concepts": concepts,
        "predicates": predicates,
        "services": services,
    }
    parts = [(key, node) for _, _, keys in shaped for key, node in keys.items() if key in merged]
    for key, part in parts:
        lines = {fold(name): line for name, line in part.lines.items()}
        for name, value in decoders[key](part, problems).items():
            here = Origin(part.file, lines[fold(name)])
            at = places.setdefault((key, name), here)
            if at != here:
                problems.append(PackProblem(f"「{name}」は {at.file}:{at.line} にもあります", *here))
            merged[key][name] = value
    vocabulary: dict[str, tuple[str, ...]] = merged["concepts"]
    for key, part in parts:
        for node in part.value.values() if key != "services" and isinstance(part.value, dict) else ():
            check_names(node, vocabulary, problems)
    if chain := cycle(vocabulary):
        message = f"概念が自分自身を含んでいます（{' → '.join(chain)}）"
        problems.append(PackProblem(message, *places["concepts", chain[0]]))
    known: dict[str, Service] = merged["services"]
    return Desk(problems, known, called(known), kinds, vocabulary), vocabulary, merged["predicates"]


def _shadows(shaped: Iterable[Shaped], problems: Problems) -> None:
    """Concepts of a further pack that would become the meaning of a plain word in the rules of the national one."""
    national: list[Node] = []
    concepts: dict[bool, list[Node]] = {True: [], False: []}  # by whether they are of a further pack
    for shape, node, keys in shaped:
        further = shape == "local" or (shape == "pack" and "pack" in keys and keys["pack"].value != _NATIONAL)
        concepts[further] += [keys["concepts"]] if "concepts" in keys and isinstance(keys["concepts"].value, dict) else []
        national += [] if further else [node]
    said = {word for pattern in _strings(national) for word, _ in named(pattern)} if concepts[True] else set()
    said -= {fold(name) for node in concepts[False] for name in node.lines}  # a name given twice is told already
    for node in concepts[True]:
        for name in node.lines:
            if fold(name) in said:
                message = f"「{name}」は全国のルールが言葉として使っているので、概念の名前にできません。ほかの名前にしてください"
                note(problems, node, message, name)


def _strings(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node.value, str):
            yield node.value
        elif isinstance(node.value, dict):
            yield from _strings(node.value.values())
        elif isinstance(node.value, list):
            yield from _strings(node.value)


def _base(shaped: Iterable[Shaped], desk: Desk) -> tuple[dict[str, str], list[Rule]]:
    """The versions of the packs that stand by themselves, and their rules."""
    ids: dict[str, str] = {}
    found: list[Rule] = []
    for shape, node, keys in shaped:
        if shape != "pack":
            continue
        if "pack" in keys and "version" in keys:
            name, version = text(keys["pack"], desk.problems), text(keys["version"], desk.problems)
            if ids.setdefault(name, version) != version:
                message = f"パック「{name}」の version が他のファイル（{ids[name]}）と違います"
                note(desk.problems, node, message, "version")
        if "rules" in keys:
            found.extend(rule for rule, _ in rules(keys["rules"], desk))
    return ids, found


def _local(node: Node, keys: Mapping[str, Node], base: list[Rule], desk: Desk) -> tuple[str, str, list[Rule]]:
    """Apply one pack that extends the national one: its id, its version and the rules after it."""
    choice(keys["extends"], desk.problems, (_NATIONAL,), "extends")
    name = ""
    if "area" in keys:
        area = mapping(keys["area"], desk.problems, ("code", "name"), (), "area")
        name = "-".join(text(area[key], desk.problems) for key in ("code", "name") if key in area)
        file = PurePath(node.file)
        if file.parent.name == "local" and file.stem != name:
            note(desk.problems, keys["area"], f"area（{name}）とファイル名（{file.name}）が合いません")
    name = text(keys["pack"], desk.problems) if "pack" in keys else name
    if not name:
        note(desk.problems, node, "このパックの名前がありません。「area」か「pack」を書いてください")
    version = text(keys["version"], desk.problems) if "version" in keys else ""
    return name, version, list(overlay(base, keys["rules"], name, desk)) if "rules" in keys else base


def _variants(found: Iterable[Rule], problems: Problems) -> None:
    """Rules may share an id only when no day falls into two of them."""
    by_id: dict[str, list[Rule]] = {}
    for rule in found:
        by_id.setdefault(rule.id, []).append(rule)
    for same in by_id.values():
        same.sort(key=lambda rule: rule.first or date.min)
        for before, after in pairwise(same):
            if (before.last or date.max) >= (after.first or date.min):
                there = f"{before.origin.file}:{before.origin.line}"
                message = f"規則「{after.id}」は {there} にもあり、有効な期間（effective）が重なっています"
                problems.append(PackProblem(message, after.origin.file, after.origin.line))


def _fees(nodes: Iterable[Node], problems: Problems) -> dict[str, Any]:
    """Tables of fees by name, as they are written: what they mean is for the check that uses them."""
    found: dict[str, Any] = {}
    for node in nodes:
        for name, table in entries(node, problems, "料金のファイル").items():
            if name in found:
                note(problems, node, f"料金表「{name}」が二つあります", name)
            found[name] = data(table, problems)
    return found
