"""Reading: the ladder of encodings, and what is said of files that are no text."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import zipfile
from pathlib import Path

import pytest
import yaml

from djledger.errors import InputError
from djledger.knowledge.characters import commonness, traditional
from djledger.readers import read

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "encoding.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["why"]) for c in CASES])
def test_encoding(case):
    data = case["text"].encode(case["as"])
    raw = read(data, name="报告.txt")
    assert (raw.text, raw.encoding) == (case["text"], case["found"])
    assert raw.sha256 == hashlib.sha256(data).hexdigest()
    assert raw.margin > 0


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs"])
def test_eight_characters_are_enough(codec):
    # Characters drawn as often as prose has them: the tests' own text, in either script.
    dice = random.Random(8)  # noqa: S311 -- the same draws each time
    want = traditional() if codec == "big5hkscs" else ()
    table = {c: w for c, w in commonness().items() if c.encode(codec, "ignore")}
    chars = [c for c in table if codec == "gb18030" or c in want or c.encode("big5", "ignore")]
    weights = [2.718 ** table[c] for c in chars]
    for _ in range(500):
        text = "".join(dice.choices(chars, weights, k=8))
        assert read(text.encode(codec)).text == text


def test_a_file_cut_in_a_character_is_read():
    raw = read("全镇走访慰问党员12名".encode()[:-1])
    assert (raw.text, raw.encoding) == ("全镇走访慰问党员12\ufffd", "utf-8")


def test_half_a_surrogate_pair_is_replaced():
    assert read("党\ud800员").text == "党\ufffd员"
    data = "党员\n12名".encode("utf-16-le") + b"\x00\xd8\n\0"
    assert read(data).text == "党员\n12名\ufffd\n"


def test_a_str_is_the_text():
    raw = read("党员12名\r\n", name="甲")
    assert (raw.name, raw.text, raw.encoding) == ("甲", "党员12名\r\n", "")
    assert raw.sha256 == hashlib.sha256("党员12名\r\n".encode()).hexdigest()


def test_a_path_is_called_by_itself(tmp_path):
    path = tmp_path / "青石镇.txt"
    path.write_bytes("党员12名".encode("gb18030"))
    raw = read(path)
    assert (raw.name, raw.text, raw.encoding) == (str(path), "党员12名", "gb18030")


def test_the_user_overrules():
    data = "党员12名".encode("gb18030")
    assert read(data, encoding="gb2312").encoding == "gb18030"
    assert read("\ufeff党员".encode(), encoding="utf-8").text == "党员"


def zipped(*names, encrypted=False):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    data = bytearray(stream.getvalue())
    data[6] |= encrypted
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


REFUSED = [
    ("空文件", b"", "空的"),
    ("只有空白", " \n\u3000".encode(), "没有文字"),
    ("只有标记", b"\xef\xbb\xbf", "没有文字"),
    ("docx", zipped("[Content_Types].xml", "word/document.xml"), "已损坏"),
    ("xlsx", zipped("[Content_Types].xml", "xl/workbook.xml"), "已损坏"),
    ("zip", zipped("a.txt"), "zip"),
    ("加密的zip", zipped("a.txt", encrypted=True), "已加密"),
    ("加密的docx", OLE + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "已损坏"),
    ("png", b"\x89PNG\r\n\x1a\n" + bytes(20), "图片（PNG）"),
    ("jpeg", b"\xff\xd8\xff\xe0" + bytes(20), "图片（JPEG）"),
    ("webp", b"RIFF\x10\0\0\0WEBPVP8 ", "图片（WebP）"),
    ("gzip", gzip.compress(b"x"), "gzip"),
    ("不是文字", random.Random(3).randbytes(400), "认不出文字编码"),  # noqa: S311
]


@pytest.mark.parametrize(("data", "what"), [pytest.param(d, w, id=n) for n, d, w in REFUSED])
def test_refused(data, what):
    with pytest.raises(InputError, match=what) as caught:
        read(data, name="报告.txt")
    assert caught.value.what.startswith("报告.txt：")
    assert caught.value.why
    assert caught.value.remedy
    assert caught.value.code == ("DJ003" if what == "已加密" else "DJ001")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("encoding", ["没有", "base64", "a\0b"])
def test_no_such_encoding(encoding):
    with pytest.raises(InputError, match="没有叫") as caught:
        read(b"12", encoding=encoding)
    assert caught.value.remedy


@pytest.mark.parametrize("encoding", ["big5", "gbk", "ascii", "utf-16"])
def test_the_wrong_encoding(encoding):
    with pytest.raises(InputError, match=f"不能按 {encoding}"):
        read("党员12名".encode(), encoding=encoding)


def test_no_file(tmp_path):
    with pytest.raises(InputError, match="没有这个文件"):
        read(tmp_path / "无.txt")
    with pytest.raises(InputError, match="文件夹"):
        read(tmp_path)
    with pytest.raises(InputError, match="打不开"):
        read(tmp_path / "a\0b")


def test_no_permission(tmp_path, monkeypatch):
    path = tmp_path / "甲.txt"
    path.write_text("12", "utf-8")

    def refuse(_path, _mode):
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="没有读取权限"):
        read(path)
