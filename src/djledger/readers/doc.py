"""Old Word documents (.doc, .wps), with olefile where that is installed.

The text lies in pieces, and what is formatted lies beside it in pages of 512 bytes: which
characters a tracked change deleted or inserted, which paragraph ends a row and where its cells
end. Names of fields are those of Microsoft's [MS-DOC].
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.errors import InputError
from djledger.model.document import Repair
from djledger.model.text import Span
from djledger.readers import tables
from djledger.readers.file import Text
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/msword"
_FIRST = b"\xec\xa5"
_PAGE = 512
_SLACK = 30  # twips
# Properties (sprm): of a run, of a paragraph, of a row.
_DELETED, _INSERTED, _HIDDEN = 0x0800, 0x0801, 0x083C
_IN_TABLE, _ENDS_ROW, _CELLS, _ELSEWHERE = 0x2416, 0x2417, 0xD608, 0x6646
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of an operand, by the top bits of its sprm
_SIGNS = {"\x0b": "\n", "\x0c": "\n", "\x0d": "\n", "\x1e": "-", "\xa0": " ", "\x09": "\t"}


def read(file: File) -> RawText:
    """Return the text of the document: body, footnotes, endnotes, text boxes."""
    try:
        import olefile  # noqa: PLC0415 -- an extra
    except ImportError:
        raise file.lacks("olefile", "doc") from None
    try:
        with olefile.OleFileIO(io.BytesIO(file.data)) as ole:
            main = _stream(ole, "WordDocument", file)
            if main[:2] != _FIRST or len(main) < 0x1AA:
                raise file.broken("WordDocument 流不完整")
            flags = _short(main, 0x0A)
            if flags & 0x100:
                raise InputError(
                    f"{file.name}：文件已加密，无法读取",
                    why="Word 文档头带加密标志",
                    remedy="请用 WPS 或 Word 打开，取消密码，另存后再提交",
                    code="DJ003",
                )
            table = _stream(ole, "1Table" if flags & 0x200 else "0Table", file)
            more = _stream(ole, "Data", file) if ole.exists("Data") else b""
    except InputError:
        raise
    except Exception as error:  # olefile raises what its bytes lead it to
        raise file.broken(f"复合文档有错：{error}") from error
    try:
        document = _Document(main, table, more, file)
        text = Text(file.limits)
        _Walker(document, text, file).walk()
    except (struct.error, IndexError) as error:
        raise file.broken("Word 文档的内部表不完整") from error
    return file.raw(text, MEDIA)


def _stream(ole: object, name: str, file: File) -> bytes:
    if not ole.exists(name):  # type: ignore[attr-defined] -- olefile has no types
        raise file.broken(f"里面没有 {name} 流")
    data: bytes = ole.openstream(name).read()  # type: ignore[attr-defined]
    return data


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _long(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of characters *first*, *last* that lies at *place* in the main stream."""

    first: int
    last: int
    place: int
    wide: bool


class _Document:
    """The characters of the document and what is known of each."""

    def __init__(self, main: bytes, table: bytes, more: bytes, file: File) -> None:
        self._main = main
        self._limits = file.limits
        self.pieces = _pieces(main, table)
        if not self.pieces:
            raise file.broken("Word 文档里没有文字表")
        if self.pieces[-1].last > file.limits.characters:
            raise TooMuchError("字数", file.limits.characters)
        self.characters = "".join(map(self._decoded, self.pieces))
        self.runs = _Formats(main, table, more, paragraphs=False)
        self.paragraphs = _Formats(main, table, more, paragraphs=True)
        # How long the body is, then what follows it: notes, running heads, comments, boxes.
        self.parts = [_long(main, at) for at in (0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64)]
        self._firsts = [piece.first for piece in self.pieces]

    def _decoded(self, piece: _Piece) -> str:
        size = piece.last - piece.first
        if piece.wide:
            data = self._main[piece.place : piece.place + 2 * size]
            return data.decode("utf-16-le", "replace").ljust(size)[:size]
        data = self._main[piece.place : piece.place + size]
        return data.decode("cp1252", "replace").ljust(size)[:size]

    def place(self, character: int) -> int:
        """Where *character* lies in the main stream."""
        piece = self.pieces[max(0, bisect_right(self._firsts, character) - 1)]
        return piece.place + (character - piece.first) * (2 if piece.wide else 1)


