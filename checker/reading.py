"""Document -> Reading: the text that patterns are matched against, with the place of every sentence.

Labels and noise are left out, wrapped lines are whole again, and each sentence knows the headings and the lead-in it
stands under. Sentences end at 。 outside brackets, at hard line ends, and at clause borders; a table row is one
sentence unless its cells hold several.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from .expressions import compiled
from .model import (
    ARTICLE,
    CHAPTER,
    ITEM,
    PARAGRAPH,
    ROW,
    SECTION,
    SUBITEM,
    TABLE,
    TEXT,
    Clause,
    Document,
    Leaf,
    Node,
    Reading,
    Sentence,
)  # fmt: skip
from .punctuation import punctuated
from .text import CELL_BREAK, Span, Text, fold_paper

_BREAK = compiled(r"[。()「」『』]")
_LEAD_IN = compiled(r"次の|次に|次号|以下|下記|下表|各号|各項|とおり|通り|掲げ|左記|いずれか|:$")
_INHERITS = (ITEM, SUBITEM, TABLE, ROW, TEXT, SECTION)  # what a lead-in written before it governs
_FUSES = compiled(r"[0-9A-Za-z,.:%~/-]")  # characters that would make another value when two lines are joined
# What begins an item of its own inside a cell: a mark, or a name with its price.
_ITEM = compiled(r"[・●○■◆◇※〈【《①-⑳]|\([ ]?[0-9]{1,2}[ ]?\)|[0-9]{1,2}[.、](?![0-9])|[^。、:\s]{2,24} +[0-9][0-9,]*(?:円|単位)")
_COUNTER = compiled(r"[0-9]{1,2}[.)]?|[①-⑳]|\([0-9]{1,2}\)")
_UNIT = compiled(rf"{_ITEM.pattern}|[^:。、\s]{{1,14}}:")  # or a key with its value
_AMOUNT = compiled(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{2,}(?:単位|円|%)")  # a number of its own: not 1 2 0 円, letters set apart
_NUMBERED = compiled(r"[0-9]-[0-9]{3,4}$")  # the end of a telephone number or a postcode
_DEEPEST_BRACKET = 400
_CAPTIONED = (ITEM, SUBITEM, PARAGRAPH)
_LONGEST_CAPTION = 40
# The line that closes a list: 以上の措置を講じます。
_SUMS_UP = compiled(
    r"\s*※?(?:[^、。]{1,16}は、?)?(?:(?:でき|出来)る(?:だけ|限り))?(?:以上|上記|これら|この手順)(?:の(?!ほか|他|場合|とき)|を|に(?!加え|よりがた)|について)"
    r"[^。]{0,30}(?:講[じず]|行[いう]|実施|努め|対応|整備|取り?組)[^、。]{0,16}。?\s*$"
)
_NAMES = compiled(r"(?:とき|こと|[^ぁ-ん。、:,・(「])[)」]?$")  # ends as a heading does
_USER_NAMED = (
    r"(?:利用者|契約者|入居者|入所者|お客様)[等様」』]{{0,2}}(?:[^。「」『』甲乙]{{0,30}}(?:[「『]{0}[」』]|(?:を|以下、?){0}と)|\({0}\))|"
    r"(?:様|殿|氏名)[^。「」『』甲乙]{{0,30}}[「『]{0}[」』]|{0}[(〈【:](?:ご?利用者|契約者|入居者|入所者|お客様)"
)
_USER_IS_FIRST, _USER_IS_SECOND = compiled(_USER_NAMED.format("甲")), compiled(_USER_NAMED.format("乙"))
_EXCHANGE = str.maketrans("甲乙", "乙甲")
_APART = "\t"  # between cells, and between two numbers that only a blank kept apart
_NONE = Span(0, 0)


class _Builder:
    """Grows the text, the nodes and the sentences while the tree is walked."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.chars: list[str] = []
        self.offsets: array[int] = array("Q")
        self.units: list[int] = []  # where a paragraph inside a cell begins an item
        self.nodes: list[Node] = []
        self.sentences: list[Sentence] = []

    def put(self, span: Span) -> Span:
        """Append a stretch of source without its white space; its span in the text."""
        start = len(self.offsets)
        where = span.start
        before = ""
        for word in self.folded[span.start : span.end].split():
            where = self.folded.index(word, where, span.end)
            if before and CELL_BREAK in self.folded[where - 1 : where]:
                if _UNIT.match(self.folded, where):
                    self.separate("\n", where)
                if _ITEM.match(self.folded, where):
                    self.units.append(len(self.offsets))
            elif word[0].isdigit() and (_NUMBERED.search(before) or (before[-1:].isdigit() and _AMOUNT.match(word))):
                self.separate("\n", where)  # 00-0000-0000 8:30; 要介護1・2 1,086単位: two values in one cell
            before = word
            self.chars.extend(word)
            self.offsets.extend(range(where, where + len(word)))
            where += len(word)
        return Span(start, len(self.offsets))

    def separate(self, mark: str, before: int, wrapped: bool = False) -> None:
        """A border that no word runs across, just before source offset `before` (none where there is no room).

        wrapped: what was put last stands further down.
        """
        if self.offsets and (wrapped or before - 1 > self.offsets[-1]):
            self.chars.append(mark)
            self.offsets.append(before - 1)

    def slice(self, span: Span) -> str:
        return "".join(self.chars[span.start : span.end])


