"""The table of a merged ledger: one row a measure, one cell a place, and what they make together.

The rules over places. sum: places are disjoint, their figures add up. distinct: the same people
or offices may serve several places, so the sum is only the most and the largest figure the
least. derived: a share is the share of the sums. max, min: as they say. Everything else is
listed and never added. What an area reports of itself is compared with the sum of its places.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from djledger.compare.bounds import Bounds
from djledger.compare.facts import facts
from djledger.compare.places import Places, due_of
from djledger.compare.settle import bounds_of, settle
from djledger.compare.union import replaced
from djledger.metadata import parse_date
from djledger.model.ledger import Source
from djledger.model.merged import Absent, Late, Merged, Row, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from djledger.compare.facts import Fact, Measure
    from djledger.compare.settle import Settled
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Entry, Ledger
    from djledger.model.merged import Cell, Duplicate

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A settled figure and the place whose figure it is."""

    area: str
    level: str
    name: str
    settled: Settled


def totals(
    ledger: Ledger,
    knowledge: Knowledge,
    places: Places,
    *,
    prefer: str = "",
    duplicates: tuple[Duplicate, ...] = (),
) -> Merged:
    """Return what the merged *ledger* comes to."""
    aside: Counter[str] = Counter()
    found = sorted(all_facts(ledger, knowledge, places), key=sort_key)
    rows = tuple(rows_of(found, ledger.sources, places, aside, prefer))
    return outline(ledger.sources, places, ledger.recipe, duplicates).model_copy(
        update={"rows": rows, "aside": dict(sorted(aside.items()))}
    )


def all_facts(ledger: Ledger, knowledge: Knowledge, places: Places) -> Iterator[Fact]:
    """Yield a fact for each entry of *ledger*."""
    own: dict[str, list[Entry]] = {}
    for entry in ledger.entries:
        own.setdefault(entry.source, []).append(entry)
    sources = {source.name: source for source in ledger.sources}
    for name, entries in own.items():
        yield from facts(
            entries, sources.get(name) or Source(name=name, sha256=""), places, knowledge
        )


def sort_key(fact: Fact) -> str:
    """The order in which `rows_of` wants them: one text, so that any engine sorts alike."""
    order, *measure = fact.measure
    place = fact.place
    cells = (f"{order:06}", *measure, place.area, place.name, place.level, fact.source)
    return json.dumps((*cells, f"{fact.at:09}", fact.id), ensure_ascii=False)


def outline(
    sources: Sequence[Source], places: Places, recipe: str, duplicates: tuple[Duplicate, ...]
) -> Merged:
    """Return everything that is known without the entries: who reported, late, again."""
    old = replaced(sources, places)
    reported = [(places.of(source), source) for source in sources]
    absent, late = _punctuality(places, [(p.name, s) for p, s in reported])
    return Merged(
        recipe=recipe,
        area=places.roster.area if places.roster else "",
        places=_in_order({place.name for place, _ in reported}, places),
        replaced=old,
        duplicates=duplicates,
        absent=absent,
        late=late,
        unknown=tuple(
            Unknown(place=place.name, source=source.name, nearest=near)
            for place, source in reported
            if (near := places.nearest(place.name)) is not None
        ),
    )


def _punctuality(
    places: Places, reported: Sequence[tuple[str, Source]]
) -> tuple[tuple[Absent, ...], tuple[Late, ...]]:
    """Return who has not reported and who was late, for the periods that anybody reported on."""
    roster = places.roster
    if roster is None:
        return (), ()
    listed = {place.name for place in roster.places}
    came: dict[tuple[str, str], list[Source]] = {}
    for name, source in reported:
        if name not in listed:
            continue  # nobody sets the county a deadline
        # A report that was corrected later still came when it first came.
        came.setdefault((places.round_of(source), name), []).append(source)
    periods = [p.name for p in roster.periods if any(key[0] == p.name for key in came)]
    if not roster.periods:
        names = {name for _, name in came}
        return tuple(Absent(place=p.name) for p in roster.places if p.name not in names), ()
    absent = tuple(
        Absent(place=place.name, period=period)
        for period in periods
        for place in roster.places
        if (period, place.name) not in came
    )
    late = [
        Late(place=name, period=period, source=first.name, came=day, due=due)
        for (period, name), sources in came.items()
        if (due := due_of(roster, period)) is not None
        and (day := parse_date((first := min(sources, key=lambda s: (s.date, s.name))).date))
        is not None
        and day > due
    ]
    return absent, tuple(sorted(late, key=lambda x: (x.period, x.place)))


