"""Plain text, from a path, from bytes or from a str."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.readers import magic
from djledger.readers.encoding import decode, detect, larger, whole

if TYPE_CHECKING:
    from pathlib import Path

_UNREADABLE = "DJ001"
_RESAVE = "请用记事本或 WPS 打开，另存为 UTF-8 编码的纯文本（.txt）"


def read(source: Path | bytes | str, *, name: str = "", encoding: str = "") -> RawText:
    """Return the text of *source*: the file at a path, the bytes of one, or the text itself.

    A str is always the text, never a path. Line ends stay as they are and count; a byte order
    mark is no part of the text. *name* is what messages and the ledger call the report (a path
    is called by itself), *encoding* overrules detection. Raises `InputError`.
    """
    if isinstance(source, str):
        text = whole(source)
        return RawText(name, text, hashlib.sha256(text.encode()).hexdigest())
    if isinstance(source, bytes):
        data, name = source, name or "输入"
    else:
        data, name = _bytes(source), name or str(source)
    if not data:
        raise InputError(
            f"{name}：文件是空的", why="0 字节", remedy="请检查是否存错了文件", code=_UNREADABLE
        )
    magic.refuse(data, name)
    text, used, margin = _text(data, name, encoding)
    if not text or text.isspace():
        raise InputError(
            f"{name}：文件里没有文字",
            why="只有空白",
            remedy="请检查是否存错了文件",
            code=_UNREADABLE,
        )
    return RawText(name, text, hashlib.sha256(data).hexdigest(), "text/plain", used, margin)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
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
                remedy="请指定里面的文件，或改用 batch 命令",
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


def _text(data: bytes, name: str, encoding: str) -> tuple[str, str, float]:
    if encoding:
        return (*_overruled(data, name, encoding), float("inf"))
    try:
        return detect(data)
    except ValueError as error:
        raise InputError(
            f"{name}：认不出文字编码",
            why="按 UTF-8、GB18030、Big5、UTF-16 都读不成中文，可能不是文本文件，或已损坏",
            remedy=f"{_RESAVE}，或用 --encoding 指定编码",
            code=_UNREADABLE,
        ) from error


def _overruled(data: bytes, name: str, encoding: str) -> tuple[str, str]:
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
