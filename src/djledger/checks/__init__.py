"""Checks of reports and ledgers. One file, one check; the file being there registers it.

A check is a generator: it looks at one submission (or, with ``whole=True``, at all of a run)
and yields `Problem`s. It never formats, filters or counts: the runner does that.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from djledger.model.finding import LEVELS, Finding, Level, Rule
from djledger.model.ledger import Entry
from djledger.registry import discover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from djledger.checks.submission import Settings, Submission
    from djledger.model.text import Span

_QUOTE = 60  # characters of a report that a finding shows


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check saw: where (an entry, or a span of the raw text), and what to say of it.

    ``says`` names one of the check's messages, ``args`` fill it. ``level`` overrules the
    check's own; ``submission`` is needed only from checks of a whole run.
    """

    where: Entry | Span | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    level: Level | None = None
    submission: Submission | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check: code, name, how much it matters, the function that looks, and what it says.

    ``messages`` are pairs (Chinese, English) by name; ``english`` is the help text in English,
    the docstring of the function is the one in Chinese.
    """

    code: str
    name: str
    level: Level
    find: Callable[[Any], Iterator[Problem]]
    messages: Mapping[str, tuple[str, str]]
    english: str
    whole: bool = False

    def help(self, language: str = "zh") -> str:
        """Return what ``djledger rule CODE`` prints."""
        return (inspect.getdoc(self.find) or "") if language == "zh" else self.english

    def rule(self, language: str = "zh") -> Rule:
        """Return this check as people read about it."""
        text = self.help(language)
        title = text.partition("\n")[0].rstrip("。.")
        return Rule(code=self.code, name=self.name, level=self.level, title=title, help=text)


def check(
    code: str,
    name: str,
    level: Level,
    *,
    says: tuple[str, str] | Mapping[str, tuple[str, str]],
    english: str,
    whole: bool = False,
) -> Callable[[Callable[[Any], Iterator[Problem]]], Check]:
    """Make a check of a function that yields problems."""
    messages = {"": says} if isinstance(says, tuple) else says
    return lambda find: Check(code, name, level, find, messages, inspect.cleandoc(english), whole)


@cache
def all_checks() -> dict[str, Check]:
    """Return every check there is, by code."""
    found = {c.code: c for c in discover(__name__, Check).values()}
    return dict(sorted(found.items()))


def selected(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[str]:
    """Return the codes that *select* names (all, where it is empty) without those of *ignore*.

    ``DJ3`` names all codes that begin so; a kebab name is as good as its code.
    """
    names = {c.name: c.code for c in all_checks().values()}

    def named(given: Iterable[str]) -> set[str]:
        prefixes = tuple(names.get(g, g) for g in given)
        return {code for code in all_checks() if code.startswith(prefixes)} if prefixes else set()

    select = tuple(select)
    wanted = named(select) if select else set(all_checks())
    return frozenset(wanted - named(ignore))


def known(code: str) -> bool:
    """Whether *code* is a code, the beginning of one, or a name."""
    return bool(code) and any(c.startswith(code) or code == k.name for c, k in all_checks().items())


def run(
    submissions: Sequence[Submission],
    settings: Settings,
    *,
    language: str = "zh",
    wanted: Callable[[Submission | None], frozenset[str]] | None = None,
) -> list[Finding]:
    """Return what all checks find in *submissions*, by path and place.

    *wanted* says which codes apply to a submission (None: to the run as a whole).
    """
    from djledger.checks.submission import Run  # noqa: PLC0415 -- it needs this module

    every = frozenset(all_checks())
    choose = wanted or (lambda _: every)
    found: list[Finding] = []
    for submission in submissions:
        codes = choose(submission)
        secret = [c for c in _applied(codes, ("DJ602",)) if any(c.find(submission))]
        for item in secret or _applied(codes):
            if not item.whole:
                found += [
                    _finding(item, p, p.submission or submission, language)
                    for p in item.find(submission)
                ]
    together = Run(tuple(s for s in submissions if not s.secret), settings)
    for item in _applied(choose(None)):
        if item.whole:
            found += [
                _finding(item, p, p.submission, language)
                for p in item.find(together)
                if p.submission is None or item.code in choose(p.submission)
            ]
    return _numbered(sorted(set_free(found), key=_order))


def set_free(found: Iterable[Finding]) -> list[Finding]:
    """Return *found* without what says the same of the same place twice."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for f in found:
        seen.setdefault((f.code, f.path, f.source, f.start, f.end, f.message), f)
    return list(seen.values())


def _applied(codes: frozenset[str], only: tuple[str, ...] = ()) -> list[Check]:
    return [c for code, c in all_checks().items() if code in codes and (not only or code in only)]


def _order(f: Finding) -> tuple[Any, ...]:
    return (f.path, f.source, f.start, LEVELS.index(f.level), f.code, f.message)


def _finding(item: Check, problem: Problem, submission: Submission | None, lang: str) -> Finding:
    from djledger.checks.personal import redacted  # noqa: PLC0415 -- it needs this module

    entry = problem.where if isinstance(problem.where, Entry) else None
    args = {key: redacted(_shown(value)) for key, value in problem.args.items()}
    says = item.messages[problem.says][lang != "zh"]
    place = submission.where(problem.where) if submission is not None else {}
    quote = redacted(str(place.pop("quote", "")))
    level: Level = problem.level or item.level
    return Finding(
        code=item.code,
        name=item.name,
        level=level,
        message=says.format_map(args),
        message_id=item.code + (f".{problem.says}" if problem.says else ""),
        args=args,
        path=submission.path if submission else str(problem.args.get("file", "")),
        source=submission.name if submission else "",
        place=submission.place if submission else str(problem.args.get("unit", "")),
        period=submission.date if submission else "",
        indicator=(entry.indicator or "") if entry else "",
        entry=entry.id if entry else "",
        locator=entry.locator if entry else "",
        quote=quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…",
        **place,
    )


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(_shown(v) for v in value)
    return f"{value:f}" if hasattr(value, "as_tuple") else " ".join(str(value).split())


def _numbered(found: list[Finding]) -> list[Finding]:
    """Give each finding its fingerprint: no line, no column, no path; a number where two agree."""
    seen: Counter[str] = Counter()
    done = []
    for f in found:
        quote = re.sub(r"\s+", "", f.quote)
        told = "\0".join((f.code, f.place, f.period, f.indicator, quote, *_stable(f)))
        seen[told] += 1
        digest = hashlib.sha256(f"{told}\0{seen[told]}".encode()).hexdigest()[:16]
        done.append(f.model_copy(update={"fingerprint": digest}))
    return done


def _stable(f: Finding) -> list[str]:
    return [] if f.quote else [f.args[k] for k in sorted(f.args) if k not in {"file", "other"}]
