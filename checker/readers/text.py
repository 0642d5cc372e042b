"""Plain text and Markdown: bytes -> Source, whatever Japanese encoding the bytes are in.

Nothing in a text file names its encoding. A byte order mark decides; otherwise every encoding that these drafts come
in is tried strictly, and the one whose characters look most like a Japanese paper wins. Offsets and lines of the
Source are those of the decoded text; line ends stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import InputProblem
from ..model import Mark, Source, Unread
from ..text import Span

SUFFIXES = (".txt", ".text", ".md", ".markdown")

# The first bytes of what is not text, what it is, and what to do with it.
_SAVE = "文書を開いた画面から「テキスト（UTF-8）」で保存し直してください。"
_MAGIC = (
    (b"%PDF-", "PDF", "ファイル名の末尾を .pdf にして指定してください。"),
    (b"PK\x03\x04", "Word などの文書か圧縮ファイル", "Word の文書なら、ファイル名の末尾を .docx にして指定してください。"),
    (b"\xd0\xcf\x11\xe0", "古い形式の Word などの文書", "Word で開き、.docx 形式で保存し直してください。"),
    (b"{\\rtf", "リッチテキスト（RTF）", "Word で開き、.docx 形式で保存し直してください。"),
    (b"\x89PNG", "画像（PNG）", "文字の入った元の文書を指定してください。"),
    (b"\xff\xd8\xff", "画像（JPEG）", "文字の入った元の文書を指定してください。"),
    (b"GIF8", "画像（GIF）", "文字の入った元の文書を指定してください。"),
    (b"II*\x00", "画像（TIFF）", "文字の入った元の文書を指定してください。"),
    (b"MM\x00*", "画像（TIFF）", "文字の入った元の文書を指定してください。"),
    (b"\x1f\x8b", "圧縮ファイル", "展開してから、中の文書を指定してください。"),
    (b"7z\xbc\xaf", "圧縮ファイル", "展開してから、中の文書を指定してください。"),
    (b"Rar!", "圧縮ファイル", "展開してから、中の文書を指定してください。"),
    (b"\x7fELF", "プログラム", "文書を指定してください。"),
    (b"MZ\x90\x00", "プログラム", "文書を指定してください。"),
)

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

# Tried in this order; of equally plausible ones the first wins. The 2004 forms know ①, ㈱ and Ⅲ, which the older
# standards lack and which Windows programs write under the old name all the same.
_CANDIDATES = ("utf-8", "cp932", "euc_jp", "euc_jis_2004", "utf-16-le", "utf-16-be", "shift_jis_2004")
_PRIOR = {"utf-8": 0.3, "utf-16-le": -0.05, "utf-16-be": -0.05}  # bytes are seldom UTF-8 by chance
_SAMPLE = 20_000  # characters that are looked at
_PLAUSIBLE = 0.5  # mean weight from which a decoding is taken for a Japanese paper
_BROKEN = 0.05  # share of damaged characters up to which a file is still worth reading

# What a character says about the decoding it appears in. Wrong decodings of Japanese give half-width kana, rare
# kanji, letters of other scripts and control characters; right ones give kana, common kanji and 。、.
_WEIGHTS = (
    ("\t", "\r", 1.0),
    (" ", "~", 0.7),
    ("　", "〜", 1.0),  # 、。「」【】〒
    ("ぁ", "ヿ", 1.0),
    ("！", "～", 0.9),
    ("｡", "ﾟ", 0.1),
    ("①", "⓿", 0.8),
    ("─", "◿", 0.8),
    ("‐", "※", 0.8),
    ("℀", "⇿", 0.7),
    ("㈠", "㏿", 0.7),
    ("⼀", "⿕", 0.5),  # Kangxi radicals, as text copied from a PDF has them
)

# Control characters other than tab and line ends; NEL and the Unicode line separators, which editors do not count as
# line ends; direction marks, with which a text can be made to look other than it is.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_ESCAPES = re.compile(rb"\x1b(\$[@B(]|\([JI])")
_KANA = re.compile("[ぁ-ヶ]")
_KANA_SEEN = 20
_NOISE = 0.02  # share of control characters from which a text is not one


def read(path: str, data: bytes) -> Source:
    """Decode a text file. Raises InputProblem for an empty file, for what is not text, and for unknown encodings.

    Control characters become blanks one for one (offsets stay), form feeds become page marks, and characters that
    could not be decoded become 〓 and are told in `unread`.
    """
    for magic, name, advice in _MAGIC:
        if data.startswith(magic):
            raise InputProblem(f"文字だけのファイルではありません（中身は{name}です）。{advice}", path)
    raw = _decode(data) if data.strip() else ""
    if raw is None:
        if _binary(data):
            raise InputProblem(f"文書ではないデータのようで、読めません。{_SAVE}", path)
        raise InputProblem(f"文字コードが分からないため読めません。{_SAVE}", path)
    if not raw.strip("\0 \t\r\n\f\u3000\ufeff"):
        raise InputProblem("中身が空です。本文の入ったファイルを指定してください。", path)
    if _noisy(raw):
        raise InputProblem(f"文書ではないデータのようで、読めません。{_SAVE}", path)
    lost = tuple(Unread("文字が壊れています", Span(*found.span())) for found in re.finditer("\ufffd+", raw))
    text = _HARMFUL.sub(" ", raw).replace("\ufffd", "〓")
    return Source(path, text, tuple(_pages(raw)), lost)


def _pages(raw: str) -> Iterator[Mark]:
    """A page mark for each stretch between form feeds; none when there is no form feed."""
    if "\f" not in raw:
        return
    start = 0
    for number, page in enumerate(raw.split("\f"), start=1):
        end = start + len(page)
        if page.strip():
            yield Mark("page", Span(start, end), str(number))
        start = end + 1


# -------------------------------- which encoding


def _decode(data: bytes) -> str | None:
    """The text, with U+FFFD for damaged characters, or None where nothing reads as text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if _ESCAPES.search(data):
        return _decode_escapes(data)
    if data.isascii() and not _wide(data):
        return data.decode("ascii")
    if b"\0" not in data and (text := _strict(data, "utf-8")) is not None and len(_KANA.findall(text[:_SAMPLE])) > _KANA_SEEN:
        return text  # valid UTF-8 with kana in it is nothing else; weighing the characters can be spared
    found = _best(data, _CANDIDATES, "strict")
    if found is None and not _binary(data):
        found = _strict(data, "utf-8") or _best(data, ("utf-8", "cp932", "euc_jis_2004"), "replace")
    return found


