"""Characters that nobody sees, left by copying, by word processors and by web pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.model.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

# Control characters; zero-width characters and joiners, bidi marks, the byte order mark, fillers
# and variation selectors. White space of any kind stays: it parts numbers. A soft hyphen beside
# Latin letters with marks may be a byte of mojibake that could not be proved: it stays there.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]+"
    "|(?<![\x80-\xff])\xad+(?![\x80-\xff])"
)


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    r"""Yield an edit for each run of invisible characters.

    >>> from djledger.knowledge import default
    >>> list(find("党\u200b员", default()))
    [Edit(span=Span(start=1, end=2), text='')]
    """
    if text.isascii() and text.isprintable():
        return
    for match in _INVISIBLE.finditer(text):
        yield Edit(Span(*match.span()), "")
