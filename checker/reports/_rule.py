"""Rules for people: `checker explain` and `checker rules`. Private to the terminal report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.cells import cell_len

from ..expressions import compiled
from ..model import Pack, Rule
from . import Page
from ._cells import Run, paint, wrap
from ._words import basis, say

_Line = list[Run]

_HEADINGS = {
    "asks": ("求めること（いずれか）", "What it asks (any of)"),
    "and": ("あわせて求めること", "And also"),
    "forbids": ("指摘する書き方（いずれか）", "Wording that is reported (any of)"),
    "when": ("対象", "Only where"),
    "weak": ("不十分とする書き方", "Not enough"),
    "unless": ("数えない文", "Does not count"),
    "other": ("検査の種類", "Kind of check"),
    "words": ("語の言い換え", "Words"),
    "why": ("なぜ", "Why"),
    "basis": ("根拠", "Basis"),
    "applies": ("適用", "Applies"),
    "parameters": ("数値", "Parameters"),
    "message": ("指摘の文", "Message"),
    "remedy": ("文例", "Wording that passes"),
    "examples": ("例", "Examples"),
    "decided": ("書かれている所", "Written in"),
    "everything": ("すべてのサービス", "every service"),
    "except": ("{services} は対象外: {because}", "not for {services}: {because}"),
    "since": ("{first} から", "since {first}"),
    "until": ("{last} まで", "until {last}"),
    "always": ("期間の定めなし", "no dates"),
    "in": ("記載場所: {roles}", "in: {roles}"),
    "else": ("なければ不十分:", "else too weak:"),
    "for": ("{services} のみ", "{services} only"),
    "from": ("{day} から {value}", "{value} from {day}"),
    "within": ("{within}の中", "within {within}"),
    "count": ("{count}件のルール", "{count} rules"),
}

_KINDS = {
    "agrees": "同じ事柄が所によって食い違っていないか",
    "complete": "書きかけの所、空欄、切れた文がないか",
    "computes": "計算が合っているか",
    "defines": "定義した語が定義のとおりに使われているか",
    "refers": "引用した条がその内容で存在するか",
    "replaces": "正式でない名称が使われていないか",
    "sequence": "番号が順に並んでいるか",
}

# How a piece of a pattern is said. The order matters: 「…。…」 before 「…」.
_PIECES = (
    (compiled(r"…\s*。\s*…"), r" ～（同じ条の中で）～ "),
    (compiled(r"…"), r" ～ "),
    (compiled(r"\$([^:\s{}\[\]…]+):([^\s{}\[\]…]+)"), r"〈\2〉"),
    (compiled(r"\[([^\[\]]*)\]"), r"（\1）"),
    (compiled(r"\|"), "／"),
    (compiled(r"\{([^{}]*)\}"), r"【\1】"),
)
# How a condition is said: 〈期間〉が5年以上.
_COMPARED = (
    (compiled(r"\bsame\(([^)]*)\)"), r"\1 が同じ"),
    (compiled(r"\band\b"), "かつ"),
    (compiled(r"\bor\b"), "または"),
    (compiled(r"\bnot\b"), "次でない:"),
    (compiled(r"\$([^\s<>=()]+)\s*>=\s*([^\s()]+)"), r"〈\1〉が\2以上"),
    (compiled(r"\$([^\s<>=()]+)\s*<=\s*([^\s()]+)"), r"〈\1〉が\2以下"),
    (compiled(r"\$([^\s<>=()]+)\s*>\s*([^\s()]+)"), r"〈\1〉が\2より大きい"),
    (compiled(r"\$([^\s<>=()]+)\s*<\s*([^\s()]+)"), r"〈\1〉が\2未満"),
    (compiled(r"\$([^\s<>=()]+)"), r"〈\1〉"),
)
_EXPRESSION = compiled(r"(/(?:[^/\\]|\\.){1,300}/)")
_CONCEPT = compiled(r"\{([^{}]+)\}")


def readable(pattern: str) -> str:
    """A pattern as it is read aloud: 【記録】 ～ 〈期間〉 ～ 【保存】. Regular expressions in it stay as they are."""
    parts = (part if _EXPRESSION.fullmatch(part) else _said(part) for part in _EXPRESSION.split(pattern))
    return " ".join("".join(parts).split())


def _said(words: str) -> str:
    for piece, said in _PIECES:
        words = piece.sub(said, words)
    return words


def explain(versions: Sequence[Rule], pack: Pack, page: Page) -> str:
    """All that is known of one rule, in each of its versions (the one that began last first)."""
    lines: list[_Line] = []
    for rule in sorted(versions, key=lambda rule: rule.first or date.min, reverse=True):
        lines += _explained(rule, pack, page)
        lines.append([])
    return _text(lines, page)


def _text(lines: Iterable[_Line], page: Page) -> str:
    return "\n".join(paint(line, page.colour) for line in lines).strip("\n") + "\n"


def _head(lang: str, key: str, **values: object) -> str:
    words = _HEADINGS[key][lang == "en"]
    return words.format(**values) if values else words


def _explained(rule: Rule, pack: Pack, page: Page) -> Iterator[_Line]:
    lang = page.lang
    duty = f"{say(lang, f'duty:{rule.duty}')}・{say(lang, f'class:{rule.klass}')}"
    yield from wrap([(rule.title, "strong"), (f"  {rule.id}", "dim")], page.width)
    yield from wrap([(duty, "note")], page.width, "  ")
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("asks", map(readable, rule.requires)),
        ("and", _includes(rule, lang)),
        ("forbids", map(readable, rule.forbids)),
        ("other", _other(rule)),
        ("when", map(readable, rule.when)),
        ("weak", (f"{readable(says)} → {hint.because}" for hint in rule.hints for says in hint.says)),
        ("unless", map(readable, rule.unless if rule.requires or rule.forbids else ())),
        ("words", _concepts(rule, pack)),
        ("why", rule.why.splitlines()),
        ("basis", _bases(rule, lang)),
        ("applies", _applies(rule, lang)),
        ("parameters", _parameters(rule, lang)),
        ("message", rule.message.splitlines()),
        ("remedy", _wordings(rule, lang)),
        ("examples", _examples(rule, lang)),
        ("decided", _decided(rule)),
    )
    for key, told in sections:
        yield from _section(_head(lang, key), (_filled(rule, line) for line in told), page)


def _filled(rule: Rule, text: str) -> str:
    """「$minimum」 as the value it has, where it has one for all days."""
    for name in sorted(rule.parameters, key=len, reverse=True):
        text = text.replace(f"${name}", rule.parameters[name]) if "$" in text else text
    return text


def _condition(rule: Rule, where: str) -> str:
    said = _filled(rule, where)
    for compared, words in _COMPARED:
        said = compared.sub(words, said)
    return said


def _section(heading: str, told: Iterable[str], page: Page) -> Iterator[_Line]:
    entries = [line for line in told if line.strip()]
    if entries:
        yield []
        yield [(heading, "strong")]
    for entry in entries:
        blanks = len(entry) - len(entry.lstrip(" "))  # the lines of an example stand under their heading
        yield from wrap([(entry.strip(), "")], page.width, "  " + ("    " if blanks else "- "), " " * (6 if blanks else 4))


def _includes(rule: Rule, lang: str) -> Iterator[str]:
    for include in rule.includes:
        asked = [*map(readable, include.says), *([_condition(rule, include.where)] if include.where else [])]
        only = f"（{_head(lang, 'for', services='、'.join(include.services))}）" if include.services else ""
        within = f"（{_head(lang, 'within', within=include.within)}）" if include.within != "条" else ""
        told = f" {_head(lang, 'else')} {include.otherwise}" if include.otherwise else ""
        banned = ("（書かれていないこと）" if lang == "ja" else " (absent)") if include.banned else ""
        yield f"{include.name}{only}: {' / '.join(asked)}{banned}{within}。{told}"


def _wordings(rule: Rule, lang: str) -> Iterator[str]:
    yield from rule.remedy.splitlines()
    for one in rule.remedies:
        yield _head(lang, "for", services="、".join(one.services)) + ":"
        yield from (f" {line}" for line in one.text.splitlines())


def _other(rule: Rule) -> Iterator[str]:
    """Check kinds that are not written as patterns are told by name and options."""
    if rule.requires or rule.forbids:
        return
    yield _KINDS.get(rule.check, rule.check)
    for key, value in rule.options.items():
        if isinstance(value, dict):
            yield from (f"{name}: {_listed(one)}" for name, one in value.items())
        else:
            yield _listed(value) if key == "body" else f"{key}: {_listed(value)}"


def _listed(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _concepts(rule: Rule, pack: Pack) -> Iterator[str]:
    """The wordings of the concepts that the rule's own patterns name."""
    written = [*rule.requires, *rule.forbids, *rule.when, *(says for part in rule.includes for says in part.says)]
    names = dict.fromkeys(name.strip() for text in written for found in _CONCEPT.findall(text) for name in found.split("|"))
    for name in names:
        if name in pack.vocabulary:
            yield f"{name}: {'、'.join(readable(word) for word in pack.vocabulary[name])}"


