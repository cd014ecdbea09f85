"""Who has to report, under which names, and by when: the roster file."""

from __future__ import annotations

from datetime import date  # noqa: TC003 -- pydantic reads it
from typing import Literal

from djledger.model.ledger import Record


class Township(Record):
    """A place that reports; ``also`` are other names it goes by in reports."""

    name: str
    also: tuple[str, ...] = ()
    code: str = ""


class Round(Record):
    """A period that is reported on: its last day, and by when reports are ``due``."""

    name: str
    end: date
    due: date | None = None


class Roster(Record):
    """The places of an ``area`` (a county with its townships) and the periods they report on."""

    format: Literal["djledger-roster/1"] = "djledger-roster/1"
    area: str = ""
    also: tuple[str, ...] = ()
    places: tuple[Township, ...] = ()
    periods: tuple[Round, ...] = ()
