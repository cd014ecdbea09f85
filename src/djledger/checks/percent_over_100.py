"""Shares of more than everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ302",
    "percent-over-100",
    "warning",
    says=("占比、覆盖率不会超过 100%：{quote}", "a share cannot exceed 100%: {quote}"),
    english="""A share or a rate of coverage is over 100 %.

    Growth may exceed it, and so may what is measured against a plan: 完成年度任务的120%.
    """,
)
def percent_over_100(submission: Submission) -> Iterator[Problem]:
    """占比或覆盖率超过 100%。

    增长幅度可以超过，对照计划的完成率也可以；占比、覆盖率、参与率、入学率等不会。
    """
    for placed in submission.placed:
        entry = placed.entry
        if entry.unit != "%" or entry.value is None or entry.value <= 100:
            continue
        left = submission.text[max(placed.sentence.start, placed.start - 16) : placed.start]
        clause = submission.clause(placed)
        if submission.cue("share").search(left) and not submission.cue("beyond").search(clause):
            yield Problem(entry, {"quote": entry.quote})
    if submission.raw is None:
        for entry in submission.entries:
            if entry.unit == "%" and entry.of and (entry.value or 0) > 100:
                yield Problem(entry, {"quote": entry.quote})
