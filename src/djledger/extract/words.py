"""Words of a clause and what they can be: verb, modifier, preposition, noun.

The lexicon is `knowledge/verbs.yaml` and `knowledge/nouns.yaml`. A stretch that no lexicon
word covers is noun: what reports count is open, what they do with it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.knowledge import Knowledge


class Tag:
    """What a word can be: bits, for one word can be several.

    Plain integers: `enum.IntFlag` arithmetic is an order of magnitude slower, and this is the
    innermost loop.
    """

    NOUN = 1
    GOVERNS = 2
    EITHER = 4
    GROWTH = 8
    REACHES = 16
    STATES = 32
    SPENDS = 64
    PASSIVE = 128
    PARTICLE = 256
    LIGHT = 512
    PREPOSITION = 1024
    ADVERB = 2048
    JOINER = 4096
    HEAD = 8192
    DE = 16384
    ZONE = 32768
    LIST = 65536
    BOUND = 131072
    COMMON = 262144
    NEGATED = 524288
    HOST = 1048576
    FIGURE = 2097152
    DISPOSES = 4194304
    MANNER = 8388608


VERB = (
    Tag.GOVERNS
    | Tag.EITHER
    | Tag.GROWTH
    | Tag.REACHES
    | Tag.SPENDS
    | Tag.PASSIVE
    | Tag.LIGHT
    | Tag.STATES
)
_VERB = VERB
_ADVERBIAL = VERB | Tag.ADVERB | Tag.PREPOSITION
_PLAIN = Tag.NOUN | Tag.FIGURE
_NOUNISH = Tag.NOUN | Tag.HEAD

_GROUPS = {
    "governs": Tag.GOVERNS,
    "either": Tag.EITHER,
    "growth": Tag.GROWTH,
    "reaches": Tag.REACHES,
    "states": Tag.STATES,
    "spends": Tag.SPENDS,
    "passive": Tag.PASSIVE,
    "particles": Tag.PARTICLE,
    "light": Tag.LIGHT,
    "hosts": Tag.HOST,
    "figures": Tag.FIGURE,
    "prepositions": Tag.PREPOSITION,
    "adverbs": Tag.ADVERB,
    "bounds": Tag.BOUND,
    "tails": Tag.ADVERB,
    "rest": Tag.ADVERB,
    "manners": Tag.MANNER,
    "disposes": Tag.DISPOSES,
    "joiners": Tag.JOINER,
    "heads": Tag.HEAD,
    "whole": Tag.NOUN,
}


class Word(NamedTuple):
    """A word of the working text at ``start..end``; ``tag`` is an ``int`` of `Tag` bits."""

    start: int
    end: int
    text: str
    tag: int


class Lexicon(NamedTuple):
    """Words by text; noun-making suffixes; what makes a modifier of a verb (不合格).

    ``sizes`` are the lengths of the words that begin with two characters, the longest first:
    most pairs begin none, and to try every length at each place is what reading costs.
    """

    tags: dict[str, int]
    sizes: dict[str, tuple[int, ...]]
    suffixes: frozenset[str]
    negations: frozenset[str]


def lexicon(knowledge: Knowledge) -> Lexicon:
    """Return the lexicon of *knowledge* (use through ``knowledge.made(lexicon)``)."""
    return Lexicon(*knowledge.kept(_tables))


def _tables(
    knowledge: Knowledge,
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], frozenset[str], frozenset[str]]:
    tags: dict[str, int] = {}
    suffixes: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    for name in ("verbs", "nouns"):
        for group in knowledge.items(name):
            listed = group["words"].split()
            if group["id"] == "suffixes":
                suffixes = frozenset(listed)
            elif group["id"] == "negations":
                negations = frozenset(listed)
            elif group["id"] == "attributes":
                continue
            else:
                tag = int(_GROUPS[group["id"]])
                for word in listed:
                    tags[word] = tags.get(word, 0) | tag
    named: list[str] = []
    for item in knowledge.items("indicators"):
        for word in (*item.get("heads", ()), *item.get("exact", ())):
            # what the catalogue counts is a noun, whatever verbs are in its name
            if len(word) > 2 and not set(word) & set("(（、和"):  # noqa: PLR2004 -- characters
                named.append(word)
    deeds = Tag.GOVERNS | Tag.PASSIVE
    for word in named:
        # 下派干部, 生猪存栏: a name with a deed at its edge is read word by word
        edges = tags.get(word[:2], 0) | tags.get(word[-2:], 0)
        if not edges & deeds or edges & Tag.EITHER:
            tags.setdefault(word, Tag.NOUN)
    for word in knowledge.listed("common_verbs"):
        tags.setdefault(word, Tag.COMMON)
    tags["的"] = Tag.DE
    tags["、"] = Tag.LIST
    for word, tag in tags.items():
        # A noun that is also listed as a verb has a verb's look: 贷款. Its place decides, as
        # for 培训.
        if tag & _NOUNISH and tag & _VERB:
            tags[word] = (tag & ~(Tag.NOUN | Tag.GOVERNS)) | Tag.EITHER
        elif tag == Tag.DISPOSES:
            tags[word] = tag | Tag.GOVERNS
        elif tag & Tag.EITHER:
            tags[word] = tag & ~Tag.GOVERNS
    sizes: dict[str, set[int]] = {}
    for word in tags:
        if len(word) > 1:
            sizes.setdefault(word[:2], set()).add(len(word))
    longest_first = {pair: tuple(sorted(all_, reverse=True)) for pair, all_ in sizes.items()}
    return tags, longest_first, suffixes, negations


def words(
    text: str,
    start: int,
    end: int,
    holes: Sequence[tuple[int, int, int]],
    lex: Lexicon,
) -> list[Word]:
    """Return the words of ``text[start:end]``, longest match from the left.

    *holes* are stretches that are one word each, with its tag: brackets, quotes, periods,
    places. What no word of the lexicon covers is gathered into nouns.
    """
    while end > start and text[end - 1].isspace():
        end -= 1
    found: list[Word] = []
    tags, sizes, suffixes = lex.tags, lex.sizes, lex.suffixes
    at = plain = solid = start
    waiting = [h for h in holes if h[0] >= start and h[1] <= end]
    waiting.reverse()

    def noun(upto: int) -> None:
        piece = text[plain:upto]
        if piece and not piece.isspace():
            found.append(Word(plain, upto, piece, 1))

    while at < end:
        if waiting and at >= waiting[-1][0]:
            hole = waiting.pop()
            if hole[0] < at:
                continue
            noun(at)
            found.append(Word(at, hole[1], text[at : hole[1]], hole[2]))
            at = plain = hole[1]
            continue
        limit = (waiting[-1][0] if waiting else end) - at
        tag, size = None, 1
        for size in sizes.get(text[at : at + 2], ()):
            if size <= limit and (tag := tags.get(text[at : at + size])) is not None:
                break
        else:
            tag, size = tags.get(text[at]), 1
        if tag is None:
            at += 1
            continue
        stop = at + size
        if tag & Tag.BOUND:
            if stop == end:
                tag = tag & ~Tag.BOUND | Tag.ADVERB
            else:
                tag &= ~Tag.BOUND
                if not tag:
                    at = stop
                    continue
        if tag & Tag.MANNER:
            tag &= ~Tag.MANNER
            governed = bool(found) and plain == at and found[-1].tag & _VERB
            if not governed and (
                stop == end or _next_tag(text, stop, end, lex) & (_ADVERBIAL | Tag.MANNER)
            ):
                tag |= Tag.ADVERB
            elif not tag:
                at = stop
                continue
        if size == 1 and not _stands(
            text, at, plain, waiting[-1][0] if waiting else end, tag, found, lex
        ):
            at += 1
            continue
        if tag & _VERB and at > max(plain, solid) and text[at - 1] in lex.negations:
            noun(at - 1)
            found.append(Word(at - 1, stop, text[at - 1 : stop], (Tag.NEGATED | Tag.NOUN)))
            at = plain = stop
            continue
        if tag & _VERB and size > 1 and stop < end and text[stop] in _MEASURES_OF:
            # 辍学率, 交易额: always a noun
            at = stop + 1
            continue
        if (
            tag & (Tag.EITHER | Tag.COMMON | Tag.GROWTH)
            and size > 1
            and stop < end
            and text[stop] in suffixes
            and (stop + 1 == end or _next_tag(text, stop + 1, end, lex))
        ):
            # 培训班, 管理局: a suffix makes a noun of the verb, unless it begins a word of its
            # own (培训 学员).
            after = tags.get(text[stop : stop + 2], 0)
            if not after & (_VERB | _NOUNISH):
                at = stop + 1
                continue
        if not tag & ~_PLAIN:
            at = solid = stop
            continue
        noun(at)
        found.append(Word(at, stop, text[at:stop], tag | 1 if tag & Tag.HEAD else tag))
        at = plain = stop
    noun(end)
    return found


def _stands(
    text: str, at: int, plain: int, end: int, tag: int, found: list[Word], lex: Lexicon
) -> bool:
    """Whether a word of one character is that word here, and not a piece of a longer noun."""
    if tag & (Tag.DE | Tag.LIST | Tag.JOINER):
        return True
    last = found[-1].tag if found and plain == at else 0
    if tag & Tag.PARTICLE and last & _VERB:
        return True
    after = _next_tag(text, at + 1, end, lex)
    if text[at] == "未" and plain < at:
        return True
    if tag & _VERB == Tag.STATES and at + 1 < end and text[at] not in _ALWAYS:
        return False  # 高级教师, 长桥: a measure only right before its number
    if tag & Tag.PREPOSITION and (at + 1 == end or plain == at or not after & Tag.PARTICLE):
        return True
    if tag & Tag.ADVERB and (after & _ADVERBIAL or (at + 1 == end and text[at] in _BEFORE_NUMBERS)):
        return True
    if tag & _VERB:
        if text[at] in _ALWAYS:
            return True
        if at + 1 == end:  # right before the number: 建12个, 共有3个
            return plain == at
        # at the head of its clause or after an adverb, and before a noun
        opening = not found and plain == at
        adverb = bool(last & (Tag.ADVERB | Tag.LIST | Tag.PREPOSITION))
        return (opening or adverb) and not after & (_VERB | Tag.PARTICLE)
    return False


# After any verb these make a noun of it.
_MEASURES_OF = frozenset("率额量费度函金款")
# Adverbs of one character that stand before a number.
_BEFORE_NUMBERS = frozenset("共约近仅只就已均各每又新再还才满整达足计")
# Verbs of one character that are hardly ever part of a noun.
_ALWAYS = frozenset("占达有超")


def _next_tag(text: str, at: int, end: int, lex: Lexicon) -> int:
    for size in lex.sizes.get(text[at : at + 2], ()):
        if size <= end - at and (tag := lex.tags.get(text[at : at + size])) is not None:
            return tag
    return lex.tags.get(text[at], 0) if at < end else 0
