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
from typing import TYPE_CHECKING

from djledger.extract.items import clean
from djledger.extract.words import VERB, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from djledger.extract.words import Word
    from djledger.model.mention import Quantity

_VERBAL = int(VERB | Tag.COMMON)
_NAMES = (
    (int(Tag.DE), "de"),
    (int(Tag.LIST), "list"),
    (int(Tag.JOINER), "join"),
    (int(Tag.PREPOSITION), "prep"),
    (int(Tag.NEGATED), "neg"),
    (int(Tag.LIGHT), "light"),
    (int(Tag.HOST), "host"),
    (int(Tag.SPENDS), "spend"),
    (int(Tag.EITHER), "either"),
    (int(Tag.GOVERNS), "gov"),
    (int(Tag.GROWTH), "grow"),
    (int(Tag.REACHES), "reach"),
    (int(Tag.STATES), "state"),
    (int(Tag.PASSIVE), "pass"),
    (int(Tag.COMMON), "common"),
    (int(Tag.PARTICLE), "part"),
    (int(Tag.ADVERB), "adv"),
    (int(Tag.ZONE), "zone"),
    (int(Tag.HEAD), "head"),
    (int(Tag.NOUN), "noun"),
)
_LENGTHS = (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10, 10, 10, 10)
MARGIN = 0.0
MARGIN_A = 0.0
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


def name_of(word: Word | None) -> str:
    """Return the class of *word* as features call it."""
    if word is None:
        return "#"
    tag = word.tag
    for bit, name in _NAMES:
        if tag & bit:
            return name
    return "?"


def _known(word: Word | None) -> str:
    """Return the word itself where the lexicon knows it, else its class."""
    if word is None:
        return "#"
    return word.text if word.tag & ~3 and not word.tag & int(Tag.ZONE) else name_of(word)


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
        self.weights = weights

    def item(self, scene: Scene) -> Candidate:
        """Return the best candidate for what the quantity of *scene* counts."""
        best, best_score = Candidate(scene.rule, "rule"), float("-inf")
        for candidate, features in candidates(scene):
            score = self._sum(features) + (MARGIN if candidate.text == scene.rule else 0)
            if score > best_score:
                best, best_score = candidate, score
        return best

    def action(self, scene: Scene, item: Candidate) -> str:
        """Return the best verb of *scene* for the chosen *item*, '' for none."""
        best, best_score = scene.rule_action, float("-inf")
        for verb, features in actions(scene, item):
            score = self._sum(features) + (MARGIN_A if verb == scene.rule_action else 0)
            if score > best_score:
                best, best_score = verb, score
        return best

    def _sum(self, features: Sequence[str]) -> float:
        get = self.weights.get
        return sum([get(f, 0.0) for f in features])


def candidates(scene: Scene) -> Iterator[tuple[Candidate, list[str]]]:
    """Yield every candidate of *scene* with its features."""
    q = scene.quantity
    unit = unit_class(q)
    seen: set[str] = set()
    adjacent = name_of(scene.left[-1] if scene.left else None)
    after = name_of(scene.right[0] if scene.right else None)
    frame = f"{unit}|{adjacent}|{after}|{scene.gap}"

    def common(text: str, source: str) -> list[str]:
        size = min(len(text), 13)
        same = text == scene.rule
        near = not same and bool(text and scene.rule) and (text in scene.rule or scene.rule in text)
        return [
            f"src={source}|{unit}",
            f"src={source}|{adjacent}|{after}",
            f"src={source}|{scene.gap}|{q.kind}",
            f"frame={source}|{frame}",
            f"len={source}|{_LENGTHS[size] if size < 14 else 10}",  # noqa: PLR2004
            f"rule={same}|{near}|{scene.why}|{source}",
            f"rule={same}|{near}|{unit}",
            f"tail={text[-1:]}|{q.unit}",
            f"tail2={text[-2:]}|{q.unit}",
            f"tail={text[-1:]}|{source}",
            f"part={scene.part}|{source}",
        ]

    for source, start, end, text, edges in _phrases(scene):
        if text in seen or not text:
            continue
        seen.add(text)
        yield Candidate(text, source, start, end), common(text, source) + edges
    for source, item, _ in scene.carried:
        if item and item not in seen:
            seen.add(item)
            yield Candidate(item, source), common(item, source)
    for source, text in _joined(scene):
        if text not in seen:
            seen.add(text)
            yield Candidate(text, source), common(text, source)
    if q.unit and q.unit not in seen:
        yield Candidate(q.unit, "unit"), common(q.unit, "unit")
    if scene.rule and scene.rule not in seen and scene.rule != q.unit:
        yield Candidate(scene.rule, "rule"), common(scene.rule, "rule")


