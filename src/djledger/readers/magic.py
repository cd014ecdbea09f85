"""What a file is that is no text, by its first bytes."""

from __future__ import annotations

from djledger.errors import InputError

_TEXT = "请打开后另存为纯文本（.txt），再提交"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FIRST = (  # first bytes, what the user calls such a file, what to do
    (b"{\\rtf", "RTF 文档", _TEXT),
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
_PARTS = (  # a name inside the zip, what the user calls such a file
    (b"word/", "Word 文档（.docx）"),
    (b"xl/", "Excel 工作簿（.xlsx）"),
    (b"ppt/", "演示文稿（.pptx）"),
    (b"OFD.xml", "版式文档（.ofd）"),
    (b"opendocument.text", "文字文档（.odt）"),
    (b"opendocument.spreadsheet", "电子表格（.ods）"),
)
_STREAMS = (  # a name in the directory of the compound file
    ("WordDocument", "旧版 Word 或 WPS 文档（.doc、.wps）"),
    ("Workbook", "旧版 Excel 工作簿（.xls、.et）"),
    ("Book", "旧版 Excel 工作簿（.xls）"),
    ("PowerPoint Document", "旧版演示文稿（.ppt）"),
)
_UNLOCK = "请用 WPS 或 Word 打开，取消密码，另存为纯文本（.txt）后再提交"


def refuse(data: bytes, name: str) -> None:
    """Raise `InputError` if *data* is a known kind of file other than text."""
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    if data.startswith(_ZIP):
        _refuse_zip(data, name)
    if b"%PDF-" in data[:1024]:
        if b"/Encrypt" in data:
            raise _encrypted(name, "PDF 里有加密标志")
        raise _other(name, "PDF 文件", "请复制其中文字，存为纯文本（.txt）；扫描件要先做文字识别")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise _other(name, "图片（WebP）")
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        raise _other(name, "图片（BMP）")
    for first, kind, remedy in _FIRST:
        if data.startswith(first):
            raise _other(name, kind, remedy)


def _refuse_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(name, "文件里有加密的内容包")
    # A Word document says so in the first block of its main stream (MS-DOC, FibBase: flag F).
    block = next((i for i in range(512, len(data), 512) if data[i : i + 2] == b"\xec\xa5"), 0)
    if block and data[block + 11 : block + 12] and data[block + 11] & 1:
        raise _encrypted(name, "Word 文档头带加密标志")
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            raise _other(name, kind, _TEXT)
    raise _other(name, "Office 复合文档", _TEXT)


def _refuse_zip(data: bytes, name: str) -> None:
    if data[6:7] and data[6] & 1:
        raise _encrypted(name, "压缩包带加密标志")
    for part, kind in _PARTS:
        if part in data:
            raise _other(name, kind, _TEXT)
    raise _other(name, "压缩文件（zip）", "请解压后再提交里面的文本")


def _encrypted(name: str, why: str) -> InputError:
    return InputError(f"{name}：文件已加密，无法读取", why=why, remedy=_UNLOCK, code="DJ003")


def _other(name: str, kind: str, remedy: str = "") -> InputError:
    return InputError(
        f"{name}：是{kind}，不是纯文本",
        why="按文件开头的字节判断，与扩展名无关",
        remedy=remedy or "请提交报告的文字稿（.txt）；图片要先做文字识别",
        code="DJ001",
    )
