"""Breakdowns that do not add up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.cues import words
from djledger.checks.interval import interval
from djledger.checks.relations import alike, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission
    from djledger.model.ledger import Entry


_BROKEN = re.compile(r"[0-9][.．,，]\s*\Z")  # 13.⏎21亿: what is read is half a number


@check(
    "DJ305",
    "sum-mismatch",
    "error",
    says=(
        "各项之和 {sum} 不等于总数 {whole}（{parts}）",
        "the parts make {sum}, the total says {whole} ({parts})",
    ),
    english="""The parts of a complete breakdown do not make its total.

    A breakdown counts as complete where its parts complement each other (men and women; full
    and probationary members; committees, general branches and branches), where 分别为 lists
    them, or where 合计 follows them. Parts after 其中 may overlap or be a selection; then
    nothing is said. A bracket that lists parts may be a selection too, so there only a sum
    that is too large is reported.
    """,
)
def sum_mismatch(submission: Submission) -> Iterator[Problem]:
    """分项之和不等于总数。

    分项必须是完整的划分：男与女，正式与预备，党委、总支与支部；“分别为”列出的；后面写了“合计”的。
    “其中”后面可以交叉，也可以只列一部分，不报；括号里可能只列一部分，只在超过总数时报。
    """
    for parts, whole, complete in _breakdowns(submission):
        made, said = total(parts), interval(whole)
        if made is None or said is None:
            continue
        if made[0] > said[1] or (complete and made[1] < said[0]):
            args = {
                "sum": sum(p.value or 0 for p in parts), "whole": whole.quote,
                "parts": [p.quote for p in parts],
            }  # fmt: skip
            yield Problem(whole, args)


def _breakdowns(submission: Submission) -> Iterator[tuple[list[Entry], Entry, bool]]:
    """Yield parts, total, and whether the parts are all there are."""
    done: set[int] = set()
    for top in submission.placed:
        if not top.countable or top.entry.qualifier != "exact" or top.entry.per:
            continue
        if _BROKEN.search(submission.text[max(0, top.start - 12) : top.start]):
            continue
        listed = _following(submission, top)
        if len(listed) > 1:
            complete = submission.cue("respectively").fullmatch(
                submission.text[top.end : listed[0].start]
            )
            if complete:
                yield [p.entry for p in listed], top.entry, True
                continue
        for group in _complements(submission, top, listed):
            yield [p.entry for p in group], top.entry, True
            done.add(top.index)
        if top.index not in done and (inside := _bracketed(submission, top)):
            yield [p.entry for p in inside], top.entry, False
        before = _before_total(submission, top)
        if len(before) > 1:
            yield [p.entry for p in before], top.entry, True


def _following(submission: Submission, top: Placed) -> list[Placed]:
    """The figures of one measure that follow *top* in its sentence, up to the first other one."""
    found: list[Placed] = []
    for placed in submission.placed[top.index + 1 :]:
        if placed.sentence is not top.sentence or placed.start - top.end > 160:
            break
        if placed.entry.kind == "percent":
            continue
        if not alike(placed.entry, top.entry) or not placed.countable:
            break
        if placed.entry.qualifier != "exact" or placed.entry.status != top.entry.status:
            break
        if submission.cue("compared").search(placed.gap) or "；" in placed.gap:
            break
        found.append(placed)
    return found


def _complements(
    submission: Submission, top: Placed, listed: list[Placed]
) -> Iterator[list[Placed]]:
    """Groups of *listed* whose names divide *top* between them."""
    for line in words(submission.knowledge, "complements"):
        kinds = [kind.split("/") for kind in line.split()]
        for first in range(len(listed) - len(kinds) + 1):
            if any(p.entry.part_of != top.entry.id for p in listed[:first]):
                break
            group = listed[first : first + len(kinds)]
            named = [_kind(p, kinds) for p in group]
            if sorted(k for k in named if k is not None) == list(range(len(kinds))):
                yield group
                break


def _kind(placed: Placed, kinds: list[list[str]]) -> int | None:
    """Which of *kinds* the figure is of: the longest of their words next before the number."""
    tail = placed.gap[-10:]
    best = max(
        ((len(w), k) for k, ws in enumerate(kinds) for w in ws if w in tail), default=(0, None)
    )
    return best[1]


def _bracketed(submission: Submission, top: Placed) -> list[Placed]:
    """The figures of the bracket right after *top*, if it lists two or more and nothing else."""
    zones = [z for z in top.sentence.zones if z.start == top.end and z.sign in "（("]
    if not zones:
        return []
    inside = [
        p for p in submission.sentence_of(top) if zones[0].start < p.start and p.end < zones[0].end
    ]
    text = submission.text[zones[0].start : zones[0].end]
    plain = all(alike(p.entry, top.entry) and p.entry.qualifier == "exact" for p in inside)
    if len(inside) < 2 or not plain or submission.cue("overlapping").search(text):
        return []
    return inside


def _before_total(submission: Submission, top: Placed) -> list[Placed]:
    """The list that 合计 sums up."""
    if not submission.cue("sums_up").fullmatch(top.gap):
        return []
    found: list[Placed] = []
    for placed in reversed(submission.placed[: top.index]):
        if placed.sentence is not top.sentence or not alike(placed.entry, top.entry):
            break
        if not placed.countable or placed.entry.qualifier != "exact" or placed.entry.part_of:
            return []
        found.append(placed)
        if "；" in placed.gap or "。" in placed.gap:
            break
    return found[::-1]
