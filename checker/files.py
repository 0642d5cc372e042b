"""Paths -> sources: walks folders and globs, reads bytes within limits, hands them to the reader of their suffix.

One bad file never stops the others: it comes out as an InputError, in words for its owner.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import globs
from .errors import InputProblem
from .model import InputError, Source
from .readers import reader, suffixes

MAX_BYTES = 64_000_000  # a contract is a few hundred kilobytes; more than this is not one
_STANDARD_INPUT = "-"


def read(
    paths: Sequence[str], wanted: Callable[[str], bool] = lambda path: True, tracked: str = "final"
) -> Iterator[Source | InputError]:
    """Every draft named by files, folders, globs or "-" (standard input), each once, in the order given.

    In folders only files of known formats are taken, hidden ones and links to folders are passed over; so is, whatever
    names it, a file that is not wanted. tracked: whether tracked changes are read as accepted ("final") or not yet made
    ("original"), where a format has them.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path == _STANDARD_INPUT:
            yield _source("-", ".txt", sys.stdin.buffer.read(MAX_BYTES + 1), tracked)
            continue
        for found in _expand(path):
            if isinstance(found, InputError):
                yield found
                continue
            if not wanted(found):
                continue
            try:
                status = os.stat(found)
            except OSError as error:
                yield InputError(found, f"開けません（{_why(error)}）。パスとアクセス権を確認してください。")
                continue
            if (status.st_dev, status.st_ino) in seen and status.st_ino:
                continue
            seen.add((status.st_dev, status.st_ino))
            yield _file(found, status, tracked)


def _expand(path: str) -> Iterator[str | InputError]:
    if os.path.isdir(path):
        closed: list[InputError] = []
        names: list[str | InputError] = [*sorted(inside(path, closed))]
        none = InputError(path, f"このフォルダーに読める書面（{' '.join(suffixes())}）がありません。")
        yield from [*names, *closed] or [none]
    elif os.path.lexists(path):
        yield path
    elif glob.has_magic(path):
        names = [*sorted(_matching(path))]
        yield from names or [InputError(path, "当てはまるファイルがありません。パスを確認してください。")]
    else:
        yield InputError(path, "ファイルが見つかりません。パスを確認してください。")


def inside(folder: str, closed: list[InputError] | None = None) -> Iterator[str]:
    """The drafts of a folder and its subfolders: files of known formats, nothing hidden, no links to folders.

    Folders that may not be looked into are added to `closed`.
    """

    def shut(error: OSError) -> None:
        if closed is not None:
            closed.append(InputError(str(error.filename), f"フォルダーを開けません（{_why(error)}）。アクセス権を確認してください。"))

    known = suffixes()
    for at, folders, names in os.walk(folder, onerror=shut, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in known:
                yield os.path.join(at, name)


def _matching(pattern: str) -> Iterator[str]:
    """Files that a pattern means. `**` does not go through links to folders, which could lead round for ever."""
    if "**" not in pattern:
        yield from (name for name in glob.iglob(pattern) if not os.path.isdir(name))
        return
    parts = pattern.replace(os.sep, "/").split("/")
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    base = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
    wanted = "/".join(parts[fixed:])
    for at, folders, names in os.walk(base, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            found = os.path.normpath(os.path.join(at, name))
            if not name.startswith(".") and globs.matches(os.path.relpath(found, base).replace(os.sep, "/"), (wanted,)):
                yield found


def _file(path: str, status: os.stat_result, tracked: str) -> Source | InputError:
    if not stat.S_ISREG(status.st_mode):
        return InputError(path, "通常のファイルではないため読みません。書面のファイルを指定してください。")
    if status.st_size > MAX_BYTES:
        return InputError(path, f"大きすぎます（{status.st_size:,} バイト。上限 {MAX_BYTES:,} バイト）。書面だけのファイルにしてください。")
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return InputError(path, f"読めません（{_why(error)}）。パスとアクセス権を確認してください。")
    return _source(path, Path(path).suffix, data, tracked)


def _source(path: str, suffix: str, data: bytes, tracked: str) -> Source | InputError:
    if len(data) > MAX_BYTES:
        return InputError(path, f"大きすぎます（上限 {MAX_BYTES:,} バイト）。書面だけのファイルにしてください。")
    read_one = reader(suffix)
    if read_one is None:
        return InputError(path, f"この形式（{suffix}）は読めません。読める形式: {' '.join(suffixes())}")
    try:
        return read_one(path, data, tracked=tracked) if "tracked" in read_one.__annotations__ else read_one(path, data)
    except InputProblem as problem:
        return InputError(path, problem.message)


def _why(error: OSError) -> str:
    known = {2: "見つかりません", 13: "権限がありません", 40: "リンクが循環しています", 36: "名前が長すぎます", 5: "入出力エラー"}
    return known.get(error.errno or 0, error.strerror or "不明な理由")
