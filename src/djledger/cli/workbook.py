"""Ledgers into a workbook that people have worked on (`--into`), and what became of it."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING

from djledger import api
from djledger.cli import console
from djledger.cli.messages import say, spoken
from djledger.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from djledger.cli.inputs import Report
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger

CONFLICTS = 4  # exit code: a person must settle something
_QUIET = {"DJ700", "DJ703", "DJ705", "DJ706"}  # they are many, and only counted


def check(into: Path, output: str | None, format_: str | None, reports: Sequence[Report]) -> None:
    """Refuse what cannot be, before the first report is read."""
    if output is not None or format_ is not None:
        raise UsageError(say("use.into_alone"), remedy=say("use.into_alone.remedy"))
    if into.suffix.lower() != ".xlsx":
        raise UsageError(say("use.into_suffix", path=into), remedy=say("use.into_suffix.remedy"))
    if any(report.path and report.path.resolve() == into.resolve() for report in reports):
        raise UsageError(say("use.overwrites", path=into), remedy=say("use.overwrites.remedy"))


def update(
    into: Path, ledgers: Sequence[Ledger], *, catalogue: Knowledge, restore: bool, quiet: bool
) -> bool:
    """Update the workbook with *ledgers*; return whether a person must settle something."""
    from djledger.roundtrip.events import in_english  # noqa: PLC0415 -- start-up

    if not ledgers:
        return False
    ours, new = api.concatenated(ledgers), not into.exists()
    done = api.update(into, ours, restore_deleted=restore, catalogue=catalogue)
    counts = Counter(event.code for event in done.events)
    for event in done.events:
        if event.code not in _QUIET:
            shown = event if spoken() == "zh" else in_english(event)
            console.note(f"{event.code} {shown.message}")
    if new and not quiet:
        console.note(say("note.written", path=into))
    elif not quiet:
        reviewed = sum(entry.review is not None for entry in done.ledger.entries)
        console.note(
            say(
                "into.done",
                path=done.path,
                updated=counts["DJ700"],
                added=counts["DJ706"],
                kept=reviewed,
                rows=counts["DJ703"],
                deleted=counts["DJ705"],
                gone=counts["DJ704"],
                conflicts=counts["DJ702"],
            )
        )
        if done.backup is not None:
            console.note(say("into.backup", path=done.backup))
    return done.conflict


def loaded(path: Path) -> Ledger:
    """Return the ledger in *path*; say on stderr what in a workbook is no part of it."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ledger = api.load(path)
    for warning in told:
        console.note(f"DJ707 {path}: {warning.message}")
    return ledger
