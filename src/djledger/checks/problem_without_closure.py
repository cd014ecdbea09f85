"""Problems that were found, and nothing on whether they are solved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission

_TITLE = re.compile(r"《[^》|]*[》|]?|[^《|]*》")


@check(
    "DJ408",
    "problem-without-closure",
    "warning",
    says={
        "": (
            "反馈{item}{quote}，没有写整改完成多少",
            "{quote} of {item} fed back; none said to be done",
        ),
        "claim": ("“{quote}”没有数字", "“{quote}” comes without a number"),
    },
    english="""Problems were fed back, and no figure says how many are put right.

    Nor does the text say that all are. A claim that problems were 有效解决, without a number
    of them in its sentence, is one of these too.
    """,
)
def problem_without_closure(submission: Submission) -> Iterator[Problem]:
    """反馈了问题，没有写整改完成数。

    请补上已整改、办结或销号的个数。只说“问题得到有效解决”而句中没有个数的，也在此列。
    """
    text = submission.text
    closed = any(
        submission.cue("closure").search(_about(submission, p))
        for p in submission.placed
        if p.entry.status == "achieved"
    ) or bool(submission.cue("all_closed").search(text))
    for placed in submission.placed:
        entry = placed.entry
        told = f"{submission.text[max(placed.sentence.start, placed.start - 14) : placed.start]}"
        if closed or entry.kind != "count" or entry.status != "achieved":
            continue
        if submission.cue("problem").search(entry.item) and submission.cue("fed_back").search(told):
            yield Problem(entry, {"item": entry.item, "quote": entry.quote})
    counted = [(p.sentence.start, p.sentence.end, p.start) for p in submission.placed]
    for match in submission.cue("solved_claim").finditer(text):
        clause = max(text.rfind(sign, 0, match.start()) for sign in "，。；,;\n") + 1
        if not closed and not any(clause <= at < match.end() for _, _, at in counted):
            yield Problem(submission.span(*match.span()), {"quote": match[0]}, says="claim")


def _about(submission: Submission, placed: Placed) -> str:
    """What a figure is about, without the titles of documents: 《…整改销号办法》 closes nothing."""
    around = submission.text[max(0, placed.start - 10) : placed.end + 8]
    told = f"{placed.entry.action}|{placed.entry.item}|{around}"
    return _TITLE.sub("", told)
