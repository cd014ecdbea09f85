"""Files made to do harm end at once, with a message that names the limit, and harm nothing.

Each is read in a process of its own, as `djledger extract` is, with its processor time and its
memory measured: at most 5 s and 500 MB, which leaves room for a slow machine.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

# ruff: noqa: E501 -- one attack, one entry

HERE = Path(__file__).resolve().parent
SECONDS = 5.0
MEGABYTES = 500
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAGRAPH = "<w:p><w:r><w:t>党员12名</w:t></w:r></w:p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def docx(body, doctype="", **more):
    document = f"{doctype}<w:document {W}><w:body>{body}</w:body></w:document>"
    return archive(**{"word/document.xml": document}, **more)


def xlsx(rows, doctype=""):
    return archive(
        **{
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="A" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{doctype}<worksheet xmlns="{S}">'
            f'<dimension ref="A1"/><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def ods(rows):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
    return stream.getvalue()


def pdf(operations):
    stream = zlib.compress(b"BT /F1 12 Tf (1) Tj ET\n" * operations, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length " + str(len(stream)).encode() + b"/Filter/FlateDecode>>stream\n"
        + stream
        + b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )  # fmt: skip


def far(cells):
    return "".join(f'<row r="{r}"><c r="{c}{r}"><v>2</v></c></row>' for c, r in cells)


# What comes: the code, and a word of the message; "" for a file that is read, and does no harm.
ATTACKS = {
    "a document of 110 MB in 110 kB": (
        lambda: archive(**{"word/document.xml": " " * 110_000_000}), "DJ005", "解压后超过上限",
    ),
    "a document that unpacks 700 times": (
        lambda: docx("<w:p/>" * 5_000_000), "DJ005", "压缩比超过上限",
    ),
    "a million empty paragraphs": (lambda: docx("<w:p/>" * 999_000), "DJ005", "标记个数超过上限"),
    "a million numerals in a document": (
        lambda: docx(f"<w:p><w:r><w:t>{'1,' * 1_000_000}</w:t></w:r></w:p>"), "DJ005", "字数超过上限",
    ),
    "entities of entities": (lambda: docx("&a9;", LAUGHS), "DJ005", "文档类型声明"),
    "an entity that is a file": (lambda: docx("&x;", OUTSIDE), "DJ005", "文档类型声明"),
    "the same in a workbook": (lambda: xlsx("<row><c>&a9;</c></row>", LAUGHS), "DJ005", "文档类型声明"),
    "tags in tags": (lambda: docx("<w:sdt>" * 100_000), "DJ005", "嵌套层数超过上限 500"),
    "tables in tables": (
        lambda: docx(f"{'<w:tbl><w:tr><w:tc>' * 160}{PARAGRAPH}{'</w:tc></w:tr></w:tbl>' * 160}"), "", "",
    ),
    "a path that leads out": (
        lambda: docx(PARAGRAPH, **{"../../outside.txt": "1"}), "DJ005", "指向别处的路径",
    ),
    "a path from the root": (lambda: docx(PARAGRAPH, **{"/root.txt": "1"}), "DJ005", "指向别处的路径"),
    "an archive in an archive": (lambda: docx(PARAGRAPH, **{"a.zip": "PK"}), "DJ005", "压缩包"),
    "five thousand parts": (
        lambda: docx(PARAGRAPH, **{f"a{k}": "" for k in range(5000)}), "DJ005", "文件数超过上限",
    ),
    "cells over 999 columns": (
        lambda: docx(
            "<w:tbl><w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="999"/></w:tcPr><w:p/></w:tc>' * 2000
            + "</w:tr></w:tbl>" + PARAGRAPH
        ), "", "",
    ),
    "a document cut off": (lambda: docx(PARAGRAPH)[:200], "DJ001", "已损坏"),
    "a document cut off in its text": (
        lambda: archive(**{"word/document.xml": f"<w:document {W}><w:p>"}), "DJ001", "已损坏",
    ),
    "two cells a billion cells apart": (lambda: xlsx(far([("A", 1), ("XFD", 1_048_576)])), "", ""),
    "a cell in each row, further right each time": (
        lambda: xlsx(far((f"{chr(65 + k % 26)}{chr(65 + k // 26 % 26)}", k) for k in range(1, 90_000))),
        "DJ005", "单元格数",
    ),
    "half a million cells in a row": (
        lambda: xlsx(f'<row>{"<c><v>2</v></c>" * 300_000}</row>'), "DJ005", "单元格数超过上限",
    ),
    "a row a million times": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'table:number-columns-repeated="1024"><text:p>1</text:p></table:table-cell></table:table-row>'
        ), "DJ005", "单元格数超过上限",
    ),
    "a line of 100 MB": (lambda: "党员12名，".encode() * 7_000_000, "DJ005", "文件字节数超过上限"),
    "a line of 4 MB": (lambda: "党员".encode() * 700_000, "DJ005", "字数超过上限"),
    "half a million numerals": (lambda: b"1 " * 499_000, "DJ005", "数字个数超过上限"),
    "nothing but NUL": (lambda: bytes(3_000_000), "DJ001", "认不出文字编码"),
    "lone surrogates": (lambda: ("党员12名。" * 50).encode("utf-16-le") + b"\x00\xd8" * 5, "", ""),
    "a page of open tags": (lambda: b"<html>" + b"<a " * 1_000_000, "DJ001", "没有文字"),
    "a page of open comments": (lambda: b"<html>" + b"<!--" * 1_000_000, "DJ001", "没有文字"),
    "a page of open sections": (lambda: b"<html>" + b"<![CDATA[" * 500_000, "DJ001", "没有文字"),
    "a page of open quotes": (lambda: b"<html>" + b"<a b=\"'" * 1_000_000, "DJ001", "没有文字"),
    "a page of closing tags": (lambda: b"<html>" + b"<p></b>" * 500_000, "DJ005", "标记个数超过上限"),
    "a page of ends of tags": (lambda: b"<html>" + b"</" * 1_000_000, "DJ005", "标记个数超过上限"),
    "a deep page": (lambda: b"<html>" + b"<div>" * 1_000_000, "DJ005", "嵌套层数超过上限 500"),
    "a page of scripts": (lambda: b"<html>" + b"<script>" * 1_000_000, "DJ001", "没有文字"),
    "cells that cover millions": (
        lambda: b"<html><table>" + b"<tr><td colspan=9999 rowspan=65534>1<td>x</tr>" * 3000,
        "DJ005", "上限",
    ),
    "groups in groups": (lambda: b"{\\rtf1" + b"{" * 1_000_000, "DJ005", "嵌套层数超过上限 500"),
    "a million control words": (lambda: b"{\\rtf1" + b"\\b" * 1_000_000, "DJ005", "标记个数超过上限"),
    "rich text that skips far ahead": (lambda: b"{\\rtf1\\bin9999999999 12", "DJ001", "没有文字"),
    "a page that draws for ever": (lambda: pdf(10_000_000), "DJ005", "上限"),
    "a PDF of noise": (lambda: b"%PDF-1.4\n" + bytes(range(256)) * 1000, "DJ001", "已损坏"),
    "an old document of noise": (
        lambda: OLE + "WordDocument\0".encode("utf-16-le") + bytes(range(256)) * 400, "DJ001", "已损坏",
    ),
    "an old workbook of noise": (
        lambda: OLE + "Workbook\0".encode("utf-16-le") + bytes(range(256)) * 400, "DJ001", "已损坏",
    ),
}  # fmt: skip

MADE = """
import sys
from pathlib import Path
from test_attacks import ATTACKS
Path(sys.argv[2]).write_bytes(ATTACKS[sys.argv[1]][0]())
"""
MEASURED = """
import json, sys
from pathlib import Path
import resource
from djledger.errors import InputError
from djledger.readers import read
told = {"code": "", "what": ""}
try:
    read(Path(sys.argv[1]))
