"""Bytes to text: one file, one kind of input, chosen by what is in the bytes.

A reader is a module with ``read(file) -> RawText``; `magic.reader` says which is for a file.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import TYPE_CHECKING

from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.readers import magic
from djledger.readers.encoding import whole
from djledger.readers.file import File
from djledger.readers.limits import Limits, TooMuchError, check_text, refused

if TYPE_CHECKING:
    from pathlib import Path

    from djledger.knowledge import Knowledge

__all__ = ["SUFFIXES", "Limits", "read"]

# What files in a folder are taken for reports; what they are is seen when they are read.
SUFFIXES = frozenset(
    [
        ".txt",
        ".docx",
        ".docm",
        ".doc",
        ".wps",
        ".rtf",
        ".html",
        ".htm",
        ".mht",
        ".pdf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".ods",
        ".odt",
    ]
)
_UNREADABLE = "DJ001"


def read(
    source: Path | bytes | str,
    *,
    name: str = "",
    encoding: str = "",
    knowledge: Knowledge | None = None,
    limits: Limits | None = None,
) -> RawText:
    """Return the text of *source*: the file at a path, the bytes of one, or the text itself.

    A str is always the text, never a path. Line ends of a text stay as they are and count.
    *name* is what messages and the ledger call the report (a path is called by itself),
    *encoding* overrules detection where a file is text. *knowledge* says what the heads of
    tables mean. Raises `InputError`, for what goes beyond *limits* too.
    """
    limits = limits or Limits()
    if isinstance(source, str):
        text = whole(source)
        raw = RawText(name, text, hashlib.sha256(text.encode()).hexdigest())
        return _checked(raw, name or "输入", limits, blank=True)
    if isinstance(source, bytes):
        data, name = source, name or "输入"
    else:
        data, name = _bytes(source, limits.file_bytes), name or str(source)
    if not data:
        raise InputError(
            f"{name}：文件是空的", why="0 字节", remedy="请检查是否存错了文件", code=_UNREADABLE
        )
    if len(data) > limits.file_bytes:
        raise refused(name, str(TooMuchError("文件字节数", limits.file_bytes)))
    reader = import_module(f"{__name__}.{magic.reader(data, name)}")
    try:
        raw = reader.read(File(name, data, encoding, knowledge or _default(), limits))
    except TooMuchError as error:
        raise refused(name, str(error)) from None
    return _checked(raw, name, limits)


def _default() -> Knowledge:
    from djledger.knowledge import default  # noqa: PLC0415 -- only where none is given

    return default()


def _checked(raw: RawText, name: str, limits: Limits, *, blank: bool = False) -> RawText:
    """Return *raw* if there is some text in it, and not too much."""
    if not blank and (not raw.text or raw.text.isspace()):
        raise InputError(
            f"{name}：文件里没有文字",
            why="只有空白",
            remedy="请检查是否存错了文件",
            code=_UNREADABLE,
        )
    try:
        check_text(raw.text, limits)
    except TooMuchError as error:
        raise refused(name, str(error)) from None
    return raw


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except FileNotFoundError as error:
        raise InputError(
            f"{path}：没有这个文件",
            why="路径不存在",
            remedy="请检查文件名和所在的文件夹",
            code=_UNREADABLE,
        ) from error
    except (IsADirectoryError, PermissionError) as error:
        if path.is_dir():
            raise InputError(
                f"{path}：这是文件夹，不是文件",
                remedy="请指定里面的文件",
                code=_UNREADABLE,
            ) from error
        raise InputError(
            f"{path}：没有读取权限",
            why="系统拒绝打开",
            remedy="请修改权限，或复制一份再读",
            code=_UNREADABLE,
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}：打不开",
            why=str(error),
            remedy="请检查路径是否正确、磁盘是否可用",
            code=_UNREADABLE,
        ) from error
