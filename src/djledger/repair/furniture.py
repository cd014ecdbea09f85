"""Page furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge
    from djledger.model.text import Span


def find(text: str, knowledge: Knowledge) -> Iterator[Span]:
    """Yield the spans of *text* that are page furniture."""
    yield from ()
