"""`djledger.load` and `djledger.save`: by suffix, whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import djledger
from djledger import api
from djledger.errors import InputError, UsageError
from djledger.model.ledger import Ledger, Source

TEXT = "青石镇现有党员1286名，其中女党员312名。"
LEDGER = djledger.extract(TEXT, name="青石镇.txt")


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ".YAML", ".xlsx"])
def test_a_ledger_comes_back(tmp_path, suffix):
    djledger.save(LEDGER, tmp_path / f"台账{suffix}")
    assert djledger.load(tmp_path / f"台账{suffix}") == LEDGER


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".csv"])
def test_its_entries_come_back(tmp_path, suffix):
    djledger.save(LEDGER, tmp_path / f"台账{suffix}")
    assert djledger.load(str(tmp_path / f"台账{suffix}")).entries == LEDGER.entries


def test_an_unknown_suffix_lists_the_known(tmp_path):
    with pytest.raises(UsageError, match=r"'\.doc'") as caught:
        djledger.save(LEDGER, tmp_path / "台账.doc")
    assert ".yaml" in caught.value.remedy


def test_errors_name_the_file_and_the_line(tmp_path):
    path = tmp_path / "台账.yaml"
    path.write_text("format: djledger/1\nentires: []\n", "utf-8")
    with pytest.raises(InputError, match=r"台账\.yaml：第 2 行：entires 台账没有这个字段"):
        djledger.load(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"没有\.yaml：无法读取"):
        djledger.load(tmp_path / "没有.yaml")


def test_a_half_character_is_refused(tmp_path):
    ledger = Ledger(sources=(Source(name="\ud800", sha256=""),))
    for suffix in ("yaml", "json"):
        with pytest.raises(InputError, match="代理字符"):
            djledger.save(ledger, tmp_path / f"台账.{suffix}")
    assert list(tmp_path.iterdir()) == []


class TestWholeOrNotAtAll:
    def test_a_failure_leaves_what_was_there(self, tmp_path, monkeypatch):
        path = tmp_path / "台账.yaml"
        path.write_bytes(b"before")

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(UsageError, match="无法写入") as caught:
            djledger.save(LEDGER, path)
        assert "No space left" in caught.value.why
        assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"before"]

    def test_an_interrupt_leaves_nothing_behind(self, tmp_path, monkeypatch):
        def interrupted(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            djledger.save(LEDGER, tmp_path / "台账.yaml")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(UsageError, match="无法写入"):
            djledger.save(LEDGER, tmp_path / "没有" / "台账.yaml")

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    def test_the_mode_of_the_old_file_stays(self, tmp_path):
        path = tmp_path / "台账.yaml"
        path.touch(mode=0o640)
        path.chmod(0o640)
        djledger.save(LEDGER, path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    def test_a_new_file_gets_the_mode_of_any_new_file(self, tmp_path):
        (tmp_path / "other").touch()
        djledger.save(LEDGER, tmp_path / "台账.yaml")
        assert (tmp_path / "台账.yaml").stat().st_mode == (tmp_path / "other").stat().st_mode

    @pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
    def test_a_link_stays_a_link(self, tmp_path):
        (tmp_path / "真.yaml").touch()
        (tmp_path / "台账.yaml").symlink_to("真.yaml")
        djledger.save(LEDGER, tmp_path / "台账.yaml")
        assert (tmp_path / "台账.yaml").is_symlink()
        assert djledger.load(tmp_path / "真.yaml") == LEDGER

    @pytest.mark.skipif(not Path("/dev/null").exists(), reason="no /dev/null")
    def test_a_device_is_written_to_and_not_replaced(self):
        api.write_whole(Path("/dev/null"), b"x")
        assert not Path("/dev/null").is_file()


def test_the_function_stays_a_function_when_the_sub_package_is_imported():
    """`djledger.extract` is both; importing the one must not hide the other."""
    code = (
        "import djledger.extract.numerals, djledger.pipeline\n"
        "from djledger.extract import numerals\n"
        "import djledger\n"
        f"print(len(djledger.extract({TEXT!r}).entries), numerals.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"2", b"djledger.extract.numerals"]


def test_path_bytes_and_text_give_the_same_entries(tmp_path):
    path = tmp_path / "青石镇.txt"
    path.write_text(TEXT, "utf-8")
    ledgers = [
        djledger.extract(path, name="甲"),
        djledger.extract(TEXT.encode(), name="甲"),
        djledger.extract(TEXT, name="甲"),
    ]
    assert ledgers[0].entries == ledgers[1].entries == ledgers[2].entries


def test_a_catalogue_is_a_folder_or_knowledge_that_was_read(tmp_path, knowledge):
    (tmp_path / "empty.yaml").write_text("[]\n", "utf-8")
    by_folder = djledger.extract(TEXT, catalogue=tmp_path)
    assert by_folder.entries == djledger.extract(TEXT, catalogue=knowledge).entries
    assert by_folder.recipe != LEDGER.recipe  # another file: another catalogue
