"""Which figure claims to be a part of which, as the words say: also where the sizes deny it.

The extraction links a part only where it fits its whole. A reviewer has to see the others.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.checks.interval import interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission
    from djledger.model.ledger import Entry

_PERSONS = frozenset("人名位")


def alike(a: Entry, b: Entry) -> bool:
    """Whether two figures are of one measure."""
    return a.kind == b.kind and (a.unit == b.unit or {a.unit, b.unit} <= _PERSONS)


def exceeds(part: Entry, whole: Entry) -> bool:
    """Whether *part* is larger than *whole*, however generously both are read."""
    p, w = interval(part), interval(whole)
    return p is not None and w is not None and p[0] > w[1]


def total(entries: list[Entry]) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest sum that *entries* allow; None where one is masked."""
    spans = [interval(e) for e in entries]
    if not entries or any(s is None for s in spans):
        return None
    known = [s for s in spans if s is not None]
    zero = Decimal(0)
    return sum((low for low, _ in known), zero), sum((high for _, high in known), zero)


def claims(submission: Submission) -> Iterator[tuple[Entry, Entry]]:
    """Yield (part, whole) wherever the ledger or the words of the report say so."""
    for entry in submission.entries:
        whole = submission.by_id.get(entry.part_of or "")
        if whole is not None and alike(entry, whole):
            yield entry, whole
    whole_of: dict[str, Placed] = {}
    for placed in submission.placed:
        if not placed.countable or placed.entry.per:
            continue
        top = _claimed(submission, placed) or _listed(submission, placed, whole_of)
        if top is not None:
            whole_of[placed.entry.id] = top
            # Where the reading has found another whole, only plain counts are worth a doubt.
            if placed.entry.part_of is None or placed.entry.kind == "count":
                yield placed.entry, top.entry


def _listed(submission: Submission, here: Placed, whole_of: dict[str, Placed]) -> Placed | None:
    """The whole of the figure before, where 、 joins the two: 其中甲1人、乙5人."""
    if here.gap[:1] != "、" or here.index == 0:
        return None
    last = submission.placed[here.index - 1]
    top = whole_of.get(last.entry.id)
    fitting = top is not None and alike(here.entry, last.entry) and here.zone == last.zone
    return top if fitting and here.entry.status == last.entry.status else None


def before(submission: Submission, placed: Placed) -> Placed | None:
    """Return the figure before *placed*, shares and rates passed over."""
    for k in range(placed.index - 1, max(-1, placed.index - 4), -1):
        other = submission.placed[k]
        if other.countable:
            return other
    return None


def _claimed(submission: Submission, here: Placed) -> Placed | None:
    last = before(submission, here)
    if last is None or last.entry.per or here.entry.status != last.entry.status:
        return None
    gap = submission.text[last.end : here.start]
    if len(gap) > 80 or "\n" in gap or submission.cue("compared").search(gap + last.gap[-12:]):
        return None
    if submission.cue("of_which").search(gap) and _near(submission, gap):
        return _whole(submission, here, last)
    bracketed = here.zone >= 0 and here.zone != last.zone
    if bracketed and here.sentence is last.sentence:
        zone = here.sentence.zones[here.zone]
        if zone.sign in "（(" and zone.start == last.end and alike(here.entry, last.entry):
            return last
    same = here.entry.item in {last.entry.item, ""} and here.sentence is last.sentence
    told = submission.cue("have").fullmatch(gap) or submission.cue("among").fullmatch(gap)
    return last if same and told and alike(here.entry, last.entry) else None


def _near(submission: Submission, gap: str) -> bool:
    """Whether 其中 begins the clause of the part: no sentence lies between it and the figure."""
    found = [m.end() for m in submission.cue("of_which").finditer(gap)]
    return not any(sign in gap[found[-1] :] for sign in "。；;！？")


def _whole(submission: Submission, here: Placed, last: Placed) -> Placed | None:
    if alike(here.entry, last.entry):
        return last
    # 党员500名、支部30个，其中女党员600名: the noun tells which one is meant.
    for k in range(last.index - 1, max(-1, last.index - 3), -1):
        other = submission.placed[k]
        if other.sentence is not here.sentence:
            return None
        item = other.entry.item
        if item and alike(here.entry, other.entry) and here.entry.item.endswith(item):
            return other
    return None
