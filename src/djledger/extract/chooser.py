"""Which of the phrases around a quantity is what it counts, and which verb is its action.

The rules of `items` and `context` propose; this weighs their proposal against every other
phrase that could be meant. A linear model: each candidate has a handful of named features
(what stands at its edges, whether the rules chose it, how its last character goes with the
measure word), and the sum of their weights decides. The weights are trained by
``scripts/train_chooser.py`` on reports written and labelled for this project (tests/reports)
and stand in ``knowledge/chooser.txt``, one feature a line; without that file the rules decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from djledger.extract.items import clean
from djledger.extract.words import VERB, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from djledger.extract.words import Word
    from djledger.model.mention import Quantity

T = TypeVar("T")
_VERBAL = (VERB | Tag.COMMON)
_NAMES = (
    (Tag.DE, "de"),
    (Tag.LIST, "list"),
    (Tag.JOINER, "join"),
    (Tag.PREPOSITION, "prep"),
    (Tag.NEGATED, "neg"),
    (Tag.LIGHT, "light"),
    (Tag.HOST, "host"),
    (Tag.SPENDS, "spend"),
    (Tag.EITHER, "either"),
    (Tag.GOVERNS, "gov"),
    (Tag.GROWTH, "grow"),
    (Tag.REACHES, "reach"),
    (Tag.STATES, "state"),
    (Tag.PASSIVE, "pass"),
    (Tag.COMMON, "common"),
    (Tag.PARTICLE, "part"),
    (Tag.ADVERB, "adv"),
    (Tag.ZONE, "zone"),
    (Tag.HEAD, "head"),
    (Tag.NOUN, "noun"),
)
_LENGTHS = (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10, 10, 10, 10)
# The rules' item is kept unless another is better by this much: no worse on labelled reports,
# and on sentences unlike any of them the rules err less wildly.
_AGREED = 1.5
_REACH = 12  # words to the left that a phrase may begin at
_PEOPLE = frozenset("人名位户")
_EVENTS = frozenset(("次", "场", "期", "轮", "件", "起", "项", "条", "份", "篇"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be what is counted, at ``start..end`` of the text (-1: carried over)."""

    text: str
    source: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Scene:
    """What the chooser sees: the words on both sides, what earlier mentions offer, the rules.

    ``carried`` are (name, item, action) of earlier mentions; ``gap`` is how the quantity
    before goes over into this one; ``rule`` and ``why`` are what the rules chose and how.
    """

    quantity: Quantity
    left: Sequence[Word]
    right: Sequence[Word]
    to_next: bool
    carried: Sequence[tuple[str, str, str]]
    gap: str
    rule: str
    rule_action: str
    why: str
    part: bool


def name_of(word: Word) -> str:
    """Return the class of *word* as features call it."""
    tag = word.tag
    for bit, name in _NAMES:
        if tag & bit:
            return name
    return "?"


def _views(found: Sequence[Word]) -> tuple[list[str], list[str]]:
    """Return the class of each word, and the word itself where the lexicon knows it.

    Both end with # for "nothing", which is also what index -1 finds.
    """
    names = [name_of(w) for w in found]
    known = [
        w.text if w.tag & ~3 and not w.tag & Tag.ZONE else names[k] for k, w in enumerate(found)
    ]
    return [*names, "#"], [*known, "#"]


def unit_class(quantity: Quantity) -> str:
    """Return what kind of measure word a quantity has."""
    if quantity.kind != "count":
        return quantity.kind
    unit = quantity.unit
    if unit in _EVENTS:
        return "event"
    if unit and unit[0] in _PEOPLE:
        return "人" if unit in {"人", "人次", "户", "户次"} else "名"
    return unit if unit in {"个", "", "家", "村", "亩"} else "other"


class Chooser:
    """The weights, and the two questions they answer."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Take *weights* by feature name; without any, the rules decide."""
        self.weights = {**weights, "agreed": _AGREED} if weights else weights

    def item(self, scene: Scene) -> Candidate:
        """Return the best candidate for what the quantity of *scene* counts."""
        agreed = ["agreed"]
        offers = (
            (offer, (*groups, agreed) if offer.text == scene.rule else groups)
            for offer, groups in candidates(scene)
        )
        return self._best(offers, Candidate(scene.rule, "rule"))

    def action(self, scene: Scene, item: Candidate) -> str:
        """Return the best verb of *scene* for the chosen *item*, '' for none."""
        return self._best(actions(scene, item), scene.rule_action)

    def _best(self, offers: Iterable[tuple[T, tuple[list[str], ...]]], default: T) -> T:
        get = self.weights.get
        known: dict[int, float] = {}
        best, best_score = default, float("-inf")
        for offer, groups in offers:
            score = 0.0
            for group in groups:
                # groups are shared between candidates: the same list is summed once
                part = known.get(id(group))
                if part is None:
                    part = known[id(group)] = sum([get(f, 0.0) for f in group])
                score += part
            if score > best_score:
                best, best_score = offer, score
        return best