class _Frame:
    """A clause being walked: its children still to come, and what they inherit."""

    first_cell: Span = _NONE  # of the row before, for rows whose first cell is merged with it
    row_lead: Span = _NONE  # the lead-in that stood in that row
    header: tuple[Span, ...] = ()  # column headings of the table being walked

    def __init__(self, node: int, children: Iterator[Clause], context: tuple[Span, ...], lead: Span) -> None:
        """context: headings and lead-ins; lead: the lead-in in force."""
        self.node, self.children, self.context, self.lead = node, children, context, lead


def read(document: Document) -> Reading:
    """Make a document ready for patterns."""
    builder = _Builder(punctuated(fold_paper(document.source.text)))
    for number, part in enumerate(document.parts):
        stack = [_Frame(-1, iter(part.clauses), (), _NONE)]
        while stack:
            clause = next(stack[-1].children, None)
            if clause is not None:
                stack.append(_open(builder, clause, number, stack[-1]))
                continue
            closed = stack.pop()
            if closed.node >= 0:
                node = builder.nodes[closed.node]
                builder.nodes[closed.node] = node._replace(span=Span(node.span.start, len(builder.offsets)))
    text = Text("".join(builder.chars), builder.offsets)
    exchanged = text.chars.translate(_EXCHANGE) if _office_is_first(text.chars) else ""
    return Reading(document, text, tuple(builder.nodes), tuple(builder.sentences), exchanged)


def _office_is_first(chars: str) -> bool:
    """Whether the paper calls the user 乙: 利用者（以下「乙」という。）, 乙（利用者）. Most call the user 甲."""
    return "乙" in chars and _USER_IS_SECOND.search(chars) is not None and _USER_IS_FIRST.search(chars) is None


def _open(builder: _Builder, clause: Clause, part: int, above: _Frame) -> _Frame:
    """Put a clause's own leaves into the text and make the frame for its children."""
    index = len(builder.nodes)
    builder.separate("\n", clause.span.start)
    start = len(builder.offsets)
    title, breaks = _leaves(builder, clause)
    end = len(builder.offsets)
    if clause.kind in (SECTION, ITEM, SUBITEM) and above.node >= 0 and _some(title) and _SUMS_UP.match(_below(builder, clause, title)):
        title, breaks = _NONE, [*breaks, title.end]  # the last of a list looks like a heading of the line that closes it
    lead = above.lead if clause.kind in _INHERITS and (above.node >= 0 or clause.kind != SECTION) else _NONE
    context = above.context + _some(lead)
    if clause.kind == ROW and not clause.header:
        context += above.header + (() if _some(title) else _some(above.first_cell))
        if _some(title):
            above.first_cell, above.row_lead = title, _NONE
        lead = above.row_lead if _some(above.row_lead) else lead
    parent = builder.nodes[above.node] if above.node >= 0 else None
    builder.nodes.append(
        Node(clause, part, above.node, _path(clause, parent), Span(start, end),
             clause.heading or (parent.heading if parent else ""), title)
    )  # fmt: skip
    if clause.kind == ROW:
        above.row_lead = _sentences(builder, index, Span(start, end), context, lead, breaks, title)[1]
        if clause.header:
            above.header += _some(Span(start, end))
        return _Frame(index, iter(clause.children), context + _some(title), _NONE)
    inner = above.context + _some(title)
    body = Span(title.end if _some(title) else start, end)
    first = _caption(builder, body, breaks) if clause.kind in _CAPTIONED and not _some(title) else _NONE
    last, _ = _sentences(builder, index, body, context + _some(title), lead, breaks, first)
    leads = bool(_some(last)) and bool(_LEAD_IN.search(builder.slice(last)))
    if clause.kind == TEXT and leads:
        above.lead = last  # a line such as 「次の措置を講じます。」 leads in what follows it under the same heading
    return _Frame(index, iter(clause.children), inner, last if leads else lead if clause.kind == TABLE else _NONE)


