"""Which of the phrases around a quantity is what it counts, and which verb is its action.

The rules of `items` and `context` propose; this weighs their proposal against every other
phrase that could be meant. A linear model: each candidate has a handful of named features
(what stands at its edges, whether the rules chose it, how its last character goes with the
measure word), and the sum of their weights decides. The weights are trained by
``scripts/train_chooser.py`` on reports written and labelled for this project (tests/reports)
and stand in ``knowledge/chooser.txt``, one feature a line; without that file the rules decide.

A feature is a tuple of words, and features are only ever looked up and added (`Sums`). What
looks them up decides what comes of it: weights, whose sum is a score, or one-element lists,
whose sum is the list of features that training wants (`features`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from djledger.extract import kinds
from djledger.extract.items import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.extract.words import Word
    from djledger.knowledge import Knowledge
    from djledger.model.mention import Quantity

Feature = tuple[str, ...]
Phrase = tuple[str, str, int, int]
Worth = Any  # of features: a weight or a list, whatever the look-up gives; it is only added
Lookup = Callable[[Feature, int], Worth]
T = TypeVar("T")

_VERBAL = kinds.VERB | kinds.COMMON
_NAMES = (
    (kinds.DE, "de"),
    (kinds.LIST, "list"),
    (kinds.JOINER, "join"),
    (kinds.PREPOSITION, "prep"),
    (kinds.NEGATED, "neg"),
    (kinds.LIGHT, "light"),
    (kinds.HOST, "host"),
    (kinds.SPENDS, "spend"),
    (kinds.EITHER, "either"),
    (kinds.GOVERNS, "gov"),
    (kinds.GROWTH, "grow"),
    (kinds.REACHES, "reach"),
    (kinds.STATES, "state"),
    (kinds.PASSIVE, "pass"),
    (kinds.COMMON, "common"),
    (kinds.PARTICLE, "part"),
    (kinds.ADVERB, "adv"),
    (kinds.ZONE, "zone"),
    (kinds.HEAD, "head"),
    (kinds.NOUN, "noun"),
)
_EDGELESS = kinds.DE | kinds.LIST | kinds.JOINER | kinds.PARTICLE
_SPOKEN = ~(kinds.NOUN | kinds.GOVERNS)  # with one of these tags, the word itself tells something
# Small numbers and truths as features have them: `str` takes longer than all the rest.
_TOLD = tuple(map(str, range(16)))
_TRUTH = ("False", "True")
_LENGTHS = tuple(map(str, (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10)))
_LONG = len(_LENGTHS) - 1
# The rules' item is kept unless another is better by this much (in weights, 100 to a point): no
# worse on labelled reports, and on sentences unlike any of them the choice errs less wildly.
_AGREED = 150
_REACH = 12  # words to the left that a phrase may begin at
_PEOPLE = frozenset("人名位户")
_EVENTS = frozenset(("次", "场", "期", "轮", "件", "起", "项", "条", "份", "篇"))


class Candidate(NamedTuple):
    """A phrase that may be what is counted, at ``start..end`` of the text (-1: carried over)."""

    text: str
    source: str
    start: int = -1
    end: int = -1


class View(NamedTuple):
    """Words, and how features call each: by its class, and by itself if the lexicon knows it.

    ``names`` and ``known`` end with # for "nothing", which is also what index -1 finds.
    """

    words: Sequence[Word]
    names: Sequence[str]
    known: Sequence[str]


class Scene(NamedTuple):
    """What the chooser sees: the words on both sides, what earlier mentions offer, the rules.

    ``carried`` are (name, item, action) of earlier mentions; ``gap`` is how the quantity
    before goes over into this one; ``rule`` and ``why`` are what the rules chose and how.
    """

    quantity: Quantity
    left: View
    right: View
    to_next: bool
    carried: Sequence[tuple[str, str, str]]
    gap: str
    rule: str
    rule_action: str
    why: str
    part: bool


class Frame(NamedTuple):
    """What of a scene weighs on candidates of whatever place."""

    unit: str
    kind: str
    adjacent: str
    after: str
    gap: str
    why: str
    part: bool


@cache
def name_of(tag: int) -> str:
    """Return the class of a word with *tag* as features call it."""
    return next((name for bit, name in _NAMES if tag & bit), "?")


def view(found: Sequence[Word]) -> View:
    """Return *found* as features call it."""
    names = [name_of(w.tag) for w in found]
    known = [
        w.text if w.tag & _SPOKEN and not w.tag & kinds.ZONE else name
        for w, name in zip(found, names, strict=True)
    ]
    names.append("#")
    known.append("#")
    return View(found, names, known)


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


class Sums:
    """What groups of features are worth together.

    The same edges and sources return again and again; remembered, a group is one look-up
    instead of three to six, which halves the time of all of this.
    """

    def __init__(self, get: Lookup) -> None:
        """Look features up with *get*."""
        self.get = get
        self.base = lru_cache(_REMEMBERED)(self._base)
        self.tail = lru_cache(_REMEMBERED)(self._tail)
        self.left_end = lru_cache(_REMEMBERED)(self._left_end)
        self.left_start = lru_cache(_REMEMBERED)(self._left_start)
        self.left_span = lru_cache(_REMEMBERED)(self._left_span)

    def _base(self, source: str, frame: Frame, relation: int) -> Worth:
        """Of a candidate's *source*, and its *relation* to what the rules chose."""
        get = self.get
        told = _TRUTH[relation == _SAME], _TRUTH[relation == _NEAR]
        return (
            get(("src", source, frame.unit), 0)
            + get(("src", source, frame.adjacent, frame.after), 0)
            + get(("src", source, frame.gap, frame.kind), 0)
            + get(("part", _TRUTH[frame.part], source), 0)
            + get(("rule", *told, frame.why, source), 0)
            + get(("rule", *told, frame.unit), 0)
        )

    def _tail(self, source: str, last: str, size: int, unit: str) -> Worth:
        """Of the *last* two characters, how they go with the measure word, and of the length."""
        get = self.get
        return (
            get(("len", source, _LENGTHS[size]), 0)
            + get(("tail", last[-1:], unit), 0)
            + get(("tail2", last, unit), 0)
            + get(("tail", last[-1:], source), 0)
        )

    def _left_end(self, name: str, known: str, following: str, distance: int) -> Worth:
        """Of the last word of a phrase before the number, and the word after that."""
        get = self.get
        return (
            get(("L.end", name, following), 0)
            + get(("L.next", following, _TOLD[distance]), 0)
            + get(("L.last", known), 0)
        )

    def _left_start(self, before: str, known_before: str, name: str, known: str) -> Worth:
        """Of the first word of a phrase before the number, and the word before that."""
        get = self.get
        return (
            get(("L.start", before, name), 0)
            + get(("L.before", known_before), 0)
            + get(("L.first", known), 0)
            + get(("L.first", known, before), 0)
        )

    def _left_span(self, verbs: int, des: int, verbal: int, first: int, last: int) -> Worth:
        """Of what is inside a phrase before the number, and whether that is all there is."""
        told = _TOLD[verbs], _TOLD[des], _TRUTH[verbal]
        return self.get(("L.in", *told), 0) + self.get(("L.whole", _TRUTH[first], _TRUTH[last]), 0)


