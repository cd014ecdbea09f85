"""Reports after the deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.roster import received

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run


@check(
    "DJ505",
    "late",
    "warning",
    says=("{unit}迟报：{date}，期限 {deadline}", "{unit} is late: {date}, deadline {deadline}"),
    english="""A report is dated after the deadline of the roster.

    Its own date counts: nobody knows from a file when it arrived.
    """,
    whole=True,
)
def late(run: Run) -> Iterator[Problem]:
    """报告日期晚于名册规定的期限。

    以报告落款日期为准；只有最早的一稿也晚于期限才算迟报。
    """
    roster = run.settings.roster
    if roster is None or roster.deadline is None:
        return
    limit = roster.deadline.isoformat()
    for unit, submissions in received(run).items():
        dated = [s for s in submissions if s.date]
        if dated and min(s.date for s in dated) > limit:
            first = min(dated, key=lambda s: s.date)
            args = {"unit": unit, "date": first.date, "deadline": limit}
            yield Problem(None, args, submission=first)
