"""The reports: what a person sees first, what a program may rely on, and that no draft can break either."""

from __future__ import annotations

import json
import re

import pytest
from changed import replace
from rich.cells import cell_len
from sample_report import BUNDLE, CLASH, MISSING, PASSED, REPORT, WEAK, location, result

from checker import plugins
from checker.model import Basis, BundleReport, Detected, DocumentSummary, PartSummary, Report
from checker.reports import PROFILES, Page, clean, terminal
from checker.reports import json as json_report
from checker.reports._cells import joined, paint, wrap

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def render(report: Report = REPORT, **page: object) -> str:
    return terminal.render(report, Page(**page))  # type: ignore[arg-type]


def with_results(*results: object) -> Report:
    return replace(REPORT, bundles=(replace(BUNDLE, results=results),), errors=())


# -------------------------------- terminal


def test_the_first_screen_says_how_much_there_is_to_do() -> None:
    first = render().split("■")[0]
    assert "居宅介護支援（1行目「居宅介護支援 利用契約書」から判断）" in first
    assert "重要事項説明書（91～200行目）" in first
    assert "2024-04-01（90行目）" in first
    assert "50～52行目 画像の文字は読めません" in first
    assert "直すところが 1件、見直すところが 2件あります。" in first
    assert "注意が 1件あります（--profile template で表示）" in first


def test_a_missing_matter_comes_with_near_miss_basis_and_wording() -> None:
    told = render()
    assert "× 苦情を受け付ける窓口 [欠落]" in told
    assert "苦情を受け付ける窓口の記載が見当たりません。" in told
    assert "第8条（40行目） 窓口の電話番号がありません" in told
    assert "> ご意見は《担当者》へお寄せください。" in told
    assert "平成11年厚生省令第38号 第26条第1項（出典未確認）" in told
    assert "介護保険法 第23条（条番号のみ確認）" in told
    assert "文例      利用者からの苦情は、次の窓口で受け付けます。\n              窓口　管理者　電話 00-0000-0101" in told
    assert "checker explain complaint-desk" in told


def test_a_weak_matter_shows_the_line_and_the_exact_reason() -> None:
    told = render()
    assert "▲ 記録の保存期間 [不十分]  第9条第2項（44行目）" in told
    assert "> 事業者は、《記録》を《2年間》《保存》します。" in told
    assert "保存期間が5年に満たないか" in told
    assert "記載はありますが" not in told  # the general message gives way to the reason


def test_a_contradiction_shows_both_places() -> None:
    told = render()
    assert "第12条（60行目）" in told
    assert "関連      8(1)（130行目、3ページ、表1 2行目） 30日" in told


def test_severity_then_paper_then_line_is_the_order() -> None:
    later = result("later", "weak", "warning", title="あとの条", locations=(location("第20条", 80, "あと"),))
    told = render(with_results(later, CLASH, WEAK, MISSING))
    order = [told.index(title) for title in (MISSING.title, WEAK.title, CLASH.title, later.title)]
    assert order == sorted(order)
    assert told.index("書かれていないこと") < told.index("■ 警告")


@pytest.mark.parametrize(
    ("profile", "shown", "hidden"),
    [
        ("office", ["記録の保存期間"], ["第三者評価", "契約期間  第2条", "モニタリング"]),
        ("template", ["記録の保存期間", "・ 第三者評価の実施状況"], ["契約期間  第2条", "モニタリング"]),
        ("auditor", ["第三者評価", "○ 契約期間  第2条（12行目） 契約の期間は1年とします。", "モニタリング"], ["--profile"]),
    ],
)
def test_profiles_choose_what_is_spelled_out(profile: str, shown: list[str], hidden: list[str]) -> None:
    told = render(profile=profile)
    assert all(words in told for words in shown)
    assert not any(words in told for words in hidden)
    assert "エラー 1  警告 2  注意 1  適合 1  判定不能 1  承認済み 1" in told


def test_satisfied_results_on_request() -> None:
    assert "■ 適合 1" not in render()
    assert "■ 適合 1" in render(show_satisfied=True)


