"""Measure words that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.relations import before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission
    from djledger.knowledge import Knowledge

_PERSONS = frozenset("人名位")
_SHORT = 2
Kinds = dict[str, tuple[frozenset[str], frozenset[str]]]


@check(
    "DJ404",
    "unit-of-measure-mixed",
    "warning",
    says={
        "": (
            "{quote}与{other}口径不同（{unit}、{than}），不能作其中数",
            "{quote} cannot be part of {other}: {unit} and {than}",
        ),
        "odd": (
            "{item}不以“{unit}”计，通常用{usual}",
            "{item} is not counted in {unit} but in {usual}",
        ),
    },
    english="""People and attendances are mixed, or a thing has a measure word it cannot have.

    500人次 of whom 120人: one person may attend ten times. 党员312户: members are counted in
    名 or 人. What the catalogue counts in several measures is left alone.
    """,
)
def unit_of_measure(submission: Submission) -> Iterator[Problem]:
    """量词口径混用，或量词不对。

    “培训500人次，其中120人”：人与人次不能作部分与总数。“党员312户”：党员以名、人计。
    指标目录里可以用几种量词的对象不报。
    """
    for placed in submission.placed:
        last = before(submission, placed)
        entry = placed.entry
        if last is not None and last.sentence is placed.sentence and placed.countable:
            a, b = entry.unit, last.entry.unit
            gap = submission.text[last.end : placed.start]
            mixed = (a in _PERSONS and b == "人次") or (a == "人次" and b in _PERSONS)
            if mixed and submission.cue("of_which_only").fullmatch(gap[:3].strip("，,（( ")):
                args = {"quote": entry.quote, "other": last.entry.quote, "unit": a, "than": b}
                yield Problem(entry, args)
    kinds = submission.knowledge.made(_kinds)
    by_start = {e.start: e for e in submission.entries}
    by_end = {e.end: e for e in submission.entries}
    for entry in submission.entries:
        if entry.kind != "count" or entry.indicator or entry.per or entry.part_of:
            continue
        chained = entry.end in by_start or entry.start in by_end  # 26户81人
        usual, never = _kind(kinds, entry.item)
        if entry.unit in never and not chained:
            args = {"item": entry.item, "unit": entry.unit, "usual": "、".join(sorted(usual))}
            yield Problem(entry, args, says="odd")


def _kind(kinds: Kinds, item: str) -> tuple[frozenset[str], frozenset[str]]:
    """What is known of the longest end of *item* that the catalogue has."""
    for start in range(len(item) - _SHORT + 1):
        if item[start:] in kinds:
            return kinds[item[start:]]
    return frozenset(), frozenset()


def _kinds(knowledge: Knowledge) -> Kinds:
    """What each thing of the catalogue is counted in, and what it cannot be counted in."""
    found: dict[str, set[str]] = {}
    for item in knowledge.items("indicators"):
        for head in (*item.get("heads", ()), *item.get("exact", ())):
            if len(head) >= _SHORT:
                found.setdefault(head, set()).update(item["units"])
    rules = [i for i in knowledge.items("checks") if i["id"].startswith("never_")]
    kinds = {}
    for head, units in found.items():
        never = {w for rule in rules if units & set(rule["of"]) for w in rule["words"]}
        kinds[head] = (frozenset(units), frozenset(never) - units)
    return kinds
