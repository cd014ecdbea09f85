"""Reports that do not say when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ203",
    "period-missing",
    "error",
    says={
        "": ("报告没有日期，也没有写明年份", "no date, and no year anywhere"),
        "vague": (
            "日期“{quote}”没有年份，“{period}”无法换算",
            "the date “{quote}” has no year; “{period}” cannot be resolved",
        ),
        "relative": (
            "报告没有日期，“{period}”无法换算成时段",
            "no date: nobody knows when “{period}” is",
        ),
        "years": (
            "报告没有落款日期，只能从正文年份推断",
            "no date; only years in the text tell when it is from",
        ),
    },
    english="""The report does not say when it was written.

    今年以来, 去年 and 截至目前 need a date to be a period, and figures without a period cannot
    be added to others. Add the date, or give it with ``--date``. Where the text names years
    it is only a note.
    """,
)
def period_missing(submission: Submission) -> Iterator[Problem]:
    """报告没有日期。

    “今年以来”“去年”“截至目前”要有日期才能换算成时段，没有时段的数不能汇总。请补上落款日期，
    或用 --date 指定。正文写有年份的，只作提示。
    """
    if submission.trouble is not None or submission.date or not submission.entries:
        return
    dated = any(e.period_start or e.period_end for e in submission.entries)
    if dated or submission.cue("absolute_year").search(submission.text):
        yield Problem(says="years", level="info")
        return
    vague = submission.cue("date_without_year").search(submission.text)
    relative = submission.cue("relative_period").search(submission.text)
    named = (
        relative[0] if relative else next((e.period for e in submission.entries if e.period), "")
    )
    if vague and named:
        place = submission.span(*vague.span())
        yield Problem(place, {"quote": vague[0], "period": named}, says="vague")
    elif relative:
        place = submission.span(*relative.span())
        yield Problem(place, {"period": relative[0]}, says="relative")
    elif named:
        yield Problem(args={"period": named}, says="relative")
    else:
        yield Problem()
