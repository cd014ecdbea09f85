"""Bytes that a converter tore apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ101",
    "gbk-shift-mojibake",
    "warning",
    says={
        "": (
            "乱码“{quote}”已复原为“{after}”，请核对",
            "mojibake “{quote}” read as “{after}”: verify",
        ),
        "left": ("乱码“{quote}”无法复原", "mojibake “{quote}” cannot be undone"),
    },
    english="""Characters were torn apart byte by byte.

    A web page or converter replaced half a character, and what follows is shifted (mojibake).
    What can be undone with certainty has been undone; compare it with the original. What
    cannot is an error.
    """,
)
def gbk_shift(submission: Submission) -> Iterator[Problem]:
    """汉字按字节错位，成了乱码。

    网页或转换程序换掉了半个汉字，后面的字随之错位。能确定复原的已经复原，请对照原件核对；
    不能复原的按错误处理。附近的数可能受影响。
    """
    if submission.raw is None:
        return
    for repair in submission.repairs:
        if repair.step in {"gbk_shift", "mojibake"}:
            quote = repair.span.of(submission.raw.text)
            yield Problem(repair.span, {"quote": quote, "after": repair.after})
    for match in submission.cue("shifted_bytes").finditer(submission.text):
        place = submission.span(*match.span())
        quote = place.of(submission.raw.text)
        yield Problem(place, {"quote": quote}, says="left", level="error")
