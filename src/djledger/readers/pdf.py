"""PDF files with a text layer, with pypdfium2 where that is installed.

A PDF holds glyphs at places, no paragraphs and no tables. Lines that run to the margin are
joined; what stands between ruled lines is a table. The file is read in a process of its own:
the library is native code, and a small file may ask for any time and memory.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.readers import apart, tables
from djledger.readers.file import Text
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from djledger.model.document import RawText
    from djledger.readers.file import File

MEDIA = "application/pdf"
_NUMBER = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?(?:\s*[/／，,]?\s*共?\s*[0-9]{1,4}\s*页?)?[-—–－·•\s]*"
)
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部]|[0-9]{1,2}[.．、](?![0-9])|[①-⑳])"
)
_THIN = 3.0  # points: a box that is a line
_NEAR = 3.0  # points: lines that are one
_MOST = 0.7  # of the width
_END = frozenset("。！？：；")
_OCR = "DJ006"


def read(file: File) -> RawText:
    """Return the text of all pages; tables line by line, with heads and units."""
    try:
        import pypdfium2  # noqa: F401, PLC0415 -- an extra
    except ImportError:
        raise file.lacks("pypdfium2", "pdf") from None
    return apart.run("pdf", file, MEDIA)


def read_here(file: File) -> Text:
    """Return what `read` does, from inside the process that may be ended at any moment."""
    import pypdfium2  # noqa: PLC0415 -- an extra
    import pypdfium2.raw as pdfium  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                f"{file.name}：文件已加密，无法读取",
                why="打开 PDF 要密码",
                remedy="请取消密码，或另存为没有密码的文件后再提交",
                code="DJ003",
            ) from None
        raise file.broken(f"不是完整的 PDF（{error}）") from None
    if len(document) > file.limits.pages:
        raise TooMuchError("页数", file.limits.pages)
    pages = []
    count = blank = 0
    for number in range(len(document)):
        page = _Page(document[number], number + 1, pdfium, file)
        count += page.count
        blank += not page.count
        if count > file.limits.characters:
            raise TooMuchError("字数", file.limits.characters)
        pages.append(page)
    if not count or (blank and count < 10 * len(pages)):
        raise InputError(
            f"{file.name}：PDF 里没有文字层，要先做文字识别（OCR）",
            why=f"{len(pages)} 页中有 {blank} 页只有图像",
            remedy="请提交生成它的原文件（.docx），或用扫描软件识别成文字后再提交",
            code=_OCR,
        )
    text = Text(file.limits)
    _Writer(text, file).write(pages)
    return text


@dataclass(frozen=True, slots=True)
class _Char:
    """A character and its box, from the left and from the top of the page, in points."""

    char: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(slots=True)
class _Line:
    """A line of print, and where it begins and ends."""

    text: str
    left: float
    right: float
    size: float
    page: int


@dataclass(slots=True)
class _Table:
    """A table of a page: cells by the lines between which they stand."""

    rows: list[list[tables.Edged]]
    page: int
    edges: list[float]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line that is drawn: at *at*, from *start* to *end*."""

    at: float
    start: float
    end: float


