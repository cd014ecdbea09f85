"""Every number of a text, bare ones too, whatever it is for: what `djledger.quantities` returns.

Unlike `djledger.extract.quantities.find` nothing is judged: dates, ordinals and list marks are
numbers here. Only numerals that are part of a word (统一, 四川) are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from djledger.extract import numerals
from djledger.extract.measures import Measures
from djledger.extract.noise import Noise
from djledger.extract.qualifiers import Qualifiers
from djledger.model.mention import Quantity
from djledger.patterns import compiled

if TYPE_CHECKING:
    import re

    from djledger.extract.numerals import Numeral
    from djledger.knowledge import Knowledge

_SIGNS = numerals.CHINESE
_START = compiled(rf"\.?[0-9]|[{_SIGNS}半]|[几数](?=[十百千万亿])|对折")
_ADDRESS = compiled(r"(?:https?://|www\.)[\x21-\x7e]+")
_BARE = frozenset("百千万亿兆 ")
_SCALES = compiled(r"[百千万亿兆]+(?![一二三四五六七八九])")
_POWER = compiled(r"(?:\^([-+]{0,3})([0-9]{1,3})|[eE]([-+]?[0-9]{1,3}))(?![0-9A-Za-z.])")
_LATIN_SCALE = compiled(r" ?([kKwWMG])(?![A-Za-z0-9])")
_LATIN_SIZES = {"k": 1000, "K": 1000, "w": 10**4, "W": 10**4, "M": 10**6, "G": 10**9}
_VULGAR = compiled(r"(?: ([0-9]{1,6}))?/([0-9]{1,6})(?![0-9/])")
_DISCOUNT = compiled(r"([0-9]|[一二三四五六七八九]) ?([0-9]|[一二三四五六七八九]) ?折")
_OF = compiled(r" *分 *之 *")
_AND = compiled(r" *又 *")
_PERCENT = compiled(r" *(?:[%‰]|个? *百 *分 *点|(?:成|折)(?![功立为员果绩效本品长熟年合叠]))")
_TENTH = compiled(r" *([一二三四五六七八九半])(?![个名])")
_CENTS = compiled(r"(美?)([角毛分])")
_CENT = {"角": "0.1", "毛": "0.1", "分": "0.01"}
_TO = compiled(r" *(?:-{1,2}|—{1,2}|–|~|至|到|[与和](?=.{1,12}间)) *第?")
_BETWEEN = compiled(r" *之?间")
_INCLUSIVE = compiled(r" ?\(不?含[^()]{0,4}\)")
_SEPARATE = compiled(r"[0-9A-Za-z。；\n]")
# What may follow a lone 一 that is a number, besides measure words, signs and Latin.
_AFTER_ONE = frozenset("年月日号时点半的是不那这却而和与或以到至又，。；：、！？”’）另就都也吗呢")
_DOZEN = 12
_NOT_DOZEN = frozenset("造击开响好赢")  # 打造, 打击: 打 is a verb there
_MORE = {"大": "over", "高": "over", "多": "over", "长": "over", "重": "over"}
_LESS = {"小": "under", "低": "under", "少": "under", "短": "under", "轻": "under"}
_COMPARED = {**_MORE, **_LESS}


@dataclass(slots=True)
class _Amount:
    """A number while it is being read. ``end`` is where the next part begins."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    over: bool = False
    number_end: int = 0
    unit: str = ""
    kind: str = "count"


def every(text: str, knowledge: Knowledge) -> list[Quantity]:
    """Return every number of *text*, in order, disjoint."""
    return _Every(text, knowledge).run()


