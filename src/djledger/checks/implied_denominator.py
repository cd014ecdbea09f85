"""Totals that only a share gives away."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.interval import interval
from djledger.checks.percent_mismatch import shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission

_ONE = Decimal(1)
_WIDE = 100  # beyond that many possible totals nothing is learnt


@check(
    "DJ307",
    "implied-denominator",
    "info",
    says={
        "": (
            "由{part}、{share}推算，{of}总数在 {low} 到 {high} 之间，正文没有写",
            "{part} being {share}, {of} must be {low} to {high}; the text gives no total",
        ),
        "agrees": (
            "由{part}、{share}推算，{of}总数在 {low} 到 {high} 之间，与 {sum}（{parts}）相符",
            "{part} being {share}, {of} must be {low} to {high}: so is {sum} ({parts})",
        ),
    },
    english="""A share implies a total that the report does not print.

    Part and share allow only a few totals. Compare them with what is known, or with two
    figures of the report that complement each other.
    """,
)
def implied_denominator(submission: Submission) -> Iterator[Problem]:
    """由占比可以推出正文没写的总数。

    分子与占比只允许少数几个总数，请与已知的总数，或与正文中互补的两个数之和核对。
    """
    for share, part in shares(submission):
        of, printed = share.entry.of, interval(share.entry)
        figure = interval(part.entry)
        if not of or printed is None or figure is None or share.entry.qualifier != "exact":
            continue
        if part.entry.kind != "count" or part.entry.part_of or printed[0] <= 0:
            continue
        if any(_is_total(p, of) for p in submission.placed):
            continue
        low = (100 * figure[0] / printed[1]).quantize(_ONE, ROUND_CEILING)
        high = (100 * figure[1] / printed[0]).quantize(_ONE, ROUND_FLOOR)
        if not 0 <= high - low <= _WIDE:
            continue
        args = {
            "part": part.entry.quote, "share": share.entry.quote, "of": of, "low": low,
            "high": high,
        }  # fmt: skip
        pair = _pair(submission, part, low, high)
        if pair is not None:
            told = sum(p.entry.value or 0 for p in pair)
            args |= {"sum": str(told), "parts": "+".join(p.entry.quote for p in pair)}
        yield Problem(share.entry, args, says="agrees" if pair else "")


def _is_total(placed: Placed, of: str) -> bool:
    return placed.countable and (placed.entry.item == of or of.startswith(placed.entry.item or "?"))


def _pair(
    submission: Submission, part: Placed, low: Decimal, high: Decimal
) -> tuple[Placed, Placed] | None:
    """Two neighbours that together are such a total."""
    figures = [p for p in submission.placed if p.countable and p.entry.unit == part.entry.unit]
    for a, b in pairwise(figures):
        both = (a.entry.value or 0) + (b.entry.value or 0)
        left = a.sentence is b.sentence and submission.cue("remaining").search(b.gap)
        if left and low <= both <= high:
            return a, b
    return None
