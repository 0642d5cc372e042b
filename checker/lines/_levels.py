"""Numbered and marked lines: which of them are meant, and how deep they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ..expressions import compiled
from ..model import ARTICLE_RANK, DEEPEST_RANK
from ..numerals import IROHA, kana
from ._pieces import QUANTITY, REFERENCE, Head, Piece, squeezed, stopped, unfinished

# Families that are told apart by their marks alone; the weaker ones are words and numbers as well.
STRONG = frozenset(("ROUND", "SIGN", "DOTTED", "HALF_ROUND", "ROUND_KANJI", "ROUND_KANA", "ROUND_LETTER", "ROMAN", "ORDINAL"))
WEAK = frozenset(("PLAIN", "TIGHT", "COMMA", "KANJI", "KANA", "HALF_KANA", "LETTER", "DECIMAL"))
MARKS = frozenset(("BULLET", "DASH", "BRACKET", "OUTLINE", "CAPTION"))  # without numbers
_AS = {"TIGHT": "PLAIN"}  # １事業の and １　事業の are one sequence
_KANA = frozenset(("KANA", "ROUND_KANA", "HALF_ROUND"))
_MENTION = compiled(  # (1)以外の地域, ①から③まで, (2)の費用: words about a number
    r"\s*(?:以外|以上|及び|又は|若しくは|から[(0-9①-⑳第の]|[のをが]|[はにでとも](?=[^ぁ-ん])|、[(0-9①-⑳]|~|で[すあ]|[)」])"
)
_RUNS_ON_NUMBER = compiled(r"(?!この|その|これ|それ|やむを|あらかじめ|いずれ|[おご][^ぁ-んァ-ヶ])[ぁ-ん\x21-\x2f\x3a-\x7e～〜・、。)」]")  # １から, 2の
_SPACED = compiled(r"[^ 0-9] +[^ 0-9](?: |$)")  # 一 般 浴 槽: letters set apart
_FARTHEST = 6  # how far a sequence may jump: a clause taken out of a draft leaves a gap


class Level:
    """A sequence that is open: the family of its marks, the last number, the rank of its lines.

    heading: its last line is a heading, and owns the text below it. outline: its lines are headings of Markdown or
    Word: `## 2.` does not go on the list `1.`.
    """

    owned = False  # a line before its last was a heading

    def __init__(
        self, family: str, last: int, rank: int, heading: bool = False, indent: int = 0, paragraph: bool = False,
        glyph: str = "", outline: bool = False,
    ) -> None:  # fmt: skip
        self.family, self.last, self.rank, self.glyph, self.indent = family, last, rank, glyph, indent
        self.heading, self.paragraph, self.outline = heading, paragraph, outline


class Outlook:
    """What numbers are still to come, by family: a sequence that goes on later is not over."""

    def __init__(self) -> None:
        self.places: dict[str, list[int]] = defaultdict(list)
        self.numbers: dict[str, list[int]] = defaultdict(list)

    def following(self, family: str, index: int) -> int | None:
        """The next number of a family after piece `index`."""
        at = bisect_right(self.places[family], index)
        return self.numbers[family][at] if at < len(self.places[family]) else None


def family_of(head: Head) -> str:
    if head.family == "DECIMAL":
        return f"DECIMAL{len(head.number)}"  # 2.2.1 does not go on 2.1
    return _AS.get(head.family, head.family)


def iroha(head: Head) -> Head | None:
    """A kana mark read in the order イロハ, where it is one; its number as it stands is that in アイウ."""
    sign = head.text.strip("().、:")
    number = kana(sign, IROHA) if head.family in _KANA else None
    return Head(f"IROHA_{head.family}", (number,), head.span, head.text) if number else None


def outlook(pieces: Sequence[Piece]) -> Outlook:
    found = Outlook()
    for index, piece in enumerate(pieces):
        if piece.head and piece.head.number and not piece.noise and (piece.head.family in STRONG or credible(piece)):
            family = family_of(piece.head)
            found.places[family].append(index)
            found.numbers[family].append(piece.head.number[-1])
            if other := iroha(piece.head):
                found.places[other.family].append(index)
                found.numbers[other.family].append(other.number[-1])
    return found


def credible(piece: Piece) -> bool:
    """Whether the head of a line can be a number of its own at all, by the words behind it."""
    head = piece.head
    if head is None:
        return False
    rest = piece.text[piece.rest :]
    if head.family in ("PLAIN", "TIGHT", "COMMA", "DECIMAL"):
        if QUANTITY.match(squeezed(rest[:24])) or (not rest and head.family != "COMMA"):
            return False
        if head.family == "TIGHT":
            return not _RUNS_ON_NUMBER.match(rest)
    if head.family in ("KANJI", "KANA") and (QUANTITY.match(squeezed(rest[:24])) or _SPACED.match(rest)):
        return False
    if head.family == "ORDINAL":
        return bool(rest) and not REFERENCE.match(rest)
    return not _MENTION.match(rest)


def find_level(stack: Sequence[Level], head: Head, index: int, ahead: Outlook, outline: bool = False) -> int | None:
    """Which open sequence a number continues (its place in `stack`), or None. outline: the number is in a heading's line."""
    family, number = family_of(head), head.number[-1] if head.number else 0
    alike = [place for place in range(len(stack) - 1, -1, -1) if stack[place].family == family]
    same = [place for place in alike if stack[place].outline == outline]
    if not same and (outline or number != 1):
        same = alike
    for place in same:
        if stack[place].last + 1 == number:
            return place
    if number == 1:
        return _restarted(stack, same, family, index, ahead)
    for place in same:
        if stack[place].last < number <= stack[place].last + _FARTHEST and "KANA" not in family and family != "LETTER":
            return place
    if same and family in STRONG and stack[same[0]].last == number:
        return same[0]  # a number given twice
    return None


