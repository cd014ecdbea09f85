"""The order of everything. Read this first.

bytes ─ readers ─▶ RawText ─ repair ─▶ TracedText ─ script ─▶ TracedText ─ quantities ─▶
Quantity… ─ context ─▶ Mention… ─ assemble (with mapping) ─▶ Ledger ─ writers ─▶ files
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from djledger import metadata
from djledger.assemble import assemble
from djledger.extract import context, quantities
from djledger.model.mention import Ignored
from djledger.model.text import TracedText
from djledger.repair import repair
from djledger.script import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText
    from djledger.model.ledger import Ledger
    from djledger.model.mention import Quantity
    from djledger.model.text import Span


def extract(
    raw: RawText, knowledge: Knowledge, *, place: str = "", date: str = "", explain: bool = False
) -> Ledger:
    """Return the ledger of one report.

    *place* and *date* (``YYYY-MM-DD``) overrule what the report says of itself. *explain*
    also lists each repair and each numeral that is no quantity. Every numeral of the text is
    an entry or ignored with a reason.
    """
    repaired = repair(TracedText.of(raw.text), knowledge)
    text, script = simplify(repaired.text, knowledge)
    found, ignored = quantities.find(text.text, knowledge)
    found, ignored = _without_furniture(found, ignored, repaired.furniture)
    told = metadata.find(text.text, knowledge, place=place, given=date)
    told = replace(
        told,
        title=told.title or raw.title,
        date=told.date or metadata.parse_date(raw.date),
    )
    mentions = context.describe(text.text, found, knowledge, told.date)
    return assemble(
        raw,
        text,
        mentions,
        ignored,
        (*raw.repairs, *repaired.repairs),
        knowledge,
        metadata=told,
        script=script,
        explain=explain,
    )


def _without_furniture(
    found: Sequence[Quantity], ignored: Sequence[Ignored], furniture: Sequence[Span]
) -> tuple[list[Quantity], list[Ignored]]:
    """Set aside the numerals of breadcrumbs, pagers and copyright lists."""
    if not furniture:
        return list(found), list(ignored)

    def inside(start: int) -> bool:
        return any(f.start <= start < f.end for f in furniture)

    kept = [q for q in found if not inside(q.start)]
    moved = [Ignored(q.start, q.end, "furniture") for q in found if inside(q.start)]
    return kept, sorted([*ignored, *moved], key=lambda i: i.start)
