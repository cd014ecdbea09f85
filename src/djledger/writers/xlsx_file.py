"""The workbook: to read, filter, print and sign, to correct by hand, and to read back.

Text stays text whatever it begins with, numbers are numbers shown with the digits that were
written, totals are formulas that already have their values, and the same ledger gives the same
bytes. What people wrote in the sheet 台账 is part of the ledger that is read back.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from djledger.errors import UsageError
from djledger.roundtrip.rows import Notes
from djledger.writers import Writer, sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.finding import Finding
    from djledger.model.ledger import Entry, Ledger

_ROWS = 1_048_000  # what a sheet holds, less the head and the foot


def dump(ledger: Ledger) -> bytes:
    """Return *ledger* as a workbook."""
    return build(ledger)


def build(  # noqa: PLR0913 -- what can stand in a workbook
    ledger: Ledger,
    *,
    findings: Sequence[Finding] = (),
    expected: Sequence[str] = (),
    due: str = "",
    struck: tuple[Entry, ...] = (),
    notes: Notes | None = None,
    review: str = "",
    knowledge: Knowledge | None = None,
) -> bytes:
    """Return *ledger* as a workbook.

    *findings* fill 问题清单; *expected* are the places that have to report, *due* the day;
    *struck* are entries whose rows a person deleted, *notes* what people wrote beside the
    figures. *review* is the folder of review pages that the rows link to; *knowledge* (djledger's
    own by default) has the names of the indicators.
    """
    from djledger.writers import (  # noqa: PLC0415 -- start-up
        base_sheet,
        ledger_sheet,
        record_sheets,
        summary_sheet,
    )
    from djledger.writers.counting import counted  # noqa: PLC0415
    from djledger.writers.wording import wording  # noqa: PLC0415

    if len(ledger.entries) > _ROWS:
        raise UsageError(
            f"台账有 {len(ledger.entries)} 条，一张工作表放不下",
            remedy="请改用 csv 或 jsonl，或分批输出",
        )
    words, notes = wording(knowledge), notes or Notes()
    chosen = counted(ledger, words)
    book = sheets.Book()
    summary_sheet.write(book, ledger, chosen, words, expected, notes.summary)
    ledger_sheet.write(book, ledger, chosen.reasons, words, review)
    record_sheets.problems(book, findings, words, notes)
    record_sheets.filed(book, ledger, expected, due, notes)
    record_sheets.origins(book, ledger, words)
    record_sheets.guide(book)
    record_sheets.explained(book, ledger, words)
    base_sheet.write(book, words.base(ledger, struck))
    return book.bytes()


def load(data: bytes) -> Ledger:
    """Return the ledger that the workbook *data* holds, with what people did to it.

    Sheets and columns that somebody added are no part of a ledger: a warning names them.
    """
    from djledger.roundtrip import three_way  # noqa: PLC0415 -- start-up
    from djledger.writers.wording import wording  # noqa: PLC0415
    from djledger.writers.workbook_reading import read  # noqa: PLC0415

    book = read(data)
    if book.foreign:
        warnings.warn(f"工作簿中有台账装不下的内容：{'、'.join(book.foreign)}", stacklevel=2)
    return three_way.settled(book, None, wording()).ledger


WRITER = Writer("xlsx", (".xlsx",), dump, load, binary=True)
