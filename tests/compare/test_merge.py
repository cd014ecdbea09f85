"""Merging: the table of cases, the roster, the made county, the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

import djledger
from djledger import api
from djledger.compare import pages
from djledger.compare.places import read_roster
from djledger.errors import InputError, UsageError
from djledger.model.ledger import Review
from djledger.model.roster import Roster, Round, Township

TESTS = Path(__file__).resolve().parents[1]
COUNTY = TESTS.parent / "examples/county"
CASES = yaml.safe_load((TESTS / "cases/merge.yaml").read_text("utf-8"))
ROSTER = Roster(
    area="云岭县",
    places=tuple(Township(name=n, also=(n[:2],)) for n in ("青石镇", "白水镇", "红岭乡")),
    periods=(
        Round(name="五月", end=date(2024, 5, 31), due=date(2024, 6, 5)),
        Round(name="六月", end=date(2024, 6, 30), due=date(2024, 7, 5)),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_cases(case, ledger_of):
    ledgers = [ledger_of(report, at) for at, report in enumerate(case["reports"])]
    roster = ROSTER if case.get("roster") else None
    _, merged = api.merge_and_total(ledgers, roster=roster)
    rows = [r for r in merged.rows if case["row"] in (r.indicator, r.item)]
    rows = [r for r in rows if r.unit == case.get("unit", r.unit)]
    wanted = case.get("totals", [case["total"]] if "total" in case else None)
    if wanted is not None:
        assert [pages.total_of(r, places=False) for r in rows] == wanted
    (row, *_) = rows
    for place, figure in case.get("cells", {}).items():
        (cell,) = (c for c in row.cells if c.place == place)
        assert pages.shown(cell, row.unit) == figure
    for field, value in case.get("parts", {}).items():
        assert getattr(row, field) == (tuple(value) if isinstance(value, list) else value)
    notes = {*row.notes, *(n for c in row.cells for n in c.notes)}
    assert set(case.get("notes", ())) <= notes
    assert [cell.place for cell in row.conflicts] == case.get("conflicts", [])
    assert merged.aside.items() >= case.get("aside", {}).items()
    assert len(merged.replaced) == case.get("replaced", len(merged.replaced))


def county():
    return [api.extract(path, name=path.name) for path in sorted(COUNTY.glob("*.txt"))]


@pytest.fixture(scope="module")
def merged_county():
    return api.merge_and_total(county(), roster=COUNTY / "townships.yaml")


def row_of(totals, indicator, status="achieved"):
    (row,) = (r for r in totals.rows if (r.indicator, r.status) == (indicator, status))
    return row


def test_the_county_adds_up_by_hand(merged_county):
    """What a person adds up from the reports: newest of each township, 河口镇's from May."""
    _, totals = merged_county
    for indicator, total in {
        "party_members": 1291 + 972 + 657 + 1109 + 745 + 1012,
        "theme_days": 228 + 187 + 118 + 209 + 134 + 145,
        "village_cadre_training_persontimes": 318 + 214 + 131 + 165 + 156 + 136,
        "consolation_money": 63600 + 45000 + 27000 + 50400 + 37800 + 28800,
        "land_transferred": 1350 + 68 * 15 + 700 + 1040 + 850 + 510,
    }.items():
        row = row_of(totals, indicator)
        assert (row.low, row.high) == (total, total), indicator
        assert {c.place for c in row.cells} == {p.name for p in read_county().places}


def read_county():
    return read_roster(COUNTY / "townships.yaml")


def test_the_county_tells_what_is_wrong(merged_county):
    ledger, totals = merged_county
    assert [(a.place, a.period) for a in totals.absent] == [("河口镇", "2024年6月")]
    assert [(late.place, late.came.isoformat()) for late in totals.late] == [
        ("红岭乡", "2024-07-09")
    ]
    assert [(r.place, r.old) for r in totals.replaced] == [("石桥乡", "shiqiao-06.txt")]
    assert [(row.indicator, cell.place) for row, cell in totals.conflicts] == [
        ("administrative_villages", "柳湾镇")
    ]
    assert "falling" in {
        n
        for c in row_of(totals, "village_cadre_training_persontimes").cells
        for n in c.notes
        if c.place == "柳湾镇"
    }
    visited = row_of(totals, "households_visited")
    assert visited.masked == ("红岭乡",)
    assert (visited.low, visited.high) == (212 + 151 + 168 + 126 + 96, 212 + 159 + 168 + 126 + 96)
    assert not any(e.source == "shiqiao-06.txt" for e in ledger.entries)
    assert any(s.name == "shiqiao-06.txt" for s in ledger.sources), "every report is listed"


