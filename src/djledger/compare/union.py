"""One ledger of several: every report once, the newest where one was sent again.

The union keeps whole entries, not sums: it is the same however the ledgers were grouped, merging
a ledger with itself changes nothing, and each figure of `totals` leads back to its entries.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from djledger.model.ledger import Entry, Ledger
from djledger.model.merged import Duplicate, Replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from djledger.compare.places import Places
    from djledger.model.ledger import IgnoredEntry, Source

_JOINED = " + "


@dataclass(slots=True)
class _Copy:
    """One source as one ledger has it. The fullest copy, by ``rank``, stands for all."""

    source: Source
    rank: tuple[int, int, int, int, str]
    at: int
    ignored: tuple[IgnoredEntry, ...]


@dataclass(slots=True)
class Reports:
    """The reports of all ledgers read so far, without their entries: those may be elsewhere.

    ``take`` returns what of a ledger is still wanted, report by report; ``wanted`` says, when
    all ledgers are read, which of those were the best copies.
    """

    recipes: set[str] = field(default_factory=set)
    _copies: dict[str, _Copy] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _places: dict[str, set[str]] = field(default_factory=dict)
    _taken: int = 0

    def take(self, ledger: Ledger) -> list[tuple[str, int, tuple[Entry, ...]]]:
        """Learn the reports of *ledger*; return (report, number of the copy, entries) of each."""
        self.recipes.update(filter(None, ledger.recipe.split(_JOINED)))
        entries: dict[str, list[Entry]] = {}
        for entry in ledger.entries:
            entries.setdefault(entry.source, []).append(entry)
        ignored: dict[str, list[IgnoredEntry]] = {}
        for numeral in ledger.ignored:
            ignored.setdefault(numeral.source, []).append(numeral)
        kept = []
        sources = {source.name: source for source in ledger.sources}
        for name in dict.fromkeys((*sources, *entries, *ignored)):
            source = sources.get(name)
            own = tuple(sorted(entries.get(name, ()), key=lambda e: (e.start, e.id)))
            self._taken += 1
            if source is None:  # CSV and JSONL hold no sources: all that is known is the name
                kept.append((f"?{name}", self._taken, own))
                continue
            key = source.sha256
            bare = _bare(source)
            self._names.setdefault(key, set()).add(bare)
            copy = _Copy(
                source.model_copy(update={"name": bare}),
                _rank(own, source),
                self._taken,
                tuple(ignored.get(name, ())),
            )
            old = self._copies.get(key)
            if old is None or copy.rank > old.rank:
                self._copies[key] = copy
                kept.append((key, self._taken, own))
        return kept

    def sources(self) -> list[Source]:
        """Return every report, each once, under a name of its own, in the order of the names."""
        chosen = {
            key: copy.source.model_copy(update={"name": min(self._names[key])})
            for key, copy in self._copies.items()
        }
        used: dict[str, int] = {}
        for source in chosen.values():
            used[source.name] = used.get(source.name, 0) + 1
        named = [
            source
            if used[source.name] == 1
            else source.model_copy(update={"name": f"{source.name}#{source.sha256[:12]}"})
            for source in chosen.values()
        ]
        return sorted(named, key=lambda s: (s.name, s.sha256))

    def copies(self) -> dict[str, int]:
        """Return the number of the best copy of each report."""
        return {key: copy.at for key, copy in self._copies.items()}

    def ignored(self, source: Source) -> tuple[IgnoredEntry, ...]:
        """Return the numerals of *source* that were set aside."""
        found = self._copies[source.sha256].ignored
        own = (i.model_copy(update={"source": source.name}) for i in found)
        return tuple(sorted(own, key=lambda i: (i.start, i.end, i.reason)))

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Return the bodies that came under several names."""
        return tuple(
            Duplicate(sha256=key, names=tuple(sorted(names)))
            for key, names in sorted(self._names.items())
            if len(names) > 1
        )

    def recipe(self) -> str:
        """Return what made the ledgers."""
        return _JOINED.join(sorted(self.recipes))


