"""Rule packs: YAML files -> Pack; which rules hold on a day and for a service; what a city changes.

    rules/vocabulary.yaml, services.yaml   words and the tree of services
    rules/national/*.yaml, fees/*.yaml     the national rules and tables
    rules/local/<6-digit code>-<name>.yaml what one city changes in them, read only when that area is asked for

Decoding is done by private siblings, imported only when no cached form of exactly these bytes is at hand.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from .. import cache as kept
from .. import resources
from ..errors import UsageProblem
from ..expressions import compiled
from ..model import Hint, Include, Pack, Rule, Settings, Switch
from ..records import NamedTuple
from . import _stored
from ._family import called, lineage

__all__ = ["File", "applies", "areas", "in_force", "lineage", "load", "meant", "service", "settings", "turned"]

_LOCAL = compiled(r"([0-9]{6})-(.+)\.ya?ml")
_MAX_BYTES = 2_000_000  # as the decoder's bound: reading one byte more is enough to be refused
_HERE = Path(__file__).parent
_BELOW = ("model.py", "text.py")  # what the decoders build on


class File(NamedTuple):
    """A pack file: the folder it stands in where that tells what it is ("fees", "local"), its name to show, its bytes."""

    place: str
    shown: str
    data: bytes


def load(
    folders: Sequence[Path],
    kinds: Mapping[str, Collection[str]],
    area: str | None = None,
    cache: bool = True,
    examples: bool = True,
) -> Pack:
    """The national pack, further folders or files, and the local pack of an area (its code or name), merged.

    kinds: check kind -> the option keys it allows beside those that every rule has. examples=False leaves out the
    examples of the rules, which are half of all text and of no use to an audit. Raises PackProblem with every mistake
    found in the files, UsageProblem for an unknown area or a folder that is not there.
    """
    files = list(_files(folders, area))
    key = _key(files, kinds) if cache else ""
    if key:
        try:
            return _stored.pack(kept.load(_variant(key, examples)))  # type: ignore[arg-type]
        except (TypeError, ValueError, LookupError, AttributeError):  # nothing stored, or damaged
            pass
    from ._assemble import assemble

    whole = assemble(files, kinds)
    lean = whole._replace(rules=tuple(rule._replace(examples=()) for rule in whole.rules))
    for pack in (whole, lean) if key else ():
        kept.store(_variant(key, pack is whole), _stored.rows(pack))
    return whole if examples else lean


def _variant(key: str, examples: bool) -> str:
    return f"{key} {'whole' if examples else 'lean'}"


def areas(folders: Sequence[Path] = ()) -> tuple[tuple[str, str], ...]:
    """(code, name) of every area that has a local pack, by code. Codes are the 6-digit 全国地方公共団体コード."""
    return tuple(sorted({found[:2] for found in _locals(folders)}))


def in_force(pack: Pack, as_of: date) -> Pack:
    """The rules that hold on a day, with the parameter values of that day.

    A rule whose parameter has no value yet on that day is not in force. 「$minimum」 in the texts for people becomes
    the value of that parameter.
    """
    return pack._replace(rules=tuple(rule for given in pack.rules if (rule := _on(given, as_of))))


def turning_days(pack: Pack) -> set[date]:
    """Every day on which a rule or the value of a parameter begins, and every day after which a rule ends."""
    days = {rule.first for rule in pack.rules if rule.first}
    days |= {rule.last + timedelta(days=1) for rule in pack.rules if rule.last}
    return days | {first for rule in pack.rules for dated in rule.dated.values() for first, _ in dated}


def turned(pack: Pack, profile: str, switches: Sequence[tuple[str, Switch]] = ()) -> Pack:
    """A pack whose rules read as a profile, and then the switches of a repository, have them.

    Rules that the switches name and the pack does not have are passed over; an unknown parameter
    raises PackProblem.
    """
    if not switches and not any(profile in rule.profiles for rule in pack.rules):
        return pack
    from ._switches import turn

    return turn(pack, profile, switches)


def settings(data: bytes, file: str) -> Settings:
    """What a checker.yaml says; every mistake in it is told in one PackProblem, with its line."""
    from ._settings import decode

    return decode(data, file)


def applies(pack: Pack, rule: Rule, service: str) -> tuple[bool, str]:
    """Whether a rule applies to a service or one of its families; if not, the reason in a sentence for people.

    For an unknown service ("") only rules for every service apply.
    """
    line = lineage(pack.services, service)
    for exemption in rule.exceptions:
        if not exemption.services or not set(line).isdisjoint(exemption.services):
            return False, exemption.because
    if not rule.services or not set(line).isdisjoint(rule.services):
        return True, ""
    if not service:
        return False, "サービスの種類が分からないため判定できません"
    return False, f"{'、'.join(rule.services)}についての項目で、{service}には当てはまらないため"


def service(pack: Pack, word: str) -> str:
    """The proper name of a service that a person calls by its name or by a word that only it has.

    Raises UsageProblem, with the nearest name, for a word that means no service or several.
    """
    names = called(pack.services)
    if word.strip() in names:
        return names[word.strip()]
    several = [one.name for one in pack.services.values() if word in one.words]
    if several:
        raise UsageProblem(f"「{word}」だけではサービスが決まりません。{'、'.join(several)}のどれかを指定してください")
    families = {parent for one in pack.services.values() for parent in one.parents}
    near = meant(word, names) or f"（使えるサービス: {'、'.join(one.name for one in pack.services.values() if one.name not in families)}）"
    raise UsageProblem(f"「{word}」というサービスはありません。{near}")


# -------------------------------- days


def _on(rule: Rule, as_of: date) -> Rule | None:
    """A rule as it reads on a day, or None when it does not hold on it."""
    if (rule.first and as_of < rule.first) or (rule.last and as_of > rule.last):
        return None
    values = dict(rule.parameters)
    for name, dated in rule.dated.items():
        held = [value for first, value in dated if first <= as_of]
        if not held:
            return None
        values[name] = held[-1]
    if not values:
        return rule
    names = compiled(r"\$(" + "|".join(map(re.escape, sorted(values, key=len, reverse=True))) + ")")

    def told(words: str) -> str:
        return names.sub(lambda found: values[found[1]], words) if "$" in words else words

    return rule._replace(
        parameters=values,
        dated={},
        includes=tuple(_told(part, told(part.otherwise)) for part in rule.includes),
        hints=tuple(Hint(hint.says, told(hint.because)) for hint in rule.hints),
        why=told(rule.why),
        message=told(rule.message),
        remedy=told(rule.remedy),
        remedies=tuple(one._replace(text=told(one.text)) for one in rule.remedies),
    )


def _told(part: Include, otherwise: str) -> Include:
    return part if part.otherwise == otherwise else part._replace(otherwise=otherwise)


# -------------------------------- files


def _files(folders: Sequence[Path], area: str | None) -> Iterator[File]:
    """Every file that takes part, in the order in which it counts: national, further folders, the area's own."""
    national = resources.folder("rules")
    paths: list[str] = []
    for folder in (national, *folders):
        every = [str(folder)] if folder.is_file() else _yaml_files(folder)
        if not every:  # a folder may hold packs of cities alone
            raise UsageProblem("ルールパックのファイル（.yaml）が見つかりません", str(folder))
        paths.extend(path for path in every if folder.is_file() or _place(path) != "local")
    if area is not None:
        paths.extend(_local_files(folders, area))
    if folders:  # a folder may be given that takes part anyway, and must not meet itself
        own: dict[str, str] = {}
        for path in paths:
            own.setdefault(os.path.realpath(path), path)
        paths = list(own.values())
    for path in paths:
        shown = path
        if path.startswith(f"{national}{os.sep}"):  # a report must not tell where the program is installed
            shown = os.path.relpath(path, national.parent).replace(os.sep, "/")
        yield File(_place(path), shown, _read(path, shown))


