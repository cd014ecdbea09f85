"""What a cheap command must not load. Time is what this is about; modules are what can be tested.

The costs of each are in docs/decisions.md.
"""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

import djledger

SEGMENTER = {"jieba", "jieba.finalseg"}
WORKBOOK = {"openpyxl"}
TABLES = {"rich"}
OTHERS = {"opencc", "pypinyin", "pkg_resources"}
HEAVY = SEGMENTER | WORKBOOK | TABLES | OTHERS


def loaded(*command):
    """The modules that a fresh process imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, check=True
    )
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


@pytest.mark.parametrize(
    ("command", "never"),
    [
        (["-c", "import djledger"], HEAVY | {"typer", "pydantic", "yaml"}),
        (["-m", "djledger", "--version"], HEAVY | {"typer", "pydantic", "yaml"}),
        (["-m", "djledger", "--help"], HEAVY | {"pydantic", "yaml"}),
        (["-m", "djledger", "extract", "examples/three-lines-damaged.txt", "-q"], HEAVY),
        (["-m", "djledger", "indicator"], HEAVY),
    ],
    ids=["import", "version", "help", "extract", "indicator"],
)
def test_modules(command, never, root, monkeypatch):
    monkeypatch.chdir(root)
    modules = loaded(*command)
    assert "djledger" in modules
    assert modules & never == set()


def test_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("djledger opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    assert djledger.extract("全镇有党员12名。").entries
