"""`djledger review` and `djledger apply`: files, messages, exit codes."""

from __future__ import annotations

import json

import pytest

import djledger as library
from djledger.review import corrections


@pytest.fixture
def ledger(djledger, report):
    path = report.with_suffix(".yaml")
    assert djledger("extract", report, "-o", path).code == 0
    return path


def said_of(path, **changed):
    made = library.load(path)
    first = made.entries[0]
    correction = {
        "id": first.id,
        "was": {"state": "待核", "value": None, "note": "", "read": int(first.value)},
        "state": "已核",
        **changed,
    }
    return {
        "format": "djledger.corrections/1",
        "document_sha256": made.sources[0].sha256,
        "ledger_sha256": corrections.digest(made),
        "source": made.sources[0].name,
        "by": "王",
        "corrections": [correction],
        "added": [],
    }


@pytest.fixture
def said(ledger, tmp_path):
    path = tmp_path / "said.json"
    path.write_text(json.dumps(said_of(ledger, value=1300)), "utf-8")
    return path


def test_a_ledger_and_its_report_make_the_same_page(djledger, report, ledger, tmp_path):
    assert djledger("review", ledger, "-o", tmp_path / "a.html").code == 0
    ran = djledger("review", report, "-o", tmp_path / "b")
    assert ran.code == 0
    assert "青石镇.html" in ran.err
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page == (tmp_path / "b" / "青石镇.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert [p.name for p in (tmp_path / "b").iterdir()] == ["青石镇.html"], "one needs no index"


def test_page_on_stdout(djledger, report):
    ran = djledger("review", report, "-o", "-")
    assert ran.out.startswith(b"<!doctype html>")
    assert ran.err == ""


def test_many_reports_get_an_index(djledger, report, tmp_path):
    (report.parent / "白水镇.txt").write_text("党员800名。\n", "utf-8")
    assert djledger("review", report.parent, "-o", tmp_path / "out").code == 0
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["index.html", "白水镇.html", "青石镇.html"]
    assert 'home":"index.html"' in (tmp_path / "out" / "白水镇.html").read_text("utf-8")
    again = djledger("review", report.parent, "-o", tmp_path / "out")
    assert "已生成 2 个" in again.err, "pages from last time are no reports"
    ran = djledger("review", report.parent, "-o", tmp_path / "one.html")
    assert ran.code == 2
    assert "文件夹" in ran.err


def test_a_ledger_alone_says_what_is_missing(djledger, report, ledger, tmp_path):
    moved = tmp_path / "elsewhere.txt"
    report.rename(moved)
    ran = djledger("review", ledger, "-o", tmp_path / "out")
    assert ran.code == 3
    assert "找不到报告" in ran.err
    assert "--source" in ran.err
    assert not (tmp_path / "out").exists()
    assert djledger("review", ledger, "-o", tmp_path / "out", "--source", moved).code == 0


def test_a_changed_report_is_refused_and_the_others_are_shown(djledger, report, ledger, tmp_path):
    other = report.parent / "白水镇.txt"
    other.write_text("党员800名。\n", "utf-8")
    report.write_text("全镇共有党员1287名。\n", "utf-8")
    ran = djledger("review", ledger, other, "-o", tmp_path / "out")
    assert ran.code == 3
    assert "不是同一份报告" in ran.err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["白水镇.html"]


def test_a_ledger_without_sources_is_told_so(djledger, report, tmp_path):
    path = tmp_path / "x.jsonl"
    assert djledger("extract", report, "-o", path).code == 0
    ran = djledger("review", path, "-o", tmp_path / "out")
    assert ran.code == 3
    assert "yaml" in ran.err


def test_only_own_pages_are_replaced(djledger, report, tmp_path):
    file = tmp_path / "页.html"
    assert djledger("review", report, "-o", file).code == 0
    assert djledger("review", report, "-o", file).code == 0
    file.write_text("别人的网页", "utf-8")
    ran = djledger("review", report, "-o", file)
    assert ran.code == 2
    assert file.read_text("utf-8") == "别人的网页"
    assert djledger("review", report, "-o", file, "--force").code == 0


def test_nothing_to_review(djledger):
    ran = djledger("review")
    assert ran.code == 2
    assert "djledger review" in ran.err


def test_apply_writes_the_review_and_a_second_time_nothing(djledger, ledger, said):
    ran = djledger("apply", said, ledger)
    assert ran.code == 0
    assert "写入 1 条" in ran.err
    review = library.load(ledger).entries[0].review
    assert (review.state, int(review.value), review.by) == ("已核", 1300, "王")
    before = ledger.read_bytes()
    ran = djledger("apply", said, ledger)
    assert ran.code == 0
    assert "已有 1 条" in ran.err
    assert ledger.read_bytes() == before


def test_apply_elsewhere_leaves_the_ledger(djledger, ledger, said, tmp_path):
    before = ledger.read_bytes()
    ran = djledger("apply", said, ledger, "-o", "-")
    assert ran.code == 0
    assert "已核".encode() in ran.out
    assert djledger("apply", said, ledger, "-o", tmp_path / "new.json").code == 0
    assert library.load(tmp_path / "new.json").entries[0].review is not None
    assert ledger.read_bytes() == before


def test_another_report_is_refused_and_nothing_written(djledger, ledger, said):
    made = json.loads(said.read_text("utf-8"))
    said.write_text(json.dumps(made | {"document_sha256": "b" * 64}), "utf-8")
    before = ledger.read_bytes()
    ran = djledger("apply", said, ledger)
    assert ran.code == 2
    assert "不是针对这份台账" in ran.err
    assert ledger.read_bytes() == before


def test_of_several_files_one_bad_one_stops_all(djledger, ledger, said, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "djledger.corrections/1"}', "utf-8")
    before = ledger.read_bytes()
    assert djledger("apply", said, bad, ledger).code == 3
    assert ledger.read_bytes() == before


def test_stale_is_reported_marked_and_exits_4(djledger, ledger, said):
    text = ledger.read_text("utf-8")
    ledger.write_text(text.replace("value: 1286", "value: 1290", 1), "utf-8")
    ran = djledger("apply", said, ledger)
    assert ran.code == 4
    assert "DJ702" in ran.err
    assert "1286" in ran.err
    assert "1290" in ran.err
    entry = library.load(ledger).entries[0]
    assert entry.review.state == "存疑"
    assert entry.review.value is None, "a stale value is not taken over"
    assert "1300" in entry.review.note, "but it is not lost"
    assert entry.value == 1290


def test_an_indicator_given_by_hand_is_shown_as_a_catalogue_item(djledger, ledger, said):
    made = said_of(ledger, indicator="branches")
    made["corrections"][0]["was"]["indicator"] = library.load(ledger).entries[0].indicator
    said.write_text(json.dumps(made), "utf-8")
    ran = djledger("apply", said, ledger)
    assert ran.code == 0
    assert "- id: branches" in ran.err
    assert "heads: [党员]" in ran.err


@pytest.mark.parametrize("arguments", [(), ("a.json",)])
def test_apply_needs_both(djledger, arguments):
    ran = djledger("apply", *arguments)
    assert ran.code == 2
    assert "djledger apply" in ran.err


def test_apply_to_what_is_not_there(djledger, said, tmp_path):
    assert djledger("apply", said, tmp_path / "no.yaml").code == 3
    assert djledger("apply", tmp_path / "no.json", tmp_path / "no.yaml").code == 3
