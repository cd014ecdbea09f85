"""Undo damage done to a text on its way here, and say what is page furniture.

A step looks at a text and yields edits. The engine applies them, keeps the offsets and writes
the log: a step that did so itself could get it wrong.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Protocol

from djledger.model.document import Repair, Repaired
from djledger.model.text import Span
from djledger.repair import (
    broken_numbers,
    furniture,
    gbk_shift,
    invisible,
    mojibake,
    pinyin_notes,
    width,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from djledger.knowledge import Knowledge
    from djledger.model.text import Edit, TracedText


class Step(Protocol):
    """One kind of damage. ``NEEDS`` are characters without any of which there is none of it."""

    NEEDS: frozenset[str]

    def find(self, text: str, knowledge: Knowledge, /) -> Iterable[Edit]:
        """Yield the edits that undo the damage in *text*, none of them overlapping."""
        ...


# The order is knowledge. Mojibake before invisible characters: a soft hyphen may be a byte of
# it (中 is E4 B8 AD). Shifted bytes before pinyin notes: a note may stand among them. Width
# before numbers: a full-width point joins digits too.
STEPS: dict[str, Step] = {
    "mojibake": mojibake,
    "invisible": invisible,
    "gbk_shift": gbk_shift,
    "pinyin_note": pinyin_notes,
    "width": width,
    "broken_number": broken_numbers,
}


def repair(text: TracedText, knowledge: Knowledge) -> Repaired:
    """Return *text* with its damage undone, the log of what was done, and the furniture.

    The steps run in turn until all of them have found nothing in what the last edit left, for
    one may uncover what another looks for; so repair twice is repair once. Every edit shortens
    the text or makes a character narrower, and so it ends.
    """
    log: list[Repair] = []
    present = frozenset(text.text)
    idle = 0  # steps in a row that found nothing
    for name, step in cycle(STEPS.items()):
        edits: list[Edit] = []
        if not step.NEEDS.isdisjoint(present):
            edits = sorted(step.find(text.text, knowledge), key=lambda edit: edit.span)
        if edits:
            log += _logged(name, edits, text)
            text = text.apply(edits)
            present = frozenset(text.text)
        idle = 0 if edits else idle + 1
        if idle == len(STEPS):
            break
    return Repaired(text, tuple(log), tuple(furniture.find(text.text, knowledge)))


def _logged(step: str, edits: list[Edit], text: TracedText) -> Iterator[Repair]:
    """Yield one repair for each run of edits that touch."""
    start, after = edits[0].span.start, ""
    end = start
    for edit in edits:
        if edit.span.start > end:
            yield _entry(step, Span(start, end), text, after)
            start, after = edit.span.start, ""
        end, after = edit.span.end, after + edit.text
    yield _entry(step, Span(start, end), text, after)


def _entry(step: str, span: Span, text: TracedText, after: str) -> Repair:
    return Repair(step, text.raw_span(span), span.of(text.text), after)
