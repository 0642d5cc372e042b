"""Nodes of a pack file -> values of the type their place declares. Private to `packs`.

No scalar is guessed by YAML 1.1 rules (on -> True, 12:30 -> 750, 010 -> 8). Decoders take a node and a list of problems;
they append to the list and go on with an empty value, so that one run tells everything that is wrong with a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from ..errors import PackProblem
from ..expressions import compiled
from ._yaml import Node, Problems


def note(problems: Problems, node: Node, message: str, key: str = "") -> None:
    """Note a problem at a node, or at the line of one of its keys."""
    problems.append(PackProblem(message, node.file, node.lines.get(key, node.line)))


def meant(word: str, choices: Iterable[str]) -> str:
    """「○○」のことですか？ for the nearest of the choices, or ""."""
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(set(choices)), 1, 0.6)
    return f"「{near[0]}」のことですか？" if near else ""


def one_of(words: Iterable[str]) -> str:
    """「a」「b」: a closed list for a message."""
    return "".join(f"「{word}」" for word in words)


def mapping(
    node: Node, problems: Problems, required: Collection[str] = (), optional: Collection[str] = (), what: str = "ここ"
) -> Mapping[str, Node]:
    """The entries of a mapping; unknown and missing keys are noted, and unknown ones left out."""
    if not isinstance(node.value, dict):
        note(problems, node, f"{what}には「項目: 値」の形で書いてください（{one_of([*required, *optional])}）")
        return {}
    known = {*required, *optional}
    for key in node.value.keys() - known:
        guess = meant(key, known) or f"使えるのは{one_of([*required, *optional])}です"
        note(problems, node, f"{what}に「{key}」という項目はありません。{guess}", key)
    for key in required:
        if key not in node.value:
            note(problems, node, f"{what}に「{key}」がありません")
    return {key: value for key, value in node.value.items() if key in known}


def entries(node: Node, problems: Problems, what: str = "ここ") -> Mapping[str, Node]:
    """The entries of a mapping whose keys are names that the author chooses."""
    if isinstance(node.value, dict):
        return node.value
    note(problems, node, f"{what}には「名前: 値」の形で書いてください")
    return {}


def items(node: Node, problems: Problems, what: str = "ここ") -> list[Node]:
    """The members of a sequence."""
    if isinstance(node.value, list):
        return node.value
    note(problems, node, f"{what}には一覧（- …）を書いてください")
    return []


_EMPTY = ("", "~", "null")


def text(node: Node, problems: Problems) -> str:
    """A scalar as it is written, without guessing its type."""
    if isinstance(node.value, dict) and node.value and not any(_filled(value) for value in node.value.values()):
        note(problems, node, "{ } で始まる値は引用符で囲んでください")
    elif not isinstance(node.value, str):
        note(problems, node, "ここには文字を書いてください（一覧や「項目: 値」は書けません）")
    elif node.plain and node.value in _EMPTY:
        note(problems, node, "値がありません")
    elif not node.value.strip():
        note(problems, node, "値が空です")
    else:
        return node.value
    return ""


def _filled(node: Node) -> bool:
    return node.value not in _EMPTY


def prose(node: Node, problems: Problems) -> str:
    """A sentence for people: the blanks that YAML puts for line ends between Japanese characters are taken out."""
    words = text(node, problems).strip()
    return compiled(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])").sub("", words) if node.folded else words


def texts(node: Node, problems: Problems) -> tuple[str, ...]:
    """One scalar or a sequence of them; empty ones are noted and left out."""
    found = node.value if isinstance(node.value, list) else [node]
    return tuple(word for item in found if (word := text(item, problems)))


def some(node: Node, problems: Problems) -> tuple[str, ...]:
    """As `texts`, but at least one: a list that is empty was forgotten."""
    if node.value == []:
        note(problems, node, "一覧が空です。一つ以上書いてください")
    return texts(node, problems)


def choice(node: Node, problems: Problems, choices: Iterable[str], what: str = "ここ") -> str:
    """A scalar out of a closed list."""
    word = text(node, problems)
    if word and word not in choices:
        note(problems, node, f"{what}に「{word}」は書けません。{meant(word, choices)}使えるのは{one_of(choices)}です")
        return ""
    return word


def flag(node: Node, problems: Problems) -> bool:
    """true or false; the yes/no/on/off of YAML 1.1 are refused because they are also words."""
    word = text(node, problems)
    if word and word not in ("true", "false"):
        note(problems, node, f"「{word}」でなく true か false を書いてください")
    return word == "true"


def day(node: Node, problems: Problems) -> date | None:
    """A calendar day, 2024-04-01."""
    word = text(node, problems)
    if compiled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch(word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            note(problems, node, f"「{word}」という日はありません")
            return None
    if word:
        note(problems, node, f"日付は 2024-04-01 の形で書いてください（「{word}」は読めません）")
    return None


_WHOLE = compiled(r"-?(?:0|[1-9][0-9]{0,14})")  # longer ones are names rather than amounts
_BROKEN = compiled(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


def data(node: Node, problems: Problems) -> Any:
    """A free value: str, list, dict, and for unquoted scalars int, float and true/false. 010 and 12:30 stay text."""
    if isinstance(node.value, dict):
        return {key: data(value, problems) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [data(item, problems) for item in node.value]
    if node.plain and node.value in ("true", "false"):
        return node.value == "true"
    if node.plain and _WHOLE.fullmatch(node.value):
        return int(node.value)
    if node.plain and _BROKEN.fullmatch(node.value):
        return float(node.value)
    if not node.plain and not node.value:
        return ""
    return text(node, problems)
