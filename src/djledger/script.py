"""Traditional characters to simplified ones, as OpenCC's t2s does it, still traced.

OpenCC's own dictionaries are read; the package itself is never imported. Its conversion is a
table of characters, with some phrases that go before the table, and `str.translate` does the
table many times as fast.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from djledger.knowledge.characters import opencc_table, simplified
from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge
    from djledger.model.text import TracedText

_TRADITIONAL = 0.8  # share of traditional characters, of those that only one script has
_SIMPLIFIED = 0.05  # up to here they are strays: a name, a copied title


def simplify(text: TracedText, knowledge: Knowledge) -> tuple[TracedText, str]:
    """Return *text* in simplified characters, and the script it was in.

    That is ``simplified``, ``traditional`` or ``mixed``. In text that is not traditional all
    through, each line is judged by itself, and where a line is simplified, characters that are
    good in both scripts (乾隆, 於潜) stay.

    >>> from djledger.knowledge import default
    >>> from djledger.model.text import TracedText
    >>> new, script = simplify(TracedText.of("著力培訓幹部36人次，乾隆"), default())
    >>> new.text, script
    ('着力培训干部36人次，乾隆', 'traditional')
    """
    rules = knowledge.made(_rules)
    if rules.traditional.isdisjoint(text.text):
        return text, "simplified"
    share = rules.share(text.text)
    if share >= _TRADITIONAL:
        return _converted(text, [Span(0, len(text.text))], rules), "traditional"
    found = [m for m in re.finditer(r"[^\n]+", text.text) if not rules.traditional.isdisjoint(m[0])]
    whole = [Span(*m.span()) for m in found if rules.share(m[0]) > 1 / 2]
    return _converted(text, whole, rules), "mixed" if share > _SIMPLIFIED else "simplified"


@dataclass(frozen=True, slots=True)
class _Rules:
    """``traditional``: characters of traditional text alone; ``simple``: of simplified alone."""

    traditional: frozenset[str]
    simple: frozenset[str]
    strays: dict[int, str]
    corrected: dict[str, str]
    words: re.Pattern[str]

    def share(self, text: str) -> float:
        """Return the share of traditional characters among those that tell the scripts apart."""
        count = Counter(text)
        ours = sum(count[char] for char in self.traditional.intersection(count))
        theirs = sum(count[char] for char in self.simple.intersection(count))
        return ours / max(1, ours + theirs)


def _rules(knowledge: Knowledge) -> _Rules:
    items = knowledge.items("script")
    standard = {item["word"] for item in items if item.get("standard")}
    strays = {code: to for code, to in simplified().items() if chr(code) not in standard}
    traditional = frozenset(map(chr, strays))
    corrected = {
        word: item["becomes"] if word == item["word"] else word
        for item in items
        if "becomes" in item
        for word in (item["word"], *item.get("also", ()))
    }
    return _Rules(
        traditional,
        frozenset(strays.values()) - traditional - _both(),
        strays,
        corrected,
        compiled("|".join(map(re.escape, sorted(corrected, key=len, reverse=True)))),
    )


def _both() -> frozenset[str]:
    """Return the characters that stand for themselves in traditional text too: 干, 后, 里."""
    return frozenset(char for char, forms in opencc_table("STCharacters") if char in forms)


def _converted(text: TracedText, whole: list[Span], rules: _Rules) -> TracedText:
    """Return *text* with the spans *whole* converted in full, and strays elsewhere."""
    old, done = text.text, 0
    parts: list[str] = []
    for span in whole:
        parts += (
            old[done : span.start].translate(rules.strays),
            span.of(old).translate(simplified()),
        )
        done = span.end
    # The table gives one character for one, so places are the same before and after.
    new = text.reworded("".join(parts) + old[done:].translate(rules.strays))
    edits, taken = [], 0
    for span in whole:
        phrases = {edit.span.start: edit for edit in _phrases(old, span)}
        for match in rules.words.finditer(new.text, span.start, span.end):
            phrases.setdefault(match.start(), Edit(Span(*match.span()), rules.corrected[match[0]]))
        for _, edit in sorted(phrases.items()):
            if edit.span.start >= taken:
                taken = edit.span.end
                edits.append(edit)
    return new.apply(edit for edit in edits if edit.text != edit.span.of(new.text))


def _phrases(text: str, span: Span) -> Iterator[Edit]:
    """Yield OpenCC's phrases in *span*, each with what it becomes.

    OpenCC takes the longest phrase first, wherever it stands, and then looks left and right of
    it. That can only matter among phrases that overlap, so the search is confined to those.
    """
    pattern, done = _phrase_pattern(), span.start
    while match := pattern.search(text, done, span.end):
        at, done = match.span()
        while (at := at + 1) < done:
            if inside := pattern.match(text, at, span.end):
                done = max(done, inside.end())
        yield from _longest_first(text, match.start(), done)


def _longest_first(text: str, start: int, end: int) -> Iterator[Edit]:
    table = _phrase_table()
    for length in range(end - start, 1, -1):
        for at in range(start, end - length + 1):
            if to := table.get(text[at : at + length]):
                yield from _longest_first(text, start, at)
                yield Edit(Span(at, at + length), to)
                yield from _longest_first(text, at + length, end)
                return


@cache
def _phrase_table() -> dict[str, str]:
    return {phrase: forms[0] for phrase, forms in opencc_table("TSPhrases")}


@cache
def _phrase_pattern() -> re.Pattern[str]:
    longest = sorted(_phrase_table(), key=len, reverse=True)
    return compiled("|".join(map(re.escape, longest)))
