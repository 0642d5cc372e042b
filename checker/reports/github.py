"""Annotations for GitHub's workflows: one command a line, which the runner turns into marks on the changed lines.

GitHub shows ten errors, ten warnings and ten notices of a step, therefore the worst come first. The last line is a
notice with the totals. Everything is escaped, so that no draft can speak to the runner.
(https://docs.github.com/actions/reference/workflow-commands-for-github-actions)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePath

from ..model import SEVERITIES, BundleReport, Report, Result
from . import Page, clean
from ._findings import SEVERE, account, counts, extracted, findings, later, primary, told
from ._labels import label
from ._words import place, say

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice", "none": "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, page: Page) -> str:
    """Workflow commands: files that could not be read, findings from the worst, what begins later, the totals."""
    lines = [_command("error", error.message, file=error.path, title=label(page.lang, "refused")) for error in report.errors]
    found = [(result, bundle) for bundle in report.bundles for result in findings(bundle, page)]
    found.sort(key=lambda one: SEVERITIES.index(one[0].severity))
    foreign = {path for bundle in report.bundles for path in extracted(bundle)}
    lines += [_finding(result, bundle, foreign, page) for result, bundle in found]
    lines += _later(report, page)
    lines.append(_command("notice", _totals(report, page), title=label(page.lang, "product")))
    return "\n".join(lines) + "\n"


def _finding(result: Result, bundle: BundleReport, foreign: Collection[str], page: Page) -> str:
    """An annotation on the lines of a text file; of a file that is no text, on the file, with the place as words."""
    where, lines = primary(result), account(result, page.lang)
    at: dict[str, object] = {"file": bundle.documents[0].path}
    if where and where.path in foreign:
        at, lines = {"file": where.path}, [clean(place(page.lang, where)), *lines]
    elif where:
        at = {"file": where.path, "line": where.start_line, "endLine": where.end_line}
        if where.start_line == where.end_line:  # columns are only understood within one line, the last one included
            at |= {"col": where.start_column, "endColumn": max(where.end_column - 1, where.start_column)}
    title = f"{result.title}（{say(page.lang, result.verdict)}）"
    return _command(_COMMANDS[result.severity], "\n".join(lines), **at, title=title)


def _later(report: Report, page: Page) -> Iterator[str]:
    for day, bundle, result in later(report):
        where = primary(result)
        at: dict[str, object] = {"file": where.path, "line": where.start_line} if where else {"file": bundle}
        title = f"{label(page.lang, 'later', day=day)}: {result.title}"
        yield _command("notice", "\n".join(told(result)), **at, title=title)


def _totals(report: Report, page: Page) -> str:
    counted = counts(report.results())
    told = [f"{say(page.lang, key)} {counted[key]}" for key in (*SEVERE, "satisfied", "undetermined", "waived")]
    head = say(page.lang, "overview", bundles=len(report.bundles)) if report.bundles else say(page.lang, "nothing")
    return f"{head} {'  '.join(told)}"


def _command(name: str, text: str, **properties: object) -> str:
    """`::name key=value,…::text`; a line break in the text is the only control that stays."""
    data = "\n".join(clean(line) for line in text.splitlines())
    if "file" in properties:  # GitHub finds files of the repository by this name alone: without ./
        properties["file"] = PurePath(str(properties["file"])).as_posix()
    given = ",".join(f"{key}={_escaped(clean(str(value)), _PROPERTY)}" for key, value in properties.items())
    return f"::{name} {given}::{_escaped(data, _DATA)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
