"""The reports in examples/ give the ledgers beside them, whatever happened to the text."""

from __future__ import annotations

from pathlib import Path

import pytest

import djledger
from djledger.readers import read

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
REPORTS = sorted(EXAMPLES.glob("*.txt"))
DAMAGED = [p for p in REPORTS if p.stem.endswith("-damaged")]
# What stands where the text stands, and so differs between a report and its damaged copy.
PLACE = {"id", "quote", "start", "end", "line", "column", "source", "part_of", "why"}


def ids(path):
    return path.stem


def ledger_of(report, monkeypatch):
    """Its ledger, named by the file alone, without what changes with each version."""
    monkeypatch.chdir(EXAMPLES)
    return djledger.extract(Path(report.name)).model_copy(update={"recipe": ""})


@pytest.mark.golden
@pytest.mark.parametrize("report", REPORTS, ids=ids)
def test_golden(report, monkeypatch, update_golden):
    golden = report.with_suffix(".ledger.yaml")
    ledger = ledger_of(report, monkeypatch)
    if update_golden:
        djledger.save(ledger, golden)
    assert djledger.load(golden) == ledger


def test_no_golden_file_is_left_over():
    assert {p.name.removesuffix(".ledger.yaml") for p in EXAMPLES.glob("*.ledger.yaml")} == {
        p.stem for p in REPORTS
    }


@pytest.mark.parametrize("report", REPORTS, ids=ids)
def test_each_quote_stands_in_the_raw_text(report, monkeypatch):
    raw = read(report).text
    lines = raw.split("\n")
    entries = ledger_of(report, monkeypatch).entries
    assert entries
    for entry in entries:
        assert raw[entry.start : entry.end] == entry.quote
        assert lines[entry.line - 1][entry.column - 1 :].startswith(entry.quote.split("\n")[0])


@pytest.mark.parametrize("report", DAMAGED, ids=ids)
def test_damage_changes_no_entry(report, monkeypatch):
    clean = report.with_name(report.name.replace("-damaged", ""))

    def facts(path):
        entries = ledger_of(path, monkeypatch).entries
        order = {entry.id: i for i, entry in enumerate(entries)}
        return [e.model_dump(exclude=PLACE) | {"part": order.get(e.part_of)} for e in entries]

    assert facts(report) == facts(clean)
