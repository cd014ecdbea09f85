"""The review page in a browser: what a person sees, types and takes away.

Needs Chromium with its driver (Debian: chromium, chromium-driver), and from PyPI selenium and, for
the accessibility rules, axe-core-python.
"""

from __future__ import annotations

import base64
import json
import shutil
import time
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from djledger import pipeline
from djledger.model.document import RawText
from djledger.model.finding import Finding
from djledger.review import corrections, page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
Keys = webdriver.Keys

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
AXE = find_spec("axe_core_python")

pytestmark = [
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="no Chromium with chromedriver on this machine"
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
needs_axe = pytest.mark.skipif(AXE is None, reason="axe-core-python is not installed")

REPORT = (
    "青石镇党建工作总结\r\n"
    "\r\n"
    "全镇共有党员1286名，其中女党员312名、35岁以下党员198名。\r\n"
    "𠮷祥村走访慰问困难党员360余人次，发放慰问金7.65万元。\n"
    "</script><script>window.hurt=1</script><img src=x onerror=window.hurt=2><!-- {{data}}\n"
    "计划新建活动场所3个\u2028，开展“三会一课”\t\u0085，培训**人次。\n"
    "另有志愿者若干"
)
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
)


def made(knowledge, text=REPORT, name="青石镇.txt", findings=()):
    raw = RawText(name, text, "a" * 64, encoding="utf-8")
    ledger = pipeline.extract(raw, knowledge, explain=True)
    return page.sheet(ledger, raw, findings)


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    folder = tmp_path_factory.mktemp("downloads")
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.set_capability("unhandledPromptBehavior", "accept")
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    opened.set_script_timeout(60)
    opened.downloads = folder
    yield opened
    opened.quit()


class Page:
    """A page in the browser, and what a person does there."""

    def __init__(self, driver, path, sheet):
        self.driver, self.sheet = driver, sheet
        driver.get("about:blank")
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        driver.get_log("browser")
        driver.get(path.as_uri())

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def keys(self, *keys):
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def get(self, name):
        return self.driver.find_element("id", name)

    def text(self, name):
        return self.js("return document.getElementById(arguments[0]).textContent", name)

    def fill(self, name, text):
        field = self.get(name)
        field.clear()
        field.send_keys(text)

    def choose(self, name, value):
        self.js(
            "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event('input', {bubbles: true}));",
            name,
            value,
        )

    def visible(self):
        return self.js(
            "return [...document.querySelectorAll('#grid tbody tr')].filter(r => !r.hidden)"
            ".map(r => r.textContent)"
        )

    def current(self):
        return self.js(
            "const r = document.querySelector('tr[aria-selected=true]');"
            "return r && r.querySelector('td').textContent"
        )

    def select(self, text):
        """Select *text* in the report, across whatever marks it."""
        self.js(
            """
            const wanted = arguments[0], walker = document.createTreeWalker(
              document.getElementById('src'), NodeFilter.SHOW_TEXT);
            const at = document.getElementById('src').textContent.indexOf(wanted);
            const range = document.createRange(); let seen = 0;
            while (walker.nextNode()) {
              const node = walker.currentNode, end = seen + node.length;
              if (seen <= at && at < end) range.setStart(node, at - seen);
              if (seen < at + wanted.length && at + wanted.length <= end) {
                range.setEnd(node, at + wanted.length - seen); break; }
              seen = end;
            }
            getSelection().removeAllRanges(); getSelection().addRange(range);
            """,
            text,
        )

    def export(self):
        for old in self.driver.downloads.iterdir():
            old.unlink()
        self.js("document.getElementById('export').click()")
        for _ in range(100):
            found = list(self.driver.downloads.glob("*.json"))
            if found and found[0].stat().st_size:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(self.text("live"))


@pytest.fixture
def opened(driver, knowledge, tmp_path):
    """Write the page of a report and open it."""

    def show(sheet=None, language="zh"):
        shown = sheet or made(knowledge)
        path = tmp_path / "页 面.html"
        path.write_text(page.page(shown, knowledge, language=language), "utf-8", newline="")
        return Page(driver, path, shown)

    return show


def test_text_is_the_source_and_nothing_of_it_runs(opened):
    shown = opened()
    assert shown.text("src") == REPORT
    assert shown.js("return window.hurt") is None
    assert shown.js("return document.querySelectorAll('img, iframe, object').length") == 0
    assert shown.driver.get_log("browser") == []


