"""Mentions become ledger entries: raw offsets, quotes, lines, ids, and nothing lost.

This is the one place where working offsets turn into raw ones.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, get_args

from djledger import mapping
from djledger.errors import DefectError
from djledger.extract import calendar
from djledger.model.ledger import (
    Entry,
    IgnoredEntry,
    Kind,
    Ledger,
    Qualifier,
    RepairEntry,
    Source,
    Status,
)
from djledger.model.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from djledger.knowledge import Knowledge
    from djledger.metadata import Metadata
    from djledger.model.document import RawText, Repair
    from djledger.model.mention import Ignored, Mention
    from djledger.model.text import TracedText


class _Lines:
    """Line and column (from 1) and paragraph of an offset of the raw text."""

    def __init__(self, raw: str) -> None:
        self._starts = [0]
        self._paragraphs = [0]
        at = raw.find("\n")
        while at >= 0:
            line = raw[self._starts[-1] : at]
            self._paragraphs.append(self._paragraphs[-1] + (not line.isspace() and line != ""))
            self._starts.append(at + 1)
            at = raw.find("\n", at + 1)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def locator(self, offset: int) -> str:
        """第3段: the third line that is not blank."""
        line = bisect_right(self._starts, offset)
        return f"第{self._paragraphs[line - 1] + 1}段"


def entry_id(sha256: str, start: int) -> str:
    """Return the id of the place *start* of the report with that *sha256*: 12 hex digits."""
    return hashlib.sha256(f"{sha256}{start}".encode()).hexdigest()[:12]


def assemble(  # noqa: PLR0913 -- one pass, in order
    raw: RawText,
    text: TracedText,
    mentions: Sequence[Mention],
    ignored: Sequence[Ignored],
    repairs: Sequence[Repair],
    knowledge: Knowledge,
    *,
    metadata: Metadata,
    script: str,
    explain: bool,
) -> Ledger:
    """Return the ledger of one report. *explain* adds each ignored numeral and each repair.

    Raises `DefectError` where a quote is not what the raw text holds at its place.
    """
    lines = _Lines(raw.text)
    spans = [text.raw_span(Span(m.quantity.start, m.quantity.end)) for m in mentions]
    ids = [entry_id(raw.sha256, s.start) for s in spans]
    if len(set(ids)) != len(ids):
        raise DefectError(f"two quantities of {raw.name} begin at one raw offset")
    entries = []
    mapped = mapping.assigned(mentions, text.text, knowledge)
    periods: dict[str, tuple[date | None, date | None]] = {}
    blank = Entry.model_construct(id="", quote="", start=0, end=0, line=1, column=1)
    for mention, span, name, (indicator, reasons) in zip(mentions, spans, ids, mapped, strict=True):
        q = mention.quantity
        _check(mention)
        line, column = lines.place(span.start)
        if mention.period not in periods:
            periods[mention.period] = calendar.resolve(mention.period, metadata.date, knowledge)
        start, end = periods[mention.period]
        entries.append(
            # Not validated: the types are those of `Mention`, and what else could be wrong is
            # checked above. pydantic's validators take 20 ms to build in every process, and
            # its `model_construct` takes four times as long as a copy.
            blank.model_copy(
                update={
                    "id": name,
                    "indicator": indicator,
                    "item": mention.item,
                    "action": mention.action,
                    "value": q.value,
                    "value_max": q.value_max,
                    "unit": q.unit,
                    "kind": q.kind,
                    "qualifier": q.qualifier,
                    "status": mention.status,
                    "period": mention.period,
                    "period_start": start,
                    "period_end": end,
                    "scope": mention.scope,
                    "per": mention.per,
                    "of": mention.of,
                    "part_of": None if mention.part_of is None else ids[mention.part_of],
                    "quote": span.of(raw.text),
                    "start": span.start,
                    "end": span.end,
                    "line": line,
                    "column": column,
                    "locator": raw.locator(span.start) or lines.locator(span.start),
                    "source": raw.name,
                    "why": (*q.why, *mention.why, *reasons),
                }
            )
        )
    source = Source.model_construct(
        name=raw.name,
        sha256=raw.sha256,
        media=raw.media,
        encoding=raw.encoding,
        place=metadata.place,
        issuer=metadata.issuer,
        level=metadata.level,
        date=metadata.date.isoformat() if metadata.date else "",
        title=metadata.title,
        script=script,
        characters=len(raw.text),
        repairs=dict(sorted(Counter(r.step for r in repairs).items())),
        ignored=dict(sorted(Counter(i.reason for i in ignored).items())),
        repaired=tuple(_repair_entry(r, lines) for r in repairs) if explain else (),
    )
    return Ledger.model_construct(
        recipe=recipe(knowledge),
        sources=(source,),
        entries=tuple(entries),
        ignored=tuple(_ignored_entry(i, raw, text, lines) for i in ignored) if explain else (),
    )


_KINDS, _QUALIFIERS = frozenset(get_args(Kind)), frozenset(get_args(Qualifier))
_STATUSES = frozenset(get_args(Status))


def _check(mention: Mention) -> None:
    """Raise `DefectError` where a word is none of its closed set: knowledge files name some."""
    q = mention.quantity
    if q.kind not in _KINDS or q.qualifier not in _QUALIFIERS or mention.status not in _STATUSES:
        raise DefectError(f"no such kind of entry: {q.kind}, {q.qualifier}, {mention.status}")


def recipe(knowledge: Knowledge) -> str:
    """Return what made a ledger: djledger's version and the digest of what it knows."""
    from djledger import __version__  # noqa: PLC0415 -- the package imports this module lazily

    return f"djledger {__version__} {knowledge.digest()}"


def _repair_entry(repair: Repair, lines: _Lines) -> RepairEntry:
    line, column = lines.place(repair.span.start)
    return RepairEntry.model_construct(
        step=repair.step,
        before=repair.before,
        after=repair.after,
        start=repair.span.start,
        end=repair.span.end,
        line=line,
        column=column,
    )


def _ignored_entry(ignored: Ignored, raw: RawText, text: TracedText, lines: _Lines) -> IgnoredEntry:
    span = text.raw_span(Span(ignored.start, ignored.end))
    line, column = lines.place(span.start)
    return IgnoredEntry.model_construct(
        quote=span.of(raw.text),
        start=span.start,
        end=span.end,
        line=line,
        column=column,
        reason=ignored.reason,
        source=raw.name,
    )
