"""Numerals, read exactly: Arabic, full-width, Chinese, mixed, with 多/余/几 and 三四十 inside.

`fold` makes the forms of one sign equal without moving anything; `read` reads one numeral of a
folded text. Values are `Decimal`, whatever their size.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

# Longer runs are account numbers, hashes or noise, and no report counts that far.
LONGEST = 64

_ROWS = ("零〇○", "一壹", "二贰两俩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {c: n for n, row in enumerate(_ROWS) for c in row}
_ZEROS = "零〇○"
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_SIZE = {**_PLACES, **_SCALES}
_FEW = "几数"
_MORE = "多余来"

CHINESE = "".join((*_DIGITS, *_PLACES, *_TENS, *_SCALES))
# 第N, 周五, 三大: a lone digit that is a word of its own in nearly every place it stands.
ONES = frozenset("一二三四五六七八九两")

_FOLDS = {
    **{c + 0xFEE0: c for c in range(0x21, 0x7F) if chr(c) not in ",!?:;<=>\"'`"},
    **dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2009, 0x200A, 0x202F, 0x3000), 0x20),
    **{
        ord(a): ord(b)
        for a, b in zip("萬億兩貳參叄陸負點餘幾數倆弍", "万亿两贰叁叁陆负点余几数俩二", strict=True)
    },
    ord("﹪"): 0x25,
    ord("−"): 0x2D,
    ord("〜"): 0x7E,
    ord("∼"): 0x7E,
    ord("✕"): ord("×"),
    ord("╳"): ord("×"),
}

# A comma that groups: three digits after it, and only three.
_GROUPED = r"[1-9][0-9]{0,2}(?:[,，][0-9]{3})+(?![0-9])"
_SPACED = r"[1-9][0-9]{0,2}(?: [0-9]{3}){2,}(?![0-9])"
_ARABIC = compiled(rf"(?:{_GROUPED}|{_SPACED}|[0-9]+)(?:\.[0-9]+(?!\.?[0-9]))?")
_PLAIN_ARABIC = compiled(r"[0-9]+(?:\.[0-9]+)?")
# 分别为100，200，300户: there the comma parts numbers. It does too behind a number so parted.
_LISTING = compiled(r"分别[^0-9。；\n]{0,8}(?:[0-9.]+[^0-9。；\n]{0,3}[，,、]){0,4}$")
_WHOLE = compiled(r"[0-9]+")
# 110千伏, 5千克: the unit is 千伏, not 1000 伏.
_KILO_UNITS = "瓦伏克卡焦帕赫安升乏"
_POINT = compiled(r"点( {0,3})([零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖]+|[0-9]+)")


class Numeral(NamedTuple):
    """One numeral of a text. ``high`` is set for 三四十, ``over`` for 30多 and 几十.

    ``bare`` has no digit of its own (万, 百), ``digits`` is a row of digits (二〇一九).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    over: bool = False
    arabic: bool = False
    bare: bool = False
    digits: bool = False
    decimal: bool = False


def fold(text: str) -> str:
    """Return *text* with full-width and traditional signs of numerals made plain, in place.

    >>> fold("１，２００萬")
    '1，200万'
    """
    return text.translate(_FOLDS)


def parse(surface: str) -> Decimal | None:
    """Return the number that *surface* spells; None if it is not one numeral.

    >>> [str(parse(s)) for s in ("一百零五", "两千三", "1,200", "3.2万", "25万6千", "廿二")]
    ['105', '2300', '1200', '32000', '256000', '22']
    """
    text = fold(surface.strip())
    numeral = read(text, 0) if text else None
    return plain(numeral.value) if numeral and numeral.end == len(text) else None


