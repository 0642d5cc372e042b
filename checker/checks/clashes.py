"""`clashes`: two provisions of one paper that cannot both hold, named in pairs.

    clashes:
      - topic: 個人情報を使う期間
        one: "{使用}期間 … 契約終了日まで"
        other: "契約終了後も … {提供}"
        but: {one: …, other: …}     # sentences that do not count on that side
        role: 同意書                 # only in papers of that kind
        because: …
      - {topic: 減算の表の見出し, says: "減算の種類 … 加算額", because: …}    # one line that contradicts itself
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ._places import where

OPTIONS: tuple[str, ...] = ()
_SIDES = ("one", "other", "says")
_SHOWN = 44  # characters of a quotation
_MOST = 3  # places of a contradiction that is told in one line


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every pair of which both sides are said; satisfied where there is none."""
    findings = [finding for entry in rule.options["body"] for finding in _clash(entry, bundle, tools)]
    return findings or [Finding(SATISFIED)]


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The patterns of both sides."""
    for entry in rule.options["body"]:
        for side in _SIDES:
            yield from _texts(entry.get(side))
            yield from _texts(entry.get("but", {}).get(side))


def _texts(given: Any) -> tuple[str, ...]:
    return () if given is None else (str(given),) if isinstance(given, str) else tuple(str(one) for one in given)


def _clash(entry: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    severity = str(entry.get("severity", ""))
    if "says" in entry:
        for evidence in _said(entry, "says", bundle, tools)[:_MOST]:
            reason = f"{entry['topic']}が食い違っています: {entry['because']}（{where(bundle, evidence)}）。"
            yield Finding(INCONSISTENT, (reason,), (evidence,), severity=severity, key=str(entry["topic"]))
        return
    others = _said(entry, "other", bundle, tools)
    ones = [one for one in _said(entry, "one", bundle, tools) if not any(_together(one, other) for other in others)] if others else []
    if ones and others:
        places = " ／ ".join(f"「{_quoted(bundle, one)}」（{where(bundle, one)}）" for one in (ones[0], others[0]))
        reason = f"{entry['topic']}が食い違っています: {places}。{entry['because']}。"
        yield Finding(INCONSISTENT, (reason,), (others[0], *ones[:2]), severity=severity, key=str(entry["topic"]))


def _together(one: Evidence, other: Evidence) -> bool:
    return one.reading == other.reading and one.span == other.span


def _said(entry: Mapping[str, Any], side: str, bundle: Bundle, tools: Tools) -> list[Evidence]:
    but = [tools.pattern(source) for source in _texts(entry.get("but", {}).get(side))]
    found: dict[tuple[int, int], Evidence] = {}
    for source in _texts(entry[side]):
        for index, reading in enumerate(bundle.readings):
            for match in tools.pattern(source).find(reading):
                roles = reading.document.parts[reading.nodes[match.node].part].roles
                if "role" in entry and str(entry["role"]) not in roles:
                    continue
                if match.sentence < 0 or any(one.covers(reading, match.sentence) for one in but):
                    continue
                span = reading.sentences[match.sentence].span
                words = tuple(word for word in match.spans if span.start <= word.start < span.end)
                found.setdefault((index, span.start), Evidence(index, match.node, span, words, str(entry["topic"])))
    return [found[key] for key in sorted(found)]


def _quoted(bundle: Bundle, evidence: Evidence) -> str:
    """The sentence, or as much of it from the words that clash as can be read at a glance."""
    chars = bundle.readings[evidence.reading].text.chars
    start, end = evidence.span
    if end - start > _SHOWN and evidence.words:
        start = max(start, min(evidence.words[0].start, end - _SHOWN))
    return chars[start : min(end, start + _SHOWN)].replace("\t", " ") + ("…" if end > start + _SHOWN else "")
