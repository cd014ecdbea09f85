"""Patterns written to be searched quickly find what plain ones find."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from djledger.extract.cues import any_cue
from djledger.extract.periods import Patterns
from djledger.knowledge import default

GROUPS = {item["id"]: item["words"].split() for item in default().items("statuses")}
WORDS = [word for words in GROUPS.values() for word in words]
PIECES = sorted({re.sub(r"\(\?.*?\)|[^\w]", "", word) for word in WORDS})
SENTENCES = st.lists(
    st.sampled_from([*PIECES, "按", "今年", "规", "到2025年底", "，", "20", "户", "全", "求"])
).map("".join)
YEARS = ["2019年", "“十三五”期间", "近三年", "两年来", "上半年", "季度", "1-6月", "今年以来"]
EVENTS = ["活动开展以来", "换届以来", "实施以来"]
OTHERS = ["截至", "目前", "，", "村", "3", "第一", "党员", "户年均", "\u3000"]
TIMES = st.lists(st.sampled_from(YEARS + EVENTS + OTHERS), max_size=12).map("".join)


@given(st.sampled_from(sorted(GROUPS)), SENTENCES)
def test_cues(group, text):
    plain = re.compile("|".join(GROUPS[group]))
    quick = re.compile(any_cue(GROUPS[group]))
    assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]


@cache
def patterns():
    return default().made(Patterns)


@given(TIMES)
def test_periods(text):
    found = [match.span() for match in patterns().find(text)]
    assert found == [match.span() for match in patterns()._whole.finditer(text)]
