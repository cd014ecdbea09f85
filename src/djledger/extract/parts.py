"""Which quantity another one is a part of: 其中, 有…个, (正高级…, 副高级…), 已办结….

A part has the measure of its whole and is no larger. Four constructions say so: a word (其中,
包括), a bracket that breaks the number before it down, a topic (216个支部中, 41个…), and a deed
done to some of what was just counted (意见83条，办结79条). A list goes on after its first part.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from djledger.extract import kinds
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.extract.around import Around
    from djledger.model.mention import Mention, Quantity

_CUE = compiled(r"其中|包括|从中|含(?!量|有)")
_TOPIC = compiled(r"[^，,。；;]{0,20}中[，,]?[^，,。；;、]{0,8}")
_HAVE = compiled(r"[^，,。；;]{0,16}[，,]?(?:已|现|仍|尚|还)?有")
_REST = compiled(r"(?:其余|剩余|余下|另有|另外|尚有|仍有|还有|已|现已|目前已|均已)")
_PERSONS = frozenset(("人", "名", "位"))
_FAR = 12  # quantities looked back over


def whole(around: Sequence[Around], k: int, before: Sequence[Mention]) -> int | None:  # noqa: C901, PLR0911, PLR0912 -- a branch a construction, in order
    """Return the index of the quantity that *k* is a part of, or None."""
    here = around[k]
    q = here.quantity
    if q.value is None or q.kind in {"percent", "rate"}:
        return None
    if any(a.kind == "compared" for a in here.against):
        return None  # 较去年多出268人: a difference
    if _CUE.search(here.gap) or _CUE.search(here.left_text):
        return _nearest(around, k, before)
    p = here.previous
    if p < 0:
        return None
    last = around[p]
    if here.zone >= 0 and here.zone != last.zone and here.sign in "（(":
        # 专业技术人才1.62万人（正高级136人、副高级1758人）
        start = here.sentence.zones[here.zone].start
        if (
            last.sentence is here.sentence
            and last.quantity.end == start
            and _fits(last.quantity, q)
        ):
            return p
    if last.sentence is not here.sentence:
        return None
    same = _alike(last.quantity, q) and _fits(last.quantity, q)
    top = before[p].part_of
    if here.gap == "" and top is not None and top + 1 < p:
        # 26户81人，包括…9户27人: the second of a chain is a part of the second
        twin = around[top + 1]
        if twin.gap == "" and twin.quantity.unit == q.unit and _fits(twin.quantity, q):
            return top + 1
    noun = here.left.object or here.left.subject or here.left.modifier
    if noun and noun == last.right.noun:
        noun = ""  # 19个项目完工16个
    if same and (_HAVE.fullmatch(here.gap) or _TOPIC.fullmatch(here.gap)):
        return p if before[p].part_of is None else before[p].part_of
    going_on = _list_goes_on(around, k, before)
    if going_on is not None:
        return going_on
    if (
        q.kind == "count"
        and q.unit not in {"人", "户", "次", "人次"}
        and not noun
        and not here.right.noun
    ):
        left = here.left_text.lstrip("，,、；; ").removeprefix(last.right.noun)
        deed = bool(here.left.verb_tag & kinds.DISPOSES)
        if (deed or _REST.match(left)) and len(left) <= 8:
            for j in (p, last.previous):
                if j < 0:
                    break
                other = around[j]
                if other.sentence is not here.sentence or other.quantity.kind == "count":
                    if (
                        other.sentence is here.sentence
                        and other.quantity.unit == q.unit
                        and _fits(other.quantity, q)
                    ):
                        return j if before[j].part_of is None else before[j].part_of
                    return None
    return None


def that_sum(around: Sequence[Around], mentions: Sequence[Mention]) -> dict[int, int]:
    """Return the whole of each part that only the sum gives away: 评出好的27个、差的5个, of 32个.

    Two shapes: a list joined by 、 whose figures add up exactly to one named before it, and
    the groups of a sentence that opens with 其中 (工程132项…；采购324宗…), one figure of each.
    """
    found: dict[int, int] = {}
    k = 0
    while k < len(around):
        run = _run(around, k)
        if len(run) > 1 and mentions[k].part_of is None:
            top = _summed(around, mentions, k, [around[j].quantity for j in run])
            if top is not None:
                found.update(dict.fromkeys(run, top))
        groups = _groups(around, k)
        if len(groups) > 1:
            for kind in ("count", "money"):
                found.update(_grouped(around, k, groups, kind))
        series = _series(around, k)
        if len(series) > 1 and mentions[k].part_of is None and k not in found:
            top = _summed(around, mentions, k, [around[j].quantity for j in series])
            if top is not None and (around[top].quantity.value or 0) > _TELLING:
                found.update(dict.fromkeys(series, top))
        k = run[-1] + 1
    return found


_TELLING = 20  # 2 + 1 = 3 is chance


def _series(around: Sequence[Around], k: int) -> list[int]:
    """Return the figures of one measure that a sentence goes on with, rates between them."""
    series, q = [], around[k].quantity
    for j in range(k, len(around)):
        other = around[j].quantity
        if around[j].sentence is not around[k].sentence or (
            other.kind != "percent" and (other.kind, other.unit) != (q.kind, q.unit)
        ):
            break
        if other.kind != "percent":
            series.append(j)
    return series if q.kind != "percent" else []


def _run(around: Sequence[Around], k: int) -> list[int]:
    """Return the indices of the list joined by 、 that begins at *k*."""
    run = [k]
    while (
        run[-1] + 1 < len(around)
        and around[run[-1] + 1].sentence is around[k].sentence
        and around[run[-1] + 1].quantity.unit == around[k].quantity.unit
        and around[run[-1] + 1].quantity.kind == around[k].quantity.kind != "percent"
        and around[run[-1] + 1].gap[:1] in _JOINS
    ):
        run.append(run[-1] + 1)
    return run


_JOINS = frozenset("、和及与")


def _summed(
    around: Sequence[Around], mentions: Sequence[Mention], k: int, run: Sequence[Quantity]
) -> int | None:
    """Return the index of the quantity shortly before *k* that *run* adds up to."""
    if any(q.value is None or q.qualifier != "exact" for q in run):
        return None
    total = sum(q.value or 0 for q in run)
    for j in range(k - 1, max(-1, k - 4), -1):
        other = around[j]
        if around[k].quantity.start - other.quantity.end > 60:
            return None
        if other.quantity.value == total and other.quantity.unit == run[0].unit:
            return j if mentions[j].part_of is None else None
    return None


def _groups(around: Sequence[Around], k: int) -> list[list[int]]:
    """Return the quantities of a sentence that opens with 其中 at *k*, parted at each ；."""
    sentence = around[k].sentence
    first = k == 0 or around[k - 1].sentence is not sentence
    if not first or not re.match(r"[\s\u3000]*其中[，,：:]", around[k].opening):
        return []
    groups: list[list[int]] = [[]]
    for j in range(k, len(around)):
        if around[j].sentence is not sentence:
            break
        if j > k and re.search("[；;]", around[j].gap):
            groups.append([])
        groups[-1].append(j)
    return groups


def _grouped(
    around: Sequence[Around], k: int, groups: Sequence[Sequence[int]], kind: str
) -> dict[int, int]:
    """Return one figure of *kind* out of each group where together they make a total."""
    choices = [
        [j for j in g if around[j].quantity.kind == kind and around[j].quantity.value is not None]
        for g in groups
    ]
    if not all(choices) or len(groups) > _MOST_GROUPS:
        return {}
    for top in range(k - 1, max(-1, k - 6), -1):
        whole = around[top].quantity
        if whole.kind != kind or whole.value is None:
            continue
        for chosen in product(*choices):
            if sum(around[j].quantity.value or 0 for j in chosen) == whole.value:
                return dict.fromkeys(chosen, top)
    return {}


_MOST_GROUPS = 6


def _list_goes_on(around: Sequence[Around], k: int, before: Sequence[Mention]) -> int | None:
    """Return the whole of the part before, where *k* is the next of its list."""
    here = around[k]
    q = here.quantity
    for j in range(k - 1, max(-1, k - 6), -1):
        other = around[j]
        if other.sentence is not here.sentence:
            return None
        index = before[j].part_of
        if index is not None and "；" in _between(around, j, k):
            return None
        if index is None:
            if (
                other.threshold
                or other.quantity.kind == "percent"
                or _alike(other.quantity, q) is False
            ):
                continue  # 占55.8%: a remark on the part, not the end of the list
            return None
        if not _alike(other.quantity, q) or other.zone != here.zone:
            continue
        top = around[index]
        taken = sum(
            (around[m].quantity.value or 0)
            for m in range(index + 1, k)
            if before[m].part_of == index and around[m].quantity.value
        )
        room = (top.quantity.value_max or top.quantity.value or 0) * (
            1 if top.quantity.qualifier == "exact" else 2
        )
        listed = j == here.previous and here.gap[:1] in _JOINS
        own = here.left.verb is not None and not here.left.verb_tag & int(
            kinds.STATES | kinds.PASSIVE | kinds.COMMON
        )
        if _fits(top.quantity, q) and taken + (q.value or 0) <= room and (listed or not own):
            return index
        return None
    return None


def _between(around: Sequence[Around], j: int, k: int) -> str:
    """Return what stands between the quantities at *j* and *k*, but for those between them."""
    return "".join(a.gap for a in around[j + 1 : k + 1])


def _nearest(around: Sequence[Around], k: int, before: Sequence[Mention]) -> int | None:
    """Return the nearest quantity before *k* that can be its whole."""
    here = around[k]
    q = here.quantity
    near = None
    for j in range(k - 1, max(-1, k - _FAR), -1):
        if here.quantity.start - around[j].quantity.end > 200 or "\n" in here.gap:
            break
        other = around[j].quantity
        if other.value is None or not _fits(other, q) or around[j].threshold:
            continue
        if before[j].part_of is not None and not _deeper(around, j, k):
            continue
        if _alike(other, q):
            return j
        if near is None and j == k - 1 and other.kind == q.kind == "count":
            near = j
    return near


def _deeper(around: Sequence[Around], j: int, k: int) -> bool:
    """Whether the part *j* is itself what *k* is a part of: 已完成2418名，其中农民1196名."""
    return (
        j == around[k].previous
        and bool(_CUE.search(around[k].gap))
        and not _CUE.search(around[j].gap)
    )


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities can be whole and part: one measure, or both of people."""
    return a.kind == b.kind and (a.unit == b.unit or {a.unit, b.unit} <= _PERSONS)


def _fits(top: Quantity, part: Quantity) -> bool:
    if top.value is None or part.value is None or top.kind != part.kind:
        return False
    # 上百人中: an open number may be larger than it says
    slack = 1 if top.qualifier in {"exact", "range"} else 2
    return part.value <= (top.value_max or top.value) * slack
