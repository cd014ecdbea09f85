"""What a reader hands on: a report's text and where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from djledger.model.text import Span, TracedText  # noqa: TC001 -- part of the types


@dataclass(frozen=True, slots=True)
class RawText:
    """A report as decoded and otherwise untouched. Offsets in a ledger count in ``text``.

    ``name`` is what the user called it, ``sha256`` is of the *bytes*, ``encoding`` the one
    that was chosen (empty for text given as ``str``), ``margin`` how sure that choice is
    (natural-log likelihood per character over the next best; ``inf`` where nothing competed).
    """

    name: str
    text: str
    sha256: str
    media: str = "text/plain"
    encoding: str = ""
    margin: float = float("inf")


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