def _below(builder: _Builder, clause: Clause, title: Span) -> str:
    """What stands right below a clause's heading: its own text, or the line that is its first child."""
    own = builder.slice(Span(title.end, min(title.end + 2 * _LONGEST_CAPTION, len(builder.offsets)))).strip("\n\t")
    if own or not clause.children or clause.children[0].kind != TEXT:
        return own
    return "".join(builder.folded[span.start : span.end] for _, span in clause.children[0].leaves).strip()


def _some(span: Span) -> tuple[Span, ...]:
    return (span,) if span.start < span.end else ()


def _leaves(builder: _Builder, clause: Clause) -> tuple[Span, list[int]]:
    """(title: the heading, or a row's first cell, or all cells of a header row; where hard lines begin)."""
    title, breaks = _NONE, []
    cells, wrapped = 0, any(leaf.kind == "below" for leaf in clause.leaves)
    for kind, span in _in_order(clause):
        if kind in ("label", "noise"):
            continue
        if kind == "cell" and cells:
            builder.separate(_APART, span.start, wrapped)
        elif kind == "line" and builder.chars and _fuses(builder, span):
            builder.separate("\n", span.start)
        builder.units.clear()
        put = builder.put(span)
        if kind == "rest":
            title, wrapped = Span(title.start, put.end), True
        if kind == "heading":
            title = Span(title.start if _some(title) else put.start, put.end)
            builder.separate("\n", span.end + 1)
        elif kind == "line":
            breaks.append(put.start)
        elif kind == "cell":
            breaks += builder.units
            if cells == 1 and not clause.header and _COUNTER.fullmatch(builder.slice(title)):
                title = put  # the first cell only counts the rows
            elif cells == 0 or clause.header:
                title = Span(title.start if _some(title) else put.start, put.end)
            cells += 1
    return title, breaks


def _in_order(clause: Clause) -> Sequence[Leaf]:
    """The leaves as they are read: the rest of a wrapped cell comes right after it, before the other cells."""
    kinds = {leaf.kind for leaf in clause.leaves}
    if "below" in kinds:
        return _by_columns(clause.leaves)
    if "rest" not in kinds:
        return clause.leaves
    rest = [leaf for leaf in clause.leaves if leaf.kind == "rest"]
    others = [leaf for leaf in clause.leaves if leaf.kind != "rest"]
    first = next((at for at, leaf in enumerate(others) if leaf.kind == "cell"), -1) + 1
    return [*others[:first], *rest, *others[first:]]


