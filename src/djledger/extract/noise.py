"""Numerals that are no quantity, told by their shape and their neighbours.

The reasons, a closed set (with those that `quantities` gives itself and the kinds of `dates`):

======================== ===================================================================
word, idiom              part of a word: 统一, 四川, 千方百计
slogan, plan_name        a set phrase or a programme: 四议两公开, “五个一”, 216帮扶计划
title, name, code        a named thing: 《…》, 十九大, 3号楼, 三里村, G312, 4G
article                  一 that counts nothing: 一位村民
ordinal, list_mark, level 第3位, 二期; （一）, 1., 一是; 三级书记
points                   the text's own points: 三个方面
document_number, phone, page   〔2020〕36号; 12345热线; 第3页
date, time, duration     2019年以来; 8:30; 近三年
ratio, bare              1:13; a number that nothing says anything about
======================== ===================================================================
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from djledger.extract import numerals
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from djledger.knowledge import Knowledge

Found = tuple[int, int, str]

_HAN = "\u4e00-\u9fff"
_ONE = "一二三四五六七八九十两百千万"
_SIGNS = frozenset(numerals.CHINESE)
# Any Han character that is no numeral: what stands between the numerals of a set phrase.
_OTHER = rf"(?![{numerals.CHINESE}几多余半])[{_HAN}]"
_BREAKS = frozenset(' \n\t，,。；;：:！!？?、（(《“"〈【[>')
_OPENING = frozenset("（([［〔【")

# What quotes a name, and what may not stand in one.
_QUOTED = compiled(
    r"“([^“”\n]{1,40})”|「([^「」\n]{1,40})」|『([^『』\n]{1,40})』|‘([^‘’\n]{1,40})’"
    r"|\"([^\"\n]{1,20})\""
)
_TITLED = compiled(r"《[^《》\n]{1,90}》|〈[^〈〉\n]{1,60}〉|【[^【】\n]{1,40}】")
_ADDRESS = compiled(r"(?:https?://|www\.)[\x21-\x7e]+|[\w.]{1,40}@[\w.]{1,40}")
_SPEECH = compiled(r"[，。；！？,;!?]")
_MEASURED = compiled(r"[0-9.,]+ ?(?:%|[万亿]?元)")  # “100%”覆盖 is a share, quoted or not
_LABEL = compiled(r"[0-9A-Za-z+X.\-]+")

_BRACKETED = compiled(rf"[（(\[［〔【] ?(?:[0-9]{{1,3}}|[{_ONE}]{{1,3}}) ?[）)\]］〕】]")
_CHINESE_MARK = compiled(rf"[{_ONE}]{{1,3}} ?[、．.：:）)](?![{_ONE}])")
_MARK = compiled(
    r"[0-9]{1,2} ?[、．](?![0-9])|[0-9]{1,2}[.)）](?![0-9])(?! ?[万亿%])"
    rf"|[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}}(?![0-9]) ?、?(?=[{_HAN}])(?![万亿千个名%])"
)
_PHONE = compiled(
    r"0[0-9]{2,3} ?[-－—] ?[0-9]{7,8}(?:-[0-9]{1,6})?(?![0-9])|1[3-9][0-9]{9}(?![0-9])"
    r"|[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])|[0-9]{17}[0-9Xx](?![0-9])"
)
_DOCUMENT = compiled(r"[〔\[［【（(] ?(?:19|20)[0-9]{2} ?[〕\]］】）)] ?(?:第? ?[0-9]{1,5} ?号)?")
_CODE = compiled(r"[0-9A-Za-z]+(?:[-_./][0-9A-Za-z]+)*")
_PLUS = compiled(
    rf"[0-9{_ONE}N][{_HAN}]{{0,6}} ?\+ ?[0-9A-Za-z{_HAN}]{{1,8}}"
    rf"(?: ?\+ ?[0-9A-Za-z{_HAN}]{{1,8}}){{0,6}}"
)
_SHAPE = compiled(rf"(?:[{_ONE}](?:{_OTHER}){{1,2}}){{1,8}}")
_CHAIN = compiled(rf"([{_ONE}])((?:{_OTHER}){{1,2}})([{_ONE}])((?:{_OTHER}){{1,2}})")
_LEVEL = compiled(
    rf"(?:[{_ONE}]|[0-9]{{1,2}})[、至到-]?(?:[{_ONE}]|[0-9]{{1,2}})?级(?!台阶|地震)"
    r"(?:及?以[上下])?"
)
_CONGRESS = compiled(
    rf"(?:十[一二三四五六七八九]|二十[一二三]?)(?:大(?![{_HAN}]{{0,2}}(?:品牌|工程|项目|行动))|届)"
    r"|[一二三四五六七八九](?:届[一二三四五六七八九]次|[中次]全[会体]|次(?:党代会|人代会|会议))"
)
_PARTS = compiled(rf"[{numerals.CHINESE}]{{1,8}}分之")
_N_OF = compiled(rf"(?:[一二三四五六七八九十两]{{1,2}}|[0-9]{{1,2}})[个项大条种](?=[{_HAN}“])")

# Between the numerals of a count, not of a set phrase: 一至两个, 七镇八乡.
_LINKS = frozenset(["至", "到", "或", "或者", "分之"])
_COUNTED = frozenset(
    "成分镇乡村户人名个批期次场项条家所座组支件处位台元亩米里年月日天岁斤吨尺间栋幢辆头只口份篇遍轮届盏棵株"
)
_NONE_LEFT = frozenset("漏落留缺错无没")  # 不落一户, 不漏一人
_LONGEST_RUN = 20


class _Here(NamedTuple):
    """A numeral to be judged, and what stands directly around it."""

    text: str
    start: int
    floor: int
    run: int  # where its digits end; start + 1 in Chinese
    ahead: str  # up to four characters before it, behind the last quantity
    following: str


class Words:
    """Words that hold numerals, found from the numeral and one neighbour."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        signs = frozenset(numerals.CHINESE + "半")
        self._by_pair: dict[str, list[tuple[int, str, str]]] = {}
        for word, reason in words:
            for at, sign in enumerate(word):
                if sign in signs and (at == 0 or word[at - 1] not in signs):
                    key = word[at : at + 2] if at + 1 < len(word) else "<" + word[at - 1 : at + 1]
                    self._by_pair.setdefault(key, []).append((at, word, reason))
        for entries in self._by_pair.values():
            entries.sort(key=lambda entry: -len(entry[1]))

    def at(self, text: str, start: int, floor: int) -> Found | None:
        """Return the longest word of which *start* is a numeral."""
        best: Found | None = None
        for pair in (text[start : start + 2], "<" + text[max(0, start - 1) : start + 1]):
            for offset, word, reason in self._by_pair.get(pair, ()):
                begin = start - offset
                if begin < floor or not text.startswith(word, begin):
                    continue
                end = begin + len(word)
                # 统一 is a word, but not in 统一百分制; 初三 is none in 初三十.
                if word[-1] in _SIGNS and text[end : end + 1] in _SIGNS and end < len(text):
                    continue
                if best is None or len(word) > best[1] - best[0]:
                    best = (begin, end, reason)
                break
        return best


