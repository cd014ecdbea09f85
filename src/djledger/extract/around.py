"""What stands around a quantity: its clause, the words on both sides, the phrases between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from djledger.extract import items, kinds
from djledger.extract.chooser import view
from djledger.extract.words import words
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.extract.chooser import View
    from djledger.extract.items import Left, Right
    from djledger.extract.scopes import ScopeSpan
    from djledger.extract.shares import Against
    from djledger.extract.words import Lexicon
    from djledger.model.mention import Quantity
    from djledger.segment import Sentence

Hole = tuple[int, int, int]

HOLE_NOUN = kinds.ZONE | kinds.NOUN
HOLE_SKIP = kinds.ADVERB


class Around(NamedTuple):
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
    words: tuple[View, View]


class Ground:
    """A sentence with what was found in it, and the words that were read of it so far.

    ``holes`` are the stretches that are one word each. What follows one quantity is most often
    what stands before the next: no stretch is read twice.
    """

    __slots__ = ("_holes", "_inner", "_views", "against", "places", "sentence")

    def __init__(
        self,
        sentence: Sentence,
        holes: list[Hole],
        against: list[Against],
        places: list[ScopeSpan],
    ) -> None:
        self.sentence, self.against, self.places = sentence, against, places
        self._holes = holes
        self._inner: dict[int, list[Hole]] = {}
        self._views: dict[tuple[int, int, int], View] = {}

    def sides(
        self,
        text: str,
        clause: tuple[int, int],
        quantity: Quantity,
        zone: int,
        thresholds: list[Hole],
        lex: Lexicon,
    ) -> tuple[View, View]:
        """Return the words of *clause* before and after *quantity*, which stands in *zone*."""
        left, right = clause
        spans = ((left, quantity.start), (quantity.end, right))
        if thresholds:
            holes = self._within(zone, thresholds)
            before, after = (view(words(text, *span, holes, lex)) for span in spans)
            return before, after
        if zone not in self._inner:
            self._inner[zone] = self._within(zone, [])
        views = []
        for span in spans:
            known = self._views.get((*span, zone))
            if known is None:
                known = view(words(text, *span, self._inner[zone], lex))
                self._views[*span, zone] = known
            views.append(known)
        return views[0], views[1]

    def _within(self, zone: int, more: list[Hole]) -> list[Hole]:
        """Return the holes inside *zone* (or of the sentence, for -1) and those of *more*."""
        holes = self._holes + more
        if zone >= 0:
            start, end, _ = self.sentence.zones[zone]
            holes = [h for h in holes if h[0] > start or h[1] < end]
        return disjoint(holes)


# 农业 耕地面积…, 人口 2007年末…: a heading that runs into its text.
RUN_IN = compiled(r"[\u4e00-\u9fff、]{2,10}[ \u3000\xa0]+(?=[\u4e00-\u9fff]|[12][0-9]{3}年)")


def look(text: str, quantities: Sequence[Quantity], k: int, ground: Ground, lex: Lexicon) -> Around:  # noqa: C901, PLR0912 -- one pass, in order
    """Return what stands around the quantity at *k*, which is one of *ground*."""
    quantity, sentence = quantities[k], ground.sentence
    start, end = quantity.start, quantity.end
    zone = sentence.zone_at(start, end)
    left, right = sentence.clause(start, end, zone)
    previous = k - 1
    while previous >= 0 and _threshold(text, quantities[previous]):
        previous -= 1
    gap = ""
    if previous >= 0 and quantities[previous].end > sentence.start:
        gap = text[quantities[previous].end : start]
    thresholds: list[Hole] = []
    for j in range(k - 1, -1, -1):
        before = quantities[j]
        if before.end <= left:
            break
        if _threshold(text, before):
            thresholds.append((before.start, before.end, HOLE_NOUN))
        elif sentence.zone_at(before.start, before.end) == zone:
            left = before.end
            break
    head = left
    while head > sentence.start and text[head - 1] in "：:" and not text[left:start].strip(_PLAIN):
        # 中标金额：615.8万元: what is counted stands before the colon
        head, _ = sentence.clause(head - 2, head - 1)
        if zone >= 0 or (k and head < quantities[k - 1].end):
            break
        left = head
    if k and left == quantities[k - 1].end and (link := _LINK.match(text, left, start)):
        # 7个乡镇、12个村: what stands before the 、 is the neighbour's
        left = link.end()
    to_next = False
    for j in range(k + 1, len(quantities)):
        following = quantities[j]
        if following.start >= right:
            break
        if _threshold(text, following) and j == k + 1:
            thresholds.append((following.start, following.end, HOLE_NOUN))
        elif sentence.zone_at(following.start, following.end) == zone:
            right, to_next = following.start, True
            break
    sides = ground.sides(text, (left, right), quantity, zone, thresholds, lex)
    after = items.read_right(text, sides[1].words, to_next=to_next)
    return Around(
        quantity,
        sentence,
        (left, right),
        zone,
        sentence.zones[zone].sign if zone >= 0 else " ",
        items.read_left(text, sides[0].words, quantity, nominal=bool(after.noun)),
        after,
        text[left:start],
        gap,
        text[sentence.start : sentence.start + 8],
        previous,
        _threshold(text, quantity),
        bool(gap) and gap.isalnum() and left == start - len(gap),
        [a for a in ground.against if left <= a.start and a.end <= start],
        sides,
    )


_THRESHOLD = compiled(r"的?[\u4e00-\u9fff（(]")
_AFTER_LEVEL = compiled(r"[，,。；;、：:\s]|的?(?:达|占|有|为|是|以|和|及|左右)")
_BOUNDS = frozenset(("以上", "以下", "以内"))

_PLAIN = " \u3000\xa0￥¥人民币约共"
_LINK = compiled(
    r"[\u4e00-\u9fff“”（）()]{1,16}?"
    r"(?:、|[和及与][ \u3000]*(?=[0-9０-９一二两三四五六七八九十]))"
)


def _threshold(text: str, quantity: Quantity) -> bool:
    """Whether a figure only bounds the noun after it: 10人以上加工点, 35岁以下党员."""
    end = quantity.end
    return (
        text[end - 2 : end] in _BOUNDS
        and bool(_THRESHOLD.match(text, end))
        and not _AFTER_LEVEL.match(text, end)
    )


def disjoint(holes: list[Hole]) -> list[Hole]:
    """Return *holes* by start without those inside or across another (the outer wins)."""
    kept: list[Hole] = []
    for hole in sorted(holes, key=lambda h: (h[0], -h[1])):
        if not kept or hole[0] >= kept[-1][1]:
            kept.append(hole)
    return kept
