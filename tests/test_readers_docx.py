"""Word documents: what the page shows is what is read, and whatever is broken ends in a sentence."""

from __future__ import annotations

import itertools
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
import word
from hypothesis import given, settings
from hypothesis import strategies as st
from word import cell, definition, document, level, listed, num, paragraph, row, run

from checker.errors import InputProblem
from checker.readers import docx, office

SKY = "空の色"


def text(data: bytes, tracked: str = "final") -> str:
    return docx.read("draft.docx", data, tracked).text


def body(*blocks: str) -> str:
    return text(document("".join(blocks)))


# -------------------------------- paragraphs


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("甲") + run("乙"), "甲乙"),
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙"), "甲\t乙"),
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), "甲\n乙"),
        (run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙"), "甲\n\f\n乙"),
        (run("00") + "<w:r><w:noBreakHyphen/></w:r>" + run("0101"), "00-0101"),
        (run("重要") + "<w:r><w:softHyphen/></w:r>" + run("事項"), "重要事項"),
        (run("改行\nは空白\u2028です"), "改行 は空白 です"),
        (f'<w:hyperlink r:id="r9">{run("別紙")}</w:hyperlink>', "別紙"),
        (f'<w:smartTag w:element="x">{run("別紙")}</w:smartTag>', "別紙"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run('欄')}</w:sdtContent></w:sdt>", "欄"),
        (f'<w:fldSimple w:instr=" PAGE ">{run("3")}</w:fldSimple>', "3"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("はい"), "☑はい"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>', "①"),
        (
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('けいやく')}</w:rt><w:rubyBase>{run('契約')}</w:rubyBase></w:ruby></w:r>",
            "契約",
        ),
        (run("見える") + run("隠れた", "<w:vanish/>") + run("字"), "見える字"),
        (run("甲", '<w:vanish w:val="0"/>'), "甲"),
    ],
)
def test_what_a_paragraph_shows(inner: str, expected: str) -> None:
    assert body(paragraph(inner=inner)) == expected


def field(code: str, result: str | None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (field(" REF a \\h ", run("第５条")), "第５条"),
        (field(" IF ", None) + run("後"), "後"),
        (field(f" IF {field('REF b', run('隠れる'))} ", run("見える")), "見える"),
        (field("eq \\o\\ac(○,印)", None), "㊞"),
        (field("eq \\o\\ac(○,１２)", None), "⑫"),
        (field("EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(けいやく),契約)", None), "契約"),
        (field("FORMTEXT", run("山田")), "山田"),
    ],
)
def test_fields_show_their_result(inner: str, expected: str) -> None:
    assert body(paragraph(inner=inner)) == expected


def test_a_check_box_of_a_form_is_shown() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="{}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert (
        body(paragraph(inner=box.format(1) + end + run("同意") + box.format(0) + end + run("不同意"))) == "☑同意□不同意"
    )


def test_a_field_that_never_ends_hides_nothing_after_its_paragraph() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert body(paragraph(inner=begin), paragraph("次の段落")) == "\n次の段落"


def test_a_text_box_is_read_once_and_follows_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('箱の中')}{paragraph('二行目')}</w:txbxContent>"
    drawing = f"<w:drawing><wp:anchor><wp:extent cx='1' cy='1'/><a:graphic><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphic></wp:anchor></w:drawing>"
    fallback = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    assert body(paragraph("前", inner=both), paragraph("後")) == "前\n箱の中\n二行目\n後"
    assert body(paragraph("前", inner=f"<w:r>{fallback}</w:r>"), paragraph("後")) == "前\n箱の中\n二行目\n後"


def test_pages_turned_on_purpose_are_form_feeds() -> None:
    section = '<w:sectPr><w:type w:val="{}"/></w:sectPr>'
    assert (
        body(
            paragraph("一", section.format("nextPage")),
            paragraph("二", section.format("continuous")),
            paragraph("三", "<w:pageBreakBefore/>"),
        )
        == "一\n\f\n二\n\f\n三"
    )


