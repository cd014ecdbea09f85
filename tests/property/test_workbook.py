"""A ledger survives its workbook, whatever a report may hold, and so does what people enter."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import get_args

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source
from djledger.roundtrip import three_way
from djledger.writers import ledger_sheet, xlsx_file
from djledger.writers.wording import wording
from djledger.writers.workbook_reading import read

# What a cell, XML or a formula might take for something else.
_TROUBLE = st.sampled_from(
    ["\x85", "\u2028", "\ufeff", "\x00", "\x1b", "\x7f", "\x9f", "\r\n", "\r", "\t", "\n", "'", '"',
     "=1+1", "#N/A", "＝", "-", "@", "_x0041_", "_x005F_", "<f>", "&amp;", "]]>", "TRUE", "1e5",
     "0123", "2024-09-30", "\ufffe", "\U0001f600", "党员", "其中：", "缺数", "未报", "*", "?", "~",
     "　", " ", "m-", "作废", "\ud800"]
)  # fmt: skip
_TEXT = st.lists(_TROUBLE | st.text(max_size=6), max_size=3).map("".join)
_NUMBER = st.sampled_from(
    [None, *map(Decimal, ("3.20", "0", "-7", "12345678901234567890", "1286", "0.000000001"))]
) | st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda value: -9 <= int(value.as_tuple().exponent) <= 0
)
_CHOICES = {
    name: get_args(Entry.model_fields[name].annotation) for name in ("kind", "qualifier", "status")
}
_INDICATORS = [None, "party_members", "concurrent_post_rate", "arable_land", "没有这个"]


@st.composite
def ledgers(draw, entries=3):
    """A ledger whose texts and numbers come from a small pool, so that they meet each other."""
    texts = draw(st.lists(_TEXT, min_size=1, max_size=5))
    numbers = draw(st.lists(_NUMBER, min_size=1, max_size=4))
    text, number = st.sampled_from(["", *texts]), st.sampled_from(numbers)
    small, from_one = st.integers(0, 30), st.integers(1, 9)
    day = st.none() | st.dates(min_value=date(1921, 7, 1), max_value=date(2099, 12, 31))
    spot = {"start": small, "end": small, "line": from_one, "column": from_one}
    texts_of = {
        kind: {name: text for name, field in kind.model_fields.items() if field.annotation is str}
        for kind in (Entry, Source, RepairEntry, IgnoredEntry)
    }
    states = st.sampled_from(["待核", "已核", "存疑", "作废"])
    review = st.builds(Review, state=states, value=number, by=text, note=text)
    entry = st.builds(
        Entry,
        **texts_of[Entry],
        **spot,
        **{name: st.sampled_from(choices) for name, choices in _CHOICES.items()},
        indicator=st.sampled_from(_INDICATORS),
        part_of=st.none() | text,
        value=number,
        value_max=number,
        period_start=day,
        period_end=day,
        why=st.lists(text, max_size=2).map(tuple),
        review=st.none() | review,
    )
    repair = st.builds(RepairEntry, **texts_of[RepairEntry], **spot)
    counts = st.dictionaries(text, small, max_size=2)
    source = st.builds(
        Source,
        **texts_of[Source],
        characters=small,
        repairs=counts,
        ignored=counts,
        repaired=st.lists(repair, max_size=1).map(tuple),
    )
    ignored = st.builds(IgnoredEntry, **texts_of[IgnoredEntry], **spot)
    return Ledger(
        recipe=draw(text),
        sources=tuple(draw(st.lists(source, max_size=2))),
        entries=tuple(draw(st.lists(entry, max_size=entries))),
        ignored=tuple(draw(st.lists(ignored, max_size=1))),
    )


def saved_again(data):
    """The workbook as openpyxl writes it: strings in a table, no seal, no cached values."""
    out = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.save(out)
    return out.getvalue()


def digits(ledger):
    return [
        (str(e.value), str(e.value_max), e.review and str(e.review.value)) for e in ledger.entries
    ]


@settings(max_examples=60)
@given(ledger=ledgers())
def test_it_comes_back_whole(ledger):
    data = xlsx_file.dump(ledger)
    assert data == xlsx_file.dump(ledger)
    again = xlsx_file.load(data)
    assert again == ledger
    assert digits(again) == digits(ledger)


@settings(max_examples=25)
@given(ledger=ledgers())
def test_nothing_happens_when_nothing_happened(ledger):
    """The same extraction into the book that holds it: no event, whatever it looks like."""
    done = three_way.settled(read(xlsx_file.dump(ledger)), None, wording())
    assert done.events == ()
    assert done.struck == ()


@settings(max_examples=25)
@given(ledger=ledgers(), note=_TEXT, value=st.integers(0, 10**9))
def test_what_a_person_enters_is_read(ledger, note, value):
    if not ledger.entries:
        return
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file.dump(ledger)))
    sheet = book[ledger_sheet.TITLE]
    heads = {c.head: at for at, c in enumerate(ledger_sheet.COLUMNS, start=1)}
    sheet.cell(4, heads["校核数"]).value = value
    cell = sheet.cell(4, heads["备注"])
    cell.value = "".join(c for c in note if c.isprintable()) or None
    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    again = xlsx_file.load(out.getvalue())
    assert len(again.entries) == len(ledger.entries)
    assert value in [e.review.value for e in again.entries if e.review]
    unchanged = [e for e, old in zip(again.entries, ledger.entries, strict=True) if e == old]
    assert len(unchanged) >= len(ledger.entries) - 1
