"""The grammars of grammar/, made into tables by Lark and run from these.

To load Lark takes longer than to read a paper. So what it makes of a grammar, an LALR table, is kept in the private
cache as plain data and driven here: shift, reduce, and a lexer that looks only for what may come next (Lark's
"contextual" one). Trees are those of Lark's own parser; tests hold the two side by side. Of Lark's notation, templates
and the None of an absent [optional] are not supported, as the grammars do without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import cache
from .expressions import compiled
from .records import NamedTuple
from .resources import folder

_END = "$END"


class Token(NamedTuple):
    """A terminal and what it stands for: the text that was read, or whatever the caller gave."""

    type: str
    value: Any


class Tree(NamedTuple):
    """A rule (or the alias of one) with what it was made of: trees and tokens."""

    data: str
    children: list[Any]


class NotInGrammar(ValueError):
    """The text or the tokens are not what the grammar describes; at: from which character of the text on."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Grammar:
    """One file of grammar/, for some start rules.

    The data behind it: `states`, a dict each from symbol to action (n: go to state n; -1 - n: reduce by rule n);
    `rules`, each [origin, name in the tree, size, children that are kept, whether a single child stands for it], where a
    kept child is [index, whether its own children take its place]; `lexers`, the expression of what may come next, by
    state, and `ignored`, that of what may stand anywhere; `begins` and `ends`, the first and the last state of a start
    rule.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._states: list[dict[str, int]] = data["states"]
        self._rules: list[tuple[str, str, int, list[tuple[int, bool]], bool]] = [tuple(rule) for rule in data["rules"]]
        self._lexers: list[str] = data["lexers"]
        self._ignored: str = data["ignored"]
        self._begins: dict[str, int] = data["begins"]
        self._ends: dict[str, int] = data["ends"]

    def read(self, text: str, start: str = "start") -> Tree:
        """The tree of a text. Raises NotInGrammar."""
        run = _Run(self._states, self._rules, self._begins[start], Tree)
        at = 0
        try:
            while at < len(text):
                found = compiled(self._lexers[run.stack[-1]]).match(text, at)
                if found and found.end() > at:
                    run.feed(Token(found.lastgroup or "", found[0]))
                elif not self._ignored or not (found := compiled(self._ignored).match(text, at)):
                    raise NotInGrammar(at)
                at = found.end()
            tree: Tree = run.finished(self._ends[start])
        except KeyError:
            raise NotInGrammar(at) from None
        return tree

    def nest(self, tokens: Iterable[Token], build: Callable[[str, list[Any]], Any], start: str = "start") -> Any:
        """What `build` makes of the start rule: it is given the name of each rule with its children, as they are read.

        The list of children is the builder's own. Raises KeyError for a token that the grammar does not have there.
        """
        run = _Run(self._states, self._rules, self._begins[start], build)
        for token in tokens:
            run.feed(token)
        return run.finished(self._ends[start])


class _Run:
    """An LALR automaton at work: the states it is in, and what was read for each but the first.

    A symbol that may not come next is a KeyError.
    """

    def __init__(self, states: Sequence[Mapping[str, int]], rules: Sequence[Any], first: int, build: Callable[..., Any]) -> None:
        self.states, self.rules, self.build = states, rules, build
        self.stack = [first]
        self.values: list[Any] = []

    def feed(self, token: Token) -> None:
        """Take one token in."""
        while (action := self.states[self.stack[-1]][token.type]) < 0:
            self._reduce(-1 - action)
        self.stack.append(action)
        self.values.append(token)

    def finished(self, last: int) -> Any:
        """What all the tokens are, once there are no more."""
        while self.stack[-1] != last:
            self._reduce(-1 - self.states[self.stack[-1]][_END])
        return self.values[-1]

    def _reduce(self, number: int) -> None:
        origin, name, size, kept, single = self.rules[number]
        children: list[Any] = []
        if size:
            values = self.values[-size:]
            del self.values[-size:], self.stack[-size:]
            for index, inlined in kept:
                if not inlined:
                    children.append(values[index])
                elif children:
                    children += values[index]
                else:
                    children = values[index]  # of a list that grows to the right: never copied
        if origin[0] == "_":  # leaves no node: its children belong to the node around it
            self.values.append(children)
        else:
            self.values.append(children[0] if single and len(children) == 1 else self.build(name, children))
        self.stack.append(self.states[self.stack[-1]][origin])


@lru_cache(maxsize=8)
def load(name: str, *starts: str) -> Grammar:
    """The grammar in a file of grammar/, with "start" or other start rules, from the private cache or else from Lark."""
    return Grammar(_kept(_table, name, starts))


@lru_cache(maxsize=8)
def terminals(name: str, start: str = "start") -> Mapping[str, str]:
    """The regular expression of every terminal of a grammar, in the order in which its rules name them."""
    return _kept(_terminals, name, (start,))


def _kept(make: Callable[[str, Sequence[str]], dict[str, Any]], name: str, starts: Sequence[str]) -> dict[str, Any]:
    """What `make` makes of a grammar, under all that it depends on."""
    text = (folder("grammar") / name).read_text(encoding="utf-8")
    key = "\n".join((make.__name__, *starts, text, Path(__file__).read_text(encoding="utf-8")))
    kept: dict[str, Any] | None = cache.load(key)
    if kept is None:
        kept = make(text, starts)
        cache.store(key, kept)
    return kept


def _terminals(text: str, starts: Sequence[str]) -> dict[str, str]:
    from lark import Lark

    lark = Lark(text, start=list(starts), parser="lalr", lexer="basic")
    written = {one.name: one.pattern.to_regexp() for one in lark.terminals}
    names = [symbol.name for rule in sorted(lark.rules, key=lambda rule: rule.order) for symbol in rule.expansion if symbol.is_term]
    return {name: written[name] for name in dict.fromkeys(names)}


def _table(text: str, starts: Sequence[str]) -> dict[str, Any]:
    """The data of a `Grammar`, as Lark makes it."""
    from lark import Lark
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    lark = Lark(text, start=list(starts) or "start", parser="lalr", lexer="contextual", maybe_placeholders=False)
    written, memo = lark.memo_serialize([TerminalDef, Rule])  # the form that Lark gives to parsers in other languages
    table = written["parser"]["parser"]
    symbols: dict[int, str] = table["tokens"]
    numbers = {key: number for number, key in enumerate(key for key, one in memo.items() if one["__type__"] == "Rule")}
    states = [
        {symbols[symbol]: -1 - numbers[to["@"]] if reduces else to for symbol, (reduces, to) in actions.items()}
        for _, actions in sorted(table["states"].items())
    ]
    terminals = {one.name: one for one in lark.terminals}
    looked_for = [_first_to_last([terminals[name] for name in state if name in terminals]) for state in states]
    return {
        "states": states,
        "rules": [_rule(memo[key]) for key in numbers],
        "lexers": ["|".join(f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in some) for some in looked_for],
        "ignored": "|".join(terminals[name].pattern.to_regexp() for name in lark.ignore_tokens),
        "begins": table["start_states"],
        "ends": table["end_states"],
    }


def _first_to_last(terminals: Iterable[Any]) -> list[Any]:
    """In the order in which Lark tries them: by priority, then the longest."""
    return sorted(terminals, key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value), one.name))


def _rule(rule: Mapping[str, Any]) -> list[Any]:
    symbols = rule["expansion"]
    kept = [
        [index, symbol["__type__"] == "NonTerminal" and symbol["name"].startswith("_")]
        for index, symbol in enumerate(symbols)
        if not symbol.get("filter_out")
    ]
    origin = rule["origin"]["name"]
    return [origin, rule["alias"] or origin, len(symbols), kept, rule["options"]["expand1"] and not rule["alias"]]