class Noise:
    """What the knowledge file ``noise`` says, ready to be asked at one numeral."""

    def __init__(self, knowledge: Knowledge) -> None:
        items = {item["id"]: item for item in knowledge.items("noise")}
        self.words = Words(
            (word, item["reason"])
            for item in items.values()
            if "reason" in item and not item.get("shape")
            for word in item.get("words", ())
        )
        self._slogan_heads = tuple(items["heads_of_slogans"]["after"])
        self._own_points = tuple(items["own_points"]["after"])
        self._list_words = tuple(items["list_words"]["after"])
        hotlines = items["hotlines"]
        self._hotlines = compiled(
            rf"(?:{any_of(hotlines['words'])})(?=[{_HAN}]{{0,4}}(?:{any_of(hotlines['after'])}))"
        )
        self._phone_words = compiled(
            rf"(?:{any_of(items['phone_words']['before'])})[ 为是：:)）]{{0,3}}[A-Z]?$"
        )
        self._page_words = compiled(rf"(?:{any_of(items['page_words']['before'])})[ 为：:]{{0,3}}$")
        self._ranks = compiled(rf"(?:{any_of(items['rank_words']['before'])}) ?$")
        self._rank_ends = frozenset(w[-1] for w in items["rank_words"]["before"]) | {" "}
        self._plan = compiled(rf"[{_HAN}]{{0,4}}(?:{any_of(items['plan_tails']['after'])})")
        place, suffix = items["place_measures"], any_of(items["place_measures"]["after"])
        self._place = compiled(
            rf"[一二三四五六七八九十](?:[{''.join(place['words'])}]"
            rf"[^个名位户人次项条大所村镇乡社，。、；]{{1,2}}(?:{suffix})"
            rf"|[{''.join(place['alone'])}](?:{suffix}))"
        )
        self._numbered = compiled(rf"[0-9]{{1,5}} ?(?:{any_of(items['numbered_things']['words'])})")
        self._licence = compiled(
            rf"(?:{any_of(items['articles']['before'])})[^，,。；;：:！!？?\n]{{0,16}}$"
        )
        both = (self._rank, self._level, self._bracket, self._mark, self._plus, self._points)
        self._chinese: tuple[Callable[[_Here], Found | None], ...] = (
            self._congress,
            *both,
            self._named_place,
            self._set_phrase,
            self._list_word,
        )
        self._arabic: tuple[Callable[[_Here], Found | None], ...] = (
            self._phone,
            *both,
            self._counter,
            self._coded,
            self._numbered_thing,
            self._clock,
        )

    def regions(self, text: str) -> list[Found]:
        """Return titles, short quotations and addresses that hold names, in order."""
        found = [(*m.span(), "title") for m in _TITLED.finditer(text)]
        found += [(*m.span(), "quote") for m in _QUOTED.finditer(text)]
        if "://" in text or "www." in text or "@" in text:
            found += [(*m.span(), "code") for m in _ADDRESS.finditer(text)]
        return sorted(found)

    def quoted(self, text: str, start: int, region: Found) -> Found | None:
        """Return the numeral as part of a name, if the quotation it stands in is one."""
        begin, end = region[0] + 1, region[1] - 1
        content = text[begin:end]
        chinese = text[start] in _SIGNS
        if _MEASURED.match(text, start):
            return None
        speech = _SPEECH.search(content) is not None
        if start == begin and len(content) <= (8 if speech else 14):
            return (start, end, "slogan" if chinese else "plan_name")
        if speech:
            return None
        if chinese and len(content) <= 20:
            return (start, _numeral_end(text, start), "slogan")
        if len(content) <= 6 and _LABEL.fullmatch(content):
            return (start, _numeral_end(text, start), "plan_name")
        return None

    def at(self, text: str, start: int, floor: int) -> Found | None:
        """Return what the numeral at *start* is, if not a quantity; else None."""
        sign = text[start]
        chinese = not "0" <= sign <= "9"
        if chinese:
            if _PARTS.match(text, start):
                return None
            word = self.words.at(text, start, floor)
            if word is not None:
                return word
            run = start + 1
        else:
            run = numerals.digits_end(text, start)
        here = _Here(
            text, start, floor, run, text[max(floor, start - 4) : start], text[run : run + 1]
        )
        for rule in self._chinese if chinese else self._arabic:
            found = rule(here)
            if found is not None:
                return found
        return None

    def plan(self, text: str, end: int) -> bool:
        """Say whether a bare number that ends at *end* names a plan: 216帮扶计划."""
        return self._plan.match(text, end) is not None

    def article(self, text: str, start: int, end: int, *, licensed: bool) -> bool:
        """Say whether 一 with its measure word (to *end*) is only an article.

        *licensed*: it is none where it closes a clause (设服务站一个，).
        """
        if text[start - 1 : start] in _NONE_LEFT and start:
            return True
        if licensed and (end >= len(text) or text[end] in "，,。；;、！!？?）)\n"):
            return False
        return self._licence.search(text, max(0, start - 24), start) is None

    # -- rules for both scripts -----------------------------------------------------------

    def _rank(self, here: _Here) -> Found | None:
        if not here.ahead or here.ahead[-1] not in self._rank_ends:
            return None
        rank = self._ranks.search(here.ahead)
        if rank is None:
            return None
        begin = here.start - len(here.ahead) + rank.start()
        end = _numeral_end(here.text, here.start)
        if rank[0].strip() in {"前", "后"}:  # 前10名, 后三位; not 先后10名
            ahead = here.text[begin - 1 : begin] if begin else ""
            unit = here.text[end : end + 1]
            if not unit or unit not in "名位强甲列" or (ahead and ahead in "先此之以然提"):
                return None
        return (begin, end, "ordinal")

    def _level(self, here: _Here) -> Found | None:
        if "级" not in here.text[here.start : here.start + 6]:
            return None
        match = _LEVEL.match(here.text, here.start)
        return (here.start, match.end(), "level") if match else None

    def _bracket(self, here: _Here) -> Found | None:
        if not here.ahead or here.ahead[-1] not in _OPENING:
            return None
        start = here.start - 1
        match = _DOCUMENT.match(here.text, start)
        if match is not None:
            return (start, match.end(), "document_number")
        match = _BRACKETED.match(here.text, start)
        return (start, match.end(), "list_mark") if match else None

    def _mark(self, here: _Here) -> Found | None:
        text, start = here.text, here.start
        if start not in {0, here.floor} and text[start - 1] not in _BREAKS:
            return None
        match = _CHINESE_MARK.match(text, start)
        if match is None and _heads(text, start):
            match = _MARK.match(text, start)
        return (start, match.end(), "list_mark") if match else None

    def _plus(self, here: _Here) -> Found | None:
        text, start = here.text, here.start
        if here.ahead.endswith("+"):
            return (start, _numeral_end(text, start), "plan_name")
        if "+" not in text[start : start + 9]:
            return None
        match = _PLUS.match(text, start)
        if match and ("N" in match[0] or sum(c.isdigit() or c in _ONE for c in match[0]) > 1):
            return (start, match.end(), "plan_name")
        return None

    def _points(self, here: _Here) -> Found | None:
        match = _N_OF.match(here.text, here.start)
        if match is None:
            return None
        if here.text.startswith(self._own_points, match.end()):
            return (here.start, match.end(), "points")
        if match[0][-1] == "个" and here.text.startswith(self._slogan_heads, match.end()):
            return (here.start, match.end(), "slogan")
        return None

    # -- Chinese numerals -----------------------------------------------------------------

    def _congress(self, here: _Here) -> Found | None:
        match = _CONGRESS.match(here.text, here.start)
        return (here.start, match.end(), "title") if match else None

    def _named_place(self, here: _Here) -> Found | None:
        match = self._place.match(here.text, here.start)
        return (here.start, match.end(), "name") if match else None

    def _set_phrase(self, here: _Here) -> Found | None:
        """四议两公开 is a set phrase; 七镇八乡 and 四批六名 are counts."""
        match = _CHAIN.match(here.text, here.start)
        if match is None:
            return None
        first, middle, second, _ = match.groups()
        if not first == second == "一" and (middle in _LINKS or middle[0] in _COUNTED):
            return None
        shape = _SHAPE.match(here.text, here.start)
        return (here.start, shape.end() if shape else match.end(), "slogan")

    def _list_word(self, here: _Here) -> Found | None:
        text, start = here.text, here.start
        if not text.startswith(self._list_words, start + 1):
            return None
        opens = start == 0 or text[start - 1] in _BREAKS
        return (start, start + 1, "list_mark") if opens else None

    # -- Arabic numerals ------------------------------------------------------------------

    def _phone(self, here: _Here) -> Found | None:
        size = here.run - here.start
        if size > _LONGEST_RUN:
            return (here.start, here.run, "code")
        if size >= 3:
            match = _PHONE.match(here.text, here.start) or self._hotlines.match(
                here.text, here.start
            )
            if match is not None:
                return (here.start, match.end(), "phone")
        return None

    def _counter(self, here: _Here) -> Found | None:
        """阅读：1326次, 电话：55123, 共3页."""
        text, start = here.text, here.start
        if here.following == "页" and here.ahead.endswith(("共", "第", "/")):
            return (start, here.run + 1, "page")
        window = text[max(here.floor, start - 12) : start]
        if not window:
            return None
        if self._page_words.search(window):
            return (start, here.run, "page")
        if here.run - start >= 5 and self._phone_words.search(window):
            return (start, here.run, "phone")
        return None

    def _coded(self, here: _Here) -> Found | None:
        """G312, COVID-19, 2021-036, 0012."""
        text, start = here.text, here.start
        ahead = text[start - 1 : start] if start else ""
        joined = ahead in ("-", "_", "/") and start - 1 >= here.floor
        if joined:
            ahead = text[start - 2 : start - 1] if start > 1 else ""
        if ahead.isascii() and (ahead.isalnum() if joined else ahead.isalpha()):
            code = _CODE.match(text, start, start + 64)
            return (start, code.end() if code else here.run, "code")
        if text[start] == "0" and here.run - start > 1:
            return (start, here.run, "code")
        return None

    def _numbered_thing(self, here: _Here) -> Found | None:
        match = self._numbered.match(here.text, here.start)
        if match is None:
            return None
        return (here.start, match.end(), "document_number" if "号文" in match[0] else "name")

    def _clock(self, here: _Here) -> Found | None:
        text, end = here.text, here.run
        if here.following != ":" or not text[end + 1 : end + 2].isdigit():
            return None
        reason = "ratio" if here.ahead.endswith(("比", "比为")) else "time"
        stop = min(len(text), end + 16)
        while end < stop and (text[end].isdigit() or text[end] in ":."):
            end += 1
        return (here.start, end, reason)


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of *words*, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _heads(text: str, start: int) -> bool:
    """Say whether *start* begins a line or a sentence: there 1. and 2.3 are list marks."""
    at = start
    while at > 0 and start - at < 4 and text[at - 1] in " \t#*":
        at -= 1
    return at == 0 or text[at - 1] in "\n。；;：:！？"


def _numeral_end(text: str, start: int) -> int:
    numeral = numerals.read(text, start)
    return numeral.end if numeral else start + 1
