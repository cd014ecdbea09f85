"""One line a finding: ``path:line:column: level CODE message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.reporters import Reporter

if TYPE_CHECKING:
    from djledger.model.finding import Finding, Outcome

# Control characters in a file's name or a quote would break the line or move the cursor.
_PICTURES = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), "□")


def line(finding: Finding) -> str:
    """Return *finding* as one line."""
    text = (
        f"{finding.path or '-'}:{finding.line}:{finding.column}: "
        f"{finding.level} {finding.code} {finding.message}"
    )
    return text.translate(_PICTURES)


def lines(outcome: Outcome) -> str:
    """Return the findings that count, a line each."""
    return "".join(f"{line(f)}\n" for f in outcome.findings if not f.suppressed)


PLAIN = Reporter("plain", lambda outcome: lines(outcome).encode())
