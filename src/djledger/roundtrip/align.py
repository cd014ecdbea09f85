"""Which entry of a new extraction is the fact that an older entry was.

The id names a place in the report's bytes. When the report was corrected all ids are new, so
the same fact is looked for by what it says: first everything, then ever less of it, and what
agrees in the order of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from djledger.model.ledger import Entry, Ledger, Source

    Key = Callable[[Any], Hashable | None]

L = TypeVar("L")
R = TypeVar("R")


def paired(
    left: Sequence[L], right: Sequence[R], stages: Iterable[tuple[Key, Key]]
) -> dict[int, int]:
    """Return which of *right* each of *left* is, by position: stage by stage, in their order.

    A stage is a key for either side; items whose key is None are passed over.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    for of_left, of_right in stages:
        waiting: dict[Hashable, list[int]] = {}
        for at, item in enumerate(right):
            if at not in taken and (key := of_right(item)) is not None:
                waiting.setdefault(key, []).append(at)
        for queue in waiting.values():
            queue.reverse()
        for at, item in enumerate(left):
            if at in found or (key := of_left(item)) is None:
                continue
            if queue := waiting.get(key, []):
                found[at] = queue.pop()
                taken.add(found[at])
    return found


def sources(base: Sequence[Source], ours: Sequence[Source]) -> dict[str, str]:
    """Return, by name, which source of *ours* takes the place of which of *base*.

    The same bytes, the same file name, or the same title from the same place in the same
    month: a report of that place under another title stands beside it.
    """

    def titled(source: Source) -> tuple[str, str, str] | None:
        told = (source.place, source.title, source.date[:7])
        return told if all(told[:2]) else None

    stages: list[tuple[Key, Key]] = [
        (key, key) for key in (lambda s: s.sha256 or None, lambda s: s.name or None, titled)
    ]
    return {base[b].name: ours[o].name for b, o in paired(base, ours, stages).items()}


def entries(base: Sequence[Entry], ours: Ledger, follows: dict[str, str]) -> dict[int, int]:
    """Return which entry of *ours* each of *base* is; *follows* says which source is which."""

    def stage(
        *fields: str, name: Callable[[Entry], str] = lambda e: e.indicator or e.item
    ) -> tuple[Key, Key]:
        def key(entry: Entry, source: str | None) -> Hashable | None:
            if source is None or not name(entry):
                return None
            return (source, name(entry), *(getattr(entry, field) for field in fields))

        return (
            lambda entry: key(entry, follows.get(entry.source)),
            lambda entry: key(entry, entry.source),
        )

    kept = set(follows)
    same: tuple[Key, Key] = (
        lambda e: e.id if e.source in kept else None,
        lambda e: e.id,
    )
    told = ("status", "kind", "unit", "period", "scope", "per", "of", "action")
    stages = [
        same,
        stage(*told, "quote", "value", "value_max", "qualifier"),
        stage(*told),
        stage("status", "kind", "unit", "period"),
        stage("status", "kind", "unit"),
        stage("status", "kind", "unit", name=lambda e: e.item),
    ]
    return paired(base, ours.entries, stages)