def _bases(rule: Rule, lang: str) -> Iterator[str]:
    for one in rule.basis:
        yield (f"{'、'.join(one.services)}: " if one.services else "") + basis(lang, one)


def _applies(rule: Rule, lang: str) -> Iterator[str]:
    yield "、".join(rule.services) or _head(lang, "everything")
    if rule.roles:
        yield _head(lang, "in", roles="、".join(rule.roles))
    for exemption in rule.exceptions:
        services = "、".join(exemption.services) or _head(lang, "everything")
        yield _head(lang, "except", services=services, because=exemption.because)
    dates = [_head(lang, "since", first=rule.first)] if rule.first else []
    dates += [_head(lang, "until", last=rule.last)] if rule.last else []
    yield "、".join(dates) or _head(lang, "always")


def _parameters(rule: Rule, lang: str) -> Iterator[str]:
    for name, value in sorted(rule.parameters.items()):
        yield f"{name} = {value}"
    for name, dated in sorted(rule.dated.items()):
        yield f"{name} = " + "、".join(_head(lang, "from", day=day, value=value) for day, value in dated)


def _examples(rule: Rule, lang: str) -> Iterator[str]:
    for example in rule.examples:
        yield f"{say(lang, example.expect)}:"
        for line in example.text.splitlines():
            yield f"    {line.strip()}"


def _decided(rule: Rule) -> Iterator[str]:
    yield f"{rule.origin.file}:{rule.origin.line}"
    for what, who, because in rule.decided:
        yield f"{who} {what}: {because}"


# -------------------------------- the list


def rules(given: Sequence[Rule], page: Page) -> str:
    """One line a rule: severity of a missing one is left to `explain`; here id, title, duty and first law."""
    wide = max((cell_len(rule.id) for rule in given), default=0)
    lines: list[_Line] = []
    for rule in given:
        lead = f"{rule.id}{' ' * (wide - cell_len(rule.id))}  "
        duty = f"{say(page.lang, f'duty:{rule.duty}')}"
        runs = [(rule.title, "strong"), (f"  {duty}", "note")]
        if rule.basis:
            runs.append((f"  {basis(page.lang, rule.basis[0])}", "dim"))
        lines += wrap(runs, page.width, lead)
    lines += [[], [(_head(page.lang, "count", count=len(given)), "strong")]]
    return _text(lines, page)
