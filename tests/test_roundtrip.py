"""What people do to a workbook survives a new extraction: each event, in each state of the file."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest

import djledger
from djledger import api
from djledger.assemble import entry_id
from djledger.errors import UsageError
from djledger.model.ledger import Entry, Ledger, Review, Source
from djledger.roundtrip import files, three_way
from djledger.roundtrip.events import EVENTS, in_english, told
from djledger.writers import ledger_sheet, sheets, xlsx_file
from djledger.writers.wording import wording
from djledger.writers.workbook_reading import read

SOFFICE = shutil.which("soffice")
HEADS = {column.head: at for at, column in enumerate(ledger_sheet.COLUMNS, start=1)}

MEMBERS = ("党员", "party_members", "名")
WOMEN = ("女党员", None, "名")
BRANCHES = ("党支部", "branches", "个")
POOR = ("困难群众", None, "户")
FIRMS = ("龙头企业", None, "家")
SHEEP = ("绵羊", None, "只")


def report(place, *figures, version=1, name=""):
    """A ledger as an extraction makes it: another version has other bytes, so other ids."""
    name, sha = name or f"{place}.txt", f"{place}{version}".encode().hex().rjust(64, "0")
    entries = []
    for at, ((item, indicator, unit), value) in enumerate(figures):
        start = at * 20 + version
        entries.append(
            Entry(
                id=entry_id(sha, start),
                indicator=indicator,
                item=item,
                value=None if value is None else Decimal(str(value)),
                unit=unit,
                qualifier="masked" if value is None else "exact",
                quote=f"{value}{unit}",
                start=start,
                end=start + 5,
                line=at + version,
                column=3,
                source=name,
            )
        )
    title = f"{place}党建工作总结"
    source = Source(
        name=name, sha256=sha, place=place, level="乡镇", date="2024-09-30", title=title
    )
    return Ledger(recipe=f"djledger {version}", sources=(source,), entries=tuple(entries))


def joined(*ledgers):
    return api.concatenated(ledgers)


BEFORE = joined(
    report("青石镇", (MEMBERS, 1286), (WOMEN, 312), (BRANCHES, 36), (POOR, 120), (FIRMS, None), (SHEEP, 9)),
    report("白水镇", (MEMBERS, 800), (WOMEN, 200), (BRANCHES, 20), (POOR, 60)),
    report("红岭乡", (MEMBERS, 655), (WOMEN, 100)),
)  # fmt: skip


class Sheet:
    """The sheet 台账 of a workbook under a person's hands."""

    def __init__(self, data):
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book[ledger_sheet.TITLE]

    def row(self, place, name):
        for at in range(4, self.sheet.max_row + 1):
            told = (self.sheet.cell(at, HEADS["填报单位"]).value, self.sheet.cell(at, HEADS["指标名称"]).value)
            if told == (place, name):
                return at
        raise AssertionError((place, name))

    def write(self, place, name, **cells):
        at = self.row(place, name)
        for head, value in cells.items():
            cell = self.sheet.cell(at, HEADS[head])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # what a person types after an apostrophe

    def delete(self, place, name):
        self.sheet.delete_rows(self.row(place, name))

    def add(self, **cells):
        at = next(r for r in range(4, 999) if not self.sheet.cell(r, HEADS["指标名称"]).value)
        for head, value in cells.items():
            self.sheet.cell(at, HEADS[head]).value = value

    def bytes(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def worked_on(data):
    """A clerk's afternoon: corrections in the right and in the wrong column, rows in and out."""
    sheet = Sheet(data)
    sheet.write("白水镇", "女党员", 校核数=150, 校核状态="已核", 校核人="王")
    sheet.write("青石镇", "党支部", 数值=38)
    sheet.write("红岭乡", "党员总数", 备注="电话核实中")
    sheet.write("青石镇", "绵羊", 校核状态="已核")
    sheet.write("红岭乡", "女党员", 校核数=105.5, 备注="=1+1")
    sheet.delete("白水镇", "党支部")
    sheet.add(填报单位="青石镇", 指标名称="党费收缴", 计量单位="元", 数值=32000, 备注="补报")
    return sheet.bytes()


def same(data):
    return data


def shuffled(data):
    """Rows in another order, as after sorting by another column."""
    sheet = Sheet(data)
    cells = [
        [cell.value for cell in row]
        for row in sheet.sheet.iter_rows(min_row=4)
        if row[HEADS["指标名称"] - 1].value
    ]
    random.Random(3).shuffle(cells)
    for at, row in enumerate(cells, start=4):
        for column, value in enumerate(row, start=1):
            sheet.sheet.cell(at, column).value = value
            if value == "=1+1":
                sheet.sheet.cell(at, column).data_type = "s"
    return sheet.bytes()


def turned(data):
    """Columns in another order, and the title pushed down."""
    sheet = Sheet(data)
    rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows(min_row=3)]
    title = sheet.book.create_sheet("台账2", sheet.book.index(sheet.sheet))
    for row in rows:
        title.append(["", *("'=1+1" if v == "=1+1" else v for v in reversed(row))])
    for row in title.iter_rows():
        for cell in row:
            if cell.value == "'=1+1":
                cell.value, cell.data_type = "=1+1", "s"
    title.insert_rows(1, 4)
    del sheet.book["台账"]
    title.title = "台账"
    return sheet.bytes()


