"""What the outputs say, read back by other means: JSON, an XML parser, unescaping by hand.

`sarif-multitool` (npm: @microsoft/sarif-multitool) validates SARIF where it is on the PATH.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from djledger import checks
from djledger.checks.submission import Settings
from djledger.model.finding import Checked, Finding, Outcome, Suppressed
from djledger.reporters import all_reporters
from djledger.reporters.sarif_log import _NO_LINES

NASTY = "报送/a,b:c%.txt"


def finding(**changed):
    given = {
        "code": "DJ301", "name": "part-exceeds-total", "level": "error",
        "message": "其中数，100%\n多",
        "message_id": "DJ301", "path": NASTY, "line": 2, "column": 3, "end_line": 2,
        "end_column": 6, "start": 10, "end": 13, "quote": "15名", "fingerprint": "0123456789abcdef",
    }  # fmt: skip
    return Finding(**{**given, **changed})


def outcome(*findings, **changed):
    rules = tuple(c.rule() for c in checks.all_checks().values())
    paths = dict.fromkeys([NASTY, *(f.path for f in findings)])
    given = {
        "findings": findings, "rules": rules, "version": "0.1.0",
        "checked": tuple(Checked(path=p, place="青石镇") for p in paths),
    }  # fmt: skip
    return Outcome(**{**given, **changed})


def rendered(name, *findings, **changed):
    return all_reporters()[name].render(outcome(*findings, **changed)).decode()


ALL = [
    finding(),
    finding(level="warning", code="DJ303", name="percent-mismatch", message="a|b <b> [x] @y"),
    finding(level="info", code="DJ403", name="approximate", message="约数\u2028\x1b[31m"),
    finding(suppressed=Suppressed(kind="config", reason="已核实", by="王")),
    finding(code="DJ504", name="not-submitted", path="roster.yaml", quote="", start=0, end=0),
    finding(path="报送/青石镇.docx", locator="第3段"),
]


@pytest.mark.parametrize("name", all_reporters())
def test_nothing_and_everything(name):
    assert isinstance(rendered(name), str)
    for language in ("zh", "en"):
        rendered(name, *ALL, language=language)


def test_names():
    wanted = "github gitlab json jsonl junit markdown plain rich sarif"
    assert " ".join(all_reporters()) == wanted


def test_plain_is_a_line_each_and_leaves_out_what_is_suppressed():
    lines = rendered("plain", *ALL).splitlines()
    assert len(lines) == 5
    assert lines[0] == f"{NASTY}:2:3: error DJ301 其中数，100%□多"
    assert "\x1b" not in "".join(lines)


def test_json_keeps_all():
    read = json.loads(rendered("json", *ALL))
    assert len(read["findings"]) == len(ALL)
    assert read["summary"] == {
        "error": 3, "warning": 1, "info": 1, "suppressed": 1, "gating": 3, "reports": 3,
    }  # fmt: skip
    assert "其中数" in rendered("json", *ALL)
    rows = [json.loads(line) for line in rendered("jsonl", *ALL).split("\n") if line]
    assert rows == read["findings"]


def github(line):
    """A workflow command read the way the runner reads it."""
    match = re.fullmatch(r"::(\w+) ?([^:]*)::(.*)", line)
    told = dict(p.split("=", 1) for p in match[2].split(",") if p)
    for key, value in told.items():
        told[key] = value.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    return match[1], told, match[3].replace("%0A", "\n").replace("%25", "%")


def test_github_is_escaped():
    command, told, text = github(rendered("github", finding()).splitlines()[0])
    assert command == "error"
    assert told == {
        "file": NASTY, "line": "2", "endLine": "2", "col": "3", "endColumn": "6",
        "title": "DJ301 part-exceeds-total",
    }  # fmt: skip
    assert text == "其中数，100%\n多"


def test_github_is_capped_and_the_log_has_the_rest():
    many = [finding(line=k, level=level) for level in ("error", "info") for k in range(1, 31)]
    lines = rendered("github", *many).splitlines()
    shown = [line for line in lines if line.startswith(("::error", "::notice"))]
    assert sum(line.startswith("::error") for line in shown) == 10
    assert sum(line.startswith("::notice") for line in shown) == 10
    assert "另有 41 条" in shown[-1]
    assert sum(": error DJ301" in line or ": info DJ301" in line for line in lines) == 60
    assert lines.index("::endgroup::") == len(lines) - 1


def test_no_line_of_the_log_is_a_command():
    log = rendered("github", finding(path="::warning::x")).splitlines()
    inside = log[log.index("::group::djledger check") + 1 : -1]
    assert [line for line in inside if line.startswith("::")] == []


def test_gitlab():
    rows = json.loads(rendered("gitlab", *ALL))
    assert len(rows) == 5
    assert set(rows[0]) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert rows[0]["location"] == {"path": NASTY, "lines": {"begin": 2}}
    assert {row["severity"] for row in rows} == {"major", "minor", "info"}


def test_sarif_says_where_and_which():
    log = json.loads(rendered("sarif", *ALL))
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    results = run["results"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    place = results[0]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == NASTY
    assert place["region"] == {
        "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6, "charOffset": 10,
        "charLength": 3, "snippet": {"text": "15名"},
    }  # fmt: skip
    assert results[3]["suppressions"][0]["justification"] == "已核实"
    assert "region" not in results[5]["locations"][0]["physicalLocation"]
    assert results[5]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "第3段"
    assert ".docx" in _NO_LINES


def test_sarif_is_valid(tmp_path):
    tool = shutil.which("sarif-multitool")
    if tool is None:
        pytest.skip("sarif-multitool is not on the PATH")
    path = tmp_path / "out.sarif"
    path.write_text(rendered("sarif", *ALL), "utf-8")
    done = subprocess.run([tool, "validate", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "error" not in done.stdout.lower().replace("0 errors", "")


def test_junit_shows_green_and_red():
    root = ET.fromstring(rendered("junit", *ALL))  # noqa: S314 -- our own
    suites = {s.get("name"): s for s in root}
    assert set(suites) == {NASTY, "报送/青石镇.docx", "roster.yaml"}
    cases = suites[NASTY].findall("testcase")
    assert len(cases) == len(checks.all_checks())
    failed = [c.get("name") for c in cases if c.find("failure") is not None]
    assert failed == ["DJ301 part-exceeds-total"]
    noted = [c.get("name") for c in cases if c.find("system-out") is not None]
    assert noted == ["DJ303 percent-mismatch", "DJ403 approximate"]
    assert int(root.get("failures")) == 3
    assert root.get("tests") == str(sum(int(s.get("tests")) for s in root))


def test_junit_fails_as_the_run_does():
    root = ET.fromstring(rendered("junit", *ALL, fail_on="never"))  # noqa: S314 -- our own
    assert root.get("failures") == "0"


def test_markdown_is_a_table_whatever_the_text():
    text = rendered("markdown", *ALL)
    row = next(line for line in text.splitlines() if "DJ303" in line)
    assert re.split(r"(?<!\\)\|", row)[4].strip() == r"a\|b \<b\> \[x\] &#64;y"
    assert "已核实" not in text
    assert "没有问题" in rendered("markdown")


def test_rich_shows_brackets_and_a_title():
    text = re.sub(r"\x1b\[[0-9;]*m", "", rendered("rich", ALL[1]))
    assert "[x]" in text
    assert "警告" in text


@pytest.mark.parametrize(
    ("bar", "count"), [("error", 1), ("warning", 2), ("info", 3), ("never", 0)]
)
def test_what_counts(bar, count):
    assert len(outcome(*ALL[:4], fail_on=bar).gating()) == count


def test_settings_need_nothing():
    assert checks.run([], Settings()) == []
