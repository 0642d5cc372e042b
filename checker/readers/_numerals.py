"""Numbers as Word writes them in automatic numbering: ECMA-376-1 17.18.59 ST_NumberFormat, the formats met in Japan."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_HALF = dict(
    zip(
        "ヲアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
        "ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ",
        strict=True,
    )
)


def _counting(number: int, digits: str, units: str, ten_thousand: str, one: bool) -> str:
    """十二, 二百三, 壱拾弐: units are those for 10, 100, 1000; `one` writes the 一 of 一十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = _counting(low, digits, units, ten_thousand, one) if low else ""
        return _counting(high % 10_000, digits, units, "", one) + ten_thousand + rest
    written = ""
    for power in (3, 2, 1):
        digit = number // 10**power % 10
        if digit:
            written += ("" if digit == 1 and not one else digits[digit]) + units[power - 1]
    return written + (digits[number % 10] if number % 10 else "")


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    """a … z, aa, bb …: Word repeats the letter (17.18.59, lowerLetter)."""
    if not 0 < number <= 26 * 40:
        return str(number)
    turn, place = divmod(number - 1, 26)
    return chr(97 + place) * (turn + 1)


def _series(characters: str) -> Callable[[int], str]:
    """A closed set: past its end Word writes plain figures (①…⑳, 甲…癸)."""
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


def _cycle(characters: str) -> Callable[[int], str]:
    """A kana order: past its end it starts again."""
    return lambda number: characters[(number - 1) % len(characters)] if number > 0 else str(number)


def _half(characters: str) -> str:
    return "".join(_HALF.get(char, char) for char in characters)


def _run(first: str, count: int) -> str:
    return "".join(chr(ord(first) + step) for step in range(count))


def _kanji(number: int) -> str:
    return _counting(number, _DIGITS, "十百千", "万", False) or "〇"


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _full(number: int) -> str:
    return str(number).translate(_FULL)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": _full,
    "decimalFullWidth2": _full,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalEnclosedCircle": _series(_run("①", 20)),
    "decimalEnclosedCircleChinese": _series(_run("①", 20)),
    "decimalEnclosedParen": _series(_run("⑴", 20)),
    "decimalEnclosedFullstop": _series(_run("⒈", 20)),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "aiueo": _cycle(_half(_AIUEO)),
    "aiueoFullWidth": _cycle(_AIUEO),
    "iroha": _cycle(_half(_IROHA)),
    "irohaFullWidth": _cycle(_IROHA),
    "japaneseCounting": _kanji,
    "chineseCounting": _kanji,
    "chineseCountingThousand": lambda number: _counting(number, _DIGITS, "十百千", "万", False) or "〇",
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "japaneseLegal": lambda number: _counting(number, "〇壱弐参四伍六七八九", "拾百阡", "萬", True) or "〇",
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _series(_run("㊀", 10)),
    "none": lambda number: "",
}


def written(number: int, format: str) -> str | None:
    """The number as the format shows it; None for a format that is not known here (English words, Thai letters …).

    Numbers come from documents and may be absurd: they are written out within ±10 million, in figures beyond.
    """
    write = FORMATS.get(format)
    if write is None:
        return None
    return write(number) if 0 <= number < 10_000_000 else str(number)
