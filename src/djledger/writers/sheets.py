"""Cells, styles and print set-up of a workbook: what any sheet of ours has in common."""

from __future__ import annotations

import hashlib
import io
import math
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from djledger.writers.scalars import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MASKED = "缺数"  # what stands for a number that the report hides: never 0, never empty
SHEETS = ("汇总表", "台账", "问题清单", "报送情况", "数据来源", "填报说明", "未计数字", "修复记录")
HIDDEN = "_djledger"
_LONGEST = 32_000  # characters in a cell; Excel's limit is 32,767
_EXACT_DIGITS = 15  # a spreadsheet computes with floats; longer numbers are shown as text
_FORMATS = 150  # number formats that a book may have of its own; Excel ends a little above 200
_TINTS = {"填": "FFFBE6", "缺": "FFE699", "疑": "FFD9D9", "废": "D9D9D9"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in half-width characters, the style of its cells."""

    head: str
    width: float
    style: str = "文字"


class Book:
    """A workbook being made: its pages, and what its formulas come to."""

    def __init__(self) -> None:
        """Begin an empty workbook with our styles."""
        from openpyxl import Workbook  # noqa: PLC0415 -- a tenth of a second

        self.book: Workbook = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.book.properties.creator = "djledger"
        self.book.calculation.fullCalcOnLoad = True
        self.cached: dict[tuple[str, str], Decimal | str] = {}
        self.formats: set[str] = set()
        _add_styles(self.book)

    def page(self, title: str) -> Page:
        """Return a new sheet called *title*, after the others."""
        return Page(self, self.book.create_sheet(title))

    def bytes(self) -> bytes:
        """Return the workbook: the same content gives the same bytes, formulas have values."""
        out = io.BytesIO()
        self.book.save(out)
        files = {
            f"xl/worksheets/sheet{at}.xml": {
                cell: value for (name, cell), value in self.cached.items() if name == sheet.title
            }
            for at, sheet in enumerate(self.book.worksheets, start=1)
        }
        return _finished(out.getvalue(), files)


class Page:
    """A sheet being written. All cells are written here, so that no text can become a formula."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        """Write into *sheet* of *book*."""
        self.book, self.sheet = book, sheet

    def put(self, row: int, column: int, content: Any, style: str, *, shape: str = "") -> None:
        """Write a cell; *shape* is a number format."""
        cell: Any = self.sheet.cell(row, column)
        cell.style = "缺数" if style == "数值" and content == MASKED else style
        if shape:
            cell.number_format = shape
        if content is None or content == "":
            return
        if isinstance(content, Decimal):
            self._put_number(cell, content, shape)
        elif isinstance(content, str):
            _put_text(cell, shown(content))
        else:
            cell.value = content

    def formula(
        self, row: int, column: int, text: str, value: Decimal | str, style: str, *, shape: str = ""
    ) -> None:
        """Write the formula *text* (made of our own words) that comes to *value*."""
        cell: Any = self.sheet.cell(row, column)
        cell.style = style
        cell.value, cell.data_type = _escaped(text), "f"
        if shape:
            cell.number_format = shape
        known = _escaped(value) if isinstance(value, str) else value
        self.book.cached[self.sheet.title, cell.coordinate] = known

    def merge(self, row: int, first: int, last: int, content: str, style: str) -> None:
        """Write *content* over several columns of a row."""
        if last > first:
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
        for column in range(first, last + 1):
            self.sheet.cell(row, column).style = style
        self.put(row, first, content, style)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.sheet.row_dimensions[row].height = points

    def begin(self, title: str, columns: Sequence[Column], *, row: int, over: int) -> None:
        """Write *title* over the first *over* columns, and the heads of all columns in *row*."""
        self.merge(1, 1, over, title, "大标题")
        self.height(1, 38)
        for place, column in enumerate(columns, start=1):
            self.put(row, place, column.head, "表头")
            self.width(place, column.width)
        self.height(row, 32)

    def width(self, column: int, cells: float) -> None:
        """Make a column as wide as *cells* half-width characters."""
        self.sheet.column_dimensions[letter(column)].width = cells + 0.7

    def add_row(self, row: int, columns: Sequence[Column], cells: Sequence[Any]) -> None:
        """Write a row as high as its texts need."""
        for place, (column, content) in enumerate(zip(columns, cells, strict=True), start=1):
            self.put(row, place, content, column.style)
        texts = zip(columns, cells, strict=True)
        self.fit(row, [(c, column.width) for column, c in texts if column.style in _WRAPPED])

    def fit(self, row: int, texts: Iterable[tuple[Any, float]]) -> None:
        """Make *row* high enough for *texts*, each with the width it has."""
        lines = max((_lines(t, width) for t, width in texts if isinstance(t, str)), default=1)
        self.height(row, max(20, 14.5 * min(lines, 12) + 5))

    def tint(self, area: str, condition: str, tint: str, *, struck: bool = False) -> None:
        """Colour the cells of *area* for which *condition* (for its first cell) holds."""
        from openpyxl.formatting.rule import FormulaRule  # noqa: PLC0415 -- start-up
        from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

        fill = PatternFill("solid", bgColor=_TINTS[tint])
        font = Font(strike=True) if struck else None
        rule = FormulaRule(formula=[condition], fill=fill, font=font)  # type: ignore[no-untyped-call]
        self.sheet.conditional_formatting.add(area, rule)

    def choose(self, area: str, choices: Sequence[str] | str, title: str, error: str) -> None:
        """Let people choose one of *choices* (or of the cells of that range) in *area*."""
        formula = choices if isinstance(choices, str) else f'"{",".join(choices)}"'
        self._validate(area, title, error, type="list", formula1=formula)

    def ask_number(self, area: str, title: str, error: str) -> None:
        """Let people enter a number that is not negative in *area*, or nothing."""
        kind = {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}
        self._validate(area, title, error, **kind)

    def _validate(self, area: str, title: str, error: str, **kind: Any) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- start-up

        rule = DataValidation(
            allow_blank=True, showErrorMessage=True, errorTitle=title, error=error, **kind
        )
        rule.add(area)
        self.sheet.add_data_validation(rule)

    def set_up_printing(self, *, columns: int, rows: int, head: int, across: int = 1) -> None:
        """A4 landscape, as wide as *across* pages, heads on each page, pages numbered."""
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
        properties: Any = sheet.sheet_properties
        properties.pageSetUpPr.fitToPage = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.footer = 0.7, 0.75, 0.4
        sheet.print_options.horizontalCentered = True
        footer: Any = sheet.oddFooter
        footer.center.text = "第 &P 页 共 &N 页"
        sheet.print_title_rows = f"1:{head}"
        sheet.print_area = f"A1:{letter(columns)}{rows}"

    def _put_number(self, cell: Any, value: Decimal, shape: str) -> None:
        if not computable(value):
            _put_text(cell, number(value))
            return
        cell.value = value
        wanted = shape or plain_shape(value)
        if wanted not in self.book.formats and len(self.book.formats) >= _FORMATS:
            wanted = plain_shape(value)
        self.book.formats.add(wanted)
        cell.number_format = wanted


def computable(value: Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of *value*."""
    return len(number(value).replace(".", "").lstrip("-0")) <= _EXACT_DIGITS


def plain_shape(value: Decimal) -> str:
    """Return the number format that shows the digits of *value* as they were written."""
    decimals = len(number(value).partition(".")[2])
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def literal(text: str) -> str:
    """Return *text* as a string inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def criterion(text: str) -> str:
    """Return a formula's string that is met by *text* and nothing else, wildcards or not."""
    return literal("=" + re.sub(r"([~*?])", r"~\1", pictured(text)))


def _add_styles(book: Workbook) -> None:
    """Give *book* the styles that cells are written in; people find them in its style list."""
    from openpyxl.styles import (  # noqa: PLC0415 -- start-up
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Side,
    )

    def aligned(horizontal: str, *, wrap: bool = True, indent: int = 0) -> Any:
        return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap, indent=indent)

    thin = Side(style="thin", color="808080")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    body, small = Font(name="宋体", size=10.5), Font(name="仿宋", size=11)
    grey, yellow = PatternFill("solid", fgColor="E7EAEE"), PatternFill("solid", fgColor="FFF2CC")
    entry = PatternFill("solid", fgColor=_TINTS["填"])
    centre, left, right = aligned("center"), aligned("left"), aligned("right", wrap=False)
    head, title = Font(name="黑体", size=11), Font(name="方正小标宋简体", size=20)
    styles = [
        NamedStyle("大标题", font=title, alignment=centre),
        NamedStyle("说明左", font=small, alignment=aligned("left", wrap=False)),
        NamedStyle("说明中", font=small, alignment=aligned("center", wrap=False)),
        NamedStyle("说明右", font=small, alignment=right),
        NamedStyle("说明文", font=small, alignment=left),
        NamedStyle("表头", font=head, alignment=centre, border=box, fill=grey),
        NamedStyle("文字", font=body, alignment=left, border=box),
        NamedStyle("单行", font=body, alignment=aligned("left", wrap=False), border=box),
        NamedStyle("居中", font=body, alignment=centre, border=box),
        NamedStyle("数值", font=body, alignment=right, border=box),
        NamedStyle("合计", font=head, alignment=right, border=box),
        NamedStyle("缺数", font=body, alignment=centre, border=box, fill=yellow),
        NamedStyle("日期", font=body, alignment=centre, border=box, number_format="yyyy-mm-dd"),
        NamedStyle("填写", font=body, alignment=left, border=box, fill=entry),
        NamedStyle("填写中", font=body, alignment=centre, border=box, fill=entry),
        NamedStyle("填写数", font=body, alignment=right, border=box, fill=entry),
        NamedStyle(
            "链接",
            font=Font(name="宋体", size=10.5, color="0563C1", underline="single"),
            alignment=aligned("left", wrap=False),
            border=box,
        ),
    ]
    styles += [
        NamedStyle(
            f"其中{depth}",
            font=body,
            alignment=aligned("left", indent=depth),
            border=box,
            number_format='"其中："@',
        )
        for depth in (1, 2, 3)
    ]
    for style in styles:
        book.add_named_style(style)


