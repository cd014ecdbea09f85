"""How a ledger looks in each format, and what is refused when one is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import djledger
from djledger import registry
from djledger.errors import DefectError, InputError
from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source
from djledger.writers import Writer, all_writers, for_suffix, writer, yaml_file

CASES = Path(__file__).parent / "cases"


def entry(number, **fields):
    place = {"start": number * 10, "end": number * 10 + 5, "line": number, "column": 3}
    basic = {"id": f"{number:012x}", "quote": f"党员{number}名", "source": "青石镇.txt"}
    return Entry(**{**basic, **place, **fields})


LEDGER = Ledger(
    recipe="djledger 0.1.0 0123456789ab",
    sources=(
        Source(
            name="青石镇.txt",
            sha256="ab" * 32,
            place="青石镇",
            date="2024-09-30",
            repairs={"pinyin_note": 12},
            ignored={"slogan": 5},
            repaired=(
                RepairEntry(
                    step="pinyin_note",
                    before="黨(dǎng)",
                    after="",
                    start=1,
                    end=8,
                    line=1,
                    column=2,
                ),
            ),
        ),
    ),
    entries=(
        entry(1, indicator="party_members", item="党员", value=Decimal(1286), unit="名"),
        entry(2, item="驻村干部", value=Decimal("3.20"), unit="人", why=("名", "subject")),
        entry(3, item="女党员", value=Decimal(312), unit="名", part_of=f"{1:012x}"),
        entry(4, item="龙头企业", unit="家", qualifier="masked", quote="**家"),
        entry(
            5,
            item="=HYPERLINK(1)",
            value=Decimal(12345678901234567890),
            period_end=date(2024, 9, 30),
            review=Review(state="已核", value=Decimal(7), by="王", note="-1"),
        ),
        entry(6, item="党小组", value=Decimal(9), part_of=f"{3:012x}", quote="a\x00b\x1b"),
    ),
    ignored=(IgnoredEntry(quote="三会一课", start=1, end=5, line=1, column=2, reason="slogan"),),
)


@pytest.fixture(scope="module")
def lines():
    return yaml_file.dump(LEDGER).decode().split("\n")


class TestRegistry:
    def test_a_format_is_there_because_its_file_is(self):
        files = Path(yaml_file.__file__).parent.glob("*_file.py")
        assert set(all_writers()) == {file.stem.removesuffix("_file") for file in files}

    @pytest.mark.parametrize("name", ["yaml", "csv"])
    def test_one_is_found_by_name_and_by_suffix(self, name):
        assert writer(name) is for_suffix(f".{name.upper()}") is all_writers()[name]

    @pytest.mark.parametrize("name", ["", "doc", "sheets", "../yaml", "os.path"])
    def test_what_is_no_format_is_not_found(self, name):
        assert writer(name) is None
        assert for_suffix(f".{name}") is None

    def test_two_of_one_name_are_a_defect(self, tmp_path, monkeypatch):
        for module in ("one", "two"):
            code = "from djledger.writers import Writer\nW = Writer('same', (), repr)\n"
            (tmp_path / "pair").mkdir(exist_ok=True)
            (tmp_path / "pair" / f"{module}.py").write_text(code, "utf-8")
        (tmp_path / "pair" / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(DefectError, match="same"):
            registry.discover("pair", Writer)


class TestYaml:
    @pytest.mark.parametrize(
        ("why", "line"),
        [
            ("the format comes first", "format: djledger/1"),
            ("Han characters stand for themselves", "  item: 驻村干部"),
            ("digits as written, and no quotes", "  value: 3.20"),
            ("text that is a date is text", '  date: "2024-09-30"'),
            ("a date is a date", "  period_end: 2024-09-30"),
            ("an id never looks like a number", '- id: "000000000001"'),
            ("a list stays on its line", "  why: [名, subject]"),
            ("controls are escaped", r'  quote: "a\u0000b\u001b"'),
            ("counts stay on a line", "  repairs: {pinyin_note: 12}"),
            ("a review is a block", "    state: 已核"),
        ],
    )
    def test_line(self, lines, why, line):
        assert line in lines, why

    def test_empty_fields_are_left_out(self, lines):
        assert [line for line in lines if line.startswith(("  scope", "  value_max"))] == []

    def test_an_empty_ledger_says_so(self):
        assert yaml_file.dump(Ledger()) == b"format: djledger/1\nsources: []\nentries: []\n"

    @pytest.mark.parametrize(
        "case", yaml.safe_load((CASES / "yaml_strict.yaml").read_bytes()), ids=lambda c: c["why"]
    )
    def test_refused(self, case):
        with pytest.raises(InputError) as caught:
            yaml_file.load(case["text"].encode())
        assert case["says"] in caught.value.what
        assert caught.value.what.startswith("第 ") == ("line" in case)
        assert f"第 {case.get('line', '')}" in caught.value.what or "line" not in case

    @pytest.mark.parametrize("word", ["no", "0123", "3:11", "1_000", "0x1F", "1e5", "yes", ".5"])
    def test_what_looks_like_text_is_text(self, word):
        """YAML 1.1 makes False, 83, 191, 1000, 31 … of these."""
        text = f"format: djledger/1\nrecipe: {word}\n"
        assert yaml_file.load(text.encode()).recipe == word

    def test_a_number_of_5000_digits(self):
        big = Ledger(entries=(entry(1, value=Decimal("1" + "0" * 5000)),))
        for name in ("yaml", "json", "jsonl", "csv"):
            load = all_writers()[name].load
            assert load is not None
            assert load(all_writers()[name].dump(big)).entries == big.entries


class TestOtherReaders:
    @pytest.mark.parametrize(
        ("name", "text", "says"),
        [
            ("json", '{"format": "djledger/1", "recipe": "", "recipe": ""}', "'recipe' 重复"),
            ("json", '{"format": "djledger/1",\n}', "第 2 行：不是有效的 JSON"),
            ("json", '{"format": "djledger/1", "recipe": NaN}', "NaN 不是数"),
            ("json", "[" * 100_000, "嵌套太深"),
            ("jsonl", '\n{"id": 1}\n', "第 2 行：entries.0"),
            ("jsonl", "{}\n{", "第 2 行：不是有效的 JSON"),
            ("csv", "id,itme\r\na,b\r\n", "第 1 行：台账没有这些列：itme"),
            ("csv", "id,item\r\na\r\n", "第 2 行：应有 2 列，实有 1 列"),
            ("csv", "id,line\r\na,甲\r\n", "第 2 行：entries.0"),
            ("csv", 'id\r\n"a', "不是有效的 CSV"),
        ],
    )
    def test_refused(self, name, text, says):
        load = all_writers()[name].load
        assert load is not None
        with pytest.raises(InputError) as caught:
            load(text.encode())
        assert says in caught.value.what

    @pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
    def test_only_utf8_is_read(self, name):
        load = all_writers()[name].load
        assert load is not None
        with pytest.raises(InputError, match="第 2 行：台账文件应是 UTF-8"):
            load("\n党员".encode("gbk"))


def test_csv_marks_what_a_spreadsheet_would_run():
    text = all_writers()["csv"].dump(LEDGER).decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in text
    assert ",3.20," in text


def test_each_reason_and_each_repair_has_a_name_for_people(knowledge):
    named = {item["name"] for item in knowledge.items("names")}
    used = set()
    for report in (Path(__file__).parent / "reports").glob("*.txt"):
        for source in djledger.extract(report).sources:
            used |= set(source.repairs) | set(source.ignored)
    assert used
    assert used <= named
