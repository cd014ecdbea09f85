"""Totals and differences as pages to read: Markdown for a circular, columns for a terminal.

Pages are documents, in Chinese like the workbook.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.mapping import indicators
from djledger.writers.scalars import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from djledger.knowledge import Knowledge
    from djledger.model.change import Change, Difference
    from djledger.model.merged import Cell, Merged, Row

_STATUSES = {"achieved": "", "planned": "计划", "required": "要求"}
_NOTES = {
    "unstated": "没写从何时起，取最新一期",
    "falling": "累计数下降",
    "gap": "中间缺期",
    "overlap": "时段交叉，不能相加",
    "masked part": "有一期缺数",
    "masked elsewhere": "另一处缺数",
    "doubtful": "校核存疑",
    "more exact": "取较精确的数",
    "added": "各期相加",
    "older report": "取自上期报告",
    "ends differ": "截止日期不一",
    "distinct": "可能重复计算，只有上下限",
    "unclear": "有的单位一项几数，不相加",
    "several counterparts": "对口方不同，不相加",
    "prefer newest": "取最新",
    "prefer first": "取最早",
    "prefer largest": "取最大",
}
# More townships than this are no columns of a page; the workbook has them all.
_COLUMNS = 12
_WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and a table under them; any may be empty."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def markdown(sections: Sequence[Section]) -> str:
    """Return *sections* as Markdown; the first title is that of the page."""
    parts = []
    for at, section in enumerate(sections):
        parts.append(f"{'#' if at == 0 else '##'} {section.title}")
        if section.lines:
            parts.append("\n\n".join(section.lines))
        if section.rows:
            lines = [section.head, tuple("---" for _ in section.head), *section.rows]
            parts.append("\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in lines))
    return "\n\n".join(parts) + "\n"


def plain(sections: Sequence[Section]) -> str:
    """Return *sections* in columns, for a terminal with characters of one or two cells."""
    parts = []
    for section in sections:
        lines = [section.title, *section.lines]
        table = [section.head, *section.rows] if section.rows else []
        shown = [[_flat(cell) for cell in row] for row in table]
        widths = [max(map(_cells, column)) for column in zip(*shown, strict=True)]
        lines += [
            "  ".join(c + " " * (w - _cells(c)) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in shown
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _escaped(cell: str) -> str:
    return _flat(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _flat(cell: str) -> str:
    return "".join(c if c.isprintable() else " " for c in cell)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


# Totals


def totals_page(merged: Merged, knowledge: Knowledge) -> list[Section]:
    """Return the page of the totals: who reported, what to settle, the table."""
    labels = {name: item.label for name, item in indicators(knowledge).items()}
    title = f"{merged.area}汇总" if merged.area else "汇总"
    rows = [r for r in merged.rows if r.cells or r.total]
    sections = [Section(title, (_summary(merged),))]
    if lines := tuple(_submissions(merged)):
        sections.append(Section("报送情况", lines))
    if conflicts := merged.conflicts:
        head = ("单位", "指标", "计量单位", "各处的数", "说明")
        told = tuple(
            (c.place, name_of(r, labels), r.unit, _figures(c, r.unit), _said(c.notes))
            for r, c in conflicts
        )
        sections.append(
            Section("需要核实的冲突", ("同一单位、同一指标、同一时段，数不能都对。",), head, told)
        )
    known = [r for r in rows if r.indicator]
    shared = [r for r in rows if not r.indicator and len(r.cells) + bool(r.total) > 1]
    for name, wanted in (
        ("指标汇总", [r for r in known if r.status == "achieved"]),
        ("计划和要求", [r for r in known if r.status != "achieved"]),
        ("未入目录、几处都报的数", shared),
    ):
        sections += _tables(name, wanted, labels, merged.places)
    return sections


def _summary(merged: Merged) -> str:
    told = [
        f"报告单位 {len(merged.places)} 个",
        f"指标 {sum(bool(r.indicator) for r in merged.rows)} 项",
    ]
    if count := sum(not r.indicator for r in merged.rows):
        told.append(f"未入目录 {count} 项")
    if count := len(merged.conflicts):
        told.append(f"冲突 {count} 处")
    if count := sum(r.agrees is False for r in merged.rows):
        told.append(f"上报数与合计不符 {count} 项")
    return "，".join(told) + "。"


def _submissions(merged: Merged) -> Iterator[str]:
    absent: dict[str, list[str]] = {}
    for a in merged.absent:
        days = [c.end for r in merged.rows for c in r.cells if c.place == a.place and c.end
                and r.status == "achieved"]  # fmt: skip
        old = f"（表中是截至 {max(days)} 的数）" if days else ""
        absent.setdefault(a.period, []).append(f"{a.place}{old}")
    for period, names in absent.items():
        yield f"未报{f'（{period}）' if period else ''}：{'、'.join(names)}。"
    for late in merged.late:
        yield f"迟报（{late.period}）：{late.place}，{late.came} 报，应于 {late.due} 前。"
    for again in merged.replaced:
        yield f"重报：{again.place}，{again.new} 取代 {again.old}。"
    for same in merged.duplicates:
        yield f"同一份报告只算一次：{'、'.join(same.names)}。"
    for stranger in merged.unknown:
        near = f"，是不是 {stranger.nearest}" if stranger.nearest else ""
        yield f"不在名册：{stranger.place}（{stranger.source}{near}）。"


def _tables(
    title: str, rows: Sequence[Row], labels: dict[str, str], order: Sequence[str]
) -> Iterator[Section]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.area, "" if row.area else row.level), []).append(row)
    for (area, level), same in groups.items():
        named = {c.place for r in same for c in r.cells} | {m for r in same for m in r.missing}
        places = [p for p in order if p in named] + sorted(named - set(order))
        columns = places if len(places) <= _COLUMNS else []
        whole = any(r.total for r in same)
        head = (
            "指标",
            "计量单位",
            "口径",
            *columns,
            "合计",
            *((f"{area}报", "相差") if whole else ()),
            "说明",
        )
        told = tuple(_total_row(r, columns, labels, whole=whole) for r in same)
        where = area or level
        several = f"{title}（{where}）" if len(groups) > 1 and where else title
        yield Section(several, (), head, told)


def _total_row(
    row: Row, columns: Sequence[str], labels: dict[str, str], *, whole: bool
) -> tuple[str, ...]:
    cells = {c.place: c for c in row.cells}
    figures = [shown(cells[p], row.unit) if p in cells else "未提" for p in columns]
    beside = []
    if whole:
        beside = [shown(row.total, row.unit) if row.total else "", _gap(row)]
    notes = list(row.notes)
    for note, text in _NOTES.items():
        if who := [c.place for c in row.cells if note in c.notes]:
            # Most places: it is said of the row, not of each.
            notes += [text if len(who) > len(row.cells) / 2 else f"{'、'.join(who)}{text}"]
    return (name_of(row, labels), row.unit, _when(row.start, row.end, row.period), *figures,
            total_of(row, places=not columns), *beside, _said(notes))  # fmt: skip


def total_of(row: Row, *, places: bool = True) -> str:
    """Return the sum of *row* with what is missing: ``1204 + ?（缺：响肠镇）``."""
    if row.low is None:
        if row.cells and not any(c.low is not None or c.figures for c in row.cells):
            return "缺数"
        return "不相加" if row.cells else ""
    text = amount(row.low, row.high, row.unit)
    gone = [*row.missing, *row.masked]
    if not gone or row.rule not in {"sum", "sum_by_counterpart", "distinct"}:
        return text
    return f"{text} + ?" + (
        f"（缺：{'、'.join(gone[:6])}{' 等' if len(gone) > 6 else ''}）" if places else ""
    )


def _gap(row: Row) -> str:
    low, high = row.difference_low, row.difference_high
    if row.total is None or (low is None and high is None):
        return ""
    if row.agrees:
        return "相符"
    text = _signed(low, high, row.unit)
    if row.agrees is None:
        return f"{text}（含缺报）"
    return f"{text}（不符）"


# Differences


# How a change is shown: its section, the heads behind 指标 and 计量单位.
_CHANGES = {
    "falling": ("需要核实：累计数下降", ("上期累计", "本期累计", "相差")),
    "cumulative": ("累计数", ("上期累计", "本期累计", "本期新增")),
    "stock": ("现有数", ("上期", "本期", "增减")),
    "period": ("当期数", ("上期", "本期", "增减")),
    "share": ("占比", ("上期", "本期", "增减（百分点）")),
    "apart": ("不能相减（年度不同、缺数或冲突）", ("上期", "本期")),
    "added": ("新报", ("本期",)),
    "gone": ("未再报", ("上期",)),
}


def difference_page(changed: Difference, knowledge: Knowledge) -> list[Section]:
    """Return the page of a difference: what is wrong, what was added, what changed."""
    labels = {name: item.label for name, item in indicators(knowledge).items()}
    before, after = _days(changed.old_dates), _days(changed.new_dates)
    who = changed.places[0] if len(changed.places) == 1 else ""
    title = f"{who}数据变动" + (f"（{before} 与 {after} 比较）" if before and after else "")
    sections = [Section(title, _overview(changed))]
    first = () if who else ("单位",)
    for kind, (name, head) in _CHANGES.items():
        rows = tuple(
            (*((c.place,) if first else ()), name_of(c, labels), c.unit, *_told(c, kind))
            for c in changed.changes
            if _kind(c) == kind
        )
        if rows:
            sections.append(Section(name, (), (*first, "指标", "计量单位", *head), rows))
    rest = Counter(c.what for c in changed.changes if not _kind(c))
    if rest:
        line = f"未入目录的数：新报 {rest['added']} 项，未再报 {rest['gone']} 项。"
        sections.append(Section("其他", (line,)))
    return sections


def _overview(changed: Difference) -> tuple[str, ...]:
    if not changed.differs:
        return ("两份台账没有不同。",)
    counts = Counter(c.what for c in changed.changes)
    told = [
        f"变动 {counts['changed']} 项",
        f"新报 {counts['added']} 项",
        f"未再报 {counts['gone']} 项",
        f"不变 {changed.same} 项",
    ]
    if len(changed.places) > 1:
        told.insert(0, f"两期都有报告的单位 {len(changed.places)} 个")
    lines = ["，".join(told) + "。"]
    if changed.came:
        lines.append(f"新报送单位：{'、'.join(changed.came)}。")
    if changed.left:
        lines.append(f"本期未报送单位：{'、'.join(changed.left)}。")
    return tuple(lines)


def _kind(change: Change) -> str:
    """The section that *change* belongs to, '' for what is only counted."""
    if change.what == "changed":
        return "falling" if change.falling else change.nature
    return change.what if change.indicator else ""


def _told(change: Change, kind: str) -> tuple[str, ...]:
    old, new = shown(change.old, change.unit), shown(change.new, change.unit)
    if kind in {"added", "gone"}:
        return (new or old,)
    if kind == "apart":
        return old, new
    return old, new, _signed(change.low, change.high, "" if kind == "share" else change.unit)


# What both have in common


def name_of(row: Row | Change, labels: dict[str, str]) -> str:
    """Return what people call the measure of *row*: 改造活动场所（其中：村级，计划）."""
    name = row.item if row.indicator else f"{row.action}{row.item}" if row.action else row.item
    inside = [f"属{labels.get(row.breakdown, row.breakdown)}"] if row.breakdown else []
    inside += [f"占{row.of}"] if row.of else []
    inside += [f"每{row.per}"] if row.per else []
    inside += [row.scope] if row.scope else []
    inside += [_STATUSES[row.status]] if _STATUSES[row.status] else []
    return f"{name}（{'，'.join(inside)}）" if inside else name


def shown(cell: Cell | None, unit: str) -> str:
    """Return the figure of *cell* for people."""
    if cell is None:
        return ""
    if cell.state in {"conflict", "unclear"}:
        return f"{_figures(cell, unit)}（{'冲突' if cell.state == 'conflict' else '待认'}）"
    if cell.low is None:
        return "缺数"
    hidden = " + ?" if "masked part" in cell.notes else ""
    return (
        amount(cell.low, None if cell.high is None and not hidden else cell.high or cell.low, unit)
        + hidden
    )


def _figures(cell: Cell, unit: str) -> str:
    told = [amount(f.low, f.high, unit) if f.low is not None else "缺数" for f in cell.figures]
    return " 或 ".join(dict.fromkeys(told))


def amount(low: Decimal, high: Decimal | None, unit: str) -> str:
    """Return bounds for people: ``1204``, ``43..51``, ``40以上``; money from 10000 on in 万元."""
    if high is None:
        return f"{_number(low, unit)}以上"
    return _number(low, unit) if low == high else f"{_number(low, unit)}..{_number(high, unit)}"


def _number(value: Decimal, unit: str) -> str:
    if unit == "元" and abs(value) >= _WAN:
        return f"{number((value / _WAN).normalize() + 0)}万"
    return number(value)


def _signed(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"至多{_sign(high, unit)}"
    if high is None:
        return f"至少{_sign(low, unit)}"
    return _sign(low, unit) if low == high else f"{_sign(low, unit)}..{_sign(high, unit)}"


def _sign(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    return f"+{_number(value, unit)}" if value > 0 else _number(value, unit)


def _when(start: date | None, end: date | None, period: str) -> str:
    if start and end:
        return f"{start}至{end}"
    if end:
        return f"截至{end}"
    return period


def _days(days: Sequence[date]) -> str:
    return " 至 ".join(dict.fromkeys((days[0].isoformat(), days[-1].isoformat()))) if days else ""


def _said(notes: Sequence[str]) -> str:
    return "；".join(_NOTES.get(n, n) for n in dict.fromkeys(notes))
