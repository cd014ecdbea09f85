"""JSONL: one entry a line, every field of the contract on each, for `jq` and for programs.

Only the entries: sources and what was ignored stay in YAML and JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from djledger.writers import Writer
from djledger.writers.json_file import json_text, json_value
from djledger.writers.reading import decoded, ledger_of, trouble

if TYPE_CHECKING:
    from djledger.model.ledger import Ledger


def dump(ledger: Ledger) -> bytes:
    """Return the entries of *ledger*, one a line."""
    return "".join(f"{json_text(entry)}\n" for entry in ledger.entries).encode()


def load(data: bytes) -> Ledger:
    """Return a ledger with the entries that *data* holds."""
    entries, lines = [], []
    # Not splitlines(): U+2028 may stand inside a string, and is no line end here.
    for at, line in enumerate(decoded(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(json_value(line))
        except json.JSONDecodeError as error:
            raise trouble("不是有效的 JSON", line=at, why=error.msg) from None
        lines.append(at)
    return ledger_of(
        {"format": "djledger/1", "entries": tuple(entries)},
        lambda path: lines[int(path[1])] if path[1:] else None,
    )


WRITER = Writer("jsonl", (".jsonl", ".ndjson"), dump, load)
