"""Time expressions that carry numerals: 2019年以来, 1-6月, 近三年, “十三五”期间, 8时30分.

They say *when*, so the numbers in them are no quantities. A length of time that was counted or
demanded (连续工作17个小时, 服务期满3年, 3日内答复) is left to `quantities`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from djledger.extract import numerals
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge


class DateSpan(NamedTuple):
    """A time expression. ``kind``: year month day clock quarter span plan age."""

    start: int
    end: int
    kind: str


def find(text: str, knowledge: Knowledge) -> list[DateSpan]:
    """Return the time expressions of *text* that carry numerals, in order, disjoint."""
    return list(knowledge.made(Dates).find(numerals.fold(text)))


_CN = "零〇○一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)[0-9]{{2}}|[一二][{_CN}]{{3}}|\*{{2,4}}|[×X]{{2,4}})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?![0-9.%])"
_DAY = (
    r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?"
    r"|廿[一二三四五六七八九]?|[一二三四五六七八九])(?![0-9.%])"
)
_TO = r" ?(?:[-—–~至到、及和/]|—{2}|--) ?"
_GAP = r"[ \n]{0,2}"
_HOUR = r"(?:2[0-4]|1[0-9]|0?[0-9])"
_CLOCK = (
    rf"{_HOUR}(?::[0-5][0-9](?::[0-5][0-9])?"
    r"|时(?:[0-5]?[0-9]分)?(?![间代期段速差限令效常隔而]))"
)
_DAYTIME = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜|半夜"
_OCLOCK = (
    rf"(?<={_DAYTIME})(?:{_HOUR}|[{_CN}两]{{1,3}})点(?:[0-5]?[0-9]分?|半|整|钟)?"
    rf"|{_HOUR}点[0-5][0-9]分"
)
_COUNT = rf"(?:[0-9]{{1,3}}|[{_CN}两百]{{1,4}}|[几数](?=[个年十]))"
_UNITS = "(?:个月|个季度|个?星期|个?学期|年|天|日|周|月|载)"

_START = compiled(rf"[0-9{_CN}两半廿几数]|\*{{2,4}}年|[×X]{{2,4}}年")
_NUMERAL = compiled(rf"[0-9]+(?:[.,][0-9]+)*|[{_CN}两百]+|[半廿几数]|[*×X]+")
# What can follow the first numeral of a time expression.
_TIMES = frozenset('年月日号时点周季天载后世学财星个半多余期规以”"、及和至到/:-—–~. \n零')
_AFTER_GE = frozenset("月季星学半")
_PLAN = compiled(r"十[一二三四五六]五$")
_WEEKDAY = compiled(r"(?:周|星期|礼拜)$")
_COUNTABLE = frozenset("次场期回轮个名项")  # 每周三次 is no Wednesday
_DEADLINE = compiled(rf"(?:[0-9]|[{_CN}两百])[天日](?:以内|之内|内)")
_QUARTER = compiled(r"[一二三四1-4]季度末?")
_LENGTH = compiled(
    rf"{_COUNT}[多余]?(?:个多?)?半?{_GAP}(?:年|月|天|周|日|载|季度|星期|世纪)(?![均度级])半?"
)
_HALF = compiled(
    r"(?:今|去|明|前|上|下|本|全)?年?[上下前后]半(?:年度?|月|程|场)|半年(?:以来|来|内|后)?"
)
_ENDS = compiled(r"以上|及以上|左右|以下")
_LONG = frozenset("年载纪")
_BEFORE_ORDER = frozenset(" \n，,。；;：:、（(的在比与和较")  # 在后三年; not 滞后45天


class Dates:
    """The patterns, with the words of the knowledge file ``dates``."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = {item["id"]: _any(item["words"]) for item in knowledge.items("dates")}
        self._before = compiled(rf"(?:{words['spans_before']}) ?$")
        self._measured = compiled(rf"(?:{words['measured']})(?:了|约|近|为|是|达)? ?$")
        forms = _forms(f"(?:{words['tails']})?", f"(?:{words['spans_after']})")
        # The first form that matches wins; the group that matched says what it is.
        self._forms = compiled("|".join(f"(?P<{k}_{n}>{f})" for n, (k, f) in enumerate(forms)))

    def find(self, folded: str) -> Iterator[DateSpan]:
        """Yield the time expressions of a folded text."""
        at = 0
        while (match := _START.search(folded, at)) is not None:
            start = match.start()
            numeral = _NUMERAL.match(folded, start)
            # A numeral is taken whole or not at all: 15日 is not 5日.
            past = numeral.end() if numeral else start + 1
            span = self._at(folded, start, at, past)
            if span is None:
                at = past
            else:
                yield span
                at = span.end

    def _at(  # noqa: PLR0911 -- one return a rule
        self, text: str, start: int, floor: int, past: int
    ) -> DateSpan | None:
        if text[start] == "半":
            return _half(text, start, floor)
        following = text[past : past + 1]
        weekday = _WEEKDAY.search(text, max(floor, start - 2), start)
        if weekday is not None and text[start] in "一二三四五六" and following not in _COUNTABLE:
            return DateSpan(start - 1, start + 1, "day")
        if following not in _TIMES and not _PLAN.match(text, start, past):
            return None
        if following == "个" and text[past + 1 : past + 2] not in _AFTER_GE:
            return None
        ahead = text[start - 1] if start > floor else " "
        if ahead == "第":
            quarter = _QUARTER.match(text, start)
            return DateSpan(start - 1, quarter.end(), "quarter") if quarter else None
        if ahead == ".":
            return None
        match = self._forms.match(text, start, min(len(text), start + 60))
        if match is None or match.lastgroup is None:
            return self._length(text, start, floor)
        kind, end = match.lastgroup.partition("_")[0], match.end()
        if self._counts(text, start, end, floor, kind) or (kind == "clock" and ahead == "比"):
            return None
        if kind in {"month", "day"} and ahead.isascii() and ahead.isalnum():
            return None
        return DateSpan(self._lead(text, start, floor) if kind == "span" else start, end, kind)

    def _length(self, text: str, start: int, floor: int) -> DateSpan | None:
        """A length with 近 or 过去 before it, or one of years: they say when."""
        match = _LENGTH.match(text, start, start + 24)
        if match is None or self._counts(text, start, match.end(), floor, "span"):
            return None
        lead = self._lead(text, start, floor)
        if lead == start and match[0].rstrip("半")[-1] not in _LONG:
            return None
        return DateSpan(lead, match.end(), "span")

    def _counts(self, text: str, start: int, end: int, floor: int, kind: str) -> bool:
        """Say whether a length was measured or demanded: 服务期满3年, 3年以上, 5日内."""
        if kind not in {"span", "day"}:
            return False
        written = text[start:end]
        if kind == "day" and ("月" in written or "-" in written):
            return False
        if _DEADLINE.search(text, start, end + 2):
            return True
        if self._measured.search(text, max(floor, start - 8), start):
            return True
        return kind == "span" and _ENDS.match(text, end) is not None

    def _lead(self, text: str, start: int, floor: int) -> int:
        """Where 近, 过去, 今后 … before *start* begins; *start* if nothing leads."""
        match = self._before.search(text, max(floor, start - 6), start)
        if match is None:
            return start
        begin = match.start()
        if match[0].strip() in {"前", "后"} and begin and text[begin - 1] not in _BEFORE_ORDER:
            return start
        return begin


