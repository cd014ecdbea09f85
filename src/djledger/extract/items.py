"""What a quantity counts, and the verb that brought it about.

Chinese puts the counted thing on either side of its number (36个村, 发展项目12个), leaves it
out when it was just named (有21个实现转化), and lets one verb serve a whole list. A quantity
sees the words of its clause up to its neighbours on both sides; which side holds the thing is
decided by the shapes of the two, and what is left out comes from the mention before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from djledger.extract import kinds
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.extract.words import Word
    from djledger.model.mention import Quantity

_STRONG = kinds.GOVERNS | kinds.SPENDS | kinds.GROWTH | kinds.REACHES
_PEOPLE = frozenset(("人", "人次", "名", "位", "户次", "户"))
_FOOTNOTE = compiled(r"[\[［〔][0-9]{1,2}[\]］〕]")
_EVENTS = frozenset(("次", "场", "期", "轮", "遍", "场次", "班次", "轮次", "批次", "回", "届"))
_FIGURES = compiled(r"要求|目标|任务|比例|标准|速度|水平|幅度|规模|占比|份额|增速|价格|单价|利率")
_AGENT = compiled(
    r"(?:财政|政府|部门|单位|企业|公司|社会|群众|村民|局|委|办|党委|[省市县区州旗镇乡村])$"
)
_STRIP = " \t\r\n\u3000\xa0，,；;：:。.、的"


class Left(NamedTuple):
    """What stands before a quantity in its clause.

    ``subject`` before the verb, ``verb`` that governs, ``object`` between verb and number;
    ``modifier`` an attribute that ends in 的 right before the number; ``preposition`` right
    before the number; ``base`` the X of 占X的; ``source``: the number is where a change
    begins (由31个减少到8个); ``joined``: a 和 or 、 stands right before the number;
    ``named``: the subject is an average with its deed (人均增收).
    """

    subject: str = ""
    verb: Word | None = None
    verb_tag: int = 0
    object: str = ""
    modifier: str = ""
    preposition: str = ""
    base: str = ""
    source: bool = False
    empty: bool = False
    joined: bool = False
    named: bool = False


class Right(NamedTuple):
    """What follows a quantity in its clause: a noun phrase, and the verb after it.

    ``of``: it follows with 的; ``to_next``: it ends at the next quantity; ``object`` is that
    of the verb where no noun comes first (投资200万元修建桥梁).
    """

    noun: str = ""
    verb: Word | None = None
    of: bool = False
    to_next: bool = False
    object: str = ""


def clean(text: str) -> str:
    """Return a noun phrase without the signs and blanks at its ends, on one line."""
    # Every candidate phrase comes here; most are nothing but characters.
    if not text.isalnum() or text[0] == "的" or text[-1] == "的":
        text = _FOOTNOTE.sub("", "".join(text.split())).strip(_STRIP)
    if text.endswith("中") and text[-2:] not in {"高中", "初中"}:
        text = text[:-1]
    return text


def _phrase(text: str, found: Sequence[Word]) -> str:
    if not found:
        return ""
    return clean(text[found[0].start : found[-1].end])


def _trim(found: Sequence[Word]) -> list[Word]:
    """Return *found* without what can neither begin nor end a noun phrase."""
    first, last = 0, len(found)
    outer = kinds.ADVERB | kinds.LIST | kinds.JOINER | kinds.PARTICLE
    while first < last and found[first].tag & outer and not found[first].tag & 1:
        first += 1
    while first < last and found[last - 1].tag & outer and not found[last - 1].tag & 1:
        last -= 1
    return list(found[first:last])


def read_right(text: str, found: Sequence[Word], *, to_next: bool) -> Right:  # noqa: C901, PLR0912 -- a branch a shape, in order
    """Return the noun phrase that *found*, the words after a quantity, begin with.

    *to_next*: the words end at another quantity and not at the end of the clause.
    """
    if not found:
        return Right(to_next=to_next)
    at, of = 0, False
    # 1201个(其中…616个): a note, not what is counted
    while at < len(found) and found[at].tag & kinds.ZONE and found[at].text[0] in "（(":
        at += 1
    found = found[at:]
    if not found:
        return Right(to_next=to_next)
    at = 0
    if found[0].tag & kinds.DE:
        at, of = 1, True
    begin = at
    verb: Word | None = None
    while at < len(found):
        tag = found[at].tag
        if tag & kinds.DE:
            at += 1
            continue
        if tag & kinds.NEGATED and (at > begin or found[at].text[0] == "未"):
            break
        if tag & kinds.COMMON and (at == begin or not _predicate(found, at)):
            at += 1
            continue
        if tag & (kinds.NOUN | kinds.ZONE) and not tag & kinds.VERB:
            at += 1
            continue
        rest = found[at + 1 :]
        if tag & (kinds.LIST | kinds.JOINER):
            if _continues(found, at, to_next=to_next):
                at += 1
                continue
            break
        if tag & kinds.EITHER and _as_noun(found, at, begin, to_next=to_next):
            at += 1
            continue
        far = 6 if at == begin else 3
        hop = next((k for k, w in enumerate(rest[:far]) if w.tag & kinds.DE), -1)
        if hop >= 0 and hop + 1 < len(rest) and (at == begin or not tag & _STRONG):
            at += hop + 2  # a relative clause: 有能力的党员
            continue
        break
    noun = _phrase(text, _trim(found[begin:at]))
    for k in range(at, len(found)):
        tag = found[k].tag
        if tag & (kinds.VERB | kinds.COMMON) and not tag & kinds.STATES:
            verb = _last_of_run(found, k)
            break
    spent = ""
    if verb is not None and not noun:
        spent = _phrase(text, _trim([w for w in found[at:] if w.start >= verb.end]))
    figure = bool(_FIGURES.fullmatch(noun))
    return Right("" if figure else noun, verb, of, to_next and at == len(found), spent)


def _predicate(found: Sequence[Word], at: int) -> bool:
    """Whether the common verb at *at* is what the things counted do: 893户居民喜迁新居."""
    return at + 1 == len(found) or not found[at + 1].tag & (kinds.DE | kinds.HEAD)


def _continues(found: Sequence[Word], at: int, *, to_next: bool) -> bool:
    """Whether the 、 or 和 at *at* joins two halves of one noun phrase."""
    if at + 1 >= len(found):
        return False
    if found[at].text in {"与", "同", "跟", "并"}:
        return False
    if found[at].tag & kinds.LIST and len(found[at - 1].text) <= 2:
        return True
    for word in found[at + 1 :]:
        if word.tag & kinds.PREPOSITION:
            return False
        if word.tag & (kinds.VERB | kinds.ADVERB) and not word.tag & kinds.EITHER:
            return True
    # up to the next number, the last part is its own: 12个村、党小组30个
    return not to_next or any(w.tag & kinds.LIST for w in found[at + 1 :])


def _as_noun(found: Sequence[Word], at: int, begin: int, *, to_next: bool) -> bool:
    """Whether the verb-or-noun at *at* belongs to the noun phrase: 改造提升点, 入户宣讲."""
    after = found[at + 1] if at + 1 < len(found) else None
    if after is None:
        return not to_next or at == begin
    if after.tag & kinds.PARTICLE:
        return False
    if after.tag & (kinds.ADVERB | kinds.PREPOSITION):
        return at > begin
    return bool(
        after.tag & (kinds.NOUN | kinds.HEAD | kinds.EITHER | kinds.LIST | kinds.JOINER | kinds.DE)
    )


def _last_of_run(found: Sequence[Word], at: int) -> Word:
    """Return the verb that governs, of the verbs in a row that begin at *at*."""
    verb = found[at]
    if verb.tag & kinds.HOST:
        return verb  # 完成达标创建: the rest is its object
    k = at + 1
    while k < len(found):
        tag = found[k].tag
        if (
            tag & kinds.VERB
            and not tag & kinds.STATES
            and (tag & kinds.EITHER or not verb.tag & kinds.EITHER)
        ):
            if tag & kinds.EITHER and not found[k - 1].tag & (kinds.LIGHT | kinds.EITHER):
                # 开展培训: the verb keeps the floor, unless it is a light one: 进行谈话
                break
            verb = found[k]
        elif not tag & kinds.PARTICLE:
            break
        k += 1
    return verb


def read_left(  # noqa: C901, PLR0911, PLR0912, PLR0915 -- a branch a shape, in order
    text: str, found: Sequence[Word], quantity: Quantity, *, nominal: bool = False
) -> Left:
    """Return what the words before *quantity* say: subject, verb, object, modifier.

    *nominal*: a noun phrase follows the quantity, so a verb right before it governs.
    """
    found = list(found)
    joined = bool(found) and bool(found[-1].tag & (kinds.JOINER | kinds.LIST))
    while found and found[-1].tag & kinds.ADVERB and not found[-1].tag & kinds.VERB:
        found.pop()
    # a note between noun and number: 卫生技术人员（含村医）28人
    while len(found) > 1 and found[-1].tag & kinds.ZONE and _note(found[-1].text):
        found.pop()
    while found and found[0].tag & (kinds.LIST | kinds.JOINER | kinds.ADVERB):
        if found[0].tag & kinds.VERB:
            break
        found.pop(0)
    if not found:
        return Left(empty=True)
    share = next((k for k, w in enumerate(found) if w.text in {"占", "占到", "占了"}), -1)
    if share >= 0:
        base = found[share + 1 :]
        while base and base[0].tag & (kinds.PARTICLE | kinds.ADVERB):
            base.pop(0)
        if base and base[-1].tag & kinds.DE:
            base.pop()
        return Left(
            _phrase(text, _trim(found[:share])),
            found[share],
            found[share].tag,
            base=_phrase(text, base),
        )
    average = next((k for k, w in enumerate(found) if w.text.endswith(_AVERAGES)), -1)
    if average >= 0 and not found[-1].tag & kinds.DE:
        # 人均增收1200元: the average and its deed are one name
        last = found[-1]
        verb = last if last.tag & kinds.VERB and not last.tag & kinds.STATES else None
        stop = len(found)
        while stop - 1 > average and found[stop - 1].tag & (
            kinds.REACHES | kinds.STATES | kinds.GROWTH
        ):
            stop -= 1
        named = _phrase(text, _trim(found[average:stop]))
        return Left(subject=named, verb=verb, verb_tag=verb.tag if verb else 0, named=True)
    de = bool(found[-1].tag & kinds.DE)
    if de:
        found.pop()
        if not found:
            return Left(empty=True)
    source = next((k for k in range(len(found) - 1, -1, -1) if found[k].text in {"由", "从"}), -1)
    if (
        source > 0
        and all(
            w.tag & (kinds.ADVERB | kinds.DE | kinds.NOUN) and not w.tag & kinds.VERB
            for w in found[source + 1 :]
        )
        and (de or source == len(found) - 1)
    ):
        # 由上届的61.7%提高到…: the subject stands before 由
        return Left(subject=_phrase(text, _trim(_after_preposition(found[:source]))), source=True)
    if de and quantity.kind == "percent":
        # 完成年度任务的123%: what stands before 的 is the base
        at = max(
            (k for k, w in enumerate(found) if w.tag & _STRONG and not w.tag & kinds.EITHER),
            default=-1,
        )
        return Left(
            _phrase(text, _trim(_after_preposition(found[:at]))) if at > 0 else "",
            found[at] if at >= 0 else None,
            found[at].tag if at >= 0 else 0,
            base=_phrase(text, _trim(found[at + 1 :])),
        )
    preposition = ""
    if found[-1].tag & kinds.PREPOSITION and not de:
        preposition = found.pop().text
        if not found:
            return Left(preposition=preposition)
    if len(found) == 1 and found[0].tag & (kinds.VERB | kinds.COMMON) and quantity.unit in _EVENTS:
        # 督查6次: the deed is what is counted
        verb = found[0]
        return Left("", verb, verb.tag, object=clean(verb.text), preposition=preposition)
    deed = _deed(text, found, quantity)
    if deed is not None and not de and not nominal:
        return Left("", found[-1], found[-1].tag, object=deed, preposition=preposition)
    if de and not nominal:
        # 受过处罚的17名: all of it tells this part from the rest
        opening = (
            found[0].tag & kinds.GOVERNS and len(found) > 2 and not found[0].tag & kinds.EITHER
        )
        if not opening:
            return Left(modifier=_phrase(text, _trim(found)), preposition=preposition)
    at = _governor(found, quantity, relative=de, nominal=nominal)
    if at < 0:
        np = _phrase(text, _trim(_after_preposition(found)))
        if de:
            return Left(modifier=np, preposition=_preposition(found))
        return Left(subject=np, preposition=preposition, joined=joined)
    verb = found[at]
    first = at
    while first > 0 and (
        (
            found[first - 1].tag & kinds.VERB
            and not (found[first - 1].tag & kinds.EITHER and first > 1 and found[first - 2].tag & 1)
        )
        or (
            found[first - 1].tag & (kinds.JOINER | kinds.LIST | kinds.PARTICLE)
            and first > 1
            and found[first - 2].tag & kinds.VERB
        )
    ):
        first -= 1
    subject = _phrase(text, _trim(_after_preposition(found[:first])))
    after = at + 1
    while after < len(found) and found[after].tag & kinds.PARTICLE:
        after += 1
    behind = found[after:]
    np = _phrase(text, _trim(_after_preposition(behind)))
    if de and not behind:
        # 抽查的15本记录: the deed and nothing else
        return Left(subject, verb, verb.tag)
    if de:
        return Left(subject, verb, verb.tag, modifier=np, preposition=_preposition(behind))
    return Left(subject, verb, verb.tag, object=np, preposition=preposition, joined=joined)


def _deed(text: str, found: Sequence[Word], quantity: Quantity) -> str | None:
    """Return the deed that a quantity measures, where nothing but verbs stands before it.

    脱产学习5天, 立案处罚36起, 减税降费9123万元: a time always measures a deed, the others
    where two verbs make a name. None where the clause has a noun or one plain verb.
    """
    end = len(found)
    first = end
    deeds = kinds.EITHER | kinds.GOVERNS | kinds.COMMON | kinds.PASSIVE
    while first > 0 and found[first - 1].tag & deeds and not found[first - 1].tag & kinds.GROWTH:
        first -= 1
    if first == end:
        return None
    if quantity.unit in _TIMES:
        while (
            first > 0 and found[first - 1].tag & kinds.ADVERB and found[first - 1].text in _MANNERS
        ):
            first -= 1
        return _phrase(text, found[first:])
    if first == 0 and end - first > 1 and (quantity.kind == "money" or quantity.unit in _CASES):
        return _phrase(text, found[first:])
    return None


_TIMES = frozenset(("天", "小时", "个小时", "学时", "课时", "分钟", "个月", "月", "工作日", "周"))
_CASES = frozenset(("起", "宗", "例"))
_MANNERS = frozenset(("集中", "统一", "专题", "深入", "一般", "连续"))
_AVERAGES = ("人均", "户均", "亩均", "村均", "日均", "月均", "年均")


def _note(zone: str) -> bool:
    """Whether a bracket only remarks on what stands before it: （含村医）, and not 门诊部（所）."""
    return zone[0] in "（(" and len(zone) > 4


def _preposition(found: Sequence[Word]) -> str:
    """Return the last preposition with something after it: 对…一线表现突出的3名干部."""
    return next((w.text for w in reversed(found[:-1]) if w.tag & kinds.PREPOSITION), "")


def _after_preposition(found: Sequence[Word]) -> Sequence[Word]:
    """Return the words after the last preposition that has something after it."""
    for k in range(len(found) - 2, -1, -1):
        if found[k].tag & kinds.PREPOSITION and found[k].text not in {"和", "与", "以"}:
            return found[k + 1 :]
    return found


def _governor(found: Sequence[Word], quantity: Quantity, *, relative: bool, nominal: bool) -> int:
    """Return the index in *found* of the verb that governs the number, or -1.

    The last verb that is not inside a relative clause (…的), not a modifier of the noun after
    it (发展项目), and not a mere state of what another verb acts on (慰问患病党员).
    """
    last = len(found) - 1
    best = -1
    for k, word in enumerate(found):
        tag = word.tag
        if tag & kinds.COMMON and best < 0 and _opens(found, k) and (k < last or k == 0):
            best = k
            continue
        if not tag & kinds.VERB:
            continue
        if tag & kinds.EITHER:
            governs = _either_governs(found, k, best, quantity, nominal=nominal)
        elif tag & (kinds.GOVERNS | kinds.REACHES | kinds.GROWTH | kinds.SPENDS):
            governs = not _in_relative(found, k, best, relative=relative)
            if governs and best >= 0 and k < last and _modifies(found, k):
                governs = False
            if governs and best >= 0 and k == last and best < k - 1 and not nominal:
                # 听取专题汇报4次: a deed in the place of a noun
                governs = not tag & kinds.GOVERNS or bool(tag & (kinds.GROWTH | kinds.REACHES))
        elif tag & kinds.STATES:
            governs = k == last or best < 0
        else:
            governs = k == last and not _in_relative(found, k, best, relative=relative)
        if governs:
            best = k
    return best


def _opens(found: Sequence[Word], k: int) -> bool:
    """Whether only adverbs stand before the word at *k*: where a verb stands."""
    return k == 0 or bool(found[k - 1].tag & (kinds.ADVERB | kinds.LIST | kinds.JOINER))


def _modifies(found: Sequence[Word], k: int) -> bool:
    """Whether a verb after another one only modifies the last noun: 发放扶持资金."""
    return k + 2 == len(found) and bool(found[k + 1].tag & kinds.HEAD)


def _in_relative(found: Sequence[Word], k: int, best: int, *, relative: bool) -> bool:
    later = any(w.tag & kinds.DE for w in found[k + 1 :])
    if not later and not relative:
        return False
    return best >= 0 or k > 0 or relative


def _either_governs(  # noqa: PLR0911 -- one pass, in order
    found: Sequence[Word], k: int, best: int, quantity: Quantity, *, nominal: bool
) -> bool:
    """Whether the verb-or-noun at *k* governs, *best* being the verb found before it."""
    last = len(found) - 1
    before = found[k - 1] if k else None
    if k == last:
        if best >= 0:
            # 完成投资, 开展宣讲: the verb before it governs, unless it stands at its side
            if best != k - 1 or found[best].tag & kinds.HOST:
                return False
            return nominal or bool(found[best].tag & (kinds.EITHER | kinds.LIGHT))
        if found[k].tag & kinds.SPENDS and before is not None and _AGENT.search(before.text):
            return True
        if before is None or before.tag & (kinds.ADVERB | kinds.PREPOSITION):
            return True
        return quantity.unit in _PEOPLE
    after = found[k + 1]
    if after.tag & kinds.PARTICLE:
        return True
    if after.tag & (kinds.DE | kinds.JOINER | kinds.LIST):
        return False
    opening = _opens(found, k)
    if best >= 0:
        return (
            best == k - 1
            and not found[best].tag & kinds.HOST
            and not after.tag & kinds.HEAD
            and len(after.text) > 1
        )
    if after.tag & kinds.HEAD and k + 1 == last and after.text not in _OBJECTS:
        return False
    return opening


# Heads that a verb at the head of a clause takes as its object; most others (资金, 中心, 人员)
# are compounds with it.
_OBJECTS = frozenset(
    ("党员", "群众", "干部", "农户", "贫困户", "居民", "村民", "妇女", "青年", "学生", "道路", "村")
)
