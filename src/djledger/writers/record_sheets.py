"""The sheets that are lists: problems, who reported, sources, how to fill in, what was set aside."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from djledger.roundtrip.rows import BY_HAND
from djledger.writers import sheets
from djledger.writers.sheets import Column
from djledger.writers.wording import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.model.finding import Finding
    from djledger.model.ledger import Ledger
    from djledger.roundtrip.rows import Notes
    from djledger.writers.sheets import Book, Page
    from djledger.writers.wording import Wording

_LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}
_SCRIPTS = {"simplified": "简体", "traditional": "繁体", "mixed": "繁简混用"}
WAITING = "待处理"
_DONE = (WAITING, "已处理", "无需处理", "已销号")
PROBLEMS = (
    Column("序号", 6, "居中"),
    Column("规则", 9, "居中"),
    Column("级别", 8, "居中"),
    Column("单位", 15),
    Column("指标", 22),
    Column("说明", 50),
    Column("位置", 24),
    Column("处理意见", 26, "填写"),
    Column("状态", 11, "填写中"),
)
FILED = (
    Column("序号", 6, "居中"),
    Column("乡镇", 18),
    Column("应报", 12, "居中"),
    Column("已报", 10, "居中"),
    Column("文件", 40),
    Column("报告日期", 14, "居中"),
    Column("版本", 8, "居中"),
    Column("备注", 30, "填写"),
)
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
_RULES = (
    ("哪些可以填", "黄色的格子：台账的校核数、校核状态、校核人、备注，和表末的空行；问题清单的处理意见、"
     "状态；汇总表、报送情况的备注。其余由程序写，改了下次会被新的结果替换。"),
    ("更正一个数", "不要改“数值”，把正确的数填在“校核数”，状态选“已核”。“采用值”随之改变，汇总表也随之"
     "改变。直接改了“数值”的，下次更新时会移到“校核数”。"),
    ("补一条", "填在台账末尾的空行，或插入一行：填报单位、指标名称、计量单位、数值要填。指标名称与指标目录"
     "一致的进入汇总表。"),
    ("去掉一条", "状态选“作废”，或删除整行。删除的行下次不会再出现，除非用 --restore-deleted。"),
    ("排序和筛选", "行、列的先后可以随意调整；每行靠最右边隐藏的“行标识”认出来，没有它也能按单位、"
     "指标、口径认出。"),
    ("未报、缺数、0", "未报：没有这个数。缺数：报告里有，但数字被遮盖（如“**家”）。0：报告明确写了零。"
     "三者不同，合计只加已有的数，另计未报、缺数的家数。"),
    ("约数", "“约”“以上”（余、多、以上）“不足”（近、不到）随数字显示；区间显示为 2～3，按下限计算。"),
    ("口径", "时点：某一天的存量，不能跨期相加。当期、累计：一段时间的数，两者不能相加。目标、要求：不是已"
     "完成的数，不进汇总。占比、标准：从不相加。"),
    ("汇总栏", "一个单位的一个指标在汇总表里只计一条：最新的，同样新的取报告中先出现的。其余各条在“汇总”栏写明"
     "不计的原因；清空这一格，就计入。"),
    ("出处", "文件名:行:列，从 1 起数，指向报告原文。“原文摘录”一字不改，无法显示的控制符号以图形代替。"),
    ("字体", "标题用方正小标宋简体，正文宋体、仿宋、黑体。电脑上没有的字体会以相近的字体代替，字体不随文件携带。"),
    ("更新", "djledger extract 报告… --into 本文件：按新的报告或新的指标目录更新，人工填写的内容保留，原文件另存"
     "为 .bak。一切以报告原件为准。"),
)  # fmt: skip
EVENTS = (
    ("DJ700", "报告中的数变了，无人校核：已更新"),
    ("DJ701", "“数值”被直接改写：已移入校核数"),
    ("DJ702", "报告中的数变了，而已有人工校核：保留人工，标为存疑"),
    ("DJ703", "手工增加的行：保留"),
    ("DJ704", "新的报告中已无此项：保留，标为存疑"),
    ("DJ705", "手工删除的行：不再写回"),
    ("DJ706", "新增的项：待核"),
    ("DJ707", "有不能带入新文件的内容：原文件不动，另写新文件"),
    ("DJ708", "隐藏的底稿已不在：按单位、指标、口径对照"),
)


def problems(book: Book, findings: Sequence[Finding], words: Wording, notes: Notes) -> None:
    """Add 问题清单: what checks and the update of a workbook had to say."""
    page = book.page("问题清单")
    page.begin("问题清单", PROBLEMS, row=2, over=len(PROBLEMS))
    waiting = dict(notes.problems)
    row = 2
    for row, f in enumerate(findings, start=3):
        opinion, state = waiting.pop((f.code, f.place, f.message), ("", WAITING))
        label = words.catalogue.get(f.indicator)
        where = position_of(f)
        page.add_row(
            row,
            PROBLEMS,
            (row - 2, f.code, _LEVELS[f.level], f.place, label.label if label else f.indicator,
             f.message, where, opinion, state),
        )  # fmt: skip
    # What somebody wrote about a problem that is gone now is still worth keeping.
    for (code, place, message), (opinion, state) in waiting.items():
        row += 1
        cells = (row - 2, code, "已消失", place, "", message, "", opinion, state)
        page.add_row(row, PROBLEMS, cells)
    last = max(row, 3)
    if row == 2:
        page.merge(3, 1, len(PROBLEMS), "没有问题，或还没有检查过。", "说明文")
        page.height(3, 24)
    page.choose(f"I3:I{last}", _DONE, "状态", f"请选择：{'、'.join(_DONE)}")
    page.tint(f"A3:I{last}", '$C3="错误"', "疑")
    page.sheet.freeze_panes = "A3"
    page.sheet.auto_filter.ref = f"A2:I{last}"
    page.set_up_printing(columns=len(PROBLEMS), rows=last, head=2)


def position_of(finding: Finding) -> str:
    """Return where a finding points, for people; empty where it is about no place."""
    if not finding.source:
        return finding.path
    return f"{finding.source}:{finding.line}:{finding.column}" if finding.quote else finding.source


def filed(book: Book, ledger: Ledger, expected: Sequence[str], due: str, notes: Notes) -> None:
    """Add 报送情况: who had to report, who did, with what, and a chart of both."""
    page = book.page("报送情况")
    page.begin("报送情况", FILED, row=2, over=len(FILED))
    reports: dict[str, list[Any]] = {place: [] for place in expected}
    for source in ledger.sources:
        if source.media != BY_HAND:
            reports.setdefault(place_of(source), []).append(source)
    first, row = 3, 2
    for row, (place, sources) in enumerate(reports.items(), start=first):
        wanted = due or ("应报" if place in expected else "")
        dates = [s.date for s in sources if s.date]
        names = "\n".join(s.name for s in sources)
        latest, version = max(dates, default=""), Decimal(len(sources)) if sources else None
        note = notes.filed.get(place, "")
        done = "已报" if sources else "未报"
        page.add_row(row, FILED, (row - 2, place, wanted, done, names, latest, version, note))
    last = max(row, first)
    page.tint(f"A{first}:H{last}", f'$D{first}="未报"', "缺")
    total = last + 2
    for at, word in enumerate(("已报", "未报")):
        count = sum(bool(sources) == (word == "已报") for sources in reports.values())
        page.put(total + at, 2, f"{word}（家）", "表头")
        text = f'=COUNTIF(D{first}:D{last},"{word}")'
        page.formula(total + at, 3, text, Decimal(count), "数值")
    if len(reports) > 1:
        _reported_chart(page, total)
    page.sheet.freeze_panes = "C3"
    page.sheet.auto_filter.ref = f"A2:H{last}"
    page.set_up_printing(columns=len(FILED), rows=total + 18, head=2)


def _reported_chart(page: Page, row: int) -> None:
    from openpyxl.chart import BarChart, Reference  # noqa: PLC0415 -- start-up

    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", "报送情况", None
    chart.add_data(Reference(page.sheet, min_col=3, min_row=row, max_row=row + 1))
    chart.set_categories(Reference(page.sheet, min_col=2, min_row=row, max_row=row + 1))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.majorUnit = 1
    chart.y_axis.scaling.min = 0
    chart.height, chart.width = 5, 14
    page.sheet.add_chart(chart, f"E{row}")


def origins(book: Book, ledger: Ledger, words: Wording) -> None:
    """Add 数据来源: each report with its digest, encoding, repairs, and what made the ledger."""
    page = book.page("数据来源")
    page.begin("数据来源", _SOURCES, row=2, over=len(_SOURCES))
    own: dict[str, list[bool]] = {}
    for entry in ledger.entries:
        own.setdefault(entry.source, []).append(entry.indicator is not None)
    for at, source in enumerate(ledger.sources, start=1):
        mapped = own.get(source.name, [])
        cells = (
            at, source.name, source.place, source.level, source.date, source.title, len(mapped),
            sum(mapped), source.characters, _SCRIPTS.get(source.script, source.script),
            "手工" if source.media == BY_HAND else source.encoding,
            _tally(source.repairs, words), _tally(source.ignored, words), source.sha256,
        )  # fmt: skip
        page.add_row(2 + at, _SOURCES, cells)
    page.sheet.freeze_panes = "C3"
    foot = len(ledger.sources) + 4
    page.merge(foot, 1, len(_SOURCES), f"{ledger.format}　{ledger.recipe}", "说明左")
    page.height(foot, 18)
    page.set_up_printing(columns=len(_SOURCES), rows=foot, head=2)


def guide(book: Book) -> None:
    """Add 填报说明: what may be filled in, and what the words of the workbook mean."""
    columns = (Column("项目", 18, "居中"), Column("说明", 112))
    page = book.page("填报说明")
    page.begin("填报说明", columns, row=2, over=2)
    row = 3
    for title, text in _RULES:
        page.add_row(row, columns, (title, text))
        row += 1
    for code, text in EVENTS:
        page.add_row(row, columns, (code, text))
        row += 1
    page.sheet.freeze_panes = "A3"
    page.set_up_printing(columns=2, rows=row - 1, head=2)


def explained(book: Book, ledger: Ledger, words: Wording) -> None:
    """Add what ``--explain`` tells: numerals that are no quantity, and what was mended."""
    ignored = [
        (i.quote, words.names.get(i.reason, i.reason), i.line, i.column, i.source)
        for i in ledger.ignored
    ]
    _listing(book, "未计数字", _IGNORED, ignored)
    repairs = [
        (r.before, r.after, words.names.get(r.step, r.step), r.line, r.column, source.name)
        for source in ledger.sources
        for r in source.repaired
    ]
    _listing(book, "修复记录", _REPAIRS, repairs)


def _listing(
    book: Book, title: str, columns: Sequence[Column], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add a sheet that lists *rows*, if there are any."""
    numbered = [(at, *row) for at, row in enumerate(rows, start=1)]
    if not numbered:
        return
    page = book.page(title)
    page.begin(title, columns, row=2, over=len(columns))
    for row in numbered:
        page.add_row(2 + row[0], columns, row)
    last = 2 + len(numbered)
    page.sheet.freeze_panes = "A3"
    page.sheet.auto_filter.ref = f"A2:{sheets.letter(len(columns))}{last}"
    page.set_up_printing(columns=len(columns), rows=last, head=2)


def _tally(counts: dict[str, int], words: Wording) -> str:
    return "、".join(f"{words.names.get(name, name)} {count}" for name, count in counts.items())
