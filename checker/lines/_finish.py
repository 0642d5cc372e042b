"""The last look at the drafts of a part: sections or items, header rows, and the final lines."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import ARTICLE_RANK, ITEM, LEAF_RANK, ROW, SECTION, SUBITEM, Leaf, Line
from ..text import Span, fold
from ._drafts import Draft
from ._pieces import PREDICATE, heading_like, squeezed
from ._tables import AMOUNT, HEADER, is_key

_HEADER_LONGEST = 18
_COLUMN_KEYS = ("区分", "項目", "職種", "種別", "種類")  # keys that name a column rather than a row
_SHORT = 24  # characters of a heading that does not end like one: 入院したときに
_NEARBY = 120  # drafts looked at for brothers of a line


def finish(drafts: Sequence[Draft], folded: str) -> None:
    """Decide what only the whole part can tell."""
    _name_sections(drafts)
    _mark_headers(drafts, folded)


def _name_sections(drafts: Sequence[Draft]) -> None:
    """A numbered heading with content below it is a section; an enumerated sentence or phrase is an item."""
    contents = [
        draft.lines > 0
        or (draft.headed and "。" in draft.body)
        or (draft.rank == ARTICLE_RANK and draft.marked and bool(draft.heading))
        or (index + 1 < len(drafts) and drafts[index + 1].rank > draft.rank)
        for index, draft in enumerate(drafts)
    ]
    path: list[tuple[int, bool]] = []  # (rank, whether an item) of the lines above
    for index, draft in enumerate(drafts):
        while path and path[-1][0] >= draft.rank:
            path.pop()
        if not draft.marked or draft.kind != SECTION:
            if draft.rank < LEAF_RANK:
                path.append((draft.rank, draft.kind in (ITEM, SUBITEM)))
            continue
        inside = any(item for _, item in path)
        first = draft.body.split("\n", 1)[0]
        heads = bool(draft.heading) or heading_like(first, 60)
        phrase = heads and first.endswith(("場合", "とき", "こと", "もの", "者", "方"))
        often = _sibling_sections(drafts, contents, index)
        heads = heads or (often and not path and 0 < len(first) <= _SHORT and "。" not in first)
        if heads and not inside and ((contents[index] and (often or not phrase)) or (not path and often)):
            _entitle(draft, first)
        else:
            draft.kind = SUBITEM if inside else ITEM
        path.append((draft.rank, draft.kind != SECTION))


def _sibling_sections(drafts: Sequence[Draft], contents: Sequence[bool], index: int) -> bool:
    """Most lines of the same sequence are headings with content: this one only lost its own."""
    same = _siblings(drafts, index, range(index - 1, -1, -1)) + _siblings(drafts, index, range(index + 1, len(drafts)))
    return sum(contents[at] for at in same) * 2 > len(same)


def _siblings(drafts: Sequence[Draft], index: int, places: range) -> list[int]:
    """Nearby lines of the same sequence, in one direction, up to the line that holds them."""
    found: list[int] = []
    for at in places[:_NEARBY]:
        if drafts[at].rank < drafts[index].rank:
            break
        if drafts[at].rank == drafts[index].rank and drafts[at].family == drafts[index].family:
            found.append(at)
    return found


def _entitle(draft: Draft, first: str) -> None:
    """The first text of a section is its heading."""
    if draft.heading or not first:
        return
    draft.heading = squeezed(first)
    for at, (kind, start, end) in enumerate(draft.leaves):
        if kind == "line":
            draft.leaves[at] = ("heading", start, end)
            later = at + 1
            while later < len(draft.leaves) and draft.leaves[later][0] in ("text", "noise"):
                if draft.leaves[later][0] == "text":
                    draft.leaves[later] = ("heading", *draft.leaves[later][1:])
                later += 1
            return


# -------------------------------- tables


def _mark_headers(drafts: Sequence[Draft], folded: str) -> None:
    """Flag the rows that hold column headings: the first row of a table, and rows that go on under it."""
    heading = False
    for index, draft in enumerate(drafts):
        if draft.kind != ROW:
            heading = False
            continue
        cells = [squeezed(folded[start:end]) for kind, start, end in draft.leaves if kind == "cell"]
        follows = index + 1 < len(drafts) and drafts[index + 1].kind == ROW and not drafts[index + 1].first
        if draft.first or _restarts(cells, drafts, index):
            heading = follows and (_is_header(cells) or (draft.ruled and _all_short(cells) and not _keys(drafts, index, folded)))
        else:
            heading = heading and follows and not cells[0] and _all_short(cells)
        draft.header = heading
        if heading and not draft.first and cells[0]:
            draft.first = True


def _keys(drafts: Sequence[Draft], index: int, folded: str) -> bool:
    """The first column of a table names keys (事業所名, 所在地): its first row is no heading, even with a rule below."""
    firsts: list[str] = []
    for draft in drafts[index:]:
        if draft.kind != ROW or len(firsts) > 12:
            break
        firsts += [squeezed(folded[start:end]) for kind, start, end in draft.leaves if kind == "cell"][:1]
    return is_key(firsts[0]) and sum(map(is_key, firsts)) * 2 > len(firsts) and firsts[0] not in _COLUMN_KEYS


def _restarts(cells: Sequence[str], drafts: Sequence[Draft], index: int) -> bool:
    return not drafts[index - 1].header and len([cell for cell in cells if cell]) >= 3 and _is_header(cells)


def _all_short(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(len(cell) <= _HEADER_LONGEST and not AMOUNT.search(cell) and "。" not in cell for cell in filled)


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not _all_short(cells) or any(PREDICATE.search(cell) for cell in filled):
        return False
    if not cells[0] and len(filled) >= 2:
        return True
    said = sum(bool(HEADER.search(cell)) for cell in filled)
    return said == len(filled) if len(filled) == 2 and cells[0] else said * 2 >= len(filled)


# -------------------------------- final lines


def dress(drafts: Sequence[Draft], decoration: Sequence[Span], source: str) -> tuple[Line, ...]:
    """Drafts -> lines. Decoration becomes noise beside or between the leaves, so that nothing of the source is lost."""
    if not decoration and "ﾞ" not in source and "ﾟ" not in source:
        return tuple(_line(draft, [Leaf(kind, Span(start, end)) for kind, start, end in draft.leaves]) for draft in drafts)
    kept: list[list[Leaf]] = [[] for _ in drafts]
    at = 0
    line = 0
    last = 0
    for index, draft in enumerate(drafts):
        for kind, start, end in draft.leaves:
            while at < len(decoration) and decoration[at].end <= start:
                mark = decoration[at]
                mine = index if "\n" in source[last : mark.start] or not kept[line] else line
                kept[mine].append(Leaf("noise", mark))
                last, line = mark.end, mine
                at += 1
            while at < len(decoration) and decoration[at].start < end:
                mark = decoration[at]
                if start < mark.start:
                    _trimmed(kept[index], kind, start, mark.start, source)
                    kind = "text" if kind in ("line", "cell") else kind
                kept[index].append(Leaf("noise", mark))
                start = mark.end
                at += 1
            _trimmed(kept[index], kind, start, end, source)
            last, line = max(end, last), index
    for mark in decoration[at:]:
        if kept:
            kept[-1].append(Leaf("noise", mark))
    return tuple(_line(draft, leaves) for draft, leaves in zip(drafts, kept, strict=True))


def _line(draft: Draft, leaves: Sequence[Leaf]) -> Line:
    return Line(
        draft.kind, draft.rank, tuple(leaves), draft.number, draft.label, draft.heading, draft.header, draft.first, draft.roles
    )


def _trimmed(leaves: list[Leaf], kind: str, start: int, end: int, source: str) -> None:
    if source[end : end + 1] in ("ﾞ", "ﾟ") and fold(source[end - 1 : end + 1])[1:] == " ":
        end += 1  # folding leaves a blank where the voicing mark of a half-width kana stood
    text = source[start:end]
    inner = text.strip()
    if inner:
        begin = start + len(text) - len(text.lstrip())
        leaves.append(Leaf(kind, Span(begin, begin + len(inner))))
    elif kind == "cell":
        leaves.append(Leaf(kind, Span(start, start)))
