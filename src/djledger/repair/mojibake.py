"""Chinese that was decoded with the wrong table, where the bytes themselves prove it.

* UTF-8 read as Latin-1 or Windows-1252: 党 arrives as ``å…š``
* UTF-8 read as GBK: 党员 arrives as 鍏氬憳
* GBK read as Latin-1: 党员 arrives as ``µ³Ô±``

The characters are turned back into bytes and decoded as they should have been. UTF-8 hardly
ever fits by chance, and what comes out must be common Chinese; where it is not, or where a
byte was lost on the way, the text stays as it is.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from djledger.knowledge.characters import SIGNS, UNKNOWN, commonness
from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from djledger.knowledge import Knowledge

_ENOUGH = 3  # Chinese characters in a text before its Latin letters can be called Chinese
_SIGN = -4.0  # how common punctuation is, on the scale of characters
_COMMON = -7.5  # what is less common than this is not expected in a report
_BETTER = 1.0  # how much commoner, in natural logarithms, what comes out of rare Chinese must be

# Windows-1252 gives these characters to the bytes 0x80..0x9F; the five bytes it leaves free
# arrive as control characters.
_WINDOWS = {
    ord(char): byte
    for byte in range(0x80, 0xA0)
    if (char := bytes([byte]).decode("cp1252", "ignore"))
}
_TAIL = "\x80-\xbf" + "".join(map(chr, _WINDOWS))
_LEAD, _NEXT = (*range(0xE2, 0xEA), 0xEF), range(0x80, 0xC0)  # bytes of UTF-8 Chinese
_UTF8_AS_LATIN = compiled(f"(?:[\xe2-\xe9\xef][{_TAIL}]{{2}})+")
_GBK_AS_LATIN = compiled("[\xa1-\xfe]{2,}")


def _pairs(first: Iterable[int], second: Iterable[int]) -> str:
    every = (bytes((a, b)).decode("gbk", "ignore") for a in first for b in second)
    return "".join(char for char in every if len(char) == 1 and char > "\x80")


_GBK_LEADS = frozenset(_pairs(_LEAD, _NEXT))
NEEDS = _GBK_LEADS | frozenset(map(chr, (*range(0xC0, 0xD7), *range(0xD8, 0xF7))))


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    """Yield an edit for each run of characters that was other characters.

    >>> from djledger.knowledge import default
    >>> [e.text for e in find("鍏氬憳", default())]
    ['党员']
    """
    yield from list(_utf8_as_latin(text)) or _gbk_as_latin(text)
    yield from _utf8_as_gbk(text)


def _utf8_as_latin(text: str) -> Iterator[Edit]:
    edits = []
    for match in _UTF8_AS_LATIN.finditer(text):
        chars = _decoded(match[0].translate(_WINDOWS).encode("latin-1"), "utf-8")
        if _plain_chinese(chars):
            edits.append(Edit(Span(*match.span()), chars))
    if sum(len(edit.text) for edit in edits) >= _ENOUGH:
        yield from edits


def _gbk_as_latin(text: str) -> Iterator[Edit]:
    edits = []
    for match in _GBK_AS_LATIN.finditer(text):
        chars = _decoded(match[0].encode("latin-1"), "gbk")
        if not _plain_chinese(chars):
            return
        # Two letters a character: each may then be shown where it really stood.
        edits += [
            Edit(Span(at, at + 2), char)
            for at, char in zip(range(match.start(), match.end(), 2), chars, strict=True)
        ]
    if len(edits) >= _ENOUGH:
        yield from edits


def _utf8_as_gbk(text: str) -> Iterator[Edit]:
    if _GBK_LEADS.isdisjoint(text):  # the pattern takes 8 ms to compile
        return
    for match in _utf8_as_gbk_pattern().finditer(text):
        chars = _decoded(match[0].encode("gb18030"), "utf-8")
        if _plain_chinese(chars) and _mean(chars) - _mean(match[0]) >= _BETTER:
            yield Edit(Span(*match.span()), chars)


@cache
def _utf8_as_gbk_pattern() -> re.Pattern[str]:
    # Two characters of three bytes arrive as three of two: lead+next, next+lead, next+next.
    pairs = (_LEAD, _NEXT), (_NEXT, _LEAD), (_NEXT, _NEXT)
    units = "".join(f"[{_pairs(first, second)}]" for first, second in pairs)
    return compiled(f"(?:{units})+")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _plain_chinese(chars: str) -> bool:
    table = commonness()
    rare = sum(c not in SIGNS and table.get(c, UNKNOWN) < _COMMON for c in chars)
    return bool(chars) and rare * 5 <= len(chars)


def _mean(chars: str) -> float:
    table = commonness()
    return sum(_SIGN if c in SIGNS else table.get(c, UNKNOWN) for c in chars) / len(chars)
