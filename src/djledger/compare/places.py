"""Whose figure it is: places by their names, the area that they are parts of, the roster."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.metadata import parse_date
from djledger.model.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from djledger.knowledge import Knowledge
    from djledger.model.ledger import Source

_WITHIN = re.compile(r"(?P<area>.{2,6}?[县区市旗])(?P<place>.{1,6}(?:[乡镇村]|街道))$")
_BODY = re.compile(r"^中共|(?:党委|党工委|委员会|人民政府|党政办|组织办)$")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]$")
_EACH = "各"  # 各村 in a report of a township are all of them, 全村 is one
_SHORTEST = 2  # a name of a place has a character more: 县级, 镇区 are none
# A report for May comes until the tenth of June, unless a roster says otherwise.
_GRACE = timedelta(days=10)
# A report may be written a week before the period that it covers is over.
_EARLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that reports: its name, its level, and the area that it is a part of."""

    name: str
    level: str
    area: str


@dataclass(frozen=True, slots=True)
class Words:
    """How places are spoken of (`knowledge/merging.yaml`)."""

    ranks: dict[str, int]
    by_word: dict[str, tuple[str, ...]]
    whole: tuple[str, ...]
    own: tuple[str, ...]
    resubmission: tuple[str, ...]


def words(knowledge: Knowledge) -> Words:
    """Return how *knowledge* speaks of places (through ``knowledge.made``)."""
    items: dict[str, Any] = {item["id"]: item for item in knowledge.items("merging")}
    ranks = items["levels"]["ranks"]
    by_word: dict[str, tuple[str, ...]] = {}
    for rank in ranks:
        for word in rank["words"]:
            by_word[word] = (*by_word.get(word, ()), rank["level"])
    return Words(
        ranks={rank["level"]: at for at, rank in enumerate(ranks)},
        by_word=by_word,
        whole=tuple(items["whole"]["words"]),
        own=tuple(items["own"]["words"]),
        resubmission=tuple(items["resubmission"]["words"]),
    )


def read_roster(path: Path) -> Roster:
    """Return the roster in the YAML file *path*."""
    import yaml  # noqa: PLC0415 -- start-up
    from pydantic import ValidationError  # noqa: PLC0415 -- start-up

    why = ""
    try:
        content = yaml.safe_load(path.read_bytes())
        return Roster.model_validate(content)
    except OSError as error:
        raise InputError(f"{path}：无法读取", why=error.strerror or str(error)) from None
    except yaml.YAMLError as error:
        why = str(getattr(error, "problem", error))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        why = f"{'.'.join(map(str, first['loc']))} {first['msg']}"
    raise InputError(f"{path}：不是单位名册", why=why, remedy="写法见 docs/merge.md")


