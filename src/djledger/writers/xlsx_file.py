"""A workbook to read, filter and print. It is output: the YAML is the record.

Text stays text whatever it begins with, numbers are numbers shown with the digits that were
written, and the same ledger gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from djledger.errors import UsageError
from djledger.writers import Writer, sheets
from djledger.writers.sheets import MASKED, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from djledger.model.ledger import Entry, Ledger, Source

_QUALIFIERS = {
    "exact": "",
    "approx": "约",
    "over": "以上",
    "under": "不足",
    "range": "区间",
    "masked": MASKED,
}
_STATUSES = {"achieved": "完成", "planned": "计划", "required": "要求"}
_KINDS = {"count": "计数", "money": "金额", "percent": "百分比", "measure": "计量", "rate": "频次"}
_SCRIPTS = {"simplified": "简体", "traditional": "繁体", "mixed": "繁简混用"}
_NOTES = (
    "数值：万、亿已乘出；区间的上限在“上限”栏。原文被遮盖（如“**家”）的数写“缺数”，不是零。",
    "约数：“以上”指原文写余、多、以上；“不足”指原文写不足、以下、近；“约”指原文写约、左右。",
    "性质：“完成”是已经做到的；“计划”是打算或目标；“要求”是规定的次数或标准。三种不能相加。",
    "其中：缩进的行是上面一行的一部分，合计时不要重复计算。",
    "原文：照抄报告，无法显示的控制符号以图形代替。一切以 YAML 台账和报告原件为准。",
)
_ROWS = 1_048_000  # what a sheet holds, less the head and the foot

# Printed, and beside them, off the printed page, what is for filtering and for tracing.
_PRINTED = (
    Column("序号", 5, "居中"),
    Column("填报单位", 11),
    Column("指标", 21),
    Column("对象", 27, "其中"),
    Column("动作", 9),
    Column("数值", 13, "数值"),
    Column("上限", 9, "数值"),
    Column("单位", 7, "居中"),
    Column("约数", 6, "居中"),
    Column("性质", 6, "居中"),
    Column("统计时段", 16),
    Column("口径范围", 12),
    Column("原文", 22),
    Column("位置", 9, "居中"),
)
_BESIDE = (
    Column("类型", 7, "居中"),
    Column("其中（上级序号）", 9, "居中"),
    Column("占比基数", 14, "单行"),
    Column("每", 8, "单行"),
    Column("起", 11, "日期"),
    Column("止", 11, "日期"),
    Column("校核状态", 9, "居中"),
    Column("校核数", 11, "数值"),
    Column("校核人", 9, "居中"),
    Column("备注", 20, "单行"),
    Column("来源", 22, "单行"),
    Column("行", 6, "居中"),
    Column("列", 6, "居中"),
    Column("依据", 26, "单行"),
    Column("指标编号", 24, "单行"),
    Column("编号", 15, "居中"),
)
_HEAD = 3
_SOURCES = (
    Column("序号", 5, "居中"),
    Column("报告", 28),
    Column("填报单位", 13),
    Column("层级", 7, "居中"),
    Column("日期", 11, "居中"),
    Column("标题", 30),
    Column("条目", 6, "居中"),
    Column("有指标", 7, "居中"),
    Column("字数", 8, "居中"),
    Column("字体", 9, "居中"),
    Column("编码", 10, "居中"),
    Column("修复", 22),
    Column("未计数字", 44),
    Column("SHA-256", 34),
)
_IGNORED = (
    Column("序号", 6, "居中"),
    Column("原文", 50),
    Column("不算数量的原因", 24),
    Column("行", 8, "居中"),
    Column("列", 8, "居中"),
    Column("来源", 34),
)
_REPAIRS = (
    Column("序号", 6, "居中"),
    Column("原文", 36),
    Column("修复为", 36),
    Column("步骤", 14),
    Column("行", 8, "居中"),
    Column("列", 8, "居中"),
    Column("来源", 30),
)


def dump(ledger: Ledger) -> bytes:
    """Return *ledger* as a workbook: the ledger, its sources, and what was explained."""
    from openpyxl import Workbook  # noqa: PLC0415 -- a tenth of a second

    if len(ledger.entries) > _ROWS:
        raise UsageError(
            f"台账有 {len(ledger.entries)} 条，一张工作表放不下",
            remedy="请改用 csv 或 jsonl，或分批输出",
        )
    book = Workbook()
    book.properties.creator = "djledger"
    sheets.add_styles(book)
    _ledger_sheet(book, ledger)
    names = _labels("names", "name")
    _source_sheet(book.create_sheet("数据来源"), ledger, names)
    ignored = [
        (i.quote, names.get(i.reason, i.reason), i.line, i.column, i.source) for i in ledger.ignored
    ]
    _listing(book, "未计数字", _IGNORED, ignored)
    repairs = [
        (r.before, r.after, names.get(r.step, r.step), r.line, r.column, source.name)
        for source in ledger.sources
        for r in source.repaired
    ]
    _listing(book, "修复记录", _REPAIRS, repairs)
    out = io.BytesIO()
    book.save(out)
    return sheets.timeless(out.getvalue())


def _ledger_sheet(book: Workbook, ledger: Ledger) -> None:
    sheet, columns = book.worksheets[0], _PRINTED + _BESIDE
    sheet.title = "台账"
    places = list(dict.fromkeys(source.place for source in ledger.sources if source.place))
    title = f"{places[0]}报告数量台账" if len(places) == 1 else "报告数量台账"
    sheets.begin(sheet, title, columns, row=_HEAD, over=len(_PRINTED))
    _subtitle(sheet, ledger, places)
    labels, sources = (
        _labels("indicators", "id"),
        {source.name: source for source in ledger.sources},
    )
    last = _HEAD
    for row in _rows(ledger):
        last = _HEAD + row.number
        cells = _cells(row, sources.get(row.entry.source), labels)
        sheets.add_row(sheet, last, columns, cells, depth=row.depth)
    sheet.freeze_panes = f"E{_HEAD + 1}"
    sheet.auto_filter.ref = f"A{_HEAD}:{sheets.letter(len(columns))}{last}"
    sheets.set_up_printing(sheet, columns=len(_PRINTED), rows=last, head=_HEAD)


def _subtitle(sheet: Worksheet, ledger: Ledger, places: Sequence[str]) -> None:
    dates = sorted({source.date for source in ledger.sources if source.date})
    days = " 至 ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else "未注明"
    who = "、".join(places[:3]) + (" 等" if len(places) > 3 else "") or "未注明"
    counted = f"报告 {len(ledger.sources)} 份　条目 {len(ledger.entries)} 条"
    for first, last, text, style in (
        (1, 5, f"填报单位：{who}", "说明左"),
        (6, 10, counted, "说明中"),
        (11, len(_PRINTED), f"报告日期：{days}", "说明右"),
    ):
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
        sheets.put(sheet, 2, first, text, style)
    sheet.row_dimensions[2].height = 22


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry with its number, its depth under a whole, and that whole's number."""

    number: int
    entry: Entry
    depth: int
    whole: int | None


def _rows(ledger: Ledger) -> Iterator[_Row]:
    """Entries in the order of the text, but each part right after its whole."""
    known = {entry.id for entry in ledger.entries}
    parts: dict[str, list[Entry]] = {}
    tops = []
    for entry in ledger.entries:
        if entry.part_of is not None and entry.part_of in known:
            parts.setdefault(entry.part_of, []).append(entry)
        else:
            tops.append(entry)
    numbers: dict[str, int] = {}
    # The entries themselves come last: in a damaged file two may be parts of each other.
    waiting = [(entry, 0) for entry in (*reversed(ledger.entries), *reversed(tops))]
    while waiting:
        entry, depth = waiting.pop()
        if entry.id in numbers:
            continue
        numbers[entry.id] = len(numbers) + 1
        whole = numbers.get(entry.part_of) if entry.part_of else None
        yield _Row(numbers[entry.id], entry, depth, whole)
        waiting += ((part, depth + 1) for part in reversed(parts.get(entry.id, ())))


def _labels(file: str, key: str) -> dict[str, str]:
    """What djledger's own knowledge *file* calls things; what it does not know keeps its name."""
    from djledger.knowledge import default  # noqa: PLC0415 -- only a workbook needs it

    return {str(i[key]): str(i.get("label", i[key])) for i in default().items(file)}


def _cells(row: _Row, source: Source | None, labels: dict[str, str]) -> tuple[Any, ...]:
    """What stands in a row, in the order of the columns."""
    e, review = row.entry, row.entry.review
    return (
        row.number,
        source.place if source else "",
        labels.get(e.indicator or "", e.indicator),
        f"其中：{e.item}" if row.depth else e.item,
        e.action,
        MASKED if e.value is None else e.value,
        e.value_max,
        e.unit,
        _QUALIFIERS[e.qualifier],
        _STATUSES[e.status],
        e.period,
        e.scope,
        e.quote,
        e.locator,
        _KINDS[e.kind],
        row.whole,
        e.of,
        e.per,
        e.period_start,
        e.period_end,
        review and review.state,
        review and review.value,
        review and review.by,
        review and review.note,
        e.source,
        e.line,
        e.column,
        "、".join(e.why),
        e.indicator,
        e.id,
    )


def _source_sheet(sheet: Worksheet, ledger: Ledger, names: dict[str, str]) -> None:
    sheets.begin(sheet, "数据来源", _SOURCES, row=2, over=len(_SOURCES))
    for at, source in enumerate(ledger.sources, start=1):
        own = [entry for entry in ledger.entries if entry.source == source.name]
        cells = (
            at,
            source.name,
            source.place,
            source.level,
            source.date,
            source.title,
            len(own),
            sum(entry.indicator is not None for entry in own),
            source.characters,
            _SCRIPTS.get(source.script, source.script),
            source.encoding,
            _tally(source.repairs, names),
            _tally(source.ignored, names),
            source.sha256,
        )
        sheets.add_row(sheet, 2 + at, _SOURCES, cells)
    sheet.freeze_panes = "C3"
    foot = len(ledger.sources) + 4
    for at, text in enumerate((*_NOTES, f"{ledger.format}　{ledger.recipe}"), start=foot):
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(_SOURCES))
        sheets.put(sheet, at, 1, text, "说明左")
        sheet.row_dimensions[at].height = 18
    sheets.set_up_printing(sheet, columns=len(_SOURCES), rows=foot + len(_NOTES), head=2)


def _listing(
    book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add a sheet that lists *rows*, if there are any."""
    numbered = [(at, *row) for at, row in enumerate(rows, start=1)]
    if not numbered:
        return
    sheet = book.create_sheet(title)
    sheets.begin(sheet, title, columns, row=2, over=len(columns))
    for row in numbered:
        sheets.add_row(sheet, 2 + row[0], columns, row)
    last = 2 + len(numbered)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{sheets.letter(len(columns))}{last}"
    sheets.set_up_printing(sheet, columns=len(columns), rows=last, head=2)


def _tally(counts: dict[str, int], names: dict[str, str]) -> str:
    return "、".join(f"{names.get(name, name)} {count}" for name, count in counts.items())


WRITER = Writer("xlsx", (".xlsx",), dump, binary=True)
