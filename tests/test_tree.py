"""The clause tree: golden trees of fictional drafts, and what must hold of any text at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import tree
from checker.lines import _names, read_lines
from checker.model import (
    ARTICLE,
    CHAPTER,
    ITEM,
    KINDS,
    LEAF_RANK,
    PARAGRAPH,
    ROLES,
    ROW,
    SIGNATURE,
    SUBITEM,
    TEXT,
    TITLE,
    Clause,
    Document,
    Leaf,
    Line,
    Source,
)  # fmt: skip
from checker.reading import read
from checker.reports.json import tree_data
from checker.resources import folder
from checker.text import Span

TREES = Path(__file__).parent / "trees"


def parse(text: str, path: str = "draft.txt") -> Document:
    source = Source(path, text)
    return tree.build(source, read_lines(source))


def leaves(document: Document) -> Iterator[Leaf]:
    """All leaves in the order of the tree."""
    for part in document.parts:
        yield from part.leaves
        stack = list(reversed(part.clauses))
        while stack:
            clause = stack.pop()
            yield from clause.leaves
            stack.extend(reversed(clause.children))


def is_lossless(document: Document) -> bool:
    text = document.source.text
    found = list(leaves(document))
    in_order = all(one.span.end <= other.span.start for one, other in pairwise(found))
    return in_order and "".join("".join(text[slice(*leaf.span)].split()) for leaf in found) == "".join(text.split())


# -------------------------------- golden trees


def outline(document: Document) -> str:
    """A tree as indented lines: kind, number, label, heading, lines of the file; * marks a header row, | its cells."""
    written: list[str] = []

    def write(node: dict[str, Any], clause: Clause, depth: int) -> None:
        number = ".".join(map(str, node["number"]))
        words = [node["kind"] + "*" * clause.header, f"[{number}]" if number else "", node["label"], f"《{node['heading']}》" if node["heading"] else ""]
        cells = "".join("|" + "".join(text[slice(*leaf.span)].split()) for leaf in clause.leaves if leaf.kind == "cell")
        written.append("  " * depth + " ".join(word for word in [*words, cells] if word) + f" {node['start_line']}-{node['end_line']}")
        for below, child in zip(node["children"], clause.children, strict=True):
            write(below, child, depth + 1)

    text = document.source.text
    for data, part in zip(tree_data(document)["parts"], document.parts, strict=True):
        written.append(f"{'・'.join(part.roles)}「{data['title']}」 {data['start_line']}-{data['end_line']}")
        for below, clause in zip(data["clauses"], part.clauses, strict=True):
            write(below, clause, 1)
    return "\n".join(written) + "\n"


DRAFTS = sorted(path for path in TREES.iterdir() if path.suffix in (".txt", ".md"))


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_golden_tree(draft: Path) -> None:
    text = draft.read_bytes().decode()
    assert outline(parse(text)) == draft.with_suffix(".tree").read_text(encoding="utf-8")


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_drafts_lose_nothing_and_parse_the_same_twice(draft: Path) -> None:
    text = draft.read_bytes().decode()
    assert is_lossless(parse(text))
    assert parse(text) == parse(text)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: path.stem)
def test_line_ends_do_not_matter(draft: Path) -> None:
    text = draft.read_bytes().decode()
    assert outline(parse(text.replace("\n", "\r\n"))) == outline(parse(text))


# -------------------------------- the data


def test_json_shape() -> None:
    data = tree_data(parse("第二条の三（期間）\n甲は乙に頼む。\n", "x.txt"))
    assert data == {
        "path": "x.txt",
        "parts": [{
            "role": "契約書", "title": "", "start_line": 1, "end_line": 2,
            "clauses": [{
                "kind": "article", "number": [2, 3], "label": "第二条の三", "heading": "期間", "start_line": 1, "end_line": 2,
                "children": [{
                    "kind": "paragraph", "number": [1], "label": "", "heading": "", "start_line": 2, "end_line": 2,
                    "children": [],
                }],
            }],
        }],
    }  # fmt: skip


def test_a_paper_with_two_roles() -> None:
    (part,) = tree_data(parse("契約書兼重要事項説明書\n第1条　甲は頼む。"))["parts"]
    assert (part["role"], part["roles"]) == ("契約書", ["契約書", "重要事項説明書"])


def test_roles_of_papers_without_title() -> None:
    assert parse("第1条　甲は乙に頼む。").parts[0].roles == ("契約書",)
    assert parse("第1章　総則\n第1条　甲は乙に頼む。").parts[0].roles == ("契約書",)
    assert parse("１．料金\n無料です。").parts[0].roles == ("その他",)
    assert parse("").parts == ()


def test_numbering_starts_again_in_every_part() -> None:
    document = parse("契約書\n第1条　甲は頼む。\n\n重要事項説明書\n１．料金\n無料です。\n\n同意書\n１．目的\n支えるため。")
    assert [[clause.number for clause in part.clauses] for part in document.parts] == [[(1,)], [(1,)], [(1,)]]


# -------------------------------- any text

WORDS = st.sampled_from(
    ["第１条", "第２条の２", "（目的）", "(1)", "①", "２　", "１．", "・", "- ", "**", "### ", "|", "\t", "　", "\\_", "【加算】", "第1章", "ア　", "一　",
     "令和  年 月 日", "氏名　　印", "住所", "重要事項説明書", "契約書", "別紙1", "- 1 -", "\f", "\r\n", "\n", "\n\n", "。", "、", "を", "10日", "電話：00",
     "<br>", "---", "｢", "ｶﾞ", "ﾊﾟ", "）", "（", "甲は乙に頼む", "通常の事業の　　山川市", "\n実施地域\n", "所在地／湖県", "目次", "契約（けいやく）", "\x00", "\x1b[31m", "\u200b", "\ufeff", "𠮷"]
)  # fmt: skip
DRAFT = st.one_of(st.lists(WORDS, max_size=60).map("".join), st.text(max_size=200), st.text("一二３4(（)）.．①第条章・\n\t　 |*#", max_size=120))


@settings(max_examples=150, deadline=None)
@given(DRAFT)
def test_any_text_gives_a_tree_that_loses_nothing(text: str) -> None:
    document = parse(text)
    assert is_lossless(document)
    assert document == parse(text)
    for part in document.parts:
        assert part.roles and set(part.roles) <= set(ROLES)
    lines = text.count("\n") + 1
    read(document)
    for part in tree_data(document)["parts"]:
        stack = [*part["clauses"], part]
        while stack:
            node = stack.pop()
            assert 1 <= node["start_line"] <= node["end_line"] <= lines
            assert node.get("kind", TEXT) in KINDS
            stack.extend(node.get("children", ()))


HOSTILE = {
    "nested": "\n".join(" " * (n % 40) + mark for n, mark in enumerate(["1. 甲", "(1) 甲", "① 甲", "ア 甲", "・ 甲", "a) 甲", "一 甲"] * 1500)),
    "one line": "甲" * 1_000_000,
    "numbers": "\n".join(map(str, range(10_000))),
    "articles": "\n".join(f"第{n}条　甲は頼む。" for n in range(5_000)),
    "brackets": "（" * 100_000 + "\n" + "「\n" * 5_000,
    "captions": "（目的）\n" * 5_000,
    "titles": "重要事項説明書\n甲は頼む。\n" * 3_000,
    "tabs": "\t" * 100_000 + "甲\t乙\n" * 5_000,
    "controls": "".join(map(chr, range(32))) * 3_000,
    "decoration": "**" * 50_000 + "### " * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    document = parse(HOSTILE[name])
    assert is_lossless(document)
    tree_data(document)  # no deeper than there are ranks, so it needs no deep recursion


# -------------------------------- the grammar

KIND_OF = {"TITLE": TITLE, "CHAPTER": CHAPTER, "ARTICLE": ARTICLE, "PARAGRAPH": PARAGRAPH, "ITEM": ITEM, "SUBITEM": SUBITEM,
           "DETAIL": SUBITEM, "POINT": SUBITEM, "TEXT": TEXT, "ROW": ROW, "FIRST_ROW": ROW, "SIGNATURE": SIGNATURE}  # fmt: skip
RANK_OF = {"TITLE": 0, "CHAPTER": 1, "ARTICLE": 2, "PARAGRAPH": 3, "ITEM": 4, "SUBITEM": 5, "DETAIL": 6, "POINT": 7}


def line_of(name: str, at: int) -> Line:
    """A line that is the given terminal; _AFTER_… comes with a text behind it."""
    leaf = (Leaf("line", Span(at, at + 1)),)
    if name.startswith("_AFTER_"):
        return Line(TEXT, RANK_OF[name.removeprefix("_AFTER_")], leaf)
    roles = ("その他",) if name == "TITLE" else ()
    return Line(KIND_OF[name], RANK_OF.get(name, LEAF_RANK), leaf, first=name == "FIRST_ROW", roles=roles)


TERMINALS = [*KIND_OF, *(f"_AFTER_{name}" for name in ("CHAPTER", "ARTICLE", "PARAGRAPH", "ITEM", "SUBITEM", "DETAIL", "POINT"))]


@pytest.mark.parametrize("first", TERMINALS)
def test_grammar_takes_every_sequence(first: str) -> None:
    """All sequences of up to three terminals, and each line is in the tree once, in order."""
    source = Source("x", "甲" * 3)
    for length in (0, 1, 2):
        for rest in product(TERMINALS, repeat=length):
            lines = [line_of(name, at) for at, name in enumerate((first, *rest))]
            found = list(leaves(tree.build(source, lines)))
            assert found == [line.leaves[0] for line in lines]


RANKED = ["TITLE", "ARTICLE", "ITEM", "POINT", "TEXT", "ROW", "SIGNATURE", "_AFTER_ITEM"]


@pytest.mark.parametrize("first", RANKED)
def test_grammar_takes_longer_sequences(first: str) -> None:
    """All sequences of five of the terminals that differ in what they own."""
    source = Source("x", "甲" * 5)
    for rest in product(RANKED, repeat=4):
        lines = [line_of(name, at) for at, name in enumerate((first, *rest))]
        assert len(list(leaves(tree.build(source, lines)))) == 5


def test_headings_in_brackets_own_the_bullets_below_them() -> None:
    """The first of them stands right below the title, and is none of its lines."""
    document = parse("訪問看護 重要事項説明書\n\n【事業所】\n◆ 名称　みどり\n◆ 電話　00-0000-0101\n\n【職員】\n◆ 看護師　３名\n\n【苦情】\n◆ 当社　水木")
    (part,) = document.parts
    assert part.title == "訪問看護重要事項説明書"
    assert [(clause.heading, len(clause.children)) for clause in part.clauses] == [("事業所", 2), ("職員", 1), ("苦情", 1)]


def test_the_grammar_is_unambiguous(caplog: pytest.LogCaptureFixture) -> None:
    """Lark resolves shift/reduce conflicts silently, unless it is asked to tell."""
    text = (folder("grammar") / "document.lark").read_text(encoding="utf-8")
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        lark.Lark(text, parser="lalr", debug=True)
        assert not caplog.records
        lark.Lark('start: sum\nsum: sum "+" sum | "x"', parser="lalr", debug=True)
        assert "Shift/Reduce" in caplog.text


def test_grammars_can_be_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    source = Source("x", "第1条　甲は頼む。\n（１）乙")
    twice = []
    for _ in range(2):
        _names.heads.cache_clear()
        twice.append(tree.build(source, read_lines(source)))
    assert twice == [parse(source.text, "x")] * 2
