"""Write knowledge/places.txt: the names of provinces, cities and counties, by level.

    python scripts/make_places.py CODES.csv

CODES.csv has a column ``adcode`` (the six digits of GB/T 2260, more are cut off) and a column
``name``, as any copy of the Ministry of Civil Affairs' yearly list has. The reader of place names
works without a name being listed: the list only says where 政和县 begins, and which cities are
counties.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/djledger/knowledge/places.txt"
# Rows of the list that stand for no place.
_NO_PLACES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_LEVELS = ("省", "市", "县")


def main(codes: Path) -> None:
    """Write the list."""
    names: dict[str, set[str]] = {level: set() for level in _LEVELS}
    with codes.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code, name = row["adcode"][:6], row["name"]
            if name not in _NO_PLACES and len(name) > 1:
                names[_level(code)].add(name)
    lines = (" ".join((level, *sorted(names[level]))) for level in _LEVELS)
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "省"
    return "市" if code.endswith("00") else "县"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
