"""`extract --view NAME`: a ledger as one of the tables that an office keeps."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from djledger import api, views
from djledger.cli import console
from djledger.cli.messages import say
from djledger.errors import UsageError
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.cli.inputs import Report
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger

FORMATS = ("table", "csv", "yaml")
_SUFFIXES = {".csv": "csv", ".yaml": "yaml", ".yml": "yaml", ".txt": "table"}
_PLAIN_KEY = compiled(r"[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff（）]*")


class Table:
    """Takes the ledgers of several reports and writes one view of them all.

    All that can be wrong is found before the first report is read.
    """

    def __init__(
        self,
        view: str,
        target: str | None,
        name: str | None,
        knowledge: Knowledge,
        *,
        force: bool,
    ) -> None:
        """Choose the format *name*, or the one that the suffix of *target* asks for."""
        self._view, self._knowledge = view, knowledge
        views.check(view, knowledge)
        self._target = None if target in {None, "", "-"} else Path(str(target))
        self._format = name or self._by_suffix()
        self._ledgers: list[Ledger] = []
        if self._format not in FORMATS:
            near = get_close_matches(self._format, FORMATS, 1)
            remedy = (
                say("use.did_you_mean", names=near[0])
                if near
                else say("use.format.remedy", names=" ".join(FORMATS))
            )
            raise UsageError(say("use.format", name=self._format), remedy=remedy)
        if self._target and self._target.is_dir():
            raise UsageError(say("use.view_folder", path=self._target), remedy=say("use.view_file"))
        if self._target and self._target.exists() and not force:
            raise UsageError(say("use.exists", path=self._target), remedy=say("use.exists.remedy"))

    def add(self, report: Report, ledger: Ledger) -> None:
        """Take the ledger of one report."""
        del report
        self._ledgers.append(ledger)

    def finish(self) -> None:
        """Write the table."""
        if not self._ledgers:
            return
        heads, rows = views.rows(api.concatenated(self._ledgers), self._view, self._knowledge)
        content = _WRITTEN[self._format](self._view, heads, rows)
        if self._target is None:
            console.data(content)
        else:
            api.write_whole(self._target, content)

    @property
    def place(self) -> str:
        """Where to, for the note; empty for standard output."""
        return str(self._target or "")

    def _by_suffix(self) -> str:
        if self._target is None:
            return "table"
        suffix = self._target.suffix.lower()
        return _SUFFIXES.get(suffix, suffix.removeprefix(".") or "table")


def _table(view: str, heads: Sequence[str], rows: Sequence[Sequence[views.Cell]]) -> bytes:
    """Return columns for a terminal; those that are empty in all rows are left out."""
    from djledger.compare import pages  # noqa: PLC0415 -- start-up

    used = [k for k in range(len(heads)) if any(row[k] not in {None, ""} for row in rows)]
    head = tuple(heads[k] for k in used)
    body = tuple(tuple(views.text(row[k]) for k in used) for row in rows)
    title = say("view.title", name=view, count=len(rows))
    return pages.plain([pages.Section(title, (), head, body)]).encode()


def _csv(view: str, heads: Sequence[str], rows: Sequence[Sequence[views.Cell]]) -> bytes:
    """Return CSV that a spreadsheet opens: with a byte order mark, and no text a formula."""
    from djledger.writers.csv_file import _cell  # noqa: PLC0415 -- start-up

    del view
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _yaml(view: str, heads: Sequence[str], rows: Sequence[Sequence[views.Cell]]) -> bytes:
    """Return a list of rows, ``head: cell`` for each cell that says something."""
    from djledger.writers.scalars import number, quoted  # noqa: PLC0415 -- start-up

    def scalar(cell: views.Cell) -> str:
        if isinstance(cell, Decimal):
            return number(cell)
        return str(cell) if isinstance(cell, int | date) else quoted(str(cell))

    keys = [head if _PLAIN_KEY.fullmatch(head) else quoted(head) for head in heads]
    lines = [f"# {view}"]
    for row in rows:
        told = [
            f"{key}: {scalar(c)}" for key, c in zip(keys, row, strict=True) if c not in {None, ""}
        ]
        lines += [f"{'- ' if k == 0 else '  '}{line}" for k, line in enumerate(told)]
    return ("\n".join(lines if rows else [*lines, "[]"]) + "\n").encode()


_WRITTEN = {"table": _table, "csv": _csv, "yaml": _yaml}
