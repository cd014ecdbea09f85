"""Traditional script with pinyin notes changes no value, no unit and no item."""

from __future__ import annotations

from pathlib import Path

import damage
import pytest

import djledger

REPORTS = sorted((Path(__file__).parent / "reports").glob("*.txt"))


@pytest.mark.parametrize("report", REPORTS, ids=[p.stem for p in REPORTS])
def test_a_damaged_copy_says_the_same(report):
    clean = djledger.extract(report)
    if clean.sources[0].script != "simplified" or clean.sources[0].repairs:
        pytest.skip("not a clean text in simplified script")
    copy = djledger.extract(damage.damage(report.read_text("utf-8")))
    assert copy.sources[0].repairs
    facts = [[(e.value, e.unit, e.item) for e in ledger.entries] for ledger in (clean, copy)]
    assert facts[0] == facts[1]