def test_each_quantity_is_marked_as_what_it_is(opened, knowledge):
    source = made(knowledge)
    first = source.ledger.entries[0]
    finding = Finding(
        code="DJ101",
        name="x",
        level="error",
        message="</script>不符",
        message_id="DJ101",
        entry=first.id,
        start=first.start,
        end=first.end,
    )
    # One that crosses two entries and belongs to none.
    across = finding.model_copy(
        update={"entry": "", "code": "DJ102", "end": source.ledger.entries[1].end}
    )
    shown = opened(replace(source, findings=(finding, across)))
    assert shown.text("src") == REPORT
    marks = shown.js(
        "return [...document.querySelectorAll('#src mark')].map(m => [m.textContent, m.className])"
    )
    classes = dict(marks)
    assert "finding" in classes[first.quote].split()
    assert "entry" in classes[first.quote].split()
    assert any(kind == "ignored" for kind in classes.values())
    assert any("open" in kind.split() for kind in classes.values())
    assert classes["，其中女党员"] == "finding"
    covered = {text for text, _ in marks}
    assert {e.quote for e in source.ledger.entries} <= covered
    shown.choose("show", "findings")
    assert len(shown.visible()) == 2
    shown.keys("n")
    assert "不符" in shown.text("facts") + shown.text("detail-title")


def test_keys_move_judge_and_undo(opened):
    shown = opened()
    count = len(shown.sheet.ledger.entries)
    shown.keys("j", "j")
    assert shown.current() == "2"
    shown.keys("k")
    assert shown.current() == "1"
    shown.keys("a")
    assert shown.current() == "2", "what is confirmed is done: on to the next"
    shown.keys("x", "d")
    states = [row.split("核")[0] for row in shown.visible()[:3]]
    assert len(states) == 3
    assert "✓ 已核" in shown.visible()[0]
    assert "存疑" in shown.visible()[1]
    assert "作废" in shown.visible()[2]
    assert f"已校核 3 / {count}" in shown.text("done")
    assert "struck" in shown.js(
        "return document.querySelectorAll('#src .struck').length && 'struck'"
    )
    shown.keys("u", "u", "u", "u")
    assert f"已校核 0 / {count}" in shown.text("done")
    assert "没有可撤销" in shown.text("live")


