"""Running the command line in this process."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from djledger.cli import run
from djledger.cli.messages import speak

REPORT = (
    "全镇共有党员1286名，其中女党员312名。\n“三会一课”制度按期开展。\n走访慰问困难党员360余人次。\n"
)


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str


@pytest.fixture
def djledger(monkeypatch, capfdbinary):
    """Run the command line with these arguments, in Chinese, and return what came of it."""
    monkeypatch.setenv("DJLEDGER_LANG", "zh")

    def ran(*arguments, stdin=None):
        monkeypatch.setattr(sys, "argv", ["djledger", *map(str, arguments)])
        # A pipe where there is input, a terminal where there is none.
        piped = io.TextIOWrapper(io.BytesIO(stdin or b""), "utf-8")
        monkeypatch.setattr(piped, "isatty", lambda: stdin is None, raising=False)
        monkeypatch.setattr(sys, "stdin", piped)
        code = run()
        out, err = capfdbinary.readouterr()
        return Ran(code, out, err.decode("utf-8"))

    yield ran
    speak("en")


@pytest.fixture
def report(tmp_path):
    """A report in a folder of its own."""
    path = tmp_path / "青石镇.txt"
    path.write_text(REPORT, "utf-8")
    return path
