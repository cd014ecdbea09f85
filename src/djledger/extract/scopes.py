"""Whom a figure covers: 全县, 我镇, 市级, a place that opens the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from djledger.extract.words import lexicon
from djledger.patterns import compiled

if TYPE_CHECKING:
    from djledger.extract.words import Lexicon
    from djledger.knowledge import Knowledge


class ScopeSpan(NamedTuple):
    """A place or level of the working text that figures after it cover."""

    start: int
    end: int
    text: str


_WHOLE = compiled(
    r"(?:全|我|本|该|各)(?:国|省|市|州|盟|县|区|旗|乡|镇|村|街道|社区|系统|域|局|委|院|校|厂|公司|行业)(?![级长委党直属容道域内外局协])"
    r"|(?:[国省市州盟县区旗乡镇村]、){1,4}[国省市州盟县区旗乡镇村](?=[0-9０-９一二三四五六七八九十两*])"
    r"|(?:国家|省|市|州|县|区|乡镇|镇|乡|村)级(?=层面|财政|共|累计|安排|投入)"
    r"|境内|辖区内?|域内|库区|城区|乡驻地|县城|镇区"
)
_PLACE = compiled(
    r"(?:(?<=^)|(?<=[，,。；;：:！？!?\n、 \u3000)）—]))"
    r"(?:中共)?(?:[\u4e00-\u9fff]{1,4}[省市州盟])?(?:[\u4e00-\u9fff]{1,4}[县区旗市])?[\u4e00-\u9fff]{1,4}(?:自治县|自治州|自治旗|街道|社区|[省市州盟县区旗乡镇村])"
    r"(?=[\u4e00-\u9fff0-9，,：:])(?![级务民里干委党直长办内外上容貌域道场落组主史志（(])"
)
# 农村, 贫困村, 开发区: ends like a place, names a kind.
_KINDS = compiled(
    r"(?:棚户|农|贫困|乡|山|示范|试点|行政|自然|建制|中心|重点|空壳|薄弱|脱贫|帮扶|联系|后进|先进"
    r"|软弱涣散|所在|全|各|我|本|该|每|个|多|此|城|市|地|社|园|景|灾|库|小|片|校|街|开发|功能|核心"
    r"|保护|聚集|集聚|工业|产业|科技|旅游|农业|生态|高新|新|老|旧|两|几|到|在|进|驻|包|入|下|对|向"
    r"|由|从|给|以|获|使|令|让|原|跨|下辖|辖|是|为|达|通|公里)[省市州盟县区旗乡镇村]$"
)


def find(text: str, start: int, end: int, knowledge: Knowledge) -> list[ScopeSpan]:
    """Return the scopes named in ``text[start:end]``, by their start."""
    lex = knowledge.made(lexicon)
    found = [ScopeSpan(m.start(), m.end(), m[0]) for m in _WHOLE.finditer(text, start, end)]
    found += [
        ScopeSpan(m.start(), m.end(), m[0])
        for m in _PLACE.finditer(text, start, end)
        if not _KINDS.search(m[0]) and not _verbal(m[0], lex)
    ]
    found.sort(key=lambda s: s.start)
    kept: list[ScopeSpan] = []
    for scope in found:
        if not kept or scope.start >= kept[-1].end:
            kept.append(scope)
    return kept


def _verbal(text: str, lex: Lexicon) -> bool:
    """Whether a word of the lexicon stands in *text*: 补齐村, 培育县 are no places."""
    return any(
        text[k : k + size] in lex.tags for size in (2, 3, 4) for k in range(len(text) - size + 1)
    )
