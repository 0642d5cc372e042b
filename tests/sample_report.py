"""A report made by hand, so that the formats are tested without the engine. The office in it is invented."""

from __future__ import annotations

from datetime import date

from changed import replace

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

DRAFT = "drafts/ひなた.txt"


def location(clause: str, line: int, text: str, **more: object) -> Location:
    at = Location(DRAFT, "契約書", clause, "記録", line, 1, line, len(text) + 1, None, text)
    return replace(at, **more)  # type: ignore[arg-type]


def result(rule: str, verdict: str, severity: str, **more: object) -> Result:
    blank = Result(rule, verdict, severity, rule, "", "", (), (), (), (), "document", "statute", f"print-{rule}")
    return replace(blank, **more)  # type: ignore[arg-type]


MISSING = result(
    "complaint-desk",
    "missing",
    "error",
    title="苦情を受け付ける窓口",
    message="苦情を受け付ける窓口の記載が見当たりません。重要事項説明書に書くことが求められています。",
    remedy="利用者からの苦情は、次の窓口で受け付けます。\n窓口　管理者　電話 00-0000-0101",
    basis=(Basis("平成11年厚生省令第38号", "第26条第1項", False), Basis("介護保険法", "第23条", True, (), "条番号のみ確認")),
    near_misses=(location("第8条", 40, "ご意見は担当者へお寄せください。", note="窓口の電話番号がありません", words=((4, 7),)),),
)
WEAK = result(
    "record-retention",
    "weak",
    "warning",
    title="記録の保存期間",
    message="記載はありますが、不十分なところがあります。",
    reasons=("保存期間が5年に満たないか、一つに定まっていません",),
    locations=(location("第9条第2項", 44, "事業者は、記録を2年間保存します。", words=((5, 7), (8, 11), (11, 13))),),
    basis=(Basis("平成11年厚生省令第38号", "第29条第2項", True),),
    klass="office",
)
CLASH = result(
    "notice-period",
    "inconsistent",
    "warning",
    title="解約の予告期間",
    message="解約の予告期間が一致しません。",
    reasons=("7日と30日",),
    locations=(
        location("第12条", 60, "利用者は、7日前までに申し出ます。", note="7日"),
        location("8(1)", 130, "解約は30日前までにお申し出ください。", part="重要事項説明書", page=3, place="表1 2行目", note="30日"),
    ),
)
NOTE = result("third-party-review", "missing", "note", title="第三者評価の実施状況", message="第三者評価の記載が見当たりません。")
PASSED = result("contract-term", "satisfied", "none", title="契約期間", locations=(location("第2条", 12, "契約の期間は1年とします。"),))
OUT = result("monitoring", "not-applicable", "none", title="モニタリング", reasons=("通所介護には適用されない項目です",))
UNSURE = result(
    "staff-table", "undetermined", "none", title="職員の配置", reasons=("重要事項説明書が渡されていないため判定できません。",)
)
WAIVED = result("fee-change", "missing", "error", title="利用料の変更", waived={"reason": "別紙で定める", "owner": "本部"})

BUNDLE = BundleReport(
    DRAFT,
    Detected("居宅介護支援", "detected", (location("", 1, "居宅介護支援 利用契約書"),)),
    None,
    (
        DocumentSummary(
            DRAFT,
            (PartSummary("契約書", "居宅介護支援 利用契約書", 1, 90), PartSummary("重要事項説明書", "重要事項説明書", 91, 200)),
            0.98,
            (("画像の文字は読めません", 50, 52),),
            (("2024-04-01", location("", 90, "令和6年4月1日")),),
        ),
    ),
    (MISSING, WEAK, CLASH, NOTE, PASSED, OUT, UNSURE, WAIVED),
)
REPORT = Report(date(2026, 11, 20), (("national", "2026.11"),), (BUNDLE,), (InputError("drafts/x.png", "読めません。"),))
