"""`djledger diff` on two months of a made township."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

COUNTY = Path(__file__).resolve().parents[2] / "examples/county"
MAY, JUNE = COUNTY / "liuwan-05.txt", COUNTY / "liuwan-06.txt"


@pytest.mark.parametrize(
    ("format_", "shows"),
    [
        ("table", "本期新增"),
        ("markdown", "| 主题党日活动 | 场 | 171 | 209 | +38 |"),
        ("json", '"falling": true'),
    ],
)
def test_formats(djledger, format_, shows):
    ran = djledger("diff", MAY, JUNE, "-f", format_)
    assert ran.code == 1
    assert shows in ran.out.decode()
    assert "累计数下降 1 处" in ran.err
    if format_ == "json":
        assert json.loads(ran.out)["format"] == "djledger-diff/1"


def test_the_same_ledger_does_not_differ(djledger):
    ran = djledger("diff", MAY, MAY)
    assert (ran.code, ran.err) == (0, "")
    assert "两份台账没有不同" in ran.out.decode()


def test_the_suffix_chooses_the_format(djledger, tmp_path):
    page = tmp_path / "通报.md"
    assert djledger("diff", MAY, JUNE, "-o", page, "-q").err == ""
    assert page.read_text("utf-8").startswith("# 柳湾镇数据变动")


def test_an_unknown_format_is_refused(djledger):
    ran = djledger("diff", MAY, JUNE, "-f", "html")
    assert ran.code == 2
    assert "不认识的格式 html" in ran.err
