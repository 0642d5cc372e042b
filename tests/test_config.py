"""checker.yaml: found upwards, wrong ones told with their line, and in force where the command line says nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker import config, globs, packs
from checker.cli import main
from checker.errors import PackProblem
from checker.model import Settings

CONTRACT = "居宅介護支援 利用契約書\n第１条（記録）　事業者は、サービスの提供に関する記録を、契約の終了の日から３年間保存します。\n"
EXPLANATION = "重要事項説明書\n１．事業所の概要\n事業所名\t○○ケアプランセンター\n電話番号\t00-0000-0101\n"


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err
        assert "内部エラー" not in err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()

    def run(*arguments: object) -> Ran:
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def audit(run: Callable[..., Ran]) -> Callable[..., dict[str, Any]]:
    """The JSON report of an audit as of a fixed day."""

    def audit(*arguments: object) -> dict[str, Any]:
        ran = run("audit", *arguments, "--format", "json", "--as-of", "2026-11-20")
        assert ran.out, ran.err
        told: dict[str, Any] = json.loads(ran.out)
        return told

    return audit


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def of(report: dict[str, Any], rule: str, bundle: int = 0) -> dict[str, Any]:
    return next(result for result in report["bundles"][bundle]["results"] if result["rule"] == rule)


# -------------------------------- finding


def test_the_nearest_file_upwards_counts_and_none_beyond_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "drafts" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / "checker.yaml").touch()
    assert config.find(str(inner / "a.txt")) == tmp_path / "checker.yaml"
    (tmp_path / "repository" / ".git").mkdir()
    assert config.find(str(inner)) is None
    (tmp_path / "repository" / "checker.yaml").touch()
    assert config.find(str(inner / "*.txt")) == tmp_path / "repository" / "checker.yaml"


def test_papers_under_different_files_are_not_mixed(run) -> None:
    put("a/checker.yaml", "profile: template")
    for name in ("a/x.txt", "b/y.txt"):
        put(name, CONTRACT)
    ran = run("audit", "a", "b")
    assert ran.status == 2
    assert "a/checker.yaml、なし" in ran.err
    assert "--config" in ran.err
    assert run("audit", "a", "b", "--config", "a/checker.yaml", "--fail-on", "never").status == 0
    assert run("audit", "a", "b", "--no-config", "--fail-on", "never").status == 0


# -------------------------------- what is wrong with it


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("servise: 通所介護", ":1: checker.yaml に「servise」という項目はありません。「service」のことですか？"),
        ("\nprofile: ofice", ":2: profileに「ofice」は書けません。「office」のことですか？"),
        ("fail_on: errors", "「error」のことですか？"),
        ("exclude: [../x]", "「../x」は使えません"),
        ("bundles:\n  一式: {file: [a.txt]}", ":2: bundles の「一式」に「file」という項目はありません。「files」のことですか？"),
        ("rules:\n  stale-date: of", "「off」のことですか？"),
        ("waivers:\n  - rule: stale-date\n    until: 2027-03-31", ":2: waiversに「reason」がありません"),
        ("waivers:\n  - {rule: stale-date, reason: x, until: 2027-02-30}", ":2: 「2027-02-30」という日はありません"),
        ("waivers:\n  - {rule: a, reason: x, until: 2027-03-31, fingerprint: xyz}", "16桁"),
        ("service: 通所介護\nservice: 訪問介護", ":2: 「service」が二度書かれています（1行目にもあります）"),
        ("- a", "「項目: 値」の形で書いてください"),
        ("a: !!python/object:os.system x", "タグ"),
    ],
)
def test_every_mistake_comes_with_its_line(text: str, message: str) -> None:
    with pytest.raises(PackProblem) as caught:
        packs.settings(text.encode(), "checker.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service: 居宅介護支縁", "checker.yaml:1: 「居宅介護支縁」というサービスはありません。「居宅介護支援」のことですか？"),
        ("\narea: 無い市", "checker.yaml:2: 地域「無い市」のルールパックはありません"),
        ("packs: [none]", "none: ルールパックが見つかりません。checker.yaml:1 のパス"),
        ("rules:\n  record-retension: off", "checker.yaml:2: 「record-retension」というルールはありません。「record-retention」のことですか？"),
        ("rules:\n  record-retention: {parameters: {minimum: 3}}", "checker.yaml:2: ルール「record-retention」の「minimum」に「3」は使えません"),
        ("rules:\n  record-retention: {parameters: {minimun: 2年}}", "checker.yaml:2: ルール「record-retention」に「minimun」という値"),
        ("waivers:\n  - {rule: nothing-like-it, reason: x, until: 2027-03-31}", "checker.yaml:2: 「nothing-like-it」というルール"),
        ("bundles:\n  一式: {files: ['*.txt'], service: 無い}", "checker.yaml:2: 「無い」というサービスはありません"),
    ],
)
def test_what_does_not_exist_is_told_with_the_line_of_the_file(run, text: str, message: str) -> None:
    put("checker.yaml", text)
    ran = run("audit", put("a.txt", CONTRACT))
    assert ran.status == 2
    assert ran.err.startswith(message)
    assert ran.err.count("\n") == 1


def test_a_rule_that_only_a_city_has_is_known(run) -> None:
    put("checker.yaml", "rules:\n  house-rule: off\npacks: [house]")
    put(
        "house/local/000009-仮の市.yaml",
        "extends: national\narea: {code: '000009', name: 仮の市}\nversion: '1'\nrules:\n  add:\n"
        "    - {id: house-rule, because: 市の条例, title: 題, class: civil, duty: advice, requires: 支援, message: 文}\n",
    )
    put("house/house.yaml", "concepts: {屋号: [ひなた]}\n")
    assert run("audit", put("a.txt", CONTRACT), "--fail-on", "never").status == 0


# -------------------------------- which value wins


def test_the_command_line_wins_over_the_file_and_the_file_over_the_default() -> None:
    settings = Settings("checker.yaml", "", profile="template", fail_on="note", lines={"profile": 2, "fail_on": 3})
    resolved = config.resolve(settings, {"fail_on": "warning", "profile": None}, ["mine"])
    assert resolved.values["fail_on"] == ("warning", "--fail-on")
    assert resolved.values["profile"] == ("template", "checker.yaml:2")
    assert resolved.values["service"] == ("", config.DEFAULT)
    assert resolved.packs == (("mine", "--pack"),)


def test_config_tells_each_value_with_its_origin(run) -> None:
    waiver = "{rule: record-retention, path: 契約書.txt, reason: 改正待ち, until: 2027-03-31, owner: 本部}"
    put("checker.yaml", f"service: 居宅介護支援\nrules:\n  stale-date: off\nexclude: [旧]\nwaivers:\n  - {waiver}\n")
    told = run("config", "--fail-on", "note").out
    for words in (
        "service      居宅介護支援  ← checker.yaml:1",
        "fail_on      note  ← --fail-on",
        "profile      office  ← 既定",
        "rules        stale-date: off  ← checker.yaml:3",
        "exclude      旧  ← checker.yaml:4",
        "record-retention 契約書.txt: 2027-03-31まで、本部（改正待ち）  ← checker.yaml:6",
    ):
        assert words in told
    assert "（なし）" in run("config", "--no-config").out


def test_service_profile_and_fail_on_are_in_force(run, audit) -> None:
    put("checker.yaml", "service: 通所介護\nfail_on: never")
    path = put("a.txt", CONTRACT)
    assert audit(path)["bundles"][0]["service"] == {"value": "通所介護", "how": "given", "evidence": []}
    assert run("audit", path).status == 0
    assert run("audit", path, "--fail-on", "note").status == 1
    assert audit(path, "--service", "居宅介護支援")["bundles"][0]["service"]["value"] == "居宅介護支援"


# -------------------------------- rules


def test_rules_are_turned_off_reweighed_and_given_other_values(audit) -> None:
    path = put("a.txt", CONTRACT)
    assert (of(audit(path), "record-retention")["verdict"], of(audit(path), "record-retention")["severity"]) == ("weak", "warning")
    put("checker.yaml", "rules:\n  record-retention: {parameters: {minimum: 2年}}")
    assert of(audit(path), "record-retention")["verdict"] == "satisfied"
    put("checker.yaml", "rules:\n  record-retention: error")
    assert of(audit(path), "record-retention")["severity"] == "error"
    put("checker.yaml", "rules:\n  record-retention: {severity: off, because: 別の書面で定める}")
    off = of(audit(path), "record-retention")
    assert (off["verdict"], off["reasons"]) == ("not-applicable", ["別の書面で定める"])


def test_a_template_may_have_blanks_but_no_name_of_a_user(audit) -> None:
    blank = put("a.txt", EXPLANATION)
    left = put("b.txt", f"{EXPLANATION}\n令和　年　月　日\n利用者　氏名　見本花子　印\n")
    assert of(audit(blank), "placeholder")["verdict"] == "inconsistent"
    assert of(audit(blank, "--profile", "template"), "placeholder")["verdict"] == "satisfied"
    assert of(audit(blank, "--profile", "auditor"), "placeholder")["verdict"] == "inconsistent"
    assert "署名欄" in of(audit(left, "--profile", "template"), "placeholder")["reasons"][0]


# -------------------------------- files


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.md", ["a.md", "x/y/a.md"], ["a.mdx"]),
        ("旧", ["旧/a.txt", "x/旧/a.txt", "旧"], ["旧版/a.txt"]),
        ("旧/", ["旧/a.txt"], ["新/a.txt"]),
        ("x/*.txt", ["x/a.txt"], ["a.txt", "x/y/a.txt"]),
        ("./x", ["x/a.txt"], ["y/x/a.txt"]),
        ("**/x/a?.txt", ["x/a1.txt", "y/z/x/a2.txt"], ["x/a.txt"]),
        ("x/**", ["x/a", "x/y/b"], ["xy/a"]),
        (".", ["a", "x/b"], []),
        ("か\u3099.txt", ["が.txt"], []),
        ("[a].txt", ["[a].txt"], ["a.txt"]),
    ],
)
def test_globs(glob: str, yes: list[str], no: list[str]) -> None:
    assert all(globs.matches(path, [glob]) for path in yes)
    assert not any(globs.matches(path, [glob]) for path in no)


def test_what_is_excluded_is_not_read_and_told_when_it_was_named(run, audit) -> None:
    put("checker.yaml", "paths: [drafts]\nexclude: [旧]")
    for name in ("drafts/a.txt", "drafts/旧/b.txt", "README.md"):
        put(name, CONTRACT)
    put("drafts/旧/broken.txt", "")
    assert [bundle["name"] for bundle in audit()["bundles"]] == ["drafts/a.txt"]
    assert [bundle["name"] for bundle in audit(".")["bundles"]] == ["./drafts/a.txt"]
    ran = run("audit", "README.md")
    assert ran.status == 0
    assert "README.md: checker.yaml の paths か exclude により検査しません" in ran.err


def test_a_gate_that_checks_nothing_does_not_pass(run) -> None:
    put("checker.yaml", "paths: [drafts]\nexclude: ['*.txt']")
    put("drafts/a.txt", CONTRACT)
    for arguments in ((), ("drafts",), (".",)):
        ran = run("audit", *arguments)
        assert ran.status == 2
        assert "paths と exclude" in ran.err


def test_without_a_path_there_must_be_paths(run) -> None:
    ran = run("audit")
    assert ran.status == 2
    assert "PATH を指定してください" in ran.err


def test_a_set_of_papers_is_read_whole_even_for_one_of_them(run, audit) -> None:
    put("checker.yaml", "bundles:\n  一式: {files: [k/契約書.txt, k/説明*.txt], service: 介護予防支援}\n")
    put("k/契約書.txt", CONTRACT)
    put("k/説明書.txt", EXPLANATION)
    put("k/別.txt", CONTRACT)
    both = ["k/契約書.txt", "k/説明書.txt"]
    for asked in (["k/説明書.txt"], ["k/契約書.txt"], both):
        (bundle,) = audit(*asked)["bundles"]
        assert bundle["name"] == "一式"
        assert [document["path"] for document in bundle["documents"]] == both
        assert bundle["service"]["value"] == "介護予防支援"
    assert [bundle["name"] for bundle in audit("k")["bundles"]] == ["k/別.txt", "一式"]
    assert audit("k") == audit("k", "--jobs", "2")
    assert len(audit("k", "--together")["bundles"][0]["documents"]) == 3
    assert len(audit("k", "--no-config")["bundles"]) == 3
    put("k/説明書.txt", "")
    assert "k/説明書.txt: 中身が空です" in run("audit", "k/契約書.txt").err


def test_a_paper_that_a_set_names_must_be_there(run) -> None:
    put("checker.yaml", "bundles:\n  一式: {files: [契約書.txt, 同意書.txt, '*.pdf']}\n")
    put("契約書.txt", CONTRACT)
    ran = run("audit", "契約書.txt")
    assert ran.status == 2
    assert ran.err == "checker.yaml: bundles の「一式」に書かれた「同意書.txt」がありません。名前と exclude を確かめてください。\n"


def test_packs_are_found_from_the_folder_of_the_file(audit) -> None:
    put(
        "repository/rules/house.yaml",
        "pack: house\nversion: '1'\nrules:\n"
        "  - {id: house-name, title: 名, class: civil, duty: advice, requires: ひなた事業所, message: 文}\n",
    )
    put("repository/checker.yaml", "packs: [rules]")
    assert of(audit(put("repository/a.txt", CONTRACT)), "house-name")["verdict"] == "missing"


def test_a_report_is_never_written_over_a_draft_of_a_folder(run) -> None:
    path = put("drafts/a.md", CONTRACT)
    ran = run("audit", "drafts", "--format", "json=drafts/a.md")
    assert ran.status == 2
    assert "同じファイルには結果を書けません" in ran.err
    assert path.read_text(encoding="utf-8") == CONTRACT
