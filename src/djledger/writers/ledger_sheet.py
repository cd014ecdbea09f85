"""The sheet 台账: one row an entry, four columns for people, and room for what was left out.

The first twelve columns are printed; beside them stands what is for filtering and tracing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from djledger.writers import sheets
from djledger.writers.scalars import number
from djledger.writers.sheets import MASKED, Column
from djledger.writers.wording import NOWHERE, QUALIFIERS, place_of, position, shape, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.model.ledger import Entry, Ledger
    from djledger.writers.sheets import Book, Page
    from djledger.writers.wording import Wording

TITLE = "台账"
STATES = ("待核", "已核", "存疑", "作废")
HEAD = 3
SPARE = 5  # empty rows for what the report left out
_PRINTED = (
    Column("序号", 5.5, "居中"),
    Column("填报单位", 14),
    Column("类别", 13, "居中"),
    Column("指标名称", 27, "指标"),
    Column("计量单位", 8, "居中"),
    Column("数值", 15, "数值"),
    Column("校核数", 12, "填写数"),
    Column("采用值", 14, "数值"),
    Column("口径", 7, "居中"),
    Column("校核状态", 9, "填写中"),
    Column("校核人", 9, "填写中"),
    Column("备注", 25, "填写"),
)
_BESIDE = (
    Column("原文摘录", 20),
    Column("出处", 30, "链接"),
    Column("限定词", 8, "居中"),
    Column("上限", 11, "数值"),
    Column("上级指标", 20, "单行"),
    Column("汇总", 17, "单行"),
    Column("对象", 24, "单行"),
    Column("动作", 9, "单行"),
    Column("统计时段", 18, "单行"),
    Column("起", 11, "日期"),
    Column("止", 11, "日期"),
    Column("口径范围", 12, "单行"),
    Column("占比基数", 14, "单行"),
    Column("每", 8, "单行"),
    Column("段落", 10, "单行"),
    Column("依据", 26, "单行"),
    Column("行标识", 15, "单行"),
)
COLUMNS = _PRINTED + _BESIDE
HEADS = tuple(column.head for column in COLUMNS)
_AT = {column.head: place for place, column in enumerate(COLUMNS, start=1)}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its depth under a whole, and that whole."""

    entry: Entry
    reason: str
    depth: int
    whole: Entry | None


def ranges(lines: int) -> dict[str, str]:
    """Return the range of each column, by its head, in a sheet of so many lines."""
    first, last = HEAD + 1, HEAD + lines + SPARE
    return {
        head: f"{TITLE}!${(at := sheets.letter(place))}${first}:${at}${last}"
        for head, place in _AT.items()
    }


def adopted(entry: Entry) -> Decimal | str:
    """Return what the formula in 采用值 comes to: a person's figure before the report's."""
    review = entry.review
    if review is not None and review.state == "作废":
        return ""
    value = review.value if review is not None and review.value is not None else value_of(entry)
    return value if isinstance(value, str) or sheets.computable(value) else number(value)


def write(book: Book, ledger: Ledger, reasons: Sequence[str], words: Wording, review: str) -> None:
    """Add the sheet to *book*; *review* is the folder of the review pages, '' for no links."""
    page = book.page(TITLE)
    places = {source.name: place_of(source) for source in ledger.sources}
    named = [p for p in dict.fromkeys(places.values()) if p != NOWHERE]
    title = f"{named[0]}工作数据台账" if len(named) == 1 else "工作数据台账"
    page.begin(title, COLUMNS, row=HEAD, over=len(_PRINTED))
    page.height(HEAD, 30)
    subtitle(page, ledger, named, len(_PRINTED))
    numbers = {entry.id: f"r{at}" for at, entry in enumerate(ledger.entries)}
    lines = list(_lines(ledger, reasons))
    for row, line in enumerate(lines, start=HEAD + 1):
        _write_line(page, row, line, words, places.get(line.entry.source, NOWHERE))
        if review and line.entry.source:
            target = f"{review}/{quote(line.entry.source)}.html#{numbers[line.entry.id]}"
            page.sheet.cell(row, _AT["出处"]).hyperlink = target
            page.sheet.cell(row, _AT["出处"]).style = "链接"
    last = HEAD + len(lines)
    for row in range(last + 1, last + SPARE + 1):
        _spare(page, row)
    foot = last + SPARE + 1
    _foot(page, foot, lines)
    _rules(page, last + SPARE)
    page.sheet.column_dimensions[sheets.letter(_AT["行标识"])].hidden = True
    page.sheet.freeze_panes = f"E{HEAD + 1}"
    page.sheet.auto_filter.ref = f"A{HEAD}:{sheets.letter(len(COLUMNS))}{last + SPARE}"
    page.set_up_printing(columns=len(_PRINTED), rows=foot + 1, head=HEAD)


def subtitle(page: Page, ledger: Ledger, named: Sequence[str], columns: int) -> None:
    """Write the line under a title: who fills it in, up to when, on what day."""
    who = named[0] if len(named) == 1 else "　　　　　　"
    dates = sorted({source.date for source in ledger.sources if source.date})
    until = f"截至 {dates[-1]}" if dates else "　　　　　　"
    third = columns // 3
    for first, last, text, style in (
        (1, third, f"填报单位（盖章）：{who}", "说明左"),
        (third + 1, 2 * third, f"统计时段：{until}", "说明中"),
        (2 * third + 1, columns, "填报日期：　　　年　　月　　日", "说明右"),
    ):
        page.merge(2, first, last, text, style)
    page.height(2, 22)


