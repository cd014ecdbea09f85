"""What a reader hands on: a report's text and where it came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from djledger.model.text import Span, TracedText  # noqa: TC001 -- part of the types


@dataclass(frozen=True, slots=True)
class Locator:
    """From ``start`` on, up to the next locator, people call the place ``label``."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class RawText:
    """A report as decoded and otherwise untouched. Offsets in a ledger count in ``text``.

    ``name`` is what the user called it, ``sha256`` is of the *bytes*, ``encoding`` the one
    that was chosen (empty for text given as ``str``), ``margin`` how sure that choice is
    (natural-log likelihood per character over the next best; ``inf`` where nothing competed).
    ``locators``, by their start, name places for people (第2页, 台账!F7); without them lines are
    counted. ``title`` and ``date`` are what the file says outside its text (the head of a page),
    ``repairs`` what its reader settled (tracked changes), in offsets of ``text``.
    """

    name: str
    text: str
    sha256: str
    media: str = "text/plain"
    encoding: str = ""
    margin: float = float("inf")
    locators: tuple[Locator, ...] = ()
    title: str = ""
    date: str = ""
    repairs: tuple[Repair, ...] = ()

    def locator(self, offset: int) -> str:
        """Return what people call the place at *offset*; '' where the reader did not say."""
        at = bisect_right(self.locators, offset, key=lambda known: known.start)
        return self.locators[at - 1].label if at else ""


@dataclass(frozen=True, slots=True)
class Repair:
    """One mended place: which step, where in the raw text, what stood there, what it became."""

    step: str
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """The working text after all repairs, what was mended, and what is page furniture.

    ``furniture`` are spans of the working text (breadcrumbs, pagers, copyright lists): they
    stay in the text, but no number there is an entry.
    """

    text: TracedText
    repairs: tuple[Repair, ...] = ()
    furniture: tuple[Span, ...] = ()
