"""What a sentence says beside the evidence: remarks in brackets, and phrases of their own that hold no part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expressions import compiled
from ..records import NamedTuple
from ..text import Span

_BORDER = compiled(r"[()、]")
# A phrase that is complete where a comma follows: 「…を作成し、」. What ends otherwise goes on.
_COMPLETE = compiled(r"(?:[しじりれずげけせめい]|[おで開置聞]き)$(?<!用い)")
_MEANWHILE = compiled(r"(?:つつ|ながら|ともに|ほか|を含め|も含め|を除き|ずに|かかわらず|関わらず)$")  # said in passing, wherever it stands
_GOVERNS = compiled(r"(?:は|とき|場合|際|時|に[当あ]たり|により|に[関対際]し)$")  # the topic and the condition of all that follows
_WIDENS = compiled(r"(?:含む|含みます|除く|除きます|同じ)。?\)$")  # before the evidence; another remark tells what it is


class _Piece(NamedTuple):
    """A stretch of a sentence, from its start: whether it is a remark in brackets, and whether a comma or the end follows."""

    start: int
    end: int
    remark: bool
    ends: bool


def besides(said: str, start: int, parts: Iterable[Span]) -> list[Span]:
    """The stretches of a sentence that are about the evidence, without what it only says beside it.

    said: the sentence, which begins at `start`; parts: where the words of the evidence stand.
    """
    inside = [part.start - start for part in parts if start <= part.start < start + len(said)] or [0]
    kept: list[_Piece] = []
    phrase: list[_Piece] = []
    for piece in _pieces(said):
        held = any(piece.start <= at < piece.end for at in inside)
        if piece.remark:
            if held or (piece.start < max(inside) and not _WIDENS.search(said, piece.start, piece.end)):
                kept.append(piece)
            continue
        phrase.append(piece)
        last = said[piece.start : piece.end]
        governs, passing = bool(_GOVERNS.search(last)), bool(_MEANWHILE.search(last))
        if piece.end == len(said) or (piece.ends and (governs or passing or _COMPLETE.search(last))):
            held = any(one.start <= at < one.end for one in phrase for at in inside)
            if governs or held or (min(inside) < phrase[0].start < max(inside) and not passing):
                kept += phrase
            phrase = []
    return _merged(sorted(Span(start + piece.start, start + piece.end) for piece in kept))


def _merged(spans: list[Span]) -> list[Span]:
    """Neighbours as one stretch, with the comma between them: an expression may run across it."""
    whole: list[Span] = []
    for span in spans:
        if whole and span.start <= whole[-1].end + 1:
            span = Span(whole.pop().start, span.end)
        whole.append(span)
    return whole


def _pieces(said: str) -> Iterator[_Piece]:
    depth, since = 0, 0
    for hit in _BORDER.finditer(said):
        at, mark = hit.start(), hit[0]
        if mark == "(":
            if depth == 0:
                yield _Piece(since, at, False, False)
                since = at
            depth += 1
        elif mark == ")":
            if depth == 1:
                yield _Piece(since, at + 1, True, False)
                since = at + 1
            depth = max(depth - 1, 0)
        elif depth == 0:
            yield _Piece(since, at, False, True)
            since = at + 1
    yield _Piece(since, len(said), False, True)