def read(text: str, start: int, *, spaced: bool = False) -> Numeral | None:
    """Return the longest numeral of the folded *text* that begins at *start*.

    With *spaced*, blanks may stand between its parts (三千 八百).
    """
    char = text[start]
    after = text[start + 1 : start + 2]
    if char in ONES and after not in _FOLLOWERS and not (spaced and after == " "):
        return Numeral(start, start + 1, Decimal(_DIGITS[char]))  # the common case, quickly
    return _Reader(text, start, spaced=spaced).numeral()


_FOLLOWERS = frozenset(CHINESE + _FEW + _MORE + "点0123456789")


class _Reader:
    """Reads one numeral, part by part; stops before the first part that does not fit."""

    def __init__(self, text: str, start: int, *, spaced: bool) -> None:
        self.text, self.start, self.at, self.spaced = text, start, start, spaced
        self.stop = min(len(text), start + LONGEST)
        self.total = self.section = Decimal(0)
        self.low: Decimal | None = None  # the number waiting for its place or scale
        self.high: Decimal | None = None  # the upper one of 三四
        self.extra = Decimal(0)  # what the high value has more than the low one
        self.place = 0  # the last place or scale, for 两千三
        self.below = 10**16  # places must fall within a section
        self.scale = 0
        self.zero = self.over = self.bare = self.row = self.decimal = False
        self.arabic = False
        self.parts = 0

    def numeral(self) -> Numeral | None:
        end = self.start
        with localcontext() as context:
            context.prec = 2 * LONGEST + 16
            while self.at < self.stop and self._part():
                self.parts += 1
                end = self.at
                if self.spaced:
                    self.at = _skip(self.text, end)
            if end == self.start:
                return None
            self._tail()
            value = self.total + self.section
            high = value + self.extra if self.extra else None
        return Numeral(
            self.start,
            end,
            value,
            high,
            over=self.over,
            arabic=self.arabic,
            bare=self.bare,
            digits=self.row,
            decimal=self.decimal,
        )

    def _part(self) -> bool:
        take = _TAKES.get(self.text[self.at])
        return take is not None and take(self)

    def _digits(self) -> bool:
        if self.low is not None or self.row or self.decimal:
            return False
        end = self.at
        while end < self.stop and self.text[end] in _DIGITS:
            end += 1
        row = self.text[self.at : end]
        taken = self._later_digits(row) if self.parts else self._first_digits(row)
        self.at += taken
        return taken > 0

    def _first_digits(self, row: str) -> int:
        """Take digits that begin the numeral: 三, 三四, 二〇一九. Return how many."""
        pair = _pair(row)
        if len(row) == 1:
            self.low = Decimal(_DIGITS[row])
            self.zero = row in _ZEROS
        elif pair is not None:
            self.low, self.high = pair
        elif "两" in row or "俩" in row:  # 四两公开: only the first belongs to this numeral
            self.low = Decimal(_DIGITS[row[0]])
            self.stop = self.at + 1
            return 1
        else:
            self.low = Decimal("".join(str(_DIGITS[c]) for c in row))
            self.row = True
        return len(row)

    def _later_digits(self, row: str) -> int:
        """Take the digits behind a place: 一百零五, 十七八. Return how many."""
        digits = row.lstrip(_ZEROS)
        pair = _pair(row)
        if (len(digits) < len(row) and self.zero) or (len(digits) > 1 and pair is None):
            return 0
        self.zero = self.zero or len(digits) < len(row)
        if pair is not None:
            self.low, self.high = pair
        elif digits:
            self.low = Decimal(_DIGITS[digits])
        return len(row)

    def _arabic(self) -> bool:
        pattern = _ARABIC
        if self.at and self.text[self.at - 1] == "." and self.text[max(0, self.at - 2)].isdigit():
            pattern = _WHOLE  # 1.2.3: no part of it is a decimal
        match = pattern.match(self.text, self.at, self.stop)
        if match is None or self.row or self.decimal or self.low is not None:
            return False
        if "，" in match[0] and _lists(self.text, self.at):
            match = _PLAIN_ARABIC.match(self.text, self.at, self.stop) or match
        plain = match[0].replace(",", "").replace("，", "").replace(" ", "")
        value = Decimal(plain)
        if self.parts:
            leading_zero = plain[0] == "0" and len(plain) > 1
            following = self.text[match.end() : match.end() + 1]
            if value >= self.place or (len(plain) == 4 and following == "年"):
                return False
            self.zero = self.zero or leading_zero or len(plain) > 1
        else:
            self.arabic = True
        self.low = value
        self.at = match.end()
        return True

    def _place(self) -> bool:
        size = _PLACES[self.text[self.at]]
        low = self._before_place(size)
        if low is None:
            return False
        if self.high is not None:
            self.extra += (self.high - low) * size
        self.section += low * size
        self.low = self.high = None
        self.place = self.below = size
        self.zero = self.decimal = False
        self.at += 1
        return True

    def _before_place(self, size: int) -> Decimal | None:
        """Return what a place multiplies; None where it cannot stand."""
        low = self.low
        if low is None:  # 十二, 百三, 一百零十二: one of it
            follows = self.place and (self.place <= size or (not self.zero and size > 10))
            if self.row or self.decimal or follows:
                return None
            self.bare = self.bare or (not self.parts and size > 10)
            return Decimal(1)
        if self.row or size >= self.below or low == 0:
            return None
        if self.arabic and self.parts == 1 and (size == 10 or low >= 100):
            return None  # 2019十大, 2020百强
        following = self.text[self.at + 1 : self.at + 3]
        if size == 1000 and self.parts == 1 and _kilo(following[:1], arabic=self.arabic, low=low):
            return None
        return None if size == 100 and following == "分点" else low  # 五百分点: 5 百分点

    def _tens(self) -> bool:
        if self.low is not None or self.below <= 10 or self.row:
            return False
        self.section += _TENS[self.text[self.at]]
        self.place = self.below = 10
        self.zero = False
        self.at += 1
        return True

    def _scale(self) -> bool:
        size = _SCALES[self.text[self.at]]
        if self.high is not None and self.low is not None:
            self.extra += self.high - self.low
        self.section += self.low or 0
        if self.low == 0 and self.parts == 1:
            return False
        self.low = self.high = None
        if not self.parts:
            self.bare = True
            self.section = Decimal(1)
        if size >= self.scale:
            self.total = (self.total + self.section) * size
            self.extra *= size
        elif self.section:
            self.total += self.section * size
            self.extra *= size
        else:
            return False
        self.section = Decimal(0)
        self.scale = self.place = size
        self.below = 10**16
        self.row = self.zero = self.decimal = False
        self.at += 1
        return True

    def _few(self) -> bool:
        """几十, 数百, 一百几十; 十几."""
        following = self.text[self.at + 1 : self.at + 2]
        few = self.text[self.at] == "几"
        if self.low is not None or self.row or self.decimal:
            return False
        if following in _SIZE and (not self.parts or (few and following in _PLACES)):
            self.low = Decimal(1)
        elif few and self.place:
            self.zero = True
        else:
            return False
        self.over = True
        self.at += 1
        return True

    def _more(self) -> bool:
        """100多万, 三十余亿; 多 before anything else is not part of the numeral."""
        at = _skip(self.text, self.at + 1) if self.spaced else self.at + 1
        if not self.parts or self.over or self.text[at : at + 1] not in _SCALES:
            return False
        if self.low is not None and self.low < 10 and not self.place:
            return False
        self.over = True
        self.at += 1
        return True

    def _point(self) -> bool:
        text = self.text
        match = _POINT.match(text, self.at, self.stop)
        if (
            match is None
            or (match[1] and not self.spaced)
            or self.decimal
            or self.arabic
            or self.bare
            or self.high is not None
        ):
            return False
        following = text[match.end() : match.end() + 1]
        if following in _PLACES and following:
            return False  # 三点五十: a clock
        digits = "".join(str(_DIGITS.get(c, c)) for c in match[2])
        fraction = Decimal(f"0.{digits}")
        if self.low is None or self.section or self.total:
            self._tail()
            self.section += fraction
            self.low = None
        else:
            self.low += fraction
        self.decimal = True
        self.row = False
        self.at = match.end()
        return True

    def _tail(self) -> None:
        """Add what waits for a place: 两千三 is 2300, 三万五 is 35000, 一百零五 is 105."""
        if self.low is None:
            return
        size = 1
        if self.place >= 100 and not self.zero and self.low < 10 and not self.decimal:
            size = self.place // 10
        if self.high is not None:
            self.extra += (self.high - self.low) * size
        self.section += self.low * size
        self.low = self.high = None


