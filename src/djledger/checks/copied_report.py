"""Paragraphs that another place has, figures and all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from zlib import crc32

from djledger.checks import Problem, check
from djledger.checks.roster import core

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run, Submission

_WORD = re.compile(r"[^\u4e00-\u9fff0-9]+")
_SIZE = 6  # characters of a shingle
_KEPT = 4  # one shingle in four
_LONG = 60  # characters: shorter paragraphs are often alike
_ALIKE = 0.8


@check(
    "DJ506",
    "copied-report",
    "warning",
    says=(
        "这一段与 {other}（{place}）的几乎相同，{count} 个数也一样",
        "this paragraph and its {count} figures are those of {other} ({place})",
    ),
    english="""A paragraph with its figures stands in the report of another place too.

    Compared are runs of six characters. Paragraphs without a figure are not looked at, nor
    those where the figures differ: many places report in the same words.
    """,
    whole=True,
)
def copied_report(run: Run) -> Iterator[Problem]:
    """与其他单位的段落雷同。

    文字几乎一样，其中的数也一样。没有数的段落、数不同的段落不报：套话本来就相似。
    """
    index: dict[int, list[int]] = defaultdict(list)
    paragraphs: list[tuple[Submission, int, int, frozenset[int], tuple[object, ...]]] = []
    for submission in run.read:
        for start, end, shingles, figures in _paragraphs(submission):
            paragraphs.append((submission, start, end, shingles, figures))
    told: set[tuple[int, int]] = set()
    for k, (submission, start, end, shingles, figures) in enumerate(paragraphs):
        near = Counter(j for shingle in shingles for j in index[shingle])
        for j, shared in near.most_common(3):
            other, _, _, theirs, numbers = paragraphs[j]
            if shared < _ALIKE * min(len(shingles), len(theirs)) or _same_place(submission, other):
                continue
            common = Counter(figures) & Counter(numbers)
            if common.total() < 0.8 * min(len(figures), len(numbers)) or (id(other), start) in told:
                continue
            told.add((id(other), start))
            place = other.place or "?"
            args = {"other": other.path, "place": place, "count": common.total()}
            yield Problem(submission.span(start, end), args, submission=submission)
            break
        for shingle in shingles:
            index[shingle].append(k)


def _same_place(a: Submission, b: Submission) -> bool:
    same = a.source is not None and b.source is not None and a.source.sha256 == b.source.sha256
    return a is b or same or bool(a.place and core(a.place) == core(b.place))


def _paragraphs(
    submission: Submission,
) -> Iterator[tuple[int, int, frozenset[int], tuple[object, ...]]]:
    starts = [p.start for p in submission.placed]
    for match in re.finditer(r"[^\n]+", submission.text):
        inside = submission.placed[
            bisect_left(starts, match.start()) : bisect_left(starts, match.end())
        ]
        figures = tuple((p.entry.value, p.entry.unit) for p in inside if p.entry.value is not None)
        plain = _WORD.sub("", match[0])
        if len(plain) < _LONG or len(figures) < 2:
            continue
        codes = (crc32(plain[k : k + _SIZE].encode()) for k in range(len(plain) - _SIZE + 1))
        kept = frozenset(code for code in codes if code % _KEPT == 0)
        if kept:
            yield match.start(), match.end(), kept, figures
