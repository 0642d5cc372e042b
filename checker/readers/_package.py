"""The zip container of an Office document, opened with bounds: size, expansion, number of parts, no DTD, no entities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from ..errors import InputProblem
from ._foreign import LOCKED, ZIP, advice

if TYPE_CHECKING:
    from zipfile import ZipFile

_MEMBERS = 10_000  # parts of one document
_PART = 96 << 20  # bytes of one part, expanded
_RATIO, _RATIO_FROM = 500, 16 << 20  # a part that expands more than this, and is larger than this, is a bomb
_TAGS = 4_000_000  # "<" in one part; an element costs some 100 bytes of memory

BROKEN = "Word ファイルが壊れているか、途中で切れています。元の文書を開き、.docx として保存し直してください。"
_BOMB = "展開すると大きすぎる Word ファイルです。画像などを減らすか、文書を分けて保存し直してください。"
_DTD = "Word ファイルの中に、Word が書き出さない XML の定義（DTD）があるため、安全のため読みません。Word で開き、保存し直してください。"

_DOCUMENT = "word/document.xml"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OTHERS = {
    "xl/workbook.xml": "Excel ファイルです。PDF として保存し直すか、内容を Word 文書に貼り付けてください。",
    "ppt/presentation.xml": "PowerPoint ファイルです。PDF として保存し直してください。",
    "mimetype": "OpenDocument 文書です。Word で開き「名前を付けて保存」から .docx を選んでください。",
}
# ISO/IEC 29500 Strict names mapped to the Transitional ones that everything else here uses.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_STYLE_END = b"</w:style>"
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Package:
    """An opened document. `names` maps a part's role (document, numbering, styles, footnotes …) to its member name."""

    path: str
    archive: ZipFile
    names: dict[str, str]


def opened(path: str, data: bytes) -> Package:
    """The package in the bytes of a .docx file; InputProblem where it is something else, locked, cut off or a bomb."""
    if not data.startswith(ZIP):
        found = advice(data)
        raise InputProblem(found if found else f"Word ファイルではありません。{BROKEN}", path)
    if data.count(b"PK\x01\x02") > _MEMBERS:
        raise InputProblem(_BOMB, path)
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, OverflowError, RuntimeError) as error:
        raise InputProblem(BROKEN, path) from error
    members = set(archive.namelist())
    package = Package(path, archive, {})
    main = _main(package, members)
    if main not in members:
        other = next((sentence for name, sentence in _OTHERS.items() if name in members), "")
        raise InputProblem(
            other or "Word ファイルではありません（本文がありません）。.docx として保存し直してください。", path
        )
    package.names.update(_parts(package, main, members))
    package.names["document"] = main
    return package


def parsed(package: Package, role: str) -> Element | None:
    """The root element of a part, None where the package has none. InputProblem where it cannot or must not be read."""
    name = package.names.get(role)
    return _tree(package, name) if name is not None else None


def _tree(package: Package, name: str) -> Element:
    from xml.etree.ElementTree import ParseError, fromstring

    data = _bytes(package, name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = re.sub(rb"^<\?xml.*?\?>", b"", data.decode("utf-16", "replace").encode(), count=1)
    # Only encodings in which the search for a DTD below sees what the parser will see.
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    if (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")) or b"\0" in data[:4]:
        raise InputProblem(BROKEN, package.path)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputProblem(_DTD, package.path)
    if data.count(b"<") > _TAGS:
        raise InputProblem(_BOMB, package.path)
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
    try:
        return fromstring(_lean(data))
    except (ParseError, ValueError, LookupError) as error:
        raise InputProblem(BROKEN, package.path) from error


def _lean(data: bytes) -> bytes:
    """Leave out latent, table and character styles: nine tenths of a usual styles part, and nothing here asks for them."""
    head, latent, tail = data.partition(b"<w:latentStyles ")
    tail = tail.partition(b"</w:latentStyles>")[2] if latent else b""
    *styles, rest = (head + tail if tail else data).split(_STYLE_END)
    kept: list[bytes] = []
    for style in styles:
        start = style.rfind(b"<w:style ")
        head = style[start : style.find(b">", start)] if start >= 0 else b""
        unused = b'w:type="table"' in head or b'w:type="character"' in head
        kept.append(style[:start] if unused else style + _STYLE_END)
    return b"".join(kept) + rest


def _bytes(package: Package, name: str) -> bytes:
    """A member's bytes within the limits. Only stored and deflated members: nothing else is written by Word, and
    LZMA may ask for gigabytes."""
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile
    from zlib import error as ZlibError

    info = package.archive.getinfo(name)
    if info.flag_bits & 1:
        raise InputProblem(LOCKED, package.path)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise InputProblem(BROKEN, package.path)
    if info.file_size > _PART or (
        info.file_size > _RATIO_FROM and info.file_size > _RATIO * max(info.compress_size, 1)
    ):
        raise InputProblem(_BOMB, package.path)
    try:
        with package.archive.open(info) as member:
            data = member.read(_PART + 1)
    except (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise InputProblem(BROKEN, package.path) from error
    if len(data) > _PART:
        raise InputProblem(_BOMB, package.path)
    return data


def _main(package: Package, members: set[str]) -> str:
    """Name of the main part: what the package relation officeDocument points to, word/document.xml otherwise."""
    if _DOCUMENT in members or "_rels/.rels" not in members:
        return _DOCUMENT
    targets = _targets(package, "_rels/.rels", "")
    return targets.get("officeDocument", _DOCUMENT)


def _parts(package: Package, main: str, members: set[str]) -> dict[str, str]:
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    targets = _targets(package, relations, folder) if relations in members else {}
    usual = {role: f"{folder}/{role}.xml".lstrip("/") for role in ("numbering", "styles", "footnotes", "endnotes")}
    return {role: name for role, name in {**usual, **targets}.items() if name in members}


def _targets(package: Package, relations: str, folder: str) -> dict[str, str]:
    """Relation kind (last word of its type) -> member name, of the relations inside the package."""
    found: dict[str, str] = {}
    for relation in _tree(package, relations).iter(_RELATIONS):
        target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") != "External":
            absolute = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            found.setdefault(kind, absolute)
    return found
