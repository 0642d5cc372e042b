"""Settle what every line is: neighbours decide. All doubt of the parser lives here and in its private siblings."""

from __future__ import annotations

import re

from ._articles import article, caption, chapter, habits
from ._drafts import Draft, Scan, leaf, row
from ._levels import (
    STRONG,
    Level,
    continues_later,
    credible,
    family_of,
    find_level,
    finished,
    may_begin,
    next_rank,
)  # fmt: skip
from ._headings import plain_headings
from ._names import name
from ._pieces import (
    LEAD_IN,
    REFERENCE,
    RUNS_ON,
    STOPPED,
    UNFINISHED,
    Head,
    Piece,
    heading_like,
    open_brackets,
    squeezed,
)
from ._signatures import is_field, stands_alone
from ._titles import Title
from ._wraps import full, runs_on
from .model import (
    ARTICLE_RANK,
    ITEM,
    ITEM_RANK,
    LEAF_RANK,
    PARAGRAPH,
    PARAGRAPH_RANK,
    ROW,
    SECTION,
    SUBITEM,
    TEXT,
    TITLE,
    TOP,
)  # fmt: skip

_BRACKETED = re.compile(r"(?:【[^】]{1,40}】|《[^》]{1,40}》|〈[^〉]{1,40}〉|<[^<>]{1,40}>|\[[^\[\]]{1,40}\])")
_DATED = re.compile(r"現在|施行|改[定訂正]|^\(?(?:令和|平成|20[0-9]{2})")
_COLUMN = re.compile(r"[ \u3000]{2,}|\u3000")
_PARAGRAPHS = frozenset(("PLAIN", "SIGN", "DOTTED", "COMMA", "ROUND", "HALF_ROUND", "KANJI"))
# The sentence that ends a contract; nothing after it belongs to the last article.
_END = re.compile(
    r"以上のとおり|以上の(?:契約|内容|とおり)|(?:上記|この|本|以上の)契約(?:の(?:成立|締結)|内容)?を証|本?契約の(?:成立|締結)を証|"
    r".{0,24}契約(?:の成立|の締結)?を(?:証|証明)する|(?:この|本)?契約の証|上記の契約|上記契約|"
    r".{0,40}(?:本書|契約書|この書面)を?[ ]*[0-9一二三][ ]*通(?:を)?(?:作|交)"
)
_GLYPHS = {"*": "-", "+": "-"}  # one list may mix the dashes of Markdown
_HEADED = 20  # characters of a heading that shares its line with text
_LONG = 80  # columns of a text that is a sentence even before its end is seen


def settle_part(scan: Scan, title: Title | None, start: int, stop: int) -> None:
    """Make the drafts of one part."""
    scan.stack, scan.article, scan.awaiting, scan.articles, scan.stop = [], False, False, 0, stop
    scan.last_article, scan.outer = (), []
    scan.captions_above, scan.captions_behind = habits(scan, start)
    scan.plain_headings = plain_headings(scan.pieces, scan.rows, start, stop)
    if title is not None:
        _title(scan, title)
    for index in range(start, stop):
        piece = scan.pieces[index]
        if piece.noise:
            draft = scan.current or scan.put(leaf(), index)
            draft.ruled = draft.ruled or (piece.noise == "rule" and draft.kind == ROW)
            draft.leaves.append(("noise", piece.span.start, piece.span.end))
            continue
        if index in scan.rows:
            if _row(scan, index):
                continue
            piece.cells = ()
        for attempt in (caption, chapter, article, _numbered, _marked):
            if attempt(scan, index):
                _same_line(scan, index)
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


# ---------------------------------------------------------------- rows


def _row(scan: Scan, index: int) -> bool:
    """Settle a row; False where the blanks are those of a sentence that runs on."""
    piece, above = scan.pieces[index], scan.current
    if piece.below and above is not None and above.kind == ROW:
        above.leaves.append(("cell", piece.span.start, piece.span.end))
        above.last, above.body, above.said = piece, piece.text, above.said + piece.plain
        return True
    if not piece.cells and above is not None and above.body and above.kind != ROW and _cut(scan, piece):
        keyed = above.number and heading_like(above.body, 60) and not UNFINISHED.search(above.body)
        if not keyed:
            return False
    draft = scan.put(row(piece, scan.rows[index], _owner(scan, index, piece)), index)
    draft.first = above is None or above.kind != ROW
    if above is not None and above.kind == ROW and draft.rank != LEAF_RANK:
        draft.rank = LEAF_RANK
    _contents(scan)
    return True


