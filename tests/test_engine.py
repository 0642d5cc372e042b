"""The whole line: drafts in, report out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import checker
from checker import engine, examples, results
from checker.errors import PackProblem, UsageProblem
from checker.model import MISSING, NOT_APPLICABLE, SATISFIED, UNDETERMINED, WEAK, Pack, Report, Result
from checker.reports import Page, terminal

DAY = date(2026, 11, 20)
SAMPLES = Path(__file__).parents[1] / "samples"
CONTRACT = """居宅介護支援利用契約書

（目的）
第１条　事業者は、利用者に対し指定居宅介護支援を提供します。
（記録の保存）
第２条　事業者は、サービスの提供に関する記録を整備し、{kept}保存します。
（協議）
第３条　この契約に定めのない事項は、協議して定めます。
"""
EXPLANATION = """居宅介護支援重要事項説明書

１．事業所の概要
事業所名　　みどり野ケアプランセンター
所在地　　　{address}
電話番号　　00-0000-0101
２．苦情の窓口
山川県国民健康保険団体連合会　　電話 00-0000-0104
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return engine.load()


def one(report: Report, rule: str) -> Result:
    [result] = [result for result in report.results() if result.rule == rule]
    return result


def test_every_rule_in_force_gives_at_least_one_result(pack: Pack) -> None:
    report = engine.audit(texts={"契約書": CONTRACT.format(kept="その完結の日から５年間")}, pack=pack, as_of=DAY)
    in_force = {rule.id for rule in pack.rules if (not rule.first or rule.first <= DAY) and (not rule.last or rule.last >= DAY)}
    assert {result.rule for result in report.results()} == in_force


def test_a_result_points_at_its_line_and_words(pack: Pack) -> None:
    report = engine.audit(texts={"契約書": CONTRACT.format(kept="その完結の日から５年間")}, pack=pack, as_of=DAY)
    result = one(report, "record-retention")
    assert (result.verdict, result.severity) == (SATISFIED, "none")
    where = result.locations[0]
    assert (where.path, where.part, where.clause, where.heading) == ("契約書", "契約書", "第2条", "記録の保存")
    assert (where.start_line, where.end_line) == (6, 6)
    assert "5年間" in {where.text[start:end] for start, end in where.words}


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [("その完結の日から５年間", SATISFIED), ("完結の日から十年間", SATISFIED), ("完結の日から２年から５年間", WEAK), ("５年間", WEAK), ("", WEAK)],
)
def test_weaker_words_are_weaker_verdicts(pack: Pack, kept: str, verdict: str) -> None:
    report = engine.audit(texts={"契約書": CONTRACT.format(kept=kept)}, pack=pack, as_of=DAY)
    assert one(report, "record-retention").verdict == verdict


def test_a_paper_that_was_not_given_leaves_its_rules_undetermined(pack: Pack) -> None:
    contract = {"契約書": CONTRACT.format(kept="その完結の日から５年間")}
    alone = engine.audit(texts=contract, pack=pack, as_of=DAY)
    assert one(alone, "complaint-window-kokuhoren").verdict == UNDETERMINED
    assert "重要事項説明書" in one(alone, "complaint-window-kokuhoren").reasons[0]
    both = {**contract, "重説": EXPLANATION.format(address="山川県山川市本町一丁目1番1号")}
    together = engine.audit(texts=both, pack=pack, as_of=DAY, together=True)
    assert len(together.bundles) == 1
    assert one(together, "complaint-window-kokuhoren").verdict == SATISFIED
    assert one(together, "complaint-window-kokuhoren").locations[0].path == "重説"


