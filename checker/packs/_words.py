"""Nodes of a pack file -> vocabulary and the tree of services. Private to `packs`."""

from __future__ import annotations

from collections.abc import Mapping

from ..expressions import compiled
from ..model import Service
from ..text import fold
from ._decode import STRENGTHS
from ._values import choice, entries, mapping, meant, note, text, texts
from ._yaml import Node, Problems


def concepts(node: Node, problems: Problems) -> dict[str, tuple[str, ...]]:
    """Concept -> its wordings."""
    found = {}
    for written, words in entries(node, problems, "concepts").items():
        name = fold(written)  # patterns are folded before their concepts are looked up
        if compiled(r"[{}|\[\]$…/\s]").search(name):
            note(problems, node, f"概念の名前「{written}」に記号や空白は使えません", written)
        found[name] = texts(words, problems)
        if not found[name] and not words.value:
            note(problems, words, f"概念「{written}」に言い方が一つもありません")
    return found


def predicates(node: Node, problems: Problems) -> dict[str, tuple[str, ...]]:
    """Strength -> sentence ends."""
    return {name: texts(ends, problems) for name, ends in mapping(node, problems, (), STRENGTHS, "predicates").items()}


def services(node: Node, problems: Problems) -> dict[str, Service]:
    """The tree of services; every family named by `under` must exist, and no family may stand under itself."""
    found: dict[str, Service] = {}
    rows = entries(node, problems, "services")
    for name, row in rows.items():
        keys = mapping(row, problems, (), ("under", "words", "insurer", "en"), f"services の「{name}」")
        found[name] = Service(
            name,
            texts(keys["under"], problems) if "under" in keys else (),
            texts(keys["words"], problems) if "words" in keys else (),
            choice(keys["insurer"], problems, ("市町村",), "insurer") if "insurer" in keys else "",
            text(keys["en"], problems) if "en" in keys else "",
        )
    for name, service in found.items():
        for parent in service.parents:
            if parent not in found:
                guess = meant(parent, found)
                note(problems, rows[name], f"「{name}」の上位に書かれた「{parent}」がありません。{guess}", "under")
        if name in _above(found, name):
            note(problems, rows[name], f"「{name}」が自分自身の上位になっています", "under")
    return found


def _above(found: Mapping[str, Service], name: str) -> set[str]:
    above: set[str] = set()
    ahead = list(found[name].parents)
    while ahead:
        parent = ahead.pop()
        if parent in found and parent not in above:
            above.add(parent)
            ahead.extend(found[parent].parents)
    return above
