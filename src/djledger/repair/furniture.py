"""Page furniture: lines that a web page puts round a report, whose numbers count nothing.

A line is furniture as a whole or not at all, and only a short one: a sentence that mentions a
share button is a sentence. Shapes and words stand in ``knowledge/boilerplate.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.knowledge.characters import simplified, traditional
from djledger.model.text import Span
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

_LONGEST = 400  # characters in a line of furniture
_LINK = 40  # characters in the title of a related page
_SENTENCE = compiled("[。；！？]")
_NOTE = compiled(
    r"[0-9一二三四五六七八九十]{1,2}\s*[、.．)）]|[(（][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑨]|[※*★]"
)


def find(text: str, knowledge: Knowledge) -> Iterator[Span]:
    r"""Yield the spans of *text* that are page furniture, in order, whole lines.

    >>> from djledger.knowledge import default
    >>> text = "首页 > 工作动态\n走访困难党员12名。\n上一页 [1] [2] 下一页"
    >>> [span.of(text) for span in find(text, default())]
    ['首页 > 工作动态', '上一页 [1] [2] 下一页']
    """
    rules = knowledge.made(_rules)
    if not traditional().isdisjoint(text):
        text = text.translate(simplified())  # one character for one: places stay
    start, extends = 0, ""
    for line in text.split("\n"):
        bare = " ".join(line.split())  # no pattern sees two spaces side by side
        shape = _shape(bare, rules)
        if shape is not None:
            extends = shape.extends
        elif bare and not _goes_on(bare, extends):
            extends = ""
        if bare and (shape is not None or extends):
            yield Span(start, start + len(line))
        start += len(line) + 1


@dataclass(frozen=True, slots=True)
class _Shape:
    cues: re.Pattern[str]
    pattern: re.Pattern[str]
    without: re.Pattern[str] | None
    extends: str

    def fits(self, line: str) -> bool:
        return bool(
            self.cues.search(line)
            and self.pattern.fullmatch(line)
            and not (self.without and self.without.search(line))
        )


@dataclass(frozen=True, slots=True)
class _Rules:
    cues: re.Pattern[str]
    shapes: tuple[_Shape, ...]


def _rules(knowledge: Knowledge) -> _Rules:
    items = knowledge.items("boilerplate")
    return _Rules(
        _any(sorted({cue for item in items for cue in item["cues"]})),
        tuple(
            _Shape(
                _any(item["cues"]),
                compiled(item["pattern"], re.VERBOSE),
                compiled(item["without"]) if "without" in item else None,
                item.get("extends", ""),
            )
            for item in items
        ),
    )


def _any(words: list[str]) -> re.Pattern[str]:
    return compiled("|".join(map(re.escape, words)))


def _shape(line: str, rules: _Rules) -> _Shape | None:
    if len(line) <= _LONGEST and rules.cues.search(line):
        for shape in rules.shapes:
            if shape.fits(line):
                return shape
    return None


def _goes_on(line: str, extends: str) -> bool:
    """Whether *line* belongs to the furniture above it."""
    if extends == "links":
        return len(line) <= _LINK and not _SENTENCE.search(line)
    return extends == "notes" and len(line) <= _LONGEST and bool(_NOTE.match(line))