def candidates(scene: Scene) -> Iterator[tuple[Candidate, tuple[list[str], ...]]]:
    """Yield every candidate of *scene* with its features, in groups that several share."""
    q, rule, why = scene.quantity, scene.rule, scene.why
    unit = unit_class(q)
    adjacent = name_of(scene.left[-1]) if scene.left else "#"
    after = name_of(scene.right[0]) if scene.right else "#"
    sources: dict[str, list[str]] = {}
    seen: set[str] = set()
    alive: list[tuple[list[str], ...]] = []  # groups are told apart by id: keep them

    def offer(
        text: str, source: str, start: int, end: int, *edges: list[str]
    ) -> tuple[Candidate, tuple[list[str], ...]]:
        seen.add(text)
        if source not in sources:
            sources[source] = [
                f"src={source}|{unit}",
                f"src={source}|{adjacent}|{after}",
                f"src={source}|{scene.gap}|{q.kind}",
                f"part={scene.part}|{source}",
            ]
        same = text == rule
        near = not same and bool(rule) and (text in rule or rule in text)
        own = [
            f"len={source}|{_LENGTHS[min(len(text), 13)]}",
            f"rule={same}|{near}|{why}|{source}",
            f"rule={same}|{near}|{unit}",
            f"tail={text[-1:]}|{q.unit}",
            f"tail2={text[-2:]}|{q.unit}",
            f"tail={text[-1:]}|{source}",
        ]
        groups = (sources[source], own, *edges)
        alive.append(groups)
        return Candidate(text, source, start, end), groups

    for source, start, end, text, edges in _phrases(scene, seen):
        yield offer(text, source, start, end, *edges)
    for source, item, _ in scene.carried:
        if item and item not in seen:
            yield offer(item, source, -1, -1)
    for source, text in _joined(scene):
        if text not in seen:
            yield offer(text, source, -1, -1)
    if q.unit and q.unit not in seen:
        yield offer(q.unit, "unit", -1, -1)
    if rule and rule not in seen:
        yield offer(rule, "rule", -1, -1)


# No phrase begins or ends with these.
_EDGELESS = Tag.DE | Tag.LIST | Tag.JOINER | Tag.PARTICLE


def _edgeless(word: Word) -> bool:
    return bool(word.tag & _EDGELESS) or (word.tag & Tag.ADVERB and not word.tag & ~Tag.ADVERB)


def _phrases(
    scene: Scene, seen: set[str]
) -> Iterator[tuple[str, int, int, str, tuple[list[str], ...]]]:
    """Yield source, start, end, text and edge features of the phrases on both sides."""
    left, n = scene.left, len(scene.left)
    names, known = _views(left)
    starts: dict[int, list[str]] = {}
    for end in range(n, max(0, n - 4), -1):
        last = left[end - 1]
        if _edgeless(last):
            continue
        ending = [
            f"L.end={names[end - 1]}|{known[end]}",
            f"L.next={known[end]}|{n - end}",
            f"L.last={known[end - 1]}",
        ]
        verbs = des = 0
        for start in range(end - 1, max(-1, end - 1 - _REACH), -1):
            first = left[start]
            tag = first.tag
            if start < end - 1:
                verbs += bool(tag & _VERBAL and not tag & Tag.EITHER)
                des += bool(tag & Tag.DE)
            elif tag & _VERBAL:
                verbs += 1
            if _edgeless(first):
                continue
            text = clean("".join([w.text for w in left[start:end]]))
            if not text or text in seen:
                continue
            begin = starts.get(start)
            if begin is None:
                begin = starts[start] = [
                    f"L.start={names[start - 1] if start else '#'}|{names[start]}",
                    f"L.before={known[start - 1] if start else '#'}",
                    f"L.first={known[start]}",
                    f"L.first={known[start]}|{names[start - 1] if start else '#'}",
                ]
            span = [
                f"L.in={min(verbs, 2)}|{min(des, 1)}|{tag & _VERBAL != 0}",
                f"L.whole={start == 0}|{end == n}",
            ]
            yield "L", first.start, last.end, text, (ending, begin, span)
            if end == n and start == 0 and tag & 1 and not tag & _VERBAL:
                # an unknown verb may hide at the head of the clause
                for cut in (1, 2):
                    if len(first.text) > cut + 1 and text[cut:] not in seen:
                        hidden = [f"L.cut={cut}", f"L.cut={first.text[:cut]}"]
                        yield "L", first.start + cut, last.end, text[cut:], (ending, hidden)
    modifier = ""
    if left and left[-1].tag & Tag.DE:
        modifier = clean("".join([w.text for w in left[:-1] if not _edgeless(w) or w.tag & Tag.DE]))
    yield from _right_phrases(scene, modifier, seen)
    if modifier and scene.carried:
        name, item, _ = scene.carried[0]
        text = f"{modifier}的{item.rpartition('的')[2]}"
        if text not in seen:
            yield f"M{name}", -1, -1, text, ()


