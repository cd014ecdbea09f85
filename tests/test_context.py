"""What the sentences of tests/cases/context.yaml say of their numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from djledger import api

CASES = yaml.safe_load(
    (Path(__file__).parent / "cases/context.yaml").read_text(encoding="utf-8")
)


def parameters():
    for case in CASES:
        for quote, fields in case["say"].items():
            failing = case.get("expect") == "fail"
            marks = [pytest.mark.xfail(strict=True, reason=case["note"])] if failing else []
            yield pytest.param(
                case["text"], quote, fields, id=f"{case['why']}-{quote}", marks=marks
            )


@pytest.mark.parametrize(("text", "quote", "fields"), [*parameters()])
def test_sentence(text, quote, fields):
    entries = {entry.quote: entry for entry in api.extract(text).entries}
    assert quote in entries
    entry = entries[quote]
    by_id = {e.id: e.quote for e in entries.values()}
    said = {name: getattr(entry, name) for name in fields}
    if "part_of" in said:
        said["part_of"] = by_id.get(said["part_of"])
    assert said == fields
