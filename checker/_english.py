"""What is said of files that cannot be read and of requests that cannot be met, in English (`--lang en`).

The program speaks Japanese; this is made of it sentence by sentence. One that is not listed here stays as it is: those on
the YAML of rules, which is Japanese itself.
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
    # -------------------------------- requests
    ("terminal か json を指定してください", "Choose terminal or json"),
    ("「(.*)」のことですか？", 'Did you mean "{0}"?'),
    ("（(.+) で(?:説明|一覧)）", "See {0}"),
    ("（使えるもの: (.+)）", "There are: {0}"),
    ("（使えるサービス: (.+)）", "Services: {0}"),
    ("（使える地域: (.+)）", "Areas: {0}"),
    ("（(.+)）", "({0})"),
    ("「(.*)」というコマンドはありません", 'There is no command "{0}"'),
    ("「(.*)」という操作はありません", 'There is no action "{0}"'),
    ("「(.*)」というサービスはありません", 'There is no service "{0}"'),
    ("「(.*)」だけではサービスが決まりません", '"{0}" may be several services'),
    ("(.+)のどれかを指定してください", "Name one of: {0}"),
    ("地域「(.*)」のルールパックはありません", 'There is no rule pack for the area "{0}"'),
    ("ルール「(.*)」はありません", 'There is no rule "{0}"'),
    ("(--[a-z-]+) の値「(.*)」はありません", '{0}: there is no choice "{1}"'),
    (".+「(.*)」はありません", 'There is no choice "{0}"'),
    ("検査するときは (.+) と指定してください", "To check it, write {0}"),
    ("(checker [^「」]+) と指定してください", "Write {0}"),
    ("(.+) を指定してください", "Name a {0}"),
    (r"checker\.yaml に paths を書けば省けます", "It may be left out where a checker.yaml has paths"),
    ("「(.*)」は余分です", '"{0}" is one too many'),
    ("「(.*)」は使えません", '"{0}" is not known'),
    ("(--[a-z-]+): 値が必要です", "{0} needs a value"),
    ("(.+): 値は付けられません（(.+)）", "{0} takes no value ({1})"),
    ("([^「]+): 「(.*)」は日付として読めません", '{0}: "{1}" is no date'),
    ("2026-04-01 のように書いてください", "Write it like 2026-04-01"),
    ("([^「]+): 「(.*)」は使えません", '{0}: "{1}" cannot be used'),
    ("(.+)から(.+)までの数を書いてください", "Write a number from {0} to {1}"),
    ("--until には基準日（(.+)）より後の日を書いてください", "--until must be later than the day of the audit ({0})"),
    ("--format: 「(.*)」に出力先のファイル名がありません", '--format: "{0}" names no file to write'),
    ("(.+) のように書いてください", "Write it like {0}"),
    ("--format: 画面に出せる形式は一つだけです", "--format: only one output can go to the screen"),
    ("--format: ファイル「(.*)」に書ける形式は一つだけです", '--format: only one output can go to the file "{0}"'),
    ("--format: .+形式は一つだけです", "--format: only one output can go there"),
    ("ほかは (.+) のようにファイルを指定してください", "Send the others to files: {0}"),
    ("--format: (.+) はこのコマンドでは使えません", "--format: {0} cannot be had from this command"),
    ("出力先のフォルダーがありません", "There is no folder to write it in"),
    ("先に作ってください", "Make it first"),
    ("検査する書面と同じファイルには結果を書けません", "A report cannot be written over a draft"),
    ("別の名前を指定してください", "Choose another name"),
    ("書き込めません（(.+)）", "Cannot be written ({0})"),
    ("場所とアクセス権を確認してください", "Check the place and the permissions"),
    ("入出力に失敗しました（(.+)）", "Input or output failed ({0})"),
    ("空き容量とアクセス権を確認してください", "Check the free space and the permissions"),
    ("検査できる書面がありませんでした", "There was no draft to check"),
    ("(.+) の paths と exclude を確かめてください", "See paths and exclude in {0}"),
    ("(.+) の paths か exclude により検査しません", "Left out by paths or exclude in {0}"),
    ("（--no-config で検査できます）", "(--no-config checks it)"),
    ("bundles の「(.+)」に書かれた「(.+)」がありません", 'bundles: "{0}" names "{1}", which is not there'),
    ("名前と exclude を確かめてください", "See its name, and exclude"),
    ("確かめるルールがありません", "There is no rule to try"),
    ("ルールのファイルかフォルダー（市町村のものは、そのファイル）を指定してください", "Name a file or folder of rules (a city's pack by its file)"),
    ("ファイルもフォルダーも見つかりません", "No such file or folder"),
    ("フォルダーが見つかりません", "No such folder"),
    ("書面を置いているフォルダーを指定してください", "Name the folder that holds the drafts"),
    ("ルールパックが見つかりません", "No such rule pack"),
    ("(.+) のパスを確認してください", "Check the path in {0}"),
    ("ルールパックのファイル（\\.yaml）が見つかりません", "There is no rule pack (.yaml) in it"),
    ("ルールパックは普通のファイルでなければなりません", "A rule pack must be a regular file"),
    ("ルールパックを読めません", "The rule pack cannot be read"),
    ("書面によって使う (?:.+) が違います（(.+)）", "The drafts have different checker.yaml files ({0})"),
    ("分けて検査するか、--config で一つを指定してください", "Check them apart, or name one by --config"),
    ("設定ファイルは普通のファイルでなければなりません", "The settings must be a regular file"),
    ("設定ファイルを読めません（(.+)）", "The settings cannot be read ({0})"),
    ("ベースラインを読めません（(.+)）", "The baseline cannot be read ({0})"),
    ("checker baseline write で作れます", "checker baseline write makes one"),
    ("ベースラインのファイルではありません", "Not a baseline"),
    ("checker baseline write で作ったものを指定してください", "Name one that checker baseline write has made"),
    ("前からある指摘 (.+)件を除きました", "{0} findings of before are left out"),
    ("なくなった指摘が (.+)件残っています", "{0} findings in it are gone"),
    ("checker baseline write で小さくできます", "checker baseline write takes them out"),
    ("中断しました", "interrupted"),
    ("メモリーが足りません", "Out of memory"),
    ("ファイルを分けて検査してください", "Check fewer files at a time"),
    ("内部エラーです（(.+)）", "Internal error ({0})"),
    ("環境変数 CHECKER_DEBUG=1 を付けて実行すると詳細が出ます", "With CHECKER_DEBUG=1 in the environment it tells more"),
    # -------------------------------- whatever is left of these forms
    ("(?:中身は ?)?(.+)です", "It is {0}"),
    ("(.+)は読めません", "The program does not read {0}"),
)  # fmt: skip


_SENTENCE = re.compile("(?:[^。？（「]|「[^」]*」|（[^）]*）(?!$))+[。？]?|（[^）]*）")  # a remark in brackets at the end is one too


def english(message: str) -> str:
    """A message in English, as far as its sentences are known."""
    return " ".join(_sentence(found) for found in _SENTENCE.findall(message))


def _sentence(sentence: str) -> str:
    plain = sentence.strip().removesuffix("。")
    for pattern, words in _SENTENCES:
        if found := re.fullmatch(pattern, plain):
            said = words.format(*map(_thing, found.groups()))
            return said if said[-1] == "?" or said[0] == "(" else f"{said}."
    return sentence


def _thing(name: str) -> str:
    """The English of what a sentence is about: 画像（PNG） -> a picture (PNG)."""
    name = name.strip()
    known = _THINGS.get(name) or _CAUSES.get(name)
    kind, _, rest = name.partition("（")
    if known is None and kind in _KINDS:
        known = _KINDS[kind] + (f" ({rest.removesuffix('）')})" if rest else "")
    return known or name
