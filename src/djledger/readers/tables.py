"""A table as lines of text that say what its cells say: 石桥村：党员总数86名；脱贫户35户.

A cell alone is a bare number. Its head and the beginning of its row are its item, its period and
its scope, its measure word stands in a head, in a column or over the table. Put in the order of
a sentence, they are read by the same rules as a sentence, and each keeps the way back to its cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.extract import periods
from djledger.extract.measures import Measures
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.knowledge import Knowledge
    from djledger.readers.file import Text
    from djledger.readers.limits import Limits

_NUMBER = re.compile(
    r"(?:约|近|超|逾)?[-+－＋]?(?:[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?|[*＊×✕Xx□]{1,6})[多余]?"
    r"(?P<unit>.*)",
    re.DOTALL,
)
_MULTIPLE = "十百千万亿"
_BRACKET = re.compile(r"[（(【\[]([^（()）【\]】\[]{1,12})[)）】\]]$")
_SLASH = re.compile(r"[/／]([^/／]{1,6})$")
_CAPTION = re.compile(r"(?:计量|金额)?单位[:： ]\s*([^，,。；;\s]{1,8})\s*[)）]?$")
_DAY = re.compile("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
_CALENDAR = re.compile("[年月日季]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SPACE = re.compile(r"\s+")
_WIDE_SPACE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) (?=[\u2e80-\u9fff\uff00-\uffef])")
_LONG = 40  # characters of a cell that is prose


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell and where people find it; ``covered`` by a merged one it repeats."""

    text: str
    label: str = ""
    covered: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Edged:
    """A cell of a format that gives where cells end, on the right, rather than how many there are.

    *merge* is `begin` for the first of cells that are merged downwards, `on` for the others.
    """

    text: str
    label: str
    right: int
    merge: str = ""


def aligned(rows: list[list[Edged]], limits: Limits, slack: int = 0) -> list[list[Cell | None]]:
    """Return *rows* with their cells in common columns; edges within *slack* are the same."""
    edges: list[int] = []
    for right in sorted({cell.right for row in rows for cell in row}):
        if not edges or right - edges[-1] > slack:
            edges.append(right)
    if len(edges) > limits.columns:
        raise TooMuchError("表格列数", limits.columns)
    if len(edges) * len(rows) > limits.cells * 10:
        raise TooMuchError("单元格数（含空格）", limits.cells * 10)
    found: list[list[Cell | None]] = []
    for row in rows:
        cells: list[Cell | None] = []
        for cell in row:
            end = bisect_left(edges, cell.right - slack) + 1
            own = cleaned(cell.text, cell.label)
            if cell.merge == "on" and found and len(found[-1]) > len(cells):
                above = found[-1][len(cells)]
                own = Cell(above.text if above else "", covered=True)
            covered = Cell(own.text, covered=True)
            cells += [own] + [covered] * (end - len(cells) - 1)
        found.append(cells)
    return found


