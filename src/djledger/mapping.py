"""Which indicator of the catalogue a mention is, or why that cannot be said.

A Chinese noun phrase has its head at the end: what 农民专业合作社党组织361个 counts are party
organisations, not cooperatives. So the end of a mention's item is looked up among the heads
of the catalogue and the longest head wins. Units, hard cues and negative words can only take
candidates away; verbs and soft cues choose between those that are left. Two that nothing
tells apart, two things counted as one, a change where only levels are catalogued: the mention
stays open and names its candidates. A wrong indicator is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
_BREAKS = re.compile("[，。；：！？,;:!?\n]")
_TAIL_NOTE = re.compile(r"\([^()]*\)$")
# Fewer candidates than this are a help, more are noise.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Indicator:
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    indicator: Indicator
    head: str
    rank: tuple[int, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Book:
    """The catalogue turned round: from the end of an item to what it may be."""

    heads: dict[str, list[Indicator]]
    exact: dict[str, list[Indicator]]
    events: dict[str, list[Indicator]]
    longest: int
    words: dict[str, tuple[str, ...]]


def indicators(knowledge: Knowledge) -> dict[str, Indicator]:
    """Return the catalogue by id, defaults filled in."""
    return knowledge.made(_indicators)


def indicator(
    mention: Mention, knowledge: Knowledge, whole: Mention | None = None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the id of what *mention* counts and what decided; None if that is in doubt.

    *whole* is the mention that this one is a part of (其中), when there is one: 其中贫困村 of
    all villages are the poor villages, of the model villages they are not.
    """
    book = knowledge.made(_book)
    counted = _plain(mention.item) or mention.quantity.unit
    near = _near(mention)
    found = list(_headed(counted, book)) or list(_eventful(mention.action, book))
    agreeing = [c for c in found if _counts(c.indicator, mention, book)]
    if not agreeing:
        return None, ()
    fitting = [c for c in agreeing if not _excluded(c.indicator, mention, counted, near)]
    fitting = [c for c in fitting if _placed(c.indicator, mention, whole, knowledge)]
    if _is_change(mention, near, book):
        fitting = [c for c in fitting if mention.action in c.indicator.actions]
    ranked = sorted(
        (_ranked(c, mention, counted, near) for c in fitting), key=lambda c: c.rank, reverse=True
    )
    ranked = [c for c in ranked if c.rank]
    if not ranked:
        return None, _open("no-cue", agreeing)
    best = [c for c in ranked if c.rank == ranked[0].rank]
    if len(best) > 1:
        return None, _open("tie", best)
    if other := _coupled(counted, best[0], mention, book):
        return None, _open("compound", [best[0], other])
    return best[0].indicator.id, best[0].why


def _headed(counted: str, book: _Book) -> Iterator[_Candidate]:
    """The indicators one of whose heads ends *counted*, each with its longest such head."""
    seen: set[str] = set()
    forms = _forms(counted, book)
    for form in forms:
        for size in range(min(len(form), book.longest), 0, -1):
            for item in book.heads.get(form[-size:], ()):
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
    shared = bool(mention.per) and mention.per not in book.words["periods"]
    ruled = bool(mention.per) and mention.status == "required"
    if item.kind == "rate":
        return quantity.kind == "rate" or ruled
    if item.kind == "standard" or mention.per in item.per:
        return True
    return not shared and not (ruled and item.kind in {"stock", "flow"})


def _excluded(item: Indicator, mention: Mention, counted: str, near: str) -> bool:
    return any(
        word in counted or word in mention.action or (len(word) > 1 and word in near)
        for word in item.negative
    )


def _placed(
    item: Indicator, mention: Mention, whole: Mention | None, knowledge: Knowledge
) -> bool:
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


def _is_change(mention: Mention, near: str, book: _Book) -> bool:
    action = mention.action
    return action in book.words["changes"] and not any(
        action + level in near for level in book.words["levels"]
    )


def _ranked(candidate: _Candidate, mention: Mention, counted: str, near: str) -> _Candidate:
    """Return *candidate* with its rank and reasons; no rank if a hard cue is missing."""
    item = candidate.indicator
    told = f"{counted}\n{mention.action}\n{mention.of}\n{near}"
    needed = next((w for w in item.require_any if w in told), "")
    if item.require_any and not needed:
        return candidate
    action = mention.action if mention.action and mention.action in item.actions else ""
    spoken = action or next((w for w in item.actions if w in near), "")
    cue = next((w for w in item.cues if w in told), "")
    why = [f"head: {candidate.head}"]
    why += [f"cue: {w}" for w in dict.fromkeys((needed, cue)) if w]
    why += [f"action: {spoken}"] if spoken else []
    why += [f"part of: {item.whole}"] if item.whole else []
    rank = (
        int(bool(item.whole)),
        len(candidate.head),
        int(bool(action)),
        int(bool(needed)),
        int(bool(spoken)) + int(bool(cue)),
    )
    return _Candidate(item, candidate.head, rank, tuple(why))


def _coupled(counted: str, best: _Candidate, mention: Mention, book: _Book) -> _Candidate | None:
    """Return what else is counted in the same figure: 第一书记和驻村干部120名 is both."""
    left = counted[: len(counted) - len(best.head)]
    cut = max(left.rfind(j) + len(j) if j in left else 0 for j in book.words["joints"])
    if not cut or any(g in counted[cut:] for g in book.words["gathers"]):
        return None
    for joint in sorted(book.words["joints"], key=len, reverse=True):
        if counted[:cut].endswith(joint):
            other = counted[: cut - len(joint)]
            break
    for candidate in _headed(other, book):
        item = candidate.indicator
        if item.id == best.indicator.id:
            return None
        if len(candidate.head) > 1 and mention.quantity.unit in item.units:
            return candidate
    return None


def _near(mention: Mention) -> str:
    """Return the part of the sentence, between commas, in which the item stands."""
    clause = mention.clause.translate(_PLAIN)
    item = _plain(mention.item)
    at = clause.find(item) if item else -1
    if at < 0:
        return clause
    start = max((m.end() for m in _BREAKS.finditer(clause, 0, at)), default=0)
    end = _BREAKS.search(clause, at + len(item))
    return clause[start : end.start() if end else len(clause)]


def _open(reason: str, candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    names = dict.fromkeys(c.indicator.id for c in candidates if len(c.head) > 1)
    listed = (f"candidates: {', '.join(list(names)[:_NAMED])}",) if names else ()
    return (f"open: {reason}", *listed)


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def _indicators(knowledge: Knowledge) -> dict[str, Indicator]:
    return {item["id"]: _indicator(item) for item in knowledge.items("indicators")}


def _indicator(item: dict[str, Any]) -> Indicator:
    space, time = _MERGE[item["kind"]]
    merge = item.get("merge", {})

    def words(key: str) -> tuple[str, ...]:
        return tuple(item.get(key, ()))

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
        space=merge.get("space", space),
        time=merge.get("time", time),
        core=item.get("core", False),
    )


def _book(knowledge: Knowledge) -> _Book:
    heads: dict[str, list[Indicator]] = {}
    exact: dict[str, list[Indicator]] = {}
    events: dict[str, list[Indicator]] = {}
    for item in indicators(knowledge).values():
        for table, words in ((heads, item.heads), (exact, item.exact), (events, item.events)):
            for word in words:
                table.setdefault(word, []).append(item)
    return _Book(
        heads,
        exact,
        events,
        max(map(len, heads), default=0),
        {item["id"]: tuple(item["words"]) for item in knowledge.items("mapping")},
    )