def test_headings_have_their_outline_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="章"/><w:basedOn w:val="h1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="toc1"><w:name w:val="toc 1"/></w:style>'
    )
    blocks = paragraph("目次の行", '<w:pStyle w:val="toc1"/>') + paragraph("第一章", '<w:pStyle w:val="own"/>')
    source = docx.read("x", document(blocks + paragraph("条", '<w:outlineLvl w:val="2"/>'), styles=styles))
    assert source.text == "第一章\n条"
    assert [(mark.label, source.text[slice(*mark.span)]) for mark in source.marks if mark.kind == "heading"] == [
        ("1", "第一章"),
        ("3", "条"),
    ]


# -------------------------------- automatic numbers


@pytest.mark.parametrize(
    ("format", "text_", "expected"),
    [
        ("decimal", "第%1条", ["第1条", "第2条", "第10条", "第21条"]),
        ("decimalFullWidth", "第%1条", ["第１条", "第２条", "第１０条", "第２１条"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "⑩", "21"]),
        ("aiueo", "%1", ["ｱ", "ｲ", "ｺ", "ﾅ"]),
        ("aiueoFullWidth", "%1", ["ア", "イ", "コ", "ナ"]),
        ("irohaFullWidth", "%1", ["イ", "ロ", "ヌ", "ナ"]),
        ("ideographDigital", "%1", ["一", "二", "一〇", "二一"]),
        ("japaneseCounting", "第%1条", ["第一条", "第二条", "第十条", "第二十一条"]),
        ("ideographTraditional", "%1", ["甲", "乙", "癸", "21"]),
        ("upperRoman", "%1.", ["I.", "II.", "X.", "XXI."]),
        ("lowerLetter", "%1)", ["a)", "b)", "j)", "u)"]),
        ("decimalZero", "%1", ["01", "02", "10", "21"]),
        ("japaneseLegal", "%1", ["壱", "弐", "壱拾", "弐拾壱"]),
        ("none", "附則", ["附則", "附則", "附則", "附則"]),
        ("bullet", "\uf06c", ["●", "●", "●", "●"]),
        ("bullet", "\uf0b7", ["・", "・", "・", "・"]),
    ],
)
def test_number_formats(format: str, text_: str, expected: list[str]) -> None:
    numbering = definition(0, [level(0, format, text_)]) + num(1, 0)
    lines = text(document("".join(listed(SKY, 1) for _ in range(21)), numbering=numbering)).split("\n")
    assert [lines[at] for at in (0, 1, 9, 20)] == [f"{number} {SKY}" for number in expected]


CONTRACT = definition(
    0,
    [
        level(0, "decimalFullWidth", "第%1条"),
        level(1, "decimalFullWidth", "%2"),
        level(2, "decimalFullWidth", "（%3）"),
        level(3, "aiueoFullWidth", "%4"),
        level(4, "decimal", "%1.%2", more="<w:isLgl/>"),
    ],
)


def numbers(levels: list[tuple[int, int]], numbering: str) -> list[str]:
    blocks = "".join(listed("", list, at) for list, at in levels)
    return text(document(blocks + paragraph("終"), numbering=numbering)).split("\n")[:-1]


def test_deeper_levels_start_again_under_each_higher_one() -> None:
    found = numbers(
        [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1), (1, 4)], CONTRACT + num(1, 0)
    )
    assert [label.strip() for label in found] == [
        "第１条",
        "１",
        "（１）",
        "（２）",
        "ア",
        "２",
        "（１）",
        "第２条",
        "１",
        "2.1",
    ]


def test_articles_count_on_over_chapters_where_the_level_says_so() -> None:
    chapters = definition(
        0, [level(0, "japaneseCounting", "第%1章"), level(1, "decimal", "第%2条", more='<w:lvlRestart w:val="0"/>')]
    )
    found = numbers([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], chapters + num(1, 0))
    assert [label.strip() for label in found] == ["第一章", "第1条", "第2条", "第二章", "第3条"]


