"""Numbers as Japanese papers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import numerals


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("１２", 12), ("1 2", 12), ("1,234", 1234), ("007", 7),
        ("十", 10), ("十二", 12), ("二十", 20), ("百五", 105), ("一二", 12), ("二〇", 20), ("二千二十六", 2026), ("三万二千", 32000),
        ("2万", 20000), ("元", 1),
        ("①", 1), ("⑳", 20), ("㉑", 21), ("㊿", 50), ("❿", 10), ("⑴", 1), ("⒈", 1), ("Ⅻ", 12), ("ⅩⅢ", 13), ("ⅲ", 3),
        ("", None), ("第", None), ("イ", None), ("x", None), ("１階", None), ("1" * 41, None),
    ],
)  # fmt: skip
def test_to_int(text: str, number: int | None) -> None:
    assert numerals.to_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("i", 1), ("iv", 4), ("XII", 12), ("Ⅻ", 12), ("xiv", 14), ("iiii", None), ("", None), ("介", None)]
)
def test_roman(text: str, number: int | None) -> None:
    assert numerals.roman(text) == number


def test_kana_counts_in_two_orders() -> None:
    assert [numerals.kana(sign) for sign in "アイウ"] == [1, 2, 3]
    assert [numerals.kana(sign, numerals.IROHA) for sign in "イロハ"] == [1, 2, 3]
    assert numerals.kana("漢") is None
    assert numerals.kana("アイ") is None


def test_letters() -> None:
    assert (numerals.letter("a"), numerals.letter("C"), numerals.letter("ab"), numerals.letter("1")) == (1, 3, None, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和六年四月", 2024), ("令和元年5月1日", 2019), ("R6.4", 2024), ("平成31年", 2019), ("昭和64年度", 1989), ("2026年", 2026), ("4月", None), ("", None)],
)
def test_year(text: str, year: int | None) -> None:
    assert numerals.year(text) == year


@given(st.integers(min_value=0, max_value=9999))
def test_kanji_there_and_back(number: int) -> None:
    assert numerals.to_int(numerals.to_kanji(number)) == number


@given(st.integers(min_value=1, max_value=50))
def test_circled_there_and_back(number: int) -> None:
    assert numerals.to_int(numerals.to_circled(number)) == number


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert isinstance(numerals.to_int(text), int | None)
    assert isinstance(numerals.year(text), int | None)


def test_kanji_has_bounds() -> None:
    with pytest.raises(ValueError, match="9999"):
        numerals.to_kanji(10_000)
