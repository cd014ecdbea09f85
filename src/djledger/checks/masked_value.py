"""Figures that somebody blotted out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ201",
    "masked-value",
    "error",
    says={
        "": ("{item}的数被遮蔽：“{quote}”", "the figure for {item} is masked: “{quote}”"),
        "bare": ("数被遮蔽：“{quote}”", "a figure is masked: “{quote}”"),
        "year": ("年份被遮蔽：“{quote}”", "a year is masked: “{quote}”"),
    },
    english="""A figure is masked: **家, ××人.

    It is missing, which is not zero, and no sum can include it. Ask for the number. A place
    name such as ××县 is no figure.
    """,
)
def masked_value(submission: Submission) -> Iterator[Problem]:
    """数被遮蔽，如“**家”“××人”。

    遮蔽的数是缺数，不是 0，不能参加汇总，请补报。“××县”一类地名不算。
    """
    for entry in submission.entries:
        if entry.qualifier == "masked":
            args = {"item": entry.item, "quote": entry.quote}
            yield Problem(entry, args, says="" if entry.item else "bare")
    read = {e.start for e in submission.entries if e.qualifier == "masked"}
    for match in submission.cue("masked_number").finditer(submission.text):
        place = submission.span(*match.span())
        if not any(place.start <= start < place.end for start in read):
            yield Problem(place, {"quote": match[0]}, says="bare")
    for match in submission.cue("masked_year").finditer(submission.text):
        place = submission.span(*match.span())
        yield Problem(place, {"quote": match[0]}, says="year")