def _by_columns(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    """Each cell with what stands below it, column by column."""
    cells = [leaf for leaf in leaves if leaf.kind == "cell"]
    below = [leaf.span for leaf in leaves if leaf.kind == "below"]
    found: list[Leaf] = []
    for column, cell in enumerate(cells):
        found.append(cell)
        found += [Leaf("text" if column else "rest", span) for span in below[column :: len(cells)] if span.start < span.end]
    return found


def _fuses(builder: _Builder, span: Span) -> bool:
    """Joining the next line to the text would make a new value out of two (5 and 12 番, 電話 00- and 午前)."""
    following = builder.folded[span.start : span.end].lstrip()[:1]
    return bool(_FUSES.match(following)) or bool(_FUSES.match(builder.chars[-1]))


def _caption(builder: _Builder, body: Span, breaks: Sequence[int]) -> Span:
    """The first line of an item, where it names what the sentences below it are about: (1) 利用者の都合による場合."""
    below = [at for at in breaks if body.start < at < body.end]
    second = below[0] if below else 0
    if not 0 < second - body.start <= _LONGEST_CAPTION:
        return _NONE
    if len(below) > 1 and "。" not in builder.chars[second : body.end]:  # a list; (3) 所在地 over one line is a label
        return _NONE
    if _SUMS_UP.match(builder.slice(Span(second, body.end))):
        return _NONE  # the last of a list and the line that closes it
    line = builder.slice(Span(body.start, second)).rstrip("\n\t")
    return Span(body.start, body.start + len(line)) if _NAMES.search(line) else _NONE


def _sentences(
    builder: _Builder, node: int, body: Span, context: tuple[Span, ...], lead: Span, breaks: Sequence[int], first: Span
) -> tuple[Span, Span]:
    """Cut a clause's own text into sentences; (the last of them, empty where there is none; the lead-in in force).

    Those after `first`, the first cell of a row or the caption of an item, have it in their context.
    A lead-in that stands in a row governs what follows it there (and in rows whose first cell is merged with it).
    """
    last = _NONE
    for start, end in _cuts(builder, body, breaks):
        last = Span(start, end)
        above = context if not _some(first) or start <= first.start else context + _some(first)
        builder.sentences.append(Sentence(node, last, above, lead))
        if _some(first) and _LEAD_IN.search(builder.slice(last)):
            lead = last
    return last, lead


def _cuts(builder: _Builder, body: Span, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    lines = [at for at in breaks if body.start < at < body.end]
    for start, end in zip([body.start, *lines], [*lines, body.end], strict=True):
        text = builder.slice(Span(start, end))
        at = 0
        for cut in [*_stops(text), len(text)]:
            piece = text[at:cut].strip("\n\t")
            if piece:
                begin = start + at + text[at:cut].index(piece[0])
                yield begin, begin + len(piece)
            at = cut


def _stops(text: str) -> list[int]:
    """Ends of sentences: after each 。 that stands outside brackets (unbalanced brackets are given up soon)."""
    stops: list[int] = []
    depth = opened = 0
    for hit in _BREAK.finditer(text):
        char = hit[0]
        if char == "。":
            if depth == 0 or hit.start() - opened > _DEEPEST_BRACKET:
                stops.append(hit.end())
                depth = 0
        elif char in "(「『":
            opened = hit.start() if depth == 0 else opened
            depth += 1
        else:
            depth = max(0, depth - 1)
    return stops


def _path(clause: Clause, parent: Node | None) -> str:
    """The place as the papers cite it: 第6条第3項第2号; labels of sections strung together: 8(1)②."""
    above = parent.path if parent else ""
    if clause.kind == ARTICLE:
        number = "の".join(str(part) for part in clause.number[1:])
        return f"第{clause.number[0]}条" + (f"の{number}" if number else "") if clause.number else f"({clause.heading})"
    if clause.kind == PARAGRAPH and parent and parent.clause.kind == ARTICLE:
        alone = sum(child.kind == PARAGRAPH for child in parent.clause.children) == 1
        return above if alone or not clause.number else f"{above}第{clause.number[0]}項"
    if clause.kind == ITEM and above.startswith("第") and clause.number:
        return f"{above}第{clause.number[0]}号"
    if clause.kind == CHAPTER:
        return ""
    if clause.kind in (SECTION, ITEM, SUBITEM, PARAGRAPH):
        label = clause.label.strip(".、．:・-*●○■◆□◇")
        if above[-1:].isalnum() and label[:1].isalnum():
            return f"{above}-{label}"  # 3-1: item 1 of section 3, not section 31
        return above + (label or (f"【{clause.heading}】" if clause.kind == SECTION and clause.heading and not above else ""))
    return above
