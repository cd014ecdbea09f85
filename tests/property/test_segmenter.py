"""The words are jieba's: for every text, and with every set of extra words."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from djledger.segmentation import Segmenter

ROOT = Path(__file__).resolve().parents[2]
REPORTS = {"tests/reports": "*.txt", "../shared/eval/dev": "*.txt", "examples": "**/*.txt"}

VOCABULARY = [
    *"""
    全镇 全县 各村 党委 党支部 主题党日 三会一课 党员 困难党员 老党员 入户 走访 慰问 慰问金 发放
    组织 开展 举办 培训班 参加 志愿服务 活动 场次 人次 共 累计 先后 其中 约 余 近 超过 不少于
    完成 整改 问题 台账 清单 销号 第一书记 驻村 工作队 到户 产业 合作社 集体经济 收入 增长 同比
    年 月 日 至 截至 今年以来 上半年 万元 亿元 元 户 名 个 件 条 次 期 批 亩 公里 ％ % 百分之
    一 二 三 十 百 两 几 〇 ○ 零 12 2024 1,286 98.5% 3.20 0.5 １２ **** 邬沛霖 犇羴鱻 青石镇
    的 和 与 了 在 为 对 已 将 并 等 是 不 有 被 把 PPT VR App 4G c# 5A级
    ， 。 、 ； ： （ ） “ ” 《 》 — - . + _ & #
    """.split(),  # noqa: SIM905 -- a word a line would hide what there is
    *("\u3000", "\t", "\r\n", "\n"),
]

CHARACTER = st.one_of(
    st.integers(0x4E00, 0x9FD5).map(chr),
    st.sampled_from(
        "的一是不了在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    ),
    st.sampled_from("慰問黨員幹部組織開展誌願為臺賬後裡䶮㐂𠮷龦鿖\ud800"),
    st.sampled_from("aZ09.%+#&_-，。 \r\n\t\u3000\x85\u2028\x1c"),
)
WORD = st.text(st.sampled_from("党员干部走访慰问的一犇龦A1.。"), min_size=1, max_size=4)


@pytest.fixture(scope="session")
def jieba():
    """Jieba, without what it prints, and without pkg_resources, which it can do without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pkg_resources", None)
        import jieba  # noqa: PLC0415 -- under the patch
    jieba.setLogLevel(logging.CRITICAL)
    return jieba


@pytest.fixture(scope="session")
def plain(jieba, tmp_path_factory):
    """Jieba's own segmenter; what it caches goes to a folder of the test."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="session")
def segmenter():
    return Segmenter()


@given(st.lists(st.sampled_from(VOCABULARY), max_size=60).map("".join))
@settings(max_examples=500)
def test_official_prose_is_cut_as_jieba_cuts_it(plain, segmenter, text):
    assert segmenter.words(text) == plain.lcut(text)


@given(st.text(CHARACTER, max_size=40))
@settings(max_examples=500)
def test_any_characters_are_cut_as_jieba_cuts_them(plain, segmenter, text):
    assert segmenter.words(text) == plain.lcut(text)


@given(st.text())
def test_any_text_is_cut_as_jieba_cuts_it(plain, segmenter, text):
    assert segmenter.words(text) == plain.lcut(text)


@given(st.text(CHARACTER, max_size=30))
def test_a_new_segmenter_cuts_as_one_that_has_seen_much(segmenter, text):
    assert Segmenter().words(text) == segmenter.words(text)


@given(
    st.dictionaries(WORD, st.integers(1, 10**12), max_size=5),
    st.text(st.sampled_from("党员干部走访慰问的一犇龦A1.。"), max_size=20),
)
@settings(max_examples=60)
def test_extra_words_are_those_of_add_word(jieba, plain, extra, text):
    taught = jieba.Tokenizer()
    taught.FREQ, taught.total, taught.initialized = dict(plain.FREQ), plain.total, True
    for word, frequency in extra.items():
        taught.add_word(word, frequency)
    text += "".join(extra)
    assert Segmenter(extra).words(text) == taught.lcut(text)


@given(st.text(st.sampled_from("的了是在一不有上人员"), min_size=1, max_size=5))
def test_a_frequency_of_20000_keeps_a_word_together(word):
    assert Segmenter({word: 20000}).words(word) == [word]


@pytest.mark.parametrize("folder", REPORTS)
def test_reports_are_cut_as_jieba_cuts_them(folder, plain, segmenter):
    files = sorted((ROOT / folder).glob(REPORTS[folder]))
    if not files:
        pytest.skip(f"no reports in {folder}")
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        assert segmenter.words(text) == plain.lcut(text), file.name