def _cut(scan: Scan, piece: Piece) -> bool:
    """The text so far runs on in this piece, by the look of both."""
    above = scan.current
    if above is None or above.last is None or not above.body or above.kind == TITLE:
        return False
    return runs_on(above.body, above.last, piece, scan.wrap)


def _contents(scan: Scan) -> None:
    if scan.stack and scan.stack[-1].heading:
        scan.stack[-1].lead = scan.stack[-1].lead


# ---------------------------------------------------------------- text


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
        scan.stack = [Level("", 1, PARAGRAPH_RANK, paragraph=True, lead=bool(LEAD_IN.search(piece.text)))]
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
    if above.last is None or above.kind == TITLE or is_field(piece.text):
        return False
    if above.marked and heading_like(above.body) and not full(above.last, scan.wrap):
        return bool(RUNS_ON.match(piece.text)) and len(above.body) > 12
    if above.kind == ROW:
        if above.columns >= 6 and piece.indent >= above.columns - 3:
            return True
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


# ---------------------------------------------------------------- numbered lines


def _numbered(scan: Scan, index: int, at: int = 0) -> bool:
    """A line that begins with a number."""
    piece = scan.pieces[index]
    head = piece.head
    if head is None or not head.number or head.family in ("ARTICLE", "CHAPTER", "ANNEX", "NOTE") or not credible(piece):
        return False
    rest = piece.text[piece.rest :]
    heading = heading_like(_first_words(scan, piece)[0] or rest)
    if heading and at == 0:
        _leave_article(scan, family_of(head), "", head.number[-1])
    place = find_level(scan.stack, head, index, scan.ahead)
    if at == 0 and not _meant(scan, piece, place):
        return False
    paragraph = scan.article and _as_paragraph(scan, piece, place)
    if paragraph is not None and scan.article:
        if paragraph:
            return _paragraph(scan, index)
        if place is not None and scan.stack[place].paragraph:
            place = None
    if place is None and not may_begin(head, piece, scan.stack, heading):
        return False
    rank = _rank(scan, place)
    level = Level(family_of(head), head.number[-1], rank, heading and not scan.article, piece.indent)
    _push(scan, place, level)
    _item(scan, index, level)
    return True


def _leave_article(scan: Scan, family: str, glyph: str, number: int) -> None:
    """A heading that goes on the sequence which the articles stand in (３．契約の内容 … ４．利用料) ends the last article."""
    if not scan.article or any(level.family == family and number and level.last + 1 == number for level in scan.stack):
        return
    for place, level in enumerate(scan.outer):
        if level.family == family and level.glyph == glyph and (not number or level.last + 1 == number):
            scan.stack, scan.article, scan.awaiting = scan.outer[: place + 1], False, False
            return


def _meant(scan: Scan, piece: Piece, place: int | None) -> bool:
    """Whether a number at the start of a line is one, seen from the text before it."""
    head, above = piece.head, scan.current
    if head is None or above is None or above.last is None or not above.body or above.kind == TITLE:
        return True
    tail = above.last.text
    if STOPPED.search(above.body) or above.kind == ROW:
        return True
    level = scan.stack[place] if place is not None else scan.stack[0] if scan.stack and not scan.stack[0].family else None
    exact = level is not None and level.last + 1 == (head.number[-1] if head.number else 0)
    if open_brackets(above.body[-200:]) and full(above.last, scan.wrap):
        return False
    if head.family in STRONG:
        return exact or head.number == (1,) or not (full(above.last, scan.wrap) and _cut(scan, piece))
    if full(above.last, scan.wrap) and UNFINISHED.search(tail):
        return False
    return (exact and finished(above.body)) or not _cut(scan, piece)


def _as_paragraph(scan: Scan, piece: Piece, place: int | None) -> bool | None:
    """Inside an article: True for a 項, False for an item; None where an open list simply goes on."""
    head = piece.head
    if head is None or (head.family not in _PARAGRAPHS and family_of(head) != "PLAIN"):
        return False
    family, number = family_of(head), head.number[-1]
    if scan.awaiting:
        return family == "PLAIN" or _is_sentence(scan, piece) if number <= 2 or family == "PLAIN" else False
    top = scan.stack[0] if scan.stack and scan.stack[0].paragraph else None
    if top is None:
        return False
    if place == 0 and top.paragraph and not (number == 1 and top.last >= 1):
        return True
    if place is not None and place > 0:
        return False
    if top.family == "" and family in ("PLAIN", "SIGN", "DOTTED", "COMMA", "ROUND", "HALF_ROUND"):
        return number == 2 or (family == "PLAIN" and 2 <= number <= 9)
    return False


