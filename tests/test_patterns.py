"""The pattern language: what it finds in a paper, and what it says of its own mistakes."""

import re
import time
from pathlib import Path

import pytest

from checker import _search, engine, facts, patterns, reading
from checker._matching import Matcher
from checker.errors import PackProblem
from checker.expressions import beginnings
from checker.model import Reading
from checker.text import Span
from checker.workbench import Workbench, pattern_texts

SAMPLES = Path(__file__).parents[1] / "samples"

CONCEPTS = {
    "記録": ["記録"],
    "保存": ["保存", "保管"],
    "虐待": ["虐待"],
    "委員会": ["委員会", "検討{会|する会議}"],
    "窓口": ["{市|町}の窓口"],
    "連絡": ["連絡", "{窓口}への報告"],
}
VOCABULARY = patterns.Vocabulary(CONCEPTS, facts.surfaces)


def compiled(source: str) -> Matcher:
    return patterns.build(source, patterns.plan(source, VOCABULARY), facts.value)


def paper(text: str) -> Reading:
    return reading.read(engine.parse(text))


def found(source: str, text: str, stops: tuple[str, ...] = ()) -> list[list[str]]:
    """The words of every match."""
    one = paper(text)
    barriers = tuple(compiled(stop) for stop in stops)
    return [[one.text.chars[a:b] for a, b in match.spans] for match in compiled(source).find(one, None, barriers)]


ARTICLE = "第１条（試験）\n　事業者は、{0}\n"
SECTION = "重要事項説明書\n\n６．虐待の防止のための措置\n（１）委員会を年２回開催します。\n（２）研修を行います。\n\n７．感染症の対策\n（１）委員会を開催します。\n"

CASES = [
    # words of one sentence, in order, through wraps and widths
    ("{記録} … {保存}", ARTICLE.format("サービスの記録を５年間保\n管します。"), [["記録", "保管"]]),
    ("{記録} … {保存}", ARTICLE.format("計画を保存し、記録します。"), []),
    ("{記録} … {保存}", ARTICLE.format("記録を作ります。計画を保存します。"), []),
    ("{記録} …。… {保存}", ARTICLE.format("記録を作ります。計画を保存します。"), [["記録", "保存"]]),
    # the tightest window: the value nearest to the verb
    ("{記録} … $期間:期間 … {保存}", ARTICLE.format("記録を３０日以内に作成し、五年間保存する。"), [["記録", "五年間", "保存"]]),
    # headings and lead-ins are context; the last piece must stand in the sentence itself
    ("{虐待} … {委員会}", SECTION, [["虐待", "委員会"]]),
    ("{委員会} … {虐待}", SECTION, []),
    ("見出し: {虐待} … 措置", SECTION, [["虐待", "措置"]]),
    ("見出し: 研修", SECTION, []),
    # so is the first line of an item that names what its sentences are about
    ("利用者 … {保存}", "第１条（記録）\n(1) 利用者の場合\n　写しを保管します。\n(2) 家族の場合\n　原本を保管します。", [["利用者", "保管"]]),
    # 甲 is the user, also where the paper calls the office so
    ("甲 … {保存}", "事業者（以下「甲」という。）と利用者（以下「乙」という。）は契約する。\n第１条（記録）　乙は、写しを保管する。", [["乙", "保管"]]),
    ("甲 … {保存}", "利用者（以下「甲」という。）と事業者（以下「乙」という。）は契約する。\n第１条（記録）　乙は、写しを保管する。", []),
    # a piece may begin with the line end before its sentence, or run from a heading into its text
    ("{虐待} … /[\\n:]{委員会}/".replace("{委員会}", "委員会"), SECTION, [["虐待", "\n委員会"]]),
    ("/措置\\n委員会/", SECTION, [["措置\n委員会"]]),
    # choices, options, nesting, values next to words
    ("{文書|書面}[により]通知", ARTICLE.format("書面により通知し、文書通知を行う。"), [["書面により通知"], ["文書通知"]]),
    ("{連絡}する", ARTICLE.format("町の窓口への報告するほか、市町村に連絡する。"), [["町の窓口への報告する"], ["連絡する"]]),
    ("年$回:数回", ARTICLE.format("年2回開催する。"), [["年2回"]]),
    ("/[0-9]{1,2}名/", ARTICLE.format("職員を12名置く。"), [["12名"]]),
]


