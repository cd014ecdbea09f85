"""Text that remembers where it came from."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.errors import DefectError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters (code points), ``start <= i < end``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of *text* that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span of the text a rule was shown. An empty *text* deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class TracedText:
    """A working text, with the raw span that each of its characters came from.

    ``starts[i]`` and ``ends[i]`` are the raw offsets of ``text[i]``; both never run backwards.

    >>> t = TracedText.of("黨（dǎng）員12名")
    >>> t = t.apply([Edit(Span(1, 7), ""), Edit(Span(0, 1), "党"), Edit(Span(7, 8), "员")])
    >>> t.text
    '党员12名'
    >>> t.raw_span(Span(0, 2)).of(t.raw)
    '黨（dǎng）員'
    """

    raw: str
    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, raw: str) -> TracedText:
        """Begin with *raw* itself: every character comes from its own place."""
        return cls(raw, raw, array("L", range(len(raw))), array("L", range(1, len(raw) + 1)))

    def raw_span(self, span: Span) -> Span:
        """Where in the raw text *span* came from. An empty span gets what was cut there."""
        if span.start < span.end:
            return Span(self.starts[span.start], self.ends[span.end - 1])
        left = self.ends[span.start - 1] if span.start else 0
        right = self.starts[span.start] if span.start < len(self.text) else len(self.raw)
        return Span(min(left, right), max(left, right))

    def apply(self, edits: Iterable[Edit]) -> TracedText:
        """Return the text with all *edits* made at once, in any order given.

        A replacement of the same length keeps its characters one to one; any other points
        each new character at the whole span that it replaced. Raises `DefectError` where
        two edits overlap or leave the text.
        """
        ordered = sorted(edits, key=lambda e: e.span)
        if not ordered:
            return self
        pieces: list[str] = []
        starts, ends = array("L"), array("L")
        done = 0
        for edit in ordered:
            start, end = edit.span.start, edit.span.end
            if start < done or end < start or end > len(self.text):
                raise DefectError(f"edit overlaps another or leaves the text: {edit}")
            pieces += self.text[done:start], edit.text
            if len(edit.text) == end - start:
                starts += self.starts[done:end]
                ends += self.ends[done:end]
            else:
                origin = self.raw_span(edit.span)
                starts += self.starts[done:start] + array("L", [origin.start]) * len(edit.text)
                ends += self.ends[done:start] + array("L", [origin.end]) * len(edit.text)
            done = end
        return TracedText(
            self.raw,
            "".join(pieces) + self.text[done:],
            starts + self.starts[done:],
            ends + self.ends[done:],
        )

    def reworded(self, text: str) -> TracedText:
        """Return the same places with other characters: *text* has one for each of ours."""
        if len(text) != len(self.text):
            raise DefectError(f"{len(text)} characters given for {len(self.text)}")
        return TracedText(self.raw, text, self.starts, self.ends)
