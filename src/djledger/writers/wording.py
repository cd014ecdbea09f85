"""How the workbook words an entry: names of indicators, groups, kinds of figures, qualifiers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from djledger.knowledge import default
from djledger.mapping import indicators
from djledger.roundtrip.rows import Base, Shown
from djledger.writers.scalars import number
from djledger.writers.sheets import MASKED, pictured, plain_shape

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge
    from djledger.mapping import Indicator
    from djledger.model.ledger import Entry, Kind, Ledger, Source, Status

QUALIFIERS = {
    "exact": "",
    "approx": "约",
    "over": "以上",
    "under": "不足",
    "range": "区间",
    "masked": MASKED,
}
_SHAPES = {"approx": '"约"{}', "over": '{}"以上"', "under": '"不足"{}'}
_STATUSES: dict[Status, str] = {"planned": "目标", "required": "要求"}
_CRITERION = 120  # COUNTIFS looks for texts of 255 characters at most; one may take two
NOWHERE = "未注明单位"
NAMELESS = "（未写明）"
OPEN = "目录外"


@dataclass(frozen=True, slots=True)
class Wording:
    """The names of what djledger knows, as people read them."""

    catalogue: dict[str, Indicator]
    groups: dict[str, str]
    scales: dict[str, tuple[str, Decimal]]
    names: dict[str, str]
    kinds: dict[str, Kind]

    def kind(self, unit: str) -> Kind:
        """Return what kind of figure a measure word makes."""
        return self.kinds.get(unit, "count")

    def called(self, name: str) -> str | None:
        """Return the id of the indicator that is called *name*."""
        return next((i.id for i in self.catalogue.values() if name in {i.label, i.id}), None)

    def indicator(self, entry: Entry) -> Indicator | None:
        """Return the indicator of *entry*, None for an open one and one that nobody knows."""
        return self.catalogue.get(entry.indicator or "")

    def name(self, entry: Entry) -> str:
        """Return what *entry* counts: the label of its indicator, or the words of the report."""
        found = self.indicator(entry)
        return (found.label if found else entry.indicator or entry.item).strip() or NAMELESS

    def group(self, entry: Entry) -> str:
        """Return the group of the indicator."""
        found = self.indicator(entry)
        return self.groups.get(found.group, found.group) if found else OPEN

    def basis(self, entry: Entry) -> str:
        """Return 口径: what kind of figure it is, which decides what may be added to what."""
        if entry.status in _STATUSES:
            return _STATUSES[entry.status]
        if entry.kind == "percent":
            return "占比"
        found = self.indicator(entry)
        kind = found.kind if found else ""
        if entry.kind == "rate" or entry.per or kind in {"rate", "standard"}:
            return "标准"
        if kind == "stock":
            return "时点"
        return _over_time(entry)

    def shown(self, entry: Entry, place: str) -> Shown:
        """Return what the sheet shows of *entry*, which is of *place*."""
        return Shown(
            place=place,
            name=self.name(entry),
            unit=entry.unit,
            basis=self.basis(entry),
            period=entry.period,
            quote=entry.quote,
            position=position(entry),
        )

    def base(self, ledger: Ledger, struck: tuple[Entry, ...] = ()) -> Base:
        """Return *ledger* with how each of its entries is shown."""
        places = {source.name: place_of(source) for source in ledger.sources}
        shown = (self.shown(e, places.get(e.source, NOWHERE)) for e in ledger.entries)
        return Base(ledger, tuple(shown), struck)

    def unit(self, entry: Entry) -> tuple[str, Decimal]:
        """Return what a unit is measured in: two units of one measure may stand in one column.

        Measure words that the catalogue lists for one indicator are one; 亩 and 公顷 are not.
        """
        found = self.indicator(entry)
        plain = (found.units[0] if found else entry.unit, Decimal(1))
        return self.scales.get(entry.unit, plain)


def wording(knowledge: Knowledge | None = None) -> Wording:
    """Return the names of *knowledge* (djledger's own); what it does not know keeps its name."""
    known = knowledge or default()
    return Wording(
        catalogue=indicators(known),
        groups={i["id"]: i["name"] for i in known.items("indicator_groups")},
        scales={i["unit"]: (i["as"], Decimal(str(i["times"]))) for i in known.items("scales")},
        kinds={word: i["kind"] for i in known.items("measures") for word in i.get("words", ())},
        names={str(i["name"]): str(i.get("label", i["name"])) for i in known.items("names")},
    )


def status_of(basis: str) -> Status:
    """Return the status that a person means by 口径."""
    return next((status for status, name in _STATUSES.items() if name == basis), "achieved")


def place_of(source: Source) -> str:
    """Return who reports."""
    return pictured(" ".join(source.place.split()))[:_CRITERION] or NOWHERE


def position(entry: Entry) -> str:
    """Return where an entry stands, for people and for finding it again."""
    return f"{entry.source}:{entry.line}:{entry.column}"


def value_of(entry: Entry) -> Decimal | str:
    """Return what stands in 数值: a masked figure is a word, never 0 and never empty."""
    return MASKED if entry.value is None else entry.value


def shape(entry: Entry) -> str:
    """Return the number format that shows a figure as the report words it: 360以上, 2～3."""
    if entry.value is None:
        return ""
    plain = plain_shape(entry.value)
    if entry.qualifier == "range" and entry.value_max is not None:
        return f'{plain}"～{number(entry.value_max)}"' if _short(entry.value_max) else plain
    return _SHAPES.get(entry.qualifier, "{}").format(plain)


def _short(value: Decimal) -> bool:
    return len(number(value)) <= 20


def _over_time(entry: Entry) -> str:
    """累计 counts from the first of January to a day within the year, or over years."""
    start, end = entry.period_start, entry.period_end
    if start is None and end is None:
        return "未注明"
    if start is None or end is None:
        return "累计"
    whole_months = (start.month, start.day) == (1, 1) and (end.month, end.day) in {
        (3, 31), (6, 30), (12, 31)
    }  # fmt: skip
    within = start.year == end.year
    begun = (start.month, start.day) == (1, 1)
    return "累计" if not within or (begun and not whole_months) else "当期"
