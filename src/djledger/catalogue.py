"""What is in the catalogue, whether it holds up, and what it lacks.

The catalogue is data that a township extends without Python; these are the tools for that.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from importlib.resources import files as packaged
from typing import TYPE_CHECKING, Any

from djledger import mapping
from djledger.errors import KnowledgeError, UsageError
from djledger.knowledge import Knowledge, default
from djledger.model.document import RawText
from djledger.segmentation import Segmenter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from djledger.model.ledger import Entry, Ledger

# Measure words whose figures must never be added to those of another line.
_APART = (
    frozenset("人名位口"),
    frozenset(("人次",)),
    frozenset(("户", "户次")),
    frozenset(("次", "场次", "场", "轮")),
    frozenset(("元",)),
    frozenset(("美元",)),
    frozenset(("吨", "公斤", "斤", "千克")),
    frozenset(("立方米", "方")),
    frozenset(("%",)),
)
_LISTS = (
    "units", "heads", "exact", "events", "require_any", "actions", "cues", "negative", "per",
    "within", "never",
)  # fmt: skip
_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a catalogue file, where, and what to write instead."""

    file: str
    line: int
    item: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.item}：{self.what}" + (
            f"。{self.remedy}" if self.remedy else ""
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator that the catalogue may lack: ``item`` is ready to be pasted and completed.

    ``count`` open entries speak for it; ``quotes`` are up to three of them, with their places.
    """

    item: dict[str, Any]
    count: int
    quotes: tuple[str, ...]
    candidates: tuple[str, ...] = ()


def find(text: str = "", knowledge: Knowledge | None = None) -> list[dict[str, Any]]:
    """Return the items that name *text* in id, label, group, heads or units; all for ''.

    Groups come in the order in which they are shown, items as the files have them.
    """
    known = knowledge or default()
    groups = {g["id"]: (k, g["name"]) for k, g in enumerate(known.items("indicator_groups"))}
    found = []
    for item in known.items("indicators"):
        words = [w for key in ("heads", "exact", "events", "units") for w in item.get(key, ())]
        _, name = groups.get(item["group"], (0, ""))
        if text in f"{item['id']}\n{item['label']}\n{item['group']}\n{name}\n" + "\n".join(words):
            found.append(item)
    return sorted(found, key=lambda i: groups.get(i["group"], (len(groups), ""))[0])


def show(name: str, knowledge: Knowledge | None = None) -> dict[str, Any]:
    """Return the item with the id or label *name*; `UsageError` names what is near it."""
    items = (knowledge or default()).items("indicators")
    for item in items:
        if name in (item["id"], item["label"]):
            return dict(item)
    near = get_close_matches(name, [n for i in items for n in (i["id"], i["label"])])
    raise UsageError(
        f"没有指标 {name}",
        remedy=f"是否要找：{'、'.join(near)}" if near else "请运行 djledger indicator 查看全部指标",
    )


def test(folder: Path | None) -> list[Problem]:
    """Return the examples that do not come out and the nevers that do, of the files in *folder*.

    Without one, those of djledger's own catalogue. Each sentence goes the way of a report.
    """
    known = Knowledge(folder) if folder else default()
    problems = []
    for item, lines, name in _sources(folder):
        own = item.get("id")
        for text, value in (item.get("examples") or {}).items():
            if told := _missed(str(text), value, str(own), known):
                line = lines[("examples", text)]
                problems.append(Problem(name, line, str(own), f"例句“{text}”{told}"))
        for k, text in enumerate(item.get("never") or ()):
            if any(e.indicator == own for e in _entries(str(text), known)):
                line = lines[("never", k)]
                problems.append(Problem(name, line, str(own), f"“{text}”不该归到这一项，却归了"))
    return problems


def counted(folder: Path | None = None) -> tuple[int, int]:
    """Return how many indicators the files in *folder* hold, and how many sentences prove them."""
    items = [item for item, _, _ in _sources(folder)]
    return len(items), sum(len(i.get("examples") or ()) + len(i.get("never") or ()) for i in items)


def check(folder: Path | None = None) -> list[Problem]:
    """Return what is wrong with the indicator files in *folder*, or with djledger's own."""
    from pydantic import ValidationError  # noqa: PLC0415 -- only a check needs the model

    from djledger.model.catalogue import Indicator  # noqa: PLC0415 -- the same

    known = Knowledge(folder) if folder else default()
    nameless = [
        Problem(name, lines[()], "（没有 id）", "缺少 id", "请补上“id: …”")
        for item, lines, name in _sources(folder)
        if "id" not in item
    ]
    if nameless:  # the rest cannot be read without
        return nameless
    everything = {i["id"]: i for i in known.items("indicators")}
    groups = [g["id"] for g in known.items("indicator_groups")]
    problems: list[Problem] = []
    first: dict[str, tuple[str, int]] = {}
    sound: list[tuple[dict[str, Any], dict[Any, int], str]] = []
    for item, lines, name in _sources(folder):
        own = str(item.get("id", "（没有 id）"))
        try:
            Indicator.model_validate(_tupled(item))
        except ValidationError as error:
            problems += [
                Problem(name, _line(lines, e["loc"]), own, *_said(e, Indicator.model_fields))
                for e in error.errors()
            ]
            continue
        if own in first:
            file, line = first[own]
            what = f"id 与 {file}:{line} 重复"
            problems.append(Problem(name, lines[("id",)], own, what, "请换一个 id，或删去一项"))
        first.setdefault(own, (name, lines[("id",)]))
        sound.append((item, lines, name))
        for key, what, remedy in _faults(item, everything, groups):
            problems.append(Problem(name, _line(lines, key), own, what, remedy))
    if not problems:
        problems += _clashes(sound, everything)
    return sorted(problems, key=lambda p: (p.file, p.line))


