"""Faults planted in sound reports: what changes, and which codes must then be found.

The figures come from the report's own ledger; whether a change contradicts the report is worked
out here, with plain fractions, and not by the checks that are to find it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

ARITHMETIC = frozenset({"DJ301", "DJ303", "DJ305", "DJ314"})
IDENTITY = "11010519491231002X"  # the example of GB 11643
COMPLEMENTS = (("男党员", "女党员"), ("正式党员", "预备党员"), ("农村党员", "城镇党员"))
BRANCHES = ("党委", "党总支", "党支部")


@dataclass(frozen=True)
class Mutation:
    """A run with one fault: the texts by name, and the codes of which one must appear."""

    kind: str
    name: str
    texts: dict[str, str]
    codes: frozenset[str]


def replaced(text, entry, new):
    assert text[entry.start : entry.end] == entry.quote
    return text[: entry.start] + new + text[entry.end :]


def other_digits(quote, random):
    """*quote* with one of its digits changed, each way once, in random order."""
    places = [k for k, c in enumerate(quote) if c.isascii() and c.isdigit()]
    ways = [(k, d) for k in places for d in "0123456789" if d != quote[k]]
    ways = [(k, d) for k, d in ways if not (k == places[0] and d == "0")]
    random.shuffle(ways)
    return [quote[:k] + d + quote[k + 1 :] for k, d in ways]


def number(quote):
    return Fraction(re.search(r"[0-9]+(?:\.[0-9]+)?", quote)[0])


def contradicts(part, whole, share):
    """Whether *part* of *whole* would not be printed as *share*, seen from ten times as far."""
    decimals = len(share.partition(".")[2].rstrip("%"))
    return abs(100 * part / whole - number(share)) > Fraction(6, 10 ** (decimals + 1))


def digit_of_a_part(name, text, entries, random):
    by_id = {e.id: e for e in entries}
    complement = {}
    for k, e in enumerate(entries):
        for names in (*COMPLEMENTS, BRANCHES):
            group = entries[k : k + len(names)]
            if [g.item for g in group] == list(names) and all(g.part_of for g in group):
                complement |= {g.id: True for g in group}
    for k, e in enumerate(entries):
        whole = by_id.get(e.part_of or "")
        if whole is None or e.kind != "count" or "万" in e.quote:
            continue
        follows = entries[k + 1] if k + 1 < len(entries) else None
        share = follows if follows and follows.kind == "percent" else None
        between = text[e.end : share.start] if share else ""
        for quote in other_digits(e.quote, random)[:6]:
            new = number(quote)
            wrong = new > whole.value or e.id in complement
            if share and re.fullmatch(r"，占[^，。]{0,8}", between):
                wrong = wrong or contradicts(new, Fraction(whole.value), share.quote)
            if wrong:
                yield Mutation("digit", name, {name: replaced(text, e, quote)}, ARITHMETIC)


def digit_of_a_share(name, text, entries, random):
    by_id = {e.id: e for e in entries}
    for part, share in zip(entries, entries[1:], strict=False):
        whole = by_id.get(part.part_of or "")
        if share.kind != "percent" or whole is None or "占" not in text[part.end : share.start]:
            continue
        for quote in other_digits(share.quote, random)[:5]:
            if contradicts(Fraction(part.value), Fraction(whole.value), quote):
                yield Mutation("share", name, {name: replaced(text, share, quote)}, ARITHMETIC)


def lost_wan(name, text, entries, random):
    del random
    for e in entries:
        left = text[max(0, e.start - 6) : e.start]
        if e.quote.endswith("万元") and re.search("投资|投入|筹集|经费|争取|资金", left):
            if not e.part_of:
                new = e.quote.replace("万", "")
                codes = frozenset({"DJ304", "DJ310", "DJ301"})
                yield Mutation("wan", name, {name: replaced(text, e, new)}, codes)


def swapped_unit(name, text, entries, random):
    del random
    for e in entries:
        odd = {"名": "户", "户": "名"}.get(e.unit)
        if odd and e.item in {"党员", "女党员", "驻村干部", "后备干部", "困难户", "第一书记"} and not e.part_of:
            new = e.quote.replace(e.unit, odd)
            yield Mutation("unit", name, {name: replaced(text, e, new)}, frozenset({"DJ404"}))
        if e.part_of and e.unit in {"人次"}:
            new = e.quote.replace("人次", "人")
            yield Mutation("unit", name, {name: replaced(text, e, new)}, frozenset({"DJ404"}))


def masked(name, text, entries, random):
    for e in random.sample(list(entries), min(6, len(entries))):
        if re.match(r"[0-9]+(?![0-9.])", e.quote):
            sign = random.choice(["**", "××", "***"])
            new = re.sub(r"^[0-9.]+", sign, e.quote)
            yield Mutation("mask", name, {name: replaced(text, e, new)}, frozenset({"DJ201"}))


def no_date(name, text, entries, random):
    del entries, random
    without = re.sub(r"20[0-9]{2}年(?:度|[0-9]+月(?:底|[0-9]+日)?)?", "", text)
    yield Mutation("date", name, {name: without}, frozenset({"DJ203"}))


def no_place(name, text, entries, random):
    del entries, random
    place = re.match(r"[\u4e00-\u9fff]{2}[\u4e00-\u9fff]?(?:镇|乡|街道|县|区|市|村)", text)[0]
    without = text.replace(place, "我" + place[-1]).replace("石桥镇", "我镇")
    yield Mutation("place", name, {name: without}, frozenset({"DJ204"}))


def missing_item(name, text, entries, random):
    del entries, random
    for match in re.finditer(r"[，。][二三四]是[^，。；]+(?=[，。])", text):
        if not re.search(r"[，。][三四五]是", text[match.end() : match.end() + 40]):
            new = text[: match.start()] + text[match.end() :]
            yield Mutation("list", name, {name: new}, frozenset({"DJ407"}))


def person(name, text, entries, random):
    del entries
    lines = text.split("\n")
    at = random.choice([k for k, line in enumerate(lines) if line.endswith("。")])
    lines[at] += f"联系人身份证号{IDENTITY}。"
    yield Mutation("person", name, {name: "\n".join(lines)}, frozenset({"DJ601"}))


def copied(name, text, others, random):
    """A paragraph of another report, put into this one."""
    long = [
        (other, theirs, paragraph)
        for other, theirs in others
        for paragraph in theirs.split("\n")
        if len(re.sub(r"[^\u4e00-\u9fff0-9]", "", paragraph)) >= 60
        and len(re.findall("[0-9]+", paragraph)) > 2
    ]
    other, theirs, paragraph = random.choice(long)
    lines = text.split("\n")
    lines.insert(len(lines) - 4, paragraph)
    texts = {name: "\n".join(lines), other: theirs}
    return Mutation("copy", name, texts, frozenset({"DJ506"}))


def repeated(name, text, random):
    again = text if random.random() < 0.5 else text.replace("\n", "\r\n")
    return Mutation("repeat", name, {name: text, f"副本{name}": again}, frozenset({"DJ501"}))


SINGLE = (
    digit_of_a_part, digit_of_a_share, lost_wan, swapped_unit, masked, no_date, no_place,
    missing_item, person,
)  # fmt: skip
