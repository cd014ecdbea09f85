"""Base, theirs and ours become one ledger, and each difference has its event.

The machine's columns always hold what the newest report says; a person's value, state, name
and note stay beside them. Where both changed, the person's stays and the entry is 存疑.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from djledger.model.ledger import Entry, Ledger, Review, ReviewState, Source
from djledger.roundtrip import align
from djledger.roundtrip.events import told
from djledger.roundtrip.rows import BY_HAND, GONE, HAND, Base
from djledger.writers.scalars import number
from djledger.writers.sheets import computable
from djledger.writers.wording import NOWHERE, status_of, value_of
from djledger.writers.workbook_reading import as_read, number_in

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Any

    from djledger.model.finding import Finding
    from djledger.roundtrip.rows import Book, Row, Shown
    from djledger.writers.wording import Wording

_STATES = get_args(ReviewState)
_DECIDED = "已核"
_BY_HAND_NAME = "手工填报"


@dataclass(frozen=True, slots=True)
class Settled:
    """The ledger that comes of it, the entries that stay struck out, and what happened."""

    ledger: Ledger
    struck: tuple[Entry, ...]
    events: tuple[Finding, ...]

    @property
    def conflict(self) -> bool:
        """Whether a person must settle something."""
        return any(event.code == "DJ702" for event in self.events)


def settled(
    book: Book, ours: Ledger | None, words: Wording, *, restore: bool = False
) -> Settled:
    """Return *book* with what *ours* (a new extraction) says now.

    Without *ours* this is the ledger of the book itself, with what people did to it.
    *restore* brings back what people struck out.
    """
    if book.base is None:
        return _Run(words, restore=restore).without_base(book, ours)
    return _Run(words, restore=restore).with_base(book, book.base, ours)


@dataclass
class _Run:
    """One settling: collects entries, strikings and events."""

    words: Wording
    restore: bool
    events: list[Finding] = field(default_factory=list)
    struck: list[Entry] = field(default_factory=list)

    def with_base(self, book: Book, base: Base, ours: Ledger | None) -> Settled:
        old = base.ledger
        follows = align.sources(old.sources, ours.sources) if ours is not None else {}
        links = align.entries(old.entries, ours, follows) if ours is not None else {}
        matched = _rows_of(book.rows, base)
        current = self.words.base(ours).shown if ours is not None else ()
        renamed = {old.entries[b].id: ours.entries[o].id for b, o in links.items()} if ours else {}
        taken = set(links.values())
        kept: dict[int, Entry] = {}  # by position in ours
        carried: list[Entry] = []
        for at, (entry, shown) in enumerate(zip(old.entries, base.shown, strict=True)):
            row = book.rows[matched[at]] if at in matched else None
            if at in links and ours is not None:
                new = ours.entries[links[at]]
                one = self._both(entry, shown, row, new)
                if one is not None:
                    kept[links[at]] = one
                continue
            reread = entry.source in follows and not entry.id.startswith(HAND)
            one = self._old(entry, shown, row, gone=reread)
            if one is not None:
                source = follows.get(one.source, one.source)
                whole = renamed.get(one.part_of or "", one.part_of)
                carried.append(one.model_copy(update={"source": source, "part_of": whole}))
        silent = self._still_struck(base, ours, follows, taken)
        if ours is not None:
            for at, new in enumerate(ours.entries):
                if at not in taken and at not in silent:
                    kept[at] = new
                    self._tell("DJ706", new, current[at], now=_worded(new))
        added, origins = self._added(book, set(matched.values()), old)
        return self._made(old, ours, follows, [kept[at] for at in sorted(kept)], carried, added, origins)

    def without_base(self, book: Book, ours: Ledger | None) -> Settled:
        """The hidden sheet is gone: ours is all there is to compare with, and any difference counts."""
        self.events.append(told("DJ708"))
        empty = Ledger(recipe=ours.recipe if ours else "")
        pretended = self.words.base(ours or empty)
        matched = _rows_of(book.rows, pretended)
        entries = []
        for at, (entry, shown) in enumerate(zip(pretended.ledger.entries, pretended.shown, strict=True)):
            if at not in matched:
                entries.append(entry)
                self._tell("DJ706", entry, shown, now=_worded(entry))
                continue
            row = book.rows[matched[at]]
            review, typed = self._review(entry, shown, row, silent=True)
            if typed is not None:
                self._tell("DJ702", entry, shown, was="?", now=_worded(entry), checked=_plain(typed))
                review = (review or Review()).model_copy(update={"state": "存疑"})
            entries.append(entry.model_copy(update={"review": review}))
        added, origins = self._added(book, set(matched.values()), pretended.ledger)
        return self._made(pretended.ledger, None, {}, [], entries, added, origins)

    def _both(self, old: Entry, shown: Shown, row: Row | None, new: Entry) -> Entry | None:
        """An entry that base and ours have."""
        if row is None:
            return self._deleted(new, shown)
        review, _ = self._review(old, shown, row)
        if _facts(old) == _facts(new):
            return new.model_copy(update={"review": review})
        decided = review is not None and (review.value is not None or review.state == _DECIDED)
        agreed = review is not None and review.value is not None and review.value == new.value
        if review is not None and decided and not agreed and review.state != "作废":
            checked = _plain(review.value) if review.value is not None else review.state
            self._tell("DJ702", new, shown, was=_worded(old), now=_worded(new), checked=checked)
            review = review.model_copy(update={"state": "存疑"})
        else:
            self._tell("DJ700", new, shown, was=_worded(old), now=_worded(new))
        return new.model_copy(update={"review": review})

    def _old(self, old: Entry, shown: Shown, row: Row | None, *, gone: bool) -> Entry | None:
        """An entry that only the base has: its report was not read again, or says it no more."""
        if row is None:
            return None if gone or old.id.startswith(HAND) else self._deleted(old, shown)
        if old.id.startswith(HAND):  # a figure of their own: what stands there now is the figure
            old = old.model_copy(update={"value": _own_value(old, row)})
        review, _ = self._review(old, shown, row)
        one = old
        if gone and GONE not in old.why:
            one = old.model_copy(update={"why": (*old.why, GONE)})
            if review is None or review.state != "作废":
                review = (review or Review()).model_copy(update={"state": "存疑"})
                self._tell("DJ704", old, shown, was=_worded(old))
        return one.model_copy(update={"review": review})

    def _deleted(self, entry: Entry, shown: Shown) -> Entry | None:
        if self.restore:
            self._tell("DJ706", entry, shown, now=_worded(entry))
            return entry
        self._tell("DJ705", entry, shown)
        self.struck.append(entry)
        return None

    def _still_struck(
        self, base: Base, ours: Ledger | None, follows: dict[str, str], taken: set[int]
    ) -> set[int]:
        """Which entries of ours a person struck out some time before. They stay so, silently."""
        if self.restore:
            return set()
        if ours is None:
            self.struck += base.struck
            return set()
        rest = [at for at in range(len(ours.entries)) if at not in taken]
        left = ours.model_copy(update={"entries": tuple(ours.entries[at] for at in rest)})
        found = align.entries(base.struck, left, follows)
        for at, entry in enumerate(base.struck):
            if at in found:
                self.struck.append(left.entries[found[at]])
            elif entry.source not in follows:
                self.struck.append(entry)
        return {rest[at] for at in found.values()}

    def _review(
        self, entry: Entry, shown: Shown, row: Row, *, silent: bool = False
    ) -> tuple[Review | None, Decimal | None]:
        """Return what a person says of *entry*, and what was typed over the machine's figure."""
        was = entry.review or Review()
        state, value, note = was.state, was.value, was.note
        if row.note != as_read(was.note):
            note = row.note
        lost = []
        if row.state in _STATES:
            state = row.state
        elif row.state:
            lost.append(f"校核状态：{row.state}")
        if isinstance(row.checked, Decimal):
            value = was.value if _equal(was.value, row.checked) else row.checked
        elif not row.checked:
            value = None
        elif was.value is None or row.checked != f"{was.value:f}":
            value = _number_in(row.checked)
            if value is None:
                lost.append(f"校核数：{row.checked}")
        typed = _typed_over(entry, row)
        if typed is not None:
            value = typed if value is None else value
            if not silent:
                self._tell("DJ701", entry, shown, was=_worded(entry), typed=_plain(typed))
        note = "；".join(filter(None, (note, *(text for text in lost if text not in note))))
        by = was.by if row.by == as_read(was.by) else row.by
        said = Review(state=state, value=value, by=by, note=note)
        return (entry.review if said == was else said), typed

    def _added(
        self, book: Book, matched: set[int], base: Ledger
    ) -> tuple[list[Entry], list[Source]]:
        """The rows that people added, as entries of a source of their own."""
        known = {entry.id for entry in (*base.entries, *self.struck)}
        levels = {source.place: source.level for source in base.sources}
        made, origins, seen = [], {}, Counter[str]()
        for at, row in enumerate(book.rows):
            if at in matched:
                continue
            shown = row.shown
            place = "" if shown.place == NOWHERE else shown.place
            name = f"{_BY_HAND_NAME}·{place}" if place else _BY_HAND_NAME
            origins.setdefault(
                name,
                Source(name=name, sha256="", media=BY_HAND, place=place, level=levels.get(place, "")),
            )
            key = "\0".join((shown.place, shown.name, shown.unit, shown.basis))
            seen[key] += 1
            entry = self._by_hand(row, name, f"{key}\0{seen[key]}", known)
            known.add(entry.id)
            made.append(entry)
            self._tell("DJ703", entry, shown)
        have = {source.name for source in base.sources}
        return made, [source for name, source in origins.items() if name not in have]

    def _by_hand(self, row: Row, source: str, key: str, known: set[str]) -> Entry:
        shown = row.shown
        at = 0
        while (name := HAND + hashlib.sha256(f"{key}\0{at}".encode()).hexdigest()[:10]) in known:
            at += 1
        indicator = self.words.called(shown.name)
        blank = Entry(id=name, quote="", start=0, end=0, line=1, column=1)
        value = _own_value(blank, row)
        filled = blank.model_copy(update={"value": value})
        said, _ = self._review(filled, shown, row, silent=True)
        if value is None and said is not None:  # only 校核数 was filled in
            value = said.value
            said = said.model_copy(update={"value": None})
        return Entry(
            id=name,
            indicator=indicator,
            item=row.item or ("" if indicator else shown.name),
            action=row.action,
            value=value,
            unit=shown.unit,
            kind=self.words.kind(shown.unit),
            qualifier="exact" if value is not None else "masked",
            status=status_of(shown.basis),
            period=shown.period,
            quote=shown.quote,
            start=0,
            end=0,
            line=1,
            column=1,
            source=source,
            why=(_BY_HAND_NAME,),
            review=None if said == Review() else said,
        )

    def _made(  # noqa: PLR0913
        self,
        old: Ledger,
        ours: Ledger | None,
        follows: dict[str, str],
        fresh: Sequence[Entry],
        carried: Sequence[Entry],
        added: Sequence[Entry],
        origins: Sequence[Source],
    ) -> Settled:
        """Put the sources in the order they had, new ones behind, and the entries by source."""
        if ours is None:
            ledger = old.model_copy(
                update={"sources": (*old.sources, *origins), "entries": (*carried, *added)}
            )
            return Settled(ledger, tuple(self.struck), tuple(self.events))
        now = {source.name: source for source in ours.sources}
        sources = [now.get(follows.get(s.name, ""), s) for s in old.sources]
        sources += [s for s in ours.sources if s.name not in set(follows.values())]
        sources += origins
        order = {source.name: at for at, source in reversed(list(enumerate(sources)))}
        entries = sorted(
            (*fresh, *carried, *added), key=lambda e: order.get(e.source, len(order))
        )
        ignored = [i for i in old.ignored if i.source not in follows]
        ledger = ours.model_copy(
            update={
                "sources": tuple(sources),
                "entries": tuple(entries),
                "ignored": (*ignored, *ours.ignored),
            }
        )
        return Settled(ledger, tuple(self.struck), tuple(self.events))

    def _tell(self, code: str, entry: Entry, shown: Shown, **args: object) -> None:
        self.events.append(told(code, entry, shown, **args))


