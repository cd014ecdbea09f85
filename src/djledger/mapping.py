"""Which indicator of the catalogue a mention is, or why that cannot be said.

A Chinese noun phrase has its head at the end: what 农民专业合作社党组织361个 counts are party
organisations, not cooperatives. So the end of a mention's item is looked up among the heads
of the catalogue and the longest head wins. Units, hard cues and negative words can only take
candidates away; verbs and soft cues choose between those that are left. Two that nothing
tells apart, two things counted as one, a change where only levels are catalogued: the mention
stays open and names its candidates. A wrong indicator is worse than none.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from djledger.errors import KnowledgeError
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.mention import Mention

# What each kind of indicator can be a kind of quantity of.
_KINDS = {
    "stock": {"count", "measure"},
    "flow": {"count", "measure"},
    "money": {"money"},
    "ratio": {"percent"},
    "rate": {"rate", "count"},
    "standard": {"count", "money", "measure"},
}
# How figures of several places and of several periods become one, unless the item says so.
_MERGE = {
    "stock": ("sum", "last"),
    "flow": ("sum", "cumulative"),
    "money": ("sum", "cumulative"),
    "ratio": ("derived", "last"),
    "rate": ("none", "last"),
    "standard": ("none", "last"),
}
# Quotation marks and spaces never tell two things apart; brackets come in two widths.
_PLAIN = str.maketrans({"（": "(", "）": ")", **dict.fromkeys("“”‘’「」『』\"' \u3000\n", "")})
_UNPLAIN = compiled(f"[{''.join(map(chr, _PLAIN))}]")
_BREAKS = compiled("[，；：,;:]")
_SENTENCE_ENDS = compiled("[。！？!?]")
# A sentence without an end is cut here, so that a page without punctuation costs no more.
_FAR = 200
_TITLE = compiled("《[^《》]*》")
_TAIL_NOTE = compiled(r"\([^()]*\)$")
# Fewer candidates than this are a help, more are noise.
_NAMED = 4
# Verbs of this many characters are looked for at the end of an item, the longest first.
_DEEDS = (4, 3, 2)
_IN_A_ROW = 3
_YEAR = "年"
CANDIDATES = "candidates: "


class Indicator(NamedTuple):
    """An item of the catalogue, as mapping and merging use it.

    ``units`` are the measure words it may be counted in, the first is the usual one.
    ``space`` and ``time`` say how it merges over places and over periods. ``whole`` is the
    indicator that it is only ever a part of; ``within``, when not empty, are those that it
    may be a part of and still be itself.
    """

    id: str
    label: str
    group: str
    kind: str
    units: tuple[str, ...]
    heads: tuple[str, ...]
    exact: tuple[str, ...]
    events: tuple[str, ...]
    require_any: tuple[str, ...]
    actions: tuple[str, ...]
    cues: tuple[str, ...]
    negative: tuple[str, ...]
    per: tuple[str, ...]
    whole: str
    within: tuple[str, ...]
    space: str
    time: str
    core: bool


class Around(NamedTuple):
    """The text about a number, plain: ever wider stretches of its sentence.

    ``beside`` ends at commas and at the neighbouring numbers, ``segment`` at commas;
    ``vicinity`` is the segment with the one before and the one after. ``before`` is what of
    ``beside`` stands before the number.
    """

    before: str
    beside: str
    segment: str
    vicinity: str


class _Candidate(NamedTuple):
    indicator: Indicator
    head: str
    rank: tuple[int, ...] = ()
    why: tuple[str, ...] = ()


class _Book(NamedTuple):
    """The catalogue turned round: from the end of an item to what it may be."""

    heads: dict[str, list[Indicator]]
    exact: dict[str, list[Indicator]]
    events: dict[str, list[Indicator]]
    longest: int
    deeds: frozenset[str]
    words: dict[str, tuple[str, ...]]


def indicators(knowledge: Knowledge) -> dict[str, Indicator]:
    """Return the catalogue by id, defaults filled in."""
    return knowledge.made(_indicators)


def assigned(
    mentions: Sequence[Mention], text: str, knowledge: Knowledge
) -> list[tuple[str | None, tuple[str, ...]]]:
    """Return what `indicator` says of each of the *mentions* (in text order) of a report.

    *text* is the working text, in which their quantities have their offsets: cues count
    where they stand beside the number, not anywhere in its sentence.
    """
    spans = [(m.quantity.start, m.quantity.end) for m in mentions]
    links = knowledge.made(_book).words["links"]
    around = [_around(text, spans, k, links) for k in range(len(spans))]
    return [
        indicator(m, knowledge, None if m.part_of is None else mentions[m.part_of], a)
        for m, a in zip(mentions, around, strict=True)
    ]


def indicator(
    mention: Mention,
    knowledge: Knowledge,
    whole: Mention | None = None,
    around: Around | None = None,
) -> tuple[str | None, tuple[str, ...]]:
    """Return the id of what *mention* counts and what decided; None if that is in doubt.

    *whole* is the mention that this one is a part of (其中), when there is one: 其中贫困村 of
    all villages are the poor villages, of the model villages they are not. *around* is the
    text about the number; without it, that is ``mention.clause``.
    """
    book = knowledge.made(_book)
    if around is None:
        clause = _plain(mention.clause)
        around = Around("", clause, clause, clause)
    counted = _plain(mention.item) or mention.item or mention.quantity.unit
    found = _found(counted, mention, whole, book)
    agreeing = [c for c in found if _counts(c.indicator, mention, book)]
    if not agreeing:
        return None, ()
    fitting = [
        c
        for c in agreeing
        if not _excluded(c, mention, counted, around)
        and _placed(c.indicator, mention, whole, knowledge)
        and _meant(c.indicator, mention, around, book)
    ]
    ranked = [r for c in fitting if (r := _ranked(c, mention, counted, around)).rank]
    top = max((c.rank for c in ranked), default=())
    best = [c for c in ranked if c.rank == top]
    if doubt := _doubt(best, counted, mention, around, book):
        return None, _open(doubt, best or agreeing)
    chosen = best[0].indicator.id
    if whole is not None and chosen == indicator(whole, knowledge)[0]:
        return None, _open("part", best)  # a kind of what its whole counts
    return chosen, best[0].why


def _found(counted: str, mention: Mention, whole: Mention | None, book: _Book) -> list[_Candidate]:
    """Return the indicators that what is *counted* may be."""
    found = list(_headed(_forms(counted, book), book)) or list(_eventful(mention.action, book))
    if not found and whole is not None:  # 其中农村593个: the head stands with the whole
        found = list(_headed((counted + _plain(whole.item),), book))
    return found or _done(counted, book)


def _doubt(
    best: Sequence[_Candidate], counted: str, mention: Mention, around: Around, book: _Book
) -> str:
    """Return why the *best* candidates decide nothing, '' if they do."""
    if _is_past(around, book):
        return "past"
    if not best:
        return "no-cue"
    if len(best) > 1:
        return "tie"
    return "compound" if _coupled(counted, best[0], mention, book) else ""


def _headed(forms: tuple[str, ...], book: _Book) -> Iterator[_Candidate]:
    """The indicators one of whose heads ends one of *forms*, each with its longest head."""
    seen: set[str] = set()
    for form in forms:
        for size in range(min(len(form), book.longest), 1, -1):
            found = book.heads.get(form[-size:])
            if found is None or form[: len(form) - size].endswith(book.words["denials"]):
                continue
            for item in found:
                if item.id not in seen:
                    seen.add(item.id)
                    yield _Candidate(item, form[-size:])
    for form in forms:
        for bare in (form, _without_prefixes(form, book)):
            for item in book.exact.get(bare, ()):
                if item.id not in seen:
                    seen.add(item.id)
                    yield _Candidate(item, bare)


def _eventful(action: str, book: _Book) -> Iterator[_Candidate]:
    """The indicators that count *action* itself: 点评一次."""
    for item in book.events.get(action, ()):
        yield _Candidate(item, action)


def _forms(counted: str, book: _Book) -> tuple[str, ...]:
    """Return *counted* and, shorter, what is left without a note or 总数 at its end."""
    forms = [counted]
    bare = _TAIL_NOTE.sub("", counted)
    if bare and bare != counted:
        forms.append(bare)
    for tail in book.words["tails"]:
        if bare.endswith(tail) and len(bare) > len(tail):
            forms.append(bare.removesuffix(tail))
            break
    return tuple(forms)


def _done(counted: str, book: _Book) -> list[_Candidate]:
    """Return the indicators of what a deed of theirs was done to: 贫困人口脱贫860人."""
    deeds: list[str] = []
    while deed := next((counted[-n:] for n in _DEEDS if counted[-n:] in book.deeds), ""):
        deeds.append(deed)
        counted = counted[: -len(deed)]
        found = [
            c
            for c in _headed((counted,), book)
            if any(d in c.indicator.require_any or d in c.indicator.actions for d in deeds)
        ]
        if found or len(deeds) == _IN_A_ROW:
            return found
    return []


def _without_prefixes(form: str, book: _Book) -> str:
    shorter = True
    while shorter:
        shorter = False
        for prefix in book.words["prefixes"]:
            if form.startswith(prefix) and len(form) > len(prefix):
                form, shorter = form.removeprefix(prefix), True
    return form


def _counts(item: Indicator, mention: Mention, book: _Book) -> bool:
    """Whether unit, kind and per of *mention* are such as *item* is counted in."""
    quantity = mention.quantity
    if quantity.kind not in _KINDS[item.kind]:
        return False
    bare = not quantity.unit and item.kind in {"stock", "ratio"}
    if quantity.unit not in item.units and not bare:
        return False
    shares = mention.per.split("·") if mention.per else []
    each = [p for p in shares if p not in book.words["periods"]]
    ruled = bool(mention.per) and mention.status == "required"
    if item.kind == "rate":
        return quantity.kind == "rate" or ruled
    if item.kind == "standard":
        return not item.per or any(p in item.per for p in each)
    # A figure a year is what a year's report gives; one a day or a month is not.
    if any(p not in item.per and p != _YEAR for p in shares):
        return False
    return not (ruled and item.kind in {"stock", "flow"})


def _excluded(candidate: _Candidate, mention: Mention, counted: str, around: Around) -> bool:
    # 人 and 户 say nothing of whom they count, so for them a word counts from further off.
    bare = candidate.head == mention.quantity.unit
    text = around.vicinity if bare else around.beside
    # What the verb says outright is not taken back by a word beside the number.
    text = "" if mention.action in candidate.indicator.actions else text
    return any(
        word in counted or word in mention.action or (len(word) > 1 and word in text)
        for word in candidate.indicator.negative
    )


def _placed(item: Indicator, mention: Mention, whole: Mention | None, knowledge: Knowledge) -> bool:
    """Whether *item* may stand where *mention* does: alone, or as a part of its whole."""
    if mention.part_of is None:
        return not item.whole
    if not item.whole and not item.within and whole is None:
        return True
    named = indicators(knowledge)
    if whole is None:
        parents = [named[p] for p in (item.whole, *item.within) if p in named]
        return any(h in mention.clause.translate(_PLAIN) for p in parents for h in p.heads)
    parent, _ = indicator(whole, knowledge)
    if item.whole:
        return parent == item.whole
    if item.within:
        return parent in item.within
    passing = named[parent].kind == "flow" if parent else bool(whole.action)
    return not (passing and item.kind == "stock")


def _meant(item: Indicator, mention: Mention, around: Around, book: _Book) -> bool:
    """Whether the deed of *mention*, if there is one, leaves its number that of *item*."""
    action, words = mention.action, book.words
    if action in words["changes"] and not any(
        action + level in around.beside for level in words["levels"]
    ):  # by how much it changed, not how much it is
        return action in item.actions
    if item.kind != "stock" or item.whole or item.require_any:
        return True
    # How many there are in all, which no deed to some of them counts: 走访企业30家.
    if any(word in around.before for word in words["some"]):
        return False
    if not action or action in item.actions or action in words["stative"]:
        return True
    return around.before.endswith(words["all"])


def _is_past(around: Around, book: _Book) -> bool:
    """Whether the number is the level before a change: 由800元提高到1500元."""
    return around.beside.endswith(book.words["arrivals"]) and any(
        word in around.before for word in book.words["sources"]
    )


def _ranked(candidate: _Candidate, mention: Mention, counted: str, around: Around) -> _Candidate:
    """Return *candidate* with its rank and reasons; no rank if a hard cue is missing."""
    item = candidate.indicator
    told = f"{counted}\n{mention.action}\n{mention.of}\n{mention.per}\n"
    needed, nearness = "", _UNNEEDED
    if item.require_any:
        needed, nearness = _nearest(item, told, mention.action, around)
        if not needed:
            return candidate
    action = mention.action if mention.action and mention.action in item.actions else ""
    beside = told + around.beside
    spoken = action or next((w for w in item.actions if w in beside), "")
    cue = next((w for w in item.cues if w in beside), "")
    why = [f"head: {candidate.head}"]
    why += [f"cue: {w}" for w in dict.fromkeys((needed, cue)) if w]
    why += [f"action: {spoken}"] if spoken else []
    why += [f"part of: {item.whole}"] if item.whole else []
    rank = (
        int(bool(item.whole)),
        len(candidate.head),
        int(bool(action)),
        nearness,
        int(bool(spoken)) + int(bool(cue)),
    )
    return _Candidate(item, candidate.head, rank, tuple(why))


# How near a hard cue stands. An indicator that needs none is surer than one whose cue is
# beyond the next number, and less sure than one whose cue is beside this one.
_UNNEEDED = 3


def _nearest(item: Indicator, told: str, action: str, around: Around) -> tuple[str, int]:
    """Return the hard cue of *item* nearest to the number, and how near."""
    places = [(told + around.beside, 4)]
    # Beyond the next number stands what is said of that one, unless the verb is ours.
    if action and action in item.actions:
        places.append((around.segment, 2))
        # Only what money is for may stand in the next clause: 整合资金900万元,新建活动场所5个.
        places += [(around.vicinity, 1)] if item.kind == "money" else []
    for place, nearness in places:
        for word in item.require_any:
            if word in place:
                return word, nearness
    return "", 0


def _coupled(counted: str, best: _Candidate, mention: Mention, book: _Book) -> bool:
    """Whether something else is counted in the same figure: 第一书记和驻村干部120名 is both."""
    left = counted[: len(counted) - len(best.head)]
    joints = [j for j in book.words["joints"] if j in left]
    if not joints or not counted.endswith(best.head):
        return False
    cut = max(left.rfind(j) + len(j) for j in joints)
    if any(g in counted[cut:] for g in book.words["gathers"]):
        return False
    joint = max((j for j in joints if left[:cut].endswith(j)), key=len)
    others = list(_headed(_forms(left[: cut - len(joint)], book), book))
    if any(c.indicator.id == best.indicator.id for c in others):
        return False
    # 城镇、农村居民人均收入: whatever the other is, there are two.
    return cut == len(left) or any(
        len(c.head) > 1 and mention.quantity.unit in c.indicator.units for c in others
    )


def _around(text: str, spans: Sequence[tuple[int, int]], k: int, links: tuple[str, ...]) -> Around:
    """Return what stands about the number at ``spans[k]`` of *text*."""
    start, end = spans[k]
    left = text.rfind("\n", max(0, start - _FAR), start) + 1 or max(0, start - _FAR)
    right = text.find("\n", end, end + _FAR)
    right = right if right >= 0 else min(len(text), end + _FAR)
    for mark in _SENTENCE_ENDS.finditer(text, left, right):
        if mark.end() <= start:
            left = mark.end()
        elif mark.start() >= end:
            right = mark.start()
            break
    before = [m.end() for m in _BREAKS.finditer(text, left, start)][-2:]
    after = [m.start() for m in islice(_BREAKS.finditer(text, end, right), 2)]
    first, last = before[-1] if before else left, after[0] if after else right
    far_left = before[0] if len(before) > 1 else left
    far_right = after[1] if len(after) > 1 else right
    one = max(first, spans[k - 1][1] if k else first)
    two = last
    for begin, finish in spans[k + 1 :]:
        # 43个部门与27个村结对: the verb behind the second number is the first one's too.
        if begin < last and not text[end:begin].endswith(links):
            two = begin
        if begin >= last or two == begin:
            break
        end = finish
    return Around(
        _plain(text[one:start]),
        _plain(text[one:two]),
        _plain(text[first:last]),
        _plain(text[far_left:far_right]),
    )


def _open(reason: str, candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    names = dict.fromkeys(c.indicator.id for c in candidates if len(c.head) > 2)
    listed = (CANDIDATES + ", ".join(list(names)[:_NAMED]),) if names else ()
    return (f"open: {reason}", *listed)


def _plain(text: str) -> str:
    # Most stretches have no sign to take out, and to look for one is ten times as fast.
    if _UNPLAIN.search(text):
        text = text.translate(_PLAIN)
    return _TITLE.sub("", text) if "《" in text else text


def _indicators(knowledge: Knowledge) -> dict[str, Indicator]:
    return {row[0]: Indicator(*row) for row in knowledge.kept(_rows)}


def _rows(knowledge: Knowledge) -> list[tuple[Any, ...]]:
    """Return the fields of every indicator: plain data, which is quickly read again."""
    return [tuple(_indicator(item)) for item in knowledge.items("indicators")]


def _indicator(item: dict[str, Any]) -> Indicator:
    def words(key: str) -> tuple[str, ...]:
        told = item.get(key) or ()
        return (told,) if isinstance(told, str) else tuple(told)

    try:
        space, time = _MERGE[item["kind"]]
        merge = item.get("merge") or {}
        return Indicator(
            id=item["id"],
            label=item["label"],
            group=item["group"],
            kind=item["kind"],
            units=words("units"),
            heads=tuple(map(_plain, words("heads"))),
            exact=tuple(map(_plain, words("exact"))),
            events=words("events"),
            require_any=words("require_any"),
            actions=words("actions"),
            cues=words("cues"),
            negative=words("negative"),
            per=words("per"),
            whole=item.get("whole", ""),
            within=words("within"),
            space=merge.get("space") or space,
            time=merge.get("time") or time,
            core=item.get("core", False),
        )
    except KeyError as error:
        raise KnowledgeError(
            f"指标 {item.get('id', item)}：缺少或不认识 {error}",
            remedy="请用 djledger indicator test 目录 查出错在哪一行",
        ) from None


def _book(knowledge: Knowledge) -> _Book:
    heads: dict[str, list[Indicator]] = {}
    exact: dict[str, list[Indicator]] = {}
    events: dict[str, list[Indicator]] = {}
    deeds: set[str] = set()
    for item in indicators(knowledge).values():
        # A head of one character must be all of the item: 路 is a road, 线路 is none.
        short = tuple(h for h in item.heads if len(h) == 1)
        long = tuple(h for h in item.heads if len(h) > 1)
        for table, words in ((heads, long), (exact, item.exact + short), (events, item.events)):
            for word in words:
                table.setdefault(word, []).append(item)
        deeds.update(w for w in item.require_any + item.actions if len(w) in _DEEDS)
    return _Book(
        heads,
        exact,
        events,
        max(map(len, heads), default=0),
        frozenset(deeds - set(heads) - set(exact)),
        {item["id"]: tuple(item["words"]) for item in knowledge.items("mapping")},
    )
