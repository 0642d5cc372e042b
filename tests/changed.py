"""A copy of one of the model's named tuples with some fields changed."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


def replace(one: T, **fields: Any) -> T:
    made: T = one._replace(**fields)  # type: ignore[attr-defined]
    return made
