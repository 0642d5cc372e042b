"""Chapters and articles: 第N条 in all its shapes, and the captions around it."""

from __future__ import annotations

import re

from ..expressions import compiled
from ..model import ARTICLE, ARTICLE_RANK, CHAPTER, CHAPTER_RANK, PARAGRAPH, PARAGRAPH_RANK, ROW, SECTION
from ._drafts import Draft, Scan
from ._levels import Level
from ._pieces import PREDICATE, REFERENCE, RUNS_ON, Head, Piece, heading_like, squeezed, stopped, unfinished
from ._wraps import full, runs_on

_ENCLOSED = compiled(r"\(([^()]{1,40}(?:\([^()]{1,20}\)[^()]{0,20})?)\)|【([^】]{1,40})】|〔([^〕]{1,40})〕|\[([^\]]{1,40})\]|《([^》]{1,40})》|〈([^〉]{1,40})〉|<([^<>]{1,40})>")
_CAPTION = compiled(r"[ ]*(?:\((?![以注※])([^()]{1,40}(?:\([^()]{1,20}\)[^()]{0,20})?)\)|【([^】]{1,40})】|〔([^〕]{1,40})〕|\[([^\]]{1,40})\]|「([^」]{1,40})」(?= |$)|《([^》]{1,40})》|〈([^〉]{1,40})〉|<([^<>]{1,40})>)")
_REFERRING = compiled(r"[ \t]+(?:第[ ]*[0-9一二三四五六七八九十]+[ ]*条|以下の|各号|本文)")  # how a sentence of an article may begin
_COLUMN = compiled(r"[ \u3000]{2,}|[\u3000\t]")
_NO_CAPTION = compiled(
    r"除く|含む|現在|施行|改[定訂正]|続柄|^(?:代理人|利用者|事業者|事業所|契約者|本人|家族|立会人|甲|乙|丙|印|説明者|住所|氏名)|^注|^※|^以下|"
    r"様$|用$|関係|自署|署名|限る|円|電話|税|こと$|^令和|^平成|[。、:]|する$|ます$|場合$"
)
_LONGEST = 30


def _inner(found: re.Match[str]) -> str:
    return squeezed(next((group for group in found.groups() if group), ""))


def _is_article(scan: Scan, index: int) -> bool:
    """Whether a line is the number line of an article, not a sentence about one."""
    piece = scan.pieces[index]
    head = piece.head
    if head is None or head.family != "ARTICLE" or not head.number:
        return False
    if head.text[0] in "【[<〈《(" and head.text[-1] in "】]>〉》)":
        return True
    rest = piece.text[piece.rest :]
    if REFERENCE.match(piece.text, head.span.end - piece.span.start) or rest.startswith(("関係", "各項", "以下", "以降")):
        return _due(scan, piece, head)
    above = scan.current
    if above is None or above.last is None or not above.body or stopped(above.body):
        return True
    broken = full(above.last, scan.wrap) and unfinished(above.last.text)
    if broken and head.number != _next(scan.last_article):
        return False
    return not (RUNS_ON.match(rest) and rest[:1] not in "(「")


def _due(scan: Scan, piece: Piece, head: Head) -> bool:
    """第12条　第10条の規定により…: the next article, a blank, and a sentence that begins with a reference."""
    above = scan.current
    if head.number != _next(scan.last_article) or not _REFERRING.match(piece.text, head.span.end - piece.span.start):
        return False
    return above is None or scan.awaiting or not above.body or stopped(above.body)


def _next(number: tuple[int, ...]) -> tuple[int, ...]:
    return (number[0] + 1,) if number else (1,)


# -------------------------------- captions


def caption(scan: Scan, index: int) -> bool:
    """A caption on a line of its own: above an article, below a bare number, or of an article without number."""
    piece = scan.pieces[index]
    found = _ENCLOSED.fullmatch(piece.text) if piece.text[0] in "(【〔[《〈<" else None
    if found is None:
        return (scan.awaiting or scan.captions_above) and _plain_caption(scan, index, scan.beyond(index))
    below = scan.beyond(index)
    inner = _inner(found)
    if scan.awaiting and not scan.drafts[-1].heading and scan.drafts[-1].kind == ARTICLE:
        _head(scan.drafts[-1], piece, inner)
        return True
    if below is not None and not inner.startswith("以下") and _is_article(scan, below):
        head = scan.pieces[below].head
        if not _unfinished(scan, piece) or (head is not None and head.number == _next(scan.last_article)):
            _open(scan, index, inner)
            return True
    if piece.text[0] != "(" or _NO_CAPTION.search(inner) or not heading_like(inner, _LONGEST) or _unfinished(scan, piece):
        return False
    if scan.article and scan.articles >= 2 and below is not None and _has_sentence(scan, below):
        _open(scan, index, inner)
        return True
    return not scan.article and _subheading(scan, index, inner, below)


