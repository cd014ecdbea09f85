"""Documents that should not be here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.model.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_LINES = 8
_HEAD = 2000  # characters


@check(
    "DJ602",
    "secrecy-mark",
    "error",
    says=(
        "有密级标志“{mark}”，本文件不再检查，也不摘录",
        "bears the mark “{mark}”: not looked at further",
    ),
    english="""A secrecy mark stands at the head of the document.

    Nothing else of it is checked, and no word of it is copied anywhere. Handle it as its mark
    demands. This cannot be put into a baseline.
    """,
)
def secrecy_mark(submission: Submission) -> Iterator[Problem]:
    """文首有密级标志。

    不再检查本文件，也不在任何输出中摘录内容，请按保密规定处理。这一项不能列入基线。
    """
    found = mark(submission)
    if found is not None and submission.raw is not None:
        yield Problem(found, {"mark": found.of(submission.raw.text).strip()})


def mark(submission: Submission) -> Span | None:
    """Return the place of the secrecy mark among the first lines, None if there is none."""
    if submission.raw is None:
        return None
    head = re.finditer(r"[^\n]+", submission.raw.text[:_HEAD])
    shown = [line for line in head if line[0].strip()]
    for line in shown[:_LINES]:
        found = submission.cue("secrecy").fullmatch(line[0].strip())
        if found:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            return Span(start, start + len(found[0]))
    return None
