"""What goes to stderr: notes, errors in three lines, tables. And bytes to stdout.

rich only where a person looks: piped, it would cut texts at 80 columns.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from djledger.cli.messages import say
from djledger.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.errors import DjledgerError

# Control characters would move the cursor or ring the bell; shown as pictures they do neither.
# □ is the one that GBK has.
PICTURES = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), "□")


def note(text: str) -> None:
    """Say *text* on stderr."""
    print(text, file=sys.stderr)  # noqa: T201


def error(trouble: DjledgerError) -> None:
    """Say what went wrong, why, and what to do about it."""
    code = getattr(trouble, "code", "")
    note(f"× {code} {trouble.what}" if code else f"× {trouble.what}")
    if trouble.why:
        note(say("error.why", text=trouble.why))
    if trouble.remedy:
        note(say("error.remedy", text=trouble.remedy))


def defect(error: BaseException) -> int:
    """Say that djledger itself failed and where. Not how: the text may quote the report."""
    place, step = "?", error.__traceback__
    while step is not None:
        name = Path(step.tb_frame.f_code.co_filename)
        if "djledger" in name.parts:
            place = f"{name.name}:{step.tb_lineno}"
        step = step.tb_next
    note("× " + say("error.defect", kind=type(error).__name__, place=place))
    note(say("error.remedy", text=say("error.defect.remedy")))
    return 70


def data(content: bytes) -> None:
    """Write *content* to stdout: as UTF-8, on a terminal in whatever it understands.

    A reader that has gone (`djledger … | head`) ends the run without a word.
    """
    try:
        if sys.stdout.isatty():
            sys.stdout.write(content.decode("utf-8-sig"))
        else:
            rest = memoryview(content)
            while rest:  # with PYTHONUNBUFFERED a write may be cut short
                rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.flush()
    except OSError as trouble:
        # Or Python would try to flush again at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(trouble, BrokenPipeError):
            raise SystemExit(141) from None
        raise UsageError(say("use.stdout"), why=trouble.strerror or "") from None


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table on stderr: drawn on a terminal, otherwise tab-separated lines."""
    note(title)
    shown = [[cell.translate(PICTURES) for cell in row] for row in rows]
    if not shown:
        return
    if not sys.stderr.isatty():
        note("\n".join(["\t".join(head), *("\t".join(row) for row in shown)]))
        return
    from rich import box  # noqa: PLC0415 -- start-up
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for name in head:
        drawn.add_column(name, overflow="fold")
    for row in shown:
        drawn.add_row(*map(Text, row))  # Text: square brackets of a report are no markup
    Console(stderr=True).print(drawn)