def _pieces(main: bytes, table: bytes) -> list[_Piece]:
    """The piece table (Clx, in it Pcdt)."""
    at, end = _long(main, 0x1A2), _long(main, 0x1A2) + _long(main, 0x1A6)
    while at < end and table[at] == 1:
        at += 3 + _short(table, at + 1)
    if at >= end or table[at] != 2:
        return []
    size = _long(table, at + 1)
    at += 5
    count = (size - 4) // 12
    found = []
    for k in range(min(count, len(table) // 12)):
        first, last = _long(table, at + 4 * k), _long(table, at + 4 * k + 4)
        place = _long(table, at + 4 * (count + 1) + 8 * k + 2)
        wide = not place & 0x40000000
        place = place if wide else (place & 0x3FFFFFFF) // 2
        if last <= first or first != (found[-1].last if found else 0):
            break
        found.append(_Piece(first, last, place, wide))
    return found


class _Formats:
    """The properties of runs or of paragraphs, by where they lie in the main stream."""

    def __init__(self, main: bytes, table: bytes, more: bytes, *, paragraphs: bool) -> None:
        self._starts: list[int] = []
        self._known: list[dict[int, bytes]] = []
        self._more = more
        where = 0x102 if paragraphs else 0xFA
        at, size = _long(main, where), _long(main, where + 4)
        count = max(0, (size - 4) // 8)
        for k in range(min(count, len(main) // _PAGE)):
            number = _long(table, at + 4 * (count + 1) + 4 * k) & 0x3FFFFF
            page = main[number * _PAGE : (number + 1) * _PAGE]
            if len(page) == _PAGE:
                self._page(page, paragraphs=paragraphs)
        if any(a > b for a, b in zip(self._starts, self._starts[1:], strict=False)):
            order = sorted(range(len(self._starts)), key=self._starts.__getitem__)
            self._starts = [self._starts[k] for k in order]
            self._known = [self._known[k] for k in order]

    def _page(self, page: bytes, *, paragraphs: bool) -> None:
        count = page[511]
        step = 13 if paragraphs else 1
        for k in range(count):
            place = 4 * (count + 1) + step * k
            if place >= 511:
                return
            begin = 2 * page[place]
            data = b""
            if begin and paragraphs:
                size = page[begin]
                # A size of 0 says that the next byte counts words, not the words less one byte.
                start, length = (
                    (begin + 2, 2 * page[begin + 1]) if not size else (begin + 1, 2 * size - 1)
                )
                data = page[start + 2 : start + length]  # after the style
            elif begin:
                data = page[begin + 1 : begin + 1 + page[begin]]
            self._starts.append(_long(page, 4 * k))
            known = dict(_properties(data))
            if _ELSEWHERE in known and len(known[_ELSEWHERE]) == 4:
                known |= self._elsewhere(_long(known[_ELSEWHERE], 0))
            self._known.append(known)

    def _elsewhere(self, place: int) -> dict[int, bytes]:
        """The properties that were too many for the page: those of a row with many cells."""
        if place + 2 > len(self._more):
            return {}
        return dict(_properties(self._more[place + 2 : place + 2 + _short(self._more, place)]))

    def at(self, place: int) -> dict[int, bytes]:
        """Return the properties of what lies at *place*."""
        k = bisect_right(self._starts, place)
        return self._known[k - 1] if k else {}


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(data):
        sprm = _short(data, at)
        at += 2
        kind = sprm >> 13
        if kind != 6:
            size = _SIZES[kind]
        elif sprm == _CELLS:
            size = _short(data, at) + 1 if at + 2 <= len(data) else 0
        elif at < len(data):
            size = data[at] + 1
        else:
            return
        yield sprm, data[at : at + size]
        at += size


def _on(properties: dict[int, bytes], sprm: int) -> bool:
    return bool(properties.get(sprm, b"\0")[:1].strip(b"\0"))


class _Walker:
    def __init__(self, document: _Document, text: Text, file: File) -> None:
        self._document = document
        self._text = text
        self._file = file
        self._parts: list[str] = []
        self._size = 0
        self._changes: list[tuple[int, str, str]] = []
        self._cells: list[str] = []
        self._rows: list[list[tables.Edged]] = []
        self._tables = self._count = 0
        self._last = ""

    def walk(self) -> None:
        body, notes, heads, macros, comments, ends, boxes = self._document.parts
        at = 0
        for size, label in (
            (body, ""), (notes, "脚注"), (heads + macros + comments, None), (ends, "尾注"), (boxes, "文本框"),
        ):  # fmt: skip
            if label is not None and size:
                self._walk(at, at + size, label)
            at += size

    def _walk(self, first: int, last: int, label: str) -> None:
        document = self._document
        characters = document.characters
        last = min(last, len(characters))
        fields: list[bool] = []  # for each open field, whether its result has begun
        at = first
        while at < last:
            place = document.place(at)
            known = document.runs.at(place)
            char = characters[at]
            at += 1
            if char == "\x13":
                fields.append(False)
            elif char == "\x14":
                if fields:
                    fields[-1] = True
            elif char == "\x15":
                if fields:
                    fields.pop()
            elif not all(fields) or _on(known, _HIDDEN):
                continue
            elif _on(known, _DELETED):
                if char >= " ":
                    self._change(char, "")
            elif char == "\x07":
                self._end_cell(place)
            elif char in "\r\x0c":
                self._end_paragraph(place, label)
            elif char in _SIGNS:
                self._add(_SIGNS[char], inserted=_on(known, _INSERTED))
            elif char >= " ":
                self._add(char, inserted=_on(known, _INSERTED))
        if self._parts:
            self._emit(label)
        self._end_table()

    def _add(self, char: str, *, inserted: bool) -> None:
        if inserted:
            self._change("", char)
        self._parts.append(char)
        self._size += 1

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

    def _taken(self) -> tuple[str, list[tuple[int, str, str]]]:
        content, changes = "".join(self._parts), self._changes
        self._parts, self._changes, self._size = [], [], 0
        return content, changes

    def _end_paragraph(self, place: int, label: str) -> None:
        if _on(self._document.paragraphs.at(place), _IN_TABLE):
            self._add("\n", inserted=False)
        else:
            self._end_table()
            self._emit(label)

    def _emit(self, label: str) -> None:
        content, changes = self._taken()
        self._count += bool(content.strip())
        start = self._text.add(content, (label or f"第{self._count}段") if content.strip() else "")
        self._text.add("\n")
        for at, before, after in changes:
            self._settled(start + at, before, after, len(after))
        self._last = content if content.strip() else self._last

    def _settled(self, start: int, before: str, after: str, size: int) -> None:
        step = "tracked_deletion" if before else "tracked_insertion"
        self._text.repairs.append(Repair(step, Span(start, start + size), before, after))

    def _end_cell(self, place: int) -> None:
        known = self._document.paragraphs.at(place)
        if _on(known, _ENDS_ROW):
            self._end_row(known.get(_CELLS, b""))
            return
        content, changes = self._taken()
        self._cells.append(content)
        for _, before, after in changes:
            self._settled(self._text.length, before, after, 0)

    def _end_row(self, shape: bytes) -> None:
        if not self._rows:
            self._tables += 1
        edges, merges = _shape(shape)
        row: list[tables.Edged] = []
        right = 0
        for k, content in enumerate(self._cells):
            right = max(edges[k] if k < len(edges) else 0, right + 1)
            label = f"表{self._tables} 第{len(self._rows) + 1}行第{k + 1}列"
            row.append(tables.Edged(content, label, right, merges[k] if k < len(merges) else ""))
        self._rows.append(row)
        self._cells = []

    def _end_table(self) -> None:
        if self._cells:
            self._end_row(b"")
        if self._rows:
            grid = tables.aligned(self._rows, self._file.limits, _SLACK)
            tables.write(grid, self._text, self._file.knowledge, self._last)
            self._rows = []


def _shape(data: bytes) -> tuple[list[int], list[str]]:
    """Where the cells of a row end, in twips from its left, and how they merge (TDefTableOperand)."""
    if len(data) < 5:
        return [], []
    count = data[2]
    if len(data) < 3 + 2 * (count + 1):
        return [], []
    lines = struct.unpack_from(f"<{count + 1}h", data, 3)
    merges = []
    for k in range(count):
        at = 3 + 2 * (count + 1) + 20 * k
        flags = _short(data, at) if at + 2 <= len(data) else 0
        vertical = flags >> 5 & 3
        merges.append({3: "begin", 1: "on"}.get(vertical, ""))
    return [right - lines[0] for right in lines[1:]], merges
