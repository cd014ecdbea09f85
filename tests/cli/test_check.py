"""`djledger check`, `rule`, `config` and `baseline`: what they print and how they end."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

FORMATS = ["plain", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown", "rich"]
CLEAN = "青石镇工作情况\n全镇共有党员1286名，其中女党员312名。\n2024年9月30日\n"
FAULTY = CLEAN.replace("312名", "1312名")
WARNED = CLEAN.replace("312名", "312名，占党员总数的34.3%")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "DJLEDGER_OUTPUT_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("好.txt", CLEAN), ("错.txt", FAULTY), ("警.txt", WARNED)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
class TestExitCodes:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["好.txt"], 0),
            (["错.txt"], 1),
            (["警.txt"], 0),
            (["警.txt", "--fail-on", "warning"], 1),
            (["错.txt", "--fail-on", "never"], 0),
            (["错.txt", "--exit-zero"], 0),
            (["错.txt", "--ignore", "DJ301"], 0),
            (["错.txt", "--select", "DJ1,DJ2"], 0),
            (["没有.txt"], 3),
            (["没有.txt", "错.txt"], 3),
            (["没有.txt", "--exit-zero"], 3),
            (["错.txt", "--select", "DJ999"], 2),
            (["错.txt", "--fail-on", "bad"], 2),
            (["错.txt", "--output-format", "jsn"], 2),
            (["错.txt", "--report", "sarif"], 2),
            (["错.txt", "--period", "秋天"], 2),
            (["错.txt", "--config", "没有.toml"], 2),
            ([], 2),
        ],
    )
    def test_code(self, djledger, arguments, code):
        assert djledger("check", *arguments).code == code

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_format_changes_nothing(self, djledger, name):
        assert djledger("check", "错.txt", "--output-format", name).code == 1
        assert djledger("check", "好.txt", "--output-format", name).code == 0


@pytest.mark.usefixtures("folder")
def test_plain(djledger):
    ran = djledger("check", "错.txt")
    assert ran.out.decode() == (
        "错.txt:2:18: error DJ301 其中数1312名（女党员）大于总数1286名（党员，2:7）\n"
    )
    assert "1 个错误（计入退出码）" in ran.err
    assert "报告 1 份" in ran.err
    assert djledger("check", "错.txt", "-q").err == ""


@pytest.mark.usefixtures("folder")
def test_english(djledger):
    ran = djledger("check", "错.txt", "--lang", "en")
    assert b"is more than its total" in ran.out
    assert "1 error(s) that count" in ran.err


@pytest.mark.usefixtures("folder")
def test_a_folder_a_glob_and_stdin(djledger):
    for given in (".", "*.txt"):
        paths = {
            line.partition(":")[0] for line in djledger("check", given).out.decode().splitlines()
        }
        assert {p.rpartition("/")[2] for p in paths} == {"错.txt", "警.txt"}
    ran = djledger("check", "-", "--stdin-name", "白水镇.txt", stdin=FAULTY.encode())
    assert ran.out.decode().startswith("白水镇.txt:2:18: error DJ301")


def test_several_outputs_in_one_run(djledger, folder):
    djledger("check", "错.txt", "--report", "sarif:出/o.sarif", "--report", "junit:出/o.xml")
    log = json.loads((folder / "出/o.sarif").read_text("utf-8"))
    assert [r["ruleId"] for r in log["runs"][0]["results"]] == ["DJ301"]
    assert ET.parse(folder / "出/o.xml").getroot().get("failures") == "1"  # noqa: S314 -- our own


@pytest.mark.usefixtures("folder")
def test_in_a_github_workflow(djledger, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert djledger("check", "错.txt").out.startswith(b"::error ")


@pytest.mark.usefixtures("folder")
def test_ledgers(djledger):
    djledger("extract", "错.txt", "-o", "台账/", "-q")
    whole = json.loads(djledger("check", "台账", "--output-format", "json").out)
    assert [c["path"] for c in whole["checked"]] == ["错.txt"]
    djledger("extract", "好.txt", "-o", "好.jsonl", "-q")
    assert djledger("check", "好.jsonl").code == 0


def test_cross_file(djledger, folder):
    (folder / "好2.txt").write_text(CLEAN, "utf-8")
    ran = djledger("check", "好.txt", "好2.txt", "--select", "DJ5")
    assert b"DJ501" in ran.out
    assert ran.code == 1


def test_rule(djledger):
    listed = djledger("rule").out.decode().splitlines()
    assert len(listed) >= 40
    assert listed[0].startswith("DJ001\tunreadable\terror\t")
    one = djledger("rule", "DJ301").out.decode()
    assert "部分大于总数" in one
    assert "part-exceeds-total" in djledger("rule", "DJ301", "--lang", "en").out.decode()
    rows = json.loads(djledger("rule", "DJ3", "-f", "json").out)
    assert all(row["code"].startswith("DJ3") and row["help"] for row in rows)
    assert djledger("rule", "DJ999").code == 2
    assert djledger("rule", "DJ301", "-f", "yaml").code == 2


def test_config(djledger, folder):
    (folder / "djledger.toml").write_text('[check]\nfail-on = "warning"\n', "utf-8")
    assert djledger("check", "警.txt").code == 1
    assert djledger("check", "警.txt", "--isolated").code == 0
    shown = djledger("config", "show", "--origin").out.decode()
    assert 'check.fail-on\t"warning"\t' in shown
    assert "djledger.toml:2" in shown
    assert "check.select\t[]\t默认" in shown
    assert djledger("config", "path").out.decode().strip().endswith("djledger.toml")
    assert djledger("config", "init").code == 2
    assert djledger("config", "init", "--force").code == 0
    assert djledger("check", "好.txt").code == 0
    assert djledger("config", "sing").code == 2


def test_baseline(djledger, folder):
    assert djledger("baseline", "create", "错.txt").code == 2
    made = ("baseline", "create", "错.txt", "-o", "基线.json", "--reason", "存量", "--by", "王")
    assert djledger(*made).code == 0
    assert djledger(*made).code == 2
    ran = djledger("check", "错.txt", "--baseline", "基线.json")
    assert (ran.code, ran.out) == (0, b"")
    assert "压下 1 个" in ran.err
    assert (
        djledger("baseline", "show", "-o", "基线.json").out.decode().startswith("DJ301\t青石镇\t")
    )
    assert djledger("baseline", "prune", "好.txt", "-o", "基线.json").code == 0
    kept = json.loads((folder / "基线.json").read_text("utf-8"))
    assert kept["findings"] == []
    assert (kept["reason"], kept["by"]) == ("存量", "王")
    assert djledger("baseline", "sing").code == 2


def test_personal_data_is_nowhere(djledger, folder):
    (folder / "人.txt").write_text(CLEAN + "联系人13800138000，证号11010519491231002X。\n", "utf-8")
    for name in FORMATS:
        out = djledger("check", "人.txt", "--output-format", name).out.decode()
        assert "DJ601" in out or name == "rich"
        assert "13800138000" not in out
        assert "11010519491231002X" not in out


@pytest.mark.golden
def test_the_page_of_checks_is_what_the_checks_say(djledger, root, update_golden):
    head = (
        "# 检查规则\n\n本页由 `make golden` 从规则的说明写出。"
        "级别可以在 [djledger.toml](config.md) 里改；`djledger rule 代码` 显示同样的文字。\n\n"
    )
    page = head + djledger("rule", "-f", "markdown").out.decode()
    path = root / "docs/checks.md"
    if update_golden:
        path.write_text(page, "utf-8")
    assert path.read_text("utf-8") == page


@pytest.mark.skipif(shutil.which("bash") is None, reason="the snippet is for bash; there is none")
@pytest.mark.parametrize(("name", "code"), [("好.txt", 0), ("错.txt", 1), ("空.txt", 3)])
def test_the_shell_snippet_of_the_docs(folder, root, name, code):
    (folder / "空.txt").write_bytes(b"")
    (folder / "报送").mkdir()
    shutil.copy(folder / name, folder / "报送" / name)
    [snippet] = re.findall(
        r"```bash\n(.*?)```", (root / "docs/ci.md").read_text("utf-8"), re.DOTALL
    )
    run = f'djledger() {{ "{sys.executable}" -m djledger "$@"; }}\n{snippet}'
    done = subprocess.run(["bash", "-c", run], capture_output=True, check=False)  # noqa: S607
    assert done.returncode == code, done.stderr.decode()
    assert (folder / "通报.md").exists()
    assert (folder / "汇总.yaml").exists() == (code == 0)
