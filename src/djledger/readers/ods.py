"""Open Document files: spreadsheets (.ods) as sheets, texts (.odt) as paragraphs and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.readers import tables
from djledger.readers.archive import Archive
from djledger.readers.file import Text
from djledger.readers.limits import TooMuchError
from djledger.readers.markup import Attributes, Handler, parse
from djledger.readers.sheets import Sheet

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

_FAMILY = "application/vnd.oasis.opendocument."
_BLOCKS = frozenset({"text:p", "text:h"})
_UNSEEN = frozenset(
    {"office:annotation", "text:tracked-changes", "text:ruby-text", "text:note-citation"}
)


def read(file: File) -> RawText:
    """Return the text of the document, or of all its sheets."""
    archive = Archive(file)
    content = archive.read("content.xml")
    if not content:
        raise file.broken("里面没有正文（content.xml）")
    text = Text(file.limits)
    walker = _Walker(file, text)
    parse(content, walker, file)
    media = _FAMILY + ("spreadsheet" if walker.is_sheet else "text")
    return file.raw(text, media)


class _Walker(Handler):
    def __init__(self, file: File, text: Text) -> None:
        self._file = file
        self._text = text
        self.is_sheet = False
        self._sheet: Sheet | None = None
        self._grids: list[tuple[tables.Grid, int]] = []
        self._row = self._column = 0
        self._place = (0, 0)
        self._rows = 1
        self._attributes: Attributes = {}
        self._cells: list[list[str]] = []
        self._parts: list[list[str]] = []
        self._count = self._tables = 0
        self._unseen = self._depth = 0
        self._last = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._unseen:
            return
        if tag in _UNSEEN:
            self._unseen = self._depth
        elif tag == "office:spreadsheet":
            self.is_sheet = True
        elif tag == "table:table":
            self._begin_table(attributes)
        elif tag == "table:table-row":
            self._begin_row(attributes)
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._attributes = attributes
            self._cells.append([])
        elif tag in _BLOCKS:
            self._parts.append([])
        elif tag == "text:s":
            self.text(" " * min(_number(attributes.get("text:c", "1")), 100))
        elif tag in {"text:tab", "text:line-break"}:
            self.text("\t" if tag == "text:tab" else "\n")

    def end(self, tag: str) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if self._unseen:
            if depth == self._unseen:
                self._unseen = 0
            return
        if tag in _BLOCKS and self._parts:
            self._end_block("".join(self._parts.pop()))
        elif tag in {"table:table-cell", "table:covered-table-cell"} and self._cells:
            self._end_cell(tag, "\n".join(self._cells.pop()))
        elif tag == "table:table-row" and self._sheet:
            self._row += self._rows - 1
        elif tag == "table:table":
            self._end_table()

    def text(self, data: str) -> None:
        if self._parts and not self._unseen:
            self._parts[-1].append(data)

    def _begin_table(self, attributes: Attributes) -> None:
        self._tables += 1
        self._row = 0
        if self.is_sheet:
            self._sheet = Sheet(attributes.get("table:name", ""), self._file.limits)
        else:
            self._grids.append((tables.Grid(self._file.limits), self._tables))

    def _begin_row(self, attributes: Attributes) -> None:
        self._row += 1
        self._column = 0
        self._rows = _number(attributes.get("table:number-rows-repeated", "1"))
        if self._grids:
            self._grids[-1][0].row()

    def _end_cell(self, tag: str, content: str) -> None:
        attributes = self._attributes
        repeated = _number(attributes.get("table:number-columns-repeated", "1"))
        across = _number(attributes.get("table:number-columns-spanned", "1"))
        down = _number(attributes.get("table:number-rows-spanned", "1"))
        first = self._column + 1
        self._column += repeated
        if tag == "table:covered-table-cell" or (not content.strip() and self._sheet):
            return
        if repeated > self._file.limits.columns:
            raise TooMuchError("表格列数", self._file.limits.columns)
        if self._sheet:
            for row in range(self._row, self._row + (self._rows if content.strip() else 1)):
                for column in range(first, first + repeated):
                    self._sheet.put(row, column, content)
            if across > 1 or down > 1:
                self._sheet.merge(self._row, first, self._row + down - 1, first + across - 1)
        elif self._grids:
            grid, number = self._grids[-1]
            for column in range(first, first + repeated):
                label = f"表{number} 第{self._row}行第{column}列"
                grid.cell(content, label, across=across, down=down)

    def _end_block(self, content: str) -> None:
        if self._parts:  # a paragraph in a paragraph: a text box
            self._parts[-1].append(content)
        elif self._cells:
            self._cells[-1].append(content)
        elif not self.is_sheet:
            self._count += bool(content.strip())
            self._text.add(content, f"第{max(1, self._count)}段" if content.strip() else "")
            self._text.add("\n")
            self._last = content if content.strip() else self._last

    def _end_table(self) -> None:
        if self._sheet:
            self._sheet.write(self._text, self._file.knowledge)
            self._sheet = None
        elif self._grids:
            grid, _ = self._grids.pop()
            tables.write(grid.done(), self._text, self._file.knowledge, self._last)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 1