_REMEMBERED = 1 << 14
_FAR, _NEAR, _SAME = range(3)  # one text and what the rules chose: contained, equal, or neither


class Chooser:
    """The weights, and the two questions they answer."""

    def __init__(self, weights: dict[Feature, int]) -> None:
        """Take *weights* by feature; without any, the rules decide."""
        self.weights = weights
        self._sums = Sums(weights.get)

    def item(self, scene: Scene) -> Candidate:
        """Return the best candidate for what the quantity of *scene* counts."""
        offers = (
            (offer, score + _AGREED if offer[0] == scene.rule else score)
            for offer, score in candidates(scene, self._sums)
        )
        best = _best(offers)
        return Candidate(*best) if best else Candidate(scene.rule, "rule")

    def action(self, scene: Scene, item: Candidate) -> str:
        """Return the best verb of *scene* for the chosen *item*, '' for none."""
        return _best(actions(scene, item, self._sums)) or ""


def features(feature: Feature, _default: int, /) -> list[Feature]:
    """Return *feature* itself, for training."""
    return [feature]


def _best(offers: Iterable[tuple[T, int]]) -> T | None:
    """Return the first of the *offers* that have the highest score."""
    best, most = None, None
    for offer, score in offers:
        if most is None or score > most:
            best, most = offer, score
    return best


def candidates(scene: Scene, sums: Sums) -> list[tuple[Phrase, Worth]]:
    """Return the fields of every candidate of *scene*, and what its features are worth together.

    Plain tuples: only one of a dozen becomes a `Candidate`.
    """
    offers = _Offers(scene, sums)
    _left_phrases(scene, offers)
    _right_phrases(scene, offers)
    for source, item, _ in scene.carried:
        if item:
            offers.add(item, source)
    for source, text in _joined(scene):
        offers.add(text, source)
    if scene.quantity.unit:
        offers.add(scene.quantity.unit, "unit")
    if scene.rule:
        offers.add(scene.rule, "rule")
    return offers.found


