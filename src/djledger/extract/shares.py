"""Bases and per-units: 占行政村的82.3%, 比上年提高9个百分点, 每人每年6000元."""

from __future__ import annotations

import re

_COMPARED = re.compile(r"(?:比|较|与|同|是|为)([^，,。；;比较]{1,12}?)(?:同期)?(?:相比)?(?:的|增长|增加|提高|提升|下降|减少|降低|上升|净增|高|低|多|少)*$")
_PER = (
    (re.compile(r"每人每年"), "人·年"),
    (re.compile(r"每人每月"), "人·月"),
    (re.compile(r"每人每天"), "人·天"),
)
_EACH = re.compile(r"每(?:个|名|位|户均)?([\u4e00-\u9fff]{1,8}?)(?=年|月|至少|不少于|可|补|投|安排|奖|给予|增收|收入|需|[0-9０-９一二三四五六七八九十两]|$)")
_AVERAGE = re.compile(r"(人|户|亩|村|日|年|月)均")


def per(left: str) -> str:
    """Return the thing that a figure is per: 每人每年 → 人·年, 户均 → 户; '' if none."""
    tail = left[-24:]
    for pattern, name in _PER:
        if pattern.search(tail):
            return name
    if match := re.search(r"每(年|月|季度|周|天|日|半年|分钟|小时|人|户|亩|村|箱|名党员|个村|村每年)", tail):
        return match[1]
    if match := _AVERAGE.search(tail):
        unit = match[1]
        return f"{unit}·年" if unit in "人户" and "年收入" in tail[match.end() :] else unit
    return ""


def base(left: str, kind: str, noun: str) -> str:
    """Return the base of a percent: 占X的, 比X增长, 是X的N倍, N%的X; '' where none is named."""
    if kind != "percent":
        return ""
    if noun:
        return noun
    if match := _COMPARED.search(left):
        return match[1].removesuffix("的")
    return ""


_HEADS = re.compile(r"(?:村|户|人|员|组|队|社|校|院|所|站|点|厂|项目|企业|单位|机构|干部|党员|组织|支部|医师|护士|教师|学生|[^\s]{4,})$")


def with_head(item: str, whole: str) -> str:
    """Return *item* with the head of *whole* where it is only a modifier: 农村 + 党组织."""
    if not item or _HEADS.search(item) and item not in {"农村"} or not whole or item in whole:
        return item
    return item + whole
