"""Words of a clause and what they can be: verb, modifier, preposition, noun.

The lexicon is `knowledge/verbs.yaml` and `knowledge/nouns.yaml`. A stretch that no lexicon
word covers is noun: what reports count is open, what they do with it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from djledger.extract import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.knowledge import Knowledge

_ADVERBIAL = kinds.VERB | kinds.ADVERB | kinds.PREPOSITION
_PLAIN = kinds.NOUN | kinds.FIGURE
_NOUNISH = kinds.NOUN | kinds.HEAD

_GROUPS = {
    "governs": kinds.GOVERNS,
    "either": kinds.EITHER,
    "growth": kinds.GROWTH,
    "reaches": kinds.REACHES,
    "states": kinds.STATES,
    "spends": kinds.SPENDS,
    "passive": kinds.PASSIVE,
    "particles": kinds.PARTICLE,
    "light": kinds.LIGHT,
    "hosts": kinds.HOST,
    "figures": kinds.FIGURE,
    "prepositions": kinds.PREPOSITION,
    "adverbs": kinds.ADVERB,
    "bounds": kinds.BOUND,
    "tails": kinds.ADVERB,
    "rest": kinds.ADVERB,
    "manners": kinds.MANNER,
    "disposes": kinds.DISPOSES,
    "joiners": kinds.JOINER,
    "heads": kinds.HEAD,
    "whole": kinds.NOUN,
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


def _tables(  # noqa: C901, PLR0912 -- one pass, in order
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
        # what the catalogue counts is a noun, whatever verbs are in its name
        terms = (*item.get("heads", ()), *item.get("exact", ()))
        named += [t for t in terms if len(t) > 2 and not set(t) & set("(（、和")]
    deeds = kinds.GOVERNS | kinds.PASSIVE
    for word in named:
        # 下派干部, 生猪存栏: a name with a deed at its edge is read word by word
        edges = tags.get(word[:2], 0) | tags.get(word[-2:], 0)
        if not edges & deeds or edges & kinds.EITHER:
            tags.setdefault(word, kinds.NOUN)
    for word in knowledge.listed("common_verbs"):
        tags.setdefault(word, kinds.COMMON)
    tags["的"] = kinds.DE
    tags["、"] = kinds.LIST
    for word, tag in tags.items():
        # A noun that is also listed as a verb has a verb's look: 贷款. Its place decides, as
        # for 培训.
        if tag & _NOUNISH and tag & kinds.VERB:
            tags[word] = (tag & ~(kinds.NOUN | kinds.GOVERNS)) | kinds.EITHER
        elif tag == kinds.DISPOSES:
            tags[word] = tag | kinds.GOVERNS
        elif tag & kinds.EITHER:
            tags[word] = tag & ~kinds.GOVERNS
    sizes: dict[str, set[int]] = {}
    for word in tags:
        if len(word) > 1:
            sizes.setdefault(word[:2], set()).add(len(word))
    longest_first = {pair: tuple(sorted(all_, reverse=True)) for pair, all_ in sizes.items()}
    return tags, longest_first, suffixes, negations


def words(  # noqa: C901, PLR0912, PLR0915 -- one pass, in order
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
        if tag & kinds.BOUND:
            if stop == end or _next_tag(text, stop, end, lex) & kinds.VERB:
                tag = tag & ~kinds.BOUND | kinds.ADVERB
            else:
                tag &= ~kinds.BOUND
                if not tag:
                    at = stop
                    continue
        if tag & kinds.MANNER:
            tag &= ~kinds.MANNER
            governed = bool(found) and plain == at and found[-1].tag & kinds.VERB
            if not governed and (
                stop == end or _next_tag(text, stop, end, lex) & (_ADVERBIAL | kinds.MANNER)
            ):
                tag |= kinds.ADVERB
            elif not tag:
                at = stop
                continue
        if size == 1 and not _stands(
            text, at, plain, waiting[-1][0] if waiting else end, tag, found, lex
        ):
            at += 1
            continue
        if tag & kinds.VERB and at > max(plain, solid) and text[at - 1] in lex.negations:
            noun(at - 1)
            found.append(Word(at - 1, stop, text[at - 1 : stop], (kinds.NEGATED | kinds.NOUN)))
            at = plain = stop
            continue
        if (
            tag & (kinds.VERB | kinds.ADVERB)
            and size > 1
            and stop < end
            and text[stop] in _MEASURES_OF
        ):
            # 辍学率, 交易额, 成功率: always a noun
            at = stop + 1
            continue
        if (
            tag & (kinds.EITHER | kinds.COMMON | kinds.GROWTH)
            and size > 1
            and stop < end
            and text[stop] in suffixes
            and (stop + 1 == end or _next_tag(text, stop + 1, end, lex))
        ):
            # 培训班, 管理局: a suffix makes a noun of the verb, unless it begins a word of its
            # own (培训 学员).
            after = tags.get(text[stop : stop + 2], 0)
            if not after & (kinds.VERB | _NOUNISH):
                at = stop + 1
                continue
        if not tag & ~_PLAIN:
            at = solid = stop
            continue
        noun(at)
        found.append(Word(at, stop, text[at:stop], tag | 1 if tag & kinds.HEAD else tag))
        at = plain = stop
    noun(end)
    return found


def _stands(  # noqa: PLR0911 -- one pass, in order
    text: str, at: int, plain: int, end: int, tag: int, found: list[Word], lex: Lexicon
) -> bool:
    """Whether a word of one character is that word here, and not a piece of a longer noun."""
    if tag & (kinds.DE | kinds.LIST | kinds.JOINER):
        return True
    last = found[-1].tag if found and plain == at else 0
    if tag & kinds.PARTICLE and last & kinds.VERB:
        return True
    after = _next_tag(text, at + 1, end, lex)
    if text[at] == "未":
        return plain < at  # at the head of what is said it denies the verb: 未完成
    if tag & kinds.VERB == kinds.STATES and at + 1 < end and text[at] not in _ALWAYS:
        # 高级教师, 长桥: a measure only right before its number; 为年老党员送学: a preposition
        return bool(tag & kinds.PREPOSITION) and not found and plain == at
    if tag & kinds.PREPOSITION and (at + 1 == end or plain == at or not after & kinds.PARTICLE):
        return True
    if tag & kinds.ADVERB and (
        after & _ADVERBIAL or (at + 1 == end and text[at] in _BEFORE_NUMBERS)
    ):
        return True
    if tag & kinds.VERB:
        if text[at] in _ALWAYS:
            return True
        if at + 1 == end:  # right before the number: 建12个, 共有3个
            return plain == at
        # at the head of its clause or after an adverb, and before a noun
        opening = not found and plain == at
        adverb = bool(last & (kinds.ADVERB | kinds.LIST | kinds.PREPOSITION))
        return (opening or adverb) and not after & (kinds.VERB | kinds.PARTICLE)
    return False


# After any verb these make a noun of it.
_MEASURES_OF = frozenset("率额量费度函金款")
# Adverbs of one character that stand before a number.
_BEFORE_NUMBERS = frozenset("共约近仅只就已均各每又新再还才满整达足计")
# Verbs of one character that are hardly ever part of a noun.
_ALWAYS = frozenset("占达有超辖")


def _next_tag(text: str, at: int, end: int, lex: Lexicon) -> int:
    for size in lex.sizes.get(text[at : at + 2], ()):
        if size <= end - at and (tag := lex.tags.get(text[at : at + size])) is not None:
            return tag
    return lex.tags.get(text[at], 0) if at < end else 0
