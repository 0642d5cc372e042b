"""The reports for machines: SARIF is valid and exact, JUnit counts what it holds, no draft can speak to GitHub's runner."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from canonical_report import CANONICAL, SINGLE, hostile, render, with_results
from changed import replace
from sample_report import BUNDLE, DRAFT, PASSED, REPORT, WEAK

import checker
from checker.model import Location, Report
from checker.text import Span

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"


# -------------------------------- SARIF


@cache
def schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def run(report: Report = CANONICAL, **page: object) -> dict[str, Any]:
    told = json.loads(render("sarif", report, **page))
    schema().validate(told)
    found: dict[str, Any] = told["runs"][0]
    return found


@pytest.mark.parametrize("profile", ["office", "template", "auditor"])
def test_sarif_follows_the_published_schema(profile: str) -> None:
    for report in (CANONICAL, SINGLE, hostile(), replace(REPORT, bundles=()), replace(REPORT, bundles=(replace(BUNDLE, results=()),))):
        found = run(report, profile=profile)
        rules = found["tool"]["driver"]["rules"]
        for told in found["results"]:
            assert rules[told["ruleIndex"]]["id"] == told["ruleId"]
            assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]  # code scanning refuses it otherwise


def test_sarif_levels_kinds_and_waivers() -> None:
    told = {one["partialFingerprints"]["checker/v1"]: one for one in run(SINGLE, profile="auditor")["results"]}
    levels = {name: (one["kind"], one["level"], "suppressions" in one) for name, one in told.items()}
    assert levels == {
        "print-complaint-desk": ("fail", "error", False),
        "print-record-retention": ("fail", "warning", False),
        "print-notice-period": ("fail", "warning", False),
        "print-third-party-review": ("fail", "note", False),
        "print-contract-term": ("pass", "none", False),
        "print-monitoring": ("notApplicable", "none", False),
        "print-staff-table": ("open", "none", False),
        "print-fee-change": ("fail", "error", True),
    }
    (suppression,) = told["print-fee-change"]["suppressions"]
    assert suppression == {"kind": "external", "status": "accepted", "justification": "理由: 別紙で定める; 責任者: 本部"}


def test_sarif_places_are_exact() -> None:
    text = "契約書\n　第9条　事業者は、𠮟記録を2年間保存します。\n"
    start = text.index("事業者")
    where = Location(DRAFT, "契約書", "第9条", "記録", 2, start - 3, 2, len(text) - 4, None, "…", marked=(Span(start, start + 3),))
    document = replace(BUNDLE.documents[0], text=text)
    report = replace(REPORT, bundles=(replace(BUNDLE, documents=(document,), results=(replace(WEAK, locations=(where,)),)),))
    found = run(report)
    assert found["columnKind"] == "unicodeCodePoints"
    physical = found["results"][0]["locations"][0]["physicalLocation"]
    assert physical["region"]["snippet"]["text"] == "事業者は、𠮟記録を2年間保存します。"
    assert (physical["region"]["startColumn"], physical["region"]["endColumn"]) == (6, 24)
    assert physical["artifactLocation"] == {"uri": "drafts/%E3%81%B2%E3%81%AA%E3%81%9F.txt", "uriBaseId": "%SRCROOT%"}


def test_sarif_of_a_word_file_gives_no_lines_of_it() -> None:
    """Lines of the extracted text are not lines of the file; the place is in the message and in the properties."""
    (told,) = [one for one in run()["results"] if one["partialFingerprints"]["checker/v1"] == "print-word"]
    where = told["locations"][0]
    assert "region" not in where["physicalLocation"]
    assert where["properties"]["place"] == "表1 2行目"
    assert "3(1)（8行目、2ページ、表1 2行目）" in told["message"]["text"]
    assert where["logicalLocations"] == [{"name": "3(1)", "fullyQualifiedName": "重要事項説明書/3(1)", "kind": "clause"}]


def test_sarif_of_a_missing_matter_points_at_the_whole_paper_and_the_near_misses() -> None:
    told = next(one for one in run(SINGLE)["results"] if one["ruleId"] == "complaint-desk")
    assert told["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "endLine": 200}
    (near,) = told["relatedLocations"]
    assert near["physicalLocation"]["region"]["startLine"] == 40
    assert "窓口の電話番号がありません" in near["message"]["text"]


def test_sarif_tells_what_could_not_be_read_or_judged() -> None:
    (invocation,) = run()["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert told[0] == ("error", "読めません。")
    assert ("warning", "読めない所（50行目）: 画像の文字は読めません") in told
    assert any("重要事項説明書が渡されていない" in text and "職員の配置" in text for _, text in told)
    assert any(text.startswith("2027-04-01 から始まる指摘") for _, text in told)
    assert run(with_results(PASSED, documents=(replace(BUNDLE.documents[0], unread=()),)))["invocations"] == [{"executionSuccessful": True}]


def test_sarif_rules_explain_themselves() -> None:
    rules = {rule["id"]: rule for rule in run()["tool"]["driver"]["rules"]}
    rule = rules["complaint-desk"]
    assert rule["shortDescription"]["text"] == "苦情を受け付ける窓口"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["compliance", "document", "statute"]
    assert "- 介護保険法 第23条（条番号のみ確認）" in rule["help"]["markdown"]
    assert "> 窓口　管理者　電話 00-0000-0101" in rule["help"]["markdown"]
    assert "窓口　管理者　電話 00-0000-0101" in rule["help"]["text"]


def test_sarif_messages_hold_no_links() -> None:
    assert "](" not in "".join(one["message"]["text"] for one in run(hostile())["results"])


def test_sarif_of_a_real_audit_cuts_the_words_of_the_draft() -> None:
    text = "居宅介護支援 利用契約書\n\n第９条（記録）\n１　事業者は、記録を作成し、\n　　完結の日から２年間保存します。\n"
    report = checker.audit(texts={"契約書.txt": text}, as_of=date(2026, 11, 20))
    told = next(one for one in run(report)["results"] if one["ruleId"] == "record-retention")
    region = told["locations"][0]["physicalLocation"]["region"]
    assert region["snippet"]["text"] == "事業者は、記録を作成し、\n　　完結の日から２年間保存します。"
    assert (region["startLine"], region["startColumn"], region["endLine"]) == (4, 3, 5)


# -------------------------------- JUnit


def suites(report: Report = CANONICAL, **page: object) -> ElementTree.Element:
    return ElementTree.fromstring(render("junit", report, **page))


def test_junit_counts_what_it_holds() -> None:
    for report in (CANONICAL, SINGLE, hostile(), replace(REPORT, bundles=())):
        root = suites(report, profile="auditor")
        for suite in (root, *root.iter("testsuite")):
            told = {name: int(suite.get(name, "-1")) for name in ("tests", "failures", "errors", "skipped")}
            found = {name: len(list(suite.iter(tag))) for name, tag in zip(told, ("testcase", "failure", "error", "skipped"), strict=True)}
            assert told == found


def test_junit_maps_results_to_tests() -> None:
    root = suites(profile="auditor")
    outcome = {test.get("name"): [child.tag for child in test] for test in root.iter("testcase")}
    assert outcome["苦情を受け付ける窓口 [complaint-desk]"] == ["failure"]
    assert outcome["記録の保存期間 [record-retention] 第9条第2項（44行目）"] == ["failure"]
    assert outcome["第三者評価の実施状況 [third-party-review]"] in (["system-out"], ["skipped"])
    assert outcome["契約期間 [contract-term] 第2条（12行目）"] == []
    assert outcome["職員の配置 [staff-table]"] == ["skipped"]
    assert outcome["利用料の変更 [fee-change]"] == ["skipped"]
    assert outcome["書面の読み取り"] == ["error"]
    failure = next(root.iter("failure"))
    assert failure.get("type") == "error"
    assert failure.get("message", "").startswith("欠落: 苦情を受け付ける窓口の記載が見当たりません。")
    assert "根拠: 介護保険法 第23条（条番号のみ確認）" in str(failure.text)


def test_junit_of_clean_papers_is_a_suite_that_passed() -> None:
    root = suites(with_results(PASSED))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


# -------------------------------- GitHub


COMMAND = re.compile(r"::(error|warning|notice) ((?:[A-Za-z]+=[^:,]*)(?:,[A-Za-z]+=[^:,]*)*)::(.*)")


def commands(report: Report = CANONICAL, **page: object) -> list[tuple[str, dict[str, str], str]]:
    """What the runner understands, line by line."""
    told = []
    for line in render("github", report, **page).splitlines():
        found = COMMAND.fullmatch(line)
        assert found, line
        given = dict(one.split("=", 1) for one in found[2].split(","))
        told.append((found[1], {key: _decoded(value) for key, value in given.items()}, _decoded(found[3])))
    return told


def _decoded(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_annotations_stand_on_their_lines_the_worst_first() -> None:
    told = commands()
    assert [name for name, _, _ in told] == ["error", "error", "warning", "warning", "warning", "notice", "notice"]
    assert told[0][1] == {"file": "drafts/x.png", "title": "読めなかったファイル"}
    assert told[1][1] == {"file": DRAFT, "title": "苦情を受け付ける窓口（欠落）"}
    assert told[2][1] == {
        "file": DRAFT, "line": "44", "endLine": "44", "col": "1", "endColumn": "17", "title": "記録の保存期間（不十分）"
    }  # fmt: skip
    assert told[2][2].startswith("保存期間が5年に満たないか、一つに定まっていません\n根拠: 平成11年厚生省令第38号")
    assert told[-1][2] == "3件を検査しました。 エラー 1  警告 3  注意 1  適合 2  判定不能 2  承認済み 2"


def test_files_are_named_as_the_repository_names_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("居宅介護支援利用契約書\n第１条（目的）\n　事業者は、居宅介護支援を行います。\n", encoding="utf-8")
    Path("b.txt").write_text("", encoding="utf-8")
    report = checker.audit(".")
    assert {given["file"] for _, given, _ in commands(report) if "file" in given} == {"a.txt", "b.txt"}
    assert {test.get("file") for test in suites(report).iter("testcase")} == {"a.txt", "b.txt"}


def test_github_commands_cannot_be_forged() -> None:
    told = commands(hostile(), profile="auditor")
    assert {name for name, _, _ in told} <= {"error", "warning", "notice"}
    assert any("::set-output name=a::b" in text for _, _, text in told)  # shown, not obeyed