def test_arrows_home_and_end_move_in_the_list(opened):

    shown = opened()
    shown.keys("j", Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert shown.current() == "2"
    shown.keys(Keys.END)
    assert shown.current() == str(len(shown.sheet.ledger.entries))
    shown.keys(Keys.HOME)
    assert shown.current() == "1"


def test_edit_a_value_and_take_it_back(opened):

    shown = opened()
    shown.keys("j", Keys.ENTER)
    assert shown.js("return document.activeElement.id") == "f-value"
    shown.keys("1.3万", Keys.ENTER)
    assert "13,000" in shown.visible()[0]
    assert "原读 1,286" in shown.visible()[0]
    assert "✓ 已核" in shown.visible()[0], "who corrects an entry has looked at it"
    assert shown.current() == "1"
    shown.keys("u")
    assert "13,000" not in shown.visible()[0]
    assert "待核" in shown.visible()[0]
    shown.keys(Keys.ENTER, "很多", Keys.ENTER)
    assert shown.get("f-value").get_attribute("aria-invalid") == "true"
    assert "不是数" in shown.text("live")
    shown.keys(Keys.ESCAPE)
    assert shown.js("return document.activeElement.tagName") == "TR"
    shown.keys(Keys.ENTER, "77", Keys.ESCAPE, "j", "k")
    assert "77" not in shown.visible()[0], "Esc leaves things as they were"


def test_typing_gives_no_commands_and_single_keys_can_be_switched_off(opened):
    shown = opened()
    shown.keys("j")
    shown.fill("f-note", "axdjku")
    assert shown.current() == "1"
    assert shown.js("return now(current, 'state')") == "待核"
    shown.js("document.activeElement.blur(); document.getElementById('single').checked = false")
    shown.keys("j", "a")
    assert shown.current() == "1"


def test_filters(opened):
    shown = opened()
    entries = shown.sheet.ledger.entries
    shown.fill("q", "慰问金")
    assert len(shown.visible()) == 1
    shown.fill("q", "没有这个")
    assert shown.visible() == []
    assert shown.get("empty").is_displayed()
    shown.choose("q", "")
    shown.choose("show", "open")
    assert len(shown.visible()) == sum(e.indicator is None for e in entries)
    shown.choose("show", "masked")
    assert len(shown.visible()) == sum(e.value is None for e in entries) >= 1
    shown.choose("show", "ignored")
    assert len(shown.visible()) == len(shown.sheet.ledger.ignored) >= 1
    shown.choose("show", "entries")
    shown.choose("group", "members")
    assert 0 < len(shown.visible()) < len(entries)


def test_what_is_said_comes_back_and_goes_into_the_ledger(opened):

    shown = opened()
    first, second = shown.sheet.ledger.entries[:2]
    shown.fill("by", "王某")
    shown.js("document.activeElement.blur()")
    shown.keys("j", Keys.ENTER, "12345678901234567.10", Keys.ENTER, "j")
    shown.fill("f-indicator", "")
    shown.fill("f-item", "女性党员")
    shown.fill("f-note", "“引号”、</script>和\\")
    shown.js("document.activeElement.blur()")
    shown.keys("j", "d")
    shown.select("志愿者若干")
    shown.keys("s")
    shown.fill("f-value", "２０")
    shown.fill("f-unit", "名")
    shown.fill("f-item", "志愿者")
    shown.js("document.activeElement.blur()")
    file = shown.export()
    assert file.name == "青石镇.corrections.json"
    said = corrections.load(file.read_bytes(), file.name)
    assert said.by == "王某"
    assert said.document_sha256 == "a" * 64
    assert said.ledger_sha256 == corrections.digest(shown.sheet.ledger)
    applied = corrections.apply(said, shown.sheet.ledger)
    assert (applied.done, applied.stale) == (4, ())
    entries = {e.id: e for e in applied.ledger.entries}
    assert entries[first.id].review.value == Decimal("12345678901234567.10")
    assert entries[first.id].review.by == "王某"
    assert entries[first.id].value == first.value, "what was read stays beside it"
    assert entries[second.id].item == "女性党员"
    assert entries[second.id].indicator is None
    assert entries[second.id].review.note == "“引号”、</script>和\\"
    (new,) = [e for e in applied.ledger.entries if e.item == "志愿者"]
    assert new.value == 20
    assert REPORT[new.start : new.end] == new.quote == "志愿者若干", "code points, past 𠮷"
    lines = REPORT[: new.start].split("\n")
    assert (new.line, new.column) == (len(lines), len(lines[-1]) + 1)
    assert new.locator.startswith("第")
    again = corrections.apply(said, applied.ledger)
    assert again.ledger == applied.ledger
    assert (again.done, again.already) == (0, 4)


def test_work_goes_on_from_an_exported_file(opened, tmp_path):

    shown = opened()
    shown.keys("j", "a", "x", Keys.ENTER, "7", Keys.ENTER)
    shown.select("志愿者")
    shown.keys("s")
    shown.js("document.activeElement.blur()")
    kept = tmp_path / "kept.json"
    kept.write_bytes(shown.export().read_bytes())
    shown = opened(shown.sheet)
    shown.js("document.getElementById('file').hidden = false")
    shown.get("file").send_keys(str(kept))
    for _ in range(50):
        if "已载入" in shown.text("live"):
            break
        time.sleep(0.05)
    assert json.loads(shown.export().read_bytes()) == json.loads(kept.read_bytes())
    assert shown.text("src") == REPORT
    other = tmp_path / "other.json"
    other.write_text(kept.read_text("utf-8").replace("a" * 64, "b" * 64), "utf-8")
    shown.get("file").send_keys(str(other))
    time.sleep(0.3)
    assert "另一份报告" in shown.text("live")


def test_a_numeral_that_was_set_aside_becomes_an_entry_and_back(opened):
    shown = opened()
    count = len(shown.sheet.ledger.entries)
    aside = next(i for i in shown.sheet.ledger.ignored if "三会一课" in i.quote)
    shown.choose("show", "ignored")
    shown.js(
        "choose(rows.find(r => r.kind === 'ignored' && quote(r) === arguments[0]))", aside.quote
    )
    assert "不计入" in shown.text("detail-title")
    shown.js("document.querySelector('#facts button').click()")
    assert len(shown.visible()) == count + 1
    shown.js("document.activeElement.blur()")
    said = corrections.load(shown.export().read_bytes(), "x")
    applied = corrections.apply(said, shown.sheet.ledger).ledger
    total = sum(shown.sheet.source.ignored.values())
    assert len(applied.entries) == count + 1
    assert sum(applied.sources[0].ignored.values()) == total - 1, "found = entries + set aside"
    assert len(applied.ignored) == total - 1
    shown.keys("u")
    assert len(shown.visible()) == count
    assert shown.text("src") == REPORT


def test_selection_over_an_entry_leads_there(opened):
    shown = opened()
    shown.select("党员1286名")
    shown.keys("s")
    assert "已有条目" in shown.text("live")
    assert shown.current() == "1"


def test_it_speaks_both_languages_and_both_themes(opened):
    shown = opened(language="en")
    assert shown.js("return document.documentElement.lang") == "en"
    assert "Export corrections" in shown.text("export")
    english = shown.js("return document.querySelector('header').innerText")
    shown.get("language").click()
    assert shown.js("return document.documentElement.lang") == "zh-CN"
    assert "导出校核意见" in shown.text("export")
    assert "Reviewer" in english
    assert shown.text("src") == REPORT
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = shown.js(ground)
    shown.get("theme").click()
    shown.get("theme").click()
    assert shown.js(ground) != light


def test_it_can_reach_nothing(opened):
    shown = opened()
    refused = shown.driver.execute_async_script(
        "const done = arguments[0];"
        "fetch('https://example.invalid/').then(() => done('sent'), () => done('refused'))"
    )
    assert refused == "refused"
    broken = shown.js(
        "try { document.body.innerHTML = '<b>x</b>'; return 'made' } catch (e) { return e.name }"
    )
    assert broken == "TypeError"
    assert shown.js("return performance.getEntriesByType('resource').length") <= 1, "the fetch"
    told = " ".join(line["message"] for line in shown.driver.get_log("browser"))
    assert "Content Security Policy" in told


def test_leaving_with_unsaved_work_asks(opened):
    shown = opened()
    ask = (
        "const e = new Event('beforeunload', {cancelable: true});"
        "dispatchEvent(e); return e.defaultPrevented"
    )
    assert shown.js(ask) is False
    shown.keys("j", "a")
    assert shown.js(ask) is True
    shown.export()
    assert shown.js(ask) is False


def test_charts_say_what_they_show(opened):
    shown = opened()
    shown.js("document.querySelector('#overview summary').click()")
    time.sleep(0.2)
    told = shown.text("charts")
    assert "党员队伍" in told
    assert "312 + 198" in told
    assert "余 776" in told
    shown.js(
        "[...document.querySelectorAll('#charts button')]"
        ".find(b => b.textContent === '党员队伍').click()"
    )
    assert 0 < len(shown.visible()) < len(shown.sheet.ledger.entries)


def test_on_paper_there_are_no_controls_and_every_row(opened):
    shown = opened()
    shown.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = shown.js(
        "return ['keys', 'detail', 'add'].map(i => document.getElementById(i).offsetHeight)"
    )
    assert hidden == [0, 0, 0]
    assert shown.get("grid").value_of_css_property("display") == "table"
    assert "[1]" in shown.js(
        "return getComputedStyle(document.querySelector('mark[data-n]'), '::after').content"
        ".replace('attr(data-n)', document.querySelector('mark[data-n]').dataset.n)"
        ".replace(/[\" ]/g, '')"
    )
    printed = shown.driver.execute_cdp_cmd("Page.printToPDF", {})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF-")


def check_axe(shown):
    if not shown.js("return typeof axe !== 'undefined'"):
        shown.js((Path(AXE.origin).parent / "axe.min.js").read_text("utf-8"))
    found = shown.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document).then(r => done({bad: r.violations.map(v =>"
        "[v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 150) + n.failureSummary)]),"
        "passes: r.passes.length}))"
    )
    assert found["bad"] == []
    assert found["passes"] > 25


@needs_axe
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(opened, language, scheme):
    shown = opened(language=language)
    shown.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    check_axe(shown)
    shown.keys("j", "a", "x", "d")
    shown.js("document.getElementById('overview').open = true; charts()")
    check_axe(shown)
    shown.js("choose(rows.find(r => r.kind === 'ignored'))")
    check_axe(shown)
    shown.js("document.getElementById('help').click()")
    check_axe(shown)


@needs_axe
def test_no_accessibility_rule_is_broken_on_a_narrow_screen(opened):
    shown = opened()
    shown.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    shown.keys("j")
    check_axe(shown)
    wide = shown.js("return document.documentElement.scrollWidth")
    assert wide <= 400, "nothing sticks out at the side"


def test_a_screen_reader_hears_where_it_is(opened):
    shown = opened()
    shown.keys("j")
    assert shown.text("live") == "第 1 条 党员 1,286名，待核"
    shown.keys("a")
    assert "第 2 条" in shown.text("live")


def test_index_leads_to_the_pages_and_compares(driver, knowledge, tmp_path):
    texts = [
        REPORT,
        "白水镇总结\n全镇共有党员800名。<b>x</b>\n",
        "白石镇总结\n全镇共有党员2000名。\n",
    ]
    names = ["青石镇.txt", "a/白水镇#1?.txt", "白石镇.txt"]
    sheets = [made(knowledge, t, n) for t, n in zip(texts, names, strict=True)]
    files = page.file_names(names)
    for file, sheet in zip(files, sheets, strict=True):
        (tmp_path / file).write_text(page.page(sheet, knowledge, home="index.html"), "utf-8")
    path = tmp_path / "index.html"
    path.write_text(page.index(list(zip(files, sheets, strict=True)), knowledge), "utf-8")
    shown = Page(driver, path, sheets[0])
    assert driver.get_log("browser") == []
    assert "党员总数（3）" in shown.text("indicator")
    order = [line.split("名")[0].rsplit("镇")[-1] for line in shown.get("chart").text.split("\n")]
    assert [x for x in order if x.replace(",", "").isdigit()] == ["2,000", "1,286", "800"]
    if AXE:
        check_axe(shown)
    shown.fill("q", "白水")
    rows = driver.find_elements("css selector", "#rows tr")
    assert [row.is_displayed() for row in rows] == [False, True, False]
    driver.find_element("link text", "a/白水镇#1?.txt").click()
    assert "白水镇" in driver.title
    driver.find_element("id", "home").click()
    assert driver.current_url == path.as_uri()


def test_five_thousand_entries_stay_fluid(opened, knowledge):
    line = (
        "全镇现有党支部36个，其中农村党支部21个、机关党支部9个、两新组织党支部6个。党员1286名，"
        "其中女党员312名，发展党员24名，培训856人次，走访慰问120户，发放慰问金7.65万元。\n"
    )
    small = made(knowledge, line)
    many = 500
    entries = tuple(
        e.model_copy(
            update={
                "id": f"{k:06}{e.id[6:]}",
                "start": e.start + k * len(line),
                "end": e.end + k * len(line),
                "line": k + 1,
                "part_of": e.part_of and f"{k:06}{e.part_of[6:]}",
            }
        )
        for k in range(many)
        for e in small.ledger.entries
    )
    assert len(entries) >= 5000
    ledger = small.ledger.model_copy(update={"entries": entries, "ignored": ()})
    start = time.monotonic()
    shown = opened(replace(small, text=line * many, ledger=ledger))
    loaded = time.monotonic() - start
    assert shown.text("src") == line * many
    times = shown.driver.execute_async_script(
        """
        const done = arguments[0], frame = () => new Promise(
          (go) => requestAnimationFrame(() => setTimeout(go)));
        (async () => {
          const all = [];
          for (let k = 0; k < 40; k++) {
            const from = performance.now();
            document.activeElement.dispatchEvent(
              new KeyboardEvent('keydown', {key: k % 4 ? 'j' : 'a', bubbles: true}));
            await frame();
            all.push(performance.now() - from);
          }
          const from = performance.now();
          document.getElementById('q').value = '慰问金';
          filtered();
          await frame();
          done([all.sort((a, b) => a - b)[20], performance.now() - from]);
        })();
        """
    )
    print(f"loaded {loaded:.2f} s, key {times[0]:.0f} ms, filter {times[1]:.0f} ms")  # noqa: T201
    # Measured 1.0 s, 20 ms and 32 ms on two cores without a graphics card; room for slow ones.
    assert loaded < 8
    assert times[0] < 150
    assert times[1] < 500
    last = shown.js("choose(rows[rows.length - 1]); return rows.length")
    assert last == len(entries)
    assert shown.js(
        "const b = current.node.getBoundingClientRect();"
        "const l = document.getElementById('list').getBoundingClientRect();"
        "return current.node.hidden || (b.top >= l.top - 1 && b.bottom <= l.bottom + 1)"
    )
