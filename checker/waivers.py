"""Waivers: findings that somebody accepts, for a reason and until a day. Written in checker.yaml, or inline:

    <!-- checker: waive record-retention until 2027-03-31 by 法人本部: 市の条例により2年とする -->

An inline waiver is for the text or Markdown file it stands in. Waivers that have expired, that nothing needs any more or
that cannot count are findings themselves (rules with the check kind `waives`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from .expressions import compiled
from .globs import below, matches
from .model import INCONSISTENT, MISSING, WEAK, BundleReport, Noted, Origin, Result, Source, Waiver
from .places import lines_of

KIND = "waives"  # the check kind that judges waivers
USED, EXPIRED, UNUSED, INVALID = "used", "expired", "unused", "invalid"

_TEXT = (".txt", ".text", ".md", ".markdown", "-")
_COMMENT = compiled(r"<!--[ \t]{0,9}checker:((?:[^\n<]|<(?!!--)){0,500}?)-->")
_SAYS = compiled(
    r"waive (?P<rule>[\w-]+)(?: until (?P<until>[\w-]+))?(?: by (?P<owner>[^:：]+))? ?(?:[:：](?P<reason>.*))?"
)
_FORM = "<!-- checker: waive ルール until 2027-03-31: 理由 --> の形で書いてください"
_MOST = 200  # inline waivers of one file; more are no considered exceptions, and each would be a finding
_FAULTS = (MISSING, WEAK, INCONSISTENT)
_INSIDE = compiled(r"[^0-9の]")  # how the number of a smaller clause goes on from that of a larger one


# -------------------------------- inline waivers


def inline(source: Source) -> tuple[Source, tuple[Waiver, ...]]:
    """The waivers written in a text file, and the file with blanks in their place: they are no words of the paper."""
    if "checker:" not in source.text or not source.path.lower().endswith(_TEXT):
        return source, ()
    lines = lines_of(source)
    hits = [(hit[1], Origin(source.path, lines.line(hit.start()))) for hit in _COMMENT.finditer(source.text)]
    found = [_inline(comment, origin) for comment, origin in hits[:_MOST]]
    if len(hits) > _MOST:
        found.append(Waiver("", inline=True, fault=f"一つの書面に書ける承認は{_MOST}件までです。", origin=hits[_MOST][1]))
    text = _COMMENT.sub(lambda hit: " " * len(hit[0]), source.text)
    return source._replace(text=text), tuple(found)


def _inline(comment: str, origin: Origin) -> Waiver:
    said = _SAYS.fullmatch(" ".join(comment.split()))
    if said is None:
        return Waiver("", inline=True, fault=f"読めない指示です。{_FORM}", origin=origin)
    until, fault = None, ""
    try:
        until = date.fromisoformat(said["until"] or "")
    except ValueError:
        fault = f"期限（until）がないか、日付として読めません。{_FORM}"
    reason, owner = ((said[name] or "").strip() for name in ("reason", "owner"))
    if not reason:
        fault = fault or f"理由がありません。{_FORM}"
    return Waiver(said["rule"], reason, until, owner, inline=True, fault=fault, origin=origin)


# -------------------------------- what they do to a report


def apply(
    bundles: Sequence[BundleReport],
    waivers: Sequence[Waiver],
    rules: Mapping[str, bool],
    as_of: date,
    root: str = "",
    whole: Callable[[Waiver], bool] = lambda waiver: True,
) -> tuple[list[BundleReport], list[tuple[Noted, ...]]]:
    """Bundles with their findings waived, and for each bundle what became of the waivers that concern it.

    rules: id -> whether it may be waived. root: the folder that the globs of waivers start from. whole: whether all
    papers that a waiver is for have been checked; if not, nobody can say that it is not needed. What became of a waiver
    is told once, in the first bundle that it concerns.
    """
    faults = {waiver: fault for waiver in waivers if (fault := _fault(waiver, rules))}
    held = {one: None for one in waivers if one not in faults and one.until and as_of <= one.until}
    by_rule: dict[str, list[Waiver]] = {}
    for waiver in held:
        by_rule.setdefault(waiver.rule, []).append(waiver)
    used: set[Waiver] = set()
    judged = [one._replace(results=tuple(_waived(r, one, by_rule.get(r.rule, ()), root, used) for r in one.results)) for one in bundles]
    notes: list[list[Noted]] = [[] for _ in bundles]
    for waiver in dict.fromkeys(waivers):
        at = next((at for at, one in enumerate(bundles) if _concerns(waiver, _paths(one), root)), None)
        if at is not None or (bundles and waiver in held and whole(waiver)):
            notes[at or 0].append(_noted(waiver, faults, used, held, whole))
    return judged, [tuple(found) for found in notes]


def _fault(waiver: Waiver, rules: Mapping[str, bool]) -> str:
    if waiver.fault:
        return waiver.fault
    if waiver.rule not in rules:
        from difflib import get_close_matches

        near = get_close_matches(waiver.rule, rules, 1, 0.6)
        return f"「{waiver.rule}」というルールはありません。" + (f"「{near[0]}」のことですか？" if near else "")
    return "" if rules[waiver.rule] else f"「{waiver.rule}」は承認できないルールです。書面を直してください。"


def _noted(
    waiver: Waiver, faults: Mapping[Waiver, str], used: set[Waiver], held: Collection[Waiver], whole: Callable[[Waiver], bool]
) -> Noted:
    place = f"{waiver.origin.file} {waiver.origin.line}行目の承認"  # reports on one paper do not tell the file of a place
    what = f"{place}（{waiver.rule}、{waiver.reason}）"
    if waiver in faults:
        return Noted(waiver, INVALID, f"{place}: {faults[waiver]}")
    if waiver not in held:
        return Noted(waiver, EXPIRED, f"{what}の期限は{waiver.until}まででした。")
    if waiver in used:
        return Noted(waiver, USED)
    if not whole(waiver):
        return Noted(waiver)
    return Noted(waiver, UNUSED, f"{what}に当たる指摘はありません。")


def _waived(result: Result, bundle: BundleReport, held: Iterable[Waiver], root: str, used: set[Waiver]) -> Result:
    """The result, with the first waiver of its rule that fits it; all that fit count as used."""
    if result.verdict not in _FAULTS or result.severity == "none":
        return result
    fitting = [waiver for waiver in held if _fits(waiver, result, bundle, root)]
    used.update(fitting)
    return result._replace(waived=_told(fitting[0])) if fitting else result


def _told(waiver: Waiver) -> dict[str, str]:
    told = {"reason": waiver.reason, "until": str(waiver.until), "by": "{}:{}".format(*waiver.origin)}
    return {**told, "owner": waiver.owner} if waiver.owner else told


def _fits(waiver: Waiver, result: Result, bundle: BundleReport, root: str) -> bool:
    if waiver.fingerprint and waiver.fingerprint != result.fingerprint:
        return False
    first = result.locations[0] if result.locations else None
    if waiver.clause and not (first and _within(first.clause, waiver.clause)):
        return False
    return _concerns(waiver, [first.path] if first else _paths(bundle), root)


def _within(clause: str, wide: str) -> bool:
    """Whether 第6条第3項 stands in 第6条; 第6条の2 does not, and 12 does not stand in 1."""
    return clause == wide or (clause.startswith(wide) and bool(_INSIDE.match(clause[len(wide) :])))


def _paths(bundle: BundleReport) -> list[str]:
    return [document.path for document in bundle.documents]


def _concerns(waiver: Waiver, paths: Iterable[str], root: str) -> bool:
    if waiver.inline:
        return waiver.origin.file in paths
    places = [place for path in paths if (place := below(path, root)) is not None]
    return any(not waiver.paths or matches(place, waiver.paths) for place in places)
