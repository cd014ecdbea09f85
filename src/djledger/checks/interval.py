"""What a printed figure may mean: 1.8万 is anything from 1.75万 to 1.85万.

>>> span(Decimal(18000), "1.8万人")
(Decimal('17500.0'), Decimal('18500.0'))
>>> span(Decimal(1286), "1286名")
(Decimal('1286'), Decimal('1286'))
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.model.ledger import Entry

_PRINTED = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．]([0-9０-９]+))?")
_ENDLESS = Decimal("Infinity")
_ROUGH = Decimal("0.2")  # 约 and 近 say no more than this


def interval(entry: Entry) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest value that *entry* allows; None where it is masked."""
    if entry.value is None:
        return None
    if entry.value_max is not None:
        return entry.value, entry.value_max
    low, high = span(entry.value, entry.quote, percent=entry.kind == "percent")
    match entry.qualifier:
        case "over":
            return entry.value, _ENDLESS
        case "under":
            return Decimal(0), high
        case "approx":
            slack = abs(entry.value) * _ROUGH
            return low - slack, high + slack
    return low, high


def span(value: Decimal, quote: str, *, percent: bool = False) -> tuple[Decimal, Decimal]:
    """Return the values that would be printed as *quote*: half a last digit either way."""
    match = _PRINTED.search(quote)
    if match is None:
        return value, value
    printed = Decimal(re.sub("[,，]", "", match[0]).replace("．", "."))
    decimals = len(match[1] or "")
    scale = value / printed if printed else Decimal(1)
    if scale == 1 and not decimals and not percent:
        return value, value  # a whole number without 万 was counted, not rounded
    half = scale * Decimal(5).scaleb(-decimals - 1)
    return value - half, value + half
