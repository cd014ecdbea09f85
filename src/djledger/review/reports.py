"""Where the report of a ledger is: beside it, or where the user says.

A ledger may come from anybody. The names in it are looked for in folders the user named, never
outside of them, and a file counts only if it has the sha256 that the ledger tells.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from djledger import readers
from djledger.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText
    from djledger.model.ledger import Source

_REMEDY = "请把报告放在台账旁边，或用 --source 指定报告或它所在的文件夹"


def read(source: Source, places: Sequence[Path], knowledge: Knowledge) -> RawText:
    """Return the text of the report *source*, found in *places*: files, or folders.

    Raises `InputError` where it is not there or not the same report any more.
    """
    if not source.sha256:
        raise InputError(
            f"{source.name}：台账没有记下报告的 sha256", remedy="请用 yaml 或 json 格式的台账"
        )
    others: list[tuple[Path, str]] = []
    for file in _candidates(source.name, places):
        try:
            data = file.read_bytes()
        except OSError:
            continue
        found = hashlib.sha256(data).hexdigest()
        if found == source.sha256:
            return _text(file, data, source, knowledge)
        others.append((file, found))
    named = [(file, found) for file, found in others if file.name == _base(source.name)]
    if named or len(others) == 1:
        file, found = (named or others)[0]
        raise InputError(
            f"{file}：与台账 {source.name} 所据的不是同一份报告",
            why=f"台账记的 sha256 是 {source.sha256[:12]}…，这份是 {found[:12]}…",
            remedy="请找回原来的报告；报告改过的，用 djledger extract 重新抽取",
        )
    raise InputError(
        f"{source.name}：找不到报告，只有台账不能校核",
        why=f"找过 {'、'.join(str(p) for p in places)}",
        remedy=_REMEDY,
    )


def _text(file: Path, data: bytes, source: Source, known: Knowledge) -> RawText:
    """The report's text in the encoding that the ledger was made with."""
    raw = readers.read(data, name=source.name, knowledge=known)
    if source.encoding and raw.encoding != source.encoding:
        try:
            return readers.read(data, name=source.name, encoding=source.encoding, knowledge=known)
        except InputError as error:
            raise InputError(f"{file}：{error.what}", why=error.why, remedy=error.remedy) from None
    return raw


def _candidates(name: str, places: Sequence[Path]) -> Iterator[Path]:
    """Regular files that could be the report *name*."""
    inside = PurePosixPath(name)
    safe = not inside.is_absolute() and ".." not in inside.parts
    # C:x, \\server\x and x:stream are names on Windows that lead elsewhere.
    safe = safe and "\\" not in name and ":" not in name
    names = [*([name] if safe else []), _base(name)]
    for place in places:
        files = [place / n for n in dict.fromkeys(names) if n] if place.is_dir() else [place]
        yield from (file for file in files if file.is_file())


def _base(name: str) -> str:
    base = PureWindowsPath(name).name
    return "" if base in {"", ".", ".."} or ":" in base else base
