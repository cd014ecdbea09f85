"""Numbers below nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ308",
    "zero-or-negative",
    "warning",
    says={
        "": ("{item}不会是负数：{quote}", "{item} cannot be negative: {quote}"),
        "zero": ("{item}是 0，请确认不是漏填", "{item} is 0: is it not left out?"),
    },
    english="""A count or an amount is negative, or zero.

    A negative one is wrong; a zero is only worth a look. Growth may be either.
    """,
)
def negative_value(submission: Submission) -> Iterator[Problem]:
    """计数或金额是负数，或者是 0。

    负数一定不对；0 只是提请确认不是漏填。增减幅度可以是负数。
    """
    for entry in submission.entries:
        if entry.kind in {"percent", "rate"} or entry.value is None or entry.per:
            continue
        args = {"item": entry.item or "数", "quote": entry.quote}
        if entry.value < 0 and entry.kind == "count":
            yield Problem(entry, args)
        elif entry.value == 0 and entry.indicator:
            yield Problem(entry, args, says="zero", level="info")
