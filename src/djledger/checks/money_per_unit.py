"""Money that does not go round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_LEAST = Decimal(500)  # 元: nothing is built for less


@check(
    "DJ310",
    "money-per-unit",
    "warning",
    says=(
        "{money}建成{count}，平均每{unit}只有{each}元，请核对单位",
        "{money} for {count} is {each} yuan each: check the unit",
    ),
    english="""An investment divided by what it built leaves next to nothing for each.

    The amount stands right before the things it paid for. Usually a 万 is missing.
    """,
)
def money_per_unit(submission: Submission) -> Iterator[Problem]:
    """投资与建成数相除，每个所得少得不合情理。

    金额后面紧跟新建、改造的个数，平均不足 500 元，多半漏了“万”。
    """
    for money, count in zip(submission.placed, submission.placed[1:], strict=False):
        a, b = money.entry, count.entry
        if a.kind != "money" or b.kind != "count" or money.sentence is not count.sentence:
            continue
        if not a.value or not b.value or a.per or b.per or len(count.gap) > 24:
            continue
        built = submission.cue("built").search(count.gap)
        built = built and submission.cue("built_units").fullmatch(b.unit)
        left = submission.text[max(money.sentence.start, money.start - 12) : money.start]
        if built and submission.cue("public_money").search(left) and a.value / b.value < _LEAST:
            each = f"{a.value / b.value:.0f}"
            yield Problem(a, {"money": a.quote, "count": b.quote, "unit": b.unit, "each": each})
