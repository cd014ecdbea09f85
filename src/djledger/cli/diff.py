"""`djledger diff`: what became of one ledger in another."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- typer evaluates it
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import UsageError

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger

_FORMATS = ("table", "markdown", "json")


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="diff.old")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="diff.new")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="diff.output")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="diff.format")
    ] = None,
    roster: Annotated[Path | None, typer.Option(metavar="FILE", help="merge.roster")] = None,
    catalogue: Catalogue = None,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Compare, print; exit 1 if the ledgers differ."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger.compare import pages  # noqa: PLC0415
    from djledger.writers.json_file import json_text  # noqa: PLC0415

    del lang
    suffix = "" if output is None else output.suffix.lower()
    name = format_ or {".md": "markdown", ".json": "json"}.get(suffix, "table")
    if name not in _FORMATS:
        raise UsageError(
            say("use.format", name=name), remedy=say("use.format.remedy", names=" ".join(_FORMATS))
        )
    known = api.knowledge_of(catalogue)
    changed = api.diff(_read(old, known), _read(new, known), roster=roster, catalogue=known)
    if name == "json":
        text = f"{json_text(changed)}\n"
    else:
        sections = pages.difference_page(changed, known)
        text = (pages.markdown if name == "markdown" else pages.plain)(sections)
    if output is None or str(output) == "-":
        console.data(text.encode())
    else:
        api.write_whole(output, text.encode())
    falling = sum(change.falling for change in changed.changes)
    if falling and not quiet:
        console.note(say("diff.falling", count=falling))
    if changed.differs:
        raise typer.Exit(1)


def _read(path: Path, known: Knowledge) -> Ledger:
    """The ledger in *path*, or of the report in it."""
    from djledger import api  # noqa: PLC0415 -- start-up

    if path.suffix.lower() == ".txt":
        return api.extract(path, name=path.name, catalogue=known)
    return api.load(path)
