"""jieba's dictionary and character model in one file, read a first character at a time.

jieba parses five megabytes of text whenever it starts. Here they are parsed once; what comes
of it is kept in the user's cache folder and mapped into memory, and a run reads of it only the
characters that its text has. jieba itself is never imported: no log lines, no pkg_resources, no
file in the shared temporary folder.

The file is a header, an index (one offset per code point, and one after the last) and the
shards it points to. A shard is everything that is known of the words with one first character:

    checksum of what follows, its own frequency, four emissions of the character model,
    the second characters, where the tails of each begin, the tails

The tails of a pair are text: the frequency of the pair itself, then each longer word without
the pair, and its frequency. A frequency of 0 is no word.

The file's name says which jieba it was made of, by the sizes and modification times of the
files read: Python decides in the same way whether a .pyc is fresh. A digest of their content
would be surer, and reading five megabytes for it would cost more than all the rest of opening.
A shard is checked against its checksum when it is first touched, for the same reason.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# Change it with every change of the layout: files of another format are not looked at.
_FORMAT = 1
_MAGIC = b"djledger words %d\n" % _FORMAT
# Magic, length of the file, checksum of what follows, sum of all frequencies, and the model.
_HEADER = struct.Struct(f"<{len(_MAGIC)}sII")
_NUMBERS = struct.Struct("<Q12d")
_INDEX = _HEADER.size + _NUMBERS.size
# jieba looks for words among ASCII letters, digits, some signs, and U+4E00 to U+9FD5 only.
_CODES = 0x9FD6
_SHARDS = _INDEX + 4 * (_CODES + 1)
_SHARD = struct.Struct("<II4dH")

_SOURCES = ("dict.txt", "finalseg/prob_start.py", "finalseg/prob_trans.py", "finalseg/prob_emit.py")
_STATES = "BEMS"
# The transitions that the model knows; every other is impossible.
_STEPS = ("BE", "BM", "EB", "ES", "ME", "MM", "SB", "SS")
# jieba's logarithm of a probability of nothing.
NEVER = -3.14e100
_NO_EMISSION = (NEVER, NEVER, NEVER, NEVER)
# How many dictionaries a cache folder keeps: one for each environment in use, not each there was.
_KEPT = 4


class Shard(NamedTuple):
    """The words that begin with one character.

    ``emissions`` are those of the states B, E, M, S; ``seconds`` are the characters that a
    word may go on with, and ``tails[starts[i]:starts[i + 1]]`` the words that go on with the
    i-th.
    """

    frequency: int
    emissions: tuple[float, ...]
    seconds: str
    starts: tuple[int, ...]
    tails: bytes


_NOTHING = Shard(0, _NO_EMISSION, "", (), b"")


class _DamagedError(Exception):
    """The file is not what was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """An installed jieba: where its package is, and the name of what is made of it."""

    folder: Path
    name: str

    @classmethod
    def installed(cls) -> Source:
        """Return the jieba that ``import jieba`` would find; nothing is imported."""
        from importlib.util import find_spec  # noqa: PLC0415 -- needed when words are

        spec = find_spec("jieba")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("No module named 'jieba'", name="jieba")
        folder = Path(spec.origin).parent
        stats = [(folder / source).stat() for source in _SOURCES]
        key = zlib.crc32(repr([(s.st_size, s.st_mtime_ns) for s in stats]).encode())
        return cls(folder, f"jieba-{_FORMAT}-{stats[0].st_size}-{key:08x}.words")