def read(folder: Path) -> Knowledge:
    """Return what djledger knows with the catalogue in *folder* on top.

    Raises `KnowledgeError` with file, line and remedy where an indicator in it is wrong.
    """
    known = Knowledge(folder)
    problems = check(folder)
    if problems:
        first = problems[0]
        raise KnowledgeError(
            f"{first.file} 第 {first.line} 行：{first.item}：{first.what}",
            why=f"另有 {len(problems) - 1} 处，用 djledger indicator test {folder} 查看"
            if len(problems) > 1
            else "",
            remedy=first.remedy,
        )
    return known


def suggest(ledgers: Iterable[Ledger]) -> list[Proposal]:
    """Return indicators that the open entries of *ledgers* ask for, the most wanted first.

    Open entries that share a measure word and the end of their item make one proposal.
    """
    open_entries: dict[tuple[str, str], list[Entry]] = {}
    for ledger in ledgers:
        for entry in ledger.entries:
            if entry.indicator is None and len(entry.item) > 1:
                open_entries.setdefault((entry.kind, entry.unit), []).append(entry)
    proposals = []
    for (kind, unit), entries in open_entries.items():
        for head, members in _by_head(entries).items():
            proposals.append(_proposal(head, kind, unit, members))
    return sorted(proposals, key=lambda p: (-p.count, p.item["label"], p.item["units"]))


def _missed(text: str, value: object, own: str, known: Knowledge) -> str:
    """Return how the example *text* fails, '' if it does not."""
    entries = _entries(text, known)
    mine = [e.value for e in entries if e.indicator == own]
    wanted = None if value is None else Decimal(str(value))
    if mine == [wanted]:
        return ""
    read = "；".join(
        f"{e.quote} {e.item or '（无对象）'} → {e.indicator or '待归类'}" for e in entries
    )
    return f"应取 {value}，读成：{read or '没有数量'}"


def _entries(text: str, known: Knowledge) -> tuple[Entry, ...]:
    from djledger import pipeline  # noqa: PLC0415 -- listing the catalogue reads no report

    digest = hashlib.sha256(text.encode()).hexdigest()
    return pipeline.extract(RawText("例句", text, digest), known).entries


