"""What `import djledger` offers, loaded when first used. The command line only calls these."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from djledger.compare.big import BigMerge
    from djledger.compare.places import Places
    from djledger.config import Config
    from djledger.knowledge import Knowledge
    from djledger.model.change import Difference
    from djledger.model.document import RawText
    from djledger.model.finding import Finding, Outcome
    from djledger.model.ledger import Ledger, Source
    from djledger.model.merged import Merged
    from djledger.model.roster import Roster
    from djledger.review.corrections import Applied
    from djledger.review.page import Sheet
    from djledger.roundtrip.files import Updated
    from djledger.writers import Writer


_PIECE = 2000  # entries


def extract(
    source: Path | bytes | str,
    *,
    place: str | None = None,
    date: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
    name: str = "",
    encoding: str = "",
    explain: bool = False,
) -> Ledger:
    """Return the ledger of one report: a path, its bytes, or its text as `str`.

    *place* and *date* overrule what the text says, and what a file ``NAME.meta.yaml`` beside a
    path says of it. *catalogue* is a folder of YAML files that add to djledger's own, or such a
    folder already read. *name* is what the ledger calls the report; *encoding* overrules
    detection; with *explain* the ledger lists all that was mended and all numerals that were set
    aside.
    """
    from djledger import pipeline, readers, sidecar  # noqa: PLC0415 -- start-up

    known = knowledge_of(catalogue)
    told = sidecar.beside(source) if isinstance(source, Path) else sidecar.Sidecar()
    raw = readers.read(source, name=name, encoding=encoding, knowledge=known)
    ledger = pipeline.extract(
        raw, known, place=place or told.place, date=date or told.date, explain=explain
    )
    return sidecar.completed(ledger, told)


def knowledge_of(catalogue: Path | str | Knowledge | None) -> Knowledge:
    """Return djledger's own knowledge, with the folder *catalogue* on top where there is one."""
    from djledger import knowledge  # noqa: PLC0415 -- start-up

    if isinstance(catalogue, knowledge.Knowledge):
        return catalogue
    if catalogue is None:
        return knowledge.default()
    from djledger import catalogue as indicators  # noqa: PLC0415 -- needed for an own one only

    return indicators.read(Path(catalogue))


