"""The review page as text: what is in it, what can never be, and where reports are looked for."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import djledger.api
from djledger import pipeline
from djledger.errors import InputError
from djledger.model.document import RawText
from djledger.model.finding import Finding
from djledger.review import corrections, page, reports

PARTS = Path(page.__file__).parent
HOSTILE = (
    "党员1286名。</script><script>alert(1)</script><!-- <![CDATA[ ]]> --!>\u2028\u2029&amp;{{style}}"
    "{{data}}\\u003c/script>\r\n\x00\x1b'\"`${1}"
)
REPORT = "全镇共有党员1286名，其中女党员312名。\n“三会一课”制度按期开展。\n"


def made(knowledge, text=REPORT, name="青石镇.txt", findings=()):
    raw = RawText(name, text, hashlib.sha256(text.encode()).hexdigest(), encoding="utf-8")
    return page.sheet(pipeline.extract(raw, knowledge, explain=True), raw, findings)


def data_of(html):
    (block,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL
    )
    return block, json.loads(block)


@pytest.mark.parametrize("place", ["text", "name", "item", "message"])
def test_nothing_of_a_report_can_leave_its_data(knowledge, place):
    finding = Finding(
        code="DJ101",
        name="x",
        level="error",
        message=HOSTILE if place == "message" else "x",
        message_id="x",
        start=0,
        end=2,
    )
    shown = made(knowledge, "党员1286名" if place != "text" else HOSTILE, findings=[finding])
    if place == "name":
        source = shown.source.model_copy(update={"name": HOSTILE, "title": HOSTILE})
        shown = replace(shown, source=source)
    if place == "item":
        entries = tuple(e.model_copy(update={"item": HOSTILE}) for e in shown.ledger.entries)
        shown = replace(shown, ledger=shown.ledger.model_copy(update={"entries": entries}))
    html = page.page(shown, knowledge)
    block, data = data_of(html)
    assert not re.search("[<>&\u2028\u2029\x00-\x1f]", block)
    held = {
        "text": data["text"],
        "name": data["source"]["name"],
        "item": data["entries"][0]["item"],
        "message": data["findings"][0]["message"],
    }
    assert held[place] == HOSTILE
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    assert "<!--" not in html
    clean = page.page(made(knowledge, "党员1286名"), knowledge)
    assert re.sub(r"<title>.*?</title>", "", html.replace(block, ""), flags=re.DOTALL) == re.sub(
        r"<title>.*?</title>", "", clean.replace(data_of(clean)[0], ""), flags=re.DOTALL
    ), "around its data the page is the same for every report"


def test_text_stands_once_and_as_it_is(knowledge):
    shown = made(knowledge, HOSTILE)
    assert data_of(page.page(shown, knowledge))[1]["text"] == HOSTILE


@pytest.mark.parametrize("kind", ["page", "index"])
def test_policy_names_the_script_and_the_style_and_forbids_the_rest(knowledge, kind):
    shown = made(knowledge)
    html = (
        page.page(shown, knowledge)
        if kind == "page"
        else page.index([("a.html", shown)], knowledge)
    )
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    for name, tag in (("script", r"<script>(.*?)</script>"), ("style", r"<style>(.*?)</style>")):
        (text,) = re.findall(tag, html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for closed in ("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"):
        assert closed in policy


@pytest.mark.parametrize("name", ["page.html", "index.html"])
def test_templates_have_no_handlers_styles_or_addresses(name):
    text = (PARTS / name).read_text("utf-8")
    assert not re.search(r"\son\w+\s*=|\sstyle\s*=|\s(src|href)\s*=|https?:", text)


@pytest.mark.parametrize("name", ["common.js", "page.js", "index.js", "page.css"])
def test_parts_make_no_markup_and_fetch_nothing(name):
    text = (PARTS / name).read_text("utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\(|XMLHttp|"
        r"WebSocket|localStorage|sessionStorage|indexedDB|\burl\(|@import|</script|</style|<!--"
    )
    assert not re.search(forbidden, text)


def test_each_text_is_in_both_languages_and_used():
    texts = json.loads((PARTS / "texts.json").read_text("utf-8"))
    used = "".join(
        (PARTS / n).read_text("utf-8")
        for n in ("page.html", "index.html", "page.js", "index.js", "common.js", "page.py")
    )
    for key, (chinese, english) in texts.items():
        assert not re.search("[\u4e00-\u9fff]", english) or key == "language"
        assert re.findall(r"\{\w+\}", chinese) == sorted(
            re.findall(r"\{\w+\}", english), key=re.findall(r"\{\w+\}", chinese).index
        )
        family = key.rpartition(".")[0]
        assert f'"{key}"' in used or f"`{family}.${{" in used or f'"{family}.' in used, key
    named = set(re.findall(r'\bt\("([\w.]+)"', used)) | set(
        re.findall(r'data-(?:t|label)="([\w.]+)"', used)
    )
    assert named <= set(texts)


def test_a_page_is_the_same_every_time(knowledge):
    assert page.page(made(knowledge), knowledge) == page.page(made(knowledge), knowledge)


def test_another_report_is_refused(knowledge):
    shown = made(knowledge)
    with pytest.raises(InputError, match="不是台账所据的报告") as caught:
        page.sheet(shown.ledger, RawText("别的.txt", REPORT, "b" * 64))
    assert shown.source.sha256[:12] in caught.value.why


def test_text_that_the_entries_do_not_quote_is_refused(knowledge):
    shown = made(knowledge)
    with pytest.raises(InputError, match="对不上") as caught:
        page.sheet(shown.ledger, RawText("甲.txt", "\n" + REPORT, shown.source.sha256))
    assert "1286名" in caught.value.why


def test_numerals_set_aside_are_found_again_where_the_ledger_only_counts_them(tmp_path):
    file = tmp_path / "甲.txt"
    file.write_text(REPORT, "utf-8")
    ledger = djledger.api.extract(file)
    assert ledger.ignored == ()
    _, data = data_of(djledger.api.review(ledger, file, findings=()))
    counted = sum(ledger.sources[0].ignored.values())
    assert counted > 0
    assert len(data["ignored"]) == counted
    older = ledger.model_copy(update={"recipe": "djledger 0.0.1 abc"})
    _, data = data_of(djledger.api.review(older, file, findings=()))
    assert data["ignored"] == []
    assert data["listed"] is False, "what another version set aside is not guessed"


def test_checks_are_run_unless_findings_are_given(tmp_path):
    file = tmp_path / "甲.txt"
    file.write_text("全镇共有党员900名，其中女党员1500名。\n", "utf-8")
    ledger = djledger.api.extract(file)
    _, data = data_of(djledger.api.review(ledger, file))
    assert any("entry" in f or f["end"] for f in data["findings"])
    assert data_of(djledger.api.review(ledger, file, findings=()))[1]["findings"] == []


@pytest.mark.parametrize("shape", ["list", "lines", "object"])
def test_findings_of_check_are_read(shape):
    one = Finding(code="DJ101", name="x", level="error", message="甲", message_id="x")
    text = one.model_dump_json()
    made_of = {"list": f"[{text}, {text}]", "lines": f"{text}\n{text}\n"}
    made_of["object"] = f'{{"findings": [{text}, {text}], "version": 1}}'
    assert page.findings(made_of[shape].encode(), "f.json") == (one, one)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"7", b'[{"code": 1}]', b"[" * 100_000, b'["x"]'], ids=range(6)
)
def test_what_is_no_findings_is_refused(data):
    if data == b"":
        assert page.findings(data, "f.json") == ()
        return
    with pytest.raises(InputError, match=r"f\.json"):
        page.findings(data, "f.json")


class TestWhereReportsAre:
    """A ledger is looked up beside itself and where the user says, and nowhere else."""

    @pytest.fixture
    def source(self, knowledge):
        return made(knowledge).source

    def test_beside_the_ledger(self, source, tmp_path, knowledge):
        (tmp_path / "青石镇.txt").write_text(REPORT, "utf-8")
        assert reports.read(source, [tmp_path], knowledge).text == REPORT

    def test_under_another_name_if_the_user_says_so(self, source, tmp_path, knowledge):
        file = tmp_path / "改名.txt"
        file.write_text(REPORT, "utf-8")
        assert reports.read(source, [file], knowledge).text == REPORT

    def test_absent(self, source, tmp_path, knowledge):
        with pytest.raises(InputError, match="找不到报告") as caught:
            reports.read(source, [tmp_path], knowledge)
        assert "--source" in caught.value.remedy

    def test_changed(self, source, tmp_path, knowledge):
        (tmp_path / "青石镇.txt").write_text(REPORT + "改", "utf-8")
        with pytest.raises(InputError, match="不是同一份报告"):
            reports.read(source, [tmp_path], knowledge)

    def test_without_a_hash(self, source, tmp_path, knowledge):
        with pytest.raises(InputError, match="sha256"):
            reports.read(source.model_copy(update={"sha256": ""}), [tmp_path], knowledge)

    def test_in_the_encoding_that_the_ledger_was_made_with(self, tmp_path, knowledge):
        # Read by itself, this is UTF-8; the user said otherwise when the ledger was made.
        data = "党员1286名。\n".encode() * 3
        (tmp_path / "甲.txt").write_bytes(data)
        text = data.decode("gb18030", "replace")
        made_so = made(knowledge).source.model_copy(
            update={
                "name": "甲.txt",
                "sha256": hashlib.sha256(data).hexdigest(),
                "encoding": "utf-8",
            }
        )
        assert reports.read(made_so, [tmp_path], knowledge).text != text
        assert reports.read(made_so, [tmp_path], knowledge).encoding == "utf-8"

    @pytest.mark.parametrize(
        "name",
        [
            "../secret.txt",
            "a/../../secret.txt",
            "/etc/secret.txt",
            "\\\\server\\share\\secret.txt",
            "C:\\secret.txt",
            "..",
            "secret.txt:stream",
        ],
    )
    def test_names_lead_nowhere_else(self, source, tmp_path, name):
        inside = tmp_path / "in"
        inside.mkdir()
        (inside / "secret.txt").write_text("x", "utf-8")
        (tmp_path / "secret.txt").write_text("x", "utf-8")
        hostile = source.model_copy(update={"name": name})
        found = list(reports._candidates(hostile.name, [inside]))
        assert all(file.resolve().parent == inside.resolve() for file in found)


def test_file_names_are_safe_and_differ():
    names = [
        "甲.txt",
        "甲.docx",
        "x/甲.txt",
        "x_甲",
        "甲.TXT",
        "..",
        "index",
        "a:b*?.txt",
        "长" * 300,
    ]
    made_names = page.file_names([*names, "甲.txt"])
    assert len({n.casefold() for n in made_names}) == len(made_names)
    assert made_names[0] == "甲.html"
    for name in made_names:
        assert name.casefold() != "index.html"
        assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', name)
        assert name not in {".", ".."}
        assert len(name.encode()) < 230


def test_index_shows_each_report_and_compares_what_can_be_compared(knowledge):
    one = made(knowledge)
    two = made(knowledge, "党员800名，计划发展党员9名。", "b.txt")
    _, data = data_of(page.index([("甲 1.html", one), ("b.html", two)], knowledge))
    assert [p["href"] for p in data["pages"]] == ["%E7%94%B2%201.html", "b.html"]
    assert [p["entries"] for p in data["pages"]] == [len(one.ledger.entries), 2]
    indicator, label, _, values = data["indicators"][0]
    assert label == knowledge_label(knowledge, indicator)
    assert [value for _, value, _ in values] == ["1286", "800"]
    planned = next(e for e in two.ledger.entries if e.status == "planned")
    assert all("9" not in [v for _, v, _ in i[3]] for i in data["indicators"]), planned


def knowledge_label(knowledge, indicator):
    return next(i["label"] for i in knowledge.items("indicators") if i["id"] == indicator)


def test_two_reports_of_one_name_are_kept_apart(knowledge):
    one, two = made(knowledge), made(knowledge, "党员800名。")
    both = djledger.api.concatenated([one.ledger, two.ledger])
    assert corrections.part(both, two.source).entries == two.ledger.entries
    assert corrections.part(both, one.source).entries == one.ledger.entries


def test_a_catalogue_that_is_not_at_hand_is_no_trouble(knowledge):
    shown = made(knowledge)
    entries = tuple(e.model_copy(update={"indicator": "constructor"}) for e in shown.ledger.entries)
    shown = replace(shown, ledger=shown.ledger.model_copy(update={"entries": entries}))
    assert data_of(page.page(shown, knowledge))[1]["entries"][0]["indicator"] == "constructor"
    assert data_of(page.index([("a.html", shown)], knowledge))[1]["indicators"] == []


@pytest.mark.parametrize(("start", "end"), [(5, 4), (0, 10**9), (10**9, 10**9 + 1)])
def test_a_finding_with_an_impossible_place_has_none(knowledge, start, end):
    finding = Finding(
        code="DJ1", name="x", level="info", message="m", message_id="m", start=start, end=end
    )
    (told,) = data_of(page.page(made(knowledge, findings=[finding]), knowledge))[1]["findings"]
    assert (told["start"], told["end"]) == (0, 0)
