"""Records are named tuples in all that their users rely on."""

from __future__ import annotations

import pickle

import pytest

from checker.records import NamedTuple


class Place(NamedTuple):
    """Where something stands."""

    line: int
    column: int = 1
    note: str | None = None

    @property
    def shown(self) -> str:
        return f"{self.line}:{self.column}"

    def __hash__(self) -> int:
        return hash(self.line)


def test_a_record_is_a_tuple_with_names() -> None:
    place = Place(3)
    assert place == (3, 1, None) == Place(3, 1, None)
    assert (place.shown, place._replace(line=4).shown) == ("3:1", "4:1")
    assert Place._fields == ("line", "column", "note")
    assert Place.__doc__ == "Where something stands."
    assert (Place.__module__, repr(place)) == (__name__, "Place(line=3, column=1, note=None)")
    assert hash(place) == hash(3)
    assert pickle.loads(pickle.dumps(place)) == place
    with pytest.raises(AttributeError):
        place.line = 4  # type: ignore[misc]
    with pytest.raises(TypeError):
        Place()  # type: ignore[call-arg]
