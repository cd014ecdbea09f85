"""Write the files in this folder from report.txt, with the programs people use.

Needs LibreOffice (`soffice`: Writer and Calc) and Chromium. The files are kept: tests need neither.
"""

# ruff: noqa: E501, S607 -- markup in one piece; programs by their names

from __future__ import annotations

import subprocess
import tempfile
from html import escape
from pathlib import Path

import openpyxl

WRITTEN = (
    ("docx", "MS Word 2007 XML"),
    ("doc", "MS Word 97"),
    ("rtf", "Rich Text Format"),
)
HERE = Path(__file__).resolve().parent
STYLE = """<style>
@page { size: A4; margin: 25mm }
body { font: 12pt/1.6 "Noto Serif CJK SC"; }
h1 { font-size: 22pt; text-align: center } p { text-indent: 2em; margin: 0 }
td, th { border: 1px solid black; padding: 2pt 6pt } table { border-collapse: collapse }
</style>"""
# What a county asks for: an indicator a line; a township a line, over two lines of head; a form.
INDICATORS = """<table border="1">
<tr><th>序号</th><th>指标</th><th>单位</th><th>2023年</th><th>2024年</th><th>备注</th></tr>
<tr><td>1</td><td>党员总数</td><td>名</td><td>1,331</td><td>1,358</td><td></td></tr>
<tr><td>2</td><td>其中：女党员</td><td>名</td><td>325</td><td>337</td><td>含预备党员5名</td></tr>
<tr><td>3</td><td>党支部</td><td>个</td><td>41</td><td>42</td><td></td></tr>
<tr><td>4</td><td>村集体经济总收入</td><td>万元</td><td>705.1</td><td>786.2</td><td></td></tr>
<tr><td>5</td><td>党费收缴率</td><td>%</td><td>—</td><td>100</td><td></td></tr>
</table>"""
VILLAGES = """<table border="1">
<tr><th rowspan="2">村名</th><th colspan="2">党员</th><th rowspan="2">脱贫户（户）</th><th rowspan="2">集体经济收入（万元）</th></tr>
<tr><th>总数（名）</th><th>女党员（名）</th></tr>
<tr><td>石桥村</td><td>86</td><td>21</td><td>35</td><td>52.6</td></tr>
<tr><td>柳河村</td><td>74</td><td>**</td><td>28</td><td>41</td></tr>
<tr><td>北岗村</td><td>65</td><td>15</td><td></td><td>38.25</td></tr>
</table>"""
FORM = """<table border="1">
<tr><td>填报单位</td><td colspan="3">云岭镇</td></tr>
<tr><td>发展党员（名）</td><td>27</td><td>入党积极分子（名）</td><td>46</td></tr>
<tr><td>村级后备力量</td><td>72人</td><td>慰问金（万元）</td><td>9.36</td></tr>
</table>"""
TABLES = f"""<h1>云岭镇2024年度党建工作统计表</h1><p>填报日期：2024年12月20日</p>
<p>一、主要指标</p>{INDICATORS}<p>二、分村情况</p>{VILLAGES}<p>三、其他</p>{FORM}"""


