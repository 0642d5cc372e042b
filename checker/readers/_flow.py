"""Printed lines that are one paragraph made whole, where the page leaves no doubt; the rest is left to the parser.

A page shows what a text file does not: whether a line ran to the margin, and where the next one starts. A line that is
full, does not end a sentence, and is followed by one that starts where a wrapped line starts is joined with it. Where
the next line begins with what could be a number or a mark, or the line was not full, nothing is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from ..expressions import compiled
from ..records import NamedTuple
from ._glyphs import WIDE

_NEAR = 1.2  # em: line ends that differ by less end at the same margin (hanging stops, narrow brackets)
_SUPPORT, _SHARE = 4, 0.1  # lines that end at a margin, at the least, and their share of all long ones
_BEYOND = 0.05  # share of the long lines that may run over the margin
_SHORT = 14.0  # em: a column of running text is wider
_SLACK = 0.4  # em: by which a full line may miss the room for what follows
_OUT, _HANG = 4.6, 6.0  # em: a first line may be indented by that much, the lines after a number set in by that
_STEP = 1.35  # of the usual step from line to line
_SIZE = 1.15  # a larger or smaller next line is no part of the paragraph

_PITCH = 1.6  # em: from line to line, where a page does not tell
_PARAGRAPH = 2.0  # em: a larger space is not the usual one between two lines
_ROUND, _MOST_EMPTY = 0.4, 3  # a gap of 0.6 lines counts as an empty line; no more than three are written
_LONGEST_GAP = 40  # blanks written for an indent

_STOPPED = compiled(r"[。．.！？!?：:；;][」』）)】〕]*$")
_ASIDE = compiled(r"。[）)]$")  # （以下「利用者」という。） is followed by は、 of the same sentence
_PARTICLE = compiled(r"[、はがをにのとでもへや](?!お|た、|じめに)")
MARK = compiled(
    r"[・･●○◎■□◆◇▲△★☆※＊*〒→➢✓☑☐\-－―—#|【〔《＜<〈]|[①-⓿㈠-㉃⑴-⒛Ⅰ-ⅿ㋐-㋾]|"
    r"[（(](?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ァ-ヶA-Za-zａ-ｚＡ-Ｚい-ん]{1,2})[)）]|[（(][^()（）]{1,40}[)）]$|"
    r"第[0-9０-９一二三四五六七八九十百]+[条章節款編部項号]|[0-9０-９一二三四五六七八九十]{1,3}(?:[　 、)）]|[．.，:：](?![0-9０-９]))|"
    r"[0-9０-９]{1,3}(?![0-9０-９.．,，~～〜・:：/年月日時分円名人回割%％単か箇ヶカ週階号倍枚件歳])|"
    r"[ァ-ヶA-Za-zａ-ｚＡ-Ｚ][　 ）)．.、]|[一-龥ぁ-んァ-ヶー]{1,12}[:：]|[一-龥ァ-ヶー・]{2,10}　(?=\S)"
)
# How the last value of a row ends, and how the rest of a value begins, as nothing new does: から午後５時まで, です.
_AMOUNT = compiled(r"(?:[0-9０-９][円割％%回名枚日時分人]?|円|単位|[)）])$")
_REST = compiled(
    r"(?!なお|また|ただし|この|その|これ|ご|お[一-龥])[ぁ-ん]|[0-9０-９.．,，]*[円％%単割]|[（(][0-9０-９,，]+[円単]"
)
_NO_START = "、。，．）」』】〕》〉｝］！？ーっゃゅょぁぃぅぇぉッャュョァィゥェォ々・：；)]},.!?:;%％゛゜"
_WORD = compiled(r"[（「『【〔《〈(\[]*(?:[0-9A-Za-z０-９.,:/\-]+|.)")


class Line(NamedTuple):
    """A line as it will stand in the text. cells: one for plain text. table: index on the page, -1 for none.

    edge, end: where it starts and ends with the blanks that were typed before and after it. starts: the left edges of
    stretches after wide gaps, of values beside their keys. full: of a table row, whether each cell is full to its
    border.
    """

    cells: tuple[str, ...]
    table: int = -1
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    em: float = 1.0
    edge: float = 0.0
    end: float = 0.0
    starts: tuple[float, ...] = ()
    full: tuple[bool, ...] = ()
    part: int = 0  # of a page of two columns: which stretch of which column; 0 elsewhere
    column: int = 0  # 1 left, 2 right, 0 across or on a page of one


EMPTY = Line(("",))


def margin(lines: Sequence[Line]) -> float:
    """Where running text ends on the right: the place that most long lines reach and hardly any passes; 0 for none.

    Where many lines pass it (a draft with typed line ends, printed as it is), the margin is where those end.
    """
    ends = sorted((line.right, line.em) for line in lines if line.right - line.left > _SHORT * line.em)
    few = _BEYOND * len(ends)
    while len(ends) >= _SUPPORT:
        best, right, first = 0, 0.0, 0
        for at, (end, em) in enumerate(ends):
            while end - ends[first][0] > _NEAR * em:
                first += 1
            if at + 1 - first >= best:
                best, right = at + 1 - first, end
        beyond = [end for end in ends if end[0] > right + end[1]]  # a stop may hang over it
        if len(beyond) <= few:
            return right if best >= max(_SUPPORT, _SHARE * len(ends)) else 0.0
        ends = beyond
    return 0.0


def margins(lines: Sequence[Line]) -> tuple[float, float, float]:
    """The margins of lines across the page, and of its left and its right column, which are equally wide."""
    columns = [[line for line in lines if line.column == column] for column in range(3)]
    across, left, right = map(margin, columns)
    if left and columns[2] and not right:
        right = left + min(line.left for line in columns[2]) - min(line.left for line in columns[1])
    return across, left, right


def finished(lines: Sequence[Line], rights: Sequence[float]) -> list[Line]:
    """A page's lines with wrapped paragraphs joined, indents and empty lines added. rights: see `margin`, by column."""
    found: list[Line] = []
    for part, group in groupby(lines, key=lambda line: (line.part, line.table)):
        block = list(group)
        if part[1] >= 0:
            found += block
        elif part[0]:
            found += spaced(flowed(block, rights[block[0].column]))
        else:
            found += flowed(block, rights[0])
    return found if any(line.part for line in lines) else spaced(found)


