"""Rules notice when their evidence goes: one sample, a few rules; `checker test --mutate` does it for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker import engine, mutation
from checker.text import Span

SAMPLE = Path(__file__).parents[1] / "samples" / "fukushi-yogu.txt"
RULES = ("record-retention", "abuse-committee", "abuse-officer", "complaint-window-kokuhoren", "confidentiality-after-employment")


def test_every_change_of_the_evidence_is_noticed() -> None:
    request = engine.request(engine.load(), date(2026, 11, 20))
    tried = list(mutation.mutants({SAMPLE.name: SAMPLE.read_text(encoding="utf-8")}, request, RULES))
    assert {one.rule for one in tried} == set(RULES)
    assert [one for one in tried if not one.noticed] == []
    assert mutation.lines(tried)[-1] == f"変えた箇所 {len(tried)}件のうち {len(tried)}件に気付きました"


WEAKER = [
    ("委員会を開催します。", "委員会を開催するよう努めます。"),
    ("秘密を漏らしません。", "秘密を漏らさないよう努めます。"),
    ("身体的拘束等を行わ\nない。これを行ってはならない。", "身体的拘束等を行わ\nない。これを行わないよう努める。"),
    ("記録を整備しなければならない。", "記録を整備するよう努める。"),
    ("委員会を開く（年２回）。", "委員会を開くよう努める（年２回）。"),
    ("行い\nます。", "行い\nますよう努めます。"),
]


@pytest.mark.parametrize(("text", "weaker"), WEAKER, ids=[text for text, _ in WEAKER])
def test_weakening_a_sentence(text: str, weaker: str) -> None:
    assert mutation._weakened(text, Span(0, len(text))) == weaker


def test_a_sentence_without_a_predicate_is_taken_out() -> None:
    assert mutation._weakened("一　委員会の開催\n二　研修", Span(0, 8)) == "\n二　研修"
