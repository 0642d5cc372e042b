"""The reports that go to files: golden files, what each format promises its readers, and that no draft can break any.

`pytest tests/test_formats.py --regenerate` writes the golden files anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from canonical_report import BUNDLES, CANONICAL, hostile, render, with_results
from changed import replace
from rich.cells import cell_len
from sample_report import BUNDLE, CLASH, DRAFT, MISSING, NOTE, OUT, PASSED, REPORT, WEAK, location

from checker import plugins
from checker.model import Report
from checker.reports import Page

GOLDEN = Path(__file__).parent / "golden" / "formats"
FORMATS = {
    "sarif": "sarif", "junit": "xml", "github": "txt", "markdown": "md", "html": "html", "csv": "csv", "matrix": "txt",
    "matrix_csv": "csv",
}  # fmt: skip
PAGES = {"office": Page(), "auditor-en": Page(profile="auditor", lang="en")}
VOLATILE = {  # what changes without a change of the format: the version of the program, the looks of the page
    "sarif": re.compile(r'(?<="name": "checker",\n     "version": ")[^"]+'),
    "html": re.compile(r"(?<=<style>).*(?=</style>)|(?<=sha256-)[\w+/=]+", re.DOTALL),
}
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "　=1", "－1")


# -------------------------------- all of them


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_golden_files(format_: str, page: str, regenerate: bool) -> None:
    told = plugins.load("checker.reports", format_).render(CANONICAL, PAGES[page])
    told = VOLATILE[format_].sub("…", told) if format_ in VOLATILE else told
    golden = GOLDEN / f"{format_}-{page}.{FORMATS[format_]}"
    if regenerate:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(told, encoding="utf-8", newline="\n")
    assert told == golden.read_bytes().decode("utf-8"), "if this is meant: pytest tests/test_formats.py --regenerate"


@pytest.mark.parametrize("format_", FORMATS)
def test_profiles_choose_what_is_spelled_out(format_: str) -> None:
    report = with_results(MISSING, NOTE, PASSED, OUT)
    shown = {
        profile: [one.title in render(format_, report, profile=profile) for one in (MISSING, NOTE, PASSED, OUT)]
        for profile in ("office", "template", "auditor")
    }
    shown["satisfied"] = [one.title in render(format_, report, show_satisfied=True) for one in (MISSING, NOTE, PASSED, OUT)]
    if format_ == "github":  # annotations are about what is wrong
        shown["auditor"] = [True, True, True, True]
        shown["satisfied"][2] = True
    if format_.startswith("matrix"):  # the whole table, or the rows with findings
        shown["satisfied"][1] = shown["satisfied"][3] = False
        assert shown["satisfied"][2]
    assert shown["office"] == [True, False, False, False]
    assert shown["template"] == [True, True, False, False]
    assert shown["auditor"] == [True, True, True, True]
    assert shown["satisfied"] == [True, False, True, False]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_any_report_can_be_written(format_: str, lang: str) -> None:
    empty = replace(REPORT, bundles=(), errors=())
    bare = replace(REPORT, bundles=(replace(BUNDLE, results=()),))
    for report in (empty, bare, hostile(), CANONICAL, replace(empty, errors=REPORT.errors)):
        for profile in ("office", "auditor"):
            told = render(format_, report, lang=lang, profile=profile, show_satisfied=True)
            assert told.endswith("\n")
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", told)
            told.encode()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_report_gives_the_same_bytes(format_: str) -> None:
    assert render(format_) == render(format_)


# -------------------------------- CSV


def rows(format_: str = "csv", report: Report = CANONICAL, **page: object) -> Iterator[list[str]]:
    told = render(format_, report, **page)
    assert told.startswith("\ufeff")  # Excel takes it for the code page of the machine otherwise
    return csv.reader(io.StringIO(told.removeprefix("\ufeff")))


def test_csv_is_one_line_a_result() -> None:
    header, refused, first, second, *_ = rows()
    assert header[:6] == ["書類", "サービス", "重さ", "判定", "項目", "指摘の内容"]
    assert dict(zip(header, refused, strict=True))["判定"] == "読めません"
    assert first[:5] == [DRAFT, "居宅介護支援", "エラー", "欠落", "苦情を受け付ける窓口"]
    told = dict(zip(header, second, strict=True))
    assert (told["条項"], told["行"], told["ファイル"]) == ("第9条第2項", "44", DRAFT)
    later = list(rows())[-1]
    assert dict(zip(header, later, strict=True))["いつから"] == "2027-04-01"


@pytest.mark.parametrize("words", FORMULAS)
def test_csv_cells_are_never_formulas(words: str) -> None:
    report = with_results(replace(WEAK, title=words, remedy=words, reasons=(words,), locations=(location(words, 3, words),)))
    for format_ in ("csv", "matrix_csv"):
        for row in rows(format_, replace(report, bundles=(replace(report.bundles[0], name=words),))):
            assert not [cell for cell in row if cell.lstrip(" \u3000\t").startswith(tuple("=+-@＝＋－＠"))]


# -------------------------------- matrix


def test_matrix_shows_the_worst_first_both_ways() -> None:
    told = render("matrix")
    assert "3件の書類 × 8項目" in told
    order = [told.index(name) for name in ("ひなた.txt", "のぞみ.docx", "よい例.txt")]
    assert order == sorted(order)
    order = [told.index(title) for title in ("苦情を受け付ける窓口", "記録の保存期間", "解約の予告期間", "職員の配置")]
    assert order == sorted(order)
    assert re.search(r"^苦情を受け付ける窓口 +×$", told, re.MULTILINE)
    assert re.search(r"^記録の保存期間 +▲  ▲$", told, re.MULTILINE)
    assert re.search(r"^職員の配置 +\?  \?$", told, re.MULTILINE)


def test_matrix_of_many_papers_is_several_tables_within_the_page() -> None:
    many = replace(CANONICAL, bundles=tuple(replace(BUNDLES[0], name=f"drafts/{number}.txt") for number in range(60)), errors=())
    for width in (40, 80):
        told = render("matrix", many, width=width)
        assert max(cell_len(line) for line in told.splitlines()) <= width
        assert told.count("苦情を受け付ける窓口") > 1
    assert "\x1b" in render("matrix", many, colour=True)


def test_matrix_takes_the_worst_of_several_results_and_spares_the_waived() -> None:
    report = with_results(replace(WEAK, rule="a", title="甲"), replace(CLASH, rule="a", title="甲", severity="error"), replace(MISSING, rule="b", title="乙", waived={}))
    assert re.search(r"^甲 +≠$", render("matrix", report), re.MULTILINE)
    assert re.search(r"^乙 +◇$", render("matrix", report, profile="auditor"), re.MULTILINE)


def test_matrix_csv_has_a_column_for_each_paper() -> None:
    header, first, *_ = rows("matrix_csv")
    assert header[0].startswith("項目（● 適合 ▲ 不十分 × 欠落 ≠ 不整合 – 該当なし ? 判定不能")
    assert header[3:] == ["ひなた.txt", "のぞみ.docx", "よい例.txt"]
    assert first == ["苦情を受け付ける窓口", "complaint-desk", "1", "×", "", ""]
