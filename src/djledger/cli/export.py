"""`djledger export`: a ledger in another format, without reading the reports again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Force, Lang, Quiet  # noqa: TC001 -- typer evaluates it
from djledger.errors import UsageError


def export(
    ledger: Annotated[Path | None, typer.Argument(metavar="LEDGER", help="export.ledger")] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="export.output")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="extract.format")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Read the ledger and write it in the format that is asked for."""
    from djledger.cli import workbook  # noqa: PLC0415 -- help needs none of it
    from djledger.cli.inputs import Report  # noqa: PLC0415
    from djledger.cli.outputs import Output  # noqa: PLC0415

    del lang
    if ledger is None:
        raise UsageError(say("export.missing"), remedy=say("export.missing.remedy"))
    report = Report(ledger.name, ledger)
    out = Output(output, format_, [report], force=force)
    content = workbook.loaded(ledger)
    out.add(report, content)
    out.finish()
    if out.place and not quiet:
        console.note(say("export.done", count=len(content.entries), path=out.place))