@pytest.mark.parametrize(("source", "text", "expected"), CASES, ids=[source for source, _, _ in CASES])
def test_what_patterns_find(source: str, text: str, expected: list[list[str]]) -> None:
    assert found(source, text) == expected


def test_gaps_stop_at_stops() -> None:
    text = "第１条（窓口）\n　苦情は国保連又は市の窓口（電話 00-0000-0101）に申し出ることができます。\n"
    assert found("国保連 … $電話:電話番号", text) == [["国保連", "00-0000-0101"]]
    assert found("国保連 … $電話:電話番号", text, ("{窓口}",)) == []


def test_within_limits_where_the_last_piece_may_stand() -> None:
    one = paper(SECTION)
    everywhere = list(compiled("委員会").find(one))
    assert len(everywhere) == 2
    area = one.nodes[everywhere[1].node].span
    assert list(compiled("委員会").find(one, Span(*area))) == everywhere[1:]


def test_signature_fields() -> None:
    text = "契約書\n\n第１条（目的）　支援する。\n第２条（期間）　一年とする。\n\n令和　年　月　日\n\n（利用者）\n　住所\n　氏名　　　　　　印\n\n（家族）\n　住所\n　氏名　　　　　　印\n"
    assert found("署名欄: 家族 … 氏名", text)
    assert not found("署名欄: 目的", text)


MISTAKES = [
    ("{虐侍} … 委員会", "もしかして {虐待} ですか"),
    ("{虐待 … 委員会", "パターンを読めません"),
    ("$期間:期限", "値の型「期限」はありません"),
    ("/[0-9]*円/", "繰り返しは"),
    ("/(?:a{10}){10}/", "繰り返しは"),
    (r"/(円)\1/", "後方参照"),
    ("/(?<=第)1/", "後読み"),
    ("/(/", "正規表現を読めません"),
    ("[に]", "必ず現れる語"),
    ("   ", "空です"),
    ("… 委員会", "パターンを読めません"),
]


@pytest.mark.parametrize(("source", "says"), MISTAKES, ids=[source for source, _ in MISTAKES])
def test_mistakes_are_explained(source: str, says: str) -> None:
    with pytest.raises(PackProblem, match=says):
        compiled(source)


def test_the_caret_points_at_the_mistake() -> None:
    with pytest.raises(PackProblem) as caught:
        compiled("記録 … {虐侍}")
    pattern, caret = caught.value.message.splitlines()[-2:]
    columns = sum(2 if ord(char) > 0x2FF else 1 for char in caret.split("^")[0])
    assert pattern[: pattern.index("虐侍")] and columns == sum(2 if ord(char) > 0x2FF else 1 for char in pattern[: pattern.index("虐侍")])


def test_concepts_that_name_each_other_in_a_circle_are_refused() -> None:
    vocabulary = patterns.Vocabulary({"甲": ["{乙}"], "乙": ["{甲}"]}, facts.surfaces)
    with pytest.raises(PackProblem, match="循環"):
        patterns.plan("{甲}", vocabulary)


def test_hostile_text_takes_linear_time() -> None:
    """Many candidates and no match: a backtracking expression would take cubic time here."""
    one = paper("第１条（記録）　" + "記録五年" * 40_000 + "。\n")
    pattern = compiled("{記録} … $期間:期間 … {記録} … $後:期間 … {保存}")
    started = time.process_time()
    assert list(pattern.find(one)) == []
    assert time.process_time() - started < 2  # a generous bound: quadratic behaviour would take minutes


