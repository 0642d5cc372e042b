"""What numbered and marked lines share: their place among the open sequences, and the heading they may begin with."""

from __future__ import annotations

from ..expressions import compiled
from ..model import ARTICLE_RANK, ITEM, ITEM_RANK, SECTION, SUBITEM
from ._drafts import Draft, Scan
from ._levels import Level, next_rank
from ._pieces import REFERENCE, RUNS_ON, Piece, heading_like, open_brackets, squeezed
from ._tables import slashed

COLUMN = compiled(r"[ \u3000]{2,}|\u3000")
_SENTENCE = compiled(r"[はがを]、|を")
_KEYED = compiled(r"([^:0-9。「『]{1,16}):[ \t]*(?=[^ \t/])")
_NUMBER = compiled(r"[0-9]{1,2}[.)]?")
_HEADED = 20  # characters of a heading that shares its line with text, over one blank; twice as many over a wide gap


def enter(scan: Scan, place: int | None, level: Level) -> None:
    """Open a level at its place: `place` in the stack goes on (and what is inside it ends), None goes deeper.

    Sets the rank of the level.
    """
    if place is not None:
        level.rank = scan.stack[place].rank
        level.owned = scan.stack[place].owned or scan.stack[place].heading
        del scan.stack[place:]
    elif scan.article and not scan.stack:
        scan.awaiting = False
        level.rank = ITEM_RANK
    else:
        level.rank = next_rank(scan.stack, ITEM_RANK if scan.article else ARTICLE_RANK)
    scan.stack.append(level)


def leave_article(scan: Scan, family: str, glyph: str, number: int) -> None:
    """A heading that goes on the sequence which the articles stand in (３．契約の内容 … ４．利用料) ends the last article."""
    if not scan.article or any(level.family == family and number and level.last + 1 == number for level in scan.stack):
        return
    for place, level in enumerate(scan.outer):
        if level.family == family and level.glyph == glyph and (not number or level.last + 1 == number):
            scan.stack, scan.article, scan.awaiting = scan.outer[: place + 1], False, False
            return


def listed(scan: Scan, index: int, level: Level) -> Draft:
    """The draft of a numbered or marked line: in an article an item; elsewhere a section or an item, as will be seen."""
    piece = scan.pieces[index]
    kind = (ITEM if level.rank <= ITEM_RANK else SUBITEM) if scan.article else SECTION
    draft = scan.put(Draft(kind, level.rank, indent=piece.indent, marked=not scan.article, family=level.family), index)
    head = piece.head
    if head is not None:
        draft.number, draft.label = head.number, head.text
        draft.leaves.append(("label", head.span.start, head.span.end))
        _take_text(scan, draft, piece)
    return draft


def _take_text(scan: Scan, draft: Draft, piece: Piece) -> None:
    """The text behind a number or a mark, with the heading it may begin with."""
    words, behind = first_words(scan, piece)
    if words:
        draft.heading = squeezed(words)
        end = piece.rest + len(words)
        draft.add("heading", piece, piece.rest, end)
        if piece.text[end:behind].strip():  # the colon between key and value
            draft.leaves.append(("noise", piece.span.start + end, piece.span.start + behind))
        draft.add("line", piece, behind)
        draft.headed = not piece.text[:behind].rstrip().endswith((":", "/"))
    else:
        draft.add("line", piece, piece.rest)


def first_words(scan: Scan, piece: Piece) -> tuple[str, int]:
    """A heading that shares its line with text, and where that text begins: （１）　事業の目的　要介護状態の方が….

    A colon sets it apart (管理者：青空　花子), else a gap. ("", 0) where there is none.
    """
    at = piece.rest
    keyed = _KEYED.match(piece.text, at) or slashed(piece, at)
    gap = None if keyed else COLUMN.search(scan.source, piece.span.start + at, piece.span.end)
    if gap and _NUMBER.fullmatch(piece.text, at, gap.start() - piece.span.start):  # ■ １　目的: the number is no heading
        gap = COLUMN.search(scan.source, gap.end(), piece.span.end)
    if keyed:
        words, behind, longest = keyed[1], keyed.end(), _HEADED
    elif gap and gap.start() > piece.span.start + at:
        behind = gap.end() - piece.span.start
        words = piece.text[at : gap.start() - piece.span.start]
        longest = _HEADED if gap.end() - gap.start() == 1 else 2 * _HEADED
    else:
        return "", 0
    rest = piece.text[behind:]
    if not rest or open_brackets(words) or _SENTENCE.search(words) or not heading_like(words, longest):
        return "", 0
    return ("", 0) if RUNS_ON.match(rest) or REFERENCE.match(rest) else (words, behind)