def _phrases(scene: Scene) -> Iterator[tuple[str, int, int, str, list[str]]]:
    """Yield source, start, end, text and edge features of the phrases on both sides."""
    left, right = scene.left, scene.right
    modifier = ""
    n = len(left)
    for end in range(n, max(0, n - 4), -1):
        last = left[end - 1]
        if last.tag & int(Tag.DE | Tag.LIST | Tag.JOINER | Tag.PARTICLE):
            continue
        follow = left[end] if end < n else None
        ending = [
            f"L.end={name_of(last)}|{_known(follow)}",
            f"L.next={_known(follow)}|{n - end}",
            f"L.last={_known(last)}",
        ]
        verbs = des = 0
        for start in range(end - 1, max(-1, end - 1 - _REACH), -1):
            first = left[start]
            if start < end - 1:
                verbs += bool(left[start].tag & _VERBAL and not left[start].tag & Tag.EITHER)
                des += bool(left[start].tag & Tag.DE)
            elif first.tag & _VERBAL:
                verbs += 1
            if first.tag & int(Tag.DE | Tag.LIST | Tag.JOINER | Tag.PARTICLE):
                continue
            before = left[start - 1] if start else None
            edges = [
                *ending,
                f"L.start={name_of(before)}|{name_of(first)}",
                f"L.before={_known(before)}",
                f"L.first={_known(first)}",
                f"L.first={_known(first)}|{name_of(before)}",
                f"L.in={min(verbs, 2)}|{min(des, 1)}|{first.tag & _VERBAL != 0}",
                f"L.whole={start == 0}|{end == n}",
            ]
            text = clean("".join([w.text for w in left[start:end]]))
            yield "L", first.start, last.end, text, edges
            if end == n and first.tag & 1 and start == 0 and not first.tag & _VERBAL:
                for cut in (1, 2):
                    if len(first.text) > cut + 1:
                        yield "L", first.start + cut, last.end, text[cut:], [
                            *ending, f"L.cut={cut}", f"L.cut={first.text[:cut]}",
                        ]
    if left and left[-1].tag & Tag.DE:
        modifier = clean("".join([w.text for w in left[:-1]]))
    at = 0
    while at < len(right) and (
        right[at].tag & Tag.DE or (right[at].tag & Tag.ZONE and right[at].text[:1] in "（(")
    ):
        at += 1
    verbs = 0
    for end in range(at + 1, min(len(right), at + 9) + 1):
        last = right[end - 1]
        verbs += bool(last.tag & _VERBAL and not last.tag & Tag.EITHER)
        if last.tag & int(Tag.DE | Tag.LIST | Tag.JOINER | Tag.PARTICLE):
            continue
        follow = right[end] if end < len(right) else None
        stop = "Q" if follow is None and scene.to_next else _known(follow)
        text = clean("".join([w.text for w in right[at:end]]))
        edges = [
            f"R.first={_known(right[at])}",
            f"R.first={name_of(right[at])}",
            f"R.end={name_of(last)}|{name_of(follow) if stop != 'Q' else 'Q'}",
            f"R.next={stop}",
            f"R.last={_known(last)}",
            f"R.in={min(verbs, 2)}|{end - at}",
            f"R.de={at > 0 and bool(right[0].tag & Tag.DE)}",
        ]
        yield "R", right[at].start, last.end, text, edges
        if modifier:
            yield "MR", -1, last.end, f"{modifier}的{text}", [*edges, "MR"]
    if modifier:
        for name, item, _ in scene.carried[:1]:
            yield f"M{name}", -1, -1, f"{modifier}的{item.rpartition('的')[2]}", ["MC"]


