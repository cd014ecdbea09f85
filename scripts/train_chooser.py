"""Train the weights of `djledger.extract.chooser` on labelled reports.

    python scripts/train_chooser.py [--folds N] [DIR ...]

Each DIR holds NAME.txt and NAME.gold.jsonl (default: tests/reports). With ``--folds`` nothing
is written: the reports are split by name and each part is judged by weights trained on the
others, beside the rules alone. Training is an averaged perceptron over the candidates, in a
fixed order from a fixed seed, so the same reports give the same file.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djledger import readers
from djledger.extract import chooser, context
from djledger.knowledge import default
from djledger.model.mention import Quantity
from djledger.model.text import TracedText
from djledger.repair import repair
from djledger.script import simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.extract.around import Around
    from djledger.model.mention import Mention

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src/djledger/knowledge/chooser.txt"
EPOCHS = 10
LEAST = 0.05  # a weight below it decides nothing
SEEDS = range(8)  # one shuffle decides little by itself, the mean of several decides less by chance


# What a report comes to: its name, what stands around each quantity, what the rules say, labels.
Report = tuple[str, "list[Around]", "list[Mention]", list[dict[str, Any]]]
# The features of each candidate, and the index of the wanted one.
Example = tuple[list[list[chooser.Feature]], int]


def report(path: Path) -> Report:
    """Return the scenes of one labelled report as (scene builder inputs, labels)."""
    raw = readers.read(path)
    repaired = repair(TracedText.of(raw.text), default())
    text, _ = simplify(repaired.text, default())
    begin = {start: i for i, start in reversed(list(enumerate(text.starts)))}
    stop = {end: i + 1 for i, end in enumerate(text.ends)}
    quantities, labels = [], []
    for line in path.with_suffix(".gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        start, end = begin.get(gold["start"]), stop.get(gold["end"])
        if start is None or end is None:
            continue
        value = None if gold["value"] in (None, "") else Decimal(str(gold["value"]))
        quantities.append(
            Quantity(
                start,
                end,
                value,
                gold["unit"] or "",
                kind=gold["kind"],
                qualifier=gold["qualifier"],
            )
        )
        labels.append(gold)
    around, mentions, _, _ = context.ruled(text.text, quantities, default())
    return path.stem, around, mentions, labels


def examples(reports: Iterable[Report]) -> list[Example]:
    """Return (features of each candidate, index of the wanted one) of *reports*.

    There is one for the item and one for the action of every quantity.
    """
    found = []
    sums = chooser.Sums(chooser.features)
    for _, around, mentions, labels in reports:
        gold = [
            context.replace(m, item=g["item"] or "", action=g["action"] or "")
            for m, g in zip(mentions, labels, strict=True)
        ]
        for k, label in enumerate(labels):
            if label["optional"]:
                continue
            scene = context.scene(around, k, mentions, gold[:k])
            pairs = chooser.candidates(scene, sums)
            want = wanted([phrase[0] for phrase, _ in pairs], label["item"] or "")
            if want is not None:
                found.append(([features for _, features in pairs], want))
            phrase = pairs[want][0] if want is not None else (scene.rule, "rule")
            verbs = chooser.actions(scene, chooser.Candidate(*phrase), sums)
            want = wanted([verb for verb, _ in verbs], label["action"] or "")
            if want is not None:
                found.append(([features for _, features in verbs], want))
    return found


def wanted(texts: Sequence[str], gold: str) -> int | None:
    """Return the index of the text that is *gold*, or contains it or is contained most nearly."""
    if gold in texts:
        return texts.index(gold)
    near = [
        (abs(len(t) - len(gold)), k)
        for k, t in enumerate(texts)
        if t and gold and (t in gold or gold in t)
    ]
    return min(near)[1] if near else None


def train(found: Sequence[Example]) -> dict[chooser.Feature, int]:
    """Return the mean of the weights that each seed's order of *found* gives, in hundredths."""
    total = defaultdict(float)
    for seed in SEEDS:
        for name, value in perceptron(found, seed).items():
            total[name] += value / len(SEEDS)
    return {n: round(v * 100) for n, v in total.items() if abs(v) >= LEAST}


def perceptron(found: Sequence[Example], seed: int) -> dict[chooser.Feature, float]:
    """Return averaged perceptron weights (with a margin) for *found*."""
    weights, total, last = defaultdict(float), defaultdict(float), defaultdict(int)
    order, step = list(range(len(found))), 0
    shuffle = random.Random(seed)  # noqa: S311 -- the same order each time

    def bump(name: chooser.Feature, by: int) -> None:
        total[name] += weights[name] * (step - last[name])
        last[name] = step
        weights[name] += by

    for _ in range(EPOCHS):
        shuffle.shuffle(order)
        for k in order:
            pairs, want = found[k]
            step += 1
            scores = [sum(weights[f] for f in features) for features in pairs]
            rival = max(
                (j for j in range(len(pairs)) if j != want), key=lambda j: scores[j], default=None
            )
            if rival is not None and scores[rival] + 1 > scores[want]:
                for name in pairs[want]:
                    bump(name, 1)
                for name in pairs[rival]:
                    bump(name, -1)
    for name in list(weights):
        bump(name, 0)
    return {name: value / step for name, value in total.items()}


def judge(reports: Iterable[Report], weights: dict[chooser.Feature, int]) -> list[int]:
    """Return (quantities, item right, item exact, action right) for *reports*."""
    known = chooser.Chooser(weights)
    tally = [0, 0, 0, 0]
    for _, around, mentions, labels in reports:
        chosen = context._chosen(around, mentions, known)  # noqa: SLF001 -- the tool of its owner
        for mention, label in zip(chosen, labels, strict=True):
            if label["optional"]:
                continue
            item, action = label["item"] or "", label["action"] or ""
            tally[0] += 1
            tally[1] += loose(mention.item, item)
            tally[2] += mention.item == item
            tally[3] += loose(mention.action, action)
    return tally


def loose(a: str, b: str) -> bool:
    """Whether one text contains the other, as the scorer compares them."""
    return a == b or bool(a and b and (a in b or b in a))


def main() -> None:
    """Train and write, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument(
        "--judge", action="append", default=[], help="judge on these, write nothing"
    )
    parser.add_argument("dirs", nargs="*", type=Path, default=[ROOT / "tests/reports"])
    args = parser.parse_args()
    paths = sorted(
        p for d in args.dirs for p in d.glob("*.txt") if p.with_suffix(".gold.jsonl").exists()
    )
    reports = [report(p) for p in paths]
    out = sys.stderr
    if args.folds:
        ruled, chosen = [0] * 4, [0] * 4
        for fold in range(args.folds):
            test = reports[fold :: args.folds]
            weights = train(examples([r for r in reports if r not in test]))
            ruled = [a + b for a, b in zip(ruled, judge(test, {}), strict=True)]
            chosen = [a + b for a, b in zip(chosen, judge(test, weights), strict=True)]
        for name, tally in (("rules", ruled), ("chosen", chosen)):
            print(name, tally[0], *(f"{t / tally[0]:.3f}" for t in tally[1:]), file=out)
        return
    weights = train(examples(reports))
    if args.judge:
        for folder in args.judge:
            test = [report(p) for p in sorted(Path(folder).glob("*.txt"))]
            for name, known in (("rules", {}), ("chosen", weights)):
                tally = judge(test, known)
                print(folder, name, tally[0], *(f"{t / tally[0]:.3f}" for t in tally[1:]), file=out)
        return
    TARGET.write_text(chooser.lines(weights), "utf-8")
    print(len(weights), "weights", file=out)


if __name__ == "__main__":
    main()
