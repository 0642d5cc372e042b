"""checker.yaml: where it is, what it says, and which value wins: the command line, then checker.yaml, then the default."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import packs
from .errors import UsageProblem
from .model import PROFILES, Settings, Switch, Waiver
from .records import NamedTuple

NAME = "checker.yaml"
DEFAULT = "既定"
_TOP = ".git"  # a repository ends here: a checker.yaml above it is somebody else's
_DEFAULTS = {"service": "", "area": "", "profile": PROFILES[0], "fail_on": "error", "baseline": ""}
_BLANK = {"service": "（書面から判断）", "area": "（書面から判断）", "baseline": "（なし）"}
_FILES = ("packs", "baseline")  # what is a path, relative to the folder of checker.yaml


class Value(NamedTuple):
    """A value and where it came from: an option, `checker.yaml:3`, or the default."""

    value: str
    where: str


class Resolved:
    """All that is decided before an audit. Paths among the values can be opened from here."""

    def __init__(self, settings: Settings, values: Mapping[str, Value], packs: tuple[Value, ...]) -> None:
        self.settings, self.values, self.packs = settings, values, packs

    def __getitem__(self, key: str) -> str:
        return self.values[key].value


# -------------------------------- finding and reading


def find(path: str) -> Path | None:
    """The nearest checker.yaml in the folder of a path (a file, a folder, a glob or -) or above it; None for none."""
    at = Path(path if path != "-" else ".").absolute()
    for folder in (at, *at.parents):
        try:
            if (folder / NAME).is_file():
                return folder / NAME
            if (folder / _TOP).exists():
                return None
        except OSError:  # a folder nobody may look into, a name too long: the file itself will be told of
            continue
    return None


def load(paths: Sequence[str], named: str | None = None) -> Settings:
    """The settings that hold for the paths, or those of a file that is named. Raises PackProblem and UsageProblem."""
    found = [Path(named)] if named else list(dict.fromkeys(find(path) for path in paths or ["."]))
    if len(found) > 1:
        told = "、".join(shown(one) if one else "なし" for one in found)
        raise UsageProblem(f"書面によって使う {NAME} が違います（{told}）。分けて検査するか、--config で一つを指定してください")
    file = found[0]
    if file is None:
        return Settings()
    try:
        if file.exists() and not file.is_file():  # a device or a pipe would never end
            raise UsageProblem("設定ファイルは普通のファイルでなければなりません", str(file))
        data = file.read_bytes()
    except OSError as error:
        raise UsageProblem(f"設定ファイルを読めません（{error.strerror}）。パスを確認してください", str(file)) from error
    return packs.settings(data, shown(file))._replace(root=str(file.absolute().parent))


def shown(file: Path) -> str:
    """A path as short as it can be from here; absolute where that would be a climb."""
    try:
        near = os.path.relpath(file)
    except ValueError:  # another drive
        return str(file)
    return near if near.count(os.pardir) <= 2 else str(file)


# -------------------------------- which value wins


def resolve(settings: Settings, given: Mapping[str, str | None], given_packs: Sequence[str] = ()) -> Resolved:
    """The values in force. given: key -> what the command line says, None where it says nothing; its packs are added."""
    values = {key: _value(key, given.get(key), settings, default) for key, default in _DEFAULTS.items()}
    own = tuple(Value(_opened(one, settings), _line(settings, "packs")) for one in settings.packs)
    return Resolved(settings, values, (*own, *(Value(one, "--pack") for one in given_packs)))


def _value(key: str, given: str | None, settings: Settings, default: str) -> Value:
    if given is not None:
        return Value(given, f"--{key.replace('_', '-')}")
    written: str = getattr(settings, key)
    if not written:
        return Value(default, DEFAULT)
    return Value(_opened(written, settings) if key in _FILES else written, _line(settings, key))


def _line(settings: Settings, key: str) -> str:
    return f"{settings.file}:{settings.lines.get(key, 1)}"


def _opened(path: str, settings: Settings) -> str:
    return shown(Path(settings.root, path))


def blame(problem: UsageProblem, resolved: Resolved) -> UsageProblem:
    """A complaint about a value that came from checker.yaml, with its line; any other as it is."""
    for one in resolved.values.values():
        if not problem.path and one.value and f"「{one.value}」" in problem.message and not one.where.startswith(("--", DEFAULT)):
            file, _, line = one.where.rpartition(":")
            return UsageProblem(problem.message, file, int(line))
    return problem


# -------------------------------- telling


def lines(resolved: Resolved) -> list[tuple[str, str, str]]:
    """(key, value, where it came from) of everything that is in force, for people."""
    found = [(key, one.value or _BLANK[key], one.where) for key, one in resolved.values.items()]
    return [(NAME, resolved.settings.file or "（なし）", ""), *found, *_listed(resolved)]


def _listed(resolved: Resolved) -> Iterator[tuple[str, str, str]]:
    settings = resolved.settings
    yield from (("packs", one.value, one.where) for one in resolved.packs)
    for key, globs in (("paths", settings.paths), ("exclude", settings.exclude)):
        yield from ((key, glob, _line(settings, key)) for glob in globs)
    for papers in settings.bundles:
        service = f"（{papers.service}）" if papers.service else ""
        yield "bundles", f"{papers.name}{service}: {'、'.join(papers.files)}", f"{papers.origin.file}:{papers.origin.line}"
    for rule, one in settings.switches:
        yield "rules", f"{rule}: {_switched(one)}", f"{one.origin.file}:{one.origin.line}"
    for waiver in settings.waivers:
        yield "waivers", _waived(waiver), f"{waiver.origin.file}:{waiver.origin.line}"


def _switched(one: Switch) -> str:
    values = [*([one.severity] if one.severity else []), *(f"{name} = {value}" for name, value in one.parameters)]
    return "、".join(values) + (f"（{one.because}）" if one.because else "")


def _waived(waiver: Waiver) -> str:
    where = "、".join(filter(None, [*waiver.paths, waiver.clause, waiver.fingerprint]))
    owner = f"、{waiver.owner}" if waiver.owner else ""
    return f"{waiver.rule}{f' {where}' if where else ''}: {waiver.until}まで{owner}（{waiver.reason}）"
