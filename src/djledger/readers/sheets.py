"""A sheet of a workbook, cell by cell, whatever program wrote it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from djledger.readers import tables
from djledger.readers.limits import Limits, TooMuchError

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge
    from djledger.readers.file import Text

_SPARSE = 10  # empty places for each cell that holds something


class Sheet:
    """The cells that hold something, by row and column from 1, and which are merged."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._rows: dict[int, dict[int, str]] = {}
        self._count = 0
        self._merged: list[tuple[int, int, int, int]] = []

    def put(self, row: int, column: int, content: str) -> None:
        """Set the content of a cell."""
        if content.strip():
            self._count += 1
            if self._count > self._limits.cells:
                raise TooMuchError("单元格数", self._limits.cells)
            self._rows.setdefault(row, {})[column] = content

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note that the cells from *top*, *left* to *bottom*, *right* are one."""
        if len(self._merged) >= self._limits.cells:
            raise TooMuchError("合并单元格数", self._limits.cells)
        self._merged.append((top, left, bottom, right))

    def write(self, text: Text, knowledge: Knowledge) -> None:
        """Add what the sheet says to *text*; cells are called 台账!F7."""
        covered = self._covered()
        used = {column for row in self._rows.values() for column in row}
        used.update(column for row in covered.values() for column in row)
        if len(used) > self._limits.columns:
            raise TooMuchError("表格列数", self._limits.columns)
        # Columns that are empty all the way down take no place.
        rank = {column: k for k, column in enumerate(sorted(used))}
        block: list[list[tables.Cell | None]] = []
        before = places = 0
        for number in sorted(self._rows):
            if number > before + 1 and block:
                block.append([])
            row = self._row(number, covered.get(number, {}), rank)
            places += len(row)
            if places > self._limits.cells * _SPARSE:
                raise TooMuchError("单元格数（含空格）", self._limits.cells * _SPARSE)
            block.append(row)
            before = number
        tables.write(block, text, knowledge)

    def _covered(self) -> dict[int, dict[int, str]]:
        """For each row, what stands in the merged cell that covers a column."""
        found: dict[int, dict[int, str]] = {}
        numbers = sorted(self._rows)
        count = 0
        for top, left, bottom, right in self._merged:
            content = self._rows.get(top, {}).get(left, "")
            if not content:
                continue
            for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
                for column in range(left, min(right, left + self._limits.columns) + 1):
                    if (row, column) != (top, left):
                        count += 1
                        if count > self._limits.cells:
                            raise TooMuchError("合并单元格数", self._limits.cells)
                        found.setdefault(row, {})[column] = content
        return found

    def _row(
        self, number: int, covered: dict[int, str], rank: dict[int, int]
    ) -> list[tables.Cell | None]:
        own = self._rows[number]
        cells: list[tables.Cell | None] = []
        for column in sorted(own.keys() | covered.keys()):
            cells += [None] * (rank[column] - len(cells))
            if column in covered:
                cells.append(tables.Cell(tables.cleaned(covered[column]).text, covered=True))
            else:
                label = f"{self._name}!{named(column)}{number}"
                cells.append(tables.cleaned(own[column], label))
        return cells


def letters(name: str) -> int:
    """Return the number of the column *name*.

    >>> letters("A"), letters("AB")
    (1, 28)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def named(column: int) -> str:
    """Return the name of the column with that number.

    >>> named(1), named(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
