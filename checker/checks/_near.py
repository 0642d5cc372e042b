"""How near two names or numbers are to each other: one slip of the pen, or two different things."""

from __future__ import annotations

from collections.abc import Iterator

from ..text import TELLS_APART

_LINES_OF_A_HOUSE = 2  # digits at the end in which the telephone numbers of one house may differ


def one_slip(one: str, other: str) -> bool:
    """One character changed, added or left out, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(one) == len(other):
        swapped = len(rest) > 1 and rest[0] == other_rest[1] and rest[1] == other_rest[0] and rest[2:] == other_rest[2:]
        return rest[1:] == other_rest[1:] or swapped
    return rest[1:] == other_rest or rest == other_rest[1:]


def meant_apart(one: str, other: str) -> bool:
    """Whether what differs is what tells bodies of one name apart (第一, 第二; 東, 西)."""
    differing = set(one) ^ set(other)
    if not differing:  # the same characters in another order
        return False
    return differing <= TELLS_APART


def few_digits(one: str, other: str, most: int = 2) -> bool:
    """Two numbers of one length that differ in at most `most` digits, or by an exchange of two neighbours."""
    if len(one) != len(other) or one == other:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= most


def slips(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a text has the name with one slip: (start, end). The beginning or the end of the name must be right."""
    size = len(name)
    half = max(2, min(4, size // 2))
    seen = -1
    for anchor, shift in ((name[:half], 0), (name[-half:], size - half)):
        at = text.find(anchor)
        while at >= 0:
            start = at - shift
            found = _slip(text, name, start, bool(shift))
            if found and found[0] > seen:
                yield found
                seen = found[1]
            at = text.find(anchor, at + 1)
        seen = -1


def _slip(text: str, name: str, start: int, from_end: bool) -> tuple[int, int] | None:
    size = len(name)
    if max(start, 0) < len(text) and text.startswith(name, max(start, 0)) and start >= 0:
        return None
    for length in (size, size - 1, size + 1):
        begin = start + size - length if from_end else start
        window = text[max(begin, 0) : max(begin, 0) + length] if begin >= 0 else ""
        if len(window) == length and one_slip(window, name):
            return begin, begin + length
    return None


def next_line(one: str, other: str) -> bool:
    """Whether two telephone numbers differ in their last digits only, as the lines of one house, or of two of one owner, do."""
    end, other_end = one[-_LINES_OF_A_HOUSE:], other[-_LINES_OF_A_HOUSE:]
    return len(one) == len(other) and one[: -len(end)] == other[: -len(end)] and end != other_end[::-1]  # 10 for 01 is a slip