def test_undetermined_results_are_one_block_by_reason() -> None:
    others = [result(f"r{n}", "undetermined", "none", title=f"項目{n}", reasons=("書面が渡されていません。",)) for n in range(3)]
    told = render(with_results(*others))
    assert told.count("書面が渡されていません。") == 1
    assert "項目0、項目1、項目2" in told


def test_waived_results_are_only_counted() -> None:
    assert "利用料の変更" not in render(profile="auditor")


def test_nothing_to_mend_is_said() -> None:
    assert "直すところは見つかりませんでした。" in render(with_results(PASSED))
    assert "検査できる書面がありませんでした。" in render(replace(REPORT, bundles=()))


def test_several_bundles_open_with_an_overview() -> None:
    clear = replace(BUNDLE, name="drafts/よい例.txt", results=(PASSED,))
    told = render(replace(REPORT, bundles=(BUNDLE, clear)))
    assert told.startswith("2件を検査しました。\n  × エラー  1  警告  2  注意  1  判定不能  1  drafts/ひなた.txt\n  ○ エラー  0")
    assert "注意  0  drafts/ひなた.txt" in render(replace(REPORT, bundles=(replace(clear, name="drafts/ひなた.txt"), clear)))


def test_papers_of_one_set_that_were_checked_apart_are_told() -> None:
    def parted(*roles: str, service: str = BUNDLE.service.value) -> BundleReport:
        parts = tuple(PartSummary(role, role, 1, 2) for role in roles)
        return replace(BUNDLE, service=Detected(service, "given"), documents=(DocumentSummary("a.txt", parts, 1.0),))

    def told(*bundles: BundleReport) -> bool:
        return "--together" in render(replace(REPORT, bundles=bundles))

    assert told(parted("契約書"), parted("重要事項説明書", "同意書"))
    assert not told(parted("契約書"), parted("契約書", "同意書"))
    assert not told(parted("契約書"), parted("契約書", "重要事項説明書"))
    assert not told(parted("契約書"), parted("重要事項説明書", service="訪問看護"))


def test_an_unknown_service_says_what_to_do() -> None:
    told = render(replace(REPORT, bundles=(replace(BUNDLE, service=Detected("", "unknown")),)))
    assert "不明です。--service で指定してください" in told


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_line_is_wider_than_the_page(width: int, lang: str) -> None:
    for line in render(width=width, lang=lang, profile="auditor").splitlines():
        assert cell_len(line) <= width


def test_colour_only_adds_to_the_words() -> None:
    coloured, plain = render(colour=True), render()
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert "《" not in coloured
    assert re.sub(r"\s", "", ANSI.sub("", coloured)) == re.sub(r"[《》\s]", "", plain.replace("  《 》は判定のもとになった語です\n", ""))


def test_english_headings() -> None:
    told = render(lang="en")
    assert "To mend: 1, to review: 2." in told
    assert "(line 44)" in told


HOSTILE = "[bold]x[/bold] \x1b[2J\x1b]0;t\x07\u202e\n[link=http://x]\udcff"


def test_a_draft_can_neither_style_nor_break_the_screen() -> None:
    hostile = replace(
        WEAK,
        title=HOSTILE,
        rule=HOSTILE,
        reasons=(HOSTILE,),
        remedy=HOSTILE,
        locations=(location("第1条", 1, HOSTILE, note=HOSTILE, place=HOSTILE, words=((0, 3), (2, 9), (500, 900))),),
        near_misses=(location("第1条", 1, HOSTILE, note=HOSTILE),),
        basis=(Basis(HOSTILE, HOSTILE, True, (), HOSTILE),),
    )
    bundle = replace(BUNDLE, name=HOSTILE, service=Detected(HOSTILE, "given"), results=(hostile,))
    for colour in (False, True):
        told = render(replace(REPORT, bundles=(bundle, bundle)), colour=colour, profile="auditor")
        left = ANSI.sub("", told)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", left)
        assert "[/bold]" in left.replace("《", "").replace("》", "")
        told.encode()


def test_the_marked_words_may_be_anything() -> None:
    odd = replace(WEAK, locations=(location("第1条", 1, "短い文", words=((2, 1), (1, 99), (-3, 2))),))
    assert "短い文" in render(with_results(odd)).replace("《", "").replace("》", "")


# -------------------------------- cells


