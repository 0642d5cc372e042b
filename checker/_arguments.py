"""The command line: what can be said, in two languages, and what to answer when it is said wrongly. Private to `cli`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from . import plugins
from .errors import UsageProblem
from .model import SEVERITIES
from .reports import PROFILES

LANGUAGES = ("ja", "en")
COLOURS = ("auto", "always", "never")
FAIL_ON = (*SEVERITIES[:3], "never")
_WIDTHS = (40, 400)


class Positional(NamedTuple):
    """What a command is about: how it is called in help, whether it must be given, whether it may be several."""

    metavar: str
    needed: bool
    many: bool
    about: tuple[str, str]


class Command(NamedTuple):
    """A command: its help in each language, an example, its positional argument, the options it takes."""

    about: tuple[str, str]
    example: str
    positional: Positional | None
    options: tuple[str, ...]


_PAGE = ("lang", "color", "width")
_RULES = ("area", "pack", "no-cache")
_PATHS = ("ファイル、フォルダー、*.txt のような形、または -（標準入力）", "files, folders, patterns such as *.txt, or - (standard input)")

COMMANDS: Mapping[str, Command] = {
    "audit": Command(
        ("契約書などの書面を検査します", "check drafts"),
        "checker audit 利用契約書.txt 重要事項説明書.txt --together",
        Positional("PATH", True, True, _PATHS),
        ("service", "as-of", "until", *_RULES, "format", "fail-on", "profile", "show-satisfied", "together", "jobs", *_PAGE),
    ),
    "tree": Command(
        ("書面を条・項・号に分けた結果を示します", "show the clauses of drafts"),
        "checker tree 利用契約書.txt",
        Positional("PATH", True, True, _PATHS),
        ("format", *_PAGE),
    ),
    "explain": Command(
        ("ルールの内容、理由、根拠、文例を示します", "tell what a rule asks and why"),
        "checker explain record-retention",
        Positional("RULE", True, True, ("ルールの名前（checker rules で一覧）", "ids of rules (checker rules lists them)")),
        (*_RULES, *_PAGE),
    ),
    "rules": Command(
        ("その日、その地域、そのサービスで使うルールの一覧を示します", "list the rules in force"),
        "checker rules --service 居宅介護支援",
        None,
        ("service", "as-of", *_RULES, "format", *_PAGE),
    ),
    "test": Command(
        ("ルールに書かれた例がそのとおり判定されるか確かめます", "try every rule on its own examples"),
        "checker test rules/national/records.yaml",
        Positional("PACK", False, False, ("ルールのファイルかフォルダー（なければ全部）", "a file or folder of rules (all when left out)")),
        ("rule", "mutate", *_RULES, *_PAGE),
    ),
}

_ABOUT = ("介護サービスの契約書・重要事項説明書・同意書を検査します。", "Checks Japanese care-service contracts.")
_ENDING = (
    "終了コード: 0 指摘なし  1 --fail-on 以上の指摘あり  2 検査できないものがあった",
    "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 something could not be checked",
)
_WORDS = {
    "usage": ("使い方: ", "usage: "),
    "commands": ("コマンド", "commands"),
    "arguments": ("指定するもの", "arguments"),
    "options": ("オプション", "options"),
    "example": ("例", "example"),
    "more": ("各コマンドの説明: checker COMMAND --help", "help for a command: checker COMMAND --help"),
    "help": ("この説明を表示します", "show this help"),
    "version": ("版を表示します", "show the version"),
}


def language(arguments: list[str]) -> str:
    """Take `--lang X` out of the arguments, wherever it stands before `--`, and return X; ja where there is none."""
    chosen = "ja"
    at = 0
    while at < len(arguments) and arguments[at] != "--":
        word = arguments[at]
        if word == "--lang":
            if at + 1 >= len(arguments):
                raise UsageProblem(f"--lang: 値が必要です（{' か '.join(LANGUAGES)}）")
            chosen = _one_of(LANGUAGES, "言語")(arguments[at + 1])
            del arguments[at : at + 2]
        elif word.startswith("--lang="):
            chosen = _one_of(LANGUAGES, "言語")(word.partition("=")[2])
            del arguments[at]
        else:
            at += 1
    return chosen


def overview(lang: str) -> str:
    """What `checker --help` says."""
    pick = LANGUAGES.index(lang)
    commands = "\n".join(f"  {name:<9}{command.about[pick]}" for name, command in COMMANDS.items())
    example = next(iter(COMMANDS.values())).example
    return (
        f"{_WORDS['usage'][pick]}checker COMMAND …\n\n{_ABOUT[pick]}\n\n{_WORDS['commands'][pick]}:\n{commands}\n\n"
        f"{_WORDS['options'][pick]}:\n  -h, --help     {_WORDS['help'][pick]}\n  --version      {_WORDS['version'][pick]}\n"
        f"  --lang ja|en   {_OPTIONS['lang'][0][pick]}\n\n"
        f"{_WORDS['example'][pick]}: {example}\n{_WORDS['more'][pick]}\n{_ENDING[pick]}\n"
    )


def parse(command: str, arguments: Sequence[str], lang: str) -> argparse.Namespace:
    """The options of one command; `targets` holds its positional arguments, those after `--` too.

    Options and targets may stand in any order. Raises UsageProblem; exits with 0 after --help.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser(command, lang).parse_intermixed_args(list(arguments[:end]))
    options.lang = lang
    positional = COMMANDS[command].positional
    options.targets = [*getattr(options, "targets", ()), *arguments[end + 1 :]]
    if positional and positional.needed and not options.targets:
        raise UsageProblem(f"{positional.metavar} を指定してください（checker {command} --help で説明）")
    if options.targets and not (positional and positional.many) and len(options.targets) > bool(positional):
        raise UsageProblem(f"「{options.targets[-1]}」は余分です（checker {command} --help で説明）")
    return options


