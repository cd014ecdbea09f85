"""How a ledger looks in each format, and what is refused when one is read."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml

import djledger
from djledger import registry
from djledger.errors import DefectError, InputError
from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source
from djledger.writers import Writer, all_writers, for_suffix, sheets, writer, yaml_file

CASES = Path(__file__).parent / "cases"


def entry(number, **fields):
    place = {"start": number * 10, "end": number * 10 + 5, "line": number, "column": 3}
    basic = {"id": f"{number:012x}", "quote": f"党员{number}名", "source": "青石镇.txt"}
    return Entry(**{**basic, **place, **fields})


LEDGER = Ledger(
    recipe="djledger 0.1.0 0123456789ab",
    sources=(
        Source(
            name="青石镇.txt",
            sha256="ab" * 32,
            place="青石镇",
            date="2024-09-30",
            repairs={"pinyin_note": 12},
            ignored={"slogan": 5},
            repaired=(
                RepairEntry(
                    step="pinyin_note",
                    before="黨(dǎng)",
                    after="",
                    start=1,
                    end=8,
                    line=1,
                    column=2,
                ),
            ),
        ),
    ),
    entries=(
        entry(1, indicator="party_members", item="党员", value=Decimal(1286), unit="名"),
        entry(2, item="驻村干部", value=Decimal("3.20"), unit="人", why=("名", "subject")),
        entry(3, item="女党员", value=Decimal(312), unit="名", part_of=f"{1:012x}"),
        entry(4, item="龙头企业", unit="家", qualifier="masked", quote="**家"),
        entry(
            5,
            item="=HYPERLINK(1)",
            value=Decimal(12345678901234567890),
            period_end=date(2024, 9, 30),
            review=Review(state="已核", value=Decimal(7), by="王", note="-1"),
        ),
        entry(6, item="党小组", value=Decimal(9), part_of=f"{3:012x}", quote="a\x00b\x1b"),
    ),
    ignored=(IgnoredEntry(quote="三会一课", start=1, end=5, line=1, column=2, reason="slogan"),),
)


@pytest.fixture(scope="module")
def lines():
    return yaml_file.dump(LEDGER).decode().split("\n")


@pytest.fixture(scope="module")
def data():
    return all_writers()["xlsx"].dump(LEDGER)


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def rows(book):
    head, *rows = list(book["台账"].iter_rows(min_row=3, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


class TestRegistry:
    def test_a_format_is_there_because_its_file_is(self):
        files = Path(yaml_file.__file__).parent.glob("*_file.py")
        assert set(all_writers()) == {file.stem.removesuffix("_file") for file in files}

    @pytest.mark.parametrize("name", ["yaml", "csv"])
    def test_one_is_found_by_name_and_by_suffix(self, name):
        assert writer(name) is for_suffix(f".{name.upper()}") is all_writers()[name]

    @pytest.mark.parametrize("name", ["", "doc", "sheets", "../yaml", "os.path"])
    def test_what_is_no_format_is_not_found(self, name):
        assert writer(name) is None
        assert for_suffix(f".{name}") is None

    def test_two_of_one_name_are_a_defect(self, tmp_path, monkeypatch):
        for module in ("one", "two"):
            code = "from djledger.writers import Writer\nW = Writer('same', (), repr)\n"
            (tmp_path / "pair").mkdir(exist_ok=True)
            (tmp_path / "pair" / f"{module}.py").write_text(code, "utf-8")
        (tmp_path / "pair" / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(DefectError, match="same"):
            registry.discover("pair", Writer)


class TestYaml:
    @pytest.mark.parametrize(
        ("why", "line"),
        [
            ("the format comes first", "format: djledger/1"),
            ("Han characters stand for themselves", "  item: 驻村干部"),
            ("digits as written, and no quotes", "  value: 3.20"),
            ("text that is a date is text", '  date: "2024-09-30"'),
            ("a date is a date", "  period_end: 2024-09-30"),
            ("an id never looks like a number", '- id: "000000000001"'),
            ("a list stays on its line", "  why: [名, subject]"),
            ("controls are escaped", r'  quote: "a\u0000b\u001b"'),
            ("counts stay on a line", "  repairs: {pinyin_note: 12}"),
            ("a review is a block", "    state: 已核"),
        ],
    )
    def test_line(self, lines, why, line):
        assert line in lines, why

    def test_empty_fields_are_left_out(self, lines):
        assert [line for line in lines if line.startswith(("  scope", "  value_max"))] == []

    def test_an_empty_ledger_says_so(self):
        assert yaml_file.dump(Ledger()) == b"format: djledger/1\nsources: []\nentries: []\n"

    @pytest.mark.parametrize(
        "case", yaml.safe_load((CASES / "yaml_strict.yaml").read_bytes()), ids=lambda c: c["why"]
    )
    def test_refused(self, case):
        with pytest.raises(InputError) as caught:
            yaml_file.load(case["text"].encode())
        assert case["says"] in caught.value.what
        assert caught.value.what.startswith("第 ") == ("line" in case)
        assert f"第 {case.get('line', '')}" in caught.value.what or "line" not in case

    @pytest.mark.parametrize("word", ["no", "0123", "3:11", "1_000", "0x1F", "1e5", "yes", ".5"])
    def test_what_looks_like_text_is_text(self, word):
        """YAML 1.1 makes False, 83, 191, 1000, 31 … of these."""
        text = f"format: djledger/1\nrecipe: {word}\n"
        assert yaml_file.load(text.encode()).recipe == word

    def test_a_number_of_5000_digits(self):
        big = Ledger(entries=(entry(1, value=Decimal("1" + "0" * 5000)),))
        for name in ("yaml", "json", "jsonl", "csv"):
            load = all_writers()[name].load
            assert load is not None
            assert load(all_writers()[name].dump(big)).entries == big.entries


class TestOtherReaders:
    @pytest.mark.parametrize(
        ("name", "text", "says"),
        [
            ("json", '{"format": "djledger/1", "recipe": "", "recipe": ""}', "'recipe' 重复"),
            ("json", '{"format": "djledger/1",\n}', "第 2 行：不是有效的 JSON"),
            ("json", '{"format": "djledger/1", "recipe": NaN}', "NaN 不是数"),
            ("json", "[" * 100_000, "嵌套太深"),
            ("jsonl", '\n{"id": 1}\n', "第 2 行：entries.0"),
            ("jsonl", "{}\n{", "第 2 行：不是有效的 JSON"),
            ("csv", "id,itme\r\na,b\r\n", "第 1 行：台账没有这些列：itme"),
            ("csv", "id,item\r\na\r\n", "第 2 行：应有 2 列，实有 1 列"),
            ("csv", "id,line\r\na,甲\r\n", "第 2 行：entries.0"),
            ("csv", 'id\r\n"a', "不是有效的 CSV"),
        ],
    )
    def test_refused(self, name, text, says):
        load = all_writers()[name].load
        assert load is not None
        with pytest.raises(InputError) as caught:
            load(text.encode())
        assert says in caught.value.what

    @pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
    def test_only_utf8_is_read(self, name):
        load = all_writers()[name].load
        assert load is not None
        with pytest.raises(InputError, match="第 2 行：台账文件应是 UTF-8"):
            load("\n党员".encode("gbk"))


def test_csv_marks_what_a_spreadsheet_would_run():
    text = all_writers()["csv"].dump(LEDGER).decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in text
    assert ",3.20," in text


class TestWorkbook:
    def test_sheets(self, book):
        assert book.sheetnames == ["台账", "数据来源", "未计数字", "修复记录"]

    def test_sheets_that_would_be_empty_are_left_out(self):
        data = all_writers()["xlsx"].dump(Ledger())
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["台账", "数据来源"]

    def test_parts_follow_their_whole(self, rows):
        assert [(r["序号"], r["对象"], r["其中（上级序号）"]) for r in rows] == [
            (1, "党员", None),
            (2, "其中：女党员", 1),
            (3, "其中：党小组", 2),
            (4, "驻村干部", None),
            (5, "龙头企业", None),
            (6, "=HYPERLINK(1)", None),
        ]

    def test_they_are_indented(self, book):
        indents = [cell.alignment.indent for (cell,) in book["台账"]["D4:D7"]]
        assert indents == [0, 1, 2, 0]

    def test_parts_of_each_other_are_all_there(self):
        pair = Ledger(
            entries=(entry(1, part_of=f"{2:012x}"), entry(2, part_of=f"{1:012x}"), entry(3))
        )
        sheet = openpyxl.load_workbook(io.BytesIO(all_writers()["xlsx"].dump(pair)))["台账"]
        assert [row[-1].value for row in sheet.iter_rows(min_row=4)] == [
            f"{3:012x}", f"{1:012x}", f"{2:012x}"
        ]  # fmt: skip

    def test_a_masked_number_is_a_word_and_not_zero(self, rows):
        assert [r["数值"] for r in rows][4] == "缺数"

    def test_numbers_are_numbers_shown_as_written(self, book):
        cell = book["台账"]["F7"]
        assert (cell.data_type, cell.value, cell.number_format) == ("n", 3.2, "#,##0.00")

    def test_a_number_that_excel_would_round_is_text(self, book):
        cell = book["台账"]["F9"]
        assert (cell.data_type, cell.value) == ("s", "12345678901234567890")

    def test_dates_are_dates(self, rows):
        assert rows[5]["止"].date() == date(2024, 9, 30)

    def test_what_a_person_said_is_there(self, rows):
        keys = ("校核状态", "校核数", "校核人", "备注")
        assert [rows[5][key] for key in keys] == ["已核", 7, "王", "-1"]

    def test_indicators_and_reasons_have_their_chinese_names(self, rows, book, knowledge):
        labels = {i["id"]: i["label"] for i in knowledge.items("indicators")}
        assert rows[0]["指标"] == labels["party_members"]
        assert book["未计数字"]["C3"].value != "slogan"

    def test_no_text_is_a_formula(self, data, rows):
        assert rows[5]["对象"] == "=HYPERLINK(1)"
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                assert b"<f>" not in parts.read(name)
                assert b"<hyperlink" not in parts.read(name)

    @pytest.mark.parametrize(
        ("why", "text", "shown"),
        [
            ("controls are pictures", "a\x00b\x1b", "a␀b␛"),
            ("a line break stays one", "甲\r\n乙\u2028丙", "甲\n乙\n丙"),
            ("Excel would read this as A", "_x0041_", "_x005F_x0041_"),
            ("half a character", "\ud800", "□"),
            ("a cell has an end", "党" * 40_000, "党" * 32_000 + "…"),
        ],
        ids=["controls", "breaks", "escapes", "surrogates", "length"],
    )
    def test_shown(self, why, text, shown):
        assert sheets.shown(text) == shown, why

    def test_it_prints_on_a4_with_its_heads(self, book):
        for sheet in book:
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows
            assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
            assert sheet.freeze_panes

    def test_same_ledger_same_bytes(self, data):
        assert all_writers()["xlsx"].dump(LEDGER) == data
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert {info.date_time[0] for info in parts.infolist()} == {1980}
            assert b"dcterms" not in parts.read("docProps/core.xml").split(b">", 2)[2]


def test_each_reason_and_each_repair_has_a_name_for_people(knowledge):
    named = {item["name"] for item in knowledge.items("names")}
    used = set()
    for report in (Path(__file__).parent / "reports").glob("*.txt"):
        for source in djledger.extract(report).sources:
            used |= set(source.repairs) | set(source.ignored)
    assert used
    assert used <= named
