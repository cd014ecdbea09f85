"""Word documents (.docx): what a reader sees once every tracked change is accepted.

Insertions are text and deletions are not, as the author means it; both are noted. A text box is
stored twice for old programs and read once. Running heads are no text of the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.model.document import Repair
from djledger.model.text import Span
from djledger.readers import tables
from djledger.readers.archive import Archive
from djledger.readers.file import Text
from djledger.readers.markup import Attributes, Handler, parse

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = ".main+xml"
# Not shown, or not of this version of the text. w:rt is the pinyin over a word.
_UNSEEN = frozenset({"w:moveFrom", "mc:Fallback", "w:rt", "w:instrText"})
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off", "none"})


def read(file: File) -> RawText:
    """Return the text of the document: body, then footnotes and endnotes."""
    archive = Archive(file)
    text = Text(file.limits)
    main = archive.read(_main_part(archive, file))
    if not main:
        raise file.broken("里面没有正文（word/document.xml）")
    walker = _Walker(file, text)
    parse(main, walker, file)
    for part, label in (("word/footnotes.xml", "脚注"), ("word/endnotes.xml", "尾注")):
        if notes := archive.read(part):
            parse(notes, _Walker(file, text, note=label), file)
    return file.raw(text, MEDIA)


class _Parts(Handler):
    """The name of the part that is the document itself."""

    def __init__(self) -> None:
        self.main = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "ct:Override" and attributes.get("ContentType", "").endswith(_MAIN):
            self.main = attributes.get("PartName", "").removeprefix("/")


def _main_part(archive: Archive, file: File) -> str:
    parts = _Parts()
    if types := archive.read("[Content_Types].xml"):
        parse(types, parts, file)
    return parts.main or "word/document.xml"


class _Paragraph:
    """A paragraph as it grows, with the changes in it: (place in it, what went, what came)."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.changes: list[tuple[int, str, str]] = []
        self.goes_on = False  # its end is deleted

    def add(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)


class _Table:
    """A table as it grows, and what a cell is about to hold."""

    def __init__(self, number: int, inside: int) -> None:
        self.number = number
        self.inside = inside  # how many paragraphs were open when it began
        self.rows: list[list[tuple[str, int, str]]] = []  # text, columns, how it merges
        self.cell: list[str] = []
        self.across = 1
        self.merge = ""
        self.deleted = False
        self.changes: list[tuple[str, str]] = []


