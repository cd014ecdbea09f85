"""What a report says of itself, and what a person says of it in a file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import djledger
from djledger import metadata, placenames, sidecar
from djledger.errors import InputError
from djledger.knowledge import default

CASES = yaml.safe_load((Path(__file__).parent / "cases/metadata.yaml").read_text("utf-8"))
PLACES = [i for i in default().items("places") if "examples" in i]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, knowledge):
    found = metadata.find(case["text"], knowledge)
    told = {name: getattr(found, name) for name in case["expect"]}
    told |= {"date": str(found.date or "")} if "date" in told else {}
    assert told == {name: str(value) for name, value in case["expect"].items()}


@pytest.mark.parametrize(
    ("level", "text", "name"), [(i["id"], t, n) for i in PLACES for t, n in i["examples"].items()]
)
def test_places_examples(level, text, name, knowledge):
    place = placenames.at(text, 0, knowledge)
    assert place is not None
    assert (place.name, place.level) == (name, level)


@pytest.mark.parametrize("text", [t for i in PLACES for t in i["never"]])
def test_places_never(text, knowledge):
    assert placenames.at(text, 0, knowledge) is None


def test_a_listed_name_wins_over_a_shorter_one(knowledge):
    names = knowledge.made(placenames.names).listed
    assert {"政和县", "和县"} <= set(names)
    assert [p.name for p in placenames.find("政和县共有党员12名", knowledge)] == ["政和县"]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("青石镇", "乡镇"), ("临岚县青石镇", "乡镇"), ("金浦街道", "乡镇"), ("滨河社区", "村"),
        ("北京市", "省"), ("义乌市", "县"), ("青溪市", "市"), ("甘肃省平凉市", "市"),
        ("白音淖旗", "县"), ("云岭苗族自治县", "县"), ("云岭自治州", "市"),
        ("县委组织部", ""), ("", ""),
    ],
)  # fmt: skip
def test_level_is_in_the_last_word(name, level, knowledge):
    assert placenames.level_of(name, knowledge) == level


def test_what_is_given_wins(knowledge):
    text = "青石镇工作情况\n2023年2月3日\n全镇有党员12名。"
    found = metadata.find(text, knowledge, place="云桥乡", given="2024-06")
    assert (found.place, found.level, str(found.date)) == ("云桥乡", "乡镇", "2024-06-30")


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("2024-02", "2024-02-29"), ("2023", "2023-12-31"), ("2024-9-3", "2024-09-03"),
        ("2023-02-29", None), ("2024-13", None), ("去年", None), ("", None),
    ],
)  # fmt: skip
def test_parse_date(given, means):
    assert metadata.parse_date(given) == (means and metadata.date.fromisoformat(means))


PIECES = st.sampled_from(
    (
        *["青石镇", "县", "中共", "委员会", "2024年", "二〇二一年", "七月", "十日", "总结"],
        *["2024-13-40", "。", "（", "）", "："],
        *["来源", "我", "全", "村", "×", "截至", "人民政府", "12名", "》", "a"],
        *"\n \u3000",
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_has_metadata_that_stands_in_it(text):
    found = metadata.find(text, default())
    assert "".join(found.place.split()) in "".join(text.split())
    assert found.level in {"", *placenames.LEVELS}
    assert len(found.title) <= len(text)


class TestSidecar:
    """A file ``NAME.meta.yaml`` beside a report."""

    @pytest.fixture
    def report(self, tmp_path):
        path = tmp_path / "报告.txt"
        path.write_text("党员培训情况\n今年以来，培训党员120人次。\n", "utf-8")
        return path

    def say(self, report, text):
        report.with_name("报告.meta.yaml").write_text(text, "utf-8")

    def test_supplies_what_the_report_lacks(self, report):
        assert str(djledger.extract(report).entries[0].period_start) == "None"
        self.say(report, "place: 青石镇\ndate: 2024-09\n")
        ledger = djledger.extract(report)
        source = ledger.sources[0]
        assert (source.place, source.level, source.date) == ("青石镇", "乡镇", "2024-09-30")
        assert str(ledger.entries[0].period_start) == "2024-01-01"

    def test_title_level_issuer(self, report):
        self.say(report, "title: 培训\nlevel: 县\nissuer: 县委组织部\n")
        source = djledger.extract(report).sources[0]
        assert (source.title, source.level, source.issuer) == ("培训", "县", "县委组织部")

    def test_what_is_asked_for_wins(self, report):
        self.say(report, "place: 青石镇\ndate: 2024-09\n")
        source = djledger.extract(report, place="云桥乡", date="2023").sources[0]
        assert (source.place, source.date) == ("云桥乡", "2023-12-31")

    def test_bytes_lie_beside_nothing(self, report):
        self.say(report, "place: 青石镇\n")
        assert djledger.extract(report.read_bytes()).sources[0].place == ""

    @pytest.mark.parametrize("text", ["", "# 还没有写\n", "place:\n"])
    def test_nothing_said_is_nothing(self, report, text):
        self.say(report, text)
        assert sidecar.beside(report) == sidecar.Sidecar()

    def test_scalars_are_text(self, report):
        self.say(report, "title: 2024\ndate: 2024-06-30\nplace: 'no'\n")
        assert sidecar.beside(report) == sidecar.Sidecar("no", "2024-06-30", "2024")

    @pytest.mark.parametrize(
        ("text", "line", "what", "remedy"),
        [
            ("place: 青石镇\ndata: 2024\n", 2, "不认识 data", "date"),
            ("区域: 青石镇\n", 1, "不认识 区域", "可以写：place"),
            ("\ndate: 去年\n", 2, "日期 去年 不对", "2024-09-30"),
            ("level: 镇\n", 1, "level 不能是 镇", "乡镇"),
            ("place: 甲镇\nplace: 乙镇\n", 2, "place 写了两次", "删去"),
            ("place: [青石镇]\n", 1, "place 应是一段文字", "place: …"),
            ("- 青石镇\n", 1, "应是“键: 值”", "place: 青石镇"),
            ("place: '青石镇\n", 2, "不是有效的 YAML", "引号"),
        ],
    )
    def test_a_mistake_is_named_with_its_line(self, report, text, line, what, remedy):
        self.say(report, text)
        with pytest.raises(InputError) as caught:
            djledger.extract(report)
        assert f"报告.meta.yaml 第 {line} 行：{what}" in caught.value.what
        assert remedy in caught.value.remedy
