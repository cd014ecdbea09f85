"""Which entries stand in 汇总表: one for each place and indicator, and why the others do not.

A report says one thing several times, for several periods, as a fact and as a plan. Adding
all of that up would be wrong, so a cell holds one figure: the newest, and of equally new ones
the first. The others stay in 台账 and say why they are not counted; a person who knows better
clears that cell, and the sum follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from djledger.roundtrip.rows import GONE, HAND
from djledger.writers.wording import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from djledger.model.ledger import Entry, Ledger
    from djledger.writers.wording import Wording

NOT = "不计"  # what begins so in the column 汇总 is not counted
_KINDS = {"count", "money", "measure", "percent"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of 汇总表. ``units``: only rows with one of these (none: any).

    ``summed``: figures of several places may be added up.
    """

    group: str
    name: str
    unit: str
    units: tuple[str, ...]
    summed: bool
    shares: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns, and for each entry of the ledger why it is not counted ('' if it is)."""

    headings: tuple[Heading, ...]
    reasons: tuple[str, ...]


def counted(ledger: Ledger, words: Wording) -> Counted:
    """Return which entries of *ledger* count, in which columns."""
    places = {source.name: place_of(source) for source in ledger.sources}
    dates = {source.name: source.date for source in ledger.sources}
    reasons = [_apart(entry, words) for entry in ledger.entries]
    best: dict[tuple[str, str, tuple[str, Decimal]], int] = {}
    for at, entry in enumerate(ledger.entries):
        if reasons[at] or entry.id.startswith(HAND):
            continue
        key = (places.get(entry.source, ""), words.name(entry), words.unit(entry))
        last = best.setdefault(key, at)
        if last == at:
            continue
        before, now = (_as_of(ledger.entries[i], dates) for i in (last, at))
        better = now > before or (now == before and _better(entry, ledger.entries[last]))
        loser, best[key] = (last, at) if better else (at, last)
        reasons[loser] = f"{NOT}：同一指标已计" if now == before else f"{NOT}：较早时段"
    return Counted(_headings(ledger, reasons, words), tuple(reasons))


def _apart(entry: Entry, words: Wording) -> str:
    """Why an entry is no figure of its place, whatever else is said there."""
    if words.indicator(entry) is None:
        return f"{NOT}：目录外"
    if GONE in entry.why:
        return f"{NOT}：新稿已无"
    if entry.status != "achieved":
        return f"{NOT}：{words.basis(entry)}"
    if entry.kind not in _KINDS or entry.per:
        return f"{NOT}：标准"
    return ""


def _as_of(entry: Entry, dates: dict[str, str]) -> tuple[date, str]:
    return entry.period_end or entry.period_start or date.min, dates.get(entry.source, "")


def _better(entry: Entry, first: Entry) -> bool:
    return entry.value is not None and first.value is None


def _headings(
    ledger: Ledger, reasons: Sequence[str], words: Wording
) -> tuple[Heading, ...]:
    found: dict[str, dict[tuple[str, Decimal], dict[str, Entry]]] = {}
    for entry, reason in zip(ledger.entries, reasons, strict=True):
        if not reason:
            units = found.setdefault(entry.indicator or "", {})
            units.setdefault(words.unit(entry), {}).setdefault(entry.unit, entry)
    headings = []
    for name, indicator in words.catalogue.items():
        measures = found.get(name, {})
        for of_unit in measures.values():
            entry = next(iter(of_unit.values()))
            shares = entry.kind == "percent"
            headings.append(
                Heading(
                    group=words.group(entry),
                    name=words.name(entry),
                    unit=entry.unit,
                    units=tuple(of_unit) if len(measures) > 1 else (),
                    summed=indicator.space == "sum" and not shares,
                    shares=shares,
                )
            )
    order = {label: at for at, label in enumerate(words.groups.values())}
    return tuple(sorted(headings, key=lambda h: order.get(h.group, len(order))))
