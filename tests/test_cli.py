"""The command line as people meet it: exit status, one line for each problem, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker import cli, engine
from checker.cli import main

ROOT = Path(__file__).parents[1]
POOR = ROOT / "samples" / "poor-kyotaku.txt"
DRAFT = "居宅介護支援 利用契約書\n第１条（目的）　事業者は、居宅サービス計画を作成します。\n"
RULE = """\
pack: house
version: "1"
rules:
  - id: house-name
    title: 事業所の名前
    class: document
    duty: statute
    applies: {roles: [契約書]}
    basis: [{law: 法人の内規, article: 第1条, verified: true}]
    requires: "ひなた事業所"
    message: 事業所の名前の記載が見当たりません。
    remedy: この契約は、ひなた事業所が行う居宅介護支援に関するものです。
    examples:
      - {expect: satisfied, text: 第１条　ひなた事業所は、支援を行います。}
      - {expect: missing, text: 第１条　事業者は、支援を行います。}
"""


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err
        assert "Traceback" not in out + err
        assert "内部エラー" not in err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*arguments: str | Path) -> Ran:
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "契約書.txt"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def one_line(ran: Ran, *words: str) -> None:
    """Exit status 2 and exactly one line on standard error, which says these words."""
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    for word in words:
        assert word in ran.err


# -------------------------------- audit


def test_findings_give_1_and_fail_on_decides(run, draft) -> None:
    assert run("audit", draft).status == 1
    assert run("audit", draft, "--fail-on", "never").status == 0
    assert run("audit", draft, "--fail-on", "note").status == 1


def test_options_may_stand_anywhere(run, draft) -> None:
    other = draft.with_name("別紙.txt")
    other.write_text(DRAFT, encoding="utf-8")
    ran = run("audit", draft, "--fail-on", "never", other, "--together")
    assert ran.status == 0
    assert "契約書.txt、" in ran.out


def test_the_given_service_and_day_are_used(run, draft) -> None:
    told = json.loads(run("audit", draft, "--service", "通所介護", "--as-of", "2025-04-01", "--format", "json").out)
    assert told["as_of"] == "2025-04-01"
    assert told["bundles"][0]["service"] == {"value": "通所介護", "how": "given", "evidence": []}


def test_a_draft_from_standard_input(run, monkeypatch, tmp_path) -> None:
    path = tmp_path / "stdin"
    path.write_bytes(DRAFT.encode("cp932"))
    with path.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        told = json.loads(run("audit", "-", "--format", "json").out)
    assert told["bundles"][0]["name"] == "-"
    assert told["bundles"][0]["service"]["value"] == "居宅介護支援"


def test_the_same_bytes_twice_and_for_two_processes(run, draft) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        draft.with_name(name).write_text(DRAFT, encoding="utf-8")
    first = run("audit", ".", "--format", "json", "--as-of", "2026-04-01").out
    assert first == run("audit", ".", "--format", "json", "--as-of", "2026-04-01").out
    assert first == run("audit", ".", "--format", "json", "--as-of", "2026-04-01", "--jobs", "2").out
    assert len(json.loads(first)["bundles"]) == 4


def test_formats_go_to_files_and_one_to_the_screen(run, draft) -> None:
    ran = run("audit", draft, "--format", "terminal", "--format", "json=report.json", "--fail-on", "never")
    assert "契約書.txt" in ran.out
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["schema"] == "checker-report/1"
    assert run("audit", draft, "--format", "json=report.json", "--fail-on", "never").out == ""


def test_colour_only_where_it_is_wanted(run, draft, monkeypatch) -> None:
    assert "\x1b" not in run("audit", draft).out
    assert "\x1b" in run("audit", draft, "--color", "always").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b" in run("audit", draft).out
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b" not in run("audit", draft).out


def test_a_further_pack_takes_part(run, draft) -> None:
    draft.with_name("house.yaml").write_text(RULE, encoding="utf-8")
    told = json.loads(run("audit", draft, "--pack", "house.yaml", "--format", "json").out)
    (house,) = [result for result in told["bundles"][0]["results"] if result["rule"] == "house-name"]
    assert (house["verdict"], house["severity"]) == ("missing", "error")
    assert {"id": "house", "version": "1"} in told["packs"]


# -------------------------------- what cannot be checked


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("なし.txt", None, ("なし.txt: ", "見つかりません")),
        ("空.txt", b"", ("空.txt: ", "空です")),
        ("雑音.txt", bytes(range(256)) * 9, ("雑音.txt: ", "読めません")),
        ("図.png", b"\x89PNG", ("図.png: ", "読めません")),
        ("古い.txt", b"\xd0\xcf\x11\xe0" * 9, ("古い.txt: ", ".docx")),
        ("空フォルダー/", None, ("空フォルダー", "ありません")),
        ("*.nothing", None, ("*.nothing: ", "ありません")),
        ("evil\x1b[2J\n.txt", b"", ("空です",)),
    ],
)
def test_one_bad_file_is_one_line_and_the_rest_is_checked(run, draft, name: str, data: bytes | None, words) -> None:
    if name.endswith("/"):
        Path(name).mkdir()
    elif data is not None:
        Path(name).write_bytes(data)
    ran = run("audit", name, draft)
    one_line(ran, *words)
    assert "\x1b" not in ran.err
    assert "居宅介護支援" in ran.out
    told = json.loads(run("audit", name, draft, "--format", "json", "--fail-on", "never").out)
    assert len(told["errors"]) == len(told["bundles"]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with such files")
def test_special_files_are_refused_without_waiting(run, draft) -> None:
    os.mkfifo("fifo.txt")
    os.symlink("loop.txt", "loop.txt")
    os.symlink(".", "folder")
    one_line(run("audit", "fifo.txt", draft), "fifo.txt: ")
    one_line(run("audit", "loop.txt", draft), "loop.txt: ")
    one_line(run("audit", "/dev/zero", draft), "/dev/zero: ")
    assert len(json.loads(run("audit", ".", "--format", "json").out)["bundles"]) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(run, draft) -> None:
    draft.with_name("closed.txt").write_text(DRAFT, encoding="utf-8")
    draft.with_name("closed.txt").chmod(0)
    one_line(run("audit", "closed.txt", draft), "closed.txt: ", "権限")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], ("PATH", "指定してください")),
        (["adit", "x"], ("「adit」", "「audit」のことですか")),
        (["契約書.txt"], ("checker audit 契約書.txt",)),
        (["audit", "x", "--formt", "json"], ("「--format」のことですか",)),
        (["audit", "x", "--nonsense"], ("「--nonsense」は使えません",)),
        (["audit", "x", "--format", "jsn"], ("「json」のことですか",)),
        (["audit", "x", "--format", "json="], ("ファイル名がありません",)),
        (["audit", "x", "--format", "json", "--format", "terminal"], ("画面に出せる形式は一つだけ",)),
        (["audit", "x", "--format", "json=a", "--format", "terminal=a"], ("ファイル「a」",)),
        (["audit", "x", "--format", "json=none/a.json"], ("none/a.json: ", "フォルダーがありません")),
        (["audit", "契約書.txt", "--format", "json=契約書.txt"], ("契約書.txt: ", "別の名前")),
        (["audit", "x", "--as-of", "2026-02-30"], ("2026-02-30", "日付")),
        (["audit", "x", "--as-of", "令和8年"], ("2026-04-01 のように",)),
        (["audit", "x", "--as-of"], ("値が必要です",)),
        (["audit", "x", "--jobs", "0"], ("--jobs",)),
        (["audit", "x", "--width", "wide"], ("--width",)),
        (["audit", "x", "--profile", "ofice"], ("「office」のことですか",)),
        (["audit", "x", "--fail-on", "errors"], ("「error」のことですか",)),
        (["audit", "x", "--color", "yes"], ("auto、always、never",)),
        (["audit", "x", "--lang", "fr"], ("ja、en",)),
        (["audit", "x", "--lang"], ("--lang",)),
        (["audit", "x", "--together=3"], ("--together",)),
        (["audit", "契約書.txt", "--service", "居宅介護支縁"], ("「居宅介護支援」",)),
        (["audit", "契約書.txt", "--area", "存在しない市"], ("存在しない市",)),
        (["audit", "契約書.txt", "--pack", "none"], ("none: ", "見つかりません")),
        (["audit", "契約書.txt", "--pack", "."], ("ルールパック",)),
        (["explain", "record-retension"], ("「record-retention」のことですか",)),
        (["rules", "--service", "x"], ("「x」というサービス", "使えるサービス: 居宅介護支援、", "居宅療養管理指導")),
        (["config", "none"], ("none: ", "見つかりません")),
        (["audit", "契約書.txt", "--as-of", "2026-04-01", "--until", "2026-03-31"], ("--until", "2026-04-01")),
        (["test", "none.yaml"], ("none.yaml: ",)),
        (["test", "--rule", "nothing"], ("ルール「nothing」",)),
    ],
)
def test_a_wrong_request_is_one_line(run, draft, arguments, words) -> None:
    ran = run(*arguments)
    one_line(ran, *words)
    assert ran.out == ""


def test_a_broken_pack_tells_every_fault_with_its_line(run, draft) -> None:
    draft.with_name("house.yaml").write_text(RULE.replace("requires:", "require:").replace("statute", "statue"), encoding="utf-8")
    ran = run("audit", draft, "--pack", "house.yaml")
    assert ran.status == 2
    assert ran.out == ""
    assert "誤りが" in ran.err.splitlines()[0]
    assert all(line.startswith("house.yaml:") for line in ran.err.splitlines())
    assert "house.yaml:7: " in ran.err


def test_a_draft_is_never_overwritten(run, draft) -> None:
    run("audit", draft, "--format", f"json={draft}")
    run("tree", draft, "--format", f"json={draft}")
    assert draft.read_text(encoding="utf-8") == DRAFT


# -------------------------------- the other commands


def test_help_and_version(run) -> None:
    assert run("--version").out == "checker 0.1.0\n"
    overview = run("--help")
    assert overview.status == 0
    for command in cli._COMMANDS:
        assert command in overview.out
        for lang, words in (("ja", ("使い方: ", "例: ")), ("en", ("usage: ", "example: "))):
            told = run(command, "--help", "--lang", lang)
            assert told.status == 0
            assert all(word in told.out for word in words)
    nothing = run()
    assert (nothing.status, nothing.out) == (2, overview.out)


def test_tree_numbers_the_lines(run, draft) -> None:
    told = json.loads(run("tree", draft, "--format", "json").out)
    assert told["schema"] == "checker-tree/1"
    (part,) = told["documents"][0]["parts"]
    assert part["role"] == "契約書"
    article = part["clauses"][0]
    assert (article["kind"], article["number"], article["heading"], article["start_line"]) == ("article", [1], "目的", 2)
    shown = run("tree", draft).out
    assert "     2  条 第1条 目的" in shown
    assert run("tree", draft, "none.txt").status == 2


def test_rules_of_a_service(run) -> None:
    everything = json.loads(run("rules", "--format", "json").out)
    assert everything["schema"] == "checker-rules/1"
    some = json.loads(run("rules", "--service", "通所介護", "--format", "json").out)
    assert 0 < len(some["rules"]) < len(everything["rules"])
    assert {"id", "title", "class", "duty", "basis", "first", "last"} <= some["rules"][0].keys()
    assert f"{len(some['rules'])}件のルール" in run("rules", "--service", "通所介護").out


def test_explain_tells_all_of_a_rule(run) -> None:
    told = run("explain", "record-retention").out
    for words in ("記録の保存期間", "法令義務", "求めること", "〈期間〉", "なぜ", "根拠", "出典未確認", "文例", "適合:", "欠落:"):
        assert words in told
    assert "$minimum" not in told


def test_examples_of_a_pack_are_tried(run, draft) -> None:
    pack = draft.with_name("house.yaml")
    pack.write_text(RULE, encoding="utf-8")
    ran = run("test", pack)
    assert (ran.status, ran.out) == (0, "ルール 1件、例 3件: すべて期待どおりです\n")
    pack.write_text(RULE.replace("expect: missing", "expect: weak"), encoding="utf-8")
    ran = run("test", pack)
    assert ran.status == 1
    assert "house.yaml:15: house-name 例2: weak のはずが missing です" in ran.out
    pack.write_text(RULE.rpartition("      - ")[0], encoding="utf-8")
    ran = run("test", pack)
    assert ran.status == 1
    assert "不合格になる例がありません" in ran.out


def test_words_that_no_rule_uses_are_told(run, draft) -> None:
    pack = draft.with_name("house.yaml")
    words = "concepts: {屋号: ['ひなた{事業所の別名}'], 事業所の別名: [事業所], 忘れた語: [わすれもの]}\nrules:"
    pack.write_text(RULE.replace("rules:", words).replace('requires: "ひなた事業所"', 'requires: "{屋号}"'), encoding="utf-8")
    ran = run("test", pack)
    assert ran.status == 0
    assert "使われていない概念があります: 忘れた語\n" in ran.out


def test_a_rule_may_be_called_by_its_title(run) -> None:
    assert run("explain", "記録の保存期間").out == run("explain", "record-retention").out


def test_a_fault_in_the_vocabulary_is_told_once_with_its_concept(run, draft) -> None:
    pack = draft.with_name("house.yaml")
    words = "concepts: {屋号: ['/ひなた/'], 家名: ['{ひなた']}\nrules:"
    more = RULE.replace("rules:", words).replace('requires: "ひなた事業所"', 'requires: ["{屋号}", "{屋号} … {保存}", "{家名}"]')
    pack.write_text(more, encoding="utf-8")
    ran = run("test", pack)
    assert ran.status == 2
    assert ran.err.count("語彙「屋号」の言い方には") == ran.err.count("語彙「家名」: パターンを読めません") == 1


def test_the_rules_of_a_shipped_file_and_of_a_city_can_be_tried_alone(run) -> None:
    assert run("test", ROOT / "rules" / "national" / "records.yaml", "--rule", "record-retention").status == 0
    local = next((ROOT / "rules" / "local").glob("*.yaml"))
    assert "ルール " in run("test", local).out
    mine = Path("000002-山川町.yaml")
    mine.write_text('extends: national\narea: {code: "000002", name: 山川町}\nrules: {drop: [{id: bcp-plan, because: 例}]}\n', "utf-8")
    assert "ルール 1件" in run("test", mine).out


# -------------------------------- accidents


def test_a_reader_that_goes_away_is_no_error(tmp_path) -> None:
    command = f"'{sys.executable}' -m checker explain record-retention record-keeping | head -n 1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


def test_ctrl_c_is_130_and_one_line(capsys, draft, monkeypatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "audit", interrupt)
    assert main(["audit", str(draft)]) == 130
    assert capsys.readouterr().err == "checker: 中断しました\n"


def test_a_fault_of_the_program_is_one_line_too(capsys, draft, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("見込み違い")

    monkeypatch.setattr(engine, "audit", fail)
    monkeypatch.delenv("CHECKER_DEBUG", raising=False)
    assert main(["audit", str(draft)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ValueError: 見込み違い" in told
    monkeypatch.setenv("CHECKER_DEBUG", "1")
    with pytest.raises(ValueError, match="見込み違い"):
        main(["audit", str(draft)])


def test_a_narrow_encoding_cannot_stop_the_output(draft) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for format_ in ("terminal", "json"):
        ran = subprocess.run(
            [sys.executable, "-m", "checker", "audit", str(draft), "--format", format_], capture_output=True, env=environment, cwd=ROOT
        )
        assert ran.returncode == 1
        assert ran.stderr == b""
    assert json.loads(ran.stdout.decode())["bundles"]


def test_the_public_functions_do_what_the_command_does(draft) -> None:
    import checker

    report = checker.audit(draft, as_of=None, service="居宅介護支援")
    assert isinstance(report, checker.Report)
    assert report.bundles[0].service.value == "居宅介護支援"
    assert checker.audit(texts={"名前": DRAFT}).bundles[0].name == "名前"
    assert checker.parse(DRAFT).parts[0].role == "契約書"


def test_names_that_begin_with_a_dash_and_closed_streams(run, draft) -> None:
    draft.with_name("-x.txt").write_text(DRAFT, encoding="utf-8")
    told = json.loads(run("audit", "--format", "json", "--", "-x.txt").out)
    assert told["bundles"][0]["name"] == "-x.txt"
    one_line(run("rules", "x"), "「x」は使えません")
    one_line(run("test", "a", "b"), "「b」は余分です")
    command = f"'{sys.executable}' -m checker audit - <&- ; '{sys.executable}' -m checker audit '{draft}' >&- ; echo $?"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert ran.stderr == "-: 中身が空です。本文の入ったファイルを指定してください。\n"
    assert ran.stdout.endswith("\n1\n")
