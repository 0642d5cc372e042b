"""Nodes of a pack file -> rules. Private to `packs`.

One table (`_KEYS`) says how each key of a rule is decoded and which fields of `Rule` it gives; a local pack's `change`
goes through the same table. Pattern texts stay text: compiling them is not the loader's business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..expressions import compiled
from ..model import (
    PROFILES,
    ROLES,
    SEVERITIES,
    Basis,
    Example,
    Exemption,
    Hint,
    Include,
    Origin,
    Rule,
    Service,
    Switch,
    Wording,
)
from ._concepts import check_names
from ._switches import switch
from ._values import choice, data, day, entries, flag, items, mapping, meant, note, one_of, prose, some, text, texts
from ._yaml import Node, Problems

CLASSES = ("document", "office", "civil")
DUTIES = ("statute", "notice", "effort", "advice")
STRENGTHS = ("義務", "努力", "可能", "予定", "否定", "禁止", "例外", "利用者")
WITHIN = ("文", "項", "条", "文書")
HOMES = ROLES[:-1]  # その他 is no place to look for a requirement
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "requires": ("satisfied", "weak", "missing"),
    "forbids": ("inconsistent", "weak", "silent"),
}
ANY_EXPECTED = ("satisfied", "weak", "missing", "inconsistent", "silent")


@dataclass(frozen=True)
class Desk:
    """What the decoding of a file needs to know: the names in use, and where to note problems."""

    problems: Problems
    services: Mapping[str, Service]
    names: Mapping[str, str]  # what a service may be called -> its name
    kinds: Mapping[str, Collection[str]]  # check kind -> its own option keys
    concepts: Collection[str]


# -------------------------------- the parts of a rule

Fields = dict[str, Any]
Decoder = Callable[[Node, Desk, str], Fields]  # node, desk, check kind -> fields of Rule


def _origin(node: Node) -> Origin:
    return Origin(node.file, node.line)


def service_names(node: Node, desk: Desk) -> tuple[str, ...]:
    """Names or families of services, each under its proper name."""
    found = []
    for word in texts(node, desk.problems):
        if word in desk.names:
            found.append(desk.names[word])
        else:
            several = one_of(one.name for one in desk.services.values() if word in one.words)
            guess = f"{several}のどれかを書いてください" if several else meant(word, desk.names)
            note(desk.problems, node, f"「{word}」という{'一つの' if several else ''}サービスはありません。{guess}")
    return tuple(dict.fromkeys(found))


def _choices(node: Node, desk: Desk, allowed: Collection[str], what: str) -> tuple[str, ...]:
    several = node.value if isinstance(node.value, list) else [node]
    return tuple(word for item in several if (word := choice(item, desk.problems, allowed, what)))


def _patterns(node: Node, desk: Desk) -> tuple[str, ...]:
    """One pattern or several, as text; the concepts they name must be in the vocabulary."""
    check_names(node, desk.concepts, desk.problems)
    return some(node, desk.problems)


def _applies(node: Node, desk: Desk, check: str) -> Fields:
    keys = mapping(node, desk.problems, (), ("services", "roles"), "applies")
    return {
        "services": service_names(keys["services"], desk) if "services" in keys else (),
        "roles": _choices(keys["roles"], desk, HOMES, "roles") if "roles" in keys else (),
    }


def _effective(node: Node, desk: Desk, check: str) -> Fields:
    keys = mapping(node, desk.problems, (), ("first", "last"), "effective")
    first = day(keys["first"], desk.problems) if "first" in keys else None
    last = day(keys["last"], desk.problems) if "last" in keys else None
    if first and last and first > last:
        note(desk.problems, node, f"最初の日（{first}）が最後の日（{last}）より後になっています", "first")
    return {"first": first, "last": last}


def _exempt(node: Node, desk: Desk, check: str) -> Fields:
    found = []
    for item in items(node, desk.problems, "exempt"):
        keys = mapping(item, desk.problems, ("services", "because"), (), "exempt")
        if len(keys) == 2:
            found.append(Exemption(service_names(keys["services"], desk), prose(keys["because"], desk.problems)))
    return {"exceptions": tuple(found)}


def _basis(node: Node, desk: Desk, check: str) -> Fields:
    found = []
    for item in items(node, desk.problems, "basis"):
        keys = mapping(item, desk.problems, ("law", "article", "verified"), ("services", "note"), "basis")
        if {"law", "article", "verified"} <= keys.keys():
            found.append(
                Basis(
                    text(keys["law"], desk.problems),
                    text(keys["article"], desk.problems),
                    flag(keys["verified"], desk.problems),
                    service_names(keys["services"], desk) if "services" in keys else (),
                    prose(keys["note"], desk.problems) if "note" in keys else "",
                )
            )
    return {"basis": tuple(found)}


def timeline(node: Node, problems: Problems) -> tuple[tuple[date, str], ...]:
    """The values of one parameter by the first day they hold; `date.min` where no day is given."""
    if isinstance(node.value, str):
        return ((date.min, text(node, problems)),)
    found: dict[date, str] = {}
    for item in items(node, problems, "日付のある値"):
        keys = mapping(item, problems, ("value",), ("from",), "日付のある値")
        first = (day(keys["from"], problems) if "from" in keys else date.min) or date.min
        if first in found:
            note(problems, item, "同じ日から始まる値が二つあります", "from")
        if "value" in keys:
            found[first] = text(keys["value"], problems)
    return tuple(sorted(found.items()))


def valued(times: Mapping[str, tuple[tuple[date, str], ...]]) -> Fields:
    """Split timelines into values that always hold and values that wait for a day."""
    always = {name: values[0][1] for name, values in times.items() if values and values[0][0] == date.min}
    return {"parameters": always, "dated": {name: v for name, v in times.items() if v and v[-1][0] > date.min}}


def _parameters(node: Node, desk: Desk, check: str) -> Fields:
    rows = entries(node, desk.problems, "parameters")
    return valued({name: timeline(value, desk.problems) for name, value in rows.items()})


def _severity(node: Node, desk: Desk, check: str) -> Fields:
    rows = mapping(node, desk.problems, (), ("missing", "weak", "inconsistent"), "severity")
    return {"severity": {key: choice(value, desk.problems, SEVERITIES, "severity") for key, value in rows.items()}}


def _predicate(node: Node, desk: Desk, check: str) -> Fields:
    # An empty list accepts every strength; a rule that says nothing leaves it to its class and duty.
    return {"predicate": _choices(node, desk, STRENGTHS, "predicate")}


def _unless(node: Node, desk: Desk, check: str) -> Fields:
    # What every rule excludes stays excluded beside what this one names; an empty list excludes nothing.
    default = Rule._field_defaults["unless"]
    return {"unless": () if node.value == [] else tuple(dict.fromkeys((*_patterns(node, desk), *default)))}


def _includes(node: Node, desk: Desk, check: str) -> Fields:
    return {"includes": tuple(_include(item, desk) for item in items(node, desk.problems, "includes"))}


def _include(node: Node, desk: Desk) -> Include:
    others = ("says", "where", "lacks", "else", "within", "severity", "services", "paper")
    keys = mapping(node, desk.problems, ("name",), others, "includes")
    if keys and sum(key in keys for key in ("says", "where", "lacks")) != 1:
        note(desk.problems, node, "includes には says か where か lacks のどれか一つを書いてください")
    name = text(keys["name"], desk.problems) if "name" in keys else ""
    return Include(
        name,
        next((_patterns(keys[key], desk) for key in ("says", "lacks") if key in keys), ()),
        text(keys["where"], desk.problems) if "where" in keys else "",
        prose(keys["else"], desk.problems) if "else" in keys else f"{name}が書かれていません",
        choice(keys["within"], desk.problems, WITHIN, "within") if "within" in keys else "条",
        choice(keys["severity"], desk.problems, SEVERITIES, "severity") if "severity" in keys else "",
        service_names(keys["services"], desk) if "services" in keys else (),
        _origin(node),
        "lacks" in keys,
        choice(keys["paper"], desk.problems, HOMES, "paper") if "paper" in keys else "",
    )


def _weak(node: Node, desk: Desk, check: str) -> Fields:
    found = []
    for item in items(node, desk.problems, "weak"):
        keys = mapping(item, desk.problems, ("says", "because"), (), "weak")
        if len(keys) == 2:
            found.append(Hint(_patterns(keys["says"], desk), prose(keys["because"], desk.problems)))
    return {"hints": tuple(found)}


def _remedies(node: Node, desk: Desk, check: str) -> Fields:
    found = []
    for item in items(node, desk.problems, "remedies"):
        keys = mapping(item, desk.problems, ("services", "text"), (), "remedies")
        if {"services", "text"} <= keys.keys():
            found.append(Wording(service_names(keys["services"], desk), text(keys["text"], desk.problems).strip()))
    return {"remedies": tuple(found)}


def _examples(node: Node, desk: Desk, check: str) -> Fields:
    found = []
    for item in items(node, desk.problems, "examples"):
        keys = mapping(item, desk.problems, ("expect", "text"), ("service", "as_of"), "examples")
        if {"expect", "text"} <= keys.keys():
            service = service_names(keys["service"], desk) if "service" in keys else ()
            found.append(
                Example(
                    choice(keys["expect"], desk.problems, EXPECTED.get(check, ANY_EXPECTED), "expect"),
                    text(keys["text"], desk.problems),
                    service[0] if service else "",
                    day(keys["as_of"], desk.problems) if "as_of" in keys else None,
                    _origin(item),
                )
            )
    return {"examples": tuple(found)}


def _profiles(node: Node, desk: Desk, check: str) -> Fields:
    """`{template: off}` or `{template: {severity: note, because: …}}`; options of the check kind may be replaced too."""
    found: dict[str, Switch] = {}
    for name, row in mapping(node, desk.problems, (), PROFILES, "profiles").items():
        free = {check, *desk.kinds.get(check, ())} - {""}
        given = switch(row, desk.problems, free, f"profiles の {name}")
        if given.severity == "off" and not given.because:
            note(desk.problems, row, "off には理由が要ります。{severity: off, because: …} と書いてください")
        options = {"body" if key == check else key: value for key, value in given.options.items()}
        found[name] = given._replace(options=options)
    return {"profiles": found}


def _id(node: Node, desk: Desk, check: str) -> Fields:
    word = text(node, desk.problems)
    if word and not compiled(r"[a-z][a-z0-9]*(-[a-z0-9]+)*").fullmatch(word):
        note(desk.problems, node, f"id は英小文字と数字を - でつないで書いてください（「{word}」は使えません）")
    return {"id": word}


def _one(name: str, decode: Callable[[Node, Problems], Any]) -> Decoder:
    return lambda node, desk, check: {name: decode(node, desk.problems)}


def _said(name: str) -> Decoder:
    return lambda node, desk, check: {name: _patterns(node, desk)}


def _out_of(name: str, allowed: Collection[str], key: str) -> Decoder:
    return lambda node, desk, check: {name: choice(node, desk.problems, allowed, key)}


_KEYS: Mapping[str, Decoder] = {
    "id": _id,
    "title": _one("title", prose),
    "class": _out_of("klass", CLASSES, "class"),
    "duty": _out_of("duty", DUTIES, "duty"),
    "applies": _applies,
    "exempt": _exempt,
    "effective": _effective,
    "basis": _basis,
    "parameters": _parameters,
    "severity": _severity,
    "unless": _unless,
    "stops": _said("stops"),
    "when": _said("when"),
    "predicate": _predicate,
    "why": _one("why", prose),
    "message": _one("message", prose),
    "remedy": _one("remedy", lambda node, problems: text(node, problems).strip()),
    "remedies": _remedies,
    "profiles": _profiles,
    "waivable": _one("waivable", flag),
    "examples": _examples,
}
_OF_KIND: Mapping[str, Mapping[str, Decoder]] = {
    "requires": {"requires": _said("requires"), "includes": _includes, "weak": _weak},
    "forbids": {
        "forbids": _said("forbids"),
        "verdict": lambda node, desk, check: {
            "options": {"verdict": choice(node, desk.problems, ("weak", "inconsistent"), "verdict")}
        },
    },
}
_REQUIRED = ("id", "title", "class", "duty")


# -------------------------------- a rule


def rules(node: Node, desk: Desk, extra: Collection[str] = ()) -> Iterator[tuple[Rule, Mapping[str, Node]]]:
    """The sound rules of a list, each with its entries; what is wrong with the others is noted. extra: further keys."""
    for item in items(node, desk.problems, "rules"):
        before = len(desk.problems)
        if not isinstance(item.value, dict):
            note(desk.problems, item, "規則は「- id: …」で始まる項目の集まりとして書いてください")
            continue
        check = _check(item, desk)
        found = fields(item, desk, check, extra)
        _complete(item, desk, check)
        if len(desk.problems) == before:
            yield Rule(**found, check=check, origin=_origin(item)), item.value


def fields(node: Node, desk: Desk, check: str, extra: Collection[str] = ()) -> Fields:
    """The fields of `Rule` that the entries of a mapping give, for a rule of that check kind."""
    own = _OF_KIND.get(check, {})
    free = {check, *desk.kinds.get(check, ())} - own.keys() - _KEYS.keys()
    others = _of_others(desk, check)
    known = [*extra, *_KEYS, *own, *sorted(free), *others]
    found: Fields = {}
    options: dict[str, Any] = {}
    for key, value in mapping(node, desk.problems, (), known, "規則").items():
        if key in free:
            options["body" if key == check else key] = data(value, desk.problems)
        elif key in own or key in _KEYS:
            given = (own.get(key) or _KEYS[key])(value, desk, check)
            options.update(given.pop("options", {}))
            found.update(given)
        elif check and key in others and key not in desk.kinds:  # a second kind is told of elsewhere
            note(desk.problems, node, f"「{key}」は {others[key]} の規則だけで使えます（この規則は {check}）", key)
    return {**found, "options": options} if options else found


def _of_others(desk: Desk, check: str) -> dict[str, str]:
    """Keys that only other kinds have, and one such kind: they are no spelling mistakes."""
    keys = {key: kind for kind, own in _OF_KIND.items() for key in own}
    keys |= {key: kind for kind, free in desk.kinds.items() for key in (kind, *free)}
    return {key: kind for key, kind in keys.items() if kind != check and key not in _KEYS}


def _check(node: Node, desk: Desk) -> str:
    """The one check kind that a rule names by its key."""
    assert isinstance(node.value, dict)
    named = [kind for kind in desk.kinds if kind in node.value]
    if not named:
        note(desk.problems, node, f"検査の種類がありません。{one_of(desk.kinds)}のどれか一つを書いてください")
        return ""
    for kind in named[1:]:
        note(desk.problems, node, f"検査の種類は一つの規則に一つです（「{named[0]}」もあります）", kind)
    return named[0]


def _complete(node: Node, desk: Desk, check: str) -> None:
    """Note the keys that a whole rule must have."""
    assert isinstance(node.value, dict)
    required = [*_REQUIRED, *(("message",) if check in _OF_KIND else ())]
    klass, duty = (getattr(node.value.get(key), "value", "") for key in ("class", "duty"))
    if klass != "civil" or duty == "statute":  # what is merely prudent need not have a law behind it
        required.append("basis")
    missing = [key for key in required if key not in node.value]
    if missing:
        name = getattr(node.value.get("id"), "value", "")
        note(desk.problems, node, f"規則{f'「{name}」' if name else ''}に{one_of(missing)}がありません")
    if "basis" in required and "basis" in node.value and not node.value["basis"].value:
        note(desk.problems, node, "根拠（basis）が一つもありません", "basis")
