"""The same report handed in twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run, Submission

_FEW = 5  # figures: fewer may agree by chance


@check(
    "DJ501",
    "duplicate-submission",
    "error",
    says={
        "": ("与 {other} 内容完全相同，只计一次", "the same as {other}; it counts once"),
        "figures": (
            "与 {other} 单位、日期、数字都相同，疑重复报送",
            "place, date and all figures are those of {other}",
        ),
    },
    english="""A report was handed in twice.

    The bytes or the words are the same, or place, date and every figure are. Only one counts.
    """,
    whole=True,
)
def duplicate_submission(run: Run) -> Iterator[Problem]:
    """重复报送。

    文件或正文完全相同，或者单位、日期和每个数都相同。只计一次。
    """
    seen: dict[object, Submission] = {}
    for submission in run.read:
        for says, key in _keys(submission):
            other = seen.get(key)
            if other is not None:
                yield Problem(None, {"other": other.path}, says=says, submission=submission)
                break
        for _, key in _keys(submission):
            seen.setdefault(key, submission)


def _keys(submission: Submission) -> Iterator[tuple[str, object]]:
    if submission.source is not None:
        yield "", submission.source.sha256
    if submission.raw is not None:
        yield "", re.sub(r"\s+", "", submission.text)
    if submission.place and submission.date and len(submission.entries) >= _FEW:
        figures = tuple((e.item, e.value, e.unit) for e in submission.entries)
        yield "figures", (submission.place, submission.date, figures)
