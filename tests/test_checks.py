"""Each check has help in two languages, a case that it finds and a case that it lets pass.

The cases stand in tests/checks/<module>.yaml. `text` is a report (or `reports` several, by name,
or `ledger` entries without a text, or `trouble` reading it); `place` and `date` are what the
command line would say. The other keys of a case are settings and what is to be found.
"""

from __future__ import annotations

import hashlib
import importlib
import string
from pathlib import Path

import pytest
import yaml

import djledger
from djledger import api, checks, pipeline, readers
from djledger.checks.submission import Member, Roster, Settings, Submission
from djledger.errors import InputError
from djledger.model.ledger import Entry, Source

HERE = Path(__file__).parent / "checks"
EVAL = Path(__file__).resolve().parents[2] / "shared/eval/dev"
PLACE, DATE = "青石镇", "2024-09-30"
ALL = checks.all_checks()
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in HERE.glob("*.yaml")}


def code_of(module):
    values = vars(importlib.import_module(f"djledger.checks.{module}")).values()
    return next(v.code for v in values if isinstance(v, checks.Check))


def cases(kind):
    return [
        pytest.param(name, case, id=f"{name}: {case['why']}")
        for name, file in sorted(FILES.items())
        for case in file[kind]
        if not case.get("elsewhere")
    ]


def settings(case, knowledge):
    roster = None
    if "roster" in case:
        roster = Roster("roster.yaml", tuple(map(Member, case["roster"])), case.get("deadline"))
    last = None
    if "last" in case:
        raw = readers.read(case["last"], name="上期.txt")
        last = pipeline.extract(raw, knowledge, place=PLACE, date="2024-06-30")
    return Settings(
        mandatory=tuple(case.get("mandatory", ())),
        period=case.get("period", ""),
        roster=roster,
        last=last,
    )


def submission(name, text, case, told, knowledge):
    raw = readers.read(text, name=name)
    if "margin" in case:
        raw = type(raw)(raw.name, raw.text, raw.sha256, raw.media, "gb18030", case["margin"])
    place, day = case.get("place", PLACE), str(case.get("date", DATE))
    ledger = pipeline.extract(raw, knowledge, place=place, date=day)
    return Submission(name, knowledge, told, ledger.sources[0], ledger.entries, raw)


def entry(number, values):
    given = {
        "unit": "个",
        "item": "村",
        "quote": f"{values.get('value')}{values.get('unit', '个')}",
    }
    at = {"start": number * 10, "end": number * 10 + 3, "line": 1, "column": number * 10 + 1}
    return Entry.model_validate({**given, **at, "source": "a.txt", **values})


def submissions(case, told, knowledge):
    if "trouble" in case:
        error = InputError("a.txt", code=case["trouble"])
        return [Submission("a.txt", knowledge, told, trouble=error)]
    if "bytes" in case:
        try:
            readers.read(case["bytes"].encode(), name="a.txt")
        except InputError as error:
            return [Submission("a.txt", knowledge, told, trouble=error)]
    if "ledger" in case:
        digest = hashlib.sha256(b"").hexdigest()
        source = Source(name="a.txt", sha256=digest, place=PLACE, date=str(case.get("date", DATE)))
        entries = tuple(entry(k, values) for k, values in enumerate(case["ledger"]))
        return [Submission("a.txt", knowledge, told, source, entries)]
    texts = case.get("reports") or {"a.txt": case["text"]}
    return [submission(n, t, case, told, knowledge) for n, t in texts.items()]


def found(module, case, knowledge):
    told = settings(case, knowledge)
    run = checks.run(submissions(case, told, knowledge), told)
    return [f for f in run if f.code == code_of(module)]


@pytest.mark.parametrize(("module", "case"), cases("fail"))
def test_is_found(module, case, knowledge):
    findings = found(module, case, knowledge)
    assert findings
    if "quote" in case:
        assert case["quote"] in [f.quote for f in findings]
    if "level" in case:
        assert {f.level for f in findings} >= {case["level"]}
    if "count" in case:
        assert len(findings) == case["count"]
    if "says" in case:
        assert case["says"] in findings[0].message


@pytest.mark.parametrize(("module", "case"), cases("pass"))
def test_is_let_pass(module, case, knowledge):
    assert [f.message for f in found(module, case, knowledge)] == []


def test_each_check_has_cases():
    assert {code_of(name) for name in FILES} == set(ALL)
    for name, file in FILES.items():
        assert file["fail"], name
        assert file["pass"], name


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_each_check_says_what_it_is(check):
    for language in ("zh", "en"):
        title, _, rest = check.help(language).partition("\n\n")
        assert title.strip(), language
        assert rest.strip(), language
    for zh, en in check.messages.values():
        zh.encode("gbk")  # a console in China may know nothing else
        assert set(_fields(zh)) >= set(_fields(en)) - {"indicator", "unit"}, en
    assert check.help("zh").encode("gbk")


def _fields(template):
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def test_there_are_enough_and_codes_are_families():
    assert len(ALL) >= 40
    assert len({c.name for c in ALL.values()}) == len(ALL)
    assert all(code[:2] == "DJ" and code[2] in "0123456789" for code in ALL)


