"""The scorer itself: a wrong yardstick would make every figure wrong."""

from __future__ import annotations

import pytest
import score

TEXT = "全镇有党员120名，其中女党员40名，计划新建中心2个。"


def row(quote, value, **more):
    start = TEXT.index(quote)
    fields = {
        "start": start,
        "end": start + len(quote),
        "value": value,
        "value_max": None,
        "unit": quote[-1],
        "qualifier": "exact",
        "kind": "count",
        "item": "党员",
        "action": None,
        "status": "achieved",
        "period": None,
        "scope": "全镇",
        "per": None,
        "part_of": None,
        "of": None,
        "optional": False,
    }
    return fields | more


LABELS = [
    row("120名", "120"),
    row("40名", "40", item="女党员", part_of=4),
    row("2个", "2", item="中心", status="planned", action="新建"),
]


def scored(entries, labels=LABELS):
    return score.score_report("r", TEXT, entries, labels)


def kinds(result):
    return sorted(error.kind for error in result.errors)


def test_the_labels_themselves_are_perfect():
    result = scored([dict(label) for label in LABELS])
    assert [result.f1(m) for m in score.MEASURES] == [1.0, 1.0, 1.0]
    assert result.offsets() == 1.0
    assert set(result.fields().values()) <= {(1.0, 1.0), (1.0, 0.0)}
    assert not result.errors


def test_nothing_extracted():
    result = scored([])
    assert [result.f1(m) for m in score.MEASURES] == [0.0, 0.0, 0.0]
    assert kinds(result) == ["missed"] * 3


@pytest.mark.parametrize(
    ("change", "strict", "row_", "wrong"),
    [
        ({"value": "12"}, 2, 2, ["value"]),
        ({"unit": "人"}, 2, 2, ["value"]),
        ({"qualifier": "over"}, 2, 2, ["value"]),
        ({"value_max": "130"}, 2, 2, ["value"]),
        ({"item": "群众"}, 3, 2, ["item"]),
        ({"item": "农村党员"}, 3, 3, []),
        ({"status": "planned"}, 3, 2, ["status"]),
        ({"scope": ""}, 3, 3, ["scope"]),
        ({"value": "120.0"}, 3, 3, []),
        ({"start": 5, "end": 7}, 3, 3, []),
    ],
    ids=str,
)
def test_one_change_costs_what_it_should(change, strict, row_, wrong):
    result = scored([LABELS[0] | change, *LABELS[1:]])
    assert result.counts["found"] == 3
    assert (result.counts["strict"], result.counts["row"]) == (strict, row_)
    assert kinds(result) == wrong


def test_spurious_costs_precision_only():
    result = scored([*LABELS, row("其中", "1")])
    assert result.recall("strict") == 1.0
    assert result.precision("strict") == 0.75
    assert kinds(result) == ["spurious"]


def test_optional_counts_neither_way():
    labels = [LABELS[0] | {"optional": True}, *LABELS[1:]]
    for entries in (LABELS, LABELS[1:]):
        result = scored(entries, labels)
        assert [result.f1(m) for m in score.MEASURES] == [1.0, 1.0, 1.0]
        assert not result.errors


def test_a_label_goes_to_the_entry_that_is_right():
    wide = row("120名，其中女党员40名", "999")
    assert scored([wide, *LABELS]).counts["strict"] == 3
    assert scored([*LABELS, wide]).counts["strict"] == 3


def test_a_third_may_be_rounded():
    third = [row("2个", "0.6667")]
    assert scored([row("2个", "0.66666666667")], third).counts["strict"] == 1
    assert scored([row("2个", "0.67")], third).counts["strict"] == 0


def test_masked_is_not_zero():
    masked = [row("2个", None, qualifier="masked")]
    assert scored([row("2个", None, qualifier="masked")], masked).counts["strict"] == 1
    assert scored([row("2个", "0", qualifier="masked")], masked).counts["strict"] == 0
