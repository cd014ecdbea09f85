"""What the project says of itself is so."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import damage
import pytest
import yaml

import djledger
from djledger import schema
from djledger.cli.app import COMMANDS
from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "src/djledger/knowledge"
TEXT = {".py", ".yaml", ".md", ".toml", ".json", ".txt", ".js", ".css", ".html", ".yml", ""}
SKIPPED = {".git", ".venv", "out", "build", "dist", "__pycache__"}


def own_files():
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(p in SKIPPED or p.endswith("_cache") or p == ".hypothesis" for p in inside)
        if path.is_file() and not hidden and path.suffix in TEXT:
            yield path


def test_the_changelog_knows_this_version():
    versions = re.findall(
        r"^## (\S+?)(?:（|$)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert versions[0] == djledger.__version__


def test_lowest_constraints_are_the_lower_bounds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bounds = [re.sub(r">=([\d.]+).*", r"==\1", d) for d in project["dependencies"]]
    lines = (ROOT / "constraints/lowest.txt").read_text("utf-8").splitlines()
    lowest = [re.sub(r"(\.0)+$", "", line) for line in lines if not line.startswith("#")]
    assert lowest == [re.sub(r"(\.0)+$", "", b) for b in bounds]


def test_nothing_points_outside():
    """Only ../shared/eval lies outside, and tests that use it say so where it is absent."""
    outside = re.compile(r"(?<![\w.~:/])/(?:work|root|mnt)/|\.\./shared/(?!eval)")
    this = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in own_files()
        if path != this
        for match in outside.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


@pytest.mark.parametrize(("name", "shifts"), [("three-lines", 2), ("songtang", 3)])
def test_damaged_examples_are_damaged_by_program(name, shifts):
    clean = (ROOT / f"examples/{name}.txt").read_bytes().decode("utf-8")
    damaged = (ROOT / f"examples/{name}-damaged.txt").read_bytes().decode("utf-8")
    assert damage.damage(clean, shifts) == damaged


def has_proof(item):
    return bool(item.get("examples") or item.get("never"))


def test_each_knowledge_item_with_examples_is_run_by_a_test():
    """Each file of knowledge with examples is listed with the test that runs them."""
    listed = yaml.safe_load((ROOT / "tests/meta/knowledge_tests.yaml").read_text("utf-8"))
    needed = set()
    for file in sorted(KNOWLEDGE.rglob("*.yaml")):
        name = file.relative_to(KNOWLEDGE).parts[0].removesuffix(".yaml")
        if any(map(has_proof, yaml.safe_load(file.read_bytes()) or ())):
            needed.add(name)
    assert set(listed) == needed
    for name, test in listed.items():
        text = (ROOT / test).read_text("utf-8")
        assert re.search(rf"\b{name}\b", text), f"{test} does not name {name}"
        assert "examples" in text


def test_each_command_is_in_the_readme_and_in_the_docs():
    for page in ("README.md", "README.en.md", "docs/cli.md"):
        text = (ROOT / page).read_text("utf-8")
        missing = [c for c in COMMANDS if f"djledger {c}" not in text]
        assert missing == [], page


@pytest.mark.parametrize("name", schema.NAMES)
def test_schemas_are_fresh(name):
    """`make schemas` writes them."""
    written = json.loads((ROOT / f"schemas/{name}-1.json").read_text("utf-8"))
    assert written == schema.schema(name)


@pytest.mark.parametrize("record", [Ledger, Source, Entry, IgnoredEntry, RepairEntry, Review])
def test_each_field_of_the_file_is_explained(record):
    explained = set(re.findall(r"[a-z_0-9]+", (ROOT / "docs/format.md").read_text("utf-8")))
    assert set(record.model_fields) <= explained
