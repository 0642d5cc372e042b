"""What a reference says its target is about, held against the target: 「第12条に定める守秘義務」. Private to `refers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..expressions import compiled
from ..model import Reading
from ..records import NamedTuple
from ._citations import Reference, Target, place_of

_SHOWN = 48
_SHORT = 12  # characters before a reference in which the party stands that acts by it
_SAYS = (
    compiled(r"^\((?P<title>[^()0-9]{2,20})\)"),
    compiled(r"^に(?:定める|規定する|規定された|定めた|いう|掲げる)(?P<noun>[^、。()「」]{2,16})"),
    compiled(r"^の(?P<noun>[^、。()「」第項号]{2,16})"),
    compiled(r"^(?:(?:若しくは|又は|及び|並びに|、|・)(?:第[0-9一二三四五六七八九十]{1,3}条(?:第[0-9一二三四五六七八九十]{1,2}項)?|前条|次条)){1,2}の(?P<shared>[^、。()「」第項号]{2,16})"),
    compiled(r"^に(?:違反し|反し|背い)て、?(?P<noun>秘密|個人情報|身体的拘束)"),
    compiled(r"^に(?:基づ(?:き|く|いて)|より|よる|従(?:い|って))、?(?P<act>[^。]{2,30})"),
)
# 「損害賠償については、契約書第13条のとおり」「残置物の引取り（契約書第20条参照）」: said before the reference, if nothing else is cited.
_SAID_BEFORE = compiled(
    r"(?P<noun>[^\t、。()「」・]{2,18}?)(?:(?:は|については|に関しては|につきましては)、?(?:(?:本|この)?契約書?の?)?|[(\t](?:本|この)?契約書?の?)$"
)
_SAID_AFTER = compiled(r"^(?:第[0-9一二三四五六七八九十]{1,2}項)?(?:のとおり|に定めるとおり|に定め(?:る|ます)。|によ(?:る|ります)。|を?参照|を?ご覧|\)|$)")
_NOTHING_IN_COMMON = 3  # characters: where a heading has the first so many of a gloss, it is what is meant
# Where the noun of a gloss ends: 「守秘義務に違反した場合」 is about 守秘義務.
_ENDS = compiled(r"(?:の?(?:条項|規定|定め|範囲|例|ほか|場合|際)|に|を(?!守|漏)|は|が|と|も|で|へ|以外|及び|又は|若しくは|、|し|する|違反|反し).*$")
_TAIL = compiled(r"の?(?:義務|措置|手順|行為|権利)$")
_EMPTY = compiled(r"^(?:規定|定め|条件|例|場合|ほか|とおり|趣旨|各号|内容|もの|事項|範囲|期間|手続|方法|全部|一部|いずれ|行為|義務|権利|措置)$")
_USER = compiled(r"(?:利用者|お客様|入居者|入所者|契約者|甲)(?:から|の|による|が|は)")
_PROVIDER = compiled(r"(?:事業者|事業所|当社|弊社|施設|乙)(?:から|の|による|が|は)")
_ENDING = compiled(r"解約|解除|終了|契約更新|更新しない")
_ENDED_BY = compiled(r"(?:(?:本|この)?契約[がを])?(?:解約|解除)(?:され|した|する|が)")
_RUNS_OUT = compiled(r"終了|満了|更新")
_ENDS_IT = compiled(r"解約|解除|契約を終了|終了させ")
_IN_PASSING = compiled(r"違反|反し|反する|反した|第[0-9一二三四五六七八九十]{1,3}条")


class Fault(NamedTuple):
    """A gloss that does not fit: what to say, the words of the gloss, the node and path of the article that fits (or of the
    target, where none does), and how many articles on it is."""

    said: str
    gloss: str
    other: int
    better: str
    step: int


def glossed(
    reading: Reading, articles: Mapping[tuple[int, int], list[Target]], reference: Reference, topics: Mapping[str, list[str]]
) -> Fault | None:
    """The fault of a reference whose gloss is about another article; None where it fits or says nothing."""
    key = (reference.article, reference.branch)
    if reference.near or key not in articles:
        return None
    start, end = reference.stretch
    before = reading.text.chars[max(start, reference.span.start - _SHOWN) : reference.span.start]
    after = reading.text.chars[reference.span.end : min(end, reference.span.end + _SHOWN)]
    kind, gloss = _gloss(before, after)
    if not gloss:
        return None
    targets = [one.node for one in articles[key]]
    target = targets[0]
    if kind == "act" and len(targets) > 1:
        return None  # two articles bear the number
    if kind == "act":
        return _of_party(reading, articles, key, target, before[-_SHORT:], gloss)
    core = _TAIL.sub("", gloss)
    words = _topic(gloss, topics) or (core if len(core) >= 2 else gloss,)
    whose, of, _ = gloss.partition("の")
    if any(_about(reading, one, words) for one in targets) or (of and _headed(reading, target, (whose,))):  # the fees of the 「サービス」 of that article
        return None
    if kind == "before" and not _topic(gloss, topics):
        words = (core[:_NOTHING_IN_COMMON],)
        if len(core) < _NOTHING_IN_COMMON or _mentions(reading, target, words[0]):
            return None
    if kind == "shared" and not _topic(gloss, topics):
        return None
    own, _ = place_of(reading, reference.node)
    everywhere = [(other, one.node) for other, numbered in articles.items() for one in numbered if one.node != own]
    fitting = [one for one in everywhere if _headed(reading, one[1], words)]
    if not fitting and kind == "noun":  # no heading has the word: the one article, beside the citing one, that speaks of it
        fitting = [one for one in everywhere if _about(reading, one[1], words)]
        fitting = fitting if len(fitting) == 1 else []
    if not fitting and not (kind == "title" and _topic(gloss, topics)):
        return None
    return _fault(reading, key, target, gloss, fitting)


def _gloss(before: str, after: str) -> tuple[str, str]:
    """(kind, words) of what is said of a reference, behind it or before it."""
    for form in _SAYS:
        hit = form.match(after)
        if not hit:
            continue
        kind = hit.lastgroup or ""
        words = hit[kind]
        if kind == "act":
            return kind, words
        words = _ENDS.sub("", words) if kind == "noun" else words
        if kind == "shared":  # 第12条若しくは前条の解約
            words = _ENDS.sub("", words)
        if len(words) >= 2 and not _EMPTY.match(words):
            return kind, words
        break
    said = _SAID_BEFORE.search(before) if _SAID_AFTER.match(after) else None
    return ("before", said["noun"]) if said and not _EMPTY.match(said["noun"]) else ("", "")


def _topic(gloss: str, topics: Mapping[str, list[str]]) -> tuple[str, ...]:
    return next((tuple(words) for words in topics.values() if any(word in gloss for word in words)), ())


def _headed(reading: Reading, node: int, words: tuple[str, ...]) -> bool:
    return any(word in reading.nodes[node].clause.heading for word in words)


def _mentions(reading: Reading, node: int, words: str) -> bool:
    return words in reading.text.chars[reading.nodes[node].title.start : reading.nodes[node].span.end]


def _about(reading: Reading, node: int, words: tuple[str, ...]) -> bool:
    """Whether an article is about something: by its heading, or by a sentence that does not name it in passing."""
    if _headed(reading, node, words):
        return True
    return any(
        any(word in sentence for word in words) and not _IN_PASSING.search(sentence) for sentence in _sentences(reading, node)
    )


def _sentences(reading: Reading, node: int) -> Iterator[str]:
    span = reading.nodes[node].span
    title = reading.nodes[node].title
    body = reading.text.chars[max(span.start, title.end) : span.end]
    yield from compiled(r"(?<=。)|\n").split(body)


def _of_party(
    reading: Reading, articles: Mapping[tuple[int, int], list[Target]], key: tuple[int, int], target: int, before: str, act: str
) -> Fault | None:
    """「第8条に基づき、利用者から解約の意思表示がなされた」「甲が第8条により解約した」: the article ends the contract, and is that party's."""
    ending = _ENDING.search(act)
    said = act if _USER.search(act) or _PROVIDER.search(act) else before if ending and ending.start() < 2 else ""
    user, provider = _USER.search(said), _PROVIDER.search(said)
    if ending and not (user or provider) and _ENDED_BY.match(act):
        if _ENDING.search(reading.nodes[target].clause.heading) or _ENDS_IT.search("".join(_sentences(reading, target))):
            return None
        everywhere = [(other, one.node) for other, numbered in articles.items() for one in numbered]
        return _fault(reading, key, target, ending[0], [one for one in everywhere if _headed(reading, one[1], (ending[0],))])
    if not ending or not (user or provider):
        return None
    heading = reading.nodes[target].clause.heading
    body = "".join(_sentences(reading, target))
    of_user, of_provider = _USER.search(heading + "の"), _PROVIDER.search(heading + "の")
    wrong_party = (user and not provider and of_provider and not of_user) or (provider and not user and of_user and not of_provider)
    ends = _ENDING.search(heading) or _ENDS_IT.search(body) or (ending[0] not in ("解約", "解除") and _RUNS_OUT.search(body))
    if not wrong_party and ends:
        return None
    party = _USER if user else _PROVIDER
    fitting = [
        (other, one.node)
        for other, numbered in articles.items()
        for one in numbered
        if _ENDING.search(reading.nodes[one.node].clause.heading) and party.search(reading.nodes[one.node].clause.heading + "の")
    ]
    gloss = f"{(user or provider or ending)[0].removesuffix('による')}{ending[0]}"
    return _fault(reading, key, target, gloss, fitting)


def _fault(
    reading: Reading, key: tuple[int, int], target: int, gloss: str, fitting: list[tuple[tuple[int, int], int]]
) -> Fault:
    name = f"第{key[0]}条" + (f"の{key[1]}" if key[1] else "")
    heading = reading.nodes[target].clause.heading or "別の内容"
    said = f"{name}を「{gloss}」として引用していますが、{name}は「{heading}」です"
    if not fitting:
        return Fault(said, gloss, target, "", 0)
    other, node = min(fitting, key=lambda one: abs(one[0][0] - key[0]))
    better = reading.nodes[node].path
    return Fault(f"{said}。「{reading.nodes[node].clause.heading or gloss}」は{better}です", gloss, node, better, other[0] - key[0])


