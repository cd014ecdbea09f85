"""One report in every format gives the same ledger; the files are those of real programs.

`tests/golden/make.py` writes them again, with LibreOffice and Chromium.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from opencc import OpenCC

import djledger
from djledger.errors import InputError
from djledger.readers import magic, read

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
EXTRAS = {"pdf": "pypdfium2", "doc": "olefile", "xls": "python_calamine"}
FACTS = [
    "item",
    "action",
    "value",
    "value_max",
    "unit",
    "kind",
    "qualifier",
    "status",
    "period",
    "scope",
    "per",
    "of",
    "indicator",
]


def needs_extra(path):
    package = EXTRAS.get(path.suffix[1:], "")
    missing = package and find_spec(package) is None
    mark = pytest.mark.skipif(bool(missing), reason=f"needs {package}")
    return pytest.param(path, marks=mark, id=path.name)


def files(name):
    return [needs_extra(p) for p in sorted(GOLDEN.glob(f"*/{name}*")) if p.is_file()]


def facts(source):
    return [[getattr(e, name) for name in FACTS] for e in djledger.extract(source).entries]


@pytest.fixture(scope="module")
def report():
    return (GOLDEN / "report.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def told(report):
    found = facts(report)
    assert len(found) == 36
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5hkscs", "utf-16"])
def test_a_text_in_four_encodings(encoding, report, told):
    if encoding == "big5hkscs":  # it has no simplified characters
        report = OpenCC("s2t").convert(report).replace("爲", "為")
    assert facts(report.encode(encoding)) == told


@pytest.mark.parametrize("path", files("report"))
def test_the_same_report_in_each_format(path, told):
    assert facts(path) == told


@pytest.mark.parametrize("path", files("tables"))
def test_the_same_tables_in_each_format(path):
    expected = facts(GOLDEN / "docx/tables.docx")
    assert len(expected) == 25
    assert facts(path) == expected


@pytest.mark.parametrize("path", [*files("report"), *files("tables"), *files("revised")])
def test_each_quote_stands_in_the_text_and_has_a_locator(path):
    raw = read(path)
    ledger = djledger.extract(path, explain=True)
    assert ledger.entries
    for place in (*ledger.entries, *ledger.ignored):
        assert raw.text[place.start : place.end] == place.quote
    assert all(entry.locator for entry in ledger.entries)
    starts = [locator.start for locator in raw.locators]
    assert starts == sorted(set(starts))
    assert starts[-1] < len(raw.text)


@pytest.mark.parametrize("path", [*files("report"), *files("tables")])
def test_a_format_is_known_by_its_bytes(path):
    kind = {"odt": "ods"}.get(path.parent.name, path.parent.name)
    assert magic.reader(path.read_bytes(), "x.txt") == kind


def test_a_suffix_is_only_a_name(tmp_path, told):
    """From an office system a .doc is often something else, and .wps and .et are .doc and .xls."""
    for name, wrong in (("docx/report.docx", "a.doc"), ("rtf/report.rtf", "b.wps")):
        path = tmp_path / wrong
        path.write_bytes((GOLDEN / name).read_bytes())
        assert facts(path) == told


@pytest.mark.parametrize("path", files("shares"))
def test_shares_are_stored_as_fractions(path):
    """And the sheet does not begin at its corner."""
    entries = djledger.extract(path).entries
    assert [(e.locator, str(e.value), e.unit, e.scope) for e in entries[:3]] == [
        ("台账!D4", "86", "名", "石桥村"),
        ("台账!E4", "82.3", "%", "石桥村"),
        ("台账!F4", "100", "%", "石桥村"),
    ]
    if path.suffix != ".xlsx":  # openpyxl writes a formula without its value
        assert (entries[5].locator, entries[5].quote.rstrip("%")) == ("台账!F5", "95.6")


LOCATORS = [
    ("docx/tables.docx", "表1 第2行第4列", "1,331名"),
    ("docx/tables.docx", "表2 第3行第4列", "35户"),
    ("html/tables.html", "表1 第2行第5列", "1,358名"),
    ("odt/tables.odt", "表1 第3行第4列", "325名"),
    ("rtf/tables.rtf", "表2 第5行第5列", "38.25万元"),
    ("doc/tables.doc", "表3 第3行第2列", "72人"),
    ("xlsx/tables.xlsx", "Sheet1!D8", "1331名"),
    ("ods/tables.ods", "Sheet1!D8", "1331名"),
    ("xls/tables.xls", "Sheet1!D8", "1331名"),
    ("pdf/tables.pdf", "第1页 表1 第2行第4列", "1,331名"),
    ("pdf/tables-chromium.pdf", "第1页 表1 第2行第4列", "1,331名"),
    ("docx/report.docx", "第6段", "42个"),
    ("xlsx/report.xlsx", "report!A9", "42个"),
    ("pdf/report.pdf", "第1页", "42个"),
]


@pytest.mark.parametrize(("name", "label", "quote"), LOCATORS)
def test_a_person_finds_the_place(name, label, quote):
    package = EXTRAS.get(name.partition("/")[0])
    if package:
        pytest.importorskip(package)
    entries = djledger.extract(GOLDEN / name).entries
    assert quote in [entry.quote for entry in entries if entry.locator == label], [
        (entry.locator, entry.quote) for entry in entries
    ]


@pytest.mark.parametrize("path", files("revised"))
def test_what_a_word_processor_hides(path):
    """80 became 86; a box and a note are read once; hidden words and running heads are not."""
    ledger = djledger.extract(path, explain=True)
    counted = sorted((str(e.value), e.unit) for e in ledger.entries)
    assert counted == [("12", "名"), ("27", "名"), ("42", "个"), ("504", "场次"), ("86", "人次")]
    source = ledger.sources[0]
    assert source.repairs == {"tracked_deletion": 1, "tracked_insertion": 1}
    assert [(r.step, r.before, r.after) for r in source.repaired] == [
        ("tracked_deletion", "80", ""),
        ("tracked_insertion", "", "86"),
    ]
    inserted = source.repaired[1]
    assert read(path).text[inserted.start : inserted.end] == "86"


@pytest.mark.parametrize(("suffix", "package"), sorted(EXTRAS.items()))
def test_a_missing_extra_names_the_command(suffix, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    path = next((GOLDEN / suffix).glob("report*"))
    with pytest.raises(InputError) as caught:
        read(path)
    assert f"pip install 'djledger[{suffix}]'" in caught.value.remedy
    assert caught.value.code == "DJ001"


def test_a_pdf_of_images_needs_ocr():
    pytest.importorskip("pypdfium2")
    blank = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )
    with pytest.raises(InputError) as caught:
        read(blank, name="扫描件.pdf")
    assert caught.value.code == "DJ006"
    assert "OCR" in caught.value.what
