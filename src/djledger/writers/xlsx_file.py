"""A workbook to read, filter and print. It is output: the YAML is the record.

Text stays text whatever it begins with, numbers are numbers shown with the digits that were
written, and the same ledger gives the same bytes.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from djledger.errors import UsageError
from djledger.writers import Writer
from djledger.writers.scalars import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from djledger.model.ledger import Entry, Ledger, Source

_MASKED = "缺数"
_QUALIFIERS = {
    "exact": "",
    "approx": "约",
    "over": "以上",
    "under": "不足",
    "range": "区间",
    "masked": _MASKED,
}
_STATUSES = {"achieved": "完成", "planned": "计划", "required": "要求"}
_KINDS = {"count": "计数", "money": "金额", "percent": "百分比", "measure": "计量", "rate": "频次"}
_SCRIPTS = {"simplified": "简体", "traditional": "繁体", "mixed": "繁简混用"}
_NOTES = (
    "数值：万、亿已乘出；区间的上限在“上限”栏。原文被遮盖（如“**家”）的数写“缺数”，不是零。",
    "约数：以上＝原文写“余、多、以上”；不足＝原文写“不足、以下”；约＝原文写“约、左右”。",
    "性质：完成＝已经做到；计划＝打算或目标；要求＝规定的次数或标准。三种不能相加。",
    "其中：缩进的行是上面一行的一部分，合计时不要重复计算。",
    "原文：照抄报告，无法显示的控制符号以图形代替。一切以 YAML 台账和报告原件为准。",
)
_ROWS = 1_048_000  # what a sheet holds, less the head and the foot
_LONGEST = 32_000  # characters in a cell; Excel's limit is 32,767
_EXACT_DIGITS = 15  # a spreadsheet computes with floats; longer numbers are shown as text


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its head, its width in half-width characters, its style and its content."""

    head: str
    width: float
    style: str
    content: Callable[[_Row], Any]


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry with its number, its depth under a whole, that whole's number, its report."""

    number: int
    entry: Entry
    depth: int
    whole: int | None
    source: Source | None
    label: str


# The columns that are printed, and beside them what is for filtering and for tracing.
_PRINTED = (
    _Column("序号", 5, "居中", lambda r: r.number),
    _Column("填报单位", 11, "文字", lambda r: r.source.place if r.source else ""),
    _Column("指标", 17, "文字", lambda r: r.label),
    _Column("对象", 21, "文字", lambda r: f"其中：{r.entry.item}" if r.depth else r.entry.item),
    _Column("动作", 9, "文字", lambda r: r.entry.action),
    _Column("数值", 13, "数值", lambda r: _MASKED if r.entry.value is None else r.entry.value),
    _Column("上限", 9, "数值", lambda r: r.entry.value_max),
    _Column("单位", 7, "居中", lambda r: r.entry.unit),
    _Column("约数", 6, "居中", lambda r: _QUALIFIERS[r.entry.qualifier]),
    _Column("性质", 6, "居中", lambda r: _STATUSES[r.entry.status]),
    _Column("统计时段", 16, "文字", lambda r: r.entry.period),
    _Column("口径范围", 12, "文字", lambda r: r.entry.scope),
    _Column("原文", 34, "文字", lambda r: r.entry.quote),
    _Column("位置", 9, "居中", lambda r: r.entry.locator),
)
_BESIDE = (
    _Column("类型", 7, "居中", lambda r: _KINDS[r.entry.kind]),
    _Column("其中（上级序号）", 9, "居中", lambda r: r.whole),
    _Column("占比基数", 14, "文字", lambda r: r.entry.of),
    _Column("每", 8, "文字", lambda r: r.entry.per),
    _Column("起", 11, "日期", lambda r: r.entry.period_start),
    _Column("止", 11, "日期", lambda r: r.entry.period_end),
    _Column("校核状态", 9, "居中", lambda r: r.entry.review.state if r.entry.review else None),
    _Column("校核数", 11, "数值", lambda r: r.entry.review.value if r.entry.review else None),
    _Column("校核人", 9, "居中", lambda r: r.entry.review.by if r.entry.review else None),
    _Column("备注", 20, "文字", lambda r: r.entry.review.note if r.entry.review else None),
    _Column("来源", 22, "文字", lambda r: r.entry.source),
    _Column("行", 6, "居中", lambda r: r.entry.line),
    _Column("列", 6, "居中", lambda r: r.entry.column),
    _Column("依据", 26, "文字", lambda r: "、".join(r.entry.why)),
    _Column("指标编号", 24, "文字", lambda r: r.entry.indicator),
    _Column("编号", 15, "居中", lambda r: r.entry.id),
)
_COLUMNS = _PRINTED + _BESIDE
_HEAD_ROW = 3


