"""SARIF 2.1.0 for code scanning and dashboards (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

One run for the whole report. What could not be judged becomes a notification with its reason, not an alert; only the
profile "auditor" makes it results of the kind "open". Waived findings stay, as suppressed results.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..model import (
    NOT_APPLICABLE,
    SATISFIED,
    SEVERITIES,
    UNDETERMINED,
    BundleReport,
    Location,
    Report,
    Result,
)  # fmt: skip
from . import Page, clean
from ._findings import (
    WAIVED,
    findings,
    later,
    of_verdict,
    others,
    plain,
    primary,
    quiet_verdicts,
    remedy,
    told,
    unjudged,
)  # fmt: skip
from ._labels import label
from ._words import basis, place, say

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_DISTRIBUTION = "care-contract-checker"
_ROOT = "%SRCROOT%"  # relative paths start where the program was called, as a rule the top of the repository
_KINDS = {SATISFIED: "pass", NOT_APPLICABLE: "notApplicable", UNDETERMINED: "open"}  # anything else is "fail"
# For dashboards that rank by these words (GitHub shows them for rules that are not about security).
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}

_Json = dict[str, Any]


def render(report: Report, page: Page) -> str:
    """The findings that the page asks for, with their rules, as one SARIF log."""
    given = [(bundle, result) for bundle in report.bundles for result in _given(bundle, page)]
    rules: dict[str, list[Result]] = {}
    for _, result in given:
        rules.setdefault(result.rule, []).append(result)
    order = {rule: index for index, rule in enumerate(sorted(rules))}
    artifacts = _artifacts(report)
    indices = {artifact["location"]["uri"]: index for index, artifact in enumerate(artifacts)}
    run = {
        "tool": {
            "driver": {**_driver(), "language": page.lang, "rules": [_rule(rules[rule], page) for rule in sorted(rules)]},
            "extensions": [{"name": name, "version": version} for name, version in report.packs],
        },
        "language": page.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the check was run."}}},
        "invocations": [_invocation(report, page)],
        "artifacts": artifacts,
        "results": [_result(result, bundle, order, indices, page) for bundle, result in given],
        "properties": {"asOf": report.as_of.isoformat()},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _given(bundle: BundleReport, page: Page) -> Iterator[Result]:
    yield from findings(bundle, page)
    quiet = quiet_verdicts(page)
    for verdict in (*((UNDETERMINED,) if NOT_APPLICABLE in quiet else ()), *quiet, WAIVED):
        yield from of_verdict(bundle, verdict)


def _driver() -> _Json:
    try:
        return {"name": "checker", "version": metadata.version(_DISTRIBUTION)}
    except metadata.PackageNotFoundError:  # run from a bare checkout
        return {"name": "checker"}


# ---------------------------------------------------------------- rules


def _rule(results: Iterable[Result], page: Page) -> _Json:
    """What is known of a rule from its results; those of several services may each add a basis."""
    results = list(results)
    first = results[0]
    severity = min((result.severity for result in results), key=SEVERITIES.index)
    rule: _Json = {"id": first.rule, "shortDescription": {"text": clean(first.title)}}
    if first.why:
        rule["fullDescription"] = {"text": plain(first.why)}
    return {
        **rule,
        "defaultConfiguration": {"level": severity},
        "help": {"text": _help(results, page, "{}", "- {}", "{}"), "markdown": _help(results, page, "**{}**", "- {}", "> {}")},
        "properties": {
            "tags": ["compliance", first.klass, first.duty],
            **({"problem.severity": _PROBLEM[severity]} if severity in _PROBLEM else {}),
        },
    }


def _help(results: list[Result], page: Page, heading: str, entry: str, quoted: str) -> str:
    """The same help as text or as Markdown; the words of a pack are escaped only where they could be markup."""
    lang, first = page.lang, results[0]
    escape = markdown_escape if quoted != "{}" else plain
    bases = dict.fromkeys(basis(lang, one) for result in results for one in result.basis)
    wording = next((result for result in results if result.remedy), None)
    parts = [
        f"{say(lang, f'duty:{first.duty}')}・{say(lang, f'class:{first.klass}')}",
        escape(first.why),
        heading.format(say(lang, "basis")) + "\n\n" + "\n".join(entry.format(escape(one)) for one in bases) if bases else "",
    ]
    if wording:
        lines = "  \n".join(quoted.format(escape(line)) for line in wording.remedy.splitlines())
        parts.append(heading.format(say(lang, remedy(wording))) + "\n\n" + (lines if quoted != "{}" else wording.remedy.strip()))
    parts.append(f"checker explain {first.rule}" if quoted == "{}" else f"`checker explain {first.rule}`")
    return "\n\n".join(filter(None, parts))
