"""Periods that end before they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ411",
    "period-order",
    "error",
    says=(
        "{quote}的时段从 {start} 到 {end}，起止颠倒",
        "{quote} is of a period from {start} to {end}",
    ),
    english="""A period ends before it begins.

    A year or month in the text is wrong, or the ledger was edited by hand.
    """,
)
def period_order(submission: Submission) -> Iterator[Problem]:
    """时段起止颠倒。

    正文的年月写错，或台账被手工改过。
    """
    for entry in submission.entries:
        start, end = entry.period_start, entry.period_end
        # 自2025年起, in a report of 2024: the report's date closes what is still open.
        still_open = end is not None and end.isoformat() == submission.date
        if start and end and start > end and not still_open:
            yield Problem(entry, {"quote": entry.quote, "start": start, "end": end})
