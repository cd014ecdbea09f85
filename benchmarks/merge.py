"""Time and memory of `djledger merge`: 1,000 townships of 100 entries, and with --big a million.

    python benchmarks/merge.py [--towns 1000] [--entries 100] [--format json] [--big]

Makes the ledgers in a temporary folder, merges them in a process of its own, prints what that
took. The targets: 1,000 ledgers of 100 entries in 20 s and 500 MB on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import djledger
import djledger.knowledge
from djledger.assemble import entry_id
from djledger.mapping import indicators
from djledger.model.ledger import Entry, Ledger, Source


def ledger(town: int, count: int) -> Ledger:
    """Return a ledger of an invented township: catalogued and open, some masked, one in two."""
    place = f"第{town:05}号镇"
    name, sha = f"{place}.txt", hashlib.sha256(str(town).encode()).hexdigest()
    known = list(indicators(djledger.knowledge.default()).values())
    entries = []
    for at in range(count):
        item = known[at % len(known)]
        masked = (town + at) % 97 == 0
        entries.append(
            Entry(
                id=entry_id(sha, 20 * at),
                indicator=item.id if at % 3 and at < len(known) else None,
                # Beyond the catalogue each is another thing: a report says few figures twice.
                item=item.label if at < len(known) else f"{item.label}第{at}类",
                action="" if item.kind == "stock" else "开展",
                value=None if masked else Decimal((town * 31 + at * 17) % 5000),
                unit=item.units[0],
                kind="money" if item.kind == "money" else "count",
                qualifier="masked" if masked else "exact",
                period="今年以来",
                period_start=date(2024, 1, 1),
                period_end=date(2024, 6, 30),
                scope="全镇",
                quote=f"{(town * 31 + at * 17) % 5000}{item.units[0]}",
                start=20 * at,
                end=20 * at + 6,
                line=1 + at // 5,
                column=1 + 20 * (at % 5),
                locator=f"第{1 + at // 5}段",
                source=name,
                why=("个", "pre-nominal", f"head: {item.label}"),
            )
        )
    source = Source(
        name=name, sha256=sha, encoding="utf-8", place=place, level="乡镇", date="2024-07-03",
        title=f"{place}2024年上半年工作总结", script="simplified", characters=20 * count,
    )  # fmt: skip
    return Ledger(recipe="benchmark", sources=(source,), entries=tuple(entries))


def main() -> None:
    """Print seconds, CPU seconds and the peak of memory."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--towns", type=int, default=1000)
    options.add_argument("--entries", type=int, default=100)
    options.add_argument("--format", default="json", choices=("json", "yaml"))
    options.add_argument("--big", action="store_true", help="sort on disk; needs duckdb")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledgers = Path(folder, "ledgers")
        ledgers.mkdir()
        for town in range(chosen.towns):
            djledger.save(ledger(town, chosen.entries), ledgers / f"{town:06}.{chosen.format}")
        target = Path(folder, "merged.yaml")
        command = [sys.executable, "-m", "djledger", "merge", str(ledgers), "-o", str(target), "-q"]
        begun = time.perf_counter()
        done = subprocess.run([*command, *["--big"] * chosen.big], check=False)
        taken = time.perf_counter() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in {0, 4}:
            raise SystemExit(f"exit {done.returncode}")
        print(
            f"{chosen.towns} ledgers of {chosen.entries} entries ({chosen.format}"
            f"{', --big' if chosen.big else ''}): {taken:.1f} s, CPU "
            f"{used.ru_utime + used.ru_stime:.1f} s, peak {used.ru_maxrss / 1024:.0f} MB, "
            f"{target.stat().st_size / 1e6:.0f} MB written, {os.cpu_count()} cores"
        )


if __name__ == "__main__":
    main()
