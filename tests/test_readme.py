"""The READMEs tell the truth: every command runs, every path exists, every quoted output is what comes out.

`python tests/test_readme.py` writes the present output into the READMEs.
"""

from __future__ import annotations

import io
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest

from checker.cli import main
from checker.readers import suffixes

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"(?<=^```console\n)(\$ ([^\n]+)\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> Iterator[str]:
    for readme in READMES:
        yield from (text for name, text in BLOCK.findall(readme.read_text(encoding="utf-8")) if name == kind)


def steps() -> list[str]:
    """Every single command of the sh blocks, without its comment."""
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]
    return sorted({step.strip() for line in lines for step in line.partition("  #")[0].split("&&")})


def run(command: str) -> tuple[int, str]:
    """Status and output of a `checker …` command, cut by `| head -n N` if it says so."""
    command, _, head = command.partition(" | head -n ")
    _, *arguments = shlex.split(command)
    with redirect_stdout(io.StringIO()) as out:
        status = main(arguments)
    lines = out.getvalue().splitlines(keepends=True)
    return status, "".join(lines[: int(head)] if head else lines)


@pytest.fixture
def at_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that looks like the checkout, in which commands may write."""
    for name in ("samples", "rules", "docs", "checker"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("step", [step for step in steps() if "checker " in step])
def test_every_command_runs(step: str, at_root: None, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(step)
    assert status in (0, 1)
    assert out
    assert not capsys.readouterr().err


def test_the_steps_of_installing_are_right() -> None:
    others = {step for step in steps() if "checker " not in step}
    assert others == {
        "python3 -m venv .venv",
        ".venv/bin/pip install .",
        ".venv/bin/pip install -e '.[dev]'",
        ".venv/bin/pytest",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(need.startswith("pytest") for need in project["optional-dependencies"]["dev"])
    assert project["scripts"]["checker"] == "checker.__main__:main"
    assert "-e '.[dev]'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_quoted_output_is_what_comes_out(readme: Path, at_root: None) -> None:
    quotes = QUOTED.findall(readme.read_text(encoding="utf-8"))
    assert quotes
    for _, command, quoted in quotes:
        assert quoted == run(command)[1], "run: python tests/test_readme.py"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_path_exists(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    prose = BLOCK.sub("", text)
    paths = set(re.findall(r"`([\w.-]+/[\w./-]*)`", prose)) | set(re.findall(r"\]\(([^):]+)\)", prose))
    assert len(paths) > 3
    for path in paths:
        assert (ROOT / path).exists(), path


def test_the_formats_that_are_promised_are_read() -> None:
    assert {".txt", ".md", ".docx", ".pdf"} <= set(suffixes())


def test_the_python_example_runs(at_root: None) -> None:
    for block in blocks("python"):
        with redirect_stdout(io.StringIO()) as out:
            exec(compile(block, "README.md", "exec"), {})
        assert "record-retention weak [33]" in out.getvalue()
        assert out.getvalue().endswith("目的\n")


if __name__ == "__main__":
    with chdir(ROOT):
        for readme in READMES:
            text = readme.read_text(encoding="utf-8")
            text = QUOTED.sub(lambda found: found[1] + run(found[2])[1], text)
            readme.write_text(text, encoding="utf-8")
