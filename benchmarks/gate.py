"""Refuse a change that reads labelled reports worse than before.

    python benchmarks/gate.py [--raise]

Scores the project's own labelled reports (tests/reports) and, where they are, those of
../shared/eval/dev, and compares with benchmarks/floors.json. Ends with 1 where a score is
under its floor. `--raise` lifts the floors to just under what was reached. It never lowers one,
unless the labels themselves have changed since: then the old floors were for another yardstick.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import score

ROOT = Path(__file__).resolve().parent.parent
FLOORS = Path(__file__).with_name("floors.json")
# What `--raise` leaves between score and floor, so that a mended label does not break the gate.
SLACK = 0.005


def reached(total: score.Score) -> dict[str, float]:
    """The measures that have floors."""
    fields = total.fields()
    return {
        **{m: total.f1(m) for m in score.MEASURES},
        "offsets": total.offsets(),
        **{f"{name}, said": fields[name][1] for name in ("item", "period", "status", "part_of")},
    }


def shortfalls(name: str, floors: dict[str, dict[str, float]], *, lift: bool) -> list[str] | None:
    """What is under its floor in the set *name*; None where the set is absent.

    With *lift* the floors of the set are raised in *floors*.
    """
    folder = (ROOT / name).resolve()
    total = score.Score()
    if folder.is_dir():
        for _, report in score.score_folder(folder):
            total.add(report)
    if not total.reports:
        print(f"{name}: skipped, there are no labelled reports at {folder}\n")
        return None
    print(f"{name}: {score.summary(total)}\n")
    known, measures, labelled = floors[name], reached(total), total.counts["labelled"]
    if known.get("labelled") != labelled:
        print(f"{name}: the labels are not those that its floors were set with\n")
        if lift:
            floors[name] = known = {"labelled": labelled}
    short = [
        f"{name}: {measure} {value:.3f} is under its floor {known[measure]:.3f}"
        for measure, value in measures.items()
        if value < known.get(measure, 0.0)
    ]
    if lift:
        for measure, value in measures.items():
            known[measure] = max(known.get(measure, 0.0), round(value - SLACK, 3))
    return short


def main() -> None:
    usage = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usage.add_argument("--raise", action="store_true", dest="lift", help="lift the floors")
    args = usage.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    results = [shortfalls(name, floors, lift=args.lift) for name in list(floors)]
    if args.lift:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    if short := [line for result in results for line in result or ()]:
        sys.exit("\n".join(short))
    checked = sum(result is not None for result in results)
    print(f"no score is under its floor ({checked} of {len(floors)} sets scored)")


if __name__ == "__main__":
    main()
