"""What the command line and checker.yaml decide together, and the rules that follow from it. Private to `cli`."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from ._arguments import nothing_to_check
from .config import Resolved, blame, load, resolve
from .errors import UsageProblem
from .model import Pack, Settings


def settle(options: Namespace) -> Resolved:
    """What the command line and checker.yaml decide together; without PATH, the paths of checker.yaml are checked."""
    drafts = options.command in ("audit", "baseline", "config")
    named = options.targets if drafts else []
    settings = Settings() if options.no_config else load(named, options.config)
    if drafts and not named and options.command != "config":
        options.targets = [os.path.relpath(os.path.join(settings.root, path)) for path in settings.paths]
        if not options.targets:
            raise nothing_to_check(options.command)
    given = {key: getattr(options, key, None) for key in ("service", "area", "profile", "fail_on", "baseline")}
    settled = resolve(settings, given, options.pack)
    options.profile = settled["profile"]
    return settled


def loaded(options: Namespace, settled: Resolved, examples: bool = False) -> Pack:
    """The rules of every day for the area and the packs that were settled. Raises PackProblem and UsageProblem."""
    from . import engine

    try:
        return engine.load(folders(settled), settled["area"] or None, not options.no_cache, examples)
    except UsageProblem as problem:
        raise blame(problem, settled) from problem


def folders(settled: Resolved) -> list[Path]:
    """The further packs; raises UsageProblem for one that is not there."""
    for folder, where in settled.packs:
        if not os.path.exists(folder):
            raise UsageProblem(f"ルールパックが見つかりません。{where} のパスを確認してください", folder)
    return [Path(folder) for folder, _ in settled.packs]
