"""What the sentences of tests/cases/context.yaml say of their numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from djledger import api, knowledge

CASES = yaml.safe_load((Path(__file__).parent / "cases/context.yaml").read_text(encoding="utf-8"))


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


STATUSES = {
    item["id"]: item for item in knowledge.default().items("statuses") if "examples" in item
}
MEANT = {"planned": "planned", "done": "achieved", "required": "required"}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, item in STATUSES.items() for text in item["examples"]]
)
def test_cue_of_a_status(name, text):
    assert api.extract(text).entries[-1].status == MEANT[name]


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, item in STATUSES.items() for text in item.get("never", ())],
)
def test_no_cue_of_a_status(name, text):
    assert api.extract(text).entries[-1].status != MEANT[name]


READ = [
    (text, said)
    for item in knowledge.default().items("verbs")
    for text, said in item.get("examples", {}).items()
]


@pytest.mark.parametrize(("text", "said"), READ)
def test_kind_of_verb(text, said):
    """The example of each group of verbs: the item of its (first or last) number, its action."""
    entries = api.extract(text).entries
    assert said in {f"{e.item}/{e.action}" for e in (entries[0], entries[-1])}
