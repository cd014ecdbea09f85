"""What a check looks at: one submission, and all of a run."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from djledger import repair, script
from djledger.checks.cues import cue
from djledger.model.ledger import Entry
from djledger.model.text import Span, TracedText
from djledger.segment import sentences

if TYPE_CHECKING:
    from datetime import date

    from djledger.errors import InputError
    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText, Repaired
    from djledger.model.ledger import Ledger, Source
    from djledger.segment import Sentence


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has to report: the name, other names for it, and the line in the roster."""

    name: str
    also: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class Roster:
    """Who has to report, and until when."""

    path: str
    members: tuple[Member, ...]
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told besides the reports."""

    mandatory: tuple[str, ...] = ()
    period: str = ""
    roster: Roster | None = None
    last: Ledger | None = None
    jump: Decimal = Decimal("0.5")
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place in the working text, its sentence, and what stands around it.

    ``gap`` is what lies between the quantity before it in the sentence and this one, ``zone``
    the innermost bracket or quotation it stands in (-1: none).
    """

    entry: Entry
    start: int
    end: int
    sentence: Sentence
    zone: int
    gap: str
    index: int

    @property
    def countable(self) -> bool:
        """Whether it is a plain figure: neither a share nor a rate, and not masked."""
        return self.entry.kind not in {"percent", "rate"} and self.entry.value is not None


@dataclass(frozen=True, eq=False)
class Submission:
    """A report with its ledger, or only one of the two, or what went wrong reading it."""

    path: str
    knowledge: Knowledge
    settings: Settings
    source: Source | None = None
    entries: tuple[Entry, ...] = ()
    raw: RawText | None = None
    trouble: InputError | None = None

    @property
    def name(self) -> str:
        """What the ledger calls the report."""
        return self.source.name if self.source else self.path

    @property
    def place(self) -> str:
        """Who reports."""
        return self.source.place if self.source else ""

    @property
    def date(self) -> str:
        """The report's own date."""
        return self.source.date if self.source else ""

    @cached_property
    def secret(self) -> bool:
        """Whether it bears a secrecy mark: then nobody looks further."""
        from djledger.checks.secrecy_mark import mark  # noqa: PLC0415 -- it needs this module

        return mark(self) is not None

    @cached_property
    def _repaired(self) -> Repaired:
        return repair.repair(TracedText.of(self.raw.text if self.raw else ""), self.knowledge)

    @cached_property
    def furniture(self) -> tuple[Span, ...]:
        """Page furniture, as spans of the working text."""
        return self._repaired.furniture

    @cached_property
    def repairs(self) -> tuple[Any, ...]:
        """What was mended, each with its raw span."""
        return self._repaired.repairs

    @cached_property
    def traced(self) -> TracedText:
        """The working text, repaired and simplified, that knows its raw places."""
        return script.simplify(self._repaired.text, self.knowledge)[0]

    @property
    def text(self) -> str:
        """The working text; empty where only a ledger is at hand."""
        return self.traced.text

    def cue(self, name: str) -> re.Pattern[str]:
        """Return the pattern of cue words called *name* in knowledge/checks.yaml."""
        return cue(self.knowledge, name)

    def span(self, start: int, end: int) -> Span:
        """Return the raw place of ``text[start:end]``."""
        return self.traced.raw_span(Span(start, end))

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The entries in the order of the text, with what stands around them."""
        if self.raw is None:
            return ()
        starts = self.traced.starts
        text = self.text
        entries = sorted(self.entries, key=lambda e: e.start)
        spans = [(bisect_left(starts, e.start), bisect_left(starts, e.end)) for e in entries]
        of = sentences(text, [s for s, _ in spans])
        made: list[Placed] = []
        for k, (e, (start, end)) in enumerate(zip(entries, spans, strict=True)):
            sentence = of[start]
            before = made[-1].end if made and made[-1].sentence is sentence else sentence.start
            zone = sentence.zone_at(start, end)
            made.append(Placed(e, start, end, sentence, zone, text[before:start], k))
        return tuple(made)

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """The entries by id."""
        return {e.id: e for e in self.entries}

    def sentence_of(self, placed: Placed) -> list[Placed]:
        """Return the entries of the sentence of *placed*."""
        first = last = placed.index
        while first and self.placed[first - 1].sentence is placed.sentence:
            first -= 1
        while last + 1 < len(self.placed) and self.placed[last + 1].sentence is placed.sentence:
            last += 1
        return list(self.placed[first : last + 1])

    @cached_property
    def placed_by_id(self) -> dict[str, Placed]:
        """The entries with their places, by id."""
        return {p.entry.id: p for p in self.placed}

    def clause(self, placed: Placed) -> str:
        """Return the clause that *placed* stands in."""
        start, end = placed.sentence.clause(placed.start, placed.end)
        return self.text[start:end]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.raw.text if self.raw else ""))]

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def where(self, place: Entry | Span | None) -> dict[str, Any]:
        """Return the place as the fields of a finding."""
        if isinstance(place, Entry):
            size = len(place.quote)
            line, column = place.line, place.column
            lines = place.quote.count("\n")
            last = size - place.quote.rfind("\n") if lines else column + size
            return {
                "start": place.start, "end": place.end, "line": line, "column": column,
                "end_line": line + lines, "end_column": last, "quote": place.quote,
            }  # fmt: skip
        if place is None or self.raw is None:
            return {}
        line, column = self._at(place.start)
        end_line, end_column = self._at(place.end)
        return {
            "start": place.start, "end": place.end, "line": line, "column": column,
            "end_line": end_line, "end_column": end_column, "quote": place.of(self.raw.text),
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Run:
    """All submissions of a run, for checks that compare them."""

    submissions: tuple[Submission, ...]
    settings: Settings

    @cached_property
    def read(self) -> tuple[Submission, ...]:
        """Those that could be read."""
        return tuple(s for s in self.submissions if s.trouble is None)
