"""Single values as text: what YAML, JSON, JSONL and CSV have in common."""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from djledger.patterns import compiled

if TYPE_CHECKING:
    from decimal import Decimal

# What JSON lets stand in a string and YAML does not, or reads back as a line break. U+0085 is
# no rarity: UTF-8 read as Latin-1 is full of it (党 is E5 85 9A).
_ESCAPED = compiled("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def number(value: Decimal) -> str:
    """Return the digits of *value* as they are: no float, no exponent, ``3.20`` stays ``3.20``."""
    written = str(value)
    return f"{value:f}" if "E" in written else written


def quoted(text: str) -> str:
    """Return *text* as a JSON string on one line, which is a YAML string too."""
    written = encode_basestring(text)
    if written.isprintable():
        return written
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", written)