def dump(ledger: Ledger) -> bytes:
    """Return *ledger* as a workbook: the ledger, its sources, and with --explain the rest."""
    from openpyxl import Workbook  # noqa: PLC0415 -- a tenth of a second

    if len(ledger.entries) > _ROWS:
        raise UsageError(
            f"台账有 {len(ledger.entries)} 条，一张工作表放不下",
            remedy="请改用 csv 或 jsonl，或分批输出",
        )
    book = Workbook()
    book.properties.creator = "djledger"
    sheets.add_styles(book)
    _ledger_sheet(_first_sheet(book), ledger)
    _source_sheet(book.create_sheet("数据来源"), ledger)
    if ledger.ignored:
        _ignored_sheet(book.create_sheet("未计数字"), ledger)
    if any(source.repaired for source in ledger.sources):
        _repair_sheet(book.create_sheet("修复记录"), ledger)
    out = io.BytesIO()
    book.save(out)
    return sheets.timeless(out.getvalue())


def _first_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = "台账"
    return sheet


def _ledger_sheet(sheet: Worksheet, ledger: Ledger) -> None:
    places = list(dict.fromkeys(source.place for source in ledger.sources if source.place))
    dates = sorted({source.date for source in ledger.sources if source.date})
    title = f"{places[0]}报告数量台账" if len(places) == 1 else "报告数量台账"
    sheets.title(sheet, title, len(_PRINTED))
    wholes = sum(entry.part_of is None for entry in ledger.entries)
    sheets.subtitle(
        sheet,
        (1, 5, f"填报单位：{'、'.join(places[:4])}{' 等' if len(places) > 4 else ''}", "左"),
        (6, 10, f"报告 {len(ledger.sources)} 份　条目 {len(ledger.entries)} 条", "中"),
        (11, 14, f"报告日期：{' 至 '.join(dict.fromkeys((dates[0], dates[-1])) if dates else ())}", "右"),
    )
    sheets.heads(sheet, _HEAD_ROW, [(column.head, column.width) for column in _COLUMNS])
    at = _HEAD_ROW
    for at, row in enumerate(_rows(ledger), start=_HEAD_ROW + 1):
        _write_row(sheet, at, row)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 5)
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{sheets.letter(len(_COLUMNS))}{at}"
    sheets.set_up_printing(sheet, len(_PRINTED), at, _HEAD_ROW)


def _rows(ledger: Ledger) -> Iterator[_Row]:
    """Entries in the order of the text, but each part right after its whole."""
    labels, sources = _labels(), {source.name: source for source in ledger.sources}
    known = {entry.id for entry in ledger.entries}
    parts: dict[str, list[Entry]] = {}
    tops = []
    for entry in ledger.entries:
        if entry.part_of in known and entry.part_of != entry.id:
            parts.setdefault(str(entry.part_of), []).append(entry)
        else:
            tops.append(entry)
    numbers: dict[str, int] = {}
    waiting = [(entry, 0) for entry in reversed(tops)]
    rest = iter(ledger.entries)
    while len(numbers) < len(known):
        if not waiting:  # only parts of each other are left: begin anywhere
            waiting.append((next(e for e in rest if e.id not in numbers), 0))
        entry, depth = waiting.pop()
        if entry.id in numbers:
            continue
        numbers[entry.id] = len(numbers) + 1
        yield _Row(
            numbers[entry.id],
            entry,
            depth,
            numbers.get(entry.part_of or ""),
            sources.get(entry.source),
            labels.get(entry.indicator or "", entry.indicator or ""),
        )
        waiting += ((part, depth + 1) for part in reversed(parts.get(entry.id, ())))


def _labels() -> dict[str, str]:
    """What djledger's own catalogue calls the indicators; one it does not know keeps its id."""
    from djledger.knowledge import default  # noqa: PLC0415 -- only a workbook needs it

    return {str(i["id"]): str(i.get("label", i["id"])) for i in default().items("indicators")}


