"""`defines`: defined terms, 「（以下「X」という。）」: never used, defined twice, or one party called by two names.

    defines: [unused, doubled, renamed]
    parties: {利用者側: [利用者, 契約者, お客様], 事業者側: [事業者, 事業所, 当社]}     # names of one party, for renamed
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..expressions import compiled
from ..model import ARTICLE, CONTRACT, INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Reading, Rule, Tools
from ..records import NamedTuple
from ..text import Span
from ._places import line, where

OPTIONS = ("parties",)
_DEFINED = compiled(
    r"(?:以下|以降)(?P<scope>この[条項号章]において|本[条項章]において)?(?:、|,|これらを|あわせて|併せて|単に|総称して|それぞれ)*「(?P<name>[^「」]{1,24})」"
    r"(?:と(?:いう|いいます|言う|言います|略|総称|呼|する|します|称)|\)|及び|又は)"
)
_MOST = 200  # definitions that are looked at
_OFTEN, _SELDOM = 5, 2  # a name that stands this often, and one that stands so seldom beside it, are one party's
_SUBJECT = r"{name}(?=[はがをにへと]|に対し|から(?!の委)|の責)"
_ALONE = "、。(はがにをとも"  # what stands before a party's name; 「他の事業者」 is another one


class _Term(NamedTuple):
    """A definition: the term, where, whether it is for an article only, and what stands before it."""

    reading: int
    part: int
    sentence: int
    name: str
    span: Span
    scope: str
    meaning: str


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every definition that does not do its work; satisfied where all do."""
    body = rule.options["body"]
    terms = [term for index in range(len(bundle.readings)) for term in _terms(index, bundle.readings[index])][:_MOST]
    findings = [finding for way in ([body] if isinstance(body, str) else body) for finding in _WAYS[str(way)](rule, bundle, terms)]
    return findings or [Finding(SATISFIED)]


def _terms(index: int, reading: Reading) -> Iterator[_Term]:
    for number, sentence in enumerate(reading.sentences):
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        if "以下" not in text and "以降" not in text:
            continue
        for hit in _DEFINED.finditer(text):
            span = Span(sentence.span.start + hit.start("name"), sentence.span.start + hit.end("name"))
            before = text[: hit.start()].rstrip("(、")
            meaning = compiled(r"[、。(「」)と]").split(before)[-1]
            yield _Term(index, reading.nodes[sentence.node].part, number, hit["name"], span, hit["scope"] or "", meaning)


def _evidence(bundle: Bundle, term: _Term, note: str = "定義") -> Evidence:
    sentence = bundle.readings[term.reading].sentences[term.sentence]
    return Evidence(term.reading, sentence.node, sentence.span, (term.span,), note)


# -------------------------------- unused, doubled


def _unused(rule: Rule, bundle: Bundle, terms: Sequence[_Term]) -> Iterator[Finding]:
    texts = [reading.text.chars for reading in bundle.readings]
    for term in terms:
        uses = sum(chars.count(term.name) for chars in texts)
        if term.name in term.meaning and term.name != term.meaning:  # 残置物引取人（以下「引取人」という。）: the long name is no use of the short one
            uses -= sum(chars.count(term.meaning) for chars in texts) - 1
        own = texts[term.reading][max(0, term.span.start - 60) : term.span.start].count(term.name)  # the words defined may hold it
        if uses - 1 - own <= 0 and not any(other is not term and term.name in other.name for other in terms):
            evidence = _evidence(bundle, term)
            said = f"「{term.name}」は、以下の呼び名として定められていますが、その後に使われていません（{where(bundle, evidence)}）。"
            yield Finding(INCONSISTENT, (said,), (evidence,), key=f"unused {term.name}")


def _doubled(rule: Rule, bundle: Bundle, terms: Sequence[_Term]) -> Iterator[Finding]:
    """One name for two things in one paper; the same definition given again in another paper is no fault."""
    for number, term in enumerate(terms):
        for other in terms[:number]:
            same_paper = (term.reading, term.part) == (other.reading, other.part)
            if term.name == other.name and same_paper and not term.scope and not other.scope:
                evidence = (_evidence(bundle, term, "二度目の定義"), _evidence(bundle, other, "はじめの定義"))
                places = "、".join(f"{where(bundle, one)}" for one in evidence)
                said = f"「{term.name}」が二度定められています（{places}）。"
                yield Finding(INCONSISTENT, (said,), evidence, key=f"doubled {term.name}")
                break


# -------------------------------- one party, two names


def _renamed(rule: Rule, bundle: Bundle, terms: Sequence[_Term]) -> Iterator[Finding]:
    """The contract defines the office as 事業所, and calls it 事業者 in one clause."""
    defined = {term.name for term in terms}
    for names in (rule.options.get("parties") or {}).values():
        known = [str(name) for name in names]
        for term in terms:
            roles = bundle.readings[term.reading].document.parts[term.part].roles
            if term.name in known and CONTRACT in roles:
                yield from _strangers(bundle, term, [name for name in known if name not in defined])
                break


def _strangers(bundle: Bundle, term: _Term, others: Sequence[str]) -> Iterator[Finding]:
    reading = bundle.readings[term.reading]
    own = _subjects(reading, term.part, term.name)
    if len(own) < _OFTEN:
        return
    for name in others:
        spots = _subjects(reading, term.part, name)
        if not 0 < len(spots) <= _SELDOM:
            continue
        span, sentence = spots[0]
        evidence = Evidence(term.reading, reading.sentences[sentence].node, reading.sentences[sentence].span, (span,), "別の呼び方")
        said = (
            f"「{term.name}」と定めた当事者が、ここだけ「{name}」と書かれています"
            f"（{where(bundle, evidence)}。定義は{line(reading, term.span.start)}行）。"
        )
        yield Finding(INCONSISTENT, (said,), (evidence, _evidence(bundle, term)), key=f"renamed {name}")


def _subjects(reading: Reading, part: int, name: str) -> list[tuple[Span, int]]:
    """Where a name stands for a party in the articles of a paper: (span, sentence)."""
    pattern = compiled(_SUBJECT.format(name=re.escape(name)))
    found = []
    for number, sentence in enumerate(reading.sentences):
        node = reading.nodes[sentence.node]
        if node.part != part or not _in_article(reading, sentence.node):
            continue
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in pattern.finditer(text) if name in text else ():
            if hit.start() and text[hit.start() - 1] not in _ALONE:
                continue
            found.append((Span(sentence.span.start + hit.start(), sentence.span.start + hit.end()), number))
    return found


def _in_article(reading: Reading, node: int) -> bool:
    while node >= 0:
        if reading.nodes[node].clause.kind == ARTICLE:
            return True
        node = reading.nodes[node].parent
    return False


_WAYS: Mapping[str, Callable[[Rule, Bundle, Sequence[_Term]], Iterator[Finding]]] = {
    "unused": _unused,
    "doubled": _doubled,
    "renamed": _renamed,
}
