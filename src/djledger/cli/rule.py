"""`djledger rule`: what a check looks for, why, and what to do about it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say, spoken
from djledger.cli.options import Lang  # noqa: TC001 -- typer evaluates it
from djledger.errors import UsageError


def rule(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="rule.code")] = None,
    *,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="rule.format")
    ] = "text",
    lang: Lang = None,
) -> None:
    """List the checks as tab-separated lines, or explain those that *code* names."""
    from djledger import config  # noqa: PLC0415 -- help needs none of it
    from djledger.checks import all_checks, selected  # noqa: PLC0415

    del lang
    language = spoken()
    codes = selected(config.codes_of([code], "")) if code else frozenset(all_checks())
    rules = [c.rule(language) for k, c in all_checks().items() if k in codes]
    match format_:
        case "json":
            rows = [r.model_dump() for r in rules]
            text = f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n"
        case "markdown":
            text = "\n".join(f"## {r.code} {r.name}\n\n{r.level}\n\n{r.help}\n" for r in rules)
        case "text" if code is None:
            text = "".join(f"{r.code}\t{r.name}\t{r.level}\t{r.title}\n" for r in rules)
        case "text":
            text = "\n".join(
                f"{r.code} {r.name} ({say(f'level.{r.level}')})\n\n{r.help}\n" for r in rules
            )
        case _:
            raise UsageError(
                say("use.format", name=format_),
                remedy=say("use.format.remedy", names="text json markdown"),
            )
    console.data(text.encode())