def _sources(folder: Path | None) -> Iterator[tuple[dict[str, Any], dict[Any, int], str]]:
    """Yield each indicator item of *folder*, the lines of its parts, and its file's name."""
    import yaml  # noqa: PLC0415 -- start-up

    root: Any = folder or packaged("djledger.knowledge")
    single, many = root / "indicators.yaml", root / "indicators"
    if single.is_file():
        files = [single]
    elif many.is_dir():
        files = [f for f in many.iterdir() if f.name.endswith(".yaml")]
    else:
        files = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in sorted(files, key=lambda f: f.name):
        name = str(file)
        try:
            tree = yaml.compose(file.read_bytes(), Loader=loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"{name} 第 {mark.line + 1} 行" if mark else name
            raise KnowledgeError(
                f"{place}：不是有效的 YAML",
                why=str(getattr(error, "problem", error)),
                remedy="请检查缩进、冒号和引号",
            ) from None
        if tree is None:
            continue
        if not isinstance(tree, yaml.SequenceNode):
            raise KnowledgeError(f"{name}：应是一个列表", remedy="每项以“- id: …”开头")
        for node in tree.value:
            value = loader(b"").construct_object(node, deep=True)
            if not isinstance(value, dict):
                line = node.start_mark.line + 1
                raise KnowledgeError(f"{name} 第 {line} 行：每项应是“键: 值”")
            yield value, dict(_marks(node)), name


def _marks(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield the line (from 1) of *node* and of everything in it, by path."""
    yield path, node.start_mark.line + 1
    if node.id == "mapping":
        for key, value in node.value:
            yield from _marks(value, (*path, key.value))
            yield (*path, key.value), key.start_mark.line + 1
    elif node.id == "sequence":
        for k, value in enumerate(node.value):
            yield from _marks(value, (*path, k))


def _line(lines: Mapping[Any, int], place: tuple[Any, ...]) -> int:
    """Return the line of *place*, or of the nearest thing around it that has one."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _tupled(value: Any) -> Any:
    """Lists as tuples: the model is strict, so that 党员 is never read as 党, 员."""
    if isinstance(value, dict):
        return {k: _tupled(v) for k, v in value.items()}
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def _said(error: Mapping[str, Any], fields: Iterable[str]) -> tuple[str, str]:
    """Return what a validation *error* says, and what to write instead."""
    place = ".".join(map(str, error["loc"]))
    key, last, given = error["loc"][0], error["loc"][-1], error["input"]
    match error["type"]:
        case "missing":
            said = f"缺少 {place}", f"请补上“{last}: …”"
        case "extra_forbidden":
            near = get_close_matches(str(last), fields, 1)
            said = f"不认识 {last}", f"是否要写 {near[0]}" if near else "请删去"
        case "literal_error":
            said = f"{place} 不能是 {given}", f"可以写：{error['ctx']['expected']}"
        case "string_pattern_mismatch":
            said = f"{key} 不能是 {given}", "请用小写英文字母、数字和下划线，以字母开头"
        case "tuple_type":
            said = f"{key} 应是一列", f"请写成“{key}: [{given}]”"
        case "dict_type":
            said = f"{key} 的写法不对", "请每行写一个“例句: 数”"
        case "too_short" | "string_too_short":
            said = f"{place} 是空的", "请写上至少一个，或删去这个键"
        case _:
            said = f"{place} 的值 {given!r} 不对", "请对照其他指标的写法"
    return said


Fault = tuple[tuple[Any, ...], str, str]


def _faults(
    item: Mapping[str, Any], everything: Mapping[str, Any], groups: Sequence[str]
) -> Iterator[Fault]:
    """Yield what the shape alone cannot show: place in the item, fault, remedy."""
    yield from _word_faults(item)
    yield from _unit_faults(item)
    yield from _name_faults(item, everything, groups)


def _word_faults(item: Mapping[str, Any]) -> Iterator[Fault]:
    heads = [(key, k, w) for key in ("heads", "exact") for k, w in enumerate(item.get(key, ()))]
    if not heads and not item.get("events"):
        what = "没有 heads、exact 或 events，永远不会用到"
        yield (), what, "请写上所数的东西，如“heads: [党小组]”"
    for key in _LISTS:
        words = item.get(key) or ()
        for k, word in enumerate(words):
            if word in words[:k]:
                yield (key, k), f"{key} 里“{word}”写了两次", "请删去一个"
    negative = item.get("negative", ())
    for key, k, word in heads:
        for bad in negative:
            if bad in word:
                what = f"“{word}”含有 negative 的“{bad}”，永远认不出"
                yield (key, k), what, "请删去其中一个"
    for k, word in enumerate(item.get("require_any", ())):
        if word in negative:
            yield ("require_any", k), f"“{word}”又在 negative 里", "请删去其中一个"


def _unit_faults(item: Mapping[str, Any]) -> Iterator[Fault]:
    units = item["units"]
    if item["kind"] not in {"rate", "standard"}:
        kinds = {u: next((a for a in _APART if u in a), None) for u in units}
        if len(set(filter(None, kinds.values()))) > 1:
            told = "、".join(u for u, kind in kinds.items() if kind)
            yield ("units",), f"{told} 不能相加，不能在一项里", "请分成两项"
    for kind, unit in (("money", "元"), ("ratio", "%")):
        if item["kind"] == kind and not any(unit in u for u in units):
            yield ("units",), f"{kind} 类的单位应有“{unit}”", f"请写“units: ['{unit}']”"


def _name_faults(
    item: Mapping[str, Any], everything: Mapping[str, Any], groups: Sequence[str]
) -> Iterator[Fault]:
    if item["group"] not in groups:
        near = get_close_matches(item["group"], groups, 1)
        told = f"是否要写 {near[0]}" if near else f"可以写：{'、'.join(groups)}"
        yield ("group",), f"没有分组 {item['group']}", told
    for key in ("whole", "within"):
        named = item.get(key) or ()
        for other in (named,) if isinstance(named, str) else named:
            if other not in everything:
                yield (key,), *_unknown(other, everything)
    for k, constraint in enumerate(item.get("constraints", ())):
        for what, remedy in _wrong(constraint["expr"], everything):
            yield ("constraints", k, "expr"), what, remedy


def _unknown(name: str, everything: Iterable[str]) -> tuple[str, str]:
    near = get_close_matches(name, everything, 1)
    return f"没有指标 {name}", f"是否要写 {near[0]}" if near else "请写一个已有的 id"


def _wrong(expr: str, everything: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the constraint *expr*."""
    try:
        tree = ast.parse(expr, mode="eval")
    except SyntaxError:
        yield f"写不成式子：{expr}", "请写成“a <= b”的样子"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in {"value", "abs", *everything}:
            yield _unknown(node.id, everything)


def _clashes(
    sound: list[tuple[dict[str, Any], dict[Any, int], str]], everything: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield heads that two indicators of one unit share with nothing to tell them apart."""
    by_head: dict[str, list[dict[str, Any]]] = {}
    for other in everything.values():
        for head in {*other.get("heads", ()), *other.get("exact", ())}:
            by_head.setdefault(head, []).append(other)
    telling = ("require_any", "actions", "cues", "whole", "per")
    for item, lines, name in sound:
        for key in ("heads", "exact"):
            for k, head in enumerate(item.get(key, ())):
                for other in by_head[head]:
                    if (
                        other["id"] != item["id"]
                        and other["kind"] == item["kind"]
                        and set(other["units"]) & set(item["units"])
                        and not any(x.get(t) for x in (item, other) for t in telling)
                    ):
                        yield Problem(
                            name,
                            _line(lines, (key, k)),
                            item["id"],
                            f"“{head}”在 {other['id']} 里也有，单位相同，无法区分",
                            "请给其中一项写 require_any 或 actions",
                        )


def _by_head(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Group *entries* by the longest end, in whole words, that two items share.

    Characters are not enough: 村民委员 and 调解委员 share 委员, 蔬菜大棚 and 凉棚 share no head.
    """
    segmenter = Segmenter()
    ends = {item: _ends(segmenter.words(item)) for item in {e.item for e in entries}}
    shared = Counter(end for each in ends.values() for end in each)
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        head = next((end for end in ends[entry.item] if shared[end] > 1), entry.item)
        grouped.setdefault(head, []).append(entry)
    return grouped


def _ends(words: list[str]) -> list[str]:
    """Return the ends of a phrase of *words*, the longest first, two characters at least."""
    ends = ("".join(words[k:]) for k in range(len(words)))
    return [end for end in ends if len(end) > 1]


def _proposal(head: str, kind: str, unit: str, entries: list[Entry]) -> Proposal:
    actions = Counter(e.action for e in entries if e.action)
    kinds = {"money": "money", "percent": "ratio", "rate": "rate"}
    usual = "flow" if sum(actions.values()) * 2 > len(entries) else "stock"
    item: dict[str, Any] = {
        "id": "",
        "label": head,
        "group": "",
        "kind": kinds.get(kind, usual),
        "units": [unit] if unit else [],
        "heads": [head],
    }
    if actions:
        item["actions"] = [word for word, _ in actions.most_common(3)]
    quotes = tuple(
        f"{e.action}{e.item} {e.quote}（{e.source} 第 {e.line} 行）" for e in entries[:_QUOTES]
    )
    near = Counter(
        name
        for e in entries
        for why in e.why
        if why.startswith(mapping.CANDIDATES)
        for name in why.removeprefix(mapping.CANDIDATES).split(", ")
    )
    return Proposal(item, len(entries), quotes, tuple(n for n, _ in near.most_common(3)))
