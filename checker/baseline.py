"""The baseline: findings that were there when it was written, so that only new ones are reported. It can only shrink.

A finding is known by its file (relative to the folder of the baseline) and its fingerprint, which does not depend on
line numbers; equal ones are counted. `{"schema": "checker-baseline/1", "files": {path: [{rule, fingerprint, count}]}}`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import UsageProblem
from .model import INCONSISTENT, MISSING, UNDETERMINED, WEAK, BundleReport, Report, Result
from .records import NamedTuple

SCHEMA = "checker-baseline/1"
NAME = "checker-baseline.json"

Entry = tuple[str, str, str]  # path, rule, fingerprint
Known = Counter[Entry]


class Compared(NamedTuple):
    """A report without the findings that are known, how many these are, and those known that are found no more."""

    report: Report
    known: int
    gone: Known


class Written(NamedTuple):
    """What a baseline now holds, how many findings it lost, and how many new ones it was not given."""

    held: Known
    lost: int
    new: int


# -------------------------------- the file


def read(file: Path) -> Known:
    """What a baseline holds. Raises UsageProblem for a file that is none."""
    try:
        if file.exists() and not file.is_file():  # a device or a pipe would never end
            raise ValueError
        told = json.loads(file.read_bytes())
        if told["schema"] != SCHEMA:
            raise ValueError
        found = {
            (str(path), str(one["rule"]), str(one["fingerprint"])): int(one.get("count", 1))
            for path, some in told["files"].items()
            for one in some
        }
    except OSError as error:
        raise UsageProblem(f"ベースラインを読めません（{error.strerror}）。checker baseline write で作れます", str(file)) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UsageProblem("ベースラインのファイルではありません。checker baseline write で作ったものを指定してください", str(file)) from error
    return Counter(found)


def text(known: Known) -> str:
    """The file, one finding a line, sorted, so that changes of it can be reviewed."""
    files: dict[str, list[str]] = {}
    for (path, rule, fingerprint), count in sorted(known.items()):
        entry = {"rule": rule, "fingerprint": fingerprint, **({"count": count} if count > 1 else {})}
        files.setdefault(path, []).append(f"      {json.dumps(entry, ensure_ascii=False)}")
    told = ",\n".join(f"    {json.dumps(path, ensure_ascii=False)}: [\n" + ",\n".join(some) + "\n    ]" for path, some in files.items())
    return f'{{\n  "schema": "{SCHEMA}",\n  "files": {{{f"{chr(10)}{told}{chr(10)}  " if told else ""}}}\n}}\n'


# -------------------------------- comparing


def compare(report: Report, known: Known, folder: Path) -> Compared:
    """Leave out of a report, and of what it says of later days, the findings that are known."""
    left = Counter(known)
    fresh = _without(report, left, folder)
    judged = _judged(report, folder)
    gone = Counter({entry: count for entry, count in left.items() if count > 0 and _over(entry, judged, folder)})
    later = tuple(_without(one, Counter(known), folder) for one in report.later)
    later = tuple(one for one in later if any(one.results()))
    return Compared(fresh._replace(later=later), known.total() - left.total(), gone)


def _without(report: Report, left: Known, folder: Path) -> Report:
    """The report without what is in `left`, which is used up."""

    def fresh(bundle: BundleReport, result: Result) -> bool:
        entry = _entry(bundle, result, folder)
        if not _counts(result) or left[entry] <= 0:
            return True
        left[entry] -= 1
        return False

    bundles = [one._replace(results=tuple(r for r in one.results if fresh(one, r))) for one in report.bundles]
    return report._replace(bundles=tuple(bundles))


def write(report: Report, old: Known | None, folder: Path) -> Written:
    """What a baseline of the report holds. One that is there already (old) only loses what is found no more."""
    found = Counter(_entries(report, folder))
    if old is None:
        return Written(found, 0, 0)
    judged = _judged(report, folder)
    held = Counter({e: min(n, found[e]) if _over(e, judged, folder) else n for e, n in old.items()})
    held = +held
    return Written(held, old.total() - held.total(), (found - old).total())


def _entries(report: Report, folder: Path) -> Iterator[Entry]:
    for bundle in report.bundles:
        yield from (_entry(bundle, result, folder) for result in bundle.results if _counts(result))


def _counts(result: Result) -> bool:
    return result.verdict in (MISSING, WEAK, INCONSISTENT) and result.severity != "none" and result.waived is None


def _entry(bundle: BundleReport, result: Result, folder: Path) -> Entry:
    first = result.locations[0].path if result.locations else bundle.documents[0].path
    return _place(first, folder), result.rule, result.fingerprint


def _judged(report: Report, folder: Path) -> dict[str, set[str]]:
    """Every file that was checked, with the rules that could not be judged for it (its other papers were not at hand)."""
    found: dict[str, set[str]] = {}
    for bundle in report.bundles:
        open_ = {result.rule for result in bundle.results if result.verdict == UNDETERMINED}
        for document in bundle.documents:
            found.setdefault(_place(document.path, folder), set()).update(open_)
    return found


def _over(entry: Entry, judged: Mapping[str, set[str]], folder: Path) -> bool:
    """Whether an entry may be over: its file was checked, and its rule judged, or the file is there no more."""
    path, rule, _ = entry
    return rule not in judged[path] if path in judged else path != "-" and not (folder / path).exists()


def _place(path: str, folder: Path) -> str:
    if path == "-":
        return path
    try:
        return os.path.relpath(os.path.abspath(path), folder.absolute()).replace(os.sep, "/")
    except ValueError:  # another drive
        return Path(path).absolute().as_posix()
