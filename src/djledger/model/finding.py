"""What a check has to say, the rules that were asked, and how a whole run came out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from djledger.model.ledger import Record

Level = Literal["error", "warning", "info"]
FailOn = Literal["error", "warning", "info", "never"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")


class Suppressed(Record):
    """Why a finding does not count: a rule of the configuration, or the baseline."""

    kind: Literal["config", "baseline"]
    reason: str = ""
    by: str = ""
    expires: str = ""


class Finding(Record):
    """Trouble in a report: which, where, why. Returned, never raised.

    ``line`` and ``column`` count from 1 in the raw text, ``start`` and ``end`` from 0, all in
    code points; the end is exclusive. Where a finding is about no place of a text they are 1
    and 0. ``message`` is ``message_id`` filled with ``args`` in the language of the run.
    ``fingerprint`` stays when lines move and when the file is called something else.
    """

    code: str
    name: str
    level: Level
    message: str
    message_id: str
    args: dict[str, str] = Field(default_factory=dict)
    path: str = ""
    source: str = ""
    place: str = ""
    period: str = ""
    indicator: str = ""
    entry: str = ""
    locator: str = ""
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    start: int = 0
    end: int = 0
    quote: str = ""
    fingerprint: str = ""
    suppressed: Suppressed | None = None


class Rule(Record):
    """A check as people read about it: code, name, default level, and help."""

    code: str
    name: str
    level: Level
    title: str
    help: str


class Checked(Record):
    """A report that was looked at: its path, and the place and date it gives itself."""

    path: str
    place: str = ""
    date: str = ""
    entries: int = 0


class Outcome(Record):
    """How a run came out: everything that a report of it is made of."""

    findings: tuple[Finding, ...] = ()
    rules: tuple[Rule, ...] = ()
    checked: tuple[Checked, ...] = ()
    fail_on: FailOn = "error"
    language: str = "zh"
    version: str = ""
    config: str = ""

    def gating(self) -> tuple[Finding, ...]:
        """Return the findings that make the run fail."""
        bar = -1 if self.fail_on == "never" else LEVELS.index(self.fail_on)
        return tuple(f for f in self.findings if not f.suppressed and LEVELS.index(f.level) <= bar)

    def counted(self) -> dict[str, int]:
        """Return the number of findings of each level, suppressed ones apart."""
        live = [f for f in self.findings if not f.suppressed]
        counts = {level: sum(f.level == level for f in live) for level in LEVELS}
        return counts | {"suppressed": len(self.findings) - len(live)}
