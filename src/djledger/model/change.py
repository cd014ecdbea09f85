"""What became of one ledger in another: edits that can be applied, and figures that people read."""

from __future__ import annotations

from datetime import date  # noqa: TC003 -- pydantic reads it
from decimal import Decimal  # noqa: TC003 -- pydantic reads it
from typing import Generic, Literal, TypeVar

from djledger.model.ledger import Entry, IgnoredEntry, Record, Source, Status
from djledger.model.merged import Cell  # noqa: TC001 -- pydantic reads it

R = TypeVar("R", bound=Record)
Nature = Literal["stock", "cumulative", "period", "share", "apart"]


class Edit(Record, Generic[R]):
    """A record taken out (``was``, at ``was_at``), put in (``now``, at ``now_at``), or both."""

    was: R | None = None
    was_at: int | None = None
    now: R | None = None
    now_at: int | None = None


class Change(Record):
    """A figure of one place in the old ledger and in the new one.

    ``what`` became of it: ``added`` and ``gone`` are said in one of them only. ``nature`` says
    what ``low`` to ``high``, new less old, means: ``stock`` a difference, ``cumulative`` what
    came in between (both count from the same day), ``period`` a difference of two periods,
    ``share`` percentage points, ``apart`` nothing (the years differ, or a figure is unknown).
    A ``falling`` cumulative figure is an error in one of the two reports.
    """

    what: Literal["added", "changed", "gone"]
    nature: Nature
    place: str
    indicator: str | None = None
    item: str = ""
    action: str = ""
    breakdown: str = ""
    unit: str = ""
    status: Status = "achieved"
    per: str = ""
    of: str = ""
    scope: str = ""
    old: Cell | None = None
    new: Cell | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    falling: bool = False


class Difference(Record):
    """Everything that turns one ledger into another, and what that means for its figures.

    ``entries``, ``sources``, ``ignored`` and ``recipe`` (old, new) are edits; ``changes``
    compare figures: of places that report in both, the others are ``came`` and ``left``.
    """

    format: Literal["djledger-diff/1"] = "djledger-diff/1"
    recipe: tuple[str, str] = ("", "")
    old_dates: tuple[date, ...] = ()
    new_dates: tuple[date, ...] = ()
    places: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    same: int = 0
    entries: tuple[Edit[Entry], ...] = ()
    sources: tuple[Edit[Source], ...] = ()
    ignored: tuple[Edit[IgnoredEntry], ...] = ()

    @property
    def differs(self) -> bool:
        """Whether any entry differs."""
        return bool(self.entries)