class Places:
    """The places of a set of reports, by what the reports and the roster call them."""

    def __init__(self, sources: Iterable[Source], roster: Roster | None, words: Words) -> None:
        """Learn all names first: which area a township belongs to may stand in one report only."""
        self.roster, self._words = roster, words
        self._named: dict[str, str] = {}
        if roster is not None:
            for place in roster.places:
                for name in (place.name, *place.also):
                    self._named[name] = place.name
            for name in (roster.area, *roster.also):
                self._named[name] = roster.area
        self._listed = {place.name for place in roster.places} if roster else set()
        split = [self._split(source) for source in sources]
        known: dict[str, set[str]] = {}
        wide: dict[str, set[str]] = {}
        for name, level, area in split:
            known.setdefault(name, set()).update({area} - {""})
            wide.setdefault(level, set()).add(name)
        self._areas = {name: next(iter(a)) for name, a in known.items() if len(a) == 1}
        self._wide = wide

    def of(self, source: Source) -> Place:
        """Return the place that *source* reports of."""
        name, level, area = self._split(source)
        return Place(name, level, area or self._areas.get(name, "") or self._only_above(level))

    def nearest(self, name: str) -> str | None:
        """Return None for a place of the roster, else the nearest name that is one, or ''."""
        if self.roster is None or name in self._listed or name == self.roster.area:
            return None
        near = get_close_matches(name, self._named, n=1, cutoff=0.5)
        return self._named[near[0]] if near else ""

    def expected(self, area: str) -> tuple[str, ...]:
        """Return the places of *area* that the roster lists."""
        if self.roster is None or area != self.roster.area:
            return ()
        return tuple(place.name for place in self.roster.places)

    def behind(self, sources: Iterable[Source]) -> set[str]:
        """Return the places of the roster whose last report is for an older period than others'."""
        if self.roster is None:
            return set()
        order = [p.name for p in sorted(self.roster.periods, key=lambda p: p.end)]
        last: dict[str, int] = {}
        for source in sources:
            if (name := self.of(source).name) in self._listed:
                at = order.index(r) if (r := self.round_of(source)) in order else -1
                last[name] = max(at, last.get(name, -1))
        return {name for name, at in last.items() if at < max(last.values())}

    def covered(self, scope: str, place: Place) -> str:
        """Return what *scope* means in a report of *place*.

        '' for the place itself, ``wider`` or ``narrower`` or ``elsewhere`` for another, or
        *scope* where it is a part of the place that has a name of its own (县级).
        """
        if not scope or scope in self._words.own:
            return ""
        whole = next((w for w in self._words.whole if scope.startswith(w)), "")
        levels = self._words.by_word.get(scope.removeprefix(whole), ()) if whole else ()
        return self._level(whole, levels, place) if levels else self._elsewhere(scope, place)

    def _level(self, whole: str, levels: tuple[str, ...], place: Place) -> str:
        ranks = self._words.ranks
        if place.level not in ranks or place.level in levels:
            return ""
        if ranks[levels[0]] < ranks[place.level]:
            return "wider"
        return "" if whole == _EACH else "narrower"

    def _elsewhere(self, scope: str, place: Place) -> str:
        name = self._known(scope)
        if place.name.endswith(name) or name.endswith(place.name):
            return ""
        if name == place.area:
            return "wider"
        ends = any(name.endswith(w) for w in self._words.by_word)
        return "elsewhere" if ends and len(name) > _SHORTEST else scope

    def round_of(self, source: Source) -> str:
        """Return the period that a report is for: from the roster, else the month of its date."""
        day = parse_date(source.date)
        if day is None:
            return ""
        if self.roster is not None and self.roster.periods:
            ended = [p for p in self.roster.periods if p.end - _EARLY <= day]
            return max(ended, key=lambda p: p.end).name if ended else ""
        return (day - _GRACE).strftime("%Y-%m")

    def title_of(self, source: Source) -> str:
        """Return the title of *source* without what says that it was sent again (（更正）)."""
        title = "".join(source.title.split())
        bracket = _BRACKETED.search(title)
        if bracket and bracket[0][1:-1] in self._words.resubmission:
            title = title[: bracket.start()]
        return next(
            (title.removesuffix(w) for w in self._words.resubmission if title.endswith(w)), title
        )

    def _split(self, source: Source) -> tuple[str, str, str]:
        written = source.place or PurePath(source.name.partition("#")[0]).stem
        name, area = self._known(written), ""
        if name not in self._listed and (match := _WITHIN.match(name)):
            area, name = self._known(match["area"]), self._known(match["place"])
        if self.roster is not None:
            if name in self._listed:
                return name, source.level or "乡镇", self.roster.area
            if name == self.roster.area:
                return name, source.level or "县", ""
        return name, source.level, area

    def _known(self, name: str) -> str:
        bare = _BODY.sub("", _BODY.sub("", name))
        return self._named.get(name) or self._named.get(bare) or bare

    def _only_above(self, level: str) -> str:
        """The one place of the next wider level that reports, if there is just one."""
        ranks = self._words.ranks
        if level not in ranks:
            return ""
        above = [
            (ranks[other], other) for other in self._wide if ranks.get(other, 99) < ranks[level]
        ]
        if not above:
            return ""
        names = self._wide[max(above)[1]]
        return next(iter(names)) if len(names) == 1 else ""


def due_of(roster: Roster, name: str) -> date | None:
    """Return by when reports for the period *name* are due."""
    return next((p.due for p in roster.periods if p.name == name), None)
