"""Expressions: what an earlier run compiled means the same, and a damaged store costs time and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import cache, expressions

EXPRESSIONS = (
    (r"第(?P<number>[0-9一-龥]{1,4})条(?:の(?P<branch>[0-9]+))?", 0, "第十二条の二、第12条の3"),
    (r"[^ぁ-んー一-龥\s]{2,}", 0, "あいう、ABC漢字"),
    (r"fax|tel", re.IGNORECASE, "FAX、Tel、fa"),
    (r"^.+?$", re.MULTILINE, "甲\n乙\n\n丙"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(expressions, "_new", {})
    _forget()
    yield tmp_path / cache.NAME
    _forget()


def _forget() -> None:
    """As in a new process."""
    expressions.compiled.cache_clear()
    expressions._stored.cache_clear()


def _told() -> list[object]:
    made = [(expressions.compiled(words, flags), words, flags, text) for words, flags, text in EXPRESSIONS]
    return [
        (one.pattern, one.flags, one.groups, dict(one.groupindex), [(hit.span(), hit.groupdict()) for hit in one.finditer(text)])
        for one, _, _, text in made
    ]


def test_an_expression_means_the_same_in_the_next_run(home: Path) -> None:
    plain = [re.compile(words, flags) for words, flags, _ in EXPRESSIONS]
    first = _told()
    expressions.keep()
    expressions._new.clear()
    _forget()
    assert _told() == first and not expressions._new  # nothing was compiled again
    assert [one[:4] for one in first] == [(one.pattern, one.flags, one.groups, dict(one.groupindex)) for one in plain]
    assert [[hit for hit, _ in one[4]] for one in first] == [
        [hit.span() for hit in one.finditer(text)] for one, (_, _, text) in zip(plain, EXPRESSIONS, strict=True)
    ]


@pytest.mark.parametrize("form", [None, [], [0, 1, {}, "AAAA"], [0, 0, {}, "/////w=="], ["x", 0, {}, ""], {"a": 1}])
def test_a_damaged_store_is_as_good_as_none(form: object, home: Path) -> None:
    words, flags, text = EXPRESSIONS[0]
    cache.store(expressions._key(), {f"{flags} {words}": form})
    assert [hit[0] for hit in expressions.compiled(words, flags).finditer(text)] == ["第十二条", "第12条の3"]


def test_a_store_that_is_no_table_is_as_good_as_none(home: Path) -> None:
    cache.store(expressions._key(), ["a"])
    assert expressions.compiled("a").search("ba")


def test_what_cannot_be_written_does_not_keep_the_rest_from_being_stored(home: Path) -> None:
    expressions.compiled("[\ud800-\udfff]")
    expressions.compiled("乙")
    expressions.keep()
    assert cache.load(expressions._key()).keys() == {"0 乙"}


def test_a_wrong_expression_is_told_as_ever(home: Path) -> None:
    with pytest.raises(re.error):
        expressions.compiled("(")


def test_a_store_does_not_grow_without_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_KEPT", 2)
    for word in "甲乙丙":
        expressions.compiled(word)
        expressions.keep()
        expressions._new.clear()
        _forget()
    assert cache.load(expressions._key()).keys() == {"0 丙"}
