"""Workbooks (.xlsx): each sheet as its tables and lines say it, with the place of each cell.

Read from the XML itself: what counts is what stands in the cells, not the size that the file
claims; 82.3% is stored as 0.823 and only its format says so; and a file of one kilobyte with two
cells far apart must not become a table of gigabytes.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from djledger.readers.archive import Archive
from djledger.readers.file import Text
from djledger.readers.markup import Attributes, Handler, parse
from djledger.readers.sheets import Sheet, letters

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
PERCENT = frozenset({9, 10})  # the built-in formats, ECMA-376 part 1, 18.8.30
_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_LAST_DAY = 2_958_465  # 9999-12-31


def read(file: File) -> RawText:
    """Return the text of all sheets that are shown, in their order."""
    archive = Archive(file)
    book = _Book()
    parse(archive.read("xl/workbook.xml") or b"<none/>", book, file)
    targets = _Relations()
    if relations := archive.read("xl/_rels/workbook.xml.rels"):
        parse(relations, targets, file)
    if not book.sheets:
        raise file.broken("里面没有工作表")
    strings, styles = _Strings(), _Styles()
    for part, handler in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", styles)):
        if data := archive.read(part):
            parse(data, handler, file)
    text = Text(file.limits)
    for name, relation in book.sheets:
        target = targets.known.get(relation, "").removeprefix("/xl/").removeprefix("./")
        if data := archive.read(f"xl/{target}"):
            cells = _Cells(file, name, strings.known, styles, book.from_1904)
            parse(data, cells, file)
            cells.sheet.write(text, file.knowledge)
    return file.raw(text, MEDIA)


class _Book(Handler):
    """The sheets that are shown, (name, relation), and the day that is number 0."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "s:sheet" and attributes.get("state", "visible") == "visible":
            self.sheets.append((attributes.get("name", ""), attributes.get("r:id", "")))
        elif tag == "s:workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in {"1", "true"}


class _Relations(Handler):
    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "r:Relationship":
            self.known[attributes.get("Id", "")] = attributes.get("Target", "")


class _Strings(Handler):
    """The shared strings; the reading of a word (rPh) is no part of it."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._parts: list[str] = []
        self._inside = self._reading = False

    def start(self, tag: str, attributes: Attributes) -> None:  # noqa: ARG002 -- the interface
        if tag == "s:si":
            self._parts = []
        elif tag == "s:t":
            self._inside = not self._reading
        elif tag == "s:rPh":
            self._reading = True

    def end(self, tag: str) -> None:
        if tag == "s:si":
            self.known.append("".join(self._parts))
        elif tag == "s:t":
            self._inside = False
        elif tag == "s:rPh":
            self._reading = False

    def text(self, data: str) -> None:
        if self._inside:
            self._parts.append(data)


class _Styles(Handler):
    """Which cell styles show a number as a percentage, and which as a day."""

    def __init__(self) -> None:
        self.percent: set[int] = set()
        self.dates: set[int] = set()
        self._formats: dict[int, str] = {}
        self._cells = False
        self._count = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "s:numFmt":
            code = _QUOTED.sub("", attributes.get("formatCode", "")).lower()
            self._formats[_whole(attributes.get("numFmtId", ""))] = code
        elif tag == "s:cellXfs":
            self._cells = True
        elif tag == "s:xf" and self._cells:
            self._style(_whole(attributes.get("numFmtId", "")))

    def end(self, tag: str) -> None:
        if tag == "s:cellXfs":
            self._cells = False

    def _style(self, number: int) -> None:
        code = self._formats.get(number, "")
        if number in PERCENT or "%" in code:
            self.percent.add(self._count)
        elif number in _DATES or ("y" in code and ("m" in code or "d" in code)):
            self.dates.add(self._count)
        self._count += 1


class _Cells(Handler):
    """The cells of one sheet."""

    def __init__(
        self,
        file: File,
        name: str,
        strings: list[str],
        styles: _Styles,
        from_1904: bool,  # noqa: FBT001
    ) -> None:
        self.sheet = Sheet(name, file.limits)
        self._strings = strings
        self._styles = styles
        self._from = _EPOCHS[from_1904]
        self._row = self._column = 0
        self._type = ""
        self._style = 0
        self._parts: list[str] = []
        self._tag = ""
        self._hidden = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "s:c":
            match = _PLACE.fullmatch(attributes.get("r", ""))
            if match:
                self._column, self._row = letters(match[1]), int(match[2])
            else:
                self._column += 1
            self._type = attributes.get("t", "n")
            self._style = _whole(attributes.get("s", "0"))
            self._parts = []
        elif tag == "s:row":
            self._row = _whole(attributes.get("r", "")) or self._row + 1
            self._column = 0
            self._hidden = attributes.get("hidden", "0") in {"1", "true"}
        elif tag in {"s:v", "s:t"}:
            self._tag = tag
        elif tag == "s:mergeCell":
            ends = [_PLACE.fullmatch(end) for end in attributes.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                (left, top), (right, bottom) = ((letters(e[1]), int(e[2])) for e in ends if e)
                self.sheet.merge(top, left, bottom, right)

    def end(self, tag: str) -> None:
        if tag == "s:c" and self._parts and not self._hidden:
            self.sheet.put(self._row, self._column, self._shown("".join(self._parts)))
        elif tag in {"s:v", "s:t", "s:rPh"}:
            self._tag = ""

    def text(self, data: str) -> None:
        if self._tag:
            self._parts.append(data)

    def _shown(self, content: str) -> str:
        if self._type == "s":
            number = _whole(content)
            return self._strings[number] if number < len(self._strings) else ""
        if self._type in {"str", "inlineStr", "e", "d"}:
            return content
        if self._type == "b":
            return "是" if content == "1" else "否"
        if self._style in self._styles.dates:
            return day(content, self._from)
        return shown(content, percent=self._style in self._styles.percent)


def shown(content: str, *, percent: bool = False) -> str:
    """Return the number *content* as people read it: 15 digits, no exponent.

    >>> shown("0.823", percent=True), shown("1286.0"), shown("0.30000000000000004")
    ('82.3%', '1286', '0.3')
    """
    try:
        number = Decimal(content)
    except InvalidOperation:
        return content
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return content
    if percent:
        number *= 100
    number = Decimal(f"{number:.15g}")
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain + "%" * percent


def day(content: str, first: date) -> str:
    """Return the day with the number *content*, as it is written: 2024年9月30日."""
    try:
        number = int(float(content))
    except (ValueError, OverflowError):
        return content
    if not 0 < number <= _LAST_DAY - 1462:
        return content
    it = first + timedelta(days=number)
    return f"{it.year}年{it.month}月{it.day}日"


def _whole(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0
