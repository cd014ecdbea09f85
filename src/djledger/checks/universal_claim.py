"""Claims of all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ409",
    "universal-claim",
    "info",
    says=(
        "“全覆盖”“全部”一类说法 {count} 处（{quotes}），没有个数",
        "{count} claims of all or none ({quotes})",
    ),
    english="""全覆盖, 全部, 清零 and 居首 claim everything or nothing, and give no number.

    The ledger has no entry for them and invents none. Said once a report.
    """,
)
def universal_claim(submission: Submission) -> Iterator[Problem]:
    """“全覆盖”“全部完成”“清零”一类说法没有个数。

    台账不替它编数。每份报告只说一次，列出所在的说法。
    """
    found = list(submission.cue("universal").finditer(submission.text))
    if found:
        quotes = list(dict.fromkeys(m[0] for m in found))[:6]
        yield Problem(submission.span(*found[0].span()), {"count": len(found), "quotes": quotes})
