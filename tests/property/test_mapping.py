"""What holds of mapping for every mention, however odd."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djledger import mapping
from djledger.knowledge import default
from djledger.model.mention import Mention, Quantity

KNOWN = mapping.indicators(default())
WORDS = sorted(
    {w for i in KNOWN.values() for w in (*i.heads, *i.exact, *i.require_any, *i.negative)}
)
TEXTS = st.lists(
    st.sampled_from(WORDS)
    | st.sampled_from("、和与（）“”《》的非，。\n 每由到")
    | st.text(max_size=3),
    max_size=6,
).map("".join)
UNITS = st.sampled_from([*sorted({u for i in KNOWN.values() for u in i.units}), "", "匹"])
KINDS = st.sampled_from(["count", "money", "percent", "measure", "rate"])


@st.composite
def mentions(draw):
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text)))
    quantity = Quantity(start, start + 1, Decimal(1), draw(UNITS), kind=draw(KINDS))
    action = draw(st.sampled_from(["", "建立", "走访", "增加", "转化", "培训"]))
    per = draw(st.sampled_from(["", "年", "人·年", "村"]))
    return Mention(quantity, draw(TEXTS), action, per=per, clause=text), text


@given(mentions())
def test_what_is_found_is_catalogued_and_counted_in_that_unit(drawn):
    told, text = drawn
    for found, why in (
        mapping.indicator(told, default()),
        *mapping.assigned([told], text, default()),
    ):
        if found is None:
            assert not why or why[0].startswith("open: ")
        else:
            item = KNOWN[found]
            assert told.quantity.unit in item.units or not told.quantity.unit
            assert why[0].startswith("head: ")


@given(mentions())
def test_quotation_marks_and_brackets_change_nothing(drawn):
    told, _ = drawn
    quoted = Mention(
        told.quantity,
        told.item.replace("(", "（").replace(")", "）") + "”",
        told.action,
        per=told.per,
        clause=told.clause,
    )
    if told.item:
        assert mapping.indicator(told, default()) == mapping.indicator(quoted, default())


@pytest.mark.parametrize("item", ["非贫困村", "副书记", "农村居民和"])
def test_a_mention_alone_is_found_as_among_others(item):
    alone = Mention(Quantity(0, 2, Decimal(1), "个"), item)
    assert mapping.assigned([alone], "", default())[0] == mapping.indicator(alone, default())


@pytest.mark.parametrize("piece", ["升级", "、", "和村", "《", "（", "贫困村", "第一书记和"])
def test_long_items_cost_no_more_than_their_length(piece):
    def cost(times):
        told = Mention(Quantity(0, 1, Decimal(1), "个"), piece * times)
        began = time.process_time()
        mapping.assigned([told], piece * times, default())
        return time.process_time() - began

    cost(10)
    assert min(cost(10_000) for _ in range(3)) < 0.5
