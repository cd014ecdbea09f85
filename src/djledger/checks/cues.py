"""Cue words of the checks: the items of knowledge/checks.yaml, compiled when first used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge


def cue(knowledge: Knowledge, name: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the ``words`` or ``patterns`` of the item *name*."""
    return knowledge.made(_cues)[name]


def words(knowledge: Knowledge, name: str) -> tuple[str, ...]:
    """Return the ``words`` of the item *name*."""
    return knowledge.made(_words)[name]


def _words(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {i["id"]: tuple(i.get("words", ())) for i in knowledge.items("checks")}


def _cues(knowledge: Knowledge) -> dict[str, re.Pattern[str]]:
    made = {}
    for item in knowledge.items("checks"):
        longest = sorted(item.get("words", ()), key=len, reverse=True)
        parts = [*item.get("patterns", ()), *map(re.escape, longest)]
        made[item["id"]] = re.compile("|".join(parts))
    return made
