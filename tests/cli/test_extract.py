"""`djledger extract`: what goes in, what comes out, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import djledger as library
from djledger.cli import outputs
from djledger.model.ledger import Entry, Review

FIELDS = (
    "id indicator item action value value_max unit kind qualifier status period period_start "
    "period_end scope per of part_of quote start end line column locator source why review"
)


def test_yaml_to_stdout_by_default(djledger, report):
    ran = djledger("extract", report)
    assert ran.code == 0
    assert ran.out.startswith(b"format: djledger/1\n")
    assert "1286名".encode() in ran.out
    assert "已读 1 份报告" in ran.err


def test_jsonl_has_all_fields_of_the_contract(djledger, report):
    ran = djledger("extract", report, "-f", "jsonl", "-q")
    first = json.loads(ran.out.splitlines()[0])
    assert list(first) == FIELDS.split()
    assert first["value"] == 1286
    assert (first["value_max"], first["review"], first["period_start"]) == (None, None, None)
    assert ran.err == ""


def test_stdin_when_no_path_is_given(djledger, report):
    ran = djledger("extract", "--stdin-name", "青石镇.txt", stdin=report.read_bytes())
    assert ran.code == 0
    assert "- name: 青石镇.txt\n".encode() in ran.out
    assert ran.out == djledger("extract", report).out


def test_dash_is_stdin(djledger, report):
    ran = djledger("extract", "-", report, "-f", "json", stdin="党员3名。".encode())
    assert [s["name"] for s in json.loads(ran.out)["sources"]] == ["-", "青石镇.txt"]


def test_no_path_and_a_terminal_is_wrong_use(djledger):
    ran = djledger("extract")
    assert (ran.code, ran.out) == (2, b"")
    assert "没有指定报告" in ran.err


def test_a_report_without_numbers_is_an_empty_ledger(djledger):
    ran = djledger("extract", stdin="认真学习，全面落实。".encode())
    assert ran.code == 0
    assert b"entries: []" in ran.out
    assert "没有找到任何数量" in ran.err


def test_an_unreadable_report_does_not_stop_the_others(djledger, report, tmp_path):
    ran = djledger("extract", tmp_path / "没有.txt", report)
    assert ran.code == 3
    assert "1286名".encode() in ran.out
    assert "没有.txt: 文件不存在" in ran.err
    assert "1 份未能读取" in ran.err


def test_nothing_readable_writes_nothing(djledger, tmp_path):
    target = tmp_path / "台账.yaml"
    ran = djledger("extract", tmp_path / "没有.txt", "-o", target)
    assert (ran.code, ran.out, target.exists()) == (3, b"", False)


def test_several_reports_make_one_ledger_in_any_order(djledger, report, tmp_path):
    other = tmp_path / "白水镇.txt"
    other.write_text("党员90名。", "utf-8")
    one = djledger("extract", report, other, "-q")
    assert one.out == djledger("extract", other, report, "-q").out
    names = [f"- name: {name}\n".encode() for name in ("白水镇.txt", "青石镇.txt")]
    assert 0 < one.out.index(names[0]) < one.out.index(names[1])


def test_a_report_named_twice_is_read_once(djledger, report):
    assert djledger("extract", report, report.parent, "-q").out == djledger("extract", report).out


def test_reports_of_one_name_are_called_by_their_paths(djledger, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "报告.txt").write_text("党员9名。", "utf-8")
    ran = djledger("extract", "甲/报告.txt", "乙/报告.txt", report.name, "-f", "json")
    names = [s["name"] for s in json.loads(ran.out)["sources"]]
    assert names == ["乙/报告.txt", "甲/报告.txt", "青石镇.txt"]


def test_a_folder_in_a_folder_out(djledger, report, tmp_path):
    inner = tmp_path / "报送" / "二季度"
    inner.mkdir(parents=True)
    report.rename(inner / "青石镇.txt")
    (inner / "~$青石镇.txt").write_bytes(b"\0")
    (inner / "说明.png").write_bytes(b"\x89PNG")
    (tmp_path / "报送" / "白水镇.TXT").write_text("党员90名。", "utf-8")
    ran = djledger("extract", tmp_path / "报送", "-o", f"{tmp_path}/台账/", "-f", "csv")
    assert ran.code == 0
    written = {p.relative_to(tmp_path / "台账").as_posix() for p in tmp_path.rglob("*.csv")}
    assert written == {"二季度/青石镇.csv", "白水镇.csv"}


def test_files_that_would_have_one_name_keep_their_suffixes(djledger, tmp_path):
    for name in ("甲.txt", "甲.md"):
        (tmp_path / name).write_text("党员9名。", "utf-8")
    djledger("extract", tmp_path / "甲.txt", tmp_path / "甲.md", "-o", f"{tmp_path}/台账/")
    assert {p.name for p in (tmp_path / "台账").iterdir()} == {"甲.txt.yaml", "甲.md.yaml"}


def test_an_empty_folder_is_unreadable(djledger, tmp_path):
    ran = djledger("extract", tmp_path)
    assert (ran.code, ran.out) == (3, b"")
    assert "没有报告" in ran.err


@pytest.mark.parametrize("name", ["yaml", "json", "jsonl", "csv", "xlsx"])
def test_the_suffix_chooses_the_format(djledger, report, tmp_path, name):
    target = tmp_path / f"台账.{name}"
    ran = djledger("extract", report, "-o", target)
    assert (ran.code, ran.out) == (0, b"")
    assert f"台账写入 {target}" in ran.err
    if name != "xlsx":
        assert library.load(target).entries == library.extract(report, name=report.name).entries


def test_format_wins_over_the_suffix(djledger, report, tmp_path):
    djledger("extract", report, "-o", tmp_path / "台账.yaml", "-f", "json")
    assert json.loads((tmp_path / "台账.yaml").read_bytes())["format"] == "djledger/1"


def test_place_and_date_overrule_the_text(djledger, report):
    ran = djledger("extract", report, "--place", "白水镇", "--date", "2024-09-30", "-f", "json")
    source = json.loads(ran.out)["sources"][0]
    assert (source["place"], source["date"]) == ("白水镇", "2024-09-30")


def test_explain_lists_what_is_no_quantity(djledger, report):
    ran = djledger("extract", report, "--explain", "-f", "json")
    ignored = json.loads(ran.out)["ignored"]
    assert [(i["line"], i["column"], i["quote"]) for i in ignored] == [(2, 2, "三会一课")]
    assert "2:2\t三会一课\t" in ran.err


def test_show_prints_a_table_on_stderr(djledger, report):
    ran = djledger("extract", report, "--show", "-f", "jsonl")
    assert "\t312\t名\t完成\t\t312名" in ran.err
    assert all(json.loads(line) for line in ran.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-f", "ymal"], "是不是 yaml？"),
        (["-o", "台账.doc"], "不认识的后缀 '.doc'"),
        (["--date", "去年"], "日期 去年 不对"),
        (["--encoding", "gb99"], "不认识的编码 gb99"),
        (["--lang", "fr"], "zh"),
        (["--fromat", "csv"], "是不是 --format？"),
        (["--format"], "选项 --format 需要一个值"),
        (["--quiet=1"], "选项 --quiet 不带值"),
        (["--catalogue", "没有这个文件夹"], "不是文件夹"),
    ],
)
def test_wrong_use_is_found_before_anything_is_read(djledger, report, arguments, says):
    ran = djledger("extract", report, *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert "Traceback" not in ran.err


class TestWhatIsAlreadyThere:
    """A file is replaced only where nobody can miss it."""

    def test_a_ledger_of_ours_is_replaced(self, djledger, report, tmp_path):
        target = tmp_path / "台账.yaml"
        djledger("extract", report, "-o", target)
        assert djledger("extract", report, "-o", target).code == 0

    @pytest.mark.parametrize("name", ["笔记.yaml", "笔记.xlsx", "笔记.csv"])
    def test_another_file_is_not(self, djledger, report, tmp_path, name):
        target = tmp_path / name
        target.write_text("手写的\n", "utf-8")
        ran = djledger("extract", report, "-o", target)
        assert ran.code == 2
        assert "--force" in ran.err
        assert target.read_text("utf-8") == "手写的\n"
        assert djledger("extract", report, "-o", target, "--force").code == 0

    def test_a_reviewed_ledger_is_not(self, djledger, report, tmp_path):
        target = tmp_path / "台账.yaml"
        ledger = library.extract(report)
        first = ledger.entries[0].model_copy(update={"review": Review(state="已核", by="王")})
        library.save(ledger.model_copy(update={"entries": (first,)}), target)
        assert djledger("extract", report, "-o", target).code == 2
        assert library.load(target).entries[0].review == first.review

    def test_the_report_itself_never_is(self, djledger, report):
        before = report.read_bytes()
        ran = djledger("extract", report, "-o", report, "-f", "yaml", "--force")
        assert ran.code == 2
        assert report.read_bytes() == before


def test_a_workbook_is_not_shown_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(outputs.UsageError):
        outputs.Output(None, "xlsx", [], force=False)


def test_an_internal_error_does_not_quote_the_report(djledger, report, monkeypatch):
    def broken(*_, **__):
        raise KeyError("女党员312名")

    monkeypatch.setattr("djledger.api.extract", broken)
    ran = djledger("extract", report)
    assert (ran.code, ran.out) == (70, b"")
    assert "KeyError" in ran.err
    assert "女党员" not in ran.err


def test_ctrl_c_is_quiet(djledger, report, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("djledger.api.extract", interrupted)
    ran = djledger("extract", report)
    assert (ran.code, ran.out, ran.err) == (130, b"", "")


@pytest.mark.skipif(os.name == "nt", reason="no such pipes on Windows")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_is_no_error(report, unbuffered):
    """`djledger … | head -1`: with PYTHONUNBUFFERED a write to a pipe may be cut short."""
    report.write_text("党员9名。\n" * 2000, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "djledger", "extract", str(report), "-f", "jsonl", "-q"],
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"{")
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_behind_stdout_is_said(report):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "djledger", "extract", str(report), "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("× stdout cannot be written to\n  why: No space left")


def test_a_file_where_a_folder_should_be(djledger, report):
    ran = djledger("extract", report, "-o", f"{report}/")
    assert (ran.code, ran.out) == (2, b"")
    assert "无法写入" in ran.err


def test_a_gbk_console_is_no_reason_to_stop(report):
    report.write_text("党员１２８６名，其中‍😀女党员312名。", "utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "DJLEDGER_LANG": "zh", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "djledger", "extract", str(report), "--show", "--explain"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8").startswith("format: djledger/1")  # files are UTF-8
    assert "已读 1 份报告" in done.stderr.decode("gbk")


def test_fields_are_those_of_the_model():
    assert tuple(FIELDS.split()) == tuple(Entry.model_fields)