def unmarked(data):
    """The hidden column with the ids wiped."""
    sheet = Sheet(data)
    for at in range(4, sheet.sheet.max_row + 1):
        sheet.sheet.cell(at, HEADS["行标识"]).value = None
    return sheet.bytes()


def resaved(data):
    """Opened and saved by LibreOffice."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    from pathlib import Path  # noqa: PLC0415 -- only here
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "台账.xlsx").write_bytes(data)
        command = [
            SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'p').as_uri()}", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", folder / "台账.xlsx",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (folder / "out" / "台账.xlsx").read_bytes()


WAYS = {
    "as it is": (same,),
    "rows shuffled": (shuffled,),
    "columns turned": (turned,),
    "without ids": (unmarked,),
    "without ids, shuffled": (unmarked, shuffled),
    "saved by LibreOffice": (resaved,),
    "saved by LibreOffice, shuffled, without ids": (shuffled, unmarked, resaved),
}


@pytest.fixture(scope="module", params=WAYS, ids=WAYS.keys())
def theirs(request):
    data = worked_on(xlsx_file.dump(BEFORE))
    for change in WAYS[request.param]:
        data = change(data)
    return data


def settled(data, ours, **options):
    return three_way.settled(read(data), ours, wording(), **options)


def figures(ledger):
    """Each entry as (place, item) -> (value, state, reviewed value, by, note)."""
    places = {s.name: s.place for s in ledger.sources}
    none = Review()
    return {
        (places[e.source], e.item): (
            e.value if e.value is None else float(e.value),
            *((r := e.review or none).state, r.value if r.value is None else float(r.value)),
            r.by,
            r.note,
        )
        for e in ledger.entries
    }


def happened(done):
    return sorted((e.code, e.place, e.args.get("name", "").partition(" ")[2]) for e in done.events)


class TestSameReports:
    def test_everything_a_person_entered_survives(self, theirs):
        now = figures(settled(theirs, BEFORE).ledger)
        assert now == {
            ("青石镇", "党员"): (1286, "待核", None, "", ""),
            ("青石镇", "女党员"): (312, "待核", None, "", ""),
            ("青石镇", "党支部"): (36, "待核", 38, "", ""),
            ("青石镇", "困难群众"): (120, "待核", None, "", ""),
            ("青石镇", "龙头企业"): (None, "待核", None, "", ""),
            ("青石镇", "绵羊"): (9, "已核", None, "", ""),
            ("白水镇", "党员"): (800, "待核", None, "", ""),
            ("白水镇", "女党员"): (200, "已核", 150, "王", ""),
            ("白水镇", "困难群众"): (60, "待核", None, "", ""),
            ("红岭乡", "党员"): (655, "待核", None, "", "电话核实中"),
            ("红岭乡", "女党员"): (100, "待核", 105.5, "", "=1+1"),
            ("青石镇", "党费收缴"): (32000, "待核", None, "", "补报"),
        }

    def test_what_happened_is_told(self, theirs):
        assert happened(settled(theirs, BEFORE)) == [
            ("DJ701", "青石镇", "党支部"),
            ("DJ703", "青石镇", "党费收缴"),
            ("DJ705", "白水镇", "党支部"),
        ]

    def test_load_says_the_same(self, theirs):
        assert figures(xlsx_file.load(theirs)) == figures(settled(theirs, BEFORE).ledger)

    def test_a_second_time_nothing_happens(self, theirs):
        first = settled(theirs, BEFORE)
        again = settled(xlsx_file.build(first.ledger, struck=first.struck), BEFORE)
        assert again.events == ()
        assert again.ledger == first.ledger
        assert again.struck == first.struck


AFTER = joined(
    report(
        "青石镇", (MEMBERS, 1288), (WOMEN, 312), (BRANCHES, 37), (FIRMS, 12), (SHEEP, 10), (("合作社", None, "家"), 7),
        version=2,
    ),
    report("白水镇", (MEMBERS, 800), (WOMEN, 160), (BRANCHES, 21), (POOR, 60), version=2),
    report("红岭乡", (MEMBERS, 655), (WOMEN, 105.5), version=2),
)  # fmt: skip


class TestCorrectedReports:
    def test_every_event_of_the_table(self, theirs):
        assert happened(settled(theirs, AFTER)) == [
            ("DJ700", "红岭乡", "女党员"),  # the report now says what the person had said
            ("DJ700", "青石镇", "党员总数"),
            ("DJ700", "青石镇", "龙头企业"),
            ("DJ701", "青石镇", "党支部"),
            ("DJ702", "白水镇", "女党员"),
            ("DJ702", "青石镇", "党支部"),
            ("DJ702", "青石镇", "绵羊"),
            ("DJ703", "青石镇", "党费收缴"),
            ("DJ704", "青石镇", "困难群众"),
            ("DJ705", "白水镇", "党支部"),
            ("DJ706", "青石镇", "合作社"),
        ]

    def test_what_comes_of_it(self, theirs):
        done = settled(theirs, AFTER)
        now = figures(done.ledger)
        assert done.conflict
        assert now["白水镇", "女党员"] == (160, "存疑", 150, "王", "")
        assert now["青石镇", "党支部"] == (37, "存疑", 38, "", "")
        assert now["青石镇", "绵羊"] == (10, "存疑", None, "", "")
        assert now["青石镇", "党员"] == (1288, "待核", None, "", "")
        assert now["青石镇", "困难群众"] == (120, "存疑", None, "", "")
        assert now["青石镇", "合作社"] == (7, "待核", None, "", "")
        assert now["青石镇", "党费收缴"] == (32000, "待核", None, "", "补报")
        assert ("白水镇", "党支部") not in now

    def test_sources_are_the_new_ones(self, theirs):
        ledger = settled(theirs, AFTER).ledger
        assert ledger.sources[:3] == AFTER.sources
        assert [s.media for s in ledger.sources[3:]] == ["manual"]
        assert {e.source for e in ledger.entries} <= {s.name for s in ledger.sources}

    def test_a_second_time_nothing_happens(self, theirs):
        first = settled(theirs, AFTER)
        again = settled(xlsx_file.build(first.ledger, struck=first.struck), AFTER)
        assert [e.code for e in again.events] == []
        assert again.ledger == first.ledger

    def test_deleted_rows_come_back_on_request(self, theirs):
        now = figures(settled(theirs, AFTER, restore=True).ledger)
        assert now["白水镇", "党支部"] == (21, "待核", None, "", "")

    def test_only_one_report_again_leaves_the_others_alone(self, theirs):
        done = settled(theirs, report("白水镇", (MEMBERS, 801), (WOMEN, 200), version=3))
        now = figures(done.ledger)
        assert now["白水镇", "党员"][0] == 801
        assert now["青石镇", "党员"][0] == 1286
        assert len([k for k in now if k[0] == "红岭乡"]) == 2


class TestOddities:
    """One thing at a time, in the simplest book."""

    LEDGER = report("青石镇", (MEMBERS, 1286), (MEMBERS, 20), (WOMEN, 312))

    def after(self, change, ours=None):
        sheet = Sheet(xlsx_file.dump(self.LEDGER))
        change(sheet)
        return settled(sheet.bytes(), self.LEDGER if ours is None else ours)

    @pytest.mark.parametrize(
        ("why", "cells", "review", "codes"),
        [
            ("a number typed as text", {"校核数": "1,290"}, Review(value=Decimal(1290)), []),
            ("full-width digits", {"校核数": "１２９０"}, Review(value=Decimal(1290)), []),
            ("words are kept in the note", {"校核数": "约1300"}, Review(note="校核数：约1300"), []),
            ("so is a state we do not know", {"校核状态": "销号"}, Review(note="校核状态：销号"), []),
            ("spaces around a state", {"校核状态": " 已核 "}, Review(state="已核"), []),
            ("an emptied figure is no statement", {"数值": None}, None, []),
            ("the same figure typed again", {"数值": 312}, None, []),
            ("the same figure as text", {"数值": "312"}, None, []),
            ("0 is a figure", {"数值": 0}, Review(value=Decimal(0)), ["DJ701"]),
            ("a fraction stays exact", {"校核数": 3.2}, Review(value=Decimal("3.2")), []),
            (
                "both columns: the right one wins",
                {"数值": 5, "校核数": 6},
                Review(value=Decimal(6)),
                ["DJ701"],
            ),
            ("what looks like a formula", {"备注": "+86"}, Review(note="+86"), []),
        ],
    )
    def test_cells(self, why, cells, review, codes):
        done = self.after(lambda sheet: sheet.write("青石镇", "女党员", **cells))
        assert done.ledger.entries[2].review == review, why
        assert [e.code for e in done.events] == codes, why

    def test_a_copied_row_is_a_row_of_its_own(self):
        """People copy a row, with its hidden id, to add another."""

        def copy(sheet):
            at = sheet.row("青石镇", "女党员")
            cells = {h: sheet.sheet.cell(at, c).value for h, c in HEADS.items() if h != "采用值"}
            sheet.add(**{**cells, "指标名称": "少数民族党员", "对象": "", "数值": 8})

        done = self.after(copy)
        assert [e.code for e in done.events] == ["DJ703"]
        assert [e.value for e in done.ledger.entries] == [1286, 20, 312, 8]
        assert done.ledger.entries[3].id.startswith("m-")

    def test_of_two_alike_the_right_one_is_struck_out(self):
        done = self.after(lambda sheet: sheet.sheet.delete_rows(5))
        assert [e.value for e in done.ledger.entries] == [1286, 312]

    def test_a_row_added_by_hand_may_change_and_go(self):
        first = self.after(lambda s: s.add(填报单位="河口镇", 指标名称="党员总数", 计量单位="名", 数值=50))
        mine = first.ledger.entries[3]
        assert (mine.indicator, mine.value, mine.kind) == ("party_members", 50, "count")
        sheet = Sheet(xlsx_file.dump(first.ledger))
        sheet.write("河口镇", "党员总数", 数值=55)
        second = settled(sheet.bytes(), self.LEDGER)
        assert (second.ledger.entries[3].value, second.events) == (55, ())
        sheet.delete("河口镇", "党员总数")
        third = settled(sheet.bytes(), self.LEDGER)
        assert (len(third.ledger.entries), third.struck) == (3, ())

    def test_a_row_below_the_signatures_counts_too(self):
        def below(sheet):
            at = sheet.sheet.max_row + 2
            for head, value in {"填报单位": "青石镇", "指标名称": "党委", "数值": 3}.items():
                sheet.sheet.cell(at, HEADS[head]).value = value

        assert [e.code for e in self.after(below).events] == ["DJ703"]

    def test_a_plan_added_by_hand_is_a_plan(self):
        done = self.after(lambda s: s.add(填报单位="青石镇", 指标名称="党员总数", 数值=9, 口径="目标"))
        assert done.ledger.entries[3].status == "planned"

    def test_a_void_row_stays_void_when_its_figure_changes(self):
        ours = report("青石镇", (MEMBERS, 1300), (MEMBERS, 20), (WOMEN, 312), version=2)
        sheet = Sheet(xlsx_file.dump(self.LEDGER))
        sheet.sheet.cell(4, HEADS["校核状态"]).value = "作废"
        done = settled(sheet.bytes(), ours)
        assert [e.code for e in done.events] == ["DJ700"]
        assert done.ledger.entries[0].review == Review(state="作废")

    def test_a_settled_conflict_stays_settled(self):
        ours = report("青石镇", (MEMBERS, 1300), (MEMBERS, 20), (WOMEN, 312), version=2)
        sheet = Sheet(xlsx_file.dump(self.LEDGER))
        sheet.sheet.cell(4, HEADS["校核数"]).value = 1290
        first = settled(sheet.bytes(), ours)
        assert first.conflict
        sheet = Sheet(xlsx_file.dump(first.ledger))
        sheet.sheet.cell(4, HEADS["校核状态"]).value = "已核"
        assert not settled(sheet.bytes(), ours).conflict

    def test_a_report_under_another_name_takes_the_place_of_the_old(self):
        ours = report("青石镇", (MEMBERS, 1300), version=2, name="青石镇（修改稿）.txt")
        done = self.after(lambda _: None, ours)
        assert [s.name for s in done.ledger.sources] == ["青石镇（修改稿）.txt"]
        assert {e.source for e in done.ledger.entries} == {"青石镇（修改稿）.txt"}

    def test_another_report_of_the_place_stands_beside(self):
        ours = report("青石镇", (MEMBERS, 7), version=2, name="专题.txt")
        other = ours.sources[0].model_copy(update={"title": "专题报告"})
        done = self.after(lambda _: None, ours.model_copy(update={"sources": (other,)}))
        assert [e.value for e in done.ledger.entries] == [1286, 20, 312, 7]
        assert [e.code for e in done.events] == ["DJ706"]


class TestWithoutBase:
    def test_matched_by_what_they_say_and_every_difference_is_a_conflict(self):
        sheet = Sheet(worked_on(xlsx_file.dump(BEFORE)))
        del sheet.book["_djledger"]
        done = settled(sheet.bytes(), AFTER)
        codes = [e.code for e in done.events]
        assert codes[0] == "DJ708"
        now = figures(done.ledger)
        assert now["白水镇", "女党员"][1:4] == ("存疑", 150, "王")
        assert now["青石镇", "党员"] == (1288, "存疑", 1286, "", "")
        assert now["红岭乡", "党员"] == (655, "待核", None, "", "电话核实中")

    def test_load_makes_entries_of_the_rows(self):
        sheet = Sheet(xlsx_file.dump(BEFORE))
        del sheet.book["_djledger"]
        ledger = xlsx_file.load(sheet.bytes())
        assert sorted(str(e.value) for e in ledger.entries) == sorted(str(e.value) for e in BEFORE.entries)


class TestFiles:
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "汇总.xlsx"
        api.update(path, BEFORE)
        return path

    def test_a_new_file_is_made(self, path):
        assert djledger.load(path) == BEFORE
        assert sheets.sealed(path.read_bytes())

    def test_a_file_nobody_touched_needs_no_backup(self, path):
        done = api.update(path, AFTER)
        assert (done.path, done.backup) == (path, None)
        assert [p.name for p in path.parent.iterdir()] == ["汇总.xlsx"]

    def test_a_file_that_somebody_touched_is_kept(self, path):
        for at, name in enumerate(("汇总.xlsx.bak", "汇总.xlsx.bak2")):
            touched = worked_on(xlsx_file.dump(BEFORE)) if at == 0 else Sheet(path.read_bytes()).bytes()
            path.write_bytes(touched)
            done = api.update(path, AFTER)
            assert done.backup == path.with_name(name)
            assert done.backup.read_bytes() == touched
        assert figures(djledger.load(path))["白水镇", "女党员"][1] == "存疑"

    def test_events_and_notes_are_in_the_new_file(self, path):
        sheet = Sheet(worked_on(path.read_bytes()))
        for row in sheet.book["汇总表"].iter_rows(min_row=5):
            if row[1].value == "红岭乡":
                next(c for c in reversed(row) if c.style == "填写").value = "已催"
        path.write_bytes(sheet.bytes())
        api.update(path, AFTER)
        book = openpyxl.load_workbook(path)
        listed = [row[1].value for row in book["问题清单"].iter_rows(min_row=3)]
        assert "DJ702" in listed
        assert "已催" in [c.value for row in book["汇总表"].iter_rows() for c in row]
        # What is decided about a problem stays when the next update no longer has it.
        book["问题清单"]["H3"].value = "已电话核实"
        book.save(path)
        api.update(path, AFTER)
        again = openpyxl.load_workbook(path)["问题清单"]
        assert "已电话核实" in [row[7].value for row in again.iter_rows()]

    def test_what_cannot_be_carried_gets_a_new_file(self, path):
        sheet = Sheet(path.read_bytes())
        sheet.book.create_sheet("我的草稿")["A1"].value = 1
        path.write_bytes(sheet.bytes())
        before = path.read_bytes()
        done = api.update(path, AFTER)
        assert (done.path.name, done.backup) == ("汇总-更新.xlsx", None)
        assert path.read_bytes() == before
        assert [e.args["what"] for e in done.events if e.code == "DJ707"] == ["工作表“我的草稿”"]
        assert api.update(path, AFTER).path.name == "汇总-更新2.xlsx"

    @pytest.mark.parametrize("lock", [".~lock.汇总.xlsx#", "~$汇总.xlsx"])
    def test_a_file_that_is_open_is_not_written(self, path, lock):
        (path.parent / lock).touch()
        before = path.read_bytes()
        with pytest.raises(UsageError, match="正在被打开"):
            api.update(path, AFTER)
        assert path.read_bytes() == before

    def test_a_file_that_changes_meanwhile_is_not_written(self, path, monkeypatch):
        path.write_bytes(worked_on(path.read_bytes()))
        build = xlsx_file.build

        def slow(*arguments, **options):
            made = build(*arguments, **options)
            path.write_bytes(b"somebody else")
            return made

        monkeypatch.setattr(files.xlsx_file, "build", slow)
        with pytest.raises(UsageError, match="被别人改动"):
            api.update(path, AFTER)
        assert path.read_bytes() == b"somebody else"

    def test_a_failure_leaves_what_was_there(self, path, monkeypatch):
        path.write_bytes(worked_on(path.read_bytes()))
        before = path.read_bytes()

        def full(_, content):
            raise UsageError(f"no space for {len(content)}")

        with pytest.raises(UsageError, match="no space"):
            files.update(path, AFTER, full)
        assert [p.read_bytes() for p in path.parent.iterdir()] == [before]


def test_each_event_is_said_in_both_languages():
    words = dict.fromkeys(("name", "was", "now", "typed", "checked", "what"), "7")
    assert set(EVENTS) == {f"DJ70{n}" for n in range(9)}
    for code in EVENTS:
        finding = told(code, **words)
        assert finding.message.encode("gbk")
        assert in_english(finding).message.isascii()


class TestCommandLine:
    @pytest.fixture
    def run(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("DJLEDGER_LANG", "zh")
        monkeypatch.chdir(tmp_path)

        def ran(*arguments):
            from djledger.cli import run  # noqa: PLC0415 -- after the language is set

            monkeypatch.setattr("sys.argv", ["djledger", *map(str, arguments)])
            code = run()
            return code, capsys.readouterr().err

        return ran

    def test_a_report_into_a_workbook_and_again(self, run, tmp_path):
        text = "青石镇工作总结\n全镇现有党员1286名，女党员312名。\n"
        (tmp_path / "青石镇.txt").write_text(text, "utf-8")
        assert run("extract", "青石镇.txt", "--into", "汇总.xlsx")[0] == 0
        sheet = Sheet((tmp_path / "汇总.xlsx").read_bytes())
        sheet.write("青石镇", "党员总数", 校核数=1290, 校核状态="已核")
        (tmp_path / "汇总.xlsx").write_bytes(sheet.bytes())
        code, err = run("extract", "青石镇.txt", "--into", "汇总.xlsx")
        assert (code, "保留校核 1 条" in err, "汇总.xlsx.bak" in err) == (0, True, True)
        (tmp_path / "青石镇.txt").write_text(text.replace("1286", "1287"), "utf-8")
        code, err = run("extract", "青石镇.txt", "--into", "汇总.xlsx")
        assert (code, "DJ702 青石镇 党员总数" in err) == (4, True)
        assert run("export", "汇总.xlsx", "-o", "台账.yaml")[0] == 0
        assert djledger.load("台账.yaml").entries[0].review == Review(state="存疑", value=Decimal(1290))

    def test_a_workbook_that_was_worked_on_is_not_overwritten(self, run, tmp_path):
        (tmp_path / "台账.yaml").write_bytes(api.dump(BEFORE, api.writer_for(tmp_path / "a.yaml")))
        assert run("export", "台账.yaml", "-o", "台账.xlsx")[0] == 0
        assert run("export", "台账.yaml", "-o", "台账.xlsx")[0] == 0
        sheet = Sheet((tmp_path / "台账.xlsx").read_bytes())
        (tmp_path / "台账.xlsx").write_bytes(sheet.bytes())
        code, err = run("export", "台账.yaml", "-o", "台账.xlsx")
        assert (code, "已存在" in err) == (2, True)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--into", "a.xlsx", "-o", "b.xlsx"], "--into 不能与 -o"),
            (["--into", "a.yaml"], "不是 .xlsx"),
        ],
    )
    def test_wrong_use(self, run, tmp_path, arguments, says):
        (tmp_path / "青石镇.txt").write_text("党员3名。", "utf-8")
        code, err = run("extract", "青石镇.txt", *arguments)
        assert (code, says in err) == (2, True)
        assert [p.name for p in tmp_path.iterdir()] == ["青石镇.txt"]