class _Page:
    """The lines and tables of a page in the order of its text."""

    def __init__(self, page: Any, number: int, pdfium: Any, file: File) -> None:
        self.number = number
        self.width, self.height = page.get_size()
        self._pdfium = pdfium
        self._limits = file.limits
        chars = self._characters(page)
        self.count = sum(not c.char.isspace() for c in chars)
        grids = _grids(*self._rules(page)) if self.count else []
        self.things = self._arranged(chars, grids)

    def _characters(self, page: Any) -> list[_Char]:
        pdfium = self._pdfium
        layer = page.get_textpage()
        box = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = box
        count = layer.count_chars()
        if count > self._limits.characters:
            raise TooMuchError("字数", self._limits.characters)
        found: list[_Char] = []
        made: set[int] = set()
        for k in range(count):
            code = pdfium.FPDFText_GetUnicode(layer.raw, k)
            if code in {0, 2, 0xFFFE, 0xFFFF} or 0xD800 <= code < 0xE000:
                continue  # a hyphen at the end of a line, or nothing
            if code == 0x20 and pdfium.FPDFText_IsGenerated(layer.raw, k):
                made.add(len(found))
            pdfium.FPDFText_GetCharBox(layer.raw, k, *map(ctypes.byref, box))
            high, low = self.height - top.value, self.height - bottom.value
            found.append(_Char(chr(code), left.value, right.value, high, low))
        return _without_made(found, made)

    def _rules(self, page: Any) -> tuple[list[_Rule], list[_Rule]]:
        """The lines that are drawn on the page: across and down."""
        pdfium = self._pdfium
        across: list[_Rule] = []
        down: list[_Rule] = []
        for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
            a, b, c, d, e, f = shape.get_matrix().get()
            points: list[tuple[float, float]] = []
            count = pdfium.FPDFPath_CountSegments(shape.raw)
            if count > 10_000:
                continue  # a drawing
            first = None
            for k in range(count):
                segment = pdfium.FPDFPath_GetPathSegment(shape.raw, k)
                x, y = ctypes.c_float(), ctypes.c_float()
                pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
                point = (
                    a * x.value + c * y.value + e,
                    self.height - (b * x.value + d * y.value + f),
                )
                kind = pdfium.FPDFPathSegment_GetType(segment)
                if kind == pdfium.FPDF_SEGMENT_MOVETO:
                    first = point
                elif kind == pdfium.FPDF_SEGMENT_LINETO and points:
                    _rule(points[-1], point, across, down)
                points.append(point)
                if pdfium.FPDFPathSegment_GetClose(segment) and first:
                    _rule(point, first, across, down)
            if len(across) + len(down) > self._limits.cells:
                raise TooMuchError("表格线数", self._limits.cells)
        return across, down

    def _arranged(self, chars: list[_Char], grids: list[_Grid]) -> list[_Line | _Table]:
        things: list[_Line | _Table] = []
        line: list[_Char] = []
        placed: set[int] = set()
        for char in chars:
            if char.char in "\r\n":
                if char.char == "\n":
                    self._end(line, things)
                    line = []
                continue
            k = next((k for k, g in enumerate(grids) if g.holds(char)), -1)
            if k < 0:
                line.append(char)
                continue
            grids[k].put(char)
            if k not in placed:
                placed.add(k)
                self._end(line, things)
                line = []
                things.append(_Table([], self.number, grids[k].xs))
                grids[k].table = things[-1]  # type: ignore[assignment]
        self._end(line, things)
        for grid in grids:
            if grid.table is not None:
                grid.table.rows = grid.cells()
        return things

    def _end(self, line: list[_Char], things: list[_Line | _Table]) -> None:
        text = "".join(c.char for c in line).strip()
        seen = [c for c in line if not c.char.isspace()]
        if seen:
            # Digits are lower than Chinese characters of the same size.
            sizes = sorted(
                c.bottom - c.top for c in seen if c.char > "\u4dff" and c.char < "\ua000"
            )
            size = sizes[len(sizes) // 2] if sizes else 0.0
            things.append(
                _Line(
                    text, min(c.left for c in seen), max(c.right for c in seen), size, self.number
                )
            )


def _without_made(chars: list[_Char], made: set[int]) -> list[_Char]:
    """Drop the spaces that only a gap between a Chinese character and a digit makes."""
    return [
        char
        for k, char in enumerate(chars)
        if k not in made or (_western(chars, k - 1) and _western(chars, k + 1))
    ]


def _western(chars: list[_Char], k: int) -> bool:
    return 0 <= k < len(chars) and chars[k].char < "\u2e80"


def _rule(
    one: tuple[float, float], other: tuple[float, float], across: list[_Rule], down: list[_Rule]
) -> None:
    wide, high = abs(one[0] - other[0]), abs(one[1] - other[1])
    if high < 1 and wide > _THIN:
        across.append(_Rule((one[1] + other[1]) / 2, min(one[0], other[0]), max(one[0], other[0])))
    elif wide < 1 and high > _THIN:
        down.append(_Rule((one[0] + other[0]) / 2, min(one[1], other[1]), max(one[1], other[1])))


class _Grid:
    """A table by its lines: places between them, and which of those are one cell."""

    def __init__(self, across: list[_Rule], down: list[_Rule]) -> None:
        self.ys = _lines([r.at for r in across])
        self.xs = _lines([r.at for r in down])
        self._across, self._down = across, down
        self._held: dict[tuple[int, int], list[_Char]] = {}
        self.table: _Table | None = None

    def holds(self, char: _Char) -> bool:
        """Whether *char* stands in the table."""
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def put(self, char: _Char) -> None:
        """Put *char* into the place that it stands in."""
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        column = min(max(0, bisect_right(self.xs, x) - 1), len(self.xs) - 2)
        row = min(max(0, bisect_right(self.ys, y) - 1), len(self.ys) - 2)
        self._held.setdefault((row, column), []).append(char)

    def cells(self) -> list[list[tables.Edged]]:
        """Return the rows: cells by their right edges, those merged downwards marked."""
        wide, high = len(self.xs) - 1, len(self.ys) - 1
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        reach: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(high):
            for column in range(wide):
                if (row, column) in owner:
                    continue
                right = column + 1
                while (
                    right < wide and (row, right) not in owner and not self._parted_down(row, right)
                ):
                    right += 1
                bottom = row + 1
                while bottom < high and not self._parted_across(bottom, column):
                    bottom += 1
                reach[row, column] = (right, bottom)
                for r in range(row, bottom):
                    for c in range(column, right):
                        owner.setdefault((r, c), (row, column))
        return self._written(owner, reach, high)

    def _written(
        self,
        owner: dict[tuple[int, int], tuple[int, int]],
        reach: dict[tuple[int, int], tuple[int, int]],
        high: int,
    ) -> list[list[tables.Edged]]:
        held: dict[tuple[int, int], list[_Char]] = {}
        for place, chars in sorted(self._held.items()):
            held.setdefault(owner[place], []).extend(chars)
        rows = []
        for row in range(high):
            cells = []
            for place in sorted({p for (r, _), p in owner.items() if r == row}, key=lambda p: p[1]):
                right, bottom = reach[place]
                merge = "" if bottom - place[0] < 2 else "begin" if place[0] == row else "on"
                text = "" if merge == "on" else _words(held.get(place, []))
                cells.append(tables.Edged(text, "", right, merge))
            rows.append(cells)
        return rows

    def _parted_down(self, row: int, column: int) -> bool:
        """Whether a line stands left of *column* in *row*."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        x = self.xs[column]
        return any(
            abs(r.at - x) <= _NEAR and r.start - 1 <= middle <= r.end + 1 for r in self._down
        )

    def _parted_across(self, row: int, column: int) -> bool:
        """Whether a line stands over *row* in *column*."""
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        y = self.ys[row]
        return any(
            abs(r.at - y) <= _NEAR and r.start - 1 <= middle <= r.end + 1 for r in self._across
        )


def _words(chars: list[_Char]) -> str:
    """The characters of a cell; lines of print in it are one."""
    parts: list[str] = []
    for k, char in enumerate(chars):
        if k and char.left < chars[k - 1].left and char.top > chars[k - 1].bottom - 1:
            last = parts[-1][-1:] if parts else ""
            if last.isascii() and last.isalnum() and char.char.isascii() and char.char.isalpha():
                parts.append(" ")
        parts.append(char.char)
    return "".join(parts)


def _lines(places: list[float]) -> list[float]:
    """Return *places* in order, those near each other as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _grids(across: list[_Rule], down: list[_Rule]) -> list[_Grid]:
    """Return the tables that lines make which cross or touch."""
    if len(across) > 3000 or len(down) > 3000:
        return []
    parent = list(range(len(across) + len(down)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for i, one in enumerate(across):
        for j, other in enumerate(down, len(across)):
            if (
                one.start - _NEAR <= other.at <= one.end + _NEAR
                and other.start - _NEAR <= one.at <= other.end + _NEAR
            ):
                parent[root(i)] = root(j)
    parts: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for k in range(len(parent)):
        mine = parts.setdefault(root(k), ([], []))
        if k < len(across):
            mine[0].append(across[k])
        else:
            mine[1].append(down[k - len(across)])
    grids = [_Grid(a, d) for a, d in parts.values() if a and d]
    # One box round a page or a paragraph is no table.
    return [g for g in grids if len(g.xs) > 2 and len(g.ys) > 1 and len(g.xs) * len(g.ys) < 40_000]


class _Writer:
    """The pages as paragraphs and tables."""

    def __init__(self, text: Text, file: File) -> None:
        self._text = text
        self._file = file
        self._before: _Line | None = None
        self._paragraph = ""
        self._page = 1
        self._tables = 0
        self._left = self._right = 0.0
        self._size = 12.0

    def write(self, pages: list[_Page]) -> None:
        lines = [t for page in pages for t in page.things if isinstance(t, _Line)]
        self._left = min((line.left for line in lines), default=0.0)
        self._right = max((line.right for line in lines), default=0.0)
        open_: list[_Table] = []  # a table that may go on at the top of the next page
        for page in pages:
            things = page.things
            for k, thing in enumerate(things):
                if isinstance(thing, _Table):
                    if open_ and not (k == 0 and _same(open_[-1], thing)):
                        self._table(open_)
                        open_ = []
                    open_.append(thing)
                    continue
                if open_ and not (k == len(things) - 1 and _NUMBER.fullmatch(thing.text)):
                    self._table(open_)
                    open_ = []
                if not (k in {0, len(things) - 1} and _NUMBER.fullmatch(thing.text)):
                    self._line(thing)
        if open_:
            self._table(open_)
        self._flush()

    def _line(self, line: _Line) -> None:
        if self._before is not None and not self._goes_on(self._before, line):
            self._flush()
        label = f"第{line.page}页"
        last, first = self._paragraph[-1:], line.text[:1]
        if last.isascii() and last.isalnum() and first.isascii() and first.isalpha():
            self._text.add(" ")
        self._text.add(line.text, label)
        self._paragraph += line.text
        self._before = line

    def _goes_on(self, line: _Line, below: _Line) -> bool:
        """Whether *below* goes on where *line* ran to the margin."""
        size = line.size or below.size or self._size
        if below.left > self._left + 1.2 * size:
            return False
        if line.size and below.size and abs(line.size - below.size) > 0.15 * size:
            return False
        if line.text[-1:] not in _END:  # a long number may have left much of the line empty
            return line.right > self._left + _MOST * (self._right - self._left)
        return line.right > self._right - 2.2 * size and not _HEADING.match(below.text)

    def _flush(self) -> None:
        if self._before is not None:
            self._text.add("\n")
        self._before = None
        self._last = self._paragraph or getattr(self, "_last", "")
        self._paragraph = ""

    def _table(self, parts: list[_Table]) -> None:
        """Write a table that stands on one page or goes over several."""
        self._flush()
        self._tables += 1
        rows: list[list[tables.Edged]] = []
        for part in parts:
            for row in part.rows:
                where = f"第{part.page}页 表{self._tables} 第{len(rows) + 1}行"
                rows.append([replace(c, label=f"{where}第{k}列") for k, c in enumerate(row, 1)])
        grid = tables.aligned(rows, self._file.limits)
        tables.write(grid, self._text, self._file.knowledge, self._last)


def _same(one: _Table, other: _Table) -> bool:
    """Whether *other* has the columns of *one*, of the page before."""
    return (
        other.page == one.page + 1
        and len(one.edges) == len(other.edges)
        and all(abs(a - b) <= _NEAR for a, b in zip(one.edges, other.edges, strict=True))
    )
