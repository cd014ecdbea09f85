"""From quantities to mentions: everything the surroundings of a number say about it.

One walk over the quantities in text order. Each sees the words of its clause up to its
neighbours; what a clause leaves out comes from the mentions before it in the same sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from djledger.extract import items, periods, scopes, shares, statuses
from djledger.extract.words import Tag, lexicon, words
from djledger.model.mention import Mention
from djledger.segment import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.extract.items import Left, Right
    from djledger.extract.words import Lexicon
    from djledger.knowledge import Knowledge
    from djledger.model.mention import Quantity
    from djledger.segment import Sentence

_HOLE_NOUN = int(Tag.ZONE | Tag.NOUN)
_HOLE_SKIP = int(Tag.ADVERB)
_SPENT = int(Tag.SPENDS)
_MONEYED = frozenset(("money",))


@dataclass(slots=True)
class _Around:
    """One quantity and what stands around it, before anything is decided."""

    quantity: Quantity
    sentence: Sentence
    clause: tuple[int, int]
    zone: int
    left: Left
    right: Right
    left_text: str
    gap: str  # what stands between the quantity before (same sentence) and this one


@dataclass(slots=True)
class _State:
    """What earlier mentions of the sentence leave to later ones."""

    sentence: Sentence | None = None
    done: list[int] = field(default_factory=list)


def describe(
    text: str, quantities: Sequence[Quantity], knowledge: Knowledge
) -> list[Mention]:
    """Return a mention for each of *quantities* (sorted by start) of the working *text*."""
    if not quantities:
        return []
    lex = knowledge.made(lexicon)
    in_sentence = sentences(text, [q.start for q in quantities])
    spans = periods.find(text, knowledge)
    starts = [s.start for s in spans]
    places: dict[int, list[scopes.ScopeSpan]] = {}
    around: list[_Around] = []
    for k, quantity in enumerate(quantities):
        sentence = in_sentence[quantity.start]
        if sentence.start not in places:
            places[sentence.start] = scopes.find(text, sentence.start, sentence.end, knowledge)
        lo, hi = bisect_right(starts, sentence.start - 1), bisect_right(starts, sentence.end)
        holes = [(s.start, s.end, _HOLE_SKIP) for s in spans[lo:hi]]
        holes += [(s.start, s.end, _HOLE_SKIP) for s in places[sentence.start]]
        holes += [(z.start, z.end, _HOLE_NOUN) for z in sentence.zones]
        around.append(_look(text, quantities, k, sentence, holes, lex))
    mentions: list[Mention] = []
    for k, here in enumerate(around):
        mentions.append(_mention(text, around, k, mentions, knowledge))
        del here
    mentions = _from_next(around, mentions)
    return [
        _time_and_place(text, a, m, spans, starts, places[a.sentence.start], knowledge)
        for a, m in zip(around, mentions, strict=True)
    ]


def _look(
    text: str,
    quantities: Sequence[Quantity],
    k: int,
    sentence: Sentence,
    holes: list[tuple[int, int, int]],
    lex: Lexicon,
) -> _Around:
    quantity = quantities[k]
    zone = sentence.zone_at(quantity.start, quantity.end)
    left, right = sentence.clause(quantity.start, quantity.end)
    gap = ""
    if k and quantities[k - 1].end > sentence.start:
        before = quantities[k - 1]
        gap = text[before.end : quantity.start]
        if sentence.zone_at(before.start, before.end) == zone:
            left = max(left, before.end)
    to_next = False
    if k + 1 < len(quantities):
        after = quantities[k + 1]
        if after.start < right and sentence.zone_at(after.start, after.end) == zone:
            right, to_next = after.start, True
    bounds = (
        (sentence.zones[zone].start, sentence.zones[zone].end) if zone >= 0 else (-1, -1)
    )
    inner = [h for h in holes if not (h[0] <= bounds[0] and h[1] >= bounds[1])]
    inner = _disjoint(inner)
    lefts = words(text, left, quantity.start, inner, lex)
    rights = words(text, quantity.end, right, inner, lex)
    return _Around(
        quantity,
        sentence,
        (left, right),
        zone,
        items.read_left(text, lefts, quantity),
        items.read_right(text, rights, to_next=to_next),
        text[left : quantity.start],
        gap,
    )


def _disjoint(holes: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return *holes* by start without those inside or across another (the outer wins)."""
    holes.sort(key=lambda h: (h[0], -h[1]))
    kept: list[tuple[int, int, int]] = []
    for hole in holes:
        if not kept or hole[0] >= kept[-1][1]:
            kept.append(hole)
    return kept


