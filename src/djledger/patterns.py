"""Patterns, compiled once and kept between runs.

A class with a range of Han characters takes CPython 3.11 a millisecond to compile, and djledger
has two hundred patterns: together a third of what a short report takes. So what came of a
pattern is kept in the cache folder, as a .pyc keeps what came of a module.

That form is CPython's own and may change with each release: the file is named by the release,
the matching engine checks what it is given, and where anything is not as expected the pattern
is compiled as ever. Only patterns of djledger's own come here, never any made of a report.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
import zlib
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from djledger.cache import cache_folder, save

if TYPE_CHECKING:
    from pathlib import Path

_CHECKSUM = 4  # bytes
_MOST = 2000  # patterns in the file; more are left from other versions
# What is wrong with a file that is none of ours, or with a release that has other insides.
_STRANGE = (
    OSError, EOFError, ImportError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip


class _Kept:
    """The compiled forms in the cache folder, and the patterns that are not there yet."""

    def __init__(self) -> None:
        self.new: list[tuple[str, int]] = []
        self.forms: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.file: Path | None = None
        folder = cache_folder(os.environ)
        with suppress(*_STRANGE):
            self.engine = import_module("_sre")
            if folder is not None:
                name = f"patterns-{sys.implementation.cache_tag}-{self.engine.MAGIC}.kept"
                self.file = folder / name
                data = self.file.read_bytes()
                if zlib.crc32(data[_CHECKSUM:]) == int.from_bytes(data[:_CHECKSUM], "little"):
                    self.forms = marshal.loads(data[_CHECKSUM:])  # noqa: S302 -- our own file


@cache
def _kept() -> _Kept:
    return _Kept()


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what ``re.compile(pattern, flags)`` does.

    >>> compiled("[一-龥]+").findall("党员12名")
    ['党员', '名']
    """
    kept, flags = _kept(), int(flags)
    form = kept.forms.get((pattern, flags))
    if form is not None:
        with suppress(*_STRANGE):
            made: re.Pattern[str] = kept.engine.compile(pattern, *form)
            return made
    kept.new.append((pattern, flags))
    return re.compile(pattern, flags)


def keep() -> None:
    """Keep what was compiled in this run for the next ones."""
    if not _kept.cache_info().currsize:
        return  # no pattern was asked for
    kept = _kept()
    if kept.new and kept.file is not None:
        with suppress(*_STRANGE):
            forms = kept.forms if len(kept.forms) < _MOST else {}
            data = marshal.dumps(forms | {asked: _form(*asked) for asked in kept.new})
            checksum = zlib.crc32(data).to_bytes(_CHECKSUM, "little")
            save(checksum + data, kept.file, "patterns-*.kept")
            kept.new.clear()


def _form(pattern: str, flags: int) -> tuple[Any, ...]:
    """Return what the matching engine needs of *pattern*, in the order it wants it."""
    parsed = import_module("re._parser").parse(pattern, flags)
    code = import_module("re._compiler")._code(parsed, flags)  # noqa: SLF001 -- see above
    names = {index: name for name, index in parsed.state.groupdict.items()}
    groups = parsed.state.groups
    named = tuple(names.get(index) for index in range(groups))
    plain = list(map(int, code))  # of a class of its own, some of them
    return (int(parsed.state.flags) | flags, plain, groups - 1, parsed.state.groupdict, named)
