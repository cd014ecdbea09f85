"""The catalogue holds up: its shape, its examples, and what check, test and suggest say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from djledger import catalogue, mapping
from djledger.errors import UsageError
from djledger.knowledge import default
from djledger.model.ledger import Entry, Ledger

CASES = Path(__file__).parent / "cases"
FAULTS = yaml.safe_load((CASES / "catalogue.yaml").read_text("utf-8"))
# Examples that the catalogue means and extraction cannot read yet, with the reason.
UNREAD = {row["text"] for row in yaml.safe_load((CASES / "unread.yaml").read_text("utf-8"))}
SOUND = {
    "id": "tea_houses",
    "label": "茶馆",
    "group": "industry",
    "kind": "stock",
    "units": ["家", "个"],
    "heads": ["茶馆"],
    "examples": {"全镇有茶馆6家": 6},
    "never": ["茶馆服务员6名"],
}


def folder(tmp_path, *items):
    text = yaml.safe_dump(list(items), allow_unicode=True, sort_keys=False)
    (tmp_path / "indicators.yaml").write_text(text, "utf-8")
    return tmp_path


def test_our_own_catalogue_has_no_fault():
    assert [str(p) for p in catalogue.check()] == []


def test_every_example_comes_out_and_no_never_does():
    problems = catalogue.test(None)
    unread = {text for text in UNREAD if any(f"“{text}”" in p.what for p in problems)}
    assert [str(p) for p in problems if not any(f"“{t}”" in p.what for t in UNREAD)] == []
    assert unread == UNREAD, "now read: take it off the list"


def test_every_group_is_used_and_named_once():
    groups = [g["id"] for g in default().items("indicator_groups")]
    assert len(groups) == len(set(groups))
    assert set(groups) == {i.group for i in mapping.indicators(default()).values()}


def test_no_two_indicators_have_one_label():
    labels = [i.label for i in mapping.indicators(default()).values()]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["why"]) for row in FAULTS])
def test_check_says_what_is_wrong_where_and_what_to_write(row, tmp_path):
    item = {**SOUND, **row.get("with", {})}
    for key in row.get("without", ()):
        del item[key]
    problems = catalogue.check(folder(tmp_path, item, *row.get("and", ())))
    assert [(p.line, p.what, p.remedy) for p in problems] == [
        (row["line"], row["what"], row["remedy"])
    ]


def test_a_sound_file_has_no_fault_and_proves_itself(tmp_path):
    path = folder(tmp_path, SOUND)
    assert catalogue.check(path) == []
    assert catalogue.test(path) == []


def test_test_shows_what_an_example_was_read_as(tmp_path):
    item = {**SOUND, "examples": {"全镇有茶馆6家": 7}, "never": ["全镇有茶馆8家"]}
    wrong, never = catalogue.test(folder(tmp_path, item))
    assert "应取 7" in wrong.what
    assert "6家 茶馆 → tea_houses" in wrong.what
    assert "不该归到这一项" in never.what
    lines = (tmp_path / "indicators.yaml").read_text("utf-8").splitlines()
    assert "全镇有茶馆6家" in lines[wrong.line - 1]
    assert "全镇有茶馆8家" in lines[never.line - 1]


def test_find_looks_in_names_heads_and_groups():
    assert [i["id"] for i in catalogue.find("爱心超市")] == ["charity_shops"]
    assert {i["group"] for i in catalogue.find("党员队伍")} == {"members"}
    assert len(catalogue.find()) == len(default().items("indicators"))


def test_find_keeps_the_order_of_the_groups():
    order = [g["id"] for g in default().items("indicator_groups")]
    found = [order.index(i["group"]) for i in catalogue.find()]
    assert found == sorted(found)


def test_show_takes_id_or_label_and_names_what_is_near():
    assert catalogue.show("党小组")["id"] == catalogue.show("party_groups")["id"]
    with pytest.raises(UsageError) as told:
        catalogue.show("party_group")
    assert "party_groups" in told.value.remedy


def entry(item, value=1, unit="个", **more):
    return Entry(
        id="0" * 12,
        item=item,
        value=Decimal(value),
        unit=unit,
        quote=f"{value}{unit}",
        start=0,
        end=1,
        line=3,
        column=1,
        source="a.txt",
        **more,
    )


def test_suggest_groups_open_entries_by_what_their_items_end_in():
    ledger = Ledger(
        entries=(
            entry("乡村茶馆", 6, "家", action="开办"),
            entry("老茶馆", 2, "家", action="开办", why=("open: tie", "candidates: a, b")),
            entry("茶馆", 9, "处"),
            entry("党小组", 4, indicator="party_groups"),
        )
    )
    first, second = catalogue.suggest([ledger])
    assert first.item == {
        "id": "",
        "label": "茶馆",
        "group": "",
        "kind": "flow",
        "units": ["家"],
        "heads": ["茶馆"],
        "actions": ["开办"],
    }
    assert first.count == 2
    assert first.quotes == ("开办乡村茶馆 6家（a.txt 第 3 行）", "开办老茶馆 2家（a.txt 第 3 行）")
    assert first.candidates == ("a", "b")
    assert (second.item["units"], second.item["kind"], second.count) == (["处"], "stock", 1)


def test_suggest_has_nothing_to_say_where_nothing_is_open():
    assert catalogue.suggest([Ledger(entries=(entry("党小组", indicator="party_groups"),))]) == []