def _rows_of(rows: Sequence[Row], base: Base) -> dict[int, int]:
    """Return which row each entry of *base* has: by its mark, or by what it says."""
    entries = list(zip(base.ledger.entries, base.shown, strict=True))

    def stage(of_row: Callable[[Row], Any], of_entry: Callable[[Entry, Shown], Any]) -> Any:
        def left(pair: tuple[Entry, Shown]) -> Hashable:
            key: Hashable = of_entry(*pair)
            return key

        return (left, of_row)

    def seen(shown: Shown, *names: str) -> tuple[str, ...]:
        return tuple(as_read(getattr(shown, name)) for name in names)

    def named(mark: str) -> str | None:
        return as_read(mark) or None

    told_by = [("place", "name", "unit"), ("place", "name", "basis", "quote", "position"),
               ("place", "name", "basis", "period"), ("place", "name", "basis")]  # fmt: skip
    whole = ("place", "name", "unit", "basis", "period", "quote", "position")
    stages = [
        stage(
            lambda r: (named(r.id), seen(r.shown, *whole), _plain_cell(r.value), _said_row(r)),
            lambda e, s: (named(e.id), seen(s, *whole), _valueas_read(e), _said(e)),
        ),
        stage(
            lambda r: (named(r.id), seen(r.shown, *told_by[0])),
            lambda e, s: (named(e.id), seen(s, *told_by[0])),
        ),
        stage(lambda r: named(r.id), lambda e, _: named(e.id)),
    ]
    marks = {named(entry.id) for entry in base.ledger.entries}
    for names in told_by[1:]:
        # A row whose mark is that of another entry is not looked for by what it says.
        stages.append(
            stage(
                lambda r, names=names: None if named(r.id) in marks and r.id else seen(r.shown, *names),
                lambda _, s, names=names: seen(s, *names),
            )
        )
    return align.paired(entries, rows, stages)


