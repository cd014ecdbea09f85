"""Done, planned or required."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge


class Cues:
    """Compiled words of `knowledge/statuses.yaml`."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read the cue words."""
        groups = {
            i["id"]: re.compile("|".join(i["words"].split())) for i in knowledge.items("statuses")
        }
        self.planned = groups["planned"]
        self.done = groups["done"]
        self.required = groups["required"]
        self.headings = groups["headings"]


def decide(before: str, after: str, knowledge: Knowledge, *, planned: bool) -> tuple[str, str]:
    """Return the status and the word that decided it ('' for a plain statement).

    *before* is the sentence up to the quantity, *after* the rest of its clause; *planned*: it
    stands under a heading that speaks of what is to come.
    """
    cues = knowledge.made(Cues)
    plan = _last(cues.planned, before)
    done = _last(cues.done, before)
    must = _last(cues.required, before)
    if plan and (not done or done[0] < plan[0]):
        return "planned", plan[1]
    if match := re.match(r"[^，,。；;]{0,12}(?:的目标|的要求|的任务)", after):
        return "planned", match[0][-2:]
    if must and (not done or done[0] < must[0]):
        return "required", must[1]
    if planned and not done:
        return "planned", "标题"
    return "achieved", ""


def _last(cue: re.Pattern[str], text: str) -> tuple[int, str] | None:
    found = None
    for match in cue.finditer(text):
        found = (match.start(), match[0])
    return found
