"""Done, planned or required.

A cue rules from where it stands to the end of its sentence, unless a word of completion comes
after it; a heading (二、下一步打算) or a title (…实施方案) rules what stands under it. Cues
inside 《》, quotes and brackets belong to what is quoted.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from djledger.extract.cues import any_cue
from djledger.patterns import compiled

if TYPE_CHECKING:
    import re

    from djledger.extract.around import Around
    from djledger.knowledge import Knowledge
    from djledger.model.mention import Quantity
    from djledger.segment import Sentence

_HEADING = compiled(
    r"(?:^|(?<=[\n。；;]))[ \u3000\xa0]*(?P<mark>[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、](?![0-9]))"
    r"(?P<words>[^\n。，,；;：:（(]{2,30})"
)
# 平均每村3名, 每百户拥有…: a level that was measured, and no rule.
_MEASURED = compiled(r"平均每|每[^，,。；;]{0,12}(?:有|达|赶集|就餐|客流)|每[百千万]")
_TITLE_LINES = 6


class Cues:
    """Compiled words of `knowledge/statuses.yaml`."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read the cue words."""
        groups = {
            i["id"]: compiled(any_cue(i["words"].split())) for i in knowledge.items("statuses")
        }
        self.planned = groups["planned"]
        self.done = groups["done"]
        self.required = groups["required"]
        self.aims = groups["aims"]
        self.headings = groups["headings"]
        self.reviews = groups["reviews"]
        self.titles = groups["titles"]
        self.rules = groups["rules"]
        self.strong = groups["strong"]
        self.faults = groups["faults"]


class Outlook(NamedTuple):
    """What headings say of the stretches under them: '' planned required."""

    starts: tuple[int, ...]
    senses: tuple[str, ...]

    def at(self, offset: int) -> str:
        """Return what the heading or the title above *offset* makes of a plain statement."""
        k = bisect_right(self.starts, offset) - 1
        return self.senses[k] if k >= 0 else ""


def outlook(text: str, knowledge: Knowledge) -> Outlook:
    """Return which stretches of the working *text* speak of what is to come."""
    cues = knowledge.made(Cues)
    head = text.split("\n", _TITLE_LINES)[:_TITLE_LINES]
    title = next((line for line in head if cues.titles.search(line.strip())), "")
    whole = "planned" if title and not cues.reviews.search(title) else ""
    starts, senses = [0], [whole]
    stack: list[tuple[int, str]] = []
    for match in _HEADING.finditer(text):
        mark, words = match["mark"], match["words"]
        level = 1 if mark[0] in "（(" else 0 if mark[-1] == "、" and not mark[0].isdigit() else 2
        while stack and stack[-1][0] >= level:
            stack.pop()
        sense = stack[-1][1] if stack else whole
        if cues.rules.search(words):
            sense = "required"
        elif cues.headings.search(words) and not cues.faults.search(words):
            sense = "planned"
        elif cues.reviews.search(words):
            sense = ""
        stack.append((level, sense))
        starts.append(match.start())
        senses.append(sense)
    return Outlook(tuple(starts), tuple(senses))


def decide(text: str, here: Around, cues: Cues, outlook: str) -> tuple[str, str]:
    """Return the status of a quantity and the word that decided it ('' for a plain statement).

    *outlook* is what the heading above says (`Outlook.at`).
    """
    quantity, sentence = here.quantity, here.sentence
    clause = sentence.clause(quantity.start, quantity.end, here.zone)
    before = _outside(text, sentence, quantity.start)
    near = _outside(text, sentence, quantity.start, clause[0])
    after = text[quantity.end : clause[1]]
    plan, done = _last(cues.planned, before), _last(cues.done, before)
    must = _last(cues.required, near)
    rule = must[1] if must else ""
    each = any(a.kind == "each" for a in here.against)
    if each and not rule and not _MEASURED.search(near) and not cues.done.search(near):
        rule = "每" if _is_rule(quantity) else ""
    if aim := cues.aims.match(after):
        return "planned", aim[0]
    strong = bool(must) and bool(cues.strong.search(near))
    if plan and (not done or done[0] < plan[0]) and not strong:
        return "planned", plan[1]
    if rule:
        return "required", rule
    if outlook and not done:
        return outlook, "heading"
    return "achieved", ""


def _is_rule(quantity: Quantity) -> bool:
    """Whether a figure behind 每 is a demand by its look: how often, or a small or open number."""
    if quantity.kind != "count":
        return quantity.kind == "rate"
    small = quantity.value is not None and quantity.value < _SMALL
    return quantity.unit in _OFTEN or quantity.qualifier == "range" or small


_OFTEN = frozenset(("次", "遍", "期", "场"))
_SMALL = 10


def _outside(text: str, sentence: Sentence, end: int, start: int | None = None) -> str:
    """Return the sentence up to *end* with what stands in finished zones blanked out."""
    begin = sentence.start if start is None else start
    piece = text[begin:end]
    for zone in sentence.zones:
        if zone.end <= end and zone.start >= begin:
            size = zone.end - zone.start
            piece = piece[: zone.start - begin] + " " * size + piece[zone.end - begin :]
    return piece


def _last(cue: re.Pattern[str], text: str) -> tuple[int, str] | None:
    found = None
    for match in cue.finditer(text):
        found = (match.start(), match[0])
    return found
