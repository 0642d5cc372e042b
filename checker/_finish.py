"""The last look at the drafts of a part: sections or items, header rows, and the final lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._drafts import Draft
from ._pieces import PREDICATE, heading_like, squeezed
from .model import ITEM, ITEM_RANK, LEAF_RANK, ROW, SECTION, SUBITEM, Leaf, Line
from .text import Span

_HEADER = re.compile(
    r"種類|種別|区分|内容|項目|名称|職種|員数|人数|人員|勤務|金額|料金|利用料|単位|要件|備考|負担|時間|曜日|方法|事項|有無|加算|減算|対象|担当|"
    r"資格|業務|回数|段階|要介護度|要支援度|基本|割\)?$|窓口|電話|受付|所在地|サービス|費用|限度額|形態|常勤|計$|説明|条件|期間|頻度|単価|日数|場所|備品|設備|面積|室数"
)
_AMOUNT = re.compile(r"[0-9,]+(?:円|単位|名|人|%|室|床|回|時|分|日)|[0-9]{2,4}-[0-9]|^[0-9,.]+$|^[有無○×]$|[0-9]{1,2}:[0-9]{2}")
_HEADER_LONGEST = 18


def finish(drafts: Sequence[Draft], folded: str) -> None:
    """Decide what only the whole part can tell."""
    _name_sections(drafts)
    _mark_headers(drafts, folded)


def _name_sections(drafts: Sequence[Draft]) -> None:
    """A numbered heading with content below it is a section; an enumerated sentence or phrase is an item."""
    contents = [
        draft.lines > 0 or (index + 1 < len(drafts) and drafts[index + 1].rank > draft.rank)
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
        heads = bool(draft.heading) or heading_like(first)
        top = not path
        if heads and not inside and (contents[index] or (top and _sibling_sections(drafts, contents, index))):
            _entitle(draft, first)
        else:
            draft.kind = SUBITEM if inside else ITEM
        path.append((draft.rank, draft.kind != SECTION))


def _sibling_sections(drafts: Sequence[Draft], contents: Sequence[bool], index: int) -> bool:
    """Most lines of the same sequence are headings with content: this one only lost its own."""
    draft = drafts[index]
    same = [at for at in range(max(0, index - 200), min(len(drafts), index + 200)) if at != index
            and drafts[at].rank == draft.rank and drafts[at].family == draft.family]  # fmt: skip
    return bool(same) and sum(contents[at] for at in same) * 2 > len(same)


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


# ---------------------------------------------------------------- tables


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
            heading = follows and _is_header(cells)
        else:
            heading = heading and follows and not cells[0] and _all_short(cells)
        draft.header = heading
        if heading and not draft.first and cells[0]:
            draft.first = True


def _restarts(cells: Sequence[str], drafts: Sequence[Draft], index: int) -> bool:
    return not drafts[index - 1].header and len([cell for cell in cells if cell]) >= 3 and _is_header(cells)


def _all_short(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(len(cell) <= _HEADER_LONGEST and not _AMOUNT.search(cell) and "。" not in cell for cell in filled)


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not _all_short(cells) or any(PREDICATE.search(cell) for cell in filled):
        return False
    said = sum(bool(_HEADER.search(cell)) for cell in filled)
    return said == len(filled) if len(filled) == 2 and cells[0] else said * 2 >= len(filled)


# ---------------------------------------------------------------- final lines


def dress(drafts: Sequence[Draft], decoration: Sequence[Span], source: str) -> tuple[Line, ...]:
    """Drafts -> lines. Decoration becomes noise beside or between the leaves, so that nothing of the source is lost."""
    kept: list[list[Leaf]] = [[] for _ in drafts]
    at = 0
    line = 0
    last = 0
    for index, draft in enumerate(drafts):
        for kind, start, end in draft.leaves:
            while at < len(decoration) and decoration[at].end <= start:
                mark = decoration[at]
                mine = index if "\n" in source[last : mark.start] or not kept[line] else line
                kept[max(mine, line)].append(Leaf("noise", mark))
                last = mark.end
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
    return tuple(
        Line(draft.kind, draft.rank, tuple(leaves), draft.number, draft.label, draft.heading, draft.header, draft.first, draft.roles)
        for draft, leaves in zip(drafts, kept, strict=True)
    )


def _trimmed(leaves: list[Leaf], kind: str, start: int, end: int, source: str) -> None:
    text = source[start:end]
    inner = text.strip()
    if inner:
        begin = start + len(text) - len(text.lstrip())
        leaves.append(Leaf(kind, Span(begin, begin + len(inner))))
    elif kind == "cell":
        leaves.append(Leaf(kind, Span(start, start)))
