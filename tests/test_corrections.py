"""Corrections: carried out, carried out again, stale, of another report, and hostile files."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djledger import pipeline
from djledger.errors import InputError, UsageError
from djledger.model.document import RawText
from djledger.review import corrections
from djledger.review.corrections import Added, Correction, Corrections
from djledger.writers import csv_file, json_file, yaml_file

REPORT = "全镇共有党员1286名，其中女党员312名。\n“三会一课”制度按期开展。\n另有志愿者若干。\n"


@pytest.fixture(scope="module")
def ledger(knowledge):
    raw = RawText("青石镇.txt", REPORT, "a" * 64, encoding="utf-8")
    return pipeline.extract(raw, knowledge, explain=True)


def said(ledger, *changes, by="王", **more):
    return Corrections(
        document_sha256="a" * 64,
        ledger_sha256=corrections.digest(ledger),
        source="青石镇.txt",
        by=by,
        corrections=changes,
        **more,
    )


def of(entry, was=None, **wanted):
    seen = {"state": "待核", "value": None, "note": "", "read": entry.value} | (was or {})
    return Correction.model_validate({"id": entry.id, "was": seen, **wanted})


def added(text, **more):
    start = REPORT.index(text)
    return Added(
        start=start, end=start + len(text), line=3, column=1, quote=text, **({"item": "甲"} | more)
    )


@pytest.mark.parametrize("state", ["待核", "已核", "存疑", "作废"])
def test_a_state_makes_a_review_block(ledger, state):
    first = ledger.entries[0]
    done = corrections.apply(said(ledger, of(first, state=state, note="电话核实")), ledger)
    review = done.ledger.entries[0].review
    assert (review.state, review.note, review.by, review.value) == (state, "电话核实", "王", None)
    assert done.ledger.entries[1:] == ledger.entries[1:]


def test_a_value_stands_beside_the_one_that_was_read(ledger):
    value = Decimal("1300.50")
    done = corrections.apply(said(ledger, of(ledger.entries[0], state="已核", value=value)), ledger)
    entry = done.ledger.entries[0]
    assert (entry.value, entry.review.value) == (1286, value)


def test_other_fields_are_corrected_in_place_and_say_that_a_person_did(ledger):
    first = ledger.entries[0]
    was = {"indicator": first.indicator, "item": first.item, "scope": first.scope}
    wanted = of(first, was, indicator=None, item="中共党员", scope="")
    entry = corrections.apply(said(ledger, wanted), ledger).ledger.entries[0]
    assert (entry.indicator, entry.item, entry.scope) == (None, "中共党员", "")
    assert entry.why == (*first.why, "review")
    assert entry.review is None, "no opinion of the value was given"


def test_undoing_a_review_leaves_no_empty_block(ledger):
    first = ledger.entries[0]
    once = corrections.apply(said(ledger, of(first, state="已核")), ledger).ledger
    back = of(first, {"state": "已核"}, state="待核")
    assert corrections.apply(said(once, back), once).ledger == ledger


def test_twice_is_once(ledger):
    told = said(
        ledger,
        of(ledger.entries[0], state="已核", value=1, note="x"),
        added=(added("志愿者若干", value=20),),
    )
    once = corrections.apply(told, ledger)
    twice = corrections.apply(told, once.ledger)
    assert once.done == 2
    assert (twice.done, twice.already, twice.stale) == (0, 2, ())
    assert twice.ledger == once.ledger


@pytest.mark.parametrize(
    ("why", "now"),
    [
        ("it was read differently", {"value": Decimal(1290)}),
        ("somebody else has judged it", {"review": {"state": "存疑", "by": "李"}}),
    ],
)
def test_stale_is_not_carried_out_but_marked(ledger, why, now):
    first = ledger.entries[0]
    changed = type(first).model_validate(first.model_dump() | now)
    new = ledger.model_copy(update={"entries": (changed, *ledger.entries[1:])})
    told = said(ledger, of(first, state="已核", value=1300, note="见附件"))
    done = corrections.apply(told, new)
    entry = done.ledger.entries[0]
    assert len(done.stale) == 1, why
    assert done.stale[0].place == "1:7"
    assert entry.review.state == "存疑"
    assert entry.review.value is None
    assert "1300" in entry.review.note
    assert "见附件" in entry.review.note
    again = corrections.apply(told, done.ledger)
    assert again.ledger == done.ledger, "the note is not written twice"
    assert len(again.stale) == 1, "it is still not settled"


def test_an_entry_that_has_gone_is_stale(ledger):
    less = ledger.model_copy(update={"entries": ledger.entries[1:]})
    done = corrections.apply(said(ledger, of(ledger.entries[0], state="已核")), less)
    assert [s.id for s in done.stale] == [ledger.entries[0].id]
    assert done.ledger == less


def test_a_missed_item_is_added_in_its_place(ledger):
    done = corrections.apply(
        said(ledger, added=(added("志愿者若干", value=20, unit="名"),)), ledger
    )
    new = done.ledger.entries[-1]
    assert REPORT[new.start : new.end] == new.quote
    assert (new.value, new.unit, new.why, new.review.state) == (20, "名", ("review",), "已核")
    assert new.id == corrections.entry_id("a" * 64, new.start)
    starts = [e.start for e in done.ledger.entries]
    assert starts == sorted(starts)


def test_what_was_set_aside_is_no_longer_counted_so(ledger):
    aside = ledger.ignored[0]
    found = len(ledger.entries) + len(ledger.ignored)
    told = said(ledger, added=(added(aside.quote, ignored=aside.reason),))
    listed = corrections.apply(told, ledger).ledger
    counted = corrections.apply(told, ledger.model_copy(update={"ignored": ()})).ledger
    for made in (listed, counted):
        assert len(made.entries) + sum(made.sources[0].ignored.values()) == found
    assert aside not in listed.ignored


@pytest.mark.parametrize(
    ("why", "wrong"),
    [
        ("it overlaps an entry", added("党员1286名")),
        ("its quote is longer than its place", added("志愿者").model_copy(update={"end": 1})),
        ("it lies past the end", added("志愿者").model_copy(update={"start": 9000, "end": 9003})),
    ],
)
def test_an_addition_that_does_not_fit_is_stale(ledger, why, wrong):
    done = corrections.apply(said(ledger, added=(wrong,)), ledger)
    assert len(done.stale) == 1, why
    assert done.ledger == ledger


def test_another_report_is_refused(ledger):
    told = said(ledger).model_copy(update={"document_sha256": "b" * 64, "source": "白水镇.txt"})
    with pytest.raises(UsageError, match="不是针对这份台账") as caught:
        corrections.apply(told, ledger)
    assert "白水镇.txt" in caught.value.why


def test_only_its_own_report_is_touched(knowledge, ledger):
    raw = RawText("白水镇.txt", REPORT, "c" * 64)
    other = pipeline.extract(raw, knowledge)
    both = ledger.model_copy(
        update={
            "sources": (*ledger.sources, *other.sources),
            "entries": (*ledger.entries, *other.entries),
        }
    )
    told = said(ledger, of(ledger.entries[0], state="已核"), added=(added("志愿者若干"),))
    made = corrections.apply(told, both).ledger
    assert [e for e in made.entries if e.source == "白水镇.txt"] == list(other.entries)
    names = [e.source for e in made.entries]
    assert names == sorted(names, key=["青石镇.txt", "白水镇.txt"].index)
    assert made.sources[1] == other.sources[0]


@pytest.mark.parametrize("format_", [yaml_file, json_file, csv_file])
def test_reviews_survive_the_file(ledger, format_):
    told = said(ledger, of(ledger.entries[0], state="已核", value=Decimal("1.10"), note="甲\n“乙”"))
    made = corrections.apply(told, ledger).ledger
    assert format_.load(format_.dump(made)).entries == made.entries


def test_digest_is_of_what_the_ledger_says_not_of_its_file(ledger):
    kept = corrections.digest(ledger)
    assert corrections.digest(yaml_file.load(yaml_file.dump(ledger))) == kept
    assert corrections.digest(ledger.model_copy(update={"recipe": "x"})) == kept
    less = ledger.model_copy(update={"entries": ledger.entries[1:]})
    assert corrections.digest(less) != kept


BASE = {"format": "djledger.corrections/1", "document_sha256": "a", "ledger_sha256": "b"}


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("nothing", b""),
        ("not UTF-8", b"\xff\xfe{}"),
        ("cut off", b'{"format": "djledger.corr'),
        ("too deep", b"[" * 100_000),
        ("a ledger", b'{"format": "djledger/1"}'),
        ("a number", b"7"),
        ("a key twice", b'{"format": "djledger.corrections/1", "format": "x"}'),
        (
            "not a number",
            json.dumps(BASE | {"corrections": [{"id": "x", "was": {}, "value": "NaN"}]}),
        ),
        ("infinite", json.dumps(BASE | {"corrections": [{"id": "x", "was": {}, "value": 1e999}]})),
        (
            "an unknown field",
            json.dumps(BASE | {"corrections": [{"id": "x", "was": {}, "end": 3}]}),
        ),
        (
            "an unknown state",
            json.dumps(BASE | {"corrections": [{"id": "x", "was": {}, "state": "好"}]}),
        ),
        ("a negative place", json.dumps(BASE | {"added": [{"start": -1, "end": 0, "quote": ""}]})),
        ("no hash", json.dumps({"format": "djledger.corrections/1"})),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_bad_file_is_refused_by_name(why, data):
    with pytest.raises(InputError, match=r"said\.json"):
        corrections.load(data if isinstance(data, bytes) else data.encode(), "said.json")
    assert why


def test_numbers_keep_their_digits():
    text = (
        json.dumps(BASE)[:-1]
        + ', "corrections": [{"id": "x", "was": {}, "value": 12345678901234567.10}]}'
    )
    (one,) = corrections.load(text.encode(), "x").corrections
    assert str(one.value) == "12345678901234567.10"


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data):
    try:
        corrections.load(data, "x")
    except InputError:
        pass
    else:
        raise AssertionError


STATES = st.sampled_from(["待核", "已核", "存疑", "作废"])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "state": STATES,
        "value": st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
        "note": st.text(max_size=5),
        "item": st.text(max_size=5),
        "unit": st.text(max_size=2),
        "indicator": st.none() | st.just("party_members"),
    },
)


@given(changes=st.lists(CHANGES, min_size=2, max_size=2), by=st.text(max_size=3))
def test_any_corrections_are_carried_out_once_and_lose_nothing(ledger, changes, by):
    def full(entry, wanted):
        was = {k: getattr(entry, k) for k in wanted if k in {"item", "unit", "indicator"}}
        return of(entry, was, **wanted)

    told = said(ledger, *map(full, ledger.entries, changes), by=by)
    text = told.model_dump_json(exclude_unset=True)
    read = corrections.load(
        text.replace("{", '{"format":"djledger.corrections/1",', 1).encode(), "x"
    )
    once = corrections.apply(read, ledger)
    assert once.stale == ()
    assert once.done + once.already == 2
    assert [e.id for e in once.ledger.entries] == [e.id for e in ledger.entries]
    assert [e.quote for e in once.ledger.entries] == [e.quote for e in ledger.entries]
    assert corrections.apply(read, once.ledger).ledger == once.ledger
