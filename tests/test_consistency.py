"""Papers at odds with themselves: complete papers are silent, defects are found where they stand, and nothing else is.

Errors are put into copies of the compliant samples; exactly the rule concerned must report each, at its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from changed import replace

from checker import engine, packs
from checker.bundles import Group
from checker.model import Result, Source
from checker.workbench import Workbench

SAMPLES = Path(__file__).parents[1] / "samples"
POOR = sorted(SAMPLES.glob("poor-*"))
COMPLIANT = [path for path in sorted(SAMPLES.glob("*.*")) if path.name != "README.md" and path not in POOR]
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def desk() -> tuple[engine.Request, Workbench]:
    """The rules that compare a paper with itself, ready for use."""
    whole = packs.in_force(engine.load(keep=False), DAY)
    pack = replace(whole, rules=tuple(rule for rule in whole.rules if rule.check != "requires"))
    return engine.Request(pack, DAY, keep=False), Workbench(pack, keep=False)


def findings(desk: tuple[engine.Request, Workbench], text: str) -> list[Result]:
    report = engine.check_bundle(Group("書面", (Source("書面", text),)), *desk)
    return [one for one in report.results if one.verdict in ("inconsistent", "weak") and one.severity != "none"]


def lines(found: Result) -> set[int]:
    """Every line a finding points at, and the next one: a wrapped sentence may point at either."""
    return {line for place in found.locations for line in range(place.start_line, place.end_line + 2)}


@pytest.mark.parametrize("path", COMPLIANT, ids=lambda path: path.stem)
def test_a_compliant_paper_is_at_one_with_itself(desk: tuple[engine.Request, Workbench], path: Path) -> None:
    assert [(one.rule, one.reasons) for one in findings(desk, path.read_text(encoding="utf-8"))] == []


def expected() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((SAMPLES / "expected").glob("*.yaml")):
        draft = next(path for path in POOR if path.stem == file.stem)
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))["consistency"]:
            yield draft.name, one


@pytest.fixture(scope="module")
def found(desk: tuple[engine.Request, Workbench]) -> dict[str, list[Result]]:
    return {path.name: findings(desk, path.read_text(encoding="utf-8")) for path in POOR}


@pytest.mark.parametrize(("draft", "wanted"), list(expected()), ids=lambda one: one if isinstance(one, str) else f"{one['rule']}-{one['line']}")
def test_a_defect_is_found_at_its_line(found: dict[str, list[Result]], draft: str, wanted: dict[str, Any]) -> None:
    primary = [one for one in found[draft] if one.rule == wanted["rule"] and one.locations[0].start_line <= wanted["line"] <= one.locations[0].end_line]
    assert primary, wanted["why"]
    for other in wanted.get("also", ()):
        assert any(other in lines(one) for one in primary), f"{other}行 も示す"


@pytest.mark.parametrize("path", POOR, ids=lambda path: path.stem)
def test_nothing_else_is_reported(found: dict[str, list[Result]], path: Path) -> None:
    wanted = {(one["rule"], one["line"]) for name, one in expected() if name == path.name}
    other = [
        (one.rule, one.locations[0].start_line, one.reasons)
        for one in found[path.name]
        if not any(rule == one.rule and one.locations[0].start_line <= line <= one.locations[0].end_line for rule, line in wanted)
    ]
    assert other == []


# sample, what stands there, what is put in its place, the rule that must notice
ERRORS = [
    # references
    ("kyotaku-kaigo-shien.txt", "事業者が第１５条に定める守秘義務", "事業者が第１４条に定める守秘義務", "cross-reference-target"),
    ("kyotaku-kaigo-shien.txt", "第２４条に定める禁止行為", "第３４条に定める禁止行為", "cross-reference-broken"),
    ("tanki-nyusho.txt", "第17条の秘密保持", "第16条の秘密保持", "cross-reference-target"),
    ("tanki-nyusho.txt", "第18条第2項の行為", "第18条第5項の行為", "cross-reference-broken"),
    ("tsusho-kaigo.txt", "第十三条の秘密保持", "第十二条の秘密保持", "cross-reference-target"),
    ("fukushi-yogu.txt", "第１５条第２項に反し", "第１５条第４項に反し", "cross-reference-broken"),
    ("tanki-nyusho.txt", "【重要事項6】に定めるキャンセル料", "【重要事項16】に定めるキャンセル料", "cross-reference-broken"),
    ("homon-kaigo.md", "重要事項説明書「6 料金」", "重要事項説明書「7 料金」", "cross-reference-target"),
    # numbering
    ("tanki-nyusho.txt", "（２）　身体的拘束等の適正化のための指針", "（３）　身体的拘束等の適正化のための指針", "numbering-sequence"),
    ("daiichigo-tsusho.md", "## 9　災害への備え", "## 10　災害への備え", "numbering-sequence"),
    ("fukushi-yogu.txt", "②　弊社は、従業者に業務継続計画を周知", "③　弊社は、従業者に業務継続計画を周知", "numbering-sequence"),
    # values of the office
    ("homon-kaigo.md", "当社 担当 東 ひかり（管理者） | 00-0000-0111", "当社 担当 東 ひかり（管理者） | 00-0000-0117", "value-conflict"),
    ("group-home.txt", "管理者 若葉 こずえ 電話 00-0000-0151", "管理者 若葉 こずえ 電話 00-0000-0991", "value-conflict"),
    ("tsusho-kaigo.txt", "　　受付　　　月曜日から土曜日まで　8時30分から17時30分", "　　受付　　　月曜日から土曜日まで　8時00分から18時30分", "value-conflict"),
    ("daiichigo-tsusho.md", "00-0000-0171 | 月曜日から金曜日　8時45分", "00-0000-0171 | 月曜日から金曜日　7時45分", "value-conflict"),
    ("homon-kaigo.md", "サービスを提供する地域（青葉市、西青葉町）", "サービスを提供する地域（青葉市、東青葉町）", "value-conflict"),
    ("tsusho-kaigo.txt", "（甲）　住所\n", "（甲）　住所\n　（乙の本事業所の利用定員　二十五名）\n", "value-conflict"),
    ("fukushi-yogu.txt", "つばめ福祉用具　若草営業所　　説明者", "つばめ福祉用具　若葉営業所　　説明者", "value-conflict"),
    ("kyotaku-kaigo-shien.txt", "みどり野ケアプランセンター　御中", "みどりのケアプランセンター　御中", "value-conflict"),
    ("daiichigo-tsusho.md", "名称：医療法人社団しののめ会　理事長", "名称：医療法人社団しののめ苑　理事長", "value-conflict"),
    ("tanki-nyusho.txt", "　理事長　湖山　あおい　", "　理事長　湖川　あおい　", "value-conflict"),
    ("homon-kango.txt", "事業者　所在地　冬木県柊市樫町二丁目3番4号", "事業者　所在地　冬木県柊市樫町二丁目3番9号", "value-conflict"),
    ("tanki-nyusho.txt", "介護職員	9名	常勤7名・非常勤2名", "介護職員	9名	常勤7名・非常勤3名", "value-conflict"),
    ("fukushi-yogu.txt", "若草市　福祉部　介護保険課", "若菜市　福祉部　介護保険課", "value-conflict"),
    # fees
    ("tsusho-kaigo.txt", "812円	1,624円	2,436円", "812円	1,642円	2,436円", "fee-arithmetic"),
    ("kyotaku-kaigo-shien.txt", "１１，３１６円", "１１，８１６円", "fee-arithmetic"),
    ("group-home.txt", "2割1,661円", "2割1,616円", "fee-arithmetic"),
    ("tanki-nyusho.txt", "12,871円", "12,781円", "fee-arithmetic"),
    ("homon-kaigo.md", "前日の17:30を過ぎてから", "当日の8:30を過ぎてから", "deadline-gap"),
    # names and words
    ("homon-kango.txt", "冬木県国民健康保険団体連合会：", "冬木県国民健康保険団体連合：", "organisation-name"),
    ("kaigo-yobo-shien.txt", "高齢者の養護者に対する", "高齢者の擁護者に対する", "law-name"),
    ("kyotaku-kaigo-shien.txt", "介護保険法（平成９年法律第１２３号）", "介護保険法（平成９年法律第１２４号）", "law-name"),
    ("kyotaku-kaigo-shien.txt", "毎月給付管理票を作成し", "毎月給付管理表を作成し", "term-misuse"),
    ("tsusho-kaigo.txt", "介護職員等処遇改善加算として", "介護職員処遇改善加算として", "addition-name"),
    ("tsusho-kaigo.txt", "従業者は、通所介護の提供中に甲の病状", "訪問介護員は、通所介護の提供中に甲の病状", "service-leftover"),
    ("tanki-nyusho.txt", "短期入所生活介護計画又は介護予防短期入所生活介護計画を作成します。", "介護予防通所介護計画を作成します。", "abolished-service"),
    ("fukushi-yogu.txt", "他の福祉用具貸与事業者をご案内します。", "他の福祉用具貸与事業者をご案内します。当社は連絡に努めます。", "defined-term"),
    # what is missing, stops or denies
    ("tanki-nyusho.txt", "同意をいただきます（別紙1）。", "同意をいただきます（別紙3）。", "attachment-present"),
    ("homon-kaigo.md", "必要な措置をとります。\n- 2 当社は、事故の状況", "必要な措置をとりません。\n- 2 当社は、事故の状況", "negation-inversion"),
    ("tsusho-kaigo.txt", "直ちに市町村に通報する。", "直ちに市町村に通報しない。", "negation-inversion"),
    ("daiichigo-tsusho.md", "個別サービス計画を作成します。", "個別サービス計画を", "truncated-text"),
    ("homon-kango.txt", "管理者：看護師　南天　ゆき\n実施地域", "管理者：○○　○○\n実施地域", "placeholder"),
    ("kyotaku-kaigo-shien.txt", "（令和８年１１月１日現在）", "（平成３０年１１月１日現在）", "stale-date"),
]


@pytest.mark.parametrize(("sample", "right", "wrong", "rule"), ERRORS, ids=[f"{rule}: {wrong[:24]}" for _, _, wrong, rule in ERRORS])
def test_an_error_is_reported_by_the_rule_concerned(
    desk: tuple[engine.Request, Workbench], sample: str, right: str, wrong: str, rule: str
) -> None:
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    at = text.index(right)
    reported = findings(desk, text.replace(right, wrong, 1))
    assert {one.rule for one in reported} == {rule}, [(one.rule, one.reasons) for one in reported]
    shared = next((i for i, (a, b) in enumerate(zip(right, wrong, strict=False)) if a != b), 0)
    line = text.count("\n", 0, at + shared) + 1
    assert any({line, line + 1} & lines(one) for one in reported), [sorted(lines(one)) for one in reported]


def test_references_that_an_inserted_article_shifted_are_one_finding(desk: tuple[engine.Request, Workbench]) -> None:
    head = "訪問介護契約書\n　　　　様（以下「利用者」という。）と事業者は、契約します。\n"
    titles = ["目的", "期間", "計画", "新しい条", "料金", "秘密保持", "損害賠償", "苦情"]
    body = "".join(f"第{number}条（{title}）\n　{title}について定めます。\n" for number, title in enumerate(titles, 1))
    tail = "第9条（解約）\n　第5条に定める秘密保持の義務に反したとき、第6条に定める損害賠償を行わないとき、又は第4条に定める料金を支払わないときは、解約できます。\n第10条（協議）\n　協議して定めます。\n"
    (only,) = [one for one in findings(desk, head + body + tail) if one.rule.startswith("cross-reference")]
    assert only.rule == "cross-reference-target"
    assert "1条ずれています" in only.reasons[0]
    assert [place.words for place in only.locations] and len(only.locations) == 3


def test_different_subjects_do_not_conflict(desk: tuple[engine.Request, Workbench]) -> None:
    text = """重要事項説明書
１．法人の概要
法人名　　社会福祉法人みどり会
所在地　　山川県山川市本町一丁目1番1号
電話　　　00-0000-0101
ＦＡＸ　　00-0000-0102
２．事業所の概要
事業所名　デイサービスみどり
所在地　　山川県山川市川町二丁目2番2号
電話　　　00-0000-0201　ＦＡＸ　00-0000-0202
夜間の連絡先　00-0000-0209
営業時間　　　　　8時30分から17時30分まで
サービス提供時間　9時30分から16時30分まで
３．苦情の窓口
事業所　　　　　電話　00-0000-0201　受付時間　9時から17時まで
山川市介護保険課　電話　00-0000-0301　受付時間　8時30分から17時15分まで
山川県国民健康保険団体連合会　電話　00-0000-0401　受付時間　9時から17時まで
"""
    assert findings(desk, text) == []
