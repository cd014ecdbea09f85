"""What a person said of the entries of one report, and how it goes into the ledger.

A correction says what stood there when the person looked (``was``) and what is to stand there.
Where the ledger says something else by now the correction is stale: nobody has seen what it
would replace. It is not carried out; the entry becomes doubtful, for a person to settle.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from djledger.assemble import entry_id
from djledger.errors import InputError, UsageError
from djledger.model.ledger import Entry, Kind, Record, Review, ReviewState, Status
from djledger.writers import json_file
from djledger.writers.reading import decoded

if TYPE_CHECKING:
    from djledger.model.ledger import IgnoredEntry, Ledger, Source

STALE = "DJ702"
_REVIEWED = frozenset({"state", "value", "note"})  # what goes into the review block
_CORRECTED = "review"  # in `why`: a person decided


class Said(Record):
    """What is said of an entry. What is left out is not spoken of."""

    state: ReviewState = "待核"
    value: Decimal | None = None
    note: str = ""
    indicator: str | None = None
    item: str = ""
    unit: str = ""
    status: Status = "achieved"
    period: str = ""
    scope: str = ""


class Seen(Said):
    """What the page showed of an entry: always its state, and the value that was read."""

    read: Decimal | None = None


class Correction(Said):
    """What is to become of the entry ``id``; null takes a value or an indicator away."""

    id: str
    was: Seen


class Added(Record):
    """An item that was missed, in the words of the report.

    ``ignored`` is the reason for which its numeral had been set aside, if it had been.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    locator: str = ""
    quote: str
    item: str = ""
    indicator: str | None = None
    value: Decimal | None = None
    unit: str = ""
    kind: Kind = "count"
    status: Status = "achieved"
    period: str = ""
    scope: str = ""
    ignored: str = ""
    state: ReviewState = "已核"
    note: str = ""


