"""The ledger file. These models *are* the file format: change them and the format changes.

The fields and their order are those of the project's contract (docs/format.md); they are the
same in YAML, JSON, JSONL, CSV, the workbook and Python.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 -- pydantic reads it
from decimal import Decimal  # noqa: TC003 -- pydantic reads it
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["count", "money", "percent", "measure", "rate"]
Qualifier = Literal["exact", "approx", "over", "under", "range", "masked"]
Status = Literal["achieved", "planned", "required"]
ReviewState = Literal["待核", "已核", "存疑", "作废"]


class Record(BaseModel):
    """Base of every record in a file: immutable, and it knows all its keys."""

    # Building the validators costs a fifth of the start-up; a run that only writes needs none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Review(Record):
    """What a person said of an entry. Only people write it."""

    state: ReviewState = "待核"
    value: Decimal | None = None
    by: str = ""
    note: str = ""


class Entry(Record):
    """One quantity with everything that is known about it: one row of a ledger.

    ``raw[start:end] == quote`` in the decoded, untouched text of the report, in code points;
    ``line`` and ``column`` count from 1. ``id`` names the place (12 hex digits of the sha256
    of the report's sha256 and ``start``), so it survives a new catalogue or a new version.
    """

    id: str
    indicator: str | None = None
    item: str = ""
    action: str = ""
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    kind: Kind = "count"
    qualifier: Qualifier = "exact"
    status: Status = "achieved"
    period: str = ""
    period_start: date | None = None
    period_end: date | None = None
    scope: str = ""
    per: str = ""
    of: str = ""
    part_of: str | None = None
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    locator: str = ""
    source: str = ""
    why: tuple[str, ...] = ()
    review: Review | None = None


class IgnoredEntry(Record):
    """A numeral that is no quantity: where it stands and why it was set aside."""

    quote: str
    start: int
    end: int
    line: int
    column: int
    reason: str
    source: str = ""


class RepairEntry(Record):
    """One mended place of a report's text, in raw offsets."""

    step: str
    before: str
    after: str
    start: int
    end: int
    line: int
    column: int


class Source(Record):
    """A report that entries came from. ``sha256`` is of its bytes."""

    name: str
    sha256: str
    media: str = "text/plain"
    encoding: str = ""
    place: str = ""
    level: str = ""
    date: str = ""
    title: str = ""
    issuer: str = ""
    script: str = ""
    characters: int = 0
    repairs: dict[str, int] = Field(default_factory=dict)
    ignored: dict[str, int] = Field(default_factory=dict)
    repaired: tuple[RepairEntry, ...] = ()


class Ledger(Record):
    """The entries of one or more reports, with their sources.

    ``recipe`` is the djledger version and the digest of the catalogue that made it.
    ``ignored`` and ``Source.repaired`` are filled with ``explain`` only; their counts by kind
    always stand in the source.
    """

    format: Literal["djledger/1"] = "djledger/1"
    recipe: str = ""
    sources: tuple[Source, ...] = ()
    entries: tuple[Entry, ...] = ()
    ignored: tuple[IgnoredEntry, ...] = ()


class QuantityRecord(Record):
    """A number in a text, bare or with a measure word: what `djledger.quantities` returns."""

    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = ""
    kind: Kind = "count"
    qualifier: Qualifier = "exact"
