"""The command line: arguments in, exit status out. The only place that prints and that asks clock, screen and environment.

Exit status: 0 nothing at or above --fail-on, 1 findings (or failed examples), 2 something could not be checked, and 2
wins; 130 after Ctrl-C. People never see a traceback: every problem is one line on standard error, `path: what; what to do`.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import TextIO

from . import __version__, _arguments, plugins
from ._arguments import Format
from .errors import CheckerError, UsageProblem
from .model import SEVERITIES, InputError, Pack, Report, Rule
from .reports import Page, clean

_FINE, _FINDINGS, _TROUBLE, _INTERRUPTED, _UNHEARD = 0, 1, 2, 130, 141  # the last as the shell tells SIGINT and SIGPIPE
_PLACED = re.compile(r"\S+\.ya?ml:[0-9]+: ")  # a message that says itself where
_SCREEN = "terminal"  # the format for people, and the default
_WIDEST = 100  # longer lines are hard to read, however wide the window is


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    try:
        _open_streams()
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except CheckerError as problem:
        first, *rest = str(problem).splitlines() or [""]
        _complain(first if problem.path or _PLACED.match(first) else f"checker: {first}")
        for line in rest:
            _complain(line.strip() if problem.path else line)  # a list of faults, or a pattern with its caret
    except KeyboardInterrupt:
        _complain("checker: 中断しました")
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away (`| head`); keep the interpreter from telling so again
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _UNHEARD
    except OSError as error:
        _complain(f"checker: 入出力に失敗しました（{error.strerror or error}）。空き容量とアクセス権を確認してください")
    except MemoryError:
        _complain("checker: メモリーが足りません。ファイルを分けて検査してください")
    except Exception as error:  # a fault of the program itself: still one line, with what its maintainers need
        if os.environ.get("CHECKER_DEBUG"):
            raise
        _complain(f"checker: 内部エラーです（{_fault(error)}）。環境変数 CHECKER_DEBUG=1 を付けて実行すると詳細が出ます")
    return _TROUBLE


def _run(arguments: list[str]) -> int:
    lang = _arguments.language(arguments)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_arguments.overview(lang), end="")
        return _FINE if arguments else _TROUBLE
    word, *rest = arguments
    if word == "--version":
        print(f"checker {__version__}")
        return _FINE
    if word not in _COMMANDS:
        raise _arguments.unknown_command(word, os.path.exists(word))
    try:
        options = _arguments.parse(word, rest, lang)
    except SystemExit:  # after --help
        return _FINE
    return _COMMANDS[word](options)


# ---------------------------------------------------------------- commands


def _audit(options: Namespace) -> int:
    from . import engine

    formats = _formats(options)
    _spare(options.targets, formats)
    report = engine.audit(
        options.targets,
        folders=_folders(options),
        service=options.service,
        as_of=options.as_of or date.today(),
        until=options.until,
        area=options.area,
        together=options.together,
        jobs=options.jobs,
        progress=_progress(),
        keep=not options.no_cache,
    )
    for error in report.errors:
        _complain(f"{error.path or '（名前なし）'}: {error.message}")
    _deliver(formats, options, "render", lambda render, page: render(report, page))
    return _status(report, options.fail_on)


def _status(report: Report, fail_on: str) -> int:
    if report.errors:
        return _TROUBLE
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != "never" else ()
    return _FINDINGS if any(report.count(severity) for severity in worst) else _FINE


def _tree(options: Namespace) -> int:
    from . import engine

    formats = _formats(options)
    _spare(options.targets, formats)
    documents, refused = [], False
    for found in engine.documents(options.targets):
        if isinstance(found, InputError):
            refused = True
            _complain(f"{found.path}: {found.message}")
        else:
            documents.append(found)
    _deliver(formats, options, "tree", lambda tree, page: tree(documents, page))
    return _TROUBLE if refused else _FINE


def _rules(options: Namespace) -> int:
    from . import packs

    formats = _formats(options)
    pack = packs.in_force(_pack(options), options.as_of or date.today())
    service = packs.service(pack, options.service) if options.service else ""
    line = set(packs.lineage(pack.services, service))
    given = [
        replace(rule, basis=tuple(one for one in rule.basis if not line.isdisjoint(one.services or line)))
        for rule in pack.rules
        if packs.applies(pack, rule, service)[0]
    ] if service else pack.rules
    _deliver(formats, options, "rules", lambda rules, page: rules(given, page))
    return _FINE


def _explain(options: Namespace) -> int:
    pack = _pack(options, examples=True)
    versions: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        versions.setdefault(rule.id, []).append(rule)
    _known(options.targets, versions)
    format_ = plugins.load("checker.reports", _SCREEN)
    page = _page(options)
    print("\n".join(format_.explain(versions[name], pack, page) for name in options.targets), end="")
    return _FINE


def _test(options: Namespace) -> int:
    from . import _trial, engine

    area, folders, chosen = _trial.scope(next(iter(options.targets), None))
    options.area = options.area or area
    options.pack = [*options.pack, *folders]
    pack = _pack(options, examples=True)
    _known(options.rule, {rule.id for rule in pack.rules})
    rules = [rule for rule in pack.rules if chosen(rule) and (not options.rule or rule.id in options.rule)]
    if not rules:
        raise UsageProblem("確かめるルールがありません。ルールのファイルかフォルダーを指定してください", "".join(options.targets))
    if options.mutate:
        return _mutate(options, pack, [rule.id for rule in rules])
    tried, failed = _trial.run(pack, rules, keep=not options.no_cache)
    for line in failed:
        print(clean(line))
    if folders or not options.targets:  # of a file among the shipped rules nobody can say which words are its own
        base = engine.load(keep=not options.no_cache).vocabulary if folders else ()
        if names := _trial.unused(pack, base):
            print(clean(f"注意: どのルールにも使われていない概念があります: {'、'.join(names)}"))
    print(f"ルール {len(rules)}件、例 {tried}件: " + (f"{len(failed)}件が期待と違います" if failed else "すべて期待どおりです"))
    return _FINDINGS if failed else _FINE


def _mutate(options: Namespace, pack: Pack, rules: Sequence[str]) -> int:
    """How many changes of compliant drafts each rule notices; those it does not, with their places."""
    from . import engine, mutation

    drafts: dict[str, str] = {}
    refused = False
    for found in engine.read(options.mutate):
        if isinstance(found, InputError):
            refused = True
            _complain(f"{found.path}: {found.message}")
        else:
            drafts[found.path] = found.text
    tried = list(mutation.mutants(drafts, engine.request(pack, date.today(), keep=not options.no_cache), rules))
    for line in mutation.lines(tried):
        print(clean(line))
    return _TROUBLE if refused else _FINDINGS if any(not one.noticed for one in tried) else _FINE


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "audit": _audit,
    "tree": _tree,
    "explain": _explain,
    "rules": _rules,
    "test": _test,
}


# ---------------------------------------------------------------- rules and services


def _pack(options: Namespace, examples: bool = False) -> Pack:
    from . import engine

    return engine.load(_folders(options), options.area, not options.no_cache, examples)


def _folders(options: Namespace) -> list[Path]:
    for folder in options.pack:
        if not os.path.exists(folder):
            raise UsageProblem("ルールパックが見つかりません。--pack のパスを確認してください", folder)
    return [Path(folder) for folder in options.pack]


def _known(names: Sequence[str], rules: Collection[str]) -> None:
    for name in names:
        if name not in rules:
            raise UsageProblem(f"ルール「{name}」はありません。{_arguments.near(name, rules)}（checker rules で一覧）")


# ---------------------------------------------------------------- output


def _formats(options: Namespace) -> list[Format]:
    """The outputs that were asked for. Only one can go to the screen, and no file can hold two."""
    formats: list[Format] = options.format or [Format(_SCREEN, "")]
    targets = [one.file for one in formats]
    for target in targets:
        if targets.count(target) > 1:
            what = f"ファイル「{target}」に書ける" if target else "画面に出せる"
            raise UsageProblem(f"--format: {what}形式は一つだけです。ほかは --format json=report.json のようにファイルを指定してください")
    for one in formats:
        if one.file and not Path(one.file).absolute().parent.is_dir():
            raise UsageProblem("出力先のフォルダーがありません。先に作ってください", one.file)
    return formats


def _spare(paths: Sequence[str], formats: Sequence[Format]) -> None:
    """Never write a report over a draft."""
    for one in formats:
        for path in paths:
            with suppress(OSError):
                if one.file and os.path.samefile(path, one.file):
                    raise UsageProblem("検査する書面と同じファイルには結果を書けません。別の名前を指定してください", one.file)


def _deliver(
    formats: Sequence[Format], options: Namespace, what: str, write: Callable[[Callable[..., str], Page], str]
) -> None:
    """Write each format to its file or to the screen."""
    for one in formats:
        module = plugins.load("checker.reports", one.name)
        text = write(_made_by(module, what, one.name), _page(options, one.file))
        if not one.file:
            if one.name != _SCREEN:  # for programs: UTF-8 everywhere, the same bytes everywhere
                _make_tolerant(sys.stdout, "utf-8")
            sys.stdout.write(text)
            continue
        try:
            with open(one.file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.write(text)
        except OSError as error:
            raise UsageProblem(f"書き込めません（{error.strerror}）。場所とアクセス権を確認してください", one.file) from error


def _made_by(module: ModuleType, what: str, name: str) -> Callable[..., str]:
    made: Callable[..., str] | None = getattr(module, what, None)
    if made is None:
        raise UsageProblem(f"--format: {name} はこのコマンドでは使えません。terminal か json を指定してください")
    return made


def _page(options: Namespace, file: str = "") -> Page:
    screen = not file and sys.stdout.isatty()
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    colour = options.color == "always" or (options.color == "auto" and screen and not plain)
    width = options.width or (min(shutil.get_terminal_size().columns, _WIDEST) if screen else 80)
    profile, satisfied = getattr(options, "profile", "office"), getattr(options, "show_satisfied", False)
    return Page(max(width, 40), colour, profile, satisfied, options.lang)


def _progress() -> Callable[[str], None] | None:
    """A counter on the terminal while many papers are checked; nothing in logs and pipes."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    done = 0

    def tell(name: str) -> None:
        nonlocal done
        done += 1
        if done > 1:
            print(f"\r{done}件を検査しました", end="\r", file=sys.stderr, flush=True)

    return tell


def _complain(line: str) -> None:
    with suppress(OSError, ValueError):
        print(clean(line), file=sys.stderr)


def _open_streams() -> None:
    """Streams that the shell closed (`>&-`) are None in Python: give them nothing to read and nowhere to write."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        _make_tolerant(stream)


def _make_tolerant(stream: TextIO, encoding: str | None = None) -> None:
    """No character can stop the output: what the encoding lacks is escaped (in JSON that stays valid)."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n" if encoding else None)


def _fault(error: Exception) -> str:
    """What went wrong and where in the program, in a few words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"、{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}: {error}{where}"
