"""`checker test`: which rules a path names, and what their own examples show. Private to `cli`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from .errors import UsageProblem
from .examples import Outcome, run_examples, untried
from .expressions import compiled
from .model import Pack, Rule
from .records import NamedTuple
from .resources import folder

_BRACES = compiled(r"\{([^{}]+)\}")
_PASSING, _FAILING = {"satisfied", "silent"}, {"weak", "missing", "inconsistent"}


class Scope(NamedTuple):
    """The area and the further packs to load, and which rules of the pack to try."""

    area: str | None
    packs: list[str]
    chosen: Callable[[Rule], bool]


def scope(path: str | None) -> Scope:
    """The rules that are written or changed in a file or folder; all rules for None. Raises UsageProblem."""
    if path is None:
        return Scope(None, [], lambda rule: True)
    root, given = folder("rules").resolve(), Path(path).resolve()
    if not given.exists():
        raise UsageProblem("ルールパックが見つかりません。パスを確認してください", path)
    given = _twin(given, root)
    national = given.is_relative_to(root)
    local = given.is_file() and given.parent.name == "local"

    def chosen(rule: Rule) -> bool:
        written = (root.parent if national else Path()) / rule.origin.file
        return written.resolve().is_relative_to(given) or (given.is_file() and bool(rule.decided))  # what a city changed

    return Scope(given.stem if local else None, [] if national else [path], chosen)


def _twin(given: Path, root: Path) -> Path:
    """The file or folder of the rules in use of which a path is a copy, such as a checkout beside an installed package."""
    twin = root / "/".join(given.parts[given.parts.index("rules") + 1 :]) if "rules" in given.parts else root
    if twin == root or not twin.exists() or given.is_dir() != twin.is_dir():
        return given
    files = [given] if given.is_file() else sorted(given.rglob("*.yaml"))
    pairs = [(one, twin if given.is_file() else twin / one.relative_to(given)) for one in files]
    same = all(copy.is_file() and one.read_bytes() == copy.read_bytes() for one, copy in pairs)
    return twin if pairs and same else given


def run(pack: Pack, rules: Collection[Rule], keep: bool = True) -> tuple[int, list[str]]:
    """How many examples were tried, and a line `file:line: rule: what` for each that failed or is lacking."""
    variants = {(rule.id, origin) for rule in rules for origin in (rule.origin, *(one.origin for one in rule.examples))}
    outcomes = [one for one in run_examples(pack, {rule.id for rule in rules}, keep) if (one.rule, one.origin) in variants]
    return len(outcomes), [*(_told(one) for one in outcomes if not one.ok), *_forgotten(rules)]


def _told(outcome: Outcome) -> str:
    detail = f"（{outcome.detail}）" if outcome.detail else ""
    place = f"{outcome.origin.file}:{outcome.origin.line}"
    return f"{place}: {outcome.rule} 例{outcome.example}: {outcome.expect} のはずが {outcome.got} です{detail}"


def _forgotten(rules: Collection[Rule]) -> Iterator[str]:
    """What a rule lacks to be trusted. Rules that a local pack changed may leave examples out."""
    for rule in rules:
        place = f"{rule.origin.file}:{rule.origin.line}: {rule.id}:"
        expected = {example.expect for example in rule.examples}
        for wanted, what in ((_PASSING, "合格する例"), (_FAILING, "不合格になる例")):
            if not rule.decided and not expected & wanted:
                yield f"{place} {what}がありません。examples に加えてください"
        for one in rule.basis:
            if not one.article.strip():
                yield f"{place} 根拠「{one.law}」に条がありません。article を書いてください"


def hints(pack: Pack, rules: Collection[Rule], keep: bool = True) -> list[str]:
    """Lines for patterns that the examples of their rule do not speak for: nothing fails, but nothing shows they work."""
    told = []
    for one in untried(pack, rules, keep):
        what = "正規表現だけで合格する例です。語彙の言葉でも見つかるようにしてください" if one.expression else f"どの例にも現れないパターンです: {one.source}"
        told.append(f"注意: {one.origin.file}:{one.origin.line}: {one.rule}: {what}")
    return told


def unused(pack: Pack, base: Collection[str] = ()) -> list[str]:
    """The concepts, other than those of `base`, that no rule, no predicate and no used concept names."""
    waiting = [text for rule in pack.rules for text in _texts(rule)]
    waiting += [end for ends in pack.predicates.values() for end in ends]
    named: set[str] = set()
    while waiting:
        for braces in _BRACES.findall(waiting.pop()):
            for name in braces.split("|"):
                if name in pack.vocabulary and name not in named:
                    named.add(name)
                    waiting += pack.vocabulary[name]
    return [name for name in pack.vocabulary if name not in named and name not in base]


def _texts(rule: Rule) -> Iterator[str]:
    """Everything in a rule that may be a pattern."""
    yield from (*rule.requires, *rule.forbids, *rule.when, *rule.unless, *rule.stops)
    for says in (*(part.says for part in rule.includes), *(hint.says for hint in rule.hints)):
        yield from says
    yield from _strings(rule.options)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings([*value.keys(), *value.values()])
    elif isinstance(value, Iterable):
        for one in value:
            yield from _strings(one)