class Grid:
    """A table as it is read: cells one after the other, merged ones in all their places."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rows: list[list[Cell | None]] = []
        self._above: dict[int, tuple[Cell, int]] = {}  # what reaches into this row: rows left
        self._below: dict[int, tuple[Cell, int]] = {}  # and into the next
        self._count = 0

    def row(self) -> None:
        """Begin a row."""
        self._finish()
        self._rows.append([])

    def cell(self, text: str, label: str, *, across: int = 1, down: int = 1) -> None:
        """Put a cell at the next free place; it may cover others to its right and below."""
        if not self._rows:
            self.row()
        row = self._rows[-1]
        while len(row) in self._above:
            self._inherit(row)
        cell = cleaned(text, label)
        covered = Cell(cell.text, label, covered=True)
        for k in range(max(1, min(across, self._limits.columns))):
            if down > 1:
                self._below[len(row)] = (covered, min(down, self._limits.cells) - 1)
            self._put(row, covered if k else cell)

    def done(self) -> list[list[Cell | None]]:
        """Return the rows."""
        self._finish()
        return self._rows

    def _finish(self) -> None:
        if self._rows:
            row = self._rows[-1]
            while self._above:
                if len(row) in self._above:
                    self._inherit(row)
                else:
                    self._put(row, None)
        self._above, self._below = self._below, {}

    def _inherit(self, row: list[Cell | None]) -> None:
        cell, left = self._above.pop(len(row))
        if left > 1:
            self._below[len(row)] = (cell, left - 1)
        self._put(row, cell)

    def _put(self, row: list[Cell | None], cell: Cell | None) -> None:
        self._above.pop(len(row), None)
        self._count += 1
        if self._count > self._limits.cells:
            raise TooMuchError("单元格数", self._limits.cells)
        if len(row) >= self._limits.columns:
            raise TooMuchError("表格列数", self._limits.columns)
        row.append(cell)


def cleaned(text: str, label: str = "") -> Cell:
    """Return the cell of *text*: on one line, and no space between two Chinese characters."""
    bare = _WIDE_SPACE.sub("", _SPACE.sub(" ", text).strip())
    return Cell(bare, label, indented=bool(bare) and text[:1] in " \u3000\xa0")


def write(
    rows: Iterable[Sequence[Cell | None]], text: Text, knowledge: Knowledge, over: str = ""
) -> None:
    """Add the table *rows* to *text*; *over* is the line above it, which may name a unit."""
    _Writer(text, knowledge.made(_words), over).write(list(rows))


class _Words:
    """What heads and cells say, by `knowledge/tables.yaml`."""

    def __init__(self, knowledge: Knowledge) -> None:
        items = {item["id"]: item for item in knowledge.items("tables")}
        self.are = {name: frozenset(item["words"]) for name, item in items.items()}
        self.ends = sorted(items["place"]["ends"], key=len, reverse=True)
        self.measures = Measures(knowledge)
        self._knowledge = knowledge

    def measure(self, text: str) -> bool:
        """Whether *text* is a measure word, and nothing else: 名, 万元, %."""
        bare = text.lstrip(_MULTIPLE)
        if not bare:
            return False
        unit = self.measures.at(bare, 0)
        return unit is not None and unit.end == len(bare)

    def value(self, text: str) -> bool:
        """Whether *text* is a number, with its unit or without."""
        match = _NUMBER.fullmatch(text)
        if match is None:
            return False
        unit = match["unit"].strip()
        return not unit or unit in _MULTIPLE or (self.measure(unit) and not self.time(text))

    def bare(self, text: str) -> bool:
        """Whether *text* is a number without a unit."""
        match = _NUMBER.fullmatch(text)
        return match is not None and not match["unit"].strip()

    def time(self, text: str) -> bool:
        """Whether *text* is a time and nothing else: 2023年, 上年同期."""
        if text in self.are["time"]:
            return True
        if not _CALENDAR.search(text):
            return False
        found = periods.find(text, self._knowledge)
        return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))

    def place(self, text: str) -> bool:
        """Whether a row that begins with *text* is that of a place or of all of them."""
        if text in self.are["total"]:
            return True
        end = next((end for end in self.ends if text.endswith(end)), "")
        return bool(end) and text != end


def _words(knowledge: Knowledge) -> _Words:
    return _Words(knowledge)


@dataclass(frozen=True, slots=True)
class _Head:
    """What is known of a column: its role, and the words of its heads without the unit."""

    role: str = "value"
    time: str = ""
    plan: str = ""
    words: str = ""
    unit: str = ""


_NO_HEAD = _Head()


@dataclass(slots=True)
class _Row:
    """A row of data: how it begins, and its values by column."""

    place: str
    item: str
    values: list[tuple[int, str, Cell]]
    part: bool
    notes: list[Cell]


class _Writer:
    def __init__(self, text: Text, words: _Words, over: str) -> None:
        self._text = text
        self._words = words
        self._unit = self._caption(over)
        self._heads: list[_Head] = []
        self._group: list[_Row] = []
        self._valued: set[int] = set()  # columns under the heads that have held a value

    def write(self, rows: list[Sequence[Cell | None]]) -> None:
        fresh, k = True, 0
        while k < len(rows):
            own = [cell for cell in rows[k] if cell and cell.text and not cell.covered]
            size = self._head_rows(rows, k) if fresh else 0
            if size:
                self._flush()
                self._heads = self._headed(rows[k : k + size])
                self._valued = set()
                fresh = False
                k += size
                continue
            k += 1
            if not own:
                fresh = True
            elif len(own) == 1 and not self._words.value(own[0].text):
                self._flush()
                self._unit = self._caption(own[0].text) or self._unit
                self._line([own[0]])
                fresh = True
            else:
                fresh = False
                self._data(rows[k - 1], own)
        self._flush()

    def _caption(self, line: str) -> str:
        match = _CAPTION.search(line.strip())
        unit = match[1] if match else ""
        return unit if self._words.measure(unit) else ""

    # Heads

    def _head_rows(self, rows: list[Sequence[Cell | None]], at: int) -> int:
        """How many rows from *at* are the head of what follows."""
        if not self._may_be_head(rows[at]):
            return 0
        size = 1
        while (
            at + size < len(rows)
            and size < 4
            and self._goes_on(rows[at + size - 1], rows[at + size])
        ):
            size += 1
        below = rows[at + size : at + size + 12]
        numbers = any(
            c and not c.covered and self._words.value(c.text) for row in below for c in row
        )
        return size if numbers and not self._is_form(rows[at : at + size], below) else 0

    def _may_be_head(self, row: Sequence[Cell | None]) -> bool:
        own = [cell.text for cell in row if cell and cell.text and not cell.covered]
        return (
            len(own) > 1
            and not any(self._words.value(t) and not _YEAR.fullmatch(t) for t in own)
            and not any(t in self._words.are["nothing"] or _DAY.fullmatch(t) for t in own)
            and all(len(t) <= _LONG and "。" not in t for t in own)
        )

    def _goes_on(self, row: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
        """Whether *below* divides what *row* has in one cell over several columns."""
        wide = {k for k, cell in enumerate(row) if cell and cell.covered and k and row[k - 1]}
        wide |= {k - 1 for k in wide}
        return (
            bool(wide)
            and any(
                k < len(below) and (cell := below[k]) is not None and cell.text and not cell.covered
                for k in wide
            )
            and self._may_be_head(below)
        )

    def _is_form(
        self, heads: list[Sequence[Cell | None]], below: list[Sequence[Cell | None]]
    ) -> bool:
        """Whether label and value take turns in the rows below, so that none is a head."""
        first = [c.text for c in heads[0] if c and c.text and not c.covered]
        if any(_unit_of(t, self._words)[1] for t in first) or any(
            t in self._words.are["serial"] or t in self._words.are["unit"] for t in first
        ):
            return False
        turns = sum(self._takes_turns(row) for row in below)
        counted = [row for row in below if any(c and self._words.value(c.text) for c in row)]
        return turns * 2 > len(counted)

    def _takes_turns(self, row: Sequence[Cell | None]) -> bool:
        own = [cell.text for cell in row if cell and cell.text and not cell.covered]
        kinds = [self._words.value(t) for t in own]
        return (
            len(own) > 1
            and len(own) % 2 == 0
            and kinds[::2] == [False] * (len(own) // 2)
            and all(kinds[1::2])
            and (len(own) > 2)
        )

    def _headed(self, rows: list[Sequence[Cell | None]]) -> list[_Head]:
        width = max(map(len, rows))
        heads = []
        for k in range(width):
            parts: list[str] = []
            for row in rows:
                cell = row[k] if k < len(row) else None
                if cell and cell.text and cell.text not in parts:
                    parts.append(cell.text)
            heads.append(self._head(parts))
        return heads

    def _head(self, parts: list[str]) -> _Head:
        are, role = self._words.are, "value"
        time = plan = words = unit = ""
        for part in parts:
            if _YEAR.fullmatch(part):
                time += f"{part}年"
                continue
            name, own = _unit_of(part, self._words)
            unit = own or unit
            for kind in ("serial", "unit", "remark", "item", "place"):
                if name in are[kind] and role == "value":
                    role = kind
            if role == "place":
                words = name
            elif self._words.time(name):
                time += name
            elif name in are["plan"]:
                plan += name
            elif name not in are["value"] or (len(parts) == 1 and name in are["total"]):
                # 党员 over 女党员: the lower head says both.
                words = name if words in name else words + name
        return _Head(role, time, plan, words, unit)

    # Data

    def _data(self, cells: Sequence[Cell | None], own: list[Cell]) -> None:
        values = [c for c in own if self._words.value(c.text)]
        if not values:
            if any(c.text not in self._words.are["nothing"] for c in own):
                self._flush()
                self._prose(own)
        elif not self._heads or self._conflicts(cells):
            self._flush()
            self._heads = []
            self._form(own)
        else:
            row = self._row(cells)
            if not (row.part and self._group):
                self._flush()
            self._group.append(row)

    def _conflicts(self, cells: Sequence[Cell | None]) -> bool:
        """Whether a row of labels and values in turn cannot stand under the heads."""
        return self._takes_turns(cells) and any(
            cell is not None
            and cell.text
            and k in self._valued
            and not self._words.value(cell.text)
            and cell.text not in self._words.are["nothing"]
            for k, cell in enumerate(cells)
        )

    def _form(self, own: list[Cell]) -> None:
        """Labels and values that take turns: each value with the nearest label before it."""
        line: list[tuple[str, Cell]] = []
        name = unit = ""
        for cell in own:
            if self._words.value(cell.text):
                line.append((name + self._shown(cell.text, unit), cell))
                name = unit = ""
            elif name and not unit and self._words.measure(cell.text):
                unit = cell.text
            elif cell.text not in self._words.are["nothing"]:
                if name:
                    line.append((name, cell))
                name, unit = _unit_of(cell.text, self._words)
        if name:
            line.append((name, own[-1]))
        self._pieces(line)

    def _row(self, cells: Sequence[Cell | None]) -> _Row:
        found: dict[str, list[tuple[int, Cell]]] = {}
        for k, cell in enumerate(cells):
            if cell and cell.text and cell.text not in self._words.are["nothing"]:
                kind = self._kind(cell.text, self._head_of(k), begun="value" in found)
                if not (cell.covered and kind in {"value", "note"}):
                    found.setdefault(kind, []).append((k, cell))
        places = dict.fromkeys(cell.text for _, cell in found.get("place", ()))
        items = dict.fromkeys(cell.text for _, cell in found.get("item", ()))
        part = any(self._is_part(cell) for _, cell in found.get("item", ()))
        unit = next((cell.text for _, cell in found.get("unit", ())), "")
        name, own = _unit_of(next(reversed(items), ""), self._words)
        before = "".join(f"{item}，" for item in list(items)[:-1])
        values = [
            (k, self._shown(cell.text, self._head_of(k).unit or unit or own), cell)
            for k, cell in found.get("value", ())
        ]
        self._valued.update(k for k, _, _ in values)
        notes = [cell for _, cell in found.get("note", ())]
        return _Row("、".join(places), before + name, values, part, notes)

    def _head_of(self, column: int) -> _Head:
        return self._heads[column] if column < len(self._heads) else _NO_HEAD

    def _kind(self, text: str, head: _Head, *, begun: bool) -> str:
        """What a cell of a row is, by its head and by itself; *begun*: after the first value."""
        words = self._words
        if words.value(text):
            if head.role == "serial":
                return "serial"
            # 3组 in the column of the places is a place.
            is_place = head.role in {"place", "unit"} and not begun and not words.bare(text)
            return "place" if is_place else "value"
        if head.role == "unit" and words.measure(text):
            return "unit"
        if head.role == "remark" or begun:
            return "note"
        if head.role in {"place", "unit"} or (head.role != "item" and words.place(text)):
            return "place"
        return "item"

    def _is_part(self, cell: Cell) -> bool:
        return cell.indented or cell.text.startswith(tuple(self._words.are["part"]))

    def _shown(self, value: str, unit: str) -> str:
        """The value with its unit, if it has none of its own."""
        return value + (unit or self._unit) if self._words.bare(value) else value

    def _flush(self) -> None:
        """Write the rows that belong together: one, or one and those that are parts of it."""
        if not self._group:
            return
        group, self._group = self._group, []
        pieces: list[tuple[str, Cell]] = []
        if len(group) == 1:
            pieces = self._sentence(group[0])
            self._pieces(pieces)
        else:  # the parts of a column follow their whole, not the next column
            for k, _, _ in group[0].values:
                pieces = []
                for row in group:
                    pieces += self._sentence(row, only=k, opens=not pieces)
                self._pieces(pieces, "，")
            known = {k for k, _, _ in group[0].values}
            for row in group[1:]:
                for k, _, _ in row.values:
                    if k not in known:
                        self._pieces(self._sentence(row, only=k))
        for row in group:
            for note in row.notes:
                self._line([note])

    def _sentence(
        self, row: _Row, only: int | None = None, *, opens: bool = True
    ) -> list[tuple[str, Cell]]:
        pieces = []
        begin = f"{row.place}：" if row.place and opens else ""
        for k, value, cell in row.values:
            if only is not None and k != only:
                continue
            head = self._head_of(k)
            time = f"{head.time}，" if head.time and opens else ""
            pieces.append((f"{begin}{time}{head.plan}{row.item}{head.words}{value}", cell))
            begin = ""
        return pieces

    # Lines

    def _pieces(self, pieces: list[tuple[str, Cell]], joint: str = "；") -> None:
        for k, (piece, cell) in enumerate(pieces):
            if k:
                self._text.add(joint)
            self._text.add(piece, cell.label)
        if pieces:
            self._text.add("\n")

    def _line(self, cells: list[Cell]) -> None:
        for k, cell in enumerate(cells):
            self._text.add(("\t" if k else "") + cell.text, cell.label)
        if cells:
            self._text.add("\n")

    def _prose(self, own: list[Cell]) -> None:
        """Cells of words: long ones are paragraphs, short ones share a line."""
        short: list[Cell] = []
        for cell in own:
            if len(cell.text) > _LONG or "。" in cell.text:
                self._line(short)
                short = []
                self._line([cell])
            else:
                short.append(cell)
        self._line(short)


def _unit_of(head: str, words: _Words) -> tuple[str, str]:
    """Return *head* without the measure word that it ends with, and that word."""
    for pattern in (_BRACKET, _SLASH):
        match = pattern.search(head)
        if match and match.start():
            inside = match[1].removeprefix("单位：").removeprefix("单位:").strip()
            if words.measure(inside):
                return head[: match.start()].rstrip(), inside
    if len(head) > 1 and head[-1] in "%％‰":
        return head[:-1].rstrip(), head[-1]
    return head, ""