def test_a_part_that_belongs_to_another_paper_is_left_open_without_it(pack: Pack) -> None:
    clause = "第８条　家族の個人情報を用いるときは、当該家族の同意を、あらかじめ文書により得ます。\n"
    signed = "\n令和　　年　　月　　日\n利用者　住所\n　　　　氏名　　　　　　　印\n"
    contract = {"契約書": CONTRACT.format(kept="その完結の日から５年間") + clause + signed}
    assert one(engine.audit(texts=contract, pack=pack, as_of=DAY), "personal-info-consent-family").verdict == UNDETERMINED
    both = {**contract, "同意書": f"個人情報使用同意書\n\n私は、個人情報の使用に同意します。\n{signed}"}
    assert one(engine.audit(texts=both, pack=pack, as_of=DAY, together=True), "personal-info-consent-family").verdict == WEAK
    explained = {**contract, "重説": EXPLANATION.format(address="山川県山川市本町一丁目1番1号")}
    assert one(engine.audit(texts=explained, pack=pack, as_of=DAY, together=True), "personal-info-consent-family").verdict == WEAK


def test_what_is_said_too_weakly_is_told_without_the_paper_it_belongs_to(pack: Pack) -> None:
    text = CONTRACT.format(kept="その完結の日から５年間") + "第４条　事業者は、緊急やむを得ない場合を除き、身体的拘束等を行わないよう努めます。\n"
    assert one(engine.audit(texts={"契約書": text}, pack=pack, as_of=DAY), "restraint-ban").verdict == WEAK


def test_a_paper_under_a_title_of_its_own_is_taken_for_what_it_says(pack: Pack) -> None:
    matters = "苦情は窓口へ。利用料は別に定めます。秘密を守ります。事故のときは連絡します。急変のときは医師を呼びます。解約は七日前までに。"
    guide = engine.audit(texts={"しおり": f"居宅介護支援ご利用のしおり\n\n{matters}\n"}, pack=pack, as_of=DAY)
    assert one(guide, "complaint-window-kokuhoren").verdict == MISSING
    plan = engine.audit(texts={"計画": "居宅介護支援計画書\n\n目標を立てます。\n"}, pack=pack, as_of=DAY)
    assert one(plan, "complaint-window-kokuhoren").verdict == UNDETERMINED


@pytest.mark.parametrize(
    ("title", "service"),
    [
        ("介護老人保健施設やまかわ苑\n通所リハビリテーション利用約款", "通所リハビリテーション"),
        ("デイサービスセンターみずうみ　第1号通所事業　利用契約書", "第1号通所事業"),
        ("訪問介護・介護予防訪問介護相当サービス　利用契約書", "訪問介護"),
        ("通所介護事業所みずうみ　重要事項説明書", "通所介護"),
    ],
)
def test_the_service_is_what_is_given_not_where(title: str, service: str) -> None:
    texts = {"書面": f"{title}\n\n第１条　事業者は、利用者を支援します。\n"}
    assert engine.audit(texts=texts, as_of=DAY).bundles[0].service.value == service


def test_the_service_comes_from_the_title_unless_given(pack: Pack) -> None:
    texts = {"契約書": CONTRACT.format(kept="")}
    detected = engine.audit(texts=texts, pack=pack, as_of=DAY).bundles[0].service
    assert (detected.value, detected.how, detected.evidence[0].start_line) == ("居宅介護支援", "detected", 1)
    given = engine.audit(texts=texts, pack=pack, as_of=DAY, service="通所介護")
    assert (given.bundles[0].service.value, given.bundles[0].service.how) == ("通所介護", "given")
    with pytest.raises(UsageProblem, match="通所介護"):
        engine.audit(texts=texts, pack=pack, as_of=DAY, service="通所会護")


def test_rules_of_other_services_say_why_they_do_not_apply(pack: Pack) -> None:
    report = engine.audit(texts={"契約書": CONTRACT.format(kept="")}, pack=pack, as_of=DAY)
    result = one(report, "emergency-response")
    assert (result.verdict, result.severity) == (NOT_APPLICABLE, "none")
    assert "38号" in result.reasons[0] or "規定" in result.reasons[0]


@pytest.mark.parametrize(("day", "there"), [(date(2024, 5, 31), False), (date(2024, 6, 1), True)])
def test_rules_begin_on_their_day(pack: Pack, day: date, there: bool) -> None:
    report = engine.audit(texts={"契約書": CONTRACT.format(kept="")}, pack=pack, as_of=day)
    assert any(result.rule == "addition-name" for result in report.results()) is there


