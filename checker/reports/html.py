"""One page that opens in any browser and prints: what to do first, then the findings beside the draft itself.

The page carries everything and runs nothing: filters are check boxes and CSS, and a Content-Security-Policy forbids
scripts, pictures and connections altogether, so that whatever a draft holds stays text.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path, PurePath

from ..model import NOT_APPLICABLE, SATISFIED, UNDETERMINED, BundleReport, Detected, Report
from . import PROFILES, Page
from ._findings import FAULTS, SEVERE, WAIVED, counts, later, quiet_verdicts, todo, told
from ._fragment import mark, safe
from ._labels import label, names
from ._matrix import build
from ._section import Section, bundle_section
from ._tables import matrix_table, overview_table
from ._words import MARKS, place, say, stretch

_STYLE = Path(__file__).with_name("html.css")
_POLICY = "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
_VERDICTS = (*FAULTS, UNDETERMINED, SATISFIED, NOT_APPLICABLE, WAIVED)


def render(report: Report, page: Page) -> str:
    """The whole report as one HTML document."""
    named = names([bundle.name for bundle in report.bundles])
    sections = [bundle_section(bundle, number, page) for number, bundle in enumerate(report.bundles, 1)]
    several = len(sections) > 1
    body = list(_top(report, named, page))
    if several:
        matrix = build(report, page)
        body += [overview_table(report, matrix, page), matrix_table(matrix, sections, page)]
    body += _filter(sections, page)
    for bundle, name, section in zip(report.bundles, named, sections, strict=True):
        body += [*(_title(bundle, name, page) if several else ()), section.body]
    body += [*_later(report, page), "</main>", _foot(report, page)]
    return "\n".join([*_head(report, named, page), *body, "</body>", "</html>"]) + "\n"


def _head(report: Report, named: Sequence[str], page: Page) -> Iterator[str]:
    style = "\n" + _STYLE.read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    yield f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY.format(digest=digest))}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{safe(_name(report, named, page))} | {label(page.lang, 'title')}</title>"
    yield f"<style>{style}</style>\n</head>\n<body>"


def _name(report: Report, named: Sequence[str], page: Page) -> str:
    if len(named) == 1:
        return "、".join(PurePath(document.path).name or document.path for document in report.bundles[0].documents)
    return label(page.lang, "several", bundles=len(named))


# -------------------------------- what to know first


def _top(report: Report, named: Sequence[str], page: Page) -> Iterator[str]:
    yield f'<header class="page"><p class="kind">{label(page.lang, "title")}</p>'
    yield f"<h1>{safe(_name(report, named, page))}</h1>"
    counted = counts(report.results())
    yield _todo(counted, page) if report.bundles else f'<p class="todo">{say(page.lang, "nothing")}</p>'
    if report.known:
        yield f"<p>{say(page.lang, 'known', known=report.known)}</p>"
    if report.errors:
        entries = "".join(f"<li>{safe(error.path)}: {safe(error.message)}</li>" for error in report.errors)
        yield f'<div class="refused"><b>{label(page.lang, "refused")} {len(report.errors)}</b><ul>{entries}</ul></div>'
    yield from _tiles(counted, page)
    if len(report.bundles) == 1:
        yield _facts(report.bundles[0], page)
    yield "</header>\n<main>"


def _todo(counted: Counter[str], page: Page) -> str:
    error, warning = counted["error"], counted["warning"]
    return f'<p class="todo {"error" if error else "warning" if warning else "good"}">{todo(counted, page.lang)}</p>'


def _tiles(counted: Counter[str], page: Page) -> Iterator[str]:
    """How much there is of each kind, and what the kind means to somebody who has to do something."""
    keys = [*SEVERE, *([UNDETERMINED] if counted[UNDETERMINED] else []), SATISFIED, *([WAIVED] if counted[WAIVED] else [])]
    yield '<ul class="tiles">'
    for key in keys:
        hidden = counted[key] and key in SEVERE and key not in PROFILES[page.profile]
        listed = key != SATISFIED or SATISFIED in quiet_verdicts(page)
        about = label(page.lang, "left_out" if hidden else f"{key}:help" if listed else "on_request")
        sign = f"{MARKS[key]} " if key in SEVERE else ""
        yield f'<li class="{key}{"" if counted[key] else " zero"}"><b>{counted[key]}</b>{sign}{label(page.lang, key)}<small>{about}</small></li>'
    yield "</ul>"


def _facts(bundle: BundleReport, page: Page) -> str:
    """What the papers are and how that is known."""
    lang = page.lang
    facts = [(say(lang, "service"), _known(bundle.service, lang))]
    if bundle.area:
        facts.append((say(lang, "area"), _known(bundle.area, lang)))
    for document in bundle.documents:
        parts = [f"{one.title or one.role}（{stretch(lang, one.start_line, one.end_line)}）" for one in document.parts]
        facts.append((say(lang, "papers"), "<br>".join(map(safe, [*([document.path] if len(bundle.documents) > 1 else []), *parts]))))
        facts += [(say(lang, "unread"), safe(f"{stretch(lang, start, end)} {why}")) for why, start, end in document.unread]
        facts += [(say(lang, "dated"), safe(f"{day}（{place(lang, where)}）")) for day, where in document.dates[:1]]
    return f'<dl class="facts">{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)}</dl>'


def _known(found: Detected, lang: str) -> str:
    if not found.value or found.how == "unknown":
        return safe(say(lang, "unknown"))
    if found.how != "detected" or not found.evidence:
        return safe(f"{found.value}（{say(lang, 'given')}）")
    where = found.evidence[0]
    return safe(f"{found.value}（{say(lang, 'detected', place=place(lang, where), text=where.text[:30])}）")


# -------------------------------- choosing, and the rest of the page


def _filter(sections: Iterable[Section], page: Page) -> Iterator[str]:
    """Check boxes for the severities and verdicts that are on the page; with one kind there is nothing to choose."""
    shown: Counter[str] = Counter()
    for section in sections:
        shown.update(section.shown)
    severities = [(f"s-{key}", f"{MARKS[key]} {label(page.lang, key)}") for key in SEVERE]
    verdicts = [(f"v-{key}", say(page.lang, key)) for key in _VERDICTS]
    groups = [("severity", severities), ("verdict", verdicts)]
    if len(shown) < 2:
        return
    yield f'<div class="filter"><p>{label(page.lang, "filter")}</p>'
    for name, choices in groups:
        boxes = "".join(
            f'<label><input type="checkbox" id="{key}" checked autocomplete="off">{words}（{shown[key]}）</label>'
            for key, words in choices
            if shown[key]
        )
        if boxes:
            yield f"<fieldset><legend>{label(page.lang, f'filter:{name}')}</legend>{boxes}</fieldset>"
    yield "</div>"


def _title(bundle: BundleReport, name: str, page: Page) -> Iterator[str]:
    """The heading of one set of several."""
    yield f"<h2>{safe(name)}</h2>"
    yield _todo(counts(bundle.results), page)
    yield _facts(bundle, page)


def _later(report: Report, page: Page) -> Iterator[str]:
    """What begins on later days, by day."""
    days: dict[str, list[str]] = {}
    for day, bundle, result in later(report):
        told_ = safe(" ".join(told(result)))
        days.setdefault(day, []).append(f"<li>{mark(result)} {safe(result.title)}: {told_} <small>{safe(bundle)}</small></li>")
    for day, lines in days.items():
        yield f'<h2>{label(page.lang, "later", day=day)} {len(lines)}</h2>\n<ul class="settled">{"".join(lines)}</ul>'


def _foot(report: Report, page: Page) -> str:
    packs = safe("、".join(f"{name} {version}" for name, version in report.packs))
    as_of = f"{say(page.lang, 'as_of')} {report.as_of.isoformat()}（{packs}）"
    return f"<footer><p>{label(page.lang, 'legend')}</p><p>{as_of}</p></footer>"
