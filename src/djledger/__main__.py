"""`python -m djledger` is the command line."""

from __future__ import annotations

from djledger.cli import run

if __name__ == "__main__":
    raise SystemExit(run())
