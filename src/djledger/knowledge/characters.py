"""How common each Chinese character is, and how it is read: tables that ship with djledger.

They are facts about the script, not choices a user might overlay, and so they are no YAML.
`scripts/make_character_tables.py` writes them and names their sources.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from djledger.errors import DefectError

_STEP = 0.25  # natural logarithm per line of the table
# Signs that Chinese prose is full of, beside ASCII.
SIGNS = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·％．＋－／～\u3000①②③④⑤⑥⑦⑧⑨⑩○×"
    "０１２３４５６７８９"
)
UNKNOWN = -40 * _STEP - 2  # of a character that the table leaves out

# Letters that fonts and GBK's own pinyin letters use for others.
_ALIKE = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "ü", "’": "'", "ĕ": "ě", "ă": "ǎ", "ŏ": "ǒ"})
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


@cache
def commonness() -> dict[str, float]:
    """Return for each character the logarithm of how common it is; the commonest has 0."""
    lines = _table("frequencies").splitlines()
    return {char: -_STEP * level for level, chars in enumerate(lines) for char in chars}


@cache
def readings() -> dict[str, str]:
    """Return for each reading, with its tone mark, the characters that are read so."""
    return dict(line.split("\t") for line in _table("readings").splitlines())


@cache
def _toneless() -> dict[str, str]:
    merged: dict[str, str] = {}
    for reading, chars in readings().items():
        key = toneless(reading)
        merged[key] = merged.get(key, "") + chars
    return merged


def toneless(reading: str) -> str:
    """Return *reading* without tone marks. The two dots of ü stay."""
    bare = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", bare)


def spelled(letters: str) -> str:
    """Return *letters* as the table spells them: composed, with plain a and g."""
    return unicodedata.normalize("NFC", letters).translate(_ALIKE)


@lru_cache(4096)  # all the syllables that there are, with their tones, and as many others
def read_as(reading: str) -> str:
    """Return the characters that *reading* can stand for.

    A reading with a tone mark counts with its tone. One without may be the neutral tone or
    plain carelessness, and counts for every tone.
    """
    if toneless(reading) != reading:
        return readings().get(reading.lower(), "")
    return _toneless().get(reading, "")


def _table(name: str) -> str:
    return (files("djledger.knowledge") / f"{name}.txt").read_text("utf-8")


@cache
def simplified() -> dict[int, str]:
    """Return OpenCC's table of traditional characters, for `str.translate`.

    Of several simplified forms the first, as OpenCC does; only characters that change.
    """
    table = {ord(char): forms[0] for char, forms in opencc_table("TSCharacters")}
    return {code: form for code, form in table.items() if chr(code) != form}


@cache
def traditional() -> frozenset[str]:
    """Return the characters that `simplified` changes."""
    return frozenset(map(chr, simplified()))


def opencc_table(name: str) -> list[tuple[str, list[str]]]:
    """Return each key of a dictionary of the installed OpenCC package, with its forms.

    The package is found but not imported.
    """
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise DefectError("opencc-python-reimplemented is not installed")
    file = Path(spec.origin).with_name("dictionary") / f"{name}.txt"
    lines = (line.partition("\t") for line in file.read_text("utf-8").splitlines())
    return [(key, forms.split(" ")) for key, _, forms in lines]
