"""Suppressions whose time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run


@check(
    "DJ902",
    "expired-suppression",
    "error",
    says=(
        "{rule} 的豁免已于 {expires} 到期：{reason}",
        "a suppression of {rule} expired on {expires}: {reason}",
    ),
    english="""A suppression has expired.

    What it hid is reported again. Mend the fault, or give the suppression another date.
    """,
    whole=True,
)
def expired_suppression(run: Run) -> Iterator[Problem]:
    """豁免已到期。

    原来豁免的问题重新报出。请改正，或另定期限。
    """
    del run  # what applies suppressions says so: `djledger.config`
    yield from ()
