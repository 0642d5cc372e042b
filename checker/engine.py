"""Joins the stages: files + packs + a day + a place -> Report. Knows every stage; no stage knows another.

    read -> parse -> Reading -> checks of every rule in force -> Findings -> Results with places -> Report
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from . import (
    areas,
    bundles,
    files,
    globs,
    packs,
    places,
    plugins,
    reading,
    results,
    services,
    subjects,
    tree,
    waivers,
)
from . import facts as typed
from .bundles import Group
from .errors import PackProblem, UsageProblem
from .expressions import compiled
from .lines import read_lines
from .model import (
    CONTRACT,
    EXPLANATION,
    NOT_APPLICABLE,
    OTHER,
    UNDETERMINED,
    Bundle,
    BundleReport,
    Detected,
    Document,
    Finding,
    InputError,
    Noted,
    Pack,
    PlacedFact,
    Reading,
    Report,
    Result,
    Rule,
    Settings,
    Source,
    Switch,
    Waiver,
)  # fmt: skip
from .records import NamedTuple
from .workbench import Workbench

_UNKNOWN_SERVICE = "サービスの種類が分からないため判定できません。--service で指定してください。"


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, tuple[str, ...]]:
    """Check kind -> option keys it allows: one kind a module of `checks`."""
    return {name: tuple(plugins.load("checker.checks", name).OPTIONS) for name in plugins.names("checker.checks")}


def load(folders: Sequence[Path] = (), area: str | None = None, keep: bool = True, examples: bool = False) -> Pack:
    """The national pack, extra packs, and what an area changes. Raises PackProblem, UsageProblem.

    keep=False leaves the private cache alone. examples=True loads the rules' examples too, for `test` and `explain`.
    """
    return packs.load(folders, kinds(), area, keep, examples)


def read(paths: Sequence[str]) -> Iterator[Source | InputError]:
    """Every draft that the paths, folders and globs name; what cannot be read comes as an InputError."""
    return files.read(paths)


def parse(text: str, path: str = "-") -> Document:
    """Text -> clause tree. Cannot fail."""
    return parsed(Source(path, text))


def parsed(source: Source) -> Document:
    """The clause tree of a source. Cannot fail."""
    return tree.build(source, read_lines(source))


def documents(paths: Sequence[str], tracked: str = "final") -> Iterator[Document | InputError]:
    """The clause tree of every draft."""
    for found in files.read(paths, tracked=tracked):
        yield parsed(found) if isinstance(found, Source) else found


def facts(document: Document) -> tuple[PlacedFact, ...]:
    """What a paper tells of its office: telephone, hours, address, names … with whose they are and where they stand."""
    one = reading.read(document)
    lines = places.lines_of(document.source)
    made = []
    for fact in subjects.facts(one, lambda type_: typed.found(type_, one.text.chars)):
        node, raw = one.nodes[fact.node], one.text.raw(fact.span)
        printed = "".join(document.source.text[raw.start : raw.end].split())
        made.append(PlacedFact(fact, document.parts[node.part].role, node.path or node.heading, lines.line(raw.start), printed))
    return tuple(made)


# -------------------------------- auditing


class Request(NamedTuple):
    """What an audit is asked for, beside the drafts; plain data, so that other processes can be given it."""

    pack: Pack
    as_of: date
    service: str = ""
    area: str = ""  # as asked for; "" lets each bundle's own address decide
    folders: tuple[Path, ...] = ()  # extra packs, to load again with what a detected area changes
    keep: bool = True
    profile: str = "office"
    settings: Settings = Settings()


def audit(
    paths: Sequence[str] = (),
    *,
    texts: Mapping[str, str] | None = None,
    pack: Pack | None = None,
    service: str | None = None,
    as_of: date,
    until: date | None = None,
    area: str | None = None,
    folders: Sequence[Path] = (),
    together: bool = False,
    tracked: str = "final",
    jobs: int = 1,
    progress: Callable[[str, int], None] | None = None,
    keep: bool = True,
    profile: str = "office",
    settings: Settings | None = None,
) -> Report:
    """Audit drafts: files, folders and globs, and texts by name.

    pack, or else the national pack with the extra packs in `folders`. area: code or name of a local pack; without it a
    bundle whose own address lies in an area that has a local pack is judged by that.
    until: also tell what will begin to be found after as_of and up to that day (`Report.later`, a report a day).
    together makes one bundle of everything. tracked: read tracked changes as accepted ("final") or not ("original").
    jobs > 1 checks bundles in that many processes. progress is told the name
    of each bundle when it is done, and how many there are. keep=False leaves the private cache alone. profile: whom it is for, as some rules
    read differently for a template. settings: what a checker.yaml says of sets of papers, files left out, rules and
    waivers; its service, area and packs are for the caller to hand on. Raises PackProblem and UsageProblem; drafts that cannot be read are listed in `Report.errors`, and nothing else is lost.
    """
    settings = settings or Settings()
    whole = pack or load(folders, area, keep)
    waivable = _rules_known(whole, settings, folders, keep)
    _values_known(whole, settings)
    whole = packs.turned(whole, profile, settings.switches)
    pack = packs.in_force(whole, as_of)
    service = packs.service(pack, service) if service else None
    request = Request(pack, as_of, service or "", area or "", tuple(folders), keep, profile, settings)
    sources: list[Source] = []
    errors: list[InputError] = []
    for found in files.read(paths, lambda path: bundles.wanted(path, settings), tracked):
        sources.append(found) if isinstance(found, Source) else errors.append(found)
    for name, text in (texts or {}).items():
        sources.append(Source(name, text)) if text.strip() else errors.append(InputError(name, "中身が空です。"))
    gathered = bundles.gather(sources, settings, together, tracked)
    groups, granted = _granted(gathered.groups, settings)
    judged = _judged(groups, request, granted, waivable, jobs, progress)
    later = _beginning(groups, whole, request, until, granted, waivable) if until else []
    ids = dict.fromkeys((*pack.ids, *(one for bundle in judged for one in bundle.packs)))  # a paper may tell its city
    return Report(as_of, tuple(ids), tuple(judged), (*errors, *gathered.errors), tuple(later), until)


def _rules_known(pack: Pack, settings: Settings, folders: Sequence[Path], keep: bool) -> dict[str, bool]:
    """Every rule, with whether it may be waived. Raises PackProblem for rules of checker.yaml that no pack has."""
    known = {rule.id: rule.waivable for rule in pack.rules}
    named = [*((rule, one.origin) for rule, one in settings.switches), *((one.rule, one.origin) for one in settings.waivers)]
    if any(rule not in known for rule, _ in named):  # perhaps one of those that only a city has
        for code, _ in packs.areas(folders):
            known = {**{rule.id: rule.waivable for rule in load(folders, code, keep).rules}, **known}
    for rule, origin in named:
        if rule not in known:
            raise PackProblem(f"「{rule}」というルールはありません。{packs.meant(rule, known)}（checker rules で一覧）", *origin)
    return known


def _values_known(pack: Pack, settings: Settings) -> None:
    """Raises PackProblem for a value of checker.yaml that is not of the kind of the one it replaces (3 for 5年)."""
    given = {(id_, name): (new, one.origin) for id_, one in settings.switches for name, new in one.parameters}
    for rule in pack.rules if given else ():
        for name, old in rule.parameters.items():
            new, origin = given.get((rule.id, name), (old, None))
            if origin and not typed.kinds(old) <= typed.kinds(new):
                raise PackProblem(f"ルール「{rule.id}」の「{name}」に「{new}」は使えません。「{old}」のように単位まで書いてください", *origin)


def _granted(groups: Sequence[Group], settings: Settings) -> tuple[list[Group], list[Waiver]]:
    """The groups without the words of inline waivers, and all waivers that count."""
    granted = list(settings.waivers)
    plain = []
    for group in groups:
        found = [waivers.inline(source) for source in group.sources]
        granted += [waiver for _, some in found for waiver in some]
        plain.append(group._replace(sources=tuple(source for source, _ in found)))
    return plain, list(dict.fromkeys(granted)) if settings.waive else []


def _judged(
    groups: Sequence[Group], request: Request, granted: Sequence[Waiver], waivable: Mapping[str, bool], jobs: int = 1,
    progress: Callable[[str, int], None] | None = None,
) -> list[BundleReport]:  # fmt: skip
    """Every group judged by every rule, its findings waived, and then what became of the waivers judged too."""
    bench = Workbench(request.pack, request.keep)
    found: list[BundleReport] = []
    for bundle in _checked(groups, request, jobs, bench):
        found.append(bundle)
        if progress:
            progress(bundle.name, len(groups))
    checked = {place for one in found for paper in one.documents if (place := globs.below(paper.path, request.settings.root))}

    @lru_cache(maxsize=1)
    def unchecked() -> list[str]:
        return [place for place in bundles.there(request.settings) if place not in checked]

    def whole(waiver: Waiver) -> bool:
        return not any(not waiver.paths or globs.matches(place, waiver.paths) for place in unchecked())

    waived, notes = waivers.apply(found, granted, waivable, request.as_of, request.settings.root, whole)
    rules = [rule for rule in request.pack.rules if rule.check == waivers.KIND]
    return [
        one._replace(results=(*one.results, *(result for rule in rules for result in _of_waivers(rule, one, noted, request, bench))))
        for one, noted in zip(waived, notes, strict=True)
    ]


def _of_waivers(
    rule: Rule, one: BundleReport, noted: tuple[Noted, ...], request: Request, bench: Workbench
) -> list[Result]:
    bundle = Bundle(one.name, (), one.service.value, request.as_of, frozenset(), waivers=noted)
    return judge(rule, bundle, (), bench)


def request(pack: Pack, as_of: date, *, keep: bool = True) -> Request:
    """A plain request: the rules of a pack that are in force on a day."""
    return Request(packs.in_force(pack, as_of), as_of, keep=keep)


def _beginning(
    groups: Sequence[Group], pack: Pack, request: Request, until: date, granted: Sequence[Waiver], waivable: Mapping[str, bool]
) -> list[Report]:
    """The findings that begin on each day after the request's and up to `until`, one report a day with any.

    pack: with the rules of every day. Only days on which a rule begins, ends or changes, or after which a waiver no
    longer counts, are looked at.
    """
    expiring = {waiver.until + timedelta(days=1) for waiver in granted if waiver.until and waiver.until < date.max}
    days = sorted(day for day in packs.turning_days(pack) | expiring if request.as_of < day <= until)
    known = {key for bundle in _judged(groups, request, granted, waivable) for key in _problems(bundle)}
    later: list[Report] = []
    for day in days:
        dated = request._replace(pack=packs.in_force(pack, day), as_of=day)
        judged = _judged(groups, dated, granted, waivable)
        new = [one._replace(results=tuple(r for r in one.results if _key(one, r) in _problems(one) - known)) for one in judged]
        if any(one.results for one in new):
            later.append(Report(day, pack.ids, tuple(one for one in new if one.results)))
        known = {key for one in judged for key in _problems(one)}
    return later


def _key(bundle: BundleReport, result: Result) -> tuple[str, str, str]:
    return bundle.name, result.rule, result.fingerprint


def _problems(bundle: BundleReport) -> set[tuple[str, str, str]]:
    return {_key(bundle, result) for result in bundle.results if result.severity != "none" and result.waived is None}


def _checked(groups: Sequence[Group], request: Request, jobs: int, bench: Workbench) -> Iterator[BundleReport]:
    if jobs <= 1 or len(groups) < 2:
        for group in groups:
            yield check_bundle(group, request, bench)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children

    pool = ProcessPoolExecutor(min(jobs, len(groups)), initializer=_start, initargs=(request,))
    try:
        yield from pool.map(_work, groups, chunksize=max(1, min(8, len(groups) // (4 * jobs) or 1)))
    except BaseException:  # interrupted, or nobody wants the rest: do not wait for papers that are being checked
        for worker in active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


_at_work: list[tuple[Request, Workbench]] = []  # in a worker process: what every bundle shares


def _start(request: Request) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that leads
    _at_work[:] = [(request, Workbench(request.pack, request.keep))]


def _work(group: Group) -> BundleReport:
    return check_bundle(group, *_at_work[0])


def check_bundle(group: Group, request: Request, bench: Workbench) -> BundleReport:
    """Judge the papers of one bundle by every rule of the pack, but for those on waivers."""
    readings = tuple(reading.read(parsed(source)) for source in group.sources)
    lines = [places.lines_of(source) for source in group.sources]
    request = _served(request, group)
    area, code = _area(readings, lines, request)
    if code:
        bench = _local(request.folders, code, request.as_of, request.keep, request.profile, request.settings.switches)
        request = request._replace(pack=bench.pack)
    service = _service(readings, lines, request)
    bundle = Bundle(
        name=group.name,
        readings=readings,
        service=service.value,
        as_of=request.as_of,
        roles=roles_of(readings),
        lineage=frozenset(packs.lineage(request.pack.services, service.value)) if service.value else frozenset(),
        unread=tuple(dict.fromkeys(unread.why for source in group.sources for unread in source.unread if unread.printed)),
    )
    rules = [rule for rule in request.pack.rules if rule.check != waivers.KIND]
    found = [result for rule in rules for result in judge(rule, bundle, lines, bench)]
    return BundleReport(
        bundle.name,
        service,
        area,
        tuple(results.summary(one, line) for one, line in zip(readings, lines, strict=True)),
        tuple(found),
        request.pack.ids,
    )


def _served(request: Request, group: Group) -> Request:
    """The request with the service that checker.yaml names for a set of papers, unless the request names one."""
    if request.service or not group.service:
        return request
    try:
        return request._replace(service=packs.service(request.pack, group.service))
    except UsageProblem as problem:
        origin = next(one.origin for one in request.settings.bundles if one.name == group.name)
        raise UsageProblem(problem.message, *origin) from problem


def _area(
    readings: Sequence[Reading], lines: Sequence[places.Lines], request: Request
) -> tuple[Detected | None, str]:
    """Where the office is, and the code of the local pack to judge by ("" for that of the request)."""
    if request.area:
        return Detected(request.area, "given"), ""
    placed = areas.detect(readings)
    if placed is None:
        return None, ""
    where = places.locate_raw(readings[placed.reading], lines[placed.reading], placed.span)
    known = {name: code for code, name in packs.areas(request.folders)}
    return Detected(placed.prefecture + placed.city, "detected", (where,)), known.get(placed.city, "")


@lru_cache(maxsize=8)
def _local(
    folders: tuple[Path, ...], code: str, as_of: date, keep: bool, profile: str, switches: tuple[tuple[str, Switch], ...]
) -> Workbench:
    return Workbench(packs.in_force(packs.turned(load(folders, code, keep), profile, switches), as_of), keep)


# What a contract and its explanation tell. A paper under a title of its own (利用のしおり, 利用説明書) that speaks of most
# of it is both; one that does not (a care plan, a pledge) stays OTHER.
_MATTERS = tuple(map(compiled, ("苦情", "利用料|料金|負担", "秘密|守秘|個人情報", "事故|賠償", "急変|緊急", "解約|契約の終了|契約期間", "記録", "虐待")))
_ENOUGH_MATTERS = 6


def roles_of(readings: Iterable[Reading]) -> frozenset[str]:
    """The papers at hand, by kind; OTHER only where there is nothing else."""
    readings = tuple(readings)
    roles = {role for one in readings for part in one.document.parts for role in part.roles}
    if roles - {OTHER}:
        return frozenset(roles - {OTHER})
    said = [words for words in _MATTERS if any(words.search(one.text.chars) for one in readings)]
    return frozenset((CONTRACT, EXPLANATION)) if len(said) >= _ENOUGH_MATTERS else frozenset(roles)


def _service(readings: Sequence[Reading], lines: Sequence[places.Lines], request: Request) -> Detected:
    if request.service:
        return Detected(request.service, "given")
    named = services.detect(readings, request.pack.services)
    if named is None:
        return Detected("", "unknown")
    where = places.locate_raw(readings[named.reading], lines[named.reading], named.span)
    return Detected(named.service, "detected", (where,))


def findings(rule: Rule, bundle: Bundle, bench: Workbench) -> list[Finding]:
    """What one rule finds in one bundle: at least one finding, whatever happens."""
    applies, because = packs.applies(bench.pack, rule, bundle.service)
    dropped = any(not exemption.services for exemption in rule.exceptions)
    if not bundle.service and (rule.services or rule.exceptions) and not dropped:
        return [Finding(UNDETERMINED, (_UNKNOWN_SERVICE,))]
    if not applies:
        return [Finding(NOT_APPLICABLE, (because,))]
    found: list[Finding] = plugins.load("checker.checks", rule.check).check(rule, bundle, bench)
    return found


def detect_service(source: Source, request: Request) -> str:
    """The service of one draft, "" where its words do not tell."""
    named = services.detect((reading.read(parsed(source)),), request.pack.services)
    return named.service if named else ""


def judge(rule: Rule, bundle: Bundle, lines: Sequence[places.Lines], bench: Workbench) -> list[Result]:
    """The results of one rule for one bundle, with places."""
    return [results.result(rule, finding, bundle, lines) for finding in findings(rule, bundle, bench)]
