"""Rich text (.rtf), as Word, WPS and LibreOffice write it, with tracked changes settled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from djledger.model.document import Repair
from djledger.model.text import Span
from djledger.readers import tables
from djledger.readers.file import Text
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/rtf"
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups whose text is no text of the report.
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl "
    b"footerr footerf ftnsep ftnsepc aftnsep listtable listoverridetable revtbl rsidtbl generator "
    b"fldinst themedata colorschememapping datastore latentstyles xmlnstbl annotation atnid "
    b"atnauthor atntime atnref atnicn bkmkstart bkmkend filetbl template operator comment "
    b"private pnseclvl pntext listtext sp sn sv nonshppict shppict upr userprops".split()
)
_SHOWN = frozenset(b"shptxt shp shpinst ud".split())  # optional groups that hold text
_SIGNS = {
    b"par": "\n", b"sect": "\n", b"page": "\n", b"line": "\n", b"tab": "\t", b"emdash": "—",
    b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_MERGES = {b"clvmgf": "begin", b"clvmrg": "on", b"clmrg": "across"}
_SLACK = 30  # twips
_CHARSETS = {0: "cp1252", 134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949"}
_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5hkscs",
    1252: "cp1252",
    65001: "utf-8",
    932: "cp932",
}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end undoes."""

    unseen: bool = False
    skip: int = 1  # bytes that stand for a \\u in old programs
    font: int = -1
    deleted: bool = False
    inserted: bool = False
    hidden: bool = False
    in_fonts: bool = False
    note: bool = False


def read(file: File) -> RawText:
    """Return the text of the document."""
    walker = _Walker(file)
    walker.walk()
    return file.raw(walker.text, MEDIA)


