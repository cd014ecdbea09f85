"""How the figures that one place gives for one measure become one: the rules over time.

last        the newest: what there is now (党员, 行政村)
by_year     the newest of each year
cumulative  within a year, figures of disjoint periods add up, and one whose period lies inside
            another's is contained in it: 今年以来 of May holds that of April and the month of May;
            figures that begin in different years stay apart
planned and required figures are never mixed with others: the newest for each period
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from djledger.compare.bounds import Bounds
from djledger.model.merged import Cell, Figure, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from djledger.compare.facts import Fact

PREFER = ("newest", "first", "largest")
_LONG_AGO = date.min


@dataclass(frozen=True, slots=True)
class Settled:
    """A cell, and the period by which it goes together with those of other places.

    ``blur`` is how far the figure may be off because of the digits that were printed; ``shares``
    are the facts that give the two counts of a percentage.
    """

    span: str
    cell: Cell
    blur: Decimal
    shares: tuple[Fact, ...]

    def noted(self, note: str) -> Settled:
        """Return this with a *note* on its cell."""
        cell = self.cell.model_copy(update={"notes": (*self.cell.notes, note)})
        return replace(self, cell=cell)


def settle(facts: Sequence[Fact], prefer: str) -> tuple[list[Settled], Counter[str]]:
    """Return the figures that *facts* (of one place and measure) come to.

    Also how many of them stand aside: an ``older`` figure, one ``covered`` by another.
    """
    aside: Counter[str] = Counter()
    made: list[Settled] = []
    for span, group in _spans(facts):
        add = span.startswith("year ") and facts[0].measure.time == "cumulative"
        kept, cell = (_added if add else _newest)(group, prefer)
        aside["covered" if add else "older"] += len(group) - len(kept)
        shares = tuple(f for f in kept if f.share is not None)
        made.append(Settled(span, cell, _blur(kept), shares))
    return made, +aside


def _blur(facts: Sequence[Fact]) -> Decimal:
    """How far *facts* may be off by rounding: of each period the sharpest, of all the sum."""
    sharpest: dict[tuple[date | None, date | None], Decimal] = {}
    for fact in facts:
        if fact.known is not None and fact.printed is not None:
            window, off = (fact.start, fact.end), fact.known.low - fact.printed.low
            sharpest[window] = min(off, sharpest.get(window, off))
    return sum(sharpest.values(), Decimal(0))


def _spans(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    """Group *facts* by the period within which one may replace or add to another."""
    keyed = sorted(facts, key=lambda f: (_span(f), _order(f)))
    return [(span, list(group)) for span, group in groupby(keyed, key=_span)]


def _span(fact: Fact) -> str:
    measure, start, end = fact.measure, fact.start, fact.end
    dated = start is not None or end is not None or (not fact.period and fact.reported is not None)
    if not dated and fact.period:
        return f"said {fact.period}"  # 去年 of a report without a date is nobody's year
    if measure.status != "achieved":
        return f"for {start or ''}..{end or ''}"
    if measure.time == "last":
        return ""
    last = end or (fact.reported if start is None else start)
    if last and (measure.time == "by_year" or (start and start.year == last.year)):
        return f"year {last.year}"
    return f"since {start or ''}"


def _order(fact: Fact) -> tuple[str, int, str]:
    return fact.source, fact.at, fact.id


def _as_of(fact: Fact) -> date:
    """The day for which a figure holds."""
    return fact.end or fact.reported or _LONG_AGO


def _newest(facts: Sequence[Fact], prefer: str) -> tuple[list[Fact], Cell]:
    """Return the facts of the latest day, and what they say."""
    latest = max(map(_as_of, facts))
    kept = [f for f in facts if _as_of(f) == latest]
    starts = {f.start for f in kept}
    notes: tuple[str, ...] = ()
    if (
        kept[0].measure.time == "cumulative"
        and starts == {None}
        and kept[0].measure.status == "achieved"
    ):
        notes = ("unstated",)
    return kept, _agreed(kept, prefer, notes)


def _added(facts: Sequence[Fact], prefer: str) -> tuple[list[Fact], Cell]:
    """Return the facts of periods that lie in no other, and what they add up to."""
    windows: dict[tuple[date, date], list[Fact]] = {}
    for fact in facts:
        start = fact.start or _LONG_AGO
        windows.setdefault((start, max(start, fact.end or fact.reported or start)), []).append(fact)
    spans = sorted(windows, key=lambda w: (w[0], -w[1].toordinal()))
    outer: list[tuple[date, date]] = []
    for span in spans:
        if not outer or span[1] > max(end for _, end in outer):
            outer.append(span)
    kept = [f for span in outer for f in windows[span]]
    notes = ["falling"] if _falls(windows) else []
    if any(right[0] <= left[1] for left, right in pairwise(outer)):
        return kept, _side_by_side(kept, "conflict", ("overlap",))
    cells = [_agreed(windows[span], prefer, ()) for span in outer]
    if len(cells) == 1:
        return kept, cells[0].model_copy(update={"notes": (*cells[0].notes, *notes)})
    if any(right[0] - left[1] > timedelta(days=1) for left, right in pairwise(outer)):
        notes.append("gap")
    return kept, _sum_over_time(cells, outer, kept, notes)


def _sum_over_time(
    cells: Sequence[Cell],
    spans: Sequence[tuple[date, date]],
    facts: Sequence[Fact],
    notes: list[str],
) -> Cell:
    first = facts[0].place.name
    bad = next((c.state for c in cells if c.state in {"conflict", "unclear"}), None)
    if bad is not None:
        figures = tuple(f for c in cells for f in (c.figures or (_figure_of(c),)))
        return Cell(
            place=first, state=bad, start=spans[0][0], end=spans[-1][1],
            entries=_ids(facts), figures=figures, notes=tuple(notes),
        )  # fmt: skip
    known = [b for c in cells if (b := bounds_of(c)) is not None]
    if len(known) < len(cells):
        notes.append("masked part")
    total = _sum(known)
    hidden = len(known) < len(cells)
    preferred = any(c.state == "preferred" for c in cells)
    return Cell(
        place=first,
        state="masked" if total is None else ("preferred" if preferred else "told"),
        low=None if total is None else total.low,
        high=None if total is None or hidden else total.high,
        start=spans[0][0],
        end=spans[-1][1],
        entries=_ids(facts),
        figures=tuple(_figure_of(c) for c in cells),
        notes=(*sorted({n for c in cells for n in c.notes}), "added", *notes),
    )


def _falls(windows: dict[tuple[date, date], list[Fact]]) -> bool:
    """Whether a cumulative figure is smaller than it already was."""
    ordered = sorted(windows)
    for left, right in pairwise(ordered):
        if left[0] != right[0]:
            continue
        before = [f.printed.low for f in windows[left] if f.printed]
        after = [f.printed.high for f in windows[right] if f.printed]
        if (
            before
            and after
            and None not in after
            and max(h for h in after if h is not None) < min(before)
        ):
            return True
    return False


def _agreed(facts: Sequence[Fact], prefer: str, notes: tuple[str, ...]) -> Cell:
    """Return what *facts* of one period say: one figure if all can be true, else all of them."""
    told = [f for f in facts if f.known is not None]
    if told and len(told) < len(facts):
        notes = (*notes, "masked elsewhere")
    if any(f.doubtful for f in facts):
        notes = (*notes, "doubtful")
    if not told:
        return _cell(facts[0], "masked", facts, None, notes)
    low = max(f.printed.low for f in told if f.printed)
    highs = [f.printed.high for f in told if f.printed and f.printed.high is not None]
    if not highs or low <= min(highs):
        best = min(told, key=_precision)
        if len({f.known for f in told}) > 1:
            notes = (*notes, "more exact")
        return _cell(best, "told", facts, best.known, notes)
    if facts[0].measure.open or facts[0].measure.space == "sum_by_counterpart":
        return _side_by_side(facts, "unclear", notes)
    if prefer:
        chosen = _CHOICES[prefer](told)
        cell = _cell(chosen, "preferred", facts, chosen.known, (*notes, f"prefer {prefer}"))
        return cell.model_copy(update={"figures": _figures(facts)})
    return _side_by_side(facts, "conflict", notes)


def _precision(fact: Fact) -> tuple[bool, object, object, object]:
    known, printed = fact.known, fact.printed
    if known is None or printed is None or known.high is None or printed.high is None:
        return True, 0, 0, _order(fact)
    return False, known.high - known.low, printed.high - printed.low, (known.low, _order(fact))


_CHOICES: dict[str, Callable[[Sequence[Fact]], Fact]] = {
    "newest": lambda facts: max(facts, key=lambda f: (f.reported or _LONG_AGO, f.source, f.at)),
    "first": lambda facts: min(facts, key=lambda f: (f.reported or date.max, f.source, f.at)),
    "largest": lambda facts: max(facts, key=lambda f: (f.known and f.known.low, f.source, f.at)),
}


# Shared by all cells: each would have a set of its own, larger than what it holds.
_FIELDS = set(Cell.model_fields)


def _cell(
    chosen: Fact, state: State, facts: Sequence[Fact], known: Bounds | None, notes: tuple[str, ...]
) -> Cell:
    return Cell.model_construct(
        _fields_set=_FIELDS,
        place=chosen.place.name,
        state=state,
        low=None if known is None else known.low,
        high=None if known is None else known.high,
        start=chosen.start,
        end=chosen.end or chosen.reported,
        period=chosen.period,
        entries=_ids(facts),
        notes=notes,
    )


def _side_by_side(facts: Sequence[Fact], state: State, notes: tuple[str, ...]) -> Cell:
    figures = _figures(facts)
    ends = [f.end or f.reported for f in facts]
    return Cell(
        place=facts[0].place.name,
        state=state,
        start=min((f.start for f in facts if f.start), default=None),
        end=max((e for e in ends if e), default=None),
        entries=_ids(facts),
        figures=figures,
        notes=notes,
    )


def _figures(facts: Sequence[Fact]) -> tuple[Figure, ...]:
    """The figures that differ, each once, with all entries that give it."""
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in sorted(facts, key=_order):
        groups.setdefault((fact.known, fact.period, fact.source), []).append(fact)
    return tuple(
        Figure(
            low=same[0].known.low if same[0].known else None,
            high=same[0].known.high if same[0].known else None,
            period=same[0].period,
            source=same[0].source,
            entries=_ids(same),
        )
        for same in groups.values()
    )


def _figure_of(cell: Cell) -> Figure:
    days = f"{cell.start or ''}..{cell.end or ''}"
    return Figure(low=cell.low, high=cell.high, period=days, entries=cell.entries)


def bounds_of(cell: Cell) -> Bounds | None:
    """Return what the figure of *cell* may be; figures side by side give the widest bounds."""
    if cell.low is not None:
        return Bounds(cell.low, cell.high)
    lows = [f.low for f in cell.figures if f.low is not None]
    if not lows:
        return None
    highs = [f.high for f in cell.figures if f.low is not None]
    return Bounds(min(lows), None if None in highs else max(h for h in highs if h is not None))


def _sum(known: Iterable[Bounds]) -> Bounds | None:
    total: Bounds | None = None
    for part in known:
        total = part if total is None else total + part
    return total


def _ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.id for f in sorted(facts, key=_order)))
