"""A damaged file is read or refused, whatever the damage; a reader never falls over."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from djledger.errors import InputError
from djledger.readers import read

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
# .pdf and .xls are read in a process of their own, too slow for this and safe by that.
FILES = [
    p for p in sorted(GOLDEN.glob("*/*")) if p.suffix in {".doc", ".docx", ".html", ".ods", ".odt",
                                                           ".rtf", ".xlsx"}
]  # fmt: skip
PIECES = [
    b"", b"<", b">", b'"', b"{", b"}", b"\xff\xff\xff\xff", bytes(8), b"</w:p>", b"<w:tbl>",
    b"<td colspan=9>", b"\\cell", b"\\row", b"\\u-1", b"99999999",
]  # fmt: skip
PARTS = ("document.xml", "content.xml", "sheet1.xml", "sharedStrings.xml", "styles.xml")
damage = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=2)),
    min_size=1,
    max_size=8,
)


def damaged(data, places):
    """Cut some bytes at each place (a part of the whole) and put others there."""
    for where, cut, piece in places:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + cut :]
    return data


def damaged_part(data, places):
    """The same inside an archive, which stays whole."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, places) if name.endswith(PARTS) else part)
    return stream.getvalue()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
@given(places=damage)
def test_damage(path, places):
    if path.suffix == ".doc":
        pytest.importorskip("olefile")
    data = path.read_bytes()
    try:
        raw = read(damaged_part(data, places) if data.startswith(b"PK") else damaged(data, places))
    except InputError as error:
        assert error.code in {"DJ001", "DJ003", "DJ005"}  # noqa: PT017 -- it may also be read
    else:
        assert raw.text.strip()
        assert [p.start for p in raw.locators] == sorted(p.start for p in raw.locators)
        assert all(r.span.end <= len(raw.text) for r in raw.repairs)
