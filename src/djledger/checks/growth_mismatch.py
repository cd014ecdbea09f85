"""Growth that is not the difference of its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.interval import interval
from djledger.checks.relations import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission


@check(
    "DJ314",
    "growth-mismatch",
    "warning",
    says=(
        "由{old}到{new}应增减{computed}%，写的是{growth}",
        "from {old} to {new} is {computed}%, not {growth}",
    ),
    english="""A growth rate does not fit the two figures before it.

    Said as “由120户增加到150户，增长25%”: recomputed with the tolerance of the printed digits.
    """,
)
def growth_mismatch(submission: Submission) -> Iterator[Problem]:
    """增幅与前后两个数对不上。

    “由120户增加到150户，增长25%”一类，按印出的位数留出误差重新计算。
    """
    trio = zip(submission.placed, submission.placed[1:], submission.placed[2:], strict=False)
    for old, new, growth in trio:
        if growth.entry.unit != "%" or growth.entry.qualifier != "exact":
            continue
        if not (old.sentence is new.sentence is growth.sentence) or not alike(old.entry, new.entry):
            continue
        left = submission.text[max(old.sentence.start, old.start - 12) : old.start]
        told = (
            submission.cue("from").search(left)
            and submission.cue("to").fullmatch(new.gap)
            and submission.cue("grew").fullmatch(growth.gap)
        )
        if told and not _fits(old, new, growth):
            a, b = old.entry.value or Decimal(1), new.entry.value or Decimal(0)
            args = {
                "old": old.entry.quote, "new": new.entry.quote, "growth": growth.entry.quote,
                "computed": f"{abs(b - a) * 100 / a:.1f}",
            }  # fmt: skip
            yield Problem(growth.entry, args)


def _fits(old: Placed, new: Placed, growth: Placed) -> bool:
    a, b, g = (interval(p.entry) for p in (old, new, growth))
    if a is None or b is None or g is None or a[0] <= 0:
        return True
    rates = [100 * (y - x) / x for x in a for y in b]
    low, high = min(map(abs, rates)), max(map(abs, rates))
    if min(rates) <= 0 <= max(rates):
        low = Decimal(0)
    said = sorted(map(abs, g))
    return said[0] <= high and low <= said[1]
