"""Stops and commas of public offices: ，and ．for 、and 。. Folding turns both into ASCII, where digits use them too."""

from __future__ import annotations

from .expressions import compiled

_COMMA = compiled(r",(?<![0-9A-Za-z],)|,(?<=[0-9],)(?![0-9])")
_FULL_STOP = compiled(r"\.(?<=[ぁ-ん]\.)(?=[\s」)]|$|[^\x00-\xff])")


def punctuated(folded: str) -> str:
    """Folded text with 、and 。 where ，and ．stand for them, character for character."""
    folded = _COMMA.sub("、", folded) if "," in folded else folded
    return _FULL_STOP.sub("。", folded) if "." in folded else folded
