"""`djledger merge`: ledgers of several places and periods in, one ledger or its totals out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Force, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import DjledgerError, InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from djledger.compare.big import BigMerge
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger
    from djledger.model.merged import Cell, Merged, Row

CONFLICTS = 4
VIEWS = ("table", "markdown", "totals")
_BIG = 200_000_000  # bytes of ledgers from which memory may run short
_LEDGERS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv"})


def merge(
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="LEDGER", help="merge.inputs")
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="merge.output")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="merge.format")
    ] = None,
    roster: Annotated[Path | None, typer.Option(metavar="FILE", help="merge.roster")] = None,
    prefer: Annotated[str | None, typer.Option(metavar="WHICH", help="merge.prefer")] = None,
    big: Annotated[bool, typer.Option("--big", help="merge.big")] = False,
    catalogue: Catalogue = None,
    show: Annotated[bool, typer.Option("--show", help="merge.show")] = False,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Merge, write, say what is not settled; exit 4 on conflicts, 3 if one was unreadable."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it

    del lang
    files = _files(inputs or [], roster)
    known = api.knowledge_of(catalogue)
    listed = None if roster is None else _roster(roster)
    out = Target(output, format_, files, force=force)
    failed: list[DjledgerError] = []
    ledgers = _watched(_ledgers(files, known, failed), len(files), quiet=quiet)
    if not big and not quiet and sum(f.stat().st_size for f in files if f.is_file()) > _BIG:
        console.note(say("merge.is_big"))
    options: Any = {"roster": listed, "prefer": prefer, "catalogue": known}
    if big:
        with api.big_merge(**options) as work:
            merged = _sorted_on_disk(work, ledgers, whole=show or out.format in VIEWS)
            out.write(api.dump_pieces(work.pieces(), out.writer), merged, known)
    else:
        ledger, merged = api.merge_and_total(ledgers, **options)
        out.write(api.dump_pieces(api.in_pieces(ledger), out.writer), merged, known)
    for trouble in failed:
        console.error(trouble)
    if show:
        console.note(_view("table", merged, known).decode())
    if not quiet:
        _report(merged, len(files) - len(failed), len(failed), out.place)
    if failed:
        raise typer.Exit(InputError.exit_code)
    if merged.conflicts:
        raise typer.Exit(CONFLICTS)


class Target:
    """Where the result goes, in a ledger format or as a page; checked before anything is read."""

    def __init__(
        self, output: str | None, format_: str | None, files: Sequence[Path], *, force: bool
    ) -> None:
        """Choose the format *format_*, or the one that the suffix of *output* asks for."""
        from djledger.cli.outputs import Output  # noqa: PLC0415 -- start-up

        self._path = None if output in {None, "", "-"} else Path(str(output))
        suffix = "" if self._path is None else self._path.suffix.lower()
        self.format = format_ or {".md": "markdown", ".txt": "table"}.get(suffix, "")
        if self.format not in VIEWS:
            # The rules for ledger files are those of extract: what may be replaced, what is shown.
            from djledger.cli.inputs import Report  # noqa: PLC0415

            read = [Report(str(file), file) for file in files]
            self._ledger = Output(output, format_, read, force=force)
            self.format = self.format or (suffix.removeprefix(".") if self._path else "yaml")
        elif self._path is not None and self._path.is_dir():
            raise UsageError(say("use.is_folder", path=self._path), remedy=say("use.exists.remedy"))
        elif self._path is not None and self._path.exists() and not force:
            raise UsageError(say("use.exists", path=self._path), remedy=say("use.exists.remedy"))

    @property
    def place(self) -> str:
        """Where to, for the note; empty for standard output."""
        return str(self._path or "")

    @property
    def writer(self) -> Any:
        """The writer of ledgers; for a page any, since it is not asked."""
        from djledger.writers import for_suffix, writer  # noqa: PLC0415 -- start-up

        return writer(self.format) or for_suffix(f".{self.format}")

    def write(self, ledger: Iterable[bytes], merged: Merged, known: Knowledge) -> None:
        """Write *ledger*, or the page of *merged* if that was asked for."""
        from djledger import api  # noqa: PLC0415 -- start-up

        content = (_view(self.format, merged, known),) if self.format in VIEWS else ledger
        if self._path is not None:
            api.write_whole(self._path, content)
            return
        for piece in content:
            console.data(piece)


def _files(paths: Sequence[Path], roster: Path | None) -> list[Path]:
    if not paths:
        raise UsageError(say("merge.no_input"), remedy=say("merge.no_input.remedy"))
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if _wanted(p)) if path.is_dir() else [path]
        for file in inside:
            if roster is None or file.resolve() != roster.resolve():
                found.setdefault(file.resolve(), file)
    return list(found.values())


def _wanted(path: Path) -> bool:
    return path.suffix.lower() in _LEDGERS | {".txt"} and not path.name.startswith((".", "~$"))


def _ledgers(
    files: Sequence[Path], known: Knowledge, failed: list[DjledgerError]
) -> Iterator[Ledger]:
    """Read each ledger; what is a report is extracted first."""
    from djledger import api  # noqa: PLC0415 -- start-up

    for file in files:
        try:
            if file.suffix.lower() == ".txt":
                yield api.extract(file, name=file.name, catalogue=known)
            else:
                yield api.load(file)
        except InputError as error:
            failed.append(error)


def _roster(path: Path) -> Any:
    from djledger.compare.places import read_roster  # noqa: PLC0415 -- start-up

    return read_roster(path)


def _sorted_on_disk(work: BigMerge, ledgers: Iterable[Ledger], *, whole: bool) -> Merged:
    """Return the totals of *ledgers*: of open items only those in conflict, to save memory.

    Not *whole*, of the others too only the cells in conflict: a thousand places by four hundred
    indicators need more memory than all the rest.
    """
    for ledger in ledgers:
        work.add(ledger)
    work.finish()
    aside: Counter[str] = Counter()
    rows = tuple(
        row if whole else row.model_copy(update={"cells": _in_conflict(row), "missing": ()})
        for row in work.rows(aside)
        if row.indicator or row.conflicts
    )
    return work.outline().model_copy(update={"rows": rows, "aside": dict(sorted(aside.items()))})


def _in_conflict(row: Row) -> tuple[Cell, ...]:
    return tuple(cell for cell in row.cells if cell.state == "conflict")


def _view(name: str, merged: Merged, known: Knowledge) -> bytes:
    from djledger.compare import pages  # noqa: PLC0415 -- start-up
    from djledger.writers.json_file import json_text  # noqa: PLC0415 -- start-up

    if name == "totals":
        return f"{json_text(merged)}\n".encode()
    sections = pages.totals_page(merged, known)
    return (pages.markdown if name == "markdown" else pages.plain)(sections).encode()


def _watched(ledgers: Iterator[Ledger], count: int, *, quiet: bool) -> Iterator[Ledger]:
    """Show how far reading has come, where a person looks and it takes a while."""
    import sys  # noqa: PLC0415 -- start-up

    if quiet or count < 50 or not sys.stderr.isatty():
        return ledgers
    from rich.console import Console  # noqa: PLC0415 -- start-up
    from rich.progress import track  # noqa: PLC0415

    return iter(track(ledgers, say("merge.reading"), total=count, console=Console(stderr=True)))


def _report(merged: Merged, read: int, failed: int, place: str) -> None:
    for old in merged.replaced:
        console.note(say("merge.replaced", place=old.place, old=old.old, new=old.new))
    for same in merged.duplicates:
        console.note(say("merge.duplicate", names=" = ".join(same.names)))
    for stranger in merged.unknown:
        key = "merge.unknown.near" if stranger.nearest else "merge.unknown"
        console.note(
            say(key, place=stranger.place, source=stranger.source, near=stranger.nearest)
            if stranger.nearest
            else say(key, place=stranger.place, source=stranger.source)
        )
    for late in merged.late:
        console.note(
            say("merge.late", place=late.place, period=late.period, date=late.came, due=late.due)
        )
    absent: dict[str, list[str]] = {}
    for one in merged.absent:
        absent.setdefault(one.period, []).append(one.place)
    for period, names in absent.items():
        console.note(say("merge.absent", period=period or "-", names=" ".join(names)))
    for row, cell in merged.conflicts:
        figures = " / ".join(
            "?" if f.low is None else f"{f.low:f}" if f.low == f.high else f"{f.low:f}.."
            for f in cell.figures
        )
        console.note(
            say("merge.conflict", place=cell.place, item=row.item, told=figures, unit=row.unit)
        )
    told = [
        say(
            "merge.done",
            read=read,
            places=len(merged.places),
            rows=sum(bool(row.indicator) for row in merged.rows),
            conflicts=len(merged.conflicts),
        )
    ]
    if failed:
        told.append(say("note.failed", count=failed))
    if place:
        told.append(say("merge.written", path=place))
    console.note(" ".join(told))
