"""Plain text, in whatever encoding it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.readers.encoding import decode, detect, larger
from djledger.readers.limits import TooMuchError

if TYPE_CHECKING:
    from djledger.readers.file import File

_UNREADABLE = "DJ001"
_RESAVE = "请用记事本或 WPS 打开，另存为 UTF-8 编码的纯文本（.txt）"
_LONGEST = 4  # bytes of a character


def read(file: File) -> RawText:
    """Return the text of *file*. Line ends stay as they are; a byte order mark is no part of it."""
    if len(file.data) > file.limits.characters * _LONGEST:
        raise TooMuchError("字数", file.limits.characters)
    text, used, margin = _text(file)
    return RawText(file.name, text, file.sha256, "text/plain", used, margin)


def _text(file: File) -> tuple[str, str, float]:
    if file.encoding:
        return (*overruled(file), float("inf"))
    try:
        return detect(file.data)
    except ValueError as error:
        raise InputError(
            f"{file.name}：认不出文字编码",
            why="按 UTF-8、GB18030、Big5、UTF-16 都读不成中文，可能不是文本文件，或已损坏",
            remedy=f"{_RESAVE}，或用 --encoding 指定编码",
            code=_UNREADABLE,
        ) from error


def overruled(file: File) -> tuple[str, str]:
    """Return the text of *file* in the encoding that the user gave, and Python's name of it."""
    data, name, encoding = file.data, file.name, file.encoding
    try:
        used = larger(encoding)
        return decode(data, used).removeprefix("\ufeff"), used
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}：不能按 {encoding} 读取",
            why=f"第 {error.start + 1} 个字节起不合这种编码",
            remedy=f"请去掉 --encoding 让程序自己判断；{_RESAVE}",
            code=_UNREADABLE,
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{name}：没有叫 {encoding} 的文字编码",
            remedy="常用的有 utf-8、gb18030、big5、utf-16；不指定则自动判断",
            code=_UNREADABLE,
        ) from error
