"""jieba's dictionary and character model, in a file that is read a first character at a time.

jieba parses five megabytes of text whenever it starts. Here they are parsed once; what comes
of it is kept in the user's cache folder and mapped into memory, and a run reads of it only the
characters that its text has. jieba itself is never imported: no log lines, no pkg_resources, no
file in the shared temporary folder.

The file is a header, an index (where the shard of each code point begins, and where the last
one ends) and the shards. A shard is what is known of the words with one first character:

    checksum of what follows, frequency of the character, how many second characters there are,
    the four emissions of the character model
    the second characters
    where the tails of each begin (and the last one's end)
    the tails: text, "tail frequency tail frequency …"; the tail of a word of two is empty

The file's name says which jieba it was made of, by the sizes and modification times of what
was read: that is how Python decides whether a .pyc is fresh. A digest of the content would
mean to read the five megabytes at each start, for longer than all the rest of opening takes.
For the same reason a shard is checked against its checksum when it is first touched.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djledger.cache import cache_folder, save

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Dictionary", "Shard", "cache_folder", "file_name", "installed", "packed"]

# To be raised with every change of the layout: it is part of the name.
_FORMAT = 1
_MAGIC = b"djledger words %d\n" % _FORMAT
# Magic; length of the file; checksum of the numbers and the index.
_HEADER = struct.Struct(f"<{len(_MAGIC)}sII")
# Sum of all frequencies; four start and eight transition probabilities of the model.
_NUMBERS = struct.Struct("<Q12d")
_INDEX = _HEADER.size + _NUMBERS.size
# jieba looks for words among ASCII letters, digits, some signs, and U+4E00 to U+9FD5 only.
_CODES = 0x9FD6
_SHARDS = _INDEX + 4 * (_CODES + 1)
_SHARD = struct.Struct("<IIH4d")

_WORDS = "dict.txt"
_TABLES = ("finalseg/prob_start.py", "finalseg/prob_trans.py", "finalseg/prob_emit.py")
_STATES = "BEMS"
_STEPS = ("BE", "BM", "EB", "ES", "ME", "MM", "SB", "SS")
# What jieba takes for the logarithm of nothing.
_NEVER = -3.14e100


class _DamagedError(Exception):
    """The file is not what was written."""


class Shard:
    """The words that begin with one character.

    ``emissions`` are how probable the model finds the character in the states B, E, M and S;
    ``seconds`` are the characters that a word may go on with.
    """

    __slots__ = ("_data", "_starts", "_tails", "emissions", "frequency", "seconds")

    def __init__(self, data: bytes = b"") -> None:
        self.frequency = 0
        self.emissions: tuple[float, ...] = (_NEVER,) * len(_STATES)
        self.seconds = ""
        if data:
            _, self.frequency, pairs, *emissions = _SHARD.unpack_from(data)
            self.emissions = tuple(emissions)
            self._data = data
            self._starts = _SHARD.size + 2 * pairs
            self._tails = self._starts + 4 * (pairs + 1)
            self.seconds = data[_SHARD.size : self._starts].decode("utf-16-le")

    def tails(self, second: str) -> dict[str, int]:
        """Return the words that go on with *second*, without the two, and their frequencies."""
        place = self.seconds.find(second)
        if place < 0:
            return {}
        begin, end = struct.unpack_from("<II", self._data, self._starts + 4 * place)
        parts = self._data[self._tails + begin : self._tails + end].decode().split(" ")
        return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))


class Dictionary:
    """jieba's dictionary and character model, opened where it is cached or else made.

    ``total`` is the sum of all frequencies; ``start`` and ``steps`` are the logarithms of the
    model's probabilities: to begin in B, E, M, S and to go BE, BM, EB, ES, ME, MM, SB, SS.
    """

    def __init__(self, jieba: Path, cache: Path | None) -> None:
        """Open what was made of the package folder *jieba* and is kept in the folder *cache*."""
        self._jieba = jieba
        self._file = cache / file_name(jieba) if cache else None
        self._data: bytes | mmap.mmap = b""
        try:
            self._use(_mapped(self._file))
        except (OSError, _DamagedError):
            self._make()

    def shard(self, char: str) -> Shard:
        """Return what is known of the words that begin with *char*."""
        if ord(char) >= _CODES:
            return Shard()
        try:
            return Shard(self._bytes_of(ord(char)))
        except _DamagedError:
            self._make()
            return Shard(self._bytes_of(ord(char)))

    def _bytes_of(self, code: int) -> bytes:
        begin, end = struct.unpack_from("<II", self._data, _INDEX + 4 * code)
        data = self._data[begin:end]
        # The code is in the checksum: a shard is never taken for another's.
        if data and zlib.crc32(data[4:], code) != int.from_bytes(data[:4], "little"):
            raise _DamagedError
        return data

    def _use(self, data: bytes | mmap.mmap) -> None:
        if len(data) < _SHARDS:
            raise _DamagedError
        magic, length, checksum = _HEADER.unpack_from(data)
        if (magic, length) != (_MAGIC, len(data)):
            raise _DamagedError
        if zlib.crc32(data[_HEADER.size : _SHARDS]) != checksum:
            raise _DamagedError
        self.total, *model = _NUMBERS.unpack_from(data, _HEADER.size)
        self.start, self.steps = tuple(model[:4]), tuple(model[4:])
        self._data = data

    def _make(self) -> None:
        data = packed(self._jieba)
        if isinstance(self._data, mmap.mmap):
            self._data.close()  # Windows replaces no file that is mapped
        self._use(data)
        if self._file:
            with suppress(OSError):  # a folder that cannot be written: made anew in each run
                save(data, self._file, "jieba-*.words")


def installed() -> Path:
    """Return the package folder of the jieba that ``import jieba`` would find."""
    from importlib.util import find_spec  # noqa: PLC0415 -- start-up: most commands cut nothing

    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'jieba'", name="jieba")
    return Path(spec.origin).parent


def file_name(jieba: Path) -> str:
    """Return how the file is called that is made of the package folder *jieba*."""
    stats = [(jieba / name).stat() for name in (_WORDS, *_TABLES)]
    key = zlib.crc32(repr([(s.st_size, s.st_mtime_ns) for s in stats]).encode())
    return f"jieba-{_FORMAT}-{stats[0].st_size}-{key:08x}.words"


def packed(jieba: Path) -> bytes:
    """Return the content of the file that is made of the package folder *jieba*."""
    singles, pairs, total = _read((jieba / _WORDS).read_text("utf-8"))
    start, steps, emit = (_table(jieba / name) for name in _TABLES)
    model = [start[s] for s in _STATES] + [steps[s[0]][s[1]] for s in _STEPS]
    columns = [emit[s] for s in _STATES]
    known = {*singles, *pairs}.union(*columns)
    index, shards, end = [], [], _SHARDS
    for code in range(_CODES):
        index.append(end)
        char = chr(code)
        if char in known:
            emissions = (column.get(char, _NEVER) for column in columns)
            shard = _shard(code, singles.get(char, 0), emissions, pairs.get(char, {}))
            shards.append(shard)
            end += len(shard)
    head = _NUMBERS.pack(total, *model) + struct.pack(f"<{_CODES + 1}I", *index, end)
    return b"".join([_HEADER.pack(_MAGIC, end, zlib.crc32(head)), head, *shards])


def _read(text: str) -> tuple[dict[str, int], dict[str, dict[str, list[str]]], int]:
    frequencies: dict[str, str] = {}
    total = 0
    for line in text.split("\n"):
        if line:
            word, frequency = line.strip().split(" ", 2)[:2]
            frequencies[word] = frequency  # of a word that stands twice, the last counts
            total += int(frequency)
    singles: dict[str, int] = {}
    pairs: dict[str, dict[str, list[str]]] = {}
    for word, frequency in frequencies.items():
        if len(word) == 1:
            singles[word] = int(frequency)
        elif max(word) < chr(_CODES):
            tails = pairs.setdefault(word[0], {}).setdefault(word[1], [])
            tails.append(f"{word[2:]} {frequency}")
    return singles, pairs, total


def _shard(
    code: int, frequency: int, emissions: Iterable[float], pairs: dict[str, list[str]]
) -> bytes:
    tails = [" ".join(parts).encode() for parts in pairs.values()]
    starts = [0]
    for part in tails:
        starts.append(starts[-1] + len(part))
    data = b"".join(
        (
            _SHARD.pack(0, frequency, len(pairs), *emissions),
            "".join(pairs).encode("utf-16-le"),
            struct.pack(f"<{len(starts)}I", *starts),
            *tails,
        )
    )[4:]
    return zlib.crc32(data, code).to_bytes(4, "little") + data


def _table(file: Path) -> Any:
    # By its path, which uses the .pyc; by its name it would import all of jieba.
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415

    spec = spec_from_file_location(f"_jieba_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"No loader for {file}", path=str(file))
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
