"""What a file really is, whatever its name says: first bytes that tell a format, and what its owner can do."""

from __future__ import annotations

# [MS-CFB] 2.2: compound file, the container of .doc, of .xls and of an encrypted .docx
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")

LOCKED = "パスワードで保護されています。保護を解除して保存し直してください。"
SAVE_AS_WORD = (
    "Word で開き「名前を付けて保存」から .docx を選んでください"
    "（LibreOffice では soffice --headless --convert-to docx ファイル名）。"
)
SAVE_AS_PDF = "元のソフトで開き、PDF として保存し直してください（LibreOffice では soffice --headless --convert-to pdf ファイル名）。"
_RECOGNISE = "文字認識（OCR）をかけるか、文字の入った元の文書を指定してください。"

_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "中身は PDF です。ファイル名の末尾を .pdf にして指定してください。"),
    (b"{\\rtf", f"中身はリッチテキスト（.rtf）です。{SAVE_AS_WORD}"),
    (b"<!doctype html", f"中身はウェブページ（HTML）です。{SAVE_AS_WORD}"),
    (b"<html", f"中身はウェブページ（HTML）です。{SAVE_AS_WORD}"),
    (b"\xff\xd8\xff", f"中身は画像（JPEG）です。{_RECOGNISE}"),
    (b"\x89png", f"中身は画像（PNG）です。{_RECOGNISE}"),
)

# Names of streams in the directory of a compound file, UTF-16LE as [MS-CFB] 2.6.1 stores them.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", f"中身は古い形式の Word 文書（.doc）です。{SAVE_AS_WORD}"),
    ("Workbook", f"中身は古い形式の Excel ファイル（.xls）です。{SAVE_AS_PDF}"),
    ("PowerPoint Document", f"中身は古い形式の PowerPoint ファイル（.ppt）です。{SAVE_AS_PDF}"),
)


def advice(data: bytes) -> str:
    """What the bytes are and what to do, in Japanese sentences; "" where nothing is known."""
    if data.startswith(OLE):
        for stream, sentence in _STREAMS:
            if stream.encode("utf-16-le") in data:
                return sentence
        return f"中身は古い形式の文書です。{SAVE_AS_WORD}"
    if data.startswith(ZIP):
        return "中身は Word 文書か圧縮ファイル（ZIP）です。Word 文書なら、ファイル名の末尾を .docx にして指定してください。"
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((sentence for start, sentence in _HEADS if head.startswith(start.lower())), "")
