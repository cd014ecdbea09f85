"""Findings for programs: one JSON document, or one line of JSON each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from djledger.reporters import Reporter

if TYPE_CHECKING:
    from djledger.model.finding import Outcome

FORMAT = "djledger-findings/1"


def document(outcome: Outcome) -> dict[str, Any]:
    """Return the whole run as plain data."""
    return {
        "format": FORMAT,
        "tool": {"name": "djledger", "version": outcome.version},
        "run": {
            "config": outcome.config,
            "fail_on": outcome.fail_on,
            "language": outcome.language,
            "rules": [r.code for r in outcome.rules],
        },
        "summary": {
            **outcome.counted(), "gating": len(outcome.gating()), "reports": len(outcome.checked),
        },
        "checked": [c.model_dump(mode="json") for c in outcome.checked],
        "findings": [f.model_dump(mode="json") for f in outcome.findings],
    }  # fmt: skip


def _json(outcome: Outcome) -> bytes:
    return f"{json.dumps(document(outcome), ensure_ascii=False, indent=1)}\n".encode()


def _jsonl(outcome: Outcome) -> bytes:
    rows = (json.dumps(f.model_dump(mode="json"), ensure_ascii=False) for f in outcome.findings)
    return "".join(f"{row}\n" for row in rows).encode()


JSON = Reporter("json", _json)
JSONL = Reporter("jsonl", _jsonl)
