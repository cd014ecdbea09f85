"""Cells, styles and print set-up of a workbook: what any sheet of ours has in common."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

from djledger.writers.scalars import number

if TYPE_CHECKING:
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_000  # characters in a cell; Excel's limit is 32,767
_EXACT_DIGITS = 15  # a spreadsheet computes with floats; longer numbers are shown as text


def add_styles(book: Workbook) -> None:
    from openpyxl.styles import (  # noqa: PLC0415 -- start-up
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Side,
    )

    thin = Side(style="thin", color="808080")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    body, small = Font(name="宋体", size=10.5), Font(name="仿宋", size=11)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(vertical="center", wrap_text=True)
    beside = {"vertical": "center"}
    grey, yellow = PatternFill("solid", fgColor="E7EAEE"), PatternFill("solid", fgColor="FFF2CC")
    styles = (
        NamedStyle("大标题", font=Font(name="方正小标宋简体", size=20), alignment=centred),
        NamedStyle("说明左", font=small, alignment=Alignment(horizontal="left", **beside)),
        NamedStyle("说明中", font=small, alignment=Alignment(horizontal="center", **beside)),
        NamedStyle("说明右", font=small, alignment=Alignment(horizontal="right", **beside)),
        NamedStyle(
            "表头", font=Font(name="黑体", size=11), alignment=centred, border=box, fill=grey
        ),
        NamedStyle("文字", font=body, alignment=left, border=box),
        NamedStyle("居中", font=body, alignment=centred, border=box),
        NamedStyle("数值", font=body, alignment=Alignment(horizontal="right", **beside), border=box),
        NamedStyle("缺数", font=body, alignment=centred, border=box, fill=yellow),
        NamedStyle(
            "日期", font=body, alignment=centred, border=box, number_format="yyyy-mm-dd"
        ),
    )
    for style in styles:
        book.add_named_style(style)


def title(sheet: Worksheet, text: str, columns: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    put(sheet, 1, 1, text, "大标题")
    sheet.row_dimensions[1].height = 38


def subtitle(sheet: Worksheet, *blocks: tuple[int, int, str, str]) -> None:
    for first, last, text, side in blocks:
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
        put(sheet, 2, first, text, f"说明{side}")
    sheet.row_dimensions[2].height = 22


def heads(sheet: Worksheet, row: int, heads: list[tuple[str, float]]) -> None:
    for place, (text, width) in enumerate(heads, start=1):
        put(sheet, row, place, text, "表头")
        sheet.column_dimensions[letter(place)].width = width + 0.7
    sheet.row_dimensions[row].height = 32


def set_up_printing(sheet: Worksheet, columns: int, last_row: int, head_row: int) -> None:
    """A4 landscape, as wide as the page, heads on each page, pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.7, 0.75, 0.4
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_title_rows = f"1:{head_row}"
    sheet.print_area = f"A1:{letter(columns)}{last_row}"


def letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- start-up

    return str(get_column_letter(column))


def lines_of(text: str, width: float) -> int:
    """How many lines *text* takes in a column *width* half-width characters wide."""
    lines = shown(text).split("\n")
    return sum(math.ceil(max(_cells(line), 1) / max(width, 4)) for line in lines)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def put(sheet: Worksheet, row: int, column: int, content: Any, style: str) -> Any:
    """Write a cell. The only place that does, so that no text can become a formula."""
    cell = sheet.cell(row, column)
    cell.style = style
    if content is None or content == "":
        return cell
    if isinstance(content, str):
        cell.value = shown(content)
        cell.data_type = "s"
        cell.quotePrefix = content.startswith(("=", "+", "-", "@"))
    elif style == "数值":
        _put_number(cell, content)
    else:
        cell.value = content
    return cell


def _put_number(cell: Any, value: Decimal) -> None:
    written = number(value)
    decimals = len(written.partition(".")[2])
    if len(written.lstrip("-0.").replace(".", "")) > _EXACT_DIGITS:
        cell.value = written
        cell.data_type = "s"
        return
    cell.value = value
    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")


# XML 1.0 has no place for these; a picture of them is better than a lost workbook.
_PICTURES: dict[int, int | str] = {c: 0x2400 + c for c in range(0x20)}
_PICTURES |= {0x09: "␉", 0x0A: "\n", 0x0D: "", 0x7F: "␡", 0x85: "␤", 0x2028: "\n", 0x2029: "\n"}
_PICTURES |= dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF), "□")
_PICTURES |= dict.fromkeys(range(0xD800, 0xE000), "□")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A


def shown(text: str) -> str:
    """Return *text* as a cell can show it."""
    clean = text.translate(_PICTURES)
    if len(clean) > _LONGEST:
        clean = f"{clean[:_LONGEST]}…"
    return _ESCAPE.sub("_x005F_", clean)


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


