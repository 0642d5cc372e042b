"""What the loader of rule packs says of broken and hostile files: every mistake, with its line and what to do."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml

from checker import packs, resources
from checker.errors import PackProblem, UsageProblem
from checker.packs import _yaml
from checker.packs._assemble import assemble

HERE = Path(__file__).parent / "packs"
BROKEN = sorted((HERE / "broken").iterdir())
KINDS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("requires", "forbids", "refers", "sequence", "agrees", "computes", "defines", "complete"), ()
)
KINDS["sequence"] = ("ignore",)


@pytest.fixture(autouse=True)
def base(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small national pack in place of the real one."""
    monkeypatch.setattr(resources, "folder", lambda name: HERE / "base")


def problems_of(text: str | bytes, tmp_path: Path) -> str:
    """What the loader says of a pack file, without its path."""
    file = tmp_path / "mine.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackProblem) as caught:
        packs.load([file], KINDS, cache=False)
    return str(caught.value).replace(str(file), "")


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_every_mistake_of_a_broken_file_is_told_with_its_line(file: Path) -> None:
    """The expected messages stand at the end of each file, as comments `#! line: message`."""
    expected = re.findall(r"^#! (\d+: .+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    with pytest.raises(PackProblem) as caught:
        packs.load([file], KINDS, cache=False)
    told = [line for line in str(caught.value).splitlines() if not line.endswith("件あります。")]
    assert [line.strip().removeprefix(f"{file}:") for line in told] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 60 + "]" * 60, ":1: 入れ子が深すぎます（上限は50段）"),
        ("a: " + "[" * 100_000, ":1: 入れ子が深すぎます（上限は50段）"),
        ("pack: x\n" + "#" * 2_000_000, ": ファイルが大きすぎます（上限は2MB）。分けてください"),
        ("- &a [x]\n" + "- *a\n" * 21, ":22: 別名（*a）が多すぎます（上限は20）。値をそのまま書いてください"),
        ("pack: 甲\n乙: 丙".encode("cp932"), ":1: UTF-8の文字として読めません。UTF-8で保存し直してください"),
        ("pack: a\nb: \x07", ":2: YAMLとして読めません。制御文字が混じっています"),
        ("pack: a\nb: *none", ":2: 別名（*none）の指す先がありません"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert problems_of(text, tmp_path) == message


def test_nested_aliases_cannot_grow(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    assert "別名（*a2）が多すぎます" in problems_of(f"a0: &a0 [x]\n{levels}", tmp_path)


def test_more_mistakes_than_anyone_reads_are_counted(tmp_path: Path) -> None:
    told = problems_of("pack: x\nversion: '1'\nrules:\n" + "- 甲\n" * 60, tmp_path).splitlines()
    assert told[0] == ": 誤りが60件あります。" and len(told) == 52 and told[-1] == "  ほか10件"


def test_mistakes_in_several_files_are_told_together(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("pack: x\nrules: []\n", encoding="utf-8")
    with pytest.raises(PackProblem) as caught:
        packs.load([tmp_path], KINDS, cache=False)
    expected = [f"  {tmp_path}/{name}.yaml:1: ファイルの最上位に「version」がありません" for name in ("a", "b")]
    assert str(caught.value).splitlines() == ["誤りが2件あります。", *expected]


def test_what_is_no_pack_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageProblem, match=r"ルールパックのファイル（\.yaml）が見つかりません"):
            packs.load([path], KINDS, cache=False)


def test_the_pure_parser_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML without libyaml words its errors otherwise; lines and advice must not depend on it."""
    for file in BROKEN:
        told = []
        for loader in (yaml.CSafeLoader, yaml.SafeLoader):
            monkeypatch.setattr(_yaml, "_LOADER", loader)
            with pytest.raises(PackProblem) as caught:
                packs.load([file], KINDS, cache=False)
            told.append(str(caught.value))
        assert told[0] == told[1]


def test_no_file_makes_the_loader_stumble() -> None:
    """Whatever is written into good files, the loader takes it or tells what is wrong, and never falls."""
    chance = random.Random(20261120)
    names = ("vocabulary.yaml", "services.yaml", "national/records.yaml", "local/000001-架空市.yaml")
    texts = [(HERE / "base" / name).read_text(encoding="utf-8") for name in names]
    pieces = [
        *"{}[]:~'\"%#?\n\t",
        *["- ", "null", "&a ", "*a", "!x ", "|\n", "{}", "[]", "id", "<<: ", "", "", "", "", "", ""],
    ]
    taken = 0
    for number in range(400):
        at = number % len(texts)
        start = chance.randrange(len(texts[at]))
        end = start + chance.choice((0, 1, 5, 20))
        mended = [*texts]
        mended[at] = texts[at][:start] + chance.choice(pieces) + texts[at][end:]
        try:
            assemble([("", name, text.encode()) for name, text in zip(names, mended, strict=True)], KINDS)
            taken += 1
        except PackProblem:
            pass
    assert 0 < taken < 400