_TAKES: dict[str, Callable[[_Reader], bool]] = {
    **dict.fromkeys(_DIGITS, _Reader._digits),  # noqa: SLF001 -- the class and its table are one
    **dict.fromkeys(_PLACES, _Reader._place),  # noqa: SLF001
    **dict.fromkeys(_TENS, _Reader._tens),  # noqa: SLF001
    **dict.fromkeys(_SCALES, _Reader._scale),  # noqa: SLF001
    **dict.fromkeys("0123456789", _Reader._arabic),  # noqa: SLF001
    **dict.fromkeys(_FEW, _Reader._few),  # noqa: SLF001
    **dict.fromkeys(_MORE, _Reader._more),  # noqa: SLF001
    "点": _Reader._point,  # noqa: SLF001
}


def _kilo(following: str, *, arabic: bool, low: Decimal) -> bool:
    """Say whether 千 belongs to the unit: 110千伏, 5千克; 两千米 is 2000 米."""
    if following == "米":
        return arabic
    return following != "" and following in _KILO_UNITS and (arabic or low < 10)


def _skip(text: str, at: int) -> int:
    end = at
    while end < len(text) and end < at + 3 and text[end] == " ":
        end += 1
    return end


def _lists(text: str, at: int) -> bool:
    return _LISTING.search(text, max(0, at - 40), at) is not None


