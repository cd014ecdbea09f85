"""Repair: one line of a table, one test; the log; what no repair may do."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from djledger.model.text import TracedText
from djledger.repair import STEPS, furniture, repair

CASES = Path(__file__).parent / "cases" / "repair"
EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "dev"


def cases(step):
    table = yaml.safe_load((CASES / f"{step}.yaml").read_text("utf-8"))
    return [pytest.param(step, c["text"], c["becomes"], id=f"{step}-{c['why']}") for c in table]


@pytest.mark.parametrize(("step", "text", "becomes"), [c for step in STEPS for c in cases(step)])
def test_step(step, text, becomes, knowledge):
    done = repair(TracedText.of(text), knowledge)
    assert done.text.text == becomes
    if text != becomes:
        assert step in {entry.step for entry in done.repairs}


def test_the_log_says_where_and_what(knowledge):
    raw = "創(chuàng)先進，共３２户"
    log = repair(TracedText.of(raw), knowledge).repairs
    assert [(r.step, r.span.of(raw), r.before, r.after) for r in log] == [
        ("pinyin_note", "(chuàng)", "(chuàng)", ""),
        ("width", "３２", "３２", "32"),
    ]


def test_a_shift_is_one_entry_of_the_log(knowledge):
    raw = "集體經濟駛?cè)搿翱燔嚨馈薄贰饵h建"
    (entry,) = repair(TracedText.of(raw), knowledge).repairs
    assert (entry.step, entry.after) == ("gbk_shift", "入“快車道”》《黨")
    assert entry.span.of(raw) == entry.before == "?cè)搿翱燔嚨馈薄贰饵h"


def test_a_note_after_a_measure_word_is_outside_its_span(knowledge):
    raw = "事項21個(gè)。"
    text = repair(TracedText.of(raw), knowledge).text
    at = text.text.index("21個")
    assert text.raw_span(furniture.Span(at, at + 3)).of(raw) == "21個"


@pytest.mark.parametrize(
    "text",
    [
        "全镇共有党员1286名，其中女党员366名（占28.5%）。\n一、主要做法\n1、抓学习。开展活动12场(次)。",
        "2020年1月至6月，投入资金1.86亿元、建成项目151个；“三会一课”覆盖率100%。",
    ],
)
def test_clean_text_is_not_touched(text, knowledge):
    done = repair(TracedText.of(text), knowledge)
    assert done.text.text == text
    assert not done.repairs
    assert not done.furniture


def test_furniture_is_whole_lines_round_the_report(knowledge):
    page = (
        "您当前的位置：首页 > 新闻 > 正文\n青石镇抓党建促振兴\n"
        "来源：青石网 2020-06-30 浏览次数：1234次\n全镇走访困难党员45名。\n"
        "首页 上一页 [1] [2] 下一页\n版权与免责声明\n1、凡本网注明来源的稿件，转载请注明。\n"
        "2、其他事项以第3条为准\n\n相关文章：\n青石镇开展活动12场\n白水镇慰问党员36名"
    )
    spans = repair(TracedText.of(page), knowledge).furniture
    kept = set(page.split("\n")) - {span.of(page) for span in spans}
    assert kept == {"青石镇抓党建促振兴", "全镇走访困难党员45名。", ""}


def test_related_links_end_where_prose_begins(knowledge):
    page = "相关文章：\n青石镇开展活动12场\n全镇共走访困难党员45名，慰问36户。\n白水镇12人"
    spans = repair(TracedText.of(page), knowledge).furniture
    assert [span.of(page) for span in spans] == ["相关文章：", "青石镇开展活动12场"]


def test_furniture_of_traditional_pages(knowledge):
    page = "首頁 > 黨建工作 > 正文\n走訪黨員12名。\n來源：青石網 瀏覽次數：1234次"
    spans = repair(TracedText.of(page), knowledge).furniture
    assert [span.start for span in spans] == [0, page.index("來源")]


WORDS = "1 1． ( (a 党(ā) ?a) 党?a) \ufffd(a) å å… µ 鍏 鍏氬憳 \u200b \xad 首页> 版权 駛?cè)搿"
HARD = [*WORDS.split(" "), "1 ", "1 1 1 ", "１ ．", " ", "\n", "\n>", "\n[1]", "\n凡本网", "1\n万"]


@pytest.mark.parametrize("piece", HARD)
def test_time_is_linear(piece, knowledge):
    text = TracedText.of(piece * (30_000 // len(piece)))
    repair(text, knowledge)
    start = time.process_time()
    repair(text, knowledge)
    # Ten times what the slowest takes; a square law takes minutes.
    assert time.process_time() - start < 6


@pytest.mark.skipif(not EVAL.exists(), reason="the labelled reports are not beside the project")
def test_every_labelled_quantity_keeps_its_place(knowledge):
    import json  # noqa: PLC0415

    from djledger.script import simplify  # noqa: PLC0415

    for gold in sorted(EVAL.glob("*.gold.jsonl")):
        raw = gold.with_name(gold.name.replace(".gold.jsonl", ".txt")).read_bytes().decode()
        text, _ = simplify(repair(TracedText.of(raw), knowledge).text, knowledge)
        reached = {(text.starts[i], "start") for i in range(len(text.text))}
        reached |= {(text.ends[i], "end") for i in range(len(text.text))}
        for line in gold.read_text("utf-8").splitlines():
            row = json.loads(line)
            assert (row["start"], "start") in reached, (gold.name, row["text"])
            assert (row["end"], "end") in reached, (gold.name, row["text"])


def test_the_tables_are_small():
    for name, most in (("readings.txt", 250_000), ("frequencies.txt", 60_000)):
        assert len((files("djledger.knowledge") / name).read_bytes()) < most
