"""What became of one ledger in another: which entries, and which figures.

The edits turn the old ledger into the new one, exactly. The changes compare what both come to
by the rules of `settle`, so that two reports of different months can be compared at all.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from djledger.compare.facts import Measure
from djledger.compare.places import Places, words
from djledger.compare.settle import bounds_of, settle
from djledger.compare.totals import all_facts, sort_key
from djledger.errors import UsageError
from djledger.mapping import indicators
from djledger.metadata import parse_date
from djledger.model.change import Change, Difference, Edit, Nature
from djledger.model.ledger import Entry, IgnoredEntry, Ledger, Record, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from djledger.knowledge import Knowledge
    from djledger.model.merged import Cell
    from djledger.model.roster import Roster

R = TypeVar("R", bound=Record)
_Key = tuple[Measure, str, str]


def difference(
    old: Ledger, new: Ledger, knowledge: Knowledge, roster: Roster | None = None
) -> Difference:
    """Return what turns *old* into *new*, and how their figures compare."""
    spoken = knowledge.made(words)
    places = Places((*old.sources, *new.sources), roster, spoken)
    before, after = _told(old, knowledge, places), _told(new, knowledge, places)
    names_before, names_after = _names(old, places), _names(new, places)
    if len(names_before) == len(names_after) == 1 and _nameless(old, new):
        (only,) = names_after
        before = {(m, only, span): cell for (m, _, span), cell in before.items()}
        names_before = names_after
    common = names_before & names_after
    changes, same = _changes(
        {k: c for k, c in before.items() if k[1] in common},
        {k: c for k, c in after.items() if k[1] in common},
        knowledge,
    )
    return Difference(
        recipe=(old.recipe, new.recipe),
        old_dates=_dates(old),
        new_dates=_dates(new),
        places=tuple(sorted(common)),
        came=tuple(sorted(names_after - common)),
        left=tuple(sorted(names_before - common)),
        changes=tuple(changes),
        same=same,
        entries=tuple(_edits(old.entries, new.entries, Edit[Entry])),
        sources=tuple(_edits(old.sources, new.sources, Edit[Source])),
        ignored=tuple(_edits(old.ignored, new.ignored, Edit[IgnoredEntry])),
    )


def apply(changed: Difference, ledger: Ledger) -> Ledger:
    """Return the ledger that *changed* makes of *ledger*, which must be the one it starts from."""
    if ledger.recipe != changed.recipe[0]:
        raise _stale()
    return Ledger(
        recipe=changed.recipe[1],
        sources=_applied(changed.sources, ledger.sources),
        entries=_applied(changed.entries, ledger.entries),
        ignored=_applied(changed.ignored, ledger.ignored),
    )


def _edits(old: Sequence[R], new: Sequence[R], make: type[Edit[R]]) -> list[Edit[R]]:
    """Return the fewest records to take out and put in; one that moved is both."""
    places: dict[str, list[int]] = {}
    for at in range(len(old) - 1, -1, -1):
        places.setdefault(_text(old[at]), []).append(at)
    pairs = []
    for at, record in enumerate(new):
        if free := places.get(_text(record)):
            pairs.append((free.pop(), at))
    kept = _rising(pairs)
    stays_old, stays_new = {a for a, _ in kept}, {b for _, b in kept}
    gone = {a: r for a, r in enumerate(old) if a not in stays_old}
    named: dict[object, list[int]] = {}
    for at in sorted(gone, reverse=True):
        named.setdefault(_name(gone[at]), []).append(at)
    edits = []
    for at, record in enumerate(new):
        if at in stays_new:
            continue
        if waiting := named.get(_name(record)):
            was = waiting.pop()
            edits.append(make(was=gone.pop(was), was_at=was, now=record, now_at=at))
        else:
            edits.append(make(now=record, now_at=at))
    edits += [make(was=record, was_at=at) for at, record in gone.items()]
    return edits


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of *pairs* (in the order of the second) whose firsts rise."""
    ends: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for k, (first, _) in enumerate(pairs):
        place = bisect_left(ends, first)
        back.append(at[place - 1] if place else -1)
        if place == len(ends):
            ends.append(first)
            at.append(k)
        else:
            ends[place], at[place] = first, k
    kept = []
    k = at[-1] if at else -1
    while k >= 0:
        kept.append(pairs[k])
        k = back[k]
    return kept[::-1]


def _text(record: Record) -> str:
    return repr(record.__dict__)  # 3.20 and 3.2 are equal, and not the same


def _name(record: Record) -> object:
    """What stays the same when a record changes."""
    return getattr(record, "id", None) or getattr(record, "name", None) or _text(record)


