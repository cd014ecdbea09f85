"""CPU time (user + system) of whole processes: what a person waits for.

    python benchmarks/startup.py [--rounds 15]

Rounds are interleaved and the medians printed, so that a busy machine slows all rows alike:
compare the rows, not the runs. Nothing is asserted here; tests/meta/test_startup.py holds the
modules that a cheap command must not load.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

# About the length of a township's monthly report, generated: an invented place, many counts.
_SENTENCES = (
    "松塘镇现有党支部{0}个，党员{1}名，其中女党员{2}名，占党员总数的{3}.5%。",
    "今年以来，召开支委会{3}次，组织主题党日活动{2}场次，参加党员{1}人次。",
    "走访慰问困难党员{2}余户，发放慰问金{3}.65万元，解决实际问题{0}个。",
    "认真落实“三会一课”制度，第一书记驻村{3}天，一是抓学习，二是抓整改。",
)


def report() -> str:
    """Return a report of about 5,000 characters."""
    lines = []
    for paragraph in range(35):
        numbers = [7 + paragraph, 1200 + 3 * paragraph, 40 + paragraph, 1 + paragraph % 9]
        lines.append("".join(sentence.format(*numbers) for sentence in _SENTENCES))
    return "\n".join(lines)


def cpu(command: list[str]) -> float:
    """Return the milliseconds of CPU that *command* takes."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}")
    return (used.ru_utime + used.ru_stime) * 1000


def main() -> None:
    """Print the medians."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder, "full.txt"), Path(folder, "empty.txt")
        full.write_text(report(), "utf-8")
        empty.write_text("认真学习，全面落实。\n", "utf-8")
        djledger = [sys.executable, "-m", "djledger"]
        commands = {
            "bare python": [sys.executable, "-c", "pass"],
            "import djledger": [sys.executable, "-c", "import djledger"],
            "import typer": [sys.executable, "-c", "import typer"],
            "import the models": [sys.executable, "-c", "import djledger.model.ledger"],
            "djledger --version": [*djledger, "--version"],
            "djledger --help": [*djledger, "--help"],
            "djledger indicator": [*djledger, "indicator"],
            "extract, no number": [*djledger, "extract", str(empty)],
            "extract, 5,000 characters": [*djledger, "extract", str(full)],
            "extract -f jsonl": [*djledger, "extract", str(full), "-f", "jsonl"],
            "extract -f xlsx": [*djledger, "extract", str(full), "-f", "xlsx"],
        }
        for command in commands.values():  # writes the .pyc files
            cpu(command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(cpu(command))
    for name, taken in times.items():
        print(f"{name:28}{statistics.median(taken):8.0f} ms   least {min(taken):5.0f}")


if __name__ == "__main__":
    main()
