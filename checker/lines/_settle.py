"""Settle what every line is: neighbours decide. All doubt of the parser lives here and in its private siblings."""

from __future__ import annotations

from ..expressions import compiled
from ..model import ARTICLE_RANK, LEAF_RANK, PARAGRAPH, PARAGRAPH_RANK, ROW, TEXT, TITLE, TOP
from ._articles import article, caption, chapter, habits, unfold
from ._drafts import Draft, Scan, leaf, row
from ._headings import plain_headings
from ._levels import Level, continues_later
from ._marks import marked
from ._numbers import numbered, split_line
from ._pieces import RUNS_ON, Piece, heading_like, unfinished
from ._signatures import is_field, stands_alone
from ._titles import Title
from ._wraps import full, runs_on

_DATED = compiled(r"現在|施行|改[定訂正]|^\(?(?:令和|平成|20[0-9]{2})")
# The sentence that ends a contract; nothing after it belongs to the last article.
_END = compiled(
    r"以上のとおり|以上の(?:契約|内容|とおり)|(?:上記|この|本|以上の)契約(?:の(?:成立|締結)|内容)?を証|本?契約の(?:成立|締結)を証|"
    r".{0,24}契約(?:の成立|の締結)?を(?:証|証明)する|(?:この|本)?契約の証|上記の契約|上記契約|"
    r".{0,40}(?:本書|契約書|この書面)を?[ ]*[0-9一二三][ ]*通(?:を)?(?:作|交)"
)


def settle_part(scan: Scan, title: Title | None, start: int, stop: int) -> None:
    """Make the drafts of one part."""
    scan.stack, scan.article, scan.awaiting, scan.articles, scan.stop = [], False, False, 0, stop
    scan.last_article, scan.outer = (), []
    scan.captions_above, scan.captions_behind = habits(scan, start)
    scan.plain_headings = plain_headings(scan.pieces, scan.rows, title.stop if title else start, stop, scan.wrap)
    if title is not None:
        _title(scan, title)
    for index in range(start, stop):
        piece = scan.pieces[index]
        if piece.noise:
            draft = scan.current or scan.put(leaf(), index)
            draft.ruled = draft.ruled or (piece.noise == "rule" and draft.kind == ROW)
            draft.leaves.append(("noise", piece.span.start, piece.span.end))
            continue
        if index in scan.rows and not unfold(scan, index):
            if _row(scan, index):
                continue
            piece.cells = ()
        for attempt in (caption, chapter, article, numbered, marked):
            if attempt(scan, index):
                split_line(scan, index)
                break
        else:
            text(scan, index)


def _title(scan: Scan, title: Title) -> None:
    draft = scan.put(Draft(TITLE, TOP, heading=title.text, roles=title.roles), title.start)
    for index in range(title.start, title.stop):
        piece = scan.pieces[index]
        dated = index != title.main and bool(_DATED.search(piece.plain))
        kind = "noise" if piece.noise else "line" if dated or index < title.main - 2 else "heading"
        if kind == "noise":
            draft.leaves.append((kind, piece.span.start, piece.span.end))
        else:
            draft.add(kind, piece)
    draft.body = ""


# -------------------------------- rows


def _row(scan: Scan, index: int) -> bool:
    """Settle a row; False where the blanks are those of a sentence that runs on."""
    piece, above = scan.pieces[index], scan.current
    if piece.below and above is not None and above.kind == ROW:
        first = sum(kind == "cell" for kind, _, _ in above.leaves) < 2
        above.leaves.append((("rest" if first else "text") if piece.joined else "cell", piece.span.start, piece.span.end))
        above.last, above.body, above.said = piece, piece.text, above.said + piece.plain
        return True
    if piece.under and above is not None and above.kind == ROW:
        rest = row(piece, scan.rows[index], above.rank)
        above.leaves += [("below" if kind == "cell" else kind, start, end) for kind, start, end in rest.leaves]
        above.last, above.said = piece, above.said + rest.said
        return True
    if piece.keyed and above is not None and above.kind == ROW:
        (start, end), *more = scan.rows[index]
        above.leaves.append(("rest", start, end))
        above.leaves += [("text", cell.start, cell.end) for cell in more]
        above.last, above.said = piece, above.said + piece.plain
        return True
    if not piece.cells and above is not None and above.body and above.kind != ROW and _cut(scan, piece):
        keyed = above.number and heading_like(above.body, 60) and not unfinished(above.body)
        if not keyed:
            return False
    draft = scan.put(row(piece, scan.rows[index], _owner(scan, index, piece)), index)
    draft.first = above is None or above.kind != ROW
    if above is not None and above.kind == ROW and draft.rank != LEAF_RANK:
        draft.rank = LEAF_RANK
    return True


def _cut(scan: Scan, piece: Piece) -> bool:
    """The text so far runs on in this piece, by the look of both."""
    above = scan.current
    if above is None or above.last is None or not above.body or above.kind == TITLE:
        return False
    return runs_on(above.body, above.last, piece, scan.wrap)


# -------------------------------- text


def text(scan: Scan, index: int) -> None:
    """A line without a mark of its own: it runs on, or begins a unit of what it stands in."""
    piece, above = scan.pieces[index], scan.current
    if above is not None and _joins(scan, above, piece):
        above.add("text", piece)
        return
    if scan.awaiting:
        paragraph = scan.put(Draft(PARAGRAPH, PARAGRAPH_RANK, number=(1,), indent=piece.indent), index)
        paragraph.add("line", piece)
        scan.awaiting = False
        scan.stack = [Level("", 1, PARAGRAPH_RANK, paragraph=True)]
        return
    rank = _owner(scan, index, piece)
    apart = stands_alone(piece.text)
    if apart and above is not None and above.kind == TEXT:
        rank = above.rank
    elif apart and _END.match(piece.text):
        rank = ARTICLE_RANK
        scan.stack, scan.article, scan.awaiting = [], False, False
    if not apart and rank == LEAF_RANK and above is not None and above.kind not in (ROW, TEXT, TITLE) and above.rank < LEAF_RANK:
        above.add("line", piece)
        above.lines += 1
        return
    scan.put(leaf(TEXT, rank), index).add("line", piece)


def _joins(scan: Scan, above: Draft, piece: Piece) -> bool:
    if above.last is None or above.kind == TITLE or is_field(piece.text) or above.last.text.endswith(("印", "㊞")):
        return False
    if above.marked and heading_like(above.body) and not full(above.last, scan.wrap):
        return bool(RUNS_ON.match(piece.text)) and len(above.body) > 12
    if above.kind == ROW:
        if above.columns >= 6 and piece.indent >= above.columns - 3:
            return True
        if above.last.cells and not (unfinished(above.body) or RUNS_ON.match(piece.text)):
            return False  # the cells of a real table are whole
        return len(above.body) >= 12 and runs_on(above.body, above.last, piece, scan.wrap)
    return bool(above.body) and runs_on(above.body, above.last, piece, scan.wrap)


def _owner(scan: Scan, index: int, piece: Piece) -> int:
    """LEAF_RANK for a line that belongs to the line before; else the rank of the list it stands beside.

    What follows the last item of a list, and is no part of it, belongs to what the list stands in.
    """
    rank = LEAF_RANK
    for level in reversed(scan.stack):
        if level.heading or level.paragraph or continues_later(level, index, scan.ahead):
            break
        if index in scan.rows and rank == LEAF_RANK and scan.drafts[-1].rank == level.rank:
            break  # a table right under an item is its own
        if piece.indent > level.indent + 1 and level.indent >= 0 and not scan.wrap:
            break
        rank = level.rank
    return rank