def test_until_tells_what_will_begin(pack: Pack) -> None:
    text = CONTRACT.format(kept="") + "\n居宅介護支援重要事項説明書\n１．加算\n介護職員処遇改善加算\t9.2％\n"
    report = engine.audit(texts={"契約書": text}, pack=pack, as_of=date(2024, 5, 1), until=date(2024, 6, 30))
    begins = {(later.as_of, result.rule) for later in report.later for result in later.results()}
    assert (date(2024, 6, 1), "addition-name") in begins
    assert engine.audit(texts={"契約書": text}, pack=pack, as_of=date(2024, 6, 1)).later == ()


def test_a_screen_tells_that_nothing_begins(pack: Pack) -> None:
    told = terminal.render(Report(DAY, pack.ids, (), until=date(2027, 1, 1)), Page())
    assert "新しく始まる指摘" not in told  # of no paper at all
    report = engine.audit(texts={"契約書": CONTRACT.format(kept="")}, pack=pack, as_of=DAY, until=date(2026, 11, 21))
    assert "2026-11-21 までに新しく始まる指摘はありません。" in terminal.render(report, Page())


def test_the_area_is_read_from_the_address_and_its_local_pack_is_used(pack: Pack) -> None:
    text = CONTRACT.format(kept="その完結の日から２年間") + "\n" + EXPLANATION.format(address="山川県架空市本町一丁目1番1号")
    report = engine.audit(texts={"契約書": text}, as_of=DAY)
    area = report.bundles[0].area
    assert area is not None
    assert (area.value, area.how) == ("山川県架空市", "detected")
    assert one(report, "record-retention").verdict == SATISFIED
    elsewhere = engine.audit(texts={"契約書": text.replace("架空市", "山川市")}, pack=pack, as_of=DAY)
    assert one(elsewhere, "record-retention").verdict == WEAK


@pytest.mark.parametrize("city", ["さいたま市", "つくばみらい市", "南アルプス市", "四日市市", "山川市"])
def test_cities_are_read_in_kana_too(pack: Pack, city: str) -> None:
    report = engine.audit(texts={"重説": EXPLANATION.format(address=f"山川県{city}本町1-1")}, pack=pack, as_of=DAY)
    assert report.bundles[0].area is not None and report.bundles[0].area.value == f"山川県{city}"


def test_the_papers_own_day_is_shown(pack: Pack) -> None:
    text = EXPLANATION.format(address="山川県山川市").replace("説明書\n", "説明書\n（令和８年４月１日現在）\n", 1)
    dates = engine.audit(texts={"重説": text}, pack=pack, as_of=DAY).bundles[0].documents[0].dates
    assert [(day, where.start_line) for day, where in dates] == [("2026-04-01", 2)]


def test_processes_give_the_same_report(pack: Pack) -> None:
    paths = [str(path) for path in sorted(SAMPLES.glob("poor-*"))][:3]
    assert engine.audit(paths, pack=pack, as_of=DAY, jobs=2) == engine.audit(paths, pack=pack, as_of=DAY)


def test_a_fingerprint_survives_lines_added_above(pack: Pack) -> None:
    text = CONTRACT.format(kept="２年間")
    before = one(engine.audit(texts={"契約書": text}, pack=pack, as_of=DAY), "record-retention")
    after = one(engine.audit(texts={"契約書": "\n\n" + text}, pack=pack, as_of=DAY), "record-retention")
    assert before.fingerprint == after.fingerprint
    assert after.locations[0].start_line == before.locations[0].start_line + 2


def test_a_missing_finding_shows_what_comes_close(pack: Pack) -> None:
    text = CONTRACT.format(kept="") + "（虐待の防止）\n第４条　事業者は、虐待を防止するための研修を年１回行います。\n"
    text += "\n" + EXPLANATION.format(address="山川県山川市本町一丁目1番1号")
    result = one(engine.audit(texts={"契約書": text}, pack=pack, as_of=DAY), "abuse-committee")
    assert result.verdict == MISSING
    assert any("虐待" in near.text and near.note for near in result.near_misses)