class _Offers:
    """Collects candidates, each text once, with what their features are worth."""

    __slots__ = ("_frame", "_rule", "_unit", "found", "seen", "sums")

    def __init__(self, scene: Scene, sums: Sums) -> None:
        self.found: list[tuple[Phrase, Worth]] = []
        self.seen: set[str] = set()
        self.sums = sums
        self._rule = scene.rule
        self._unit = scene.quantity.unit
        self._frame = Frame(
            unit_class(scene.quantity),
            scene.quantity.kind,
            scene.left.names[-2:][0],
            scene.right.names[0],
            scene.gap,
            scene.why,
            scene.part,
        )

    def add(
        self, text: str, source: str, start: int = -1, end: int = -1, edges: Worth | None = None
    ) -> None:
        """Take a candidate; *edges* is what the features of its place are worth."""
        if text in self.seen:
            return
        self.seen.add(text)
        rule, size = self._rule, len(text)
        relation = _FAR
        if text == rule:
            relation = _SAME
        elif rule and (text in rule or rule in text):
            relation = _NEAR
        score = self.sums.base(source, self._frame, relation) + self.sums.tail(
            source, text[-2:], min(_LONG, size), self._unit
        )
        if edges is not None:
            score = score + edges
        self.found.append(((text, source, start, end), score))


def _edgeless(word: Word) -> bool:
    """Whether no phrase begins or ends with *word*: 的, 、, and adverbs that are nothing else."""
    return bool(word.tag & _EDGELESS) or word.tag == kinds.ADVERB


def _left_phrases(scene: Scene, offers: _Offers) -> None:  # noqa: C901 -- one pass, in order
    """Offer the phrases before the quantity that end near it."""
    (left, names, known), sums = scene.left, offers.sums
    n = len(left)
    starts: dict[int, Worth] = {}
    for end in range(n, max(0, n - 4), -1):
        last = left[end - 1]
        if _edgeless(last):
            continue
        ending = sums.left_end(names[end - 1], known[end - 1], known[end], n - end)
        verbs = des = 0
        phrase = ""
        for start in range(end - 1, max(-1, end - 1 - _REACH), -1):
            first = left[start]
            tag = first.tag
            phrase = first.text + phrase
            if start < end - 1:
                verbs += bool(tag & _VERBAL and not tag & kinds.EITHER)
                des += bool(tag & kinds.DE)
            elif tag & _VERBAL:
                verbs += 1
            if _edgeless(first):
                continue
            text = clean(phrase)
            if not text or text in offers.seen:
                continue
            begin = starts.get(start)
            if begin is None:
                begin = starts[start] = sums.left_start(
                    names[start - 1], known[start - 1], names[start], known[start]
                )
            span = sums.left_span(min(2, verbs), des > 0, tag & _VERBAL != 0, start == 0, end == n)
            offers.add(text, "L", first.start, last.end, ending + begin + span)
            if end == n and start == 0 and tag & kinds.NOUN and not tag & _VERBAL:
                # an unknown verb may hide at the head of the clause
                for cut in (1, 2):
                    if len(first.text) > cut + 1:
                        hidden = sums.get(("L.cut", _TOLD[cut]), 0) + sums.get(
                            ("L.cut", first.text[:cut]), 0
                        )
                        offers.add(text[cut:], "L", first.start + cut, last.end, ending + hidden)


def _right_phrases(scene: Scene, offers: _Offers) -> None:
    """Offer the phrases after the quantity, alone and with a modifier before it (…的12名…)."""
    left = scene.left.words
    modifier = ""
    if left and left[-1].tag & kinds.DE:
        modifier = clean(
            "".join([w.text for w in left[:-1] if w.tag & kinds.DE or not _edgeless(w)])
        )
    (right, names, known), get = scene.right, offers.sums.get
    at = 0
    while at < len(right) and (
        right[at].tag & kinds.DE or (right[at].tag & kinds.ZONE and right[at].text[:1] in "（(")
    ):
        at += 1
    if at < len(right) and right[at].tag & ~(kinds.PREPOSITION | kinds.ADVERB):
        begin = (
            get(("R.first", known[at]), 0)
            + get(("R.first", names[at]), 0)
            + get(("R.de", _TRUTH[at > 0 and right[0].tag & kinds.DE != 0]), 0)
        )
        phrase = ""
        verbs = 0
        for end in range(at + 1, min(len(right), at + 9) + 1):
            last = right[end - 1]
            phrase += last.text
            verbs += bool(last.tag & _VERBAL and not last.tag & kinds.EITHER)
            if _edgeless(last):
                continue
            text = clean(phrase)
            stop = "Q" if end == len(right) and scene.to_next else ""
            edges = (
                begin
                + get(("R.end", names[end - 1], stop or names[end]), 0)
                + get(("R.next", stop or known[end]), 0)
                + get(("R.in", _TOLD[min(verbs, 2)], _TOLD[end - at]), 0)
            )
            if text:
                offers.add(text, "R", right[at].start, last.end, edges)
            if modifier:
                offers.add(f"{modifier}的{text}", "MR", -1, last.end, edges)
    if modifier and scene.carried:
        name, item, _ = scene.carried[0]
        offers.add(f"{modifier}的{item.rpartition('的')[2]}", f"M{name}")


