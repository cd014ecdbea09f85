"""What a text says with numbers, before anyone decides which indicator it is.

Frozen dataclasses that travel between stages. All offsets count in the working text
(repaired, simplified); `assemble` turns them into raw offsets once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 -- part of the public type


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure word, as it stands in the working text.

    ``value`` is the number with 万/亿/千/百 multiplied out (None when masked), ``value_max``
    the upper end of a range, ``unit`` the measure word without scale words ('' if none),
    ``kind`` one of count money percent measure rate, ``qualifier`` one of exact approx over
    under range masked. ``start``..``end`` run from the first character of the number to the
    last of its unit and post-modifier (以上, 左右); ``number_end`` is where the bare number
    ends and the unit begins. ``why`` names the rules and words that decided.
    """

    start: int
    end: int
    value: Decimal | None
    unit: str = ""
    value_max: Decimal | None = None
    kind: str = "count"
    qualifier: str = "exact"
    number_end: int = 0
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """A numeral that is no quantity, with the reason: slogan, ordinal, date, …"""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity with everything its surroundings say about it.

    ``part_of`` is the index of another mention of the same report. The other fields are
    those of the ledger entry (`djledger.model.ledger.Entry`), '' where the text is silent.
    """

    quantity: Quantity
    item: str = ""
    action: str = ""
    status: str = "achieved"
    period: str = ""
    scope: str = ""
    per: str = ""
    of: str = ""
    part_of: int | None = None
    why: tuple[str, ...] = ()
    clause: str = ""