def lines(text: str, width: int) -> list[str]:
    return [paint(line, False) for line in wrap([(text, "")], width)]


def test_lines_break_as_japanese_does() -> None:
    assert lines("あいうえお、かき", 10) == ["あいうえ", "お、かき"]
    assert lines("あいうえ「おか」", 10) == ["あいうえ", "「おか」"]
    assert lines("abc def-ghi jkl", 8) == ["abc", "def-ghi", "jkl"]
    assert lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert lines("", 10) == [""]


def test_breaking_loses_nothing_and_keeps_styles() -> None:
    runs = [("事業者は、", "dim"), ("記録", "word"), ("を2年間保存します。" * 9, "")]
    broken = [run for line in wrap(runs, 30) for run in line]
    assert "".join(text for text, _ in broken) == "".join(text for text, _ in runs)
    assert [run for run in joined(broken) if run[1]] == [("事業者は、", "dim"), ("記録", "word")]


def test_clean_is_one_to_one() -> None:
    assert len(clean(HOSTILE)) == len(HOSTILE)
    assert clean("第１条　①㈱ abc") == "第１条　①㈱ abc"


# -------------------------------- JSON


def test_json_follows_the_schema_to_the_letter() -> None:
    told = json.loads(json_report.render(REPORT, Page()))
    assert list(told) == ["schema", "as_of", "packs", "bundles", "errors", "summary"]
    assert told["schema"] == "checker-report/1"
    assert told["as_of"] == "2026-11-20"
    assert told["packs"] == [{"id": "national", "version": "2026.11"}]
    assert told["errors"] == [{"path": "drafts/x.png", "message": "読めません。"}]
    assert told["summary"] == {"error": 1, "warning": 2, "note": 1, "satisfied": 1, "undetermined": 1, "waived": 1}
    (bundle,) = told["bundles"]
    assert list(bundle) == ["name", "service", "area", "documents", "results"]
    assert bundle["service"]["how"] == "detected"
    assert bundle["area"] is None
    (document,) = bundle["documents"]
    assert document["coverage"] == {"read": 0.98, "unread": [{"why": "画像の文字は読めません", "start_line": 50, "end_line": 52}]}
    assert document["parts"][0] == {"role": "契約書", "title": "居宅介護支援 利用契約書", "start_line": 1, "end_line": 90}
    missing, weak, *_, waived = bundle["results"]
    assert missing["basis"][0] == {"law": "平成11年厚生省令第38号", "article": "第26条第1項", "verified": False, "note": ""}
    assert missing["near_misses"][0]["note"] == "窓口の電話番号がありません"
    assert weak["locations"][0]["clause"] == "第9条第2項"
    assert weak["locations"][0]["words"] == [[5, 7], [8, 11], [11, 13]]
    assert (weak["class"], weak["duty"], weak["waived"]) == ("office", "statute", None)
    assert waived["waived"] == {"reason": "別紙で定める", "owner": "本部"}


def test_json_is_the_same_bytes_every_time_and_one_result_a_line() -> None:
    first = json_report.render(REPORT, Page())
    assert first == json_report.render(REPORT, Page(width=40, colour=True, profile="auditor", lang="en"))
    assert "契約書" in first
    assert len([line for line in first.splitlines() if line.startswith('  {"rule": ')]) == len(BUNDLE.results)
    assert json.loads(json_report.render(replace(REPORT, bundles=()), Page()))["bundles"] == []
    empty = json_report.render(replace(REPORT, bundles=(replace(BUNDLE, results=()),)), Page())
    assert json.loads(empty)["bundles"][0]["results"] == []


def test_half_a_surrogate_pair_in_a_file_name_stays_valid_json() -> None:
    report = replace(REPORT, bundles=(replace(BUNDLE, name="x\udcff"),))
    written = json_report.render(report, Page()).encode("utf-8", "backslashreplace")
    assert json.loads(written)["bundles"][0]["name"] == "x\udcff"


def test_every_format_renders() -> None:
    for name in plugins.names("checker.reports"):
        assert plugins.load("checker.reports", name).render(REPORT, Page()).endswith("\n")
    assert set(PROFILES) == {"office", "template", "auditor"}
