"""Conditions over captured values."""

import pytest

from checker import conditions, facts
from checker.errors import PackProblem
from checker.model import Value

FIVE, RANGE, THIRTY, MONTH = (facts.value("期間", text) for text in ("5年", "2年から5年間", "30日", "1か月"))

CASES = [
    ("$期間 >= 5年", {"期間": FIVE}, True),
    ("$期間 >= 5年", {"期間": RANGE}, False),
    ("$期間 < 5年", {"期間": RANGE}, False),
    ("$期間 >= $minimum", {"期間": FIVE}, True),
    ("$期間 >= $minimum and $期間 < 10年", {"期間": FIVE}, True),
    ("$期間 < 31日", {"期間": THIRTY}, True),
    ("$期間 < 31日", {"期間": MONTH}, True),
    ("$期間 < 31日 または $期間 >= 5年", {"期間": FIVE}, True),
    ("not $期間 >= 5年", {"期間": FIVE}, False),
    ("$期間 >= 5年", {}, False),
    ("(not $期間 >= 5年) or $期間 = 5年", {"期間": FIVE}, True),
]


@pytest.mark.parametrize(("condition", "values", "expected"), CASES, ids=[f"{c} {list(v.values())}" for c, v, _ in CASES])
def test_conditions(condition: str, values: dict[str, Value], expected: bool) -> None:
    planned = conditions.plan(condition)
    assert conditions.holds(planned, [values], {"minimum": "5年"}, facts.value) is expected


def test_same_looks_at_every_match() -> None:
    phones = [{"電話": facts.value("電話番号", text)} for text in ("00-0000-0101", "00(0000)0101")]
    other = [*phones, {"電話": facts.value("電話番号", "00-0000-0102")}]
    planned = conditions.plan("same($電話)")
    assert conditions.holds(planned, phones, {}, facts.value)
    assert not conditions.holds(planned, other, {}, facts.value)


@pytest.mark.parametrize("condition", ["", "$期間 >=", "5年", "$期間 > 5年 or", "$期間 => 5年"])
def test_broken_conditions_are_refused(condition: str) -> None:
    with pytest.raises(PackProblem, match="条件を読めません"):
        conditions.plan(condition)
