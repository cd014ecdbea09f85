"""One bad file ends with exit code 3 and its message; the others are read."""

from __future__ import annotations

import subprocess
import sys
import zipfile

BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


def test_the_others_are_read(tmp_path):
    (tmp_path / "好.txt").write_text("全镇有党员12名。", "utf-8")
    with zipfile.ZipFile(tmp_path / "坏.docx", "w") as made:
        made.writestr("word/document.xml", BOMB)
    (tmp_path / "断.docx").write_bytes((tmp_path / "坏.docx").read_bytes()[:60])
    (tmp_path / "长.txt").write_bytes(b"1 " * 30_000)
    done = subprocess.run(
        [sys.executable, "-m", "djledger", "extract", tmp_path],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 3
    assert "12名" in done.stdout
    for name, word in (
        ("坏.docx", "文档类型声明"),
        ("断.docx", "已损坏"),
        ("长.txt", "上限 20000"),
    ):
        assert any(name in line and word in line for line in done.stderr.splitlines()), done.stderr
