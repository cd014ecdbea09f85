"""Indicators that a report must have and has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission


@check(
    "DJ202",
    "missing-mandatory-indicator",
    "error",
    says=("缺少必报指标：{label}（{indicator}）", "mandatory indicator missing: {indicator}"),
    english="""An indicator that has to be reported is not in the report.

    Which ones have to be: ``mandatory`` under ``[check]`` in djledger.toml. A masked figure
    is there, and a fault of its own (DJ201).
    """,
)
def missing_indicator(submission: Submission) -> Iterator[Problem]:
    """缺少必报指标。

    必报指标在 djledger.toml 的 [check] mandatory 中列出。被遮蔽的数另报 DJ201。
    """
    if submission.trouble is not None or not submission.settings.mandatory:
        return
    present = {e.indicator for e in submission.entries}
    labels = {i["id"]: i.get("label", "") for i in submission.knowledge.items("indicators")}
    for name in submission.settings.mandatory:
        if name not in present:
            yield Problem(args={"indicator": name, "label": labels.get(name, name)})
