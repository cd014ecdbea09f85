"""Plain text, as a path, bytes or str."""

from __future__ import annotations

import hashlib
from pathlib import Path

from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.readers.encoding import detect, whole


def read(source: Path | bytes | str, *, name: str = "", encoding: str = "") -> RawText:
    """Return the text of *source*."""
    if isinstance(source, str):
        text = whole(source)
        return RawText(name, text, hashlib.sha256(text.encode()).hexdigest())
    data = source if isinstance(source, bytes) else source.read_bytes()
    text, found, margin = detect(data)
    return RawText(name or str(source), text, hashlib.sha256(data).hexdigest(), "text/plain", found, margin)
