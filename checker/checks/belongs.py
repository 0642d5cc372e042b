"""`belongs`: words that belong to certain services only, left over in the paper of another.

    belongs:
      - {says: "訪問介護員{は|が}", to: [訪問介護, 第1号訪問事業], because: 訪問介護の職種です}

to: services and families the words belong to; not_for: services in which they may stand all the same. A paper whose title
names one of the services in `to` (two services in one paper) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import INCONSISTENT, SATISFIED, Bundle, Evidence, Finding, Rule, Tools
from ._places import where

OPTIONS: tuple[str, ...] = ()
_SHOWN = 3  # places of one kind of words


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """A finding for every entry whose words stand in a paper of another service; satisfied where there is none."""
    findings = [
        finding
        for entry in (rule.options["body"] if bundle.service else ())
        if not _at_home(entry, bundle)
        for finding in _left_over(entry, rule, bundle, tools)
    ]
    return findings or [Finding(SATISFIED)]


def pattern_texts(rule: Rule) -> Iterator[str]:
    """The words are patterns."""
    for entry in rule.options["body"]:
        yield from _texts(entry["says"])


def _texts(given: Any) -> tuple[str, ...]:
    return (str(given),) if isinstance(given, str) else tuple(str(one) for one in given)


def _at_home(entry: Mapping[str, Any], bundle: Bundle) -> bool:
    services = [str(name) for name in (*entry["to"], *entry.get("not_for", ()))]
    titles = "".join(part.title for reading in bundle.readings for part in reading.document.parts)
    return not bundle.lineage.isdisjoint(services) or any(str(name) in titles.replace("介護予防", "") for name in entry["to"])


def _left_over(entry: Mapping[str, Any], rule: Rule, bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    unless = [tools.pattern(source) for source in rule.unless]
    found: dict[tuple[int, int], tuple[Evidence, str]] = {}
    for source in _texts(entry["says"]):
        for index, reading in enumerate(bundle.readings):
            for match in tools.pattern(source).find(reading):
                if match.sentence >= 0 and any(one.covers(reading, match.sentence) for one in unless):
                    continue
                span = reading.sentences[match.sentence].span if match.sentence >= 0 else reading.nodes[match.node].title
                said = "…".join(reading.text.chars[start:end] for start, end in match.spans)
                found.setdefault((index, match.spans[-1].start), (Evidence(index, match.node, span, match.spans, "別のサービスの言葉"), said))
    for key in sorted(found)[:_SHOWN]:
        evidence, said = found[key]
        reason = f"「{said}」は{entry['because']}。{bundle.service}の書面には当てはまらないと思われます（{where(bundle, evidence)}）。"
        yield Finding(INCONSISTENT, (reason,), (evidence,), key=said)
