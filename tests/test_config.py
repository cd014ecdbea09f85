"""Which configuration holds, what it lets pass, and what is wrong with one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from djledger import api, config
from djledger.errors import UsageError

REPORT = "青石镇工作情况\n全镇共有党员12名，其中女党员15名。\n2024年1月2日\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "青石镇.txt").write_text(REPORT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, text, name="djledger.toml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def examined(*paths, **more):
    config_of = config.submission_config(None, isolated=False)
    return api.examine([(str(p), p) for p in paths], config_of, **more)


def live(outcome):
    return [f.code for f in outcome.findings if not f.suppressed and f.level != "info"]


def report(folder, name="青石镇.txt"):
    return (folder / name).relative_to(folder)


def test_without_one_the_defaults_hold(folder):
    assert config.find(folder) is None
    assert config.load(None) == config.Config()
    assert live(examined(report(folder))) == ["DJ301"]


def test_the_nearest_wins_and_extends(folder):
    write(folder, '[check]\nselect = ["DJ3"]\nfail-on = "warning"\n')
    write(folder, 'extend = "../djledger.toml"\n[check]\nfail-on = "never"\n', "下/djledger.toml")
    found = config.load(config.find(folder / "下"))
    assert (found.select, found.fail_on) == (("DJ3",), "never")
    assert found.origin["check.fail-on"].endswith("下/djledger.toml:3")
    assert found.origin["check.select"].endswith("djledger.toml:2")
    assert config.load(config.find(folder)).fail_on == "warning"


def test_each_report_has_its_own(folder):
    write(folder, '[check]\nignore = ["DJ301"]\n', "旧/djledger.toml")
    (folder / "旧/白水镇.txt").write_text(REPORT.replace("青石", "白水"), "utf-8")
    outcome = examined(report(folder), report(folder, "旧/白水镇.txt"))
    assert [f.path for f in outcome.findings if f.code == "DJ301"] == ["青石镇.txt"]


def test_levels_and_per_file_ignores(folder):
    write(
        folder,
        '[check]\n[check.severity]\nDJ3 = "info"\nDJ301 = "warning"\n'
        '[check.per-file-ignores]\n"白水*" = ["DJ301"]\n',
    )
    (folder / "白水镇.txt").write_text(REPORT.replace("青石", "白水"), "utf-8")
    outcome = examined(report(folder), report(folder, "白水镇.txt"))
    assert [(f.path, f.level) for f in outcome.findings if f.code == "DJ301"] == [
        ("青石镇.txt", "warning")
    ]


@pytest.mark.parametrize(
    ("text", "what", "near"),
    [
        ("[chek]\n", "chek", "check"),
        ("[check]\nseverty = {}\n", "severty", "severity"),
        ('[check]\nselect = ["DJ999"]\n', "DJ999", "DJ"),
        (
            '[check]\nselect = ["part-exceeds-totals"]\n',
            "part-exceeds-totals",
            "part-exceeds-total",
        ),
        ('[check]\nselect = "DJ3"\n', "select", ""),
        ('[check]\nfail-on = "fatal"\n', "fatal", "error"),
        ('[check]\nperiod = "三季度"\n', "三季度", "2024Q3"),
        ("[check\n", "TOML", ""),
        ('[[check.suppress]]\ncode = "DJ301"\nby = "王"\n', "reason", ""),
        ('[[check.suppress]]\ncode = "DJ504"\nreason = "x"\nby = "王"\n', "DJ504", ""),
        ('[[check.suppress]]\ncode = "DJ301"\nreason = "x"\nby = "王"\nuntil = 3\n', "until", ""),
        ('extend = "djledger.toml"\n', "extend", ""),
    ],
)
def test_what_is_wrong_is_said(folder, text, what, near):
    path = write(folder, text)
    with pytest.raises(UsageError) as error:
        config.load(path)
    told = f"{error.value.what} {error.value.why} {error.value.remedy}"
    assert what in told
    assert near in told
    assert error.value.exit_code == 2


SUPPRESS = """[[check.suppress]]
code = "DJ301"
path = "青石镇*"
quote = "{quote}"
reason = "已核实"
by = "王"
{more}"""


def test_a_suppression_marks_and_does_not_drop(folder):
    write(folder, SUPPRESS.format(quote="15名", more=""))
    outcome = examined(report(folder))
    [found] = [f for f in outcome.findings if f.code == "DJ301"]
    assert (found.suppressed.kind, found.suppressed.reason, found.suppressed.by) == (
        "config", "已核实", "王",
    )  # fmt: skip
    assert live(outcome) == []
    assert outcome.gating() == ()


def test_one_that_meets_nothing_is_reported(folder):
    write(folder, SUPPRESS.format(quote="16名", more=""))
    assert live(examined(report(folder))) == ["DJ301", "DJ901"]


def test_an_expired_one_counts_for_nothing(folder):
    write(folder, SUPPRESS.format(quote="15名", more="expires = 2020-01-31\n"))
    outcome = examined(report(folder))
    assert sorted(live(outcome)) == ["DJ301", "DJ902"]
    told = next(f for f in outcome.findings if f.code == "DJ902")
    assert "2020-01-31" in told.message
    assert told.path.endswith("djledger.toml")


def test_one_holds_until_its_day(folder):
    write(folder, SUPPRESS.format(quote="15名", more="expires = 2999-01-31\n"))
    assert live(examined(report(folder))) == []


def baseline(folder, outcome):
    path = folder / "基线.json"
    rows = config.baseline_rows(outcome.findings)
    path.write_bytes(config.baseline_text(rows, reason="存量", by="王"))
    return path


def test_a_baseline_survives_renaming_and_new_lines(folder):
    path = baseline(folder, examined(report(folder)))
    assert live(examined(report(folder), baseline=str(path))) == []
    renamed = folder / "青石镇 定稿2.txt"
    renamed.write_text("\n\n" + REPORT.replace("全镇", "现在全镇"), "utf-8")
    (folder / "青石镇.txt").unlink()
    assert live(examined(report(folder, renamed.name), baseline=str(path))) == []


def test_a_baseline_has_no_place_in_it(folder):
    text = baseline(folder, examined(report(folder))).read_text("utf-8")
    rows = json.loads(text)["findings"]
    assert rows
    assert set(rows[0]) == {"code", "unit", "period", "indicator", "fingerprint", "count"}
    assert "青石镇.txt" not in text
    assert "青石镇" in text


def test_a_second_fault_of_the_kind_counts(folder):
    path = baseline(folder, examined(report(folder)))
    (folder / "青石镇.txt").write_text(
        REPORT.replace("15名。", "15名。\n共有干部10名，其中女干部11名。"), "utf-8"
    )
    assert live(examined(report(folder), baseline=str(path))) == ["DJ301"]


def test_what_is_gone_from_the_reports_is_said(folder):
    path = baseline(folder, examined(report(folder)))
    (folder / "青石镇.txt").write_text(REPORT.replace("15名", "5名"), "utf-8")
    outcome = examined(report(folder), baseline=str(path))
    assert live(outcome) == ["DJ901"]
    assert "prune" in outcome.findings[-1].message


def test_a_broken_baseline_is_an_error(folder):
    path = write(folder, "{}", "基线.json")
    with pytest.raises(UsageError):
        examined(report(folder), baseline=str(path))


def test_roster(folder):
    path = write(
        folder,
        "format: djledger-roster/1\nplaces:\n- {name: 青石镇}\n- {name: 白水镇, also: [白水]}\n"
        "periods:\n- {name: 2024Q3, end: 2024-09-30, due: 2024-10-10}\n",
        "roster.yaml",
    )
    roster = config.roster_of(str(path), "2024Q3")
    assert [(m.name, m.line) for m in roster.members] == [("青石镇", 3), ("白水镇", 4)]
    assert roster.deadline == date(2024, 10, 10)
    assert config.roster_of(str(path), "2025Q1").deadline is None
    write(folder, '[check]\nroster = "roster.yaml"\nselect = ["DJ504"]\n')
    [found] = examined(report(folder)).findings
    assert (found.code, found.path, found.line) == ("DJ504", str(path), 4)
    assert "白水镇" in found.message
