"""Script: what the package says, put right where it is known to be wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import opencc
import pytest
import yaml

from djledger.knowledge.characters import opencc_table, simplified
from djledger.model.text import Span, TracedText
from djledger.script import simplify

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "script.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["why"]) for c in CASES])
def test_script(case, knowledge):
    text, script = simplify(TracedText.of(case["text"]), knowledge)
    assert (text.text, script) == (case["becomes"], case["script"])


@pytest.mark.parametrize("case", [pytest.param(c, id=c["why"]) for c in CASES])
def test_twice_is_once(case, knowledge):
    text, _ = simplify(TracedText.of(case["text"]), knowledge)
    assert simplify(text, knowledge)[0].text == text.text


def test_every_phrase_of_the_package(knowledge):
    convert = opencc.OpenCC("t2s").convert
    corrected = {item["word"] for item in knowledge.items("script") if "becomes" in item}
    for phrase, _ in opencc_table("TSPhrases"):
        line = f"黨員數據統計，{phrase}黨員"
        want = convert(line)
        if not any(word in want for word in corrected):
            assert simplify(TracedText.of(line), knowledge)[0].text == want


def test_places_are_the_same_before_and_after(knowledge):
    # The pipeline keeps spans of the repaired text across the conversion.
    assert all(len(key) == len(forms[0]) for key, forms in opencc_table("TSPhrases"))
    assert all(len(to) == 1 for to in simplified().values())
    corrected = [item for item in knowledge.items("script") if "becomes" in item]
    assert all(len(item["word"]) == len(item["becomes"]) for item in corrected)


def test_a_quote_leads_back(knowledge):
    raw = "著力培訓幹部36人次"
    text, _ = simplify(TracedText.of(raw), knowledge)
    at = text.text.index("干部")
    assert text.raw_span(Span(at, at + 2)).of(raw) == "幹部"


def test_characters_good_in_both_scripts_are_listed(knowledge):
    # GB 2312 is a standard of simplified characters: what it has may stand in simplified text.
    listed = {item["word"] for item in knowledge.items("script") if item.get("standard")}
    both = {chr(code) for code in simplified() if len(chr(code).encode("gb2312", "ignore")) == 2}
    assert both <= listed


def test_simplified_text_never_imports_opencc():
    code = (
        "import sys; from djledger.script import simplify; from djledger.knowledge import default;"
        "from djledger.model.text import TracedText as T;"
        "simplify(T.of('党员12名'), default()); simplify(T.of('黨員12名'), default());"
        "sys.exit('opencc' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_simplified_text_is_passed_fast(knowledge):
    text = TracedText.of("全镇共有党员1286名，开展志愿服务活动。" * 50_000)
    simplify(TracedText.of("黨員"), knowledge)
    start = time.process_time()
    assert simplify(text, knowledge)[0] is text
    # 20 million characters a second on the slowest machine seen, with room for a busy one.
    assert len(text.text) / (time.process_time() - start) > 5_000_000
