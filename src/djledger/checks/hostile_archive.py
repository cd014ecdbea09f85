"""An archive is out of all proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ005",
    "hostile-archive",
    "error",
    says=("压缩文件异常：{what}", "hostile archive: {what}"),
    english="""An archive is out of all proportion.

    What it unpacks to would exhaust the machine, so it was not opened. Exit code 3.
    """,
)
def hostile_archive(submission: Submission) -> Iterator[Problem]:
    """压缩文件异常。

    文件展开后大得不合常理，或内部结构会拖垮程序，因此没有打开。退出码为 3。
    """
    if submission.trouble is not None and submission.trouble.code == "DJ005":
        yield Problem(args={"what": submission.trouble.what})
