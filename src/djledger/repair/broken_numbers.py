"""Numbers that spaces or a line's end broke into pieces: 1 2.7 %, 3 5 6 户, 13.21⏎万元.

Only what can be nothing else is joined. Columns of a table, lists and dates stay apart, and a
space between a number and its unit is not a break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.model.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

_S = "[ \u3000\xa0\u2009\u202f]"  # one space; a tab parts columns
_ANY = re.compile(rf"[0-9.]{_S}{{0,3}}(?:\r?\n{_S}{{0,8}}[0-9.万亿]|(?<=[ \u3000\xa0\u2009\u202f])[0-9.])")


def find(text: str, knowledge: Knowledge) -> Iterator[Edit]:
    """Yield an edit for each gap inside a number.

    >>> from djledger.knowledge import default
    >>> [len(list(find(s, default()))) for s in ("增长1 2.7 %", "走访3 5 6 户", "2019年 12月")]
    [1, 2, 0]
    """
    if _ANY.search(text):
        rules = knowledge.made(_rules)
        done = 0
        for match in rules.pattern.finditer(text):
            if match.lastgroup == "spaced" and not _in_prose(text, match, rules.labels):
                continue
            for gap in _GAP.finditer(text, max(match.start(), done), match.end()):
                yield Edit(Span(*gap.span()), "")
                done = gap.end()


@dataclass(frozen=True, slots=True)
class _Rules:
    pattern: re.Pattern[str]
    labels: frozenset[str]


_GAP = re.compile(rf"(?:{_S}|\r?\n)+")


def _rules(knowledge: Knowledge) -> _Rules:
    lists = {item["name"]: item["words"] for item in knowledge.items("broken_numbers")}
    units = "|".join(map(re.escape, lists["units"]))
    scaled = f"(?:[余多])?(?:{units})"
    unit = rf"(?={_S}{{0,2}}(?:[%‰]|[万亿千百]?{scaled}))"
    spaced = (
        rf"(?<![0-9A-Za-z.,，:：/~－—-])(?:"
        rf"[0-9](?:{_S}[0-9](?![0-9.]))*{_S}[0-9]+"  # 3 5 6, 1 27
        rf"|[0-9]{{1,3}}(?:{_S}[0-9]{{3}})+(?![0-9])"  # 55 235, the national standard's way
        rf"|[0-9]+(?={_S}?\.)"
        rf")(?:{_S}{{0,2}}\.{_S}{{0,2}}[0-9]+(?:{_S}[0-9](?![0-9]))*)?(?![0-9.]){unit}"
    )
    wrapped = rf"(?<=[0-9]){_S}{{0,3}}\r?\n{_S}{{0,8}}[万亿](?={scaled})"
    point = rf"(?<=[0-9])(?:\r?\n{_S}{{0,8}}\.|\.\r?\n{_S}{{0,8}})[0-9]+(?![0-9.]){unit}"
    pattern = f"(?P<wrapped>{wrapped})|(?P<point>{point})|(?P<spaced>{spaced})"
    return _Rules(re.compile(pattern), frozenset(lists["labels"]))


def _in_prose(text: str, match: re.Match[str], labels: frozenset[str]) -> bool:
    return True