def _joined(scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield phrases put together from two places: 农村 + 党组织, 党组织 + 转化率, 甲、乙等 + 村."""
    noun = clean("".join([w.text for w in _plain(scene.left)]))
    if noun:
        for source, item, _ in scene.carried[:2]:
            if item and noun not in item and item not in noun:
                yield f"{source}+L", item + noun
                yield f"L+{source}", noun + item.rpartition("的")[2]
        after = clean("".join([w.text for w in _plain(reversed(scene.right))][::-1]))
        if after:
            yield "LR", noun + after
    each = [w.text for w in scene.left if not w.text.startswith("每")]
    if len(each) < len(scene.left):
        yield "L-each", clean("".join(each))


def _plain(found: Iterable[Word]) -> list[Word]:
    """Return the words of the noun phrase that *found* ends with, without verbs before it."""
    kept: list[Word] = []
    for word in reversed(list(found)):
        if word.tag & int(Tag.ADVERB | Tag.REACHES | Tag.PARTICLE) and not kept:
            continue
        if word.tag & int(Tag.ADVERB | Tag.PREPOSITION | Tag.GOVERNS | Tag.REACHES | Tag.STATES):
            break
        kept.append(word)
    return kept[::-1]


def actions(scene: Scene, item: Candidate) -> Iterator[tuple[str, list[str]]]:
    """Yield every verb that may be the action, with its features."""
    q = scene.quantity
    unit = unit_class(q)
    seen: set[str] = set()
    base = f"{item.source}|{unit}"

    def common(text: str, source: str) -> list[str]:
        return [
            f"a.src={source}|{item.source}",
            f"a.src={source}|{base}",
            f"a.src={source}|{scene.gap}|{scene.why}",
            f"a.rule={text == scene.rule_action}|{source}",
            f"a.rule={text == scene.rule_action}|{scene.why}",
            f"a.word={text}",
            f"a.part={scene.part}|{source}",
        ]

    for side, found in (("l", scene.left), ("r", scene.right)):
        verbs = [k for k, w in enumerate(found) if w.tag & _VERBAL]
        picked = verbs[-6:] if side == "l" else verbs[:6]
        for order, k in enumerate(picked):
            word = found[k]
            if word.text in seen:
                continue
            seen.add(word.text)
            rank = len(picked) - order if side == "l" else order + 1
            inside = item.start >= 0 and item.start <= word.start < item.end
            place = (
                "in" if inside else "pre" if word.end <= item.start else "post" if item.start >= 0 else "no"
            )
            touch = word.end == item.start or word.start == item.end
            before = found[k - 1] if k else None
            follow = found[k + 1] if k + 1 < len(found) else None
            yield word.text, [
                *common(word.text, side),
                f"a.tag={name_of(word)}|{side}|{place}|{touch}",
                f"a.near={side}|{rank}|{place}",
                f"a.at={side}|{name_of(before)}|{name_of(word)}|{name_of(follow)}",
                f"a.next={side}|{_known(follow)}",
                f"a.run={bool(follow and follow.tag & _VERBAL)}|{bool(before and before.tag & _VERBAL)}|{side}|{place}",
                f"a.end={side}|{k == len(found) - 1}|{item.source}",
            ]
    for source, _, action in scene.carried:
        if action and action not in seen:
            seen.add(action)
            yield action, [*common(action, source), f"a.same={source}|{item.source == source}"]
    yield "", [*common("", "none"), f"a.none={scene.rule_action == ''}|{scene.why}|{unit}"]


def load(lines: str) -> dict[str, float]:
    """Return the weights that *lines* hold: a feature, a tab, a whole number, a line."""
    weights = {}
    for line in lines.splitlines():
        name, _, value = line.rpartition("\t")
        weights[name] = int(value) / 100
    return weights
