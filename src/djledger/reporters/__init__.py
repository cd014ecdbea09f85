"""How a run is reported. One file, one format; being there registers it.

A reporter makes bytes of an `Outcome`. Whatever it shows, the exit code is the command's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from djledger.registry import discover

if TYPE_CHECKING:
    from collections.abc import Callable

    from djledger.model.finding import Outcome


@dataclass(frozen=True, slots=True)
class Reporter:
    """A format: the name users type, and what makes bytes of an outcome."""

    name: str
    render: Callable[[Outcome], bytes]


@cache
def all_reporters() -> dict[str, Reporter]:
    """Return every reporter there is, by name."""
    return discover(__name__, Reporter)
