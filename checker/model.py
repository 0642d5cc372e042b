"""What crosses the borders between the stages: frozen data, no behaviour beyond look-ups.

    path --readers--> Source --lines, tree--> Document --reading--> Reading --checks--> Finding --engine--> Report

Every `Span` in `Source`, `Document` and `Leaf` is in characters of `Source.text`; a `Span` in `Reading` is in
characters of `Reading.text.chars` (folded, without white space), and `Reading.text.raw` leads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from .records import NamedTuple
from .text import Span, Text

# Tuples with names rather than dataclasses: forty of them take a tenth of the time to define, at every start.
EMPTY: Mapping[str, Any] = {}  # never written to

# -------------------------------- what a reader gives


class Mark(NamedTuple):
    """Something the reader knows about a stretch of its text.

    kind is "page" (label "3"), "paragraph" (label "段落12"), "cell" (label "表3 2行目 右列") or "heading" (label "1",
    the outline level a word processor gave). Marks of one kind are in order and do not overlap.
    """

    kind: str
    span: Span
    label: str


class Unread(NamedTuple):
    """Something the reader could see but not read, and where it stood (an empty span is a place)."""

    why: str
    span: Span
    printed: bool = True  # text that is never printed can hold no clause of the paper


class Source(NamedTuple):
    """Exactly what a reader extracted from one file."""

    path: str
    text: str
    marks: tuple[Mark, ...] = ()
    unread: tuple[Unread, ...] = ()


# -------------------------------- what the parser gives

CHAPTER, ARTICLE, PARAGRAPH, ITEM, SUBITEM = "chapter", "article", "paragraph", "item", "subitem"
SECTION, TABLE, ROW, TEXT, SIGNATURE = "section", "table", "row", "text", "signature"
KINDS = (CHAPTER, ARTICLE, PARAGRAPH, ITEM, SUBITEM, SECTION, TABLE, ROW, TEXT, SIGNATURE)


class Leaf(NamedTuple):
    """A stretch of source that belongs to one clause.

    kind: "label" (第１条, （１）, ①, with its decoration), "heading" (（契約の目的）), "text" (a physical line that runs
    on from the text before it: a wrapped word is whole again when the two are joined), "line" (a physical line that
    starts a new unit), "cell" (one cell of a row; an empty span is an empty cell), "rest" (the rest of a row's
    first cell, which was wrapped and stands below the others), "below" (the rest of a row's cells, one for each of
    them), "noise" (page numbers, running heads, Markdown rules).
    """

    kind: str
    span: Span


class Clause(NamedTuple):
    """A node of the clause tree, in the words of the law schema (条 article, 項 paragraph, 号 item).

    number: (12, 2) for 第十二条の二; () where there is none. label: as printed, width folded, no white space, no
    decoration ("" for an article's unnumbered first paragraph, whose number is (1,)). heading: folded, without
    white space and enclosing brackets. leaves: its own, in source order, not those of its children.
    header: for a row, whether it holds column headings.
    """

    kind: str
    number: tuple[int, ...] = ()
    label: str = ""
    heading: str = ""
    leaves: tuple[Leaf, ...] = ()
    children: tuple[Clause, ...] = ()
    header: bool = False

    @property
    def span(self) -> Span:
        """From its first character to the last of its last descendant (clauses are never empty)."""
        own = Span(self.leaves[0].span.start, self.leaves[-1].span.end) if self.leaves else None
        if not self.children:
            return own or Span(0, 0)
        first = self.children[0].span
        last = self.children[-1].span if len(self.children) > 1 else first
        return Span(min(own.start, first.start), max(own.end, last.end)) if own else Span(first.start, last.end)


TITLE = "title"  # the kind of a Line that begins a part
# Ranks of lines: a line owns what follows it until a line of its own or a higher rank (a lower number).
TOP, CHAPTER_RANK, ARTICLE_RANK, PARAGRAPH_RANK, ITEM_RANK, DEEPEST_RANK, LEAF_RANK = 0, 1, 2, 3, 4, 7, 8


class Line(NamedTuple):
    """A logical line, settled: what `lines` hands to `tree`.

    kind is that of the clause it becomes, or TITLE. rank tells where it stands: CHAPTER_RANK to DEEPEST_RANK for what
    owns others, LEAF_RANK for text, rows and signatures that belong to the line before; text and rows may have a
    higher rank, and then stand beside the lines of that rank. header: the row holds column headings. first: the row
    begins a new table. roles: of a title.
    """

    kind: str
    rank: int
    leaves: tuple[Leaf, ...]
    number: tuple[int, ...] = ()
    label: str = ""
    heading: str = ""
    header: bool = False
    first: bool = False
    roles: tuple[str, ...] = ()


CONTRACT, EXPLANATION, CONSENT = "契約書", "重要事項説明書", "同意書"
POLICY, FEES, REGULATIONS, OTHER = "方針", "料金表", "運営規程", "その他"
ROLES = (CONTRACT, EXPLANATION, CONSENT, POLICY, FEES, REGULATIONS, OTHER)


class Part(NamedTuple):
    """One paper of a file. roles[0] is its main role; a 契約書兼重要事項説明書 has two."""

    roles: tuple[str, ...]
    title: str
    leaves: tuple[Leaf, ...]  # the title and what stands before the first clause
    clauses: tuple[Clause, ...]

    @property
    def role(self) -> str:
        return self.roles[0]

    @property
    def span(self) -> Span:
        starts = [leaf.span.start for leaf in self.leaves[:1]] + [clause.span.start for clause in self.clauses[:1]]
        ends = [leaf.span.end for leaf in self.leaves[-1:]] + [clause.span.end for clause in self.clauses[-1:]]
        return Span(min(starts, default=0), max(ends, default=0))


class Document(NamedTuple):
    """A parsed file."""

    source: Source
    parts: tuple[Part, ...]


# -------------------------------- the matchable view of a document


class Node(NamedTuple):
    """A clause in pre-order, with what is known from its place. Index 0.. of `Reading.nodes`; parent is -1 at the top."""

    clause: Clause
    part: int
    parent: int
    path: str  # 第6条第3項第2号, 8(1)②, ""
    span: Span  # in Reading.text, with descendants
    heading: str  # its own heading, or that of the nearest ancestor that has one
    title: Span  # in Reading.text: its heading (or a row's first cell); empty where there is none


class Sentence(NamedTuple):
    """One sentence, list item or table row, with the headings and lead-ins it stands under (in source order)."""

    node: int
    span: Span
    context: tuple[Span, ...]
    lead: Span  # the lead-in sentence (柱書) that governs it; empty where there is none


class Reading:
    """A document made ready for patterns: `text` holds headings, sentences and cells, no labels and no noise.

    words: the text as patterns read it: 甲 is the user and 乙 the office, whatever the paper calls them. found: what has
    been looked for already, and where it stands.
    """

    def __init__(
        self, document: Document, text: Text, nodes: tuple[Node, ...], sentences: tuple[Sentence, ...], words: str = ""
    ) -> None:
        self.document, self.text, self.nodes, self.sentences = document, text, nodes, sentences
        self.words = words or text.chars
        self.found: dict[Any, Any] = {}


# -------------------------------- rules

PROFILES = ("office", "template", "auditor")  # whom an audit is for


class Origin(NamedTuple):
    """Where in a rule pack something was written."""

    file: str
    line: int


NOWHERE = Origin("", 0)


class Basis(NamedTuple):
    law: str
    article: str
    verified: bool
    services: tuple[str, ...] = ()  # empty: for every service the rule applies to
    note: str = ""


class Include(NamedTuple):
    """A part that evidence must have. Exactly one of says and where is given.

    banned: says is what it must not have (`lacks` in YAML: 「その他近隣」 beside the places of a 実施地域).

    within: 文 (the sentence), 項 (the clause with its items), 条 (the article or numbered section; the default),
    文書 (anywhere in the bundle). otherwise: the reason shown when it is absent (`else` in YAML).
    paper: where the part stands as a rule; another paper alone leaves it open.
    """

    name: str
    says: tuple[str, ...] = ()
    where: str = ""
    otherwise: str = ""
    within: str = "条"
    severity: str = ""  # override for this part alone
    services: tuple[str, ...] = ()  # empty: for every service
    origin: Origin = NOWHERE
    banned: bool = False
    paper: str = ""


class Hint(NamedTuple):
    """Wording that shows the matter was meant but does not suffice: weak instead of missing, with the reason."""

    says: tuple[str, ...]
    because: str


class Example(NamedTuple):
    expect: str  # satisfied | weak | missing | inconsistent | silent
    text: str
    service: str = ""
    as_of: date | None = None
    origin: Origin = NOWHERE


class Wording(NamedTuple):
    """Wording that would pass, for some services."""

    services: tuple[str, ...]
    text: str


class Exemption(NamedTuple):
    """Services to which a rule does not apply, and why."""

    services: tuple[str, ...]
    because: str


class Switch(NamedTuple):
    """How a rule reads for one profile or one repository instead: what is empty stays as it is.

    severity: "off", or what every finding of the rule then weighs. parameters: (name, value). options: of its check kind.
    """

    severity: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    options: Mapping[str, Any] = EMPTY
    because: str = ""
    origin: Origin = NOWHERE

    def __hash__(self) -> int:
        return hash(self.origin)  # what stands at one place reads alike; options could not be hashed


class Rule(NamedTuple):
    """One requirement or consistency rule, resolved for its pack; see docs for the YAML it is written in."""

    id: str
    title: str
    check: str  # the check kind: requires | forbids | refers | sequence | agrees | computes | defines | complete
    klass: str  # document | office | civil
    duty: str  # statute | notice | effort | advice
    services: tuple[str, ...] = ()  # names or families; empty: all
    exceptions: tuple[Exemption, ...] = ()
    roles: tuple[str, ...] = ()  # home parts; empty: any
    first: date | None = None
    last: date | None = None
    basis: tuple[Basis, ...] = ()
    parameters: Mapping[str, str] = EMPTY
    dated: Mapping[str, tuple[tuple[date, str], ...]] = EMPTY  # values by first day, until in_force
    severity: Mapping[str, str] = EMPTY  # verdict -> severity, overriding the table
    requires: tuple[str, ...] = ()
    includes: tuple[Include, ...] = ()
    hints: tuple[Hint, ...] = ()
    forbids: tuple[str, ...] = ()
    when: tuple[str, ...] = ()  # not applicable unless the bundle matches one of these
    unless: tuple[str, ...] = ("{減算}",)  # a fee-table row naming a 減算 is never evidence
    stops: tuple[str, ...] = ()  # words that a gap of this rule's patterns does not run across
    predicate: tuple[str, ...] | None = None  # accepted strengths; None: by class and duty; (): any
    options: Mapping[str, Any] = EMPTY  # of the other check kinds
    why: str = ""
    message: str = ""
    remedy: str = ""
    remedies: tuple[Wording, ...] = ()  # for services that need other words than `remedy`
    examples: tuple[Example, ...] = ()
    origin: Origin = NOWHERE
    decided: tuple[tuple[str, str, str], ...] = ()  # (what, which pack, because) of local changes
    profiles: Mapping[str, Switch] = EMPTY  # how it reads for some of the profiles
    waivable: bool = True


class Service(NamedTuple):
    """A kind of service in the tree of services; words are what a paper calls it."""

    name: str
    parents: tuple[str, ...] = ()  # families it belongs to; 第1号訪問事業 is both 訪問系 and 総合事業
    words: tuple[str, ...] = ()
    insurer: str = ""  # "" | 市町村: who sets the standard
    en: str = ""  # gloss for English output


class Pack(NamedTuple):
    """Decoded rule packs, merged. `vocabulary` maps a concept to its wordings (patterns without values)."""

    ids: tuple[tuple[str, str], ...]  # (id, version) of each pack that took part
    rules: tuple[Rule, ...]
    vocabulary: Mapping[str, tuple[str, ...]]
    predicates: Mapping[str, tuple[str, ...]]
    services: Mapping[str, Service]
    fees: Mapping[str, Any] = EMPTY


# -------------------------------- what a repository decides


class Waiver(NamedTuple):
    """Findings of one rule that somebody accepts, for a reason and up to a day (inclusive).

    Written in checker.yaml, and then paths are globs from its folder (none: every paper); or inline in a paper, and then
    for that paper. clause (第6条 holds 第6条第3項 too) and fingerprint narrow it. fault: why it cannot count.
    """

    rule: str
    reason: str = ""
    until: date | None = None
    owner: str = ""
    paths: tuple[str, ...] = ()
    clause: str = ""
    fingerprint: str = ""
    inline: bool = False
    fault: str = ""
    origin: Origin = NOWHERE


class Noted(NamedTuple):
    """What became of a waiver in one audit. state: used, expired, unused, invalid, or "" where it did not come up."""

    waiver: Waiver
    state: str = ""
    said: str = ""  # in a sentence for its owner


class Papers(NamedTuple):
    """Files (globs from the folder of checker.yaml) that are read as one set of papers."""

    name: str
    files: tuple[str, ...]
    service: str = ""
    origin: Origin = NOWHERE


class Settings(NamedTuple):
    """A checker.yaml. root: its folder ("" where there is no file); globs are relative to it. lines: key -> line."""

    file: str = ""
    root: str = ""
    service: str = ""
    area: str = ""
    profile: str = ""
    fail_on: str = ""
    baseline: str = ""
    packs: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # what there is to check; empty: everything below root
    exclude: tuple[str, ...] = ()
    bundles: tuple[Papers, ...] = ()
    switches: tuple[tuple[str, Switch], ...] = ()  # rule -> how it reads here
    waivers: tuple[Waiver, ...] = ()
    waive: bool = True  # False: no waiver counts, inline ones neither
    lines: Mapping[str, int] = EMPTY


# -------------------------------- what patterns find


class Value(NamedTuple):
    """A typed value read from text.

    low and high are in the base unit of the type (期間: days; 時刻, 時間帯: minutes of the day; 金額: yen; 単位数: units;
    割合: fraction; 日付: ordinal day; 数: itself) and equal where the text names one value; for types without an
    order (電話番号 …) they are None and `key` is the normal form to compare by.
    """

    type: str
    text: str
    low: float | None = None
    high: float | None = None
    key: str = ""
    unit: str = ""


class Match(NamedTuple):
    """One place where a pattern matched: the spans of its pieces in `Reading.text`, in order."""

    node: int
    sentence: int
    spans: tuple[Span, ...]
    values: Mapping[str, Value] = EMPTY

    @property
    def span(self) -> Span:
        return Span(self.spans[0].start, self.spans[-1].end)


class Fact(NamedTuple):
    """A typed value with its subject: what is told (電話, 営業時間, 所在地 …), whose it is, and where it stands.

    owner: 事業所, 法人, 市町村, 国保連 …; "事業者" where either the office or its corporation may be meant; "" unknown.
    label: the words that tell the field (a row's first cell, a column header, a heading); span: in `Reading.text`.
    """

    field: str
    owner: str
    value: Value
    node: int
    sentence: int
    span: Span
    label: str


class PlacedFact(NamedTuple):
    """A fact as people find it: the paper, the clause and the 1-based line it stands in, and the value as printed."""

    fact: Fact
    part: str
    clause: str
    line: int
    printed: str


class Pattern(Protocol):
    """A compiled pattern."""

    @property
    def source(self) -> str: ...

    def find(self, reading: Reading, within: Span | None = None, stops: Sequence[Pattern] = ()) -> Iterator[Match]: ...

    def stands(self, reading: Reading) -> bool: ...

    def covers(self, reading: Reading, sentence: int) -> bool: ...

    def touches(self, reading: Reading, span: Span) -> bool: ...

    def stands_in(self, reading: Reading, window: Sequence[Span]) -> bool: ...

    def nearest(self, reading: Reading) -> tuple[tuple[Match, tuple[str, ...]], ...]: ...


class Bundle(NamedTuple):
    """Papers that are judged together: what a check gets to see."""

    name: str
    readings: tuple[Reading, ...]
    service: str  # "" where it is not known
    as_of: date
    roles: frozenset[str]  # the papers at hand
    lineage: frozenset[str] = frozenset()  # the service and the families it belongs to
    unread: tuple[str, ...] = ()  # why parts of the papers could not be read
    waivers: tuple[Noted, ...] = ()  # those that came up, once all other rules have been judged


class Tools(Protocol):
    """What the engine lends to checks, so that they know neither the pattern language nor the facts grammar."""

    def pattern(self, source: str) -> Pattern:
        """The compiled pattern."""
        ...

    def strength(self, reading: Reading, sentence: int, position: int) -> str:
        """Strength of the predicate that governs a word ending at `position` (see `predicates`)."""
        ...

    def holds(self, condition: str, matches: Sequence[Mapping[str, Value]], parameters: Mapping[str, str]) -> bool:
        """Whether a condition holds of captured values."""
        ...

    def severity(self, rule: Rule, verdict: str) -> str:
        """How much a verdict weighs by the rule's class and duty, or as the rule itself says."""
        ...

    def unit(self, reading: Reading, node: int) -> Span:
        """The article, top-level section or unstructured run that a node stands in."""
        ...

    def facts(self, reading: Reading) -> Sequence[Fact]:
        """The values that identify an office and its windows, with their subjects (see `subjects`)."""
        ...

    def table(self, name: str) -> Any:
        """A dated table of rules/fees by its name; None where there is none."""
        ...


# -------------------------------- what checks give

SATISFIED, WEAK, MISSING, INCONSISTENT = "satisfied", "weak", "missing", "inconsistent"
NOT_APPLICABLE, UNDETERMINED = "not-applicable", "undetermined"
VERDICTS = (SATISFIED, WEAK, MISSING, INCONSISTENT, NOT_APPLICABLE, UNDETERMINED)
SEVERITIES = ("error", "warning", "note", "none")  # from worst to none


class Evidence(NamedTuple):
    """A place in a reading: whole stretch, the matched words inside it, and a note on its part in the finding.

    raw: where in `Source.text`, for what stands outside the clauses (a date below a title); `span` is empty then.
    """

    reading: int
    node: int
    span: Span
    words: tuple[Span, ...] = ()
    note: str = ""
    raw: Span | None = None


class Finding(NamedTuple):
    """What a check says of one rule: a verdict with reasons and evidence (evidence[0] is primary)."""

    verdict: str
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    near: tuple[Evidence, ...] = ()
    severity: str = ""  # "" leaves it to the rule
    remedy: str = ""  # "" leaves it to the rule
    key: str = ""  # tells apart two findings of one rule at one place, for the fingerprint
    origin: Origin = NOWHERE  # where it stands, for what is no clause of a paper


# -------------------------------- the report


class Location(NamedTuple):
    """A place as people name it. Lines and columns are 1-based, columns in characters, the end column exclusive."""

    path: str
    part: str
    clause: str
    heading: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    page: int | None
    text: str
    note: str = ""
    place: str = ""  # 表3 2行目 右列, 段落12: what the reader calls it, where it does
    words: tuple[tuple[int, int], ...] = ()  # matched stretches, as offsets into text
    marked: tuple[Span, ...] = ()  # the same stretches where they stand: offsets into the text of the document


class Result(NamedTuple):
    rule: str
    verdict: str
    severity: str
    title: str
    message: str
    remedy: str
    reasons: tuple[str, ...]
    locations: tuple[Location, ...]
    near_misses: tuple[Location, ...]
    basis: tuple[Basis, ...]
    klass: str
    duty: str
    fingerprint: str
    waived: Mapping[str, str] | None = None
    why: str = ""  # why the rule asks for it, in words for the reader


class Detected(NamedTuple):
    """A fact about a bundle and how it is known: how is "given", "detected" or "unknown"."""

    value: str
    how: str
    evidence: tuple[Location, ...] = ()


class PartSummary(NamedTuple):
    role: str
    title: str
    start_line: int
    end_line: int


class DocumentSummary(NamedTuple):
    path: str
    parts: tuple[PartSummary, ...]
    read: float  # share of the characters that were read, 0..1
    unread: tuple[tuple[str, int, int], ...] = ()  # (why, start line, end line)
    dates: tuple[tuple[str, Location], ...] = ()  # the paper's own dates (ISO), 令和○年○月○日現在, 施行
    text: str = ""  # Source.text, for reports that show the draft itself


class BundleReport(NamedTuple):
    name: str
    service: Detected
    area: Detected | None
    documents: tuple[DocumentSummary, ...]
    results: tuple[Result, ...]
    packs: tuple[tuple[str, str], ...] = ()  # (id, version) of those it was judged by


class InputError(NamedTuple):
    """A file that could not be checked, in words for its owner."""

    path: str
    message: str


class Report(NamedTuple):
    as_of: date
    packs: tuple[tuple[str, str], ...]
    bundles: tuple[BundleReport, ...]
    errors: tuple[InputError, ...] = ()
    later: tuple[Report, ...] = ()  # what begins to be found on later days, a report for each such day, in order
    until: date | None = None  # the last of the days that were looked at for it
    known: int = 0  # findings that are left out because a baseline holds them

    def results(self) -> Iterator[Result]:
        for bundle in self.bundles:
            yield from bundle.results

    def count(self, severity: str) -> int:
        return sum(result.severity == severity and result.waived is None for result in self.results())
