"""`djledger config`: which configuration holds, and where each value comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console
from djledger.cli.check import ConfigFile, Isolated, configured
from djledger.cli.messages import say
from djledger.cli.options import Force, Lang  # noqa: TC001 -- typer evaluates them
from djledger.errors import UsageError

if TYPE_CHECKING:
    from djledger.config import Config

_ACTIONS = ("show", "path", "init")
_TEMPLATE = """# djledger.toml
# djledger rule

[check]
fail-on = "error"
# mandatory = ["party_members"]
# roster = "roster.yaml"
# period = "2024Q3"

# [check.severity]
# DJ203 = "warning"

# [[check.suppress]]
# code = "DJ304"
# path = "*.txt"
# quote = "5020"
# reason = "..."
# by = "..."
# expires = 2030-12-31
"""


def config(
    action: Annotated[str, typer.Argument(metavar="show|path|init", help="config.action")] = "show",
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help="config.path")] = None,
    *,
    origin: Annotated[bool, typer.Option("--origin", help="config.origin")] = False,
    file: ConfigFile = None,
    isolated: Isolated = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Show the configuration of *path*, say where it is, or write one to begin with."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger import config as configs  # noqa: PLC0415

    del lang
    if action not in _ACTIONS:
        raise UsageError(
            say("use.bad_value", name="ACTION"),
            remedy=say("use.did_you_mean", names=" ".join(_ACTIONS)),
        )
    start = path or Path.cwd()
    if action == "init":
        target = (start if start.is_dir() else start.parent) / configs.NAMES[0]
        if target.exists() and not force:
            raise UsageError(say("use.exists", path=target), remedy=say("use.exists.remedy"))
        api.write_whole(target, _TEMPLATE.encode())
        console.note(say("note.written", path=target))
    elif action == "path":
        found = configs.find(start)
        console.data(f"{found}\n".encode() if found else b"")
    else:
        of = str(start / "-") if start.is_dir() else str(start)
        shown(configured(file, isolated=isolated)(of), origin=origin)


def shown(config: Config, *, origin: bool) -> None:
    """Print each key with its value, and with *origin* the file and line that set it."""
    lines = []
    for key, value in config.shown().items():
        told = json.dumps(value, ensure_ascii=False)
        at = config.origin.get(key, say("config.default"))
        lines.append(f"{key}\t{told}\t{at}\n" if origin else f"{key}\t{told}\n")
    console.data("".join(lines).encode())
