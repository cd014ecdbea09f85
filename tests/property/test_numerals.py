"""What must hold for every number and every text."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import djledger
from djledger.extract import dates, numerals, quantities
from djledger.knowledge import default

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
UNITS = ["个", "名", "户", "人次", "亩", "元", "公里", "%"]
# Every sign that the engine has a rule for, and enough others to part them.
SIGNS = (
    "0123456789一二三四五六七八九十百千万亿两半零〇几数多余来个名户人次元亩年月日号时第前后"
    "近约至到-—~.,，。、：:；（）()“”《》〔〕*×X/+% \n的是要级大分之成倍村镇组期以上下内左右"
)
texts = st.text(st.sampled_from(SIGNS), max_size=60)


def spell(number):
    """Say a number in Chinese, place by place, from the right: not how the engine reads it."""
    if number == 0:
        return "零"
    words, zero, place = [], False, 0
    while number:
        number, group = divmod(number, 10_000)
        said = []
        for size in ("", "十", "百", "千"):
            group, digit = divmod(group, 10)
            if digit:
                said.append(DIGITS[digit] + size)
            elif said and said[-1] != "零":
                said.append("零")
        while said and said[-1] == "零":
            said.pop()
            zero = bool(number)
        text = "".join(reversed(said))
        if text:
            words.append(text + ["", "万", "亿", "兆"][place])
        if number and (zero or not text or len(said) < 4) and words and words[-1] != "零":
            words.append("零")
        zero = False
        place += 1
    while words and words[-1] == "零":
        words.pop()
    return "".join(reversed(words))


@given(st.integers(0, 10**16 - 1))
def test_a_spelled_number_reads_back(number):
    assert numerals.parse(spell(number)) == number


@given(st.integers(1, 10**12 - 1))
def test_formal_numerals_are_the_same_number(number):
    assert numerals.parse(spell(number).translate(FORMAL)) == number


@given(st.integers(0, 10**15))
def test_grouped_digits_read_back(number):
    assert numerals.parse(f"{number:,}") == number


@given(st.decimals(0, 10**9, places=3))
def test_full_width_digits_read_back(number):
    assert numerals.parse(str(number).translate(WIDE)) == number


@given(st.decimals(0, 10**5, places=2), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_scales_multiply_exactly(number, scale):
    name, size = scale
    if number:
        assert numerals.parse(f"{number}{name}") == number * size


@given(texts)
def test_folding_moves_nothing(text):
    assert len(numerals.fold(text)) == len(text)


@given(st.lists(st.tuples(st.integers(1, 99_999), st.sampled_from(UNITS)), min_size=1, max_size=5))
def test_neighbours_stay_apart(pairs):
    text = "共" + "".join(f"{n}{unit}" for n, unit in pairs) + "。"
    found, _ = quantities.find(text, default())
    assert [(q.value, q.unit) for q in found] == pairs


@given(texts)
def test_every_numeral_is_accounted_for(text):
    found, ignored = quantities.find(text, default())
    spans = sorted((x.start, x.end) for x in [*found, *ignored])
    covered = [i for start, end in spans for i in range(start, end)]
    assert len(covered) == len(set(covered)), "spans overlap"
    for match in re.finditer(r"[0-9一二三四五六七八九十百千万亿两半零〇]", text):
        assert match.start() in set(covered), (match[0], match.start())


@given(texts)
def test_a_quantity_is_what_its_span_says(text):
    found, ignored = quantities.find(text, default())
    assert found == sorted(found, key=lambda q: q.start)
    assert ignored == sorted(ignored, key=lambda i: i.start)
    for quantity in found:
        assert quantity.start < quantity.number_end <= quantity.end <= len(text)
        assert (quantity.value is None) == (quantity.qualifier == "masked")
        assert (quantity.value_max is None) == (quantity.qualifier != "range")
        if quantity.value_max is not None:
            assert quantity.value < quantity.value_max


@given(texts)
def test_time_expressions_are_in_order(text):
    found = dates.find(text, default())
    for one, two in pairwise(found):
        assert one.end <= two.start
    assert all(0 <= d.start < d.end <= len(text) for d in found)


@given(texts)
def test_every_number_lies_in_the_text(text):
    end = 0
    for found in djledger.quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert found.value is not None
        assert found.value.is_finite()
        end = found.end


@pytest.mark.parametrize(
    "sign", ["1", "一", "万", "1,", "1个", "“1", "一、", "(1", "1-", "三四", "10多"]
)
def test_a_long_run_is_read_in_one_pass(sign, knowledge):
    # Four times the text takes about four times as long: the windows do not grow with it.
    found, ignored = quantities.find(sign * 5000, knowledge)
    assert found or ignored


def test_a_number_without_end_is_no_number(knowledge):
    found, ignored = quantities.find("9" * 100_000, knowledge)
    assert found == []
    assert [(i.start, i.end, i.reason) for i in ignored] == [(0, 100_000, "code")]


def test_values_are_exact(knowledge):
    (found,), _ = quantities.find("投资0.1亿元", knowledge)
    assert found.value == Decimal(10_000_000)
    assert str(found.value) == "10000000"
