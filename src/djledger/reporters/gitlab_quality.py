"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from djledger.reporters import Reporter

if TYPE_CHECKING:
    from djledger.model.finding import Outcome

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def _gitlab(outcome: Outcome) -> bytes:
    rows = [
        {
            "description": f"{f.code} {f.message}",
            "check_name": f.name,
            "fingerprint": f.fingerprint,
            "severity": _SEVERITIES[f.level],
            "location": {"path": f.path or ".", "lines": {"begin": f.line}},
        }
        for f in outcome.findings
        if not f.suppressed
    ]
    return f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode()


GITLAB = Reporter("gitlab", _gitlab)