class _Every:
    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.text = numerals.fold(text)
        if "://" in text or "www." in text:
            self.text = _ADDRESS.sub(lambda m: "\0" * len(m[0]), self.text)
        self.measures = knowledge.made(Measures)
        self.words = knowledge.made(Noise).words
        self.qualifiers = knowledge.made(Qualifiers)
        self.found: list[Quantity] = []
        self.floor = 0

    def run(self) -> list[Quantity]:
        while (match := _START.search(self.text, self.floor)) is not None:
            start = match.start()
            quantity = self._number(start)
            if quantity is None:
                self.floor = self._past(start)
                continue
            joined = self._joined(quantity)
            if joined is None:
                self.found.append(quantity)
            else:
                self.found[-1] = joined
            self.floor = quantity.end
        return self.found

    def _past(self, start: int) -> int:
        word = self.words.at(self.text, start, self.floor)
        if word is not None:
            return word[1]
        bare = _SCALES.match(self.text, start)
        return bare.end() if bare else max(start + 1, numerals.digits_end(self.text, start))

    def _number(self, start: int) -> Quantity | None:  # noqa: PLR0911 -- one return a form
        text = self.text
        ahead = text[start - 1 : start]
        if text[start] == "对":
            whole = Quantity(start, start + 2, Decimal(50), "折", kind="percent")
            return whole if ahead == "打" else None
        if ahead.isascii() and ahead.isalpha():
            return None
        if (match := _DISCOUNT.match(text, start)) is not None:
            tens, ones = (numerals.parse(digit) or Decimal(0) for digit in match.groups())
            return Quantity(start, match.end(), tens + ones / 10, "折", kind="percent")
        if not text[start].isascii() and self._in_word(start):
            return None
        amount = self._amount(start)
        if amount is None:
            return None
        self._sign(amount)
        lone = amount.number_end == start + 1 and text[start] in numerals.ONES
        self._unit(amount)
        if lone and not self._licensed(amount):
            return None
        self._range(amount)
        return self._quantity(amount)

    def _in_word(self, start: int) -> bool:
        word = self.words.at(self.text, start, self.floor)
        return word is not None and not _OF.match(self.text, word[1])

    def _sign(self, amount: _Amount) -> None:
        """Take in a minus sign that stands before the number."""
        text, at = self.text, amount.start
        while at > self.floor and text[at - 1] == " " and amount.start - at < 2:
            at -= 1
        if at <= self.floor or text[at - 1] not in "-负":
            return
        ahead = text[at - 2] if at > 1 else " "
        if ahead not in "-担胜自" and not (ahead.isascii() and ahead.isalnum()):
            amount.value, amount.start = -amount.value, at - 1

    # -- the number -------------------------------------------------------------------------

    def _amount(self, start: int) -> _Amount | None:
        text = self.text
        if text[start] == "半":
            return self._half(start)
        if text[start] == ".":
            if start and text[start - 1] in ".0123456789":
                return None
            end = numerals.digits_end(text, start + 1)
            return _Amount(start, end, Decimal("0" + text[start:end]), number_end=end)
        numeral = numerals.read(text, start, spaced=True)
        if numeral is None:
            return None
        amount = self._share(numeral)
        if amount is None:
            if numeral.bare and not numeral.over and _BARE.issuperset(text[start : numeral.end]):
                return None  # 万万: no digit at all
            end, high = numeral.end, numeral.high
            amount = _Amount(start, end, numeral.value, high, numeral.over)
            self._latin(amount, arabic=numeral.arabic)
            self._tail(amount)
        amount.number_end = amount.end
        return amount

    def _half(self, start: int) -> _Amount | None:
        following = self.text[start + 1 : start + 2]
        if following in ("百", "千", "万"):
            value = Decimal(numerals.size_of(following)) / 2
            return _Amount(start, start + 2, value, number_end=start + 2)
        unit = self.measures.at(self.text, start + 1)
        if unit is None or unit.use == "self":
            return None
        return _Amount(start, start + 1, Decimal("0.5"), number_end=start + 1)

    def _tail(self, amount: _Amount) -> None:
        """多, 余 behind the number; 个亿; 打 (a dozen)."""
        text = self.text
        if text[amount.end : amount.end + 1] in ("多", "余"):
            amount.over, amount.end = True, amount.end + 1
            scale = text[amount.end : amount.end + 1]
            if scale in ("万", "亿"):
                amount.value, amount.end = amount.value * numerals.size_of(scale), amount.end + 1
        if text.startswith(("个亿", "个万"), amount.end):
            amount.value *= numerals.size_of(text[amount.end + 1])
            amount.end += 2
        if (
            text.startswith("打", amount.end)
            and text[amount.end + 1 : amount.end + 2] not in _NOT_DOZEN
        ):
            amount.value, amount.end = amount.value * _DOZEN, amount.end + 1

    def _latin(self, amount: _Amount, *, arabic: bool) -> None:
        """40k, 2e5, 2^5, 1 4/3."""
        if not arabic:
            return
        text = self.text
        match = _POWER.match(text, amount.end)
        if match is not None:
            with localcontext() as context:
                context.prec = 40
                amount.value = _power(amount.value, match)
        elif match := _LATIN_SCALE.match(text, amount.end):
            amount.value *= _LATIN_SIZES[match[1]]
        elif (match := _VULGAR.match(text, amount.end)) and int(match[2]):
            whole = amount.value if match[1] else Decimal(0)
            amount.value = whole + Decimal(match[1] or amount.value) / int(match[2])
        if match is not None:
            amount.end = match.end()

    def _share(self, numeral: Numeral) -> _Amount | None:
        """百分之八十 is 80, 三分之二 is 0.667, 三又二分之一 is 3.5."""
        text, whole, start = self.text, Decimal(0), numeral.start
        also = _AND.match(text, numeral.end)
        if also is not None and also.end() < len(text):
            lower = numerals.read(text, also.end(), spaced=True)
            if lower is None:
                return None
            whole, numeral = numeral.value, lower
        match = _OF.match(text, numeral.end)
        if match is None or numeral.value == 0:
            return None
        negative = text[match.end() : match.end() + 1] in ("负", "-")
        at = match.end() + negative
        upper = numerals.read(text, at, spaced=True) if self._starts(at) else None
        if upper is None:
            return None
        amount = _Amount(start, upper.end, upper.value, None, upper.over)
        self._latin(amount, arabic=upper.arabic)
        value = -amount.value if negative else amount.value
        if numeral.bare and numeral.value == 100:
            amount.value, amount.high, amount.kind = value, upper.high, "percent"
        else:
            amount.value = whole + value / numeral.value
        return amount

    def _starts(self, at: int) -> bool:
        sign = self.text[at : at + 1]
        return sign != "" and (sign in "0123456789" or sign in _SIGNS)

    # -- what belongs to it -----------------------------------------------------------------

    def _unit(self, amount: _Amount) -> None:
        text = self.text
        match = _PERCENT.match(text, amount.end)
        if match is not None:
            amount.unit, amount.end = match[0].replace(" ", "").removeprefix("个"), match.end()
            amount.kind = "percent"
            if amount.unit == "成" and (tenth := _TENTH.match(text, amount.end)):
                amount.value += (numerals.parse(tenth[1]) or Decimal(5)) / 10
                amount.end = tenth.end()
            return
        unit = self.measures.at(text, amount.end + text.startswith(" ", amount.end))
        if unit is not None:
            amount.unit, amount.kind, amount.end = unit.word, unit.kind, unit.end
            if unit.kind == "money" or unit.word == "块":
                self._cents(amount)

    def _cents(self, amount: _Amount) -> None:
        """五元三毛 is 5.3 元."""
        text = self.text
        for _ in range(2):
            at = amount.end + text.startswith("又", amount.end)
            numeral = numerals.read(text, at) if self._starts(at) else None
            word = _CENTS.match(text, numeral.end) if numeral else None
            if numeral is None or word is None or numeral.value > 99:
                return
            amount.value += numeral.value * Decimal(_CENT[word[2]])
            amount.end = word.end()

    def _licensed(self, amount: _Amount) -> bool:
        following = self.text[amount.end : amount.end + 1]
        return amount.unit != "" or following in _AFTER_ONE or following.isascii()

    def _range(self, amount: _Amount) -> None:
        """Take in the upper end: 20到30, 1万元--5万元, 10与20之间."""
        text = self.text
        inclusive = _INCLUSIVE.match(text, amount.end)
        match = _TO.match(text, inclusive.end() if inclusive else amount.end)
        if amount.high is not None or match is None or not self._starts(match.end()):
            return
        upper = self._amount(match.end())
        if upper is None or upper.high is not None:
            return
        self._unit(upper)
        place, other = (amount.start, amount.number_end), (upper.start, upper.number_end)
        low = numerals.shared_scale(text, place, amount.value, other, upper.value)
        if amount.unit not in ("", upper.unit) or low >= upper.value:
            return
        between = _BETWEEN.match(text, upper.end)
        amount.value, amount.high = low, upper.value
        amount.end = between.end() if between else upper.end
        amount.number_end, amount.unit, amount.kind = upper.number_end, upper.unit, upper.kind

    def _quantity(self, amount: _Amount) -> Quantity:
        after = self.qualifiers.after(self.text, amount.end, amount.unit)
        before = self.qualifiers.before_spaced(self.text, amount.start, self.floor)
        end, qualifier = amount.end, "exact"
        if amount.high is not None or amount.over:
            qualifier = "over" if amount.high is None else "range"
        elif after is not None:
            qualifier, end = after.qualifier, after.end
        elif compared := self._compared(amount):
            qualifier = compared
        elif before is not None:
            qualifier = before.qualifier
        value, high, number_end = amount.value, amount.high, amount.number_end
        start, unit, kind = amount.start, amount.unit, amount.kind
        return Quantity(start, end, value, unit, high, kind, qualifier, number_end)

    def _compared(self, amount: _Amount) -> str:
        """Return the qualifier of 比三十大, 比170低."""
        if not self.text[max(0, amount.start - 2) : amount.start].rstrip().endswith("比"):
            return ""
        at = amount.end + self.text.startswith(" ", amount.end)
        return _COMPARED.get(self.text[at : at + 1], "")

    def _joined(self, quantity: Quantity) -> Quantity | None:
        """大于10小于20 is one range; so is 1000以上，1500以下."""
        last = self.found[-1] if self.found else None
        if last is None or {last.qualifier, quantity.qualifier} != {"over", "under"}:
            return None
        between = self.text[last.end : quantity.start]
        if len(between) > 12 or _SEPARATE.search(between):
            return None
        low, high = (last, quantity) if last.qualifier == "over" else (quantity, last)
        if low.value is None or high.value is None or low.value >= high.value:
            return None
        both = replace(quantity, start=last.start, value=low.value, value_max=high.value)
        return replace(both, qualifier="range")


def _power(value: Decimal, match: re.Match[str]) -> Decimal:
    if match[3] is not None:
        return value.scaleb(int(match[3]))
    exponent = int(match[2]) * (-1 if match[1].count("-") % 2 else 1)
    return value**exponent if value else value
