"""Where ledgers go: standard output, one file, or a folder with a file for each report."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from djledger import api
from djledger.cli import console
from djledger.cli.messages import say
from djledger.errors import InputError, UsageError
from djledger.writers import all_writers, for_suffix, writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.cli.inputs import Report
    from djledger.model.ledger import Ledger
    from djledger.writers import Writer


class Output:
    """Takes the ledgers of several reports and writes them where the command line said.

    All that can be wrong with the place is found before the first report is read.
    """

    def __init__(
        self, target: str | None, name: str | None, reports: Sequence[Report], *, force: bool
    ) -> None:
        """Choose the format *name*, or the one that the suffix of *target* asks for."""
        self._target = None if target in {None, "", "-"} else Path(str(target))
        self._folder = self._target is not None and (
            str(target).endswith(("/", os.sep)) or self._target.is_dir()
        )
        self._writer = self._choose(name)
        self._ledgers: list[Ledger] = []
        self._files: dict[str, Path] = {}
        if self._target is None:
            if self._writer.binary and sys.stdout.isatty():
                raise UsageError(
                    say("use.terminal", name=self._writer.name), remedy=say("use.terminal.remedy")
                )
            return
        self._files = self._name_files(self._target, reports)
        read = {report.path.resolve() for report in reports if report.path}
        for file in set(self._files.values()):
            self._check(file, read, force=force)

    def add(self, report: Report, ledger: Ledger) -> None:
        """Take the ledger of one report; written at once where that is possible."""
        if self._folder:
            content = api.dump(ledger, self._writer)
            api.write_whole(self._files[report.name], content, folders=True)
        elif self._target is None and self._writer.name == "jsonl":
            console.data(api.dump(ledger, self._writer))
        else:
            self._ledgers.append(ledger)

    def finish(self) -> None:
        """Write what was only collected so far."""
        if not self._ledgers:
            return
        content = api.dump(api.concatenated(self._ledgers), self._writer)
        if self._target is None:
            console.data(content)
        else:
            api.write_whole(self._target, content)

    @property
    def place(self) -> str:
        """Where to, for the note; empty for standard output."""
        return str(self._target or "")

    def _choose(self, name: str | None) -> Writer:
        if name is None and self._target is not None and not self._folder:
            return api.writer_for(self._target)
        chosen = writer(name or "yaml")
        if chosen is None:
            names = all_writers()
            near = get_close_matches(str(name), names, n=1)
            remedy = (
                say("use.did_you_mean", names=near[0])
                if near
                else say("use.format.remedy", names=" ".join(names))
            )
            raise UsageError(say("use.format", name=name), remedy=remedy)
        return chosen

    def _name_files(self, target: Path, reports: Sequence[Report]) -> dict[str, Path]:
        if not self._folder:
            return {report.name: target for report in reports}
        suffix = self._writer.suffixes[0]
        # 甲.txt and 甲.md would both be 甲.yaml: then each keeps its own suffix as well.
        names = {r.name: PurePosixPath(r.name.lstrip("/").replace("../", "")) for r in reports}
        short = [path.with_suffix(suffix) for path in names.values()]
        return {
            name: target
            / (
                path.with_suffix(suffix)
                if short.count(path.with_suffix(suffix)) == 1
                else path.with_name(path.name + suffix)
            )
            for name, path in names.items()
        }

    def _check(self, file: Path, read: set[Path], *, force: bool) -> None:
        if file.resolve() in read:
            raise UsageError(say("use.overwrites", path=file), remedy=say("use.overwrites.remedy"))
        if not force and file.is_file() and not _ours(file):
            raise UsageError(
                say("use.exists", path=file),
                why=say("use.exists.why"),
                remedy=say("use.exists.remedy"),
            )


def _ours(file: Path) -> bool:
    """Whether nobody would miss *file*: a ledger that djledger wrote and no person reviewed."""
    format_ = for_suffix(file.suffix)
    if not file.stat().st_size:
        return True
    if format_ is None or format_.load is None:
        return False
    try:
        data = file.read_bytes()
        if format_.name == "xlsx" and not _sealed(data):
            return False
        return all(entry.review is None for entry in format_.load(data).entries)
    except (InputError, OSError):
        return False


def _sealed(data: bytes) -> bool:
    from djledger.writers.sheets import sealed  # noqa: PLC0415 -- only for workbooks

    return sealed(data)
