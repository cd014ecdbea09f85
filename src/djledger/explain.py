"""One entry's way: where it stands in the report, what was mended there, and what decided.

The ledger alone says most of it. With the report at hand the sentence is shown too, as it
stands and as it was read.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from djledger.errors import InputError, UsageError
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText
    from djledger.model.ledger import Entry, Ledger, Source

_ENOUGH = 4  # digits of an id that may stand for all twelve, if no other id begins so
_NEAR = 5
_SIDE = 120  # characters of a sentence that are shown on either side
_END = compiled("[。！？；!?;\n]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of text with the place in it that is meant."""

    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A repair in the sentence: what stood there, what it became, which step did it."""

    before: str
    after: str
    step: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one entry.

    ``raw`` is its sentence as it stands in the report, ``read`` as it was read; both are None
    where the report is not at hand. ``elsewhere`` are the fields (period, scope) whose words
    stand in an earlier sentence. ``whole`` and ``parts`` are the entries that it is a part of
    (其中) and that are parts of it, ``beside`` others before and after it on its line.
    """

    entry: Entry
    source: Source | None
    raw: Marked | None
    read: Marked | None
    repairs: tuple[Mended, ...]
    elsewhere: tuple[str, ...]
    whole: Entry | None
    parts: tuple[Entry, ...]
    beside: tuple[Entry, ...]


def explain(
    ledger: Ledger, name: str, knowledge: Knowledge, *, report: RawText | None = None
) -> Explanation:
    """Return what is known of the entry *name*: its id, or the first digits of it.

    `UsageError` where there is none, with ids that are near, and where *report* is another one.
    """
    entry = _entry(ledger, name)
    raw = read = None
    repairs: tuple[Mended, ...] = tuple(
        Mended(r.before, r.after, r.step)
        for source in ledger.sources
        for r in source.repaired
        if source.name == entry.source and entry.start < r.end and r.start < entry.end
    )
    elsewhere: tuple[str, ...] = ()
    if report is not None:
        if report.text[entry.start : entry.end] != entry.quote:
            raise UsageError(
                f"{report.name} 不是这一条的出处",
                why=f"第 {entry.line} 行第 {entry.column} 列不是“{entry.quote}”",
                remedy=f"请用 --source 指定 {entry.source} 的原件",
            )
        raw, read, repairs = _in_report(entry, report, knowledge)
        told = read.before + read.text + read.after
        elsewhere = tuple(n for n in ("period", "scope") if getattr(entry, n) not in told)
    on_line = [e for e in ledger.entries if (e.source, e.line) == (entry.source, entry.line)]
    at = next(k for k, e in enumerate(on_line) if e.id == entry.id)
    by_id = {e.id: e for e in ledger.entries}
    beside = (*on_line[max(0, at - 1) : at], *on_line[at + 1 : at + 2])
    return Explanation(
        entry,
        next((s for s in ledger.sources if s.name == entry.source), None),
        raw,
        read,
        repairs,
        elsewhere,
        by_id.get(entry.part_of or ""),
        tuple(e for e in ledger.entries if e.part_of == entry.id),
        tuple(e for e in beside if e.id != entry.part_of and e.part_of != entry.id),
    )


def report_of(source: Source, folders: Sequence[Path]) -> RawText | None:
    """Return the report that *source* is of, if a file of that name and content is in *folders*."""
    from djledger import readers  # noqa: PLC0415 -- start-up

    for folder in folders:
        path = folder / source.name
        try:
            raw = readers.read(path, name=source.name, encoding=source.encoding)
        except (InputError, OSError, ValueError, LookupError):
            continue
        if raw.sha256 == source.sha256:
            return raw
    return None


def reasons(entry: Entry, knowledge: Knowledge) -> list[str]:
    """Return what decided about *entry*, in words for people."""
    names = {item["name"]: item["label"] for item in knowledge.items("names")}
    labels = {item["id"]: item["label"] for item in knowledge.items("indicators")}
    return [_reason(why, entry, names, labels) for why in entry.why]


def _reason(why: str, entry: Entry, names: dict[str, str], labels: dict[str, str]) -> str:
    if why in names:
        return names[why]
    kind, _, told = why.partition(": ")
    if told and f"{kind}:" in names:
        each = [f"{labels[n]}（{n}）" if n in labels else f"“{n}”" for n in told.split(", ")]
        return f"{names[f'{kind}:']}：{'、'.join(each)}"
    if why.startswith("chosen:"):
        parts = why.removeprefix("chosen:").split("+")
        return "，".join(names.get(f"chosen:{part}", part) for part in parts)
    return f"量词“{why}”" if why == entry.unit else f"用语“{why}”"


def _entry(ledger: Ledger, name: str) -> Entry:
    wanted = name.strip().lower()
    if len(wanted) >= _ENOUGH:
        found = [entry for entry in ledger.entries if entry.id.startswith(wanted)]
        if len(found) == 1:
            return found[0]
    ids = [entry.id for entry in ledger.entries]
    alike = get_close_matches(wanted, ids, _NEAR, cutoff=0.5)
    alike += [e.id for e in ledger.entries if wanted and e.id.startswith(wanted)]
    alike += [e.id for e in ledger.entries if name and name in f"{e.item}{e.quote}"]
    by_id = {entry.id: entry for entry in ledger.entries}
    near = [f"{i}（{by_id[i].item}{by_id[i].quote}）" for i in dict.fromkeys(alike)][:_NEAR]
    raise UsageError(
        f"台账里没有条目 {name}",
        remedy=f"是不是：{'、'.join(near)}" if near else "编号是台账里每一条的 id，12 位",
    )


def _in_report(
    entry: Entry, report: RawText, knowledge: Knowledge
) -> tuple[Marked, Marked, tuple[Mended, ...]]:
    """Return the sentence of *entry* raw and as it was read, and the repairs in it."""
    from djledger.model.text import Span, TracedText  # noqa: PLC0415 -- only with a report
    from djledger.repair import repair  # noqa: PLC0415
    from djledger.script import simplify  # noqa: PLC0415

    repaired = repair(TracedText.of(report.text), knowledge)
    text, _ = simplify(repaired.text, knowledge)
    start = bisect_left(text.starts, entry.start)
    end = max(start + 1, bisect_left(text.starts, entry.end))
    left = max((m.end() for m in _END.finditer(text.text, max(0, start - 400), start)), default=0)
    left = max(left, start - _SIDE)
    stop = _END.search(text.text, end)
    right = min(stop.end() if stop else len(text.text), end + _SIDE)
    span = text.raw_span(Span(left, right))
    raw = Marked(
        report.text[span.start : entry.start], entry.quote, report.text[entry.end : span.end]
    )
    read = Marked(text.text[left:start], text.text[start:end], text.text[end:right])
    mended = tuple(
        Mended(r.before, r.after, r.step)
        for r in repaired.repairs
        if span.start < r.span.end and r.span.start < span.end
    )
    return raw, read, mended
