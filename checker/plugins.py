"""Finds the modules of a package by their names: the module's name is its format, its YAML key, its `--format`.

A module whose name starts with "_" is a private sibling and is never offered.
"""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType


def names(package: str) -> tuple[str, ...]:
    """The public modules of a package such as "checker.reports", sorted. Nothing but the package is imported."""
    files = [file for folder in import_module(package).__path__ for file in os.listdir(folder)]
    return tuple(sorted(file.removesuffix(".py") for file in files if file.endswith(".py") and not file.startswith("_")))


def load(package: str, name: str) -> ModuleType:
    """Import one module that `names` listed."""
    return import_module(f"{package}.{name}")
