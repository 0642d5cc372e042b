"""What a repository of templates is given: the files of `checker init`, the hook, the action; tried on the sample one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker import __version__, init, packs, plugins
from checker.cli import main

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "template-repository"
DAY = ("--as-of", "2026-11-20")


def plain(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# -------------------------------- init


def test_it_writes_what_is_missing_and_never_over_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "checker.yaml").write_text("profile: office\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "checker.yaml: 既にあるので" in told
    assert "checker.yml: 作りました" in told
    assert (tmp_path / "checker.yaml").read_text(encoding="utf-8") == "profile: office\n"
    assert [written.new for written in init.write(tmp_path, __version__)] == [False, False]
    assert main(["init", str(tmp_path / "none")]) == 2


def test_a_folder_inside_a_repository_is_told_where_workflows_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ひな型").mkdir()
    assert main(["init", str(tmp_path / "ひな型")]) == 0
    assert f"GitHub が読むのは {tmp_path / '.github'} だけです" in capsys.readouterr().out
    assert main(["init", str(tmp_path)]) == 0
    assert "GitHub" not in capsys.readouterr().out


def test_what_it_writes_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    init.write(tmp_path, __version__)
    monkeypatch.chdir(tmp_path)
    for name in ("契約書.md", "README.md"):
        Path(name).write_text("居宅介護支援 利用契約書\n第１条（目的）　支援します。\n", encoding="utf-8")
    workflow = plain(Path(".github/workflows/checker.yml"))
    (step,) = [step for step in workflow["jobs"]["checker"]["steps"] if step.get("run", "").startswith("checker ")]
    assert main([*step["run"].split()[1:], *DAY]) in (0, 1)
    assert [run["results"] != [] for run in json.loads(Path("checker.sarif").read_text(encoding="utf-8"))["runs"]] == [True]
    assert "README" not in capsys.readouterr().out


def test_every_key_that_it_shows_may_be_used(tmp_path: Path) -> None:
    init.write(tmp_path, __version__)
    text = (tmp_path / "checker.yaml").read_text(encoding="utf-8")
    shown = re.sub(r"^# ?(?=[a-z_]+:|  )", "", text, flags=re.MULTILINE)
    settings = packs.settings(shown.encode(), "checker.yaml")
    assert settings.bundles and settings.waivers and settings.switches and settings.packs and settings.baseline


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        (None, "care-contract-checker==1.2.3"),
        ({"url": "file:///somewhere", "dir_info": {}}, "care-contract-checker==1.2.3"),
        (
            {"url": "https://example.org/x.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
            "care-contract-checker @ git+https://example.org/x.git@0a1b",
        ),
    ],
)
def test_the_workflow_installs_this_very_program(monkeypatch: pytest.MonkeyPatch, origin: Any, wanted: str) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return json.dumps(origin) if origin else None

    monkeypatch.setattr(init, "distribution", lambda name: Installed())
    assert init.requirement("1.2.3") == wanted


# -------------------------------- the sample repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample as somebody else's checkout."""
    copy = tmp_path / "repository"
    shutil.copytree(SAMPLE, copy)
    (copy / ".git").mkdir()
    monkeypatch.chdir(copy)
    return copy


def test_the_sample_passes_with_its_waivers_and_its_one_set_of_papers(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--format", "json", *DAY]) == 0
    report = json.loads(capsys.readouterr().out)
    (bundle,) = report["bundles"]
    assert [document["path"] for document in bundle["documents"]] == ["居宅介護支援/契約書.md", "居宅介護支援/重要事項説明書.md"]
    waived = {result["rule"]: result["waived"] for result in bundle["results"] if result["waived"]}
    assert waived.keys() == {"record-retention", "transport-fee-area"}
    assert waived["transport-fee-area"]["by"].startswith("checker.yaml:")
    assert report["summary"]["waived"] == 2
    bad = [result for result in bundle["results"] if result["rule"].startswith("waiver-") and result["severity"] != "none"]
    assert bad == []


def test_the_sample_speaks_up_when_its_waivers_end(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", "--format", "json", "--as-of", "2027-04-01"])
    results = json.loads(capsys.readouterr().out)["bundles"][0]["results"]
    expired = [result for result in results if result["rule"] == "waiver-expired"]
    assert sorted(result["locations"][0]["path"] for result in expired) == ["checker.yaml", "居宅介護支援/契約書.md"]


def test_every_format_can_show_the_sample(repository: Path) -> None:
    formats = [name for name in plugins.names("checker.reports") if name != "terminal"]
    wanted = [word for name in formats for word in ("--format", f"{name}=../{name}.out")]
    assert main(["audit", *wanted, "--as-of", "2027-04-01", "--fail-on", "never"]) == 0
    assert all(Path(f"../{name}.out").stat().st_size for name in formats)


# -------------------------------- the hook and the action


def test_the_hook_takes_every_draft_and_no_readme(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hook,) = plain(ROOT / ".pre-commit-hooks.yaml")
    readers = [plugins.load("checker.readers", name) for name in ("text", "docx", "pdf")]
    drafts = [f"x/書面{suffix}" for reader in readers for suffix in reader.SUFFIXES]
    assert all(re.search(hook["files"], name) and not re.search(hook["exclude"], name) for name in drafts)
    assert all(re.search(hook["exclude"], name) for name in ("README.md", "docs/readme.ja.md", "requirements-dev.txt"))
    command, *arguments = hook["entry"].split()
    assert command == "checker"
    assert main([*arguments, "居宅介護支援/契約書.md", *DAY]) == 0
    assert "居宅介護支援/重要事項説明書.md" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("fail_on", "status"), [("", 0), ("note", 1)])
def test_the_script_of_the_action_runs_on_the_sample(repository: Path, tmp_path: Path, fail_on: str, status: int) -> None:
    action = plain(ROOT / "action.yml")
    (audit,) = [step for step in action["runs"]["steps"] if step.get("id") == "audit"]
    tools = tmp_path / "checker" / "bin"
    tools.mkdir(parents=True)
    (tools / "checker").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n', encoding="utf-8")
    (tools / "checker").chmod(0o755)
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    inputs = {"PATHS": "居宅介護支援\n", "FAIL_ON": fail_on, "BASELINE": "", "ARGUMENTS": "--as-of\n2026-11-20\n--service\n居宅介護支援"}
    given = {**os.environ, **files, **inputs, "RUNNER_TEMP": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", audit["run"]], env=given, capture_output=True, text=True)
    assert ran.returncode == status, ran.stderr
    assert "::warning file=居宅介護支援/" in ran.stdout
    sarif = Path(Path(files["GITHUB_OUTPUT"]).read_text(encoding="utf-8").strip().removeprefix("sarif="))
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "居宅介護支援" in Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")


def test_the_action_never_puts_an_input_into_a_script() -> None:
    """What stands in ${{ }} is pasted before the shell reads it: a path could be a command."""
    action = plain(ROOT / "action.yml")
    assert not any("${{" in step.get("run", "") for step in action["runs"]["steps"])
    assert {step["env"][name] for step in action["runs"]["steps"] for name in step.get("env", {})} <= {
        f"${{{{ inputs.{name} }}}}" for name in action["inputs"]
    }


def test_the_starter_files_travel_with_the_package() -> None:
    assert all((ROOT / "checker" / "starter" / source).is_file() for source in init.FILES.values())
    assert metadata.version(init.PACKAGE) == __version__
