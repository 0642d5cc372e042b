"""YAML text -> nodes that know their line. Private to `packs`, and the only place that knows PyYAML.

Nodes are built from the parser's events, so that depth, aliases and duplicate keys are judged while reading, before
anything is expanded or recursed into. No scalar is given a type here: see `_values`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..errors import PackProblem

MAX_BYTES = 2_000_000
MAX_DEPTH = 50
_SHOWN = 50  # problems; what comes after is rarely anything else
_TOO_DEEP = f"入れ子が深すぎます（上限は{MAX_DEPTH}段）"
MAX_ALIASES = 20  # enough to share a list of services; too few for an alias bomb

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Problems = list[PackProblem]


@dataclass(frozen=True)
class Node:
    """A scalar (str), sequence (list) or mapping (dict) of a pack file. `lines` holds the line of each key."""

    value: str | list[Node] | dict[str, Node]
    file: str
    line: int
    plain: bool = False  # a scalar without quotes
    folded: bool = False  # a scalar over several lines whose line ends became blanks
    lines: dict[str, int] = field(default_factory=dict)


def stop(problems: Problems) -> None:
    """Raise what was found, if anything; several problems make one message with a line each."""
    unique = sorted({str(problem): problem for problem in problems}.values(), key=lambda p: (p.path, p.line))
    if len(unique) == 1:
        raise unique[0]
    if unique:
        paths = {problem.path for problem in unique}
        lines = [f"  {problem}" for problem in unique[:_SHOWN]]
        if len(unique) > _SHOWN:
            lines.append(f"  ほか{len(unique) - _SHOWN}件")
        message = "\n".join([f"誤りが{len(unique)}件あります。", *lines])
        raise PackProblem(message, paths.pop() if len(paths) == 1 else "")


# -------------------------------- text -> nodes

# What the two parsers of PyYAML say (libyaml and pure Python), and what to tell a person.
_ADVICE = (
    ("mapping values are not allowed", "「: 」を含む文は引用符で囲んでください。字下げのずれも確かめてください"),
    ("any token '\\t'", "字下げにはタブでなく半角の空白を使ってください"),
    ("any token", "@ ` % で始まる値は引用符で囲んでください"),
    ("unexpected end of stream", "引用符が閉じていません"),
    ("']'", "[ ] が閉じていないか、{ } や … を含む値が引用符で囲まれていません"),
    ("'}'", "{ } が閉じていないか、値が引用符で囲まれていません"),
    ("expected key", "字下げがずれているか、{ } で始まる値が引用符で囲まれていません"),
    ("<block end>", "字下げがずれているか、{ } で始まる値が引用符で囲まれていません"),
    ("'-' indicator", "字下げがずれているか、{ } で始まる値が引用符で囲まれていません"),
    ("expected ':'", "項目名のあとに「: 」がありません"),
    ("characters are not allowed", "制御文字が混じっています"),
)


def compose(data: bytes, file: str, problems: Problems) -> Node | None:
    """Parse one file. None, with a problem noted, when it cannot be read at all; an empty file is an empty mapping."""
    try:
        if len(data) > MAX_BYTES:
            raise PackProblem(f"ファイルが大きすぎます（上限は{MAX_BYTES // 1_000_000}MB）。分けてください", file)
        return _build(yaml.parse(data.decode("utf-8-sig"), Loader=_LOADER), file, problems)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(PackProblem("UTF-8の文字として読めません。UTF-8で保存し直してください", file, line))
    except yaml.MarkedYAMLError as error:
        problems.append(_unreadable(error, data.decode("utf-8-sig"), file))
    except yaml.YAMLError as error:  # a forbidden character: only its offset is known
        before = data.decode("utf-8-sig")[: getattr(error, "position", 0)]
        problems.append(PackProblem(_explain(str(error)), file, before.count("\n") + 1))
    except PackProblem as problem:
        problems.append(problem)
    return None


def _unreadable(error: yaml.MarkedYAMLError, text: str, file: str) -> PackProblem:
    if "nesting depth" in str(error.problem):  # a bound that newer releases of libyaml have themselves
        return PackProblem(_TOO_DEEP, file, error.problem_mark.line + 1 if error.problem_mark else 0)
    quoted = "quoted scalar" in str(error.context)  # the line that opens the quotation tells more than the end of file
    mark = (error.context_mark if quoted else error.problem_mark) or error.context_mark or error.problem_mark
    at = mark.index if mark else 0
    return PackProblem(_explain(f"{error.problem} {text[at : at + 1]!r}"), file, mark.line + 1 if mark else 0)


def _explain(problem: str) -> str:
    advice = next((advice for words, advice in _ADVICE if words in problem), "字下げと引用符を確かめてください")
    return f"YAMLとして読めません。{advice}"


@dataclass
class _Work:
    """A file being built. `open` are the unfinished containers, each with its anchor and the key that waits for a value."""

    file: str
    problems: Problems
    open: list[Node] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    aliases: int = 0
    documents: int = 0
    root: Node | None = None


def _build(events: Iterable[Any], file: str, problems: Problems) -> Node:
    """Put the events together without recursion; every bound is checked on the way."""
    work = _Work(file, problems)
    for event in events:
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise PackProblem(f"タグ（{tag}）は使えません", file, _line(event))
        if step := _STEPS.get(type(event)):
            step(work, event)
    return work.root or Node({}, file, 1)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _document(work: _Work, event: Any) -> None:
    work.documents += 1
    if work.documents > 1:
        message = "一つのファイルに書けるYAML文書は一つです（「---」で区切らないでください）"
        raise PackProblem(message, work.file, _line(event))


def _scalar(work: _Work, event: Any) -> None:
    folded = event.end_mark.line > event.start_mark.line and event.style != "|"
    node = Node(event.value, work.file, _line(event), event.style in (None, ""), folded)
    if event.anchor:
        work.anchors[event.anchor] = node
    _attach(work, node, node.line)


def _alias(work: _Work, event: Any) -> None:
    work.aliases += 1
    if work.aliases > MAX_ALIASES:
        message = f"別名（*{event.anchor}）が多すぎます（上限は{MAX_ALIASES}）。値をそのまま書いてください"
        raise PackProblem(message, work.file, _line(event))
    if event.anchor not in work.anchors:  # unknown, or inside the very node it names
        raise PackProblem(f"別名（*{event.anchor}）の指す先がありません", work.file, _line(event))
    _attach(work, work.anchors[event.anchor], _line(event))


def _begin(work: _Work, event: Any) -> None:
    node = Node([] if isinstance(event, yaml.SequenceStartEvent) else {}, work.file, _line(event))
    _attach(work, node, node.line)
    work.open.append(node)
    work.named.append(event.anchor or "")
    work.keys.append(None)
    if len(work.open) > MAX_DEPTH:
        raise PackProblem(_TOO_DEEP, work.file, node.line)


def _end(work: _Work, event: Any) -> None:
    node, anchor, _ = work.open.pop(), work.named.pop(), work.keys.pop()
    if anchor:
        work.anchors[anchor] = node


def _attach(work: _Work, node: Node, line: int) -> None:
    """Put a node where it belongs: the next member, the next key, or the value of the key before it."""
    if not work.open:
        work.root = node
        return
    parent = work.open[-1].value
    if isinstance(parent, list):
        parent.append(node)
        return
    assert isinstance(parent, dict)
    key = work.keys[-1]
    if key is None:
        if not isinstance(node.value, str):
            raise PackProblem("項目名に一覧や { } は使えません。値なら引用符で囲んでください", work.file, line)
        work.keys[-1] = Node(node.value, work.file, line)
        return
    work.keys[-1] = None
    name, lines = str(key.value), work.open[-1].lines
    if name in parent:
        message = f"「{name}」が二度書かれています（{lines[name]}行目にもあります）"
        work.problems.append(PackProblem(message, work.file, key.line))
        return
    parent[name] = node
    lines[name] = key.line


_STEPS: Mapping[type, Callable[[_Work, Any], None]] = {
    yaml.DocumentStartEvent: _document,
    yaml.ScalarEvent: _scalar,
    yaml.AliasEvent: _alias,
    yaml.SequenceStartEvent: _begin,
    yaml.MappingStartEvent: _begin,
    yaml.SequenceEndEvent: _end,
    yaml.MappingEndEvent: _end,
}
