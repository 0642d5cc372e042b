"""The sample papers: compliant ones give no error and no warning, poor ones what their expected files list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker import engine
from checker.model import INCONSISTENT, MISSING, WEAK, Pack, Result

SAMPLES = Path(__file__).parents[1] / "samples"
DAY = date(2026, 11, 20)
GOOD = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md") and not path.name.startswith(("poor-", "README")))
POOR = sorted(path for path in SAMPLES.iterdir() if path.name.startswith("poor-"))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return engine.load()


def found(path: Path, pack: Pack) -> list[Result]:
    report = engine.audit([str(path)], pack=pack, as_of=DAY)
    return [result for result in report.results() if result.verdict in (MISSING, WEAK, INCONSISTENT)]


def told(results: list[Result]) -> list[str]:
    return [f"{one.rule} {one.verdict} {[where.start_line for where in one.locations[:1]]} {one.reasons}" for one in results]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_compliant_samples_give_no_error_and_no_warning(path: Path, pack: Pack) -> None:
    assert told([one for one in found(path, pack) if one.severity in ("error", "warning")]) == []


def expected(path: Path) -> list[dict[str, Any]]:
    data = yaml.safe_load((SAMPLES / "expected" / f"{path.stem}.yaml").read_text(encoding="utf-8"))
    return [*data.get("requirements", ()), *data.get("consistency", ())]


def fits(one: Result, entry: dict[str, Any]) -> bool:
    """The rule, a verdict that is as right, and for what stands somewhere one of its lines (or the next)."""
    if one.rule != entry["rule"] or one.verdict not in (entry["verdict"], *entry.get("or", ())):
        return False
    lines = [line for line in (entry.get("line"), *entry.get("also", ())) if line]
    return (
        one.verdict == MISSING
        or not lines
        or any(where.start_line - 1 <= line <= where.end_line + 1 for where in one.locations for line in lines)
    )


@pytest.mark.parametrize("path", POOR, ids=lambda path: path.name)
def test_poor_samples_give_what_their_expected_files_list(path: Path, pack: Pack) -> None:
    results, entries = found(path, pack), expected(path)
    lacking = [f"{one['rule']} {one.get('line')}" for one in entries if "satisfied" not in one.get("or", ()) and not any(fits(r, one) for r in results)]
    assert lacking == []
    severe = [one for one in results if one.severity in ("error", "warning")]
    assert told([one for one in severe if not any(fits(one, entry) for entry in entries)]) == []
