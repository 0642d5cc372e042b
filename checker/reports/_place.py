"""Spans of a source -> lines. Private to the reports."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from ..text import Span


def lines_of(text: str) -> Callable[[Span], tuple[int, int]]:
    """A function from a span of `text` to its first and last line (1-based; lines end at \\n, as `cat -n` counts)."""
    ends = list(accumulate(len(line) + 1 for line in text.split("\n")))

    def lines(span: Span) -> tuple[int, int]:
        return bisect_right(ends, span.start) + 1, bisect_right(ends, max(span.start, span.end - 1)) + 1

    return lines
