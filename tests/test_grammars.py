"""Grammars run from their tables give the trees of Lark's own parser, and refuse what it refuses."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import cache, engine, facts, grammars
from checker.grammars import NotInGrammar, Token, Tree
from checker.resources import folder
from checker.text import fold
from checker.workbench import pattern_texts

RULES = [rule for _, rule in facts.TYPES.values() if rule]
PIECES = ["0", "1", "12", "1,000", "3.5", "五", "二十", "年", "年間", "か月", "月", "週間", "日", "時間", "時", "分", "半", "から", "~", "、", "以上", "以内", "午前", "PM", "正午", "9:30", "まで", "令和", "R", "元", "2024/4/1", "▲", "¥", "万", "千", "円", "単位", "割", "%", "分の", "/", "名", "人", "回", "毎月", "月に", "年に", "か月に", "半年に", "第", "条", "の", "項", "号", "ー", "-", "2024.13.1", "x"]


def by_lark(text: str, **options: Any) -> lark.Lark:
    return lark.Lark(text, parser="lalr", maybe_placeholders=False, **options)


VALUES = by_lark((folder("grammar") / "fact.lark").read_text(encoding="utf-8"), start=RULES, lexer="contextual")
CONDITIONS = by_lark((folder("grammar") / "condition.lark").read_text(encoding="utf-8"), lexer="contextual")


def squeezed(pattern: str) -> str:
    return "".join(fold(pattern).split())


def plain(node: Any) -> Any:
    """A tree of either kind as lists."""
    if isinstance(node, lark.Tree):
        return [str(node.data), *map(plain, node.children)]
    if isinstance(node, Tree):
        return [node.data, *map(plain, node.children)]
    return (node.type, str(node.value))


def same(text: str, rule: str) -> bool:
    """Whether a text is in the grammar of values, by both."""
    try:
        expected = plain(VALUES.parse(text, start=rule))
    except lark.exceptions.LarkError:
        with pytest.raises(NotInGrammar):
            grammars.load("fact.lark", *RULES).read(text, rule)
        return False
    assert plain(grammars.load("fact.lark", *RULES).read(text, rule)) == expected
    return True


def test_values_of_up_to_three_pieces() -> None:
    found = [same("".join(pieces), rule) for length in (1, 2, 3) for pieces in product(PIECES[::2], repeat=length) for rule in RULES[:2]]
    assert 10 < sum(found) < len(found)


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.sampled_from(RULES))
def test_values_of_any_pieces(text: str, rule: str) -> None:
    same(text, rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("2~5年間", "period"), ("午前9時30分から午後5時まで", "times"), ("令和元年5月", "date"), ("▲1万2,000円", "money"), ("100分の9", "ratio"),
     ("6か月に1回以上", "times_over"), ("1回以上/年", "times_over"), ("第12条の2第3項第1号", "article"), ("3名以上", "people"), ("17:15", "time")],
)  # fmt: skip
def test_values_as_papers_have_them(text: str, rule: str) -> None:
    assert same(text, rule)


def test_lines_of_any_ranks() -> None:
    """The tree of lines, which are tokens without a text."""
    theirs = by_lark((folder("grammar") / "document.lark").read_text(encoding="utf-8"))
    ours = grammars.load("document.lark")
    names = ["TITLE", "CHAPTER", "ARTICLE", "_AFTER_ARTICLE", "ITEM", "TEXT", "ROW", "FIRST_ROW", "SIGNATURE"]
    for some in product(names, repeat=4):
        parser = theirs.parse_interactive()
        for name in some:
            parser.feed_token(lark.Token(name, "x"))
        expected = plain(parser.feed_eof())
        assert plain(ours.nest([Token(name, "x") for name in some], Tree)) == expected


def test_conditions_and_patterns_of_the_national_pack() -> None:
    pack = engine.load()
    patterns = sorted({source for rule in pack.rules for source, _ in pattern_texts(rule)})
    wheres = sorted({include.where for rule in pack.rules for include in rule.includes if include.where})
    assert len(patterns) > 500 and wheres
    for name, texts in (("pattern.lark", map(squeezed, patterns[::4])), ("condition.lark", map(fold, wheres))):
        theirs = by_lark((folder("grammar") / name).read_text(encoding="utf-8"), lexer="contextual")
        for text in texts:
            assert plain(grammars.load(name).read(text)) == plain(theirs.parse(text)), text


@given(st.lists(st.sampled_from(["$期間", "$x", " ", ">=", "=", "5年", "and", " or ", "not ", "(", ")", "same", "same(", ","]), max_size=9))
def test_conditions_of_any_pieces(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        expected = plain(CONDITIONS.parse(text))
    except lark.exceptions.LarkError:
        with pytest.raises(NotInGrammar):
            grammars.load("condition.lark").read(text)
        return
    assert plain(grammars.load("condition.lark").read(text)) == expected


def test_what_is_not_in_the_grammar() -> None:
    with pytest.raises(KeyError):
        grammars.load("document.lark").nest([Token("ELSEWHERE", "")], Tree)
    values = grammars.load("fact.lark", *RULES)
    for text in ("", "年", "5年5年", "5年x", "５年"):
        with pytest.raises(NotInGrammar):
            values.read(text, "period")


def test_a_table_is_kept_and_a_damaged_one_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def read() -> Any:
        grammars.load.cache_clear()
        return plain(grammars.load("fact.lark", *RULES).read("3年", "period"))

    fresh = read()
    monkeypatch.setattr(lark, "Lark", None)  # from here on nothing but the table is at hand
    assert read() == fresh
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for path in (tmp_path / cache.NAME).iterdir():
        path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    assert read() == fresh
    grammars.load.cache_clear()
