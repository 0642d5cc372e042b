"""Which drafts there are to check, and which of them are read as one set of papers, as checker.yaml has it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from . import files
from .globs import below, is_wild, matches
from .model import InputError, Papers, Settings, Source
from .records import NamedTuple


class Group(NamedTuple):
    """Drafts that are judged together; service is "" where their words, or the request, decide."""

    name: str
    sources: tuple[Source, ...]
    service: str = ""


def wanted(path: str, settings: Settings) -> bool:
    """Whether a draft is one of those that checker.yaml is about; what lies outside its folder always is."""
    place = below(path, settings.root)
    if place is None:
        return True
    return not matches(place, settings.exclude) and (not settings.paths or matches(place, settings.paths))


class Gathered(NamedTuple):
    """Groups in the order of their first draft, and what of their sets of papers could not be read."""

    groups: tuple[Group, ...]
    errors: tuple[InputError, ...]


def gather(sources: Sequence[Source], settings: Settings, together: bool, tracked: str = "final") -> Gathered:
    """Put drafts into groups. Of a set of papers all are read, even if only one of them was asked for.

    together: one group of everything, whatever checker.yaml says. A paper may belong to several sets.
    """
    if together:
        return Gathered((Group(_name(sources), tuple(sources)),) if sources else (), ())
    places = there(settings) if settings.bundles else ()
    groups: dict[str, Group] = {}
    errors: list[InputError] = []
    for source in sources:
        place = below(source.path, settings.root)
        sets = [one for one in settings.bundles if place is not None and matches(place, one.files)]
        for one in sets:
            if one.name not in groups:
                known = {os.path.abspath(other.path): other for other in sources}
                papers = list(_papers(one, places, settings.root, known, os.path.isabs(source.path), tracked))
                errors += [paper for paper in papers if isinstance(paper, InputError)]
                whole = tuple(paper for paper in papers if isinstance(paper, Source))
                groups[one.name] = Group(one.name, whole or (source,), one.service)
        if not sets:
            groups[f"\0{len(groups)}"] = Group(source.path, (source,))
    return Gathered(tuple(groups.values()), tuple(errors))


def _name(sources: Sequence[Source]) -> str:
    return "、".join(source.path for source in sources)


def _papers(
    one: Papers, places: Sequence[str], root: str, known: dict[str, Source], absolute: bool, tracked: str
) -> Iterator[Source | InputError]:
    """The papers of a set in the order of its globs, read where they are not at hand; one that is named must be there."""
    for glob in one.files:
        if not is_wild(glob) and not any(matches(place, (glob,)) for place in places):
            said = f"bundles の「{one.name}」に書かれた「{glob}」がありません。名前と exclude を確かめてください。"
            yield InputError(one.origin.file or glob, said)
    for place in dict.fromkeys(place for glob in one.files for place in places if matches(place, (glob,))):
        full = os.path.join(os.path.abspath(root), *place.split("/"))
        if full in known:
            yield known[full]
        else:
            yield from files.read([full if absolute else os.path.relpath(full)], tracked=tracked)


def there(settings: Settings) -> tuple[str, ...]:
    """Every draft that checker.yaml is about, relative to its folder, sorted."""
    found = [path for path in files.inside(settings.root) if wanted(path, settings)] if settings.root else []
    return tuple(sorted(place for path in found if (place := below(path, settings.root)) is not None))
