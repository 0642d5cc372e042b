"""Checks Japanese care-service contracts against rules written as data.

    import checker
    report = checker.audit("drafts/", as_of=date(2026, 11, 20))
    for result in report.results(): ...
"""

from __future__ import annotations

TYPE_CHECKING = False  # nothing is loaded before it is asked for: Ctrl-C is heard from the first moment
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from .model import Document, Report

__all__ = ["Report", "__version__", "audit", "parse"]
__version__ = "0.1.0"


def audit(
    *paths: str | Path,
    texts: Mapping[str, str] | None = None,
    service: str | None = None,
    as_of: date | str | None = None,
    area: str | None = None,
    packs: str | Path | Sequence[str | Path] = (),
    together: bool = False,
) -> Report:
    """Audit drafts: files, folders or globs in `paths`, and texts by name in `texts`.

    service is the kind of service (told from the papers when None), area a local rule pack by code or name (when None,
    that of the office's own address, if there is one), packs further files and folders of rules. as_of is the day whose
    rules hold (a date, or "2026-04-01"), today when None. together makes all papers one bundle.
    Drafts that cannot be read are listed in `Report.errors`. Raises errors.PackProblem for a broken rule pack and
    errors.UsageProblem for an unknown service, area or folder, ValueError for a day that is none.
    """
    from datetime import date
    from pathlib import Path

    from . import engine

    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    more = [packs] if isinstance(packs, (str, Path)) else packs
    return engine.audit(
        [str(path) for path in paths],
        texts=texts,
        folders=[Path(path) for path in more],
        service=service,
        as_of=day or date.today(),
        area=area,
        together=together,
    )


def parse(text: str, path: str = "-") -> Document:
    """The clause tree of a draft; any text gives one. Spans are offsets into `text`."""
    from . import engine

    return engine.parse(text, path)


def __getattr__(name: str) -> Any:
    if name == "Report":
        from .model import Report

        return Report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
