"""Named views of a ledger: its entries as the tables that an office keeps (结对帮扶, 培训, 资金).

What a view holds stands in `knowledge/views.yaml`; here is how entries become rows. A row is one
matter: entries that stand side by side, each in a role of the view. The ledger stays what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from djledger.errors import KnowledgeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Entry, Ledger, Source

Cell = Decimal | date | str | int | None

# What ends the columns of each view, whatever it is about.
_COMMON = "*"
# Entries of one matter stand on one line, with at most so many characters between them. A raw
# text may spell each character out (黨（dǎng）), and the distance is counted in the raw text.
_REACH = 60
_RULES = ("indicators", "groups", "kinds", "units", "statuses", "actions", "items")
_NOTS = ("not_indicators", "not_actions", "not_items", "not_units")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What an entry must be to be picked: one of each list that is given, none of the nots."""

    told: dict[str, tuple[str, ...]]

    def picks(self, entry: Entry, groups: Mapping[str, str]) -> bool:
        told = self.told
        for key in _NOTS:
            if key in told and _is_one(entry, key.removeprefix("not_"), told[key], groups):
                return False
        wanted = [key for key in _RULES if key in told]
        return all(_is_one(entry, key, told[key], groups) for key in wanted)


def _is_one(entry: Entry, key: str, words: Sequence[str], groups: Mapping[str, str]) -> bool:
    if key == "actions":
        return any(word in entry.action for word in words)
    if key == "items":
        return any(word in entry.item for word in words)
    told = {
        "indicators": entry.indicator,
        "groups": groups.get(entry.indicator or ""),
        "kinds": entry.kind,
        "units": entry.unit,
        "statuses": entry.status,
    }
    return told[key] in words


@dataclass(frozen=True, slots=True)
class _Role:
    """A part that entries play in a row.

    ``many``: a row may have several. ``joins``: it makes no row of its own. ``part``: it must be
    a part (其中) of an entry of the row. ``carries``: it is said once for several rows.
    ``reach``: how far it may stand from the one before.
    """

    name: str
    rules: tuple[_Rule, ...]
    many: bool = False
    joins: bool = False
    part: bool = False
    carries: bool = False
    reach: int = _REACH


@dataclass(frozen=True, slots=True)
class View:
    """A named table: its roles, the first of which leads, and its columns."""

    name: str
    about: str
    roles: tuple[_Role, ...]
    columns: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class _Row:
    """Entries by role, in the order of the text. ``carried`` stands already in the row before."""

    cells: dict[str, list[Entry]] = field(default_factory=dict)
    carried: Entry | None = None

    @property
    def entries(self) -> list[Entry]:
        return [entry for each in self.cells.values() for entry in each]


def names(knowledge: Knowledge | None = None) -> tuple[str, ...]:
    """Return the names of the views there are, in their order."""
    return tuple(knowledge_or_default(knowledge).made(_views))


def check(name: str, knowledge: Knowledge | None = None) -> View:
    """Return the view *name*; `UsageError` names what is near where there is none."""
    views = knowledge_or_default(knowledge).made(_views)
    if name not in views:
        near = get_close_matches(name, views, cutoff=0.4)
        remedy = f"是不是 {'、'.join(near)}？" if near else f"可用的：{'、'.join(views)}"
        raise UsageError(f"没有台账样式 {name}", remedy=remedy)
    return views[name]