def _yaml_files(folder: Path) -> list[str]:
    """The YAML files of a folder and its subfolders, sorted; nothing hidden (.git, locks of editors), no linked folders."""
    found: list[str] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(top, name) for name in names if name.endswith((".yaml", ".yml")) and name[0] != "."]
    return sorted(found)


def _place(path: str) -> str:
    return os.path.basename(os.path.dirname(path))


def _read(path: str, shown: str) -> bytes:
    """The bytes of a file; of one that is too large, one more than the decoder takes."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):  # a pipe would never end
            raise UsageProblem("ルールパックは普通のファイルでなければなりません", shown)
        with open(path, "rb") as stream:
            return stream.read(_MAX_BYTES + 1) if found.st_size > _MAX_BYTES else stream.read()
    except OSError as error:
        raise UsageProblem(f"ルールパックを読めません（{error.strerror}）", shown) from error


def _locals(folders: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """(code, name, file) of every local pack: those in a folder `local`, and those that are named themselves."""
    for folder in (resources.folder("rules"), *folders):
        for path in [str(folder)] if folder.is_file() else _yaml_files(folder / "local"):
            if found := _LOCAL.fullmatch(os.path.basename(path)):
                yield found[1], found[2], path


def _local_files(folders: Sequence[Path], area: str) -> list[str]:
    wanted = area.strip()
    known = list(_locals(folders))
    found = [path for code, name, path in known if wanted in (code, name, f"{code}-{name}")]
    if not found:
        guess = meant(wanted, [word for code, name, _ in known for word in (name, code)])
        listed = "、".join(f"{code} {name}" for code, name, _ in known[:10]) or "なし"
        raise UsageProblem(f"地域「{wanted}」のルールパックはありません。{guess}（使える地域: {listed}）")
    return found


def meant(word: str, choices: Iterable[str]) -> str:
    """「○○」のことですか？ for the nearest of the choices, or ""."""
    from difflib import get_close_matches

    near = get_close_matches(word, choices, 1, 0.6)
    return f"「{near[0]}」のことですか？" if near else ""


def _key(files: Sequence[File], kinds: Mapping[str, Collection[str]]) -> str:
    """A hash of all that a Pack depends on: files with their names, the check kinds, and the decoders themselves.

    The decoders' own source stands for the version of the package, so that no upgrade and no edit of them can meet
    a pack that older ones decoded. "" when their source cannot be read (then nothing is cached).
    """
    found = sha256(repr(sorted((kind, sorted(keys)) for kind, keys in kinds.items())).encode())
    try:
        sources = [path.read_bytes() for path in (*sorted(_HERE.glob("*.py")), *(_HERE.parent / name for name in _BELOW))]
    except OSError:
        return ""
    for source in sources:
        found.update(b"%d\n" % len(source) + source)
    for place, shown, data in files:
        found.update(repr((place, shown, len(data))).encode() + data)
    return f"pack {found.hexdigest()}"
