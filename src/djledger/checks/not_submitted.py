"""Places that have not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.roster import received

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run


@check(
    "DJ504",
    "not-submitted",
    "error",
    says=("{unit}未报送", "{unit} has not reported"),
    english="""A place of the roster has handed in nothing.

    A file that could not be read is nothing. This cannot be put into a baseline.
    """,
    whole=True,
)
def not_submitted(run: Run) -> Iterator[Problem]:
    """名册上的单位没有报送。

    打不开的文件不算已报。这一项不能列入基线。
    """
    roster = run.settings.roster
    if roster is None:
        return
    got = received(run)
    for member in roster.members:
        if member.name not in got:
            yield Problem(None, {"unit": member.name, "file": roster.path})
