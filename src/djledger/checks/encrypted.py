"""A file is encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ003",
    "encrypted",
    "error",
    says=("文件已加密：{what}", "encrypted: {what}"),
    english="""A file is encrypted.

    Remove the password and save it again. The run ends with exit code 3.
    """,
)
def encrypted(submission: Submission) -> Iterator[Problem]:
    """文件已加密。

    请取消密码后另存再报。退出码为 3。
    """
    if submission.trouble is not None and submission.trouble.code == "DJ003":
        yield Problem(args={"what": submission.trouble.what})
