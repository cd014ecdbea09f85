"""Targets without what would show that they are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission


@check(
    "DJ311",
    "target-gap",
    "info",
    says=(
        "目标{target}（{item}）与{count}无法对照：正文没有写总数",
        "{target} of {item} is the target; without a total, {count} cannot be held against it",
    ),
    english="""A target is a share, what was reached is a count, and no total links them.

    Nobody can tell whether the target is met. Print the total, or the share that was reached.
    """,
)
def target_gap(submission: Submission) -> Iterator[Problem]:
    """目标是比例，完成情况是个数，缺少总数，无法判断是否达标。

    请写明总数，或写明达到的比例。
    """
    for placed in submission.placed:
        target = placed.entry
        if target.kind != "percent" or target.status == "achieved" or not target.item:
            continue
        for other in submission.sentence_of(placed):
            if other.index > placed.index and _meant(target.item, other):
                args = {"target": target.quote, "item": target.item, "count": other.entry.quote}
                yield Problem(target, args)
                break


def _meant(item: str, other: Placed) -> bool:
    """Whether a count is of what the target is about: 专职化村 and 专职化试点村."""
    if other.entry.kind != "count" or other.entry.status != "achieved" or len(item) < 3:
        return False
    return item[:2] in other.entry.item and other.entry.item.endswith(item[-1])
