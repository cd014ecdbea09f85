"""CSV for people who open everything in Excel: UTF-8 with a byte order mark, one row an entry.

Text that a spreadsheet would run as a formula begins with ``'`` (so does text that begins
with ``'`` itself); reading takes it off again.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from djledger.model.ledger import Entry, Record
from djledger.writers import Writer
from djledger.writers.json_file import json_text, json_value
from djledger.writers.reading import decoded, ledger_of, trouble
from djledger.writers.scalars import number

if TYPE_CHECKING:
    from djledger.model.ledger import Ledger

_COLUMNS = tuple(Entry.model_fields)
_NUMBERS = frozenset({"value", "value_max", "start", "end", "line", "column"})
_AS_JSON = frozenset({"why", "review"})
_NULL_IF_EMPTY = frozenset({"indicator", "part_of", "period_start", "period_end", *_NUMBERS})
# Also the full-width forms, which a Chinese spreadsheet takes for the same signs.
_DANGEROUS = tuple("=+-@\t\r\n\0＝＋－＠'")


def dump(ledger: Ledger) -> bytes:
    """Return the entries of *ledger* as CSV."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    rows.writerows([_cell(value) for value in entry.__dict__.values()] for entry in ledger.entries)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_DANGEROUS) else value
    if value is None or value == ():
        return ""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, tuple | Record):
        return json_text(value)
    return str(value)


def load(data: bytes) -> Ledger:
    """Return a ledger with the entries that *data* holds."""
    rows = csv.reader(io.StringIO(decoded(data), newline=""), strict=True)
    entries, lines = [], []
    try:
        head = next(rows, [])
        if unknown := set(head) - set(_COLUMNS):
            raise trouble(f"台账没有这些列：{'、'.join(sorted(unknown))}", line=1)
        for row in rows:
            if len(row) != len(head):
                raise trouble(f"应有 {len(head)} 列，实有 {len(row)} 列", line=rows.line_num)
            entries.append({name: _read(name, cell) for name, cell in zip(head, row, strict=True)})
            lines.append(rows.line_num)
    except csv.Error as error:
        raise trouble("不是有效的 CSV", line=rows.line_num, why=str(error)) from None
    return ledger_of(
        {"format": "djledger/1", "entries": tuple(entries)},
        lambda path: lines[int(path[1])] if path[1:] else 1,
    )


def _read(name: str, cell: str) -> Any:
    if name in _NULL_IF_EMPTY and not cell:
        return None
    if name in _AS_JSON:
        return json_value(cell) if cell else (() if name == "why" else None)
    return cell.removeprefix("'")


WRITER = Writer("csv", (".csv",), dump, load)