except InputError as error:
    told = {"code": error.code, "what": f"{error.what} {error.why}"}
used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
told["seconds"] = sum(u.ru_utime + u.ru_stime for u in used)
told["megabytes"] = max(u.ru_maxrss for u in used) / 1000
print(json.dumps(told))
"""


@pytest.fixture
def attack(tmp_path):
    """Write the file in a process of its own: a child's peak of memory begins as its parent's."""
    pytest.importorskip("resource", reason="time and memory are measured on Unix")

    def make(name):
        path = tmp_path / "attack.bin"
        subprocess.run([sys.executable, "-c", MADE, name, path], check=True, cwd=HERE)
        return path

    return make


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name, attack, tmp_path):
    _, code, words = ATTACKS[name]
    if "PDF" in words or name in {"a page that draws for ever", "a PDF of noise"}:
        pytest.importorskip("pypdfium2")
    if name.startswith("an old"):
        pytest.importorskip("olefile")
        pytest.importorskip("python_calamine")
    path = attack(name)
    before = {path, *tmp_path.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], capture_output=True, check=False, cwd=tmp_path
    )
    told = json.loads(done.stdout)
    assert (told["code"], words in told["what"]) == (code, True), told
    assert told["seconds"] < SECONDS, told
    assert told["megabytes"] < MEGABYTES, told
    assert set(tmp_path.iterdir()) == before