# A document with all that a reader may trip over: a tracked change of 80 to 86, a text box, a
# note, a running head, hidden words.
REVISED = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:page-layout style:name="layout"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style/></style:page-layout>
<style:style style:name="hidden" style:family="text"><style:text-properties text:display="none"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="layout">
<style:header><text:p>内部资料 第99期</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes>
<text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>甲</dc:creator><dc:date>2024-12-01T08:00:00</dc:date></office:change-info><text:p>80</text:p></text:deletion></text:changed-region>
<text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>甲</dc:creator><dc:date>2024-12-01T08:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
</text:tracked-changes>
<text:p>云岭镇党员教育情况</text:p>
<text:p>全年培训党员<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>86<text:change-end text:change-id="c2"/>人次<text:note text:note-class="footnote" text:id="n1"><text:note-citation>1</text:note-citation><text:note-body><text:p>另有流动党员12名参加。</text:p></text:note-body></text:note>，<text:span text:style-name="hidden">删改时间77天，</text:span>开展主题党日504场次。</text:p>
<text:p><draw:frame draw:name="框" text:anchor-type="paragraph" svg:width="6cm" svg:height="2cm"><draw:text-box><text:p>全镇有党支部42个。</text:p></draw:text-box></draw:frame>发展党员27名。</text:p>
</office:text></office:body></office:document>"""


def page(body: str, title: str) -> str:
    """Return a page as a browser or an office program takes it."""
    return f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>{title}</title>{STYLE}{body}</html>'


def main() -> None:
    """Write all files."""
    lines = (HERE / "report.txt").read_text("utf-8").splitlines()
    body = "".join(
        f"<p>{escape(line)}</p>" if k else f"<h1>{escape(line)}</h1>"
        for k, line in enumerate(lines)
        if line
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, content in (("report", body), ("tables", TABLES)):
            source = folder / f"{name}.html"
            source.write_text(page(content, "云岭镇"), "utf-8")
            convert(source, "odt", "writer_web_HTML", "writer8")
            for suffix, kind in (*WRITTEN, ("pdf", "writer_pdf_Export")):
                convert(folder / f"{name}.odt", suffix, "writer8", kind)
            chromium(source, folder / f"{name}-chromium.pdf")
        revised = folder / "revised.fodt"
        revised.write_text(REVISED, "utf-8")
        for suffix, kind in WRITTEN:
            convert(revised, suffix, "OpenDocument Text Flat XML", kind)
        # A sheet: a line of the report a row; Calc reads the tables of a page itself.
        for source, options in (
            (sheet(folder, lines), "CSV:9,34,76,1,1/2"),
            (folder / "tables.html", "calc_HTML_WebQuery"),
        ):
            for suffix, kind in (
                ("xlsx", "Calc MS Excel 2007 XML"),
                ("ods", "calc8"),
                ("xls", "MS Excel 97"),
            ):
                convert(source, suffix, options, kind)
        shares(folder / "shares.xlsx")
        for suffix, kind in (("ods", "calc8"), ("xls", "MS Excel 97")):
            convert(folder / "shares.xlsx", suffix, "Calc MS Excel 2007 XML", kind)
        for file in sorted(folder.iterdir()):
            if file.suffix not in {".fodt", ".csv"} and file.is_file():
                target = HERE / file.suffix[1:]
                target.mkdir(exist_ok=True)
                (target / file.name).write_bytes(file.read_bytes())


def shares(path: Path) -> None:
    """Write a sheet, not at its corner, with shares: stored as fractions, only shown as percent."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    rows = (
        ("村名", "党员（名）", "收缴率", "完成率"),
        ("石桥村", 86, 0.823, 1),
        ("柳河村", 74, 1, "=478/500"),
    )
    for number, row in enumerate(rows, 3):
        for column, value in zip("CDEF", row, strict=True):
            sheet[f"{column}{number}"] = value
            if column in "EF":
                sheet[f"{column}{number}"].number_format = "0.0%"
    book.save(path)


def sheet(folder: Path, lines: list[str]) -> Path:
    """Return a file with one line of the report in each row."""
    path = folder / "report.csv"
    path.write_text("".join(f'"{line}"\n' for line in lines), "utf-8")
    return path


def convert(source: Path, suffix: str, read: str, written: str) -> None:
    """Write *source* in another format beside it."""
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(source.parent / 'office').as_uri()}",
            f"--infilter={read}",
            "--convert-to",
            f"{suffix}:{written}",
            "--outdir",
            source.parent,
            source,
        ],
        check=True,
        capture_output=True,
    )


def chromium(source: Path, target: Path) -> None:
    """Print *source* as a browser does."""
    subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    main()
