"""What a sentence says only beside the evidence, told apart from what the evidence is about."""

from __future__ import annotations

import pytest

from checker.checks._asides import besides
from checker.text import Span

# sentence, words of the evidence, a word, whether the word belongs to what the evidence is about
CASES = [
    ("契約は自動的に更新され、個人情報の同意も同様とします。", ("契約", "更新"), "個人情報", False),
    ("個人情報の使用期間は、自動的に更新されます。", ("期間", "更新"), "個人情報", True),
    ("用具の返却を受けるとともに、他の事業者を紹介します。", ("他の事業者", "紹介"), "返却", False),
    ("月に１回(電話による月を除く。)訪問して面接し、記録します。", ("訪問", "記録"), "電話", False),
    ("山川市の係(虐待の通報窓口)へ電話をしてください。", ("山川市", "電話"), "虐待", True),
    ("食費は７００円です(取消しの場合は不要)。", ("食費", "７００円"), "取消し", False),
    ("苦情は、速やかに受け付け、公正中立に解決を行います。", ("公正", "行い"), "苦情", True),
    ("滞納があったときは、利用者に知らせ、契約を解約します。", ("契約", "解約"), "滞納", True),
    ("法令に従い、個人情報を利用し、関係機関への提供を行います。", ("法令", "提供"), "個人情報", True),
    ("緊急連絡先(家族)氏名", ("氏名",), "緊急", True),
]


@pytest.mark.parametrize(("said", "parts", "word", "about"), CASES, ids=[said for said, *_ in CASES])
def test_besides(said: str, parts: tuple[str, ...], word: str, about: bool) -> None:
    start = 100
    spans = [Span(start + said.index(part), start + said.index(part) + len(part)) for part in parts]
    at = start + said.index(word)
    kept = besides(said, start, spans)
    assert any(span.start <= at and at + len(word) <= span.end for span in kept) is about


def test_all_is_about_the_evidence_where_nothing_is_beside_it() -> None:
    said = "事業者は委員会を開催します"
    assert besides(said, 0, [Span(5, 8)]) == [Span(0, len(said))]
