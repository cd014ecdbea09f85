"""No set of labelled reports is read worse than its floor (`make gate` shows the figures)."""

from __future__ import annotations

import json

import gate
import pytest

FLOORS = json.loads(gate.FLOORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FLOORS)
def test_floor(name):
    short = gate.shortfalls(name, FLOORS, lift=False)
    if short is None:
        pytest.skip(f"there are no labelled reports in {name}")
    assert short == []
