"""Deadlines that are demanded and not given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ209",
    "deadline-missing",
    "warning",
    says=("写了“{quote}”，全文却没有一个期限", "“{quote}” is demanded, but no date is given"),
    english="""The text speaks of deadlines, and there is none in it.

    It demands 完成时限 or 整改时限, but no date, month or 底前 stands anywhere in the text.
    """,
)
def deadline_missing(submission: Submission) -> Iterator[Problem]:
    """要求有时限，却没有写期限。

    正文提到“完成时限”“整改时限”等，但全文没有任何日期、月份或“底前”之类的期限。
    """
    match = submission.cue("deadline").search(submission.text)
    if match and not submission.cue("deadline_given").search(submission.text):
        yield Problem(submission.span(*match.span()), {"quote": match[0]})
