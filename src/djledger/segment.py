"""Sentences, the brackets and quotes inside them, and the clauses those leave.

A comma inside 《…》, “…” or (…) ends no clause outside it: each such pair is a *zone*, and a
quantity sees only the breaks of its own zone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from djledger.patterns import compiled

_OPEN = "（(《“「『【〔[［〈‘"
_CLOSE = "）)》”」』】〕]］〉’"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_ENDS = compiled(r"[。！？!?\n]+")
_MARKS = compiled(r"[，,；;：:。！？!?\n…—、（(《“「『【〔\[［〈‘）)》”」』】〕\]］〉’]")
BREAKS = frozenset("，,；;：:。！？!?\n…—")
_CUTS = compiled("[，,；;、]")
# What is looked up in a sentence grows with the square of its length; no prose has one like this.
_LONGEST = 1500
# A bracket that never closes must not swallow the report.
_LONGEST_ZONE = 300


class Zone(NamedTuple):
    """A bracketed or quoted stretch, ``start`` at the opening sign, ``end`` after the closing."""

    start: int
    end: int
    sign: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the working text up to 。！？ or a line end, and its inner structure.

    ``breaks`` are the offsets of the clause signs, ``zone_of[k]`` the index in ``zones`` of
    the innermost zone that ``breaks[k]`` stands in, or -1.
    """

    start: int
    end: int
    zones: tuple[Zone, ...]
    breaks: tuple[int, ...]
    zone_of: tuple[int, ...]

    def zone_at(self, start: int, end: int) -> int:
        """Return the index of the innermost zone that holds ``start..end``, or -1."""
        best = -1
        for k, zone in enumerate(self.zones):
            if (
                zone.start < start
                and end < zone.end
                and (best < 0 or zone.start > self.zones[best].start)
            ):
                best = k
        return best

    def clause(self, start: int, end: int, zone: int | None = None) -> tuple[int, int]:
        """Return the bounds of the clause around ``start..end``, within its *zone*."""
        if zone is None:
            zone = self.zone_at(start, end)
        left = self.zones[zone].start + 1 if zone >= 0 else self.start
        right = self.zones[zone].end - 1 if zone >= 0 else self.end
        for k in range(bisect_left(self.breaks, start) - 1, -1, -1):
            if self.breaks[k] < left:
                break
            if self.zone_of[k] == zone:
                left = self.breaks[k] + 1
                break
        for k in range(bisect_left(self.breaks, end), len(self.breaks)):
            if self.breaks[k] >= right:
                break
            if self.zone_of[k] == zone:
                right = self.breaks[k]
                break
        return left, right


def sentences(text: str, wanted: list[int]) -> dict[int, Sentence]:
    """Return, for each offset of the sorted list *wanted*, the sentence that it stands in.

    Only sentences that hold a wanted offset are looked into. A 。 inside a bracket or a quote
    ends the sentence all the same: reports close it rarely enough.
    """
    ends = _ends(text)
    found: dict[int, Sentence] = {}
    last: Sentence | None = None
    for offset in wanted:
        if last is None or offset >= last.end:
            k = bisect_right(ends, offset)
            start = ends[k - 1] if k else 0
            end = ends[k] if k < len(ends) else len(text)
            last = _sentence(text, start, end)
        found[offset] = last
    return found


def _ends(text: str) -> list[int]:
    """Return where sentences end; one that goes on and on is cut at a comma."""
    found: list[int] = []
    start = 0
    for match in _ENDS.finditer(text + "\n"):
        end = min(match.end(), len(text))
        while end - start > _LONGEST and (cut := _CUTS.search(text, start + _LONGEST, end)):
            start = cut.end()
            found.append(start)
        found.append(end)
        start = end
    return found


def _sentence(text: str, start: int, end: int) -> Sentence:
    zones: list[Zone] = []
    stack: list[tuple[str, int]] = []
    marks: list[int] = []
    for match in _MARKS.finditer(text, start, end):
        sign, at = match[0], match.start()
        if sign in _PAIR:
            for depth in range(len(stack) - 1, -1, -1):
                if _matches(stack[depth][0], sign):
                    if at - stack[depth][1] <= _LONGEST_ZONE:
                        zones.append(Zone(stack[depth][1], at + 1, stack[depth][0]))
                    del stack[depth:]
                    break
        elif sign in _OPEN:
            stack.append((sign, at))
        elif sign in BREAKS:
            marks.append(at)
    zones.sort(key=lambda z: (z.start, -z.end))
    sentence = Sentence(start, end, tuple(zones), (), ())
    zone_of = tuple(sentence.zone_at(m, m + 1) for m in marks) if zones else (-1,) * len(marks)
    return Sentence(start, end, tuple(zones), tuple(marks), zone_of)


def _matches(opening: str, closing: str) -> bool:
    # Full- and half-width brackets are mixed in practice: （市、区).
    return _PAIR[closing] == opening or (opening in "（(" and closing in "）)")
