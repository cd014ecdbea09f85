"""Periods become dates: tests/cases/calendar.yaml, and what holds for every period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from djledger.extract import calendar
from djledger.knowledge import default

CASES = yaml.load(
    (Path(__file__).parent / "cases/calendar.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 -- builds strings only, safer than the safe one
)
PERIODS = sorted({case["period"] for case in CASES})


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["why"])
def test_days(case, knowledge):
    report = date.fromisoformat(case["report"]) if case["report"] else None
    ends = calendar.resolve(case["period"], report, knowledge)
    assert "..".join(str(end or "") for end in ends) == case["days"]


@given(
    st.sampled_from(PERIODS),
    st.none() | st.dates(date(1990, 1, 1), date(2060, 12, 31)),
)
def test_a_period_never_ends_before_it_begins(period, report):
    first, last = calendar.resolve(period, report, default())
    if first is not None and last is not None and not (report and first > report):
        assert first <= last


@given(st.text("今去年月日第一二三四五十0123456789季度以来截至目前近底末初前-至到", max_size=12))
def test_any_text_is_resolved_or_left_open(period):
    first, last = calendar.resolve(period, date(2024, 6, 30), default())
    assert all(end is None or isinstance(end, date) for end in (first, last))
