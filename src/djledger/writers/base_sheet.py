"""The hidden sheet: the ledger as it was written, so that it can be read back whole.

What is on the other sheets is for people, rounded, cut and coloured. Here stands, line by
line as JSON in plain ASCII (no program that saves the file again changes that), the ledger
itself, how each entry was shown, and the entries whose rows a person struck out.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from djledger.roundtrip.rows import Base, Shown
from djledger.writers.json_file import json_text, json_value
from djledger.writers.reading import ledger_of, trouble
from djledger.writers.sheets import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from djledger.model.ledger import Entry, Record
    from djledger.writers.sheets import Book

_MARK = "djledger-base/1"
_CELL = 30_000  # characters of a line that go into one cell


def write(book: Book, base: Base) -> None:
    """Add the sheet to *book*."""
    page = book.page(HIDDEN)
    sheet = page.sheet
    for row, (kind, text) in enumerate(_lines(base), start=1):
        sheet.cell(row, 1).value = kind
        for at in range(0, len(text), _CELL):
            cell: Any = sheet.cell(row, 2 + at // _CELL)
            cell.value = text[at : at + _CELL]
            cell.data_type = "s"
    sheet.sheet_state = "veryHidden"


def _lines(base: Base) -> Iterator[tuple[str, str]]:
    ledger = base.ledger
    yield "schema", json.dumps(_MARK)
    yield "ledger", _ascii(f'{{"format": "{ledger.format}", "recipe": {json_text(ledger.recipe)}}}')
    yield from (("source", _record(s)) for s in ledger.sources)
    for entry, shown in zip(ledger.entries, base.shown, strict=True):
        yield "entry", _record(entry)
        yield "shown", _ascii(json_text(asdict(shown)))
    yield from (("ignored", _record(i)) for i in ledger.ignored)
    yield from (("struck", _record(e)) for e in base.struck)


def _record(record: Record) -> str:
    return _ascii(json_text(record))


_PLAIN = re.compile("[^ -^`-~]")


def _ascii(text: str) -> str:
    """Escape what is not ASCII, and ``_``, from which ``_x0041_`` is made."""
    return _PLAIN.sub(_escaped, text)


def _escaped(character: re.Match[str]) -> str:
    return "\\u005f" if character[0] == "_" else json.dumps(character[0])[1:-1]


def read(rows: Iterable[tuple[Any, ...]]) -> Base:
    """Return the base that the cells of *rows* hold."""
    found: dict[str, list[Any]] = {
        kind: [] for kind in ("schema", "ledger", "source", "entry", "shown", "ignored", "struck")
    }
    for at, (kind, *cells) in enumerate(rows, start=1):
        if kind is None:
            continue
        try:
            found[kind].append(json_value("".join(str(c) for c in cells if c is not None)))
        except (KeyError, ValueError, RecursionError):
            raise trouble(f"隐藏的底稿（{HIDDEN}）第 {at} 行读不懂") from None
    if found["schema"] != [_MARK] or len(found["ledger"]) != 1:
        raise trouble(f"隐藏的底稿（{HIDDEN}）不完整")
    head = found["ledger"][0]
    ledger = ledger_of(
        {
            **head,
            "sources": found["source"],
            "entries": found["entry"],
            "ignored": found["ignored"],
        },
        lambda _: None,
    )
    struck: tuple[Entry, ...] = ledger_of(
        {**head, "entries": found["struck"]}, lambda _: None
    ).entries
    try:
        shown = tuple(Shown(**s) for s in found["shown"])
    except TypeError:
        shown = ()
    if len(shown) != len(ledger.entries):
        raise trouble(f"隐藏的底稿（{HIDDEN}）不完整")
    return Base(ledger, shown, struck)