def _in_order(names: set[str], places: Places) -> tuple[str, ...]:
    """*names* as the roster has them, the others behind."""
    listed = [p.name for p in places.roster.places if p.name in names] if places.roster else []
    return (*listed, *sorted(names - set(listed)))


def rows_of(
    ordered: Iterable[Fact],
    sources: Sequence[Source],
    places: Places,
    aside: Counter[str],
    prefer: str = "",
) -> Iterator[Row]:
    """Yield the rows that *ordered* facts (by `sort_key`) make, one measure after the other.

    Facts that are no figure of their place are counted in *aside*, by reason.
    """
    reporting, behind = _reporting(sources, places), places.behind(sources)
    for measure, group in groupby(ordered, key=lambda f: f.measure):
        figures: list[_Placed] = []
        for place, told in groupby(group, key=lambda f: f.place):
            usable = []
            for fact in told:
                if fact.aside:
                    aside[fact.aside] += 1
                else:
                    usable.append(fact)
            if not usable:
                continue
            settled, left = settle(usable, prefer)
            aside.update(left)
            if place.name in behind:
                settled = [s.noted("older report") for s in settled]
            figures += (_Placed(place.area, place.level, place.name, s) for s in settled)
        yield from _rows(measure, figures, reporting, places)


def _reporting(sources: Sequence[Source], places: Places) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the places that could have a figure, by area and level."""
    found: dict[tuple[str, str], set[str]] = {}
    for source in sources:
        place = places.of(source)
        if not place.area or place.name != place.area:
            found.setdefault((place.area, place.level), set()).add(place.name)
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _rows(
    measure: Measure,
    figures: Sequence[_Placed],
    reporting: dict[tuple[str, str], tuple[str, ...]],
    places: Places,
) -> Iterator[Row]:
    areas = {key[0] for key in reporting if key[0]}
    areas |= {places.roster.area} if places.roster else set()
    own: dict[tuple[str, str], Settled] = {}
    parts: dict[tuple[str, str, str], list[Settled]] = {}
    for figure in figures:
        span = figure.settled.span
        if figure.name in areas:
            own[figure.name, span] = figure.settled
        else:
            parts.setdefault((figure.area, figure.level, span), []).append(figure.settled)
    keys = list(parts)
    keys += [
        (area, "", span)
        for area, span in own
        if not any((area, span) == (k[0], k[2]) for k in parts)
    ]
    for area, level, span in sorted(keys):
        expected = places.expected(area)
        for (other, rank), names in reporting.items():
            if other == area and (not level or rank == level):
                expected = tuple(dict.fromkeys((*expected, *names)))
        total = own.get((area, span))
        yield _row(measure, area, level, parts.get((area, level, span), []), total, expected)


def _row(
    measure: Measure,
    area: str,
    level: str,
    parts: Sequence[Settled],
    total: Settled | None,
    expected: Sequence[str],
) -> Row:
    cells = tuple(sorted((s.cell for s in parts), key=lambda c: c.place))
    known = [b for c in cells if (b := bounds_of(c)) is not None]
    sum_, notes = _together(measure, parts, cells, known)
    told = {cell.place for cell in cells}
    missing = tuple(name for name in expected if name not in told)
    masked = tuple(cell.place for cell in cells if cell.state == "masked")
    whole = None if total is None else total.cell
    ends = {cell.end for cell in cells if cell.end}
    if len(ends) > 1 and measure.time != "last":
        notes.append("ends differ")
    row = Row(
        area=area,
        level=level,
        indicator=measure.indicator or None,
        item=measure.item,
        action=measure.action,
        breakdown=measure.breakdown,
        unit=measure.unit,
        status=measure.status,
        per=measure.per,
        of=measure.of,
        scope=measure.scope,
        period=_period((*cells, *(() if whole is None else (whole,)))),
        start=None
        if measure.time == "last"
        else _common([c.start for c in cells] or [whole.start if whole else None]),
        end=max(ends, default=whole.end if whole else None),
        rule=measure.space,
        low=None if sum_ is None else sum_.low,
        high=None if sum_ is None else sum_.high,
        cells=cells,
        missing=missing,
        masked=masked,
        total=whole,
        notes=tuple(notes),
    )
    blur = sum((s.blur for s in (*parts, *([total] if total else ()))), Decimal(0))
    return _compared(row, sum_, blur)


def _together(
    measure: Measure, parts: Sequence[Settled], cells: Sequence[Cell], known: Sequence[Bounds]
) -> tuple[Bounds | None, list[str]]:
    """Return what the figures of disjoint places make together, by the rule of *measure*."""
    rule = measure.space
    if rule == "derived":
        return _derived(parts)
    if not known or rule not in {"sum", "sum_by_counterpart", "distinct", "max", "min"}:
        return None, []
    if any(cell.state == "unclear" for cell in cells):
        return None, ["several counterparts" if rule == "sum_by_counterpart" else "unclear"]
    if rule in {"max", "min"}:
        return _outermost(known, max if rule == "max" else min), []
    total = known[0]
    for part in known[1:]:
        total = total + part
    if rule == "distinct" and len(known) > 1:
        return Bounds(max(b.low for b in known), total.high), ["distinct"]
    return total, []


def _outermost(known: Sequence[Bounds], pick: Callable[[Iterable[Decimal]], Decimal]) -> Bounds:
    highs = [b.high for b in known]
    high = None if None in highs else pick(h for h in highs if h is not None)
    return Bounds(pick(b.low for b in known), high)


def _derived(parts: Sequence[Settled]) -> tuple[Bounds | None, list[str]]:
    """Return the share of the sums, where every report gives the two counts of its share."""
    shares = [s.shares[0].share for s in parts if s.shares and s.cell.state == "told"]
    if not shares or len(shares) < len(parts):
        return None, []
    part = sum((s.part for s in shares if s is not None), Decimal(0))
    whole = sum((s.whole for s in shares if s is not None), Decimal(0))
    share = (part * 100 / whole).quantize(_CENT, ROUND_HALF_EVEN)
    return Bounds(share, share), [f"{part:f}/{whole:f}"]


def _compared(row: Row, sum_: Bounds | None, blur: Decimal) -> Row:
    """Return *row* with the difference of what the area says; *blur* is what rounding hides."""
    told = None if row.total is None else bounds_of(row.total)
    if sum_ is None or told is None or row.rule not in {"sum", "sum_by_counterpart", "distinct"}:
        return row
    low, high = told.minus(sum_)
    if row.missing or row.masked or any("older report" in c.notes for c in row.cells):
        agrees = None if high is None or high >= -blur else False  # the parts alone are too many
    else:
        agrees = (low is None or low <= blur) and (high is None or high >= -blur)
    return row.model_copy(update={"difference_low": low, "difference_high": high, "agrees": agrees})


def _period(cells: Sequence[Cell]) -> str:
    said = {cell.period for cell in cells}
    return next(iter(said)) if len(said) == 1 else ""


def _common(days: Sequence[date | None]) -> date | None:
    return days[0] if len(set(days)) == 1 else None


def overruled(row: Row) -> set[str]:
    """Return the entries of *row* that a preference decided against."""
    cells = row.cells if row.total is None else (*row.cells, row.total)
    lost: set[str] = set()
    for cell in cells:
        if cell.state == "preferred":
            for figure in cell.figures:
                if (figure.low, figure.high) != (cell.low, cell.high):
                    lost.update(figure.entries)
    return lost
