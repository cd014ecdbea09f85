"""Lists that are longer or shorter than announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_DIGITS = "一二三四五六七八九十"
_FAR = 3000  # characters: no list is longer
_SOON = 90  # characters from the promise to the first 一是
_MARK = re.compile(rf"(?<![\u4e00-\u9fff])([{_DIGITS}])(是|要|则)")


@check(
    "DJ407",
    "enumeration-count",
    "warning",
    says={
        "": ("“{promise}”后面只列了 {listed} 项", "after “{promise}” only {listed} are listed"),
        "more": ("“{promise}”后面却列了 {listed} 项", "after “{promise}” there are {listed}"),
        "none": ("“{promise}”后面没有列出", "“{promise}” is not followed by a list"),
    },
    english="""A list is announced with a number and has another.

    三项机制 followed by 一是, 二是 and nothing more. Only a promise that a list follows at
    once is looked at; an overview that comes back to it later is not.
    """,
)
def enumeration_count(submission: Submission) -> Iterator[Problem]:
    """所列项数与说的不符。

    “三项机制”后面只有一是、二是。只看紧接着就列举的；先总说、后文再展开的不报。
    """
    text = submission.text
    for promise in submission.cue("promise").finditer(text):
        number = promise["n"]
        wanted = int(number) if number.isdigit() else _DIGITS.index(number) + 1
        end = _paragraph_end(text, promise.end(), wanted)
        marks = list(_MARK.finditer(text, promise.end(), end))
        place = submission.span(promise.start("told"), promise.end("told"))
        told = promise["told"]
        if not marks:
            colon = text[promise.end() : promise.end() + 1] in {"：", ":"}
            rest = text[promise.end() + 1 : end]
            if colon and len(rest.strip()) < 4 and not text[end : end + 20].strip():
                yield Problem(place, {"promise": told}, says="none")
            continue
        if marks[0][1] != "一" or marks[0].start() - promise.end() > _SOON:
            continue
        between = text[promise.end() : marks[0].start()]
        if submission.cue("promise").search(between):
            continue  # another promise stands nearer to the list
        listed = 0
        for mark in marks:
            at = _DIGITS.index(mark[1])
            if at != listed or mark[2] != marks[0][2]:
                break
            listed += 1
        if listed > 1 and listed != wanted:
            args = {"promise": told, "listed": listed}
            yield Problem(place, args, says="" if listed < wanted else "more")


def _paragraph_end(text: str, start: int, wanted: int) -> int:
    """Where the list ends at the latest: its items may be paragraphs of their own."""
    at = start
    for _ in range(wanted + 2):
        end = text.find("\n", at, start + _FAR)
        if end < 0:
            return min(len(text), start + _FAR)
        following = text[end : end + 20].lstrip()
        if not _MARK.match(following[:2]):
            return end
        at = end + 20 - len(following) if following else end + 1
    return at
