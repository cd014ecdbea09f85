"""Score what djledger extracts from labelled reports.

    python benchmarks/score.py FOLDER [--errors [KIND,...]] [--fields] [--each] [--json]

FOLDER holds pairs NAME.txt and NAME.gold.jsonl: one JSON object for each quantity of the report,
with its place (`start`, `end` in the raw text), the fields of a ledger entry and `optional`
where careful readers may differ. An optional quantity counts neither when found nor when missed.

found    an entry overlaps the labelled quantity
strict   found, and value, value_max, unit and qualifier are right
row      strict, and item (one contains the other) and status are right
offsets  share of found entries that start where the label does
fields   share right of those found; after the slash, of those where the label says something

Kinds of error: missed, spurious, value, and the name of a field.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = dict[str, Any]

# Free text is right when one side contains the other: 村干部 for 软弱涣散村干部.
LOOSE = ("item", "action", "period", "scope", "of")
EXACT = ("status", "per", "kind")
FIELDS = (*LOOSE, "item_exact", *EXACT, "part_of")
MEASURES = ("found", "strict", "row")
# Two thirds may be written as 0.6667.
FRACTION = Decimal("0.001")


@dataclass(frozen=True)
class Error:
    """One thing that is wrong, with the text around it."""

    report: str
    kind: str
    quote: str
    start: int
    detail: str
    context: str

    def __str__(self) -> str:
        columns = (self.report, self.kind, self.start, self.quote, self.detail, self.context)
        return "\t".join(str(c) for c in columns)


@dataclass
class Score:
    """Counts over one or more reports, and the errors behind them."""

    reports: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.reports += other.reports
        self.counts += other.counts
        self.errors += other.errors

    def precision(self, measure: str) -> float:
        return _share(self.counts[measure], self.counts["predicted"])

    def recall(self, measure: str) -> float:
        return _share(self.counts[measure], self.counts["labelled"])

    def f1(self, measure: str) -> float:
        both = self.counts["predicted"] + self.counts["labelled"]
        return _share(2 * self.counts[measure], both)

    def offsets(self) -> float:
        return _share(self.counts["offset"], self.counts["found"])

    def fields(self) -> dict[str, tuple[float, float]]:
        """Share right of each field: of all that were found, of those the label speaks of."""
        counts = self.counts
        return {
            name: (
                _share(counts[f"{name} right"], counts["found"]),
                _share(counts[f"{name} said and right"], counts[f"{name} said"]),
            )
            for name in FIELDS
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "reports": self.reports,
            "labelled": self.counts["labelled"],
            "predicted": self.counts["predicted"],
            **{
                m: {"precision": self.precision(m), "recall": self.recall(m), "f1": self.f1(m)}
                for m in MEASURES
            },
            "offsets": self.offsets(),
            "fields": self.fields(),
        }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _same_number(ours: object, label: object) -> bool:
    a, b = _number(ours), _number(label)
    if a is None or b is None:
        return a is b
    return a == b or (b != 0 and abs(a) < 1 and abs(a - b) <= FRACTION)


def _text(value: object) -> str:
    return str(value or "").strip()


def _strict(entry: Row, label: Row) -> bool:
    return (
        _same_number(entry["value"], label["value"])
        and _same_number(entry["value_max"], label["value_max"])
        and _text(entry["unit"]) == _text(label["unit"])
        and (_text(entry["qualifier"]) or "exact") == label["qualifier"]
    )


def _right(name: str, entry: Row, label: Row) -> bool:
    if name == "part_of":
        same: bool = entry["part_of"] == label["part_of"]
        return same
    key = name.removesuffix("_exact")
    ours, theirs = _text(entry[key]), _text(label[key])
    if name in LOOSE and ours and theirs:
        return ours in theirs or theirs in ours
    return ours == theirs


def _pairs(entries: list[Row], labels: list[Row]) -> dict[int, int]:
    """Label index → entry index, one to one: right ones first, then by overlap."""
    candidates = []
    for i, entry in enumerate(entries):
        for j, label in enumerate(labels):
            overlap = min(entry["end"], label["end"]) - max(entry["start"], label["start"])
            if overlap > 0:
                near = -abs(entry["start"] - label["start"])
                candidates.append((_strict(entry, label), overlap, near, i, j))
    taken: set[int] = set()
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(candidates, reverse=True):
        if i not in taken and j not in pairs:
            taken.add(i)
            pairs[j] = i
    return pairs


def _core(row: Row) -> str:
    high = "" if row["value_max"] is None else f"–{row['value_max']}"
    return f"{row['value']}{high} {row['unit'] or '·'} {row['qualifier']}"


def score_report(name: str, raw: str, entries: list[Row], labels: list[Row]) -> Score:
    """Compare the entries of one report with its labels."""
    score = Score(reports=1)
    pairs = _pairs(entries, labels)
    optional = {j for j, label in enumerate(labels) if label["optional"]}
    forgiven = {pairs[j] for j in optional if j in pairs}
    score.counts["predicted"] = len(entries) - len(forgiven)
    score.counts["labelled"] = len(labels) - len(optional)

    def error(kind: str, row: Row, detail: str) -> None:
        quote = raw[row["start"] : row["end"]]
        context = raw[max(0, row["start"] - 24) : row["end"] + 12]
        quote, context = (" ".join(s.split()) for s in (quote, context))
        score.errors.append(Error(name, kind, quote, row["start"], detail, context))

    for j, label in enumerate(labels):
        if j in optional:
            continue
        if j not in pairs:
            error("missed", label, f"{_core(label)} {_text(label['item'])}")
            continue
        _score_pair(entries[pairs[j]], label, score.counts, error)
    matched = set(pairs.values())
    for i, entry in enumerate(entries):
        if i not in matched:
            error("spurious", entry, f"{_core(entry)} {_text(entry['item'])}")
    return score


def _score_pair(
    entry: Row, label: Row, counts: Counter[str], error: Callable[[str, Row, str], None]
) -> None:
    strict = _strict(entry, label)
    right = {name: _right(name, entry, label) for name in FIELDS}
    counts["found"] += 1
    counts["offset"] += entry["start"] == label["start"]
    counts["strict"] += strict
    counts["row"] += strict and right["item"] and right["status"]
    if not strict:
        error("value", label, f"{_core(entry)}, not {_core(label)}")
    for name in FIELDS:
        key = name.removesuffix("_exact")
        counts[f"{name} right"] += right[name]
        if _text(label[key]):
            counts[f"{name} said"] += 1
            counts[f"{name} said and right"] += right[name]
        if not right[name] and name != "item_exact":
            error(name, label, f"{_text(entry[key]) or '·'}, not {_text(label[key]) or '·'}")


def entries_of(report: Path) -> tuple[str, list[Row]]:
    """The raw text of a report, and its entries; `part_of` is turned into a place."""
    from djledger import knowledge, pipeline, readers  # noqa: PLC0415 -- the scorer needs none

    raw = readers.read(report)
    entries = [e.model_dump() for e in pipeline.extract(raw, knowledge.default()).entries]
    start_of = {e["id"]: e["start"] for e in entries}
    for entry in entries:
        entry["part_of"] = start_of.get(entry["part_of"])
    return raw.text, entries


def score_folder(folder: Path) -> Iterator[tuple[str, Score]]:
    """The score of each labelled report in *folder*, by name."""
    for gold in sorted(folder.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        lines = gold.read_text(encoding="utf-8").splitlines()
        raw, entries = entries_of(gold.with_name(f"{name}.txt"))
        labels = [json.loads(line) for line in lines if line.strip()]
        yield name, score_report(name, raw, entries, labels)


def summary(score: Score) -> str:
    """A few lines for people."""
    counts = score.counts
    lines = [
        f"{score.reports} reports, {counts['labelled']} labelled, {counts['predicted']} extracted"
    ]
    lines += [
        f"{m:8} P {score.precision(m):.3f}  R {score.recall(m):.3f}  F1 {score.f1(m):.3f}"
        for m in MEASURES
    ]
    lines.append(f"offsets  {score.offsets():.3f}")
    shares = (f"{name} {a:.2f}/{b:.2f}" for name, (a, b) in score.fields().items())
    lines.append("fields   " + "  ".join(shares))
    return "\n".join(lines)


def _table(score: Score) -> str:
    lines = [f"{'field':12}{'right':>8}{'found':>8}{'said':>8}{'right':>8}"]
    for name in FIELDS:
        cells = (f"{name} right", "found", f"{name} said", f"{name} said and right")
        lines.append(f"{name:12}" + "".join(f"{score.counts[c]:8}" for c in cells))
    return "\n".join(lines)


def main() -> None:
    usage = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usage.add_argument("folder", type=Path)
    usage.add_argument("--errors", nargs="?", const="", metavar="KIND,...", help="list errors")
    usage.add_argument("--fields", action="store_true", help="counts for each field")
    usage.add_argument("--each", action="store_true", help="one line for each report")
    usage.add_argument("--json", action="store_true")
    args = usage.parse_args()
    total = Score()
    for name, score in score_folder(args.folder):
        total.add(score)
        if args.each:
            shares = "  ".join(f"{m} {score.f1(m):.3f}" for m in MEASURES)
            print(f"{shares}  {score.counts['labelled']:4}  {name}")
    if not total.reports:
        sys.exit(f"no *.gold.jsonl in {args.folder}")
    if args.errors is not None:
        kinds = set(filter(None, args.errors.split(",")))
        print(*(e for e in total.errors if not kinds or e.kind in kinds), sep="\n")
    if args.json:
        print(json.dumps(total.as_json(), ensure_ascii=False))
        return
    print(summary(total))
    if args.fields:
        print(_table(total))


if __name__ == "__main__":
    main()