class _Walker:
    def __init__(self, file: File) -> None:
        self._file = file
        self.text = Text(file.limits)
        self._state = _State()
        self._stack: list[_State] = []
        self._encoding = "gb18030"
        self._fonts: dict[int, str] = {}
        self._font = -1  # that is being defined
        self._bytes = bytearray()
        self._parts: list[str] = []
        self._size = 0
        self._changes: list[tuple[int, str, str]] = []
        self._tables = 0
        self._rows: list[list[tables.Edged]] = []
        self._cells: list[str] = []  # of the row that is being read
        self._edges: list[tuple[int, str]] = []  # where its cells end, and how they merge
        self._merge = ""
        self._in_table = False
        self._count = 0
        self._last = ""
        self._high = 0
        self._notes: list[str] = []
        self._noted: list[str] = []  # of the note that is being read

    def walk(self) -> None:
        skip = count = 0
        star = False
        data, at = self._file.data, 0
        while match := _TOKEN.search(data, at):
            at = match.end()
            count += 1
            if count > self._file.limits.elements:
                raise TooMuchError("标记个数", self._file.limits.elements)
            word, number, byte, sign, brace, run = match.groups()
            if run is not None:
                run = run[skip:] if skip else run
                skip = 0
                if self._shown() and run:
                    self._bytes += run
                star = False
            elif byte is not None:
                if skip:
                    skip -= 1
                elif self._shown():
                    self._bytes.append(int(byte, 16))
            elif brace is not None:
                skip = 0
                star = False
                self._brace(brace)
            elif sign is not None:
                star = sign == b"*"
                self._flush()
                if sign in b"~_-" and self._shown():
                    self._add({b"~": " ", b"_": "-"}.get(sign, ""))
                elif sign in b"\\{}" and self._shown():
                    self._add(sign.decode())
            elif word is not None:
                value = int(number) if number else None
                if word == b"u" and value is not None:
                    self._flush()
                    if self._shown():
                        self._unicode(value)
                    skip = self._state.skip
                elif word == b"bin" and value:
                    at += max(0, value)
                else:
                    self._flush()
                    self._word(word, value, star=star)
                star = False
        self._flush()
        self._in_table = False
        self._end_paragraph()
        for number, note in enumerate(self._notes, 1):
            self.text.add(note, f"脚注{number}")
            self.text.add("\n")

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self._stack.append(self._state)
            if len(self._stack) > self._file.limits.depth:
                raise TooMuchError("嵌套层数", self._file.limits.depth)
        elif self._stack:
            noted, self._state = self._state.note, self._stack.pop()
            if noted and not self._state.note:
                self._notes.append("".join(self._noted).strip())
                self._noted = []

    def _word(self, word: bytes, value: int | None, *, star: bool) -> None:  # noqa: C901, PLR0912
        on = value != 0
        if word == b"fonttbl":
            self._state = replace(self._state, unseen=True, in_fonts=True)
        elif word == b"footnote":
            self._state = replace(self._state, note=True)
        elif word in _UNSEEN or (star and word not in _SHOWN):
            self._state = replace(self._state, unseen=True)
        elif word == b"f":
            self._font = value or 0
            self._state = replace(self._state, font=value or 0)
        elif word == b"fcharset" and self._state.in_fonts:
            self._fonts[self._font] = _CHARSETS.get(value or 0, "")
        elif word == b"ansicpg":
            self._encoding = _PAGES.get(value or 0, self._encoding)
        elif word == b"uc":
            self._state = replace(self._state, skip=min(value or 0, 10) if value is not None else 1)
        elif word == b"deleted":
            self._state = replace(self._state, deleted=on)
        elif word == b"revised":
            self._state = replace(self._state, inserted=on)
        elif word == b"v":
            self._state = replace(self._state, hidden=on)
        elif word == b"plain":
            self._state = replace(self._state, hidden=False, deleted=False, inserted=False)
        elif not self._shown():
            return
        elif word in {b"par", b"sect", b"page"} and not self._state.note:
            self._end_paragraph()
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif not self._state.note:
            self._table_word(word, value or 0)

    # Text

    def _shown(self) -> bool:
        return not (self._state.unseen or self._state.hidden)

    def _flush(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font, "") or self._encoding
            if encoding == "cp1252" and self._encoding != "cp1252":
                encoding = self._encoding
            content = bytes(self._bytes).decode(encoding, "replace")
            self._bytes.clear()
            self._add(content)

    def _unicode(self, value: int) -> None:
        code = value + 65536 if value < 0 else value
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                self._add(chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00))
            self._high = 0
        elif 0 < code < 0x110000:
            self._add(chr(code))

    def _add(self, content: str) -> None:
        if not content:
            return
        if self._state.note:
            if not self._state.deleted:
                self._noted.append(content)
            return
        if self._state.deleted:
            self._change(content, "")
            return
        if self._state.inserted:
            self._change("", content)
        self._parts.append(content)
        self._size += len(content)
        if self._size > self._file.limits.characters:
            raise TooMuchError("字数", self._file.limits.characters)

    def _change(self, before: str, after: str) -> None:
        if self._changes:
            at, gone, come = self._changes[-1]
            if before and gone and at == self._size:
                self._changes[-1] = (at, gone + before, "")
                return
            if after and come and at + len(come) == self._size:
                self._changes[-1] = (at, "", come + after)
                return
        self._changes.append((self._size, before, after))

    # Paragraphs and tables

    def _table_word(self, word: bytes, value: int) -> None:
        if word == b"intbl":
            self._in_table = True
        elif word == b"pard":
            self._in_table = False
        elif word == b"trowd":
            self._edges, self._merge = [], ""
        elif word in _MERGES:
            self._merge = _MERGES[word]
        elif word == b"cellx":
            self._edges.append((value, self._merge))
            self._merge = ""
        elif word in {b"cell", b"nestcell"}:
            self._end_cell()
        elif word in {b"row", b"nestrow"}:
            self._end_row()
            self._in_table = False

    def _taken(self) -> tuple[str, list[tuple[int, str, str]]]:
        content, changes = "".join(self._parts), self._changes
        self._parts, self._changes, self._size = [], [], 0
        return content, changes

    def _end_cell(self) -> None:
        content, changes = self._taken()
        self._cells.append(content)
        for _, before, after in changes:
            self._settled(self.text.length, before, after, 0)

    def _end_row(self) -> None:
        if not self._cells:
            return
        if not self._rows:
            self._tables += 1
        row: list[tables.Edged] = []
        right = 0
        for k, content in enumerate(self._cells):
            edge, merge = self._edges[k] if k < len(self._edges) else (right + 1, "")
            right = max(edge, right + 1)
            label = f"表{self._tables} 第{len(self._rows) + 1}行第{k + 1}列"
            if merge == "across" and row:  # an old way: cells that the one before covers
                row[-1] = replace(row[-1], right=right)
            else:
                row.append(tables.Edged(content, label, right, merge))
        self._rows.append(row)
        self._cells = []

    def _end_paragraph(self) -> None:
        if self._in_table:
            if self._parts:
                self._add("\n")
            return
        self._end_table()
        content, changes = self._taken()
        self._count += bool(content.strip())
        start = self.text.add(content, f"第{self._count}段" if content.strip() else "")
        self.text.add("\n")
        for at, before, after in changes:
            self._settled(start + at, before, after, len(after))
        self._last = content if content.strip() else self._last

    def _settled(self, start: int, before: str, after: str, size: int) -> None:
        step = "tracked_deletion" if before else "tracked_insertion"
        self.text.repairs.append(Repair(step, Span(start, start + size), before, after))

    def _end_table(self) -> None:
        self._end_row()
        if self._rows:
            grid = tables.aligned(self._rows, self._file.limits, _SLACK)
            tables.write(grid, self.text, self._file.knowledge, self._last)
            self._rows = []
