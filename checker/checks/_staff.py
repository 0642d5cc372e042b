"""Staff by number: a count and its parts, full-time and part-time. Private to `agrees`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..expressions import compiled
from ..model import INCONSISTENT, Bundle, Evidence, Finding, Reading, Tools
from ..numerals import to_int
from ..text import Span
from ._places import sentence_at, where
from ._tables import label, tables

_N = r"[0-9]{1,3}|[一二三四五六七八九十]{1,3}"
_OF_WHICH = compiled(r"[(〔](?:うち|内)[^()〔〕]{0,40}[)〕]")
_COUNT = compiled(r"^([0-9]{1,3})[名人]?$")
_SUM = compiled(r"^(?:合?計|総数|員数|人数|人員)$")
_OTHER_COUNT = compiled(r"換算|専従|兼務")


def miscounted(subject: Mapping[str, Any], bundle: Bundle, tools: Tools) -> Iterator[Finding]:
    """A count and its parts in one row: 7名（常勤5名、非常勤3名）, or in columns of a table."""
    parts = [str(word) for word in subject["adds"]]
    part = compiled(rf"(?<![一-龥])(?P<name>{'|'.join(map(re.escape, sorted(parts, key=len, reverse=True)))})(?:換算)?:?(?P<count>{_N})[名人]")
    whole = compiled(rf"(?:^|[\t:])(?:計|合計)?({_N})[名人](?!以上|以下|程度)(?=[\t(、]|$)|(?<![0-9.勤一-十百])({_N})[名人](?=\()")
    for index, reading in enumerate(bundle.readings):
        yield from _in_columns(str(subject["subject"]), parts, bundle, index, reading)
        for number, sentence in enumerate(reading.sentences):
            text = reading.text.chars[sentence.span.start : sentence.span.end]
            if "常勤" not in text or "以上" in text:
                continue
            totals = list(whole.finditer(text))
            for total, end in zip(totals, [*(other.start() for other in totals[1:]), len(text)], strict=False):
                inside = _OF_WHICH.sub("", text[total.end() : end])
                counts = {hit["name"]: to_int(hit["count"]) or 0 for hit in part.finditer(inside)}
                all_ = to_int(total[1] or total[2]) or 0
                if len(counts) == len(parts) and sum(counts.values()) != all_ and inside.count("常勤") == len(parts):
                    span = Span(sentence.span.start + total.start(), sentence.span.start + total.end())
                    shown = "＋".join(f"{name}{count}名" for name, count in counts.items())
                    said = f"{subject['subject']}が一致しません: 全体は{all_}名、内訳は{shown}＝{sum(counts.values())}名です（{{}}）。"
                    evidence = sentence_at(reading, number, span, index=index, note=f"内訳の合計は{sum(counts.values())}名")
                    yield Finding(INCONSISTENT, (said.format(where(bundle, evidence)),), (evidence,), key=said)


def _in_columns(subject: str, parts: Sequence[str], bundle: Bundle, index: int, reading: Reading) -> Iterator[Finding]:
    """Columns 常勤, 非常勤 and 合計, where no other column counts too."""
    for table in tables(reading):
        for row in table.rows:
            heads = [row.column(at) for at in range(len(row.cells))]
            whole = next((at for at, head in enumerate(heads) if _SUM.match(head)), -1)
            if whole < 0 or any(part not in heads for part in parts) or any(_OTHER_COUNT.search(head) for head in heads):
                continue
            hits = [_COUNT.match(row.cells[at].text) for at in (whole, *(heads.index(part) for part in parts))]
            counts = [int(hit[1]) for hit in hits if hit]
            if len(counts) == len(hits) and counts[0] != sum(counts[1:]):
                name = label(reading, row)
                shown = "＋".join(f"{part}{count}名" for part, count in zip(parts, counts[1:], strict=True))
                evidence = Evidence(index, row.node, reading.nodes[row.node].span, (row.cells[whole].span,), f"内訳の合計は{sum(counts[1:])}名")
                said = f"{subject}が一致しません: {name}は{counts[0]}名、内訳は{shown}＝{sum(counts[1:])}名です（{where(bundle, evidence)}）。"
                yield Finding(INCONSISTENT, (said,), (evidence,), key=f"{name} {counts}")
