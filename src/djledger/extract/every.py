"""Every number of a text, bare ones too, whatever it is for: what `djledger.quantities` returns.

Unlike `djledger.extract.quantities.find` nothing is judged: dates, ordinals and list marks are
numbers here. Only numerals that are part of a word (统一, 四川) are left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from djledger.extract import numerals
from djledger.extract.measures import Measures
from djledger.extract.noise import Noise
from djledger.extract.qualifiers import Qualifiers
from djledger.model.mention import Quantity

if TYPE_CHECKING:
    from djledger.extract.measures import Unit
    from djledger.extract.numerals import Numeral
    from djledger.knowledge import Knowledge

_SIGNS = numerals.CHINESE
_START = re.compile(rf"\.?[0-9]|[{_SIGNS}半]|[几数](?=[十百千万亿])|对折")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_POWER = re.compile(r"(?:\^([-+]{0,3})([0-9]{1,3})|[eE]([-+]?)([0-9]{1,3}))(?![0-9A-Za-z.])")
_LATIN_SCALE = re.compile(r" ?([kKwWMG])(?![A-Za-z0-9])")
_LATIN_SIZES = {"k": 1000, "K": 1000, "w": 10**4, "W": 10**4, "M": 10**6, "G": 10**9}
_VULGAR = re.compile(r"(?: ([0-9]{1,6}))?/([0-9]{1,6})(?![0-9/])")
_OF = re.compile(r" *分 *之 *")
_AND = re.compile(r" *又 *")
_PERCENT = re.compile(r" *(?:[%‰]|个? *百 *分 *点|(?:成|折)(?![功立为员果绩效本品长熟年合叠]))")
_TENTH = re.compile(r" *([一二三四五六七八九半])(?![个名])")
_SMALL = {"角": "0.1", "毛": "0.1", "分": "0.01"}
_SMALLER = re.compile(r"(又)?")
_TO = re.compile(r" *(?:-{1,2}|—{1,2}|–|~|至|到|[与和](?=.{1,12}间)) *(?:第)?")
_BETWEEN = re.compile(r" *之?间")
_INCLUSIVE = re.compile(r" ?[（(]不?含[^（）()]{0,4}[)）]")
_JOIN = re.compile(r"[个，, 的]{0,2} *(?:并且?|且|而且?|同时|的同时)? *")
_NO_ONE = frozenset("看听说走想问笑起定样般切直致律旦些边旁同共再")
_AFTER_ONE = frozenset(
    "年月日号时点半的是不那这却而和与或以到至又点又，。；：、,.;:!?！？”’\"' ）)\n另就都也吗呢"
)
_BARE = frozenset("百千万亿兆 ")
_DISCOUNT = re.compile(r"([0-9]|[一二三四五六七八九]) ?([0-9]|[一二三四五六七八九]) ?折")
_DOZEN = 12


def every(text: str, knowledge: Knowledge) -> list[Quantity]:
    """Return every number of *text*, in order, disjoint."""
    return _Every(text, knowledge).run()


class _Every:
    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.text = numerals.fold(text)
        self.measures = knowledge.made(Measures)
        self.words = knowledge.made(Noise).words
        self.qualifiers = knowledge.made(Qualifiers)
        self.found: list[Quantity] = []
        self.floor = 0

    def run(self) -> list[Quantity]:
        text = self.text
        if "://" in text or "www." in text:
            text = self.text = _ADDRESS.sub(lambda m: "\0" * len(m[0]), text)
        while (match := _START.search(text, self.floor)) is not None:
            start = match.start()
            quantity = self._number(start)
            if quantity is None:
                self.floor = self._past(start)
                continue
            joined = self._joined(quantity)
            if joined is not None:
                self.found[-1] = joined
            else:
                self.found.append(quantity)
            self.floor = quantity.end
        return self.found

    def _past(self, start: int) -> int:
        word = self.words.at(self.text, start, self.floor)
        if word is not None:
            return word[1]
        return max(start + 1, numerals.digits_end(self.text, start))

    def _number(self, start: int) -> Quantity | None:
        text = self.text
        ahead = text[start - 1 : start]
        if text[start] == "对":
            return (
                Quantity(start, start + 2, Decimal(50), "折", kind="percent")
                if ahead == "打"
                else None
            )
        if ahead.isascii() and ahead.isalpha():
            return None
        discount = _DISCOUNT.match(text, start)
        if discount is not None:
            value = sum(
                n * (numerals.parse(d) or 0)
                for n, d in zip((10, 1), discount.groups(), strict=True)
            )
            return Quantity(
                start,
                discount.end(),
                Decimal(value) / 10,
                "折",
                kind="percent",
                number_end=discount.end() - 1,
            )
        if text[start] in _SIGNS + "半" and self._in_word(start):
            return None
        amount = self._value(start)
        if amount is None:
            return None
        value, high, over, end, lone = amount
        begin, negative = self._sign(start)
        if negative:
            value = -value
        unit, kind, last, value = self._unit(end, value, start)
        if lone and not self._licensed(end, unit):
            return None
        if high is None and (upper := self._range(last, unit, value, start)) is not None:
            value, high, last, unit, kind = upper
        return self._finish(begin, last, value, high, over, unit, kind, end)

    def _in_word(self, start: int) -> bool:
        word = self.words.at(self.text, start, self.floor)
        return word is not None and not _OF.match(self.text, word[1])

    def _sign(self, start: int) -> tuple[int, bool]:
        text = self.text
        at = start
        while at > self.floor and text[at - 1] == " " and start - at < 2:
            at -= 1
        sign = text[at - 1 : at] if at > self.floor else ""
        if sign not in ("-", "负"):
            return start, False
        ahead = text[at - 2 : at - 1] if at > 1 else ""
        if ahead in ("-", "担", "胜", "自") or (ahead.isascii() and ahead.isalnum()):
            return start, False
        return at - 1, True

    def _value(self, start: int) -> tuple[Decimal, Decimal | None, bool, int, bool] | None:
        """Return value, upper value, over, end, and whether it is one Chinese digit alone."""
        text = self.text
        if text[start] == "半":
            return self._half(start)
        if text[start] == ".":
            if text[start - 1 : start] and text[start - 1] in ".0123456789":
                return None
            digits = numerals.digits_end(text, start + 1)
            return Decimal("0" + text[start:digits]), None, False, digits, False
        numeral = numerals.read(text, start, spaced=True)
        if numeral is None or (
            numeral.bare and numeral.end == start + 1 and not self._parts(numeral)
        ):
            return None
        value, high, over, end = numeral.value, numeral.high, numeral.over, numeral.end
        share = self._share(numeral)
        if share is not None:
            return (*share, False)
        if numeral.arabic:
            value, end = self._latin(value, end)
        if _START.match(text, start) and text[end : end + 1] in ("多", "余") and end < len(text):
            over, end = True, end + 1
            scale = text[end : end + 1]
            if scale and scale in "万亿":
                value, end = value * numerals.size_of(scale), end + 1
        if text[end : end + 1] == "打" and text[end + 1 : end + 2] not in (
            "造",
            "击",
            "开",
            "响",
            "好",
            "赢",
        ):
            value, end = value * _DOZEN, end + 1
        if text.startswith(("个亿", "个万"), end):
            value, end = value * numerals.size_of(text[end + 1]), end + 2
        lone = not numeral.arabic and end == start + 1 and text[start] in numerals.ONES
        if numeral.bare and not over and set(text[start : numeral.end]) <= _BARE:
            return None
        return value, high, over, end, lone

    def _half(self, start: int) -> tuple[Decimal, Decimal | None, bool, int, bool] | None:
        following = self.text[start + 1 : start + 2]
        if following in ("百", "千", "万") and following:
            return Decimal(numerals.size_of(following)) / 2, None, False, start + 2, False
        unit = self.measures.at(self.text, start + 1)
        if unit is None or unit.use == "self":
            return None
        return Decimal("0.5"), None, False, start + 1, False

    def _parts(self, numeral: Numeral) -> bool:
        return _OF.match(self.text, numeral.end) is not None

    def _latin(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """40k, 2e5, 2^5, 1 4/3."""
        text = self.text
        match = _POWER.match(text, end)
        if match is not None:
            with localcontext() as context:
                context.prec = 40
                if match[2] is not None:
                    exponent = int(match[2]) * (-1 if match[1].count("-") % 2 else 1)
                    return value**exponent if value else value, match.end()
                return value.scaleb(int(match[3] + match[4])), match.end()
        match = _LATIN_SCALE.match(text, end)
        if match is not None:
            return value * _LATIN_SIZES[match[1]], match.end()
        match = _VULGAR.match(text, end)
        if match is not None and int(match[2]):
            whole, upper = (value, Decimal(match[1])) if match[1] else (Decimal(0), value)
            return whole + upper / int(match[2]), match.end()
        return value, end

    def _share(self, numeral: Numeral) -> tuple[Decimal, Decimal | None, bool, int] | None:
        """百分之八十 is 80, 三分之二 is 0.667, 三又二分之一 is 3.5."""
        text = self.text
        whole = Decimal(0)
        match = _AND.match(text, numeral.end)
        if match is not None and match.end() < len(text):
            lower = numerals.read(text, match.end(), spaced=True)
            if lower is None or not _OF.match(text, lower.end):
                return None
            whole, numeral = numeral.value, lower
        match = _OF.match(text, numeral.end)
        if match is None or match.end() >= len(text) or numeral.value == 0:
            return None
        at = match.end()
        negative = text[at] in "负-"
        at += negative
        upper = (
            numerals.read(text, at, spaced=True)
            if at < len(text) and text[at] in "0123456789" + _SIGNS
            else None
        )
        if upper is None:
            return None
        value, end = (
            self._latin(upper.value, upper.end) if upper.arabic else (upper.value, upper.end)
        )
        sign = -1 if negative else 1
        if numeral.bare and numeral.value == 100:
            return sign * value, upper.high, upper.over, end
        return whole + sign * value / numeral.value, None, upper.over, end

    def _unit(
        self, end: int, value: Decimal, start: int
    ) -> tuple[Unit | str | None, str, int, Decimal]:
        text = self.text
        match = _PERCENT.match(text, end)
        if match is not None:
            word = match[0].replace(" ", "")
            last = match.end()
            if word == "成" and (tenth := _TENTH.match(text, last)):
                value += Decimal(numerals.parse(tenth[1]) or 5) / 10
                last = tenth.end()
            return word.removeprefix("个"), "percent", last, value
        at = end + 1 if text[end : end + 1] == " " else end
        unit = self.measures.at(text, at)
        if unit is None:
            return None, "count", end, value
        last = unit.end
        if unit.kind == "money":
            value, last = self._cents(value, last)
        elif unit.word == "块":
            value, last = self._cents(value, last)
        return unit.word, unit.kind, last, value

    def _cents(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """五元三毛 is 5.3 元."""
        text = self.text
        for _ in range(2):
            at = end + (text[end : end + 1] == "又")
            if at >= len(text) or text[at] not in "0123456789" + _SIGNS:
                break
            numeral = numerals.read(text, at)
            if numeral is None or numeral.value > 99:
                break
            word = text[numeral.end : numeral.end + 3]
            for name in ("角", "毛", "分", "美分"):
                if word.startswith(name):
                    value += numeral.value * Decimal(_SMALL[name[-1]])
                    end = numeral.end + len(name)
                    break
            else:
                break
        return value, end

    def _licensed(self, end: int, unit: Unit | str | None) -> bool:
        following = self.text[end : end + 1]
        return unit is not None or following == "" or following in _AFTER_ONE or following.isascii()

    def _range(
        self, end: int, unit: Unit | str | None, value: Decimal, start: int
    ) -> tuple[Decimal, Decimal, int, Unit | str | None, str] | None:
        text = self.text
        inclusive = _INCLUSIVE.match(text, end)
        match = _TO.match(text, inclusive.end() if inclusive else end)
        if match is None or match.end() >= len(text):
            return None
        sign = text[match.end()]
        if not (sign.isdigit() or sign in _SIGNS):
            return None
        amount = self._value(match.end())
        if amount is None or amount[1] is not None:
            return None
        high, _, _, second, _ = amount
        other, kind, last, high = self._unit(second, high, start)
        if unit is not None and unit != other:
            return None
        value = numerals.shared_scale(text, (start, end), value, (match.end(), second), high)
        if "间" in text[last : last + 2] and (between := _BETWEEN.match(text, last)):
            last = between.end()
        return (value, high, last, other, kind) if value < high else None

    def _finish(
        self,
        begin: int,
        last: int,
        value: Decimal,
        high: Decimal | None,
        over: bool,
        unit: Unit | str | None,
        kind: str,
        number_end: int,
    ) -> Quantity:
        text = self.text
        after = self.qualifiers.after(text, last)
        before = self.qualifiers.before_spaced(text, begin, self.floor)
        qualifier = "exact"
        if high is not None:
            qualifier = "range"
        elif over:
            qualifier = "over"
        elif after is not None:
            qualifier, last = after.qualifier, after.end
        elif (compared := self._compared(begin, last)) is not None:
            qualifier = compared
        elif before is not None:
            qualifier = before.qualifier
        return Quantity(begin, last, value, str(unit or ""), high, kind, qualifier, number_end)

    def _compared(self, begin: int, last: int) -> str | None:
        """比三十大, 比170低."""
        text = self.text
        at = last + (text[last : last + 1] == " ")
        ahead = text[max(0, begin - 2) : begin].rstrip()
        if not ahead.endswith("比"):
            return None
        following = text[at : at + 1]
        if following in ("大", "高", "多", "长", "重"):
            return "over"
        return "under" if following in ("小", "低", "少", "短", "轻") else None

    def _joined(self, quantity: Quantity) -> Quantity | None:
        """大于10小于20 is one range; so is 1000以上，1500以下."""
        if not self.found:
            return None
        last = self.found[-1]
        if {last.qualifier, quantity.qualifier} != {"over", "under"}:
            return None
        between = self.text[last.end : quantity.start]
        if len(between) > 12 or re.search(r"[0-9A-Za-z。；\n]", between):
            return None
        low, high = (last, quantity) if last.qualifier == "over" else (quantity, last)
        if low.value is None or high.value is None or low.value >= high.value:
            return None
        return replace(
            quantity, start=last.start, value=low.value, value_max=high.value, qualifier="range"
        )