def _facts(entry: Entry) -> tuple[object, ...]:
    return entry.value, entry.value_max, entry.qualifier


def _valueas_read(entry: Entry) -> float | str:
    """What is read where *entry*'s figure was written."""
    value = value_of(entry)
    return value if isinstance(value, str) else _figure_cell(value)


def _figure_cell(value: Decimal) -> float | str:
    return float(value) if computable(value) else number(value)


def _plain_cell(value: Decimal | str) -> float | str:
    return value if isinstance(value, str) else float(value)


def _said(entry: Entry) -> tuple[object, ...]:
    said = entry.review or Review()
    checked = "" if said.value is None else _figure_cell(said.value)
    return said.state, checked, as_read(said.by), as_read(said.note)


def _said_row(row: Row) -> tuple[object, ...]:
    return row.state, _plain_cell(row.checked), row.by, row.note


def _typed_over(entry: Entry, row: Row) -> Decimal | None:
    """Return the number that stands where the machine had written another."""
    typed = row.value if isinstance(row.value, Decimal) else _number_in(row.value)
    if typed is None or _equal(entry.value, typed):
        return None
    return typed


def _equal(one: Decimal | None, other: Decimal) -> bool:
    """Whether two figures are the same for a spreadsheet, which has 15 digits."""
    return one is not None and (one == other or float(one) == float(other))


def _number_in(text: Decimal | str) -> Decimal | None:
    return text if isinstance(text, Decimal) else number_in(text)


def _own_value(entry: Entry, row: Row) -> Decimal | None:
    """Return the figure of a row that a person added, as exact as it was."""
    typed = _typed_over(entry, row)
    return entry.value if typed is None else typed


def _worded(entry: Entry) -> str:
    if entry.value is None:
        return f"缺数（{entry.quote}）"
    upper = f"～{entry.value_max:f}" if entry.value_max is not None else ""
    return f"{entry.value:f}{upper}{entry.unit}"


def _plain(value: Decimal) -> str:
    return f"{value:f}"
