"""Quantities: numbers with their measure words, exactly as a text has them.

`find` reads a working text and accounts for every numeral: a `Quantity`, or `Ignored` with a
reason. One scan stops at each numeral; everything else looks at a small window around it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.extract import numerals
from djledger.extract.dates import Dates
from djledger.extract.every import every
from djledger.extract.measures import Measures, Unit
from djledger.extract.noise import Noise
from djledger.extract.qualifiers import Modifier, Qualifiers
from djledger.model.mention import Ignored, Quantity

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge

__all__ = ["every", "find"]

_SIGNS = numerals.CHINESE
_START = re.compile(
    rf"[0-9{_SIGNS}半]|[几数](?=[十百千万亿])|\*+|×+|[XxＸ]{{2,8}}(?![A-Za-z0-9])|○{{2,8}}(?![0-9{_SIGNS}])"
)
_MASK = frozenset("*×Xx○")
_GAP = re.compile(r"(?: {0,3}\n {0,3}| {1,3})")
_SCALE = re.compile(r"[万亿兆]{1,2}|[百千](?![分瓦伏克米卡焦帕赫安升乏])")
_SEPARATOR = re.compile(r" ?(?:-{1,2}|[—–]{1,2}|~|至|到) ?")
_INCLUSIVE = re.compile(r"\((?:不?含)[^()\n]{0,6}\)")
_BRACKET = re.compile(r" ?[（(][^（）()\n]{1,24}[）)] ?(?=以上|以下|左右|以内)")
_FRACTION = re.compile(r" ?分 ?之 ?")
_PER_TIME = re.compile(r"每(?:个)?(?:年|月|季度?|周|日|天|旬|半年|学期|星期|两周|两月)")
_STEPS = frozenset("次场回趟遍轮期班班次场次个项篇份课期件")
_FUNCTION = frozenset("的了是为和与及或在有以由被把对从到将共均已者等之其而则就也都又还并但")
_CURRENCY = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_PERCENT = {"百": ("%", Decimal(1)), "千": ("‰", Decimal(1))}


class _Finder:
    """One pass over one text."""

    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.text = numerals.fold(text)
        self.measures = knowledge.made(Measures)
        self.noise = knowledge.made(Noise)
        self.qualifiers = knowledge.made(Qualifiers)
        self.dates = iter(knowledge.made(Dates).find(self.text))
        self.regions = iter(self.noise.regions(self.text))
        self.found: list[Quantity] = []
        self.ignored: list[Ignored] = []
        self.floor = 0
        self.last_far: Modifier | None = None

    def run(self) -> tuple[list[Quantity], list[Ignored]]:
        text, size = self.text, len(self.text)
        date, region = next(self.dates, None), next(self.regions, None)
        while self.floor < size:
            match = _START.search(text, self.floor)
            if match is None:
                break
            start = match.start()
            while region is not None and region[1] <= start:
                region = next(self.regions, None)
            inside = region if region is not None and region[0] < start else None
            while date is not None and date.end <= start:
                date = next(self.dates, None)
            if inside is not None and inside[2] != "quote":
                self._ignore(start, inside[1], inside[2])
                continue
            if date is not None and date.start <= start and date.start >= self.floor:
                self._ignore(date.start, date.end, "duration" if date.kind == "span" else "date")
                continue
            if date is not None and date.start <= start < date.end:
                self._ignore(start, date.end, "date")
                continue
            if text[start] in _MASK:
                self._masked(start, match.end())
                continue
            found = self.noise.quoted(text, start, inside) if inside is not None else None
            if found is None:
                found = self.noise.at(text, start, self.floor)
            if found is not None:
                self._ignore(*found)
                continue
            self._number(start)
        return self.found, self.ignored

    def _ignore(self, start: int, end: int, reason: str) -> None:
        self.ignored.append(Ignored(max(start, self.floor), end, reason))
        self.floor = end

    # -- one number ---------------------------------------------------------------------

    def _masked(self, start: int, end: int) -> None:
        at = _gap(self.text, end)
        scale = _SCALE.match(self.text, at)
        unit = self.measures.at(self.text, _gap(self.text, scale.end()) if scale else at)
        ahead = self.text[start - 1 : start]
        if unit is None or unit.use == "self" or (ahead.isascii() and ahead.isalnum()):
            self.floor = end
            return
        after = self.qualifiers.after(self.text, unit.end)
        last = after.end if after else unit.end
        self._add(
            Quantity(
                start,
                last,
                None,
                unit.word,
                kind=self._kind(unit, start, None),
                qualifier="masked",
                number_end=end,
                why=("masked", unit.word),
            )
        )

    def _number(self, start: int) -> None:
        text = self.text
        if text[start] == "半":
            self._half(start)
            return
        numeral = numerals.read(text, start)
        if numeral is None:
            self._ignore(start, start + 1, "word")
            return
        fraction = self._fraction(numeral)
        if fraction is not None:
            self._add(fraction)
            return
        first = self._amount(numeral)
        second = self._upper(first)
        self._settle(first, second)

    def _half(self, start: int) -> None:
        text = self.text
        at = start + 1
        if text[at : at + 1] == "个":
            at += 1
        unit = self.measures.at(text, at)
        if unit is None or unit.use != "any" or unit.kind not in {"measure", "money"}:
            self._ignore(start, start + 1, "word")
            return
        self._finish(_Amount(start, start + 1, Decimal("0.5"), unit=unit), None)

    def _fraction(self, numeral: numerals.Numeral) -> Quantity | None:
        """百分之八十 is 80 %, 三分之二 and 2/3 are parts of one."""
        text = self.text
        match = _FRACTION.match(text, numeral.end)
        if (
            match is not None
            and match.end() < len(text)
            and (upper := numerals.read(text, match.end()))
        ):
            return self._share(numeral, upper)
        if numeral.arabic and text[numeral.end : numeral.end + 1] == "/":
            match = re.compile(r"/([1-9][0-9]?)(?![0-9/.%])").match(text, numeral.end)
            if (
                match
                and numeral.value < int(match[1])
                and text[numeral.start - 1 : numeral.start] != "/"
            ):
                after = self.qualifiers.after(text, match.end())
                before = self.qualifiers.before(text, numeral.start, self.floor)
                end = after.end if after else match.end()
                return Quantity(
                    numeral.start,
                    end,
                    round(numeral.value / int(match[1]), 6),
                    "",
                    kind="percent",
                    qualifier=_one(False, after, before),
                    number_end=match.end(),
                    why=("fraction",),
                )
        return None

    def _share(self, lower: numerals.Numeral, upper: numerals.Numeral) -> Quantity | None:
        text = self.text
        first = text[lower.start]
        end, over = upper.end, upper.over
        if text[end : end + 1] in ("多", "余") and end < len(text):
            end, over = end + 1, True
        if lower.bare and lower.end == lower.start + 1 and first in _PERCENT:
            unit, factor = _PERCENT[first]
            value, high = upper.value * factor, upper.high
        elif lower.value == 0:
            return None
        else:
            unit, high = "分之", None
            value = round(upper.value / lower.value, 6)
        number_end = end
        after = self.qualifiers.after(text, end)
        before = self.qualifiers.before(text, lower.start, self.floor)
        end = after.end if after else end
        return Quantity(
            lower.start,
            end,
            value,
            unit,
            high,
            "percent",
            "range" if high else _one(over, after, before),
            number_end,
            ("fraction",),
        )

    def _amount(self, numeral: numerals.Numeral) -> _Amount:
        """Read on after the numeral: 多, 万, the measure word, 半."""
        text = self.text
        value, high, over, end = numeral.value, numeral.high, numeral.over, numeral.end
        about = False
        at = end
        gap = _gap(text, at)
        if (
            text[gap : gap + 1] in ("多", "余", "来", "几")
            and gap < len(text)
            and self._more(text, gap, value)
        ):
            about, over, end = text[gap] == "来", text[gap] != "来", gap + 1
            at = gap = _gap(text, end)
        if (
            gap < len(text)
            and text[gap] in "万亿兆百千"
            and (scale := _SCALE.match(text, gap))
            and (numeral.arabic or over)
        ):
            size = numerals.size_of(scale[0])
            value *= size
            high = high * size if high is not None else None
            end = scale.end()
            gap = _gap(text, end)
        elif text.startswith(("个亿", "个万"), gap):  # 投资3个亿
            value, end = value * numerals.size_of(text[gap + 1]), gap + 2
            gap = _gap(text, end)
        if end > at:
            if text[gap : gap + 1] in ("多", "余") and gap < len(text):
                over, end = True, gap + 1
                gap = _gap(text, end)
        amount = _Amount(numeral.start, end, value, high, over, numeral)
        amount.about = about
        inclusive = _INCLUSIVE.match(text, end)
        if inclusive:
            amount.end = inclusive.end()
        unit = self._unit(gap, numeral) if gap != end or text[end : end + 1] else None
        if unit is not None:
            amount.unit, amount.end = unit, unit.end
            amount.number_end = end
            self._half_after(amount)
            self._more_after(amount)
        return amount

    def _more_after(self, amount: _Amount) -> None:
        """两斤多, 4倍多, 三个多小时: 多 behind the unit, or within it."""
        text, unit = self.text, amount.unit
        if unit is None or unit.end >= len(text) or text[unit.end] not in "多余":
            return
        if unit.word == "个":
            longer = self.measures.at(text, unit.end + 1)
            if longer is None or longer.word not in _AFTER_GE:
                return
            amount.unit = longer
            amount.end = longer.end
        elif unit.kind == "count" or text[unit.end + 1 : unit.end + 2] in _MANY:
            return
        else:
            amount.end = unit.end + 1
        amount.over = True

    def _more(self, text: str, at: int, value: Decimal) -> bool:
        following = text[at + 1 : at + 2]
        if text[at] == "余":
            return following not in ("额", "款", "下", "地", "粮", "热", "缺", "年")
        if text[at] == "几":
            return value % 10 == 0 and self.measures.at(text, at + 1) is not None
        if text[at] == "来":
            return value % 10 == 0 and self.measures.at(text, at + 1) is not None
        return value >= 10 or following in ("万", "亿", "千", "百", "个")

    def _unit(self, at: int, numeral: numerals.Numeral) -> Unit | None:
        text = self.text
        unit = self.measures.at(text, at)
        if unit is None:
            return None
        if "\n" in text[numeral.end : at] and (not numeral.arabic or unit.use != "any"):
            return None
        if unit.word[0] == "个" and unit.kind in {"measure", "percent"}:
            unit = unit._replace(word=unit.word[1:].removeprefix("多"))
        lone = not numeral.arabic and numeral.value < 11 and not numeral.over
        if (
            unit.use == "amount"
            and lone
            and text[unit.end : unit.end + 1] not in ("，", "。", "、", "；", ",", "")
        ):
            return None
        if unit.use == "self" and lone and unit.word not in {"镇", "乡", "村", "县", "旗"}:
            return None
        return unit

    def _half_after(self, amount: _Amount) -> None:
        """两个半小时, 三年半, 一亩半."""
        text, unit = self.text, amount.unit
        if unit is None or text[unit.end : unit.end + 1] != "半" or unit.end >= len(text):
            return
        if unit.word == "个":
            longer = self.measures.at(text, unit.end + 1)
            if text.startswith("月", unit.end + 1):
                longer = unit._replace(word="月", kind="measure", end=unit.end + 2)
            if longer is None or longer.kind != "measure":
                return
            amount.unit = longer
        elif unit.kind not in {"measure", "money"} and unit.word != "成":
            return
        else:
            amount.unit = unit._replace(end=unit.end + 1)
        amount.value += Decimal("0.5")
        amount.end = amount.unit.end

    def _upper(self, first: _Amount) -> _Amount | None:
        """Return the second number of 2-3名 or 40万至50万元, if there is one."""
        text = self.text
        match = _SEPARATOR.match(text, first.end)
        if match is None or first.high is not None or match.end() >= len(text):
            return None
        at = match.end()
        sign = text[at]
        if not ("0" <= sign <= "9" or sign in _SIGNS):
            return None
        numeral = numerals.read(text, at)
        if numeral is None or numeral.bare:
            return None
        second = self._amount(numeral)
        unit, other = first.unit, second.unit
        low = first.value
        if unit is not None:
            if other is None or other.word != unit.word:
                return None
            if match[0].strip() in {"到", "至"} and text[max(0, first.start - 1) : first.start] in (
                "从",
                "由",
                "自",
            ):
                return None
        elif second.numeral is not None:
            low = numerals.shared_scale(
                text, (first.start, first.number_end), low, (at, second.number_end), second.value
            )
        if second.high is not None or low >= second.value:
            return None
        first.value, first.high = low, second.value
        return second

    # -- what is it? --------------------------------------------------------------------

    def _settle(self, first: _Amount, second: _Amount | None) -> None:
        """Keep the amount as a quantity, or say why not."""
        numeral = first.numeral
        unit = second.unit if second else first.unit
        if unit is None:
            self._bare(first, second)
            return
        text = self.text
        if (
            unit.word == "组"
            and text[first.start - 1 : first.start] in ("村", "区")
            and second is None
        ):
            self._ignore(first.start, unit.end, "name")  # 东村3组
            return
        if numeral is None or second is not None or numeral.arabic:
            self._finish(first, second)
            return
        if (
            numeral.value == 1
            and not first.over
            and numeral.high is None
            and text[numeral.start] == "一"
            and numeral.end == numeral.start + 1
        ):
            physical = unit.kind in {"measure", "money", "percent"} and unit.word not in _VAGUE
            if self.noise.article(
                text,
                numeral.start,
                unit.end,
                self.floor,
                physical=physical,
                vague=unit.word in _VAGUE,
            ):
                self._ignore(numeral.start, unit.end, "article")
                return
        if (
            text[numeral.start] == "二"
            and numeral.end == numeral.start + 1
            and unit.kind == "count"
            and unit.word not in _TWO
        ):
            self._ignore(numeral.start, unit.end, "ordinal")
            return
        if (
            unit.word == "期"
            and numeral.value < 6
            and not _HELD.search(text, max(0, numeral.start - 8), numeral.start)
        ):
            self._ignore(numeral.start, unit.end, "ordinal")
            return
        if numeral.bare and not first.over and not self._raised(first, unit):
            self._ignore(numeral.start, unit.end, "word")
            return
        if numeral.digits:
            self._ignore(numeral.start, numeral.end, "ordinal")
            return
        self._finish(first, second)

    def _raised(self, amount: _Amount, unit: Unit) -> bool:
        """A bare 万, 千, 百 counts where it is qualified: 近千名, 万元以上."""
        return (
            self.qualifiers.before(self.text, amount.start, self.floor, bare=True) is not None
            or self.qualifiers.after(self.text, unit.end) is not None
        )

    def _bare(self, first: _Amount, second: _Amount | None) -> None:
        """A number without measure word: 8万农户, 参保率为0, or something else entirely."""
        text, numeral = self.text, first.numeral
        if numeral is None:
            return
        end = second.end if second else first.end
        following, ahead = text[end : end + 1], text[numeral.start - 1 : numeral.start]
        han = "\u4e00" <= following <= "\u9fff"
        if (
            following == ":"
            and text[end + 1 : end + 2].isdigit()
            or (
                ahead == ":"
                and self.ignored
                and self.ignored[-1].reason == "ratio"
                and self.ignored[-1].end == numeral.start - 1
            )
        ):
            self._ignore(numeral.start, end, "ratio")
            return
        if not numeral.arabic:
            if text.startswith("大", end) and 2 < numeral.value < 100 and numeral.high is None:
                self._big(first)
                return
            large = numeral.value >= 100 or first.over or numeral.high is not None
            counts = large and han and not numeral.digits and following not in _FUNCTION
            if numeral.bare and not first.over:
                counts = (
                    counts
                    and self.qualifiers.before(text, numeral.start, self.floor, bare=True)
                    is not None
                )
            if counts:
                self._finish(first, second)
            else:
                self._ignore(numeral.start, end, "word")
            return
        if self._symbol(numeral.start):
            self._finish(first, second)
            return
        plain = numeral.end == end and numeral.value == int(numeral.value)
        if plain and numeral.end - numeral.start == 4 and 1900 <= numeral.value < 2100:
            self._ignore(numeral.start, end, "date")
            return
        if following.isascii() and (following.isalpha() or following in "-_/+=" and following):
            code = re.compile(r"[0-9A-Za-z.+/_=-]+").match(text, numeral.start, numeral.start + 64)
            self._ignore(numeral.start, max(end, code.end() if code else end), "code")
            return
        if self.noise.plan(text, end):
            self._ignore(numeral.start, end, "plan_name")
            return
        if text.startswith("大", end) and numeral.value < 100:
            self._big(first)
            return
        if following in "号路线" and following:
            self._ignore(numeral.start, end + 1, "name")
            return
        if self._page(numeral.start, end):
            self._ignore(numeral.start, end, "page")
            return
        said = ahead != "" and ("\u4e00" <= ahead <= "\u9fff" or ahead in " ：:约近,，、")
        large = numeral.end - numeral.start > 1 and (first.over or text[end - 1] in "万亿")
        if (han and (large or following not in _FUNCTION)) or (
            said and self._stated(numeral.start, end)
        ):
            self._finish(first, second)
            return
        self._ignore(numeral.start, end, "bare")

    def _stated(self, start: int, end: int) -> bool:
        """A bare number at the end of a statement: 辍学率为0，参保10945。"""
        text = self.text
        following = text[end : end + 1]
        if following and following not in "，,。；;、）)\n 的和与及":
            return False
        at = start
        while at > 0 and text[at - 1] == " ":
            at -= 1
        return at > 0 and ("\u4e00" <= text[at - 1] <= "\u9fff" or text[at - 1] in "：:，,、)）")

    def _page(self, start: int, end: int) -> bool:
        text = self.text
        left, right = text.rfind("\n", max(0, start - 12), start), text.find("\n", end, end + 12)
        if left < 0 and start > 12 or right < 0 and len(text) - end > 12:
            return False
        line = text[left + 1 : right if right >= 0 else len(text)]
        return len(line) < 12 and _PAGE.fullmatch(line) is not None

    def _big(self, amount: _Amount) -> None:
        """三大片区: 大 stands where a measure word would."""
        text = amount.end
        unit = Unit("大", "count", text + 1)
        following = self.text[text + 1 : text + 2]
        if following and "\u4e00" <= following <= "\u9fff":
            amount.unit, amount.number_end, amount.end = unit, amount.end, unit.end
            self._finish(amount, None)
        else:
            self._ignore(amount.start, text + 1, "word")

    def _finish(self, first: _Amount, second: _Amount | None) -> None:
        text = self.text
        last = second or first
        unit, end = last.unit, last.end
        start = self._signed(first)
        word = unit.word if unit else ""
        over = first.over or (second is not None and second.over)
        bracket = _BRACKET.match(text, end) if unit else None
        after = self.qualifiers.after(text, bracket.end() if bracket else end)
        if after is not None:
            end = after.end
        bare = first.numeral is not None and first.numeral.bare
        before = self.qualifiers.before(text, first.start, self.floor, bare=bare, unit=word)
        if before is None:
            before = self.qualifiers.far(text, first.start, self.floor)
        if (
            before is None
            and self.last_far is not None
            and text[self.floor : self.floor + 1] in ("、", "或", "和", "及")
            and self.found
            and self.found[-1].end == self.floor
        ):
            before = self.last_far  # 不少于5天或40学时
        self.last_far = before if before is not None and self.qualifiers.reaches(before) else None
        qualifier = "range" if first.high is not None else _one(over, after, before)
        if last.about and qualifier == "exact":
            qualifier = "approx"
        if unit is None:
            word, kind = self._symbol(first.start), "count"
            if word:
                kind = "money"
            elif _RATE.search(text, max(0, first.start - 6), first.start):
                kind = "percent"
        else:
            kind = self._kind(unit, first.start, first.value)
        why = tuple(
            w for w in (word, before.word if before else "", after.word if after else "") if w
        )
        self._add(
            Quantity(
                start,
                end,
                _plain(first.value),
                word,
                _plain(first.high),
                kind,
                qualifier,
                last.number_end or last.end,
                why,
            )
        )

    def _signed(self, amount: _Amount) -> int:
        """Take in a minus sign that stands before the number."""
        start, text = amount.start, self.text
        sign = text[start - 1 : start]
        if start <= self.floor or sign not in ("-", "负"):
            return start
        ahead = text[start - 2 : start - 1] if start > 1 else ""
        if ahead.isascii() and ahead.isalnum() or ahead in ("-", "—", "担", "自", "胜", "欺"):
            return start
        amount.value = -amount.value
        return start - 1

    def _symbol(self, start: int) -> str:
        return _CURRENCY.get(self.text[start - 1 : start], "") if start else ""

    def _kind(self, unit: Unit, start: int, value: Decimal | None) -> str:
        if unit.kind != "count" or (value is not None and value > 100) or unit.word not in _OFTEN:
            return unit.kind
        clause = self.text[max(start - 24, 0) : start]
        cut = max(map(clause.rfind, "，,。；;：:！？\n"))
        return "rate" if _PER_TIME.search(clause, cut + 1) or unit.word == "班次" else unit.kind

    def _add(self, quantity: Quantity) -> None:
        self.found.append(quantity)
        self.floor = quantity.end


_AFTER_GE = frozenset(["小时", "钟头", "星期", "学时", "课时"])
_MANY = frozenset("元样种方功媒渠层维项次名位家户人个")  # 多元, 多样: words of their own
_VAGUE = frozenset(
    ["天", "年", "周", "季", "夜", "分", "里", "度", "星期", "秒", "方", "晚", "平", "岁", "角"]
)
_TWO = frozenset(
    ["名", "人", "户", "家", "个", "位", "只", "头", "口", "所", "座", "处", "项", "条"]
)
_HELD = re.compile(r"(?:班|训|举办|开办|通报|简报|专刊|培训|办学?|发布|出版|印发|刊发|连续|共)$")
_OFTEN = frozenset(["次", "场", "回", "趟", "遍", "轮", "期", "班", "班次", "场次", "车次", "航次"])
_RATE = re.compile(r"(?:率|占比|比例|比重|增速|增幅|降幅)(?:仅|只|约|近)?(?:[为达是]|达到)? ?$")
_PAGE = re.compile(r"[-—· ]*(?:第 ?)?[0-9]{1,3}(?: ?页)?(?: ?/ ?[0-9]{1,3})?[-—· ]*")


class _Amount:
    """A numeral with what follows it, while it is being read."""

    __slots__ = ("about", "end", "high", "number_end", "numeral", "over", "start", "unit", "value")

    def __init__(
        self,
        start: int,
        end: int,
        value: Decimal,
        high: Decimal | None = None,
        over: bool = False,
        numeral: numerals.Numeral | None = None,
        unit: Unit | None = None,
    ) -> None:
        self.start, self.end, self.value, self.high, self.over = start, end, value, high, over
        self.numeral, self.unit = numeral, unit
        self.number_end = end
        self.about = False
        if unit is not None:
            self.end = unit.end


def _one(over: bool, after: Modifier | None, before: Modifier | None) -> str:
    if over:
        return "over"
    if after is not None:
        return after.qualifier
    return before.qualifier if before is not None else "exact"


def _plain(value: Decimal | None) -> Decimal | None:
    """The same number without zeros that scaling left: 1.86亿 is 186000000, not …000.00."""
    if value is None or value != value.to_integral_value():
        return value
    return (
        value.quantize(Decimal(1)) if abs(value) < Decimal(10) ** 27 else value.to_integral_value()
    )


def _gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def find(text: str, knowledge: Knowledge) -> tuple[list[Quantity], list[Ignored]]:
    """Return the quantities of *text* and its other numerals with the reason each is none.

    Both lists are in order and disjoint; together they cover every numeral of the text.
    """
    return _Finder(text, knowledge).run()
