"""Periods as dates: 今年以来 in a report of 2024-06-30 is 2024-01-01 to 2024-06-30.

A period that names its year needs nothing else; one that counts from today needs the report's
date and stays open (None) without it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from djledger.patterns import compiled

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge

_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九两", "01234567890001234567892")
_NUMERAL = r"(?:[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两])"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_TO = r"[—\-–~～至到]"
_YEAR = compiled(r"([12][0-9]{3})年度?")
_CHINESE_YEAR = compiled(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
_YEARS = compiled(rf"(?:近|过去|最近|这|前|未来|今后)?({_NUMERAL})个?(?:多|余)?年(?:来|间|里|内)?")
_SPAN = compiled(rf"([12][0-9]{{3}})年度?{_TO}([12][0-9]{{3}})年")
_MONTH = compiled(rf"({_NUMERAL})月")
_PART = compiled("上半年|下半年|季度|全年|年初|年底|年末|年中")
_LATE = compiled("下半年|年底|年末|全年|四季度")
_MONTHS = compiled(
    rf"(?:({_NUMERAL}){_TO})?({_NUMERAL})月(?:份)?(?:({_NUMERAL})[日号])?(?:{_TO}({_NUMERAL})月)?"
)
_QUARTER = compiled("(前)?([一二三四1-4])季度")
_MONTH_END = compiled("月(?:底|末)")
_YEAR_END = compiled("^年?[底末]|年[底末]")
_YEAR_BEGIN = compiled("^年?初|年初")
_SINCE = compiled("以来|以后|之后|起$")
_UNTIL = compiled("截至|截止|截止到|到|至|直到")
_FUTURE = compiled("未来|今后")
# Which year, from the report's. The longer words first: 本年度 is none of 本年.
_RELATIVE = {
    "本年度": 0, "上年度": -1, "今年": 0, "本年": 0, "当年": 0, "年内": 0, "去年": -1, "上年": -1,
    "前年": -2, "明年": 1, "后年": 2, "来年": 1,
}  # fmt: skip
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PLAN = compiled(r"十([一二三四五六七八九])五")
_TODAY = compiled(r"(?:截至|截止|到|迄今|至今|现阶段)?(?:目前|当前|今|日前|现在|今日|为止)+")
_FIRST_PLAN = 10, 2001  # 十五: the tenth plan, 2001 to 2005
_EARLY = 3  # until March, "the last five years" are those that ended with December


def resolve(  # noqa: PLR0911 -- one return a form
    period: str, report: date | None, knowledge: Knowledge
) -> tuple[date | None, date | None]:
    """Return the first and last day that *period* means in a report of the date *report*.

    None for an end that the words leave open (截至目前 has no beginning) or that only a report
    date would tell.
    """
    if not period:
        return None, None
    if start := knowledge.made(_events).get(period.removesuffix("以来")):
        return start, report
    if match := _PLAN.search(period):
        number = 10 + int(match[1].translate(_DIGITS))
        first = _FIRST_PLAN[1] + 5 * (number - _FIRST_PLAN[0])
        if period.endswith("末"):
            return date(first + 4, 12, 31), date(first + 4, 12, 31)
        return date(first, 1, 1), report if period.endswith("以来") else date(first + 4, 12, 31)
    plain = _CHINESE_YEAR.sub(lambda m: m[0].translate(_DIGITS), period).translate(_WIDE)
    if match := _YEARS.fullmatch(plain):
        return _years(plain, number_of(match[1]), report)
    if match := _SPAN.match(plain):
        return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
    year, rest = _year(plain, report)
    if year is None:
        return None, report if _TODAY.fullmatch(plain) else None
    return _within(plain, rest, year, report)


def number_of(numeral: str) -> int:
    """Return the value of a numeral below a hundred, in digits or Chinese."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if ten:
        return int((tens or "1").translate(_DIGITS)) * 10 + int((ones or "0").translate(_DIGITS))
    return int(numeral.translate(_DIGITS))


def _events(knowledge: Knowledge) -> dict[str, date]:
    """Return the first day of each named event (党的十八大), by its names."""
    return {
        word: date.fromisoformat(str(item["start"]))
        for item in knowledge.items("events")
        for word in (item["word"], *item.get("also", ()))
    }


def _year(plain: str, report: date | None) -> tuple[int | None, str]:
    """Return the year that *plain* names or means, and what it says beyond the year."""
    if match := _YEAR.search(plain):
        return int(match[1]), plain[match.end() :]
    for word, offset in _RELATIVE.items():
        if word in plain:
            return (report.year + offset, plain.partition(word)[2]) if report else (None, "")
    if report is None:
        return None, ""
    if month := _MONTH.search(plain):
        # 11月 in a report of March is last year's
        return report.year - (number_of(month[1]) > report.month), plain
    if _PART.search(plain):
        late = _LATE.search(plain) and "前" not in plain
        return report.year - bool(late and report.month <= _EARLY), plain
    return None, ""


def _within(  # noqa: C901 -- one branch a form
    plain: str, rest: str, year: int, report: date | None
) -> tuple[date | None, date | None]:
    """Return the part of *year* that *rest* names, opened to one side by 以来, 截至, 前."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if match := _MONTHS.search(rest):
        month, end = number_of(match[1] or match[2]), number_of(match[4] or match[2])
        if 1 <= month <= 12 and 1 <= end <= 12:
            first, last = date(year, month, 1), date(year, end, monthrange(year, end)[1])
            day = number_of(match[3]) if match[3] else 0
            if 1 <= day <= last.day:
                first = last = date(year, month, day)
            elif _MONTH_END.search(rest):
                first = last
    elif match := _QUARTER.search(rest):
        quarter = _QUARTERS[match[2]]
        last = date(year, 3 * quarter, monthrange(year, 3 * quarter)[1])
        first = first if match[1] else date(year, 3 * quarter - 2, 1)
    elif "上半年" in rest:
        last = date(year, 6, 30)
    elif "下半年" in rest:
        first = date(year, 7, 1)
    elif _YEAR_END.search(rest):
        first = last
    elif _YEAR_BEGIN.search(rest):
        last = first
    if _SINCE.search(plain):
        return first, report
    if _UNTIL.match(plain) or plain.endswith("前"):
        return None, last
    if plain in {"今年", "本年", "本年度"} and report is not None:
        return first, max(first, report)
    return first, last


def _years(plain: str, count: int, report: date | None) -> tuple[date | None, date | None]:
    """Return the *count* years up to (or from) the report's date.

    Counted in calendar years: in June the current one is the last of 近三年, until March the
    one that has just ended is (五年来 in a report to the January congress).
    """
    if report is None:
        return None, None
    if _FUTURE.match(plain):
        return report, date(report.year + count, 12, 31)
    if report.month <= _EARLY:
        return date(report.year - count, 1, 1), date(report.year - 1, 12, 31)
    return date(report.year - count + 1, 1, 1), report
