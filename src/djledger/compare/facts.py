"""Entries as facts: what is counted, where, when, and within what bounds.

A `Measure` is what figures must have in common before they can be compared or added at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 -- part of the public type
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from djledger.compare import bounds
from djledger.compare.bounds import Bounds
from djledger.mapping import indicators
from djledger.metadata import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.compare.places import Place, Places
    from djledger.knowledge import Knowledge
    from djledger.mapping import Indicator
    from djledger.model.ledger import Entry, Source, Status


class Measure(NamedTuple):
    """What is counted, apart from where and when. Two that differ never become one.

    ``order`` puts the indicators in the order of the catalogue and open items behind them.
    ``space`` and ``time`` are the rules of merging (`djledger.mapping.Indicator`).
    """

    order: int
    indicator: str
    item: str
    action: str
    breakdown: str
    unit: str
    kind: str
    status: Status
    per: str
    of: str
    scope: str
    space: str
    time: str

    @property
    def open(self) -> bool:
        """Whether the catalogue does not know it."""
        return not self.indicator


@dataclass(frozen=True, slots=True)
class Share:
    """The two counts that a percentage comes from, as the report gives them."""

    part: Decimal
    whole: Decimal
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry as merging and comparing see it; ``known`` None: masked.

    ``printed`` is ``known`` widened by what its digits leave open. ``aside`` says why it is no
    figure of its place, '' where it is one.
    """

    measure: Measure
    place: Place
    known: Bounds | None
    printed: Bounds | None
    start: date | None
    end: date | None
    period: str
    reported: date | None
    source: str
    id: str
    at: int
    doubtful: bool
    aside: str
    share: Share | None


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the knowledge files say about merging, ready to use."""

    catalogue: dict[str, Indicator]
    order: dict[str, int]
    scales: dict[str, tuple[str, Decimal]]
    averages: tuple[str, ...]
    tails: tuple[str, ...]
    bounded: tuple[str, ...]


def _rules(knowledge: Knowledge) -> _Rules:
    items: dict[str, Any] = {item["id"]: item for item in knowledge.items("merging")}
    catalogue = indicators(knowledge)
    return _Rules(
        catalogue=catalogue,
        order={name: at for at, name in enumerate(catalogue)},
        scales={
            item["unit"]: (item["as"], Decimal(str(item["times"])))
            for item in knowledge.items("scales")
        },
        averages=tuple(items["averages"]["words"]),
        tails=tuple(items["tails"]["words"]),
        bounded=tuple(items["bounded"]["words"]),
    )


def facts(
    entries: Sequence[Entry], source: Source, places: Places, knowledge: Knowledge
) -> Iterator[Fact]:
    """Yield a fact for each of the *entries* of one *source*."""
    rules = knowledge.made(_rules)
    by_id = {entry.id: entry for entry in entries}
    place, reported = places.of(source), parse_date(source.date)
    shares = _shares(entries, rules)
    for at, entry in enumerate(entries):
        scope = places.covered(entry.scope, place)
        aside = scope if scope in {"wider", "narrower", "elsewhere"} else ""
        if entry.review is not None and entry.review.state == "作废":
            aside = "void"
        measure, factor = _measure(entry, by_id, "" if aside else scope, rules)
        known = bounds.of(entry, rules.bounded)
        printed = None if known is None else bounds.printed(entry, known)
        yield Fact(
            measure=measure,
            place=place,
            known=_scaled(known, factor),
            printed=_scaled(printed, factor),
            start=entry.period_start,
            end=entry.period_end,
            period=entry.period,
            reported=reported,
            source=source.name,
            id=entry.id,
            at=at,
            doubtful=entry.review is not None and entry.review.state == "存疑",
            aside=aside,
            share=shares.get(entry.id),
        )


def _measure(
    entry: Entry, by_id: dict[str, Entry], scope: str, rules: _Rules
) -> tuple[Measure, Decimal]:
    """Return what *entry* counts, and by what to multiply its value for the unit of that."""
    item = rules.catalogue.get(entry.indicator or "")
    unit, factor = _unit(entry.unit, item, rules)
    whole = by_id.get(entry.part_of or "")
    breakdown = ""
    if whole is not None and not _names_its_whole(entry, whole, item):
        breakdown = whole.indicator or whole.item
    if item is not None:
        summed = entry.per in {"", "年"} or item.space != "sum"
        return Measure(
            rules.order[item.id], item.id, item.label, "", breakdown, unit, item.kind,
            entry.status, entry.per, "", scope, item.space if summed else "none", item.time,
        ), factor  # fmt: skip
    space, time = _open_rule(entry, rules)
    return Measure(
        len(rules.order), "", entry.item, entry.action, breakdown, unit, entry.kind,
        entry.status, entry.per, entry.of, scope, space, time,
    ), factor  # fmt: skip


def _names_its_whole(entry: Entry, whole: Entry, item: Indicator | None) -> bool:
    """Whether *entry* means the same without its whole: 农村党支部 is one, part or not."""
    if item is None:
        return False
    if whole.indicator and whole.indicator in (item.whole, *item.within):
        return True
    return bool(whole.item) and entry.item.endswith(whole.item)


def _unit(written: str, item: Indicator | None, rules: _Rules) -> tuple[str, Decimal]:
    family, factor = rules.scales.get(written, ("", Decimal(1)))
    if item is None:
        return family or written, factor
    usual = item.units[0]
    usual_family, usual_factor = rules.scales.get(usual, ("", Decimal(1)))
    if family == usual_family:  # the same scale, or measure words that the catalogue lists as one
        return usual, factor / usual_factor
    return family or written or usual, factor


def _open_rule(entry: Entry, rules: _Rules) -> tuple[str, str]:
    """How figures merge that the catalogue does not know: only what is surely a sum is summed."""
    time = "cumulative" if entry.action else "last"
    if entry.kind == "percent":
        return "derived", "last"
    if entry.kind == "rate" or entry.per or any(w in entry.item for w in rules.averages):
        return "none", "last"
    if entry.kind == "measure" and entry.unit not in rules.scales:  # 岁, 天, 度
        return "none", "last"
    return "sum", time


def _scaled(known: Bounds | None, factor: Decimal) -> Bounds | None:
    if known is None or factor == 1:
        return known
    high = None if known.high is None else bounds.times(known.high, factor)
    return Bounds(bounds.times(known.low, factor), high)


def _shares(entries: Sequence[Entry], rules: _Rules) -> dict[str, Share]:
    """Return, for each percentage whose counts stand before it on its line, those counts."""
    found: dict[str, Share] = {}
    counted: dict[str, Entry] = {}
    line = 0
    for entry in entries:
        if entry.line != line:
            counted, line = {}, entry.line
        if entry.kind == "count" and entry.value is not None and entry.qualifier == "exact":
            counted[entry.item] = entry
        elif entry.kind == "percent" and entry.unit == "%" and entry.of:
            part, whole = counted.get(entry.item), counted.get(_bare(entry.of, rules))
            if part and whole and part is not whole and part.value and whole.value:
                found[entry.id] = Share(part.value, whole.value, (part.id, whole.id))
    return found


def _bare(name: str, rules: _Rules) -> str:
    for tail in rules.tails:
        if name.endswith(tail) and len(name) > len(tail):
            return name.removesuffix(tail)
    return name
