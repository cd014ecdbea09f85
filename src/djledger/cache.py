"""Files that can be made anew: where they are kept, and how they are written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# One file for each environment in use, not for each that ever was.
KEPT = 4


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for what can be made anew; None for a user without a home.

    ``DJLEDGER_CACHE`` wins. Never a shared temporary folder: what others write there would be
    read as ours.
    """
    if own := environ.get("DJLEDGER_CACHE"):
        return Path(own)
    caches = environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    if caches and Path(caches).is_absolute():  # XDG: a relative path is to be ignored
        return Path(caches) / "djledger"
    try:
        return Path.home() / ".cache" / "djledger"
    except RuntimeError:
        return None


def save(data: bytes, file: Path, like: str) -> None:
    """Write *data* to *file*, whole or not at all; of the files *like* it only the newest stay."""
    import tempfile  # noqa: PLC0415 -- start-up: once in the life of a cache

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    kept = sorted(file.parent.glob(like), key=lambda f: f.stat().st_mtime)
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