def _write_line(page: Page, row: int, line: Line, words: Wording, place: str) -> None:
    e, review = line.entry, line.entry.review
    name = words.name(e)
    indent = min(line.depth, 3)
    cells: dict[str, Any] = {
        "填报单位": place,
        "类别": words.group(e),
        "指标名称": name,
        "计量单位": e.unit,
        "数值": value_of(e),
        "校核数": review.value if review else None,
        "口径": words.basis(e),
        "校核状态": review.state if review else STATES[0],
        "校核人": review.by if review else "",
        "备注": review.note if review else "",
        "原文摘录": e.quote,
        "出处": position(e),
        "限定词": QUALIFIERS[e.qualifier],
        "上限": e.value_max,
        "上级指标": words.name(line.whole) if line.whole else "",
        "汇总": line.reason,
        "对象": e.item,
        "动作": e.action,
        "统计时段": e.period,
        "起": e.period_start,
        "止": e.period_end,
        "口径范围": e.scope,
        "占比基数": e.of,
        "每": e.per,
        "段落": e.locator,
        "依据": "、".join(e.why),
        "行标识": e.id,
    }
    for head, content in cells.items():
        column = COLUMNS[_AT[head] - 1]
        style = column.style
        if style == "指标":
            style = f"其中{indent}" if indent else "文字"
        page.put(row, _AT[head], content, style, shape=shape(e) if head == "数值" else "")
    page.formula(row, 1, f"=ROW()-{HEAD}", Decimal(row - HEAD), "居中")
    _adopted(page, row, adopted(e), shape(e) if review is None or review.value is None else "")
    texts = [(cells[c.head], c.width) for c in _PRINTED if c.head in {"填报单位", "类别", "备注"}]
    shown = f"其中：{name}" if indent else name
    page.fit(row, [*texts, (shown, COLUMNS[3].width - 2 * indent), (e.quote, _width("原文摘录"))])


def _adopted(page: Page, row: int, value: Decimal | str, shape_: str) -> None:
    text = f'=IF(J{row}="作废","",IF(G{row}<>"",G{row},IF(F{row}="","",F{row})))'
    if not shape_:
        shape_ = sheets.plain_shape(value) if isinstance(value, Decimal) else "General"
    page.formula(row, _AT["采用值"], text, value, "数值", shape=shape_)


def _spare(page: Page, row: int) -> None:
    """An empty row in which everything but the formulas is for people."""
    for column in COLUMNS:
        style = {"居中": "填写中", "数值": "填写数"}.get(column.style, "填写")
        page.put(row, _AT[column.head], None, style)
    page.formula(row, 1, f'=IF(D{row}="","",ROW()-{HEAD})', "", "居中")
    _adopted(page, row, "", "#,##0.##########")
    page.height(row, 20)


def _foot(page: Page, row: int, lines: Sequence[Line]) -> None:
    first, last = HEAD + 1, row - 1
    page.merge(row, 1, 7, "有效记录（条）", "表头")
    count = sum(isinstance(adopted(line.entry), Decimal) for line in lines)
    page.formula(row, _AT["采用值"], f"=COUNT(H{first}:H{last})", Decimal(count), "合计")
    for column in range(9, len(_PRINTED) + 1):
        page.put(row, column, None, "居中")
    page.height(row, 22)
    signed = "单位负责人：　　　　　　　　审核人：　　　　　　　　填报人：　　　　　　　　联系电话："
    page.merge(row + 1, 1, len(_PRINTED), signed, "说明左")
    page.height(row + 1, 26)


def _rules(page: Page, last: int) -> None:
    """What may be entered, and what stands out."""
    first = HEAD + 1
    page.choose(
        f"J{first}:J{last}", STATES, "校核状态", f"请选择：{'、'.join(STATES)}"
    )
    page.ask_number(f"G{first}:G{last}", "校核数", "请填非负数；没有更正请留空")
    printed = f"A{first}:{sheets.letter(len(_PRINTED))}{last}"
    page.tint(printed, f'$J{first}="存疑"', "疑")
    page.tint(printed, f'$J{first}="作废"', "废", struck=True)
    page.tint(f"F{first}:H{last}", f'F{first}="{MASKED}"', "缺")


def _width(head: str) -> float:
    return COLUMNS[_AT[head] - 1].width


def _lines(ledger: Ledger, reasons: Sequence[str]) -> Iterator[Line]:
    """Entries in the order of the ledger, but each part right after its whole."""
    entries = ledger.entries
    by_id = {entry.id: at for at, entry in reversed(list(enumerate(entries)))}
    parts: dict[int, list[int]] = {}
    tops = []
    for at, entry in enumerate(entries):
        whole = None if entry.part_of is None else by_id.get(entry.part_of)
        if whole is not None and whole != at:
            parts.setdefault(whole, []).append(at)
        else:
            tops.append(at)
    done: set[int] = set()
    # The entries themselves come last: in a damaged file two may be parts of each other.
    waiting = [(at, 0, -1) for at in (*reversed(range(len(entries))), *reversed(tops))]
    while waiting:
        at, depth, whole_at = waiting.pop()
        if at in done:
            continue
        done.add(at)
        whole_entry = entries[whole_at] if whole_at >= 0 else None
        yield Line(entries[at], reasons[at], depth, whole_entry)
        waiting += ((part, depth + 1, at) for part in reversed(parts.get(at, ())))