def test_what_could_not_be_read_is_no_reason_to_say_missing(pack: Pack) -> None:
    from checker.model import Source, Unread
    from checker.text import Span
    from checker.workbench import Workbench

    current = engine.request(pack, DAY).pack
    for printed, verdict in ((True, UNDETERMINED), (False, MISSING)):  # what is not printed can not say it either
        text = CONTRACT.format(kept="") + EXPLANATION.format(address="山川県山川市一丁目1番1号")
        source = Source("契約書", text, unread=(Unread("2ページ目は画像です", Span(0, 0), printed),))
        bundle = engine.check_bundle(engine.Group("契約書", (source,)), engine.request(pack, DAY), Workbench(current))
        assert {result.verdict for result in bundle.results if result.rule == "abuse-committee"} == {verdict}
        assert bundle.documents[0].unread[0][0] == "2ページ目は画像です"


def test_the_ordinance_of_another_service_is_no_basis(pack: Pack) -> None:
    rules = {rule.id: rule for rule in pack.rules}
    duty, advice = rules["harassment"], rules["provider-termination"]
    own = results.bases(duty, "訪問介護", {"訪問介護", "訪問系"})
    assert [one.law for one in own] == ["平成11年厚生省令第37号"]
    [told] = results.bases(duty, "訪問入浴介護", {"訪問入浴介護", "訪問系"})
    assert told.law.startswith("訪問入浴介護の基準") and not told.verified
    assert results.bases(advice, "訪問入浴介護", {"訪問入浴介護", "訪問系"}) == ()
    assert results.bases(duty, "", ()) == duty.basis


def test_the_public_api_is_what_the_readme_says() -> None:
    report = checker.audit(texts={"契約書": CONTRACT.format(kept="その完結の日から５年間")}, as_of=DAY)
    assert one(report, "record-retention").verdict == SATISFIED
    document = checker.parse(CONTRACT)
    assert [clause.number for clause in document.parts[0].clauses if clause.kind == "article"] == [(1,), (2,), (3,)]


# -------------------------------- wording for single services


WORDED = """\
pack: ours
version: 1
rules:
- id: photographs
  title: 写真の掲載
  class: civil
  duty: advice
  parameters: {days: 7日}
  requires: "写真 … 掲載"
  message: 写真の掲載の記載が見当たりません。
  remedy: 事業者は、写真を掲載するときは、$days前までに知らせます。
  remedies:
  - services: [訪問系]
    text: 訪問した職員は、写真を掲載するときは、$days前までに知らせます。
  examples:
  - {expect: missing, text: "第１条　何もしません。"}
"""


def test_a_service_gets_its_own_wording(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(WORDED, encoding="utf-8")
    for service, begins in (("訪問看護", "訪問した職員は、写真を掲載するときは、7日前"), ("通所介護", "事業者は、写真を掲載するときは、7日前")):
        report = checker.audit(texts={"a": "契約書\n第１条（目的）　支援します。"}, service=service, packs=[tmp_path])
        assert [one.remedy[: len(begins)] for one in report.results() if one.rule == "photographs"] == [begins]


def test_the_wording_for_a_service_must_pass_too(tmp_path: Path) -> None:
    mine = tmp_path / "ours.yaml"
    mine.write_text(WORDED.replace("訪問した職員は、写真を掲載", "訪問した職員は、写真を公表"), encoding="utf-8")
    outcomes = examples.run_examples(engine.load([mine], examples=True, keep=False), {"photographs"}, keep=False)
    assert [(one.expect, one.ok) for one in outcomes] == [("missing", True), ("satisfied", True), ("satisfied", False)]


def test_faults_in_the_wording_for_a_service_are_told(tmp_path: Path) -> None:
    mine = tmp_path / "ours.yaml"
    mine.write_text(WORDED.replace("services: [訪問系]", "services: [訪問]"), encoding="utf-8")
    with pytest.raises(PackProblem, match="訪問"):
        engine.load([mine], keep=False)
