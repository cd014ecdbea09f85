"""Quantities: numbers with their measure words, exactly as a text has them.

`find` reads a working text and accounts for every numeral: a `Quantity`, or `Ignored` with a
reason (`djledger.extract.noise` lists them). One scan stops at each numeral; everything else
looks at a small window around it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.extract import numerals
from djledger.extract.dates import Dates
from djledger.extract.every import every
from djledger.extract.measures import Measures, Unit
from djledger.extract.noise import Noise, any_of
from djledger.extract.qualifiers import Modifier, Qualifiers
from djledger.model.mention import Ignored, Quantity
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from djledger.extract.dates import DateSpan
    from djledger.extract.noise import Found
    from djledger.extract.numerals import Numeral
    from djledger.knowledge import Knowledge

__all__ = ["every", "find"]

_SIGNS = frozenset(numerals.CHINESE)
_START = compiled(
    rf"[0-9{numerals.CHINESE}半]|[几数](?=[十百千万亿])"
    rf"|\*+|×+|[Xx]{{2,8}}(?![A-Za-z0-9])|○{{2,8}}(?![0-9{numerals.CHINESE}])"
)
# The first character of any of these. A search leaps to one of a class of characters, and is
# five times as fast as one that tries alternatives at each place.
_FIRST = compiled(rf"[0-9{numerals.CHINESE}半几数*×Xx○]")
_MASK = frozenset("*×Xx○")
_GAP = compiled(r" {0,3}\n {0,3}| {1,3}")
_SCALE = compiled(r"[万亿兆]{1,2}|[百千](?![分瓦伏克米卡焦帕赫安升乏])")
_BIG = frozenset("万亿兆百千")
_SEPARATOR = compiled(r" ?(?:-{1,2}|[—–]{1,2}|~|至|到|、) ?")
_SEPARATES = frozenset(" -—–~至到、")
_INCLUSIVE = compiled(r"\((?:不?含)[^()\n]{0,6}\)")
_BRACKET = compiled(r" ?\([^()\n]{1,24}\) ?(?=以上|以下|左右|以内)")
_FRACTION = compiled(r" ?分 ?之 ?")
_VULGAR = compiled(r"/([1-9][0-9]?)(?![0-9/.%])")
_CODE = compiled(r"[0-9A-Za-z.+/_=-]+")
_PAGE = compiled(r"[-—· ]*(?:第 ?)?[0-9]{1,3}(?: ?页)?(?: ?/ ?[0-9]{1,3})?[-—· ]*")
_PER_TIME = compiled(r"每(?:个)?(?:年|月|季度?|周|日|天|旬|半年|学期|星期|两周|两月)|日发")
_RATE = compiled(r"(?:率|占比|比例|比重|增速|增幅|降幅)(?:仅|只|约|近)?(?:[为达是]|达到)? ?$")
# A number before one of these is no number of the noun that follows.
_FUNCTION = frozenset("的了是为和与及或在有以由被把对从到将共均已者等之其而则就也都又还并但")
_CURRENCY = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_SHARES = {"百": "%", "千": "‰"}
_NOT_MORE = frozenset("额款下地粮热缺年")  # 余额, 余粮
_MANY = frozenset("元样种方功媒渠层维项次名位家户人个")  # 多元, 多样
_CLOSES = frozenset("，,。；;、）)\n 的和与及")
_ENDS = frozenset("，,。；;、）)\n")
_NO_UNIT = _FUNCTION | frozenset("万亿千百十号路线年月日时点余多来几半大第倍折")
_BEFORE_MINUS = frozenset("为是到达了长率值")
_LISTED = compiled(r"[\u4e00-\u9fff]{0,10}[、或和及][\u4e00-\u9fff]{0,8}")


class _Rules:
    """Small rules about measure words, from the knowledge file ``measures``."""

    def __init__(self, knowledge: Knowledge) -> None:
        items = {i["id"]: i for i in knowledge.items("measures") if "units" in i}
        units = {name: frozenset(item["units"]) for name, item in items.items()}
        self.vague, self.two = units["vague"], units["two"]
        self.often, self.always_often = units["often"], units["always_often"]
        self.split_by_more, self.small_towns = units["split_by_more"], units["small_towns"]
        self.ordinal, self.groups = units["ordinal_unless_held"], units["groups"]
        self.held = compiled(rf"(?:{any_of(items['ordinal_unless_held']['held'])})$")
        self.group_after = frozenset(items["groups"]["after"])


class _Amount:
    """A numeral with what follows it, while it is being read."""

    __slots__ = ("about", "end", "high", "number_end", "numeral", "over", "start", "unit", "value")

    def __init__(self, start: int, end: int, value: Decimal, numeral: Numeral | None) -> None:
        self.start, self.end, self.number_end = start, end, end
        self.value, self.numeral = value, numeral
        self.high = numeral.high if numeral else None
        self.over = numeral.over if numeral else False
        self.about = False
        self.unit: Unit | None = None


class _Finder:
    """One pass over one text."""

    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.raw, self.text = text, numerals.fold(text)
        self.measures = knowledge.made(Measures)
        self.noise = knowledge.made(Noise)
        self.qualifiers = knowledge.made(Qualifiers)
        self.rules = knowledge.made(_Rules)
        self.dates = iter(knowledge.made(Dates).find(self.text))
        self.regions = iter(self.noise.regions(self.text))
        self.date: DateSpan | None = next(self.dates, None)
        self.region: Found | None = next(self.regions, None)
        self.found: list[Quantity] = []
        self.ignored: list[Ignored] = []
        self.floor = 0
        self.reaching: Modifier | None = None

    def run(self) -> tuple[list[Quantity], list[Ignored]]:
        text, at = self.text, 0
        while (first := _FIRST.search(text, max(at, self.floor))) is not None:
            start, at = first.span()
            match = _START.match(text, start)
            if match is None:
                continue
            if text[start] in _MASK and self._dated(start) is None:
                self._masked(start, match.end())
                continue
            found = self._dated(start)
            if found is None:
                region = self._around(start)
                if region is not None:
                    found = self.noise.quoted(text, start, region)
                if found is None:
                    found = self.noise.at(text, start, self.floor)
            if found is not None:
                self._ignore(*found)
            else:
                self._number(start)
        return self.found, self.ignored

    def _dated(self, start: int) -> Found | None:
        """The title, the address or the time expression that *start* stands in."""
        region = self._around(start)
        if region is not None and region[2] != "quote":
            return (start, region[1], region[2])
        while self.date is not None and self.date.end <= start:
            self.date = next(self.dates, None)
        date = self.date
        if date is None or date.start > start:
            return None
        return (date.start, date.end, "duration" if date.kind == "span" else "date")

    def _around(self, start: int) -> Found | None:
        while self.region is not None and self.region[1] <= start:
            self.region = next(self.regions, None)
        return self.region if self.region is not None and self.region[0] < start else None

    def _ignore(self, start: int, end: int, reason: str) -> None:
        self.ignored.append(Ignored(max(start, self.floor), end, reason))
        self.floor = end

    def _add(self, quantity: Quantity) -> None:
        self.found.append(quantity)
        self.floor = quantity.end

    # -- reading ----------------------------------------------------------------------------

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
        self._settle(first, self._upper(first))

    def _masked(self, start: int, end: int) -> None:
        """A number that was made unreadable: **家, ****元. Other asterisks are no numerals."""
        text = self.text
        at = _gap(text, end)
        scale = _SCALE.match(text, at)
        unit = self.measures.at(text, _gap(text, scale.end()) if scale else at)
        ahead = text[start - 1 : start]
        if unit is None or unit.use == "self" or (ahead.isascii() and ahead.isalnum()):
            self.floor = end
            return
        after = self.qualifiers.after(text, unit.end)
        last = after.end if after else unit.end
        kind, why = self._kind(unit, start, None), ("masked", unit.word)
        self._add(Quantity(start, last, None, unit.word, None, kind, "masked", end, why))

    def _half(self, start: int) -> None:
        """半亩, 半个小时. 半年 and 半数 are dates and words."""
        text = self.text
        at = start + 1 + text.startswith("个", start + 1)
        unit = self.measures.at(text, at)
        counted = unit is not None and (unit.kind in {"measure", "money"} or unit.word == "成")
        if unit is None or unit.use != "any" or not counted:
            self._ignore(start, start + 1, "word")
            return
        amount = _Amount(start, unit.end, Decimal("0.5"), None)
        amount.unit, amount.number_end = unit, start + 1
        self._finish(amount, None)

    def _fraction(self, numeral: Numeral) -> Quantity | None:
        """百分之八十 is 80 %, 三分之二 and 2/3 are parts of one."""
        text = self.text
        following = text[numeral.end : numeral.end + 1]
        if following == "/" and numeral.arabic:
            match = _VULGAR.match(text, numeral.end)
            if match is None or numeral.value >= int(match[1]) or self._behind("/", numeral.start):
                return None
            value = _ratio(numeral.value, Decimal(match[1]))
            return self._share(numeral.start, match.end(), value, "分之", None, over=False)
        if following not in ("分", " "):
            return None
        match = _FRACTION.match(text, numeral.end)
        if match is None or match.end() >= len(text) or not self._starts(match.end()):
            return None
        upper = numerals.read(text, match.end())
        if upper is None or numeral.value == 0:
            return None
        end, over = upper.end, upper.over
        if end < len(text) and text[end] in "多余":
            end, over = end + 1, True
        name = text[numeral.start : numeral.end]
        if name in _SHARES:
            unit, value, high = _SHARES[name], upper.value, upper.high
        else:
            unit, value, high = "分之", _ratio(upper.value, numeral.value), None
        return self._share(numeral.start, end, value, unit, high, over=over)

    def _share(
        self, start: int, end: int, value: Decimal, unit: str, high: Decimal | None, *, over: bool
    ) -> Quantity:
        after = self.qualifiers.after(self.text, end)
        before = self.qualifiers.before(self.text, start, self.floor)
        before = before or self.qualifiers.base(self.text, start, self.floor)
        qualifier = "range" if high is not None else _qualifier(after, before, over=over)
        last = after.end if after else end
        return Quantity(start, last, value, unit, high, "percent", qualifier, end, ("fraction",))

    def _amount(self, numeral: Numeral) -> _Amount:
        """Read on after the numeral: 多, 万, the measure word, 半."""
        amount = _Amount(numeral.start, numeral.end, numeral.value, numeral)
        text = self.text
        at = self._more(amount, _gap(text, numeral.end))
        if at < len(text):
            at = self._scale(amount, at)
        amount.number_end = amount.end
        inclusive = _INCLUSIVE.match(text, amount.end) if text.startswith("(", amount.end) else None
        if inclusive is not None:
            amount.end = at = inclusive.end()
        unit = self._unit(at, numeral) or self._rare_unit(at, numeral)
        if unit is not None:
            amount.unit, amount.end = unit, unit.end
            if text[unit.end : unit.end + 1] in ("半", "多", "余"):
                self._half_after(amount)
                self._more_after(amount)
            elif unit.word == "成":
                self._tenth_after(amount)
        return amount

    def _more(self, amount: _Amount, at: int) -> int:
        """Take in 多, 余, 几, 来 behind the number; return where the next part begins."""
        text, value = self.text, amount.value
        sign, following = text[at : at + 1], text[at + 1 : at + 2]
        if sign == "余":
            more = following not in _NOT_MORE
        elif sign == "多":
            more = value >= 10 or (following != "" and following in "万亿千百个")
        elif sign in ("几", "来"):
            more = value % 10 == 0 and self.measures.at(text, at + 1) is not None
        else:
            return at
        if not more:
            return at
        amount.end = at + 1
        amount.about, amount.over = sign == "来", amount.over or sign != "来"
        return _gap(text, amount.end)

    def _scale(self, amount: _Amount, at: int) -> int:
        """Take in 万 behind a blank or behind 多 (2.75 万亩, 100多万元), and 3个亿."""
        text = self.text
        numeral = amount.numeral
        if text[at] in _BIG and numeral is not None and (numeral.arabic or amount.over):
            scale = _SCALE.match(text, at)
            if scale is None:
                return at
            size, amount.end = numerals.size_of(scale[0]), scale.end()
        elif text[at] == "个" and text[at + 1 : at + 2] in ("亿", "万"):
            size, amount.end = numerals.size_of(text[at + 1]), at + 2
        else:
            return at
        amount.value *= size
        amount.high = amount.high * size if amount.high is not None else None
        at = _gap(text, amount.end)
        if text[at : at + 1] in ("多", "余"):
            amount.end, amount.over = at + 1, True
            at = _gap(text, amount.end)
        return at

    def _unit(self, at: int, numeral: Numeral) -> Unit | None:
        unit = self.measures.at(self.text, at)
        if unit is None:
            return None
        lone = not numeral.arabic and numeral.value < 11 and not numeral.over
        if "\n" in self.text[numeral.end : at] and (not numeral.arabic or unit.use != "any"):
            return None
        if unit.use == "amount" and lone and self.text[unit.end : unit.end + 1] not in _CLOSES:
            return None
        if unit.use == "self" and lone and unit.word not in self.rules.small_towns:
            return None
        if self.text.startswith("(", unit.end):  # 41台（套）: as it is written
            other = self.measures.at(self.text, unit.end + 1)
            if other is not None and other.use == "any" and self.text.startswith(")", other.end):
                end = other.end + 1
                unit = unit._replace(word=self.raw[at:end], end=end)
        if unit.word[0] == "个" and unit.kind in {"measure", "percent"}:
            unit = unit._replace(word=unit.word[1:].removeprefix("多"))
        return unit

    def _rare_unit(self, at: int, numeral: Numeral) -> Unit | None:
        """A measure word that nobody listed: one character, and the clause ends (古墓146冢。)."""
        word = self.text[at : at + 1]
        if not numeral.arabic or not _han(word) or word in _NO_UNIT:
            return None
        closes = at + 1 >= len(self.text) or self.text[at + 1] in _ENDS
        return Unit(word, "count", at + 1) if closes else None

    def _half_after(self, amount: _Amount) -> None:
        """两个半小时, 三年半, 一亩半."""
        text, unit = self.text, amount.unit
        if unit is None or text[unit.end] != "半":
            return
        if unit.word == "个":
            longer = self.measures.at(text, unit.end + 1)
            if text.startswith("月", unit.end + 1):
                longer = unit._replace(word="月", kind="measure", end=unit.end + 2)
            if longer is None or longer.kind != "measure":
                return
        elif unit.kind in {"measure", "money"} or unit.word == "成":
            longer = unit._replace(end=unit.end + 1)
        else:
            return
        amount.unit = longer
        amount.value += Decimal("0.5")
        amount.end = amount.unit.end

    def _tenth_after(self, amount: _Amount) -> None:
        """九成五 is 9.5 成."""
        text, end = self.text, amount.end
        tenth = text[end : end + 1]
        if tenth in numerals.ONES and tenth != "两" and self.measures.at(text, end + 1) is None:
            amount.value += (numerals.parse(tenth) or 0) / Decimal(10)
            amount.end = end + 1

    def _more_after(self, amount: _Amount) -> None:
        """两斤多, 4倍多, 三个多小时: 多 behind the unit, or within it."""
        text, unit = self.text, amount.unit
        if unit is None or text[unit.end : unit.end + 1] not in ("多", "余"):
            return
        if unit.word == "个":
            longer = self.measures.at(text, unit.end + 1)
            if longer is None or longer.word not in self.rules.split_by_more:
                return
            amount.unit, amount.end = longer, longer.end
        elif unit.kind == "count" or text[unit.end + 1 : unit.end + 2] in _MANY:
            return
        else:
            amount.end = unit.end + 1
        amount.over = True

    def _upper(self, first: _Amount) -> _Amount | None:
        """Return the second number of 2-3名 or 40万至50万元, if there is one."""
        text = self.text
        if text[first.end : first.end + 1] not in _SEPARATES or first.high is not None:
            return None
        match = _SEPARATOR.match(text, first.end)
        if match is None or not self._starts(match.end()):
            return None
        numeral = numerals.read(text, match.end())
        if numeral is None or numeral.bare:
            return None
        second = self._amount(numeral)
        low = self._lower(first, second, match[0].strip())
        if low is None or second.high is not None or low >= second.value:
            return None
        first.value, first.high = low, second.value
        return second

    def _lower(self, first: _Amount, second: _Amount, separator: str) -> Decimal | None:
        """Return the lower end with the scale it shares; None if the two are no range."""
        if separator == "、":  # 两、三名: only of neighbours, and not 一、二类
            if self.text.startswith("一", first.start):
                return None
            near = first.unit is None and second.unit is not None and second.value < 10
            return first.value if near and second.value == first.value + 1 else None
        if first.unit is None:
            place = (first.start, first.number_end)
            other = (second.start, second.number_end)
            return numerals.shared_scale(self.text, place, first.value, other, second.value)
        if second.unit is None or second.unit.word != first.unit.word:
            return None
        moves = separator in {"到", "至"} and self._behind("从由自", first.start)
        return None if moves else first.value

    def _starts(self, at: int) -> bool:
        sign = self.text[at : at + 1]
        return "0" <= sign <= "9" or sign in _SIGNS

    def _behind(self, signs: str, start: int) -> bool:
        return start > 0 and self.text[start - 1] in signs

    # -- what is it? ------------------------------------------------------------------------

    def _settle(self, first: _Amount, second: _Amount | None) -> None:
        """Keep the amount as a quantity, or say why not."""
        unit = second.unit if second else first.unit
        if unit is None:
            self._bare(first, second)
            return
        reason = self._no_count(first, unit) if second is None else None
        if reason is None:
            self._finish(first, second)
        else:
            self._ignore(first.start, unit.end, reason)

    def _no_count(self, amount: _Amount, unit: Unit) -> str | None:
        """Return why a numeral with a measure word counts nothing; None if it does."""
        text, numeral, rules = self.text, amount.numeral, self.rules
        if unit.word in rules.groups and text[amount.start - 1 : amount.start] in rules.group_after:
            return "name"
        if numeral is None or numeral.arabic:
            return None
        written = text[numeral.start : numeral.end]
        count = unit.kind == "count"
        if written == "一" and not amount.over and self._article(numeral.start, unit):
            return "article"
        early = unit.word in rules.ordinal and numeral.value < 6 and not self._held(numeral.start)
        second = written == "二" and count and unit.word not in rules.two
        if second or early or numeral.digits:
            return "ordinal"
        bare = numeral.bare and not amount.over and not self._raised(amount, unit)
        return "word" if bare else None

    def _article(self, start: int, unit: Unit) -> bool:
        vague = unit.word in self.rules.vague
        if unit.kind != "count" and not vague and not self._behind("漏落", start):
            return False
        return self.noise.article(self.text, start, unit.end, licensed=not vague)

    def _held(self, start: int) -> bool:
        return self.rules.held.search(self.text, max(0, start - 8), start) is not None

    def _raised(self, amount: _Amount, unit: Unit) -> bool:
        """A bare 万, 千, 百 counts where it is qualified: 近千名, 万元以上."""
        return (
            self.qualifiers.before(self.text, amount.start, self.floor, bare=True) is not None
            or (unit.kind == "money" and self._behind("达到至过", amount.start))
            or self.qualifiers.after(self.text, unit.end) is not None
        )

    def _bare(self, first: _Amount, second: _Amount | None) -> None:
        """A number without measure word: 8万农户, 参保率为0, or something else entirely."""
        text, numeral = self.text, first.numeral
        end = second.end if second else first.end
        if numeral is None:
            return
        if text.startswith("大", end) and second is None and 2 < numeral.value < 100:
            self._great(first)
            return
        judge: Callable[[_Amount, int], tuple[int, str] | None]
        judge = self._bare_arabic if numeral.arabic else self._bare_chinese
        verdict = judge(first, end)
        if verdict is None:
            self._finish(first, second)
        else:
            self._ignore(first.start, *verdict)

    def _great(self, amount: _Amount) -> None:
        """三大片区: 大 stands where a measure word would."""
        at = amount.end + 1
        following = self.text[at : at + 1]
        if _han(following):
            amount.unit = Unit("大", "count", at)
            amount.end = at
            self._finish(amount, None)
        else:
            self._ignore(amount.start, at, "word")

    def _bare_chinese(self, amount: _Amount, end: int) -> tuple[int, str] | None:
        """Return where it ends and why it is none; None for 五千农户, 近万群众."""
        text, numeral = self.text, amount.numeral
        following = text[end : end + 1]
        if numeral is None or numeral.digits or not _han(following) or following in _FUNCTION:
            return end, "word"
        if numeral.bare and not amount.over:
            before = self.qualifiers.before(text, amount.start, self.floor, bare=True)
            return None if before is not None else (end, "word")
        large = numeral.value >= 100 or amount.over or numeral.high is not None
        return None if large else (end, "word")

    def _bare_arabic(  # noqa: PLR0911 -- one return a reason
        self, amount: _Amount, end: int
    ) -> tuple[int, str] | None:
        """Return where it ends and why it is none; None for 8万农户, 辍学率为0."""
        text, start, value = self.text, amount.start, amount.value
        following = text[end : end + 1]
        if self._symbol(start):
            return None
        if self._in_ratio(start, end):
            return end, "ratio"
        if amount.number_end - start == 4 and 1900 <= value < 2100 and value % 1 == 0:
            return end, "date"
        if following and following.isascii() and (following.isalpha() or following in "-_/+="):
            code = _CODE.match(text, start, start + 64)
            return max(end, code.end() if code else end), "code"
        if self.noise.plan(text, end):
            return end, "plan_name"
        if following and following in "号路线":
            return end + 1, "name"
        if self._page(start, end):
            return end, "page"
        scaled = amount.over or text[end - 1] in "万亿"
        if _han(following) and (scaled or following not in _FUNCTION):
            return None
        return None if self._stated(start, end) else (end, "bare")

    def _in_ratio(self, start: int, end: int) -> bool:
        """18.5:42.3:39.2."""
        text = self.text
        if text.startswith(":", end) and text[end + 1 : end + 2].isdigit():
            return True
        last = self.ignored[-1] if self.ignored else None
        return (
            last is not None
            and last.reason == "ratio"
            and last.end == start - 1
            and text[start - 1] == ":"
        )

    def _stated(self, start: int, end: int) -> bool:
        """A bare number at the end of a statement: 辍学率为0，参保10945。"""
        text = self.text
        if end < len(text) and text[end] not in _CLOSES:
            return False
        at = start
        while at > 0 and start - at < 4 and text[at - 1] == " ":
            at -= 1
        return at > 0 and (_han(text[at - 1]) or text[at - 1] in "：:，,、)）")

    def _page(self, start: int, end: int) -> bool:
        """A line that holds nothing but a page number."""
        text = self.text
        left, right = text.rfind("\n", max(0, start - 12), start), text.find("\n", end, end + 12)
        if (left < 0 and start > 12) or (right < 0 and len(text) - end > 12):
            return False
        line = text[left + 1 : right if right >= 0 else len(text)]
        return len(line) < 12 and _PAGE.fullmatch(line) is not None

    # -- the quantity -----------------------------------------------------------------------

    def _finish(self, first: _Amount, second: _Amount | None) -> None:
        text, last = self.text, second or first
        unit, end, word = last.unit, last.end, ""
        if unit is None:
            word = self._symbol(first.start)
            share = _RATE.search(text, max(0, first.start - 6), first.start) is not None
            kind = "money" if word else "percent" if share else "count"
        else:
            word, kind = unit.word, self._kind(unit, first.start, first.value)
            bracket = _BRACKET.match(text, end) if text[end : end + 1] in ("(", " ") else None
            end = bracket.end() if bracket else end
        after = self.qualifiers.after(text, end, word)
        end = after.end if after else end
        before = self._before(first, word)
        if before is None and kind == "percent":
            before = self.qualifiers.base(text, first.start, self.floor)
        over = first.over or last.over
        qualifier = "range"
        if first.high is None:
            qualifier = _qualifier(after, before, over=over)
            if last.about and qualifier == "exact":
                qualifier = "approx"
        value, start = first.value, first.start
        if self._negative(start):
            value, start = -value, start - 1
        why = tuple(w for w in (word, before and before.word, after and after.word) if w)
        self._add(
            Quantity(
                start,
                end,
                numerals.plain(value),
                word,
                None if first.high is None else numerals.plain(first.high),
                kind,
                qualifier,
                last.number_end,
                why,
            )
        )

    def _before(self, amount: _Amount, unit: str) -> Modifier | None:
        """Return the modifier before the number; in a list it goes on (不少于5天或40学时)."""
        text, floor = self.text, self.floor
        bare = amount.numeral is not None and amount.numeral.bare
        before = self.qualifiers.before(text, amount.start, floor, bare=bare, unit=unit)
        if before is None:
            before = self.qualifiers.far(text, amount.start, floor)
        if before is None and self.reaching is not None and self.found[-1].end == floor:
            listed = _LISTED.fullmatch(text, floor, amount.start)
            before = self.reaching if listed else None
        self.reaching = before if before and self.qualifiers.reaches(before) else None
        return before

    def _negative(self, start: int) -> bool:
        """Say whether a minus sign stands before the number (and no dash or hyphen)."""
        text = self.text
        if start <= self.floor or text[start - 1] not in "-负":
            return False
        ahead = text[start - 2 : start - 1] if start > 1 else " "
        if text[start - 1] == "负":
            return not _han(ahead) or ahead in _BEFORE_MINUS  # not 减负, 欠负
        return ahead not in "-—" and not (ahead.isascii() and ahead.isalnum())

    def _symbol(self, start: int) -> str:
        return _CURRENCY.get(self.text[start - 1], "") if start else ""

    def _kind(self, unit: Unit, start: int, value: Decimal | None) -> str:
        """Return the kind of number; how often in each 月 is a ``rate``."""
        rules = self.rules
        if unit.word not in rules.often or (value is not None and value > 100):
            return unit.kind
        if unit.word in rules.always_often:
            return "rate"
        clause = self.text[max(start - 24, 0) : start]
        cut = max(map(clause.rfind, "，,。；;：:！？\n"))
        return "rate" if _PER_TIME.search(clause, cut + 1) else unit.kind


def _qualifier(after: Modifier | None, before: Modifier | None, *, over: bool) -> str:
    if over:
        return "over"
    if after is not None:
        return after.qualifier
    return before.qualifier if before is not None else "exact"


def _ratio(upper: Decimal, lower: Decimal) -> Decimal:
    """Return a share to six places: what no decimal can write is cut somewhere."""
    share = round(upper / lower, 6).normalize()
    return share if share % 1 else share.quantize(Decimal(1))


def _han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _gap(text: str, at: int) -> int:
    if text[at : at + 1] not in (" ", "\n"):
        return at
    match = _GAP.match(text, at)
    return match.end() if match else at


def find(text: str, knowledge: Knowledge) -> tuple[list[Quantity], list[Ignored]]:
    """Return the quantities of *text* and its other numerals with the reason each is none.

    Both lists are in order and disjoint; together they cover every numeral of the text.
    """
    return _Finder(text, knowledge).run()