def _mention(
    text: str, around: Sequence[_Around], k: int, before: Sequence[Mention], knowledge: Knowledge
) -> Mention:
    """Decide item and action of the quantity at *k*; mentions *before* it are known."""
    here = around[k]
    q, left, right = here.quantity, here.left, here.right
    previous = k - 1 if k and around[k - 1].sentence is here.sentence else -1
    last = before[previous] if previous >= 0 else None
    why: list[str] = []
    item = action = ""
    per = shares.per(here.left_text)
    part_of = _whole(around, k, before)
    action = left.verb.text if left.verb and not left.verb_tag & Tag.STATES else ""
    listed = _listed(here.gap)

    if last is not None and here.gap == "" and previous >= 0:
        # 30期1717人次, 四批164名: both halves carry the noun
        item, action = last.item, last.action
        why.append("chained")
    elif left.base:
        whole = _subject_of_share(around, k, before)
        item = left.subject or (whole.item if whole else "")
        action = whole.action if whole and not left.subject else ""
        why.append("share")
        return Mention(
            q, item, action, per=per, of=left.base, part_of=part_of, why=tuple(why), clause=""
        )
    elif right.of and right.noun:
        item = right.noun
        if not action and right.verb is not None:
            action = right.verb.text
        why.append("的-noun")
    elif left.modifier and right.noun:
        item = f"{left.modifier}的{right.noun}"
        if not action and right.verb is not None:
            action = right.verb.text
        why.append("modifier-noun")
    elif right.noun and not _post_nominal(here):
        item = right.noun
        if left.object and q.kind in {"money", "percent", "measure"}:
            item = left.object + right.noun
        if left.preposition or (not action and not listed):
            action = right.verb.text if right.verb is not None else action
        why.append("pre-nominal")
    elif left.object:
        item = left.object
        why.append("post-nominal")
    elif left.subject and not (left.verb_tag & _SPENT and q.kind == "money"):
        item = left.subject
        why.append("subject" if left.verb else "post-nominal")
        if left.verb and left.verb.text in {"占", "为"}:
            action = ""
    elif left.verb_tag & _SPENT and q.kind == "money":
        item = ""  # what it was spent on follows
        why.append("spent")
    if not item and "spent" not in why:
        source = before[part_of] if part_of is not None else _carried(around, k, before)
        if source is not None:
            item = source.item
            why.append("elided")
            if not action and not left.verb and right.verb is not None:
                action = right.verb.text
    if not action and right.verb is not None and left.preposition:
        action = right.verb.text
    if not action and last is not None and (listed or part_of is not None) and not left.verb:
        source = before[part_of] if part_of is not None else last
        action = source.action
    if part_of is not None:
        item = shares.with_head(item, before[part_of].item)
    of = shares.base(here.left_text, q.kind, item if right.of else "")
    return Mention(q, item, action, per=per, of=of, part_of=part_of, why=tuple(why))


def _post_nominal(here: _Around) -> bool:
    """Whether the noun before the number is what it counts, though one follows as well."""
    left, right, q = here.left, here.right, here.quantity
    noun = left.object or left.subject
    if not noun or left.preposition:
        return False
    if right.to_next and (left.object or q.kind in {"money", "measure", "percent"} or q.unit in "人户"):
        return True
    return bool(left.object) and q.kind == "count"


_LISTED = re.compile(r"^[ \u3000]*(?:、|和|及|以及|与|，|,)")


def _listed(gap: str) -> bool:
    """Whether a quantity goes on with the list of the one before: …9个、…12个."""
    return bool(_LISTED.match(gap)) and not re.search(r"[，,。；;：:].*[，,。；;：:]", gap)


def _carried(around: Sequence[_Around], k: int, before: Sequence[Mention]) -> Mention | None:
    """Return the mention whose item a bare quantity goes on with."""
    here = around[k]
    for j in range(k - 1, -1, -1):
        if around[j].sentence is not here.sentence:
            return None
        if around[j].zone == here.zone or around[j].zone == -1:
            if before[j].item:
                return before[j]
    return None