def rows(
    ledger: Ledger, name: str, knowledge: Knowledge | None = None
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Return the heads of the columns and the rows of the view *name* of *ledger*.

    A cell is a `Decimal` where the report gives an exact number, text where it does not (30以上,
    1-2, 缺数), a date, or None. `UsageError` names what is near an unknown *name*.
    """
    known = knowledge_or_default(knowledge)
    view = check(name, known)
    groups = {item["id"]: item["group"] for item in known.items("indicators")}
    labels = {item["id"]: item["label"] for item in known.items("indicators")}
    sources = {source.name: source for source in ledger.sources}
    found = []
    for row in _grouped(ledger.entries, view, groups):
        first = min(row.entries, key=lambda entry: entry.start)
        told = _Told(row, view, sources.get(first.source), labels)
        found.append(tuple(told.cell(role, what) for _, role, what in view.columns))
    return tuple(head for head, _, _ in view.columns), found


def knowledge_or_default(knowledge: Knowledge | None) -> Knowledge:
    """Return *knowledge*, or what djledger ships with."""
    if knowledge is not None:
        return knowledge
    from djledger.knowledge import default  # noqa: PLC0415 -- start-up

    return default()


def _grouped(entries: Iterable[Entry], view: View, groups: Mapping[str, str]) -> list[_Row]:
    """Return the rows of *view*: entries that follow each other, as long as they fit together."""
    made: list[_Row] = []
    by_id: dict[str, _Row] = {}
    for entry in entries:
        whole = by_id.get(entry.part_of or "")
        role = _role(entry, view, groups, is_part=whole is not None)
        if role is None:
            continue
        row = whole if role.part else _row(made, role, entry, view)
        if row is not None:
            row.cells.setdefault(role.name, []).append(entry)
            by_id[entry.id] = row
    return made


def _role(entry: Entry, view: View, groups: Mapping[str, str], *, is_part: bool) -> _Role | None:
    """Return the role that picks *entry*: one for parts, if its whole is in the view."""
    parts = [role for role in view.roles if role.part and is_part]
    others = [role for role in view.roles if not role.part]
    picking = (r for r in (*parts, *others) if any(x.picks(entry, groups) for x in r.rules))
    return next(picking, None)


def _row(made: list[_Row], role: _Role, entry: Entry, view: View) -> _Row | None:
    """Return the row that *entry* belongs to: the last one if it fits, else a new one."""
    last = made[-1] if made and _near(made[-1], entry, role.reach) else None
    if last is not None and (role.many or role.name not in last.cells):
        return last
    if role.joins:
        return None
    row, lead = _Row(), view.roles[0]
    # 34名领导包抓32个乡镇、66个村: who does it is not said again.
    if lead.carries and role is not lead and last is not None and lead.name in last.cells:
        row.carried = last.cells[lead.name][0]
        row.cells[lead.name] = [row.carried]
    made.append(row)
    return row


def _near(row: _Row, entry: Entry, reach: int) -> bool:
    """Whether *entry* stands beside the last of *row*, of the same time, state and scope."""
    last = max(row.entries, key=lambda e: e.start)
    return (
        last.source == entry.source
        and last.line == entry.line
        and 0 <= entry.start - last.end <= reach
        and last.status == entry.status
        and all(
            getattr(last, name) == getattr(entry, name)
            or not getattr(last, name)
            or not getattr(entry, name)
            for name in ("period", "scope")
        )
    )


_QUALIFIED = {"over": "以上", "under": "以下", "approx": "左右"}
_STATUSES = {"achieved": "完成", "planned": "计划", "required": "要求"}
_MASKED = "缺数"
_AGAIN = "同上"
# What all entries of a row say, and what stands between: 设置、认领.
_JOINTS = {
    "action": "、",
    "per": "；",
    "scope": "；",
    "period": "；",
    "of": "；",
    "quote": " … ",
    "id": " ",
}


class _Told:
    """What the columns of one row say."""

    def __init__(
        self, row: _Row, view: View, source: Source | None, labels: Mapping[str, str]
    ) -> None:
        self._row, self._source, self._labels = row, source, labels
        self._joins = frozenset(role.name for role in view.roles if role.joins)

    def cell(self, role: str, what: str) -> Cell:
        if role == _COMMON:
            return self._common(what)
        entries = self._row.cells.get(role, [])
        if not entries:
            return None
        if what == "amount" and entries[0] is self._row.carried:
            return _AGAIN
        if len(entries) == 1:
            return self._of(entries[0], what)
        return "；".join(_text(self._of(entry, what)) for entry in entries)

    def _common(self, what: str) -> Cell:
        """A fact of the row: said by all of its entries, or by the first."""
        own = [entry for entry in self._row.entries if entry is not self._row.carried]
        own.sort(key=lambda entry: entry.start)
        if what == "place":
            return self._source.place if self._source else ""
        if what == "action":  # what was brought about has its own verb
            own = [e for role, each in self._row.cells.items() for e in each
                   if role not in self._joins and e is not self._row.carried]  # fmt: skip
        if what in _JOINTS:
            values = dict.fromkeys(filter(None, (getattr(entry, what) for entry in own)))
            return _JOINTS[what].join(values)
        if what in {"period_start", "period_end"}:
            return next(filter(None, (getattr(entry, what) for entry in own)), None)
        return self._of(own[0], what)

    def _of(self, entry: Entry, what: str) -> Cell:
        match what:
            case "amount":
                return amount(entry)
            case "text":
                return f"{entry.item}{_text(amount(entry))}{entry.unit}"
            case "label":
                return self._labels.get(entry.indicator or "", "")
            case "status":
                return _STATUSES[entry.status]
        value: Cell = getattr(entry, what)
        return value


def amount(entry: Entry) -> Decimal | str:
    """Return the number of *entry* if it is exact, else words for what is known of it."""
    if entry.value is None:
        return _MASKED
    if entry.value_max is not None:
        return f"{entry.value:f}-{entry.value_max:f}"
    if entry.qualifier in _QUALIFIED:
        return f"{entry.value:f}{_QUALIFIED[entry.qualifier]}"
    return entry.value


def text(cell: Cell) -> str:
    """Return *cell* as it is printed: digits as written, dates as 2024-09-30, '' for nothing."""
    return _text(cell)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


# Reading knowledge/views.yaml.

_ENTRY_FIELDS = frozenset(
    (
        *("amount", "text", "label", "status", "place", "id", "item", "action", "unit", "kind"),
        *("qualifier", "period", "period_start", "period_end", "scope", "per", "of", "quote"),
        *("line", "locator", "source", "indicator", "value", "value_max"),
    )
)


def _views(knowledge: Knowledge) -> dict[str, View]:
    items = {item["id"]: item for item in knowledge.items("views")}
    common = _columns(items.pop("common", {}), ())
    return {name: _view(item, common) for name, item in items.items()}


def _view(item: dict[str, Any], common: tuple[tuple[str, str, str], ...]) -> View:
    name = item["id"]
    _only(item, {"id", "about", "roles", "columns", "examples", "never"}, f"台账样式 {name}")
    roles = tuple(_role_of(role, told, name) for role, told in item.get("roles", {}).items())
    if not roles:
        raise KnowledgeError(f"台账样式 {name}：缺少 roles", remedy="请写上至少一个角色")
    columns = _columns(item, tuple(role.name for role in roles))
    return View(name, item.get("about", ""), roles, columns + common)


def _role_of(name: str, told: dict[str, Any], view: str) -> _Role:
    where = f"台账样式 {view} 的 {name}"
    _only(told, {"pick", "many", "joins", "part", "carries", "reach"}, where)
    rules = []
    for rule in told.get("pick", ()):
        _only(rule, {*_RULES, *_NOTS}, where)
        rules.append(_Rule({key: tuple(map(str, words)) for key, words in rule.items()}))
    return _Role(
        name,
        tuple(rules),
        many=bool(told.get("many")),
        joins=bool(told.get("joins")),
        part=bool(told.get("part")),
        carries=bool(told.get("carries")),
        reach=int(told.get("reach", _REACH)),
    )


def _columns(item: dict[str, Any], roles: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return head, role and field of each column: ``帮扶方数量: 帮扶方.amount``."""
    found = []
    for head, place in item.get("columns", {}).items():
        role, _, what = str(place).rpartition(".")
        if (role != _COMMON and role not in roles) or what not in _ENTRY_FIELDS:
            raise KnowledgeError(
                f"台账样式 {item.get('id')} 的列 {head}：不认识 {place}",
                remedy=f"写成“角色.字段”，角色：{'、'.join((*roles, _COMMON))}",
            )
        found.append((str(head), role, what))
    return tuple(found)


def _only(told: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(told) - known)
    if unknown:
        near = get_close_matches(unknown[0], known, 1)
        remedy = f"是否要写 {near[0]}" if near else f"可以写：{'、'.join(sorted(known))}"
        raise KnowledgeError(f"{where}：不认识 {unknown[0]}", remedy=remedy)