def _rank(entries: Sequence[Entry], source: Source) -> tuple[int, int, int, int, str]:
    """How much a copy holds: what people said of it first, then how well it was read."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(repr(entry.__dict__ | {"source": ""}).encode("utf-8", "replace"))
    digest.update(repr(source.model_copy(update={"name": ""})).encode("utf-8", "replace"))
    return (
        sum(entry.review is not None for entry in entries),
        sum(entry.indicator is not None for entry in entries),
        len(entries),
        len(source.repaired),
        digest.hexdigest(),
    )


def _bare(source: Source) -> str:
    """The name without what an earlier merge put behind it to tell two of one name apart."""
    return source.name.removesuffix(f"#{source.sha256[:12]}")


def replaced(sources: Iterable[Source], places: Places) -> tuple[Replaced, ...]:
    """Return which reports were sent again: same place, period and title, a newer date."""
    groups: dict[tuple[str, str, str, str], list[Source]] = {}
    for source in sources:
        round_ = places.round_of(source)
        if source.place and round_:
            place = places.of(source)
            key = (place.area, place.name, round_, places.title_of(source))
            groups.setdefault(key, []).append(source)
    found = []
    for key, same in sorted(groups.items()):
        newest = max(s.date for s in same)
        # Two of one day: nobody knows which is right, so both stay.
        last = min((s for s in same if s.date == newest), key=lambda s: s.name)
        found += [
            Replaced(place=key[1], old=s.name, new=last.name) for s in same if s.date < newest
        ]
    return tuple(sorted(found, key=lambda r: (r.place, r.old)))


def union(
    ledgers: Iterable[Ledger], make_places: Callable[[list[Source]], Places]
) -> tuple[Ledger, tuple[Duplicate, ...]]:
    """Return one ledger of all *ledgers*, and which reports came more than once."""
    reports = Reports()
    found: dict[str, tuple[int, tuple[Entry, ...]]] = {}
    loose: dict[str, dict[str, Entry]] = {}
    for ledger in ledgers:
        for key, at, entries in reports.take(ledger):
            if key.startswith("?"):
                together = loose.setdefault(key[1:], {})
                for entry in entries:
                    best = together.get(entry.id)
                    together[entry.id] = entry if best is None else fuller(best, entry)
            else:
                found[key] = (at, tuple(map(_slim, entries)))
    sources = reports.sources()
    gone = {r.old for r in replaced(sources, make_places(sources))}
    kept: list[Entry] = []
    ignored: list[IgnoredEntry] = []
    for source in sources:
        if source.name in gone:
            continue
        kept += (named(entry, source.name) for entry in found[source.sha256][1])
        ignored += reports.ignored(source)
    for together in loose.values():
        kept += together.values()
    kept.sort(key=lambda e: (e.source, e.start, e.id))
    merged = Ledger(
        recipe=reports.recipe(),
        sources=tuple(sources),
        entries=tuple(kept),
        ignored=tuple(ignored),
    )
    return merged, reports.duplicates()


def fuller(left: Entry, right: Entry) -> Entry:
    """Return the one of two readings of a place that says more."""
    return max(
        (left, right), key=lambda e: (e.review is not None, e.indicator is not None, repr(e))
    )


def without(ledger: Ledger, lost: set[str]) -> Ledger:
    """Return *ledger* without the entries *lost*; what was a part of one now stands alone."""
    if not lost:
        return ledger
    kept = (parted(entry, lost) for entry in ledger.entries if entry.id not in lost)
    return ledger.model_copy(update={"entries": tuple(kept)})


def parted(entry: Entry, lost: set[str]) -> Entry:
    """Return *entry*, a part of none of the *lost* ones."""
    if entry.part_of not in lost:
        return entry
    return entry.model_copy(update={"part_of": None})


def named(entry: Entry, source: str) -> Entry:
    """Return *entry* as one of the report called *source*."""
    if entry.source == source:
        return entry
    return entry.model_copy(update={"source": source})


_FIELDS = set(Entry.model_fields)


def _slim(entry: Entry) -> Entry:
    """The same entry in half the memory: each has a set of the fields that were given."""
    return Entry.model_construct(_fields_set=_FIELDS, **entry.__dict__)
