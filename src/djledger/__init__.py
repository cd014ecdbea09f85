"""Reports in, ledgers out.

>>> import djledger
>>> ledger = djledger.extract("全镇共有党员1286名，其中女党员312名。")  # doctest: +SKIP
>>> [(e.item, e.value, e.unit) for e in ledger.entries]  # doctest: +SKIP
[('党员', Decimal('1286'), '名'), ('女党员', Decimal('312'), '名')]
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from djledger.knowledge import Knowledge
    from djledger.model.change import Difference
    from djledger.model.finding import Finding
    from djledger.model.ledger import Ledger, QuantityRecord
    from djledger.model.merged import Merged
    from djledger.model.roster import Roster

__all__ = ["check", "diff", "extract", "load", "merge", "quantities", "save", "totals"]
__version__ = "0.1.0"


def diff(
    old: Ledger,
    new: Ledger,
    *,
    roster: Path | str | Roster | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Difference:
    """Return what turns *old* into *new*, and how their figures compare."""
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.diff(old, new, roster=roster, catalogue=catalogue)


def extract(
    source: Path | bytes | str,
    *,
    place: str | None = None,
    date: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
    name: str = "",
    encoding: str = "",
    explain: bool = False,
) -> Ledger:
    """Return the ledger of one report: a path, its bytes, or its text as `str`.

    *place* and *date* overrule what the text says; *catalogue* is a folder of YAML files that
    add to djledger's own. *name* is what the ledger calls the report, *encoding* overrules
    detection, and with *explain* the ledger lists all that was mended or set aside.
    """
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.extract(
        source,
        place=place,
        date=date,
        catalogue=catalogue,
        name=name,
        encoding=encoding,
        explain=explain,
    )


def check(
    inputs: Iterable[Ledger | Path | bytes | str],
    *,
    config: Path | str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    catalogue: Path | str | Knowledge | None = None,
    language: str = "zh",
) -> list[Finding]:
    """Return what the checks find in *inputs*: ledgers, paths of reports or ledgers, or texts.

    A str is a path where there is such a file, and otherwise a report's text. *config* is a
    djledger.toml; without one the nearest to each file holds. *select* and *ignore* name codes
    or their beginnings. An input that cannot be read is a finding too.
    """
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.check(
        inputs,
        config=config,
        select=select,
        ignore=ignore,
        catalogue=catalogue,
        language=language,
    )


def load(path: Path | str) -> Ledger:
    """Return the ledger in the file *path*; the suffix says how it is written."""
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.load(path)


def merge(
    ledgers: Iterable[Ledger],
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Ledger:
    """Return one ledger of all *ledgers*: each report once, the newest where it was sent again.

    *roster* lists the places that report, with their other names. *prefer* (``newest``,
    ``first``, ``largest``) leaves out the figures that lose a conflict; without it all stay.
    """
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.merge(ledgers, roster=roster, prefer=prefer, catalogue=catalogue)


def quantities(text: str) -> list[QuantityRecord]:
    """Return every number of *text*, bare ones too, with offsets in *text* as it is given."""
    from djledger import knowledge, script  # noqa: PLC0415 -- `import djledger` costs nothing
    from djledger.extract.every import every  # noqa: PLC0415
    from djledger.model.ledger import QuantityRecord  # noqa: PLC0415
    from djledger.model.text import Span, TracedText  # noqa: PLC0415

    known = knowledge.default()
    simple, _ = script.simplify(TracedText.of(text), known)
    records = []
    for found in every(simple.text, known):
        place = simple.raw_span(Span(found.start, found.end))
        records.append(
            QuantityRecord(
                start=place.start,
                end=place.end,
                value=found.value,
                value_max=found.value_max,
                unit=found.unit,
                kind=found.kind,
                qualifier=found.qualifier,
            )
        )
    return records


def save(ledger: Ledger, path: Path | str) -> None:
    """Write *ledger* to the file *path*, whole or not at all; the suffix says how."""
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    api.save(ledger, path)


def totals(
    ledger: Ledger,
    *,
    roster: Path | str | Roster | None = None,
    prefer: str | None = None,
    catalogue: Path | str | Knowledge | None = None,
) -> Merged:
    """Return the figures that a merged *ledger* comes to, and what is not settled among them."""
    from djledger import api  # noqa: PLC0415 -- `import djledger` costs nothing

    return api.totals(ledger, roster=roster, prefer=prefer, catalogue=catalogue)


class _Package(ModuleType):
    """Keeps `djledger.extract` the function when the sub-package of that name is imported.

    Importing `djledger.extract.…` sets the attribute ``extract`` of this module to the
    sub-package; whoever calls `djledger.extract(…)` after that would call a module.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and callable(vars(self).get(name))):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
