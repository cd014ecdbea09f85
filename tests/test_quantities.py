"""Numerals, quantities, dates and noise: one line of a table, one test."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import djledger
from djledger.extract import dates, numerals, quantities
from djledger.knowledge import default

CASES = Path(__file__).parent / "cases"
EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"


def cases(name):
    table = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(c, id=f"{c['why']}-{c['text'][:16]}", marks=marks(c)) for c in table]


def marks(case):
    return [pytest.mark.xfail(reason=case["note"])] if case.get("expect") == "fail" else []


def number(value):
    return None if value is None else Decimal(str(value))


@pytest.mark.parametrize("case", cases("numerals"))
def test_numeral(case):
    found = numerals.read(numerals.fold(case["text"]), 0)
    assert found is not None
    assert found.end == len(case["text"])
    assert found.value == number(case["value"])
    assert found.high == number(case.get("high"))
    assert found.over is case.get("over", False)


@pytest.mark.parametrize("case", cases("quantities"))
def test_quantity(case, knowledge):
    found, _ = quantities.find(case["text"], knowledge)
    got = [
        (case["text"][q.start : q.end], q.value, q.value_max, q.unit, q.qualifier, q.kind)
        for q in found
    ]
    assert got == [
        (
            e["quote"],
            number(e.get("value")),
            number(e.get("max")),
            e.get("unit", ""),
            e.get("qualifier", "exact"),
            e.get("kind", "count"),
        )
        for e in case["found"]
    ]


@pytest.mark.parametrize("case", cases("noise"))
def test_noise(case, knowledge):
    found, ignored = quantities.find(case["text"], knowledge)
    assert found == []
    got = [[case["text"][i.start : i.end], i.reason] for i in ignored]
    assert got == case["ignored"]


@pytest.mark.parametrize("case", cases("dates"))
def test_date(case, knowledge):
    found = dates.find(case["text"], knowledge)
    assert [[case["text"][d.start : d.end], d.kind] for d in found] == case["dates"]


def proofs(name, key):
    return [
        pytest.param(proof, id=f"{item['id']}-{proof}")
        for item in default().items(name)
        for proof in item.get(key, ())
    ]


@pytest.mark.parametrize("text", proofs("noise", "examples"))
def test_noise_knows_its_examples(text, knowledge):
    found, ignored = quantities.find(text, knowledge)
    assert not found
    assert ignored


@pytest.mark.parametrize("text", proofs("noise", "never") + proofs("measures", "examples"))
def test_what_counts_is_found(text, knowledge):
    wanted = text if isinstance(text, dict) else {"text": text}
    found, _ = quantities.find(wanted["text"], knowledge)
    assert found
    if "value" in wanted:
        assert (wanted["value"], wanted["unit"]) in [(q.value, q.unit) for q in found]


@pytest.mark.parametrize("text", proofs("measures", "never"))
def test_what_is_no_measure_word_makes_no_quantity(text, knowledge):
    assert quantities.find(text, knowledge)[0] == []


def test_offsets_are_those_of_the_text_as_given():
    text = "慰問黨員（dǎng yuán）３６名，發放１.２萬元"
    found = djledger.quantities(text)
    assert [(text[q.start : q.end], q.value, q.unit) for q in found] == [
        ("３６名", Decimal(36), "名"),
        ("１.２萬元", Decimal(12000), "元"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2^5", "32"),
        ("2.5^-1", "0.4"),
        ("40k", "40000"),
        ("2e5", "200000"),
        ("-2.5 M", "-2500000"),
        ("1 4/3", "2.333333"),
        ("三又二分之一", "3.5"),
        ("百分之负三点八", "-3.8"),
        ("五元三毛", "5.3"),
        ("打对折", "50"),
        ("十打苹果", "120"),
        ("半百", "50"),
        (".5", "0.5"),
        ("三成半", "3.5"),
    ],
)
def test_every_number_is_read(text, value):
    (found,) = djledger.quantities(text)
    assert round(found.value, 6) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["四川", "一切", "陆地", "大陆", "队伍", "半岛", "两岸关系", "收拾"]
)
def test_words_hold_no_numbers(text):
    assert djledger.quantities(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("大于十小于二十", 10, 20),
        ("1000以上，1500以下", 1000, 1500),
        ("10与20之间", 10, 20),
        ("10~15k", 10000, 15000),
        ("两到三仟", 2000, 3000),
    ],
)
def test_two_bounds_are_one_range(text, low, high):
    (found,) = djledger.quantities(text)
    assert (found.value, found.value_max, found.qualifier) == (low, high, "range")


def test_conformance():
    """Other projects' own tests of Chinese numbers."""
    script = EVAL / "conformance.py"
    if not script.exists():
        pytest.skip(f"{script} is not here")
    command = [sys.executable, str(script), str(EVAL / "conformance.jsonl"), "--json"]
    run = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    assert json.loads(run.stdout)["share"] >= 0.95
