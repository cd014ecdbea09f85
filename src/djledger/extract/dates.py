"""Time expressions that carry numerals: 2019年以来, 1-6月, 近三年, “十三五”期间, 8时30分.

They say *when*, so the numbers in them are no quantities. A length of time that was counted or
demanded (连续工作17个小时, 服务期满3年) is left to `quantities`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.extract import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class DateSpan:
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
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])(?![0-9.%])"
_TO = r" ?(?:[-—–~至到、及和/]|—{2}|--) ?"
_SPACE = r"[ \n]{0,2}"
_HOUR = r"(?:2[0-4]|1[0-9]|0?[0-9])"
_COUNT = rf"(?:[0-9]{{1,3}}|[{_CN}两百]{{1,4}}|[几数](?=[个年十]))"


class Dates:
    """The patterns, with the words of the knowledge file ``dates``."""

    def __init__(self, knowledge: Knowledge) -> None:
        words = {item["id"]: item["words"] for item in knowledge.items("dates")}
        tails = _any(words["tails"])
        self._before = re.compile(rf"(?:{_any(words['spans_before'])}) ?$")
        self._measured = re.compile(rf"(?:{_any(words['measured'])})(?:了|约|近|为|是|达)? ?$")
        after = _any(words["spans_after"])
        month_tail = r"(?:份|底|初|末|中旬|上旬|下旬)?"
        day = rf"(?:{_SPACE}{_DAY}{_SPACE}[日号](?:{_TO}(?:{_MONTH}月)?{_DAY}[日号])?)"
        month = rf"{_MONTH}{_SPACE}月(?!度|季|均|报|供|租){month_tail}"
        month_end = rf"(?:{month}{day}?|{_MONTH}{_TO}{_MONTH}{_SPACE}月{month_tail})"
        clock = rf"{_HOUR}(?::[0-5][0-9](?::[0-5][0-9])?|时(?:[0-5]?[0-9]分)?(?![间代期段速差限令效常隔而]))"
        year = rf"{_YEAR}{_SPACE}(?:学|财)?年"
        # Each form with what it is; the first that matches wins.
        forms = (
            (
                "day",
                rf"(?:19|20)[0-9]{{2}}([-/.])[0-1]?[0-9]\1[0-3]?[0-9](?![0-9])/?(?:[ T]{{0,3}}{clock})?",
            ),
            ("clock", clock),
            ("year", rf"(?:{_YEAR}、)+{year}(?:{tails})?"),
            ("year", rf"{_YEAR}{_SPACE}年?{_TO}{year}(?:{tails})?"),
            (
                "year",
                rf"{year}(?:{tails})?{_SPACE}{month_end}(?:{tails})?(?:{_TO}(?:{year}{_SPACE})?{month_end}(?:{tails})?)?(?: ?{clock})?",
            ),
            ("year", rf"{year}[{_CN}前上1-4]{{1,4}}季度"),
            ("year", rf"{year}(?:上|下)半年"),
            ("year", rf"{year}(?:{_TO}(?:{year}|今年|去年))?(?:{tails})?"),
            ("year", rf"(?:19|20)[0-9]{{2}}{_TO}(?:19|20)?[0-9]{{2}}(?![0-9.%万亿])"),
            ("month", rf"(?:{_MONTH}(?:月份?)?{_TO})+{month}{day}?(?:{tails})?"),
            ("month", rf"{month}{day}{_TO}{month}{day}"),
            ("month", rf"{month}{day}?(?:{tails})?(?: ?{clock})?"),
            ("day", rf"{_DAY}{_TO}{_DAY}{_SPACE}[日号](?!线|楼|院|文)"),
            ("day", rf"{_DAY}{_SPACE}日(?!均|处理|产|游|历|工|吨|供|发)(?:{tails})?"),
            ("quarter", r"[一二三四1-4](?:[、至到-][一二三四1-4])*季度末?"),
            ("plan", rf"[“\"]?十[一二三四五六]五(?:[”\"])?(?:时期|期间|规划|以来|末|计划)?"),
            ("year", r"[0-9]{2}年代|[0-9]{1,2}世纪|[二一]?十[一二三四五六七八九]?世纪|[2-9]0年代"),
            ("age", r"[6-9]0后|[01]0后|[七八九]零后"),
            ("span", rf"{_COUNT}周年"),
            (
                "span",
                rf"{_COUNT}[多余]?(?:个?半)?(?:{_SPACE})?(?:个月|个季度|个?星期|个?学期|年|天|日|周|月|载)[多半]?(?:{after})",
            ),
        )
        self._forms = tuple((kind, re.compile(form)) for kind, form in forms)
        self._length = re.compile(
            rf"{_COUNT}[多余]?(?:个多?)?(?:半)?{_SPACE}(?:年|月|天|周|日|载|季度|星期|世纪)(?![均度级])半?"
        )
        self._half = re.compile(
            r"(?:今|去|明|前|上|下|本|全)?年?[上下前后]半(?:年度?|月|程|场)|半年(?:以来|来|内|后)?"
        )
        self._start = re.compile(rf"[0-9{_CN}两半廿几数]|\*{{2,4}}年|[×X]{{2,4}}年")
        self._ends = re.compile(r"(?:以上|及以上|左右|以下)")

    def find(self, folded: str) -> Iterator[DateSpan]:
        """Yield the time expressions of a folded text."""
        at, size = 0, len(folded)
        search = self._start.search
        while at < size:
            match = search(folded, at)
            if match is None:
                return
            start = match.start()
            span = self._at(folded, start, at)
            if span is None:
                # A numeral is taken whole or not at all: 15日 is not 5日.
                at = _past(folded, start)
            else:
                yield span
                at = span.end

    def _at(self, text: str, start: int, floor: int) -> DateSpan | None:
        window = text[start : start + 24]
        if not _TIME.search(window):
            return None
        before = text[max(floor, start - 4, 0) : start]
        if before[-1:] in {"第", "."} and before:
            return None
        stop = min(len(text), start + 60)
        if before.endswith(("周", "星期", "礼拜")) and text[start] in "一二三四五六":
            following = text[start + 1 : start + 2]
            if following not in "次场期回轮个名项" or not following:
                return DateSpan(start - 1, start + 1, "day") if floor < start else None
        for kind, form in self._forms:
            match = form.match(text, start, stop)
            if match is None:
                continue
            if (
                kind == "day"
                and self._measured.search(text, max(floor, start - 8), start)
                and "月" not in match[0]
                and "-" not in match[0]
            ):
                return None
            if kind == "span" and _DEADLINE.search(match[0]):
                return None  # 3日内答复: a length that is demanded
            if kind == "span" and self._counted(text, start, match.end(), floor):
                return None
            if kind == "clock" and before.endswith("比"):
                return None  # 师生比1:13
            if kind in {"month", "day"} and before[-1:].isascii() and before[-1:].isalnum():
                return None
            end = match.end()
            begin = start
            if kind == "span":
                begin = self._lead(text, start, floor)
            return DateSpan(begin, end, kind)
        return self._span(text, start, stop, floor)

    def _span(self, text: str, start: int, stop: int, floor: int) -> DateSpan | None:
        if text[start] == "半":
            match = self._half.match(text, max(floor, start - 1)) or self._half.match(text, start)
            if match and match.end() > start:
                return DateSpan(max(match.start(), floor), match.end(), "span")
            return None
        match = self._length.match(text, start, stop)
        if match is None:
            return None
        lead = self._lead(text, start, floor)
        if lead < start and not self._counted(text, start, match.end(), floor):
            return DateSpan(lead, match.end(), "span")
        unit = match[0].rstrip("半")[-1]
        if unit in "年载纪" and not self._counted(text, start, match.end(), floor):
            return DateSpan(start, match.end(), "span")
        return None

    def _lead(self, text: str, start: int, floor: int) -> int:
        """Where 近, 过去, 今后 … before *start* begins; *start* if nothing leads."""
        match = self._before.search(text, max(floor, start - 6), start)
        if match is None:
            return start
        begin = match.start()
        if match[0].strip() in {"前", "后"} and begin and text[begin - 1] not in _BEFORE_ORDER:
            return start  # 滞后45天
        return begin

    def _counted(self, text: str, start: int, end: int, floor: int) -> bool:
        """A length that was measured: 服务期满3年, 3年以上."""
        if self._measured.search(text, max(floor, start - 8), start):
            return True
        return self._ends.match(text, end) is not None


_BEFORE_ORDER = frozenset(" \n，,。；;：:、（(的在比与和较")
_DEADLINE = re.compile(r"[0-9一二三四五六七八九十两百][天日](?:以内|之内|内)$")
_TIME = re.compile(r"[年月日号时周季天后五载]|世纪|[0-9][:/.-][0-9]|星期|学期")
_NUMERAL = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[{_CN}两半廿几数]")


def _past(text: str, start: int) -> int:
    match = _NUMERAL.match(text, start, start + 4096)
    return match.end() if match else start + 1


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
