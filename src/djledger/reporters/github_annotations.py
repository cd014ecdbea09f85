"""Workflow commands of GitHub Actions, and every finding again as text for the log.

GitHub shows ten annotations of a level for a step and drops the rest in silence: so ten are
written, the worst first, and one notice says how many more there are. The escapes are those of
its own toolkit (actions/toolkit, command.ts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.model.finding import LEVELS
from djledger.reporters import Reporter
from djledger.reporters.plain_lines import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.model.finding import Finding, Outcome

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SHOWN = 10
_MORE = {
    "zh": "另有 {count} 条没有标注，见日志和摘要",
    "en": "{count} more without an annotation: see the log and the summary",
}


def _github(outcome: Outcome) -> bytes:
    return "".join(f"{text}\n" for text in _lines(outcome)).encode()


def _lines(outcome: Outcome) -> Iterator[str]:
    live = [f for f in outcome.findings if not f.suppressed]
    hidden = 0
    for level in LEVELS:
        found = [f for f in live if f.level == level]
        # The notice that says how many more there are is one of the ten.
        room = _SHOWN - (level == "info")
        hidden += max(0, len(found) - room)
        yield from (_annotation(f) for f in found[:room])
    if hidden:
        yield f"::notice::{_data(_MORE[outcome.language].format(count=hidden))}"
    if live:
        yield "::group::djledger check"
        # A line of the log that begins with :: would be a command.
        yield from (text if not text.startswith("::") else f" {text}" for text in map(line, live))
        yield "::endgroup::"


def _annotation(finding: Finding) -> str:
    properties = {"title": f"{finding.code} {finding.name}"}
    if finding.path:
        properties |= {"file": finding.path, "line": str(finding.line)}
        if finding.end > finding.start:
            properties |= {"endLine": str(finding.end_line)}
            if finding.line == finding.end_line:
                properties |= {"col": str(finding.column), "endColumn": str(finding.end_column)}
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.level]} {told}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


GITHUB = Reporter("github", _github)
