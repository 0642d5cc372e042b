"""Formats that are recognised but not read: the error tells how to convert them."""

from __future__ import annotations

from ..errors import InputProblem
from ..model import Source
from ._foreign import LOCKED, SAVE_AS_PDF, SAVE_AS_WORD, ZIP, advice

_ICHITARO = "一太郎で開き「名前を付けて保存」から Word 文書（.docx）または PDF を選んでください。"
_PAGES = "Pages で「書き出す」から Word（.docx）を選んでください。"

_FORMATS: dict[str, tuple[str, str]] = {
    ".doc": ("古い形式の Word 文書（.doc）", SAVE_AS_WORD),
    ".dot": ("古い形式の Word テンプレート（.dot）", SAVE_AS_WORD),
    ".odt": ("OpenDocument 文書（.odt）", SAVE_AS_WORD),
    ".rtf": ("リッチテキスト（.rtf）", SAVE_AS_WORD),
    ".htm": ("ウェブページ（.htm）", SAVE_AS_WORD),
    ".html": ("ウェブページ（.html）", SAVE_AS_WORD),
    ".jtd": ("一太郎の文書（.jtd）", _ICHITARO),
    ".pages": ("Pages の文書（.pages）", _PAGES),
    ".xls": ("Excel ファイル（.xls）", SAVE_AS_PDF),
    ".xlsx": ("Excel ファイル（.xlsx）", SAVE_AS_PDF),
    ".xlsm": ("Excel ファイル（.xlsm）", SAVE_AS_PDF),
    ".ods": ("OpenDocument 表計算（.ods）", SAVE_AS_PDF),
    ".ppt": ("PowerPoint ファイル（.ppt）", SAVE_AS_PDF),
    ".pptx": ("PowerPoint ファイル（.pptx）", SAVE_AS_PDF),
}
SUFFIXES: tuple[str, ...] = tuple(_FORMATS)


def read(path: str, data: bytes) -> Source:
    """Never returns: raises InputProblem that names the format and the way to one that can be read."""
    suffix = next((suffix for suffix in sorted(SUFFIXES, key=len, reverse=True) if path.lower().endswith(suffix)), "")
    found = advice(data)
    if found == LOCKED:
        raise InputProblem(LOCKED, path)
    if suffix == ".doc" and found and not data.startswith(ZIP):  # what the name promises is often something else
        raise InputProblem(found, path)
    name, remedy = _FORMATS.get(suffix, ("この形式", SAVE_AS_WORD))
    raise InputProblem(f"{name}は読めません。{remedy}", path)
