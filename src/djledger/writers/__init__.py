"""Ways to write a ledger down, and to read it back. One file, one format.

A format is registered by its file being there: `writers/<name>_file.py` holds a `Writer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from djledger.registry import discover

if TYPE_CHECKING:
    from collections.abc import Callable

    from djledger.model.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: the name users type, the suffixes it claims, ledger to bytes and back.

    ``load`` is None for a format that is only written. ``binary`` bytes are not for a terminal.
    """

    name: str
    suffixes: tuple[str, ...]
    dump: Callable[[Ledger], bytes]
    load: Callable[[bytes], Ledger] | None = None
    binary: bool = False


@cache
def all_writers() -> dict[str, Writer]:
    """Return every writer there is, by name."""
    return discover(__name__, Writer)


def writer(name: str) -> Writer | None:
    """Return the writer called *name*, None where there is none; loads no other."""
    if not name.isidentifier():
        return None
    try:
        made: Writer = import_module(f"{__name__}.{name}_file").WRITER
    except ModuleNotFoundError:
        return None
    return made


def for_suffix(suffix: str) -> Writer | None:
    """Return the writer that claims *suffix* (``.yaml``), None where nobody does."""
    wanted = suffix.lower()
    if (likely := writer(wanted[1:])) is not None and wanted in likely.suffixes:
        return likely
    return next((w for w in all_writers().values() if wanted in w.suffixes), None)
