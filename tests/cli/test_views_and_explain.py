"""`extract --view`, `explain`, `indicator test` and `indicator suggest` on the command line."""

from __future__ import annotations

import csv
import io

import pytest
import yaml

import djledger as library

REPORT = (
    "青石镇2024年工作总结\n"
    "举办第一书记培训班3期，培训第一书记240人次。\n"
    "收回石磨盘12盘、石磨盘8盘。\n"
)


@pytest.fixture
def training(tmp_path):
    path = tmp_path / "培训.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def ledger(training):
    path = training.with_suffix(".yaml")
    library.save(library.extract(training, name=training.name), path)
    return path


class TestView:
    def test_a_table_for_people(self, djledger, training):
        ran = djledger("extract", training, "--view", "培训", "-q")
        title, head, row = ran.out.decode().splitlines()
        assert (ran.code, title) == (0, "培训：1 行")
        assert head.split()[:3] == ["培训班", "期数", "期数单位"]
        assert row.split()[:2] == ["第一书记培训班", "3"]
        assert "培训面" not in head  # no row says anything of it

    def test_csv_opens_in_a_spreadsheet(self, djledger, training):
        ran = djledger("extract", training, "--view", "培训", "-f", "csv", "-q")
        assert ran.out.startswith(b"\xef\xbb\xbf")
        (row,) = csv.DictReader(io.StringIO(ran.out.decode("utf-8-sig")))
        assert (row["培训对象"], row["人次"], row["培训面"]) == ("第一书记", "240", "")

    def test_yaml_by_suffix(self, djledger, training, tmp_path):
        target = tmp_path / "培训表.yaml"
        ran = djledger("extract", training, "--view", "培训", "-o", target)
        assert (ran.code, ran.out) == (0, b"")
        (row,) = yaml.safe_load(target.read_text("utf-8"))
        assert (row["期数"], row["人次"], row["来源"]) == (3, 240, "培训.txt")

    def test_no_row_is_an_empty_table(self, djledger, training):
        assert djledger("extract", training, "--view", "资金", "-q").out.decode() == "资金：0 行\n"
        ran = djledger("extract", training, "--view", "资金", "-q", "-f", "yaml")
        assert yaml.safe_load(ran.out) == []

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--view", "结对"], "是不是 结对帮扶"),
            (["--view", "培训", "-f", "xslx"], "不认识的格式 xslx"),
            (["--view", "培训", "-f", "ymal"], "是不是 yaml"),
            (["--view", "培训", "-o", "."], "是文件夹"),
        ],
    )
    def test_wrong_use_is_found_before_anything_is_read(self, djledger, arguments, says):
        ran = djledger("extract", "没有这份.txt", *arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert says in ran.err

    def test_a_file_is_not_replaced_unasked(self, djledger, training, tmp_path):
        target = tmp_path / "表.csv"
        target.write_text("手写的\n", "utf-8")
        ran = djledger("extract", training, "--view", "培训", "-o", target)
        assert (ran.code, target.read_text("utf-8")) == (2, "手写的\n")
        assert djledger("extract", training, "--view", "培训", "-o", target, "--force").code == 0


class TestSidecar:
    def test_it_supplies_and_the_command_line_overrules(self, djledger, training):
        training.with_name("培训.meta.yaml").write_text(
            "place: 云桥乡\nissuer: 县委党校\n", "utf-8"
        )
        text = djledger("extract", training, "-q").out.decode()
        assert "place: 云桥乡" in text
        assert "issuer: 县委党校" in text
        assert "place: 甲乡" in djledger("extract", training, "--place", "甲乡").out.decode()

    def test_a_mistake_stops_that_report_alone(self, djledger, training, report):
        training.with_name("培训.meta.yaml").write_text("plac: 云桥乡\n", "utf-8")
        ran = djledger("extract", training, report, "-q")
        assert ran.code == 3
        assert "培训.meta.yaml 第 1 行：不认识 plac" in ran.err
        assert "是否要写 place" in ran.err
        assert "1286名".encode() in ran.out


class TestExplain:
    def test_with_the_report_beside_it(self, djledger, ledger):
        entry = library.load(ledger).entries[1]
        out = djledger("explain", ledger, entry.id).out.decode()
        assert "举办第一书记培训班3期，培训第一书记【240人次】。" in out
        assert "培训.txt  第 2 行第" in out
        assert "first_secretary_training_persontimes" in out
        assert "指标目录中的中心词" in out

    def test_without_it(self, djledger, ledger, training):
        entry = library.load(ledger).entries[1]
        training.unlink()
        ran = djledger("explain", ledger, entry.id)
        assert ran.code == 0
        assert "【240人次】" in ran.out.decode()
        assert "没有找到 培训.txt" in ran.out.decode()

    def test_in_english(self, djledger, ledger, training, monkeypatch):
        monkeypatch.setenv("DJLEDGER_LANG", "en")
        entry = library.load(ledger).entries[1]
        out = djledger("explain", ledger, entry.id, "--source", training).out.decode()
        assert "line 2, column" in out
        assert "because" in out

    def test_a_wrong_id(self, djledger, ledger):
        entry = library.load(ledger).entries[0]
        ran = djledger("explain", ledger, f"{entry.id[:-1]}z")
        assert (ran.code, ran.out) == (2, b"")
        assert entry.id in ran.err

    def test_a_ledger_that_is_not_there(self, djledger, tmp_path):
        assert djledger("explain", tmp_path / "没有.yaml", "0123").code == 3


OWN = """- id: stone_mills
  label: 石磨盘
  group: infrastructure
  kind: flow
  units: [盘]
  heads: [石磨盘]
  examples: {收回石磨盘12盘: 12}
  never: [石磨盘广场12个]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "目录/indicators").mkdir(parents=True)
    return tmp_path / "目录"


def own(folder, text):
    (folder / "indicators/own.yaml").write_text(text, "utf-8")


class TestIndicator:
    def test_a_sound_folder(self, djledger, folder, training):
        own(folder, OWN)
        ran = djledger("indicator", "test", folder)
        assert (ran.code, ran.out) == (0, b"")
        assert "1 项指标、2 个例句，全部通过" in ran.err
        out = djledger("extract", training, "--catalogue", folder, "-q").out.decode()
        assert "indicator: stone_mills" in out

    @pytest.mark.parametrize(
        ("change", "line", "says", "remedy"),
        [
            (("units:", "unit:"), 5, "不认识 unit", "units"),
            (("kind: flow", "kind: folw"), 4, "kind 不能是 folw", "flow"),
            (("heads: [石磨盘]", "heads: 石磨盘"), 6, "heads 应是一列", "heads: [石磨盘]"),
            (("group: infrastructure", "group: infra"), 3, "没有分组 infra", "infrastructure"),
            (("- id: stone_mills\n  label", "- label"), 1, "缺少 id", "id: …"),
        ],
    )
    def test_a_mistake_has_file_line_and_remedy(
        self, djledger, folder, training, change, line, says, remedy
    ):
        own(folder, OWN.replace(*change))
        ran = djledger("indicator", "test", folder)
        told = ran.out.decode()
        assert ran.code == 1
        assert f"own.yaml:{line}: " in told
        assert says in told
        assert remedy in told
        ran = djledger("extract", training, "--catalogue", folder)
        assert (ran.code, ran.out) == (2, b"")
        assert "own.yaml 第 " in ran.err

    def test_bad_yaml_has_its_line(self, djledger, folder):
        own(folder, OWN + "- id: [\n")
        ran = djledger("indicator", "test", folder)
        assert ran.code == 2
        assert "own.yaml 第 10 行：不是有效的 YAML" in ran.err

    def test_a_sentence_that_does_not_come_out(self, djledger, folder):
        own(folder, OWN.replace(": 12}", ": 13}"))
        ran = djledger("indicator", "test", folder)
        assert ran.code == 1
        assert "own.yaml:7: stone_mills：例句“收回石磨盘12盘”应取 13" in ran.out.decode()

    def test_a_folder_without_indicators(self, djledger, tmp_path):
        ran = djledger("indicator", "test", tmp_path)
        assert (ran.code, ran.out) == (2, b"")
        assert "indicators.yaml" in ran.err

    def test_suggestions_can_be_pasted(self, djledger, ledger):
        ran = djledger("indicator", "suggest", ledger)
        assert ran.code == 0
        text = ran.out.decode()
        items = yaml.safe_load(text)
        assert {"label": "石磨盘", "units": ["盘"], "heads": ["石磨盘"]}.items() <= items[0].items()
        assert text.startswith("# 2 条：收回石磨盘 12盘（培训.txt 第 3 行）")
        assert "2 条待归类" in ran.err or f"{len(items)} 项指标" in ran.err

    def test_suggest_needs_a_ledger(self, djledger):
        ran = djledger("indicator", "suggest")
        assert (ran.code, ran.out) == (2, b"")
        assert "没有指定台账" in ran.err

    def test_by_label_and_by_word(self, djledger, knowledge):
        assert djledger("indicator", "党小组").out.startswith(b"id: party_groups\n")
        listed = djledger("indicator", "合作社").out.decode().splitlines()
        assert 0 < len(listed) < len(knowledge.items("indicators"))
        assert "cooperatives_total" in {line.split("\t")[0] for line in listed}

    def test_too_many_names(self, djledger):
        assert djledger("indicator", "party_groups", "more").code == 2