def _restarted(stack: Sequence[Level], same: Sequence[int], family: str, index: int, ahead: Outlook) -> int | None:
    """Number one again: beside the innermost sequence, or (None) inside it because an outer one goes on later."""
    if same and same[0] == len(stack) - 1 and not stack[-1].heading:
        return same[0]
    if not same:
        return None
    following = _beyond_restart(family, index, ahead)
    return None if any(stack[place].last + 1 in following for place in same) else same[0]


def _beyond_restart(family: str, index: int, ahead: Outlook) -> set[int]:
    """Numbers of a family to come that do not simply count on from a one at `index`."""
    places, numbers = ahead.places[family], ahead.numbers[family]
    at = bisect_right(places, index)
    expected, found = 2, set()
    for number in numbers[at : at + 60]:
        if number == expected:
            expected += 1
        elif number != 1:
            found.add(number)
        else:
            expected = 2
    return found


def continues_later(level: Level, index: int, ahead: Outlook) -> bool:
    """Whether the next number of the level's family goes on from it."""
    return level.last > 0 and ahead.following(level.family, index) == level.last + 1


def may_begin(head: Head, piece: Piece, stack: Sequence[Level], heading: bool) -> bool:
    """Whether a number that continues nothing may open a sequence."""
    number = head.number[-1] if head.number else 1
    if head.family in STRONG:
        return number <= 30
    if number == 1:
        return head.family != "TIGHT" or heading
    return not stack and heading and head.family in ("PLAIN", "COMMA", "DECIMAL", "KANJI", "TIGHT") and piece.gap > 0


def next_rank(stack: Sequence[Level], base: int = ARTICLE_RANK) -> int:
    return min(stack[-1].rank + 1, DEEPEST_RANK) if stack else base


def finished(body: str) -> bool:
    """Whether a text may end here, so that a number after it that is expected is a number."""
    return stopped(body) or not unfinished(body)
