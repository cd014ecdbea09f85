"""Figures that are only about so many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ403",
    "approximate",
    "info",
    says=("约数 {count} 个：{quotes}", "{count} rough figures: {quotes}"),
    english="""Figures are rough: 余, 多, 近, 约, 以上.

    The ledger keeps the word beside the number; sums of them are sums of bounds. Said once a
    report.
    """,
)
def approximate(submission: Submission) -> Iterator[Problem]:
    """有约数，如“30余个”“近百名”。

    台账保留“余、多、近、约”，汇总时按上下限处理。每份报告只说一次。
    """
    found = [e for e in submission.entries if e.qualifier in {"approx", "over", "under"}]
    if found:
        quotes = [e.quote for e in found[:5]] + (["…"] if len(found) > 5 else [])
        yield Problem(found[0], {"count": len(found), "quotes": quotes})
