"""What a workbook holds, as it was read: rows of people, and what djledger last wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from djledger.model.ledger import Entry, Ledger

GONE = "gone from report"  # in `why`: the newest report does not say this any more
HAND = "m-"  # the id of an entry that a person added begins so
BY_HAND = "manual"  # the medium of a source that is no report: rows that a person added


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the sheet 台账 shows it: what a person sees of it."""

    place: str
    name: str
    unit: str
    basis: str
    period: str = ""
    quote: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet 台账, cells as they are; ``at`` is its number there.

    ``value`` and ``checked`` are numbers where a number stands in the cell, else its text.
    """

    at: int
    id: str
    shown: Shown
    value: Decimal | str
    checked: Decimal | str
    state: str
    by: str
    note: str
    item: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """A ledger, how each entry is shown, and the entries whose rows a person struck out."""

    ledger: Ledger
    shown: tuple[Shown, ...]
    struck: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """What people wrote beside the figures: in 汇总表, 报送情况 and 问题清单.

    The first two by place; the last by rule, place and message: what is to be done, and state.
    """

    summary: Mapping[str, str] = field(default_factory=dict)
    filed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read. ``base`` None: the hidden sheet is gone.

    ``foreign`` names what is neither ours nor can be carried: sheets, columns, pictures.
    """

    rows: tuple[Row, ...]
    base: Base | None
    notes: Notes
    foreign: tuple[str, ...]
