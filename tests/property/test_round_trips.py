"""A ledger survives its file, whatever characters a report may hold."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from djledger.errors import InputError
from djledger.model.ledger import (
    Entry,
    IgnoredEntry,
    Ledger,
    RepairEntry,
    Review,
    Source,
)
from djledger.writers import all_writers

# What has broken a file format before: breaks that are none in JSON, quotes, signs that start
# a formula or a YAML value, words that YAML 1.1 takes for something else, controls.
_TROUBLE = st.sampled_from(
    ["\x85", "\u2028", "\ufeff", "\x00", "\x1b", "\x7f", "\x9f", "\r\n", "\r", "\t", "\n", "'", '"',
     "\\", "=1+1", "＝", "-", "@", "#", ": ", " #", "- ", "? ", "&a", "*a", "!!x", "%", "|", ">",
     "{", "]", ",", "no", "NULL", "~", "on", "1e5", "0123", "3:11", "2024-09-30", "0x1F", ".5",
     "<<", "...", "---", "\ufffe", "\U0001f600", "𠮷", "党员", "其中：", "“", "　"]
)  # fmt: skip
_TEXT = st.lists(
    _TROUBLE | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4
).map("".join)
_NUMBER = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda value: -9 <= int(value.as_tuple().exponent) <= 0
)
_CHOICES = {
    name: get_args(Entry.model_fields[name].annotation) for name in ("kind", "qualifier", "status")
}


@st.composite
def ledgers(draw):
    """A ledger whose texts and numbers come from a small pool: drawing each anew takes minutes."""
    texts = draw(st.lists(_TEXT, min_size=1, max_size=6))
    numbers = [None, Decimal("3.20"), Decimal(0), *draw(st.lists(_NUMBER, max_size=3))]
    text, number = st.sampled_from(["", *texts]), st.sampled_from(numbers)
    named = st.sampled_from([t for t in texts if t] or ["名"])
    place, from_one = st.integers(0, 10**9), st.integers(1, 10**6)
    day = st.none() | st.dates(min_value=date(1921, 7, 1), max_value=date(2099, 12, 31))
    spot = {"start": place, "end": place, "line": from_one, "column": from_one}
    texts_of = {
        kind: {name: text for name, field in kind.model_fields.items() if field.annotation is str}
        for kind in (Entry, Source, RepairEntry, IgnoredEntry)
    }
    counts = st.dictionaries(named, place, max_size=2)
    review = st.builds(
        Review,
        state=st.sampled_from(["待核", "已核", "存疑", "作废"]),
        value=number,
        by=text,
        note=text,
    )
    entry = st.builds(
        Entry,
        **texts_of[Entry],
        **spot,
        **{name: st.sampled_from(choices) for name, choices in _CHOICES.items()},
        indicator=st.none() | named,
        part_of=st.none() | named,
        value=number,
        value_max=number,
        period_start=day,
        period_end=day,
        why=st.lists(text, max_size=3).map(tuple),
        review=st.none() | review,
    )
    repair = st.builds(RepairEntry, **texts_of[RepairEntry], **spot)
    source = st.builds(
        Source,
        **texts_of[Source],
        characters=place,
        repairs=counts,
        ignored=counts,
        repaired=st.lists(repair, max_size=2).map(tuple),
    )
    ignored = st.builds(IgnoredEntry, **texts_of[IgnoredEntry], **spot)
    return Ledger(
        recipe=draw(text),
        sources=tuple(draw(st.lists(source, max_size=1))),
        entries=tuple(draw(st.lists(entry, max_size=2))),
        ignored=tuple(draw(st.lists(ignored, max_size=1))),
    )


def written(ledger, name):
    return all_writers()[name].dump(ledger)


def read(data, name):
    load = all_writers()[name].load
    assert load is not None
    return load(data)


def digits(ledger):
    """Each value with its digits: 3.2 == 3.20, but what was written is what is wanted."""
    return [(str(e.value), str(e.value_max)) for e in ledger.entries]


@pytest.mark.parametrize("name", ["yaml", "json"])
@given(ledger=ledgers())
def test_a_whole_ledger_survives(name, ledger):
    again = read(written(ledger, name), name)
    assert again == ledger
    assert digits(again) == digits(ledger)


@pytest.mark.parametrize("name", ["jsonl", "csv"])
@given(ledger=ledgers())
def test_its_entries_survive(name, ledger):
    again = read(written(ledger, name), name)
    assert again.entries == ledger.entries
    assert digits(again) == digits(ledger)


@given(ledger=ledgers())
def test_any_yaml_reader_finds_the_same(ledger):
    """Our YAML is YAML: PyYAML, in Python and in C, reads the values of the model."""
    text = written(ledger, "yaml").decode()
    wanted = emptied(ledger.model_dump())
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert emptied(yaml.load(text, Loader=loader)) == wanted  # noqa: S506 -- safe ones


def emptied(value):
    """Without what the file leaves out, decimals as a plain YAML reader has them."""
    if isinstance(value, dict):
        pairs = ((k, emptied(v)) for k, v in value.items())
        return {k: v for k, v in pairs if v not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [emptied(v) for v in value]
    if isinstance(value, Decimal):
        return float(value) if "." in f"{value:f}" else int(value)
    return value


@given(ledger=ledgers())
def test_jsonl_has_a_line_for_each_entry_and_numbers_are_numbers(ledger):
    lines = written(ledger, "jsonl").decode().split("\n")[:-1]
    assert len(lines) == len(ledger.entries)
    for line, entry in zip(lines, ledger.entries, strict=True):
        found = json.loads(line, parse_float=str, parse_int=str)
        assert found["value"] == (None if entry.value is None else f"{entry.value:f}")
        assert list(found) == list(Entry.model_fields)


@given(ledger=ledgers())
def test_csv_has_no_cell_that_a_spreadsheet_would_run(ledger):
    import csv  # noqa: PLC0415 -- only here
    import io  # noqa: PLC0415

    text = written(ledger, "csv").decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        for cell in row:
            if cell.startswith(tuple("=+-@\t\r\0＝＋－＠")):
                assert Decimal(cell) <= 0  # a negative number is one


@settings(max_examples=30)  # building a workbook twice takes a while
@given(ledger=ledgers())
def test_a_workbook_holds_any_text(ledger):
    data = written(ledger, "xlsx")
    assert data.startswith(b"PK")
    assert data == written(ledger, "xlsx")


@pytest.mark.parametrize("name", ["yaml", "json", "jsonl", "csv"])
@given(data=st.binary(max_size=200) | _TEXT.map(str.encode))
def test_nonsense_is_refused_with_a_message(name, data):
    refused = None
    try:
        assert read(data, name).entries == ()
    except InputError as error:
        refused = error
    assert refused is None or (refused.what and refused.remedy)
