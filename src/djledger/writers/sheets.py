"""Cells, styles and print set-up of a workbook: what any sheet of ours has in common."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from djledger.writers.scalars import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MASKED = "缺数"  # what stands for a number that the report hides: never 0, never empty
_LONGEST = 32_000  # characters in a cell; Excel's limit is 32,767
_EXACT_DIGITS = 15  # a spreadsheet computes with floats; longer numbers are shown as text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in half-width characters, the style of its cells."""

    head: str
    width: float
    style: str = "文字"


def add_styles(book: Workbook) -> None:
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
    centre, left = aligned("center"), aligned("left")
    head, title = Font(name="黑体", size=11), Font(name="方正小标宋简体", size=20)
    styles = [
        NamedStyle("大标题", font=title, alignment=centre),
        NamedStyle("说明左", font=small, alignment=aligned("left", wrap=False)),
        NamedStyle("说明中", font=small, alignment=aligned("center", wrap=False)),
        NamedStyle("说明右", font=small, alignment=aligned("right", wrap=False)),
        NamedStyle("表头", font=head, alignment=centre, border=box, fill=grey),
        NamedStyle("文字", font=body, alignment=left, border=box),
        NamedStyle("单行", font=body, alignment=aligned("left", wrap=False), border=box),
        NamedStyle("居中", font=body, alignment=centre, border=box),
        NamedStyle("数值", font=body, alignment=aligned("right", wrap=False), border=box),
        NamedStyle("缺数", font=body, alignment=centre, border=box, fill=yellow),
        NamedStyle("日期", font=body, alignment=centre, border=box, number_format="yyyy-mm-dd"),
    ]
    styles += [
        NamedStyle(f"其中{depth}", font=body, alignment=aligned("left", indent=depth), border=box)
        for depth in (1, 2, 3)
    ]
    for style in styles:
        book.add_named_style(style)


def begin(sheet: Worksheet, title: str, columns: Sequence[Column], *, row: int, over: int) -> None:
    """Write *title* over the first *over* columns, and the heads of all columns in *row*."""
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=over)
    put(sheet, 1, 1, title, "大标题")
    sheet.row_dimensions[1].height = 38
    for place, column in enumerate(columns, start=1):
        put(sheet, row, place, column.head, "表头")
        sheet.column_dimensions[letter(place)].width = column.width + 0.7
    sheet.row_dimensions[row].height = 32


def add_row(
    sheet: Worksheet, row: int, columns: Sequence[Column], cells: Sequence[Any], *, depth: int = 0
) -> None:
    """Write a row as high as its texts need. *depth* indents the text of 对象."""
    lines = 1
    for place, (column, content) in enumerate(zip(columns, cells, strict=True), start=1):
        style, width = column.style, column.width
        if style == "其中":
            indent = min(depth, 3)
            style, width = (f"其中{indent}" if indent else "文字"), width - 2 * indent
        put(sheet, row, place, content, style)
        if isinstance(content, str) and style not in {"数值", "日期", "单行"}:
            lines = max(lines, _lines(content, width))
    sheet.row_dimensions[row].height = max(20, 14.5 * min(lines, 12) + 5)


def set_up_printing(sheet: Worksheet, *, columns: int, rows: int, head: int) -> None:
    """A4 landscape, as wide as the page, heads on each page, pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
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


def letter(column: int) -> str:
    """Return what a spreadsheet calls a column: A, B … AA."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up

    return str(get_column_letter(column))


def put(sheet: Worksheet, row: int, column: int, content: Any, style: str) -> None:
    """Write a cell. The only place that does, so that no text can become a formula."""
    cell: Any = sheet.cell(row, column)
    cell.style = "缺数" if style == "数值" and content == MASKED else style
    if content is None or content == "":
        return
    if isinstance(content, Decimal):
        _put_number(cell, content)
    elif isinstance(content, str):
        _put_text(cell, shown(content))
    else:
        cell.value = content


def _put_text(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _put_number(cell: Any, value: Decimal) -> None:
    written = number(value)
    decimals = len(written.partition(".")[2])
    if len(written.replace(".", "").lstrip("-0")) > _EXACT_DIGITS:
        _put_text(cell, written)
        return
    cell.value = value
    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")


# XML 1.0 has no place for control characters; a picture of one is better than a lost workbook.
_PICTURES: dict[int, int | str] = {c: 0x2400 + c for c in range(0x20)}
_PICTURES |= {0x0A: "\n", 0x0D: "", 0x7F: "␡", 0x85: "␤", 0x2028: "\n", 0x2029: "\n"}
_PICTURES |= dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF), "□")
_PICTURES |= dict.fromkeys(range(0xD800, 0xE000), "□")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A


def shown(text: str) -> str:
    """Return *text* as a cell can show it."""
    clean = text.translate(_PICTURES)
    if len(clean) > _LONGEST:
        clean = f"{clean[:_LONGEST]}…"
    return _ESCAPE.sub("_x005F_", clean)


def _lines(text: str, width: float) -> int:
    """How many lines *text* takes in a column *width* half-width characters wide."""
    # A line that is broken loses up to a character: no line begins with a comma.
    return sum(
        1 if _cells(line) <= width else math.ceil(_cells(line) / (width - 2))
        for line in shown(text).split("\n")
    )


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def timeless(workbook: bytes) -> bytes:
    """Return *workbook* without the times at which it was made: same ledger, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _TIMES.sub(b"", content)
            member = zipfile.ZipInfo(info.filename, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, content)
    return out.getvalue()