def _decode_escapes(data: bytes) -> str:
    """ISO-2022-JP, which its escape sequences give away."""
    newer = data.replace(b"\x1b$B", b"\x1b$(Q").replace(b"\x1b$@", b"\x1b$(Q")
    for encoding, form in (("iso2022_jp_ext", data), ("iso2022_jp_2004", newer)):
        if (text := _strict(form, encoding)) is not None:
            return text
    return data.decode("iso2022_jp_ext", "replace")


def _wide(data: bytes) -> bool:
    """Whether bytes that could all be ASCII are UTF-16 (kana and most kanji are pairs of ASCII bytes there)."""
    texts = [text for encoding in ("utf-16-le", "utf-16-be") if (text := _strict(data, encoding))]
    return bool(texts) and (_binary(data) or any(_KANA.search(t) and plausibility(t) > 0.9 for t in texts))


def _best(data: bytes, encodings: tuple[str, ...], errors: str) -> str | None:
    """The most plausible decoding, or None when none is plausible."""
    best, score = None, _PLAUSIBLE
    for encoding in encodings:
        text = _strict(data, encoding) if errors == "strict" else data.decode(encoding, errors)
        if text is None or text.count("\ufffd") > _BROKEN * len(text) + 1:
            continue
        found = plausibility(text) + _PRIOR.get(encoding, 0)
        if found > score + 1e-9:
            best, score = text, found
    return best


def _strict(data: bytes, encoding: str) -> str | None:
    odd = "\ufffd" if encoding.startswith("utf-16") and len(data) % 2 else ""  # cut in the middle of a character
    try:
        return data[: len(data) - len(odd)].decode(encoding) + odd
    except UnicodeError:
        return None


def plausibility(text: str) -> float:
    """How much the characters look like a Japanese paper: the mean of their weights, at most 1, below 0 for noise."""
    counts = Counter(text[:_SAMPLE])
    total = sum(counts.values())
    return sum(_weight(char) * count for char, count in counts.items()) / total if total else 0.0


def _weight(char: str) -> float:
    if "一" <= char <= "\u9fff":
        try:
            lead = char.encode("cp932")[0]
        except UnicodeError:
            return -0.3  # no kanji of the Japanese standards
        return 1.0 if lead <= 0x98 else 0.2  # level 1 (in daily use); level 2 and 髙, 﨑
    for low, high, weight in _WEIGHTS:
        if low <= char <= high:
            return weight
    if char == "\ufffd":
        return -1.0
    return -3.0 if _HARMFUL.match(char) and char != "\f" else -0.5


# -------------------------------- what is not text


def _binary(data: bytes) -> bool:
    """Bytes that no Japanese encoding has in number: controls other than tab, line ends, form feed and escape."""
    sample = data[:_SAMPLE]
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample) > _NOISE * len(sample)


def _noisy(raw: str) -> bool:
    sample = raw[:_SAMPLE]
    return len(_HARMFUL.findall(sample)) - sample.count("\f") > max(_NOISE * len(sample), 8)