def _is_sentence(scan: Scan, piece: Piece) -> bool:
    rest = piece.text[piece.rest :]
    return "。" in rest or piece.width >= _LONG or full(piece, scan.wrap)


def _paragraph(scan: Scan, index: int) -> bool:
    piece = scan.pieces[index]
    head = piece.head
    if head is None:
        return False
    draft = scan.put(Draft(PARAGRAPH, PARAGRAPH_RANK, number=head.number[-1:], label=head.text, indent=piece.indent), index)
    draft.leaves.append(("label", head.span.start, head.span.end))
    draft.add("line", piece, piece.rest)
    scan.awaiting = False
    scan.stack = [Level(family_of(head), head.number[-1], PARAGRAPH_RANK, indent=piece.indent, paragraph=True)]
    return True


def _rank(scan: Scan, place: int | None) -> int:
    if place is not None:
        return scan.stack[place].rank
    if scan.article and not scan.stack:
        scan.awaiting = False
        return ITEM_RANK
    return next_rank(scan.stack, ITEM_RANK if scan.article else ARTICLE_RANK)


def _push(scan: Scan, place: int | None, level: Level) -> None:
    if place is not None:
        del scan.stack[place:]
    scan.stack.append(level)


def _item(scan: Scan, index: int, level: Level) -> None:
    """The draft of a numbered or marked line: in an article an item; elsewhere a section or an item."""
    piece = scan.pieces[index]
    head = piece.head
    if head is None:
        return
    kind = (ITEM if level.rank <= ITEM_RANK else SUBITEM) if scan.article else SECTION
    draft = scan.put(Draft(kind, level.rank, number=head.number, label=head.text, indent=piece.indent), index)
    draft.marked, draft.family = not scan.article, level.family
    draft.leaves.append(("label", head.span.start, head.span.end))
    _headed(scan, draft, piece)


def _headed(scan: Scan, draft: Draft, piece: Piece) -> None:
    """The text behind a number or a mark, with the heading it may begin with."""
    words, behind = _first_words(scan, piece)
    if words:
        draft.heading = squeezed(words)
        draft.add("heading", piece, piece.rest, behind)
        draft.add("line", piece, behind)
        draft.lines += "。" in piece.text[behind:] or full(piece, scan.wrap)
    else:
        draft.add("line", piece, piece.rest)


def _first_words(scan: Scan, piece: Piece) -> tuple[str, int]:
    """(heading that shares the line with text, offset of that text): （１）　事業の目的　要介護状態の方が…; ("", 0) for none."""
    at = piece.rest
    raw = scan.source[piece.span.start + at : piece.span.end]
    gap = _COLUMN.search(raw)
    if gap is None or gap.start() == 0:
        return "", 0
    words, rest = piece.text[at : at + gap.start()], piece.text[at + gap.end() :]
    longest = _HEADED if gap.end() - gap.start() == 1 else 2 * _HEADED
    if not rest or len(squeezed(words)) > longest or re.search(r"[はがを]、|を", words) or not heading_like(words) or RUNS_ON.match(rest) or REFERENCE.match(rest):
        return "", 0
    return words, at + gap.end()


def _same_line(scan: Scan, index: int) -> None:
    """A second number on the line: 第２条　１　…, (1) ① …. It is one where it begins a sequence that goes on."""
    piece, draft = scan.pieces[index], scan.drafts[-1]
    if draft.tag != index or draft.kind == TITLE or not draft.leaves or draft.leaves[-1][0] not in ("line", "text"):
        return
    at = draft.leaves[-1][1] - piece.span.start
    first = piece.head
    name(piece, scan.head, at)
    head = piece.head
    if head is None or head is first or head.family not in ("PLAIN", "SIGN", "ROUND", "DOTTED") or head.number != (1,):
        piece.head = first
        return
    if not credible(piece) or scan.ahead.following(family_of(head), index) != 2 or (first and first.family == head.family):
        piece.head = first
        return
    kept = draft.leaves.pop()
    draft.body = ""
    if draft.kind == PARAGRAPH and not draft.leaves:
        scan.drafts.pop()
        scan.stack, scan.awaiting = [], True
    if not _numbered(scan, index, at):
        draft.leaves.append(kept)
    piece.head = first


