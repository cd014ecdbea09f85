"""The command line: read arguments, call the library, print, choose the exit code.

Exit codes: 0 done, 2 wrong use, 3 an input could not be read (the rest was written),
70 a fault of djledger itself, 130 interrupted, 141 nobody reads the output any more.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from djledger import __version__

if TYPE_CHECKING:
    from typing import TextIO


def run() -> int:
    """Run the command line of this process and return its exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):  # before typer, which takes ten times as long
        sys.stdout.write(f"djledger {__version__}\n")
        return 0
    # Start-up makes thousands of objects that stay; looking for cycles among them is wasted.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        _never_fail(stream)
    from djledger.cli import console, messages  # noqa: PLC0415 -- start-up

    messages.speak(messages.wanted(arguments, os.environ))
    try:
        from djledger import patterns  # noqa: PLC0415 -- start-up
        from djledger.cli import app  # noqa: PLC0415 -- start-up

        code = app.run(arguments)
        patterns.keep()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("DJLEDGER_DEBUG"):
            raise
        return console.defect(error)
    return code


def _never_fail(stream: TextIO) -> None:
    """Let a console that has no such character show its code: a GBK window is no reason to stop."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
