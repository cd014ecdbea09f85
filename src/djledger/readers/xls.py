"""Old workbooks (.xls, .et), with python-calamine where that is installed."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from djledger.readers.file import Text
from djledger.readers.sheets import Sheet
from djledger.readers.xlsx import shown

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/vnd.ms-excel"


def read(file: File) -> RawText:
    """Return the text of all sheets that are shown."""
    try:
        import python_calamine  # noqa: PLC0415 -- an extra
    except ImportError:
        raise file.lacks("python-calamine", "xls") from None
    text = Text(file.limits)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        for known in book.sheets_metadata:
            if known.visible == python_calamine.SheetVisibleEnum.Visible:
                _sheet(book.get_sheet_by_name(known.name), known.name, text, file)
    except python_calamine.CalamineError as error:
        raise file.broken(str(error)) from error
    return file.raw(text, MEDIA)


def _sheet(source: Any, name: str, text: Text, file: File) -> None:
    sheet = Sheet(name, file.limits)
    for number, row in enumerate(source.iter_rows(), 1):
        for column, value in enumerate(row, 1):
            if value != "":
                sheet.put(number, column, _content(value))
    for (top, left), (bottom, right) in source.merged_cell_ranges or ():
        sheet.merge(top + 1, left + 1, bottom + 1, right + 1)
    sheet.write(text, file.knowledge)


def _content(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return shown(repr(value))
    if isinstance(value, (date, datetime)):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
