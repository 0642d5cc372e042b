"""What is said of a file that cannot be read, in English (`--lang en`): sentence by sentence from the Japanese.

Readers and files speak Japanese; a sentence that is not listed here stays as it is.
"""

from __future__ import annotations

import re

_THINGS = {
    "古い形式の Word 文書（.doc）": "an old Word document (.doc)",
    "古い形式の Word テンプレート（.dot）": "an old Word template (.dot)",
    "古い形式の Excel ファイル（.xls）": "an old Excel file (.xls)",
    "古い形式の PowerPoint ファイル（.ppt）": "an old PowerPoint file (.ppt)",
    "古い形式の Word などの文書": "a document of an old Word or another office program",
    "古い形式の文書": "a document of an old format",
    "Word などの文書か圧縮ファイル": "a Word document or an archive",
    "Word 文書か圧縮ファイル（ZIP）": "a Word document or a ZIP archive",
    "圧縮ファイル": "an archive",
    "プログラム": "a program",
    "PDF": "a PDF",
}
_KINDS = {
    "OpenDocument 文書": "OpenDocument text",
    "OpenDocument 表計算": "an OpenDocument spreadsheet",
    "リッチテキスト": "rich text",
    "ウェブページ": "a web page",
    "一太郎の文書": "an Ichitaro document",
    "Pages の文書": "a Pages document",
    "Excel ファイル": "an Excel file",
    "PowerPoint ファイル": "a PowerPoint file",
    "画像": "a picture",
    "この形式": "this format",
}
_CAUSES = {
    "見つかりません": "not found",
    "権限がありません": "no permission",
    "リンクが循環しています": "the links go round in circles",
    "名前が長すぎます": "the name is too long",
    "入出力エラー": "input or output failed",
    "不明な理由": "for an unknown reason",
}

