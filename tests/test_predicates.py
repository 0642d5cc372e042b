"""Sentence ends and how strong they are, in the voices that papers use."""

import pytest

from checker import engine
from checker.text import fold
from checker.workbench import Workbench

OF = [
    ("委員会を年に二回開催します。", "義務"),
    ("委員会を定期的に開催する。", "義務"),
    ("記録を保存しなければならない。", "義務"),
    ("記録を保存しなければなりません。", "義務"),
    ("指針を整備するものとします。", "義務"),
    ("指針を整備することとする。", "義務"),
    ("研修を実施しております。", "義務"),
    ("再発の防止に努めます。", "努力"),
    ("漏らすことのないよう努めるものとする。", "努力"),
    ("適切に対応するよう努めてまいります。", "努力"),
    ("防止に努めなければならない。", "努力"),
    ("契約を解除することができます。", "可能"),
    ("個人情報を用いることができるものとします。", "可能"),
    ("費用をいただく場合があります。", "可能"),
    ("研修を実施する予定です。", "予定"),
    ("設置を検討しています。", "予定"),
    ("第三者に漏らしません。", "否定"),
    ("身体的拘束等を行わないものとします。", "否定"),
    ("身体的拘束等を行わない。", "否定"),
    ("身体的拘束等を行ってはならない。", "禁止"),
    ("金品を収受してはなりません。", "禁止"),
    ("ただし、緊急の場合はこの限りでない。", "例外"),
    ("委員会の開催", "体言"),
    ("指針を整備すること。", "体言"),
    ("委員会の開催に努めること。", "努力"),
    ("委員会を開催できること。", "可能"),
    ("委員会を開催します（年2回）。", "義務"),
]


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return Workbench(engine.load())


@pytest.mark.parametrize(("sentence", "strength"), OF, ids=[sentence for sentence, _ in OF])
def test_sentence_ends(bench: Workbench, sentence: str, strength: str) -> None:
    assert bench.predicates.of(fold(sentence)) == strength


# sentence, the word whose predicate is asked for, its strength
GOVERNING = [
    ("窓口を設置し、利用者の権利の擁護に努めます。", "設置", "義務"),
    ("窓口を設置し、利用者の権利の擁護に努めます。", "擁護", "努力"),
    ("研修を行い、その理解に努めます。", "研修", "義務"),
    ("他の事業者の方にもご紹介ください。", "紹介", "利用者"),
    ("委員会を設け、研修を実施するよう努めます。", "委員会", "努力"),
    ("虐待の防止に努め、研修を実施します。", "防止", "努力"),
    ("虐待の防止に努め、研修を実施します。", "研修", "義務"),
    ("委員会の開催、指針の整備などの体制づくりに努めます。", "開催", "努力"),
    ("事業者は窓口を設け、利用者はいつでも苦情を申し出ることができます。", "窓口", "義務"),
    ("各研修等を通じて、職員の知識の向上に努めます。", "研修", "努力"),
    ("指針に基づき、委員会の開催に努めます。", "指針", "努力"),
    ("関係機関に対して、事故の報告に努める。", "関係機関", "努力"),
    ("記録の写しを交付し、契約を解除することができます。", "交付", "可能"),
    ("記録を作成して５年間保管することとし、利用者は閲覧することができます。", "保管", "義務"),
    ("委員会を開催するとともに、職員の意識の向上に努めます。", "委員会", "義務"),
    ("委員会は、必要に応じて開催します。", "委員会", "可能"),
    ("必要に応じて市町村に通報します。", "通報", "可能"),
    ("必要に応じて救急車を呼び、主治医に連絡します。", "連絡", "義務"),
    ("計画を策定し、必要に応じて見直します。", "策定", "義務"),
    ("事業者は、必要に応じて、記録を整備し、５年間保存します。", "保存", "可能"),
    ("急変の場合は、必要に応じて、救急車を呼び、主治医に連絡します。", "連絡", "義務"),
    ("委員会を開催し、その結果を周知しません。", "委員会", "否定"),
    ("管理者が通報するかどうかを決めます。", "通報", "可能"),
    ("利用者は、サービスの記録を保存します。", "保存", "利用者"),
    ("ご家族様は、市町村に通報してください。", "通報", "利用者"),
    ("利用者は苦情を申し出ることができ、事業者は内容を記録します。", "記録", "義務"),
    ("利用者の家族に連絡します。", "連絡", "義務"),
    ("秘密を漏らすことのないよう、必要な措置を講じません。", "漏ら", "措置の否定"),
    ("利用者は、秘密を漏らしません。", "漏ら", "利用者の禁止"),
    ("利用者及び家族の秘密は、第三者に漏らしません。", "漏ら", "否定"),
]


@pytest.mark.parametrize(("sentence", "word", "strength"), GOVERNING, ids=[f"{w} in {s}" for s, w, _ in GOVERNING])
def test_which_predicate_governs_a_word(bench: Workbench, sentence: str, word: str, strength: str) -> None:
    from checker import reading

    one = reading.read(engine.parse(f"第１条（試験）\n{sentence}\n"))
    at = one.text.chars.index(word) + len(word)
    [index] = [i for i, s in enumerate(one.sentences) if s.span.start <= at <= s.span.end]
    assert bench.strength(one, index, at) == strength


def test_a_list_item_takes_the_strength_of_its_lead_in(bench: Workbench) -> None:
    from checker import reading

    text = "第１条（措置）　事業者は、次の措置を講じるよう努めます。\n（１）委員会の開催\n（２）研修の実施\n"
    one = reading.read(engine.parse(text))
    at = one.text.chars.index("開催") + 2
    [index] = [i for i, s in enumerate(one.sentences) if s.span.start <= at <= s.span.end]
    assert bench.strength(one, index, at) == "努力"
