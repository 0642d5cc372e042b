"""How large the compressed parts of a PDF become: a look before pdfium unpacks them whole into memory.

The usual bombs are met (one stream that expands a thousandfold, compression upon compression). A file that draws
itself over and over is not: that takes pdfium's own limits.
"""

from __future__ import annotations

import re

_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 1024  # bytes before a stream in which its dictionary is looked for
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")  # pictures are not unpacked to read text
_FILTERS = re.compile(rb"/(?:Filter|F)\s*\[([^\]]*)\]")
_COMPRESSIONS = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|[^\s/]*#)")
_LARGEST = 32 << 20  # bytes of one part, unpacked: a whole Japanese font has some 15 MB
_ALL = 512 << 20  # bytes of all parts together
_STEP = 1 << 20


def too_large(data: bytes) -> bool:
    """Whether a part of a PDF, pictures apart, unpacks to more than any paper needs."""
    end, total = 0, 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if start < end:
            continue  # the word stands inside the stream before
        opening = data.rfind(b"obj", max(0, start - _DICTIONARY), start)
        dictionary = data[max(opening, start - _DICTIONARY, 0) : start]
        filters = _FILTERS.search(dictionary)
        if filters is not None and len(_COMPRESSIONS.findall(filters[1])) > 1:
            return True
        if data[start : start + 1] in (b"x", b"h", b"H", b"X") and _IMAGE.search(dictionary) is None:
            used, size = _expands(data, start)
            end, total = start + used, total + size
            if size > _LARGEST or total > _ALL:
                return True
    return False


def _expands(data: bytes, start: int) -> tuple[int, int]:
    """Bytes that a compressed stream takes up in the file, and those it unpacks to (no more than just over the limit)."""
    from zlib import decompressobj, error

    unpack = decompressobj()
    size, at, rest = 0, start, b""
    try:
        while not unpack.eof and (rest or at < len(data)) and size <= _LARGEST:
            if not rest:
                rest, at = data[at : at + _STEP // 16], at + _STEP // 16
            size += len(unpack.decompress(rest, _STEP))
            rest = unpack.unconsumed_tail
    except error:
        return 0, size
    return max(min(at, len(data)) - len(rest) - len(unpack.unused_data) - start, 0), size