_WRAPPED = frozenset({"文字", "居中", "表头", "填写", "填写中", "说明文"})


def letter(column: int) -> str:
    """Return what a spreadsheet calls a column: A, B … AA."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up

    return str(get_column_letter(column))


def _put_text(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


# XML 1.0 has no place for control characters; a picture of one is better than a lost workbook.
_PICTURES: dict[int, int | str] = {c: 0x2400 + c for c in range(0x20)}
_PICTURES |= {0x0A: "\n", 0x0D: "", 0x7F: "␡", 0x85: "␤", 0x2028: "\n", 0x2029: "\n"}
_PICTURES |= dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF), "□")
_PICTURES |= dict.fromkeys(range(0xD800, 0xE000), "□")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A


def shown(text: str) -> str:
    """Return *text* as it is written into a cell that can show it."""
    return _escaped(pictured(text))


def pictured(text: str) -> str:
    """Return *text* as people see it in a cell: no control characters, and no more than fits."""
    clean = text.translate(_PICTURES)
    return f"{clean[:_LONGEST]}…" if len(clean) > _LONGEST else clean


def _escaped(text: str) -> str:
    return _ESCAPE.sub("_x005F_", text)


def _lines(text: str, width: float) -> int:
    """How many lines *text* takes in a column *width* half-width characters wide."""
    # A line that is broken loses up to a character: no line begins with a comma.
    return sum(
        1 if _cells(line) <= width else math.ceil(_cells(line) / max(width - 2, 1))
        for line in shown(text).split("\n")
    )


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?(?:/>|></v>)</c>')
_SEAL = b"djledger sha256 "


def _finished(workbook: bytes, cached: dict[str, dict[str, Decimal | str]]) -> bytes:
    """Return *workbook* with the *cached* values of its formulas, without times, sealed.

    openpyxl writes formulas without their values: phones and previews would show nothing.
    """

    def valued(values: dict[str, Decimal | str]) -> Any:
        def cell(match: re.Match[bytes]) -> bytes:
            value = values[match[1].decode()]
            text = isinstance(value, str)
            written = escape(value) if isinstance(value, str) else number(value)
            kind = b' t="str"' if text else b""
            return b'<c r="%s"%s%s><f>%s</f><v>%s</v></c>' % (
                match[1], match[2], kind, match[3], written.encode()
            )  # fmt: skip

        return cell

    files: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(workbook)) as old:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _TIMES.sub(b"", content)
            elif values := cached.get(info.filename):
                content = _FORMULA.sub(valued(values), content)
            files.append((info.filename, content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in files:
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, content)
        new.comment = _SEAL + _digest(files)
    return out.getvalue()


def sealed(workbook: bytes) -> bool:
    """Whether *workbook* is as djledger wrote it: whoever saves it again breaks the seal."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
            if not parts.comment.startswith(_SEAL):
                return False
            files = [(info.filename, parts.read(info)) for info in parts.infolist()]
            return parts.comment == _SEAL + _digest(files)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
        return False


def _digest(files: Iterable[tuple[str, bytes]]) -> bytes:
    total = hashlib.sha256()
    for name, content in files:
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest().encode()