def _unfinished(scan: Scan, piece: Piece) -> bool:
    """The text before runs on in this line, so that its brackets are part of a sentence."""
    above = scan.current
    if above is None or above.last is None or not above.body or stopped(above.body):
        return False
    return full(above.last, scan.wrap) and runs_on(above.body, above.last, piece, scan.wrap)


def _has_sentence(scan: Scan, index: int) -> bool:
    piece = scan.pieces[index]
    return piece.head is None and index not in scan.rows and ("。" in piece.text or full(piece, scan.wrap) or piece.width > 60)


def _open(scan: Scan, index: int, inner: str) -> None:
    """Begin an article whose number, if it has one, is on the next line."""
    piece = scan.pieces[index]
    draft = scan.put(Draft(ARTICLE, ARTICLE_RANK, indent=piece.indent), index)
    _head(draft, piece, inner)
    scan.outer = scan.outer if scan.article else scan.stack
    scan.article = scan.awaiting = True
    scan.stack = []


def _head(draft: Draft, piece: Piece, inner: str, at: int = 0, until: int | None = None) -> None:
    draft.heading = inner
    draft.add("heading", piece, at, until)


def _subheading(scan: Scan, index: int, inner: str, below: int | None) -> bool:
    """(通常の事業の実施地域) above a text of a numbered section."""
    piece, above = scan.pieces[index], scan.current
    if below is None or not scan.stack or above is None or not piece.gap:
        return False
    if above.body and not stopped(above.body) and above.kind != ROW:
        return False
    if not (_has_sentence(scan, below) or below in scan.rows):
        return False
    place = next((at for at in range(len(scan.stack) - 1, -1, -1) if scan.stack[at].family == "CAPTION"), None)
    rank = scan.stack[place].rank if place is not None else min(scan.stack[-1].rank + 1, 7)
    if place is not None:
        del scan.stack[place:]
    scan.stack.append(Level("CAPTION", 0, rank, True, piece.indent))
    _head(scan.put(Draft(SECTION, rank, indent=piece.indent), index), piece, inner)
    return True


def _plain_caption(scan: Scan, index: int, below: int | None) -> bool:
    """A caption without brackets: below a bare number, or above a number line that has none of its own."""
    piece = scan.pieces[index]
    if piece.head is not None and piece.head.family not in ("BULLET", "TIGHT"):
        return False
    if not heading_like(piece.text, _LONGEST) or ("、" in piece.text and len(piece.text) > 20) or index in scan.rows:
        return False
    draft = scan.current
    if scan.awaiting and draft is not None and draft.kind == ARTICLE and not draft.heading and draft.number:
        if below is not None and not _is_article(scan, below) and not full(piece, scan.wrap) and not piece.text.endswith("者"):
            _head(draft, piece, piece.plain)
            return True
        return False
    if below is None or not _is_article(scan, below) or _unfinished(scan, piece) or _own_caption(scan, below):
        return False
    if not scan.captions_above:
        return False
    _open(scan, index, piece.plain)
    return True


def _own_caption(scan: Scan, index: int) -> bool:
    piece = scan.pieces[index]
    return bool(_CAPTION.match(piece.text, _after(piece)))


def habits(scan: Scan, start: int) -> tuple[bool, bool]:
    """How the part writes its captions: (most stand above the number lines, without brackets; most stand behind)."""
    above = behind = seen = 0
    for at in range(start, scan.stop):
        piece = scan.pieces[at]
        if piece.head is None or piece.head.family != "ARTICLE":
            continue
        if REFERENCE.match(piece.text, piece.head.span.end - piece.span.start):
            continue
        before = scan.pieces[at - 1] if at > start else None
        seen += 1
        above += before is not None and _is_line_of_words(scan, at - 1)
        behind += heading_like(piece.text[_after(piece) :], _LONGEST)
    return above * 3 >= seen * 2, behind * 2 > seen


def _is_line_of_words(scan: Scan, at: int) -> bool:
    piece = scan.pieces[at]
    return piece.head is None and not piece.noise and at not in scan.rows and heading_like(piece.text, _LONGEST)


# -------------------------------- number lines


