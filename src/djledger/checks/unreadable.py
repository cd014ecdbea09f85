"""Files that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_OWN = ("DJ003", "DJ005", "DJ006")  # these have checks of their own


@check(
    "DJ001",
    "unreadable",
    "error",
    says=("无法读取：{what}", "cannot be read: {what}"),
    english="""A file cannot be read.

    It is absent, empty, no text, or in no encoding that makes Chinese. The run ends with exit
    code 3; everything else is checked all the same.
    """,
)
def unreadable(submission: Submission) -> Iterator[Problem]:
    """文件无法读取。

    文件不存在、是空的、不是文字，或认不出编码。其余文件照常检查，退出码为 3。
    """
    trouble = submission.trouble
    if trouble is not None and trouble.code not in _OWN:
        yield Problem(args={"what": trouble.what})
