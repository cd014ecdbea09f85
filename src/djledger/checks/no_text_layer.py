"""A file has pictures but no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ006",
    "no-text-layer",
    "error",
    says=("没有文字层：{what}", "no text in it: {what}"),
    english="""A file has pictures but no text.

    It is a scan. Recognise its text first, or hand in the original. Exit code 3.
    """,
)
def no_text_layer(submission: Submission) -> Iterator[Problem]:
    """没有文字层。

    多半是扫描件。请先做文字识别，或提交文字稿。退出码为 3。
    """
    if submission.trouble is not None and submission.trouble.code == "DJ006":
        yield Problem(args={"what": submission.trouble.what})
