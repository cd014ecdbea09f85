"""`djledger extract`: reports in, one ledger or several out."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path  # noqa: TC003 -- typer evaluates it
from typing import TYPE_CHECKING, Annotated, Any

import typer

from djledger.cli import console, tables
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Force, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from djledger.cli.inputs import Report
    from djledger.cli.view import Table
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger


def extract(
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="INPUT", help="extract.inputs")
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="extract.output")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="extract.format")
    ] = None,
    place: Annotated[str, typer.Option(metavar="NAME", help="extract.place")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="extract.date")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="extract.encoding")] = "",
    stdin_name: Annotated[str, typer.Option(metavar="NAME", help="extract.stdin_name")] = "-",
    into: Annotated[Path | None, typer.Option(metavar="BOOK", help="extract.into")] = None,
    restore_deleted: Annotated[
        bool, typer.Option("--restore-deleted", help="extract.restore_deleted")
    ] = False,
    view: Annotated[str, typer.Option(metavar="NAME", help="extract.view")] = "",
    catalogue: Catalogue = None,
    explain: Annotated[bool, typer.Option("--explain", help="extract.explain")] = False,
    show: Annotated[bool, typer.Option("--show", help="extract.show")] = False,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Read the reports, write their ledgers, say what happened; exit 3 if one was unreadable."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger.cli import workbook  # noqa: PLC0415
    from djledger.cli.inputs import find  # noqa: PLC0415
    from djledger.cli.outputs import Output  # noqa: PLC0415

    del lang
    _check(date, encoding)
    known = api.knowledge_of(catalogue)
    reports, failed = find(inputs or [], stdin_name)
    if into is not None:
        workbook.check(into, output, format_, reports)
    written = reports if into is None else []
    out = _table(view, output, format_, known, into=into, force=force) or Output(
        output, format_, written, force=force
    )
    told_of: list[Ledger] = []
    counts: Counter[str] = Counter()
    for report in reports:
        try:
            ledger = _ledger(
                report, place, date, catalogue=known, encoding=encoding, explain=explain
            )
        except InputError as error:
            failed.append(error)
            continue
        if into is None:
            out.add(report, ledger)
        else:
            told_of.append(ledger)
        counts += _counts(ledger)
        _tell(ledger, known, explain=explain, show=show, quiet=quiet)
    out.finish()
    for trouble in failed:
        console.error(trouble)
    if not quiet and counts:
        _summary(counts, len(failed), out.place)
    conflict = into is not None and workbook.update(
        into, told_of, catalogue=known, restore=restore_deleted, quiet=quiet
    )
    if failed:
        raise typer.Exit(InputError.exit_code)
    if conflict:
        raise typer.Exit(workbook.CONFLICTS)


def _tell(ledger: Ledger, known: Knowledge, *, explain: bool, show: bool, quiet: bool) -> None:
    """Say of one report what was asked for, and that it holds nothing if it does."""
    if not ledger.entries and not quiet:
        console.note(say("note.empty", name=ledger.sources[0].name))
    if explain:
        tables.explained(ledger, known)
    if show:
        tables.entries(ledger, known)


def _ledger(report: Report, place: str, date: str, **options: Any) -> Ledger:
    """Return the ledger of *report*: what a file beside it says yields to what is asked for."""
    from djledger import api, sidecar  # noqa: PLC0415 -- help needs none of it

    told = sidecar.beside(report.path) if report.path else sidecar.Sidecar()
    ledger = api.extract(
        report.content(),
        place=place or told.place,
        date=date or told.date,
        name=report.name,
        **options,
    )
    return sidecar.completed(ledger, told)


def _table(
    view: str,
    output: str | None,
    format_: str | None,
    known: Knowledge,
    *,
    into: Path | None,
    force: bool,
) -> Table | None:
    """Return what takes the ledgers for the view called *view*, None for ''."""
    if not view:
        return None
    from djledger.cli.view import Table  # noqa: PLC0415 -- start-up

    if into is not None:
        raise UsageError(say("use.view_into"), remedy=say("use.view_file"))
    return Table(view, output, format_, known, force=force)


def _check(date: str, encoding: str) -> None:
    """Refuse what is wrong for every report before the first is read."""
    from djledger.metadata import parse_date  # noqa: PLC0415 -- help needs none of it

    if date and parse_date(date) is None:
        raise UsageError(say("use.date", value=date), remedy=say("use.date.remedy"))
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise UsageError(
            say("use.encoding", value=encoding), remedy=say("use.encoding.remedy")
        ) from None


def _counts(ledger: Ledger) -> Counter[str]:
    return Counter(
        reports=len(ledger.sources),
        entries=len(ledger.entries),
        mapped=sum(entry.indicator is not None for entry in ledger.entries),
        ignored=sum(sum(source.ignored.values()) for source in ledger.sources),
    )


def _summary(counts: Counter[str], failed: int, place: str) -> None:
    told = [say("note.done", **{k: counts[k] for k in ("reports", "entries", "mapped", "ignored")})]
    if failed:
        told.append(say("note.failed", count=failed))
    if place:
        told.append(say("note.written", path=place))
    console.note(" ".join(told))
