"""Repair, for every text: twice is once; what was damaged on purpose comes back."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from djledger.knowledge import default
from djledger.knowledge.characters import commonness, read_as, readings, traditional
from djledger.model.text import TracedText
from djledger.repair import repair
from djledger.repair.gbk_shift import LOST
from djledger.script import simplify

COMMON = [
    char for char, weight in commonness().items() if weight > -6 and char.encode("gbk", "ignore")
]
PLAIN = "，。、；“”《》0123456789人个元%"
SENTENCE = st.lists(st.sampled_from(COMMON) | st.sampled_from(PLAIN), min_size=1, max_size=30).map(
    "".join
)
# Pieces that one kind of damage or another is made of, so that they meet.
WORDS = (
    "(chuàng) 創 鎮(zhèn) （ ） ( ) ? \ufffd cè) 駛?cè)搿翱 薄贰饵h \u200b \xad １ ２ ． . "
    "％ 1 3 2.7 万元 户 å…š å‘˜ 鍏氬憳 µ³ Ô± ± é — € a 党员 ， 。 第 首页>正文 [1] 全镇 走訪慰問"
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "\xa0", "\u3000", "\n", "\r\n"])
DAMAGED = st.lists(PIECES, max_size=16).map("".join)


def mended(text):
    return repair(TracedText.of(text), default()).text


@given(DAMAGED)
@settings(max_examples=2000)
@example("±d±\u200bd±d")
@example("創(chuàng)(chuàng)先")
@example("å…\u200bšå‘˜å…š")
def test_twice_is_once(text):
    once = mended(text).text
    assert not repair(TracedText.of(once), default()).repairs


@given(DAMAGED)
@settings(max_examples=500)
def test_the_log_tells_all_of_it(text):
    done = repair(TracedText.of(text), default())
    assert bool(done.repairs) == (done.text.text != text)
    for entry in done.repairs:
        assert 0 <= entry.span.start <= entry.span.end <= len(text)
        assert entry.before != entry.after
    assert all(0 <= s.start < s.end <= len(done.text.text) for s in done.furniture)


@given(DAMAGED)
@settings(max_examples=500)
def test_origins_never_run_backwards(text):
    for step in (done := mended(text)), simplify(done, default())[0]:
        assert list(step.starts) == sorted(step.starts)
        assert list(step.ends) == sorted(step.ends)
        assert step.raw == text


@given(SENTENCE)
@settings(max_examples=500)
def test_clean_text_stays(text):
    assert mended(text).text == text


@given(SENTENCE)
def test_utf8_read_as_latin_comes_back(text):
    text += "党员走访"
    assert mended(text.encode().decode("latin-1")).text == text


@given(SENTENCE)
def test_utf8_read_as_gbk_comes_back(text):
    # Where no byte is left over at an odd place, nothing is lost.
    text = "".join(char * 2 for char in text if len(char.encode()) == 3) + "全镇党员"
    try:
        damaged = text.encode().decode("gbk")
    except UnicodeDecodeError:
        return
    assert mended(damaged).text == text


def reading(char):
    """One of its readings, found the slow way."""
    return next((r for r, chars in readings().items() if char in chars and r != "r"), "")


@given(SENTENCE, st.sampled_from(["()", "（）", "(）"]))
def test_notes_go_and_nothing_else(text, brackets):
    noted = "".join(
        char + brackets[0] + reading(char) + brackets[1] if char in traditional() else char
        for char in text
    )
    assert mended(noted).text == text


def annotated(text, targets):
    """What a program makes of *text* that puts notes on the bytes of GBK, wherever they fit."""
    keys = {char.encode("gbk"): reading(char).encode("gb18030") for char in targets}
    data, out, at = text.encode("gbk"), b"", 0
    while at < len(data):
        pair = data[at : at + 2]
        if pair in keys:
            out += pair + b"(" + keys[pair] + b")"
            at += 2
        else:
            out += pair[:1]
            at += 1
    return out


def decoded(data, swallow):
    """GBK bytes as a lenient decoder reads them: one sign for a pair that is no character.

    If it *swallows*, the second byte is gone with the first; otherwise it is read again.
    """
    text, at = "", 0
    while at < len(data):
        pair = data[at : at + 2]
        try:
            single = pair[0] <= 0x80  # 0x80 is the euro sign in Microsoft's table
            char = pair[:1].decode("cp1252") if single else pair.decode("gb18030")
            text, at = text + char, at + (1 if single else 2)
        except UnicodeDecodeError:
            text, at = text + ("?" if swallow else "\ufffd"), at + (2 if swallow else 1)
    return text


TRADITIONAL = [c for c in COMMON if c in traditional() and reading(c)]


def across(text):
    """The traditional characters that stand across the borders of *text*'s own, in GBK."""
    pairs = zip(text.encode("gbk")[1:-1:2], text.encode("gbk")[2::2], strict=True)
    chars = {bytes(pair).decode("gbk", "ignore") for pair in pairs}
    return sorted(char for char in chars if char in traditional() and reading(char))


PROSE = OpenCC("s2t").convert(
    "全镇共有党员一千二百名，其中女党员三百名。围绕“书记项目”，各村党组织自主领题、实施方案，"
    "解决群众反映的问题三十六个。县委书记带队深入一线调研，现场督查整改落实情况，确保责任到人。"
    "坚持问题导向，严格按照时间进度推动项目建设，选派优秀年轻干部到村任职，帮助协调资金、技术和销路。"
    "发展壮大村集体经济，新建养殖基地、茶叶加工车间，带动贫困户增收，农民人均纯收入达到历史最好水平。"
)


@st.composite
def shifted(draw):
    """A piece of prose, and characters with notes: some of its own, some across its borders."""
    start = draw(st.integers(0, len(PROSE) - 4))
    text = PROSE[start : start + draw(st.integers(4, 40))]
    own = sorted(set(text) & set(TRADITIONAL))
    every = [*own, *across(text)]
    return text, draw(st.sets(st.sampled_from(every))) if every else set()


@given(shifted(), st.booleans())
@settings(max_examples=1000)
@example(("駛入“快車道”》《黨建", {"側"}), True)  # noqa: FBT003 -- example() takes no names here
@example(("議事、理財等事項進行", {"數"}), False)  # noqa: FBT003
def test_shifted_bytes_come_back(noted, swallow):
    text, targets = noted
    result = mended(decoded(annotated(text, targets), swallow)).text
    # What ends a shift may be lost for good; everything else is as it was.
    assert len(result) == len(text)
    assert all(a in (b, LOST) for a, b in zip(result, text, strict=True))


@given(st.sampled_from(TRADITIONAL))
def test_a_reading_knows_its_character(char):
    assert char in read_as(reading(char))
