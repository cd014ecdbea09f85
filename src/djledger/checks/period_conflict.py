"""Reports of another period than the one that was asked for."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_WINDOW = timedelta(days=62)  # a report is written some weeks after its period


def bounds(period: str) -> tuple[date, date] | None:
    """Return first and last day of ``2024``, ``2024Q3``, ``2024-09`` or ``2024H1``."""
    match = re.fullmatch(r"(\d{4})(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?", period)
    if match is None:
        return None
    year = int(match[1])
    first, months = 1, 12
    if match[2]:
        first, months = 3 * int(match[2]) - 2, 3
    elif match[3]:
        first, months = 6 * int(match[3]) - 5, 6
    elif match[4]:
        first, months = int(match[4]), 1
    after = first + months
    end = date(year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)
    return date(year, first, 1), end


@check(
    "DJ207",
    "period-conflict",
    "error",
    says=("报告日期 {date} 不在 {period} 之内", "dated {date}, which is not of {period}"),
    english="""The report is of another period than the run.

    ``period`` in djledger.toml or ``--period`` says which is wanted. A report may be dated up
    to two months after its end.
    """,
)
def period_conflict(submission: Submission) -> Iterator[Problem]:
    """报告时段与要求的不符。

    要求的时段由 --period 或 djledger.toml 的 period 指定；报告日期可以在时段结束后两个月之内。
    """
    wanted = bounds(submission.settings.period)
    if wanted is None or not submission.date:
        return
    if not wanted[0] <= date.fromisoformat(submission.date) <= wanted[1] + _WINDOW:
        args = {"date": submission.date, "period": submission.settings.period}
        yield Problem(args=args)
