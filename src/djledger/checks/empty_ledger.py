"""Reports without a single number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ206",
    "empty-ledger",
    "warning",
    says=("报告里没有任何数量", "there is no quantity in this report"),
    english="""A report has no quantity at all.

    Either it is no report, or its text was lost on the way.
    """,
)
def empty_ledger(submission: Submission) -> Iterator[Problem]:
    """报告里没有任何数量。

    或者它不是报告，或者正文在转换时丢失了。
    """
    if submission.trouble is None and not submission.entries:
        yield Problem()
