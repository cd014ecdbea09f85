"""Which encoding a text came in, when nobody says."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from djledger.knowledge.characters import UNKNOWN, commonness

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURE = float("inf")
_SAMPLE = 4000  # characters that are looked at
_PLAIN = -4.0  # what punctuation and ASCII count; between a common and a rare character
_STRANGE = -20.0  # what no Chinese report has


def detect(data: bytes) -> tuple[str, str, float]:
    """Return the text in *data*, its encoding, and how sure that is.

    The last is by how much, a character, the logarithm of the likelihood is greater than that
    of the next best encoding; ``inf`` where nothing competed. The ladder: a byte order mark;
    UTF-8 if it fits and holds no NUL; UTF-16 if there are NULs; otherwise whichever of GB 18030
    and Big5 gives the commoner characters. Raises `ValueError` where nothing fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return decode(data[len(mark) :], encoding), encoding, _SURE
    if b"\0" not in data:
        try:
            return data.decode("utf-8"), "utf-8", _SURE
        except UnicodeDecodeError:
            return _best(data, ("gb18030", "big5hkscs"))
    return _best(data, ("utf-16-le", "utf-16-be", "utf-8", "gb18030"))


def decode(data: bytes, encoding: str) -> str:
    """Return *data* decoded, with U+FFFD for each half of a broken surrogate pair."""
    errors = "surrogatepass" if encoding.startswith("utf-16") else "strict"
    return whole(data.decode(encoding, errors))


def whole(text: str) -> str:
    """Return *text* with U+FFFD for each lone surrogate: no file could hold those."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _best(data: bytes, encodings: Iterable[str]) -> tuple[str, str, float]:
    ranked = []
    for encoding in encodings:
        try:
            text = decode(data, encoding)
        except UnicodeDecodeError:
            continue
        ranked.append((_likelihood(text), encoding, text))
    if not ranked:
        raise ValueError("no encoding fits")
    ranked.sort(reverse=True)
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else _SURE
    return ranked[0][2], ranked[0][1], margin


def _likelihood(text: str) -> float:
    table = commonness()
    sample = text[:_SAMPLE]
    return sum(_weight(char, table) for char in sample) / max(1, len(sample))


def _weight(char: str, table: dict[str, float]) -> float:
    if char in table:
        return table[char]
    if "\u4e00" <= char <= "\u9fff":
        return UNKNOWN
    if char.isascii() and (char.isprintable() or char.isspace()) or char in _SIGNS:
        return _PLAIN
    return _STRANGE


_SIGNS = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·％．＋－～\u3000０１２３４５６７８９")