class Corrections(Record):
    """The file a review page exports: corrections of one report's entries."""

    format: Literal["djledger.corrections/1"] = "djledger.corrections/1"
    document_sha256: str
    ledger_sha256: str
    source: str = ""
    by: str = ""
    corrections: tuple[Correction, ...] = ()
    added: tuple[Added, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """A correction that was not carried out: of which entry or place, and why."""

    id: str
    place: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A ledger after corrections, how many were new, were there already, and were stale.

    ``taught`` are pairs of an indicator that a person gave, and the words it was given to: what
    the catalogue could learn.
    """

    ledger: Ledger
    done: int = 0
    already: int = 0
    stale: tuple[Stale, ...] = ()
    taught: tuple[tuple[str, str, str], ...] = ()


def part(ledger: Ledger, source: Source) -> Ledger:
    """Return what *ledger* says of its report *source*."""
    alone = [s.name for s in ledger.sources].count(source.name) == 1

    def mine(found: Entry | IgnoredEntry) -> bool:
        if found.source != source.name:
            return False
        # Two reports of one name: the id of an entry knows which it is from.
        return alone or getattr(found, "id", "") == entry_id(source.sha256, found.start)

    return ledger.model_copy(
        update={
            "sources": (source,),
            "entries": tuple(filter(mine, ledger.entries)),
            "ignored": tuple(filter(mine, ledger.ignored)),
        }
    )


def digest(ledger: Ledger) -> str:
    """Return the sha256 of what *ledger* says of its entries, whatever file format it is in."""
    content = ledger.model_copy(update={"recipe": "", "ignored": (), "sources": ()})
    return hashlib.sha256(json_file.dump(content)).hexdigest()


def load(data: bytes, name: str) -> Corrections:
    """Return the corrections that *data* holds; *name* is what an error calls the file."""
    from pydantic import ValidationError  # noqa: PLC0415 -- start-up

    remedy = "请用校核页面重新导出；各字段的含义见 djledger schema corrections"
    try:
        content = json_file.json_value(decoded(data))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}：不是有效的 JSON", why=str(error)[:80], remedy=remedy) from None
    except InputError as error:
        raise InputError(f"{name}：{error.what}", why=error.why, remedy=remedy) from None
    if not isinstance(content, dict) or content.get("format") != "djledger.corrections/1":
        raise InputError(f"{name}：不是校核意见文件", remedy=remedy)
    try:
        return Corrections.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{name}：{place} 不对", why=first["msg"], remedy=remedy) from None


def apply(said: Corrections, ledger: Ledger) -> Applied:
    """Return *ledger* with what a person *said*, and what of it was stale.

    Raises `UsageError` where the corrections are of a report that is not in the ledger. Applying
    the same corrections again changes nothing.
    """
    source = next((s for s in ledger.sources if s.sha256 == said.document_sha256), None)
    if source is None:
        known = "、".join(f"{s.name} {s.sha256[:12]}…" for s in ledger.sources) or "无"
        raise UsageError(
            "校核意见不是针对这份台账的报告",
            why=f"校核的是 {said.source} {said.document_sha256[:12]}…；台账里有 {known}",
            remedy="请换成同一份报告的台账",
        )
    work = _Work(said, source, ledger)
    for correction in said.corrections:
        work.correct(correction)
    for added in said.added:
        work.add(added)
    return work.result()


class _Work:
    """The entries of one report while corrections are carried out."""

    def __init__(self, said: Corrections, source: Source, ledger: Ledger) -> None:
        self._by = said.by
        self._source = source
        self._ledger = ledger
        self._entries = {e.id: e for e in part(ledger, source).entries}
        self._ignored = list(ledger.ignored)
        self._counts = dict(source.ignored)
        self._stale: list[Stale] = []
        self._taught: list[tuple[str, str, str]] = []
        self._done = self._already = 0

    def correct(self, said: Correction) -> None:
        """Carry out *said*, or mark its entry doubtful where it is stale."""
        entry = self._entries.get(said.id)
        if entry is None:
            self._stale.append(Stale(said.id, "", "", "台账里已没有这一条"))
            return
        wanted = said.model_dump(exclude={"id", "was"}, exclude_unset=True)
        changed = _changed(entry, wanted, self._by)
        if changed == entry:
            self._already += 1
            return
        if differs := _differs(entry, said.was):
            self._stale.append(Stale(said.id, _place(entry), entry.quote, differs))
            self._entries[said.id] = _doubted(entry, wanted, self._by)
            return
        if changed.indicator and changed.indicator != entry.indicator:
            self._taught.append((changed.indicator, changed.item, changed.unit))
        self._entries[said.id] = changed
        self._done += 1

    def add(self, said: Added) -> None:
        """Add an entry for what was missed, unless something stands there by now."""
        name = entry_id(self._source.sha256, said.start)
        made = Entry(
            id=name,
            source=self._source.name,
            why=(_CORRECTED,),
            qualifier="masked" if said.value is None else "exact",
            review=Review(state=said.state, by=self._by, note=said.note),
            **said.model_dump(exclude={"state", "note", "ignored"}),
        )
        if len(said.quote) != said.end - said.start or said.end > self._source.characters:
            self._stale.append(Stale(name, _place(made), said.quote, "引文与位置不符"))
            return
        if self._entries.get(name) == made:
            self._already += 1
            return
        meets = [e for e in self._entries.values() if e.start < said.end and said.start < e.end]
        if meets:
            why = f"这里已有条目：{meets[0].item}{meets[0].quote}"
            self._stale.append(Stale(name, _place(made), said.quote, why))
            return
        self._entries[name] = made
        self._set_free(said)
        if made.indicator:
            self._taught.append((made.indicator, made.item, made.unit))
        self._done += 1

    def result(self) -> Applied:
        """Return the whole ledger as it is now."""
        own = sorted(self._entries.values(), key=lambda e: e.start)
        others = [e for e in self._ledger.entries if e.id not in self._entries]
        order = {s.name: k for k, s in enumerate(self._ledger.sources)}
        entries = sorted([*others, *own], key=lambda e: order.get(e.source, len(order)))
        source = self._source.model_copy(update={"ignored": self._counts})
        ledger = self._ledger.model_copy(
            update={
                "sources": tuple(source if s is self._source else s for s in self._ledger.sources),
                "entries": tuple(entries),
                "ignored": tuple(self._ignored),
            }
        )
        return Applied(ledger, self._done, self._already, tuple(self._stale), tuple(self._taught))

    def _set_free(self, said: Added) -> None:
        """Take what has become an entry off the list and the count of what was set aside."""
        listed = [i for i in self._ignored if self._covered(i, said)]
        reasons = [i.reason for i in listed] or ([said.ignored] if said.ignored else [])
        self._ignored = [i for i in self._ignored if i not in listed]
        for reason in reasons:
            left = self._counts.get(reason, 0) - 1
            self._counts[reason] = left
            if left <= 0:
                del self._counts[reason]

    def _covered(self, ignored: IgnoredEntry, said: Added) -> bool:
        inside = ignored.start < said.end and said.start < ignored.end
        return inside and ignored.source == self._source.name


def _changed(entry: Entry, wanted: dict[str, Any], by: str) -> Entry:
    """*entry* with what is *wanted*: opinions in its review, other fields in place."""
    before = entry.review or Review()
    opinion = {k: v for k, v in wanted.items() if k in _REVIEWED}
    review = before.model_copy(update=opinion | {"by": by or before.by})
    fields = {k: v for k, v in wanted.items() if k not in _REVIEWED}
    if any(getattr(entry, k) != v for k, v in fields.items()) and _CORRECTED not in entry.why:
        fields["why"] = (*entry.why, _CORRECTED)
    nothing = review.state == "待核" and review.value is None and not review.note
    return entry.model_copy(update=fields | {"review": None if nothing else review})


def _differs(entry: Entry, was: Seen) -> str:
    """How *entry* differs from what the person saw; empty where it does not."""
    review = entry.review or Review()
    now: dict[str, Any] = {
        **{k: getattr(entry, k) for k in was.model_fields_set - {*_REVIEWED, "read"}},
        "read": entry.value,
        "state": review.state,
        "value": review.value,
        "note": review.note,
    }
    for key in sorted(was.model_fields_set):
        if getattr(was, key) != now[key]:
            return f"校核时{_NAMES[key]}是 {_shown(getattr(was, key))}，现在是 {_shown(now[key])}"
    return ""


def _doubted(entry: Entry, wanted: dict[str, Any], by: str) -> Entry:
    """*entry* as doubtful, with a note of what the person had said."""
    before = entry.review or Review()
    told = "，".join(f"{_NAMES[k]} {_shown(v)}" for k, v in wanted.items() if k != "note")
    note = "；".join(filter(None, (before.note, wanted.get("note"), f"过期的校核意见：{told}")))
    if f"过期的校核意见：{told}" in before.note:
        note = before.note
    review = before.model_copy(update={"state": "存疑", "note": note, "by": by or before.by})
    return entry.model_copy(update={"review": review})


def _place(entry: Entry) -> str:
    return f"{entry.line}:{entry.column}"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "空"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


_NAMES = {
    "state": "校核状态",
    "read": "数值",
    "value": "校核数",
    "note": "备注",
    "indicator": "指标",
    "item": "对象",
    "unit": "单位",
    "status": "性质",
    "period": "时段",
    "scope": "范围",
}
