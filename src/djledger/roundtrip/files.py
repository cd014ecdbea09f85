"""Updates a workbook file: backup, guard, whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from djledger.errors import InputError, UsageError
from djledger.roundtrip import three_way
from djledger.roundtrip.events import told
from djledger.roundtrip.rows import Notes
from djledger.writers import sheets, xlsx_file
from djledger.writers.wording import wording
from djledger.writers.workbook_reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.finding import Finding
    from djledger.model.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of a workbook: the ledger in it, what happened, and the files.

    ``path`` is the file that was written; ``backup`` the copy of the one a person had touched
    (None where nobody had, or where the new file has another name).
    """

    ledger: Ledger
    events: tuple[Finding, ...]
    conflict: bool
    path: Path
    backup: Path | None


def update(  # noqa: PLR0913 -- what a workbook can be made of
    path: Path,
    ours: Ledger,
    write: Callable[[Path, bytes], None],
    *,
    restore: bool = False,
    findings: Sequence[Finding] = (),
    expected: Sequence[str] = (),
    knowledge: Knowledge | None = None,
) -> Updated:
    """Bring the workbook *path* up to date with *ours* and return what happened.

    A file that is not there is made. One that a person has saved is copied beside itself
    before it is replaced; one with something in it that cannot be carried stays as it is, and
    the new workbook gets a new name. *write* writes bytes to a path, whole or not at all.
    """
    if not path.exists():
        content = xlsx_file.build(ours, findings=findings, expected=expected, knowledge=knowledge)
        write(path, content)
        return Updated(ours, (), conflict=False, path=path, backup=None)
    _refuse_open(path)
    before = _bytes(path)
    book = read(before)
    done = three_way.settled(book, ours, wording(knowledge), restore=restore)
    events = done.events
    if book.foreign:
        events = (*events, told("DJ707", what="、".join(book.foreign)))
    content = xlsx_file.build(
        done.ledger,
        findings=(*findings, *events),
        expected=expected,
        struck=done.struck,
        notes=book.notes or Notes(),
        knowledge=knowledge,
    )
    target, backup = path, None
    if book.foreign:
        target = _free(path, "-更新")
    elif not sheets.sealed(before):
        backup = _free(path.with_name(f"{path.name}.bak"))
        write(backup, before)
    if target == path and _digest(_bytes(path)) != _digest(before):
        raise UsageError(
            f"{path}：处理期间被别人改动", why="写入前的校验与读入时不同", remedy="请重新运行"
        )
    if content != before:
        write(target, content)
    return Updated(done.ledger, events, done.conflict, target, backup)


def _refuse_open(path: Path) -> None:
    """An office program that has the file open would write its own state over ours."""
    for lock in (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}")):
        if lock.exists():
            raise UsageError(
                f"{path}：正在被打开", why=f"有锁文件 {lock.name}",
                remedy="请先在 Excel、WPS 或 LibreOffice 中关闭它",
            )  # fmt: skip


def _free(path: Path, mark: str = "") -> Path:
    """Return a name like *path* that no file has: neither a backup nor a result is replaced."""
    named = path.with_name(f"{path.stem}{mark}{path.suffix}") if mark else path
    number = 2
    while named.exists():
        named = (
            path.with_name(f"{path.stem}{mark}{number}{path.suffix}")
            if mark
            else path.with_name(f"{path.name}{number}")
        )
        number += 1
    return named


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}：无法读取", why=error.strerror or str(error)) from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
