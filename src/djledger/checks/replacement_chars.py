"""Characters that stand for lost ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_LOST = re.compile(r"\ufffd+|\(cid:[0-9]+\)|[\ue000-\uf8ff]+|锟斤拷|烫烫烫|屯屯屯")


@check(
    "DJ103",
    "replacement-chars",
    "error",
    says=("有 {count} 处文字已丢失，第一处是“{quote}”", "{count} places are lost, first “{quote}”"),
    english="""Characters have been lost for good.

    U+FFFD, (cid:123), private-use characters or 锟斤拷 stand where there was text. Nobody can
    bring it back from this file: ask for the original.
    """,
)
def replacement_chars(submission: Submission) -> Iterator[Problem]:
    """文字已经丢失。

    出现 U+FFFD、(cid:…)、私用区字符或“锟斤拷”，原来的字从本文件无法找回，请重新报送原件。
    """
    if submission.raw is None:
        return
    found = list(_LOST.finditer(submission.text))
    if found:
        first = submission.span(*found[0].span())
        quote = first.of(submission.raw.text)
        yield Problem(first, {"count": len(found), "quote": quote})
