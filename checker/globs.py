"""Globs of checker.yaml: which files they mean. Paths are relative to the folder of checker.yaml, with `/`.

    *.md            any file of that name, at any depth      kyotaku/*.txt   in that very folder
    kyotaku         a file or all that is in that folder     **/旧/*          at any depth
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

_WILD = {"*": "[^/]*", "?": "[^/]"}


def below(path: str, root: str) -> str | None:
    """A path relative to a folder; None for what is not in it, for standard input, and without a folder ("")."""
    if not root or path == "-":
        return None
    try:
        found = os.path.relpath(os.path.abspath(path), os.path.abspath(root)).replace(os.sep, "/")
    except ValueError:  # another drive
        return None
    return None if found == ".." or found.startswith("../") else found


def matches(path: str, globs: Collection[str]) -> bool:
    """Whether any of the globs means a path (or a folder that it is in)."""
    path = normalize("NFC", path)  # macOS hands out decomposed kana, editors write composed ones
    return any(_compiled(glob).fullmatch(path) for glob in globs)


def is_wild(glob: str) -> bool:
    """Whether a glob may mean any number of files, none too."""
    return any(sign in glob for sign in _WILD)


@lru_cache(maxsize=1024)
def _compiled(glob: str) -> re.Pattern[str]:
    parts = [part for part in normalize("NFC", glob).split("/") if part not in ("", ".")]
    if not parts:
        return re.compile(".*", re.DOTALL)
    if len(parts) == 1 and "/" not in glob.rstrip("/"):
        parts.insert(0, "**")
    *folders, last = parts
    said = "".join("(?:[^/]+/)*" if part == "**" else _part(part) + "/" for part in folders)
    return re.compile(said + (".*" if last == "**" else _part(last) + "(?:/.*)?"), re.DOTALL)


def _part(part: str) -> str:
    return "".join(_WILD.get(char) or re.escape(char) for char in part)
