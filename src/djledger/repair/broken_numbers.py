"""Numbers that spaces or a line's end broke into pieces: 1 2.7 %, 3 5 6 户, 13.21⏎万元.

Only what can be nothing else is joined. Columns of a table, lists and dates stay apart, and a
space between a number and its unit is not a break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.model.text import Edit, Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

_SPACES = " \u3000\xa0\u2009\u202f"
_S = f"[{_SPACES}]"  # one space; a tab parts columns
# Every break has a space or a line's end beside a digit: few clean texts do, and then no rule
# need be made.
_ANY = compiled(rf"[0-9]\.?(?:{_S}{{1,3}}[0-9.]|{_S}{{0,3}}\r?\n{_S}{{0,8}}[0-9.万亿])")
_DIGITS = 12  # of a number's whole part
NEEDS = frozenset("0123456789")
_GAP = compiled(rf"(?:{_S}|[\r\n])+")


def find(text: str, knowledge: Knowledge) -> Iterator[Edit]:
    """Yield an edit for each gap inside a number.

    >>> from djledger.knowledge import default
    >>> [len(list(find(s, default()))) for s in ("增长1 2.7 %", "走访3 5 6 户", "2019年 12月")]
    [1, 2, 0]
    """
    if not _ANY.search(text):
        return
    rules = knowledge.made(_rules)
    for match in rules.broken.finditer(text):
        if match.lastgroup == "pieces" and not _one_number(text, match, rules.labels):
            continue
        if match.lastgroup == "decimal" and not _decimal(text, match.start(), rules.labels):
            continue
        for gap in _GAP.finditer(text, *match.span()):
            yield Edit(Span(*gap.span()), "")


@dataclass(frozen=True, slots=True)
class _Rules:
    broken: re.Pattern[str]
    labels: frozenset[str]


def _rules(knowledge: Knowledge) -> _Rules:
    lists = {item["name"]: item["words"] for item in knowledge.items("broken_numbers")}
    units = "|".join(map(re.escape, sorted(lists["units"], key=len, reverse=True)))
    unit = rf"(?={_S}{{0,2}}(?:[%‰]|[万亿千百]?[余多]?(?:{units})))"
    end = rf"\r?\n{_S}{{0,8}}"
    # 1 263 ⏎ 人，: what stands alone on the next line before a stop is a unit
    over = rf"(?={_S}{{0,2}}{end}[余多]?(?:{units})[，,。；;、])"
    point = rf"(?:{_S}{{1,2}}\.{_S}{{0,2}}|\.{_S}{{1,2}}|{_S}{{0,2}}{end}\.|\.{_S}{{0,2}}{end})"
    apart = rf"(?<![0-9A-Za-z.,，:：/~～－—-])(?<![0-9.,，]{_S})"
    shapes = {
        # 13.21 ⏎ 万元
        "scale": rf"(?<=[0-9]){_S}{{0,3}}{end}[万亿](?=[余多]?(?:{units}))",
        # 86 .5, 86. 5, and at a line's end
        "decimal": rf"(?<=[0-9]){point}[0-9]{{1,4}}(?![0-9.]){unit}",
        # 3 5 6; 1 2.7; 8 6 .5; and 55 235, as the national standard for numbers writes it
        "pieces": rf"{apart}(?:[0-9](?:{_S}[0-9](?![0-9.])){{0,9}}{_S}[0-9]{{1,9}}"
        rf"|[0-9]{{1,3}}(?:{_S}[0-9]{{3}}){{1,4}})"
        rf"(?:(?:\.|{point})[0-9]{{1,4}}(?:{_S}[0-9](?![0-9])){{0,4}})?(?![0-9.])(?:{unit}|{over})",
    }
    broken = "|".join(f"(?P<{name}>{shape})" for name, shape in shapes.items())
    return _Rules(compiled(broken), frozenset(lists["labels"]))


def _one_number(text: str, match: re.Match[str], labels: frozenset[str]) -> bool:
    """Whether pieces side by side can be nothing but one number.

    In prose a bare number has no business before another; in a table, after a label (表 1) or
    at the head of a line (a list) it has.
    """
    before = _before(text, match.start())
    pieces = _GAP.split(match[0])
    if before == "\n":
        # No list mark is a row of digits, and none is followed by a bare percentage.
        line = text[match.end() : match.end() + 4].split("\n", maxsplit=1)[0]
        return max(map(len, pieces)) == 1 < len(pieces) - 1 or line.strip(_SPACES) in ("%", "‰")
    if before in labels or before in "\t|":
        return False
    counted = [str(number) for number in range(int(pieces[0][0]), 10)]
    return len(pieces) <= 2 or pieces != counted[: len(pieces)]


def _decimal(text: str, point: int, labels: frozenset[str]) -> bool:
    """Whether the point is a decimal one, and not the mark of a list: 1. 5个村."""
    if text[point] != ".":
        return True
    start = point
    while start and point - start < _DIGITS and text[start - 1].isdecimal():
        start -= 1
    before = _before(text, start)
    return before >= "\u4e00" and before not in labels and before not in "是，。；：、）"


def _before(text: str, start: int) -> str:
    """Return the last character that is no space before *start*, a line's end for none."""
    return text[max(0, start - 9) : start].rstrip(_SPACES)[-1:] or "\n"
