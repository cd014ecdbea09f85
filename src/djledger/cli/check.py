"""`djledger check`: reports and ledgers in, findings out."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from djledger.cli import console
from djledger.cli.messages import say, spoken
from djledger.cli.options import Catalogue, Lang, Quiet  # noqa: TC001 -- typer evaluates them
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from djledger.cli.inputs import Report
    from djledger.config import Config
    from djledger.model.finding import Outcome
    from djledger.reporters import Reporter

Select = Annotated[list[str] | None, typer.Option(metavar="CODE,...", help="check.select")]
Ignore = Annotated[list[str] | None, typer.Option(metavar="CODE,...", help="check.ignore")]
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="check.config")]
Isolated = Annotated[bool, typer.Option("--isolated", help="check.isolated")]
_LEDGERS = (".yaml", ".yml", ".json", ".jsonl")
_MARK = b"djledger/1"  # what the head of a ledger file says


def check(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="check.inputs")
    ] = None,
    *,
    output_format: Annotated[
        str,
        typer.Option(metavar="FORMAT", help="check.output_format", envvar="DJLEDGER_OUTPUT_FORMAT"),
    ] = "auto",
    report: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT:PATH", help="check.report")
    ] = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[str | None, typer.Option(metavar="LEVEL", help="check.fail_on")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="check.exit_zero")] = False,
    config: ConfigFile = None,
    isolated: Isolated = False,
    period: Annotated[str, typer.Option(metavar="PERIOD", help="check.period")] = "",
    roster: Annotated[str, typer.Option(metavar="FILE", help="check.roster")] = "",
    last: Annotated[str, typer.Option(metavar="LEDGER", help="check.last")] = "",
    baseline: Annotated[str, typer.Option(metavar="FILE", help="check.baseline")] = "",
    place: Annotated[str, typer.Option(metavar="NAME", help="extract.place")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="extract.date")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="extract.encoding")] = "",
    stdin_name: Annotated[str, typer.Option(metavar="NAME", help="extract.stdin_name")] = "-",
    catalogue: Catalogue = None,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Check the inputs, report what was found, and end as the findings demand."""
    from djledger.cli.extract import _check as check_reading  # noqa: PLC0415 -- start-up

    del lang
    check_reading(date, encoding)
    reporters = [_reporter(output_format)]
    files = [_named(given) for given in report or ()]
    config_of = configured(
        config, isolated=isolated, select=select, ignore=ignore, fail_on=fail_on,
        period=period, roster=roster, last=last,
    )  # fmt: skip
    outcome, failed = looked_at(
        inputs or [], stdin_name, config_of, place=place, date=date, encoding=encoding,
        catalogue=catalogue, baseline=baseline,
    )  # fmt: skip
    _write(outcome, reporters[0], files)
    for trouble in failed:
        console.error(trouble)
    if not quiet:
        console.note(summary(outcome))
    unread = {"DJ001", "DJ003", "DJ005", "DJ006"}
    if failed or any(f.code in unread and not f.suppressed for f in outcome.findings):
        raise typer.Exit(InputError.exit_code)
    if outcome.gating() and not exit_zero:
        raise typer.Exit(1)


def configured(
    file: Path | None,
    *,
    isolated: bool,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    fail_on: str | None = None,
    period: str = "",
    roster: str = "",
    last: str = "",
) -> Callable[[str], Config]:
    """Return what gives a path its configuration: the files', and the command line on top."""
    from djledger import config as configs  # noqa: PLC0415 -- start-up

    if file is not None and not file.is_file():
        raise UsageError(f"{file}: {say('read.absent')}", remedy=say("read.absent.remedy"))
    below = configs.submission_config(file, isolated=isolated)
    more: dict[str, Any] = {}
    if fail_on:
        more["fail_on"] = configs.choice(fail_on, configs.FAIL_ON, "--fail-on")
    if period:
        more["period"] = configs.period_of(period, "--period")
    more |= {key: value for key, value in {"roster": roster, "last": last}.items() if value}
    chosen, left = _split(select), _split(ignore)
    configs.codes_of(chosen, "--select")
    configs.codes_of(left, "--ignore")

    def config_of(path: str) -> Config:
        return replace(configs.narrowed(below(path), chosen, left), **more)

    return config_of


