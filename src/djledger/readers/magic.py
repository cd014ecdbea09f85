"""Which reader a file is for, by its bytes; what no reader is for is named and refused."""

from __future__ import annotations

import re

from djledger.errors import InputError

_TEXT = "请打开后另存为 .docx 或纯文本（.txt），再提交"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FIRST = (  # first bytes, what the user calls such a file, what to do
    (b"\x89PNG\r\n", "图片（PNG）", ""),
    (b"\xff\xd8\xff", "图片（JPEG）", ""),
    (b"GIF87a", "图片（GIF）", ""),
    (b"GIF89a", "图片（GIF）", ""),
    (b"II*\0", "图片（TIFF）", ""),
    (b"MM\0*", "图片（TIFF）", ""),
    (b"\x1f\x8b", "压缩文件（gzip）", "请解压后再提交里面的文本"),
    (b"BZh", "压缩文件（bzip2）", "请解压后再提交里面的文本"),
    (b"\xfd7zXZ\0", "压缩文件（xz）", "请解压后再提交里面的文本"),
    (b"7z\xbc\xaf\x27\x1c", "压缩文件（7z）", "请解压后再提交里面的文本"),
    (b"Rar!\x1a\x07", "压缩文件（RAR）", "请解压后再提交里面的文本"),
    (b"SQLite format 3\0", "数据库文件（SQLite）", "请导出为纯文本（.txt）"),
    (b"MZ\x90\0", "程序文件", ""),
    (b"\x7fELF", "程序文件", ""),
)
_READ_PARTS = (  # a name inside the zip, the reader of such a file
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"opendocument.text", "ods"),
    (b"opendocument.spreadsheet", "ods"),
)
_PARTS = (  # a name inside the zip, what the user calls such a file
    (b"ppt/", "演示文稿（.pptx）"),
    (b"OFD.xml", "版式文档（.ofd）"),
)
_STREAMS = (  # a name in the directory of the compound file, and its reader
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_SLIDES = "PowerPoint Document"
_NO_PASSWORD = "请用 WPS 或 Word 打开，取消密码，另存后再提交"
_SPACE = b" \t\r\n\f\xef\xbb\xbf"
_PAGE = re.compile(
    rb"<(?:!doctype[ \t\r\n]+html|html|head|body|meta|title|table|div|p|span|h[1-6]|script|style|!--)[ \t\r\n/>!-]",
    re.IGNORECASE,
)


def reader(data: bytes, name: str) -> str:
    """Return which reader is for *data*: docx xlsx ods doc xls rtf pdf html plain.

    What counts is in the file; a suffix is a guess of whoever named it. Raises `InputError`
    for what is known and has no reader.
    """
    if data.startswith(_OLE):
        return _ole(data, name)
    if data.startswith(_ZIP):
        return _zip(data, name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip(_SPACE).startswith(b"{\\rtf"):
        return "rtf"
    if _is_page(data):
        return "html"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise _other(name, "图片（WebP）")
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        raise _other(name, "图片（BMP）")
    for first, kind, remedy in _FIRST:
        if data.startswith(first):
            raise _other(name, kind, remedy)
    return "plain"


def _is_page(data: bytes) -> bool:
    start = data[:2048]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16
        start = start.replace(b"\0", b"")[2:]
    start = start.lstrip(_SPACE)
    if start.startswith(b"<?xml"):
        start = start.partition(b"?>")[2].lstrip(_SPACE)
    return _PAGE.match(start) is not None


def _ole(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(name, "文件里有加密的内容包")
    for stream, kind in _STREAMS:
        if _entry(stream) in data:
            if kind == "doc":
                _check_password(data, name)
            return kind
    kind = "旧版演示文稿（.ppt）" if _entry(_SLIDES) in data else "Office 复合文档"
    raise _other(name, kind, _TEXT)


def _entry(stream: str) -> bytes:
    """The name of a stream as its directory entry begins: whole, with what ends it."""
    return stream.encode("utf-16-le") + b"\0\0"


def _check_password(data: bytes, name: str) -> None:
    # A Word document says so in the first block of its main stream (MS-DOC, FibBase: flag F).
    block = next((i for i in range(512, len(data), 512) if data[i : i + 2] == b"\xec\xa5"), 0)
    if block and data[block + 11 : block + 12] and data[block + 11] & 1:
        raise _encrypted(name, "Word 文档头带加密标志")


def _zip(data: bytes, name: str) -> str:
    if data[6:7] and data[6] & 1:
        raise _encrypted(name, "压缩包带加密标志")
    for part, kind in _READ_PARTS:
        if part in data:
            return kind
    for part, kind in _PARTS:
        if part in data:
            raise _other(name, kind, _TEXT)
    raise _other(name, "压缩文件（zip）", "请解压后再提交里面的文本")


def _encrypted(name: str, why: str) -> InputError:
    return InputError(f"{name}：文件已加密，无法读取", why=why, remedy=_NO_PASSWORD, code="DJ003")


def _other(name: str, kind: str, remedy: str = "") -> InputError:
    return InputError(
        f"{name}：是{kind}，不是报告的文字稿",
        why="按文件开头的字节判断，与扩展名无关",
        remedy=remedy or "请提交报告的文字稿（.docx 或 .txt）；图片要先做文字识别",
        code="DJ001",
    )
