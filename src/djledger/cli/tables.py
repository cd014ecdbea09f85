"""Ledgers as tables for the screen (`--show`, `--explain`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.cli import console
from djledger.cli.messages import say, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry


def entries(ledger: Ledger, knowledge: Knowledge) -> None:
    """Show what was found."""
    labels = names(knowledge, "indicators", "id")
    head = ("place", "indicator", "item", "value", "unit", "status", "period", "what")
    rows = [
        (
            _at(e),
            labels.get(e.indicator or "", e.indicator or ""),
            e.item,
            value(e),
            e.unit,
            say(f"status.{e.status}"),
            e.period,
            e.quote,
        )
        for e in ledger.entries
    ]
    _show("table.entries", ledger, head, rows)


def explained(ledger: Ledger, knowledge: Knowledge) -> None:
    """Show what was mended, and which numerals are no quantity, with the reasons."""
    labels = names(knowledge, "names", "name")
    repairs = [
        (_at(r), r.before, r.after, labels.get(r.step, r.step))
        for source in ledger.sources
        for r in source.repaired
    ]
    _show("table.repairs", ledger, ("place", "what", "became", "step"), repairs)
    ignored = [(_at(i), i.quote, labels.get(i.reason, i.reason)) for i in ledger.ignored]
    _show("table.ignored", ledger, ("place", "what", "reason"), ignored)


def value(entry: Entry) -> str:
    """Return the value of *entry* for people: ``2-3``, ``360+`` for 余, a word where masked."""
    if entry.value is None:
        return say("value.masked")
    if entry.value_max is not None:
        return f"{entry.value:,f}-{entry.value_max:,f}"
    marks = {"over": "+", "approx": "±", "under": "-"}
    return f"{entry.value:,f}{marks.get(entry.qualifier, '')}"


def names(knowledge: Knowledge, file: str, key: str) -> dict[str, str]:
    """Return what people call the items of *file*; in English only their keys are known."""
    if spoken() != "zh":
        return {}
    return {item[key]: item.get("label", item[key]) for item in knowledge.items(file)}


def _at(place: Entry | RepairEntry | IgnoredEntry) -> str:
    return f"{place.line}:{place.column}"


def _show(title: str, ledger: Ledger, head: Iterable[str], rows: Sequence[Sequence[str]]) -> None:
    name = ", ".join(source.name for source in ledger.sources)
    console.table(
        say(title, name=name, count=len(rows)), [say(f"table.{column}") for column in head], rows
    )
