"""The reports that are looked at: the page for the office and the Markdown for pull requests."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from canonical_report import CANONICAL, SINGLE, hostile, render, with_results
from changed import replace
from sample_report import CLASH, MISSING, PASSED, REPORT, WEAK, location

import checker
from checker.model import Report
from checker.reports import clean

# -------------------------------- Markdown


def test_markdown_says_first_what_to_do() -> None:
    first = render("markdown").split("<details>")[0]
    assert "**直すところが 1件、見直すところが 3件あります。**" in first
    assert "| × ひなた.txt | 居宅介護支援 | 1 | 2 | 1 | 1 | 1 | 1 |" in first
    assert "- drafts/x.png: 読めません。" in first
    assert render("markdown").index("苦情を受け付ける窓口") < render("markdown").index("記録の保存期間")


def test_markdown_stays_under_the_size_of_a_comment() -> None:
    many = [replace(WEAK, title=f"項目{number}", reasons=("長い理由。" * 50,)) for number in range(500)]
    told = render("markdown", with_results(*many))
    assert len(told) < 65_536
    left = re.search(r"ここに載せきれない指摘がほかに(\d+)件あります", told)
    assert left
    assert int(left[1]) + told.count("<details>") == 500
    assert told.count("<details>") == told.count("</details>")


def test_markdown_of_a_draft_is_no_markup() -> None:
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    told = render("markdown", hostile(), profile="auditor")
    for token in parser.parse(told):
        for inline in (token, *(token.children or ())):
            assert inline.type not in ("link_open", "image", "heading_open") or inline.tag in ("h2", "h3")
            if inline.type in ("html_block", "html_inline"):
                tags = set(re.findall(r"<(/?\w+)", inline.content))
                assert tags <= {"details", "/details", "summary", "/summary", "b", "/b", "br", "blockquote", "/blockquote"}
    assert "@someone" not in told
    assert "https://" not in told
    rows = [len(re.findall(r"(?<!\\)\|", line)) for line in told.splitlines() if line.startswith("|")]
    assert set(rows) == {9}


# -------------------------------- HTML


class Reader(HTMLParser):
    """What a browser would make of the page: elements with their attributes, and the text of the lines of the drafts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag == "li" and "value" in given:
            self.lines.append("")
        if tag == "mark":
            self.marks.append((str(given["class"]), ""))
        if tag not in ("meta", "br", "input"):
            self._open.append("chip" if "chip" in (given.get("class") or "") else f"line {tag}" if "value" in given else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().removeprefix("line ") in (tag, "chip")

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data
        if "line li" in self._open and "chip" not in self._open:
            self.lines[-1] += data
        if "mark" in self._open:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)


def attributes(page: Reader, name: str) -> list[str]:
    return [str(given[name]) for _, given in page.elements if name in given]


@pytest.mark.parametrize("report", [CANONICAL, SINGLE, hostile()], ids=["several", "single", "hostile"])
def test_html_is_whole_and_holds_no_active_content(report: Report) -> None:
    told = render("html", report, profile="auditor")
    page = Reader(told)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "svg", "base"}
    assert not [name for _, given in page.elements for name in given if name.startswith("on") or name in ("style", "src")]
    ids = attributes(page, "id")
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in attributes(page, "href")} <= set(ids)
    assert all(target.startswith("#") for target in attributes(page, "href"))


def test_html_allows_its_own_style_and_nothing_else() -> None:
    told = render("html")
    style = told[told.index("<style>") + 7 : told.index("</style>")]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [given["content"] for _, given in Reader(told).elements if given.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert told.index("Content-Security-Policy") < told.index("<style>")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("report", [CANONICAL, hostile()], ids=["canonical", "hostile"])
def test_html_shows_the_draft_to_the_letter(report: Report) -> None:
    texts = [document.text for bundle in report.bundles for document in bundle.documents]
    assert Reader(render("html", report)).lines == [clean(line) for text in texts for line in text.split("\n")]


def test_html_marks_exactly_the_words_that_decided() -> None:
    told = render("html", SINGLE)
    assert '<mark class="warning">事業者は、</mark><mark class="warning"><b>記録</b></mark>' in told
    marks = Reader(told).marks
    assert "".join(words for kind, words in marks if kind == "warning") == (
        "事業者は、記録を2年間保存します。利用者は、7日前までに申し出ます。解約は30日前までにお申し出ください。"
    )
    assert "".join(words for kind, words in marks if kind == "near") == "ご意見は担当者へお寄せください。"


def test_html_of_overlapping_passages_shows_the_worst_and_loses_nothing() -> None:
    text = "事業者は、記録を2年間保存します。"
    whole = location("第9条", 1, text, words=((5, 7),))
    inner = location("第9条", 1, "記録を2年間", start_column=6, end_column=12)
    beyond = location("第9条", 1, text, end_column=999, end_line=1)
    report = with_results(
        replace(WEAK, locations=(whole,)), replace(MISSING, verdict="weak", locations=(inner,)), replace(CLASH, locations=(beyond,))
    )
    page = Reader(render("html", report))
    assert page.lines[0] == text
    assert "".join(words for kind, words in page.marks if kind == "error") == "記録を2年間"


def test_html_first_screen_tells_what_to_do() -> None:
    text = " ".join(Reader(render("html", SINGLE)).text.split())
    first = text[: text.index("表示する指摘を選ぶ")]
    assert "介護サービス契約書類の検査結果 ひなた.txt" in first
    assert "直すところが 1件、見直すところが 2件あります。" in first
    assert "1× 直すところ必要なことが書かれていないか、誤っています" in first
    assert "居宅介護支援（1行目「居宅介護支援 利用契約書」から判断）" in first


def test_html_of_one_paper_has_no_matrix_and_of_several_has() -> None:
    assert 'class="matrix"' not in render("html", SINGLE)
    told = render("html")
    assert 'class="matrix"' in told
    assert '<td class="error" title="欠落"><a href="#b1f1">×</a></td>' in told


def test_html_filters_are_those_that_have_something_to_choose() -> None:
    boxes = [given["id"] for tag, given in Reader(render("html", SINGLE, profile="auditor")).elements if tag == "input"]
    assert boxes == [
        "s-error", "s-warning", "s-note",
        "v-missing", "v-weak", "v-inconsistent", "v-undetermined", "v-satisfied", "v-not-applicable", "v-waived",
    ]  # fmt: skip
    style = (Path(checker.__file__).parent / "reports" / "html.css").read_text(encoding="utf-8")
    assert all(f"#{box}:" in style for box in boxes)
    assert "<input" not in render("html", with_results(PASSED))


def test_html_without_the_text_of_the_draft_still_quotes_it() -> None:
    told = render("html", replace(REPORT, errors=()))
    assert 'class="draft"' not in told
    assert "事業者は、<b>記録</b>を<b>2年間</b><b>保存</b>します。" in told


def test_html_of_a_real_audit_marks_the_words_in_the_draft() -> None:
    text = "居宅介護支援 利用契約書\n\n第９条（記録）\n１　事業者は、記録を作成し、\n　　完結の日から２年間保存します。\n"
    report = checker.audit(texts={"契約書.txt": text}, as_of=date(2026, 11, 20))
    found = next(one for one in report.results() if one.rule == "record-retention")
    assert [text[start:end] for start, end in found.locations[0].marked] == ["記録", "２年間", "保存"]
    told = render("html", report)
    assert Reader(told).lines == text.split("\n")
    assert "<b>２年間</b>" in told
