"""The HTML report in a real browser: nothing overflows, filters filter, links lead, no draft can run anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
from canonical_report import CANONICAL, SINGLE, hostile, render

from checker.model import Report

pytestmark = pytest.mark.skipif(chromium.PROGRAM is None, reason="needs Chromium (apt-get install chromium)")


def opened(report: Report, folder: Path, **page: object) -> Iterator[chromium.Page]:
    path = folder / "report.html"
    path.write_text(render("html", report, **page), encoding="utf-8")
    try:
        with chromium.open_page(path) as browser:
            yield browser
    except (OSError, chromium.Silent) as error:
        pytest.skip(f"Chromium does not work here: {error}")


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    yield from opened(SINGLE, tmp_path_factory.mktemp("single"), profile="auditor")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    yield from opened(CANONICAL, tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    yield from opened(hostile(), tmp_path_factory.mktemp("attacked"), profile="auditor")


def seen(page: chromium.Page, selector: str) -> int:
    """How many elements of a kind are laid out."""
    return int(page.value(f"[...document.querySelectorAll({selector!r})].filter(e => e.getClientRects().length).length"))


@pytest.mark.parametrize("width", [1280, 1024, 768, 390, 320])
@pytest.mark.parametrize("name", ["single", "several", "attacked"])
def test_nothing_overflows(name: str, width: int, request: pytest.FixtureRequest) -> None:
    page: chromium.Page = request.getfixturevalue(name)
    page.resize(width, 800, phone=width < 500)
    assert page.value("document.documentElement.scrollWidth") <= width
    beyond = page.value(
        "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll')"
        " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert beyond == []


def test_findings_stand_beside_the_draft_on_a_desk_and_above_it_on_a_phone(single: chromium.Page) -> None:
    places = "['.findings', '.papers'].map(s => document.querySelector(s).getBoundingClientRect()).map(r => [r.left, r.top])"
    single.resize(1280, 800)
    (left, _), (right, _) = single.value(places)
    assert left + 400 < right
    single.resize(390, 844, phone=True)
    (left, above), (right, below) = single.value(places)
    assert left == right
    assert above < below


def test_filters_hide_and_show(single: chromium.Page) -> None:
    single.resize(1280, 800)
    assert seen(single, ".finding") == 4
    for box, gone in (("#s-error", ".finding.s-error"), ("#v-weak", ".finding.v-weak"), ("#v-satisfied", ".g-satisfied")):
        before = seen(single, gone)
        assert before
        assert seen(single, f"{gone}, .finding") >= before
        single.press(box)
        assert seen(single, gone) == 0
        single.press(box)
        assert seen(single, gone) == before
    single.press("#s-error")
    assert seen(single, ".group.s-error") == 0  # its heading too
    assert seen(single, ".chip.s-error") == 0  # and the tags in the draft
    single.press("#s-error")


def test_filters_that_leave_nothing_say_so(single: chromium.Page) -> None:
    single.resize(1280, 800)
    assert seen(single, ".nothing") == 0
    boxes = single.value("[...document.querySelectorAll('.filter input')].map(e => '#' + e.id)")
    for box in boxes:
        single.press(box)
    assert seen(single, ".finding, .group") == 0
    assert seen(single, ".nothing") == 1
    for box in boxes:
        single.press(box)
    assert seen(single, ".finding") == 4


def test_links_lead_to_the_line_and_back(single: chromium.Page) -> None:
    for width, phone in ((1280, False), (390, True)):
        single.resize(width, 700, phone)
        for link, target in ((".finding.v-weak p a", "#b1d1l44"), (".chip.v-weak", ".finding.v-weak")):
            single.press(link)
            top, bottom = single.value(
                f"(() => {{ const r = document.querySelector({target!r}).getBoundingClientRect(); return [r.top, r.bottom] }})()"
            )
            assert bottom > 0
            assert top < 700


def test_a_mark_of_the_matrix_leads_to_its_finding(several: chromium.Page) -> None:
    several.resize(1280, 800)
    several.press(".matrix td.error a")
    assert several.value("location.hash") == "#b1f1"
    assert several.value("Math.abs(document.querySelector('#b1f1').getBoundingClientRect().top) < 100")


def test_no_draft_can_run_or_load_anything(attacked: chromium.Page) -> None:
    assert attacked.value("document.title").endswith("介護サービス契約書類の検査結果")
    assert attacked.value("document.querySelectorAll('script, img, iframe, object, link, base, form').length") == 0
    assert "<script>" in attacked.value("document.body.innerText")  # shown as what it is
    requests = [one["params"]["request"]["url"] for one in attacked.messages if one.get("method") == "Network.requestWillBeSent"]
    assert [url for url in requests if not url.endswith("/report.html")] == []


def test_the_page_would_stop_a_script_that_got_in(attacked: chromium.Page) -> None:
    attacked.value("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s) })()")
    attacked.value("(() => { const i = document.createElement('div'); i.innerHTML = '<img src=x onerror=\"window.ran = 1\">'; document.body.append(i) })()")
    assert attacked.value("new Promise(done => setTimeout(() => done(window.ran === undefined), 300))")


def test_the_style_of_the_page_is_allowed(single: chromium.Page) -> None:
    assert single.value("getComputedStyle(document.querySelector('.finding')).borderLeftWidth") != "0px"


def test_paper_has_no_filters_and_the_whole_draft(single: chromium.Page) -> None:
    single.call("Emulation.setEmulatedMedia", media="print")
    assert seen(single, ".filter") == 0
    assert single.value("(e => e.scrollHeight <= e.clientHeight + 2)(document.querySelector('.draft'))")
    single.call("Emulation.setEmulatedMedia", media="screen")
