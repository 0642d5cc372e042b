"""The report that every format is tried on: several sets of papers, with their texts, every verdict, waivers, what begins later."""

from __future__ import annotations

from datetime import date

from changed import replace
from sample_report import BUNDLE, NOTE, PASSED, REPORT, UNSURE, WEAK, location, result

from checker import plugins
from checker.model import (
    Basis,
    BundleReport,
    Detected,
    DocumentSummary,
    InputError,
    Location,
    PartSummary,
    Report,
    Result,
)
from checker.reports import Page
from checker.text import Span

WORD, CLEAR = "drafts/のぞみ.docx", "drafts/よい例.txt"


def with_text(bundle: BundleReport) -> BundleReport:
    """The bundle with drafts that say at each place what the place quotes, and with the places of the marked words."""
    places = [one for told in bundle.results for one in (*told.locations, *told.near_misses)]
    texts = {document.path: _text(document, places) for document in bundle.documents}
    return replace(
        bundle,
        documents=tuple(replace(document, text=texts[document.path]) for document in bundle.documents),
        results=tuple(_marked(told, texts) for told in bundle.results),
    )


def _text(document: DocumentSummary, places: list[Location]) -> str:
    lines = [f"（{number}行目の文）" if number % 10 == 0 else "" for number in range(1, document.parts[-1].end_line + 1)]
    for part in document.parts:
        lines[part.start_line - 1] = part.title
    for one in places:
        if one.path == document.path:
            lines[one.start_line - 1] = one.text
    return "\n".join(lines) + "\n"


def _marked(told: Result, texts: dict[str, str]) -> Result:
    """The result with the places of its words; a text file has no pages and no cells."""

    def mark(one: Location) -> Location:
        one = replace(one, page=None, place="") if one.path.endswith(".txt") else one
        start = sum(len(line) + 1 for line in texts[one.path].split("\n")[: one.start_line - 1])
        return replace(one, marked=tuple(Span(start + first, start + last) for first, last in one.words))

    return replace(told, locations=tuple(map(mark, told.locations)), near_misses=tuple(map(mark, told.near_misses)))


def other(path: str, *results: Result, service: str = "通所介護") -> BundleReport:
    """A second set of papers: one file with one 重要事項説明書."""
    parts = (PartSummary("重要事項説明書", "通所介護 重要事項説明書", 1, 20),)
    return BundleReport(path, Detected(service, "given"), None, (DocumentSummary(path, parts, 1.0),), results)


_FROM_WORD = replace(
    WEAK,
    why="サービスの内容を後から確かめられるように、記録を残す義務があります。",
    fingerprint="print-word",
    locations=(location("3(1)", 8, "記録は2年間保存します。", path=WORD, part="重要事項説明書", place="表1 2行目", page=2, words=((0, 2), (3, 6))),),
)
_LATER = result("web-notice", "missing", "warning", title="ウェブサイトへの掲載", message="掲載についての記載が見当たりません。")
_WAIVED = replace(NOTE, waived={"reason": "評価は任意のため", "owner": "本部", "until": "2027-03-31"})

BUNDLES = (
    with_text(BUNDLE),
    with_text(other(WORD, _FROM_WORD, replace(UNSURE, fingerprint="print-unsure-word"))),
    with_text(other(CLEAR, replace(PASSED, locations=(location("2", 12, "契約の期間は1年とします。", path=CLEAR),)), _WAIVED)),
)
CANONICAL = replace(
    REPORT,
    bundles=BUNDLES,
    later=(Report(date(2027, 4, 1), REPORT.packs, (replace(BUNDLES[0], documents=(), results=(_LATER,)),)),),
)
SINGLE = replace(REPORT, bundles=BUNDLES[:1], errors=())


def render(format_: str, report: Report = CANONICAL, **page: object) -> str:
    told: str = plugins.load("checker.reports", format_).render(report, Page(**page))  # type: ignore[arg-type]
    return told


def with_results(*results: object, **more: object) -> Report:
    return replace(REPORT, bundles=(with_text(replace(BUNDLE, results=results, **more)),), errors=())  # type: ignore[arg-type]


HOSTILE = (
    '<script>document.title="x"</script><img src=x onerror=alert(1)>"\'> ::error::x %0A\n::set-output name=a::b\r'
    "##[group]x | a | b | [k](http://evil) ![i](http://evil/p.png) `c` **b** @someone #12 https://evil.example "
    "</li></ol></mark><!-- --> ]]> &amp; \x1b[2J\u202e\udcff\x00 {0} --> =1+1"
)


def hostile() -> Report:
    place = location("第1条", 3, HOSTILE, note=HOSTILE, place=HOSTILE, words=((0, 3), (2, 9), (500, 900), (7, 1)))
    bad = replace(
        WEAK,
        title=HOSTILE,
        rule=HOSTILE,
        reasons=(HOSTILE,),
        remedy=HOSTILE,
        why=HOSTILE,
        locations=(place, replace(place, clause=HOSTILE, part=HOSTILE, heading=HOSTILE, place="")),
        near_misses=(place,),
        basis=(Basis(HOSTILE, HOSTILE, True, (), HOSTILE),),
    )
    document = replace(BUNDLE.documents[0], text=f"{HOSTILE}\n" * 200, unread=((HOSTILE, 2, 3),))
    bundle = replace(
        BUNDLE,
        name=HOSTILE,
        service=Detected(HOSTILE, "given"),
        documents=(document,),
        results=(bad, replace(bad, verdict="satisfied", severity="none"), replace(bad, waived={HOSTILE: HOSTILE}), replace(UNSURE, reasons=(HOSTILE,))),
    )
    errors = (InputError(HOSTILE, HOSTILE),)
    later = replace(REPORT, as_of=date(2027, 4, 1), bundles=(replace(bundle, results=(bad,)),), errors=())
    return replace(REPORT, bundles=(bundle, replace(bundle, name="x")), errors=errors, later=(later,), packs=((HOSTILE, HOSTILE),))
