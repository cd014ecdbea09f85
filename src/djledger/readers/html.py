"""Web pages: the text of the report, without the page around it; title and date as data.

The tokens are found here, in one pass: the parser of the standard library looks again from each
tag that never closes, and a megabyte of `<a ` costs it minutes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.readers import tables
from djledger.readers.encoding import decode, detect, larger
from djledger.readers.file import Text
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.readers.file import File

MEDIA = "text/html"
_SURE = 1.0  # a margin that the page's own word does not overrule
_HEAD = 4096  # bytes in which a page names its encoding
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_TAG_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:_-]{0,30}")
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_:@][A-Za-z0-9_:.@-]{0,40})\s{0,20}(?:=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"""
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([01]?[0-9])[-/.月]([0-3]?[0-9])")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"})
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = frozenset(
    "script style head nav footer aside form select button template noscript iframe svg math "
    "object audio video canvas dialog menu rt rp del noembed noframes textarea".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul caption".split()
)
# What closes by itself when another of its kind begins: (tag, what it ends, where that search ends)
_CLOSES = {
    "li": ({"li"}, {"ul", "ol"}),
    "p": ({"p"}, {"td", "th", "div", "li", "body"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "dd": ({"dd", "dt"}, {"dl"}),
    "dt": ({"dd", "dt"}, {"dl"}),
}
# Parts of a page that are about the page, by a word of their class or id.
_FURNITURE = frozenset(
    "nav navbar navigation navi menu submenu topmenu breadcrumb breadcrumbs crumb crumbs bread "
    "footer foot copyright share shares sharebar social sidebar aside related recommend comment "
    "comments pager pagination page-nav pagebar toolbar login search searchbox banner advert ads "
    "hidden sr-only visually-hidden print-hide friendlink friendlinks links".split()
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_TITLES = ("articletitle", "og:title", "dc.title")
_DATES = (
    "pubdate", "publishdate", "publish-date", "publishtime", "article:published_time", "dc.date",
    "dcterms.created", "date", "og:release_date", "weibo:article:create_at", "datepublished",
)  # fmt: skip
_LINKED = 0.7  # of the characters of a line that is a list of links
_LONGEST_LINKS = 120


def read(file: File) -> RawText:
    """Return the text of the page."""
    markup, encoding, margin = _decoded(file)
    page = _Page(file)
    most = file.limits.elements // 2  # a tag of a page costs twice one of an office file
    for count, (tag, content) in enumerate(_tokens(markup)):
        if count > most:
            raise TooMuchError("标记个数", most)
        page.take(tag, content)
    page.finish()
    text = page.written(everything=False)
    found = text.whole()
    if page.stops_left_out > found.count("。"):
        # What looked like the frame holds more sentences than the rest: it was the report.
        text = page.written(everything=True)
        found = text.whole()
    return RawText(
        file.name,
        found,
        file.sha256,
        MEDIA,
        encoding,
        margin,
        locators=tuple(text.locators),
        title=page.title,
        date=page.date,
    )


def _decoded(file: File) -> tuple[str, str, float]:
    """The page as text. Its own word for the encoding counts where the bytes leave room for doubt."""
    data = file.data
    if file.encoding:
        from djledger.readers.plain import overruled  # noqa: PLC0415 -- rare

        return (*overruled(file), float("inf"))
    if (
        data[:3] == b"\xef\xbb\xbf"
        or data[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in data[:_HEAD]
    ):
        return _detected(file, data)
    try:
        return data.decode("utf-8"), "utf-8", float("inf")
    except UnicodeDecodeError:
        pass
    # No byte of a Chinese character is < or >, in GB 18030 or in Big5: tags can go first.
    _, encoding, margin = _detected(file, _TAGS.sub(b"", data))
    named = _CHARSET.search(data[:_HEAD])
    if named and margin < _SURE:
        with suppress(LookupError, ValueError):
            said = larger(named[1].decode("ascii"))
            return decode(data, said), said, margin
    return decode(data, encoding, "replace"), encoding, margin


def _detected(file: File, data: bytes) -> tuple[str, str, float]:
    try:
        return detect(data)
    except ValueError as error:
        raise InputError(
            f"{file.name}：认不出网页的文字编码",
            why="网页没有写明，按常见编码也读不成中文",
            remedy="请用 --encoding 指定编码",
            code="DJ001",
        ) from error


def _tokens(markup: str) -> Iterator[tuple[str, str]]:
    """Yield tags as (name, attributes), / before the name of one that closes, and text as ("", text).

    Each character is looked at once.
    """
    at, size = 0, len(markup)
    lower = markup.lower()
    if len(lower) != size:  # İ and its like grow
        lower = markup
    gone: set[str] = set()  # what is known to come no more
    while at < size:
        open_ = markup.find("<", at)
        if open_ < 0:
            open_ = size
        if open_ > at:
            yield "", markup[at:open_]
        if open_ == size:
            return
        if markup.startswith("<!--", open_):
            at = _after("-->", markup, open_ + 4, gone)
            continue
        if markup.startswith(("<!", "<?"), open_):
            at = _after(">", markup, open_ + 2, gone)
            continue
        match = _TAG_NAME.match(markup, open_ + 1)
        if match is None:
            yield "", "<"
            at = open_ + 1
            continue
        name = match[0].lower()
        end = _tag_end(markup, match.end(), gone)
        yield name, markup[match.end() : end - 1]
        at = end
        if name in _RAW:
            closing = f"</{name}"
            stop = size if closing in gone else lower.find(closing, at)
            if stop < 0:
                gone.add(closing)
                stop = size
            yield "", markup[at:stop]
            at = stop


def _after(sign: str, markup: str, at: int, gone: set[str]) -> int:
    """Where the next *sign* ends; the end of the page where there is none."""
    found = -1 if sign in gone else markup.find(sign, at)
    if found < 0:
        gone.add(sign)
        return len(markup)
    return found + len(sign)


_TAG_PART = re.compile(r"""[^"'>]*""")


def _tag_end(markup: str, at: int, gone: set[str]) -> int:
    """Where the tag ends, quotes respected unless they never close."""
    while True:
        at = _TAG_PART.match(markup, at).end()  # type: ignore[union-attr] -- it matches nothing too
        if at >= len(markup):
            return len(markup) + 1
        sign = markup[at]
        if sign == ">":
            return at + 1
        # A quote that closes far away is a quote that was forgotten.
        close = markup.find(sign, at + 1, at + 4000)
        if close < 0:
            del gone
            return _next_close(markup, at)
        at = close + 1


def _next_close(markup: str, at: int) -> int:
    found = markup.find(">", at, at + 4000)
    return found + 1 if found >= 0 else at + 1


def _attributes(content: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(content[:8000]):
        value = next((v for v in match.groups()[1:] if v is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
    return found


class _Line:
    """A line of the page: its words, how many of them are a link, whether it is of the frame."""

    __slots__ = ("frame", "linked", "parts", "size")

    def __init__(self, *, frame: bool) -> None:
        self.parts: list[str] = []
        self.size = self.linked = 0
        self.frame = frame

    def content(self) -> str:
        return _SPACE.sub(" ", "".join(self.parts)).strip(" ")

    def links(self) -> bool:
        """Whether it is little but links."""
        words = self.content()
        return (
            self.linked > _LINKED * max(1, self.size)
            and len(words) <= _LONGEST_LINKS
            and "。" not in words
        )


class _Table:
    """A table of the page; one that holds tables or paragraphs only arranges the page."""

    __slots__ = ("cells", "columns", "down", "arranges", "frame", "rows", "things", "number")

    def __init__(self, number: int, *, frame: bool) -> None:
        self.number = number
        self.frame = frame
        self.rows: list[list[tuple[list[_Line], int, int]]] = []
        self.things: list[_Line | _Table] = []
        self.arranges = False
        self.columns = self.down = 1


class _Open(NamedTuple):
    """A tag that is open, and what it does to what it holds."""

    tag: str
    unseen: bool
    frame: bool
    link: bool


class _Page:
    def __init__(self, file: File) -> None:
        self._file = file
        self._open: list[_Open] = [_Open("", unseen=False, frame=False, link=False)]
        self._things: list[_Line | _Table] = []
        self._within: list[_Table] = []
        self._line: _Line | None = None
        self._raw = ""
        self._titles: dict[str, str] = {}
        self._days: dict[str, str] = {}
        self._heading = ""
        self._tables = 0
        self._count = 0  # cells, then lines
        self._size = 0
        self.stops_left_out = 0

    @property
    def title(self) -> str:
        """The title that the page gives itself, without the name of the site where told apart."""
        return next((self._titles[t] for t in (*_TITLES, "title") if self._titles.get(t)), "")

    @property
    def date(self) -> str:
        """The day it was published, YYYY-MM-DD, as its head says; '' if it does not."""
        for name in _DATES:
            match = _DAY.search(self._days.get(name, ""))
            if match and 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31:
                return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        return ""

    def take(self, tag: str, content: str) -> None:
        """Take the next tag, or text where *tag* is empty."""
        if not tag:
            self._text(content)
        elif tag[0] == "/":
            self._end(tag[1:])
        else:
            self._start(tag, content)

    def _text(self, content: str) -> None:
        here = self._open[-1]
        if self._raw == "title":
            self._titles.setdefault("title", _SPACE.sub(" ", unescape(content)).strip()[:200])
        if self._raw or here.unseen:
            return
        self._size += len(content)
        if self._size > self._file.limits.characters * 4:  # spaces are not counted yet
            raise TooMuchError("字数", self._file.limits.characters)
        words = unescape(content).replace("\xa0", " ")
        if self._line is None:
            if not words.strip():
                return
            self._line = _Line(frame=here.frame)
            self._here().append(self._line)
        self._line.parts.append(words)
        size = len(words.strip())
        self._line.size += size
        self._line.linked += size * here.link

    def _here(self) -> list[_Line | _Table]:
        """Where a new line goes: the page, or the cell that is open."""
        return self._within[-1].things if self._within else self._things

    def _start(self, tag: str, content: str) -> None:
        if tag in _CLOSES:
            self._close(*_CLOSES[tag])
        here = self._open[-1]
        if tag == "meta":
            self._meta(_attributes(content))
        elif tag == "br":
            self._break()
        if tag in _BLOCKS:
            self._line = None
        if tag in _VOID or (content.endswith("/") and tag not in _BLOCKS):
            return
        self._raw = tag if tag in _RAW else ""
        attributes = _attributes(content) if content.strip() else {}
        unseen = here.unseen or tag in _UNSEEN or _is_hidden(attributes)
        frame = here.frame or (tag not in {"html", "body"} and _is_frame(attributes))
        if len(self._open) > self._file.limits.depth:
            raise TooMuchError("嵌套层数", self._file.limits.depth)
        self._open.append(_Open(tag, unseen, frame, here.link or tag == "a"))
        if tag == "table" and not unseen:
            self._tables += 1
            table = _Table(self._tables, frame=frame)
            self._here().append(table)
            for outer in self._within:
                outer.arranges = True
            self._within.append(table)
        elif self._within and not unseen:
            self._cell(tag, attributes)

    def _cell(self, tag: str, attributes: dict[str, str]) -> None:
        table = self._within[-1]
        if tag == "tr":
            table.rows.append([])
        elif tag in {"td", "th"}:
            if not table.rows:
                table.rows.append([])
            table.things = []
            self._count += 1
            if self._count > self._file.limits.cells:
                raise TooMuchError("单元格数", self._file.limits.cells)
            across, down = (_span(attributes.get(name, "")) for name in ("colspan", "rowspan"))
            table.rows[-1].append((table.things, across, down))  # type: ignore[arg-type]

    def _break(self) -> None:
        if self._line is not None:
            here = self._open[-1]
            self._line = _Line(frame=here.frame)
            self._here().append(self._line)

    def _end(self, tag: str) -> None:
        self._raw = ""
        if tag in _BLOCKS:
            self._line = None
        # A closing tag without its opening one is nothing; do not look for it far.
        for k in range(len(self._open) - 1, max(0, len(self._open) - 60), -1):
            if self._open[k].tag == tag:
                self._pop(k)
                return
            if self._open[k].tag == "table" and tag not in {"table", "body", "html"}:
                return

    def _close(self, tags: set[str], within: set[str]) -> None:
        for k in range(len(self._open) - 1, max(0, len(self._open) - 60), -1):
            if self._open[k].tag in tags:
                self._pop(k)
                return
            if self._open[k].tag in within:
                return

    def _pop(self, to: int) -> None:
        while len(self._open) > to:
            gone = self._open.pop()
            if gone.tag == "table" and self._within and not gone.unseen:
                self._within.pop()
            if gone.tag in _BLOCKS:
                self._line = None

    def finish(self) -> None:
        """Close what is open."""
        self._pop(1)

    def _meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        content = _SPACE.sub(" ", attributes.get("content", "")).strip()[:200]
        if name in _TITLES:
            self._titles.setdefault(name, content)
        elif name in _DATES:
            self._days.setdefault(name, content)

    # Out

    def written(self, *, everything: bool) -> Text:
        """Return the text of the page; with *everything*, what looks like its frame too."""
        text = Text(self._file.limits)
        self._count = 0
        self.stops_left_out = 0
        last = ""
        for thing in self._things:
            last = self._write(thing, text, last, everything=everything)
        return text

    def _write(self, thing: _Line | _Table, text: Text, last: str, *, everything: bool) -> str:
        if isinstance(thing, _Table):
            return self._write_table(thing, text, last, everything=everything)
        words = thing.content()
        if not words:
            return last
        if not everything and (thing.frame or thing.links()):
            self.stops_left_out += words.count("。")
            return last
        self._count += 1
        text.add(words, f"第{self._count}段")
        text.add("\n")
        return words

    def _write_table(self, table: _Table, text: Text, last: str, *, everything: bool) -> str:
        if table.arranges or _arranges(table):
            for row in table.rows:
                for things, _, _ in row:
                    for thing in things:
                        last = self._write(thing, text, last, everything=everything)
            return last
        if table.frame and not everything:
            return last
        grid = tables.Grid(self._file.limits)
        for r, row in enumerate(table.rows, 1):
            grid.row()
            for c, (lines, across, down) in enumerate(row, 1):
                content = "\n".join(line.content() for line in lines)
                grid.cell(content, f"表{table.number} 第{r}行第{c}列", across=across, down=down)
        tables.write(grid.done(), text, self._file.knowledge, last)
        return last


def _arranges(table: _Table) -> bool:
    """Whether the table only arranges paragraphs: one column, or cells of several long lines."""
    if all(len(row) < 2 for row in table.rows):
        return True
    return any(
        sum(line.size > 60 for line in things if isinstance(line, _Line)) > 1
        for row in table.rows
        for things, _, _ in row
    )


def _is_hidden(attributes: dict[str, str]) -> bool:
    if not attributes:
        return False
    style = attributes.get("style", "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or "display:none" in style
        or "visibility:hidden" in style
        or attributes.get("aria-hidden") == "true"
    )


def _is_frame(attributes: dict[str, str]) -> bool:
    if not attributes:
        return False
    named = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()
    return attributes.get("role", "") in _ROLES or not _FURNITURE.isdisjoint(named)


def _span(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 1
