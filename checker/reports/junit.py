"""JUnit XML for build servers: a suite for each set of papers, a test for each finding.

Errors and warnings are failures, notes pass with their text as output, what could not be judged, was waived or begins
later is skipped. Every paper gives one test of its own (was it read?), so that a paper without findings is a suite
that passed and not an empty one, which build servers refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ..model import UNDETERMINED, BundleReport, Report, Result
from . import Page, clean
from ._findings import WAIVED, account, findings, later, of_verdict, primary, quiet_verdicts, terms, told
from ._labels import label
from ._words import place, say

_FAILURES = ("error", "warning")
_COUNTED = ("failure", "error", "skipped")  # elements of a test -> attributes of its suite: failures, errors, skipped


def render(report: Report, page: Page) -> str:
    """The report as one `testsuites` document, in the dialect that Jenkins, GitLab and their kin share."""
    root = Element("testsuites", name="checker")
    for bundle in report.bundles:
        root.append(_suite(bundle.name, _bundle(bundle, page)))
    if report.errors:
        root.append(_suite(label(page.lang, "refused"), _refused(report, page)))
    if begins := list(_later(report, page)):
        root.append(_suite(label(page.lang, "later", day="…"), iter(begins)))
    _count(root)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, tests: Iterator[Element]) -> Element:
    suite = Element("testsuite", name=clean(name))
    suite.extend(tests)
    _count(suite)
    return suite


def _count(suite: Element) -> None:
    suite.set("tests", str(sum(1 for _ in suite.iter("testcase"))))
    for element in _COUNTED:
        attribute = element if element == "skipped" else f"{element}s"
        suite.set(attribute, str(sum(1 for _ in suite.iter(element))))


def _bundle(bundle: BundleReport, page: Page) -> Iterator[Element]:
    for document in bundle.documents:
        yield _test(bundle.name, f"{label(page.lang, 'read')}: {document.path}", document.path)
    for result in findings(bundle, page):
        yield _finding(result, bundle, page)
    for verdict in (UNDETERMINED, *quiet_verdicts(page), WAIVED):
        for result in of_verdict(bundle, verdict):
            yield _settled(result, bundle, page)


def _test(bundle: str, name: str, path: str, line: int = 0) -> Element:
    test = Element("testcase", classname=clean(bundle), name=clean(name), file=clean(PurePath(path).as_posix()))
    if line:
        test.set("line", str(line))
    return test


def _result(result: Result, bundle: BundleReport, page: Page) -> Element:
    """A test named by requirement, rule and place, so that two findings of one rule are two tests."""
    where = primary(result)
    at = f" {place(page.lang, where)}" if where else ""
    path = where.path if where else bundle.documents[0].path
    line = where.start_line if where and where.page is None and not where.place else 0  # lines of a Word file help nobody
    return _test(bundle.name, f"{result.title} [{result.rule}]{at}", path, line)


def _finding(result: Result, bundle: BundleReport, page: Page) -> Element:
    test = _result(result, bundle, page)
    text = "\n".join(account(result, page.lang))
    if result.severity in _FAILURES:
        message = f"{say(page.lang, result.verdict)}: {' '.join(told(result))}"
        SubElement(test, "failure", type=result.severity, message=clean(message)).text = text
    else:
        SubElement(test, "system-out").text = text
    return test


def _settled(result: Result, bundle: BundleReport, page: Page) -> Element:
    """A test that passed, or was skipped and why."""
    test = _result(result, bundle, page)
    if result.waived is not None:
        SubElement(test, "skipped", message=clean("; ".join([say(page.lang, WAIVED), *terms(result.waived, page.lang)])))
    elif result.verdict == UNDETERMINED:
        SubElement(test, "skipped", message=clean(f"{say(page.lang, UNDETERMINED)}: {' '.join(told(result))}"))
    return test


def _refused(report: Report, page: Page) -> Iterator[Element]:
    for error in report.errors:
        test = _test(error.path, label(page.lang, "read"), error.path)
        SubElement(test, "error", type="input", message=clean(error.message))
        yield test


def _later(report: Report, page: Page) -> Iterator[Element]:
    for day, bundle, result in later(report):
        test = _test(bundle, f"{result.title} [{result.rule}] {day}", bundle)
        SubElement(test, "skipped", message=clean(f"{label(page.lang, 'later', day=day)}: {' '.join(told(result))}"))
        yield test
