"""The workbook: what stands on each sheet, that its formulas are right, and that it is safe."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import warnings
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from djledger.errors import InputError
from djledger.model.finding import Finding
from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source
from djledger.roundtrip.rows import Notes
from djledger.writers import ledger_sheet, sheets, summary_sheet, xlsx_file
from djledger.writers.workbook_reading import read

SOFFICE = shutil.which("soffice")


def entry(number, source="青石镇.txt", **fields):
    place = {"start": number * 10, "end": number * 10 + 5, "line": number, "column": 3}
    basic = {"id": f"{number:012x}", "quote": f"党员{number}名", "source": source}
    return Entry(**{**basic, **place, **fields})


def source(place, level="乡镇", name=""):
    name = name or f"{place}.txt"
    return Source(
        name=name, sha256=f"{len(name):064x}", place=place, level=level, date="2024-09-30"
    )


MEMBERS = {"indicator": "party_members", "item": "党员", "unit": "名"}
RATE = {"indicator": "concurrent_post_rate", "item": "一肩挑村", "unit": "%", "kind": "percent"}
LAND = {"indicator": "arable_land", "item": "耕地", "kind": "measure"}
TRAINED = {"indicator": "training_persontimes", "item": "党员", "unit": "人次"}

LEDGER = Ledger(
    recipe="djledger 0.1.0 0123456789ab",
    sources=(
        Source(
            name="青石镇.txt",
            sha256="ab" * 32,
            place="青石镇",
            level="乡镇",
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
        source("白水镇"),
        source('=1+1*"镇?'),
        source("某某县", level="县"),
    ),
    entries=(
        entry(1, **MEMBERS, value=Decimal(1286), period_end=date(2024, 9, 30)),
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
        entry(7, **MEMBERS, value=Decimal(1200), period_end=date(2023, 9, 30)),
        entry(8, **MEMBERS, value=Decimal(1286), period_end=date(2024, 9, 30)),
        entry(9, **MEMBERS, value=Decimal(1300), status="planned"),
        entry(10, **RATE, value=Decimal("82.3")),
        entry(11, "白水镇.txt", **MEMBERS, qualifier="masked", quote="**名"),
        entry(12, "白水镇.txt", **RATE, value=Decimal("60.5"), qualifier="over"),
        entry(13, "白水镇.txt", **LAND, value=Decimal(9600), unit="亩"),
        entry(14, **LAND, value=Decimal("2.5"), unit="公顷", qualifier="approx"),
        entry(15, '=1+1*"镇?.txt', **MEMBERS, value=Decimal(40), qualifier="over"),
        entry(16, "某某县.txt", **MEMBERS, value=Decimal(9999)),
        entry(17, "白水镇.txt", **TRAINED, value=Decimal(0)),
        entry(18, **TRAINED, value=Decimal(2), value_max=Decimal(3), qualifier="range"),
        entry(19, '=1+1*"镇?.txt', **TRAINED, value=Decimal(5), review=Review(state="作废")),
    ),
    ignored=(IgnoredEntry(quote="三会一课", start=1, end=5, line=1, column=2, reason="slogan"),),
)
EXPECTED = ("青石镇", "白水镇", "红岭乡")


def opened(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


@pytest.fixture(scope="module")
def data():
    return xlsx_file.build(LEDGER, expected=EXPECTED)


@pytest.fixture(scope="module")
def book(data):
    return opened(data)


@pytest.fixture(scope="module")
def values(data):
    return opened(data, data_only=True)


def table(sheet, head):
    heads, *rows = list(sheet.iter_rows(min_row=head, values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def rows(values):
    return [r for r in table(values["台账"], 3) if r["指标名称"]]


@pytest.fixture(scope="module")
def summary(values):
    """The sheet 汇总表 as {place: {column: value}}."""
    upper, lower, *rows = list(values["汇总表"].iter_rows(min_row=3, values_only=True))
    heads = [low or up for up, low in zip(upper, lower, strict=True)]
    return {row[1] or row[0]: dict(zip(heads, row, strict=True)) for row in rows if any(row)}


class TestSheets:
    def test_which(self, book):
        names = [
            "汇总表",
            "台账",
            "问题清单",
            "报送情况",
            "数据来源",
            "填报说明",
            "未计数字",
            "修复记录",
        ]
        assert book.sheetnames == [*names, "_djledger"]
        assert book["_djledger"].sheet_state == "veryHidden"

    def test_an_empty_ledger_has_all_that_are_always_there(self):
        empty = opened(xlsx_file.dump(Ledger()))
        assert [s.title for s in empty if s.sheet_state == "visible"] == list(sheets.SHEETS[:6])

    def test_they_print_on_a4_with_their_heads(self, book):
        for sheet in book:
            if sheet.sheet_state == "visible":
                assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
                    "landscape",
                    9,
                )
                assert sheet.sheet_properties.pageSetUpPr.fitToPage
                assert sheet.print_title_rows
                assert sheet.print_area
                assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
                assert sheet.freeze_panes

    def test_no_findings_is_a_frame_with_a_note(self, values):
        assert "没有问题" in values["问题清单"]["A3"].value

    def test_findings_are_listed(self):
        finding = Finding(
            code="DJ201", name="masked-value", level="error", message="数据被遮蔽",
            message_id="DJ201", source="白水镇.txt", place="白水镇", indicator="party_members",
            quote="**名", line=2, column=3,
        )  # fmt: skip
        sheet = opened(xlsx_file.build(LEDGER, findings=[finding]))["问题清单"]
        row = table(sheet, 2)[0]
        assert (row["规则"], row["级别"], row["位置"]) == ("DJ201", "错误", "白水镇.txt:2:3")
        assert row["状态"] == "待处理"

    def test_who_reported(self, values):
        rows = {r["乡镇"]: r["已报"] for r in table(values["报送情况"], 2) if r["序号"]}
        assert rows == {
            "青石镇": "已报", "白水镇": "已报", "红岭乡": "未报", '=1+1*"镇?': "已报",
            "某某县": "已报",
        }  # fmt: skip

    def test_reasons_have_their_chinese_names(self, values):
        assert values["未计数字"]["C3"].value != "slogan"

    def test_charts(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert sum(n.startswith("xl/charts/chart") for n in parts.namelist()) == 2


class TestLedgerSheet:
    def test_parts_follow_their_whole(self, rows):
        assert [(r["序号"], r["指标名称"], r["上级指标"]) for r in rows][:4] == [
            (1, "党员总数", None),
            (2, "女党员", "党员总数"),
            (3, "党小组", "女党员"),
            (4, "驻村干部", None),
        ]

    def test_they_are_indented_and_shown_as_parts(self, book):
        cells = [cell for (cell,) in book["台账"]["D4:D7"]]
        assert [cell.alignment.indent for cell in cells] == [0, 1, 2, 0]
        assert [cell.number_format for cell in cells] == ["General", *['"其中："@'] * 2, "General"]

    def test_parts_of_each_other_are_all_there(self):
        pair = Ledger(
            entries=(entry(1, part_of=f"{2:012x}"), entry(2, part_of=f"{1:012x}"), entry(3))
        )
        found = [r["行标识"] for r in table(opened(xlsx_file.dump(pair))["台账"], 3) if r["行标识"]]
        assert found == [f"{3:012x}", f"{1:012x}", f"{2:012x}"]

    def test_a_masked_number_is_a_word_and_not_zero(self, rows):
        masked = next(r for r in rows if r["指标名称"] == "龙头企业")
        assert (masked["数值"], masked["采用值"], masked["限定词"]) == ("缺数", "缺数", "缺数")

    @pytest.mark.parametrize(
        ("number", "value", "shape"),
        [
            (2, 3.2, "#,##0.00"),
            (15, 40, '#,##0"以上"'),
            (18, 2, '#,##0"～3"'),
            (14, 2.5, '"约"#,##0.0'),
        ],
    )
    def test_numbers_are_numbers_shown_as_written(self, book, number, value, shape):
        cells = next(r for r in book["台账"].iter_rows() if r[28].value == f"{number:012x}")
        assert (cells[5].data_type, cells[5].value) == ("n", value)
        assert cells[5].number_format == shape

    def test_a_number_that_excel_would_round_is_text(self, rows):
        assert (
            next(r for r in rows if r["对象"] == "=HYPERLINK(1)")["数值"] == "12345678901234567890"
        )

    def test_dates_are_dates(self, rows):
        assert rows[0]["止"].date() == date(2024, 9, 30)

    def test_what_a_person_said_is_there_and_counts(self, rows):
        row = next(r for r in rows if r["对象"] == "=HYPERLINK(1)")
        keys = ("校核状态", "校核数", "校核人", "备注", "采用值")
        assert [row[key] for key in keys] == ["已核", 7, "王", "-1", 7]

    def test_what_is_void_has_no_value(self, rows):
        assert next(r for r in rows if r["校核状态"] == "作废")["采用值"] in {None, ""}

    def test_what_is_not_counted_says_why(self, rows):
        told = {int(r["行标识"], 16): r["汇总"] for r in rows}
        assert told[1] is None
        assert told[2] == "不计：目录外"
        assert told[7] == "不计：较早时段"
        assert told[8] == "不计：同一指标已计"
        assert told[9] == "不计：目标"

    def test_what_may_be_entered(self, book):
        rules = book["台账"].data_validations.dataValidation
        assert {(r.type, r.formula1) for r in rules} == {
            ("list", '"待核,已核,存疑,作废"'), ("decimal", "0")
        }  # fmt: skip
        assert all(r.showErrorMessage and r.error for r in rules)

    def test_twelve_columns_are_printed(self, book):
        assert re.fullmatch(r"'台账'!\$A\$1:\$L\$\d+", book["台账"].print_area)
        assert book["台账"].print_title_rows == "$1:$3"

    def test_links_only_where_review_pages_are(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert not any(b"<hyperlink" in parts.read(n) for n in parts.namelist())
        linked = opened(xlsx_file.build(LEDGER, review="核对"))["台账"]
        targets = [c.hyperlink.target for c in linked["N"] if c.hyperlink]
        assert len(targets) == len(LEDGER.entries)
        assert all(re.fullmatch(r"核对/[^?*:=\"]*\.html#r\d+", t) for t in targets)


class TestSummary:
    def test_unreported_masked_and_zero_are_three_things(self, summary):
        head = "党员总数（名）"
        assert [summary[p][head] for p in ("青石镇", "白水镇", "红岭乡")] == [1286, "缺数", "未报"]
        assert summary["白水镇"]["培训总人次(未分对象)（人次）"] == 0

    def test_the_total_adds_what_is_known_and_says_what_is_not(self, summary):
        head = "党员总数（名）"
        assert summary["合　计"][head] == 1326
        assert (summary["未报（家）"][head], summary["缺数（家）"][head]) == (1, 1)
        assert summary["含约数（条）"][head] == 1

    def test_a_county_is_not_added_to_its_townships(self, summary):
        assert summary["某某县"]["党员总数（名）"] == 9999
        assert summary["某某县"]["备注"] == summary_sheet.UPPER

    def test_shares_are_never_added(self, summary):
        head = next(h for h in summary["合　计"] if h and "%" in h)
        assert summary["青石镇"][head] == 82.3
        assert summary["合　计"][head] == "—"

    def test_two_units_are_two_columns(self, summary):
        assert summary["白水镇"]["耕地面积（亩）"] == 9600
        assert summary["青石镇"]["耕地面积（亩）"] == "未报"
        assert summary["青石镇"]["耕地面积（公顷）"] == 2.5

    def test_the_chart_follows_a_choice(self, book):
        (rule,) = book["汇总表"].data_validations.dataValidation
        assert rule.type == "list"
        assert rule.formula1.startswith("$C$4:$")

    def test_the_chart_is_not_cut_in_two(self, book):
        """It begins a page of its own where the table leaves no room for it."""
        one = Ledger(sources=LEDGER.sources[:1], entries=LEDGER.entries[:1])  # no chart
        assert [b.id for b in book["汇总表"].row_breaks.brk] == [16]
        assert opened(xlsx_file.dump(one))["汇总表"].row_breaks.brk == []

    def test_notes_of_people_stand_beside_their_place(self):
        notes = Notes(summary={"白水镇": "已催"}, filed={"红岭乡": "电话"})
        made = opened(xlsx_file.build(LEDGER, expected=EXPECTED, notes=notes))
        assert read(xlsx_file.build(LEDGER, expected=EXPECTED, notes=notes)).notes == notes
        assert "已催" in [c.value for c in made["汇总表"][6]]


class TestSafety:
    def test_formulas_stand_only_where_we_put_them(self, book):
        allowed = {"台账": {1, 8}, "报送情况": {3}}
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f" and sheet.title != "汇总表":
                        assert cell.column in allowed[sheet.title]

    def test_text_of_a_report_is_never_in_a_formula(self, book):
        formulas = [c.value for r in book["汇总表"].iter_rows() for c in r if c.data_type == "f"]
        assert formulas
        for text in formulas:
            assert "HYPERLINK" not in text
            # The name of the third place has a wildcard and a quotation mark: it is a string.
            outside = re.sub(r'"(?:[^"]|"")*"', "", text)
            assert re.fullmatch(r"[=A-Z0-9台账()!$:,;<>{}+\-&]*", outside), text

    def test_errors_and_formulas_in_a_report_are_text(self):
        texts = ["=1+1", "#N/A", "+1", "-1", "@x", "TRUE", "\t=1", "=cmd|' /C calc'!A0"]
        made = Ledger(entries=tuple(entry(i, item=t, quote=t) for i, t in enumerate(texts, 1)))
        found = [
            r for r in opened(xlsx_file.dump(made))["台账"].iter_rows(min_row=4) if r[18].value
        ]
        for cells in found:
            assert {cells[3].data_type, cells[12].data_type, cells[18].data_type} == {"s"}

    def test_control_characters_of_a_place_and_a_unit_spoil_no_formula(self):
        """They stand in formulas and in what these come to, where no picture is made of them."""
        made = Ledger(
            sources=(source("甲\x00*镇"), source("_x0041_乡")),
            entries=(
                entry(1, "甲\x00*镇.txt", **LAND, value=Decimal(3), unit="亩\x01"),
                entry(2, "_x0041_乡.txt", **LAND, value=Decimal(4), unit="公顷"),
            ),
        )
        data = xlsx_file.dump(made)
        values = opened(data, data_only=True)["汇总表"]
        assert [values["B5"].value, values["C5"].value] == ["甲␀*镇", 3]
        assert xlsx_file.load(data) == made

    def test_same_ledger_same_bytes(self, data):
        assert xlsx_file.build(LEDGER, expected=EXPECTED) == data
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert {info.date_time[0] for info in parts.infolist()} == {1980}
            assert b"dcterms" not in parts.read("docProps/core.xml").split(b">", 2)[2]

    def test_every_formula_has_its_value(self, data, book, values):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert (sheet.title, cell.coordinate, _known(data, sheet, cell)) == (
                            sheet.title, cell.coordinate, True
                        )  # fmt: skip
        assert values["汇总表"]["C5"].value is not None

    def test_only_functions_of_excel_2007(self, book):
        used = {
            name
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
            for name in re.findall(r"([A-Z]+)\(", re.sub(r'"(?:[^"]|"")*"', "", cell.value))
        }
        assert used <= {
            "IF", "ROW", "ROWS", "COUNT", "COUNTIF", "COUNTIFS", "SUM", "SUMIFS", "SUMPRODUCT",
            "INDEX", "MATCH", "ISNUMBER",
        }  # fmt: skip

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


def _known(data, sheet, cell):
    """Whether the file holds a value beside the formula of *cell*."""
    if "xml" not in _known.__dict__ or _known.data is not data:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _known.xml = {
                title: parts.read(f"xl/worksheets/sheet{at}.xml").decode()
                for at, title in enumerate(openpyxl.load_workbook(io.BytesIO(data)).sheetnames, 1)
            }
        _known.data = data
    found = re.search(rf'<c r="{cell.coordinate}"[^>]*><f>[^<]*</f><v>', _known.xml[sheet.title])
    return found is not None


class TestReading:
    def test_it_comes_back_whole(self, data):
        assert xlsx_file.load(data) == LEDGER
        assert [str(e.value) for e in xlsx_file.load(data).entries][1] == "3.20"

    def test_foreign_sheets_and_columns_are_reported(self, data):
        made = opened(data)
        made.create_sheet("我的草稿")
        made["台账"].cell(3, len(ledger_sheet.COLUMNS) + 1).value = "联系电话"
        out = io.BytesIO()
        made.save(out)
        with pytest.warns(UserWarning, match="工作表“我的草稿”.*“联系电话”列"):
            assert xlsx_file.load(out.getvalue()).entries == LEDGER.entries

    @pytest.mark.parametrize(
        "content",
        [b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"\xd0\xcf\x11\xe0"],
        ids=["empty", "two bytes", "zeros", "xls"],
    )
    def test_what_is_no_workbook(self, content):
        with pytest.raises(InputError):
            xlsx_file.load(content)

    def test_a_workbook_that_is_none_of_ours(self):
        out = io.BytesIO()
        openpyxl.Workbook().save(out)
        with pytest.raises(InputError, match="找不到台账"):
            xlsx_file.load(out.getvalue())

    def test_a_bomb_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet1.xml", b"0" * 500_000_000)
        with pytest.raises(InputError, match="过大"):
            xlsx_file.load(out.getvalue())

    def test_a_broken_base_is_said(self, data):
        made = opened(data)
        made["_djledger"]["B4"].value = "{"
        out = io.BytesIO()
        made.save(out)
        with pytest.raises(InputError, match="底稿"):
            xlsx_file.load(out.getvalue())


@pytest.fixture(scope="module")
def again(data, tmp_path_factory):
    """The workbook without our cached values, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "台账.xlsx"
    path.write_bytes(without_values(data))
    return convert(path, folder / "saved")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
class TestLibreOffice:
    def test_it_computes_what_we_cached(self, data, book, again):
        ours, theirs = opened(data, data_only=True), opened(again, data_only=True)
        compared = 0
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        mine = ours[sheet.title][cell.coordinate].value or ""
                        other = theirs[sheet.title][cell.coordinate].value or ""
                        where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                        same = mine == other or mine == pytest.approx(other)
                        assert same, f"{where}: {mine!r} {other!r}"
                        compared += 1
        assert compared > 100

    def test_the_ledger_comes_back_from_what_it_saved(self, again):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert xlsx_file.load(again) == LEDGER
        assert not sheets.sealed(again)


def without_values(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/"):
                content = re.sub(rb' t="str"(><f>)', rb"\1", content)
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            new.writestr(info, content)
    return out.getvalue()


def convert(path, folder):
    """Return the workbook *path* as LibreOffice saves it."""
    profile = folder / "profile"
    command = [
        SOFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, path,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / path.name).read_bytes()