class Dictionary:
    """jieba's dictionary and character model, opened where they are cached or made anew.

    ``total`` is the sum of all frequencies; ``start`` and ``steps`` are the logarithms of the
    model's start and transition probabilities, in the order of the names BEMS and
    BE BM EB ES ME MM SB SS.
    """

    def __init__(self, source: Source, folder: Path | None) -> None:
        """Open the dictionary of *source* in *folder*; without a folder it stays in memory."""
        self._source = source
        self._file = folder / source.name if folder else None
        self._data: bytes | mmap.mmap = b""
        try:
            self._use(_mapped(self._file))
        except (OSError, _DamagedError):
            self._make()

    def shard(self, char: str) -> Shard:
        """Return what is known of the words that begin with *char*."""
        if ord(char) >= _CODES:
            return _NOTHING
        try:
            return self._shard(ord(char))
        except _DamagedError:
            self._make()
            return self._shard(ord(char))

    def _shard(self, code: int) -> Shard:
        begin, end = struct.unpack_from("<II", self._data, _INDEX + 4 * code)
        if begin == end:
            return _NOTHING
        data = self._data[begin:end]
        if len(data) < _SHARD.size:
            raise _DamagedError
        checksum, frequency, *emissions, pairs = _SHARD.unpack_from(data)
        if zlib.crc32(data[4:], code) != checksum:
            raise _DamagedError
        starts = _SHARD.size + 2 * pairs
        tails = starts + 4 * (pairs + 1)
        return Shard(
            frequency,
            tuple(emissions),
            data[_SHARD.size : starts].decode("utf-16-le"),
            struct.unpack_from(f"<{pairs + 1}I", data, starts),
            data[tails:],
        )

    def _use(self, data: bytes | mmap.mmap) -> None:
        if len(data) < _SHARDS:
            raise _DamagedError
        magic, length, checksum = _HEADER.unpack_from(data)
        if magic != _MAGIC or length != len(data):
            raise _DamagedError
        if zlib.crc32(data[_HEADER.size : _SHARDS]) != checksum:
            raise _DamagedError
        self.total, *model = _NUMBERS.unpack_from(data, _HEADER.size)
        self.start, self.steps = tuple(model[:4]), tuple(model[4:])
        self._data = data

    def _make(self) -> None:
        data = packed(self._source.folder)
        if isinstance(self._data, mmap.mmap):
            self._data.close()  # Windows replaces no file that is mapped
        self._use(data)
        if self._file:
            with suppress(OSError):  # a folder that cannot be written: made again in each run
                _save(data, self._file)


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for files that can be made again; None for a user without a home.

    ``DJLEDGER_CACHE`` wins. Never a shared temporary folder: what others can write there
    would be read as ours.
    """
    if own := environ.get("DJLEDGER_CACHE"):
        return Path(own)
    shared = environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    if shared and Path(shared).is_absolute():  # XDG: a relative path is to be ignored
        return Path(shared) / "djledger"
    try:
        return Path.home() / ".cache" / "djledger"
    except RuntimeError:
        return None


def packed(jieba: Path) -> bytes:
    """Return the content of the file, made from the package folder *jieba*."""
    singles, pairs, total = _words((jieba / "dict.txt").read_text("utf-8"))
    start, steps, emit = (_table(jieba, name) for name in ("start", "trans", "emit"))
    model = [start[s] for s in _STATES] + [steps[a][b] for a, b in _STEPS]
    columns = [emit[s] for s in _STATES]
    offsets, shards, end = [], [], _SHARDS
    for code in range(_CODES):
        offsets.append(end)
        char = chr(code)
        emissions = [column.get(char, NEVER) for column in columns]
        if char in singles or char in pairs or emissions != list(_NO_EMISSION):
            shard = _packed_shard(code, singles.get(char, 0), emissions, pairs.get(char, {}))
            shards.append(shard)
            end += len(shard)
    index = struct.pack(f"<{_CODES + 1}I", *offsets, end)
    head = _NUMBERS.pack(total, *model) + index
    return b"".join([_HEADER.pack(_MAGIC, end, zlib.crc32(head)), head, *shards])


def _words(text: str) -> tuple[dict[str, int], dict[str, dict[str, list[str]]], int]:
    frequencies: dict[str, str] = {}
    total = 0
    for line in text.splitlines():
        word, frequency = line.split(" ", 2)[:2]
        frequencies[word] = frequency  # of a word that stands twice, the last counts
        total += int(frequency)
    singles: dict[str, int] = {}
    pairs: dict[str, dict[str, list[str]]] = {}
    for word, frequency in frequencies.items():
        if len(word) == 1:
            singles[word] = int(frequency)
        else:
            tails = pairs.setdefault(word[0], {}).setdefault(word[1], ["0"])
            if len(word) == 2:
                tails[0] = frequency
            else:
                tails += word[2:], frequency
    return singles, pairs, total


def _packed_shard(
    code: int, frequency: int, emissions: list[float], pairs: dict[str, list[str]]
) -> bytes:
    tails = [" ".join(tails).encode() for tails in pairs.values()]
    starts = [0]
    for tail in tails:
        starts.append(starts[-1] + len(tail))
    body = b"".join(
        (
            _SHARD.pack(0, frequency, *emissions, len(pairs))[4:],
            "".join(pairs).encode("utf-16-le"),
            struct.pack(f"<{len(starts)}I", *starts),
            *tails,
        )
    )
    return struct.pack("<I", zlib.crc32(body, code)) + body


def _table(jieba: Path, name: str) -> dict[str, dict[str, float]]:
    # Loaded as a file, not as jieba.finalseg.prob_…: that would import jieba.
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415

    spec = spec_from_file_location(f"_{name}", jieba / "finalseg" / f"prob_{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.P


def _mapped(file: Path | None) -> mmap.mmap:
    if file is None:
        raise FileNotFoundError
    with file.open("rb") as stream:
        try:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file
            raise _DamagedError from error


def _save(data: bytes, file: Path) -> None:
    import tempfile  # noqa: PLC0415 -- start-up: once in the life of a cache

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    kept = sorted(file.parent.glob("jieba-*.words"), key=lambda f: f.stat().st_mtime)
    for old in kept[:-_KEPT]:
        old.unlink(missing_ok=True)