def _applied(edits: Sequence[Edit[R]], records: Sequence[R]) -> tuple[R, ...]:
    gone = {edit.was_at: edit.was for edit in edits if edit.was_at is not None}
    for at, was in gone.items():
        if at >= len(records) or was is None or _text(records[at]) != _text(was):
            raise _stale()
    kept = [record for at, record in enumerate(records) if at not in gone]
    waiting = {e.now_at: e.now for e in edits if e.now_at is not None and e.now is not None}
    rest = iter(kept)
    return tuple(
        waiting[at] if at in waiting else next(rest) for at in range(len(kept) + len(waiting))
    )


def _stale() -> UsageError:
    return UsageError("这些变动不是从这份台账来的", remedy="请用产生变动的那份旧台账，或重新比较")


def _told(ledger: Ledger, knowledge: Knowledge, places: Places) -> dict[_Key, Cell]:
    """Return the figure of each place for each measure and period."""
    found: dict[_Key, Cell] = {}
    ordered = sorted(all_facts(ledger, knowledge, places), key=sort_key)
    for (measure, place), group in groupby(ordered, key=lambda f: (f.measure, f.place)):
        usable = [fact for fact in group if not fact.aside]
        if usable:
            for settled in settle(usable, "")[0]:
                found[measure, place.name, settled.span] = settled.cell
    return found


def _names(ledger: Ledger, places: Places) -> set[str]:
    named = {source.name: source for source in ledger.sources}
    for entry in ledger.entries:
        named.setdefault(entry.source, Source(name=entry.source, sha256=""))
    return {places.of(source).name for source in named.values()}


def _nameless(old: Ledger, new: Ledger) -> bool:
    """Whether one of them does not say whose it is, so that only the file's name would."""
    return any(not any(s.place for s in ledger.sources) for ledger in (old, new))


def _dates(ledger: Ledger) -> tuple[date, ...]:
    return tuple(sorted({day for s in ledger.sources if (day := parse_date(s.date)) is not None}))


def _changes(
    before: dict[_Key, Cell], after: dict[_Key, Cell], knowledge: Knowledge
) -> tuple[list[Change], int]:
    pairs = {key: (before.get(key), after.get(key)) for key in {*before, *after}}
    for key in [k for k in pairs if pairs[k][1] is None and k[2].startswith("year ")]:
        # Last year's figure has no successor, but this year's is what it is compared with.
        later = _later_years(key, pairs)
        if later:
            pairs[max(later)] = (pairs.pop(key)[0], pairs[max(later)][1])
    kinds = {name: item.kind for name, item in indicators(knowledge).items()}
    changes, same = [], 0
    for key in sorted(pairs):
        old, new = pairs[key]
        change = _change(key, old, new, kinds.get(key[0].indicator, ""))
        if change is None:
            same += 1
        else:
            changes.append(change)
    return changes, same


def _later_years(key: _Key, pairs: dict[_Key, tuple[Cell | None, Cell | None]]) -> list[_Key]:
    return [
        other
        for other, (old, _) in pairs.items()
        if other[:2] == key[:2] and old is None and other[2].startswith("year ") and other > key
    ]


def _change(key: _Key, old: Cell | None, new: Cell | None, kind: str) -> Change | None:
    measure, place, _ = key
    if old is not None and new is not None and _says(old) == _says(new):
        return None
    nature: Nature = "apart"
    low = high = None
    falling = False
    left, right = (None if c is None else bounds_of(c) for c in (old, new))
    if old is not None and new is not None and left is not None and right is not None:
        nature = _nature(measure, old, new, kind)
        if nature != "apart":
            low, high = right.minus(left)
        falling = nature == "cumulative" and high is not None and high < 0
    return Change(
        what="added" if old is None else "gone" if new is None else "changed",
        nature=nature,
        place=place,
        indicator=measure.indicator or None,
        item=measure.item,
        action=measure.action,
        breakdown=measure.breakdown,
        unit=measure.unit,
        status=measure.status,
        per=measure.per,
        of=measure.of,
        scope=measure.scope,
        old=old,
        new=new,
        low=low,
        high=high,
        falling=falling,
    )


def _says(cell: Cell) -> tuple[object, ...]:
    """What of a cell is a figure. That a stock holds for a later day is no change of it."""
    return cell.state, cell.low, cell.high, tuple((f.low, f.high) for f in cell.figures)


def _nature(measure: Measure, old: Cell, new: Cell, kind: str) -> Nature:
    if measure.kind in {"percent", "ratio"} or kind == "ratio":
        return "share"
    if measure.time == "last" or measure.status != "achieved":
        return "stock"
    if measure.time == "by_year":
        return "apart" if _year(old) != _year(new) else "stock"
    if old.start is None or new.start is None:
        return "cumulative" if old.start == new.start else "apart"
    if old.start == new.start:
        return "cumulative"
    return "period" if old.start.year == new.start.year else "apart"


def _year(cell: Cell) -> int | None:
    return cell.end.year if cell.end else None
