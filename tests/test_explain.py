"""One entry's way, from the report to its row."""

from __future__ import annotations

import pytest

import djledger
from djledger import explain, readers
from djledger.errors import UsageError

REPORT = (
    "青石镇2024年党建工作总结\n"
    "今年以来，全鎮(zhèn)共有黨(dǎng)支部36個，其中農(nóng)村黨支部21個、機關黨支部15個。\n"
    "培训黨員856人次。走访群众3２0户。\n"
)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "青石镇.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def ledger(report):
    return djledger.extract(report, name="青石镇.txt")


def entry(ledger, quote):
    return next(e for e in ledger.entries if e.quote == quote)


def test_the_sentence_as_it_stands_and_as_it_was_read(ledger, report, knowledge):
    told = explain.explain(ledger, entry(ledger, "21個").id, knowledge, report=readers.read(report))
    assert (told.raw.before[-13:], told.raw.text, told.raw.after[0]) == (
        "農(nóng)村黨支部", "21個", "、",
    ) or told.raw.before.endswith("農(nóng)村黨支部")  # fmt: skip
    assert told.raw.before + told.raw.text + told.raw.after in REPORT
    assert told.read.before.startswith("今年以来，全镇共有党支部36个")
    assert told.read.text == "21个"
    assert told.read.after == "、机关党支部15个。"
    assert ("(nóng)", "", "pinyin_note") in [(m.before, m.after, m.step) for m in told.repairs]


def test_whole_parts_and_neighbours(ledger, knowledge):
    whole, part, other = (entry(ledger, q) for q in ("36個", "21個", "15個"))
    told = explain.explain(ledger, part.id, knowledge)
    assert told.whole == whole
    assert told.beside == (whole, other)
    assert explain.explain(ledger, whole.id, knowledge).parts == (part, other)


def test_without_the_report_the_ledger_is_all(ledger, knowledge):
    told = explain.explain(ledger, ledger.entries[0].id, knowledge)
    assert (told.raw, told.read, told.repairs) == (None, None, ())
    assert told.source.name == "青石镇.txt"


def test_a_ledger_with_its_repairs_tells_of_them(report, knowledge):
    report.write_text("走访群众3２0户。", "utf-8")
    ledger = djledger.extract(report, explain=True)
    told = explain.explain(ledger, ledger.entries[0].id, knowledge)
    assert [(m.before, m.after, m.step) for m in told.repairs] == [("２", "2", "width")]


def test_a_time_said_earlier_is_called_so(report, knowledge):
    report.write_text("今年以来，走访群众30户。培训党员12人次。", "utf-8")
    ledger = djledger.extract(report)
    first, second = (
        explain.explain(ledger, e.id, knowledge, report=readers.read(report))
        for e in ledger.entries
    )
    assert first.entry.period == second.entry.period == "今年以来"
    assert (first.elsewhere, second.elsewhere) == ((), ("period",))


def test_the_first_digits_will_do(ledger, knowledge):
    wanted = ledger.entries[0]
    assert explain.explain(ledger, wanted.id[:6].upper(), knowledge).entry == wanted


@pytest.mark.parametrize("wrong", ["typo", "short", "quote", "nothing"])
def test_a_wrong_id_names_near_ones(ledger, knowledge, wrong):
    wanted = entry(ledger, "856人次")
    name = {
        "typo": wanted.id[:4] + "z" + wanted.id[5:],
        "short": wanted.id[:2],
        "quote": "856人次",
        "nothing": "没有",
    }[wrong]
    with pytest.raises(UsageError, match=f"没有条目 {name}") as caught:
        explain.explain(ledger, name, knowledge)
    near = f"{wanted.id}（党员856人次）"
    assert (near in caught.value.remedy) == (wrong != "nothing")


def test_another_report_is_refused(ledger, report, knowledge):
    report.write_text(f"一{REPORT}", "utf-8")
    with pytest.raises(UsageError, match="不是这一条的出处"):
        explain.explain(ledger, ledger.entries[0].id, knowledge, report=readers.read(report))


def test_a_report_is_known_by_its_bytes(ledger, report, tmp_path):
    (source,) = ledger.sources
    assert explain.report_of(source, (tmp_path / "别处", tmp_path)).text == REPORT
    report.write_text(f"{REPORT}\n", "utf-8")
    assert explain.report_of(source, (tmp_path,)) is None


def test_reasons_are_words(ledger, knowledge):
    told = explain.reasons(entry(ledger, "856人次"), knowledge)
    assert told[0] == "量词“人次”"
    assert any("人次" in reason or "指标" in reason for reason in told)


def test_every_reason_of_a_rule_has_a_name(knowledge, root):
    """What a rule writes into `why` in English is shown to clerks in Chinese."""
    reports = sorted((root / "tests/reports").glob("*.txt"))
    entries = [e for r in reports[::4] for e in djledger.extract(r).entries]
    bare = {
        why
        for e in entries
        for why, told in zip(e.why, explain.reasons(e, knowledge), strict=True)
        if why.isascii() and why != e.unit and told in {f"用语“{why}”", why}
    }
    assert bare <= {"%", "kV", "KV", "MW", "GDP", "KM"}


def test_every_entry_of_the_examples_can_be_explained(root, knowledge):
    for path in sorted((root / "examples").glob("*.txt")):
        ledger = djledger.extract(path)
        report = readers.read(path)
        for each in ledger.entries:
            told = explain.explain(ledger, each.id, knowledge, report=report)
            raw = told.raw.before + told.raw.text + told.raw.after
            assert raw in report.text
            assert told.raw.text == each.quote
