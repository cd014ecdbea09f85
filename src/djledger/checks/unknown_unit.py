"""Reports of a place that is not on the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.roster import member_of, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ503",
    "unknown-unit",
    "warning",
    says={
        "": ("{place}不在报送名册中", "{place} is not on the roster"),
        "near": ("{place}不在报送名册中，是不是{near}？", "{place} is not on the roster; {near}?"),
    },
    english="""A report is of a place that the roster does not have.

    The nearest name is given. Other names of a place go under ``also`` in the roster.
    """,
)
def unknown_unit(submission: Submission) -> Iterator[Problem]:
    """填报单位不在名册中。

    给出名册中最相近的名称；同一单位的别称写在名册的 also 里。
    """
    roster = submission.settings.roster
    if roster is None or not submission.place or member_of(submission, roster) is not None:
        return
    near = nearest(submission.place, roster)
    args = {"place": submission.place, "near": near}
    yield Problem(args=args, says="near" if near else "")
