"""Tables for a terminal, a report at a time."""

from __future__ import annotations

import io
import os
import shutil
from typing import TYPE_CHECKING

from djledger.reporters import Reporter

if TYPE_CHECKING:
    from djledger.model.finding import Finding, Outcome

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_HEAD = {
    "zh": ("位置", "级别", "代码", "问题"),
    "en": ("place", "level", "code", "finding"),
}
_LEVELS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}


def _rich(outcome: Outcome) -> bytes:
    from rich import box  # noqa: PLC0415 -- start-up
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    by_path: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        if not finding.suppressed:
            by_path.setdefault(finding.path, []).append(finding)
    size = shutil.get_terminal_size()
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, width=size.columns, height=size.lines,
        no_color="NO_COLOR" in os.environ, legacy_windows=False,
    )  # fmt: skip
    levels = _LEVELS[outcome.language]
    for path, found in by_path.items():
        table = Table(box=box.SIMPLE_HEAD, title=Text(path or "-"), title_justify="left")
        for name in _HEAD[outcome.language]:
            table.add_column(name, overflow="fold")
        for f in found:
            # Text: square brackets of a report are no markup.
            table.add_row(
                Text(f"{f.line}:{f.column}"), Text(levels[f.level], style=_STYLES[f.level]),
                Text(f.code), Text(f.message),
            )  # fmt: skip
        console.print(table)
    return stream.getvalue().encode()


RICH = Reporter("rich", _rich)
