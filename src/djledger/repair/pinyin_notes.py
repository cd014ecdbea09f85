"""Readings that a web page left in brackets beside the characters they spell: 創(chuàng)先.

A note goes only where it is a reading of what stands before it. Other letters in brackets
stay: 甲(yi), 世贸组织(WTO).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.knowledge.characters import read_as, spelled
from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

LETTERS = "a-zA-Zāáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɑɡăĕŏ\u0300-\u030c"
_NOTE = compiled(f"[(（][ \u3000]?([{LETTERS}][{LETTERS}'’ ]{{0,30}})[)）]")
NEEDS = frozenset("(（")
_LONGEST = 6  # letters in one syllable: zhuàng


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    """Yield an edit for each note that is a reading of what it follows.

    >>> from djledger.knowledge import default
    >>> text = "鄉(xiāng)(鎮(zhèn))甲(yi)"
    >>> [edit.span.of(text) for edit in find(text, default())]
    ['(xiāng)', '(zhèn)']
    """
    base = gone = -1
    for match in _NOTE.finditer(text):
        # A second note on the same character follows the first one.
        base = base if match.start() == gone else match.start()
        note = spelled(match[1]).replace(" ", "").replace("'", "")
        if _reads(text, base, note):
            gone = match.end()
            yield Edit(Span(*match.span()), "")


def _reads(text: str, end: int, note: str) -> bool:
    """Whether *note* spells the characters before *end*, one syllable each."""
    if not note:
        return True
    return end > 0 and any(
        text[end - 1] in read_as(note[-length:]) and _reads(text, end - 1, note[:-length])
        for length in range(1, min(_LONGEST, len(note)) + 1)
    )
