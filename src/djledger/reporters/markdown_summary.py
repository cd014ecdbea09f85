"""Markdown for a pull request, the summary of a job, or the notice that goes back to a place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from djledger.model.finding import LEVELS
from djledger.reporters import Reporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.model.finding import Outcome

_WORDS = {
    "zh": (
        "检查结果", "报告", "错误", "警告", "提示", "位置", "级别", "代码", "问题",
        "没有问题。",
    ),
    "en": (
        "Result", "report", "errors", "warnings", "notes", "place", "level", "code", "finding",
        "Nothing to report.",
    ),
}  # fmt: skip
_LEVELS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}
_LIMIT = 1000  # the summary of a job is cut off at 1 MiB


def _markdown(outcome: Outcome) -> bytes:
    return "".join(f"{text}\n" for text in _lines(outcome)).encode()


def _lines(outcome: Outcome) -> Iterator[str]:
    title, report, *counts, place, level, code, what, nothing = _WORDS[outcome.language]
    live = [f for f in outcome.findings if not f.suppressed]
    yield f"## djledger {title}"
    yield ""
    if not live:
        yield nothing
        return
    yield f"| {report} | {' | '.join(counts)} |"
    yield "| --- | ---: | ---: | ---: |"
    table = Counter((f.path, f.level) for f in live)
    for path in sorted({*(c.path for c in outcome.checked), *(f.path for f in live)}):
        told = " | ".join(str(table[path, lv]) for lv in LEVELS)
        yield f"| {_cell(path or '-')} | {told} |"
    yield ""
    yield f"| {level} | {code} | {place} | {what} |"
    yield "| --- | --- | --- | --- |"
    words = _LEVELS[outcome.language]
    for f in sorted(live, key=lambda f: LEVELS.index(f.level))[:_LIMIT]:
        at = f"{f.path or '-'}:{f.line}:{f.column}"
        yield f"| {words[f.level]} | {f.code} | {_cell(at)} | {_cell(f.message)} |"
    if len(live) > _LIMIT:
        yield ""
        yield f"… {len(live) - _LIMIT}"


def _cell(text: str) -> str:
    """Escape what Markdown or HTML would read as its own, also ``@name`` and ``#12``."""
    text = re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(text.split()))
    return text.replace("@", "&#64;")


MARKDOWN = Reporter("markdown", _markdown)
