"""The reports that a command line names: files, folders, standard input."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from djledger.cli.messages import say
from djledger.errors import InputError, UsageError
from djledger.readers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Report:
    """A report to read: what the ledger calls it, and where it is (None: standard input)."""

    name: str
    path: Path | None

    def content(self) -> bytes:
        """Return its bytes."""
        if self.path is None:
            if sys.stdin is None:
                raise InputError(say("read.no_stdin"))
            return sys.stdin.buffer.read()
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise InputError(
                f"{self.path}: {say('read.absent')}", remedy=say("read.absent.remedy")
            ) from None
        except OSError as error:
            raise InputError(
                f"{self.path}: {say('read.failed')}", why=error.strerror or ""
            ) from None


def find(paths: Sequence[Path], stdin_name: str) -> tuple[list[Report], list[InputError]]:
    """Return the reports that *paths* name, each once, and what is wrong with the other paths.

    They come in the order of their names: the order on the command line makes no difference,
    so that neither does the shell's. A report is called by its file name, or by its path
    where two have the same.
    """
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError(say("use.no_input"), remedy=say("use.no_input.remedy"))
        paths = [_STDIN]
    found: dict[Path, tuple[str, Path]] = {}
    failed: list[InputError] = []
    for path in paths:
        if path == _STDIN:
            continue
        files = list(_files(path))
        if not files:
            failed.append(InputError(f"{path}: {say('read.empty_folder')}"))
        for name, file in files:
            found.setdefault(file.resolve(), (name, file))
    names = [name for name, _ in found.values()]
    reports = [
        Report(_printable(name if names.count(name) == 1 else file.as_posix()), file)
        for name, file in found.values()
    ]
    reports.sort(key=lambda report: report.name)
    return [Report(stdin_name, None)] * (_STDIN in paths) + reports, failed


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder, called by their place in it; a file by its name."""
    if not path.is_dir():
        yield path.name, path
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files):
            # Office programs leave ~$… and .~lock… beside an open document.
            if PurePath(name).suffix.lower() in SUFFIXES and not name.startswith((".", "~$")):
                file = Path(folder, name)
                yield file.relative_to(path).as_posix(), file


def _printable(name: str) -> str:
    """A file name with bytes that are no UTF-8 cannot be written into a ledger as it is."""
    return os.fsencode(name).decode("utf-8", "replace")
