"""`djledger review`: a page for each report, to check its ledger against the text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console
from djledger.cli.messages import say, spoken
from djledger.cli.options import Catalogue, Force, Lang, Quiet  # noqa: TC001 -- typer evaluates
from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText
    from djledger.model.finding import Finding
    from djledger.model.ledger import Ledger
    from djledger.review.page import Sheet

_LEDGERS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv"})
_FOLDER = "review"


def review(
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="INPUT", help="review.inputs")
    ] = None,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="review.output")
    ] = f"{_FOLDER}/",
    source: Annotated[
        list[Path] | None, typer.Option("--source", metavar="PATH", help="review.source")
    ] = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", metavar="FILE", help="review.findings")
    ] = None,
    catalogue: Catalogue = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Write a page for each report of the ledgers, and an index for several."""
    from djledger.knowledge import Knowledge, default  # noqa: PLC0415 -- help needs none of it
    from djledger.review import page  # noqa: PLC0415

    del lang
    if not inputs:
        raise UsageError(say("use.no_input"), remedy=say("review.no_input.remedy"))
    known = Knowledge(catalogue) if catalogue else default()
    said = None if findings is None else page.findings(_bytes(findings), str(findings))
    sheets, failed = _sheets(inputs, source or [], said, known)
    folder, files = _files(output, [sheet.source.name for sheet in sheets], force=force)
    many = len(sheets) > 1
    for sheet, file in zip(sheets, files, strict=True):
        home = "index.html" if many else ""
        _write(folder, file, page.page(sheet, known, language=spoken(), home=home))
    if many:
        pages = list(zip(files, sheets, strict=True))
        _write(folder, "index.html", page.index(pages, known, language=spoken()))
    for trouble in failed:
        console.error(trouble)
    if sheets and not quiet and folder is not None:
        first = folder / ("index.html" if many else files[0])
        console.note(say("review.done", count=len(sheets), path=first))
    if failed:
        raise typer.Exit(InputError.exit_code)


def _sheets(
    inputs: Sequence[Path],
    places: Sequence[Path],
    findings: Sequence[Finding] | None,
    known: Knowledge,
) -> tuple[list[Sheet], list[InputError]]:
    """What there is to show, each report once, and what could not be read."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it

    sheets: dict[str, Sheet] = {}
    failed: list[InputError] = []
    for path in inputs:
        try:
            for ledger, raw in _pairs(path, places, known, failed):
                own = None
                if findings is not None:
                    name = ledger.sources[0].name
                    own = [f for f in findings if (f.source or f.path) == name]
                shown = api.sheet(ledger, raw, findings=own, catalogue=known, language=spoken())
                sheets.setdefault(raw.sha256, shown)
        except InputError as error:
            failed.append(error)
    return list(sheets.values()), failed


def _pairs(
    path: Path, places: Sequence[Path], known: Knowledge, failed: list[InputError]
) -> Iterator[tuple[Ledger, RawText]]:
    """Each report that *path* is, or is a ledger of, with its ledger."""
    from djledger import api, readers  # noqa: PLC0415 -- help needs none of it
    from djledger.cli.inputs import find  # noqa: PLC0415
    from djledger.review import corrections, page, reports  # noqa: PLC0415

    if path.suffix.lower() not in _LEDGERS:
        found, troubles = find([path], "-")
        failed += troubles
        for report in found:
            content = report.content()
            if path.is_dir() and page.GENERATOR.encode() in content[:2000]:
                continue  # a page from last time, in a folder of reports
            ledger = api.extract(
                report.path or content, name=report.name, catalogue=known, explain=True
            )
            yield ledger, readers.read(content, name=report.name, knowledge=known)
        return
    ledger = api.load(path)
    if not ledger.sources:
        raise InputError(
            say("review.no_sources", path=path), remedy=say("review.no_sources.remedy")
        )
    for source in ledger.sources:
        try:
            raw = reports.read(source, [*places, path.absolute().parent, Path.cwd()], known)
        except InputError as error:
            failed.append(error)
            continue
        yield corrections.part(ledger, source), raw


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {say('read.failed')}", why=error.strerror or "") from None


def _files(output: str, names: Sequence[str], *, force: bool) -> tuple[Path | None, list[str]]:
    """The folder to write to (None: stdout) and a file name for each page; checked beforehand."""
    from djledger.review import page  # noqa: PLC0415 -- help needs none of it

    target = Path(output)
    single = output == "-" or (target.suffix.lower() in {".html", ".htm"} and not target.is_dir())
    if single and len(names) > 1:
        raise UsageError(say("review.folder", count=len(names)), remedy=say("review.folder.remedy"))
    if output == "-":
        return None, ["-"] * len(names)
    folder = target.parent if single else target
    files = [target.name] * len(names) if single else page.file_names(names)
    for file in [*files, *(["index.html"] if len(files) > 1 else [])]:
        if not force and not _ours(folder / file):
            raise UsageError(
                say("use.exists", path=folder / file),
                why=say("review.exists.why"),
                remedy=say("use.exists.remedy"),
            )
    return folder, files


def _ours(file: Path) -> bool:
    """Whether nobody would miss *file*: it is not there, or a page that djledger wrote."""
    from djledger.review import page  # noqa: PLC0415 -- help needs none of it

    try:
        with file.open("rb") as opened:
            return page.GENERATOR.encode() in opened.read(2000)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _write(folder: Path | None, file: str, text: str) -> None:
    from djledger import api  # noqa: PLC0415 -- help needs none of it

    if folder is None:
        console.data(text.encode())
    else:
        api.write_whole(folder / file, text.encode(), folders=True)
