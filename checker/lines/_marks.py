"""Lines with a mark but no number: bullets, bracketed headings, Markdown and Word headings, bold lines."""

from __future__ import annotations

from ..expressions import compiled
from ..model import SECTION, TITLE
from ._drafts import Scan
from ._levels import Level, continues_later
from ._lists import COLUMN, enter, first_words, leave_article, listed
from ._pieces import REFERENCE, RUNS_ON, Head, heading_like, squeezed
from ._wraps import runs_on

_BRACKETED = compiled(r"【[^】]{1,40}】|《[^》]{1,40}》|〈[^〉]{1,40}〉|<[^<>]{1,40}>|\[[^\[\]]{1,40}\]")
_GLYPHS = {"*": "-", "+": "-", "☑": "□", "☐": "□", "✔": "✓"}  # one list may mix the dashes of Markdown, and boxes with and without a tick
_BULLETS = ("BULLET", "DASH")


def marked(scan: Scan, index: int) -> bool:
    """A line that a mark, or its look, makes an item or a heading."""
    piece = scan.pieces[index]
    found = _mark(scan, index)
    if found is None:
        return False
    family, glyph, end, heading = found
    listing = any(level.family == family and level.glyph == glyph for level in scan.stack)
    if family in _BULLETS and scan.wrap and not listing and not piece.gap and _goes_on(scan, index):
        return False  # a wrapped 訪問介護／・通所介護
    if family == "ANNEX":
        family, scan.stack, scan.article = "OUTLINE", [], False
    leave_article(scan, family, glyph, 0)
    place = _beside(scan, family, glyph, index)
    if family == "BRACKET" and place is None:  # a heading ends a list of bullets that head nothing
        bullets = (at for at, level in enumerate(scan.stack) if level.family in _BULLETS and not (level.heading or level.owned))
        place = next(bullets, None)
    if family not in _BULLETS:
        scan.awaiting = False
    level = Level(family, 0, 0, heading and not scan.article, piece.indent, glyph=glyph)
    enter(scan, place, level)
    if family in _BULLETS:
        listed(scan, index, level)
        return True
    piece.head = None
    draft = listed(scan, index, level)
    draft.kind, draft.marked, draft.heading = SECTION, False, _unbracketed(squeezed(piece.text[:end]))
    draft.add("heading", piece, 0, end)
    draft.add("line", piece, end)
    return True


def _mark(scan: Scan, index: int) -> tuple[str, str, int, bool] | None:
    """(family, what tells its level, where it ends, whether it is a heading)."""
    piece = scan.pieces[index]
    text, head = piece.text, piece.head
    if index in scan.plain_headings:
        return "PLAIN_HEADING", scan.plain_headings[index], len(text), True
    if head is not None and head.family in _BULLETS and head.span.end < piece.span.end:
        heading = heading_like(first_words(scan, piece)[0] or text[piece.rest :]) and _opens(scan, index, head)
        return head.family, _GLYPHS.get(head.text, head.text), piece.rest, heading
    if text[0] in "【《〈<[":
        return _bracketed(text)
    if head is not None and head.family == "ANNEX" and not _goes_on(scan, index):
        return "ANNEX", "1", len(text), True
    if piece.level and heading_like(text, 60):
        return "OUTLINE", str(piece.level), len(text), True
    closes = piece.bold and scan.source[piece.span.end : piece.span.end + 2] == "**"
    if closes and not scan.article and heading_like(text):
        return "BOLD", "**", len(text), True
    return None


def _bracketed(text: str) -> tuple[str, str, int, bool] | None:
    """【加算】 alone, before a text, or before the rest of the heading (【重要事項１】　事業者)."""
    found = _BRACKETED.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip()
    if rest and (RUNS_ON.match(rest) or REFERENCE.match(rest)):
        return None
    whole = heading_like(rest, 30) and COLUMN.search(rest) is None
    return "BRACKET", text[0], len(text) if whole else found.end(), True


def _unbracketed(heading: str) -> str:
    """【加算】 -> 加算; 【重要事項１】事業者 -> 重要事項１ 事業者."""
    found = _BRACKETED.match(heading)
    if found is None:
        return heading[1:-1] if heading[:1] == "(" and heading.find(")") == len(heading) - 1 else heading
    return f"{found[0][1:-1]} {heading[found.end() :]}".strip()


def _opens(scan: Scan, index: int, head: Head) -> bool:
    """Whether a bullet heads what follows it: its list does not just go on, and its brothers were no plain items."""
    glyph = _GLYPHS.get(head.text, head.text)
    for level in reversed(scan.stack):
        if level.family == head.family and level.glyph == glyph:
            if not (level.heading or level.owned):
                return False
            break
    after = scan.following(index)
    return after is not None and (after.head is None or _GLYPHS.get(after.head.text, after.head.text) != glyph)


def _goes_on(scan: Scan, index: int) -> bool:
    """The text so far runs on in this line."""
    above = scan.current
    if above is None or above.last is None or not above.body or above.kind == TITLE:
        return False
    return runs_on(above.body, above.last, scan.pieces[index], scan.wrap)


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