# ---------------------------------------------------------------- marks without numbers


def _marked(scan: Scan, index: int) -> bool:
    """Bullets, bracketed headings, Markdown and Word headings, bold lines."""
    piece = scan.pieces[index]
    found = _mark(scan, index)
    if found is None:
        return False
    family, glyph, end, heading = found
    if family in ("BULLET", "DASH") and _cut(scan, piece) and not piece.gap and scan.wrap:
        return False
    _leave_article(scan, family, glyph, 0)
    place = _beside(scan, family, glyph, index)
    if scan.awaiting and scan.article and family != "BULLET":
        scan.awaiting = False
    rank = _rank(scan, place)
    level = Level(family, 0, rank, heading and not scan.article, piece.indent, glyph=glyph)
    _push(scan, place, level)
    kind = (ITEM if rank <= ITEM_RANK else SUBITEM) if scan.article else SECTION
    draft = scan.put(Draft(kind, rank, indent=piece.indent, marked=not scan.article, family=family), index)
    if family in ("BULLET", "DASH"):
        draft.label = piece.head.text if piece.head else glyph
        draft.leaves.append(("label", piece.span.start, piece.span.start + end))
        _headed(scan, draft, piece)
    else:
        draft.kind = SECTION
        draft.heading = _unbracketed(squeezed(piece.text[:end]))
        draft.marked = False
        draft.add("heading", piece, 0, end)
        draft.add("line", piece, end)
    return True


def _unbracketed(heading: str) -> str:
    """【加算】 -> 加算; 【重要事項１】事業者 -> 重要事項１ 事業者."""
    found = _BRACKETED.match(heading)
    if found is None:
        return heading.strip("()")
    return f"{found[0][1:-1]} {heading[found.end() :]}".strip()


def _opens(scan: Scan, index: int, head: Head) -> bool:
    """Whether a bullet heads what follows it: its list does not just go on, and its brothers were no plain items."""
    glyph = _GLYPHS.get(head.text, head.text)
    for level in reversed(scan.stack):
        if level.family == head.family and level.glyph == glyph:
            if not level.heading:
                return False
            break
    after = scan.following(index)
    return after is not None and (after.head is None or _GLYPHS.get(after.head.text, after.head.text) != glyph)


def _mark(scan: Scan, index: int) -> tuple[str, str, int, bool] | None:
    """(family, what tells its level, where it ends, whether it is a heading)."""
    piece = scan.pieces[index]
    plain = piece.text
    head = piece.head
    if index in scan.plain_headings:
        return "PLAIN_HEADING", "", len(plain), True
    if head is not None and head.family in ("BULLET", "DASH") and len(plain) > head.span.end - piece.span.start:
        end = head.span.end - piece.span.start
        heading = heading_like(_first_words(scan, piece)[0] or plain[end:]) and _opens(scan, index, head)
        return head.family, _GLYPHS.get(head.text, head.text), end, heading
    bracket = _BRACKETED.match(plain)
    if bracket:
        rest = plain[bracket.end() :].strip()
        if rest and (RUNS_ON.match(rest) or REFERENCE.match(rest)):
            return None
        whole = bool(rest) and heading_like(rest, 30) and _COLUMN.search(plain[bracket.end() :].strip()) is None
        return "BRACKET", plain[0], len(plain) if whole else bracket.end(), True
    if head is not None and head.family == "ANNEX" and not _cut(scan, piece):
        scan.stack, scan.article, scan.awaiting = [], False, False
        return "OUTLINE", "1", len(plain), True
    if piece.level and heading_like(plain, 60):
        return "OUTLINE", str(piece.level), len(plain), True
    closes = scan.source[piece.span.end : piece.span.end + 2] == "**"
    if piece.bold and closes and heading_like(plain) and not scan.article:
        return "BOLD", "**", len(plain), True
    return None


def _beside(scan: Scan, family: str, glyph: str, index: int) -> int | None:
    """The open level of the same mark, unless a sequence inside it goes on after this line."""
    if family == "OUTLINE":
        deeper = (at for at, level in enumerate(scan.stack) if level.family == family and level.glyph >= glyph)
        return next(deeper, None)
    for place in range(len(scan.stack) - 1, -1, -1):
        level = scan.stack[place]
        if level.family == family and level.glyph == glyph:
            return place
        if continues_later(level, index, scan.ahead):
            return None
    return None
