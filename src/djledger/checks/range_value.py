"""Figures that are from so many to so many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ405",
    "range-value",
    "info",
    says={
        "": ("区间 {count} 个：{quotes}", "{count} ranges: {quotes}"),
        "backwards": ("区间写反了：{quote}", "a range that runs backwards: {quote}"),
    },
    english="""Figures are ranges: 2-3名.

    Said once a report; a range whose upper end is below its lower one is a warning.
    """,
)
def range_value(submission: Submission) -> Iterator[Problem]:
    """有区间，如“2-3名”。

    每份报告只说一次；上限小于下限的单独警告。
    """
    found = [e for e in submission.entries if e.value_max is not None]
    for entry in found:
        if (
            entry.value is not None
            and entry.value_max is not None
            and entry.value_max < entry.value
        ):
            yield Problem(entry, {"quote": entry.quote}, says="backwards", level="warning")
    if found:
        yield Problem(found[0], {"count": len(found), "quotes": [e.quote for e in found[:5]]})
