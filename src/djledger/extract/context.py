"""From quantities to mentions: everything the surroundings of a number say about it.

One walk over the quantities in text order. Each sees the words of its clause up to its
neighbours; what a clause leaves out comes from the mentions before it in the same sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from djledger.extract import items, kinds, parts, periods, scopes, shares, statuses
from djledger.extract.around import HOLE_NOUN, HOLE_SKIP, RUN_IN, Around, Ground, disjoint, look
from djledger.extract.chooser import Candidate, Chooser, Scene, load
from djledger.extract.words import lexicon, words
from djledger.model.mention import Mention
from djledger.patterns import compiled
from djledger.segment import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from djledger.extract.items import Right
    from djledger.extract.words import Lexicon
    from djledger.knowledge import Knowledge
    from djledger.model.mention import Quantity
    from djledger.segment import Sentence


def describe(
    text: str, quantities: Sequence[Quantity], knowledge: Knowledge, report: date | None = None
) -> list[Mention]:
    """Return a mention for each of *quantities* (sorted by start) of the working *text*.

    *report* is the report's own date, which tells a year to come from one gone by.
    """
    if not quantities:
        return []
    around, mentions, spans, places = ruled(text, quantities, knowledge)
    mentions = _chosen(around, mentions, knowledge.made(_chooser))
    outlook = statuses.outlook(text, knowledge)
    cues = knowledge.made(statuses.Cues)
    starts = [s.start for s in spans]
    done = []
    for here, mention in zip(around, mentions, strict=True):
        status, cue = statuses.decide(text, here, cues, outlook.at(here.quantity.start))
        passed = report is not None and cue[:1] == "到" and cue[1:5] <= str(report.year)
        if status == "planned" and (here.left.source or passed):
            # 良种率由72%提高到90%: where it begins is fact; so is 到2019年 in a report of 2020
            status, cue = "achieved", ""
        done.append(
            Mention(
                mention.quantity,
                mention.item,
                mention.action,
                status,
                _period(text, here, spans, starts),
                _scope(here, places[here.sentence.start]),
                mention.per,
                mention.of,
                mention.part_of,
                (*mention.why, cue) if cue else mention.why,
                mention.clause,
            )
        )
    return done


def ruled(
    text: str, quantities: Sequence[Quantity], knowledge: Knowledge
) -> tuple[
    list[Around], list[Mention], list[periods.PeriodSpan], dict[int, list[scopes.ScopeSpan]]
]:
    """Return what stands around each quantity, what the rules make of it, periods and places."""
    lex = knowledge.made(lexicon)
    in_sentence = sentences(text, [q.start for q in quantities])
    spans = periods.find(text, knowledge)
    starts = [s.start for s in spans]
    grounds: dict[int, Ground] = {}
    around: list[Around] = []
    for k, quantity in enumerate(quantities):
        sentence = in_sentence[quantity.start]
        ground = grounds.get(sentence.start)
        if ground is None:
            lo, hi = bisect_right(starts, sentence.start - 1), bisect_right(starts, sentence.end)
            ground = _ground(text, sentence, spans[lo:hi], knowledge)
            grounds[sentence.start] = ground
        around.append(look(text, quantities, k, ground, lex))
    mentions: list[Mention] = []
    for k in range(len(around)):
        mentions.append(_mention(around, k, mentions))
    mentions = _distributed(around, _from_next(text, around, mentions, lex))
    for k in range(len(mentions) - 2, -1, -1):
        # 对7个县14名书记进行谈话: the verb stands after the last of them
        after = around[k + 1]
        if (
            not mentions[k].action
            and around[k].left.preposition
            and after.sentence is around[k].sentence
            and not re.search("[，,；;]", after.gap)
        ):
            mentions[k] = replace(mentions[k], action=mentions[k + 1].action)
    for k, top in parts.that_sum(around, mentions).items():
        if mentions[k].part_of is None:
            mentions[k] = replace(mentions[k], part_of=top, why=(*mentions[k].why, "sums"))
    places = {start: ground.places for start, ground in grounds.items()}
    return around, mentions, spans, places


# 三、残疾人补贴发放312人: the number of the paragraph is no part of what is counted.
_LIST_MARK = compiled(
    r"[ \u3000\xa0]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|[0-9]{1,2}(?:、|[.．](?![0-9])))"
)


def _ground(
    text: str, sentence: Sentence, spans: Sequence[periods.PeriodSpan], knowledge: Knowledge
) -> Ground:
    """Return *sentence* with its places and comparisons; *spans* are the periods in it."""
    places = scopes.find(text, sentence.start, sentence.end, knowledge)
    against = shares.find(text, sentence.start, sentence.end)
    holes = [(s.start, s.end, HOLE_SKIP) for s in spans]
    holes += [(p.start, p.end, HOLE_SKIP) for p in places]
    holes += [(a.start, a.end, HOLE_SKIP) for a in against]
    if mark := _LIST_MARK.match(text, sentence.start, sentence.end):
        holes.append((*mark.span(), HOLE_SKIP))
    if head := RUN_IN.match(text, sentence.start, sentence.end):
        holes.append((*head.span(), HOLE_SKIP))
    holes += [(z.start, z.end, HOLE_NOUN) for z in sentence.zones]
    return Ground(sentence, holes, against, places)


def _mention(around: Sequence[Around], k: int, before: Sequence[Mention]) -> Mention:  # noqa: C901, PLR0912 -- a branch a construction, in order
    """Decide item and action of the quantity at *k*; mentions *before* it are known."""
    here = around[k]
    q, left, right = here.quantity, here.left, here.right
    last = None
    if here.previous >= 0 and around[here.previous].sentence is here.sentence:
        last = before[here.previous]
    part_of = parts.whole(around, k, before)
    listed = _listed(here.gap)
    own = left.verb is not None and not left.verb_tag & kinds.STATES
    action = left.verb.text if left.verb is not None and own else ""
    item, why = _item(around, k, before, part_of)
    chained = (
        last is not None
        and here.gap.strip(_BLANKS) in _CHAIN
        and not (_self(q, right) and (last.item == last.quantity.unit or q.unit in _AREAS))
    )
    if chained and last is not None:
        # 30期1717人次, 四批164名: both halves carry the noun
        item, action, why = (
            (right.noun or last.item) if not last.item else last.item,
            last.action,
            "chained",
        )
    elif why in {"pre-nominal", "of-noun", "modifier", "self"} and not own:
        if left.preposition or not listed or last is None:
            action = right.verb.text if right.verb is not None else ""
        elif last is not None:
            action = last.action
    elif why == "share":
        whole = _subject_of_share(around, k, before)
        action = whole.action if whole is not None and not left.subject else ""
    elif not own and last is not None:
        if part_of is not None and why == "elided" and right.verb is not None:
            action = right.verb.text
        elif part_of is not None:
            action = before[part_of].action
        elif listed and q.kind == last.quantity.kind and not _is_level(item):
            action = last.action
        elif right.verb is not None and why == "elided":
            action = right.verb.text
    if part_of is not None and why != "elided":
        item = shares.with_head(item, before[part_of].item)
    compared = [a.of for a in here.against if a.kind == "compared" and a.of]
    of = ""
    if q.kind == "percent":
        of = left.base or (compared[-1] if compared else "")
        if right.noun and (right.of or why == "pre-nominal"):
            of = right.noun  # 20%的村, 七成农户
        elif not of and why == "share" and last is not None:
            if "其中" in here.gap:
                of = last.item  # 流失学生86人，其中女生占六成
            elif "中" in here.gap:
                of = last.item if last.part_of is None else before[last.part_of].item
    each = [a for a in here.against if a.kind == "each"]
    per = shares.per(here.left_text, each, item, q.kind)
    if (
        not per
        and last is not None
        and last.per
        and last.quantity.unit == q.unit
        and (
            (listed and not own and "每" in last.clause)
            or (own and why == "elided" and left.verb_tag & kinds.GROWTH and q.kind != "percent")
        )
    ):
        per = last.per
    return Mention(
        q, item, action, per=per, of=of, part_of=part_of, why=(why,), clause=here.left_text
    )


_BLANKS = " \u3000\xa0\n"
_CHAIN = frozenset(("", "共", "计", "共计", "约", "近", "合计"))
_NEAR = 60
_AREAS = frozenset(("村", "镇", "乡", "县", "区", "市", "社区", "街道"))
_SELF = frozenset(("人", "户", "村", "镇", "乡", "县", "区", "市", "社区", "家庭", "街道", "组"))
_PERSONS = compiled(
    r"(?:员|者|户|人|民|众|生|工|师|干部|群众|职工|劳动力|人口|代表|骨干|专家|人才|书记|主任|队长|儿童|老人|妇女|青年|能手|家庭|次)$"
)


def _self(q: Quantity, right: Right) -> bool:
    """Whether the measure word is itself what is counted: 4县2区, 惠及2.7万人."""
    return q.unit in _SELF and not (right.noun and _PERSONS.search(right.noun))


def _item(  # noqa: C901, PLR0911, PLR0912 -- a branch a construction, in order
    around: Sequence[Around], k: int, before: Sequence[Mention], part_of: int | None
) -> tuple[str, str]:
    """Return what the quantity at *k* counts, and the construction that says so."""
    here = around[k]
    q, left, right = here.quantity, here.left, here.right
    carried = before[part_of] if part_of is not None else _carried(around, k, before)
    level = q.kind in {"money", "percent", "measure"}
    noun = right.noun if not (q.unit in {"人", "人次"} and not _PERSONS.search(right.noun)) else ""
    if left.base:
        whole = _subject_of_share(around, k, before)
        return left.subject or (whole.item if whole else ""), "share"
    if left.source:
        return left.subject or (carried.item if carried else ""), "subject"
    if part_of is not None and _GONE_ON.match(here.left_text) and left.verb is not None:
        return carried.item if carried else "", "elided"
    if part_of is not None and "中" in here.gap and "其中" not in here.gap and left.empty:
        return carried.item if carried else "", "elided"
    if right.of and right.noun:
        noun = left.object or left.subject
        if q.kind == "measure" and noun:
            return noun, "post-nominal"
        return right.noun, "of-noun"
    if left.modifier:
        if noun:
            return f"{left.modifier}的{noun}", "modifier"
        if part_of is not None or carried is not None:
            head = (carried.item if carried else "").rpartition("的")[2]
            return f"{left.modifier}的{head}", "modifier"
        return left.modifier, "modifier"
    if noun and (left.object or left.subject).endswith("等"):
        return (left.object or left.subject) + noun, "pre-nominal"
    if noun and not _post_nominal(here):
        if left.object and level:
            return left.object + noun, "pre-nominal"
        if left.subject and level and not left.verb and not here.right.to_next:
            return left.subject + noun, "pre-nominal"
        return noun, "pre-nominal"
    if here.after_noun and _self(q, right):
        return q.unit, "self"
    if left.object:
        return _averaged(left.object, carried), "post-nominal"
    if left.verb_tag & kinds.SPENDS and q.kind == "money":
        return left.subject if left.subject and not _AGENT.search(left.subject) else "", "spent"
    if left.subject and left.subject not in _EMPTY_SUBJECTS:
        return _averaged(left.subject, carried), "subject"
    if part_of is not None and carried is not None and _self(q, right):
        return carried.item, "elided"
    if _self(q, right) and (
        (left.verb is not None and not left.verb_tag & kinds.GROWTH)
        or here.gap.strip(_BLANKS) in _CHAIN
    ):
        return q.unit, "self"
    other = carried is not None and carried.quantity.unit not in _SELF
    if _self(q, right) and (carried is None or (other and left.empty)):
        return q.unit, "self"
    return (carried.item, "elided") if carried is not None else ("", "elided")


# 其中已消除风险41户: what became of a part, whose name is that of the whole.
_GONE_ON = compiled(r"[，,、]?(?:其中)?[，,]?(?:已|仍|尚|正)")
_EMPTY_SUBJECTS = frozenset("年月日前后多但")


def _averaged(item: str, carried: Mention | None) -> str:
    """Return 人均 with what it is an average of: 耕地面积3万亩，人均1.2亩."""
    if item in {"人均", "户均", "亩均", "村均", "日均", "月均", "年均"} and carried is not None:
        return item + carried.item
    return item


_AGENT = compiled(
    r"(?:财政|政府|部门|单位|企业|公司|社会|群众|村民|局|委|办|党委|省|市|县|区|镇|乡|村)$"
)
_ATTRIBUTE = compiled(
    r"(?:收入|产值|额|率|面积|余额|比例|比重|量|总数|人数|户数|值|指数|均价|单价|价格|价|造价|规模|容量|长度|密度|里程|投资|存款|利润|税收|人口|天数|温|海拔|期)$"
)


def _is_level(item: str) -> bool:
    """Whether the item is a level (产值, 率), which no verb of the clause before brought about."""
    return bool(_ATTRIBUTE.search(item))


def _post_nominal(here: Around) -> bool:
    """Whether the noun before the number is what it counts, though one follows as well."""
    left, right, q = here.left, here.right, here.quantity
    noun = left.object or left.subject
    if not noun or left.preposition or left.joined or left.named:
        return False
    level = q.kind in {"money", "measure", "percent"}
    return right.to_next and bool(left.object or level or q.unit in {"人", "户"})


_LISTED = compiled(r"[ \u3000]*[^，,。；;：:]{0,16}?(?:、|和|及|与|，|,)")


def _listed(gap: str) -> bool:
    """Whether a quantity goes on with the list of the one before: …9个、…12个."""
    return bool(_LISTED.match(gap)) and not re.search(r"[，,。；;：:].*[，,。；;：:]", gap)


def _carried(around: Sequence[Around], k: int, before: Sequence[Mention]) -> Mention | None:
    """Return the mention whose item a bare quantity goes on with."""
    here = around[k]
    for j in range(k - 1, -1, -1):
        if around[j].threshold:
            continue
        if around[j].sentence is not here.sentence:
            near = here.quantity.start - around[j].quantity.end < _NEAR
            if near and around[j].quantity.unit == here.quantity.unit:
                return before[j]
            return None
        if around[j].zone in {here.zone, -1} and before[j].item:
            return before[j]
    return None


def _subject_of_share(
    around: Sequence[Around], k: int, before: Sequence[Mention]
) -> Mention | None:
    """Return the mention that a share (占…%) speaks of: the last one outside its brackets."""
    here = around[k]
    for j in range(k - 1, -1, -1):
        if around[j].sentence is not here.sentence:
            return None
        if around[j].zone == here.zone and around[j].quantity.kind != "percent":
            return before[j]
    return None


def _from_next(
    text: str, around: Sequence[Around], mentions: list[Mention], lex: Lexicon
) -> list[Mention]:
    """Give money that was spent the thing it was spent on: 投资200万元，修建桥梁3座."""
    done = list(mentions)
    for k in range(len(mentions) - 1, -1, -1):
        mention, here = mentions[k], around[k]
        if "spent" not in mention.why:
            continue
        item = here.right.noun or here.right.object
        following = k + 1 < len(mentions) and around[k + 1].sentence is here.sentence
        upto = around[k + 1].quantity.start if following else here.sentence.end
        if not item:
            item = _spent_on(text, here, upto, lex)
        if following and (not item or item in done[k + 1].item or done[k + 1].item in item):
            item = done[k + 1].item or item
        if not item:
            earlier = _carried(around, k, done)
            verb = here.left.verb.text if here.left.verb else ""
            item = here.left.subject or (earlier.item if earlier else verb)
        done[k] = replace(mention, item=item)
    return done


def _spent_on(text: str, here: Around, upto: int, lex: Lexicon) -> str:
    """Return the first thing named after money that was spent, up to the next number."""
    start = here.quantity.end
    while start < upto and text[start] in "，,、 的":
        start += 1
    end = start
    while end < upto and text[end] not in "，,。；;：:":
        end += 1
    zones = [(z.start, z.end, HOLE_NOUN) for z in here.sentence.zones if z.start >= start]
    found = words(text, start, end, disjoint(zones), lex)
    while found and not found[0].tag & (kinds.NOUN | kinds.HEAD | kinds.COMMON):
        found.pop(0)
    right = items.read_right(text, found, to_next=False)
    return right.noun


def _distributed(around: Sequence[Around], mentions: list[Mention]) -> list[Mention]:
    """Hand out items in order: A、B分别为3家、11家; …213起，…27人，分别下降11.6%和6.9%."""
    done = list(mentions)
    k = 0
    while k < len(done):
        if "分别" not in around[k].left_text:
            k += 1
            continue
        n = 1
        while (
            k + n < len(done)
            and around[k + n].sentence is around[k].sentence
            and around[k + n].gap.strip(_BLANKS) in _COMMAS
            and done[k + n].quantity.kind == done[k].quantity.kind
        ):
            n += 1
        left = around[k].left
        parts = _parts(left.subject or left.object or done[k].item)
        verb = around[k + n - 1].right.verb
        if n > 1 and len(parts) == n:
            items = parts
        elif n > 1 and not left.subject and not left.object and k >= n:
            items = [m.item for m in done[k - n : k]]
        else:
            items = [done[k].item] * n
        action = done[k].action or (verb.text if verb is not None else "")
        for j in range(n):
            why = ("distributed", *done[k + j].why) if n > 1 else done[k + j].why
            done[k + j] = replace(done[k + j], item=items[j], action=action, why=why)
        k += n
    return done


_COMMAS = frozenset("、和及，,")


def _parts(item: str) -> list[str]:
    """Return the members of a coordinated phrase; a shared head goes to each.

    >>> _parts("国家级、省级技能大师工作室")
    ['国家级技能大师工作室', '省级技能大师工作室']
    """
    parts = re.split("[、和与及](?!以[上下内])", item)
    last = parts[-1]
    for k, part in enumerate(parts[:-1]):
        if _WHOLE_NAME.search(part):
            continue
        tail = last.find(part[-1:]) + 1 if part else 0
        if not 0 < tail <= len(part) + 1 or tail >= len(last):
            # 油茶、黑茶种植面积: as long as its neighbour, the rest of which is the head
            tail = (
                len(part) if _WHOLE_NAME.search(last) and len(last) > len(part) + 1 else len(last)
            )
        if re.search("[0-9０-９]", part) and (head := _WHOLE_NAME.search(last)):
            tail = head.start()
        parts[k] = part + last[tail:]
    return parts


_WHOLE_NAME = compiled(
    _ATTRIBUTE.pattern[:-2] + "|" + _PERSONS.pattern[3:-2] + "|企业|项目|组织|支部)$"
)


def _chooser(knowledge: Knowledge) -> Chooser:
    return Chooser(knowledge.kept(load))


def _chosen(
    around: Sequence[Around], mentions: Sequence[Mention], chooser: Chooser
) -> list[Mention]:
    """Let the chooser weigh what the rules chose against the other phrases around."""
    if not chooser.weights:
        return list(mentions)
    done: list[Mention] = []
    for k, mention in enumerate(mentions):
        seen = scene(around, k, mentions, done)
        handed = mention.why[0] == "distributed"
        item = Candidate(mention.item, "rule", -1, -1) if handed else chooser.item(seen)
        action = chooser.action(seen, item)
        if item.text == mention.item and action == mention.action:
            done.append(mention)
            continue
        why = mention.why if item.text == mention.item else (*mention.why, f"chosen:{item.source}")
        done.append(replace(mention, item=item.text, action=action, why=why))
    return done


def scene(
    around: Sequence[Around], k: int, ruled: Sequence[Mention], done: Sequence[Mention]
) -> Scene:
    """Return what the chooser sees of the quantity at *k*.

    *ruled* is what the rules say of every quantity, *done* what was chosen for those before.
    """
    here, rule = around[k], ruled[k]
    carried: list[tuple[str, str, str]] = []
    last = here.previous
    same = last >= 0 and around[last].sentence is here.sentence
    if same:
        carried.append(("prev", done[last].item, done[last].action))
    if rule.part_of is not None:
        carried.insert(0, ("whole", done[rule.part_of].item, done[rule.part_of].action))
    for j in range(k - 1, max(-1, k - 6), -1):
        near = around[j].sentence is here.sentence or (
            here.quantity.start - around[j].quantity.end < _NEAR
        )
        if (
            near
            and j != last
            and not around[j].threshold
            and done[j].quantity.unit == here.quantity.unit
        ):
            carried.append(("unit", done[j].item, done[j].action))
            break
    earlier = around[last].previous if same else -1
    if earlier >= 0 and around[earlier].sentence is here.sentence:
        carried.append(("prev2", done[earlier].item, done[earlier].action))
    if k + 1 < len(ruled) and around[k + 1].sentence is here.sentence:
        carried.append(("next", ruled[k + 1].item, ruled[k + 1].action))
    return Scene(
        here.quantity,
        *here.words,
        here.right.to_next,
        carried,
        _gap_class(here, same=same),
        rule.item,
        rule.action,
        rule.why[0],
        rule.part_of is not None,
    )


def _gap_class(here: Around, *, same: bool) -> str:
    if not same:
        return "S"
    gap = here.gap.strip(_BLANKS)
    if gap in _CHAIN:
        return "Q"
    if "其中" in gap:
        return "其中"
    first = gap[0] if gap[0] in "、，,；;和及与（()）" else "x"
    far = any(c in "，,；;" for c in gap[1:])
    return first + ("+" if far else "")


def _period(
    text: str, here: Around, spans: Sequence[periods.PeriodSpan], starts: Sequence[int]
) -> str:
    """Return the last period before the quantity that governs it, '' for none."""
    start, sentence = here.quantity.start, here.sentence
    for j in range(bisect_right(starts, start) - 1, -1, -1):
        span = spans[j]
        if span.end > start:
            continue
        if span.start >= sentence.start:
            if sentence.zone_at(span.start, span.end) in (-1, here.zone):
                return span.text
            continue
        if "\n" in text[span.end : start]:
            break
        if RUN_IN.match(text, sentence.start, sentence.end):
            break  # a new heading: 教育 …
        if span.carries:
            return span.text
    return ""


def _scope(here: Around, places: Sequence[scopes.ScopeSpan]) -> str:
    """Return the last of the *places* of the sentence that stand before the quantity."""
    scope = ""
    for place in places:
        if place.end > here.quantity.start:
            break
        if here.sentence.zone_at(place.start, place.end) in {-1, here.zone}:
            scope = place.text
    return scope
