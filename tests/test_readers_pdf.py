"""PDF: the lines a person reads, the rows of tables, and plain words for what the file does not hold."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("reportlab")

import paper
import word
from paper import FONT, SIZE, VERTICAL
from reportlab.pdfgen.canvas import Canvas

from checker.errors import InputProblem
from checker.model import Source
from checker.readers import docx, pdf


def drawn(*pages: Callable[[Canvas], None], password: str = "") -> bytes:
    out = BytesIO()
    sheet = paper.canvas(out, password)
    for page in pages:
        sheet.setFont(FONT, SIZE)
        page(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def read(*pages: Callable[[Canvas], None]) -> Source:
    return pdf.read("draft.pdf", drawn(*pages))


def strings(*placed: tuple[float, float, str]) -> Callable[[Canvas], None]:
    def draw(sheet: Canvas) -> None:
        for x, y, text in placed:
            sheet.drawString(x, y, text)

    return draw


def bare(text: str) -> str:
    return "".join(text.split())


# -------------------------------- lines


def test_pieces_of_a_line_are_put_in_the_order_of_the_page() -> None:
    page = strings((200, 700, "右"), (60, 684, "下の行"), (60, 700, "左"))
    assert [bare(line) for line in read(page).text.split("\n")] == ["左右", "下の行"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第１条　契約の目的", "第１条　契約の目的"),  # typed blanks stay what they were
        ("令和　　年　　月　　日", "令和　　年　　月　　日"),
        ("電話 00-0000-0101 です", "電話 00-0000-0101 です"),
        ("ﬁle", "file"),
        ("⼾⻑⺠", "戸長民"),  # radicals that fonts name instead of the kanji
        ("ゼロ\u200b幅", "ゼロ幅"),
        ("\uf0fe同意します", "☑同意します"),  # Wingdings
    ],
)
def test_characters_and_blanks(text: str, expected: str) -> None:
    assert read(strings((60, 700, text))).text == expected


def test_gaps_that_were_not_typed_are_filled_with_blanks() -> None:
    assert read(strings((60, 700, "名称"), (102, 700, "みどり"))).text == "名称　　みどり"  # 60 + 2 x 10.5 + 2 x 10.5
    assert read(strings((60, 700, "接"), (70.5, 700, "続"))).text == "接続"


PROSE = (
    "事業者は、利用者が住み慣れた自宅でその有する能力に応じて自立した日常生活を送ることができるよう、"
    "計画の作成を支援し、計画に位置付けた支援が確実に提供されるよう連絡調整その他の便宜を図ります。"
)


def test_wrapped_sentences_are_whole_again_and_marks_begin_lines() -> None:
    draft = f"第１条　{PROSE}\n２　{PROSE}\n（１）　{PROSE}\n・{PROSE}"
    assert pdf.read("x", paper.printed(draft, heads=False)).text.split("\n") == draft.split("\n")


def test_a_mark_of_another_size_does_not_cut_its_paragraph() -> None:
    lines = [PROSE[:44], PROSE[44:90], PROSE[90:]]

    def draw(sheet: Canvas) -> None:
        sheet.setFont(FONT, SIZE * 1.3)
        sheet.drawString(60, 700, "①")
        sheet.setFont(FONT, SIZE)
        for at, line in enumerate(lines):
            sheet.drawString(60 + (SIZE * 2 if at == 0 else 0), 700 - at * 16, line)
        for at in range(6):
            sheet.drawString(60, 600 - at * 16, "あ" * 46)

    assert bare(read(draw).text.split("\n")[0]) == "①" + PROSE


def test_a_line_that_is_not_full_ends_its_paragraph() -> None:
    draft = "\n".join([PROSE, "短い行", "次の行", PROSE])
    assert pdf.read("x", paper.printed(draft, heads=False)).text == draft


@pytest.mark.parametrize(
    "following",
    [
        "・家族の行動",
        "（２）行動",
        "①行動",
        "第５条　行動",
        "２　行動",
        "ア　行動",
        "担当者　山田",
        "連絡先：00-0000-0101",
    ],
)
def test_nothing_that_may_be_new_is_joined(following: str) -> None:
    full = "あ" * 44  # fills the line of the test page, without a full stop
    draft = "\n".join([PROSE, full, following, PROSE])
    assert pdf.read("x", paper.printed(draft, heads=False)).text == draft


def test_a_sentence_runs_on_over_the_page_number() -> None:
    draft = "\n".join(f"第{number}条　{PROSE}" for number in range(1, 30))
    found = [line for line in pdf.read("x", paper.printed(draft)).text.split("\n") if re.match("第[0-9]+条", line)]
    assert found == draft.split("\n")


def test_white_space_on_the_page_is_indent_and_empty_lines() -> None:
    draft = "　　　　　　契約書\n\n\n（目的）\n本文です。\n　住所"
    found = pdf.read("x", paper.printed(draft, heads=False)).text
    assert found == "            契約書\n\n\n（目的）\n本文です。\n  住所"


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    assert read(strings((60, 700, "電話 00-0000-"), (60, 684, "0101 です"))).text == "電話 00-0000-\n0101 です"


def test_letters_printed_twice_to_look_bold_are_one() -> None:
    assert read(strings((60, 700, "重要事項説明書"), (60.3, 700, "重要事項説明書"))).text == "重要事項説明書"


def test_ruby_is_left_out() -> None:
    def page(sheet: Canvas) -> None:
        sheet.setFont(FONT, 5)
        sheet.drawString(62, 711, "けいやくしょ")
        sheet.setFont(FONT, SIZE)
        sheet.drawString(60, 700, "契約書の内容")

    assert read(page).text == "契約書の内容"


def test_a_watermark_across_the_page_is_left_out() -> None:
    def page(sheet: Canvas) -> None:
        sheet.drawString(60, 700, "一行目")
        sheet.saveState()
        sheet.translate(200, 300)
        sheet.rotate(45)
        sheet.setFont(FONT, 60)
        sheet.drawString(0, 0, "見本")
        sheet.restoreState()
        sheet.setFont(FONT, SIZE)
        sheet.drawString(60, 684, "二行目")

    assert read(page).text == "一行目\n二行目"


@pytest.mark.parametrize("turned", [0, 90])
def test_turned_pages_read_as_they_are_seen(turned: int) -> None:
    def page(sheet: Canvas) -> None:
        sheet.setPageRotation(turned)
        sheet.rotate(90)
        sheet.drawString(50, -100, "第１条　事業者は、")
        sheet.drawString(50, -116, "支援を行います。")

    assert read(page).text == "第１条　事業者は、\n支援を行います。"


def test_vertical_lines_run_from_right_to_left() -> None:
    def page(sheet: Canvas) -> None:
        sheet.setFont(VERTICAL, 12)
        for column, text in enumerate(["第一条　事業者は、", "支援を行います。", "２　前項の支援は、"]):
            sheet.drawString(500 - 20 * column, 750, text)

    assert read(page).text == "第一条　事業者は、\n支援を行います。\n２　前項の支援は、"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左の段の{line}行目の文がここまで続きます。" for line in "一二三四五六七八九十"]
    right = [line.replace("左", "右") for line in left]
    placed = [(x, 780 - 16 * row, text) for x, side in ((50, left), (310, right)) for row, text in enumerate(side)]
    assert read(strings((50, 800, "両方の段にまたがる題名"), *placed)).text.split("\n")[-20:] == left + right
    across = sorted(placed, key=lambda item: -item[1])
    assert read(strings(*across)).text.split("\n")[0] == f"{left[0]}\t{right[0]}"  # written row by row: a table


def test_columns_with_a_table_a_running_head_and_a_short_end() -> None:
    text = "事業者は、利用者が住み慣れた家で暮らし続けられるよう、家族や関係する人と力を合わせて支え、その様子を記録し、利用者に伝えることを約束します。"

    def page(sheet: Canvas) -> None:
        strings((50, 820, "契約の書類"), (285, 20, "- 1 -"))(sheet)
        lines = paper.wrapped("１　" + text, 230) + paper.wrapped("２　" + text, 230) + paper.wrapped("３　" + text[:40], 230)
        for at, line in enumerate(lines):
            sheet.drawString(50, 780 - 16 * at, line)
        for at, line in enumerate(paper.wrapped(text[40:], 230)):
            sheet.drawString(310, 780 - 16 * at, line)
        paper.row(sheet, 310, 700, 110, 24, [["名称"], ["みずうみ"]])
        paper.row(sheet, 310, 676, 110, 24, [["電話"], ["00-0000-0000"]])
        sheet.drawString(310, 630, "４　終わり。")

    found = [line.strip() for line in read(page).text.split("\n") if line.strip()]
    assert [line for line in found if line not in ("契約の書類", "- 1 -")] == [
        "１　" + text, "２　" + text, "３　" + text, "名称\tみずうみ", "電話\t00-0000-0000", "４　終わり。",
    ]  # fmt: skip


# -------------------------------- tables


def test_ruled_rows_have_cells_whose_lines_are_joined() -> None:
    def page(sheet: Canvas) -> None:
        sheet.drawString(60, 760, "１　事業所の概要")
        paper.row(sheet, 60, 750, 120, 40, [["名称"], ["みどり野ケアプランセ", "ンター"]])
        paper.row(sheet, 60, 710, 120, 24, [["電話"], ["00-0000-0101"]])
        paper.row(sheet, 60, 686, 240, 40, [["備考の行", "その続き"]])
        sheet.drawString(60, 620, "２　次の節")

    source = read(page)
    assert [line for line in source.text.split("\n") if line] == [
        "１　事業所の概要", "名称\tみどり野ケアプランセンター", "電話\t00-0000-0101", "備考の行", "その続き", "２　次の節",
    ]  # fmt: skip
    places = {mark.label: source.text[slice(*mark.span)] for mark in source.marks if mark.kind == "cell"}
    assert places["表1 1行目 右列"] == "みどり野ケアプランセンター"
    assert places["表1 3行目"] == "備考の行"


def test_merged_cells_and_open_sides() -> None:
    def page(sheet: Canvas) -> None:
        for y in (760, 720, 680):
            sheet.line(60 if y != 720 else 140, y, 400, y)  # no line under the first cell: it is two rows high
        sheet.line(140, 760, 140, 680)
        sheet.line(260, 760, 260, 680)
        strings((64, 736, "区分"), (144, 736, "基本"), (264, 736, "10,860円"), (144, 696, "加算"), (264, 696, "300円"))(
            sheet
        )

    assert read(page).text == "区分\t基本\t10,860円\n\t加算\t300円"


def test_narrow_columns_are_cut_at_the_ruled_line() -> None:
    def page(sheet: Canvas) -> None:
        for x in (60, 100, 140):
            sheet.line(x, 720, x, 690)
        for y in (720, 705, 690):
            sheet.line(60, y, 140, y)
        strings((66, 708, "要支援"), (101, 708, "一割"), (66, 693, "要介護"), (101, 693, "二割"))(sheet)

    assert read(page).text == "要支援\t一割\n要介護\t二割"


def test_words_set_downwards_stand_in_their_cell() -> None:
    def page(sheet: Canvas) -> None:
        for box in ((60, 600, 30, 120), (90, 660, 200, 60), (90, 600, 200, 60)):
            sheet.rect(*box)
        sheet.setFont(VERTICAL, 10)
        sheet.drawString(75, 715, "事業者")
        sheet.setFont(FONT, SIZE)
        strings((95, 700, "名称　みどりの会"), (95, 640, "所在地　架空県架空市"))(sheet)

    assert read(page).text == "事業者\t名称　みどりの会\n\t所在地　架空県架空市"


def test_aligned_columns_without_lines_are_cells() -> None:
    page = strings((60, 700, "事業所名"), (180, 700, "みどり"), (60, 684, "電話番号"), (180, 684, "00-0000-0101"))
    assert read(page).text == "事業所名\tみどり\n電話番号\t00-0000-0101"


def test_an_aligned_cell_that_is_wrapped_is_whole_again() -> None:
    page = strings(
        (60, 700, "事業所"), (140, 700, "みどり"), (280, 700, "00-0000-0101"),
        (60, 684, "連合会"), (140, 684, "架空県国民健康保険団体連"), (280, 684, "00-0000-0102"), (140, 668, "合会"),
        (60, 652, "市役所"), (140, 652, "介護保険課"), (280, 652, "00-0000-0103"), (140, 636, "高齢福祉課"),
    )  # fmt: skip
    assert read(page).text.split("\n")[:3] == [
        "事業所\tみどり\t00-0000-0101",
        "連合会\t架空県国民健康保険団体連合会\t00-0000-0102",
        "市役所\t介護保険課\t00-0000-0103",
    ]


def test_spaces_to_fill_in_and_spaced_titles_are_no_columns() -> None:
    placed = [(60, "令和"), (120, "年"), (160, "月"), (200, "日から")]
    page = strings(*[(x, y, text) for y in (700, 684) for x, text in placed], (60, 660, "重"), (100, 660, "要"))
    assert "\t" not in read(page).text


def test_a_table_runs_on_over_the_page() -> None:
    def first(sheet: Canvas) -> None:
        paper.row(sheet, 60, 200, 150, 24, [["区分"], ["内容"]])
        paper.row(
            sheet, 60, 176, 150, 40, [["記録の保存"], ["完結の日から五年間保存し、", "利用者からの求めがあれば、そ"]]
        )
        sheet.drawString(290, 40, "- 1 -")

    def second(sheet: Canvas) -> None:
        paper.row(sheet, 60, 780, 150, 24, [["区分"], ["内容"]])
        paper.row(sheet, 60, 756, 150, 40, [[""], ["の写しを速やかに交付します。"]])
        paper.row(sheet, 60, 716, 150, 24, [["苦情"], ["窓口を設けます。"]])

    source = read(first, second)
    rows = [line for line in source.text.split("\n") if "\t" in line]
    assert rows == [
        "区分\t内容",
        "記録の保存\t完結の日から五年間保存し、利用者からの求めがあれば、その写しを速やかに交付します。",
        "苦情\t窓口を設けます。",
    ]
    assert [mark.label for mark in source.marks if mark.kind == "cell"][-1] == "表1 3行目 右列"


# -------------------------------- pages and what is not read


def image(sheet: Canvas, size: float = 400) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    sheet.drawImage(ImageReader(Image.new("L", (4, 4))), 90, 200, size, size)


def test_pages_are_marked() -> None:
    source = read(strings((60, 700, "一")), lambda sheet: None, strings((60, 700, "三")))
    assert [(mark.label, source.text[slice(*mark.span)]) for mark in source.marks] == [
        ("1", "一"),
        ("2", ""),
        ("3", "三"),
    ]
    assert source.unread == ()


def test_a_page_without_text_is_told_and_a_small_picture_is_not() -> None:
    page = strings((60, 760, "本文"))
    source = read(page, image, lambda sheet: (page(sheet), image(sheet)), lambda sheet: (page(sheet), image(sheet, 50)))
    assert [note.why for note in source.unread] == [
        "2ページは画像や図形だけで、文字を読めません",
        "3ページの画像の中の文字は読めません",
    ]
    assert all(note.span.start == note.span.end for note in source.unread)
    scanned = read(lambda sheet: (image(sheet), sheet.drawString(200, 300, "認識された文字")))
    assert scanned.unread == ()


def test_fields_that_were_filled_in_are_read() -> None:
    def page(sheet: Canvas) -> None:
        sheet.drawString(60, 700, "電話")
        sheet.acroForm.textfield(name="phone", value="00-0000-0101", x=120, y=695, width=200, height=20)

    assert read(page).text.split() == ["電話", "00-0000-0101"]


COMPOSITE = (
    "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Odd/Encoding/Identity-H/DescendantFonts[5 0 R]{}>>",
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Odd/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
    "/Supplement 0>>/FontDescriptor 6 0 R/DW 1000>>",
    "<</Type/FontDescriptor/FontName/ABCDEF+Odd/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
    "/Descent -120/CapHeight 700/StemV 80>>",
)
UNICODE = (
    "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/X def 1 begincodespacerange <0000><FFFF> "
    "endcodespacerange 3 beginbfchar <0041><5951> <0042><7D04> <0043><E000> endbfchar endcmap end end"
)


def test_letters_without_unicode_value_are_told() -> None:
    font, *rest = COMPOSITE
    lost = pdf.read("x", paper.raw(font.format(""), *rest, content="BT /F1 12 Tf 50 700 Td <004100420043> Tj ET"))
    assert lost.text == "〓〓〓"
    assert [note.why for note in lost.unread] == [
        "1ページの文字の大半は、文字コードのないフォントのため読めません",
        "文字コードのない文字は読めません",
    ]
    mapped = [font.format("/ToUnicode 7 0 R"), *rest, f"<</Length {len(UNICODE)}>>stream\n{UNICODE}\nendstream"]
    content = "BT /F1 12 Tf 50 700 Td <0041004200430044> Tj 0 -20 Td <004100420041> Tj ET"
    some = pdf.read("x", paper.raw(*mapped, content=content))
    assert some.text == "契約〓〓\n契約契"
    assert [tuple(note.span) for note in some.unread] == [(2, 4)]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "PDF ではありません"),
        (b"plain", "PDF ではありません"),
        (b"PK\x03\x04", "ZIP"),
        (b"%PDF-1.7\n", "壊れているか"),
        (drawn(strings((60, 700, "本文")))[:300], "壊れているか"),
        (drawn(strings((60, 700, "本文")), password="secret"), "パスワード"),
        (drawn(lambda sheet: None), "文字が一つもありません"),
        (drawn(image), "OCR"),
        (drawn(lambda sheet: sheet.circle(200, 200, 90)), "OCR"),
    ],
    ids=["empty", "text", "zip", "header", "cut", "locked", "blank", "scan", "outlines"],
)
def test_files_that_cannot_be_read_get_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(InputProblem, match=message) as caught:
        pdf.read("draft.pdf", data)
    assert caught.value.path == "draft.pdf"


def stream(data: bytes, filters: str) -> bytes:
    return paper.raw(f"<</Length {len(data)}/Filter{filters}>>stream\n{data.decode('latin-1')}\nendstream")


@pytest.mark.parametrize(
    "data",
    [
        stream(zlib.compress(b"0 0 m 9 9 l S " * 3_000_000), "/FlateDecode"),
        stream(zlib.compress(zlib.compress(bytes(1 << 20))), "[/FlateDecode/FlateDecode]"),
        b"".join(stream(zlib.compress(bytes(31 << 20))[:-4], "/FlateDecode") for _ in range(20)),
    ],
    ids=["large", "twice", "many"],
)
def test_bombs_are_refused_before_they_are_unpacked(data: bytes) -> None:
    with pytest.raises(InputProblem, match="大きすぎる"):
        pdf.read("x", data)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PAGES", 1)
    with pytest.raises(InputProblem, match="ページが多すぎます"):
        pdf.read("x", drawn(strings((60, 700, "一")), strings((60, 700, "二"))))


# -------------------------------- one draft in all formats

DRAFT = f"""　　　　　　　　　　居宅介護支援契約書

