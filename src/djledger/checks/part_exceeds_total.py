"""Parts larger than their whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.relations import claims, exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ301",
    "part-exceeds-total",
    "error",
    says=(
        "其中数{part}（{item}）大于总数{whole}（{of}，{line}:{column}）",
        "{part} of {item} is more than its total {whole} ({of}, {line}:{column})",
    ),
    english="""A part is larger than its whole.

    What follows 其中, stands in a bracket right after a number, or is said as “36个…有21个”,
    cannot exceed the number it is of. Usually a digit is wrong, or the two are measured
    differently. 多, 余 and 以上 leave room: only what no reading can save is reported.
    """,
)
def part_exceeds_total(submission: Submission) -> Iterator[Problem]:
    """部分大于总数。

    “其中”后面的数、紧跟在数后括号里的数、“36个……有21个”的后一个数，都不应大于所属的总数。
    常见原因：写错一位，或两个数口径不同。“多”“余”“以上”留有余地，怎么理解都不成立的才报。
    """
    for part, whole in claims(submission):
        if exceeds(part, whole):
            args = {
                "part": part.quote, "item": part.item, "whole": whole.quote, "of": whole.item,
                "line": whole.line, "column": whole.column,
            }  # fmt: skip
            yield Problem(part, args)
