"""Which encoding a text came in, when nobody says.

The ladder: a byte order mark; UTF-8, if every byte fits and none is NUL; where there are NULs,
UTF-16; otherwise GB 18030 or Big5, whichever makes the commoner characters. A detector for all
the world's languages cannot tell the last two apart in eight characters; one that knows the
text is Chinese can. A file that is damaged in a few places is read all the same, with U+FFFD
for what cannot be.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from djledger.knowledge.characters import SIGNS, UNKNOWN, commonness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_CHINESE = ("gb18030", "big5hkscs")
# What users call them, and the larger table that pages and programs mean by it.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}
_SURE = float("inf")
_SAMPLE = 4000  # characters that are looked at
# Logarithms on the scale of `commonness`. Chinese prose has a mean of about -4.
_SIGN = -4.0  # punctuation and ASCII: no evidence either way
_STRANGE = -20.0  # what no report has
_DOUBTFUL = -6.5  # a mean below is hardly Chinese
_READABLE = -8.0  # a mean below is none


def detect(data: bytes) -> tuple[str, str, float]:
    """Return the text in *data*, its encoding, and how sure that is.

    The last is by how much a character, in natural logarithms, the text is likelier than in
    the next best encoding; ``inf`` where nothing competed. The byte order mark is no part of
    the text. Raises `ValueError` where nothing readable comes out.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return decode(data[len(mark) :], encoding, errors="replace"), encoding, _SURE
    if b"\0" in data:
        return _best(_ranked(data, (*_WIDE, "utf-8", *_CHINESE), errors="replace"))
    try:
        return data.decode("utf-8"), "utf-8", _SURE
    except UnicodeDecodeError:
        pass
    ranked = [*_ranked(data, _CHINESE), *_ranked(data, ("utf-8",), errors="replace")]
    if max(ranked)[0] < _DOUBTFUL:
        ranked += _ranked(data, (*_WIDE, *_CHINESE), errors="replace")
    return _best(ranked)


def decode(data: bytes, encoding: str, errors: str = "strict") -> str:
    """Return *data* decoded, with U+FFFD for each half of a broken surrogate pair."""
    if encoding.startswith("utf-16") and not len(data) % 2:
        errors = "surrogatepass"
    return whole(data.decode(encoding, errors))


def larger(encoding: str) -> str:
    """Return Python's name of *encoding*, or of the larger one that is meant by it.

    Raises `LookupError` where there is none of that name.
    """
    name = codecs.lookup(encoding).name
    return _LARGER.get(name, name)


def whole(text: str) -> str:
    """Return *text* with U+FFFD for each lone surrogate: no file could hold those."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def _ranked(
    data: bytes, encodings: Iterable[str], errors: str = "strict"
) -> Iterator[tuple[float, str, str]]:
    for encoding in encodings:
        try:
            text = decode(data, encoding, errors)
        except UnicodeDecodeError:
            continue
        yield _likelihood(text), encoding, text


def _best(candidates: Iterable[tuple[float, str, str]]) -> tuple[str, str, float]:
    (score, encoding, text), *others = sorted(candidates, reverse=True)
    if score < _READABLE:
        raise ValueError("no encoding makes Chinese of it")
    rivals = [other for other, name, _ in others if name != encoding]
    return text, encoding, score - rivals[0] if rivals else _SURE


def _likelihood(text: str) -> float:
    table = commonness()
    sample = text[:_SAMPLE]
    return sum(_weight(char, table) for char in sample) / max(1, len(sample))


def _weight(char: str, table: dict[str, float]) -> float:
    if char in table:
        return table[char]
    if "\u4e00" <= char <= "\u9fff":
        return UNKNOWN
    plain = char.isascii() and (char.isprintable() or char.isspace())
    return _SIGN if plain or char in SIGNS else _STRANGE
