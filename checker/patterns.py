"""Pattern text -> compiled matcher (grammar/pattern.lark).

A pattern is a sequence of pieces with gaps between them. A piece is a run of words, choices, optional words and typed
values; it is compiled to a set of plain strings where it can be written out, else to one regular expression without
unbounded repeats. Gaps are no part of any expression: pieces are searched once per document and put in order by
position (see `_matching`), so that no pattern, however long, can take more than linear time.

Concepts of the vocabulary are written out when a pattern is compiled; an unknown concept is an error with a caret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any

from . import grammars
from ._matching import Matcher
from ._search import BEGINNING, Piece
from .errors import PackProblem
from .expressions import beginnings, compiled
from .grammars import NotInGrammar, Token, Tree
from .model import Value
from .text import Span, fold, squeeze

_MOST_WORDS = 1_500  # a piece with more wordings than this becomes a regular expression
_SAFE_REGEX_BOUND = 50
_NO_PART_OF_A_NAME = compiled(r"(?<=..)(?:の語)?[をにがはのとへも]?$")
_BEGINS = compiled(r"(?:\(\?:)*([^\\\[\](){}|?*+.^$/]{2,})(?![?*+{])")


def _plain(source: str) -> tuple[str, Any]:
    folded = fold(source)
    text = squeeze(folded, [Span(0, len(folded))])
    return text.chars, text


def _fault(source: str, at: int, what: str) -> PackProblem:
    return PackProblem(f"{what}\n    {source}\n    {_pad(source[:at])}^")


def _pad(before: str) -> str:
    """Blanks as wide as the text before the caret (a kanji takes two columns)."""
    return "".join("　" if ord(char) > 0x2FF else " " for char in before)


def parse(source: str) -> Tree:
    """The syntax tree of a pattern. Raises PackProblem with a caret."""
    chars, text = _plain(source)
    if not chars:
        raise PackProblem("パターンが空です。探す言葉を書いてください。")
    try:
        return grammars.load("pattern.lark").read(chars)
    except NotInGrammar as error:
        raw = text.offsets[error.at] if error.at < len(chars) else len(source)
        raise _fault(source, raw, "パターンを読めません。括弧の対応と記号（… { } [ ] $名:型）を確認してください。") from None


class Vocabulary:
    """Concepts written out to plain words, and the surfaces of the value types; one object for one pack.

    surfaces: gives type -> regular expression without groups that capture; asked only when a pattern has a value.
    """

    def __init__(self, concepts: Mapping[str, Iterable[str]], surfaces: Callable[[], Mapping[str, str]]) -> None:
        self.concepts = concepts
        self.surfaces = surfaces
        self._words: dict[str, tuple[str, ...] | None] = {}
        self._trees: dict[str, Tree] = {}
        self._open: list[str] = []
        self.used: set[str] = set()

    def words(self, concept: str) -> tuple[str, ...] | None:
        """All wordings of a concept written out; None where there are too many. Raises PackProblem."""
        self.used.add(concept)
        if concept not in self._words:
            with self._entered(concept):
                found: dict[str, None] = {}
                for wording in self.concepts[concept]:
                    words = _spell(self._tree(wording), self, wording)
                    if words is None:
                        break
                    found.update(dict.fromkeys(word for word in words if word))
                else:
                    self._words[concept] = tuple(found)
                    return self._words[concept]
            self._words[concept] = None
        return self._words[concept]

    def regex(self, concept: str) -> str:
        """A concept as a regular expression without groups that capture."""
        self.used.add(concept)
        with self._entered(concept):
            return "|".join(_regex(self._tree(wording), self, wording, []) for wording in self.concepts[concept])

    @contextmanager
    def _entered(self, concept: str) -> Iterator[None]:
        if concept in self._open:
            raise PackProblem("語彙の概念が循環しています: " + " → ".join([*self._open, concept]))
        self._open.append(concept)
        try:
            yield
        finally:
            self._open.pop()

    def _tree(self, wording: str) -> Tree:
        """The one piece that a wording is."""
        if wording not in self._trees:
            concept = f"語彙「{self._open[-1]}」" if self._open else "語彙"
            try:
                tree = parse(wording)
            except PackProblem as problem:
                raise PackProblem(f"{concept}: {problem.message}") from None
            if len(tree.children) != 1 or _holds_values(tree):
                raise PackProblem(f"{concept}の言い方には … ・ 見出し: ・ $名:型 ・ /…/ を使えません: {wording}")
            self._trees[wording] = tree.children[0]
        return self._trees[wording]

    def spell(self, wording: str) -> list[str]:
        """Every plain string a wording stands for. Raises PackProblem."""
        words = _spell(self._tree(wording), self, wording)
        if words is None:
            raise PackProblem(f"言い方の組み合わせが多すぎます。分けて書いてください: {wording}")
        return [word for word in words if word]

    def close(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self.concepts, n=1, cutoff=0.5)
        return f"もしかして {{{near[0]}}} ですか。" if near else ""


def _holds_values(tree: Tree) -> bool:
    return tree.data in ("value", "regex") or any(isinstance(child, Tree) and _holds_values(child) for child in tree.children)


def _said(tree: Tree) -> str:
    """The text of a tree that is one token."""
    return str(tree.children[0].value)


def _unescape(text: str) -> str:
    return compiled(r"\\(.)").sub(r"\1", text)


def _choice(tree: Tree, vocabulary: Vocabulary, source: str) -> list[str | Tree]:
    """The alternatives of {…}: each a concept by its name, or a sequence of atoms."""
    sequences = tree.children[0].children
    alternatives: list[str | Tree] = []
    for sequence in sequences:
        name = None
        if len(sequence.children) == 1 and sequence.children[0].data == "text":
            name = _said(sequence.children[0])
        if name is not None and name in vocabulary.concepts:
            alternatives.append(name)
        elif name is not None and len(sequences) == 1:
            raise _fault(source, max(fold(source).find(name), 0), f"語彙に {{{name}}} がありません。{vocabulary.close(name)}")
        else:
            alternatives.append(sequence)
    return alternatives


def _spell(tree: Tree, vocabulary: Vocabulary, source: str) -> Sequence[str] | None:
    """Every plain string a piece, sequence or atom stands for; None where that is impossible or too many."""
    if tree.data == "text":
        return [_unescape(_said(tree))]
    if tree.data in ("value", "regex"):
        return None
    if tree.data in ("choice", "optional"):
        words: list[str] = [] if tree.data == "choice" else [""]
        for alternative in _choice(tree, vocabulary, source) if tree.data == "choice" else tree.children[0].children:
            spelled = vocabulary.words(alternative) if isinstance(alternative, str) else _spell(alternative, vocabulary, source)
            if spelled is None or len(words) + len(spelled) > _MOST_WORDS:
                return None
            words += spelled
        return words
    parts = [_spell(child, vocabulary, source) for child in tree.children]
    if any(part is None for part in parts):
        return None
    lists = [part for part in parts if part is not None]
    size = 1
    for part in lists:
        size *= len(part)
    return None if size > _MOST_WORDS else ["".join(combination) for combination in product(*lists)]


def _regex(tree: Tree, vocabulary: Vocabulary, source: str, values: list[tuple[str, str]]) -> str:
    """The piece as a regular expression; typed values become groups v0, v1 … in the order of `values`."""
    if tree.data == "text":
        return re.escape(_unescape(_said(tree)))
    if tree.data == "value":
        name, _, type_ = _said(tree)[1:].partition(":")
        surfaces = vocabulary.surfaces()
        if type_ not in surfaces:
            raise _fault(source, fold(source).find("$" + name), f"値の型「{type_}」はありません。使える型: {'、'.join(surfaces)}")
        values.append((name, type_))
        return f"(?P<v{len(values) - 1}>{surfaces[type_]})"
    if tree.data == "regex":
        return "(?:" + _safe(_said(tree)[1:-1].replace("\\/", "/"), source) + ")"
    if tree.data in ("choice", "optional"):
        alternatives = _choice(tree, vocabulary, source) if tree.data == "choice" else tree.children[0].children
        written = [
            vocabulary.regex(alternative)
            if isinstance(alternative, str)
            else _regex(alternative, vocabulary, source, values)
            for alternative in alternatives
        ]
        return "(?:" + "|".join(written) + ")" + ("?" if tree.data == "optional" else "")
    return "".join(_regex(child, vocabulary, source, values) for child in tree.children)


def _safe(expression: str, source: str) -> str:
    """Refuse what could take more than linear time: unbounded or nested repeats, back-references, look-behind."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from re import _constants as constants
        from re import _parser as sre
    try:
        parsed = sre.parse(expression)
    except (re.error, RecursionError, OverflowError) as error:
        raise PackProblem(f"正規表現を読めません（{error}）: {source}") from None
    stack = [(parsed, 1)]
    while stack:
        items, depth = stack.pop()
        for operator, argument in items:
            if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
                _, high, body = argument
                bound = depth * (high if isinstance(high, int) else int(str(high)) if str(high).isdigit() else 10**9)
                if high == constants.MAXREPEAT or bound > _SAFE_REGEX_BOUND:
                    raise PackProblem(f"正規表現の繰り返しは {_SAFE_REGEX_BOUND} 回までにしてください（* と + は使えません。離れた言葉は … でつなぎます）: {source}")
                stack.append((body, max(bound, 1)))
            elif operator in (constants.GROUPREF, constants.GROUPREF_EXISTS, constants.ASSERT, constants.ASSERT_NOT):
                raise PackProblem(f"正規表現の後方参照・先読み・後読みは使えません: {source}")
            elif operator is constants.BRANCH:
                stack += [(branch, depth) for branch in argument[1]]
            elif operator is constants.SUBPATTERN:
                stack.append((argument[3], depth))
    return expression


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out words that contain another of the words: where they stand, that one stands too."""
    kept: list[str] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        if word and not any(short in word for short in kept):
            kept.append(word)
    return tuple(kept)


def _grouped(words: Iterable[str]) -> str:
    """Words by their beginnings, a line for each, which is how a text is searched (`_matching`)."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[:BEGINNING], []).append(word)
    return "\n".join(map(" ".join, groups.values()))