def _forms(tail: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return what each form is, and its pattern; the more specific stand first."""
    year = rf"{_YEAR}{_GAP}(?:学|财)?年"
    part = "(?:份|底|初|末|中旬|上旬|下旬)?"
    month = rf"{_MONTH}{_GAP}月(?!度|季|均|报|供|租){part}"
    day = rf"(?:{_GAP}{_DAY}{_GAP}[日号](?:{_TO}(?:{_MONTH}月)?{_DAY}[日号])?)"
    months = rf"(?:{month}{day}?|{_MONTH}{_TO}{_MONTH}{_GAP}月{part})"
    numeric = (
        r"(?:19|20)[0-9]{2}(?P<sep>[-/.])[0-1]?[0-9](?P=sep)[0-3]?[0-9](?![0-9])/?"
        rf"(?:[ T]{{0,3}}{_CLOCK})?"
    )
    dated = (
        rf"{year}{tail}{_GAP}{months}{tail}"
        rf"(?:{_TO}(?:{year}{_GAP})?{months}{tail})?(?: ?{_CLOCK})?"
    )
    return (
        ("day", numeric),
        ("clock", f"{_CLOCK}|{_OCLOCK}"),
        ("year", rf"(?:{_YEAR}、){{1,8}}{year}{tail}"),
        ("year", rf"{_YEAR}{_GAP}年?{_TO}{year}{tail}"),
        ("year", dated),
        ("year", rf"{year}(?:[{_CN}前上1-4]{{1,4}}季度|[上下]半年)"),
        ("year", rf"{year}(?:{_TO}(?:{year}|今年|去年))?{tail}"),
        ("year", rf"(?:19|20)[0-9]{{2}}{_TO}(?:19|20)?[0-9]{{2}}(?![0-9.%万亿])"),
        ("month", rf"(?:{_MONTH}(?:月份?)?{_TO}){{1,12}}{month}{day}?{tail}"),
        ("month", rf"{month}{day}{_TO}{month}{day}"),
        ("month", rf"{month}{day}?{tail}(?: ?{_CLOCK})?"),
        ("day", rf"{_DAY}{_TO}{_DAY}{_GAP}[日号](?!线|楼|院|文)"),
        ("day", rf"{_DAY}{_GAP}日(?!均|处理|产|游|历|工|吨|供|发){tail}"),
        ("quarter", r"[一二三四1-4](?:[、至到-][一二三四1-4]){0,3}季度末?"),
        ("plan", r"十[一二三四五六]五[”\"]?(?:时期|期间|规划|以来|末|计划)?"),
        ("year", r"[0-9]{2}年代|[0-9]{1,2}世纪|[二一]?十[一二三四五六七八九]?世纪"),
        ("age", r"[6-9]0后|[01]0后|[七八九]零后"),
        ("span", rf"{_COUNT}周年"),
        ("span", rf"{_COUNT}[多余]?(?:个?半)?{_GAP}{_UNITS}[多半]?{after}"),
    )


def _half(text: str, start: int, floor: int) -> DateSpan | None:
    """上半年, 半年."""
    match = _HALF.match(text, max(floor, start - 1)) or _HALF.match(text, start)
    if match is None or match.end() <= start:
        return None
    return DateSpan(max(match.start(), floor), match.end(), "span")


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
