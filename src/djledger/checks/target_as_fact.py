"""Plans that were written down as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ401",
    "target-as-fact",
    "warning",
    says={
        "": (
            "“{cue}{quote}”像是目标，台账记作已完成",
            "“{cue}{quote}” looks like a target; the ledger has it as done",
        ),
        "future": (
            "{quote}的时段 {period} 晚于报告日期 {date}，却记作已完成",
            "{quote} is of {period}, after the report's date {date}, and said to be done",
        ),
    },
    english="""A figure that reads like a plan stands in the ledger as achieved.

    力争, 计划 or 目标 stands right before it, or its period begins after the report was
    written. Planned and achieved figures must not be added up.
    """,
)
def target_as_fact(submission: Submission) -> Iterator[Problem]:
    """目标记成了事实。

    数前紧挨着“力争”“计划”“目标”，或时段在报告日期之后，台账却记作已完成。计划数不能与完成数相加。
    """
    for placed in submission.placed:
        entry = placed.entry
        if entry.status != "achieved" or entry.value is None or entry.kind == "percent":
            continue
        start = max(placed.sentence.clause(placed.start, placed.end)[0], placed.start - 12)
        left = submission.text[start : placed.start]
        found = submission.cue("target").search(left)
        if found and not submission.cue("done").search(submission.clause(placed)):
            yield Problem(entry, {"cue": left[found.start() :], "quote": entry.quote})
    for entry in submission.entries:
        begins = entry.period_start.isoformat() if entry.period_start else ""
        if entry.status == "achieved" and entry.value is not None and begins > submission.date > "":
            args = {"quote": entry.quote, "period": entry.period, "date": submission.date}
            yield Problem(entry, args, says="future")
