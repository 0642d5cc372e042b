"""`checker init`: what a repository of templates starts with. Nothing that is there is ever written over."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from .errors import UsageProblem
from .records import NamedTuple
from .resources import folder

PACKAGE = "care-contract-checker"
# What is written, and the file in `starter` it is made from.
WORKFLOW = ".github/workflows/checker.yml"
FILES = {"checker.yaml": "checker.yaml", WORKFLOW: "checker.yml"}


class Written(NamedTuple):
    """A file of a new repository; new is False where it was there already and was left alone."""

    path: Path
    new: bool


def write(root: Path, version: str) -> list[Written]:
    """Write the files that are not there yet below a folder. Raises UsageProblem where it cannot be written to."""
    if not root.is_dir():
        raise UsageProblem("フォルダーが見つかりません。書面を置いているフォルダーを指定してください", str(root))
    return [Written(root / name, _write(root / name, _filled(source, version))) for name, source in FILES.items()]


def repository_above(root: Path) -> Path | None:
    """The repository that a folder lies in, unless it is the repository itself."""
    folders = (root.absolute(), *root.absolute().parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), None)
    return None if top == folders[0] else top


def _filled(source: str, version: str) -> str:
    text = (folder("starter") / source).read_text(encoding="utf-8")
    return text.replace("@REQUIREMENT@", requirement(version))


def _write(path: Path, text: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:  # x: fails for any file that is there, links too
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageProblem(f"書き込めません（{error.strerror}）。場所とアクセス権を確認してください", str(path)) from error
    return True


def requirement(version: str) -> str:
    """What pip has to be told to install this very program: the commit it came from, else its version.

    Where a package came from is in direct_url.json (PEP 610); a folder of this computer is of no use to others.
    """
    try:
        origin = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    commit, url = origin.get("vcs_info", {}).get("commit_id"), str(origin.get("url", ""))
    if commit and url.startswith(("https://", "ssh://")):
        return f"{PACKAGE} @ git+{url}@{commit}"
    return f"{PACKAGE}=={version}"
