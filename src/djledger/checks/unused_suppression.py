"""Suppressions that suppress nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run


@check(
    "DJ901",
    "unused-suppression",
    "warning",
    says={
        "": ("{rule} 的豁免没有用到：{reason}", "a suppression of {rule} is of no use: {reason}"),
        "baseline": (
            "基线中有 {count} 条已不再出现，请运行 djledger baseline prune",
            "{count} entries of the baseline are gone: djledger baseline prune",
        ),
    },
    english="""A suppression or a line of the baseline matches nothing any more.

    Take it out, or it will hide the next fault that looks like it.
    """,
    whole=True,
)
def unused_suppression(run: Run) -> Iterator[Problem]:
    """豁免或基线条目已经用不着了。

    请删去，免得以后掩盖同样的新问题。
    """
    del run  # what applies suppressions says so: `djledger.config`
    yield from ()
