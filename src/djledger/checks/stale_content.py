"""Old content under a new date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_OLD = 3  # years


@check(
    "DJ208",
    "stale-content",
    "warning",
    says=(
        "报告日期是 {date}，正文最近只写到 {year} 年",
        "dated {date}, but the newest year in the text is {year}",
    ),
    english="""The newest year that the text speaks of lies years before its date.

    An old text was handed in again, or taken from somewhere.
    """,
)
def stale_content(submission: Submission) -> Iterator[Problem]:
    """内容陈旧。

    报告日期比正文提到的最近年份晚三年以上，可能是旧稿重报，或抄自别处。
    """
    if not submission.date or submission.raw is None:
        return
    own = int(submission.date[:4])
    years = [(int(m["year"]), m) for m in submission.cue("content_year").finditer(submission.text)]
    years = [(y, m) for y, m in years if not _dateline(submission, m.start())]
    if not years or submission.cue("this_year").search(submission.text):
        return
    newest, match = max(years, key=lambda pair: pair[0])
    if own - newest >= _OLD:
        args = {"date": submission.date, "year": newest}
        yield Problem(submission.span(*match.span()), args)


def _dateline(submission: Submission, at: int) -> bool:
    """Whether *at* stands in a short line of its own: a dateline, not content."""
    start = submission.text.rfind("\n", 0, at) + 1
    end = submission.text.find("\n", at)
    return (end if end >= 0 else len(submission.text)) - start < 40