def _write_row(sheet: Worksheet, at: int, row: _Row) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415 -- start-up

    lines = 1
    for place, column in enumerate(_COLUMNS, start=1):
        content = column.content(row)
        cell = sheets.put(sheet, at, place, content, column.style)
        if content == _MASKED and column.style == "数值":
            cell.style = "缺数"
        if row.depth and column.head == "对象":
            indent = min(row.depth, 4)
            cell.alignment = Alignment(
                horizontal="left", vertical="center", wrap_text=True, indent=indent
            )
        if place <= len(_PRINTED) and column.style == "文字":
            lines = max(lines, sheets.lines_of(str(content or ""), column.width - 2 * row.depth))
    sheet.row_dimensions[at].height = max(20, 14.5 * min(lines, 12) + 5)


def _source_sheet(sheet: Worksheet, ledger: Ledger) -> None:
    heads = [
        ("序号", 5), ("报告", 22), ("填报单位", 13), ("层级", 6), ("日期", 11), ("标题", 30),
        ("条目", 6), ("有指标", 7), ("字数", 8), ("字体", 9), ("编码", 10), ("修复", 20),
        ("未计数字", 26), ("SHA-256", 34),
    ]  # fmt: skip
    sheets.title(sheet, "数据来源", len(heads))
    sheets.heads(sheet, 2, heads)
    at = 2
    for at, source in enumerate(ledger.sources, start=3):
        own = [entry for entry in ledger.entries if entry.source == source.name]
        cells = [
            (at - 2, "居中"),
            (source.name, "文字"),
            (source.place, "文字"),
            (source.level, "居中"),
            (source.date, "居中"),
            (source.title, "文字"),
            (len(own), "居中"),
            (sum(entry.indicator is not None for entry in own), "居中"),
            (source.characters, "居中"),
            (_SCRIPTS.get(source.script, source.script), "居中"),
            (source.encoding, "居中"),
            (_tally(source.repairs), "文字"),
            (_tally(source.ignored), "文字"),
            (source.sha256, "文字"),
        ]
        lines = 1
        for place, (content, style) in enumerate(cells, start=1):
            sheets.put(sheet, at, place, content, style)
            lines = max(lines, sheets.lines_of(str(content), heads[place - 1][1]))
        sheet.row_dimensions[at].height = max(20, 14.5 * min(lines, 12) + 5)
    sheet.freeze_panes = "C3"
    foot = [*_NOTES, f"格式 {ledger.format}　{ledger.recipe}"]
    for at, text in enumerate(foot, start=at + 2):
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(heads))
        sheets.put(sheet, at, 1, text, "说明左")
        sheet.row_dimensions[at].height = 18
    sheets.set_up_printing(sheet, len(heads), at, 2)


def _ignored_sheet(sheet: Worksheet, ledger: Ledger) -> None:
    heads = [("序号", 6), ("原文", 50), ("不算数量的原因", 24), ("行", 8), ("列", 8), ("来源", 34)]
    rows = ((i.quote, i.reason, i.line, i.column, i.source) for i in ledger.ignored)
    _plain_sheet(sheet, "未计数字", heads, rows)


def _repair_sheet(sheet: Worksheet, ledger: Ledger) -> None:
    heads = [
        ("序号", 6), ("原文", 36), ("修复为", 36), ("步骤", 14), ("行", 8), ("列", 8), ("来源", 30)
    ]  # fmt: skip
    rows = (
        (r.before, r.after, r.step, r.line, r.column, source.name)
        for source in ledger.sources
        for r in source.repaired
    )
    _plain_sheet(sheet, "修复记录", heads, rows)


def _plain_sheet(
    sheet: Worksheet, title: str, heads: list[tuple[str, float]], rows: Iterable[tuple[Any, ...]]
) -> None:
    sheets.title(sheet, title, len(heads))
    sheets.heads(sheet, 2, heads)
    at = 2
    for at, row in enumerate(rows, start=3):
        lines = 1
        for place, content in enumerate((at - 2, *row), start=1):
            style = "文字" if isinstance(content, str) else "居中"
            sheets.put(sheet, at, place, content, style)
            lines = max(lines, sheets.lines_of(str(content), heads[place - 1][1]))
        sheet.row_dimensions[at].height = max(20, 14.5 * min(lines, 12) + 5)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{sheets.letter(len(heads))}{at}"
    sheets.set_up_printing(sheet, len(heads), at, 2)


def _tally(counts: dict[str, int]) -> str:
    return "、".join(f"{name} {count}" for name, count in counts.items())


WRITER = Writer("xlsx", (".xlsx",), dump, binary=True)
