"""Names of places: where one begins and ends in a text, and its level.

A name that is on the list of provinces, cities and counties is taken whole, the longest first:
政和县 is no 和县. Townships and villages, and counties that a list does not know, are told by
their last word and by what a name does not hold (`knowledge/places.yaml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

LEVELS = ("省", "市", "县", "乡镇", "村")
# Characters before the last word of a name that is on no list; most have two.
_LONG, _LONGEST = 4, 8
_SHORTEST_LISTED = 2
_OFTEN = 3  # how often 全区 must be said to be a report's own level; 我区 once
_WEAK = frozenset("州旗盟")
_HAN = compiled("[\u4e00-\u9fff]{1,40}")
_MASKED = compiled("[×*＊○〇X]{1,6}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names: ``start`` to ``end``, from the widest to the narrowest.

    ``name`` is '' where the text hides it (××镇): then only the level is known.
    """

    start: int
    end: int
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of the names of places.

    ``sizes`` are the lengths of the listed names that begin with two characters, the longest
    first: most pairs begin none.
    """

    listed: dict[str, str]
    sizes: dict[str, tuple[int, ...]]
    longest: int
    short: dict[str, str]
    ends: dict[str, str]
    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    zones: tuple[str, ...]
    long_ends: frozenset[str]
    not_first: frozenset[str]
    not_after: tuple[str, ...]
    not_inside: re.Pattern[str]
    beginnings: re.Pattern[str]
    bare: re.Pattern[str]


def words(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return the word lists of `knowledge/places.yaml` (through ``knowledge.made``)."""
    return {i["id"]: tuple(i.get("words", ())) for i in knowledge.items("places")}


def names(knowledge: Knowledge) -> Names:
    """Return what *knowledge* says of the names of places (through ``knowledge.made``)."""
    told = knowledge.made(words)
    ends = {end: item["id"] for item in knowledge.items("places") for end in item.get("ends", ())}
    listed: dict[str, str] = {}
    short = dict.fromkeys(told["short"], "省")
    for line in knowledge.text("places").splitlines():
        level, *each = line.split()
        listed |= dict.fromkeys(each, level)
        if level != "县":
            short |= {name[:-1]: level for name in each if len(name) > _SHORTEST_LISTED}
    sizes: dict[str, set[int]] = {}
    for name in listed:
        sizes.setdefault(name[:2], set()).add(len(name))
    by_length = sorted(ends, key=len, reverse=True)
    anchors = "|".join(map(re.escape, sorted(told["anchors"], key=len, reverse=True)))
    own, whole = "|".join(told["own"]), "|".join(told["whole"])
    return Names(
        listed=listed,
        sizes={pair: tuple(sorted(each, reverse=True)) for pair, each in sizes.items()},
        longest=max(map(len, listed)),
        short=short,
        ends=ends,
        pattern=compiled("|".join(by_length)),
        kinds=told["kinds"],
        zones=told["zones"],
        long_ends=frozenset(told["long_ends"]),
        not_first=frozenset(told["not_first"]),
        not_after=told["not_after"],
        not_inside=compiled("|".join(map(re.escape, told["not_inside"]))),
        beginnings=compiled(rf"(?:^|(?<=[^\u4e00-\u9fff])|{anchors})(?=[\u4e00-\u9fff×*＊○])"),
        bare=compiled(rf"(?:({own})|{whole})({'|'.join(by_length)})(?![级长])"),
    )


def find(text: str, knowledge: Knowledge) -> Iterator[Place]:
    """Yield the places that *text* names at the heads of its clauses, in order."""
    known = knowledge.made(names)
    done = 0
    for match in known.beginnings.finditer(text):
        if match.end() >= done and (place := at(text, match.end(), knowledge)):
            yield place
            done = place.end


def at(text: str, start: int, knowledge: Knowledge) -> Place | None:
    """Return the place that *text* names from *start* on: 安庆市岳西县响肠镇, None if none."""
    known = knowledge.made(names)
    start += 2 * text.startswith("中共", start)
    place, begin = start, start
    level = ""
    masked = False
    if not _listed(text, start, known):
        bare = next((n for n in (3, 2) if text[start : start + n] in known.short), 0)
        # 福建政和县: a province without its last word, if a name follows.
        if bare and _step(text, start + bare, known, ""):
            place = start + bare
    while step := _step(text, place, known, level):
        place, level, hidden = step
        masked = masked or hidden
    if not level:
        return None
    return Place(begin, place, "" if masked else text[begin:place], level)


