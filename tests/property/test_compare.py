"""What must hold for every merge and every difference, whatever the ledgers."""

from __future__ import annotations

import hashlib
import importlib.util
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import djledger
from djledger import api
from djledger.assemble import entry_id
from djledger.model.ledger import Entry, Ledger, Review, Source
from djledger.model.roster import Roster, Round, Township
from djledger.writers import writer

TOWNS = ("青石镇", "白水镇", "红岭乡")
ROSTER = Roster(
    area="云岭县",
    places=tuple(Township(name=name, also=(name[:2],)) for name in TOWNS),
    periods=(
        Round(name="五月", end=date(2024, 5, 31), due=date(2024, 6, 5)),
        Round(name="六月", end=date(2024, 6, 30), due=date(2024, 7, 5)),
    ),
)
# What is counted, in which units, and whether a deed brought it about.
COUNTED = (
    ("party_members", "党员", "名", "count", ""),
    ("village_cadre_training_persontimes", "村干部", "人次", "count", "培训"),
    ("contact_leaders", "县级领导", "名", "count", "包联"),
    ("land_transferred", "土地", "亩", "measure", "流转"),
    ("land_transferred", "土地", "公顷", "measure", "流转"),
    ("consolation_money", "慰问金", "元", "money", "发放"),
    (None, "志愿服务岗", "个", "count", "设立"),
    (None, "满意度", "%", "percent", ""),
)
PERIODS = (
    ("", None, None),
    ("今年以来", date(2024, 1, 1), date(2024, 5, 31)),
    ("今年以来", date(2024, 1, 1), date(2024, 6, 30)),
    ("5月", date(2024, 5, 1), date(2024, 5, 31)),
    ("6月", date(2024, 6, 1), date(2024, 6, 30)),
    ("去年", date(2023, 1, 1), date(2023, 12, 31)),
    ("去年", None, None),
    ("年底前", None, date(2024, 12, 31)),
)


@st.composite
def entries(draw, sha, name):
    made = []
    for at in range(draw(st.integers(0, 4))):
        indicator, item, unit, kind, action = draw(st.sampled_from(COUNTED))
        period, start, end = draw(st.sampled_from(PERIODS))
        value = draw(st.none() | st.sampled_from([0, 3, 12, 30, 30, 856, 12000]).map(Decimal))
        qualifier = "masked" if value is None else draw(st.sampled_from(["exact", "exact", "over"]))
        made.append(
            Entry(
                id=entry_id(sha, 10 * at),
                indicator=indicator,
                item=item,
                action=action,
                value=value,
                unit=unit,
                kind=kind,
                qualifier=qualifier,
                status=draw(st.sampled_from(["achieved", "achieved", "planned"])),
                period=period,
                period_start=start,
                period_end=end,
                scope=draw(st.sampled_from(["", "", "全镇", "全县", "各村", "县级"])),
                part_of=made[0].id if made and draw(st.booleans()) else None,
                quote=f"{value}余" if qualifier == "over" else f"{value}",
                start=10 * at,
                end=10 * at + 3,
                line=1 + at // 2,
                column=1 + 10 * at,
                source=name,
                review=draw(
                    st.sampled_from(
                        [
                            None,
                            None,
                            None,
                            Review(state="已核", value=Decimal(31)),
                            Review(state="作废"),
                        ]
                    )
                ),
            )
        )
    return made


