"""Where the grammar and rule files are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The data folder `name` ("grammar" or "rules"): in the package first (wheel), beside it second (checkout)."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name
