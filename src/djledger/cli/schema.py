"""`djledger schema`: the JSON Schema of a file format, for editors and validators."""

from __future__ import annotations

from typing import Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Lang  # noqa: TC001 -- typer evaluates it
from djledger.errors import UsageError


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="schema.name")] = "ledger",
    *,
    lang: Lang = None,
) -> None:
    """Print the JSON Schema called *name*."""
    import json  # noqa: PLC0415 -- start-up

    from djledger import schema as schemas  # noqa: PLC0415 -- start-up

    del lang
    if name not in schemas.NAMES:
        remedy = say("schema.name", names=" ".join(schemas.NAMES))
        raise UsageError(say("use.schema", name=name), remedy=remedy)
    text = json.dumps(schemas.schema(name), ensure_ascii=False, indent=2)
    console.data(f"{text}\n".encode())
