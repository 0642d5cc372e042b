"""`replaces`: words that are certainly wrong, and the right ones. One finding for each place, with the correction.

    replaces:
      給付管理表: 給付管理票
      "文章で{通知|報告}": 文章→文書       # only these characters of what was found are wrong
      "{午後午後|午前午前}": ※同じ言葉が重なっています   # no correction can be given, only the reason
    numbers: {介護保険法: 平成9年法律第123号, …}     # laws with their numbers: 「介護保険法（平成12年…）」

A word that is its own correction is right, and what stands within it too (権利擁護者: 権利擁護者). A wrong word is none
where it is the beginning of the right one (国民健康保険団体連合 of 国民健康保険団体連合会).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..expressions import compiled
from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ..text import Span, fold
from ._places import Place, places, sentence_at, sentence_of

OPTIONS = ("numbers",)
_BORDERS = str.maketrans("", "", "\t\n")
_NUMBER = compiled(r"\((?P<era>明治|大正|昭和|平成|令和)(?P<year>[0-9元]{1,2})年(?:[0-9]{1,2}月[0-9]{1,2}日)?(?P<kind>法律|政令|厚生省令|厚生労働省令)(?P<mark>第)?(?P<number>[0-9]{1,3})号(?=[)。、])")
_LONGEST_LAW = 60


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every wrong word; one satisfied finding where there is none."""
    right = {str(wrong): str(good) for wrong, good in rule.options["body"].items()}
    sources = {spelt: source for source in right for spelt in _everywhere(source)}
    found = [place._replace(source=sources[place.source]) for place in places(rule, bundle, tools, tuple(sources))]
    findings = [_finding(place, right[place.source]) for place in _apart(bundle, right, found)]
    if numbers := rule.options.get("numbers"):
        findings.extend(_misnumbered(bundle, numbers))
    return findings or [Finding(SATISFIED)]


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The wrong words are patterns, for sentences and for headings."""
    for wrong in rule.options["body"]:
        yield from _everywhere(str(wrong))


def _everywhere(source: str) -> tuple[str, str]:
    return source, f"見出し: {source}"


def _apart(bundle: Bundle, right: Mapping[str, str], found: list[Place]) -> Iterator[Place]:
    """Without those that are the beginning of the right word, and without a second one on the same characters."""
    taken: list[tuple[int, Span]] = []
    for place in sorted(found, key=lambda place: (place.reading, -(place.words[-1].end - place.words[0].start) if place.words else 0)):
        if not place.words:
            continue
        chars = bundle.readings[place.reading].text.chars
        good = _corrected(place.said, right[place.source])
        start, end = place.words[0].start, place.words[-1].end
        following = chars[start : start + len(good) + 4].translate(_BORDERS)
        if good != place.said and good and len(place.words) == 1 and following.startswith(good):
            continue
        last = place.words[-1]
        if any(index == place.reading and last.start < span.end and span.start < last.end for index, span in taken):
            continue
        taken.append((place.reading, Span(start, end)))
        if good != place.said:
            yield place


def _corrected(said: str, right: str) -> str:
    """The words as they should be; "" where only a reason is given."""
    if right.startswith("※"):
        return ""
    wrong, arrow, good = right.partition("→")
    return said.replace(wrong, good) if arrow else right


def _finding(place: Place, right: str) -> Finding:
    good = _corrected(place.said, right)
    if good:
        reason, remedy = f"「{place.said}」は「{good}」の誤りと思われます。", f"「{place.said}」を「{good}」に直してください。"
    else:
        reason, remedy = f"「{place.said}」は誤りと思われます（{right[1:]}）。", f"「{place.said}」を直してください。"
    return Finding(
        INCONSISTENT, (reason,), (Evidence(place.reading, place.node, place.span, place.words),), remedy=remedy, key=place.said
    )


def _misnumbered(bundle: Bundle, numbers: Mapping[str, str]) -> Iterator[Finding]:
    """Laws cited with the number of another, or without 第."""
    official = {"".join(fold(str(name)).split()): str(number) for name, number in numbers.items()}
    for index, reading in enumerate(bundle.readings):
        chars = reading.text.chars
        for hit in _NUMBER.finditer(chars):
            before = chars[max(0, hit.start() - _LONGEST_LAW) : hit.start()].rstrip("」』")
            name = max((name for name in official if before.endswith(name)), key=len, default="")
            written = f"{hit['era']}{hit['year']}年{hit['kind']}第{hit['number']}号"
            good = official.get(name, written)
            if written == good and hit["mark"]:
                continue
            sentence = sentence_of(reading, hit.start())
            if sentence < 0 or hit.start() >= reading.sentences[sentence].span.end:
                continue
            said = chars[hit.start() + 1 : hit.end()]
            evidence = sentence_at(reading, sentence, Span(hit.start() + 1, hit.end()), index=index)
            reason = f"「{name}（{said}）」の番号は「{good}」です。" if name else f"「{said}」は「{good}」と書きます（「第」が抜けています）。"
            yield Finding(INCONSISTENT, (reason,), (evidence,), remedy=f"「{said}」を「{good}」に直してください。", key=f"{name} {said}")
