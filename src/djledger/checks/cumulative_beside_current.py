"""Cumulative figures beside those of this year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission
    from djledger.model.ledger import Entry


@check(
    "DJ402",
    "cumulative-vs-current",
    "warning",
    says=(
        "{item}既有累计数 {old}（{period}），又有当期数 {quote}（{current}），不能相加",
        "{item}: {old} is cumulative ({period}), {quote} is of {current}; do not add them",
    ),
    english="""One indicator has a cumulative figure and one of the current period.

    2014年以来 beside 今年: the first holds the second. Say which one is to be counted.
    """,
)
def cumulative_beside_current(submission: Submission) -> Iterator[Problem]:
    """累计数与当期数并列。

    “2014年以来”的数包含“今年”的数，汇总时只能取一个，请写明取哪个。
    """
    cumulative: dict[tuple[str, ...], Entry] = {}
    for entry in submission.entries:
        if entry.indicator is None or entry.status != "achieved" or entry.per:
            continue
        key = (entry.indicator, entry.item, entry.unit)
        if submission.cue("cumulative").search(entry.period):
            cumulative.setdefault(key, entry)
    for entry in submission.entries:
        key = (entry.indicator or "", entry.item, entry.unit)
        other = cumulative.get(key)
        if other is None or entry.status != "achieved" or entry.per or entry.part_of:
            continue
        if submission.cue("current").fullmatch(entry.period) and entry.value != other.value:
            args = {
                "item": entry.item, "old": other.quote, "period": other.period,
                "quote": entry.quote, "current": entry.period,
            }  # fmt: skip
            yield Problem(entry, args)
