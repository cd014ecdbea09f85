"""Differences: the table of cases, pages, the edits."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import djledger
from djledger import api
from djledger.compare import pages
from djledger.compare.pages import _signed
from djledger.errors import UsageError

TESTS = Path(__file__).resolve().parents[1]
COUNTY = TESTS.parent / "examples/county"
CASES = yaml.safe_load((TESTS / "cases/diff.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_cases(case, ledger_of):
    changed = djledger.diff(ledger_of(case["old"], 0), ledger_of(case["new"], 1))
    found = [c for c in changed.changes if case["row"] in (c.indicator, c.item)]
    what = case.get("what", "changed")
    if what == "same":
        assert (found, changed.same) == ([], 1)
        return
    assert sorted(c.what for c in found) == (["added", "gone"] if what == "both" else [what])
    if "nature" in case:
        (change,) = found
        assert change.nature == case["nature"]
        assert _signed(change.low, change.high, change.unit) == case["delta"]
        assert change.falling == case.get("falling", False)


def both(name):
    return [api.extract(COUNTY / f"{name}-{month}.txt") for month in ("05", "06")]


def test_a_page_for_a_circular(knowledge):
    page = pages.markdown(pages.difference_page(djledger.diff(*both("liuwan")), knowledge))
    assert page.startswith("# 柳湾镇数据变动（2024-06-05 与 2024-07-04 比较）\n")
    assert "## 需要核实：累计数下降" in page
    assert "| 培训村干部人次 | 人次 | 12000 | 165 | -11835 |" in page
    assert "| 党员总数 | 名 | 1104 | 1109 | +5 |" in page


def test_places_that_came_and_left():
    may = djledger.merge([both("qingshi")[0], both("baishui")[0]])
    june = djledger.merge([both("qingshi")[1], both("hongling")[1]])
    changed = djledger.diff(may, june)
    assert (changed.places, changed.came, changed.left) == (("青石镇",), ("红岭乡",), ("白水镇",))
    assert {c.place for c in changed.changes} == {"青石镇"}


def test_a_pipe_or_a_tag_in_a_report_is_no_markdown(knowledge, ledger_of):
    old, new = (
        ledger_of({"place": "青石镇", "date": "2024-07-01", "figures": [["~甲|<b>乙", n, "个"]]}, n)
        for n in (1, 2)
    )
    page = pages.markdown(pages.difference_page(djledger.diff(old, new), knowledge))
    assert "| 甲\\|&lt;b>乙 |" in page


def test_edits_belong_to_one_ledger():
    may, june = both("qingshi")
    changed = djledger.diff(may, june)
    assert api.patched(may, changed) == june
    with pytest.raises(UsageError, match="不是从这份台账来的"):
        api.patched(june, changed)
