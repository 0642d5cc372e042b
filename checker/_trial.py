"""`checker test`: which rules a path names, and what their own examples show. Private to `cli`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from .engine import TestOutcome, test
from .errors import UsageProblem
from .model import Pack, Rule
from .resources import folder

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
    national = given.is_relative_to(root)
    local = given.is_file() and given.parent.name == "local"

    def chosen(rule: Rule) -> bool:
        written = (root.parent if national else Path()) / rule.origin.file
        return written.resolve().is_relative_to(given) or (local and bool(rule.decided))

    return Scope(given.stem if local else None, [] if national else [path], chosen)


def run(pack: Pack, rules: Collection[Rule], keep: bool = True) -> tuple[int, list[str]]:
    """How many examples were tried, and a line `file:line: rule: what` for each that failed or is lacking."""
    variants = {(rule.id, origin) for rule in rules for origin in (rule.origin, *(one.origin for one in rule.examples))}
    outcomes = [one for one in test(pack, {rule.id for rule in rules}, keep) if (one.rule, one.origin) in variants]
    return len(outcomes), [*(_told(one) for one in outcomes if not one.ok), *_untried(rules)]


def _told(outcome: TestOutcome) -> str:
    detail = f"（{outcome.detail}）" if outcome.detail else ""
    place = f"{outcome.origin.file}:{outcome.origin.line}"
    return f"{place}: {outcome.rule} 例{outcome.example}: {outcome.expect} のはずが {outcome.got} です{detail}"


def _untried(rules: Collection[Rule]) -> Iterator[str]:
    """Rules that do not show both sides: what passes and what does not. What a local pack changed may leave them out."""
    for rule in rules:
        expected = {example.expect for example in rule.examples}
        for wanted, what in ((_PASSING, "合格する例"), (_FAILING, "不合格になる例")):
            if not rule.decided and not expected & wanted:
                yield f"{rule.origin.file}:{rule.origin.line}: {rule.id}: {what}がありません。examples に加えてください"