def flowed(lines: Sequence[Line], right: float) -> list[Line]:
    """Join what was wrapped at the margin `right` (0: nothing is known, nothing is joined)."""
    if right <= 0.0:
        return list(lines)
    steps = sorted(one.top - other.top for one, other in pairwise(lines) if 0 < one.top - other.top < 3 * one.em)
    step = steps[len(steps) // 2] if steps else 0.0
    start = min((line.left for line in lines), default=0.0)
    found: list[Line] = []
    last: Line | None = None  # the physical line that the paragraph has reached
    for line in lines:
        line = line._replace(edge=max(line.edge, start))
        if found and last is not None and last.top - line.top < _STEP * step and runs_on(found[-1], last, line, right):
            *before, end = found[-1].cells
            blank = "" if WIDE.match(end[-1:]) or WIDE.match(line.cells[0][:1]) else " "
            found[-1] = found[-1]._replace(
                cells=(*before, end + blank + line.cells[0]), bottom=line.bottom, right=line.right, end=line.end
            )
        else:
            found.append(line)
        last = line
    return found


def runs_on(whole: Line, last: Line, line: Line, right: float) -> bool:
    """Whether `line` is the rest of the paragraph `whole`, whose last line so far is `last`."""
    text, begin = last.cells[-1], line.cells[0]
    rest = bool(last.starts) and _REST.match(begin) is not None
    if len(line.cells) != 1 or line.starts or (last.starts and _AMOUNT.search(text) and not rest):
        return False  # a row of a table, or what follows one
    if _STOPPED.search(text) and not (_ASIDE.search(text) and _PARTICLE.match(begin)):
        return False
    if (MARK.match(begin) and not rest) or not _of_one_size(last, line):
        return False
    if right - last.end >= (_room(begin) + _SLACK) * line.em or last.right - whole.edge < _SHORT * line.em:
        return False
    return _starts_below(whole, last, line)


def _of_one_size(one: Line, other: Line) -> bool:
    """By width or by height: kana of a proportional font are narrow, letters of different fonts not equally tall."""
    tall, low = max(one.top - one.bottom, 0.1), max(other.top - other.bottom, 0.1)
    return 1 / _SIZE < other.em / one.em < _SIZE or 1 / _SIZE < low / tall < _SIZE


def _room(begin: str) -> float:
    """Width in em of what would have had to fit on the line before: a word or a letter, with what may not begin a line."""
    found = _WORD.match(begin)
    end = found.end() if found else 1
    while end < len(begin) and begin[end] in _NO_START:
        end += 1
    unit = begin[:end]
    return sum(1.0 if WIDE.match(char) else 0.6 for char in unit)


def _starts_below(whole: Line, last: Line, line: Line) -> bool:
    """Whether a line starts where a wrapped line does: under the text above, or set out or in as paragraphs are."""
    shift = (line.edge - last.edge) / line.em
    if abs(shift) <= 0.5:
        return True
    if last is not whole and last.top != whole.top:
        return False  # from the second line on, all lines of a paragraph start at one place
    if -_OUT <= shift < 0:
        return True
    marked = MARK.match(whole.cells[0]) is not None
    return (marked and shift <= _HANG) or any(abs(line.left - start) <= 0.7 * line.em for start in whole.starts)


def spaced(lines: Sequence[Line]) -> list[Line]:
    """Lines with the indents and the empty lines between them that a page shows by white space."""
    plain = [line for line in lines if line.table < 0]
    if not plain:
        return list(lines)
    start = min(line.left for line in plain)
    # From foot to head, as a line may be a whole paragraph by now.
    steps = sorted(
        one.bottom - other.top + one.em
        for one, other in pairwise(lines)
        if one.table < 0 and other.table < 0 and -one.em < one.bottom - other.top < _PARAGRAPH * one.em
    )
    found: list[Line] = []
    before: Line | None = None
    for line in lines:
        pitch = max(steps[len(steps) // 2] if steps else _PITCH * line.em, line.em)
        if before is not None and line.table < 0:
            empty = int((before.bottom - line.top + line.em) / pitch + _ROUND) - 1
            found += [EMPTY] * min(empty, _MOST_EMPTY)
        if line.table < 0 and len(line.cells) == 1:
            indent = min(round((line.left - start) / (line.em / 2)), _LONGEST_GAP)
            line = line._replace(cells=(" " * indent + line.cells[0],))
        found.append(line)
        before = line
    return found
