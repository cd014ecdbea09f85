"""Reports that a later one replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Run, Submission


@check(
    "DJ502",
    "superseded",
    "info",
    says=(
        "{place} {title}另有 {other}（{date}），以日期较近者为准",
        "{other} ({date}) is the later one of {place}",
    ),
    english="""A place handed in two versions of one report.

    Same place and title, different text: the later date counts.
    """,
    whole=True,
)
def superseded(run: Run) -> Iterator[Problem]:
    """同一单位报了两稿。

    单位、标题相同，正文不同，以日期较近的为准。
    """
    newest: dict[tuple[str, str], Submission] = {}
    for submission in sorted(run.read, key=lambda s: (s.date, s.path)):
        title = submission.source.title if submission.source else ""
        if submission.place and title and submission.date:
            newest[submission.place, title] = submission
    for submission in run.read:
        title = submission.source.title if submission.source else ""
        last = newest.get((submission.place, title))
        if last is not None and last is not submission and last.date > submission.date:
            args = {
                "place": submission.place, "title": title, "other": last.path, "date": last.date,
            }  # fmt: skip
            yield Problem(None, args, submission=submission)
