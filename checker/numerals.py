"""Numbers as Japanese papers write them: １２, 十二, ⑫, Ⅻ, xii, イ, 令和六年 <-> integers.

Sources: kanji numerals and イロハ as the law writes them (法制執務の慣行: 条・項は算用数字または漢数字, 号は漢数字, 号の細分は
イロハ); circled and Roman numerals by their Unicode names; first years of eras from the 元号を改める政令.
"""

from __future__ import annotations

from functools import lru_cache

from .expressions import compiled

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3, "元": 1}
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST = 40  # characters; a longer run of digits is no number anyone wrote on purpose

IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"

# First code point of a run of numbered signs, how many there are, and the number of the first.
_RUNS = (
    ("①", 20, 1), ("㉑", 15, 21), ("㊱", 15, 36), ("⓪", 1, 0), ("❶", 10, 1), ("⓫", 10, 11), ("⓵", 10, 1),
    ("➀", 10, 1), ("➊", 10, 1), ("⑴", 20, 1), ("⒈", 20, 1), ("Ⅰ", 12, 1), ("ⅰ", 12, 1), ("㈠", 10, 1), ("㊀", 10, 1),
)  # fmt: skip
SIGNS = {chr(ord(first) + step): number + step for first, count, number in _RUNS for step in range(count)}

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = compiled(r"(?=[ivxlc])c{0,3}(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")

# Era -> the Western year before its first year.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "㋿": 2018, "㍻": 1988, "㍼": 1925,
        "R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867}  # fmt: skip
_YEAR = compiled(
    rf"\s*(?:({'|'.join(ERAS)})\s*)?([0-9０-９]{{1,4}}|[〇零一二三四五六七八九十百千元]{{1,7}})\s*(?:年度?|$|\.|-|/)"
)


@lru_cache(maxsize=4096)
def to_int(text: str) -> int | None:
    """The number a numeral stands for, or None where it is no numeral.

    Reads 12, １２, 1 2, 1,234, 十二, 一二, 二〇, 百五, 三万二千, ⑫, Ⅻ, ⅻ, ⅩⅢ, 元 (as in 元年). Roman letters and kana are not
    read here, since they are words as well: see `roman`, `kana`.
    """
    plain = "".join(text.split()).replace(",", "").replace("，", "").translate(_WIDE)
    if not plain or len(plain) > _LONGEST:
        return None
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    if plain[0] == "Ⅹ" and plain[1:] in SIGNS:  # ⅩⅢ: no sign of its own beyond Ⅻ
        return 10 + SIGNS[plain[1:]]
    return SIGNS[plain] if plain in SIGNS else _kanji(plain)


def _kanji(text: str) -> int | None:
    if all(char in _DIGITS for char in text):  # 一二 and 二〇 are positional
        return int("".join(str(_DIGITS[char]) for char in text))
    total = group = 0
    digits = ""
    for char in text:
        if char in _DIGITS or (char.isascii() and char.isdigit()):
            digits += str(_DIGITS.get(char, char))
        elif char in _TENS:
            group += (int(digits) if digits else 1) * _TENS[char]
            digits = ""
        elif char in _MYRIADS:
            total += (group + int(digits or 0) or 1) * _MYRIADS[char]
            group, digits = 0, ""
        else:
            return None
    return total + group + int(digits or 0)


def roman(text: str) -> int | None:
    """xii, XII, Ⅻ, ⅻ -> 12; None for anything else (and for letters that form no Roman numeral)."""
    if text in SIGNS:
        return SIGNS[text]
    lower = text.lower()
    if len(lower) > _LONGEST or not _ROMAN_FORM.fullmatch(lower):
        return None
    values = [_ROMAN[char] for char in lower]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def kana(text: str, order: str = AIUEO) -> int | None:
    """The place of a kana in アイウ or (with `order=IROHA`) イロハ order, from 1."""
    place = order.find(text) + 1 if len(text) == 1 else 0
    return place or None


def letter(text: str) -> int | None:
    """a, A -> 1 … z, Z -> 26."""
    lower = text.lower()
    return ord(lower) - 96 if len(lower) == 1 and "a" <= lower <= "z" else None


def year(text: str) -> int | None:
    """The Western year at the start of 令和六年四月, R6.4, 平成元年度, 2024年; None where there is none."""
    found = _YEAR.match(text)
    number = to_int(found[2]) if found else None
    if found is None or number is None:
        return None
    return number + ERAS[found[1]] if found[1] else number


def to_kanji(number: int) -> str:
    """12 -> 十二, 105 -> 百五 (0 to 9999), as the law numbers its articles and items."""
    if not 0 <= number <= 9999:
        raise ValueError(f"to_kanji writes 0 to 9999, not {number}")
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        text += ("" if digit == 1 and sign else "一二三四五六七八九"[digit - 1]) + sign if digit else ""
    return text or "〇"


def to_circled(number: int) -> str:
    """1 -> ①, 50 -> ㊿; (51) beyond."""
    for first, count, start in _RUNS[:3]:
        if start <= number < start + count:
            return chr(ord(first) + number - start)
    return f"({number})"
