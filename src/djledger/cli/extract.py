"""`djledger extract`: reports in, one ledger or several out."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path  # noqa: TC003 -- typer evaluates it
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console, tables
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Force, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
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
    catalogue: Catalogue = None,
    explain: Annotated[bool, typer.Option("--explain", help="extract.explain")] = False,
    show: Annotated[bool, typer.Option("--show", help="extract.show")] = False,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Read the reports, write their ledgers, say what happened; exit 3 if one was unreadable."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger.cli.inputs import find  # noqa: PLC0415
    from djledger.cli.outputs import Output  # noqa: PLC0415
    from djledger.knowledge import Knowledge, default  # noqa: PLC0415

    del lang
    _check(date, encoding)
    known = Knowledge(catalogue) if catalogue else default()
    reports, failed = find(inputs or [], stdin_name)
    out = Output(output, format_, reports, force=force)
    counts: Counter[str] = Counter()
    for report in reports:
        try:
            ledger = api.extract(
                report.content(),
                place=place,
                date=date,
                catalogue=known,
                name=report.name,
                encoding=encoding,
                explain=explain,
            )
        except InputError as error:
            failed.append(error)
            continue
        out.add(report, ledger)
        counts += _counts(ledger)
        if not ledger.entries and not quiet:
            console.note(say("note.empty", name=report.name))
        if explain:
            tables.explained(ledger, known)
        if show:
            tables.entries(ledger, known)
    out.finish()
    for trouble in failed:
        console.error(trouble)
    if not quiet and counts:
        _summary(counts, len(failed), out.place)
    if failed:
        raise typer.Exit(InputError.exit_code)


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
