"""Reports of nobody knows whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ204",
    "unit-missing",
    "error",
    says=("看不出是哪个单位的报告", "nothing says whose report this is"),
    english="""Nothing tells which place the report is of.

    我区 and 全区 are no name. Add it, or give it with ``--place``.
    """,
)
def unit_missing(submission: Submission) -> Iterator[Problem]:
    """看不出填报单位。

    “我区”“全区”不是地名。请在标题或正文写明，或用 --place 指定。
    """
    if submission.trouble is not None or submission.place or not submission.entries:
        return
    if submission.raw is None or not submission.cue("named_place").search(submission.text):
        yield Problem()
