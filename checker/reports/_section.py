"""One set of papers as HTML: its findings on one side, the papers themselves on the other. Private to the HTML report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model import NOT_APPLICABLE, SATISFIED, UNDETERMINED, BundleReport, DocumentSummary, Location, Result
from ..records import NamedTuple
from . import Page
from ._draft import Passage, show
from ._findings import SEVERE, WAIVED, findings, of_verdict, quiet_verdicts, terms, told, unjudged
from ._fragment import Anchor, css, finding, link, mark, safe
from ._labels import label
from ._words import MARKS, say


class Section(NamedTuple):
    """shown: how many results each filter governs (s-error, v-missing …). first: rule -> id of its first finding."""

    name: str
    body: str
    shown: Counter[str]
    first: Mapping[str, str]


def bundle_section(bundle: BundleReport, number: int, page: Page) -> Section:
    """The findings and the drafts of one bundle; all ids begin with b + its number."""
    name = f"b{number}"
    found = [(f"{name}f{index}", result) for index, result in enumerate(findings(bundle, page), 1)]
    quiet = {verdict: of_verdict(bundle, verdict) for verdict in (UNDETERMINED, *quiet_verdicts(page), WAIVED)}
    anchor = _anchors(bundle, name)
    groups = [*_groups(found, page, anchor), *_quiet_groups(bundle, quiet, page, anchor)]
    combined = {f"c-{result.severity}-{result.verdict}" for _, result in found if result.severity in SEVERE}
    combined |= {f"c-{verdict}" for verdict, results in quiet.items() if results}
    if groups:
        groups.append(f'<p class="nothing">{label(page.lang, "nothing")}</p>')
    papers = list(_papers(bundle, found, quiet.get(SATISFIED, ()), name, page))
    if papers and found:
        groups.insert(0, f'<p class="howto">{label(page.lang, "howto")} <a href="#{name}p">{label(page.lang, "skip")}</a></p>')
    said = [f'<div class="{" ".join(["side findings", *sorted(combined)])}">', *groups, "</div>"] if groups else []
    two = " two" if papers and groups else ""
    shown = Counter(key for _, result in found for key in css(result).split())
    shown.update({f"v-{verdict}": len(results) for verdict, results in quiet.items() if results})
    first = {result.rule: target for target, result in reversed(found)}
    return Section(name, "\n".join([f'<div class="sides{two}" id="{name}">', *said, *papers, "</div>"]), shown, first)


def _anchors(bundle: BundleReport, name: str) -> Anchor:
    """Places -> ids of lines, for the papers whose text the report carries."""
    known = {document.path: f"{name}d{index}l" for index, document in enumerate(bundle.documents, 1) if document.text}
    return lambda where: f"{known[where.path]}{where.start_line}" if where.path in known else ""


# -------------------------------- what was found


def _groups(found: Sequence[tuple[str, Result]], page: Page, anchor: Anchor) -> Iterator[str]:
    """What to mend, what to review, what could be better: a group for each severity that the page asks for."""
    for severity in (*SEVERE, "none"):
        group = [(name, result) for name, result in found if result.severity == severity]
        if not group:
            continue
        verdicts = " ".join(sorted({f"g-{result.verdict}" for _, result in group}))
        title, about = label(page.lang, "findings"), ""
        if severity in SEVERE:
            title = f"{MARKS[severity]} {label(page.lang, severity)}"
            about = f" <small>{say(page.lang, f'{severity}:about')}</small>"
        yield f'<section class="group s-{severity} {verdicts}"><h3>{title} {len(group)}{about}</h3>'
        yield from (finding(result, name, page.lang, anchor) for name, result in group)
        yield "</section>"


def _quiet_groups(
    bundle: BundleReport, quiet: Mapping[str, Sequence[Result]], page: Page, anchor: Anchor
) -> Iterator[str]:
    """What is no finding: undetermined by reason, satisfied with the place that shows it, and what does not apply or was waived."""
    lines: dict[str, Iterable[str]] = {
        UNDETERMINED: (_unjudged(reason, results) for reason, results in unjudged(bundle).items()),
        SATISFIED: (_satisfied(result, page, anchor) for result in quiet.get(SATISFIED, ())),
        NOT_APPLICABLE: (f"{safe(one.title)} <small>{safe(' '.join(told(one)))}</small>" for one in quiet.get(NOT_APPLICABLE, ())),
        WAIVED: (_waived(result, page) for result in quiet[WAIVED]),
    }
    for verdict, results in quiet.items():
        if results:
            about = f"<small>{label(page.lang, f'{verdict}:help')}</small>"
            yield f'<section class="group g-{verdict}"><h3>{label(page.lang, verdict)} {len(results)} {about}</h3><ul class="settled">'
            yield from (f"<li>{line}</li>" for line in lines[verdict])
            yield "</ul></section>"


def _unjudged(reason: str, results: Iterable[Result]) -> str:
    titles = "、".join(dict.fromkeys(result.title for result in results))
    return f"{safe(reason)} <small>{safe(titles)}</small>"


def _satisfied(result: Result, page: Page, anchor: Anchor) -> str:
    where = result.locations[0] if result.locations else None
    return f"{safe(result.title)} <small>{f'{link(where, page.lang, anchor)} {safe(where.text[:80])}' if where else ''}</small>"


def _waived(result: Result, page: Page) -> str:
    """A finding that was accepted: by whom, why and until when."""
    told_ = "、".join(terms(result.waived or {}, page.lang))
    return f"{safe(result.title)}（{say(page.lang, result.verdict)}） <small>{safe(told_)}</small>"


# -------------------------------- the papers


def _papers(
    bundle: BundleReport, found: Sequence[tuple[str, Result]], satisfied: Sequence[Result], name: str, page: Page
) -> Iterator[str]:
    """The drafts, marked; nothing where the report does not carry their text."""
    if not any(document.text for document in bundle.documents):
        return
    passages: dict[str, list[Passage]] = {document.path: [] for document in bundle.documents}
    for target, result in found:
        for where, passage in _passages(result, target, page):
            passages.setdefault(where.path, []).append(passage)
    for result in satisfied:
        for where in result.locations[:1]:
            passages.setdefault(where.path, []).append(Passage(where, "good", ""))
    title = label(page.lang, "draft" if any(passages.values()) else "draft:plain")
    yield f'<div class="side papers" id="{name}p"><h3>{title}</h3>'
    yield f'<div class="draft" lang="ja" tabindex="0" role="region" aria-label="{label(page.lang, "draft:plain")}">'
    for index, document in enumerate(bundle.documents, 1):
        if document.text:
            yield f"<h4>{safe(document.path)}</h4>" if len(bundle.documents) > 1 else ""
            yield f"<ol>{''.join(show(document.text, passages[document.path], f'{name}d{index}l', _heads(document, page)))}</ol>"
    yield "</div></div>"


def _passages(result: Result, target: str, page: Page) -> Iterator[tuple[Location, Passage]]:
    title = safe(result.title)
    for where in result.locations:
        chip = f'<a class="chip {css(result)}" href="#{target}">{mark(result)} {title}</a>'
        yield where, Passage(where, result.severity if result.severity in SEVERE else "near", chip)
    for where in result.near_misses:
        chip = f'<a class="chip near {css(result)}" href="#{target}">{say(page.lang, "near")}: {title}</a>'
        yield where, Passage(where, "near", chip)


def _heads(document: DocumentSummary, page: Page) -> dict[int, str]:
    """HTML before a line: where a paper begins, and what could not be read."""
    heads: dict[int, str] = {}
    for part in document.parts:
        heads[part.start_line] = heads.get(part.start_line, "") + f"<h4>{safe(part.role)}</h4>"
    for why, start, _ in document.unread:
        told = f'<p class="unread">{say(page.lang, "unread")}: {safe(why)}</p>'
        heads[start] = heads.get(start, "") + told
    return {line: f"</ol>{told}<ol>" for line, told in heads.items()}