class _Walker(Handler):
    def __init__(self, file: File, text: Text, note: str = "") -> None:
        self._file = file
        self._text = text
        self._note = note
        self._notes = 0
        self._count = 0  # paragraphs of the body that are not blank
        self._tables = 0
        self._path: list[str] = []
        self._unseen = 0  # depth of the tag that hides what is in it
        self._open: list[_Paragraph] = []  # a paragraph may hold a text box that holds paragraphs
        self._within: list[_Table] = []
        self._later: list[_Table | _Paragraph] = []  # boxes and inner tables: after what holds them
        self._carried: _Paragraph | None = None
        self._change = ""
        self._changed: list[str] = []
        self._change_depth = 0
        self._vanish = False
        self._last = ""

    # Tags

    def start(self, tag: str, attributes: Attributes) -> None:
        path = self._path
        parent = path[-1] if path else ""
        path.append(tag)
        if self._unseen:
            return
        if tag in _UNSEEN:
            self._unseen = len(path)
        elif tag == "w:p":
            self._open.append(_Paragraph())
        elif tag == "w:r":
            self._vanish = False
        elif tag in _SIGNS and parent == "w:r":
            self._add(_SIGNS[tag])
        elif tag == "w:tbl":
            self._tables += 1
            self._within.append(_Table(self._tables, len(self._open)))
        elif tag in {"w:ins", "w:del", "w:moveTo"}:
            self._changes(tag, parent)
        elif tag == "w:docPartGallery":
            if "Contents" in attributes.get("w:val", "") and self._open == []:
                self._hide("w:sdt")
        elif tag in {"w:footnote", "w:endnote"} and attributes.get("w:type", "normal") != "normal":
            self._unseen = len(path)
        elif tag in {"w:footnote", "w:endnote"}:
            self._notes += 1
        elif tag == "w:vanish" and parent == "w:rPr" and path[-3:-2] == ["w:r"]:
            self._vanish = attributes.get("w:val", "") not in _OFF
        elif self._within:
            self._shape(tag, attributes)

    def end(self, tag: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if self._unseen:
            if depth == self._unseen:
                self._unseen = 0
            return
        if tag == "w:p":
            self._end_paragraph()
        elif tag == "w:tc" and self._within:
            table = self._within[-1]
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(("\n".join(table.cell), table.across, table.merge))
            table.cell, table.across, table.merge = [], 1, ""
        elif tag == "w:tr" and self._within:
            table = self._within[-1]
            if table.deleted and table.rows:
                gone = table.rows.pop()
                table.changes.append((" ".join(content for content, _, _ in gone), ""))
            table.deleted = False
        elif tag == "w:tbl" and self._within:
            self._end_table(self._within.pop())
        elif self._change and depth == self._change_depth:
            self._end_change()

    def text(self, data: str) -> None:
        if self._unseen or not self._path:
            return
        tag = self._path[-1]
        if tag == "w:t" and not self._vanish:
            self._add(data)
        elif tag == "w:delText" and self._change == "w:del":
            self._changed.append(data)

    def _hide(self, tag: str) -> None:
        """Hide the rest of the innermost *tag* that is open."""
        for k in range(len(self._path) - 1, -1, -1):
            if self._path[k] == tag:
                self._unseen = k + 1
                return

    def _shape(self, tag: str, attributes: Attributes) -> None:
        table = self._within[-1]
        if tag == "w:tr":
            table.rows.append([])
        elif tag == "w:gridSpan":
            value = attributes.get("w:val", "1")
            table.across = max(1, int(value)) if value.isdecimal() and len(value) < 4 else 1
        elif tag == "w:vMerge":
            table.merge = "on" if attributes.get("w:val", "continue") == "continue" else "begin"

    # Changes

    def _changes(self, tag: str, parent: str) -> None:
        if parent == "w:trPr":
            if tag == "w:del" and self._within:
                self._within[-1].deleted = True
        elif parent == "w:rPr":  # of the paragraph mark
            if tag == "w:del" and self._open:
                self._open[-1].goes_on = True
        elif not self._change or tag == "w:del":
            if self._change:
                self._end_change()
            self._change, self._change_depth, self._changed = tag, len(self._path), []

    def _end_change(self) -> None:
        tag, changed = self._change, "".join(self._changed)
        self._change, self._changed = "", []
        if not changed:
            return
        before, after = (changed, "") if tag == "w:del" else ("", changed)
        if self._open:
            paragraph = self._open[-1]
            paragraph.changes.append((paragraph.length - len(after), before, after))

    def _add(self, part: str) -> None:
        if self._change == "w:del":
            self._changed.append(part)
        elif self._open:
            if self._change:
                self._changed.append(part)
            self._open[-1].add(part)

    # Paragraphs and tables

    def _end_paragraph(self) -> None:
        paragraph = self._open.pop()
        if self._within and self._within[-1].inside == len(self._open):
            table = self._within[-1]
            table.cell.append("".join(paragraph.parts))
            table.changes += [(before, after) for _, before, after in paragraph.changes]
            self._flush_boxes_into(table)
            return
        if self._open:  # in a text box: after the paragraph that holds the box
            self._later.append(paragraph)
            return
        self._emit(paragraph)
        self._flush_later()

    def _flush_boxes_into(self, table: _Table) -> None:
        for later in self._later:
            if isinstance(later, _Paragraph):
                table.cell.append("".join(later.parts))
        self._later = [later for later in self._later if isinstance(later, _Table)]

    def _emit(self, paragraph: _Paragraph, label: str = "") -> None:
        if self._carried:  # its end was deleted: it goes on here
            shift = self._carried.length
            paragraph.changes = [
                *self._carried.changes,
                *((at + shift, before, after) for at, before, after in paragraph.changes),
            ]
            paragraph.parts = self._carried.parts + paragraph.parts
            paragraph.length += shift
            self._carried = None
        if paragraph.goes_on:
            self._carried = paragraph
            return
        content = "".join(paragraph.parts)
        if not label:
            if self._note:
                label = f"{self._note}{self._notes}"
            else:
                self._count += bool(content.strip())
                label = f"第{max(1, self._count)}段"
        start = self._text.add(content, label if content.strip() else "")
        self._text.add("\n")
        for at, before, after in paragraph.changes:
            self._settled(start + at, before, after)
        if content.strip():
            self._last = content

    def _settled(self, start: int, before: str, after: str, size: int | None = None) -> None:
        step = "tracked_deletion" if before else "tracked_insertion"
        size = len(after) if size is None else size
        self._text.repairs.append(Repair(step, Span(start, start + size), before, after))

    def _flush_later(self) -> None:
        later, self._later = self._later, []
        for thing in later:
            if isinstance(thing, _Paragraph):
                if any(part.strip() for part in thing.parts):
                    self._emit(thing, "文本框")
            else:
                self._write(thing)

    def _end_table(self, table: _Table) -> None:
        if self._within or self._open:
            self._later.append(table)
        else:
            if self._carried:
                self._carried.goes_on = False
                carried, self._carried = self._carried, None
                self._emit(carried)
            self._write(table)
            self._flush_later()

    def _write(self, table: _Table) -> None:
        rows = []
        for r, row in enumerate(table.rows, 1):
            right = 0
            cells = []
            for c, (content, across, merge) in enumerate(row, 1):
                right += across
                cells.append(
                    tables.Edged(content, f"表{table.number} 第{r}行第{c}列", right, merge)
                )
            rows.append(cells)
        start = self._text.length
        grid = tables.aligned(rows, self._file.limits)
        tables.write(grid, self._text, self._file.knowledge, self._last)
        for before, after in table.changes:
            # Cells are put in another order: only the table can be named.
            self._settled(start, before, after, 0)