def _right_phrases(
    scene: Scene, modifier: str, seen: set[str]
) -> Iterator[tuple[str, int, int, str, tuple[list[str], ...]]]:
    right = scene.right
    at = 0
    while at < len(right) and (
        right[at].tag & Tag.DE or (right[at].tag & Tag.ZONE and right[at].text[:1] in "（(")
    ):
        at += 1
    if at == len(right):
        return
    names, known = _views(right)
    begin = [
        f"R.first={known[at]}",
        f"R.first={names[at]}",
        f"R.de={at > 0 and bool(right[0].tag & Tag.DE)}",
    ]
    verbs = 0
    for end in range(at + 1, min(len(right), at + 9) + 1):
        last = right[end - 1]
        verbs += bool(last.tag & _VERBAL and not last.tag & Tag.EITHER)
        if _edgeless(last):
            continue
        text = clean("".join([w.text for w in right[at:end]]))
        stop = "Q" if end == len(right) and scene.to_next else ""
        ending = [
            f"R.end={names[end - 1]}|{stop or names[end]}",
            f"R.next={stop or known[end]}",
            f"R.in={min(verbs, 2)}|{end - at}",
        ]
        if text and text not in seen:
            yield "R", right[at].start, last.end, text, (begin, ending)
        if modifier and f"{modifier}的{text}" not in seen:
            yield "MR", -1, last.end, f"{modifier}的{text}", (begin, ending)


def _joined(scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield phrases put together from two places: 农村 + 党组织, 党组织 + 转化率, 甲、乙等 + 村."""
    noun = clean("".join([w.text for w in _plain(scene.left)]))
    if noun:
        for source, item, _ in scene.carried[:2]:
            if item and noun not in item and item not in noun:
                yield f"{source}+L", item + noun
                yield f"L+{source}", noun + item.rpartition("的")[2]
        after = clean("".join([w.text for w in _plain(scene.right[::-1])][::-1]))
        if after:
            yield "LR", noun + after
    each = [w.text for w in scene.left if not w.text.startswith("每")]
    if len(each) < len(scene.left):
        yield "L-each", clean("".join(each))


def _plain(found: Sequence[Word]) -> list[Word]:
    """Return the words of the noun phrase that *found* ends with, without verbs before it."""
    kept: list[Word] = []
    for word in reversed(found):
        if not kept and word.tag & (Tag.ADVERB | Tag.REACHES | Tag.PARTICLE):
            continue
        if word.tag & (Tag.ADVERB | Tag.PREPOSITION | Tag.GOVERNS | Tag.REACHES | Tag.STATES):
            break
        kept.append(word)
    return kept[::-1]


def actions(scene: Scene, item: Candidate) -> Iterator[tuple[str, tuple[list[str], ...]]]:
    """Yield every verb that may be the action, with its features."""
    unit = unit_class(scene.quantity)
    rule, why = scene.rule_action, scene.why
    sources: dict[str, list[str]] = {}
    seen: set[str] = set()
    alive: list[tuple[list[str], ...]] = []

    def offer(verb: str, source: str, edges: list[str]) -> tuple[str, tuple[list[str], ...]]:
        seen.add(verb)
        if source not in sources:
            sources[source] = [
                f"a.src={source}|{item.source}",
                f"a.src={source}|{item.source}|{unit}",
                f"a.src={source}|{scene.gap}|{why}",
                f"a.part={scene.part}|{source}",
            ]
        edges += [
            f"a.rule={verb == rule}|{source}",
            f"a.rule={verb == rule}|{why}",
            f"a.word={verb}",
        ]
        groups = (sources[source], edges)
        alive.append(groups)
        return verb, groups

    for side, found in (("l", scene.left), ("r", scene.right)):
        verbs = [k for k, w in enumerate(found) if w.tag & _VERBAL]
        if not verbs:
            continue
        names, known = _views(found)
        picked = verbs[-6:] if side == "l" else verbs[:6]
        for order, k in enumerate(picked):
            word = found[k]
            if word.text in seen:
                continue
            rank = len(picked) - order if side == "l" else order + 1
            if item.start < 0:
                place = "no"
            elif item.start <= word.start < item.end:
                place = "in"
            else:
                place = "pre" if word.end <= item.start else "post"
            touch = word.end == item.start or word.start == item.end
            before = names[k - 1] if k else "#"
            verbal = bool(k + 1 < len(found) and found[k + 1].tag & _VERBAL)
            yield offer(
                word.text,
                side,
                [
                    f"a.tag={names[k]}|{side}|{place}|{touch}",
                    f"a.near={side}|{rank}|{place}",
                    f"a.at={side}|{before}|{names[k]}|{names[k + 1]}",
                    f"a.next={side}|{known[k + 1]}",
                    f"a.run={verbal}|{k > 0 and bool(found[k - 1].tag & _VERBAL)}|{side}|{place}",
                    f"a.end={side}|{k == len(found) - 1}|{item.source}",
                ],
            )
    for source, _, action in scene.carried:
        if action and action not in seen:
            yield offer(action, source, [f"a.same={source}|{item.source == source}"])
    yield offer("", "none", [f"a.none={rule == ''}|{why}|{unit}"])


def load(lines: str) -> dict[str, float]:
    """Return the weights that *lines* hold: a feature, a tab, a whole number, a line."""
    weights = {}
    for line in lines.splitlines():
        name, _, value = line.rpartition("\t")
        weights[name] = int(value) / 100
    return weights
