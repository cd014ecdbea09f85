"""Old workbooks (.xls, .et), with python-calamine and olefile where those are installed.

python-calamine gives what the cells hold. It says nothing of their formats, and so of which
numbers are percentages: those are looked up in the records of the file, [MS-XLS]. It also makes
every cell between the first and the last that is used, so the file is read in a process of its
own, with bounds on its memory.
"""

from __future__ import annotations

import io
import struct
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from djledger.readers import apart
from djledger.readers.file import Text
from djledger.readers.sheets import Sheet
from djledger.readers.xlsx import PERCENT, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/vnd.ms-excel"
_FORMAT, _STYLE, _SHEET = 0x041E, 0x00E0, 0x0085
_NUMBER, _SHORT, _SHORTS, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006
_END = 0x000A


def read(file: File) -> RawText:
    """Return the text of all sheets that are shown."""
    try:
        import olefile  # noqa: F401, PLC0415 -- an extra
        import python_calamine  # noqa: F401, PLC0415
    except ImportError:
        raise file.lacks("python-calamine", "xls") from None
    return apart.run("xls", file, MEDIA)


def read_here(file: File) -> Text:
    """Return what `read` does, from inside the process that may be ended at any moment."""
    import olefile  # noqa: PLC0415 -- an extra
    import python_calamine  # noqa: PLC0415

    text = Text(file.limits)
    try:
        with olefile.OleFileIO(io.BytesIO(file.data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            percent = _percent(ole.openstream(name).read())
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        for known in book.sheets_metadata:
            if known.visible == python_calamine.SheetVisibleEnum.Visible:
                sheet = book.get_sheet_by_name(known.name)
                _sheet(sheet, known.name, percent.get(known.name, set()), text, file)
    except (python_calamine.CalamineError, struct.error, OSError) as error:
        raise file.broken(str(error)) from error
    return text


def _sheet(source: Any, name: str, percent: set[tuple[int, int]], text: Text, file: File) -> None:
    sheet = Sheet(name, file.limits)
    # Rows are counted from the first of the sheet, columns from the first that is used.
    first = source.start[1] + 1 if source.start else 1
    for number, row in enumerate(source.iter_rows(), 1):
        for column, value in enumerate(row, first):
            if value != "":
                is_percent = (number, column) in percent
                sheet.put(number, column, _content(value, percent=is_percent))
    for (top, left), (bottom, right) in source.merged_cell_ranges or ():
        sheet.merge(top + 1, left + 1, bottom + 1, right + 1)
    sheet.write(text, file.knowledge)


def _content(value: object, *, percent: bool) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return shown(repr(value), percent=percent)
    if isinstance(value, (date, datetime)):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _percent(book: bytes) -> dict[str, set[tuple[int, int]]]:
    """Return, for each sheet, the cells (row, column) that show their number as a percentage."""
    formats = set(PERCENT)
    styles: list[bool] = []
    places: dict[str, int] = {}
    for kind, data in _records(book, 0):
        if kind == _FORMAT and len(data) > 5:
            characters = data[5:].decode("utf-16-le" if data[4] & 1 else "latin-1", "replace")
            if "%" in characters:
                formats.add(_word(data, 0))
        elif kind == _STYLE:
            styles.append(_word(data, 2) in formats)
        elif kind == _SHEET and len(data) > 8:
            name = data[8:].decode("utf-16-le" if data[7] & 1 else "latin-1", "replace")
            places[name] = struct.unpack_from("<I", data)[0]
    if not any(styles):
        return {}
    shares = frozenset(k for k, is_share in enumerate(styles) if is_share)
    return {name: set(_shares(book, place, shares)) for name, place in places.items()}


def _shares(book: bytes, place: int, shares: frozenset[int]) -> Iterator[tuple[int, int]]:
    for kind, data in _records(book, place):
        if kind in {_NUMBER, _SHORT, _FORMULA}:
            row, column, style = struct.unpack_from("<HHH", data)
            if style in shares:
                yield row + 1, column + 1
        elif kind == _SHORTS:  # cells side by side: a style and a number each
            row, column = struct.unpack_from("<HH", data)
            for k in range((len(data) - 6) // 6):
                if _word(data, 4 + 6 * k) in shares:
                    yield row + 1, column + 1 + k


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from *at* to the end of that part of the book."""
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == _END:
            return
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _word(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])
