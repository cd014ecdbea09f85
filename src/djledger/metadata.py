"""What a report says of itself: title, date, place and level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge

_DATE = re.compile(
    r"(20[0-4][0-9]|19[5-9][0-9]) ?(?:年|[-./]) ?(1[0-2]|0?[1-9]) ?(?:月|[-./]) ?(3[01]|[12][0-9]|0?[1-9])(?![0-9])日?"
)
_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}[省市州盟])?(?:[\u4e00-\u9fff]{1,4}[县区旗市])?[\u4e00-\u9fff]{1,4}?(?:自治县|自治旗|街道|[市州盟县区旗乡镇村])"
)
_LEVELS = (
    ("省", "省"), ("自治区", "省"), ("州", "市"), ("盟", "市"), ("市", "市"), ("县", "县"),
    ("旗", "县"), ("区", "县"), ("镇", "乡镇"), ("乡", "乡镇"), ("街道", "乡镇"), ("村", "村"),
)
_KINDS = re.compile(r"(?:农|贫困|乡|示范|试点|行政|开发|片|社|园|景|重点|先进|后进|涣散|所在|全|各|我|本|该|每|个)[省市州盟县区旗乡镇村]$")
_HEAD_LINES = 12
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, place and level ('' where the text is silent) and the date of a report."""

    title: str = ""
    place: str = ""
    level: str = ""
    date: date | None = None


def find(text: str, knowledge: Knowledge, *, place: str = "", given: str = "") -> Metadata:  # noqa: ARG001
    """Return what the working *text* says of itself; *place* and *given* (a date) overrule it.

    The date is looked for in the first and the last lines, where datelines and signatures
    stand; *given* is ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` (the last day is meant).
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    head = lines[:_HEAD_LINES]
    title = next((line for line in head if len(line) <= _TITLE_LENGTH and _is_title(line)), "")
    found = place or _place(title) or next((p for line in head if (p := _place(line))), "")
    return Metadata(title, found, _level(found), parse_date(given) or _date(head, lines[-3:]))


def parse_date(given: str) -> date | None:
    """Return the date that ``YYYY[-MM[-DD]]`` means (its last day), None for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", given.strip())
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        if match[3]:
            return date(year, month, int(match[3]))
        return date(year, month, last_day(year, month))
    except ValueError:
        return None


def last_day(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:  # noqa: PLR2004 -- February
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _is_title(line: str) -> bool:
    return not re.search(r"[。；;>＞:：|]", line) and len(line) > 3 and bool(re.search(r"[\u4e00-\u9fff]{4}", line))  # noqa: PLR2004


def _date(head: list[str], tail: list[str]) -> date | None:
    for line in (*head, *reversed(tail)):
        if match := _DATE.search(line):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _place(line: str) -> str:
    match = _PLACE.match(line.removeprefix("中共").lstrip("——-【[（("))
    if match is None or _KINDS.search(match[0]):
        return ""
    return match[0]


def _level(place: str) -> str:
    return next((level for end, level in _LEVELS if place.endswith(end)), "")
