"""`requires`: a paper must say this. Missing where nothing matches, weak where what matches is not enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from ..expressions import compiled
from ..model import (
    MISSING,
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    TEXT,
    UNDETERMINED,
    WEAK,
    Bundle,
    Evidence,
    Finding,
    Include,
    Match,
    Pattern,
    Reading,
    Rule,
    Tools,
)  # fmt: skip
from ..records import NamedTuple
from ..text import Span
from ._asides import besides

OPTIONS: tuple[str, ...] = ()
_MOST_MATCHES = 300  # of a pattern in a paper: more are in endless ones only
_DUTY = "義務"
_DENIED = "否定"
_KANJI_PAIR = compiled(r"(?:(?![ぁ-んァ-ヶ0-9A-Za-z_])\w){2}")
_JOINED = compiled(r"[・、]|及び|並びに|又は|および|または|と(?=[^ぁ-ん])")  # between the topics of a heading
_NOT_DONE = frozenset(("努力", "予定", "可能", "否定", "措置の否定", "利用者", "利用者の禁止", "他所", "他者", "留保"))
_REFERS_BACK = compiled(r"\n?(?:前|同)[0-9一二三各]?項の")
_ANY_TITLE = frozenset(
    ("利用", "用者", "事業", "業者", "業所", "方法", "内容", "事項", "対応", "措置", "防止", "実施", "契約", "説明", "記載", "体制", "整備", "場合", "従業", "提供", "必要", "重要", "申出", "申立", "禁止", "取扱", "家族")
)
# Why a strength does not do, by strength; {0} is how the sentence ends.
_NOT_ENOUGH = {
    "努力": "「{0}」と結ばれ、努力の表現にとどまっています。行うことを言い切る表現にしてください",
    "可能": "「{0}」と結ばれ、行うかどうかが選べる書き方です。行うことを言い切る表現にしてください",
    "予定": "「{0}」と結ばれ、予定・検討にとどまっています。現に行う内容を書いてください",
    "否定": "「{0}」と否定で結ばれています。行う趣旨であれば結びを直してください",
    "禁止": "「{0}」と禁止で結ばれています。趣旨を確認してください",
    "例外": "「{0}」と例外を述べる文にしか記載がありません",
    "利用者": "「{0}」は利用者側が行うこととして書かれ、事業者が行うことが書かれていません",
    "利用者の禁止": "「{0}」は利用者側がしないこととして書かれ、事業者がしないことが書かれていません",
    "他所": "「{0}」とあり、内容がこの書面に書かれていません",
    "他者": "「{0}」は他の者（主治医、市町村、委託先、他の事業者など）が行うこととして書かれ、この事業者が行うことが書かれていません",
    "留保": "ただし書きや「原則として」などにより、行わないことを事業者が選べる書き方です。行うことを言い切る表現にしてください",
    "措置の否定": "「{0}」と否定で結ばれ、措置を講じないと読めます。結びを直してください",
    "義務": "「{0}」と結ばれ、行わないことを述べていません。禁止する内容であることを書いてください",
}
_DENIED_INSIDE = "行わないことを述べる部分（「…ず、」「…ませんが、」など）に書かれています。行う趣旨であれば直してください"
# Adverbs that make a sentence weak, to be quoted with its end.
_ADVERBS = {
    "可能": ("必要に応じ", "必要により", "必要があれば", "適宜"),
    "努力": ("できる限り", "できるだけ", "可能な限り", "可能な範囲", "極力", "なるべく"),
}


class _Fault(NamedTuple):
    """Why a match is not enough; said: the words that stand there are wrong, not just others missing.

    open: the paper that may say what lacks here, where it is not at hand.
    """

    reason: str
    severity: str
    said: bool
    open: str = ""


class _Judged(NamedTuple):
    """One match with what it lacks."""

    reading: int
    match: Match
    faults: tuple[_Fault, ...]
    support: tuple[Evidence, ...]

    def rank(self, bundle: Bundle) -> tuple[int, int, tuple[int, int, int]]:
        """Best first: the lightest and fewest faults, then by place."""
        told = [fault for fault in self.faults if not fault.open]
        worst = max((len(SEVERITIES) - SEVERITIES.index(fault.severity) for fault in told), default=0)
        return worst, len(told), _order(bundle, self.reading, self.match)


def _order(bundle: Bundle, index: int, match: Match) -> tuple[int, int, int]:
    """What stands whole in one sentence comes first, then what stands first."""
    start = bundle.readings[index].sentences[match.sentence].span.start if match.sentence >= 0 else match.span.start
    return index, sum(span.start < start for span in match.spans), start


def check(rule: Rule, bundle: Bundle, tools: Tools) -> list[Finding]:
    """Exactly one finding. Evidence is looked for in every paper of the bundle."""
    if rule.when and not any(True for _ in _matches(rule, bundle, tools, rule.when)):
        return [Finding(NOT_APPLICABLE, ("この書面では、対象となる取扱い（定め）が使われていません。",))]
    judged: list[_Judged] = []
    unless = [tools.pattern(source) for source in rule.unless]
    for index, match, pattern in sorted(_found(rule, bundle, tools, rule.requires), key=lambda one: _order(bundle, *one[:2])):
        if unless and _set_aside(unless, pattern, bundle.readings[index], match):
            continue
        one = _judge(rule, bundle, tools, index, match)
        if not one.faults:  # the first of these is the best: most matches need no judgement
            return [Finding(SATISFIED, (), (_evidence(bundle, index, match), *one.support))]
        judged.append(one)
    best = min(judged, key=lambda one: one.rank(bundle), default=None)
    given = not rule.roles or bool(bundle.roles.intersection(rule.roles))
    if best:  # what other papers may add is no fault of those at hand, but what stands there wrongly is
        faults = [fault for fault in best.faults if (given or fault.said) and not fault.open]
        if faults:
            severity = min((fault.severity for fault in faults), key=SEVERITIES.index)
            evidence = (_evidence(bundle, best.reading, best.match), *best.support)
            return [Finding(WEAK, tuple(dict.fromkeys(fault.reason for fault in faults)), evidence, severity=severity)]
    elsewhere = next((fault.open for fault in best.faults if fault.open), "") if best else ""
    if elsewhere or not given:
        return [Finding(UNDETERMINED, (f"{elsewhere or '・'.join(rule.roles)}が渡されていないため、判定できません。",))]
    return [_weak_wording(rule, bundle, tools) or _absent(rule, bundle, tools)]


def _matches(rule: Rule, bundle: Bundle, tools: Tools, sources: Iterable[str]) -> Iterator[tuple[int, Match]]:
    """What matches and is not set aside."""
    unless = [tools.pattern(source) for source in rule.unless]
    for index, match, pattern in _found(rule, bundle, tools, sources):
        if not (unless and _set_aside(unless, pattern, bundle.readings[index], match)):
            yield index, match


def _found(rule: Rule, bundle: Bundle, tools: Tools, sources: Iterable[str]) -> Iterator[tuple[int, Match, Pattern]]:
    """Whatever matches, with its paper and its pattern."""
    stops = tuple(tools.pattern(source) for source in rule.stops)
    for source in sources:
        pattern = tools.pattern(source)
        for index, reading in enumerate(bundle.readings):
            for match in islice(pattern.find(reading, None, stops), _MOST_MATCHES):
                yield index, match, pattern


def _set_aside(unless: Iterable[Pattern], pattern: Pattern, reading: Reading, match: Match) -> bool:
    """Whether what matches is no evidence: its sentence, or the heading that it is, is about something else."""
    if match.sentence >= 0:
        here = reading.sentences[match.sentence]
        headings, rest = [span for span in here.context if span != here.lead], [here.lead, here.span]
    else:
        headings, rest, at = [], [], match.node
        while at >= 0:
            headings.append(reading.nodes[at].title)
            at = reading.nodes[at].parent
    window = sorted(part for span in headings for part in _own_topics(pattern, reading, span))
    window = sorted([*window, *(span for span in rest if span.start < span.end)])
    return any(other.stands_in(reading, window) and not _only_beside(other, reading, match, window) for other in unless)


def _only_beside(other: Pattern, reading: Reading, match: Match, window: Sequence[Span]) -> bool:
    """Whether a single wording of `unless` is only mentioned: in brackets, or in a phrase that holds none of the evidence."""
    if match.sentence < 0 or "…" in other.source:
        return False
    here = reading.sentences[match.sentence].span
    own = besides(reading.text.chars[here.start : here.end], here.start, match.spans)
    return not other.stands_in(reading, sorted([*(span for span in window if span != here), *own]))


def _own_topics(pattern: Pattern, reading: Reading, heading: Span) -> list[Span]:
    """Of a heading that joins topics (虐待防止・ハラスメント対策) those that the pattern is about; else all of it."""
    said = reading.text.chars[heading.start : heading.end]
    cuts = [heading.start, *(heading.start + hit.end() for hit in _JOINED.finditer(said)), heading.end]
    parts = [Span(start, end) for start, end in pairwise(cuts) if start < end]
    own = [part for part in parts if pattern.touches(reading, part)] if len(parts) > 1 and "\t" not in said else []
    return own or [heading]


def _judge(rule: Rule, bundle: Bundle, tools: Tools, index: int, match: Match) -> _Judged:
    reading = bundle.readings[index]
    faults: list[_Fault] = []
    usual = tools.severity(rule, WEAK)
    support: list[Evidence] = []
    accepted = _accepted(rule)
    if accepted and match.sentence >= 0:
        here = reading.sentences[match.sentence].span
        strength = tools.strength(reading, match.sentence, match.spans[-1].end)
        last = match.spans[-1]
        word = reading.words[last.start : last.end]
        if strength == _DUTY and any(
            span.start >= here.start
            and word in reading.words[span.end : last.start]
            and tools.strength(reading, match.sentence, span.end) == _DENIED
            for span in match.spans[:-1]
        ):
            strength = _DENIED  # 「市町村への連絡は行わず、家族に連絡します」: another act follows the denied one
        if strength not in accepted:
            inside = strength == _DENIED and tools.strength(reading, match.sentence, here.end) != _DENIED
            why = _DENIED_INSIDE if inside else _NOT_ENOUGH.get(strength, "「{0}」と結ばれています")
            faults.append(_Fault(why.format(_ending(reading, match, strength)), usual, True))
    meant = bool(faults)  # what is only striven for is told once, not again of each part
    for include in rule.includes:
        if include.services and bundle.lineage.isdisjoint(include.services):
            continue
        if include.where:
            if not tools.holds(include.where, [match.values], rule.parameters):
                faults.append(_Fault(_reason(include), include.severity or usual, True))
        elif bool(place := _part(rule, bundle, tools, include, index, match, meant)) == include.banned:
            faults.append(_Fault(_reason(include), include.severity or usual, include.banned, _left_open(rule, include, bundle)))
        elif place and place[1].span != match.span:
            support.append(_evidence(bundle, place[0], place[1], include.name))
    return _Judged(index, match, tuple(faults), tuple(support[:6]))


def _accepted(rule: Rule) -> tuple[str, ...]:
    """Civil clauses are as often written from the user's side as from the office's (利用者は…閲覧できます)."""
    if rule.predicate is not None:
        said = (*rule.predicate, "利用者") if rule.predicate and rule.klass == "civil" else rule.predicate
        if said and (rule.klass == "civil" or "可能" in said) and not {"否定", "禁止"}.intersection(said):
            said = (*said, "留保")
        return (*said, "利用者の禁止") if "利用者" in said and {"否定", "禁止"}.intersection(said) else said
    return (_DUTY,) if rule.klass != "civil" and rule.duty in ("statute", "notice") else ()


def _left_open(rule: Rule, include: Include, bundle: Bundle) -> str:
    """The paper a part belongs to, unless that is at hand or several papers are: a set that lacks the part lacks it."""
    return "" if include.paper in bundle.roles or len(bundle.roles.intersection(rule.roles)) > 1 else include.paper


def _reason(include: Include) -> str:
    return include.otherwise or f"「{include.name}」の記載がありません"


def _part(
    rule: Rule, bundle: Bundle, tools: Tools, include: Include, index: int, match: Match, meant: bool
) -> tuple[int, Match] | None:
    """Where a part of the requirement stands, in the stretch the include asks for; meant: a mere intention will do."""
    stops = tuple(tools.pattern(source) for source in rule.stops)
    unless = tuple(tools.pattern(source) for source in rule.unless)
    here = bundle.readings[index]
    areas: list[tuple[int, Span | None]] = [(index, _stretch(here, tools, include.within, match))]
    if include.within == "文書":  # near the evidence first: that is where a reader would look
        areas += [(at, None) for at in range(len(bundle.readings))]
    for at, within in areas:
        reading = bundle.readings[at]
        for source in include.says:
            key = ("part", source, within, rule.stops, rule.unless, _accepted(rule), include.banned, meant)
            if key not in reading.found:  # many matches of one rule ask for the same stretch
                reading.found[key] = next(
                    (
                        found
                        for found in tools.pattern(source).find(reading, within, stops)
                        if include.banned or not _no_part(rule, unless, reading, found, tools, meant)
                    ),
                    None,
                )
            if reading.found[key]:
                return at, reading.found[key]
    return None


def _no_part(rule: Rule, unless: Sequence[Pattern], reading: Reading, match: Match, tools: Tools, meant: bool) -> bool:
    """Whether a part is about something else, or only striven for, denied, or done by the user where it is to be done."""
    if match.sentence < 0:
        return False
    here = (reading.sentences[match.sentence].span,)
    if any(other.stands_in(reading, here) and not _only_beside(other, reading, match, here) for other in unless):
        return True
    if meant or _DUTY not in (accepted := _accepted(rule)):
        return False
    strength = tools.strength(reading, match.sentence, match.spans[-1].end)
    return strength in _NOT_DONE and strength not in accepted


def _stretch(reading: Reading, tools: Tools, within: str, match: Match) -> Span:
    if within == "文" and match.sentence >= 0:
        return reading.sentences[match.sentence].span
    if within in ("文", "項"):
        node = reading.nodes[match.node]
        at = match.node
        while node.clause.kind == TEXT and node.parent >= 0:
            at, node = node.parent, reading.nodes[node.parent]
        return Span(node.span.start, _with_what_refers_back(reading, at)) if within == "項" else node.span
    return tools.unit(reading, match.node)


def _with_what_refers_back(reading: Reading, at: int) -> int:
    """The end of a paragraph together with the next ones that go on about it: ２ 前項の予告は、文書で…"""
    node = reading.nodes[at]
    end = node.span.end
    for number in range(at + 1, len(reading.nodes)):
        later = reading.nodes[number]
        if later.parent < node.parent or (later.parent == node.parent and not _REFERS_BACK.match(reading.text.chars, later.span.start)):
            break
        end = max(end, later.span.end)
    return end


def _evidence(bundle: Bundle, index: int, match: Match, note: str = "") -> Evidence:
    reading = bundle.readings[index]
    span = reading.sentences[match.sentence].span if match.sentence >= 0 else reading.nodes[match.node].title
    inside = tuple(word for word in match.spans if span.start <= word.start < span.end)
    return Evidence(index, match.node, span, inside, note)


def _ending(reading: Reading, match: Match, strength: str) -> str:
    """The last words of the sentence, for quoting."""
    span = reading.sentences[match.sentence].span
    text = reading.text.chars[span.start : span.end].rstrip("。、）)")
    for adverb in _ADVERBS.get(strength, ()):
        if adverb in text:
            return f"{adverb}…{text[-4:]}"
    cut = max(text.rfind(mark, 0, len(text) - 2) for mark in "、・をはにがの") + 1
    return ("…" if len(text) > 12 else "") + text[max(cut if len(text) - cut <= 14 else 0, len(text) - 12) :]


def _weak_wording(rule: Rule, bundle: Bundle, tools: Tools) -> Finding | None:
    for hint in rule.hints:
        for index, match in _matches(rule, bundle, tools, hint.says):
            return Finding(WEAK, (hint.because,), (_evidence(bundle, index, match),))
    return None


def _absent(rule: Rule, bundle: Bundle, tools: Tools) -> Finding:
    near = _near(rule, bundle, tools)
    if bundle.unread:
        return Finding(UNDETERMINED, ("読み取れなかった部分に書かれている可能性があります: " + "、".join(bundle.unread[:3]),), near=near)
    return Finding(MISSING, (), near=near)


def _near(rule: Rule, bundle: Bundle, tools: Tools) -> tuple[Evidence, ...]:
    """The closest sentences on the rule's own topic, and which words of the requirement they lack."""
    found: list[tuple[int, Evidence]] = []
    unless = [tools.pattern(source) for source in rule.unless]
    topic = _topic(rule.title)
    for source in rule.requires:
        pattern: Pattern = tools.pattern(source)
        for index, reading in enumerate(bundle.readings):
            for match, lacking in pattern.nearest(reading):
                if not all(lacking):
                    continue  # an expression that has no name for people
                sentence = reading.sentences[match.sentence]
                said = "".join(reading.text.chars[start:end] for start, end in (*sentence.context, sentence.span))
                if not any(pair in said for pair in topic) or any(other.covers(reading, match.sentence) for other in unless):
                    continue
                note = f"「{'」「'.join(lacking)}」に当たる記載がありません"
                found.append((len(lacking), _evidence(bundle, index, match, note)))
    found.sort(key=lambda item: (item[0], item[1].reading, item[1].span))
    kept: dict[tuple[int, Span], Evidence] = {}
    for _, evidence in found:
        kept.setdefault((evidence.reading, evidence.span), evidence)
    return tuple(kept.values())[:2]


def _topic(title: str) -> tuple[str, ...]:
    """Pairs of kanji in a title that tell what it is about (虐待, 苦情, 研修), without those that any title has."""
    pairs = {title[at : at + 2] for at in range(len(title) - 1) if _KANJI_PAIR.match(title[at : at + 2])}
    return tuple(sorted(pairs - _ANY_TITLE))