def test_lists_of_one_definition_count_on_and_overrides_start_anew() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "（%1）")}</w:lvlOverride>'
    numbering = definition(0, [level(0, "decimal", "%1.")]) + num(1, 0) + num(2, 0) + num(3, 0, start) + num(4, 0, own)
    found = numbers([(1, 0), (2, 0), (3, 0), (3, 0), (1, 0), (4, 0)], numbering)
    assert [label.strip() for label in found] == ["1.", "2.", "5.", "6.", "7.", "（8）"]


def test_numbers_come_from_styles_too() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="jo"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="ko"><w:name w:val="項"/><w:basedOn w:val="jo"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="none"><w:name w:val="無"/><w:basedOn w:val="jo"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="輪"/><w:basedOn w:val="loop"/></w:style>'
    )
    blocks = "".join(paragraph(SKY, f'<w:pStyle w:val="{name}"/>') for name in ("jo", "ko", "none", "loop", "jo"))
    found = text(document(blocks, styles=styles, numbering=CONTRACT + num(1, 0)))
    assert found.split("\n") == [f"第１条 {SKY}", f"１ {SKY}", SKY, SKY, f"第２条 {SKY}"]


def test_a_level_may_be_tied_to_a_style() -> None:
    numbering = definition(
        0, [level(0, "decimal", "第%1条"), level(1, "decimal", "（%2）", more='<w:pStyle w:val="ko"/>')]
    ) + num(1, 0)
    styles = '<w:style w:type="paragraph" w:styleId="ko"><w:name w:val="項"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert (
        text(document(paragraph(SKY, '<w:pStyle w:val="ko"/>'), styles=styles, numbering=numbering)) == f"（1） {SKY}"
    )


def test_a_list_style_leads_to_the_definition() -> None:
    link = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="ls"/></w:abstractNum>'
    styles = '<w:style w:type="numbering" w:styleId="ls"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    numbering = link + CONTRACT + num(1, 7) + num(2, 0)
    assert text(document(listed(SKY, 1), styles=styles, numbering=numbering)) == f"第１条 {SKY}"


def test_a_number_that_cannot_be_resolved_is_told() -> None:
    source = docx.read("x", document(listed(SKY, 1)))
    assert source.text == SKY
    assert [(note.why, tuple(note.span)) for note in source.unread] == [
        ("自動番号の定義が読めないため、番号が分かりません", (0, 1))
    ]
    odd = docx.read(
        "x", document(listed(SKY, 1), numbering=definition(0, [level(0, "thaiLetters", "%1.")]) + num(1, 0))
    )
    assert odd.text == f"1. {SKY}"
    assert "thaiLetters" in odd.unread[0].why


# -------------------------------- tables


def test_rows_are_lines_and_cells_are_told_apart_by_tabs() -> None:
    source = docx.read(
        "x", document(paragraph("前") + word.table(["名称", "みどり"], ["所在地", ""]) + paragraph("後"))
    )
    assert source.text == "前\n名称\tみどり\n所在地\t\n後"
    places = {mark.label: source.text[slice(*mark.span)] for mark in source.marks}
    assert places == {
        "段落1": "前",
        "表1 1行目 左列": "名称",
        "表1 1行目 右列": "みどり",
        "表1 2行目 左列": "所在地",
        "段落2": "後",
    }


def test_merged_cells_leave_the_others_empty() -> None:
    wide = row(cell("二列分", '<w:gridSpan w:val="2"/>'), cell("三"))
    first = row(cell("縦", '<w:vMerge w:val="restart"/>'), cell("乙"), cell("丙"))
    rest = row(cell("見えない", "<w:vMerge/>"), cell("丁"), cell("戊"))
    assert body(f"<w:tbl>{wide}{first}{rest}</w:tbl>") == "二列分\t\t三\n縦\t乙\t丙\n\t丁\t戊"


