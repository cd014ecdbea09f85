"""`djledger merge` on the made county."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

COUNTY = Path(__file__).resolve().parents[2] / "examples/county"
needs_duckdb = pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None, reason="the extra [big] (DuckDB) is not installed"
)


def run(cli, *arguments):
    return cli("merge", COUNTY, "--roster", COUNTY / "townships.yaml", *arguments)


def test_command(djledger, tmp_path):
    target = tmp_path / "云岭县.yaml"
    ran = run(djledger, "-o", target)
    assert ran.code == 4
    assert (ran.out, target.exists()) == (b"", True)
    for told in (
        "重报：石桥乡",
        "迟报：红岭乡",
        "未报：2024年6月 河口镇",
        "冲突：柳湾镇",
        "13 / 31",
    ):
        assert told in ran.err
    assert djledger("merge", target, "-q").out == target.read_bytes()


@pytest.mark.parametrize(
    ("format_", "shows"),
    [
        ("markdown", "| 柳湾镇 | 行政村总数 | 个 | 13 或 31 |"),
        ("table", "753..761 + ?"),
        ("totals", '"rows": ['),
        ("csv", "id,indicator,item"),
    ],
)
def test_command_formats(djledger, format_, shows):
    ran = run(djledger, "-f", format_, "-q")
    assert ran.code == 4
    text = ran.out.decode("utf-8-sig")
    assert shows in text
    if format_ == "totals":
        assert json.loads(text)["format"] == "djledger-totals/1"


def test_command_prefers(djledger, tmp_path):
    assert run(djledger, "-o", tmp_path / "x.yaml", "--prefer", "first").code == 0


def test_an_unreadable_ledger_leaves_the_others(djledger, tmp_path):
    ran = run(djledger, tmp_path / "none.yaml", "-o", tmp_path / "x.yaml")
    assert ran.code == 3
    assert "none.yaml" in ran.err
    assert (tmp_path / "x.yaml").exists()


def test_command_without_ledgers(djledger):
    ran = djledger("merge")
    assert ran.code == 2
    assert "没有指定台账" in ran.err


def test_a_page_is_not_written_over_a_file(djledger, tmp_path):
    page = tmp_path / "汇总.md"
    page.write_text("手写的", "utf-8")
    assert run(djledger, "-o", page).code == 2
    assert run(djledger, "-o", page, "--force").code == 4
    assert page.read_text("utf-8").startswith("# 云岭县汇总")


@needs_duckdb
def test_big_writes_the_same_bytes(djledger, tmp_path):
    small, big = tmp_path / "small.yaml", tmp_path / "big.yaml"
    run(djledger, "-o", small)
    assert run(djledger, "-o", big, "--big").code == 4
    assert big.read_bytes() == small.read_bytes()
    page = run(djledger, "-f", "markdown", "-q").out.decode().split("## 未入目录")[0]
    assert (
        run(djledger, "-f", "markdown", "-q", "--big").out.decode().split("\n\n")[2:6]
        == (page.split("\n\n")[2:6])
    )


def test_big_without_the_engine_says_how_to_get_it(djledger, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ran = run(djledger, "--big")
    assert ran.code == 2
    assert "pip install 'djledger[big]'" in ran.err
