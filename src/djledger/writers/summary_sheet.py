"""The sheet 汇总表: places by indicators, live sums, and a chart of the indicator one chooses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from djledger.writers import ledger_sheet, sheets
from djledger.writers.counting import NOT
from djledger.writers.sheets import MASKED, criterion
from djledger.writers.wording import NOWHERE, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from djledger.model.ledger import Entry, Ledger
    from djledger.writers.counting import Counted, Heading
    from djledger.writers.sheets import Book, Page
    from djledger.writers.wording import Wording

TITLE = "汇总表"
HEAD = 4
ABSENT = "未报"
SEVERAL = "多个"
UPPER = "上级单位自报，不计入合计"
_NO_SUM = "—"
_FIRST = 3  # the column of the first indicator
_PAGE = (770, 470)  # points of an A4 page that are printed on
_POINTS = 5.6  # the width of a half-width character
_PER_PAGE = 10  # columns of figures that one can still read on a page


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell of 汇总表 comes to, and how many of its entries are approximate."""

    value: Decimal | str
    rough: int


def write(
    book: Book,
    ledger: Ledger,
    counted: Counted,
    words: Wording,
    expected: Sequence[str],
    notes: Mapping[str, str],
) -> None:
    """Add the sheet to *book*. *expected* places have a row, whether they reported or not."""
    page = book.page(TITLE)
    headings = counted.headings
    lower, upper = _places(ledger, expected)
    note = _FIRST + max(len(headings), 1)
    wide = min(note, _FIRST + _PER_PAGE - 1)  # as much as the first page shows
    page.merge(1, 1, wide, "汇总表" if len(lower) != 1 else f"{lower[0]}汇总表", "大标题")
    page.height(1, 38)
    ledger_sheet.subtitle(page, ledger, lower if len(lower) == 1 else (), wide)
    _heads(page, headings, note)
    known = _cells(ledger, counted, words)
    ranges = ledger_sheet.ranges(len(ledger.entries))
    first, row = HEAD + 1, HEAD + 1
    for place in lower:
        _place_row(page, row, place, headings, known, ranges, first)
        page.put(row, note, notes.get(place), "填写")
        row += 1
    columns = [[known.get((p, at), _Cell(ABSENT, 0)) for p in lower] for at in range(len(headings))]
    _totals(page, row, (first, row - 1), headings, columns, note)
    _rough(page, row + 3, headings, ranges, known, note)
    foot = row + 4
    for place in upper:
        _place_row(page, foot, place, headings, known, ranges, 0)
        page.put(foot, note, notes.get(place) or UPPER, "填写")
        foot += 1
    for text in _explained(headings):
        page.merge(foot, 1, wide, text, "说明文")
        page.fit(foot, [(text, 20 + 13 * (wide - 2))])
        foot += 1
    page.width(1, 6)
    page.width(2, 18)
    for column in range(_FIRST, note):
        page.width(column, 12.5)
    page.width(note, 26)
    page.sheet.freeze_panes = f"C{first}"
    across = max(1, -(-len(headings) // _PER_PAGE))
    page.set_up_printing(columns=note, rows=foot - 1, head=HEAD, across=across)
    if across > 1:
        page.sheet.print_title_cols = "A:B"
    if headings and lower:
        area = f"C{first}:{sheets.letter(note - 1)}{foot - 1}"
        page.tint(area, f'OR(C{first}="{ABSENT}",C{first}="{MASKED}",C{first}="{SEVERAL}")', "缺")
    if headings and len(lower) > 1:
        _chart(page, (first, row - 1), headings, columns, lower, foot)


def _explained(headings: Sequence[Heading]) -> list[str]:
    told = ["“未报”是没有这个数，“缺数”是报告里有而数字被遮盖，都不是 0。合计只加已有的数。"]
    if any(not h.summed for h in headings):
        told.append("占比、标准和不同单位可能重复计算的数不相加，合计写“—”。")
    if not headings:
        told = ["台账中还没有目录内指标的数。"]
    return told


def _places(ledger: Ledger, expected: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the places that are added up, and those above them, which are not."""
    levels = {place_of(s): s.level for s in reversed(ledger.sources)}
    reported = list(dict.fromkeys(place_of(s) for s in ledger.sources))
    if any(e.source not in {s.name for s in ledger.sources} for e in ledger.entries):
        reported.append(NOWHERE)
    usual = Counter(levels.get(p, "") for p in reported if levels.get(p))
    level = usual.most_common(1)[0][0] if usual else ""
    order = [*dict.fromkeys([*expected, *reported])]
    upper = [p for p in order if p not in expected and levels.get(p) and levels[p] != level]
    return [p for p in order if p not in upper], upper


def _cells(ledger: Ledger, counted: Counted, words: Wording) -> dict[tuple[str, int], _Cell]:
    """Return what the formula of each cell comes to, where there is anything."""
    places = {source.name: place_of(source) for source in ledger.sources}
    columns: dict[str, list[int]] = {}
    for at, heading in enumerate(counted.headings):
        columns.setdefault(heading.name, []).append(at)
    told: dict[tuple[str, int], list[Entry]] = {}
    for entry, reason in zip(ledger.entries, counted.reasons, strict=True):
        if reason or (entry.review is not None and entry.review.state == "作废"):
            continue
        for at in columns.get(words.name(entry), ()):
            units = counted.headings[at].units
            if not units or entry.unit in units:
                told.setdefault((places.get(entry.source, NOWHERE), at), []).append(entry)
    return {key: _cell(found, counted.headings[key[1]]) for key, found in told.items()}


def _cell(found: Sequence[Entry], heading: Heading) -> _Cell:
    values = [v for e in found if isinstance(v := ledger_sheet.adopted(e), Decimal)]
    rough = sum(e.qualifier not in {"exact", "masked"} for e in found)
    if not values:
        return _Cell(MASKED, rough)
    if len(values) > 1 and not heading.summed:
        return _Cell(SEVERAL, rough)
    return _Cell(sum(values, Decimal(0)), rough)


def _key(ranges: Mapping[str, str], heading: Heading, place: str) -> str:
    """The criteria that choose the rows of a cell."""
    key = (
        f"{ranges['填报单位']},{place},{ranges['指标名称']},{criterion(heading.name)},"
        f'{ranges["校核状态"]},"<>作废",{ranges["汇总"]},"<>{NOT}*"'
    )
    if heading.units:
        units = ",".join(criterion(unit) for unit in heading.units)
        key += f",{ranges['计量单位']},{{{units}}}"
    return key


def _place_row(
    page: Page,
    row: int,
    place: str,
    headings: Sequence[Heading],
    known: Mapping[tuple[str, int], _Cell],
    ranges: Mapping[str, str],
    first: int,
) -> None:
    page.put(row, 1, Decimal(row - first + 1) if first else _NO_SUM, "居中")
    page.put(row, 2, place, "文字")
    # A name with a wildcard in it would stand for others too if it were taken from its cell.
    named = criterion(place) if set(place) & set('~*?"') else f'"="&$B{row}'
    used = ranges["采用值"]
    for at, heading in enumerate(headings):
        key = _key(ranges, heading, named)

        def told(function: str, units: tuple[str, ...] = heading.units) -> str:
            return f"SUMPRODUCT({function})" if units else function

        count = told(f"COUNTIFS({key})")
        numbers = told(f'COUNTIFS({key},{used},">-1E+300")')
        total = told(f"SUMIFS({used},{key})")
        if not heading.summed:
            total = f'IF({numbers}>1,"{SEVERAL}",{total})'
        text = f'=IF({count}=0,"{ABSENT}",IF({numbers}=0,"{MASKED}",{total}))'
        value = known.get((place, at), _Cell(ABSENT, 0)).value
        page.formula(row, _FIRST + at, text, value, "数值", shape=_shape([value]))
    page.fit(row, [(place, 18)])


def _totals(
    page: Page,
    row: int,
    span: tuple[int, int],
    headings: Sequence[Heading],
    columns: Sequence[Sequence[_Cell]],
    note: int,
) -> None:
    """合计, and how many places it does not hold: those that say nothing, those that hide it."""
    first, last = span
    for at, text in enumerate(("合　计", f"{ABSENT}（家）", f"{MASKED}（家）")):
        page.merge(row + at, 1, 2, text, "表头")
        page.put(row + at, note, None, "居中")
        page.height(row + at, 22)
    for at, (heading, cells) in enumerate(zip(headings, columns, strict=True)):
        column = _FIRST + at
        area = f"{sheets.letter(column)}{first}:{sheets.letter(column)}{last}"
        values = [c.value for c in cells if isinstance(c.value, Decimal)]
        if heading.summed and cells:
            total = sum(values, Decimal(0)) if values else _NO_SUM
            text = f'=IF(COUNT({area})=0,"{_NO_SUM}",SUM({area}))'
            page.formula(row, column, text, total, "合计", shape=_shape(values))
        else:
            page.put(row, column, _NO_SUM, "合计")
        for below, word in ((1, ABSENT), (2, MASKED)):
            if cells:
                count = Decimal(sum(c.value == word for c in cells))
                page.formula(row + below, column, f'=COUNTIF({area},"{word}")', count, "数值")
    if columns and columns[0]:
        text = f'="应报 "&ROWS(B{first}:B{last})&" 家"'
        page.formula(row, note, text, f"应报 {last - first + 1} 家", "文字")


def _rough(
    page: Page,
    row: int,
    headings: Sequence[Heading],
    ranges: Mapping[str, str],
    known: Mapping[tuple[str, int], _Cell],
    note: int,
) -> None:
    """How many of the figures are 约, 以上, 不足 or a range: the total is as rough as they are."""
    page.merge(row, 1, 2, "含约数（条）", "表头")
    page.put(row, note, None, "居中")
    page.height(row, 22)
    for at, heading in enumerate(headings):
        key = _key(ranges, heading, '"*"')
        count = f'COUNTIFS({key},{ranges["限定词"]},"?*",{ranges["限定词"]},"<>{MASKED}")'
        text = f"=SUMPRODUCT({count})" if heading.units else f"={count}"
        total = sum(cell.rough for (_, column), cell in known.items() if column == at)
        page.formula(row, _FIRST + at, text, Decimal(total), "数值")


def _heads(page: Page, headings: Sequence[Heading], note: int) -> None:
    sheet = page.sheet
    for column, text in ((1, "序号"), (2, "填报单位"), (note, "备注")):
        sheet.merge_cells(start_row=3, start_column=column, end_row=HEAD, end_column=column)
        sheet.cell(HEAD, column).style = "表头"
        page.put(3, column, text, "表头")
    if not headings:
        page.put(3, _FIRST, "（无指标）", "表头")
        page.put(HEAD, _FIRST, None, "表头")
    column = _FIRST
    for group, members in groupby(headings, key=lambda h: h.group):
        listed = list(members)
        page.merge(3, column, column + len(listed) - 1, group, "表头")
        for heading in listed:
            page.put(HEAD, column, _head(heading), "表头")
            column += 1
    page.fit(3, [(h.group, 12.0) for h in headings if _alone(h, headings)])
    page.fit(HEAD, [(_head(h), 11.5) for h in headings])


def _alone(heading: Heading, headings: Sequence[Heading]) -> bool:
    return sum(h.group == heading.group for h in headings) == 1


def _head(heading: Heading) -> str:
    return f"{heading.name}（{heading.unit}）" if heading.unit else heading.name


def _shape(values: Sequence[Decimal | str]) -> str:
    """As many decimals as the figures have."""
    digits = [sheets.plain_shape(v) for v in values if isinstance(v, Decimal)]
    return max(digits, key=len, default="#,##0")


def _chart(
    page: Page,
    span: tuple[int, int],
    headings: Sequence[Heading],
    columns: Sequence[Sequence[_Cell]],
    places: Sequence[str],
    row: int,
) -> None:
    """A bar for each place; which indicator, one chooses in the cell above."""
    from openpyxl.chart import BarChart, Reference  # noqa: PLC0415 -- start-up

    first, last = span
    # The indicator that most places report, of those that can be added.
    told = [sum(isinstance(c.value, Decimal) for c in cells) for cells in columns]
    best = max(range(len(headings)), key=lambda at: (headings[at].summed, told[at], -at))
    end = sheets.letter(_FIRST + len(headings) - 1)
    choice = row + 1
    page.put(choice, 2, "图中指标：", "说明右")
    page.merge(choice, 3, min(6, 2 + max(len(headings), 2)), _head(headings[best]), "填写中")
    page.height(choice, 24)
    page.choose(f"C{choice}", f"$C${HEAD}:${end}${HEAD}", "图中指标", "请从列表中选择一个指标")
    helper = _FIRST + max(len(headings), 1) + 2  # beside the printed page
    page.put(HEAD, helper, "图中单位", "说明中")
    page.put(HEAD, helper + 1, "图中数值", "说明中")
    for at, place in enumerate(places):
        at_row = first + at
        figure = f"INDEX(C{at_row}:{end}{at_row},1,MATCH($C${choice},$C${HEAD}:${end}${HEAD},0))"
        value = columns[best][at].value
        number = value if isinstance(value, Decimal) else Decimal(0)
        page.formula(at_row, helper, f"=B{at_row}", place, "说明左")
        text = f"=IF(ISNUMBER({figure}),{figure},0)"
        page.formula(at_row, helper + 1, text, number, "说明右")
    chart = BarChart()
    chart.type = "bar" if len(places) > 12 else "col"
    chart.title = "各单位比较"
    chart.legend = None
    chart.add_data(Reference(page.sheet, min_col=helper + 1, min_row=first, max_row=last))
    chart.set_categories(Reference(page.sheet, min_col=helper, min_row=first, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height = max(7.5, 0.6 * len(places)) if chart.type == "bar" else 7.5
    chart.width = 18
    page.sheet.add_chart(chart, f"B{choice + 2}")
    _keep_whole(page, choice, chart.height)
    rows = choice + 3 + round(chart.height / 0.5)
    page.sheet.print_area = f"A1:{sheets.letter(_FIRST + len(headings))}{rows}"


def _keep_whole(page: Page, row: int, centimetres: float) -> None:
    """Begin a page at *row* if the chart below it would be cut in two."""
    from openpyxl.worksheet.pagebreak import Break  # noqa: PLC0415 -- start-up

    sheet = page.sheet
    above = sum(sheet.row_dimensions[at].height or 15 for at in range(1, row + 2))
    printed = sheet.page_setup.fitToWidth or 1
    width = sum(d.width * _POINTS for d in sheet.column_dimensions.values()) / printed
    scale = min(1.0, _PAGE[0] / width)
    if (above + centimetres * 28.35) * scale > _PAGE[1]:
        sheet.row_breaks.append(Break(id=row - 1))
