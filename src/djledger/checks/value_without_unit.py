"""Numbers without a measure word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission
    from djledger.model.ledger import Entry


@check(
    "DJ205",
    "value-without-unit-of-measure",
    "warning",
    says=("{item}{quote}没有量词", "{item} {quote} has no measure word"),
    english="""A figure of an indicator has no measure word.

    Nobody can tell 元 from 万元, or 人 from 人次. Numbers that count nothing known are left
    alone, and so are people in 万: 常住人口2.13万.
    """,
)
def value_without_unit(submission: Submission) -> Iterator[Problem]:
    """指标的数没有量词。

    看不出是元还是万元，是人还是人次。不属于任何指标的数不报，“人口2.13万”也不报。
    """
    for entry in submission.entries:
        counted = entry.kind in {"count", "money", "measure"}
        scaled = submission.cue("scaled").search(entry.quote)
        known = entry.indicator or submission.cue("needs_unit").search(entry.item)
        if known and not entry.unit and counted and not scaled and not _broken(submission, entry):
            yield Problem(entry, {"item": entry.item, "quote": entry.quote})


def _broken(submission: Submission, entry: Entry) -> bool:
    """Whether the number goes on in the next line: 34⏎218元. Then it was not read whole."""
    placed = submission.placed_by_id.get(entry.id)
    after = submission.text[placed.end : placed.end + 4] if placed else ""
    return after[:1].isspace() and after.lstrip()[:1].isdigit()
