"""The shape of a catalogue file: a list of indicators. Checked for users, and in tests.

Extraction reads the YAML as it is and never loads this module; what a wrong file means there
is said by `djledger.catalogue.check`.
"""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 -- pydantic reads it
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Merge(_Part):
    """How figures become one: over ``space`` (places), over ``time`` (periods)."""

    space: (
        Literal[
            "sum", "sum_by_counterpart", "distinct", "union", "max", "min",
            "weighted_mean", "derived", "none",
        ]
        | None
    ) = None  # fmt: skip
    time: Literal["last", "cumulative", "by_year"] | None = None


class Constraint(_Part):
    """What must hold between indicators of one place and period; ``value`` is this one's."""

    expr: str
    severity: Literal["error", "warn", "info"]
    when: Literal["same_period"] | None = None
    tolerance: Literal["rounding"] | None = None


class Indicator(_Part):
    """A named, catalogued thing to count, how reports word it, and the proof of that.

    ``heads`` end the counted noun phrase (longest first wins), ``exact`` are all of it,
    ``events`` are verbs that are themselves counted (点评一次). ``require_any`` must be met
    by the item, the verb or the words beside the number; ``actions`` and ``cues`` only speak
    for it; a ``negative`` word rules it out. ``per`` is what its figures may be shared out
    over (人均, 每村). ``whole``: only as a part of that indicator; ``within``: as a part, only
    of those. ``examples`` are sentences with the value to be found, ``never`` sentences that
    must not count as this.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    group: str
    core: bool = False
    kind: Literal["stock", "flow", "ratio", "money", "rate", "standard"]
    units: Words
    heads: Words | None = None
    exact: Words | None = None
    events: Words | None = None
    require_any: Words | None = None
    actions: Words | None = None
    cues: Words | None = None
    negative: Words | None = None
    per: Words | None = None
    whole: str | None = None
    within: Words | None = None
    merge: Merge | None = None
    official: str | None = None
    note: str | None = None
    constraints: tuple[Constraint, ...] | None = None
    examples: dict[str, Decimal | int | float | None] = Field(min_length=1)
    never: Words
