"""Half people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.cues import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ313",
    "fractional-count",
    "warning",
    says=("{quote}不是整数，{unit}应是整数", "{quote} is no whole number of {unit}"),
    english="""People, households, villages or branches are counted in whole numbers.

    1.8万人 is whole once 万 is multiplied out. Averages are left alone.
    """,
)
def fractional_count(submission: Submission) -> Iterator[Problem]:
    """人、户、村、支部应是整数。

    “1.8万人”乘开后是整数，不算；平均数不算。
    """
    whole = words(submission.knowledge, "whole_units")
    for entry in submission.entries:
        if entry.kind != "count" or entry.unit not in whole or entry.per or entry.value is None:
            continue
        if entry.value % 1 and not submission.cue("average").search(entry.item + entry.action):
            yield Problem(entry, {"quote": entry.quote, "unit": entry.unit})
