"""What is kept between runs saves time and changes nothing: not when damaged, not when absent."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from djledger import patterns
from djledger.cache import KEPT, save
from djledger.knowledge import Knowledge
from djledger.knowledge.store import Store

PATTERNS = [
    ("[一-龥]{2,4}(?P<unit>名|户)", 0),
    ("a  # a comment\n b", re.VERBOSE),
    ("(?i)abc|[０-９]+", 0),
    ("(?<=第)([0-9]+)\\1?", 0),
]
TEXT = "困难群众户，入党党员名，第12，ab，ABC，１２"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DJLEDGER_CACHE", str(tmp_path / "cache"))
    patterns._kept.cache_clear()
    yield tmp_path / "cache"
    patterns._kept.cache_clear()


def matches(pattern):
    return [(m.span(), m.groupdict(), m.groups()) for m in pattern.finditer(TEXT)]


def kept_once():
    for pattern, flags in PATTERNS:
        patterns.compiled(pattern, flags)
    patterns.keep()
    patterns._kept.cache_clear()


def test_a_kept_pattern_is_the_same_pattern(folder):
    kept_once()
    assert [file.suffix for file in folder.iterdir()] == [".kept"]
    for pattern, flags in PATTERNS:
        again = patterns.compiled(pattern, flags)
        assert matches(again) == matches(re.compile(pattern, flags))
        assert (again.flags, again.groups) == (re.compile(pattern, flags).flags, again.groups)
        assert again.groupindex == re.compile(pattern, flags).groupindex
    assert patterns._kept().new == []


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "another form"])
def test_damaged_patterns_are_compiled_again(damage, folder):
    kept_once()
    (file,) = folder.iterdir()
    data = file.read_bytes()
    if damage == "another form":  # as a release with other insides would leave it
        kept = patterns._kept()
        kept.forms = dict.fromkeys(kept.forms, (0, [99999], 0, {}, (None,)))
    else:
        wrong = {"cut": data[:50], "changed": data[:90] + b"?" + data[91:], "empty": b""}
        file.write_bytes(wrong[damage])
    for pattern, flags in PATTERNS:
        assert matches(patterns.compiled(pattern, flags)) == matches(re.compile(pattern, flags))
    assert len(patterns._kept().new) == len(PATTERNS)


def test_a_folder_that_cannot_be_written_stops_nobody(folder):
    folder.write_text("a file where the folder should be", "utf-8")
    kept_once()
    assert patterns.compiled("[一-龥]+").search(TEXT)[0] == "困难群众户"
    assert Store(folder.parent).get("x", lambda: [1]) == [1]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.yaml").write_text("- {word: 甲}", "utf-8")
    return tmp_path / "files"


def make(calls, value):
    def made():
        calls.append(value)
        return value

    return made


VALUE = {"甲": (1, ["乙"]), ("a", "b"): frozenset({"丙"})}


def test_the_store_makes_once(folder, root):
    calls = []
    assert [Store(root).get("x", make(calls, VALUE)) for _ in range(3)] == [VALUE] * 3
    assert len(calls) == 1
    assert len(list(folder.iterdir())) == 1


@pytest.mark.usefixtures("folder")
def test_a_changed_file_is_read_again(root):
    calls = []
    Store(root).get("x", make(calls, VALUE))
    (root / "a.yaml").write_text("- {word: 乙乙}", "utf-8")
    Store(root).get("x", make(calls, VALUE))
    assert len(calls) == 2


@pytest.mark.usefixtures("folder")
def test_changed_code_is_run_again(root, tmp_path):
    calls = []
    code = tmp_path / "code.py"
    for content in ("1", "22"):
        code.write_text(content, "utf-8")
        Store(root).get("x", make(calls, VALUE), str(code))
    assert len(calls) == 2


def test_a_damaged_value_is_made_again(folder, root):
    calls = []
    Store(root).get("x", make(calls, VALUE))
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    assert Store(root).get("x", make(calls, VALUE)) == VALUE
    assert len(calls) == 2


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_kept_is_made_each_time(root):
    calls = []
    value = {"a": object()}
    assert [Store(root).get("x", make(calls, value)) for _ in range(2)] == [value] * 2
    assert len(calls) == 2


@pytest.mark.usefixtures("folder")
def test_a_users_catalogue_is_never_taken_for_ours(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "names.yaml").write_text("- {word: 某某, also: []}", "utf-8")
    ours, theirs = Knowledge(), Knowledge(tmp_path / "own")
    assert "某某" not in {item.get("word") for item in ours.items("names")}
    assert "某某" in {item.get("word") for item in theirs.items("names")}
    assert ours.digest() != theirs.digest()
    assert Knowledge().digest() == ours.digest()


def test_only_the_newest_files_stay(tmp_path):
    for age in range(KEPT + 3):
        save(b"", tmp_path / f"x-{age}.kept", "x-*.kept")
        os.utime(tmp_path / f"x-{age}.kept", (age, age))
    assert max(file.name for file in tmp_path.iterdir()) == f"x-{KEPT + 2}.kept"
    assert len(list(tmp_path.iterdir())) == KEPT


def test_the_second_run_writes_the_same_ledger(folder):
    text = "截至6月底，全镇有党员12名，走访困难户30余户，投入资金2.5万元。"
    command = [sys.executable, "-m", "djledger", "extract", "-f", "jsonl", "-q"]
    runs = [
        subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
        for _ in range(3)
    ]
    assert runs[0].count(b"\n") == 3
    assert runs == [runs[0]] * 3
    assert list(folder.glob("patterns-*.kept"))
