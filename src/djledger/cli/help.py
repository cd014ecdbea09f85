"""Help and usage errors in both languages; typer's own speak English and count no wide characters.

Each parameter's help text is a key of the message catalogue, and said when it is shown.
"""

from __future__ import annotations

import shutil
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from djledger.cli.messages import MESSAGES, say
from djledger.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

# What help texts are filled with, known only when they are shown.
_FORMATS = "yaml json jsonl csv xlsx"
_FILLED = {"formats": _FORMATS, "names": "ledger corrections"}


class Command(TyperCommand):
    """A command whose help is written here."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this command."""
        formatter.write("\n".join(_help(self, ctx)) + "\n")


class Group(TyperGroup):
    """The program itself."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the program."""
        formatter.write("\n".join(_help(self, ctx)) + "\n")


def _help(command: Any, ctx: Any) -> Iterator[str]:
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    words = [say("options").lower(), *(_metavar(p) for p in arguments)]
    commands = getattr(command, "commands", {})
    if commands:
        words.append(f"{say('commands')} ...".lower())
    yield f"{say('usage')} {ctx.command_path} {' '.join(f'[{w}]' for w in words)}"
    yield ""
    width = min(shutil.get_terminal_size().columns, 100)
    for key in (command.help, f"{command.help}.more"):
        if key in MESSAGES:
            yield from _wrapped(say(key), width - 2, indent="  ")
    rows = {
        "arguments": [(_metavar(p), _said(p)) for p in arguments],
        "commands": [(n, say(c.help)) for n, c in commands.items() if not c.hidden],
        "options": [(_spelling(p), _said(p)) for p in options],
    }
    for title, section in rows.items():
        if section:
            yield ""
            yield f"{say(title)}:"
            yield from _columns(section, width)


def _said(param: Any) -> str:
    key = param.help if param.help in MESSAGES else param.name
    return say(key, **_FILLED)


def _metavar(param: Any) -> str:
    return f"{param.metavar or param.name.upper()}{'...' if param.nargs == -1 else ''}"


def _spelling(param: Any) -> str:
    """``-o, --output PATH``: the short one first, as people type it."""
    names = sorted(param.opts, key=len)
    value = "" if param.is_flag else f" {param.metavar or param.name.upper()}"
    return ("" if names[0][1] != "-" else "    ") + ", ".join(names) + value


def _columns(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    left = min(max(_cells(head) for head, _ in rows) + 4, 32)
    for head, text in rows:
        lines = _wrapped(text, width - left, indent=" " * left)
        if _cells(head) + 3 > left:
            yield f"  {head}"
        else:
            yield f"  {head}{' ' * (left - 2 - _cells(head))}{next(lines, '').lstrip()}"
        yield from lines


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(text: str, width: int, *, indent: str) -> Iterator[str]:
    """Break at spaces, or between Han characters; never before a closing mark."""
    line, used = "", 0
    for piece in _pieces(text):
        cells = _cells(piece)
        if used + cells > width and line.strip() and piece.strip():
            yield indent + line.rstrip()
            line, used = "", 0
        line += piece
        used += cells
    if line.strip():
        yield indent + line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        closing = character in "，。；：、）》”！？"
        before = piece[-1:]
        if piece and (
            " " in (character, before)
            or (wide and not closing)
            or (not wide and unicodedata.east_asian_width(before) in "WF")
        ):
            yield piece
            piece = ""
        piece += character
    yield piece


def usage_error(error: Any, command: str) -> UsageError:
    """Return what typer's usage error *error* says, as one of ours.

    typer has its own copy of click and exports no error classes: they are told by name.
    """
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context is not None else f"djledger {command}".strip()
    message, param = error.format_message(), getattr(error, "param", None)
    name = _shown(param) if param is not None else getattr(error, "option_name", "")
    what, why = say("use.other"), ""
    near: list[str] = []
    match type(error).__name__:
        case "NoSuchOption":
            what = say("use.no_option", name=name)
            near = error.possibilities or _near(name, context)
        case "MissingParameter":
            what = say("use.missing", name=name)
        case "BadOptionUsage":
            takes_none = "not take" in message
            what = say("use.no_value" if takes_none else "use.needs_value", name=name)
        case "BadParameter":
            what, why = say("use.bad_value", name=name), error.message
        case _ if message.startswith("No such command"):
            name = message.split("'")[1]
            what = say("use.no_command", name=name)
            near = get_close_matches(name, context.command.commands)
        case _ if message.startswith("Missing command"):
            what = say("use.missing_command")
        case _ if message.startswith("Got unexpected"):
            names = message.partition(") (")[2].rpartition(")")[0]
            what = say("use.extra", names=names)
        case _:
            why = message
    guess = say("use.did_you_mean", names=" ".join(sorted(near))) if near else ""
    return UsageError(what, why=why, remedy=guess or say("use.see_help", command=path))


def _shown(param: Any) -> str:
    return _metavar(param) if param.param_type_name == "argument" else str(param.opts[-1])


def _near(name: str, context: Any) -> list[str]:
    known = [o for p in context.command.get_params(context) for o in p.opts] if context else []
    return get_close_matches(name, known)