def test_an_expression_is_found_by_its_beginnings_wherever_it_stands() -> None:
    """Looking only where a paper has the words that an expression begins with finds what looking everywhere finds."""
    pack = engine.load()
    bench = Workbench(pack)
    pieces = {piece.regex: piece for rule in pack.rules for source, _ in pattern_texts(rule) for piece in bench.pattern(source).pieces if piece.words}
    expressions = [piece for regex, piece in pieces.items() if regex]
    assert len(expressions) > 50
    papers = [paper(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.txt"))[:5]]
    hits = 0
    for one in papers:
        for piece in expressions:
            everywhere = [hit.span() for hit in re.finditer(piece.regex, one.words)]
            found = _search.places(one, piece)
            assert list(zip(found.starts, found.ends, strict=True)) == everywhere, piece.regex
            hits += len(everywhere)
    assert hits > 50


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(?:市役所|区役所|町役場)の", ("区役所", "市役所", "町役場")),
        ("ご?利用(?:者|料)", ("ご利用", "利用料", "利用者")),
        ("(?:^|、)責任を", ("、責任", "責任を")),
        ("[一二]回", ("一回", "二回")),
        ("重{1,3}過失", ("重",)),
        ("[^な]過失", ()),
        ("(?i:tel)番号", ()),
        ("[一-龥]課", ()),
    ],
)
def test_what_an_expression_begins_with(expression: str, words: tuple[str, ...]) -> None:
    assert beginnings(expression, 3) == words


def test_the_grammar_knows_every_type_of_value() -> None:
    for type_ in facts.TYPES:
        assert patterns.plan(f"$値:{type_}以上", VOCABULARY)[1][0][3] == [["値", type_]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{書く|記す}", "書く"),
        ("$期間:期間", "期間"),
        ("{費用の語|料金}は", "費用"),
        ("{保険|共済}に", "保険"),
        (r"/虐待[^。]{0,3}/", "虐待"),
        (r"/身体的?拘束/", "身体"),
        (r"/(?:責任者|担当者)の配置/", "責任者"),
        (r"/[市区]役所/", ""),
    ],
)
def test_people_are_told_a_piece_by_its_first_words(source: str, name: str) -> None:
    assert patterns.plan(source, VOCABULARY)[1][0][0] == name


def test_a_row_whose_cells_are_wrapped_is_read_cell_by_cell() -> None:
    text = "窓口です。\n┌──┬──┐\n│窓口│電話│\n├──┼──┤\n│湖県国民健康│00-0000-│\n│保険団体連合会│0001　│\n├──┼──┤\n│湖市役所│00-0000-0002│\n└──┴──┘"
    assert "湖県国民健康保険団体連合会\t00-0000-0001" in reading.read(engine.parse(text)).text.chars


def test_stops_and_commas_of_public_offices_are_read_as_usual() -> None:
    read = reading.read(engine.parse("甲は，乙に頼む．乙は，1,000円．1.5を受ける．"))
    assert read.text.chars.rstrip("\n").startswith("甲は、乙に頼む。乙は、1,000円")
    assert len(read.sentences) >= 2


def test_paragraphs_inside_a_cell_are_items_where_they_begin_like_one() -> None:
    text = "苦情の窓口\t・話を聞きます。\u2005・内容を記録します。\u2005担当：湖野なみ\u2005電話：00-0000-0000\n名称\t湖県国民健康保険\u2005団体連合会\n"
    read = reading.read(engine.parse(text))
    said = [read.text.chars[start:end] for start, end in (sentence.span for sentence in read.sentences)]
    assert said == ["苦情の窓口\t・話を聞きます。", "・内容を記録します。", "担当:湖野なみ\n電話:00-0000-0000", "名称\t湖県国民健康保険団体連合会"]
    assert [read.text.chars[slice(*span)] for span in read.sentences[1].context] == ["苦情の窓口"]


def test_a_cell_that_only_counts_the_rows_is_no_title() -> None:
    read = reading.read(engine.parse("1\t苦情の窓口\t話を聞きます。\n2\t秘密\t漏らしません。\n"))
    assert [read.text.chars[slice(*node.title)] for node in read.nodes if node.title.end] == ["苦情の窓口", "秘密"]


def test_a_table_of_topics_is_as_many_units() -> None:
    topics = ["苦情\t市役所に言えます。", "連絡先\t医院の電話は00-0000-0000です。", "記録\t残します。", "秘密\t漏らしません。", "事故\t知らせます。"]
    says = "市役所 …。… $電話:電話番号"
    assert not found(says, "重要事項説明書\n" + "\n".join(topics))
    assert found(says, "重要事項説明書\n" + "\n".join(topics[:3]))  # keys and values of one thing
    assert found(says, "重要事項説明書\n" + "\n".join(topics).replace("苦情", "").replace("連絡先", ""))  # merged cells