def unknown_command(word: str, exists: bool) -> UsageProblem:
    """What to say to a first word that is no command: a draft without `audit`, or a slip."""
    if exists:
        return UsageProblem(f"検査するときは checker audit {word} と指定してください")
    return UsageProblem(f"「{word}」というコマンドはありません。{near(word, COMMANDS)}（checker --help で一覧）")


def near(word: str, known: Collection[str]) -> str:
    """Did you mean …? or nothing."""
    found = get_close_matches(word, list(known), 1, 0.55)
    return f"「{found[0]}」のことですか？" if found else ""


# ---------------------------------------------------------------- values


def _one_of(known: Sequence[str], what: str) -> Callable[[str], str]:
    def chosen(word: str) -> str:
        if word not in known:
            raise UsageProblem(f"{what}「{word}」はありません。{near(word, known)}（使えるもの: {'、'.join(known)}）")
        return word

    return chosen


def _day(word: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            pass
    raise UsageProblem(f"--as-of: 「{word}」は日付として読めません。2026-04-01 のように書いてください")


def _number(option: str, low: int, high: int) -> Callable[[str], int]:
    def number(word: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", word) or not low <= int(word) <= high:
            raise UsageProblem(f"{option}: 「{word}」は使えません。{low}から{high}までの数を書いてください")
        return int(word)

    return number


class Format(NamedTuple):
    """An output: the name of a module of `reports`, and the file it goes to ("" for the screen)."""

    name: str
    file: str


def _format(word: str) -> Format:
    name, _, file = word.partition("=")
    if "=" in word and not file:
        raise UsageProblem(f"--format: 「{word}」に出力先のファイル名がありません。{name}=report.{name} のように書いてください")
    return Format(_one_of(plugins.names("checker.reports"), "出力形式")(name), file)


# option -> (help in both languages, what argparse is told of it)
_OPTIONS: Mapping[str, tuple[tuple[str, str], Mapping[str, object]]] = {
    "service": (
        ("サービスの種類（なければ書面から判断します）", "kind of service (told from the papers when left out)"),
        {"metavar": "NAME", "default": None},
    ),
    "as-of": (
        ("この日に有効なルールで検査します（なければ今日）", "check by the rules of this day (today)"),
        {"metavar": "YYYY-MM-DD", "type": _day},
    ),
    "area": (
        ("市町村のルールも使います（名前か6桁のコード）", "use the rules of a city too (name or 6-digit code)"),
        {"metavar": "NAME", "default": None},
    ),
    "pack": (
        ("追加のルールのフォルダーかファイル（何度でも）", "a folder or file of further rules (repeatable)"),
        {"metavar": "DIR", "action": "append", "default": []},
    ),
    "no-cache": (("ルールを控えから取らず、読み直します", "read the rules anew instead of a kept copy"), {"action": "store_true"}),
    "until": (
        ("今日（--as-of）からこの日までに始まる指摘を、始まる日とともに示します", "findings that begin between now and this day"),
        {"metavar": "YYYY-MM-DD", "type": _day, "default": None},
    ),
    "mutate": (
        (
            "適合している書面（何度でも）の根拠の文を一つずつ消し、弱め、ルールが気付くかを数えます",
            "take the evidence out of compliant drafts (repeatable) and count which rules notice",
        ),
        {"metavar": "FILE", "action": "append", "default": []},
    ),
    "format": (
        ("出力形式。NAME=FILE でファイルに書きます（何度でも）: {formats}", "output; NAME=FILE writes a file (repeatable): {formats}"),
        {"metavar": "NAME[=FILE]", "action": "append", "type": _format, "default": []},
    ),
    "fail-on": (
        ("この重さ以上の指摘があれば終了コード 1（error）: {fail_on}", "exit with 1 from this severity on (error): {fail_on}"),
        {"metavar": "LEVEL", "type": _one_of(FAIL_ON, "--fail-on の値"), "default": "error"},
    ),
    "profile": (
        (
            "誰のための結果か（office）: office 事業所、template ひな型の管理者、auditor 点検者",
            "whom the report is for (office): office, template, auditor",
        ),
        {"metavar": "WHO", "type": _one_of(tuple(PROFILES), "--profile の値"), "default": "office"},
    ),
    "show-satisfied": (("適合した項目も示します", "show what is satisfied, too"), {"action": "store_true"}),
    "together": (("すべてのファイルを一組の書面として検査します", "check all files as one set of papers"), {"action": "store_true"}),
    "jobs": (
        ("同時に使うプロセスの数（1）", "processes to use (1)"),
        {"metavar": "N", "type": _number("--jobs", 1, 64), "default": 1},
    ),
    "rule": (
        ("このルールだけ確かめます（何度でも）", "try this rule only (repeatable)"),
        {"metavar": "RULE", "action": "append", "default": []},
    ),
    "lang": (("説明と見出しの言語（ja）", "language of help and headings (ja)"), {"metavar": "ja|en"}),
    "color": (
        ("色を使うか（auto）: auto、always、never", "use colour (auto): auto, always, never"),
        {"metavar": "WHEN", "type": _one_of(COLOURS, "--color の値"), "default": "auto"},
    ),
    "width": (
        ("一行の幅。漢字は2と数えます（画面の幅）", "width of a line in cells (that of the terminal)"),
        {"metavar": "N", "type": _number("--width", *_WIDTHS), "default": None},
    ),
}


# ---------------------------------------------------------------- argparse, in words for people

# What argparse says (Lib/argparse.py of Python 3.11 to 3.14) and what we say.
_SAID = (
    (re.compile(r"unrecognized arguments: (.+)"), r"「\1」は使えません"),
    (re.compile(r"argument ([^:]+): expected (?:one|at least one) argument"), r"\1: 値が必要です"),
    (re.compile(r"argument ([^:]+): ignored explicit argument (.+)"), r"\1: 値は付けられません（\2）"),
)


class _Parser(argparse.ArgumentParser):
    """An argparse parser that raises UsageProblem in Japanese instead of printing and exiting."""

    def error(self, message: str) -> NoReturn:
        for pattern, said in _SAID:
            if found := pattern.match(message):
                raise UsageProblem(f"{found.expand(said)}。{self._meant(found[1])}（{self.prog} --help で説明）")
        raise UsageProblem(f"{message}（{self.prog} --help で説明）")

    def _meant(self, word: str) -> str:
        word = word.split()[0].partition("=")[0]
        known = self._option_string_actions
        return near(word, known) if word.startswith("--") and word not in known else ""


class _Help(argparse.RawTextHelpFormatter):
    """Help without re-wrapping, which counts a kanji as one column."""

    usage = _WORDS["usage"][0]

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=100)

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, self.usage if prefix is None else prefix)  # type: ignore[arg-type]