def test_a_row_of_one_cell_is_the_lines_in_it() -> None:
    inner = paragraph("二行目") + word.table(["内", "表"])
    source = docx.read("x", document(f"<w:tbl>{row(cell('枠の中', '', inner))}</w:tbl>"))
    assert source.text == "枠の中\n二行目\n内\t表"
    assert [mark.label for mark in source.marks] == ["表1 1行目", "表1 1行目", "表2 1行目 左列", "表2 1行目 右列"]


def test_a_table_in_a_cell_is_part_of_its_text() -> None:
    nested = cell("外", "", word.table(["内1", "内2"], ["内3", ""]) + paragraph("後"))
    assert body(f"<w:tbl>{row(cell('左'), nested)}</w:tbl>") == "左\t外\u2005内1\u2005内2\u2005内3\u2005後"


def test_numbers_count_through_cells() -> None:
    inside = cell("", "", listed("一つ目") + listed("二つ目"))
    numbering = definition(0, [level(0, "decimalEnclosedCircle", "%1")]) + num(1, 0)
    blocks = f"<w:tbl>{row(cell('左'), inside)}</w:tbl>" + listed("三つ目")
    assert text(document(blocks, numbering=numbering)) == "左\t① 一つ目\u2005② 二つ目\n③ 三つ目"


# -------------------------------- changes, notes, what is not read

CHANGED = (
    paragraph("元", inner=f"<w:ins>{run('加')}</w:ins><w:del><w:r><w:delText>消</w:delText></w:r></w:del>")
    + paragraph("前半", "<w:rPr><w:del/></w:rPr>")
    + paragraph("後半")
    + paragraph("分", "<w:rPr><w:ins/></w:rPr>")
    + paragraph("割")
    + f"<w:tbl><w:tr><w:trPr><w:ins/></w:trPr>{cell('新')}{cell('行')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}{cell('行')}</w:tr></w:tbl>"
)


def test_changes_are_read_as_accepted_or_as_never_made() -> None:
    assert text(document(CHANGED)) == "元加\n前半後半\n分\n割\n新\t行"
    assert text(document(CHANGED), "original") == "元消\n前半\n後半\n分割\n旧\t行"


def test_moved_text_is_read_where_it_went() -> None:
    moved = paragraph("甲", inner=f"<w:moveFrom>{run('乙')}</w:moveFrom>") + paragraph(
        inner=f"<w:moveTo>{run('乙')}</w:moveTo>"
    )
    assert body(moved) == "甲\n乙"


def test_notes_stand_at_the_end_and_headers_are_left_out() -> None:
    cited = paragraph("本文", inner='<w:r><w:footnoteReference w:id="2"/></w:r>' + run("の続き"))
    notes = f'<w:footnote w:id="0" w:type="separator">{paragraph()}</w:footnote><w:footnote w:id="2">{paragraph("注の文")}</w:footnote>'
    assert (
        text(document(cited + paragraph("後"), footnotes=notes, header1=paragraph("頭書き")))
        == "本文の続き\n後\n注1 注の文"
    )


PICTURE = '<w:r><w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing></w:r>'


def test_what_cannot_be_read_is_told_with_its_place() -> None:
    large, small = PICTURE.format(3_600_000), PICTURE.format(360_000)
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    blocks = (
        paragraph("前", inner=large),
        paragraph("印", inner=small),
        paragraph("表", inner="<w:r><w:object><v:shape/></w:object></w:r>" + chart),
        paragraph("外字\ue000の名"),
        paragraph("隠", inner=run("秘密", "<w:vanish/>")),
    )
    source = docx.read("x", document("".join(blocks)))
    assert source.text == "前\n印\n表\n外字〓の名\n隠"
    assert [(note.why.split("は")[0], source.text[slice(*note.span)]) for note in source.unread] == [
        ("画像の中の文字", ""),
        ("埋め込まれたオブジェクト（Excel の表など）の中", ""),
        ("グラフの中の文字", ""),
        ("外字など、文字コードのない字", "〓"),
        ("隠し文字", ""),
    ]
    assert [note.printed for note in source.unread] == [True, True, True, True, False]


