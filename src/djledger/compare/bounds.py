"""What a figure may be: 30多 is 31 to 39, 以上 has no upper end, 1.8万 is printed to a thousand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.model.ledger import Entry

# Enough that no sum of what people count is ever rounded.
_EXACT = Context(prec=200)
_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)
_SCALED = ("万", "亿", "萬", "億")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a figure may be; ``high`` None: nobody said how much."""

    low: Decimal
    high: Decimal | None

    def __add__(self, other: Bounds) -> Bounds:
        high = None if self.high is None or other.high is None else plus(self.high, other.high)
        return Bounds(plus(self.low, other.low), high)

    def minus(self, other: Bounds) -> tuple[Decimal | None, Decimal | None]:
        """Return the least and the most that is left; None where there is no limit."""
        low = None if other.high is None else plus(self.low, -other.high)
        return low, None if self.high is None else plus(self.high, -other.low)

    def meets(self, other: Bounds) -> bool:
        """Whether both can be the same number."""
        return (self.high is None or other.low <= self.high) and (
            other.high is None or self.low <= other.high
        )

    @property
    def exact(self) -> bool:
        """Whether there is no doubt."""
        return self.low == self.high


def plus(left: Decimal, right: Decimal) -> Decimal:
    """Return the sum, all its digits."""
    with localcontext(_EXACT):
        return _trimmed(left + right)


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Return the product, all its digits."""
    if factor == _ONE:
        return value
    with localcontext(_EXACT):
        return _trimmed(value * factor)


def _trimmed(value: Decimal) -> Decimal:
    """Without zeros behind the point: 2.50 + 2.5 is 5, whichever came first."""
    whole = value.to_integral_value()
    return whole.quantize(_ONE) if value == whole else value.normalize()


def of(entry: Entry, bounded: tuple[str, ...]) -> Bounds | None:
    """Return what the value of *entry* may be, None where it is masked.

    *bounded* are the words after which a number ends before the next round one (多, 余).
    """
    if entry.review is not None and entry.review.value is not None:
        return Bounds(entry.review.value, entry.review.value)  # what a person found goes first
    value = entry.value
    if value is None:
        return None
    if entry.value_max is not None:
        return Bounds(min(value, entry.value_max), max(value, entry.value_max))
    if entry.qualifier not in {"over", "under", "approx"}:
        return Bounds(value, value)
    return _about(entry, value, bounded)


def _about(entry: Entry, value: Decimal, bounded: tuple[str, ...]) -> Bounds:
    step, whole = _step(value), entry.kind == "count"
    inside = _ONE if whole and step > _ONE else _ZERO  # 30多 is more than 30 and less than 40
    with localcontext(_EXACT):
        if entry.qualifier == "approx":
            half = max(step / _TWO, _ONE) if whole else step / _TWO
            return Bounds(max(_ZERO, _trimmed(value - half)), _trimmed(value + half))
        if entry.qualifier == "under":
            return Bounds(min(_ZERO, value), max(value - inside, min(_ZERO, value)))
        if any(word in entry.quote for word in bounded):
            return Bounds(_trimmed(value + inside), _trimmed(value + max(step - inside, inside)))
    return Bounds(value, None)


def printed(entry: Entry, bounds: Bounds) -> Bounds:
    """Return *bounds* widened by what the printed digits leave open: 1.8万 is 1.75万 to 1.85万."""
    if not bounds.exact or not any(scale in entry.quote for scale in _SCALED):
        return bounds
    with localcontext(_EXACT):
        half = _step(bounds.low) / _TWO
        return Bounds(bounds.low - half, bounds.low + half)


def _step(value: Decimal) -> Decimal:
    """The place value of the last digit that is not zero: 10 for 360, 100 for 8600."""
    if not value:
        return _ONE
    return Decimal((0, (1,), int(value.normalize().as_tuple().exponent)))
