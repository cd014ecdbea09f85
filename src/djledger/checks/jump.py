"""Figures far from those of the last period."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission
    from djledger.model.ledger import Entry

_SMALL = 10  # 2 → 4 is +100 % and means nothing


@check(
    "DJ309",
    "jump-vs-previous",
    "warning",
    says=(
        "{item}由上期{last}变为{quote}，变动{change}%",
        "{item} went from {last} to {quote}: {change}%",
    ),
    english="""A figure is far from what the same place reported last time.

    More than half up or down (``jump`` in djledger.toml). Give last period's ledger with
    ``--last`` or ``last`` under ``[check]``. Small numbers are left alone.
    """,
)
def jump(submission: Submission) -> Iterator[Problem]:
    """与上期相比变动过大。

    同一单位、同一指标增减超过一半（可用 jump 调整）。上期台账用 --last 或 [check] last 指定；
    上期、本期都不足 10 的不看。
    """
    settings = submission.settings
    if settings.last is None or not submission.place:
        return
    places = {s.name: s.place for s in settings.last.sources}
    old: dict[tuple[str, ...], list[Decimal]] = {}
    for entry in settings.last.entries:
        if places.get(entry.source) == submission.place and (key := _key(entry)):
            old.setdefault(key, []).append(entry.value or Decimal(0))
    now: dict[tuple[str, ...], list[Entry]] = {}
    for entry in submission.entries:
        if key := _key(entry):
            now.setdefault(key, []).append(entry)
    for key, entries in now.items():
        if len(entries) != 1 or len(old.get(key, ())) != 1:
            continue  # which of several is meant is anybody's guess
        last, value = old[key][0], entries[0].value or Decimal(0)
        if not last or max(last, value) < _SMALL or abs(value - last) / last <= settings.jump:
            continue
        args = {
            "item": entries[0].item, "last": f"{last:f}{entries[0].unit}",
            "quote": entries[0].quote, "change": f"{(value - last) * 100 / last:+.0f}",
        }  # fmt: skip
        yield Problem(entries[0], args)


def _key(entry: Entry) -> tuple[str, ...] | None:
    if entry.indicator is None or entry.value is None or entry.per or entry.qualifier != "exact":
        return None
    return entry.indicator, entry.item, entry.unit, entry.status
