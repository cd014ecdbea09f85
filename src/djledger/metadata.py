"""What a report says of itself: title, date, place, level, issuer.

They stand in the heading, in the lines under it, in the signature, and at last in the first
sentence. What the body says in passing (截至2024年6月30日) is no date of the report.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from djledger import placenames
from djledger.patterns import compiled
from djledger.repair import furniture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from djledger.knowledge import Knowledge

_DIGITS = {"〇": 0, "○": 0, "零": 0, "O": 0} | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_HAN_YEAR = "[一二][〇○零O一二三四五六七八九]{3}"
_HAN_SMALL = "[一二三四五六七八九十廿卅]{1,3}"
_YEAR = rf"(?<![0-9])(?:20[0-4][0-9]|19[5-9][0-9])|{_HAN_YEAR}"
_SMALL = rf"[0-9]{{1,2}}|{_HAN_SMALL}"
_DATE = compiled(
    rf"(?P<year>{_YEAR}) ?(?:年|[-./]) ?(?P<month>{_SMALL}) ?(?:月|[-./]) ?(?P<day>{_SMALL})"
    r"(?![0-9])[日号/]?"
)
_MONTH = compiled(rf"(?P<year>{_YEAR}) ?年 ?(?P<month>{_SMALL}) ?月(?:份|底|末)?(?![0-9])")
# What a date may stand beside on a line of its own: a time, a full stop, brackets.
_ALONE = compiled(r"[\s（）()【】\[\]，,、—\-–:：0-9|/。]*(?:星期[一二三四五六日天])?")
_NUMBERED = compiled(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十0-9]+[章节部分篇]"
    r"|[0-9]{1,2}[、.．](?![0-9])|[①-⑳●▲■◆★]|[一二三四五六]是"
)
_DOCUMENT_NUMBER = compiled(r"[〔\[【（(](?:19|20)[0-9]{2}[〕\]】）)] ?(?:第)?[0-9]+ ?号")
_ISSUE = compiled(r"^[（(]?(?:[0-9]{4} ?年)?(?:总)?第 ?[0-9一二三四五六七八九十百]+ ?期")
_MARK = compiled(
    r"^(?:[「【\[〔［][^「」【】\[\]〔〕［］]{1,6}[」】\]〕］]"
    r"|[0-9]{1,2}[.\-/月][0-9]{1,2}日?(?=[ \u3000「【]))\s*"
)
_SENTENCE = compiled("[。；！？;]")
_PARENTHESES = compiled(r"^[（(][^（）()]*[）)]$")
_HAN = compiled("[\u4e00-\u9fff]")
_LABEL = compiled(r"([\u4e00-\u9fff]{2,6})\s*[:：]")
_STOP = compiled("[。！；]")
_ONE_LEVEL = compiled(r"(?<=[乡县市区])[（(][镇市区、]+[)）]")
_BEGINS_DATED = compiled(rf"(?:{_YEAR}) ?年")
_GIVEN = compiled("([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_HEAD_LINES = 14
_TAIL_LINES = 8
_TITLE_SHORTEST, _TITLE_LENGTH = 4, 64
_COMPLETION = 14
_SIGNATURE_LENGTH = 60
_OFFICE_LENGTH = 34
_OFTEN = 3  # how often the body must name a place that nothing else does


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, place, level and issuer ('' where the text is silent) and the date of a report."""

    title: str = ""
    place: str = ""
    level: str = ""
    date: date | None = None
    issuer: str = ""


def find(text: str, knowledge: Knowledge, *, place: str = "", given: str = "") -> Metadata:
    r"""Return what the working *text* says of itself; *place* and *given* (a date) overrule it.

    A date is that of the signature or of a line of its own under the heading, else the one that
    a web page was posted, else the end of the year, half-year or month that the heading of a
    report on work done names. Where a day or a month is missing the last one is meant; a day
    without a year is no date. *given* is ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

    >>> from djledger.knowledge import default
    >>> text = "松塘镇2024年党建工作总结\n全镇有党员12名。\n中共松塘镇委员会\n2024年12月18日"
    >>> found = find(text, default())
    >>> found.title, found.place, found.level, str(found.date), found.issuer
    ('松塘镇2024年党建工作总结', '松塘镇', '乡镇', '2024-12-18', '中共松塘镇委员会')
    """
    page = _page(text, knowledge)
    rules = knowledge.made(_rules)
    title, issuer = _heading(page, rules, knowledge)
    issuer = _signed(page, rules, knowledge) or issuer or _named(title, page, rules, knowledge)
    day = parse_date(given) or _dated(page, rules) or _told(title, rules)
    if place:
        return Metadata(title, place, placenames.level_of(place, knowledge), day, issuer)
    where = _where(title, issuer, page, knowledge)
    level = where.level if where else _level(title, text, knowledge)
    name = where.name if where else ""
    return Metadata(title, name, level, day, _whole_name(issuer, name))


