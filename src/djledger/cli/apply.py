"""`djledger apply`: what a person said on a review page goes into the ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Force, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from djledger.review.corrections import Applied

_CONFLICTS = 4  # exit code: a person must settle something


def apply(
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="apply.inputs")
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="apply.output")
    ] = None,
    catalogue: Catalogue = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Carry out all corrections on the ledger, then write it; exit 4 if some were stale."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger.review import corrections  # noqa: PLC0415

    del lang
    if inputs is None or len(inputs) < 2:
        raise UsageError(say("apply.missing"), remedy=say("apply.missing.remedy"))
    *files, path = inputs
    target = path if output in {None, "-"} else Path(str(output))
    if path.suffix.lower() == ".xlsx" and target == path and output != "-":
        # written anew, the book would lose its remarks and struck rows
        raise UsageError(say("apply.book", path=path), remedy=say("apply.book.remedy"))
    if target != path and target.exists() and not force:
        raise UsageError(say("use.exists", path=target), remedy=say("use.exists.remedy"))
    writer = api.writer_for(path)
    before = _bytes(path)
    ledger = api.load(path)
    # All are read before the first is carried out: a bad one leaves the ledger as it was.
    said = [corrections.load(_bytes(file), str(file)) for file in files]
    results: list[Applied] = []
    for one in said:
        results.append(corrections.apply(one, ledger))
        ledger = results[-1].ledger
    if output == "-":
        console.data(api.dump(ledger, writer))
    else:
        content = api.dump(ledger, writer if output is None else api.writer_for(target))
        if output is None and _digest(_bytes(path)) != _digest(before):
            raise UsageError(say("apply.changed", path=path), remedy=say("apply.changed.remedy"))
        if content != before or target != path:
            api.write_whole(target, content)
    _tell(results, catalogue, quiet=quiet)
    if any(result.stale for result in results):
        raise typer.Exit(_CONFLICTS)


def _tell(results: list[Applied], catalogue: Path | None, *, quiet: bool) -> None:
    from djledger.knowledge import Knowledge, default  # noqa: PLC0415 -- help needs none of it
    from djledger.review.corrections import STALE  # noqa: PLC0415

    for stale in (stale for result in results for stale in result.stale):
        place = " ".join(filter(None, (stale.place, stale.quote, stale.id)))
        console.note(f"{STALE} {place}: {stale.why}")
    if quiet:
        return
    taught = sorted({lesson for result in results for lesson in result.taught})
    if taught:
        known = {
            i["id"]: i["label"]
            for i in (Knowledge(catalogue) if catalogue else default()).items("indicators")
        }
        console.note(say("apply.taught"))
        for indicator, item, unit in taught:
            # What the catalogue item would have to hold, as it would be written there.
            console.note(f"- id: {indicator}  # {known.get(indicator, '')}")
            console.note(f"  heads: [{item}]\n  units: [{unit}]")
    console.note(
        say(
            "apply.done",
            done=sum(result.done for result in results),
            already=sum(result.already for result in results),
            stale=sum(len(result.stale) for result in results),
        )
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{path}: {say('read.absent')}", remedy=say("read.absent.remedy")
        ) from None
    except OSError as error:
        raise InputError(f"{path}: {say('read.failed')}", why=error.strerror or "") from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