def test_a_document_of_pictures_alone_needs_recognition() -> None:
    with pytest.raises(InputProblem, match="OCR"):
        docx.read("x", document(paragraph(inner=PICTURE.format(9_000_000))))
    with pytest.raises(InputProblem, match="文字が一つもありません"):
        docx.read("x", document(paragraph()))


# -------------------------------- files that are no Word document


def test_strict_documents_and_utf_16_are_read() -> None:
    data = document(paragraph("本文"))
    strict = members(data)
    strict["word/document.xml"] = strict["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert text(word.archive(strict)) == "本文"
    wide = members(data)
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + wide["word/document.xml"].decode()
    wide["word/document.xml"] = declared.encode("utf-16")
    assert text(word.archive(wide)) == "本文"


def members(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_document(data: bytes) -> bytes:
    return word.archive({**members(document(paragraph("本文"))), "word/document.xml": data})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DTD = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Word ファイルではありません"),
        (b"plain text", "Word ファイルではありません"),
        (b"PK\x03\x04", "壊れているか"),
        (b"%PDF-1.7", "末尾を .pdf"),
        (b"{\\rtf1 x}", "リッチテキスト"),
        (b"<html><body>", "ウェブページ"),
        (OLE + "WordDocument".encode("utf-16-le"), "古い形式の Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワードで保護"),
        (word.archive({"xl/workbook.xml": b"<x/>"}), "Excel"),
        (word.archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (word.archive({"a.txt": b"x"}), "本文がありません"),
        (document(paragraph("本文"))[:-200], "途中で切れています"),
        (with_document(b"<w:document"), "壊れているか"),
        (with_document(b"<x/>"), "本文がありません"),
        (with_document(DTD + b"<w:document>&a;</w:document>"), "DTD"),
        (with_document(b"\xff\xfe" + (DTD.decode() + "<w/>").encode("utf-16-le")), "DTD"),
        (with_document(b'<?xml version="1.0" encoding="cp037"?>' + "<x/>".encode("cp037")), "壊れているか"),
        (with_document(bytes(120 << 20)), "大きすぎる"),
        (with_document(b"<a>" * 4_000_001), "大きすぎる"),
        (word.archive({f"{number}": b"" for number in range(10_001)}), "大きすぎる"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_no_word_document_get_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(InputProblem, match=message) as caught:
        docx.read("draft.docx", data)
    assert caught.value.path == "draft.docx"
    assert "\n" not in caught.value.message


def test_a_broken_side_part_does_not_lose_the_text() -> None:
    data = members(document(listed(SKY, 1), numbering=CONTRACT + num(1, 0), styles=""))
    data["word/numbering.xml"] = b"<broken"
    data["word/styles.xml"] = b"<broken"
    source = docx.read("x", word.archive(data))
    assert source.text == SKY
    assert source.unread


def test_depth_is_no_matter() -> None:
    deep = 20_000
    wrapped = f"<w:p>{'<w:smartTag>' * deep}{run('底')}{'</w:smartTag>' * deep}</w:p>"
    assert body(wrapped) == "底"
    tables = "<w:tbl><w:tr><w:tc>" * 2_000 + paragraph("底") + "</w:tc></w:tr></w:tbl>" * 2_000
    assert body(tables) == "底"
    assert body(f"<w:tbl>{row(cell('左'), cell('', '', tables))}</w:tbl>") == "左\t底"
    boxes = "<w:p><w:r><w:txbxContent>" * 2_000 + paragraph("底") + "</w:txbxContent></w:r></w:p>" * 2_000
    assert text(document(boxes)).strip() == "底"


SAMPLE = document(
    paragraph("本文") + listed("一", 1) + word.table(["左", "右"]) + CHANGED + paragraph(inner=field("REF", run("x"))),
    numbering=CONTRACT + num(1, 0),
    styles='<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>',
)


def attempt(data: bytes, tracked: str = "final") -> None:
    """Read anything: a source or an InputProblem, nothing else."""
    try:
        source = docx.read("x", data, tracked)
    except InputProblem:
        return
    assert all(0 <= item.span.start <= item.span.end <= len(source.text) for item in (*source.marks, *source.unread))
    for kind in {mark.kind for mark in source.marks}:
        spans = [mark.span for mark in source.marks if mark.kind == kind]
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(lambda data: b"PK\x03\x04" + data)))
def test_any_bytes_end_in_a_sentence(data: bytes) -> None:
    attempt(data)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(SAMPLE))
)
def test_damaged_files_end_in_a_sentence(changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(SAMPLE)
    for at, value in changes:
        damaged[at] = value
    attempt(bytes(damaged))
    attempt(bytes(damaged[:length]))


NAMES = st.sampled_from(
    [
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "tcPr",
        "vMerge",
        "gridSpan",
        "pPr",
        "numPr",
        "numId",
        "ilvl",
        "sdt",
        "sdtContent",
        "ins",
        "del",
        "rPr",
        "fldChar",
        "instrText",
        "br",
        "tab",
        "ruby",
        "rt",
        "rubyBase",
        "txbxContent",
        "drawing",
        "object",
        "sectPr",
        "sym",
        "pStyle",
        "outlineLvl",
        "footnoteReference",
        "vanish",
    ]
)
VALUES = st.sampled_from(["", "0", "1", "-1", "99999999999999", "x", "begin", "separate", "end", "restart"])


@st.composite
def trees(draw: st.DrawFn) -> str:
    """XML with the right names in the wrong places."""
    open_, out = [], []
    for name, value, close in draw(st.lists(st.tuples(NAMES, VALUES, st.integers(0, 3)), max_size=40)):
        attributes = " ".join(f'w:{key}="{value}"' for key in ("val", "fldCharType", "id", "char", "type"))
        out.append(f"<w:{name} {attributes}>字")
        open_.append(name)
        for _ in range(min(close, len(open_))):
            out.append(f"</w:{open_.pop()}>")
    return "".join(out) + "".join(f"</w:{name}>" for name in reversed(open_))


@settings(max_examples=150, deadline=None)
@given(trees(), trees())
def test_misplaced_elements_end_in_a_source(content: str, numbering: str) -> None:
    attempt(document(content + paragraph("字"), numbering=numbering + CONTRACT + num(1, 0), styles=numbering))
    attempt(document(content), "original")


# -------------------------------- other


def test_documents_of_python_docx_are_read() -> None:
    made = pytest.importorskip("docx").Document()
    made.add_heading("第1条（契約の目的）", level=2)
    made.add_paragraph("利用者は、事業者に対し、")
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "電話", "00-0000-0101", "段落\n二つ"
    made.add_paragraph("一つ目", style="List Number")
    made.add_paragraph("二つ目", style="List Number")
    out = BytesIO()
    made.save(out)
    source = docx.read("x", out.getvalue())
    assert source.text.split("\n") == [
        "第1条（契約の目的）", "利用者は、事業者に対し、", "電話\t00-0000-0101", "段落 二つ\t", "1. 一つ目", "2. 二つ目",
    ]  # fmt: skip
    assert [mark.label for mark in source.marks if mark.kind == "heading"] == ["2"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "soffice --headless --convert-to docx"),
        ("a.doc", b"{\\rtf1}", "リッチテキスト"),
        ("a.DOC", b"", "古い形式の Word 文書"),
        ("a.odt", b"PK\x03\x04", "OpenDocument 文書"),
        ("a.rtf", b"{\\rtf1}", ".docx を選んでください"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        ("a.xls", b"", "PDF として保存"),
    ],
)
def test_other_formats_tell_how_to_convert(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        office.read(name, data)


def test_the_readers_are_light_until_they_read() -> None:
    code = (
        "import sys, checker.readers.docx, checker.readers.pdf, checker.readers.office\n"
        "heavy = {'zipfile', 'xml.etree.ElementTree', 'pypdfium2', 'docx', 'ctypes'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
