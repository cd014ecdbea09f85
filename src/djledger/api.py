"""What `import djledger` offers, loaded when first used. The command line only calls these."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from djledger.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Ledger
    from djledger.writers import Writer


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

    *place* and *date* overrule what the text says. *catalogue* is a folder of YAML files that
    add to djledger's own, or such a folder already read. *name* is what the ledger calls the
    report; *encoding* overrules detection; with *explain* the ledger lists all that was mended
    and all numerals that were set aside.
    """
    from djledger import knowledge, pipeline, readers  # noqa: PLC0415 -- start-up

    if catalogue is None:
        known = knowledge.default()
    elif isinstance(catalogue, knowledge.Knowledge):
        known = catalogue
    else:
        known = knowledge.Knowledge(Path(catalogue))
    raw = readers.read(source, name=name, encoding=encoding)
    return pipeline.extract(raw, known, place=place or "", date=date or "", explain=explain)


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


def writer_for(path: Path) -> Writer:
    """Return the writer that the suffix of *path* asks for."""
    from djledger.writers import all_writers, for_suffix  # noqa: PLC0415 -- start-up

    writer = for_suffix(path.suffix)
    if writer is None:
        known = " ".join(s for w in all_writers().values() for s in w.suffixes)
        raise UsageError(f"{path}：不认识的后缀 {path.suffix!r}", remedy=f"请用 {known} 之一")
    return writer


def write_whole(path: Path, data: bytes, *, folders: bool = False) -> None:
    """Write *data* to *path* so that nobody ever sees half of it; *folders* makes its folder."""
    path = path.resolve()  # a link stays a link
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_bytes(data)
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
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