def level_of(name: str, knowledge: Knowledge) -> str:
    """Return the level of the place called *name* by its last word, '' for none."""
    known = knowledge.made(names)
    for size in range(min(known.longest, len(name)), 1, -1):
        if name[-size:] in known.listed:
            return known.listed[name[-size:]]
    return next(
        (known.ends[name[-n:]] for n in range(min(5, len(name)), 0, -1) if name[-n:] in known.ends),
        "",
    )


def without_name(text: str, knowledge: Knowledge) -> str:
    """Return the level that *text* speaks of as its own (我区, 全乡), '' if it does not."""
    known = knowledge.made(names)
    counts: dict[str, int] = {}
    for match in known.bare.finditer(text):
        level = known.ends[match[2]]
        counts[level] = counts.get(level, 0) + (_OFTEN if match[1] else 1)
    counts = {level: count for level, count in counts.items() if count >= _OFTEN}
    return max(counts, key=lambda level: (counts[level], LEVELS.index(level)), default="")


def _listed(text: str, start: int, known: Names) -> str:
    for size in known.sizes.get(text[start : start + 2], ()):
        name = text[start : start + size]
        if size >= _SHORTEST_LISTED and name in known.listed and name not in known.kinds:
            return name
    return ""


def _step(text: str, start: int, known: Names, above: str) -> tuple[int, str, bool] | None:
    """Return end and level of one name at *start*, below the level *above*; and is it hidden?"""
    step = _listed_step(text, start, known) or _masked_step(text, start, known)
    step = step or _unlisted_step(text, start, known)
    return step if step and _below(step[1], above) else None


def _listed_step(text: str, start: int, known: Names) -> tuple[int, str, bool] | None:
    name = _listed(text, start, known)
    return (start + len(name), known.listed[name], False) if name else None


def _masked_step(text: str, start: int, known: Names) -> tuple[int, str, bool] | None:
    mask = _MASKED.match(text, start)
    last = known.pattern.match(text, mask.end()) if mask else None
    return (last.end(), known.ends[last[0]], True) if last else None


def _unlisted_step(text: str, start: int, known: Names) -> tuple[int, str, bool] | None:
    run = _HAN.match(text, start)
    if run is None or text[start] in known.not_first:
        return None
    for zone in known.zones:
        end = text.find(zone, start, min(run.end(), start + len(zone) + _LONGEST))
        if end > start and not known.not_inside.search(text[start:end]):
            return end + len(zone), "县", False
    for last in known.pattern.finditer(text, start + 1, run.end()):
        if _begins_longer_name(text, last, run.end(), known, size=last.start() - start):
            continue
        good = _is_name(text[start : last.end()], last[0], known)
        followed = text.startswith(known.not_after, last.start())
        return (last.end(), known.ends[last[0]], False) if good and not followed else None
    return None


def _is_name(name: str, last: str, known: Names) -> bool:
    size = len(name) - len(last)
    if size > (_LONGEST if last in known.long_ends else _LONG):
        return False
    # 社区服务, 新区建设: an end alone is no name.
    if name in known.ends or name.endswith(known.kinds):
        return False
    return not known.not_inside.search(name[:size])


def _begins_longer_name(
    text: str, last: re.Match[str], end: int, known: Names, *, size: int
) -> bool:
    """Whether the end *last* is the first part of a longer name: 扬州市, 红旗镇, 尧市乡."""
    after = known.pattern.match(text, last.end(), end)
    if after is None or _goes_on(text, after.end(), known):
        return False
    return last[0] in _WEAK or (last[0] == "市" and size == 1 and after[0] in "乡镇")


def _goes_on(text: str, end: int, known: Names) -> bool:
    """Whether what ended in *text* at *end* is a level and no name: 旗村两级, 州市级."""
    return bool(known.pattern.match(text, end)) or text[end : end + 1] in {"级", "（", "(", "“"}


def _below(level: str, above: str) -> bool:
    return not above or LEVELS.index(level) > LEVELS.index(above)