def looked_at(
    inputs: Sequence[str],
    stdin_name: str,
    config_of: Callable[[str], Config],
    **told: Any,
) -> tuple[Outcome, list[InputError]]:
    """Return how the check of the *inputs* came out, and what is wrong with the others."""
    from djledger import api  # noqa: PLC0415 -- start-up
    from djledger.cli.inputs import find  # noqa: PLC0415

    paths = [Path(path) for given in inputs for path in _expanded(given)]
    ledgers = [file for path in paths for file in _ledgers(path)]
    reports: list[Report] = []
    failed: list[InputError] = []
    rest = [path for path in paths if path not in ledgers and not _holds_only(path, ledgers)]
    if rest or not ledgers:
        reports, failed = find(rest, stdin_name)
    named = [(r.path.as_posix() if r.path else r.name, r.path or r.content()) for r in reports]
    named += [(file.as_posix(), file) for file in ledgers]
    for path in told.pop("also", ()):
        named.append((path.as_posix(), path))
    catalogue = told.pop("catalogue", None)
    outcome = api.examine(
        sorted(named, key=lambda pair: pair[0]), config_of, catalogue=catalogue,
        language=spoken(), **told,
    )  # fmt: skip
    return outcome, failed


def summary(outcome: Outcome) -> str:
    """Return the last line: what counted, and what did not."""
    counts = outcome.counted()
    gating = {f.level for f in outcome.gating()}
    told = [
        say(f"check.count.{'in' if level in gating else 'out'}", count=counts[level],
            level=say(f"level.{level}"), name=level)
        for level in ("error", "warning", "info")
        if counts[level]
    ]  # fmt: skip
    head = say("check.comma").join(told) or say("check.clean")
    return head + say(
        "check.rest", suppressed=counts["suppressed"], files=len(outcome.checked),
        rules=len(outcome.rules),
    )  # fmt: skip


def _split(given: Sequence[str] | None) -> list[str]:
    return [code.strip() for item in given or () for code in item.split(",") if code.strip()]


def _expanded(given: str) -> Iterator[str]:
    """Expand a glob that no shell has: on Windows none does."""
    if not any(sign in given for sign in "*?[") or Path(given).exists():
        yield given
        return
    found = sorted(glob(given, recursive=True))  # noqa: PTH207 -- ** below any folder
    yield from found or [given]


def _ledgers(path: Path) -> list[Path]:
    """The ledger files that *path* is or, where it is a folder, holds."""
    if path.is_dir():
        inside = (f for f in sorted(path.rglob("*")) if f.suffix.lower() in _LEDGERS)
        return [f for f in inside if f.is_file() and _is_ledger(f)]
    return [path] if path.suffix.lower() in (*_LEDGERS, ".csv") and path.is_file() else []


def _is_ledger(file: Path) -> bool:
    with file.open("rb") as stream:
        return _MARK in stream.read(200)


def _holds_only(path: Path, ledgers: Sequence[Path]) -> bool:
    """Whether the folder *path* has ledgers and no report."""
    from djledger.cli.inputs import find  # noqa: PLC0415 -- start-up

    inside = path.is_dir() and any(path in file.parents for file in ledgers)
    return inside and not find([path], "-")[0]


def _reporter(name: str) -> Reporter:
    from djledger.reporters import all_reporters  # noqa: PLC0415 -- start-up

    if name == "auto":
        if os.environ.get("GITHUB_ACTIONS") == "true":
            name = "github"
        else:
            name = "rich" if sys.stdout.isatty() else "plain"
    known = all_reporters()
    if name not in known:
        from difflib import get_close_matches  # noqa: PLC0415 -- only now

        near = get_close_matches(name, known, 1)
        remedy = (
            say("use.did_you_mean", names=near[0])
            if near
            else say("use.format.remedy", names=" ".join(known))
        )
        raise UsageError(say("use.format", name=name), remedy=remedy)
    return known[name]


def _named(given: str) -> tuple[Reporter, Path]:
    """The reporter and the file of ``--report FORMAT:PATH``."""
    name, colon, path = given.partition(":")
    if not colon or not path:
        raise UsageError(say("use.bad_value", name="--report"), remedy=say("check.report.remedy"))
    return _reporter(name), Path(path)


def _write(outcome: Outcome, first: Reporter, files: Sequence[tuple[Reporter, Path]]) -> None:
    from djledger import api  # noqa: PLC0415 -- start-up

    for reporter, path in files:
        api.write_whole(path, reporter.render(outcome), folders=True)
    console.data(first.render(outcome))
