"""What stands around a quantity: its clause, the words on both sides, the phrases between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.extract import items
from djledger.extract.words import Tag, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.extract.items import Left, Right
    from djledger.extract.shares import Against
    from djledger.extract.words import Lexicon, Word
    from djledger.model.mention import Quantity
    from djledger.segment import Sentence

HOLE_NOUN = (Tag.ZONE | Tag.NOUN)
HOLE_SKIP = Tag.ADVERB


@dataclass(frozen=True, slots=True)
class Around:
    """One quantity and what stands around it, before anything is decided.

    ``clause`` are the bounds up to its neighbours, ``zone`` the index of its bracket or quote
    in the sentence (-1: none) and ``sign`` its opening sign, ``gap`` what stands between the
    quantity before (same sentence) and this one, ``opening`` how the sentence begins,
    ``previous`` the index of the quantity before that does not only bound a noun (-1: none),
    ``threshold`` whether this one does, ``after_noun`` whether nothing but the noun of that
    quantity stands between (6个小组412户), ``words`` those on the left and the right.
    """

    quantity: Quantity
    sentence: Sentence
    clause: tuple[int, int]
    zone: int
    sign: str
    left: Left
    right: Right
    left_text: str
    gap: str
    opening: str
    previous: int
    threshold: bool
    after_noun: bool
    against: list[Against]
    words: tuple[list[Word], list[Word]]


# 农业 耕地面积…, 人口 2007年末…: a heading that runs into its text.
RUN_IN = re.compile(r"[\u4e00-\u9fff、]{2,10}[ \u3000\xa0]+(?=[\u4e00-\u9fff]|[12][0-9]{3}年)")


def look(
    text: str,
    quantities: Sequence[Quantity],
    k: int,
    sentence: Sentence,
    holes: list[tuple[int, int, int]],
    against: list[Against],
    lex: Lexicon,
) -> Around:
    """Return what stands around the quantity at *k*; *holes* are stretches that are one word."""
    quantity = quantities[k]
    zone = sentence.zone_at(quantity.start, quantity.end)
    left, right = sentence.clause(quantity.start, quantity.end)
    previous = k - 1
    while previous >= 0 and _threshold(text, quantities[previous]):
        previous -= 1
    gap = ""
    if previous >= 0 and quantities[previous].end > sentence.start:
        gap = text[quantities[previous].end : quantity.start]
    holes = list(holes)
    for j in range(k - 1, -1, -1):
        before = quantities[j]
        if before.end <= left:
            break
        if _threshold(text, before):
            holes.append((before.start, before.end, HOLE_NOUN))
        elif sentence.zone_at(before.start, before.end) == zone:
            left = before.end
            break
    head = left
    while head > sentence.start and text[head - 1] in "：:" and not text[left : quantity.start].strip(_PLAIN):
        # 中标金额：615.8万元: what is counted stands before the colon
        head, _ = sentence.clause(head - 2, head - 1)
        if zone >= 0 or (k and head < quantities[k - 1].end):
            head = left
            break
        left = head
    if k and left == quantities[k - 1].end and (link := _LINK.match(text, left, quantity.start)):
        # 7个乡镇、12个村: what stands before the 、 is the neighbour's
        left = link.end()
    to_next = False
    for j in range(k + 1, len(quantities)):
        after = quantities[j]
        if after.start >= right:
            break
        if _threshold(text, after) and j == k + 1:
            holes.append((after.start, after.end, HOLE_NOUN))
        elif sentence.zone_at(after.start, after.end) == zone:
            right, to_next = after.start, True
            break
    bounds = (
        (sentence.zones[zone].start, sentence.zones[zone].end) if zone >= 0 else (-1, -1)
    )
    inner = [h for h in holes if not (h[0] <= bounds[0] and h[1] >= bounds[1])]
    inner = disjoint(inner)
    lefts = words(text, left, quantity.start, inner, lex)
    rights = words(text, quantity.end, right, inner, lex)
    after = items.read_right(text, rights, to_next=to_next)
    return Around(
        quantity,
        sentence,
        (left, right),
        zone,
        sentence.zones[zone].sign if zone >= 0 else " ",
        items.read_left(text, lefts, quantity, nominal=bool(after.noun)),
        after,
        text[left : quantity.start],
        gap,
        text[sentence.start : sentence.start + 8],
        previous,
        _threshold(text, quantity),
        bool(gap) and gap.isalnum() and left == quantity.start - len(gap),
        [a for a in against if left <= a.start and a.end <= quantity.start],
        (lefts, rights),
    )


_THRESHOLD = re.compile(r"的?[\u4e00-\u9fff（(]")
_AFTER_LEVEL = re.compile(r"[，,。；;、：:\s]|的?(?:达|占|有|为|是|以|和|及|左右)")


_PLAIN = " \u3000\xa0￥¥人民币约共"
_LINK = re.compile(r"[\u4e00-\u9fff“”（）()]{1,16}?(?:、|[和及与][ \u3000]*(?=[0-9０-９一二两三四五六七八九十]))")


def _threshold(text: str, quantity: Quantity) -> bool:
    """Whether a figure only bounds the noun after it: 10人以上加工点, 35岁以下党员."""
    end = quantity.end
    return (
        text[end - 2 : end] in {"以上", "以下", "以内"}
        and bool(_THRESHOLD.match(text, end))
        and not _AFTER_LEVEL.match(text, end)
    )


def disjoint(holes: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return *holes* by start without those inside or across another (the outer wins)."""
    holes.sort(key=lambda h: (h[0], -h[1]))
    kept: list[tuple[int, int, int]] = []
    for hole in holes:
        if not kept or hole[0] >= kept[-1][1]:
            kept.append(hole)
    return kept
