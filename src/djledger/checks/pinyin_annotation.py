"""Readings in brackets that a web page left beside its characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ102",
    "pinyin-annotation",
    "info",
    says=("夹有拼音注音 {count} 处，已略去", "{count} readings in pinyin left out"),
    english="""Readings in pinyin stand among the text: 創(chuàng).

    They come from a web page and are left out before anything is read. Said once a report.
    """,
)
def pinyin_annotation(submission: Submission) -> Iterator[Problem]:
    """正文夹有拼音注音，如“創(chuàng)”。

    多半是网页转换留下的，读数之前已略去。每份报告只说一次。
    """
    found = [r.span for r in submission.repairs if r.step == "pinyin_note"]
    if found:
        yield Problem(min(found), {"count": len(found)})