# Sentences without their 。; what a group holds is put in as it is, or as the lists above have it.
_SENTENCES = (
    ("中身が空です", "The file is empty"),
    ("本文の入ったファイルを指定してください", "Name a file with text in it"),
    ("ファイルが見つかりません", "No such file"),
    ("パスを確認してください", "Check the path"),
    ("当てはまるファイルがありません", "No file matches"),
    ("パスとアクセス権を確認してください", "Check the path and the permissions"),
    ("アクセス権を確認してください", "Check the permissions"),
    ("フォルダーを開けません（(.+)）", "The folder cannot be opened ({0})"),
    ("開けません（(.+)）", "Cannot be opened ({0})"),
    ("読めません（(.+)）", "Cannot be read ({0})"),
    ("このフォルダーに読める書面（(.+)）がありません", "There is no draft that can be read ({0}) in this folder"),
    ("通常のファイルではないため読みません", "Not a regular file"),
    ("書面のファイルを指定してください", "Name the file of a draft"),
    ("大きすぎます（(.+) バイト。上限 (.+) バイト）", "Too large ({0} bytes; at most {1} bytes)"),
    ("大きすぎます（上限 (.+) バイト）", "Too large (at most {0} bytes)"),
    ("書面だけのファイルにしてください", "Keep the draft alone in the file"),
    ("読める形式: (.+)", "Formats that can be read: {0}"),
    ("文字だけのファイルではありません（中身は(.+)です）", "Not a text file: it holds {0}"),
    ("文書ではないデータのようで、読めません", "This does not look like text"),
    ("文字コードが分からないため読めません", "The character encoding cannot be told"),
    ("文書を開いた画面から「テキスト（UTF-8）」で保存し直してください", "Open it and save it again as text (UTF-8)"),
    ("文書を指定してください", "Name a document"),
    ("文字の入った元の文書を指定してください", "Name the document it was made from"),
    ("展開してから、中の文書を指定してください", "Unpack it and name the document inside"),
    (r"(?:Word (?:の)?文書なら、)?ファイル名の末尾を (\.\w+) にして指定してください", "Let its name end in {0}"),
    ("Word で開き、\\.docx 形式で保存し直してください", "Open it in Word and save it as .docx"),
    ("Word で開き、保存し直してください", "Open it in Word and save it again"),
    ("Word で開き「名前を付けて保存」から \\.docx を選んでください（LibreOffice では (.+) ファイル名）", "Save it as .docx in Word (LibreOffice: {0} FILE)"),
    ("Word で開き「名前を付けて保存」から \\.docx を選んでください", "Save it as .docx in Word"),
    ("元のソフトで開き、PDF として保存し直してください（LibreOffice では (.+) ファイル名）", "Save it as PDF in the program it is from (LibreOffice: {0} FILE)"),
    ("一太郎で開き「名前を付けて保存」から Word 文書（\\.docx）または PDF を選んでください", "Save it as Word document (.docx) or PDF in Ichitaro"),
    ("Pages で「書き出す」から Word（\\.docx）を選んでください", "Export it to Word (.docx) in Pages"),
    ("PDF として保存し直すか、内容を Word 文書に貼り付けてください", "Save it as PDF, or paste its content into a Word document"),
    ("PDF として保存し直してください", "Save it as PDF"),
    ("\\.docx として保存し直してください", "Save it again as .docx"),
    ("元の文書を開き、\\.docx として保存し直してください", "Open the original and save it again as .docx"),
    ("Word ファイルではありません（本文がありません）", "Not a Word file (it has no text part)"),
    ("Word ファイルではありません", "Not a Word file"),
    ("Word ファイルが壊れているか、途中で切れています", "The Word file is damaged or cut off"),
    ("展開すると大きすぎる Word ファイルです", "The Word file is too large when unpacked"),
    ("画像などを減らすか、文書を分けて保存し直してください", "Leave out pictures or divide the document"),
    (
        "Word ファイルの中に、Word が書き出さない XML の定義（DTD）があるため、安全のため読みません",
        "The Word file holds XML definitions (a DTD) that Word never writes; for safety it is not read",
    ),
    ("PDF がパスワードで保護されています", "The PDF is protected by a password"),
    ("パスワードで保護されています", "The file is protected by a password"),
    ("保護を解除して保存し直してください", "Save it without protection"),
    ("PDF が壊れているか、途中で切れています", "The PDF is damaged or cut off"),
    ("元の文書から PDF を作り直してください", "Make the PDF again from the original"),
    ("PDF ではありません", "Not a PDF"),
    ("PDF か Word 文書（\\.docx）を指定してください", "Name a PDF or a Word document (.docx)"),
    ("PDF の保護の方式に対応していません", "The protection of this PDF is not supported"),
    ("保護のない PDF を作り直してください", "Make the PDF again without protection"),
    ("ページが多すぎます（(.+)ページまで）", "Too many pages (at most {0})"),
    ("文字が多すぎます", "Too much text"),
    ("PDF を分けてください", "Divide the PDF"),
    ("展開すると大きすぎる PDF です", "The PDF is too large when unpacked"),
    ("文字が入っていない、画像だけの PDF です", "The PDF holds pictures only, no text"),
    ("文字認識（OCR）をかけるか、元の Word 文書を指定してください", "Run text recognition (OCR), or name the Word document it was made from"),
    ("文字がなく、画像だけの文書です", "The document holds pictures only, no text"),
    (
        "文字認識（OCR）をかけるか、文字の入った元の文書を(?:用意|指定)してください",
        "Run text recognition (OCR), or name the document it was made from",
    ),
    ("PDF に文字が一つもありません", "There is no text in the PDF"),
    ("PDF の中身を確かめてください", "Look into the PDF"),
    ("文字が一つもありません", "There is no text in the document"),
    ("文書の中身を確かめてください", "Look into the document"),
    ("(?:中身は ?)?(.+)です", "It is {0}"),
    ("(.+)は読めません", "The program does not read {0}"),
)  # fmt: skip


def english(message: str) -> str:
    """A message about a file in English, as far as its sentences are known."""
    return " ".join(_sentence(found) for found in re.findall(r"(?:[^。（]|（[^）]*）)+。?", message))


def _sentence(sentence: str) -> str:
    plain = sentence.strip().removesuffix("。")
    for pattern, words in _SENTENCES:
        if found := re.fullmatch(pattern, plain):
            return words.format(*map(_thing, found.groups())) + "."
    return sentence


def _thing(name: str) -> str:
    """The English of what a sentence is about: 画像（PNG） -> a picture (PNG)."""
    name = name.strip()
    known = _THINGS.get(name) or _CAUSES.get(name)
    kind, _, rest = name.partition("（")
    if known is None and kind in _KINDS:
        known = _KINDS[kind] + (f" ({rest.removesuffix('）')})" if rest else "")
    return known or name
