"""Damage a clean report the way pages that were copied too often are damaged.

    python benchmarks/damage.py CLEAN.txt [--shifts N] > DAMAGED.txt

* simplified becomes traditional script (OpenCC s2tw);
* each character that changed carries its reading: 党员 → 黨(dǎng)員(yuán);
* N times the annotation goes in one byte off. The annotator replaced GBK bytes; where the second
  byte of one character and the first of the next are by chance the bytes of a third, it split
  both: the second byte of the latter then pairs with what follows, and all characters are wrong
  until one whose second byte is ASCII brings the text back into step. A decoder writes ? for what
  is no character.

Only places are taken where nothing but the pairing is lost.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

# At least this many characters lie between two shifts.
APART = 60
# A shift that has not ended after so many characters is not made.
LONGEST = 24


def _reading(character: str) -> str:
    return pinyin(character, style=Style.TONE, errors="ignore")[0][0]


def _annotated(clean: str, script: str) -> list[str]:
    return [
        new if new == old else f"{new}({_reading(new)})"
        for old, new in zip(clean, script, strict=True)
    ]


def _lenient(data: bytes) -> str:
    """Decode GBK like a careless page: ? for a pair of bytes that is no character."""
    text, i = [], 0
    while i < len(data):
        size = 1 if data[i] < 0x80 else 2
        try:
            text.append(data[i : i + size].decode("gbk"))
        except UnicodeDecodeError:
            text.append("?")
        i += size
    return "".join(text)


def _shifted(place: str, converted: frozenset[str]) -> tuple[str, int] | None:
    """What a note between the first two characters of *place* makes of it, and of how many."""
    first, second, *rest = (c.encode("gbk", "replace") for c in place)
    if len(first) == 1 or len(second) == 1:
        return None
    split = _lenient(first[1:] + second[:1])
    if split not in converted:
        return None
    head = _lenient(first + second[:1] + f"({_reading(split)})".encode("gbk"))
    run = b""
    for count, pair in enumerate((second[1:], *rest), start=2):
        run += pair
        if pair[-1] < 0x80:  # the text is back in step, unless the byte was a sign of its own
            tail = _lenient(run)
            lost = count > 2 and (len(pair) == 1 or "?" in tail)
            return None if lost else (head + tail, count)
    return None


def _converted() -> frozenset[str]:
    """The characters that an annotator of traditional text has in its list: the common ones."""
    simplify = opencc.OpenCC("t2s").convert
    han = map(chr, range(0x4E00, 0x9FA6))
    return frozenset(c for c in han if (new := simplify(c)) != c and _is_common(new))


def _is_common(character: str) -> bool:
    """Is it one of the 3,755 of the first level of GB 2312?"""
    try:
        return b"\xb0\xa1" <= character.encode("gb2312") <= b"\xd7\xf9"
    except UnicodeEncodeError:
        return False


def damage(clean: str, shifts: int = 0) -> str:
    """Return *clean* in traditional script, annotated, with up to *shifts* places out of step."""
    script = opencc.OpenCC("s2tw").convert(clean)
    pieces = _annotated(clean, script)
    converted = _converted()
    result: list[str] = []
    i, free = 0, 0
    while i < len(pieces):
        window = script[i : i + LONGEST]
        possible = shifts and i >= free and len(window) > 1
        found = _shifted(window, converted) if possible else None
        text, count = found or (pieces[i], 1)
        result.append(text)
        i += count
        if found:
            shifts, free = shifts - 1, i + APART
    return "".join(result)


def main() -> None:
    usage = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usage.add_argument("clean", type=Path)
    usage.add_argument("--shifts", type=int, default=0)
    args = usage.parse_args()
    text = damage(args.clean.read_text(encoding="utf-8"), args.shifts)
    sys.stdout.buffer.write(text.encode("utf-8"))


if __name__ == "__main__":
    main()
