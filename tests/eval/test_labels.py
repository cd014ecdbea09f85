"""The project's own labelled reports: is each label what it says it is?"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from djledger.model.ledger import Kind, Qualifier, Status

GOLD = sorted((Path(__file__).parents[1] / "reports").glob("*.gold.jsonl"))
TEXT_OR_NONE = ("item", "action", "period", "scope", "per", "of")


def test_there_are_labelled_reports():
    assert len(GOLD) >= 10


@pytest.mark.parametrize("gold", GOLD, ids=lambda p: p.name.removesuffix(".gold.jsonl"))
def test_labels(gold):
    raw = gold.with_name(gold.name.replace(".gold.jsonl", ".txt")).read_bytes().decode("utf-8")
    labels = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    starts = [label["start"] for label in labels]
    assert starts == sorted(set(starts)), "in order, one label a place"
    for label in labels:
        place = f"{label['start']} {label['text']}"
        assert raw[label["start"] : label["end"]] == label["text"], place
        assert label["kind"] in get_args(Kind), place
        assert label["qualifier"] in get_args(Qualifier), place
        assert label["status"] in get_args(Status), place
        assert isinstance(label["optional"], bool), place
        assert label["part_of"] in (None, *starts), place
        assert label["part_of"] != label["start"], place
        for key in TEXT_OR_NONE:
            assert label[key] is None or label[key].strip() == label[key] != "", f"{place} {key}"
        for key in ("value", "value_max"):
            assert label[key] is None or Decimal(label[key]).is_finite(), place
        assert (label["value"] is None) == (label["qualifier"] == "masked"), place
        assert (label["value_max"] is not None) <= (label["qualifier"] == "range"), place
