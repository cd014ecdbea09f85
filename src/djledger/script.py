"""Traditional characters to simplified ones, as OpenCC's t2s does it, still traced.

OpenCC's own dictionaries are read; the package itself is never imported. Its conversion is a
table of characters with some phrases that it does not break up, and `str.translate` does the
table thirty times as fast.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from djledger.knowledge.characters import opencc_table, simplified
from djledger.model.text import Edit, Span

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge
    from djledger.model.text import TracedText


def simplify(text: TracedText, knowledge: Knowledge) -> tuple[TracedText, str]:
    """Return *text* in simplified characters, and the script it was found in."""
    table = simplified()
    if frozenset(map(chr, table)).isdisjoint(text.text):
        return text, "simplified"
    return text.reworded(text.text.translate(table)), "traditional"
