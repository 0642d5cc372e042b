"""The commands and their options: what each is for, in two languages, and how its value is read. Private to `cli`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date

from . import plugins
from .errors import UsageProblem
from .expressions import compiled
from .model import PROFILES, SEVERITIES
from .records import NamedTuple

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
_CONFIG = ("config", "no-config")
_JUDGED = ("service", "as-of", *_RULES, "profile", "together", "tracked", "jobs", *_CONFIG, "baseline", "no-waivers")
_PATHS = ("ファイル、フォルダー、*.txt のような形、または -（標準入力）", "files, folders, patterns such as *.txt, or - (standard input)")
_DRAFTS = (f"{_PATHS[0]}。なければ checker.yaml の paths", f"{_PATHS[1]}; paths of checker.yaml when left out")

COMMANDS: Mapping[str, Command] = {
    "audit": Command(
        ("契約書などの書面を検査します", "check drafts"),
        "checker audit 利用契約書.txt 重要事項説明書.txt --together",
        Positional("PATH", False, True, _DRAFTS),
        (*_JUDGED, "until", "format", "fail-on", "show-satisfied", "ratchet", *_PAGE),
    ),
    "tree": Command(
        ("書面を条・項・号に分けた結果を示します", "show the clauses of drafts"),
        "checker tree 利用契約書.txt",
        Positional("PATH", True, True, _PATHS),
        ("facts", "tracked", "format", *_PAGE),
    ),
    "explain": Command(
        ("ルールの内容、理由、根拠、文例を示します", "tell what a rule asks and why"),
        "checker explain record-retention",
        Positional("RULE", True, True, ("ルールの名前（checker rules で一覧）", "ids of rules (checker rules lists them)")),
        (*_RULES, *_CONFIG, *_PAGE),
    ),
    "rules": Command(
        ("その日、その地域、そのサービスで使うルールの一覧を示します", "list the rules in force"),
        "checker rules --service 居宅介護支援",
        None,
        ("service", "as-of", *_RULES, "profile", *_CONFIG, "format", *_PAGE),
    ),
    "test": Command(
        ("ルールに書かれた例がそのとおり判定されるか確かめます", "try every rule on its own examples"),
        "checker test rules/national/records.yaml",
        Positional("PACK", False, False, ("ルールのファイルかフォルダー（なければ全部）", "a file or folder of rules (all when left out)")),
        ("rule", "mutate", *_RULES, *_PAGE),
    ),
    "init": Command(
        ("checker.yaml と CI の設定を、ひな型のフォルダーに作ります（上書きしません）", "write a checker.yaml and a CI workflow (never over one)"),
        "checker init ひな型",
        Positional("FOLDER", False, False, ("ひな型のフォルダー（なければ今のフォルダー）", "the folder of the templates (this one when left out)")),
        _PAGE,
    ),
    "config": Command(
        ("設定の値と、それがどこから決まったかを示します", "tell every setting and where it came from"),
        "checker config 利用契約書.txt",
        Positional("PATH", False, True, ("検査する書面（なければ今のフォルダー）", "drafts (this folder when left out)")),
        ("service", "area", "pack", "profile", "fail-on", "baseline", *_CONFIG, *_PAGE),
    ),
    "baseline": Command(
        ("今ある指摘をベースラインに書きます。既にあれば、なくなった指摘を除くだけです", "note the present findings; a baseline only shrinks"),
        "checker baseline write ひな型 --baseline checker-baseline.json",
        Positional("write PATH", True, True, ("write に続けて、検査する書面（なければ checker.yaml の paths）", "write, and then drafts")),
        (*_JUDGED, *_PAGE),
    ),
}

# -------------------------------- values


def near(word: str, known: Collection[str]) -> str:
    """Did you mean …? or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1, 0.55)
    return f"「{found[0]}」のことですか？" if found else ""


def one_of(known: Sequence[str], what: str) -> Callable[[str], str]:
    def chosen(word: str) -> str:
        if word not in known:
            raise UsageProblem(f"{what}「{word}」はありません。{near(word, known)}（使えるもの: {'、'.join(known)}）")
        return word

    return chosen


