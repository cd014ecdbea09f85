"""The same merge for more entries than fit in memory: DuckDB sorts them on disk.

It only sorts keys; what they stand for waits in files. What a report, a copy, a figure and a
total are is decided by the functions that the small merge uses, which see one report or one
measure at a time.
"""

from __future__ import annotations

import json
import pickle
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from djledger.compare.facts import facts
from djledger.compare.totals import outline, overruled, rows_of, sort_key
from djledger.compare.union import Reports, fuller, named, parted, replaced
from djledger.errors import UsageError
from djledger.model.ledger import Entry, Ledger, Source

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from djledger.compare.places import Places
    from djledger.knowledge import Knowledge
    from djledger.model.merged import Merged, Row

_AT_ONCE = 2000


def engine() -> Any:
    """Return the duckdb module, or say how to get it."""
    try:
        import duckdb  # noqa: PLC0415 -- an extra, and 150 ms
    except ImportError:
        raise UsageError(
            "大台账的合并需要 DuckDB", remedy="请先安装：pip install 'djledger[big]'"
        ) from None
    return duckdb


class BigMerge:
    """Takes ledgers one by one, then gives the merged entries and rows, each in order.

    A context manager: everything on disk is gone when it is left.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        make_places: Callable[[list[Source]], Places],
        *,
        prefer: str = "",
        memory: str = "256MB",
    ) -> None:
        """*memory* is what DuckDB may use before it sorts on disk."""
        database = engine()
        self._knowledge, self._make_places, self._prefer = knowledge, make_places, prefer
        self._folder = TemporaryDirectory(prefix="djledger-")
        self._path = Path(self._folder.name)
        self._database = database.connect(str(self._path / "sort.duckdb"))
        self._database.execute(f"SET memory_limit = '{memory}'")
        self._database.execute("SET threads = 2")
        self._database.execute("SET preserve_insertion_order = false")
        self._reports = Reports()
        self._loose: set[str] = set()
        self._incoming = (self._path / "incoming").open("w", encoding="utf-8")
        self._entries, self._facts = _Pile(self._path / "entries"), _Pile(self._path / "facts")
        self._lost: set[str] = set()
        self.sources: list[Source] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._incoming.close()
        self._entries.close()
        self._facts.close()
        self._database.close()
        self._folder.cleanup()

    def add(self, ledger: Ledger) -> None:
        """Take *ledger*; nothing of its entries stays in memory."""
        for key, at, entries in self._reports.take(ledger):
            if key.startswith("?"):
                self._loose.add(key)
            for entry in entries:
                place = str(self._entries.put(entry.__dict__))
                cells = (_cell(key), str(at), f"{entry.start:010}", _cell(entry.id), place)
                self._incoming.write("\t".join(cells) + "\n")

    def finish(self) -> None:
        """Sort: no more ledgers come."""
        self._incoming.close()
        self.sources = self._reports.sources()
        places = self._places = self._make_places(self.sources)
        gone = {r.old for r in replaced(self.sources, places)}
        best = self._reports.copies()
        kept = [(s.sha256, best[s.sha256], s.name) for s in self.sources if s.name not in gone]
        kept += [(key, -1, key[1:]) for key in self._loose]  # all copies: entry by entry
        kept.sort(key=lambda k: (k[2], k[0]))
        self._called = [name for _, _, name in kept]
        rank = {name: f"{at:08}" for at, name in enumerate(dict.fromkeys(self._called))}
        self._called = list(rank)
        with (self._path / "kept").open("w", encoding="utf-8") as file:
            file.writelines(f"{_cell(k)}\t{at}\t{rank[n]}\n" for k, at, n in kept)
        self._database.execute(
            f"CREATE TABLE kept AS {_table(self._path / 'kept', 'key', 'copy', 'rank')}"
        )
        self._database.execute(
            "COPY (SELECT k.rank, i.place FROM "  # noqa: S608 -- our own files
            f"({_table(self._path / 'incoming', 'key', 'copy', 'start', 'id', 'place')}) i "
            "JOIN kept k ON i.key = k.key AND (k.copy = '-1' OR k.copy = i.copy) "
            f"ORDER BY k.rank, i.start, i.id) TO {_name(self._path / 'ranked')} {_PLAIN}"
        )
        (self._path / "incoming").unlink()

    def reports(self) -> Iterator[tuple[Source, list[Entry]]]:
        """Yield each report that has entries, with them."""
        sources = {source.name: source for source in self.sources}
        with (self._path / "ranked").open(encoding="utf-8", newline="\n") as file:
            rows = (line.rstrip("\n").split("\t") for line in file)
            for rank, lines in groupby(rows, key=lambda row: row[0]):
                name = self._called[int(rank)]
                entries: list[Entry] = []
                for _, place in lines:
                    values = self._entries.get(int(place))
                    entry = named(Entry.model_construct(_fields_set=_FIELDS, **values), name)
                    last = entries[-1] if entries and name not in sources else None
                    if last is not None and (last.start, last.id) == (entry.start, entry.id):
                        entries[-1] = fuller(last, entry)
                    else:
                        entries.append(entry)
                yield sources.get(name) or Source(name=name, sha256=""), entries

    def rows(self, aside: Counter[str]) -> Iterator[Row]:
        """Yield the rows of the table of totals; *aside* counts what is in none of them."""
        with (self._path / "keys").open("w", encoding="utf-8") as file:
            for source, entries in self.reports():
                file.writelines(
                    f"{sort_key(fact)}\t{self._facts.put(fact)}\n"
                    for fact in facts(entries, source, self._places, self._knowledge)
                )
        self._database.execute(
            # Nothing of a ledger stands in a query, only the names of our own files.
            f"COPY (SELECT place FROM ({_table(self._path / 'keys', 'key', 'place')}) "  # noqa: S608
            f"ORDER BY key) TO {_name(self._path / 'sorted')} {_PLAIN}"
        )
        (self._path / "keys").unlink()
        with (self._path / "sorted").open(encoding="utf-8") as file:
            ordered = (self._facts.get(int(line)) for line in file)
            for row in rows_of(ordered, self.sources, self._places, aside, self._prefer):
                self._lost |= overruled(row)
                yield row

    def outline(self) -> Merged:
        """Return what is known of the merge beside its rows."""
        return outline(
            self.sources, self._places, self._reports.recipe(), self._reports.duplicates()
        )

    def pieces(self) -> Iterator[Ledger]:
        """Yield the merged ledger in pieces: first its sources, then entries, a few at a time.

        Where something is preferred, `rows` must have been asked for before.
        """
        gone = {r.old for r in replaced(self.sources, self._places)}
        ignored = tuple(
            i for s in self.sources if s.name not in gone for i in self._reports.ignored(s)
        )
        yield Ledger(recipe=self._reports.recipe(), sources=tuple(self.sources), ignored=ignored)
        waiting: list[Entry] = []
        for _, entries in self.reports():
            waiting += (parted(e, self._lost) for e in entries if e.id not in self._lost)
            while len(waiting) >= _AT_ONCE:
                yield Ledger(entries=tuple(waiting[:_AT_ONCE]))
                del waiting[:_AT_ONCE]
        if waiting:
            yield Ledger(entries=tuple(waiting))


# Tabs between cells and nothing quoted: what is in them has been made safe before.
_PLAIN = "(FORMAT csv, DELIMITER '\t', QUOTE '', ESCAPE '', HEADER false)"


def _table(path: Path, *columns: str) -> str:
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    return (  # nothing of a ledger stands in it
        f"SELECT * FROM read_csv({_name(path)}, delim='\t', quote='', escape='', header=false, "  # noqa: S608
        f"columns={{{types}}}, auto_detect=false, max_line_size=1048576)"
    )


def _name(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _cell(text: str) -> str:
    """Return *text* as one cell, in which no tab and no line end stands."""
    return json.dumps(text, ensure_ascii=False)


class _Pile:
    """A file of values that are found again by the place where they were put."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")

    def put(self, value: object) -> int:
        """Return where *value* now is."""
        place = self._file.tell()
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        return place

    def get(self, place: int) -> Any:
        """Return the value at *place*; nothing more can be put after that."""
        self._file.seek(place)  # not mmap: its pages would count as memory in use
        return pickle.load(self._file)  # noqa: S301 -- written by `put`

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


_FIELDS = set(Entry.model_fields)