def test_selection():
    assert checks.selected(["DJ3"], ["DJ301"]) == {
        c for c in ALL if c.startswith("DJ3") and c != "DJ301"
    }
    assert checks.selected(["part-exceeds-total"]) == {"DJ301"}
    assert checks.selected() == set(ALL)


# What a careful reader must see in the five reports, and nothing else at these levels.
EXPECTED = {
    "000_xingxian.txt": [("DJ203", 1, "09.03"), ("DJ408", 17, "問題得到有效解決")],
    "001_zhenghe.txt": [("DJ203", 1, "")],
    "002_xiangchang.txt": [("DJ101", 5, None), ("DJ203", 4, None), ("DJ209", 3, None)],
    "003_mechanisms.txt": [
        ("DJ101", 13, None), ("DJ201", 17, "**家"), ("DJ201", 17, "**家"), ("DJ201", 17, "**處"),
        ("DJ201", 17, "****年"), ("DJ201", 17, "****元"), ("DJ201", 17, "****%"),
        ("DJ204", 1, ""), ("DJ208", 17, "2005年"),
    ],
    "004_pingliang.txt": [
        ("DJ304", 29, "5020元"), ("DJ408", 25, "257条"), ("DJ410", 29, "1000万元"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_findings(name):
    path = EVAL / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    findings = [f for f in djledger.check([path]) if f.level != "info"]
    told = sorted((f.code, f.line, f.quote) for f in findings)
    wanted = sorted(EXPECTED[name], key=lambda w: (w[0], w[1], w[2] or ""))
    assert [(c, line) for c, line, _ in told] == [(c, line) for c, line, _ in wanted]
    quotes = [q for _, _, q in wanted if q]
    assert sorted(q for _, _, q in told if q in quotes) == sorted(quotes)
    raw = readers.read(path).text
    for f in findings:
        assert (
            f.end == 0 or "".join(raw[f.start : f.end].split())[:8] == "".join(f.quote.split())[:8]
        )
        lines = raw[: f.start].split("\n")
        assert (f.line, f.column) == (len(lines), len(lines[-1]) + 1) or f.end == 0


def test_what_the_five_reports_also_give_away():
    path = EVAL / "004_pingliang.txt"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    codes = {f.code: f for f in djledger.check([path])}
    assert "1459" in codes["DJ307"].message
    assert codes["DJ311"].quote == "50%"


def test_a_secret_document_is_not_looked_into(knowledge):
    text = "机密★长期\n全镇共有党员12名，其中女党员15名。联系电话13800138000。"
    told = Settings()
    findings = checks.run([submission("a.txt", text, {}, told, knowledge)], told)
    assert [f.code for f in findings] == ["DJ602"]
    assert "党员" not in "".join(f.model_dump_json() for f in findings)


def test_personal_data_is_masked_in_every_finding():
    text = "青石镇工作情况\n共有党员12名，其中女党员13800138000名。\n2024年1月2日"
    findings = djledger.check([text])
    assert findings
    assert "13800138000" not in "".join(f.model_dump_json() for f in findings)


def test_fingerprints_do_not_move_with_lines():
    text = "青石镇工作情况\n全镇共有党员12名，其中女党员15名。\n2024年1月2日"
    before = {f.fingerprint for f in djledger.check([text]) if f.code == "DJ301"}
    moved = {
        f.fingerprint
        for f in djledger.check(["青石镇工作情况\n\n\n" + text.partition("\n")[2]])
        if f.code == "DJ301"
    }
    assert before == moved != set()


def test_one_run_takes_reports_texts_and_ledgers(tmp_path):
    ledger = djledger.extract("青石镇共有党员12名。\n2024年1月2日", name="青石镇.txt")
    path = tmp_path / "青石镇.yaml"
    api.save(ledger, path)
    report = tmp_path / "白水镇.txt"
    report.write_text("白水镇共有党员12名，其中女党员15名。\n2024年1月2日", "utf-8")
    findings = djledger.check([ledger, path, report, str(report)], select=["DJ301", "DJ5"])
    assert {f.code for f in findings} == {"DJ301", "DJ501"}
    assert [f.path for f in findings if f.code == "DJ301"] == [report.as_posix()] * 1


def test_language():
    zh, en = (djledger.check(["党员**名。"], select=["DJ201"], language=x) for x in ("zh", "en"))
    assert "遮蔽" in zh[0].message
    assert "masked" in en[0].message
    assert zh[0].fingerprint == en[0].fingerprint


# Errors that these reports really have: figures blotted out, no date, nobody's name.
REAL = {"DJ201", "DJ203", "DJ204"}


@pytest.mark.parametrize("folder", ["tests/reports", "../shared/eval/dev"])
def test_no_false_error_in_labelled_reports(folder, root):
    paths = sorted((root / folder).glob("*.txt"))
    if not paths:
        pytest.skip(f"{folder} is not here")
    found = [f for f in djledger.check(paths) if f.level == "error" and f.code not in REAL]
    assert [(f.path, f.line, f.code, f.message) for f in found] == []
