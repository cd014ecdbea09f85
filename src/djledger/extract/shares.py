"""What a figure is measured against: 占X的, 比X增长, 是X的N倍, 每X, X均.

The phrases are found first, as spans, so that the words left over are subject and verb only.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from djledger.patterns import compiled


class Against(NamedTuple):
    """A phrase that says against what: ``kind`` compared or each, ``of`` the thing."""

    start: int
    end: int
    kind: str
    of: str


_COMPARED = compiled(
    r"同比|环比|(?:比|较)"
    r"(?P<when>上[届年月轮]|去年|前年|年初|上年同期|去年同期|[12][0-9]{3}年)(?!同期)|(?:比|较|与|同)"
    r"(?P<than>(?:[^，,。；;、：:比较与同]|同期){1,14}?)(?:相比|比较|(?:多|少|高|低|快|慢|偏多|偏少|高出"
    r"|多出)[\u4e00-\u9fff]?(?= ?[0-9０-９一二两三四五六七八九十])"
    r"|(?=分?别?(?:增|减|提高|提升|下降|降低|降|上升|净|多"
    r"|少|高|低|翻|缩|扩|回|偏|涨|落|加|快|慢|升)))"
    r"|(?:是|为|相当于)(?P<base>[^，,。；;、：:是为]{1,14}?)"
    r"的(?= ?[0-9０-９一二两三四五六七八九十.]+ ?倍)"
    r"|按(?:可比|不变|现行)价格?(?:计算)?"
    r"|(?P<dir>低于|高于|多于|少于)(?P<mark>[^，,。；;、：:0-9０-９]{2,14}?)(?=[0-9０-９])"
)
# 同 and 与 also join: 与12个村结对. Only with 相比 or a word of growth are they comparisons, and
# 比 in 占比, 比例, 比重 is a noun.
_NOT_COMPARED = compiled(r"占$|对$|评$|攀$|好$|环$|同$")
_TIME = r"半年|季度|两年|三年|年度|学期|星期|小时|分钟|年|月|周|日|天|季|届"
_THING = (
    r"平方公里|平方米|立方米|公顷|公里|公斤|千克|百户|百名|百人|千人|万人|人次|户|人|村|亩|斤|吨|箱|只|头|羽|株|棵|条|件|套|台|辆|场|期"
    r"|批|次|班|组|岗|生|镇|乡|县|区|社区|校|院|所|站|床|座|间|栋|份|册|本|元|度|方|米|窝|群|盏|例|宗|笔|单"
)
_EACH = compiled(
    rf"(?:平均)?每一?(?:(?P<time>{_TIME})|(?:个|名|位|支|家|所|座|条|项|只|处)"
    rf"(?P<np>[\u4e00-\u9fff]{{1,12}}?)(?=每|[年月](?:至|不|可|最|给|补|发|安|奖|均|[0-9０-９])|分别|由|至少"
    rf"|不少|不得|不低|不超|联|要|须|应|都|均|可|最|按|给|补|发放|安排|选|配|派|建|培|帮|结|有|落|确|明|定|奖|[，,：:]"
    rf"|[0-9０-９一二两三四五六七八九十]|$)"
    rf"|(?P<many>[百千万](?:名|户|人|位)?(?:城镇|农村)?(?:居民家庭|居民|学生|劳动力|劳动者|人口|农户|老人|家庭)?)"
    rf"|(?P<thing>{_THING}))"
)
_AVERAGE = compiled(
    r"(?<![平])(月?人|户|亩|村|年|月|日|天|镇|校|企业|生)均(?!衡|匀|为|由|已|在|可(?!支配)|能|未|不)"
)


def find(text: str, start: int, end: int) -> list[Against]:
    """Return the phrases of ``text[start:end]`` that figures are measured against."""
    found = []
    for match in _COMPARED.finditer(text, start, end):
        if _NOT_COMPARED.search(text[max(0, match.start() - 1) : match.start()]):
            continue
        of = match["than"] or match["when"] or match["base"] or match["mark"] or ""
        joining = match["than"] and match[0].startswith(("与", "同"))
        if joining and not match[0].endswith(("相比", "比较")):
            continue
        at = match.start("mark") if match["mark"] else match.start()
        found.append(Against(at, match.end(), "compared", "".join(of.split()).removesuffix("时")))
    for match in _EACH.finditer(text, start, end):
        of = match["time"] or match["np"] or match["many"] or match["thing"]
        found.append(Against(match.start(), match.end(), "each", of))
    return found


def per(left: str, each: list[Against], item: str, kind: str) -> str:  # noqa: PLR0911 -- one pass, in order
    """Return the thing that a figure is per: 每人每年 → 人·年, 户均 → 户; '' if none.

    *left* is the clause before the number, *each* the 每-phrases in it, *item* what is counted.
    """
    if each:
        things = [a.of for a in each][-2:]
        tail = left[-12:]
        if len(things) == 1 and re.search(r"每[^，,]{1,8}年(?:收入|均|产|给|补|销|增)", tail):
            things.append("年")
        return "·".join(dict.fromkeys(things))
    if kind == "percent":
        return "年" if "年均" in left[-8:] else ""
    tail = left[-16:]
    found = _AVERAGE.findall(tail) or _AVERAGE.findall(item)
    unit = found[-1] if found else ""
    if unit == "月人":
        return "人·月"
    if unit and _YEARLY.search(tail if _AVERAGE.search(tail) else item):
        return f"{unit}·年" if unit != "年" else unit
    if unit:
        return unit
    if "单户" in tail:
        return "户"
    rate = _RATE.search(tail) or _RATE.search(item)
    return rate[1] if rate else ""


_YEARLY = compiled(r"均年(?!度|[0-9])|(?<![0-9一二三四五六七八九十])年(?:人|户|村)均")
# 年收入, 日处理, 月报酬: a level for each year, day, month; 全年, 当年 and 3年 say when.
_RATE = compiled(
    r"(?<![0-9一二三四五六七八九十上下半今去前后当全本同每近几多两常])(年|日|月)(?=收入|经营性|总?产(?!业)|销|出栏|供|屠宰|生产能|生产"
    r"(?=[^，,]{0,6}$)|加工|清运|处理|降水|增收|发送|发(?=[\u4e00-\u9fff]{2})|报酬|薪|租金|客流|接待|吞吐|输|利润"
    r"|纳税)"
)


# What only tells one part of a whole from another, and needs the whole's noun: 农村 + 党组织.
_MODIFIERS = compiled(
    r"(?:级|以下|以上|学历|性|农村|城镇|城市|乡村|女|男|省内|省外|境内|境外|国内|海外|中央|本科|大专|少数民族|新增|在建|市直|县直|省直|机关"
    r"|[省市县区州盟旗乡镇])$"
)


def with_head(item: str, whole: str) -> str:
    """Return *item* with *whole* after it where it is only a modifier: 农村 + 党组织."""
    if not item or not whole or item in whole or whole in item:
        return item or whole
    return item + whole.rpartition("的")[2] if _MODIFIERS.search(item) else item