def _day(option: str) -> Callable[[str], date]:
    def day(word: str) -> date:
        if compiled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch(word):
            with suppress(ValueError):
                return date.fromisoformat(word)
        raise UsageProblem(f"{option}: 「{word}」は日付として読めません。2026-04-01 のように書いてください")

    return day


def _number(option: str, low: int, high: int) -> Callable[[str], int]:
    def number(word: str) -> int:
        if not compiled(r"[0-9]{1,6}").fullmatch(word) or not low <= int(word) <= high:
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
    return Format(one_of(plugins.names("checker.reports"), "出力形式")(name), file)


# option -> (help in both languages, what argparse is told of it)
OPTIONS: Mapping[str, tuple[tuple[str, str], Mapping[str, object]]] = {
    "service": (
        ("サービスの種類（なければ書面から判断します）", "kind of service (told from the papers when left out)"),
        {"metavar": "NAME", "default": None},
    ),
    "as-of": (
        ("この日に有効なルールで検査します（なければ今日）", "check by the rules of this day (today)"),
        {"metavar": "YYYY-MM-DD", "type": _day("--as-of")},
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
        {"metavar": "YYYY-MM-DD", "type": _day("--until"), "default": None},
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
        {"metavar": "LEVEL", "type": one_of(FAIL_ON, "--fail-on の値"), "default": None},
    ),
    "profile": (
        (
            "誰のための結果か（office）: office 事業所、template ひな型の管理者、auditor 点検者",
            "whom the report is for (office): office, template, auditor",
        ),
        {"metavar": "WHO", "type": one_of(PROFILES, "--profile の値"), "default": None},
    ),
    "facts": (
        ("条・項でなく、電話・時間・所在地などの値を、誰の何の値かとともに示します", "show telephone numbers, hours, addresses … with whose they are"),
        {"action": "store_true"},
    ),
    "show-satisfied": (("適合した項目も示します", "show what is satisfied, too"), {"action": "store_true"}),
    "tracked": (
        ("Word の変更履歴: final 反映した後（既定）、original 反映する前", "tracked changes of Word: final (as accepted) or original"),
        {"metavar": "WHICH", "type": one_of(("final", "original"), "--tracked の値"), "default": "final"},
    ),
    "together": (("すべてのファイルを一組の書面として検査します", "check all files as one set of papers"), {"action": "store_true"}),
    "jobs": (
        ("同時に使うプロセスの数（1）", "processes to use (1)"),
        {"metavar": "N", "type": _number("--jobs", 1, 64), "default": 1},
    ),
    "config": (
        ("この設定ファイルを使います（なければ書面のフォルダーから上へ checker.yaml を探します）", "use this checker.yaml (looked for upwards)"),
        {"metavar": "FILE", "default": None},
    ),
    "no-config": (("checker.yaml を使いません", "use no checker.yaml"), {"action": "store_true"}),
    "baseline": (
        ("このベースラインにない、新しい指摘だけを報告します", "report only findings that this baseline does not hold"),
        {"metavar": "FILE", "default": None},
    ),
    "ratchet": (
        ("ベースラインにもうない指摘が残っていれば終了コード 1", "exit with 1 when the baseline could be tightened"),
        {"action": "store_true"},
    ),
    "no-waivers": (("承認（waiver）を使わず、すべての指摘を数えます", "let no waiver count"), {"action": "store_true"}),
    "rule": (
        ("このルールだけ確かめます（何度でも）", "try this rule only (repeatable)"),
        {"metavar": "RULE", "action": "append", "default": []},
    ),
    "lang": (("説明と見出しの言語（ja）", "language of help and headings (ja)"), {"metavar": "ja|en"}),
    "color": (
        ("色を使うか（auto）: auto、always、never", "use colour (auto): auto, always, never"),
        {"metavar": "WHEN", "type": one_of(COLOURS, "--color の値"), "default": "auto"},
    ),
    "width": (
        ("一行の幅。漢字は2と数えます（画面の幅）", "width of a line in cells (that of the terminal)"),
        {"metavar": "N", "type": _number("--width", *_WIDTHS), "default": None},
    ),
}
