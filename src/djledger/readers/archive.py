"""A zip archive of parts, opened with suspicion: nothing is written, no header is believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from djledger.readers.limits import TooMuchError, refused

if TYPE_CHECKING:
    from djledger.readers.file import File

_LARGE = 10_000_000  # below, no compression ratio does harm
_CHUNK = 1 << 16


class Archive:
    """The parts of an archive by name. Raises `InputError` for one that is broken or hostile."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._left = file.limits.unpacked_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file.data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise file.broken("压缩包不完整") from error
        if len(entries) > file.limits.members:
            raise refused(file.name, f"压缩包里的文件数超过上限 {file.limits.members}")
        for entry in entries:
            self._check(entry)
        self.names = {entry.filename for entry in entries}

    def _check(self, entry: zipfile.ZipInfo) -> None:
        limits = self._file.limits
        name = entry.filename
        if (
            name.startswith(("/", "\\"))
            or ".." in name.replace("\\", "/").split("/")
            or name[1:2] == ":"
        ):
            raise refused(self._file.name, f"压缩包里有指向别处的路径 {name[:40]!r}")
        if name.lower().endswith((".zip", ".7z", ".rar")):
            raise refused(self._file.name, "压缩包里还有压缩包")
        if entry.file_size > limits.unpacked_bytes:
            raise refused(self._file.name, f"解压后超过上限 {limits.unpacked_bytes} 字节")
        if entry.file_size > _LARGE and entry.file_size > limits.ratio * entry.compress_size:
            raise refused(self._file.name, f"压缩比超过上限 {limits.ratio}")

    def read(self, name: str) -> bytes:
        """Return the part *name*; empty where there is none."""
        if name not in self.names:
            return b""
        parts = []
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise TooMuchError("解压后的字节数", self._file.limits.unpacked_bytes)
                    parts.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            OSError,
            NotImplementedError,
        ) as error:
            raise self._file.broken(f"压缩包里的 {name} 读不出来") from error
        return b"".join(parts)
