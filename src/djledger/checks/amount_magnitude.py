"""Amounts that lost their 万."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission

_WAN = Decimal(10000)
_APART = 50  # times smaller than the least of its peers


@check(
    "DJ304",
    "amount-magnitude",
    "warning",
    says=(
        "金额疑缺“万”：{quote}（同类金额在 {low}万元 到 {high}万元 之间）",
        "{quote} lacks a 万? Others are {low}万元 to {high}万元",
    ),
    english="""An amount of public money is implausibly small.

    It is written in 元 without 万 while the investments beside it are in millions: 5020元 for a
    programme. Amounts per head, subsidies, wages, fines and prices are left alone.
    """,
)
def amount_magnitude(submission: Submission) -> Iterator[Problem]:
    """金额小得不合情理，疑缺“万”。

    投资、筹资、经费一类金额以“元”计而不足一万元，旁边的同类金额都是几十万、几百万。
    人均、每户、补助、工资、罚款、单价等不算。
    """
    money = [p for p in submission.placed if p.entry.kind == "money" and not p.entry.per]
    peers = [p for p in money if (p.entry.value or 0) >= _WAN and not _small(submission, p)]
    values = [p.entry.value for p in peers if p.entry.value]
    if not values:
        return
    for placed in money:
        entry = placed.entry
        value = entry.value or Decimal(0)
        if not 0 < value < _WAN or entry.unit != "元" or not _public(submission, placed):
            continue
        if value * _APART < min(values) and value * _WAN <= 100 * max(values):
            low, high = (f"{v / _WAN:.0f}" for v in (min(values), max(values)))
            yield Problem(entry, {"quote": entry.quote, "low": low, "high": high})


def _public(submission: Submission, placed: Placed) -> bool:
    around = _around(submission, placed)
    return bool(submission.cue("public_money").search(around)) and not _small(submission, placed)


def _small(submission: Submission, placed: Placed) -> bool:
    return bool(submission.cue("small_money").search(_around(submission, placed)))


def _around(submission: Submission, placed: Placed) -> str:
    return f"{submission.clause(placed)}{placed.entry.action}{placed.entry.item}"
