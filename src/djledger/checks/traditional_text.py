"""Reports in traditional characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ104",
    "traditional-text",
    "info",
    says=("正文是繁体字，台账用简体", "in traditional characters; the ledger is simplified"),
    english="""The report is written in traditional characters.

    Items and actions of its ledger are in simplified ones; quotes stay as they are.
    """,
)
def traditional_text(submission: Submission) -> Iterator[Problem]:
    """正文是繁体字。

    台账中的对象、动作写成简体，引文保持原样。
    """
    if submission.source is not None and submission.source.script == "traditional":
        yield Problem()
