"""Encodings that were a close guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_CLOSE = 0.5  # natural-log likelihood a character over the next best


@check(
    "DJ105",
    "encoding-uncertain",
    "warning",
    says=("编码判定为 {encoding}，但把握不大", "read as {encoding}, without much certainty"),
    english="""Two encodings make almost equally good Chinese of the file.

    Look at the text; if it is wrong, say which encoding is right (``--encoding``).
    """,
)
def encoding_uncertain(submission: Submission) -> Iterator[Problem]:
    """文字编码把握不大。

    两种编码读出来差不多通顺。请看一眼正文；若不对，用 --encoding 指定，或另存为 UTF-8。
    """
    if submission.raw is not None and submission.raw.margin < _CLOSE:
        yield Problem(args={"encoding": submission.raw.encoding})