def merge(
    ledgers: Iterable[Ledger],
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Ledger:
    """Return one ledger of all *ledgers*: each report once, the newest where it was sent again.

    Entries stay what they are; `totals` says what they come to. *prefer* (``newest``,
    ``first``, ``largest``) leaves out the figures that lose a conflict; without it all stay.
    """
    if prefer:
        return merge_and_total(ledgers, roster=roster, prefer=prefer, catalogue=catalogue)[0]
    from djledger.compare.union import union  # noqa: PLC0415 -- start-up

    return union(ledgers, _places(roster, catalogue))[0]


def totals(
    ledger: Ledger,
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Merged:
    """Return the figures that a merged *ledger* comes to, and what is not settled among them.

    A report whose place a newer one took must not be in it: `merge` leaves its entries out.
    """
    from djledger.compare import totals as table  # noqa: PLC0415 -- start-up

    places = _places(roster, catalogue)(list(ledger.sources))
    return table.totals(ledger, knowledge_of(catalogue), places, prefer=_preference(prefer))


def merge_and_total(
    ledgers: Iterable[Ledger],
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> tuple[Ledger, Merged]:
    """Return what `merge` and `totals` do, with the reports that came twice."""
    from djledger.compare import totals as table  # noqa: PLC0415 -- start-up
    from djledger.compare.union import union, without  # noqa: PLC0415

    make_places = _places(roster, catalogue)
    merged, duplicates = union(ledgers, make_places)
    told = table.totals(
        merged,
        knowledge_of(catalogue),
        make_places(list(merged.sources)),
        prefer=_preference(prefer),
        duplicates=duplicates,
    )
    lost = {name for row in told.rows for name in table.overruled(row)}
    return without(merged, lost), told


def big_merge(
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> BigMerge:
    """Return what merges more entries than fit in memory; needs the extra ``[big]``."""
    from djledger.compare.big import BigMerge  # noqa: PLC0415 -- start-up

    return BigMerge(knowledge_of(catalogue), _places(roster, catalogue), prefer=_preference(prefer))


def diff(
    old: Ledger,
    new: Ledger,
    *,
    roster: Path | str | Roster | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Difference:
    """Return what turns *old* into *new*, and how their figures compare."""
    from djledger.compare.difference import difference  # noqa: PLC0415 -- start-up

    return difference(old, new, knowledge_of(catalogue), _roster(roster))


def patched(ledger: Ledger, changed: Difference) -> Ledger:
    """Return the new ledger that `diff` compared *ledger*, the old one, with."""
    from djledger.compare.difference import apply  # noqa: PLC0415 -- start-up

    return apply(changed, ledger)


def _places(
    roster: Path | str | Roster | None, catalogue: Path | str | Knowledge | None
) -> Callable[[list[Source]], Places]:
    from djledger.compare.places import Places, words  # noqa: PLC0415 -- start-up

    spoken, listed = knowledge_of(catalogue).made(words), _roster(roster)
    return lambda sources: Places(sources, listed, spoken)


def _roster(roster: Path | str | Roster | None) -> Roster | None:
    if roster is None or not isinstance(roster, Path | str):
        return roster
    from djledger.compare.places import read_roster  # noqa: PLC0415 -- start-up

    return read_roster(Path(roster))


def _preference(prefer: str | None) -> str:
    from djledger.compare.settle import PREFER  # noqa: PLC0415 -- start-up

    if prefer and prefer not in PREFER:
        raise UsageError(f"不认识的取舍 {prefer}", remedy=f"请用 {' '.join(PREFER)} 之一")
    return prefer or ""


def check(
    inputs: Iterable[Ledger | Path | bytes | str],
    *,
    config: Path | str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    catalogue: Path | str | Knowledge | None = None,
    language: str = "zh",
) -> list[Finding]:
    """Return what the checks find in *inputs*: ledgers, paths of reports or ledgers, or texts.

    A str is a path where there is such a file, and otherwise a report's text. *config* is a
    djledger.toml; without one the nearest to each file holds. *select* and *ignore* name codes
    or their beginnings. An input that cannot be read is a finding too.
    """
    from djledger import config as configs  # noqa: PLC0415 -- start-up

    configured = configs.submission_config(Path(config) if config else None, isolated=False)

    def config_of(path: str) -> Config:
        return configs.narrowed(configured(path), select, ignore)

    named = [_named(k, given) for k, given in enumerate(inputs, 1)]
    return list(examine(named, config_of, catalogue=catalogue, language=language).findings)


def examine(  # noqa: PLR0913 -- what a command line says of a run
    inputs: Iterable[tuple[str, Ledger | Path | bytes | str]],
    config_of: Callable[[str], Config],
    *,
    place: str = "",
    date: str = "",
    encoding: str = "",
    catalogue: Path | str | Knowledge | None = None,
    language: str = "zh",
    baseline: str = "",
) -> Outcome:
    """Return how a check of *inputs* comes out; each has the path it is known by.

    *config_of* gives the configuration of a path, and that of the run for "".
    """
    from datetime import UTC, datetime  # noqa: PLC0415 -- start-up

    from djledger import __version__, checks  # noqa: PLC0415
    from djledger import config as configs  # noqa: PLC0415
    from djledger.checks.submission import Submission  # noqa: PLC0415
    from djledger.model.finding import Checked, Outcome  # noqa: PLC0415

    run = config_of("")
    known = knowledge_of(catalogue or run.catalogue or None)
    today = datetime.now(UTC).astimezone().date()
    told = configs.settings(run, load(run.last) if run.last else None, today)
    submissions: list[Submission] = []
    for path, given in inputs:
        try:
            for raw, ledger in _looked_at(path, given, known, place, date, encoding):
                for source in ledger.sources:
                    own = tuple(e for e in ledger.entries if e.source == source.name)
                    shown = path if raw is not None else source.name
                    submissions.append(Submission(shown, known, told, source, own, raw))
        except InputError as error:
            submissions.append(Submission(path, known, told, trouble=error))
    found = checks.run(submissions, told, language=language, wanted=configs.wanted(config_of, run))
    passed = baseline or run.baseline
    found = configs.applied(
        found,
        config_of,
        run,
        configs.baseline_of(passed) if passed else None,
        today=today,
        language=language,
    )
    codes = run.codes()
    return Outcome(
        findings=tuple(found),
        rules=tuple(c.rule(language) for k, c in checks.all_checks().items() if k in codes),
        checked=tuple(
            Checked(path=s.path, place=s.place, date=s.date, entries=len(s.entries))
            for s in submissions
        ),
        fail_on=run.fail_on,
        language=language,
        version=__version__,
        config=run.digest(),
    )


def _named(number: int, given: Ledger | Path | bytes | str) -> tuple[str, Any]:
    """The path that an input is known by, and the input: a str may be a path."""
    if isinstance(given, str) and "\n" not in given and len(given) < _LONGEST_PATH:
        with suppress(OSError, ValueError):  # no name of a file
            given = Path(given) if Path(given).is_file() else given
    return (given.as_posix() if isinstance(given, Path) else f"<{number}>"), given


_LONGEST_PATH = 1024
_LEDGER_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".jsonl", ".csv"})


def _looked_at(
    path: str,
    given: Ledger | Path | bytes | str,
    known: Knowledge,
    place: str,
    date: str,
    encoding: str,
) -> Iterator[tuple[RawText | None, Ledger]]:
    """Yield the ledgers of an input: its own, or those read from a report, with its text."""
    from djledger import pipeline, readers, sidecar  # noqa: PLC0415 -- start-up
    from djledger.writers import for_suffix  # noqa: PLC0415

    if not isinstance(given, (Path, bytes, str)):
        yield None, given
        return
    suffix = Path(path).suffix.lower()
    ledger_like = suffix in _LEDGER_SUFFIXES and not isinstance(given, str)
    writer = for_suffix(suffix) if ledger_like else None
    if writer is not None and writer.load is not None:
        if isinstance(given, Path):
            yield None, load(given)
        elif isinstance(given, bytes):
            yield None, writer.load(given)
        return
    if suffix == ".xlsx" and isinstance(given, Path):
        with suppress(InputError):  # a workbook of somebody else is a report
            yield None, load(given)
            return
    told = sidecar.beside(given) if isinstance(given, Path) else sidecar.Sidecar()
    raw = readers.read(given, name=path, encoding=encoding, knowledge=known)
    ledger = pipeline.extract(raw, known, place=place or told.place, date=date or told.date)
    yield raw, sidecar.completed(ledger, told)


def sheet(
    ledger: Ledger,
    report: RawText,
    *,
    findings: Iterable[Finding] | None = None,
    catalogue: Path | str | Knowledge | None = None,
    language: str = "zh",
) -> Sheet:
    """Return *ledger*, of one report, with that report's text and what the checks find in it.

    *findings* given are not looked for again. Where the ledger only counts the numerals that
    were set aside, they are found again, provided this djledger knows what that one knew.
    """
    from djledger import assemble, checks, pipeline  # noqa: PLC0415 -- start-up
    from djledger.checks.submission import Settings, Submission  # noqa: PLC0415
    from djledger.review import page  # noqa: PLC0415

    known = knowledge_of(catalogue)
    shown = page.sheet(ledger, report)  # refuses another report before it is looked at
    source, ledger = shown.source, shown.ledger
    if not ledger.ignored and source.ignored and ledger.recipe == assemble.recipe(known):
        again = pipeline.extract(report, known, explain=True)
        ledger = ledger.model_copy(update={"ignored": page.unused(again.ignored, ledger.entries)})
    if findings is None:
        one = Submission(source.name, known, Settings(), source, ledger.entries, report)
        findings = checks.run([one], Settings(), language=language)
    return page.sheet(ledger, report, findings)


def review(
    ledger: Ledger,
    report: Path | bytes | str,
    *,
    findings: Iterable[Finding] | None = None,
    catalogue: Path | str | Knowledge | None = None,
    language: str = "zh",
) -> str:
    """Return the review page, in HTML, of *ledger*, which is of the one *report*."""
    from djledger import readers  # noqa: PLC0415 -- start-up
    from djledger.review import page  # noqa: PLC0415

    known = knowledge_of(catalogue)
    name = ledger.sources[0].name if ledger.sources else ""
    raw = readers.read(report, name=name, knowledge=known)
    shown = sheet(ledger, raw, findings=findings, catalogue=known, language=language)
    return page.page(shown, known, language=language)


def apply(corrections: Path | str, ledger: Ledger) -> Applied:
    """Return *ledger* with the *corrections* (a file that a review page exported), and the stale.

    Raises `UsageError` where they are of a report that is not in the ledger.
    """
    from djledger.review import corrections as said  # noqa: PLC0415 -- start-up

    path = Path(corrections)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}：无法读取", why=error.strerror or str(error)) from None
    return said.apply(said.load(data, str(path)), ledger)


def load(path: Path | str) -> Ledger:
    """Return the ledger in the file *path*; the suffix says how it is written."""
    path = Path(path)
    writer = writer_for(path)
    if writer.load is None:
        raise UsageError(
            f"{writer.name} 格式的台账不能读回", remedy="请用 yaml、json、jsonl 或 csv"
        )
    try:
        return writer.load(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}：无法读取", why=error.strerror or str(error)) from None
    except InputError as error:
        raise InputError(f"{path}：{error.what}", why=error.why, remedy=error.remedy) from None


def save(ledger: Ledger, path: Path | str) -> None:
    """Write *ledger* to the file *path*, whole or not at all; the suffix says how."""
    write_whole(Path(path), dump(ledger, writer_for(Path(path))))


def update(
    path: Path | str,
    ledger: Ledger,
    *,
    restore_deleted: bool = False,
    findings: Sequence[Finding] = (),
    expected: Sequence[str] = (),
    catalogue: Path | str | Knowledge | None = None,
) -> Updated:
    """Bring the workbook *path* up to date with *ledger*, a new extraction; say what happened.

    What people wrote in it stays: figures, states, names, notes, rows added and struck out.
    Entries of reports that *ledger* does not hold stay as they are. *findings* fill the sheet
    of problems; *expected* are the places that have to report.
    """
    from djledger.roundtrip import files  # noqa: PLC0415 -- start-up

    return files.update(
        Path(path),
        ledger,
        write_whole,
        restore=restore_deleted,
        findings=findings,
        expected=expected,
        knowledge=None if catalogue is None else knowledge_of(catalogue),
    )


def concatenated(ledgers: Sequence[Ledger]) -> Ledger:
    """Return one ledger with the sources and entries of all *ledgers*, in their order."""
    if len(ledgers) == 1:
        return ledgers[0]
    return ledgers[0].model_copy(
        update={
            "sources": tuple(s for ledger in ledgers for s in ledger.sources),
            "entries": tuple(e for ledger in ledgers for e in ledger.entries),
            "ignored": tuple(i for ledger in ledgers for i in ledger.ignored),
        }
    )


def dump(ledger: Ledger, writer: Writer) -> bytes:
    """Return *ledger* in the format of *writer*."""
    try:
        return writer.dump(ledger)
    except UnicodeEncodeError as error:
        raise InputError(
            "台账中有不成对的代理字符，无法写成 UTF-8",
            why=f"U+{ord(error.object[error.start]):04X}",
            remedy="请检查报告的编码，或换一个文件名",
        ) from None


def in_pieces(ledger: Ledger) -> Iterator[Ledger]:
    """Yield *ledger* as `dump_pieces` wants it, so that its text is never in memory whole."""
    yield ledger.model_copy(update={"entries": ()})
    for at in range(0, len(ledger.entries), _PIECE):
        yield ledger.model_copy(
            update={"sources": (), "ignored": (), "entries": ledger.entries[at : at + _PIECE]}
        )


def dump_pieces(pieces: Iterable[Ledger], writer: Writer) -> Iterator[bytes]:
    """Yield a ledger that comes in *pieces*, first its sources, then its entries, as bytes.

    YAML and JSONL are written piece by piece; other formats need the whole ledger in memory.
    """
    if writer.name not in {"yaml", "jsonl"}:
        yield dump(concatenated(list(pieces)), writer)
        return
    rest = iter(pieces)
    first = next(rest)
    if writer.name == "jsonl":
        for piece in rest:
            yield dump(piece, writer)
        return
    none = b"entries: []\n"
    head = dump(first.model_copy(update={"ignored": ()}), writer).removesuffix(none)
    between = b"entries:\n"
    for piece in rest:
        yield head + between + dump(piece, writer).partition(b"\nentries:\n")[2]
        head, between = b"", b"\n"
    if head:
        yield head + none
    ignored = first.model_copy(update={"sources": (), "entries": ()})
    yield dump(ignored, writer).partition(none)[2]


def writer_for(path: Path) -> Writer:
    """Return the writer that the suffix of *path* asks for."""
    from djledger.writers import all_writers, for_suffix  # noqa: PLC0415 -- start-up

    writer = for_suffix(path.suffix)
    if writer is None:
        known = " ".join(s for w in all_writers().values() for s in w.suffixes)
        raise UsageError(f"{path}：不认识的后缀 {path.suffix!r}", remedy=f"请用 {known} 之一")
    return writer


def write_whole(path: Path, data: bytes | Iterable[bytes], *, folders: bool = False) -> None:
    """Write *data* to *path* so that nobody ever sees half of it; *folders* makes its folder."""
    pieces = (data,) if isinstance(data, bytes) else data
    path = path.resolve()  # a link stays a link
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            with path.open("wb") as device:
                device.writelines(pieces)
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        os.chmod(temporary, _mode(path))  # noqa: PTH101 -- a name, not a path
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from None
        raise


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what a new file would get."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path}：无法写入",
        why=error.strerror or str(error),
        remedy="请检查文件夹是否存在、是否有权限、磁盘是否已满",
    )
