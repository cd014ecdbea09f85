"""Full-width digits, letters, per cent signs and decimal points, which count as the plain ones.

Quotation marks, brackets and commas are never rewritten: they are what the text says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

_WIDE = compiled("[０-９Ａ-Ｚａ-ｚ％﹪]+|．(?=[ \u3000\xa0]{0,2}[0-9０-９])")
_NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF5B), ord("％"), ord("．"))}
_NARROW[ord("﹪")] = ord("%")
NEEDS = frozenset(map(chr, _NARROW))
_DIGITS = frozenset("0123456789０１２３４５６７８９")


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    """Yield an edit of the same length for each run of full-width characters.

    >>> from djledger.knowledge import default
    >>> [e.text for e in find("８６．５％，３户", default())]
    ['86', '.', '5%', '3']
    """
    for match in _WIDE.finditer(text):
        start, end = match.span()
        if text[start] == "．" and not _after_digit(text, start):
            continue
        yield Edit(Span(start, end), match[0].translate(_NARROW))


def _after_digit(text: str, at: int) -> bool:
    return text[max(0, at - 3) : at].rstrip()[-1:] in _DIGITS