def _pair(row: str) -> tuple[Decimal, Decimal] | None:
    """Return the two ends of 三四 and 三五; other digits in a row are no range."""
    if len(row) != 2:
        return None
    low, high = (_DIGITS[c] for c in row)
    follows = high == low + 1 or (low, high) == (3, 5)
    if not (low and follows) or (row[1] == "两" and low != 1):
        return None
    return Decimal(low), Decimal(high)


def plain(value: Decimal) -> Decimal:
    """Return the same number without zeros that scaling left: 1.86亿 has no …000.00."""
    if value != value.to_integral_value():
        return value
    return value.quantize(Decimal(1)) if abs(value) < Decimal(10) ** 27 else value


def scale_of(text: str, start: int, end: int) -> int:
    """Return the scale that ``text[start:end]`` ends with: 10000 for 三十万; 1 if none."""
    last = text[end - 1]
    return _SIZE[last] if last in _SIZE and last not in "十拾" and end - start > 1 else 1


def shared_scale(
    text: str, first: tuple[int, int], low: Decimal, second: tuple[int, int], high: Decimal
) -> Decimal:
    """Return *low* with the scale that it shares with *high*: 2 of 2—3万 is 20000."""
    size, own = scale_of(text, *second), scale_of(text, *first)
    if text[second[1] - 1] in "kK" and text[first[1] - 1] not in "kK":
        size = 1000
    shares = size > own and (own == 1 or size >= 10**4) and low * size < high
    return low * size if shares else low


def size_of(scale: str) -> int:
    """Return the product of scale words: 万亿 is 10**12."""
    size = 1
    for sign in scale:
        size *= _SIZE[sign]
    return size


def digits_end(text: str, start: int) -> int:
    """Return where the run of Arabic digits that begins at *start* ends."""
    match = _RUN.match(text, start)
    return match.end() if match else start


_RUN = compiled(r"[0-9]+")
