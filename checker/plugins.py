"""Finds the modules of a package by their names: the module's name is its format, its YAML key, its `--format`.

A module whose name starts with "_" is a private sibling and is never offered.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType


def names(package: str) -> tuple[str, ...]:
    """The public modules of a package such as "checker.reports", sorted. Nothing but the package is imported."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return tuple(sorted(found.name for found in iter_modules(folders) if not found.name.startswith("_")))


def load(package: str, name: str) -> ModuleType:
    """Import one module that `names` listed."""
    return import_module(f"{package}.{name}")