（契約の目的）
第１条　{PROSE}
２　事業者は、前項の支援に当たり、次の各号に掲げる事項を守ります。
（１）　利用者の意思及び人格を尊重すること。
（２）　特定の種類の支援又は特定の事業者に不当に偏ることがないよう、公正中立に業務を行うこと。
（契約の期間）
第２条　この契約の期間は、令和　　年　　月　　日から認定の有効期間の満了日までとします。
①　{PROSE}
②　満了日の七日前までに申出がないときは、自動的に更新されます。
ア　更新の通知
イ　更新の記録

区分\t単位数\t金額
基本\t1,086単位\t11,316円
加算（Ⅰ）\t300単位\t3,126円

第３条　電話番号は、00-0000-0101とします。"""


def test_one_draft_gives_one_text_in_every_format() -> None:
    typed = docx.read("x", word.typed(DRAFT))
    automatic = docx.read("x", word.automatic(DRAFT))
    printed = pdf.read("x", paper.printed(DRAFT))
    assert typed.text == DRAFT
    blanks = re.compile("[ \u3000]+")
    assert blanks.sub(" ", automatic.text) == blanks.sub(" ", DRAFT)
    lines = [line for line in printed.text.split("\n") if line.strip() and "- 1 -" not in line]
    assert [bare(line) for line in lines] == [bare(line) for line in DRAFT.split("\n") if line]
    assert [line.count("\t") for line in lines] == [line.count("\t") for line in DRAFT.split("\n") if line]


# -------------------------------- damage


def attempt(data: bytes) -> None:
    """Read anything: a source or an InputProblem, nothing else."""
    try:
        source = pdf.read("x", data)
    except InputProblem:
        return
    assert all(0 <= item.span.start <= item.span.end <= len(source.text) for item in (*source.marks, *source.unread))
    for kind in {mark.kind for mark in source.marks}:
        spans = [mark.span for mark in source.marks if mark.kind == kind]
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


SAMPLE = paper.printed(DRAFT)
CONTENT = "BT /F1 12 Tf 50 700 Td <00410042> Tj ET 50 50 100 100 re S"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_end_in_a_sentence(data: bytes, signed: bool) -> None:
    attempt(b"%PDF-1.7\n" + data if signed else data)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(SAMPLE))
)
def test_damaged_files_end_in_a_sentence(changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(SAMPLE)
    for at, value in changes:
        damaged[at] = value
    attempt(bytes(damaged))
    attempt(bytes(damaged[:length]))


OPERATORS = st.sampled_from(
    ["Td", "Tm", "Tj", "re", "m", "l", "S", "f", "cm", "Tf", "BT", "ET", "q", "Q", "Ts", "Tz", "c", "h"]
)
OPERANDS = st.sampled_from(
    ["0", "1", "-1", "50", "1e38", "-9e30", "0.0001", "600", "<0041>", "<00420043>", "/F1", "99999999999"]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.lists(OPERANDS, max_size=6), OPERATORS), max_size=40))
def test_absurd_drawing_ends_in_a_source(steps: list[tuple[list[str], str]]) -> None:
    font, *rest = COMPOSITE
    stream = CONTENT + "\nBT /F1 12 Tf\n" + "\n".join(" ".join([*operands, operator]) for operands, operator in steps)
    mapped = [font.format("/ToUnicode 7 0 R"), *rest, f"<</Length {len(UNICODE)}>>stream\n{UNICODE}\nendstream"]
    attempt(paper.raw(*mapped, content=stream))


def test_a_page_of_many_lines_takes_bounded_time() -> None:
    lines = " ".join(
        f"{10 + at % 500} {20 + at // 3} m {10 + at % 500} 800 l S {at % 90} {at} m 500 {at} l S" for at in range(3000)
    )
    font, *rest = COMPOSITE
    attempt(paper.raw(font.format(""), *rest, content=CONTENT + " " + lines))
