"""Numerals of slogans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ406",
    "slogan-number",
    "info",
    says=("口号、提法中的数字 {count} 处，不计入", "{count} numerals of slogans are not counted"),
    english="""Numerals of slogans are no data: 三会一课, 四议两公开.

    They are left out of the ledger; ``djledger extract --explain`` lists them.
    """,
)
def slogan_number(submission: Submission) -> Iterator[Problem]:
    """口号、提法中的数字不是数据，如“三会一课”。

    台账不收；用 djledger extract --explain 可以逐个查看。
    """
    count = submission.source.ignored.get("slogan", 0) if submission.source else 0
    if count:
        yield Problem(args={"count": count})
