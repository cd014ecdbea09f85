"""The commands, and how typer is asked to run one of them."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from djledger import __version__
from djledger.cli import console
from djledger.cli.help import Command, Group, usage_error
from djledger.cli.options import Lang  # noqa: TC001 -- typer evaluates it
from djledger.errors import DjledgerError

# In the order of the help. Each is the function of that name in the module of that name.
COMMANDS = (
    "extract", "check", "merge", "diff", "review", "apply", "export",
    "explain", "indicator", "schema", "rule", "config", "baseline",
)  # fmt: skip


def program(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """Return the program with the commands *names*."""
    made = typer.Typer(
        cls=Group,
        help="app",
        rich_markup_mode=None,  # starts three times as fast, and help is plain text
        pretty_exceptions_enable=False,  # they print local variables: the report
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_program)
    for name in names:
        function = getattr(import_module(f"djledger.cli.{name}"), name)
        made.command(name, cls=Command, help=name)(function)
    return made


def _show_version(wanted: bool) -> None:
    """Answer --version among other options; alone it is answered before typer is imported."""
    if wanted:
        typer.echo(f"djledger {__version__}")
        raise typer.Exit


def _program(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="version", is_eager=True, callback=_show_version),
    ] = False,
    lang: Lang = None,
) -> None:
    del version, lang


def run(arguments: list[str]) -> int:
    """Run the command that *arguments* name and return the exit code."""
    # Building all commands takes a while; the one that runs is enough.
    first = arguments[0] if arguments else ""
    names = (first,) if first in COMMANDS else COMMANDS
    try:
        code = program(names)(arguments, prog_name="djledger", standalone_mode=False)
    except DjledgerError as error:
        console.error(error)
        return error.exit_code
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            console.note(error.format_message())  # type: ignore[attr-defined]
            return 2
        if not hasattr(error, "format_message"):
            raise
        console.error(usage_error(error, first if first in COMMANDS else ""))
        return 2
    return code if isinstance(code, int) else 0
