"""Web pages: which text is the report's, in which encoding, and what the head says."""

from __future__ import annotations

import pytest

import djledger
from djledger.readers import read

PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=CHARSET">
<title>青石镇党建工作总结_青石镇人民政府</title>
<meta name="ArticleTitle" content="青石镇党建工作总结">
<meta name="PubDate" content="2024-12-25 10:30">
<style>.a{width:1200px}</style><script>var n = 100; document.write("12个")</script></head>
<body class="home nav"><div class="nav"><a href="/">首页</a> <a>2024年</a></div>
<table width="100%"><tr><td><ul><li><a>通知1<li><a>关于表彰30名先进的通知</a></ul></td><td>
<h1>青石镇党建工作总结</h1>
<div id="zoom"><p>&nbsp;&nbsp;全镇现有党支部<b>36</b>个，<span>党员</span>1286名&#12290;</p>
<p>全年发展党员24名。<br>培养入党积极分子41名。</p>
<p style="display: none">隐藏77名</p><img src="data:image/png;base64,BASE64">
<table><tr><th>村名<th>党员（名）<th>经费(万元)<tr><td>石桥村<td>86<td>5.2</table>
</div></td></tr></table>
<div class="share">分享到 12 人</div><div class="footer">版权所有 99号</div></body></html>
"""
TEXT = """青石镇党建工作总结
全镇现有党支部36个，党员1286名。
全年发展党员24名。
培养入党积极分子41名。
石桥村：党员86名；经费5.2万元
"""


def page(encoding, charset):
    text = PAGE.replace("CHARSET", charset).replace("BASE64", "QUJD" * 40_000)
    return text.encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb2312"),
        ("gb18030", "none"),
        ("utf-8", "gb2312"),
        ("utf-16", "utf-16"),
    ],
    ids=["utf-8", "gb2312 means gb18030", "it does not say", "it says so wrongly", "utf-16"],
)
def test_the_text_of_the_page(encoding, charset):
    raw = read(page(encoding, charset))
    assert raw.text == TEXT
    assert (raw.media, raw.title, raw.date) == ("text/html", "青石镇党建工作总结", "2024-12-25")
    assert raw.encoding == {"utf-16": "utf-16-le"}.get(encoding, encoding)


def test_what_the_head_says_is_what_the_source_says():
    source = djledger.extract(page("utf-8", "utf-8")).sources[0]
    assert (source.title, source.date) == ("青石镇党建工作总结", "2024-12-25")


def test_traditional_pages_in_big5():
    text = (
        "<html><body><p>"
        + "全鎮現有黨支部三十六個，黨員一千二百名，幹部十名。" * 3
        + "</p></body></html>"
    )
    raw = read(text.encode("big5hkscs"))
    assert raw.encoding == "big5hkscs"
    assert raw.text.startswith("全鎮現有黨支部")


def test_a_report_inside_what_looks_like_the_frame_is_not_lost():
    raw = read('<html><div class="nav sidebar"><p>党员12名。</p><p>党支部3个。</p></div>'.encode())
    assert raw.text == "党员12名。\n党支部3个。\n"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a<p>b", "a\nb\n"),
        ("<p>1 < 2名</p>", "1 < 2名\n"),
        ("<p title='a > b'>12名</p>", "12名\n"),
        ('<p title="忘了引号>12名</p><p>13名</p>', "12名\n13名\n"),
        ("<ul><li>一<li>二</ul>三", "一\n二\n三\n"),
        ("<p>12名<!-- 13名 -->14名", "12名14名\n"),
        ("<p>12名<script>if (a < b) { '</p>13名' }</script>14名", "12名14名\n"),
        ("<ruby>党<rp>(</rp><rt>dǎng</rt><rp>)</rp></ruby>员12名", "党员12名\n"),
        ("</div></p>12名</table>13名", "12名\n13名\n"),
        ("<table><tr><td><p>一段很长的话。</p></td></tr></table>", "一段很长的话。\n"),
    ],
)
def test_untidy_markup(markup, text):
    assert read(f"<html>{markup}".encode()).text == text
