"""The days a paper names for itself: 「令和○年○月○日現在」, 施行, 改定 — to be shown beside the day it is checked by."""

from __future__ import annotations

from . import facts
from .expressions import compiled
from .model import Source
from .records import NamedTuple
from .text import Span, fold_paper, squeeze

_OWN = compiled(
    r"((?:令和|平成|昭和)(?:[0-9]{1,2}|元|[〇一二三四五六七八九十]{1,3})年(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})日)?|20[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|20[0-9]{2}[/.][0-9]{1,2}[/.][0-9]{1,2})"
    r"(?:より|から)?(?:現在|施行|改定|改訂|改正|作成|版|適用)"
)
_MOST = 5


class Dated(NamedTuple):
    """A day in ISO form and where the paper names it (a span of the source)."""

    day: str
    span: Span


def of(source: Source) -> list[Dated]:
    """The first few days a paper names for itself, in order."""
    text = squeeze(fold_paper(source.text), [Span(0, len(source.text))])
    found: list[Dated] = []
    for hit in _OWN.finditer(text.chars):
        value = facts.value("日付", hit[1])
        if value.low is not None:
            found.append(Dated(value.key, text.raw(Span(hit.start(), hit.end()))))
        if len(found) == _MOST:
            break
    return found
