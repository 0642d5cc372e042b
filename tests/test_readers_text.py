"""The text reader: every encoding these drafts come in, what is no draft, and what is made harmless."""

from __future__ import annotations

import pytest

from checker.errors import InputProblem
from checker.readers import reader, suffixes
from checker.readers.text import read
from checker.text import Span

LONG = """居宅介護支援 利用契約書
（契約の目的）
第１条　事業者は、利用者に対し、介護保険法その他の関係法令に従い、居宅サービス計画を作成します。
２　①苦情の受付　②記録の保存（５年間）　③デイサービス「ひなた」との連絡調整
"""
SHORT = ("第１条", "契約書", "重要事項説明書", "氏名", "苦情の窓口", "はい", "デイサービス", "（１）担当者", "電話 00-0000-0101")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jis_2004", "iso2022_jp_2004", "utf-16-le", "utf-16-be")


def text_of(data: bytes) -> str:
    return read("x.txt", data).text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_paper_is_read_in_every_encoding(encoding: str) -> None:
    assert text_of(LONG.encode(encoding)) == LONG


@pytest.mark.parametrize("encoding", ENCODINGS[:6])
@pytest.mark.parametrize("words", SHORT)
def test_a_few_words_are_enough_to_tell_the_encoding(words: str, encoding: str) -> None:
    assert text_of(words.encode(encoding)) == words


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_from_ascii(encoding: str) -> None:
    assert text_of("第1条\n".encode(encoding)) == "第1条\n"
    assert text_of("について、このとおりとする".encode(encoding)) == "について、このとおりとする"
    assert text_of(b"OK, just a test") == "OK, just a test"


def test_the_old_standards_are_read_with_the_characters_windows_added() -> None:
    assert text_of("㈱ひなた　①契約　Ⅲ料金".encode("cp932")) == "㈱ひなた　①契約　Ⅲ料金"
    assert text_of("髙橋様の契約".encode("cp932")) == "髙橋様の契約"
    assert text_of("ﾃﾞｲｻｰﾋﾞｽの契約書です".encode("iso2022_jp_ext")) == "ﾃﾞｲｻｰﾋﾞｽの契約書です"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay_as_they_are(end: str) -> None:
    written = end.join(LONG.splitlines())
    for encoding in ("utf-8", "cp932", "utf-16"):
        assert text_of(written.encode(encoding)) == written


def test_controls_become_blanks_and_offsets_stay() -> None:
    raw = "契\0約\x1b[31m書\x0b\x85\u2028\u202eab\x7f\t\r\n終"
    text = text_of((LONG + raw).encode())
    assert text == LONG + "契 約 [31m書    ab \t\r\n終"
    assert len(text) == len(LONG + raw)


def test_form_feeds_become_page_marks() -> None:
    source = read("x.txt", "一ページ\n\f\f三ページ".encode())
    assert [(mark.kind, mark.label, mark.span) for mark in source.marks] == [
        ("page", "1", Span(0, 5)),
        ("page", "3", Span(7, 11)),
    ]
    assert "\f" not in source.text
    assert len(source.text) == 11
    assert read("x.txt", LONG.encode()).marks == ()


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_cut_in_the_middle_of_a_character_is_read(encoding: str, cut: int) -> None:
    written = LONG.replace("①", "1").replace("②", "2").replace("③", "3")
    text = text_of(written.encode(encoding)[:-cut])
    assert text[:-3] == written[: len(text) - 3]


def test_damage_is_shown_and_told() -> None:
    data = bytearray((LONG * 5).encode())
    data[300] = 0xFF
    source = read("x.txt", bytes(data))
    assert "〓" in source.text
    assert [lost.why for lost in source.unread] == ["文字が壊れています"]
    start, end = source.unread[0].span
    assert set(source.text[start:end]) == {"〓"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "中身が空です"),
        (b" \r\n\t\n", "中身が空です"),
        (b"\xef\xbb\xbf\n", "中身が空です"),
        ("　\n".encode("cp932"), "中身が空です"),
        (b"\0" * 500, "文書ではないデータ"),
        (bytes(range(256)) * 20, "文書ではないデータ"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\0\x06\0", ".docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式"),
        (b"\x89PNG\r\n\x1a\n", "画像"),
        (b"{\\rtf1\\ansi", "RTF"),
        ("Стороны договорились".encode("koi8_r"), "文字コードが分からない"),
    ],
)
def test_what_is_no_draft_is_refused_with_advice(data: bytes, told: str) -> None:
    with pytest.raises(InputProblem) as refused:
        read("書面.txt", data)
    assert told in refused.value.message
    assert refused.value.message.rstrip("。").endswith(("ください",))
    assert str(refused.value).startswith("書面.txt: ")


def test_a_reader_is_found_by_suffix() -> None:
    assert reader(".TXT") is reader(".md") is reader("") is read
    assert reader(".xyz") is None
    assert {".txt", ".text", ".md", ".markdown"} <= set(suffixes())
