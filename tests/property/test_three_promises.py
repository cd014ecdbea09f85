"""Traced, conserved, deterministic: what docs/format.md promises of every ledger."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from djledger import api, knowledge, readers
from djledger.writers import all_writers

ROOT = Path(__file__).resolve().parents[2]
REPORTS = [*sorted(ROOT.glob("examples/*.txt")), *sorted(ROOT.glob("tests/reports/*.txt"))]
TEXTS = [readers.read(path).text for path in REPORTS]
DIGITS = re.compile("[0-9０-９]+")


@st.composite
def pieces(draw):
    """Passages of reports, cut and joined anywhere, with noise between."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(TEXTS))
        start = draw(st.integers(0, len(text)))
        parts.append(text[start : start + draw(st.integers(0, 160))])
        parts.append(
            draw(st.text("０3五一十百万亿个名元%*□?()（）\n，。 ĝǎ\u200b\u3000党員", max_size=6))
        )
    return "".join(parts)


def covered(ledger):
    """The raw offsets that an entry or an ignored numeral accounts for.

    What looks like a digit inside bytes that were decoded wrongly is none.
    """
    wrong = [r for r in ledger.sources[0].repaired if r.step in {"gbk_shift", "mojibake"}]
    places = [*ledger.entries, *ledger.ignored, *wrong]
    return {i for place in places for i in range(place.start, place.end)}


def check_traced(text, ledger):
    for place in [*ledger.entries, *ledger.ignored, *ledger.sources[0].repaired]:
        before = text[: place.start]
        assert place.line == before.count("\n") + 1
        assert place.column == len(before) - before.rfind("\n")
    for place in [*ledger.entries, *ledger.ignored]:
        assert text[place.start : place.end] == place.quote != ""


def check_conserved(text, ledger):
    known = covered(ledger)
    lost = [m[0] for m in DIGITS.finditer(text) if known.isdisjoint(range(*m.span()))]
    assert lost == []
    counts = ledger.sources[0].ignored
    assert sum(counts.values()) == len(ledger.ignored)
    ids = [entry.id for entry in ledger.entries]
    assert len(set(ids)) == len(ids)
    assert {e.part_of for e in ledger.entries} - {None} <= set(ids)


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_whole_reports(path):
    text = readers.read(path).text
    ledger = api.extract(path, explain=True)
    check_traced(text, ledger)
    check_conserved(text, ledger)


@given(pieces())
@example("")
@example("\r\n12名\r党员\n")
def test_any_text(text):
    ledger = api.extract(text, explain=True)
    check_traced(text, ledger)
    check_conserved(text, ledger)


def test_the_same_bytes_from_other_knowledge_objects():
    dump = all_writers()["yaml"].dump
    for path in REPORTS[:8]:
        ledgers = [api.extract(path, catalogue=knowledge.Knowledge()) for _ in range(2)]
        assert dump(ledgers[0]) == dump(ledgers[1])


def test_the_same_bytes_from_other_processes_and_in_any_order():
    command = [sys.executable, "-m", "djledger", "extract", "-q", "-f", "jsonl"]
    names = [str(path.relative_to(ROOT)) for path in REPORTS[:6]]
    outputs = []
    for seed, order in (("1", names), ("2", names), ("3", names[::-1])):
        done = subprocess.run(
            [*command, *order],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        outputs.append(sorted(done.stdout.splitlines()))
    assert outputs[0] == outputs[1] == outputs[2]
