"""Shares that are not the quotient of their figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

from djledger.checks import Problem, check
from djledger.checks.interval import interval
from djledger.checks.relations import alike, before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Placed, Submission
    from djledger.model.ledger import Entry


_NEAR = 12  # figures either way that may explain a share


def quotient(part: Entry, whole: Entry) -> tuple[Decimal, Decimal] | None:
    """Return the least and the greatest percentage that *part* of *whole* can be."""
    p, w = interval(part), interval(whole)
    if p is None or w is None or w[0] <= 0 or p[0] < 0:
        return None
    return 100 * p[0] / w[1], 100 * p[1] / w[0]


def fits(share: Entry, part: Entry, whole: Entry) -> bool:
    """Whether *share* may be *part* of *whole*, within the digits that are printed."""
    s, q = interval(share), quotient(part, whole)
    return s is None or q is None or (s[0] <= q[1] and q[0] <= s[1])


def shares(submission: Submission) -> Iterator[tuple[Placed, Placed]]:
    """Yield each 占…% with the figure that it is the share of."""
    for placed in submission.placed:
        if placed.entry.unit != "%" or placed.entry.value is None:
            continue
        last = before(submission, placed)
        if last is None or last.sentence is not placed.sentence or last.zone > placed.zone >= 0:
            continue
        part = last
        if last.zone >= 0 and last.zone != placed.zone:
            # 1201个(其中贫困村616个),占行政村的82.3%: what a bracket says is an aside.
            zone = last.sentence.zones[last.zone]
            outside = [
                p for p in submission.sentence_of(placed)
                if p.countable and p.end <= zone.start and p.zone == placed.zone
            ]  # fmt: skip
            if not outside:
                continue
            part = outside[-1]
        gap = submission.text[last.end : placed.start]
        if submission.cue("share_of").fullmatch(gap):
            yield placed, part


def rates(submission: Submission) -> Iterator[tuple[Placed, Placed, Entry]]:
    """Yield each 办结率…% with the two figures before it: 受理213件，办结205件，办结率96.2%."""
    for placed in submission.placed:
        if placed.entry.unit != "%" or placed.entry.value is None:
            continue
        if placed.index < 2 or not submission.cue("rate_of").fullmatch(placed.gap):
            continue
        top, part = submission.placed[placed.index - 2 : placed.index]
        together = top.sentence is part.sentence is placed.sentence
        counts = part.entry.kind == top.entry.kind == "count"
        if together and counts and part.countable and alike(top.entry, part.entry):
            verb = submission.text[placed.start - 4 : placed.start].partition("率")[0][-2:]
            if verb and verb in submission.text[top.end : part.end + 4]:
                yield placed, part, top.entry


@check(
    "DJ303",
    "percent-mismatch",
    "warning",
    says=(
        "{part}、{whole}得出 {computed}%，写的是{share}",
        "{part} of {whole} is {computed}%, not {share}",
    ),
    english="""A share does not fit the figures it is made of.

    The share is recomputed with the tolerance of the printed digits (82.3 % is 82.25 to
    82.35, 1.8万 is 17500 to 18500). A figure in a bracket is an aside and not what 占 goes on
    about. Where any two figures of the sentence explain the share nothing is said.
    """,
)
def percent_mismatch(submission: Submission) -> Iterator[Problem]:
    """占比与分子、分母对不上。

    按印出的位数留出误差重新计算（82.3% 表示 82.25 到 82.35，1.8万表示 17500 到 18500）。
    括号里的数是插入语，不作分子。句中任何两个数能得出这个占比的，都不报。
    """
    claimed = [(s, p, _whole(submission, s, p)) for s, p in shares(submission)]
    for share, part, whole in [*claimed, *rates(submission)]:
        if whole is None or fits(share.entry, part.entry, whole):
            continue
        if _explained(submission, share):
            continue
        computed = (part.entry.value or Decimal(0)) * 100 / (whole.value or Decimal(1))
        args = {
            "part": part.entry.quote, "whole": whole.quote, "share": share.entry.quote,
            "computed": f"{computed:.2f}",
        }  # fmt: skip
        yield Problem(share.entry, args)


def _whole(submission: Submission, share: Placed, part: Placed) -> Entry | None:
    """What *part* is a share of: its whole, if 占 names nothing else."""
    whole = submission.by_id.get(part.entry.part_of or "")
    named = share.entry.of
    if named and _core(named):
        if whole is not None and _same(named, whole.item):
            return whole
        there = [
            p.entry for p in submission.sentence_of(share)
            if p.end <= part.start and p.countable and alike(p.entry, part.entry)
            and _same(named, p.entry.item)
        ]  # fmt: skip
        return there[0] if len(there) == 1 else None
    return whole if whole is not None and alike(whole, part.entry) else None


def _same(named: str, item: str) -> bool:
    """Whether 占党员总数 speaks of 党员."""
    core = _core(named)
    return bool(core and item) and (core == item or item.endswith(core) or core.endswith(item))


def _core(named: str) -> str:
    """Return *named* without 总数 and the like: '' where it names nothing else."""
    for end in ("总人数", "总数", "总量", "总人口", "的比例", "比例", "比重"):
        named = named.removesuffix(end)
    for start in ("全部", "所有", "总"):
        named = named.removeprefix(start)
    return named


def _explained(submission: Submission, share: Placed) -> bool:
    """Whether any two exact figures near by give the share: then the words were misread."""
    near = submission.placed[max(0, share.index - _NEAR) : share.index + _NEAR]
    exact = [p for p in near if p.countable and p.entry.qualifier == "exact"]
    figures = [p.entry for p in exact if p.sentence is share.sentence]
    known = [p.entry for p in exact if p.index < share.index and p.sentence is not share.sentence]
    pairs = [*permutations(figures, 2), *((f, k) for f in figures for k in known[-6:])]
    return any(alike(a, b) and fits(share.entry, a, b) for a, b in pairs)