class _EnglishHelp(_Help):
    usage = _WORDS["usage"][1]


def _parser(name: str, lang: str) -> _Parser:
    pick = LANGUAGES.index(lang)
    command = COMMANDS[name]
    parser = _Parser(
        prog=f"checker {name}",
        description=command.about[pick],
        epilog=f"{_WORDS['example'][pick]}: {command.example}",
        formatter_class=_EnglishHelp if lang == "en" else _Help,
        usage=f"checker {name} {_shape(command)}[OPTION …]",
        add_help=False,
        allow_abbrev=False,
    )
    if command.positional:
        group = parser.add_argument_group(_WORDS["arguments"][pick])
        group.add_argument("targets", metavar=command.positional.metavar, nargs="*", help=command.positional.about[pick])
    options = parser.add_argument_group(_WORDS["options"][pick])
    options.add_argument("-h", "--help", action="help", help=_WORDS["help"][pick])
    filled = {"formats": "、".join(plugins.names("checker.reports")), "fail_on": "、".join(FAIL_ON)}
    for option in command.options:
        about, told_to_argparse = _OPTIONS[option]
        options.add_argument(f"--{option}", help=about[pick].format(**filled), **told_to_argparse)  # type: ignore[arg-type]
    return parser


def _shape(command: Command) -> str:
    if not command.positional:
        return ""
    metavar, needed, many, _ = command.positional
    shape = f"{metavar} …" if many else metavar
    return f"{shape} " if needed else f"[{shape}] "
