"""What cannot be read is told in English too: every sentence of the readers has its translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import checker
from checker._english import english

ROOT = Path(checker.__file__).parent
SPEAKERS = ("files", "readers/_body", "readers/_foreign", "readers/_package", "readers/docx", "readers/office", "readers/pdf", "readers/text")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def sentences(module: str) -> set[str]:
    """The Japanese sentences that a module holds, with 1 for what is put in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            found.add("".join(part.value if isinstance(part, ast.Constant) else "1" for part in node.values))
            for part in node.values:
                if isinstance(part, ast.Constant):
                    part.value = ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            found.add(node.value)
    return {text for text in found if JAPANESE.search(text) and text.rstrip("1").endswith("。")}


@pytest.mark.parametrize("module", SPEAKERS)
def test_every_sentence_has_its_english(module: str) -> None:
    for text in sentences(module):
        assert not JAPANESE.search(english(text)), text


def requests(module: Path) -> set[str]:
    """What a module says of requests it cannot meet, with 1 for what is put in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name in ("UsageProblem", "_complain"):
            said = node.args[name == "_complain"]
            if isinstance(said, ast.JoinedStr):
                found.add("".join(part.value if isinstance(part, ast.Constant) else "1" for part in said.values))
            elif isinstance(said, ast.Constant):
                found.add(said.value)
    return found


def test_every_request_that_fails_is_told_in_english() -> None:
    said = {text for module in ROOT.rglob("*.py") for text in requests(module)}
    assert len(said) > 40
    for text in sorted(said - {"1。1（1 --help で説明）"}):  # what argparse says, which is listed as 「1」は使えません and so on
        assert not JAPANESE.search(english(text)), text


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("中身が空です。本文の入ったファイルを指定してください。", "The file is empty. Name a file with text in it."),
        ("読めません（権限がありません）。パスとアクセス権を確認してください。", "Cannot be read (no permission). Check the path and the permissions."),
        ("Excel ファイル（.xls）は読めません。", "The program does not read an Excel file (.xls)."),
        ("中身は画像（PNG）です。", "It is a picture (PNG)."),
        ("この形式（.xyz）は読めません。読める形式: .docx .txt", "The program does not read this format (.xyz). Formats that can be read: .docx .txt."),
        ("「audt」というコマンドはありません。「audit」のことですか？（checker --help で一覧）", 'There is no command "audt". Did you mean "audit"? See checker --help.'),
        ("--as-of: 「12」は日付として読めません。2026-04-01 のように書いてください", '--as-of: "12" is no date. Write it like 2026-04-01.'),
        ("ベースラインを読めません（No such file）。checker baseline write で作れます", "The baseline cannot be read (No such file). checker baseline write makes one."),
        ("だれも訳していない。", "だれも訳していない。"),
    ],
)
def test_sentences(message: str, expected: str) -> None:
    assert english(message) == expected
