"""How much of anything a report may hold. Beyond it, a file is refused, and told which limit.

A report of a township has some ten thousand characters and some hundred numerals; a thick
yearbook has a hundred times that. What is far beyond is a mistake or an attack, and either must
not cost more than a moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from djledger.errors import InputError

_NUMERAL = re.compile("[0-9０-９]+|[一二三四五六七八九十百千万亿两零〇]+")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most there may be. ``ratio`` counts above ten megabytes only; ``seconds`` of a PDF."""

    file_bytes: int = 50 * _MEGABYTE
    characters: int = 1_000_000
    numerals: int = 20_000
    members: int = 2_000
    unpacked_bytes: int = 100 * _MEGABYTE
    ratio: int = 200
    elements: int = 800_000
    depth: int = 500
    cells: int = 200_000
    columns: int = 2_000
    pages: int = 500
    seconds: int = 60
    memory_bytes: int = 450 * _MEGABYTE


class TooMuchError(Exception):
    """A file goes beyond a limit: which one, in Chinese, and its value."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what}超过上限 {limit}")
        self.what = what
        self.limit = limit


def refused(name: str, reason: str) -> InputError:
    """Return the error for a file that goes beyond a limit or is made to do harm."""
    return InputError(
        f"{name}：{reason}，没有读取",
        remedy="请确认文件没有弄错；确是报告的，请拆成几份，或把文字另存为纯文本（.txt）",
        code="DJ005",
    )


def check_text(text: str, limits: Limits) -> None:
    """Raise `TooMuchError` where *text* is longer, or has more numerals, than a report can."""
    if len(text) > limits.characters:
        raise TooMuchError("字数", limits.characters)
    if len(text) > limits.numerals:
        for count, _ in enumerate(_NUMERAL.finditer(text), 1):
            if count > limits.numerals:
                raise TooMuchError("数字个数", limits.numerals)
