"""The command line: taking it apart, helping, and answering when it is said wrongly. Private to `cli`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from . import plugins
from ._options import COMMANDS, FAIL_ON, LANGUAGES, OPTIONS, Command, near, one_of
from .errors import UsageProblem
from .expressions import compiled

_ABOUT = ("介護サービスの契約書・重要事項説明書・同意書を検査します。", "Checks Japanese care-service contracts.")
_ENDING = (
    "終了コード: 0 --fail-on（ふだんはエラー）以上の指摘なし  1 あり  2 検査できないものがあった",
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


def spoken(arguments: Sequence[str]) -> str:
    """The language to answer in, whatever else is wrong with the arguments."""
    return "en" if "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments) else "ja"


def language(arguments: list[str]) -> str:
    """Take `--lang X` out of the arguments, wherever it stands before `--`, and return X; ja where there is none."""
    chosen = "ja"
    at = 0
    while at < len(arguments) and arguments[at] != "--":
        word = arguments[at]
        if word == "--lang":
            if at + 1 >= len(arguments):
                raise UsageProblem(f"--lang: 値が必要です（{' か '.join(LANGUAGES)}）")
            chosen = one_of(LANGUAGES, "言語")(arguments[at + 1])
            del arguments[at : at + 2]
        elif word.startswith("--lang="):
            chosen = one_of(LANGUAGES, "言語")(word.partition("=")[2])
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
        f"  --lang ja|en   {OPTIONS['lang'][0][pick]}\n\n"
        f"{_WORDS['example'][pick]}: {example}\n{_WORDS['more'][pick]}\n{_ENDING[pick]}\n"
    )


def parse(command: str, arguments: Sequence[str], lang: str) -> argparse.Namespace:
    """The options of one command; `targets` holds its positional arguments, those after `--` too.

    Options and targets may stand in any order. Raises UsageProblem; exits with 0 after --help.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser(command, lang).parse_intermixed_args(list(arguments[:end]))
    options.command, options.lang = command, lang
    positional = COMMANDS[command].positional
    options.targets = [*getattr(options, "targets", ()), *arguments[end + 1 :]]
    if positional and positional.needed and not options.targets:
        raise UsageProblem(f"{positional.metavar} を指定してください（checker {command} --help で説明）")
    if options.targets and not (positional and positional.many) and len(options.targets) > bool(positional):
        raise UsageProblem(f"「{options.targets[-1]}」は余分です（checker {command} --help で説明）")
    return options


def nothing_to_check(command: str) -> UsageProblem:
    """What to say where neither the command line nor a checker.yaml tells what to check."""
    return UsageProblem(f"PATH を指定してください。checker.yaml に paths を書けば省けます（checker {command} --help で説明）")


def unknown_command(word: str, exists: bool) -> UsageProblem:
    """What to say to a first word that is no command: a draft without `audit`, or a slip."""
    if exists:
        return UsageProblem(f"検査するときは checker audit {word} と指定してください")
    return UsageProblem(f"「{word}」というコマンドはありません。{near(word, COMMANDS)}（checker --help で一覧）")


# -------------------------------- argparse, in words for people

# What argparse says (Lib/argparse.py of Python 3.11 to 3.14) and what we say.
_SAID = (
    (compiled(r"unrecognized arguments: (.+)"), r"「\1」は使えません"),
    (compiled(r"argument ([^:]+): expected (?:one|at least one) argument"), r"\1: 値が必要です"),
    (compiled(r"argument ([^:]+): ignored explicit argument (.+)"), r"\1: 値は付けられません（\2）"),
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
    formats = plugins.names("checker.reports") if name == "audit" else ("terminal", "json")
    filled = {"formats": "、".join(formats), "fail_on": "、".join(FAIL_ON)}
    for option in command.options:
        about, told_to_argparse = OPTIONS[option]
        options.add_argument(f"--{option}", help=about[pick].format(**filled), **told_to_argparse)  # type: ignore[arg-type]
    return parser


def _shape(command: Command) -> str:
    if not command.positional:
        return ""
    metavar, needed, many, _ = command.positional
    shape = f"{metavar} …" if many else metavar
    return f"{shape} " if needed else f"[{shape}] "