def test_each_figure_leads_back_to_its_entries(merged_county):
    ledger, totals = merged_county
    known = {entry.id: entry for entry in ledger.entries}
    for row in totals.rows:
        for cell in row.cells:
            assert cell.entries
            assert all(known[name].indicator == row.indicator for name in cell.entries)


def test_a_merged_ledger_is_a_ledger_file(merged_county, tmp_path):
    ledger, totals = merged_county
    djledger.save(ledger, tmp_path / "云岭县.yaml")
    again = djledger.load(tmp_path / "云岭县.yaml")
    assert again == ledger
    told = djledger.totals(again, roster=COUNTY / "townships.yaml")
    assert told == totals


def test_one_body_under_two_names_counts_once():
    text = (COUNTY / "qingshi-05.txt").read_bytes()
    first, second = (api.extract(text, name=name) for name in ("甲.txt", "乙.txt"))
    ledger, totals = api.merge_and_total([first, second])
    assert [s.name for s in ledger.sources] == ["乙.txt"]
    assert len(ledger.entries) == len(first.entries)
    assert totals.duplicates[0].names == ("乙.txt", "甲.txt")


def test_two_reports_of_one_name_stay_two(ledger_of):
    one, other = (ledger_of({"place": p, "figures": [["branches", 3, "个"]]}) for p in "甲乙")
    same = [
        ledger.model_copy(
            update={
                "sources": (ledger.sources[0].model_copy(update={"name": "报告.txt"}),),
                "entries": tuple(
                    e.model_copy(update={"source": "报告.txt"}) for e in ledger.entries
                ),
            }
        )
        for ledger in (one, other)
    ]
    merged = djledger.merge(same)
    names = {s.name for s in merged.sources}
    assert len(names) == 2
    assert {e.source for e in merged.entries} == names
    assert djledger.merge([merged, merged]) == merged


def test_what_people_reviewed_is_kept_when_a_report_is_read_again(ledger_of):
    plain = ledger_of(
        {"place": "青石镇", "date": "2024-07-01", "figures": [["branches", 36, "个"]]}
    )
    reviewed = plain.model_copy(
        update={"entries": (plain.entries[0].model_copy(update={"review": Review(state="已核")}),)}
    )
    for order in ([plain, reviewed], [reviewed, plain]):
        assert djledger.merge(order).entries[0].review is not None


def test_prefer_leaves_out_what_loses_and_only_then(ledger_of):
    report = {
        "place": "青石镇",
        "date": "2024-07-01",
        "figures": [["branches", 36, "个"], ["branches", 63, "个"]],
    }
    ledger = ledger_of(report)
    assert len(djledger.merge([ledger]).entries) == 2
    kept = {p: djledger.merge([ledger], prefer=p).entries[0].value for p in ("first", "largest")}
    assert kept == {"first": 36, "largest": 63}
    with pytest.raises(UsageError, match="不认识的取舍"):
        djledger.merge([ledger], prefer="higher")


@pytest.mark.parametrize("text", ["- 青石镇\n", "format: djledger-roster/1\nplace: []\n", "a: [\n"])
def test_a_wrong_roster_is_refused(tmp_path, text):
    path = tmp_path / "townships.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="不是单位名册"):
        read_roster(path)


def test_who_is_not_in_the_roster_is_told_with_the_nearest_name(ledger_of):
    strange = ledger_of(
        {"place": "青石乡", "date": "2024-07-01", "figures": [["branches", 3, "个"]]}
    )
    _, totals = api.merge_and_total([strange], roster=ROSTER)
    assert [(u.place, u.nearest) for u in totals.unknown] == [("青石乡", "青石镇")]
