"""Characters that nobody sees, left by copying, by word processors and by web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

# Control characters; zero-width characters and joiners, bidi marks, the byte order mark, fillers
# and variation selectors. White space of any kind stays: it parts numbers. A soft hyphen beside
# Latin letters with marks may be a byte of mojibake that could not be proved: it stays there.
_RANGES = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x7F), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF),
)  # fmt: skip
_SOFT_HYPHEN = "\xad"
NEEDS = frozenset(chr(code) for a, b in _RANGES for code in range(a, b + 1)) | {_SOFT_HYPHEN}
_INVISIBLE = compiled(
    f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in _RANGES)}]+"
    f"|(?<![\x80-\xff]){_SOFT_HYPHEN}+(?![\x80-\xff])"
)


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    r"""Yield an edit for each run of invisible characters.

    >>> from djledger.knowledge import default
    >>> list(find("党\u200b员", default()))
    [Edit(span=Span(start=1, end=2), text='')]
    """
    for match in _INVISIBLE.finditer(text):
        yield Edit(Span(*match.span()), "")
