"""What belongs to a web page and not to the report on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ106",
    "web-boilerplate",
    "info",
    says=(
        "含网页导航、版权等 {count} 处，其中的数字不计",
        "{count} stretches of web page left out",
    ),
    english="""Breadcrumbs, pagers or copyright lists of a web page stand in the report.

    No number in them is counted. Said once a report.
    """,
)
def web_boilerplate(submission: Submission) -> Iterator[Problem]:
    """夹有网页的导航、翻页或版权说明。

    其中的数字一律不计入。每份报告只说一次。
    """
    found = submission.furniture
    if found:
        yield Problem(submission.span(found[0].start, found[0].end), {"count": len(found)})
