"""One thing, two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.cues import words
from djledger.checks.interval import interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission
    from djledger.model.ledger import Entry


@check(
    "DJ306",
    "inconsistent-repeat",
    "error",
    says=(
        "{item}前后不一：此处{quote}，前文{other}（{line}:{column}）",
        "{item} is {quote} here and {other} at {line}:{column}",
    ),
    english="""The same thing has two values in one report.

    Only of what there is one number of: how many villages, members or branches a place has,
    said twice of the same place, period and status in the same words. Counts of work done may
    differ from sentence to sentence. 30多个 beside 36个 is no contradiction.
    """,
)
def inconsistent_repeat(submission: Submission) -> Iterator[Problem]:
    """同一对象前后两个数。

    只看一个地方只有一个数的对象：行政村、党员、支部、人口等的总数，对象、范围、时段、性质都相同。
    工作量各处不同，不算。“30多个”与“36个”不矛盾。
    """
    totals = words(submission.knowledge, "one_total")
    first: dict[tuple[str, ...], Entry] = {}
    for entry in sorted(submission.entries, key=lambda e: e.start):
        if entry.item not in totals or entry.kind != "count" or not _whole(submission, entry):
            continue
        key = (entry.item, entry.unit, entry.status, entry.period)
        other = first.setdefault(key, entry)
        a, b = interval(entry), interval(other)
        if a and b and (a[0] > b[1] or b[0] > a[1]) and entry.scope == other.scope:
            args = {
                "item": entry.item, "quote": entry.quote, "other": other.quote,
                "line": other.line, "column": other.column,
            }  # fmt: skip
            yield Problem(entry, args)


def _whole(submission: Submission, entry: Entry) -> bool:
    """Whether it is said of the whole place: 全镇共有党员…, 现有行政村…."""
    if entry.part_of or entry.per or entry.value is None:
        return False
    placed = submission.placed_by_id.get(entry.id)
    if placed is None:
        return not entry.action and entry.scope.startswith("全")
    left = submission.text[max(placed.sentence.start, placed.start - 24) : placed.start]
    right = submission.text[placed.end : placed.end + 12]
    return bool(submission.cue("has_in_all").search(left)) and not submission.cue("not_all").search(
        left + right
    )