def parse_date(given: str) -> date | None:
    """Return the date that ``YYYY[-MM[-DD]]`` means (its last day), None for anything else."""
    match = _GIVEN.fullmatch(given.strip())
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        if match[3]:
            return date(year, month, int(match[3]))
        return date(year, month, last_day(year, month))
    except ValueError:
        return None


def last_day(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a report: what stands before the body, the body, the end.

    ``furniture`` are the lines of ``head`` that a web page put there.
    """

    head: list[str]
    furniture: frozenset[str]
    body: list[str]
    tail: list[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    words: dict[str, tuple[str, ...]]
    site: re.Pattern[str]
    office: re.Pattern[str]
    office_in_title: re.Pattern[str]
    labelled: re.Pattern[str]
    dated: re.Pattern[str]
    posted: re.Pattern[str]
    represented: re.Pattern[str]
    bracketed: re.Pattern[str]


def _rules(knowledge: Knowledge) -> _Rules:
    words = knowledge.made(placenames.words)

    def any_of(key: str) -> str:
        return "|".join(map(re.escape, sorted(words[key], key=len, reverse=True)))

    name = "[\u4e00-\u9fff×*＊○（）()、]"
    office = rf"(?:中共)?{name}{{1,{_OFFICE_LENGTH}}}(?:{any_of('offices')})"
    stop = rf"(?={any_of('after_office')}|[0-9]|{_HAN_YEAR}|[“”《，,：:]|$)"
    return _Rules(
        words=words,
        site=compiled(
            rf"\s*[-_|｜—]{{1,2}}\s*[^-_|｜—\s]{{1,20}}(?:{any_of('site_ends')})$"
            r"|\s*[\[［][0-9]{1,2}[\]］]$"
        ),
        office=compiled(office),
        office_in_title=compiled(
            rf"^(?:中共)?{name}{{2,{_OFFICE_LENGTH}}}?(?:{any_of('offices')}){stop}"
        ),
        labelled=compiled(
            rf"(?:{any_of('issuer_labels')})\s*[:：]\s*(?P<office>{name}{{2,{_OFFICE_LENGTH}}})"
        ),
        dated=compiled(rf"(?:{any_of('date_labels')})\s*[:：]?\s*$"),
        posted=compiled(rf"(?:{any_of('posted_labels')})"),
        represented=compiled(
            rf"我(?:谨)?(?:代表|受)(?P<office>{name}{{2,{_OFFICE_LENGTH}}}?(?:{any_of('offices')}))(?=[，,]|委托|向|作|报告|汇报)"
        ),
        bracketed=compiled(
            rf"[（(](?P<office>(?:中共)?{name}{{2,{_OFFICE_LENGTH}}}?(?:{any_of('offices')}))\s*(?:供稿|提供|报送)?[）)]$"
        ),
    )


def _page(text: str, knowledge: Knowledge) -> _Page:
    """Cut *text* into what stands before the body, the body and the end."""
    dressing = {s.of(text).strip() for s in furniture.find(text, knowledge)}
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    plain = {" ".join(line.split()) for line in dressing}
    first = next((k for k, line in enumerate(lines) if line not in plain and _is_body(line)), None)
    head = lines[: min(_HEAD_LINES, len(lines) if first is None else first)]
    contact = tuple(knowledge.made(placenames.words)["contact"])
    own = [
        line
        for line in lines
        if line not in plain
        or (_DATE.search(line) and (line[0] in "（(" or any(word in line for word in contact)))
    ]
    body = [line for line in lines[len(head) :] if line not in plain]
    return _Page(head, frozenset(plain), body, own[-_TAIL_LINES:])


def _is_body(line: str) -> bool:
    """Whether *line* is a sentence, a salutation or a numbered heading: the body begins."""
    if len(line) > _TITLE_LENGTH and _SENTENCE.search(line):
        return True
    return bool(
        line.endswith(("。", "；", "！", ";", "：", ":")) or _NUMBERED.match(line)
    ) and not _lonely_date(line)


def _heading(page: _Page, rules: _Rules, knowledge: Knowledge) -> tuple[str, str]:
    """Return the title and the office that stands over it or under it."""
    title, issuer, above = "", "", ""
    for line in page.head:
        bare = rules.site.sub("", _unmarked(line, rules))
        if _is_office(bare, rules, knowledge):
            issuer = issuer or _office(bare)
            above = "" if title or bare.endswith("文件") else bare
        elif line in page.furniture or not _may_be_title(bare, rules):
            continue
        elif not title:
            # An office over 关于…的通报 is the first half of its title.
            joined = above and (bare.startswith(rules.words["after_office"]) or _starts_dated(bare))
            title = above + bare if joined else bare
        elif title != bare and _completes(title, bare, rules):
            title += bare
            break
        elif title:
            continue
    if not title and above and placenames.at(above, 0, knowledge) and len(page.head) == 1:
        title = above
    return title, issuer


def _unmarked(line: str, rules: _Rules) -> str:
    """Return *line* without 「快讯」, a bare date or 标题： before it."""
    while match := _MARK.match(line):
        line = line[match.end() :]
    for mark in rules.words["title_marks"]:
        for colon in "：:":
            line = line.removeprefix(mark + colon)
    return line.strip()


def _may_be_title(line: str, rules: _Rules) -> bool:
    """Whether *line* could be a heading: no sentence, no byline, no number of a document."""
    if not _TITLE_SHORTEST <= len(_HAN.findall(line)) <= len(line) <= _TITLE_LENGTH:
        return False
    label = _LABEL.match(line)
    kinds = ("issuer_labels", "posted_labels", "date_labels")
    return not (
        _SENTENCE.search(line.rstrip("！？"))
        or line.endswith(("：", ":", "，", ",", "……", "——"))
        or line.startswith(("—", "--", "……"))
        or any(mark in line for mark in ">＞")
        or any(word in line for word in rules.words["no_title"])
        or _PARENTHESES.match(line)
        or _NUMBERED.match(line)
        or ("《" not in line and _DOCUMENT_NUMBER.search(line))
        or _ISSUE.match(line)
        or _lonely_date(line)
        or (label and any(label[1] in rules.words[kind] for kind in kinds))
    )


def _completes(title: str, line: str, rules: _Rules) -> bool:
    """Whether *line* is the second half of a title that did not fit."""
    ends = rules.words["title_ends"]
    return len(line) <= _COMPLETION and line.endswith(ends) and not any(e in title for e in ends)


def _starts_dated(line: str) -> bool:
    return bool(_BEGINS_DATED.match(line))


def _is_office(line: str, rules: _Rules, knowledge: Knowledge) -> bool:
    """Whether all of *line* names an office or two: 中共临岚县委组织部, 松塘镇人民政府文件."""
    line = _office(line)
    if not line or len(line) > _OFFICE_LENGTH + 4:
        return False
    parts = line.split()
    if not all(rules.office.fullmatch(part) for part in parts):
        return False
    first = line.removeprefix("中共")
    named = placenames.at(first, 0, knowledge) is not None
    return named or line.startswith("中共") or first.startswith(tuple(placenames.LEVELS))


def _office(line: str) -> str:
    """Return *line* without the brackets, the date and 文件 round the name of an office."""
    for pattern in (_DATE, _MONTH):
        if match := pattern.search(line):
            line = line[: match.start()] + line[match.end() :]
            break
    return line.strip(" 　（）()【】[]").removesuffix("文件").removesuffix("（印章）").strip()


def _signed(page: _Page, rules: _Rules, knowledge: Knowledge) -> str:
    """Return the office that signed at the end, or that a line under the heading names."""
    for line in reversed(page.tail):
        if len(line) <= _SIGNATURE_LENGTH and _is_office(line, rules, knowledge):
            return _office(line)
        if match := rules.bracketed.search(line):
            return match["office"]
    for line in page.head:
        if match := rules.labelled.search(line):
            office = match["office"]
            known = rules.office.match(office)
            if known and known.end() == len(office):
                return office
    return ""


def _named(title: str, page: _Page, rules: _Rules, knowledge: Knowledge) -> str:
    """Return the office that the title begins with, or that the speaker stands for."""
    begin = title.removeprefix("中共")
    match = rules.office_in_title.match(title)
    if match and not title.startswith(rules.words["addresses"], match.end() - 3):
        where = placenames.at(begin, 0, knowledge)
        if where and match.end() > where.end + len(title) - len(begin):
            return match[0]
        if where is None and title.startswith("中共"):
            return match[0]
    for line in page.body[:3]:
        if match := rules.represented.search(line):
            return match["office"]
    return ""


def _dated(page: _Page, rules: _Rules) -> date | None:
    """Return the date of the signature, of a line under the title, or of posting."""
    for line in reversed(page.tail):
        if day := _signature_date(line, rules):
            return day
    posted = None
    for line in page.head:
        if len(line) > _TITLE_LENGTH * 3:
            continue
        match = _DATE.search(line)
        if match is None:
            if (month := _MONTH.search(line)) and _lonely(line, month):
                return _day(month)
        elif rules.posted.search(line) and not rules.dated.search(line[: match.start()]):
            posted = posted or _day(match)
        elif line not in page.furniture and (day := _day(match)):
            return day
        else:
            posted = posted or _day(match)
    return posted


def _signature_date(line: str, rules: _Rules) -> date | None:
    """Return the date that *line* ends with, if it is there for its own sake."""
    found = list(_DATE.finditer(line)) or list(_MONTH.finditer(line))
    if not found:
        return None
    match = found[-1]
    before, after = line[: match.start()].rstrip(), line[match.end() :]
    bracket = (
        before[-1:] in {"（", "("}
        and len(after) <= _SIGNATURE_LENGTH
        and after.endswith(("）", ")"))
    )
    if not bracket and _ALONE.fullmatch(after) is None:
        return None
    short = len(line) <= _SIGNATURE_LENGTH and not _SENTENCE.search(before)
    # 。松塘镇人民政府 2024年7月5日, where the lines were lost.
    run_on = _STOP.split(before)[-1].strip()
    signed = bool(run_on != before and rules.office.fullmatch(run_on))
    if (
        bracket
        or signed
        or (short and not before.endswith(("截至", "截止", "自", "从", "到", "至", "于")))
    ):
        return _day(match)
    return None


def _lonely_date(line: str) -> bool:
    match = _DATE.search(line) or _MONTH.search(line)
    return bool(match and _lonely(line, match))


def _lonely(line: str, match: re.Match[str]) -> bool:
    """Whether *line* holds the date *match* and nothing else that says anything."""
    rest = line[: match.start()] + line[match.end() :]
    return bool(_ALONE.fullmatch(rest))


def _day(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    year, month = _number(groups["year"]), _number(groups["month"])
    try:
        return date(
            year, month, _number(groups["day"]) if "day" in groups else last_day(year, month)
        )
    except ValueError:
        return None


def _number(text: str) -> int:
    """二〇二一 and 十二 as well as 2021 and 12; 0 for what is no number."""
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) == 4:
        return int("".join(str(_DIGITS.get(c, 0)) for c in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


_TITLE_PERIOD = compiled(
    rf"(?P<year>{_YEAR}) ?年度?(?:(?P<half>上半年)|(?:第|前)?(?P<quarter>[一二三四1-4])季度"
    rf"|(?:[0-9]{{1,2}} ?月?[—\-–~～至到])?(?P<month>{_SMALL}) ?月)?"
)


def _told(title: str, rules: _Rules) -> date | None:
    """Return the end of the time that the title of a report on work done names."""
    back = any(word in title for word in rules.words["looking_back"])
    match = _TITLE_PERIOD.search(title)
    if not match or not back:
        return None
    ahead = [title.find(word) for word in rules.words["looking_ahead"] if word in title]
    upto = title[: min(ahead, default=len(title))]
    if match.start() >= len(upto) or not any(word in upto for word in rules.words["looking_back"]):
        return None
    year, month = _number(match["year"]), 12
    if match["half"]:
        month = 6
    elif match["quarter"]:
        month = 3 * _number(match["quarter"])
    elif match["month"]:
        month = _number(match["month"])
    try:
        return date(year, month, last_day(year, month))
    except ValueError:
        return None


def _where(title: str, issuer: str, page: _Page, knowledge: Knowledge) -> placenames.Place | None:
    """Return the place of title, issuer, heading, first sentence or, at last, the whole body."""
    under = [line for line in page.head if line not in page.furniture and line != title]
    first = [_STOP.split(line)[0] for line in page.body[:1]]
    for line in (title, issuer, *under, *first):
        place = next(placenames.find(_readable(line), knowledge), None)
        if place is not None:
            return place
    # A place of which a report speaks again and again is its own; one named once may be any.
    counts = Counter(_names(page.body, knowledge))
    best = max(counts, key=lambda place: counts[place], default=("", ""))
    return placenames.Place(0, 0, *best) if counts[best] >= _OFTEN else None


def _level(title: str, text: str, knowledge: Knowledge) -> str:
    """Return the level of a report that names no place: 县委…, 我区."""
    known = knowledge.made(placenames.names)
    return known.ends.get(title[:1]) or placenames.without_name(text, knowledge)


def _whole_name(issuer: str, place: str) -> str:
    """Return 临岚县人民政府 for 县人民政府 of 临岚县."""
    if place and issuer[:1] == place[-1] and issuer[:1] in "省市县区旗乡镇村":
        return place + issuer[1:]
    return issuer


def _names(lines: Sequence[str], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for line in lines:
        for place in placenames.find(line, knowledge):
            if place.name:
                yield place.name, place.level


def _readable(line: str) -> str:
    """乡(镇) is one level: what a reader skips."""
    return _ONE_LEVEL.sub("", line)
