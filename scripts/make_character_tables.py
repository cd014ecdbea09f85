"""Write the two character tables that djledger ships, from packages of the development setup.

    python scripts/make_character_tables.py

* ``frequencies.txt``: how common each character is in Chinese prose. Source: the word counts
  of jieba's ``dict.txt`` (MIT licence), each word's count added to each of its characters.
  Traditional forms get the count of their simplified form (OpenCC ``TSCharacters.txt``,
  Apache-2.0). A line holds the characters of one level; each line is a quarter of a natural
  logarithm less common than the line above.
* ``readings.txt``: ``reading<TAB>characters``, with tone marks. Source: the ``pinyin_dict``
  of pypinyin (MIT licence), for the characters that GBK can write.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "djledger" / "knowledge"
STEP = 0.25  # natural logarithm per line of frequencies.txt
LEVELS = 40  # what is rarer than exp(-LEVELS * STEP) of the commonest is left out


def main() -> None:
    """Write both tables."""
    (TARGET / "frequencies.txt").write_text(frequencies(), "utf-8", newline="\n")
    (TARGET / "readings.txt").write_text(readings(), "utf-8", newline="\n")


def frequencies() -> str:
    """Return the text of ``frequencies.txt``."""
    count: Counter[str] = Counter()
    for line in (_package("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, times, *_ = line.split(" ")
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                count[char] += int(times)
    traditional = (_package("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    for line in traditional.splitlines():
        char, _, simple = line.partition("\t")
        best = max((count[s] for s in simple.split(" ")), default=0)
        if len(char) == 1 and "\u4e00" <= char <= "\u9fff":
            count[char] = max(count[char], best)
    top = math.log(max(count.values()))
    levels = [""] * LEVELS
    for char in sorted(count):
        level = round((top - math.log(max(count[char], 1))) / STEP)
        if level < LEVELS:
            levels[level] += char
    return "\n".join(levels) + "\n"


def readings() -> str:
    """Return the text of ``readings.txt``."""
    table = json.loads((_package("pypinyin") / "pinyin_dict.json").read_text("utf-8"))
    chars: dict[str, str] = {"r": "儿兒"}  # 花儿 huār: the suffix has no vowel of its own
    for code, several in sorted(table.items(), key=lambda item: int(item[0])):
        char = chr(int(code))
        try:
            char.encode("gbk")
        except UnicodeEncodeError:
            continue
        for reading in several.split(","):
            key = unicodedata.normalize("NFC", reading)
            if char not in chars.get(key, ""):
                chars[key] = chars.get(key, "") + char
    return "".join(f"{reading}\t{chars[reading]}\n" for reading in sorted(chars))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed")
    return Path(spec.origin).parent


if __name__ == "__main__":
    main()
