"""Measure words: which one stands at a place of a text, and what kind of number it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from djledger.patterns import compiled

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge

_PER_UNIT = compiled(r"每(?:秒|小时|升|立方米|平方米|平方公里|千克|公斤)")


class Unit(NamedTuple):
    """A measure word found in a text: as written, its kind, and where it ends."""

    word: str
    kind: str
    end: int
    use: str = "any"


class Measures:
    """The measure words of the knowledge file ``measures``."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._words: dict[str, tuple[str, str, str]] = {}
        self._longer: set[str] = set()
        for item in knowledge.items("measures"):
            for word in item.get("words", ()):
                entry = (item["kind"], item.get("with", "any"), item.get("unit", word))
                self._words.setdefault(word, entry)
            self._longer.update(item.get("longer", ()))
        self._first = frozenset(w[0] for w in self._words)
        self._sizes = tuple(range(max(map(len, self._words)), 0, -1))
        self._longer_sizes = tuple(sorted({len(w) for w in self._longer}))

    def at(self, text: str, at: int) -> Unit | None:
        """Return the longest measure word at *at*, if no longer word stands there."""
        if at >= len(text) or text[at] not in self._first:
            return None
        for size in self._sizes:
            word = text[at : at + size]
            entry = self._words.get(word)
            if entry is None or len(word) < size:
                continue
            if (
                word.isascii()
                and word.isalpha()
                and text[at + size : at + size + 1].isascii()
                and text[at + size : at + size + 1].isalnum()
            ):
                continue
            if any(s > size and text[at : at + s] in self._longer for s in self._longer_sizes):
                return None
            end = at + size
            kind, use, word = entry
            if text[end : end + 1] == "/":
                lower = self._lower(text, end + 1)
                if lower:
                    word, end = text[at:lower], lower
                    kind = kind if kind == "money" else "measure"
            elif kind == "measure" and (lower_per := _PER_UNIT.match(text, end)):
                end = lower_per.end()
                word = text[at:end]
            return Unit(word, kind, end, use)
        return None

    def _lower(self, text: str, at: int) -> int:
        """Where the lower half of a unit like 元/亩 ends; 0 if there is none."""
        for size in self._sizes:
            if text[at : at + size] in self._words or text[at : at + size] in {
                "日",
                "月",
                "时",
                "人",
            }:
                return at + len(text[at : at + size])
        return 0