@st.composite
def ledgers(draw):
    """A ledger of one or two reports, as extraction makes them: sorted, with sources."""
    sources, made = [], []
    numbers = draw(st.sets(st.integers(0, 11), min_size=0, max_size=2))
    for number in numbers:
        sha = hashlib.sha256(bytes([number])).hexdigest()
        place = ("云岭县", *TOWNS)[number % 4]
        day = ("2024-06-03", "2024-06-08", "2024-07-02")[number // 4]
        sources.append(
            Source(
                name=draw(st.sampled_from([f"{number:02}.txt", "报告.txt"]))
                if len(numbers) == 1
                else f"{number:02}.txt",
                sha256=sha,
                place=place,
                level="县" if place == "云岭县" else "乡镇",
                date=day,
                title=f"{place}党建工作情况",
            )
        )
        made += draw(entries(sha, sources[-1].name))
    order = sorted(sources, key=lambda s: s.name)
    made.sort(key=lambda e: (e.source, e.start))
    recipe = draw(st.sampled_from(["", "djledger 0.1.0 abc", "djledger 0.2.0 def"]))
    return Ledger(recipe=recipe, sources=tuple(order), entries=tuple(made))


some = st.lists(ledgers(), min_size=1, max_size=4)


@given(ledger=ledgers())
def test_merging_with_itself_changes_nothing(ledger):
    once = djledger.merge([ledger])
    assert djledger.merge([ledger, ledger]) == once
    assert djledger.merge([once]) == once
    if not api.merge_and_total([ledger], roster=ROSTER)[1].replaced:
        assert djledger.merge([ledger], roster=ROSTER) == ledger


@given(several=some, data=st.data())
def test_order_makes_no_difference(several, data):
    other = data.draw(st.permutations(several))
    assert djledger.merge(other, roster=ROSTER) == djledger.merge(several, roster=ROSTER)


@given(several=some, cut=st.integers(0, 4))
def test_grouping_makes_no_difference(several, cut):
    groups = [g for g in (several[:cut], several[cut:]) if g]
    stepwise = djledger.merge([djledger.merge(g, roster=ROSTER) for g in groups], roster=ROSTER)
    assert stepwise == djledger.merge(several, roster=ROSTER)


@given(several=some)
def test_every_entry_is_in_a_cell_or_set_aside_with_a_reason(several):
    merged, totals = api.merge_and_total(several, roster=ROSTER)
    shown = [
        name
        for row in totals.rows
        for cell in (*row.cells, *filter(None, [row.total]))
        for name in cell.entries
    ]
    assert set(shown) <= {entry.id for entry in merged.entries}
    assert len(shown) + sum(totals.aside.values()) == len(merged.entries)


@given(several=some)
def test_a_total_lies_between_the_sums_of_the_least_and_the_most(several):
    """The second way: by hand, over what each cell says."""
    _, totals = api.merge_and_total(several, roster=ROSTER)
    for row in totals.rows:
        told = [c for c in row.cells if c.low is not None]
        if row.rule != "sum" or row.low is None or len(told) < len(row.cells) - len(row.masked):
            continue
        assert row.low == sum(c.low for c in told)
        assert (row.high is None) == any(c.high is None for c in told)
        assert row.high is None or row.high == sum(c.high for c in told)
        assert "云岭县" not in {c.place for c in row.cells}


@given(several=some, prefer=st.sampled_from(["newest", "first", "largest"]))
def test_what_is_preferred_is_no_conflict_any_more(several, prefer):
    merged, totals = api.merge_and_total(several, roster=ROSTER, prefer=prefer)
    settled = [c for r in totals.rows for c in r.cells if c.state == "conflict"]
    assert all("overlap" in cell.notes for cell in settled)
    again = djledger.totals(merged, roster=ROSTER)
    assert all("overlap" in cell.notes for _, cell in again.conflicts)


@given(old=ledgers(), new=ledgers())
def test_a_difference_leads_from_the_old_ledger_to_the_new(old, new):
    changed = djledger.diff(old, new, roster=ROSTER)
    assert api.patched(old, changed) == new
    assert changed.differs == (old.entries != new.entries)


@given(ledger=ledgers())
def test_a_ledger_does_not_differ_from_itself(ledger):
    changed = djledger.diff(ledger, ledger)
    assert (changed.differs, changed.changes) == (False, ())


@given(old=ledgers(), new=ledgers())
def test_the_way_back_is_the_same_way(old, new):
    there, back = djledger.diff(old, new), djledger.diff(new, old)
    counts = Counter(c.what for c in there.changes)
    swapped = Counter({"added": "gone", "gone": "added"}.get(c.what, c.what) for c in back.changes)
    assert counts == swapped
    assert there.same == back.same


@pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None, reason="the extra [big] (DuckDB) is not installed"
)
@settings(max_examples=25)  # each opens a database
@given(several=some, prefer=st.sampled_from([None, "newest"]))
def test_the_big_merge_gives_what_the_small_one_gives(several, prefer):
    ledger, totals = api.merge_and_total(several, roster=ROSTER, prefer=prefer)
    aside = Counter()
    with api.big_merge(roster=ROSTER, prefer=prefer) as work:
        for one in several:
            work.add(one)
        work.finish()
        rows = tuple(work.rows(aside))
        outline = work.outline()
        for name in ("yaml", "jsonl", "json"):
            pieces = b"".join(api.dump_pieces(work.pieces(), writer(name)))
            assert pieces == writer(name).dump(ledger)
    assert outline.model_copy(update={"rows": rows, "aside": dict(sorted(aside.items()))}) == totals
