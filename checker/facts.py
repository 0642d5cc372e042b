"""Typed values in text: periods, times, dates, money, telephone numbers, references (grammar/fact.lark).

`surfaces()` gives the regular expression of each type for use inside patterns; `value(type, text)` reads one surface.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from . import grammars
from .expressions import compiled
from .grammars import NotInGrammar, Token, Tree
from .model import Value
from .numerals import to_int
from .text import Span, fold

# type as rule authors write it -> (surface terminal, rule that takes it apart or "" where the text itself is the value)
TYPES: dict[str, tuple[str, str]] = {
    "期間": ("PERIOD", "period"),
    "時間帯": ("TIMES", "times"),
    "時刻": ("TIME", "time"),
    "曜日": ("WEEKDAYS", ""),
    "日付": ("DATE", "date"),
    "金額": ("MONEY", "money"),
    "単位数": ("UNITS", "units"),
    "割合": ("RATIO", "ratio"),
    "人数": ("PEOPLE", "people"),
    "回数": ("TIMES_OVER", "times_over"),
    "電話番号": ("PHONE", ""),
    "郵便番号": ("POSTCODE", ""),
    "事業所番号": ("OFFICE_NUMBER", ""),
    "市町村": ("CITY", ""),
    "市町村列": ("CITIES", ""),
    "条参照": ("ARTICLE", "article"),
    "数": ("NUMBER", "number"),
}

_STARTS = tuple(rule for _, rule in TYPES.values() if rule)
_DAYS = {"年": 365.0, "月": 365 / 12, "週": 7.0, "日": 1.0, "時": 1 / 24}  # 60か月 are 5年; a month is shorter than 31 days, longer than 30
_AND = compiled(r"[、・,と]|及び|並びに")
_WHOLE_CITY = compiled(r"(?:の?全域|内)$")
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_A_YEAR = {"年": 1.0, "月": 12.0, "週": 52.0, "日": 365.0}


@lru_cache(maxsize=1)
def surfaces() -> dict[str, str]:
    """Type -> regular expression (no groups that capture) of its surface in folded text without white space."""
    written = grammars.terminals("fact.lark", "scan")
    return {name: written[surface] for name, (surface, _) in TYPES.items()}


@lru_cache(maxsize=4096)
def value(type_: str, text: str) -> Value:
    """Read one surface of the type; a surface the grammar cannot take apart keeps its text and has no bounds."""
    rule = TYPES[type_][1]
    if not rule:
        return Value(type_, text, key=_normal(type_, text))
    try:
        return _READERS[rule](type_, text, grammars.load("fact.lark", *_STARTS).read(text, rule))
    except (NotInGrammar, ValueError, OverflowError):
        return Value(type_, text, key=text)


def found(type_: str, chars: str) -> Iterator[tuple[Span, Value]]:
    """Every value of a type in folded text without white space, with its place."""
    for hit in compiled(surfaces()[type_]).finditer(chars):
        yield Span(hit.start(), hit.end()), value(type_, hit[0])


def kinds(text: str) -> frozenset[str]:
    """The types of which a whole text may be a value."""
    chars = "".join(fold(text).split())
    return frozenset(type_ for type_, surface in surfaces().items() if compiled(surface).fullmatch(chars))


def _normal(type_: str, text: str) -> str:
    if type_ in ("電話番号", "郵便番号"):
        return "".join(char for char in text if char.isdigit())
    if type_ == "市町村列":  # a set: order and 全域 make no difference
        names = (_WHOLE_CITY.sub("", name) for name in _AND.split(text))
        return " ".join(sorted({name for name in names if name}))
    return text.replace("曜日", "").replace("曜", "")


def _number(token: str) -> float:
    """A numeral with digits, thousands commas, a decimal point or kanji."""
    plain = token.replace(",", "")
    if "." in plain:
        return float(plain)
    number = to_int(plain)
    if number is None:
        raise ValueError(token)
    return float(number)


def _tokens(tree: Tree, kind: str) -> list[str]:
    return [child.value for child in tree.children if isinstance(child, Token) and child.type == kind]


def _amount(tree: Tree) -> tuple[float, str]:
    unit = _tokens(tree, "UNIT")[0]
    base = next(name for name in ("週", "月", "年", "日", "時") if name in unit)
    half = 0.5 if _tokens(tree, "HALF") else 0.0
    return (_number(_tokens(tree, "NUM")[0]) + half) * _DAYS[base], base


def _period(type_: str, text: str, tree: Tree) -> Value:
    amounts = [_amount(child) for child in tree.children if isinstance(child, Tree) and child.data == "amount"]
    unit = amounts[0][1]
    ends = [days for days, _ in amounts]
    if bare := _tokens(tree, "NUM"):  # 2～5年: the first number borrows the unit
        ends.insert(0, _number(bare[0]) * _DAYS[unit])
    low, high = min(ends), max(ends)
    if any(bound in ("以内", "未満", "以下") for bound in _tokens(tree, "BOUND")):
        low = 0.0
    return Value(type_, text, low, high, f"{low:g}-{high:g}", unit)


def _minutes(tree: Tree) -> float:
    if _tokens(tree, "NOON"):
        return 720.0
    if colon := _tokens(tree, "COLON_TIME"):
        hour, minute = (float(part) for part in colon[0].split(":"))
    else:
        numbers = [_number(token) for token in _tokens(tree, "NUM")]
        hour = numbers[0]
        minute = numbers[1] if len(numbers) > 1 else 30.0 if _tokens(tree, "HALF") else 0.0
    if any(half in ("午後", "夕方", "夜", "PM", "pm") for half in _tokens(tree, "HALFDAY")) and hour < 12:
        hour += 12
    return hour * 60 + minute


def _times(type_: str, text: str, tree: Tree) -> Value:
    clocks = [child for child in tree.children if isinstance(child, Tree) and child.data == "clock"]
    low, high = _minutes(clocks[0]), _minutes(clocks[-1])
    if high < low and high < 720:  # 午前9時から5時: the afternoon is meant; 夜8時から朝7時: the next day
        high += 1440 if _tokens(clocks[-1], "HALFDAY") else 720
    return Value(type_, text, low, high, f"{low:g}-{high:g}")


def _date(type_: str, text: str, tree: Tree) -> Value:
    from datetime import date

    if slashed := _tokens(tree, "SLASH_DATE"):
        year, month, day = (int(part) for part in slashed[0].replace(".", "/").split("/"))
    else:
        numbers = [int(_number(token)) for token in _tokens(tree, "NUM")]
        if _tokens(tree, "FIRST"):
            numbers.insert(0, 1)
        era = _tokens(tree, "ERA")
        year = numbers[0] + (_ERAS[era[0]] if era else 0)
        month, day = [*numbers[1:], 1, 1][:2]
    start = date(year, month, day)
    return Value(type_, text, float(start.toordinal()), float(start.toordinal()), start.isoformat())


def _money(type_: str, text: str, tree: Tree) -> Value:
    numbers = [_number(token) for token in _tokens(tree, "NUM")]
    amount = numbers[0]
    if scale := _tokens(tree, "SCALE"):
        amount *= 10_000 if scale[0] == "万" else 1_000
        amount += numbers[1] if len(numbers) > 1 else 0
    if _tokens(tree, "MINUS"):
        amount = -amount
    return Value(type_, text, amount, amount, f"{amount:g}", "円")


def _units(type_: str, text: str, tree: Tree) -> Value:
    amount = _number(_tokens(tree, "NUM")[0]) * (-1 if _tokens(tree, "MINUS") else 1)
    return Value(type_, text, amount, amount, f"{amount:g}", "単位")


def _ratio(type_: str, text: str, tree: Tree) -> Value:
    numbers = [_number(token) for token in _tokens(tree, "NUM")]
    if _tokens(tree, "PERCENT"):
        share = numbers[0] / 100
    elif _tokens(tree, "SLASH"):
        share = numbers[0] / numbers[1]
    elif "分の" in text:
        share = numbers[1] / numbers[0]
    else:
        share = numbers[0] / 10 + (numbers[1] / 100 if len(numbers) > 1 else 0)
    return Value(type_, text, share, share, f"{share:g}")


def _people(type_: str, text: str, tree: Tree) -> Value:
    count = _number(_tokens(tree, "NUM")[0])
    return Value(type_, text, count, count, f"{count:g}", "".join(_tokens(tree, "BOUND")))


def _times_over(type_: str, text: str, tree: Tree) -> Value:
    """Occasions a year."""
    count = _number(_tokens(tree, "NUM")[0])
    every = next((child for child in tree.children if isinstance(child, Tree) and child.data == "every"), tree)
    per, over = _tokens(every, "PER"), _tokens(every, "UNIT_OVER")
    if over:
        base = next(name for name in ("週", "月", "年") if name in over[0])
        yearly = count * _A_YEAR[base] / _number(_tokens(every, "NUM")[0])
    elif _tokens(every, "HALF"):
        yearly = count * 2
    else:
        yearly = count * _A_YEAR[next(name for name in ("年", "月", "週", "日") if name in per[0])]
    return Value(type_, text, yearly, yearly, f"{yearly:g}")


def _article(type_: str, text: str, tree: Tree) -> Value:
    return Value(type_, text, key="-".join(f"{_number(token):g}" for token in _tokens(tree, "NUM")))


def _plain(type_: str, text: str, tree: Tree) -> Value:
    number = _number(_tokens(tree, "NUM")[0])
    return Value(type_, text, number, number, f"{number:g}")


_READERS: dict[str, Callable[[str, str, Tree], Value]] = {
    "period": _period,
    "times": _times,
    "time": lambda type_, text, tree: _times(type_, text, tree),
    "date": _date,
    "money": _money,
    "units": _units,
    "ratio": _ratio,
    "people": _people,
    "times_over": _times_over,
    "article": _article,
    "number": _plain,
}
