"""The tree of services: which families a service belongs to, and what it may be called. Private to `packs`."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Service


def lineage(services: Mapping[str, Service], name: str) -> tuple[str, ...]:
    """A service and all its families, nearest first; just the name itself where the tree does not know it."""
    line: dict[str, None] = {}
    level = [name]
    while level:
        line.update(dict.fromkeys(level))
        parents = (parent for one in level if one in services for parent in services[one].parents)
        level = [parent for parent in dict.fromkeys(parents) if parent not in line]
    return tuple(line)


def called(services: Mapping[str, Service]) -> dict[str, str]:
    """What a rule or a person may call a service -> its name: the name itself, or a word no other service has."""
    owners: dict[str, set[str]] = {}
    for service in services.values():
        for word in service.words:
            owners.setdefault(word, set()).add(service.name)
    return {word: of.pop() for word, of in owners.items() if len(of) == 1} | {name: name for name in services}
