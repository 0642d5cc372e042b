"""Papers that a text cites and that are not there, and dates that are too old. Private to `complete`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..expressions import compiled
from ..model import (
    ARTICLE,
    CONSENT,
    EXPLANATION,
    INCONSISTENT,
    ROW,
    WEAK,
    Bundle,
    Evidence,
    Finding,
    Reading,
    Rule,
    Tools,
    Value,
)
from ..numerals import to_int, year
from ..text import Span, squeeze
from ._places import folded, where

_N = r"[0-9一二三四五六七八九十]{1,3}"
_CITED = compiled(rf"別(?P<kind>[紙表添])(?:第?(?P<number>{_N})(?![0-9年月日条項]))?(?:の|「|『)?(?:「|『)?(?P<name>[^「」『』、。()\t\n]{{2,24}})?(?P<close>[」』])?")
_NAMED = compiled(r"(?:同意書|説明書|料金表|一覧表?|計画書|契約書|規程|方針|別紙|内訳書|承諾書|確認書|報告書)$")
_NAME = compiled(r"^.{0,18}?(?:同意書|説明書|料金表|一覧表?|計画書|規程|方針|内訳書|承諾書|確認書)")
_USED = compiled(r"^(?:の|に|を|、|記載|とおり|より|に基づ|を参照|を御覧|をご覧|参照|で|\))")
_OF_ONE_USER = compiled(r"^[の「『]*[^、。]{0,14}(?:計画書|計画表|見積書|利用票|提供票)")  # made for each user, no part of the papers
_NEAR_BY = 24  # characters behind 別紙 that may name it
_IN_BRACKETS = compiled(r"^[^。\n]{0,24}\((別[紙表添][0-9]{0,2})\)[^。\n]{0,24}$", re.MULTILINE)
_DATED = compiled(r"(?P<date>(?:令和|平成|昭和|R|H)?[0-9元]{1,4}年(?P<month>[0-9]{1,2})月?(?:(?P<day>[0-9]{1,2})日)?)現在")
_DAYS = 365


# -------------------------------- attachments


def attachments(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """A 別紙 that is cited and that no paper, heading or line of the bundle is."""
    seen: set[str] = set()
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _CITED.finditer(text) if "別" in text else ():
            before = text[: hit.start()]
            if before.endswith(("契約書", "兼", "個")) or (before.endswith("(") and text.startswith("別", hit.start()) and not hit["number"] and not hit["name"]):
                continue
            number = to_int(hit["number"]) if hit["number"] else None
            name = _name(text, hit)
            label = f"別{hit['kind']}{number or ''}" + (f"「{name}」" if name else "")
            if "重要事項説明書" in name and EXPLANATION not in bundle.roles:
                continue  # the rules that need this paper say that it was not given
            if _OF_ONE_USER.search(text[hit.end("kind") : hit.end("kind") + _NEAR_BY]):
                continue
            if not number and not name and not _USED.match(text[hit.end("kind") : hit.end("kind") + 4]):
                continue
            other = _other_number(bundle, f"別{hit['kind']}", number, name) if number and name else 0
            if label in seen or (not other and _given(bundle, f"別{hit['kind']}", number, name)):
                continue
            seen.add(label)
            word = Span(sentence.span.start + hit.start(), sentence.span.start + (hit.end("number") if number else hit.end("kind")))
            evidence = Evidence(index, sentence.node, sentence.span, (word,), "引用")
            said = f"{label}を引用していますが、渡された書面の中に見当たりません（{where(bundle, evidence)}）。"
            if other:
                said = f"{label}を引用していますが、「{name}」は別{hit['kind']}{other}です（{where(bundle, evidence)}）。"
            yield Finding(INCONSISTENT, (said,), (evidence,), key=label)


def _name(text: str, hit: re.Match[str]) -> str:
    """What the cited paper is called: 「…」 in quotes, or a word such as 同意書 after 別紙の."""
    name = hit["name"] or ""
    if hit["close"]:
        return name
    found = _NAME.match(name.removeprefix("の"))
    return found[0] if found and _NAMED.search(found[0]) else ""


def _given(bundle: Bundle, label: str, number: int | None, name: str) -> bool:
    """Whether the bundle has it: a part or heading of that name, or a line that begins with its label."""
    for reading in bundle.readings:
        titles = [part.title for part in reading.document.parts] + [node.clause.heading for node in reading.nodes if node.clause.heading]
        if name and any(name in title or (len(title) > 3 and title in name) for title in titles):
            return True
        if name and any(_of_kind(name, role, part.title) for part in reading.document.parts for role in part.roles):
            return True
        if _headed_so(reading, f"{label}{number or ''}"):
            return True
        begun = _labels(reading, label)
        if (not name or number) and any(one == number for one, _ in begun):
            return True
        if name and any(name in rest for _, rest in begun):
            return True
    return False


def _of_kind(name: str, role: str, title: str) -> bool:
    """Whether a cited name is that of a part of some kind: of several 同意書 the words before that must be akin."""
    if role not in name or role != CONSENT:
        return role in name
    own = name.replace(role, "")
    return len(own) < 2 or any(own[at : at + 2] in title for at in range(len(own) - 1))


def _other_number(bundle: Bundle, label: str, number: int, name: str) -> int:
    """The number that the paper of a name bears, where it bears none but another one than cited; else 0."""
    head = rf"^[ \t#*【〈<(\[]*{label[0]}[ \t]*{label[1]}[ \t]*第?[ \t]*({_N})(?![0-9年月日条項])[^\n]{{0,6}}(?:\n\s*)?([^\n]{{0,40}})"
    borne = {
        to_int(hit[1]) or 0
        for reading in bundle.readings
        for hit in compiled(head, re.MULTILINE).finditer(folded(reading))
        if name in "".join(hit[0].split())
    }
    return 0 if number in borne or len(borne) != 1 else next(iter(borne))


def _headed_so(reading: Reading, label: str) -> bool:
    """Whether a line is headed as the cited paper: 「５　利用料金（別表）」."""
    return label in {hit[1] for hit in _IN_BRACKETS.finditer(folded(reading))}


def _labels(reading: Reading, label: str) -> set[tuple[int | None, str]]:
    """Papers that begin with a line 別紙N or 別紙 of a title: their numbers (None: without) and the rest of the line."""
    key = f"labels {label}"
    found: set[tuple[int | None, str]] | None = reading.found.get(key)
    if found is None:
        head = rf"^[ \t#*【〈<(\[]*{label[0]}[ \t]*{label[1]}[ \t]*(?:第?[ \t]*({_N}))?[ \t]*(?:$|[】〉>)\]:「『(-](.{{0,30}})|[ \t]+((?![のにをは])\S{{1,30}}(?:[ \t]\S{{1,20}})?)[ \t]*$)"
        source = folded(reading)
        hits = [(one[1], one[2] or one[3] or "") for one in compiled(head, re.MULTILINE).finditer(source)]
        named = [*(part.title for part in reading.document.parts), *(node.clause.heading for node in reading.nodes)]
        hits += [(one[1], title[one.end() :]) for title in named if (one := compiled(rf"{label}(?:第?({_N}))?").match(title))]
        behind = compiled(rf"\({label}(?:第?({_N}))?\)$")  # ５ 利用料金（別表）
        hits += [(one[1], "") for node in reading.nodes if node.clause.kind != ARTICLE and (one := behind.search(node.clause.heading))]
        found = reading.found[key] = {(to_int(number) if number else None, rest) for number, rest in hits}
    return found


# -------------------------------- dates


def stale(rule: Rule, bundle: Bundle, tools: Tools, index: int, reading: Reading) -> Iterator[Finding]:
    """「令和○年○月○日現在」 older than the parameter max_age, in the text or below a title."""
    for sentence in reading.sentences:
        text = reading.text.chars[sentence.span.start : sentence.span.end]
        for hit in _DATED.finditer(text) if "現在" in text else ():
            word = Span(sentence.span.start + hit.start(), sentence.span.start + hit.end())
            yield from _old(rule, bundle, tools, hit, Evidence(index, sentence.node, sentence.span, (word,)))
    for at, node in enumerate(reading.nodes):
        heading = reading.text.chars[node.title.start : node.title.end] if node.clause.kind != ROW else ""
        if dated := _DATED.search(heading):
            yield from _old(rule, bundle, tools, dated, Evidence(index, at, node.title))
    source = folded(reading)
    for number, part in enumerate(reading.document.parts):
        first = next((at for at, one in enumerate(reading.nodes) if one.part == number), 0)
        for leaf in part.leaves if reading.nodes else ():
            below = _DATED.search(squeeze(source, [leaf.span]).chars)
            if below:
                yield from _old(rule, bundle, tools, below, Evidence(index, first, Span(0, 0), (), "", leaf.span))


def _old(rule: Rule, bundle: Bundle, tools: Tools, hit: re.Match[str], evidence: Evidence) -> Iterator[Finding]:
    dated = year(hit["date"])
    try:
        day = date(dated or 0, int(hit["month"]), int(hit["day"] or 1))
    except ValueError:
        return
    age = float((bundle.as_of - day).days)
    if age > 0 and tools.holds("$経過 > $max_age", [{"経過": Value("期間", "", age, age)}], rule.parameters):
        said = f"「{hit[0]}」は{int(age // _DAYS)}年以上前の日付です。その後の法令や料金の改正が反映されているか確認してください。"
        yield Finding(WEAK, (said,), (evidence,), key=hit[0])
