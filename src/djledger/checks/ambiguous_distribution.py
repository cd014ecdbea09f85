"""分别 where nobody can tell who gets what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ410",
    "ambiguous-distribution",
    "warning",
    says=(
        "“{who}分别{quotes}”：是各自合计，还是每个{each}都这么多",
        "“{who}” and {quotes}: in all, or for each of them?",
    ),
    english="""分别 shares figures out over levels of government that have many members.

    市县财政分别列支甲、乙 may mean one sum for all counties or one for each. Name them, and
    say which.
    """,
)
def ambiguous_distribution(submission: Submission) -> Iterator[Problem]:
    """“分别”指代不清。

    “市县财政分别列支甲、乙”，县级的数是各县合计还是每县都这么多，请写明。
    """
    for a, b in zip(submission.placed, submission.placed[1:], strict=False):
        if (
            a.sentence is not b.sentence
            or a.entry.unit != b.entry.unit
            or b.gap not in {"、", "和"}
        ):
            continue
        clause = a.sentence.clause(a.start, a.end)[0]
        match = submission.cue("levels_respectively").search(submission.text, clause, a.start)
        if match:
            args = {
                "who": match["who"], "quotes": f"{a.entry.quote}、{b.entry.quote}",
                "each": match["who"][1],
            }  # fmt: skip
            yield Problem(a.entry, args)
