"""`djledger baseline`: today's findings as a file, so that only new ones count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console
from djledger.cli.check import ConfigFile, Ignore, Isolated, Select  # noqa: TC001 -- typer
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Force, Lang  # noqa: TC001 -- typer evaluates them
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from djledger.model.finding import Outcome

_ACTIONS = ("create", "prune", "show")
_FILE = ".djledger-baseline.json"


def baseline(
    action: Annotated[str, typer.Argument(metavar="create|prune|show", help="baseline.action")],
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="check.inputs")
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="baseline.file")
    ] = Path(_FILE),
    reason: Annotated[str, typer.Option(metavar="TEXT", help="baseline.reason")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="baseline.by")] = "",
    select: Select = None,
    ignore: Ignore = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    catalogue: Catalogue = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Write a baseline of what is found now, take out what is gone, or list what is in it."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger import config as configs  # noqa: PLC0415
    from djledger.cli.check import configured, looked_at  # noqa: PLC0415

    del lang
    if action not in _ACTIONS:
        raise UsageError(
            say("use.bad_value", name="ACTION"),
            remedy=say("use.did_you_mean", names=" ".join(_ACTIONS)),
        )
    if action == "show":
        for row in configs.baseline_of(str(output)).rows:
            cells = (row["code"], row["unit"], row["indicator"], row["count"], row["fingerprint"])
            console.data(("\t".join(map(str, cells)) + "\n").encode())
        return
    old = configs.baseline_of(str(output)) if action == "prune" else None
    if not inputs:
        # what is not looked at is not gone
        raise UsageError(say("use.no_input"), remedy=say("use.no_input.remedy"))
    if old is None and output.exists() and not force:
        raise UsageError(say("use.exists", path=output), remedy=say("use.exists.remedy"))
    if old is None and not (reason and by):
        raise UsageError(say("baseline.why"), remedy=say("baseline.why.remedy"))
    config_of = configured(config, isolated=isolated, select=select, ignore=ignore)
    outcome, failed = looked_at(inputs or [], "-", config_of, catalogue=catalogue)
    rows = _rows(outcome, old.counts if old else None)
    said = {k: str(v) for k, v in (old.said if old else {"reason": reason, "by": by}).items()}
    api.write_whole(output, configs.baseline_text(rows, **said))
    for trouble in failed:
        console.error(trouble)
    console.note(say("baseline.written", count=len(rows), path=output))
    if failed:
        raise typer.Exit(InputError.exit_code)


def _rows(outcome: Outcome, kept: Mapping[str, int] | None) -> Sequence[dict[str, object]]:
    """The rows of what was found; of *kept* only, where it is given, and no more of them."""
    from djledger import config as configs  # noqa: PLC0415 -- start-up

    rows = configs.baseline_rows(
        f for f in outcome.findings if f.suppressed is None or f.suppressed.kind == "baseline"
    )
    if kept is None:
        return rows
    return [
        {**row, "count": min(int(row["count"]), kept[row["fingerprint"]])}
        for row in rows
        if row["fingerprint"] in kept
    ]
