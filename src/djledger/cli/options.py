"""Options that mean the same in every command. Help texts are keys of the message catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from djledger.cli.messages import say
from djledger.errors import UsageError


def _language(value: str | None) -> str | None:
    if value not in {None, "zh", "en"}:
        raise UsageError(say("use.lang"))
    return value


# Only declared here: `messages.wanted` looks for it before anything is parsed.
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="lang", callback=_language)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="quiet")]
Catalogue = Annotated[Path | None, typer.Option("--catalogue", metavar="DIR", help="catalogue")]
Force = Annotated[bool, typer.Option("--force", help="force")]
