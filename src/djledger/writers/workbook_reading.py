"""Reads a workbook back: rows of people, the hidden base, and what is foreign in it.

Columns are found by their heads within the first rows, so that their order is free; the names
of columns are enough, widths, colours and formulas are nobody's business here.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.roundtrip.rows import Book, Notes, Row, Shown
from djledger.writers import base_sheet, ledger_sheet, record_sheets, summary_sheet
from djledger.writers.sheets import HIDDEN, SHEETS, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NEEDED = {"填报单位", "指标名称", "数值"}
_HEAD_ROWS = 15
# Parts of a file that hold what a person put on a sheet and we would not write again.
_OBJECTS = (
    (re.compile(r"xl/media/"), "图片"),
    (re.compile(r"xl/comments|xl/threadedComments/"), "批注"),
    (re.compile(r"xl/embeddings/|xl/ctrlProps/|xl/activeX/"), "控件或嵌入的文件"),
    (re.compile(r"xl/vbaProject"), "宏"),
    (re.compile(r"xl/pivotTables/"), "数据透视表"),
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SAFE = 400_000_000  # bytes that a workbook may have when unpacked
_RATIO = 200


def read(data: bytes) -> Book:
    """Return what the workbook *data* holds. Raises `InputError` where it is none of ours."""
    names = _members(data)
    sheets = _sheets(data)
    found = next((name for name in (ledger_sheet.TITLE, *sheets) if _head(sheets.get(name, []))), "")
    if not found:
        raise InputError(
            "找不到台账", why=f"没有一张表的前 {_HEAD_ROWS} 行有表头 填报单位、指标名称、数值",
            remedy="请用 djledger 写出的工作簿",
        )  # fmt: skip
    base = base_sheet.read(sheets[HIDDEN]) if HIDDEN in sheets else None
    rows, columns = _rows(sheets[found])
    ours = {*SHEETS, HIDDEN, found}
    objects = [word for pattern, word in _OBJECTS if any(map(pattern.match, names))]
    charts = sum(name.startswith("xl/charts/chart") for name in names)
    foreign = [f"工作表“{name}”" for name in sheets if name not in ours]
    foreign += [f"“{found}”的“{name}”列" for name in columns]
    foreign += objects + ["增加的图表"] * (charts > _our_charts(sheets))
    return Book(rows=rows, base=base, notes=_notes(sheets), foreign=tuple(foreign))


def _members(data: bytes) -> list[str]:
    """The parts of the file; refused if they would not fit into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError("不是有效的工作簿", why=str(error), remedy="请用 .xlsx 文件") from None
    size = sum(info.file_size for info in infos)
    if size > _SAFE or size > _RATIO * max(len(data), 100_000):
        raise InputError("工作簿解压后过大", why=f"{size} 字节", code="DJ005")
    return [info.filename for info in infos]


def _sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The values of all cells, by sheet."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- a tenth of a second

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
        return {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}
    except Exception as error:  # openpyxl raises whatever its parser met
        raise InputError("工作簿读不懂", why=str(error)[:200], remedy="请另存为 .xlsx") from None


def _head(rows: Sequence[tuple[Any, ...]]) -> tuple[int, dict[str, int]] | None:
    """Which row holds the heads of a ledger, and where each column stands."""
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        names = {text: i for i in reversed(range(len(row))) if (text := _text(row[i]))}
        if names.keys() >= _NEEDED:
            return at, names
    return None


def _rows(cells: Sequence[tuple[Any, ...]]) -> tuple[tuple[Row, ...], list[str]]:
    """The rows of 台账, and the columns that are not ours and hold something."""
    head = _head(cells)
    if head is None:
        return (), []
    start, names = head
    rows = []
    for at, row in enumerate(cells[start + 1 :], start=start + 2):
        if one := _row(at, row, names):
            rows.append(one)
    foreign = [n for n in names if n not in ledger_sheet.HEADS]
    return tuple(rows), foreign


def _row(at: int, cells: tuple[Any, ...], names: Mapping[str, int]) -> Row | None:
    def text(name: str) -> str:
        return _text(cells[names[name]]) if name in names and names[name] < len(cells) else ""

    def number(name: str) -> Decimal | str:
        return _number(cells[names[name]]) if name in names and names[name] < len(cells) else ""

    if not text("指标名称"):
        return None
    return Row(
        at=at,
        id=text("行标识"),
        shown=Shown(
            place=text("填报单位"),
            name=text("指标名称").removeprefix("其中：").strip(),
            unit=text("计量单位"),
            basis=text("口径"),
            period=text("统计时段"),
            quote=text("原文摘录"),
            position=text("出处"),
        ),
        value=number("数值"),
        checked=number("校核数"),
        state=text("校核状态"),
        by=text("校核人"),
        note=text("备注"),
        item=text("对象"),
        action=text("动作"),
    )


def _text(value: Any) -> str:
    """What a cell says: no program agrees with another about line ends and escapes."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return str(value)[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), str(value))
    return written.replace("\r\n", "\n").replace("\r", "").strip()


def as_read(text: str) -> str:
    """Return what is read from a cell into which *text* was written."""
    return _text(shown(text))


def _number(value: Any) -> Decimal | str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() and abs(value) < 1e15 else Decimal(repr(value))
    return _text(value)


def number_in(text: str) -> Decimal | None:
    """Return the number that a person typed as text: 1,286, １２８６ or ' 3.2 '."""
    plain = text.translate(_WIDE).replace(",", "").replace("，", "").strip()
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and -20 < value.adjusted() < 40 else None


_WIDE = {c: c - 0xFEE0 for c in range(0xFF0B, 0xFF1A)}


def _our_charts(sheets: Mapping[str, Any]) -> int:
    return sum(name in sheets for name in ("汇总表", "报送情况"))


def _notes(sheets: Mapping[str, Sequence[tuple[Any, ...]]]) -> Notes:
    """What people wrote on the other sheets."""
    summary = {
        place: note
        for place, note in _pairs(sheets.get(summary_sheet.TITLE, []), "填报单位", "备注")
        if not note.startswith(("应报 ", summary_sheet.UPPER))
    }
    filed = dict(_pairs(sheets.get("报送情况", []), "乡镇", "备注"))
    problems = {}
    for cells in _listed(sheets.get("问题清单", []), [c.head for c in record_sheets.PROBLEMS]):
        _, code, _, place, _, message, _, opinion, state = cells
        if code and (opinion or state not in {"", record_sheets.WAITING}):
            problems[code, place, message] = (opinion, state)
    return Notes(summary, filed, problems)


def _pairs(cells: Sequence[tuple[Any, ...]], key: str, value: str) -> Iterator[tuple[str, str]]:
    for place, note in _listed(cells, [key, value]):
        if place and note:
            yield place, note


def _listed(cells: Sequence[tuple[Any, ...]], heads: Sequence[str]) -> Iterator[list[str]]:
    """The texts under *heads*, row by row, wherever these stand."""
    for at, row in enumerate(cells[:_HEAD_ROWS]):
        texts = [_text(cell) for cell in row]
        if all(head in texts for head in heads):
            columns = [texts.index(head) for head in heads]
            for below in cells[at + 1 :]:
                yield [_text(below[c]) for c in columns]
            return
