"""What several ledgers say together: figures of each place, their totals, what is not settled.

Made from a ledger by `djledger.compare.totals`; a JSON file of its own, never read back.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 -- pydantic reads it
from decimal import Decimal  # noqa: TC003 -- pydantic reads it
from typing import Literal

from pydantic import Field

from djledger.model.ledger import Record, Status

State = Literal["told", "masked", "conflict", "unclear", "preferred"]


class Figure(Record):
    """One of several figures that stand side by side, and the entries that give it."""

    low: Decimal | None = None
    high: Decimal | None = None
    period: str = ""
    source: str = ""
    entries: tuple[str, ...] = ()


class Cell(Record):
    """The figure of one place: ``low`` to ``high`` (None: no upper limit).

    ``told``: said, or added up from disjoint periods; ``masked``: hidden in the report, not 0;
    ``conflict``: figures that cannot all be true stand side by side in ``figures``;
    ``unclear``: the same for what the catalogue does not know, where the fault may be ours;
    ``preferred``: a conflict that was settled on request. ``entries`` are the ids it rests on.
    """

    place: str
    state: State = "told"
    low: Decimal | None = None
    high: Decimal | None = None
    start: date | None = None
    end: date | None = None
    period: str = ""
    entries: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()


class Row(Record):
    """One indicator (``item`` for what the catalogue does not know) in all places of ``area``.

    ``low`` to ``high`` is what the known ``cells`` make together by ``rule``, None where the
    rule allows no sum; ``missing`` places say nothing of it and ``masked`` ones hide it, so
    that with either the total is a part. ``total`` is what the area itself reports: it is
    compared (``difference_low`` to ``difference_high``: total less parts), never added.
    """

    area: str = ""
    level: str = ""
    indicator: str | None = None
    item: str = ""
    action: str = ""
    breakdown: str = ""
    unit: str = ""
    status: Status = "achieved"
    per: str = ""
    of: str = ""
    scope: str = ""
    period: str = ""
    start: date | None = None
    end: date | None = None
    rule: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    cells: tuple[Cell, ...] = ()
    missing: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    total: Cell | None = None
    difference_low: Decimal | None = None
    difference_high: Decimal | None = None
    agrees: bool | None = None
    notes: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[Cell, ...]:
        """The cells that a person must settle."""
        cells = self.cells if self.total is None else (*self.cells, self.total)
        return tuple(cell for cell in cells if cell.state == "conflict")


class Replaced(Record):
    """A report whose place a newer one of the same place and period took."""

    place: str
    old: str
    new: str


class Duplicate(Record):
    """One body that came more than once, and under which names; it counts once."""

    sha256: str
    names: tuple[str, ...]


class Late(Record):
    """A report that came after its deadline."""

    place: str
    period: str
    source: str
    came: date
    due: date


class Absent(Record):
    """A report that did not come."""

    place: str
    period: str = ""


class Unknown(Record):
    """A place that is not in the roster, and the nearest name that is."""

    place: str
    source: str
    nearest: str = ""


class Merged(Record):
    """The figures of a merged ledger.

    Each entry of the ledger is in a cell of ``rows``, in its ``covered`` figures, or counted in
    ``aside`` with the reason.
    """

    format: Literal["djledger-totals/1"] = "djledger-totals/1"
    recipe: str = ""
    area: str = ""
    places: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    absent: tuple[Absent, ...] = ()
    late: tuple[Late, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    aside: dict[str, int] = Field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[tuple[Row, Cell], ...]:
        """What a person must settle."""
        return tuple((row, cell) for row in self.rows for cell in row.conflicts)
