"""A ledger survives its file, whatever characters a report may hold."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
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
_CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.lists(_TROUBLE | st.text(_CHARACTERS, max_size=8), max_size=4).map("".join)
NAMED = TEXT.filter(bool)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda value: -9 <= int(value.as_tuple().exponent) <= 0
) | st.sampled_from([Decimal("3.20"), Decimal(0)])
DAY = st.dates(min_value=date(1921, 7, 1), max_value=date(2099, 12, 31))
HEX = st.text("0123456789abcdef", min_size=12, max_size=12)
PLACE = st.integers(min_value=0, max_value=10**9)
FROM_ONE = st.integers(min_value=1, max_value=10**6)
COUNTS = st.dictionaries(NAMED, st.integers(0, 10**6), max_size=3)

REVIEWS = st.builds(
    Review,
    state=st.sampled_from(["待核", "已核", "存疑", "作废"]),
    value=st.none() | NUMBER,
    by=TEXT,
    note=TEXT,
)
ENTRIES = st.builds(
    Entry,
    id=HEX,
    indicator=st.none() | NAMED,
    item=TEXT,
    action=TEXT,
    value=st.none() | NUMBER,
    value_max=st.none() | NUMBER,
    unit=TEXT,
    kind=st.sampled_from(["count", "money", "percent", "measure", "rate"]),
    qualifier=st.sampled_from(["exact", "approx", "over", "under", "range", "masked"]),
    status=st.sampled_from(["achieved", "planned", "required"]),
    period=TEXT,
    period_start=st.none() | DAY,
    period_end=st.none() | DAY,
    scope=TEXT,
    per=TEXT,
    of=TEXT,
    part_of=st.none() | HEX,
    quote=TEXT,
    start=PLACE,
    end=PLACE,
    line=FROM_ONE,
    column=FROM_ONE,
    locator=TEXT,
    source=TEXT,
    why=st.lists(TEXT, max_size=3).map(tuple),
    review=st.none() | REVIEWS,
)
REPAIRS = st.builds(
    RepairEntry, step=TEXT, before=TEXT, after=TEXT, start=PLACE, end=PLACE, line=FROM_ONE,
    column=FROM_ONE,
)  # fmt: skip
SOURCES = st.builds(
    Source,
    name=TEXT,
    sha256=HEX,
    media=TEXT,
    encoding=TEXT,
    place=TEXT,
    level=TEXT,
    date=TEXT,
    title=TEXT,
    script=TEXT,
    characters=PLACE,
    repairs=COUNTS,
    ignored=COUNTS,
    repaired=st.lists(REPAIRS, max_size=2).map(tuple),
)
IGNORED = st.builds(
    IgnoredEntry, quote=TEXT, start=PLACE, end=PLACE, line=FROM_ONE, column=FROM_ONE, reason=TEXT,
    source=TEXT,
)  # fmt: skip
LEDGERS = st.builds(
    Ledger,
    recipe=TEXT,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
    ignored=st.lists(IGNORED, max_size=2).map(tuple),
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
@given(ledger=LEDGERS)
def test_a_whole_ledger_survives(name, ledger):
    again = read(written(ledger, name), name)
    assert again == ledger
    assert digits(again) == digits(ledger)


@pytest.mark.parametrize("name", ["jsonl", "csv"])
@given(ledger=LEDGERS)
def test_its_entries_survive(name, ledger):
    again = read(written(ledger, name), name)
    assert again.entries == ledger.entries
    assert digits(again) == digits(ledger)


@given(ledger=LEDGERS)
def test_any_yaml_reader_finds_the_same(ledger):
    """Our YAML is YAML: PyYAML, in Python and in C, reads the values of the model."""
    text = written(ledger, "yaml").decode()
    wanted = emptied(ledger.model_dump())
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert emptied(yaml.load(text, Loader=loader)) == wanted


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


@given(ledger=LEDGERS)
def test_jsonl_has_a_line_for_each_entry_and_numbers_are_numbers(ledger):
    lines = written(ledger, "jsonl").decode().split("\n")[:-1]
    assert len(lines) == len(ledger.entries)
    for line, entry in zip(lines, ledger.entries, strict=True):
        found = json.loads(line, parse_float=str, parse_int=str)
        assert found["value"] == (None if entry.value is None else f"{entry.value:f}")
        assert list(found) == list(Entry.model_fields)


@given(ledger=LEDGERS)
def test_csv_has_no_cell_that_a_spreadsheet_would_run(ledger):
    import csv  # noqa: PLC0415 -- only here
    import io  # noqa: PLC0415

    text = written(ledger, "csv").decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        for cell in row:
            if cell.startswith(tuple("=+-@\t\r\0＝＋－＠")):
                assert Decimal(cell) <= 0  # a negative number is one


@given(ledger=LEDGERS)
def test_a_workbook_holds_any_text(ledger):
    data = written(ledger, "xlsx")
    assert data.startswith(b"PK")
    assert data == written(ledger, "xlsx")


@pytest.mark.parametrize("name", ["yaml", "json", "jsonl", "csv"])
@given(data=st.binary(max_size=200) | TEXT.map(str.encode))
def test_nonsense_is_refused_with_a_message(name, data):
    try:
        ledger = read(data, name)
    except InputError as error:
        assert error.what
        assert error.remedy
    else:
        assert isinstance(ledger, Ledger)
        assert ledger.entries == ()
