"""Views of a ledger: entries as the tables that an office keeps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import djledger
from djledger import views
from djledger.errors import KnowledgeError, UsageError
from djledger.knowledge import Knowledge, default

ITEMS = [item for item in default().items("views") if "roles" in item]


def table(text, name, knowledge=None):
    """The rows of a view of the ledger of *text*, as printed, by head."""
    heads, rows = views.rows(djledger.extract(text), name, knowledge)
    return [dict(zip(heads, map(views.text, row), strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [(i["id"], text, rows) for i in ITEMS for text, rows in i["examples"].items()],
)
def test_views_examples(name, text, wanted):
    found = table(text, name)
    told = [{head: row[head] for head in want} for row, want in zip(found, wanted, strict=False)]
    assert (len(found), told) == (
        len(wanted),
        [{head: str(cell) for head, cell in want.items()} for want in wanted],
    )


@pytest.mark.parametrize(("name", "text"), [(i["id"], t) for i in ITEMS for t in i["never"]])
def test_views_never(name, text):
    assert table(text, name) == []


def test_the_ten_systems_are_there():
    assert views.names() == (
        "整顿", "结对帮扶", "书记项目", "培训", "考评",
        "设岗定责", "资金", "产业合作社", "督查问题", "制度频次",
    )  # fmt: skip


def test_parts_stand_beside_their_whole():
    rows = table("转化软弱涣散党组织16个，其中农村党组织9个、社区党组织7个。", "整顿")
    assert [row["其中"] for row in rows] == ["农村党组织9个；社区党组织7个"]


def test_who_helps_several_is_counted_once():
    first, second = table("34名县级领导包联12个乡镇、包联66个村。", "结对帮扶")
    assert (first["帮扶方"], first["帮扶方数量"], first["对象数量"]) == ("县级领导", "34", "12")
    assert (second["帮扶方"], second["帮扶方数量"], second["对象数量"]) == (
        "县级领导",
        "同上",
        "66",
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("培训党员1286人次。", Decimal(1286)),
        ("培训党员300余人次。", "300以上"),
        ("培训党员**人次。", "缺数"),
        ("培训党员约300人次。", "300左右"),
        ("每名党员每年培训2至3次。", None),
    ],
)
def test_only_an_exact_number_is_a_number(text, amount):
    heads, rows = views.rows(djledger.extract(text), "培训")
    assert [row[heads.index("人次")] for row in rows if row] == ([] if amount is None else [amount])


def test_plans_and_deeds_share_no_row():
    rows = table("举办培训班12期。计划培训党员300人次。", "培训")
    assert [(row["期数"], row["人次"], row["性质"]) for row in rows] == [
        ("12", "", "完成"),
        ("", "300", "计划"),
    ]


def test_reports_share_no_row():
    one, two = djledger.extract("举办培训班12期"), djledger.extract("，培训党员300人次")
    entries = (*one.entries, *(e.model_copy(update={"source": "乙"}) for e in two.entries))
    ledger = one.model_copy(update={"entries": entries})
    assert len(views.rows(ledger, "培训")[1]) == 2


def test_rows_lead_back_to_entries():
    ledger = djledger.extract("举办第一书记培训班3期，培训第一书记240人次。")
    (row,) = table("举办第一书记培训班3期，培训第一书记240人次。", "培训")
    assert row["条目"].split() == [e.id for e in ledger.entries]
    assert row["原文"] == "3期 … 240人次"


def test_an_unknown_view_names_near_ones():
    with pytest.raises(UsageError, match="没有台账样式 结对") as caught:
        views.rows(djledger.extract("党员12名"), "结对")
    assert "结对帮扶" in caught.value.remedy
    with pytest.raises(UsageError) as caught:
        views.rows(djledger.extract("党员12名"), "xyz")
    assert all(name in caught.value.remedy for name in views.names())


OWN = """
- id: 党员
  roles:
    党员: {pick: [{items: [党员]}]}
  columns: {谁: 党员.item, 多少: 党员.amount}
"""


def test_an_office_adds_its_own(tmp_path):
    (tmp_path / "views.yaml").write_text(OWN, "utf-8")
    known = Knowledge(tmp_path)
    assert views.names(known)[-1] == "党员"
    (row,) = table("全镇有女党员312名。", "党员", known)
    assert (row["谁"], row["多少"], row["范围"]) == (
        "女党员", "312", "全镇",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "says", "remedy"),
    [
        ("pick", "pik", "不认识 pik", "pick"),
        ("items", "itmes", "不认识 itmes", "items"),
        ("党员.amount", "党员.amuont", "不认识 党员.amuont", "角色.字段"),
        ("党员.item", "群众.item", "不认识 群众.item", "党员"),
        ("columns", "colums", "不认识 colums", "columns"),
        ("roles:\n", "about:\n", "缺少 roles", "角色"),
    ],
)
def test_a_mistake_in_a_view_is_named(tmp_path, before, after, says, remedy):
    (tmp_path / "views.yaml").write_text(OWN.replace(before, after, 1), "utf-8")
    with pytest.raises(KnowledgeError, match=says) as caught:
        views.names(Knowledge(tmp_path))
    assert remedy in caught.value.remedy


SENTENCES = [text for item in ITEMS for text in (*item["examples"], *item["never"])]


@given(st.lists(st.sampled_from(SENTENCES), max_size=6), st.sampled_from(views.names()))
def test_each_entry_stands_in_one_row_at_most(sentences, name):
    ledger = djledger.extract("".join(sentences))
    heads, rows = views.rows(ledger, name)
    ids = [i for row in rows for i in str(row[heads.index("条目")]).split()]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {entry.id for entry in ledger.entries}
    assert all(len(row) == len(heads) for row in rows)
