"""A reader in a process of its own, with limits on its time and its memory.

What runs there is ``read_here(file) -> Text`` of a reader; what it raises is raised here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.model.document import Locator, RawText
from djledger.readers.limits import Limits, TooMuchError, refused

if TYPE_CHECKING:
    from djledger.readers.file import File

_START = "from djledger.readers.apart import serve; serve()"


def run(reader: str, file: File, media: str) -> RawText:
    """Return what ``read_here`` of *reader* makes of *file*. Raises `InputError`."""
    limits = file.limits
    catalogue = [
        os.fspath(root) for root in file.knowledge.roots[1:] if isinstance(root, os.PathLike)
    ]
    head = json.dumps(
        {
            "reader": reader,
            "name": file.name,
            "limits": {name: getattr(limits, name) for name in Limits.__slots__},
            "catalogue": catalogue,
        }
    )
    try:
        done = subprocess.run(  # noqa: S603 -- ourselves
            [sys.executable, "-P", "-c", _START],  # -P: nothing from the working folder
            input=head.encode() + b"\n" + file.data,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
    except subprocess.TimeoutExpired:
        raise TooMuchError("读取秒数", limits.seconds) from None
    answer: dict[str, Any] = {}
    with suppress(ValueError):
        answer = json.loads(done.stdout)
    if "error" in answer:
        raise InputError(answer["error"], **answer["more"])
    if "limit" in answer:
        raise TooMuchError(*answer["limit"])
    if done.returncode < 0:  # ended by the system, or by the library when it got no memory
        raise refused(
            file.name, f"读取时中断（信号 {-done.returncode}），内存上限 {limits.memory_bytes} 字节"
        )
    if done.returncode or "text" not in answer:
        raise file.broken(f"读取程序中途退出（{done.returncode}）")
    return RawText(
        file.name,
        answer["text"],
        file.sha256,
        media,
        locators=tuple(Locator(start, label) for start, label in answer["locators"]),
    )


def serve() -> None:
    """Read one file from standard input and answer on standard output."""
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    limits = Limits(**asked["limits"])
    _limit(limits)
    from importlib import import_module  # noqa: PLC0415 -- after the limits
    from pathlib import Path  # noqa: PLC0415

    from djledger.knowledge import Knowledge  # noqa: PLC0415
    from djledger.readers.file import File  # noqa: PLC0415

    known = Knowledge(Path(asked["catalogue"][0])) if asked["catalogue"] else Knowledge()
    file = File(asked["name"], data, "", known, limits)
    try:
        text = import_module(f"djledger.readers.{asked['reader']}").read_here(file)
        answer = {
            "text": text.whole(),
            "locators": [(locator.start, locator.label) for locator in text.locators],
        }
    except InputError as error:
        more = {"why": error.why, "remedy": error.remedy, "code": error.code}
        answer = {"error": error.what, "more": more}
    except TooMuchError as error:
        answer = {"limit": (error.what, error.limit)}
    except MemoryError:
        answer = {"limit": ("内存字节数", limits.memory_bytes)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit(limits: Limits) -> None:
    """Bound this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 -- not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