def chapter(scan: Scan, index: int) -> bool:
    piece = scan.pieces[index]
    head = piece.head
    if head is None or head.family != "CHAPTER" or len(piece.text) > 60 or "。" in piece.text:
        return False
    draft = scan.put(Draft(CHAPTER, CHAPTER_RANK, number=head.number, indent=piece.indent), index)
    draft.label = _bare(head)
    draft.leaves.append(("label", head.span.start, head.span.end))
    _head(draft, piece, squeezed(piece.text[piece.rest :]), piece.rest)
    scan.article, scan.awaiting, scan.stack = False, False, []
    return True


def article(scan: Scan, index: int) -> bool:
    """The number line of an article, with what stands on it: caption, text."""
    if not _is_article(scan, index):
        return False
    piece = scan.pieces[index]
    head = piece.head
    if head is None:
        return False
    above = scan.current
    pending = above is not None and above.kind == ARTICLE and not above.number and scan.awaiting
    draft = above if pending and above is not None else scan.put(Draft(ARTICLE, ARTICLE_RANK, indent=piece.indent), index)
    draft.tag = index
    if head.span.start > piece.span.start and not piece.dashed:
        _head(draft, piece, squeezed(piece.text[: head.span.start - piece.span.start]).strip("()"), 0, head.span.start - piece.span.start)
    draft.number, draft.label, draft.last = head.number, _bare(head), piece
    at = _after(piece)
    draft.leaves.append(("label", head.span.start, max(head.span.end, piece.span.start + len(piece.text[:at].rstrip()))))
    scan.outer = scan.outer if scan.article else scan.stack
    scan.article = scan.awaiting = True
    scan.stack, scan.last_article = [], head.number
    scan.articles += 1
    if not draft.heading:
        at = _caption_behind(scan, index, draft, at)
    if piece.text[at:].strip():
        paragraph = scan.put(Draft(PARAGRAPH, PARAGRAPH_RANK, number=(1,), indent=piece.indent), index)
        paragraph.add("line", piece, at)
        scan.awaiting = False
        scan.stack = [Level("", 1, PARAGRAPH_RANK, paragraph=True)]
    return True


def unfold(scan: Scan, index: int) -> bool:
    """Whether a row is an article, whose number, caption and text a table only sets side by side; it is a row no more."""
    piece = scan.pieces[index]
    head = piece.head
    if head is None or head.family != "ARTICLE" or head.number != _next(scan.last_article) or "。" not in piece.text:
        return False
    filled = [cell for cell in piece.cells if cell.start < cell.end]
    if not 2 <= len(filled) <= 3 or not (filled[0].start <= head.span.start and head.span.end <= filled[0].end):
        return False
    piece.text, piece.cells = piece.text.replace("\t", " "), ()
    return True


def _bare(head: Head) -> str:
    return head.text.strip("【】[]<>〈〉《》()■◆●○")


def _after(piece: Piece) -> int:
    """Offset behind the number, and behind the mark that may follow it (第5条：, 第5条.)."""
    at = piece.rest
    while at < len(piece.text) and piece.text[at] in ":.・ -":
        at += 1
    return at


def _caption_behind(scan: Scan, index: int, draft: Draft, at: int) -> int:
    """Take the caption that follows the number, if there is one; offset of what follows it."""
    piece = scan.pieces[index]
    found = _CAPTION.match(piece.text, at)
    if found and not RUNS_ON.match(piece.text[found.end() :].lstrip()):
        _head(draft, piece, _inner(found), at, found.end())
        return found.end()
    rest = piece.text[at:]
    if not rest:
        return at
    gap = _COLUMN.search(scan.source[piece.span.start + at : piece.span.end])
    if gap and gap.start() and _heads_text(piece.text[at : at + gap.start()], piece.text[at + gap.end() :]):
        _head(draft, piece, squeezed(piece.text[at : at + gap.start()]), at, at + gap.start())
        return at + gap.end()
    if _heading_alone(scan, index, rest):
        _head(draft, piece, squeezed(rest), at)
        return len(piece.text)
    return at


def _heads_text(words: str, rest: str) -> bool:
    """契約期間　この契約の期間は…: a noun, a gap, a sentence."""
    plain = squeezed(words)
    if not rest or len(plain) > 20 or not heading_like(words) or compiled(r"[はがを、]").search(plain):
        return False
    return len(rest) >= 15 and not RUNS_ON.match(rest) and not REFERENCE.match(rest)


def _heading_alone(scan: Scan, index: int, rest: str) -> bool:
    """第５条　契約期間 with its body on the next line."""
    piece, below = scan.pieces[index], scan.following(index)
    if not heading_like(rest, _LONGEST) or "は、" in rest or full(piece, scan.wrap) or PREDICATE.search(squeezed(rest)):
        return False
    if below is None:
        return False
    if below.head is not None and below.head.family == "ARTICLE":
        return scan.captions_behind
    return not RUNS_ON.match(below.text)
