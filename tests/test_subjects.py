"""Values with their subjects: whose telephone, whose hours, whose address."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import engine

SAMPLES = Path(__file__).parents[1] / "samples"

# a paper, and what it tells: (field, owner, value as printed)
PAPERS = {
    "two bodies, two sections": (
        """重要事項説明書
１．法人の概要
法人名　　社会福祉法人みどり会
所在地　　山川県山川市本町一丁目1番1号
電話番号　00-0000-0101
２．事業所の概要
事業所名　デイサービスみどり
所在地　　〒000-0001　山川県山川市川町9番地2　2階
電話番号　00-0000-0201
""",
        [
            ("名称", "法人", "社会福祉法人みどり会"),
            ("所在地", "法人", "山川県山川市本町一丁目1番1号"),
            ("電話", "法人", "00-0000-0101"),
            ("名称", "事業所", "デイサービスみどり"),
            ("郵便番号", "事業所", "〒000-0001"),
            ("所在地", "事業所", "山川県山川市川町9番地2"),
            ("電話", "事業所", "00-0000-0201"),
        ],
    ),
    "telephone and FAX in one line, a number for the night": (
        """重要事項説明書
１．事業所の概要
連絡先　電話 00-0000-0101　FAX 00-0000-0102
夜間の連絡先　00-0000-0103
事業所番号　0000000001
""",
        [
            ("電話", "事業所", "00-0000-0101"),
            ("FAX", "事業所", "00-0000-0102"),
            ("電話（別）", "事業所", "00-0000-0103"),
            ("事業所番号", "事業所", "0000000001"),
        ],
    ),
    "windows of several bodies": (
        """重要事項説明書
１．苦情の窓口
窓口	電話	受付時間
当事業所　担当　山川	00-0000-0101	8時30分～17時30分
山川市介護保険課	00-0000-0201	8時30分～17時15分
山川県国民健康保険団体連合会　介護保険課	00-0000-0301	9時～17時
""",
        [
            ("電話", "事業所", "00-0000-0101"),
            ("受付時間", "事業所", "8時30分～17時30分"),
            ("電話", "市町村", "00-0000-0201"),
            ("受付時間", "市町村", "8時30分～17時15分"),
            ("電話", "国保連", "00-0000-0301"),
            ("受付時間", "国保連", "9時～17時"),
        ],
    ),
    "hours of the office, of the service, of visitors": (
        """重要事項説明書
１．営業日及び営業時間
営業時間　　　　　8時30分から17時30分まで（土曜日は除く）
サービス提供時間　9時30分から16時まで
面会　　　　　　　10時から19時まで
""",
        [("営業時間", "事業所", "8時30分から17時30分"), ("提供時間", "事業所", "9時30分から16時"), ("時間", "", "10時から19時")],
    ),
    "people and areas": (
        """重要事項説明書
１．事業所の概要
管理者　　山川　はなこ
防火管理者　里山　たろう
通常の事業の実施地域　山川市全域、海山町（離島を除く。）
""",
        [("管理者", "事業所", "山川はなこ"), ("実施地域", "事業所", "山川市全域、海山町")],
    ),
}


@pytest.mark.parametrize("name", PAPERS)
def test_values_and_their_subjects(name: str) -> None:
    text, expected = PAPERS[name]
    told = [(one.fact.field, one.fact.owner, one.printed) for one in engine.facts(engine.parse(text))]
    assert told == expected


def test_the_key_of_an_address_leaves_out_the_prefecture_and_the_floor() -> None:
    text = "重要事項説明書\n１．事業所\n所在地　山川県山川市本町九番地２　２階\n"
    (fact,) = engine.facts(engine.parse(text))
    assert (fact.fact.value.key, fact.line, fact.part) == ("山川市本町 9-2", 3, "重要事項説明書")


def test_facts_of_a_whole_paper() -> None:
    told = engine.facts(engine.parse((SAMPLES / "kyotaku-kaigo-shien.txt").read_text(encoding="utf-8")))
    telephones = {(one.fact.owner, one.fact.value.key) for one in told if one.fact.field == "電話"}
    assert telephones == {("法人", "0000000101"), ("事業所", "0000000101"), ("市町村", "0000000201"), ("市町村", "0000000211"), ("国保連", "0000000301")}