def _whole(around: Sequence[_Around], k: int, before: Sequence[Mention]) -> int | None:
    """Return the index of the quantity that *k* is a part of: 其中, 有…个."""
    here = around[k]
    q = here.quantity
    if q.value is None or q.kind != "count":
        return None
    if "其中" in here.gap or "其中" in here.left_text:
        return _container(around, k, before)
    previous = k - 1
    if previous < 0 or around[previous].sentence is not here.sentence:
        return None
    p = around[previous]
    if re.fullmatch(r"[^，,。；;]{0,16}(?:中)?[，,]?已?有(?:近|约)?", here.gap) and p.quantity.unit == q.unit and _fits(p.quantity, q):
        return previous
    if before[previous].part_of is not None and "其中" not in here.gap:
        # 其中A 6人、B 2人、C 4人: the parts go on while the unit does
        whole = before[previous].part_of
        if (
            around[whole].sentence is here.sentence
            and around[previous].zone == here.zone
            and q.unit == p.quantity.unit
            and re.fullmatch(r"[、，,；;和及]?[^，,。；;、]{0,14}", here.gap)
            and not here.left.verb
            and _fits(around[whole].quantity, q)
        ):
            return whole
    return None


def _container(around: Sequence[_Around], k: int, before: Sequence[Mention]) -> int | None:
    here = around[k]
    q = here.quantity
    best = None
    for j in range(k - 1, max(-1, k - 9), -1):
        if around[j].sentence is not here.sentence and k - j > 2:
            break
        other = around[j].quantity
        if before[j].part_of is not None or other.value is None or not _fits(other, q):
            continue
        if other.unit == q.unit:
            return j
        if best is None and {other.unit, q.unit} <= {"人", "名", "位", "个", ""}:
            best = j
        if best is None and other.kind == q.kind == "count" and k - j == 1:
            best = j
    return best


def _fits(whole: Quantity, part: Quantity) -> bool:
    return (
        whole.kind == part.kind
        and whole.value is not None
        and part.value is not None
        and part.value <= (whole.value_max or whole.value) * (2 if whole.qualifier != "exact" else 1)
    )


def _subject_of_share(
    around: Sequence[_Around], k: int, before: Sequence[Mention]
) -> Mention | None:
    """Return the mention that a share (占…%) speaks of: the last one outside its brackets."""
    here = around[k]
    for j in range(k - 1, -1, -1):
        if around[j].sentence is not here.sentence:
            return None
        if around[j].zone == here.zone and around[j].quantity.kind != "percent":
            return before[j]
    return None


def _from_next(around: Sequence[_Around], mentions: list[Mention]) -> list[Mention]:
    """Give money that was spent the thing it was spent on: 投资200万元，修建桥梁3座."""
    done = list(mentions)
    for k, mention in enumerate(mentions):
        if "spent" not in mention.why:
            continue
        item = around[k].right.noun
        if not item and k + 1 < len(mentions) and around[k + 1].sentence is around[k].sentence:
            item = mentions[k + 1].item
        if not item:
            left = around[k].left
            item = left.subject or (left.verb.text if left.verb else "")
        done[k] = replace(mention, item=item)
    return done


def _time_and_place(
    text: str,
    here: _Around,
    mention: Mention,
    spans: Sequence[periods.PeriodSpan],
    starts: Sequence[int],
    places: Sequence[scopes.ScopeSpan],
    knowledge: Knowledge,
) -> Mention:
    q, sentence = here.quantity, here.sentence
    period = ""
    for j in range(bisect_right(starts, q.start) - 1, -1, -1):
        span = spans[j]
        if span.end > q.start:
            continue
        if span.start >= sentence.start:
            if sentence.zone_at(span.start, span.end) in (-1, here.zone):
                period = span.text
                break
            continue
        if "\n" in text[span.end : q.start]:
            break
        if span.opens:
            period = span.text
            break
    scope = ""
    for place in places:
        if place.end > q.start:
            break
        scope = place.text
    before = text[sentence.start : q.start]
    status, cue = statuses.decide(before, text[q.end : here.clause[1]], knowledge, planned=False)
    why = (*mention.why, cue) if cue else mention.why
    return replace(mention, period=period, scope=scope, status=status, why=why)
