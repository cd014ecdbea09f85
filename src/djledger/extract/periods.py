"""Which time a quantity belongs to: 今年以来, 2019年, 截至目前, 年底前.

A period governs what follows it in its sentence until another replaces it; one that opens a
sentence governs the next sentences of its paragraph too. A year that is only compared with
(比2011年增长) or that names a document is no period.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

_DIGITS = "0123456789０１２３４５６７８９一二三四五六七八九十〇○零两"
_D = r"[0-9０-９一二三四五六七八九十〇○零两]"
_YEAR = r"(?:[12][0-9]{3}|[12１２][０-９]{3}|[一二][〇○零一二三四五六七八九]{3}){sp}年"
_NUM = rf"{_D}{{1,3}}"
# What a time expression can begin with, besides the words of the knowledge file.
_FIRST = _DIGITS + '自从截至到直近过最这前未今后第上下全“" \u3000'
_NAME = 8  # the longest name of an event


class PeriodSpan(NamedTuple):
    """A time expression of the working text.

    ``carries``: it opens its sentence and holds for the next ones as well (2019年, 截至6月底);
    近三年, 目前 and 7月 hold for their own sentence only.
    """

    start: int
    end: int
    text: str
    carries: bool


class Patterns:
    """The forms of time expressions (through ``knowledge.made``).

    "Since some event" may begin with any characters. To try that at each place of a text takes
    longer than all other forms together, so it is tried only shortly before its end: ``cue``.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        """Put the patterns together from the words of the knowledge file ``periods``."""
        groups = {i["id"]: i["words"].split() for i in knowledge.items("periods")}
        first = {word[0] for words in groups.values() for word in words}.union(_FIRST)
        plain = _plain({name: "|".join(words) for name, words in groups.items()})
        start = rf"(?=[{re.escape(''.join(sorted(first)))}])"
        since = r"(?:开展|实施|启动|开始|成立|召开|换届)以来"
        self._plain = compiled(f"{start}(?:{plain})")
        self._whole = compiled(rf"{plain}|[\u4e00-\u9fff]{{2,{_NAME}}}{since}")
        self._cue = compiled(since)

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the time expressions of *text*, disjoint, by their start."""
        plain, cue, at = self._plain.search(text), self._cue.search(text), 0
        while plain is not None or cue is not None:
            match = plain
            if cue is not None:
                near = max(at, cue.start() - _NAME)
                if match is None or match.start() >= near:
                    match = self._whole.search(text, near)
            if match is None:
                return
            yield match
            at = match.end()
            if plain is not None and plain.start() < at:
                plain = self._plain.search(text, at)
            if cue is not None and cue.start() < at:
                cue = self._cue.search(text, at)


def _plain(groups: dict[str, str]) -> str:
    """Return the pattern of time expressions that begin with a word or a numeral."""
    sp = r"[ \u3000]?"
    year = _YEAR.replace("{sp}", sp)
    since = r"(?:以来|以后|之后|起)"
    edge = r"(?:年?底|年?末|年?初|年中)"
    month = rf"{sp}{_NUM}{sp}月(?:份|底|末|初|上旬|中旬|下旬)?"
    day = rf"(?:{sp}{_NUM}{sp}[日号])?"
    quarter = r"(?:第?[一二三四1-4]季度|前[一二三]季度|上半年|下半年|全年)"
    upto = r"(?:自|从|截至|截止|截止到|截至到|至|到|直到)?"
    calendar = (
        rf"{upto}{sp}(?:{year}度?|{groups['years']})(?:{sp}[—\-–~～至到]{sp}{year})?"
        rf"(?:{sp}(?:{quarter}|{edge}|{month}{day}(?:{sp}[—\-–~～至到]{sp}{_NUM}{sp}月{day})?))?"
        rf"(?:{since}|年?底?前|以前|之前|期间|内|间)?"
    )
    yearless = (
        rf"{upto}(?:{_NUM}{sp}[—\-–~～至到]{sp})?{month}{day}(?:{since}|前|期间)?"
        rf"|{quarter}(?:以来)?"
    )
    spans = (
        rf"(?:近|过去|最近|这|前|未来|今后)?{_NUM}(?:多|余)?年(?:多)?来"
        rf"|(?:近|过去|最近|这|未来|今后|前){_NUM}个?(?:年|月|季度)(?:来|间|里|内)?"
        rf"|[“\"]?(?:十[一二三四五六])[”\"]?(?:五)?(?:期间|时期|以来|末)"
        rf"|[“\"]十[一二三四五]五[”\"](?:期间|时期|以来|末|规划期间)?"
        rf"|(?<=[，,。；;、）)人村户]){_NUM}年(?=[户人村均内间共累实])"
    )
    words = "|".join(groups[k] for k in ("deadline", "now", "relative"))
    clock = (
        rf"{upto}(?:{sp}{_NUM}月)?{sp}{_NUM}日{sp}{_NUM}[时点]"
        rf"(?:{sp}至{sp}(?:{_NUM}月)?{_NUM}日{sp}{_NUM}[时点])?|过去的?一年(?![来多])"
    )
    return f"{words}|{clock}|{calendar}|{spans}|{yearless}"


_COMPARED_BEFORE = compiled(r"(?:比|较|与|同|和|是|为|占|以|按|于|相当于)[ \u3000]?$")
_COMPARED_AFTER = compiled(
    r"^(?:同期|相比|的?[0-9.０-９一二三四五六七八九十两]+ ?倍|水平|增长|度(?:国家|全国|全省|市|县))"
)
_NAMING = compiled(
    r"^度?[^，,。；;、]{0,16}(?:方案|办法|意见|规划》|通知|报告》|考核|公报)|^(?:改善|总任务|行动计划|攻坚行动|行动)"
)


# 过去五年，是…的五年: a flourish, no period.
_RHETORIC = compiled(r"[，,]?(?:是|我们)")
_CARRIED = compiled(
    r"(?:自|从|截至|截止|截止到|截至到|至|到)?(?:[12１２][0-9０-９]{3}|[一二][〇○零一二三四五六七八九]{3}|今年|去年|本年|上半年|下半年|前三季度|[一二三四]季度|全年|“?十[一二三四五]五)"
    r"|截[至止]|.*以来$"
)


def _opens(text: str, start: int) -> bool:
    """Whether nothing that is counted stands before *start* in its sentence."""
    head = re.split("[。！？!?\n]", text[max(0, start - 48) : start])[-1]
    return (
        len(head) < 40
        and not re.search("[0-9０-９]", head)
        and (
            not head.strip()
            or head.rstrip()[-1] in "，,：:、）)；;—"
            or len(head) <= 6
            or head[-1] in " \u3000"
        )
    )


def find(text: str, knowledge: Knowledge) -> list[PeriodSpan]:
    """Return the time expressions of *text* that say when, by their start."""
    found: list[PeriodSpan] = []
    for match in knowledge.made(Patterns).find(text):
        start, end = match.span()
        before = text[max(0, start - 4) : start]
        after = text[end : end + 24]
        if _COMPARED_BEFORE.search(before) and not match[0].startswith(("截", "目前", "当前")):
            continue
        if _COMPARED_AFTER.match(after) and not match[0].endswith(("来", "前", "目前")):
            if not after.startswith(("增长", "度")) or _COMPARED_BEFORE.search(before):
                continue
            if after.startswith("度"):
                continue
        if _NAMING.match(after):
            continue
        if _RHETORIC.match(after):
            continue
        carries = bool(_CARRIED.match(match[0])) and _opens(text, start)
        found.append(PeriodSpan(start, end, "".join(match[0].split()), carries))
    return found
