"""What was made of the knowledge files, kept between runs.

To parse the YAML and to build the word lists takes longer than to read a report. What comes of
it is kept in the user's cache folder, one file each, as Python keeps a .pyc: written by
`marshal`, checked by a checksum, and named by the sizes and modification times of all that it
was made of. A folder that cannot be read or written costs time and nothing else.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from djledger.cache import cache_folder, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

T = TypeVar("T")

_CHECKSUM = 4  # bytes


class Store:
    """Plain data (what `marshal` can write) that is made of the files in one folder."""

    def __init__(self, root: Traversable) -> None:
        """Keep what is made of the files in *root*; in a zip archive, keep nothing."""
        self._folder = cache_folder(os.environ) if isinstance(root, Path) else None
        self._key = self._folder and _key(root) if isinstance(root, Path) else None

    def get(self, name: str, make: Callable[[], T], code: str = "") -> T:
        """Return what is kept as *name*, or make it and keep it; *code* is the file of *make*."""
        if self._folder is None:
            return make()
        key = zlib.crc32(repr((self._key, code and _stat(Path(code)))).encode())
        file = self._folder / f"{name}-{key:08x}.kept"
        with suppress(OSError, ValueError, EOFError, TypeError):
            data = file.read_bytes()
            if zlib.crc32(data[_CHECKSUM:]) == int.from_bytes(data[:_CHECKSUM], "little"):
                kept: T = marshal.loads(data[_CHECKSUM:])  # noqa: S302 -- our own file
                return kept
        value = make()
        with suppress(OSError, ValueError):  # ValueError: a date in a user's file
            data = marshal.dumps(cast("Any", value))
            checksum = zlib.crc32(data).to_bytes(_CHECKSUM, "little")
            save(checksum + data, file, f"{name}-*.kept")
        return value


def _key(root: Path) -> tuple[object, ...]:
    files = sorted(f for f in root.rglob("*") if f.suffix in {".yaml", ".txt", ".py"})
    return (sys.implementation.cache_tag, *((f.name, *_stat(f)) for f in files))


def _stat(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns
