"""Ledgers as the tables of cases write them."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from djledger.assemble import entry_id
from djledger.knowledge import default
from djledger.mapping import indicators
from djledger.model.ledger import Entry, Ledger, Review, Source


@pytest.fixture
def ledger_of():
    """What makes a ledger of the report in a case; *at* tells two equal ones apart."""
    return made


def made(report, at=0):
    """A ledger as the tables of cases write it."""
    sha = hashlib.sha256(f"{at}{report}".encode()).hexdigest()
    place = report["place"]
    name = f"{place}-{at}.txt"
    known = indicators(default())
    ids = [entry_id(sha, 10 * k) for k in range(len(report["figures"]))]
    entries = []
    for k, (what, value, unit, *more) in enumerate(report["figures"]):
        extra = dict(more[0]) if more else {}
        item = known.get(what)
        part = extra.pop("part", None)
        review = extra.pop("review", None)
        fields = {
            "id": ids[k],
            "indicator": item.id if item else None,
            "item": item.label if item else what.removeprefix("~"),
            "value": None if value is None else Decimal(str(value)),
            "unit": unit,
            "quote": f"{value}{unit}",
            "start": 10 * k,
            "end": 10 * k + 5,
            "line": 1,
            "column": 1 + 10 * k,
            "source": name,
            "period_start": extra.pop("start", None),
            "period_end": extra.pop("end", None),
            "part_of": None if part is None else ids[part],
            "review": Review(**review) if review else None,
        }
        entries.append(Entry(**(fields | extra)))
    source = Source(
        name=name,
        sha256=sha,
        place=place,
        level=report.get("level", "乡镇"),
        date=str(report.get("date", "")),
        title=report.get("title", f"{place}情况"),
    )
    return Ledger(sources=(source,), entries=tuple(entries))
