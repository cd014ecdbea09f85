"""Two hundred planted faults, and what is found of them; and nothing in the sound reports.

`pytest -s` prints the table of what was found by kind.
"""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from pathlib import Path

import pytest

import djledger
from djledger import checks, pipeline, readers
from djledger.checks.submission import Settings, Submission

HERE = Path(__file__).parent
WANTED = 200
_spec = importlib.util.spec_from_file_location("mutate", HERE / "mutate.py")
mutate = importlib.util.module_from_spec(_spec)
import sys  # noqa: E402

sys.modules["mutate"] = mutate
_spec.loader.exec_module(mutate)


@pytest.fixture(scope="module")
def clean():
    return {p.name: p.read_text("utf-8") for p in sorted((HERE / "clean").glob("*.txt"))}


def examined(texts, knowledge):
    """The findings of a run over *texts*, by name."""
    told = Settings()
    submissions = []
    for name, text in texts.items():
        raw = readers.read(text.encode(), name=name)
        ledger = pipeline.extract(raw, knowledge)
        submissions.append(
            Submission(name, knowledge, told, ledger.sources[0], ledger.entries, raw)
        )
    return checks.run(submissions, told)


def mutations(clean):
    """All that can be planted, dealt out evenly over the kinds, the same each time."""
    dice = random.Random(20240930)
    kinds = {}
    for name, text in clean.items():
        entries = djledger.extract(text, name=name).entries
        for made in mutate.SINGLE:
            for mutation in made(name, text, entries, dice):
                kinds.setdefault(mutation.kind, []).append(mutation)
        others = [(n, t) for n, t in clean.items() if n != name]
        kinds.setdefault("copy", []).extend(
            mutate.copied(name, text, others, dice) for _ in range(2)
        )
        kinds.setdefault("repeat", []).append(mutate.repeated(name, text, dice))
    for found in kinds.values():
        dice.shuffle(found)
    chosen = []
    while len(chosen) < WANTED and any(kinds.values()):
        for found in kinds.values():
            if found and len(chosen) < WANTED:
                chosen.append(found.pop())
    return chosen


def test_sound_reports_have_no_error_and_no_warning(clean, knowledge):
    found = [f for f in examined(clean, knowledge) if f.level != "info"]
    assert [(f.path, f.line, f.code, f.message) for f in found] == []


def test_planted_faults_are_found(clean, knowledge):
    planted, found, missed, stray = Counter(), Counter(), [], []
    for mutation in mutations(clean):
        planted[mutation.kind] += 1
        findings = examined(mutation.texts, knowledge)
        codes = {f.code for f in findings}
        if codes & mutation.codes:
            found[mutation.kind] += 1
        else:
            missed.append((mutation.kind, mutation.name, sorted(codes)))
        stray += [
            (mutation.kind, f.code, f.message)
            for f in findings
            if f.level == "error" and f.code not in mutation.codes
        ]
    for kind, count in sorted(planted.items()):
        print(f"{kind:8} {found[kind]}/{count}")  # noqa: T201 -- the table is the result
    print(f"all {found.total()}/{planted.total()}; other errors {len(stray)}")  # noqa: T201
    print(*missed, *stray, sep="\n")  # noqa: T201
    assert planted.total() == WANTED
    assert found.total() >= 0.95 * WANTED, missed
