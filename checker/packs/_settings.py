"""A checker.yaml -> Settings. Private to `packs`, whose decoders it shares: every mistake with its line, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..expressions import compiled
from ..model import PROFILES, SEVERITIES, Origin, Papers, Settings, Switch, Waiver
from ..text import fold
from ._switches import switch
from ._values import choice, day, entries, items, mapping, note, prose, some, text
from ._yaml import Node, Problems, compose, stop

FAIL_ON = (*SEVERITIES[:3], "never")
_FINGERPRINT = compiled(r"[0-9a-f]{16}")


def decode(data: bytes, file: str) -> Settings:
    """What the file says. Globs stay as they are written; whether rules and services exist is for others to say."""
    problems: Problems = []
    node = compose(data, file, problems)
    found: dict[str, Any] = {}
    for key, value in mapping(node, problems, (), _KEYS, "checker.yaml ").items() if node else ():
        found[_FIELDS.get(key, key)] = _KEYS[key](value, problems)
    stop(problems)
    return Settings(file=file, lines=node.lines if node else {}, **found)


def _globs(node: Node, problems: Problems) -> tuple[str, ...]:
    """Globs from the folder of checker.yaml, with `/`; nothing outside that folder."""
    found = some(node, problems)
    for glob in found:
        if glob.startswith(("/", "~")) or ".." in glob.split("/") or "\\" in glob:
            note(problems, node, f"「{glob}」は使えません。checker.yaml のあるフォルダーからのパスを / で区切って書いてください")
    return found


def _bundles(node: Node, problems: Problems) -> tuple[Papers, ...]:
    """`名前: [globs]` or `名前: {files: [globs], service: …}`."""
    found = []
    for name, row in entries(node, problems, "bundles").items():
        keys = mapping(row, problems, ("files",), ("service",), f"bundles の「{name}」") if isinstance(row.value, dict) else {}
        files = keys.get("files") if isinstance(row.value, dict) else row
        service = text(keys["service"], problems) if "service" in keys else ""
        if files is not None:
            found.append(Papers(name, _globs(files, problems), service, Origin(node.file, node.lines[name])))
    return tuple(found)


def _rules(node: Node, problems: Problems) -> tuple[tuple[str, Switch], ...]:
    rows = entries(node, problems, "rules")
    return tuple((name, switch(row, problems, (), f"rules の「{name}」")) for name, row in rows.items())


def _waivers(node: Node, problems: Problems) -> tuple[Waiver, ...]:
    return tuple(_waiver(item, problems) for item in items(node, problems, "waivers"))


def _waiver(node: Node, problems: Problems) -> Waiver:
    others = ("path", "clause", "fingerprint", "owner")
    keys = mapping(node, problems, ("rule", "reason", "until"), others, "waivers")
    print_ = text(keys["fingerprint"], problems) if "fingerprint" in keys else ""
    if print_ and not _FINGERPRINT.fullmatch(print_):
        note(problems, node, "fingerprint には報告（--format json など）にある16桁の英数字を書いてください", "fingerprint")
    return Waiver(
        rule=text(keys["rule"], problems) if "rule" in keys else "",
        reason=prose(keys["reason"], problems) if "reason" in keys else "",
        until=day(keys["until"], problems) if "until" in keys else None,
        owner=text(keys["owner"], problems) if "owner" in keys else "",
        paths=_globs(keys["path"], problems) if "path" in keys else (),
        clause="".join(fold(text(keys["clause"], problems)).split()) if "clause" in keys else "",  # 第７条, as papers have it
        fingerprint=print_,
        origin=Origin(node.file, node.line),
    )


def _out_of(choices: tuple[str, ...], what: str) -> Callable[[Node, Problems], str]:
    return lambda node, problems: choice(node, problems, choices, what)


_KEYS: Mapping[str, Callable[[Node, Problems], Any]] = {
    "service": text,
    "area": text,
    "profile": _out_of(PROFILES, "profile"),
    "fail_on": _out_of(FAIL_ON, "fail_on"),
    "baseline": text,
    "packs": some,
    "paths": _globs,
    "exclude": _globs,
    "bundles": _bundles,
    "rules": _rules,
    "waivers": _waivers,
}
_FIELDS = {"rules": "switches"}