Plan = list[Any]


def plan(source: str, vocabulary: Vocabulary) -> Plan:
    """Compile a pattern to plain data (for a cache): scope, pieces (name, words, regex, values), which gaps are far."""
    try:
        return _plan(source, vocabulary)
    except RecursionError:
        raise PackProblem(f"括弧が深すぎます: {source[:60]}…") from None


def _plan(source: str, vocabulary: Vocabulary) -> Plan:
    tree = parse(source)
    scope, pieces, far = "", [], []
    for child in tree.children:
        if isinstance(child, Token):  # SCOPE
            scope = child.value[:-1]
        elif child.data in ("near", "far"):
            far.append(child.data == "far")
        else:
            pieces.append(_piece(child, vocabulary, source))
    return [scope, pieces, far]


def _piece(tree: Tree, vocabulary: Vocabulary, source: str) -> Plan:
    words = _spell(tree, vocabulary, source)
    name = _NO_PART_OF_A_NAME.sub("", _written(tree))
    if words is not None:
        if not all(words):
            raise PackProblem(f"省略できる語だけの部分があります。必ず現れる語を含めてください: {source}")
        return [name, _grouped(_shortest(words)), "", []]
    values: list[tuple[str, str]] = []
    regex = _regex(tree, vocabulary, source, values)
    if compiled(regex).match(""):
        raise PackProblem(f"空の文字列にも一致するパターンです: {source}")
    return [name, " ".join(beginnings(regex, BEGINNING)), regex, [list(value) for value in values]]


def _written(tree: Tree) -> str:
    """A piece in words for people: {虐待} -> 虐待, {文書|書面} -> 文書, $期間:期間 -> 期間; an expression is told by the
    plain words it begins with, "" where it has none.
    """
    if tree.data == "value":
        return _said(tree)[1:].partition(":")[2]
    if tree.data == "text":
        return _unescape(_said(tree))
    if tree.data == "choice":
        return _written(tree.children[0].children[0])
    if tree.data == "regex":
        begins = _BEGINS.match(_said(tree)[1:])
        return begins[1] if begins else ""
    if tree.data == "optional":
        return ""
    return "".join(_written(child) for child in tree.children)


def build(source: str, made: Plan, read: Callable[[str, str], Value]) -> Matcher:
    """A matcher from the data `plan` made; read(type, text) reads a typed value."""
    scope, pieces, far = made
    return Matcher(source, scope, tuple([Piece(*piece) for piece in pieces]), tuple(far), read)
