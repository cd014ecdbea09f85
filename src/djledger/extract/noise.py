"""Numerals that are no quantity, told by their shape and their neighbours.

Reasons (a closed set): word idiom slogan article ordinal list_mark points level title name
plan_name document_number phone page code mask bare, and the kinds of `dates`: date, time,
duration.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from djledger.extract import numerals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from djledger.knowledge import Knowledge

Found = tuple[int, int, str]

_HAN = "\u4e00-\u9fff"
_ONE = "一二三四五六七八九十两百千万"
# Any Han character that is no numeral: what stands between the numerals of a set phrase.
_PLAIN = rf"(?![{numerals.CHINESE}几多余半])[{_HAN}]"
_BREAKS = ' \n\t，,。；;：:！!？?、（(《“"〈【[>'
# What quotes a name, and what may not stand in one.
_QUOTED = re.compile(
    r"“([^“”\n]{1,40})”|「([^「」\n]{1,40})」|『([^『』\n]{1,40})』|‘([^‘’\n]{1,40})’|\"([^\"\n]{1,20})\""
)
_TITLED = re.compile(r"《[^《》\n]{1,90}》|〈[^〈〉\n]{1,60}〉|【[^【】\n]{1,40}】")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+|[\w.]+@[\w.]+\.\w+")

_LIST_MARK = re.compile(
    rf"[（(\[［〔【]{{1}} ?(?:[0-9]{{1,3}}|[{_ONE}]{{1,3}}) ?[）)\]］〕】]"
    rf"|[{_ONE}]{{1,3}} ?[、．.：:）)](?![{_ONE}])"
)
_HEAD = re.compile(
    r"[0-9]{1,2} ?[、．](?![0-9])|[0-9]{1,2}[.)）](?![0-9])(?! ?[万亿%])"
    rf"|[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}}(?![0-9]) ?、?(?=[{_HAN}])(?![万亿千个名%])"
)
_PHONE = re.compile(
    r"0[0-9]{2,3} ?[-－—] ?[0-9]{7,8}(?:-[0-9]{1,6})?|1[3-9][0-9]{9}(?![0-9])|400-?[0-9]{3}-?[0-9]{4}|[48]00[- ][0-9]{3,4}[- ][0-9]{3,4}|[0-9]{17}[0-9Xx]"
)
_DOCUMENT = re.compile(
    r"[〔\[［【（(] ?(?:19|20)[0-9]{2} ?[〕\]］】）)] ?(?:第? ?[0-9]{1,5} ?号)?|[0-9]{1,5} ?号(?:文|令|公告|通知|提案|建议|议案)"
)
_LATIN = re.compile(r"[A-Za-z]")
_CODE = re.compile(r"[0-9A-Za-z]+(?:[-_./][0-9A-Za-z]+)*")
_PLUS = re.compile(
    rf"[0-9{_ONE}N][{_HAN}]{{0,6}} ?\+ ?[0-9A-Za-z{_HAN}]{{1,8}}(?: ?\+ ?[0-9A-Za-z{_HAN}]{{1,8}}){{0,6}}"
)
_SHAPE = re.compile(rf"(?:[{_ONE}](?:{_PLAIN}){{1,2}}){{1,8}}")
_CHAIN = re.compile(rf"([{_ONE}])((?:{_PLAIN}){{1,2}})([{_ONE}])((?:{_PLAIN}){{1,2}})")
_LEVEL = re.compile(
    rf"(?:[{_ONE}]|[0-9]{{1,2}})[、至到-]?(?:[{_ONE}]|[0-9]{{1,2}})?级(?!台阶|地震)(?:以上|以下|及以上|及以下)?"
)
_CONGRESS = re.compile(
    r"(?:十[一二三四五六七八九]|二十[一二三]?)(?:大(?![{_HAN}]{0,2}(?:品牌|工程|项目|行动))|届)|[一二三四五六七八九]届[一二三四五六七八九]次|[一二三四五六七八九](?:中|次)全[会体]|[一二三四五六七八九]次(?:党代会|人代会|会议)"
)
_PAGE_LINE = re.compile(r"[-—·\s]*(?:第 ?)?[0-9]{1,3}(?: ?页)?(?: ?/ ?[0-9]{1,3})?[-—·\s]*$")
_PARTS = re.compile(rf"[{numerals.CHINESE}]{{1,8}}分之")
_N_OF = re.compile(rf"(?:[{_ONE}]{{1,2}}|[0-9]{{1,2}})[个项大条种](?=[{_HAN}“])")


_SIGNS = frozenset(numerals.CHINESE)


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
            entries.sort(key=lambda e: -len(e[1]))

    def at(self, text: str, start: int, floor: int) -> Found | None:
        """Return the longest word of which *start* is a numeral."""
        best: Found | None = None
        pairs = (text[start : start + 2], "<" + text[start - 1 : start + 1] if start else "")
        for pair in pairs:
            for offset, word, reason in self._by_pair.get(pair, ()):
                begin = start - offset
                if begin < floor or not text.startswith(word, begin):
                    continue
                end = begin + len(word)
                # 统一 is a word, but not in 对一百人; 十月 is none in 二十月.
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
        named = {"numbered_things", "hotlines", "model_tails"}
        self.words = Words(
            (word, item["reason"])
            for item in items.values()
            if item["id"] not in named
            for word in item.get("words", ())
        )
        self._slogan_heads = tuple(items["heads_of_slogans"]["after"])
        self._own_points = tuple(items["own_points"]["after"])
        self._list_words = tuple(items["list_words"]["after"])
        self._hotlines = frozenset(items["hotlines"]["words"])
        self._phone_words = re.compile(
            rf"(?:{_any(items['phone_words']['before'])})[ 为是：:)）]{{0,3}}[A-Z]?$"
        )
        self._page_words = re.compile(rf"(?:{_any(items['page_words']['before'])})[ 为：:]{{0,3}}$")
        self._ranks = re.compile(rf"(?:{_any(items['rank_words']['before'])}) ?$")
        self._plan = re.compile(rf"[{_HAN}]{{0,4}}(?:{_any(items['plan_tails']['after'])})")
        place = items["place_measures"]
        self._place = re.compile(
            rf"[一二三四五六七八九十](?:[{''.join(place['words'])}][^个名位户人次项条大所村镇乡社，。、；]{{1,2}}"
            rf"|(?![家户间座条面口台门])[{''.join(place['words'])}])(?:{_any(place['after'])})"
        )
        self._numbered = re.compile(rf"[0-9]{{1,4}} ?(?:{_any(items['numbered_things']['words'])})")
        articles = items["articles"]["before"]
        self._article_licence = re.compile(rf"(?:{_any(articles)})[^，,。；;：:！!？?\n]{{0,16}}$")
        self._article_verb = re.compile(rf"(?:{_any(articles)})了? ?$")

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
        size = end - begin
        content = text[begin:end]
        speech = re.search(r"[，。；！？,;!?]", content) is not None
        if start == begin and size <= 14 and not (speech and size > 8):
            reason = "slogan" if text[start] in numerals.CHINESE else "plan_name"
            return (start, end, reason)
        if not speech and size <= 20 and text[start] in numerals.CHINESE:
            return (start, _run_end(text, start), "slogan")
        if not speech and size <= 6 and (text[start - 1].isascii() or start + 1 < end):
            return (start, _run_end(text, start), "plan_name") if _is_label(content) else None
        return None

    def at(self, text: str, start: int, floor: int) -> Found | None:
        """Return what the numeral at *start* is, if not a quantity; else None."""
        sign = text[start]
        if _PARTS.match(text, start):
            return None
        if sign in numerals.CHINESE or sign == "半":
            word = self.words.at(text, start, floor)
            if word is not None:
                return word
            return self._chinese(text, start, floor)
        return self._arabic(text, start, floor)

    def _chinese(self, text: str, start: int, floor: int) -> Found | None:
        match = _CONGRESS.match(text, start)
        if match:
            return (start, match.end(), "title")
        common = self._common(text, start, floor)
        if common:
            return common
        match = self._place.match(text, start)
        if match and text[start + 1] not in "个名位户人次项条":
            return (start, match.end(), "name")
        match = _CHAIN.match(text, start)
        if match and _slogan(match):
            return (start, self._shape_end(text, start), "slogan")
        if text.startswith(self._list_words, start + 1) and _opens(text, start, floor):
            return (start, start + 1, "list_mark")
        return None

    def _shape_end(self, text: str, start: int) -> int:
        match = _SHAPE.match(text, start)
        return match.end() if match else start + 2

    def _arabic(self, text: str, start: int, floor: int) -> Found | None:
        match = _PHONE.match(text, start)
        if match:
            return (start, match.end(), "phone")
        common = self._common(text, start, floor)
        if common:
            return common
        run = numerals.digits_end(text, start)
        following = text[run : run + 1]
        ahead = text[start - 1] if start else ""
        if run - start > 20:
            return (start, run, "code")
        if (ahead.isascii() and ahead.isalpha()) or (
            ahead in "-_/"
            and start > 1
            and text[start - 2].isascii()
            and text[start - 2].isalnum()
            and start - 1 >= floor
        ):
            code = _CODE.match(text, start, start + 64)
            return (start, code.end() if code else run, "code")
        if text[start] == "0" and run - start > 1 and following != ".":
            if not (run - start == 2 and following in "."):
                return (start, run, "code")
        window = text[max(floor, start - 12) : start]
        if window and self._page_words.search(window):
            return (start, run, "page")
        if window and self._phone_words.search(window) and run - start >= 5:
            return (start, run, "phone")
        if text[start:run] in self._hotlines and re.match(
            r"(?:政府服务|政务服务|市民|便民|公共|政务)?(?:热线|平台|电话|举报|指挥|报警|急救|服务|网)",
            text[run : run + 8],
        ):
            return (start, run, "phone")
        match = self._numbered.match(text, start)
        if match:
            return (start, match.end(), "name")
        if text[run : run + 1] == "页" and ahead in ("共", "第", "/"):
            return (start, run + 1, "page")
        if following == ":" and text[run + 1 : run + 2].isdigit():
            return (start, _colon_end(text, run), "time")
        return None

    def _common(self, text: str, start: int, floor: int) -> Found | None:
        ahead = text[max(floor, start - 4) : start]
        if ahead:
            rank = self._ranks.search(ahead)
            begin = start - (len(ahead) - rank.start()) if rank else start
            if rank and not (rank[0].strip() in "前后" and not _is_rank(text, start, begin)):
                end = _run_end(text, start)
                return (begin, end, "ordinal")
        match = _LEVEL.match(text, start)
        if match:
            return (start, match.end(), "level")
        if ahead[-1:] in "（([［〔【" and ahead:
            bracket = _LIST_MARK.match(text, start - 1)
            document = _DOCUMENT.match(text, start - 1)
            if document:
                return (start - 1, document.end(), "document_number")
            if bracket:
                return (start - 1, bracket.end(), "list_mark")
        if _opens(text, start, floor):
            match = _LIST_MARK.match(text, start)
            if match is None and _heads(text, start):
                match = _HEAD.match(text, start)
            if match:
                return (start, match.end(), "list_mark")
        match = _DOCUMENT.match(text, start)
        if match:
            return (start, match.end(), "document_number")
        match = _PLUS.match(text, start)
        if match and ("N" in match[0] or sum(c in "0123456789" + _ONE for c in match[0]) > 1):
            return (start, match.end(), "plan_name")
        if ahead.endswith("+"):
            return (start, _run_end(text, start), "plan_name")
        match = _N_OF.match(text, start)
        if match:
            if text.startswith(self._own_points, match.end()):
                return (start, match.end(), "points")
            if text.startswith(self._slogan_heads, match.end()) and match[0][-1] == "个":
                return (start, match.end(), "slogan")
        return None

    def plan(self, text: str, end: int) -> bool:
        """Say whether a bare number that ends at *end* names a plan: 153帮扶计划."""
        return self._plan.match(text, end) is not None

    def article(
        self, text: str, start: int, end: int, floor: int, *, physical: bool, vague: bool
    ) -> bool:
        """Say whether 一 with its measure word (*end*) is only an article."""
        following = text[end : end + 1]
        if text[start - 1 : start] in _NONE_LEFT and start:
            return True  # 不落一户, 不漏一人
        if physical:
            return False
        if not vague and (following in "，,。；;、！!？?）)\n" or end >= len(text)):
            return False
        left = max(floor, start - 24)
        return self._article_licence.search(text, left, start) is None


def _is_rank(text: str, start: int, begin: int) -> bool:
    """Say whether 前10名, 后三位 is a rank: not 先后10名, not 前三年."""
    end = _run_end(text, start)
    ahead = text[begin - 1 : begin] if begin else ""
    return text[end : end + 1] in "名位强甲列" and end < len(text) and ahead not in "先此之以然提"


def _slogan(match: re.Match[str]) -> bool:
    """Say whether 四议两公开 is a set phrase; 七镇八乡 and 四批六名 are counts."""
    first, middle, second, _ = match.groups()
    if first == second == "一":
        return True
    if middle in _LINKS:
        return False
    return not (middle in _COUNTED or middle[0] in _COUNTED and middle[-1] in "余多")


_NONE_LEFT = frozenset("漏落留缺错无没")
_LINKS = frozenset(["至", "到", "或", "或者", "分之"])
_COUNTED = frozenset("镇乡村户人名个批期次场项条家所座组支件处位台元亩米里年月日天岁")


def _opens(text: str, start: int, floor: int) -> bool:
    return start == 0 or text[start - 1] in _BREAKS or start == floor


def _heads(text: str, start: int) -> bool:
    """Say whether *start* begins a line or a sentence: there 1. and 2.3 are list marks."""
    at = start
    while at > 0 and start - at < 4 and text[at - 1] in " \t#*":
        at -= 1
    return at == 0 or text[at - 1] in "\n。；;：:！？" and text[at - 1] != ""


def _run_end(text: str, start: int) -> int:
    numeral = numerals.read(text, start)
    return numeral.end if numeral else start + 1


def _colon_end(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and end < at + 8 and (text[end].isdigit() or text[end] == ":"):
        end += 1
    return end


def _is_label(content: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z+X.\-]+", content) is not None


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
