"""Typed values: what is found in running text, and what it is worth."""

import re

import pytest

from checker import facts

DAY, YEAR, MONTH = 1.0, 365.0, 365 / 12

# type, text (folded, no white space), surfaces found in it as (text, low, high)
CASES = [
    ("期間", "完結の日から5年間保存", [("5年間", 5 * YEAR, 5 * YEAR)]),
    ("期間", "完結の日から五年間保存", [("五年間", 5 * YEAR, 5 * YEAR)]),
    ("期間", "2年から5年間", [("2年から5年間", 2 * YEAR, 5 * YEAR)]),
    ("期間", "2~5年保存", [("2~5年", 2 * YEAR, 5 * YEAR)]),
    ("期間", "三十日以上の予告期間", [("三十日以上", 30 * DAY, 30 * DAY)]),
    ("期間", "60か月保存", [("60か月", 5 * YEAR, 5 * YEAR)]),
    ("期間", "1か月前までに", [("1か月", MONTH, MONTH)]),
    ("期間", "1ヶ月半の猶予", [("1ヶ月半", 1.5 * MONTH, 1.5 * MONTH)]),
    ("期間", "14日以内に", [("14日以内", 0, 14 * DAY)]),
    ("期間", "令和6年4月1日から施行", []),
    ("期間", "平成27年度以降", []),
    ("期間", "毎月10日までに", []),
    ("期間", "2週間以上", [("2週間以上", 14 * DAY, 14 * DAY)]),
    ("時間帯", "午前8時30分から午後5時15分まで", [("午前8時30分から午後5時15分", 510, 1035)]),
    ("時間帯", "朝9時から夕方5時半まで", [("朝9時から夕方5時半", 540, 1050)]),
    ("時間帯", "夜8時から翌朝7時", []),
    ("時間帯", "午後8時から午前7時まで", [("午後8時から午前7時", 1200, 1860)]),
    ("時間帯", "8:30~17:15", [("8:30~17:15", 510, 1035)]),
    ("時間帯", "午前九時から正午まで", [("午前九時から正午", 540, 720)]),
    ("時間帯", "午前9時から5時半まで", [("午前9時から5時半", 540, 1050)]),
    ("時刻", "前日午後5時までに", [("午後5時", 1020, 1020)]),
    ("日付", "令和6年4月1日現在", [("令和6年4月1日", None, None)]),
    ("金額", "1,086円と▲3,760円", [("1,086円", 1086, 1086), ("▲3,760円", -3760, -3760)]),
    ("金額", "月額1万2,000円", [("1万2,000円", 12000, 12000)]),
    ("単位数", "1,411単位/月", [("1,411単位", 1411, 1411)]),
    ("割合", "1割又は3割", [("1割", 0.1, 0.1), ("3割", 0.3, 0.3)]),
    ("割合", "所定単位数の9.2%", [("9.2%", 0.092, 0.092)]),
    ("割合", "100分の50", [("100分の50", 0.5, 0.5)]),
    ("人数", "介護職員3名以上", [("3名以上", 3, 3)]),
    ("回数", "年2回以上開催", [("年2回以上", 2, 2)]),
    ("回数", "3月に1回以上", [("3月に1回以上", 4, 4)]),
    ("回数", "六か月に一回", [("六か月に一回", 2, 2)]),
    ("回数", "毎月1回", [("毎月1回", 12, 12)]),
    ("電話番号", "電話00-0000-0101まで", [("00-0000-0101", None, None)]),
    ("電話番号", "TEL:00(0000)0101", [("00(0000)0101", None, None)]),
    ("電話番号", "〒000-0000山川県", []),
    ("電話番号", "電話:000-0101", [("000-0101", None, None)]),
    ("郵便番号", "〒000-0000", [("〒000-0000", None, None)]),
    ("条参照", "第12条の2第3項の規定", [("第12条の2第3項", None, None)]),
    ("曜日", "月曜日から金曜日まで", [("月曜日から金曜日", None, None)]),
]


@pytest.mark.parametrize(("type_", "text", "expected"), CASES, ids=[f"{t} {x}" for t, x, _ in CASES])
def test_values_in_running_text(type_: str, text: str, expected: list[tuple[str, float | None, float | None]]) -> None:
    found = [hit[0] for hit in re.finditer(facts.surfaces()[type_], text)]
    assert found == [surface for surface, _, _ in expected]
    for surface, low, high in expected:
        value = facts.value(type_, surface)
        if low is not None:
            assert (value.low, value.high) == (pytest.approx(low), pytest.approx(high))


def test_dates_are_days_of_the_western_calendar() -> None:
    assert facts.value("日付", "令和6年4月1日").key == "2024-04-01"
    assert facts.value("日付", "2024/4/1") == facts.value("日付", "2024/4/1")
    assert facts.value("日付", "平成元年").key == "1989-01-01"
    assert facts.value("日付", "令和6年10月").key == "2024-10-01"


def test_impossible_values_keep_their_text_and_have_no_bounds() -> None:
    value = facts.value("日付", "令和6年13月1日")
    assert (value.low, value.key) == (None, "令和6年13月1日")


def test_telephone_numbers_are_compared_by_digits() -> None:
    assert facts.value("電話番号", "00(0000)0101").key == facts.value("電話番号", "00-0000-0101").key
