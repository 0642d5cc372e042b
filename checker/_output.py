"""Where reports go: to the screen or to files, how wide and in which colours. Private to `cli`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import TextIO

from . import plugins
from ._options import Format
from .errors import UsageProblem
from .reports import Page

SCREEN = "terminal"  # the format for people, and the default
_MANY = 10  # papers; fewer are checked before a bar could be seen
_BAR = 30  # cells
_WIDEST = 100  # longer lines are hard to read, however wide the window is


def formats(options: Namespace) -> list[Format]:
    """The outputs that were asked for. Only one can go to the screen, and no file can hold two."""
    formats: list[Format] = options.format or [Format(SCREEN, "")]
    targets = [one.file for one in formats]
    for target in targets:
        if targets.count(target) > 1:
            what = f"ファイル「{target}」に書ける" if target else "画面に出せる"
            raise UsageProblem(f"--format: {what}形式は一つだけです。ほかは --format json=report.json のようにファイルを指定してください")
    for one in formats:
        if one.file and not Path(one.file).absolute().parent.is_dir():
            raise UsageProblem("出力先のフォルダーがありません。先に作ってください", one.file)
    return formats


def spare(paths: Sequence[str], formats: Sequence[Format]) -> None:
    """Never write a report over a draft."""
    for one in formats:
        for path in paths:
            with suppress(OSError):
                if one.file and os.path.samefile(path, one.file):
                    raise UsageProblem("検査する書面と同じファイルには結果を書けません。別の名前を指定してください", one.file)


def deliver(
    formats: Sequence[Format], options: Namespace, what: str, write: Callable[[Callable[..., str], Page], str]
) -> None:
    """Write each format to its file or to the screen; one that cannot be written keeps none of the others back."""
    failed: UsageProblem | None = None
    for one in formats:
        module = plugins.load("checker.reports", one.name)
        text = write(_made_by(module, what, one.name), page(options, one.file))
        if not one.file:
            if one.name != SCREEN:  # for programs: UTF-8 everywhere, the same bytes everywhere
                make_tolerant(sys.stdout, "utf-8")
            sys.stdout.write(text)
            continue
        try:
            with open(one.file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.write(text)
        except OSError as error:
            failed = failed or UsageProblem(f"書き込めません（{error.strerror}）。場所とアクセス権を確認してください", one.file)
    if failed:
        raise failed


def _made_by(module: ModuleType, what: str, name: str) -> Callable[..., str]:
    made: Callable[..., str] | None = getattr(module, what, None)
    if made is None:
        raise UsageProblem(f"--format: {name} はこのコマンドでは使えません。terminal か json を指定してください")
    return made


def page(options: Namespace, file: str = "") -> Page:
    screen = not file and sys.stdout.isatty()
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    colour = options.color == "always" or (options.color == "auto" and screen and not plain)
    width = options.width or (_window() if screen else 80)
    profile, satisfied = getattr(options, "profile", "office"), getattr(options, "show_satisfied", False)
    return Page(max(width, 40), colour, profile, satisfied, options.lang)


def _window() -> int:
    from shutil import get_terminal_size  # with it come all kinds of archives

    return min(get_terminal_size().columns, _WIDEST)


def progress() -> Callable[[str, int], None] | None:
    """A bar on the terminal while many papers are checked; nothing in logs and pipes."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    done = 0

    def tell(name: str, total: int) -> None:
        nonlocal done
        done += 1
        if total < _MANY:
            return
        bar = "#" * (done * _BAR // total)
        print(f"\r[{bar:<{_BAR}}] {done}/{total}" if done < total else "\r\x1b[K", end="", file=sys.stderr, flush=True)

    return tell


def make_tolerant(stream: TextIO, encoding: str | None = None) -> None:
    """No character can stop the output: what the encoding lacks is escaped (in JSON that stays valid)."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n" if encoding else None)