def _joined(scene: Scene) -> list[tuple[str, str]]:
    """Return phrases put together from two places: 农村 + 党组织, 甲、乙等 + 村."""
    left, right = scene.left.words, scene.right.words
    found: list[tuple[str, str]] = []
    noun = clean("".join([w.text for w in _plain(left)]))
    if noun:
        for source, item, _ in scene.carried[:2]:
            if item and noun not in item and item not in noun:
                found.append((f"{source}+L", item + noun))
                found.append((f"L+{source}", noun + item.rpartition("的")[2]))
        after = clean("".join([w.text for w in _plain(right[::-1])][::-1]))
        if after:
            found.append(("LR", noun + after))
    each = [w.text for w in left if not w.text.startswith("每")]
    if len(each) < len(left):
        found.append(("L-each", clean("".join(each))))
    return found


def _plain(found: Sequence[Word]) -> list[Word]:
    """Return the words of the noun phrase that *found* ends with, without verbs before it."""
    kept: list[Word] = []
    for word in reversed(found):
        if not kept and word.tag & (kinds.ADVERB | kinds.REACHES | kinds.PARTICLE):
            continue
        if word.tag & (
            kinds.ADVERB | kinds.PREPOSITION | kinds.GOVERNS | kinds.REACHES | kinds.STATES
        ):
            break
        kept.append(word)
    return kept[::-1]


def actions(scene: Scene, item: Candidate, sums: Sums) -> list[tuple[str, Worth]]:  # noqa: C901 -- one pass, in order
    """Return every verb that may be the action, with the sum of what its features are worth."""
    get = sums.get
    unit = unit_class(scene.quantity)
    rule, why = scene.rule_action, scene.why
    sources: dict[str, Worth] = {}
    seen: set[str] = set()
    found: list[tuple[str, Worth]] = []

    def offer(verb: str, source: str, edges: Worth) -> None:
        seen.add(verb)
        shared = sources.get(source)
        if shared is None:
            shared = sources[source] = (
                get(("a.src", source, item.source), 0)
                + get(("a.src", source, item.source, unit), 0)
                + get(("a.src", source, scene.gap, why), 0)
                + get(("a.part", _TRUTH[scene.part], source), 0)
            )
        same = _TRUTH[verb == rule]
        score = (
            shared
            + edges
            + get(("a.rule", same, source), 0)
            + get(("a.rule", same, why), 0)
            + get(("a.word", verb), 0)
        )
        found.append((verb, score))

    for side, (words, names, known) in (("l", scene.left), ("r", scene.right)):
        verbs = [k for k, w in enumerate(words) if w.tag & _VERBAL]
        if not verbs:
            continue
        picked = verbs[-6:] if side == "l" else verbs[:6]
        for order, k in enumerate(picked):
            word = words[k]
            if word.text in seen:
                continue
            rank = len(picked) - order if side == "l" else order + 1
            if item.start < 0:
                place = "no"
            elif item.start <= word.start < item.end:
                place = "in"
            else:
                place = "pre" if word.end <= item.start else "post"
            touch = _TRUTH[word.end == item.start or word.start == item.end]
            before = k > 0 and words[k - 1].tag & _VERBAL != 0
            after = k + 1 < len(words) and words[k + 1].tag & _VERBAL != 0
            offer(
                word.text,
                side,
                get(("a.tag", names[k], side, place, touch), 0)
                + get(("a.near", side, _TOLD[rank], place), 0)
                + get(("a.at", side, names[k - 1], names[k], names[k + 1]), 0)
                + get(("a.next", side, known[k + 1]), 0)
                + get(("a.run", _TRUTH[after], _TRUTH[before], side, place), 0)
                + get(("a.end", side, _TRUTH[k == len(words) - 1], item.source), 0),
            )
    for source, _, action in scene.carried:
        if action and action not in seen:
            offer(action, source, get(("a.same", source, _TRUTH[item.source == source]), 0))
    offer("", "none", get(("a.none", _TRUTH[rule == ""], why, unit), 0))
    return found


def load(knowledge: Knowledge) -> dict[Feature, int]:
    """Return the weights of *knowledge*: a feature, a tab, a whole number, a line."""
    weights = {}
    for line in knowledge.text("chooser").splitlines():
        feature, _, value = line.rpartition("\t")
        name, _, told = feature.partition("=")
        weights[name, *told.split("|")] = int(value)
    return weights


def lines(weights: dict[Feature, int]) -> str:
    """Return the text that `load` reads *weights* from."""
    named = {f"{name}={'|'.join(told)}": value for (name, *told), value in weights.items()}
    return "".join(f"{name}\t{value}\n" for name, value in sorted(named.items()))
