"""A ledger beside its report, as one HTML file that needs nothing else.

page.html, page.css and page.js stand beside this module and are put together once. Everything
that came from a report travels as JSON and becomes nodes of text: no part of it is ever markup
or script. The content security policy names the one script and the one style by their hashes,
forbids every connection, and makes the browser refuse markup made from text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as url_quote

from djledger import __version__
from djledger.errors import InputError
from djledger.review.corrections import digest, part
from djledger.writers.scalars import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from djledger.knowledge import Knowledge
    from djledger.model.document import Locator, RawText
    from djledger.model.finding import Finding
    from djledger.model.ledger import Entry, IgnoredEntry, Ledger, Source

GENERATOR = "djledger review"  # how we know our own pages again

# What could end a script element, begin a comment in one, or end a line of JavaScript.
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_FIELDS = ("item", "action", "unit", "qualifier", "status", "period", "scope", "per", "of")
_RESERVED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')  # not in a file name on Windows


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report of a ledger with everything its page shows."""

    source: Source
    text: str
    ledger: Ledger
    locators: tuple[Locator, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many entries, open ones, findings, and how many a person has settled."""
        states = [e.review.state if e.review else "待核" for e in self.ledger.entries]
        return Counter(
            entries=len(self.ledger.entries),
            open=sum(e.indicator is None for e in self.ledger.entries),
            findings=len(self.findings),
            reviewed=sum(state != "待核" for state in states),
        )


def sheet(ledger: Ledger, raw: RawText, findings: Iterable[Finding] = ()) -> Sheet:
    """Return what *ledger* says of the report *raw*, together with its text.

    Raises `InputError` where *raw* is another report, or its text not what the entries quote.
    """
    source = next((s for s in ledger.sources if s.sha256 == raw.sha256), None)
    if source is None:
        known = "、".join(f"{s.name} {s.sha256[:12]}…" for s in ledger.sources[:3])
        raise InputError(
            f"{raw.name}：不是台账所据的报告",
            why=f"台账记的 sha256：{known or '无'}；这份是 {raw.sha256[:12]}…",
            remedy="请找回原来的报告；报告改过的，用 djledger extract 重新抽取",
        )
    ledger = part(ledger, source)
    quoted: list[Entry | IgnoredEntry] = [*ledger.entries, *ledger.ignored]
    wrong = [e for e in quoted if raw.text[e.start : e.end] != e.quote]
    if wrong:
        raise InputError(
            f"{source.name}：台账的引文在原文中对不上",
            why=f"共 {len(wrong)} 处，第一处在第 {wrong[0].line} 行：{wrong[0].quote[:20]}",
            remedy="请用 djledger extract 重新抽取这份报告",
        )
    return Sheet(source, raw.text, ledger, raw.locators, tuple(findings))


def findings(data: bytes, name: str) -> tuple[Finding, ...]:
    """Return the findings in *data*, as ``djledger check`` writes them in JSON or line by line."""
    from pydantic import ValidationError  # noqa: PLC0415 -- start-up

    from djledger.model.finding import Finding as Known  # noqa: PLC0415

    try:
        text = data.decode("utf-8-sig")
        try:
            content = json.loads(text)
        except json.JSONDecodeError:
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
        if isinstance(content, dict):
            content = content.get("findings", [content])
        fields = Known.model_fields
        return tuple(
            Known.model_validate({k: v for k, v in one.items() if k in fields}) for one in content
        )
    except (ValueError, ValidationError, AttributeError, TypeError, RecursionError) as error:
        raise InputError(
            f"{name}：不是 djledger check 输出的问题",
            why=str(error).partition("\n")[0][:80],
            remedy="请用 djledger check --output-format json 输出",
        ) from None


def unused(ignored: Sequence[IgnoredEntry], entries: Iterable[Entry]) -> tuple[IgnoredEntry, ...]:
    """Return those of *ignored* where no entry stands: a person may have added some."""
    taken = {at for e in entries for at in range(e.start, e.end)}
    return tuple(i for i in ignored if taken.isdisjoint(range(i.start, i.end)))


def page(shown: Sheet, knowledge: Knowledge, *, language: str = "zh", home: str = "") -> str:
    """Return the review page of one report; *home* is the address of the index, if there is one."""
    name = "".join(c if c.isprintable() else " " for c in shown.source.name)
    return _filled(
        "page",
        {
            "language": "zh-CN" if language == "zh" else "en",
            "title": html.escape(f"{name} · {_texts()['title'][language != 'zh']}"),
            "data": _json(_data(shown, knowledge, language, home)),
        },
    )


def index(pages: Sequence[tuple[str, Sheet]], knowledge: Knowledge, *, language: str = "zh") -> str:
    """Return a page that leads to *pages*: pairs of a file name and what is shown there."""
    groups = {g["id"]: g["name"] for g in knowledge.items("indicator_groups")}
    known = {i["id"]: i for i in knowledge.items("indicators")}
    values: dict[str, list[list[object]]] = {}
    for at, (_, shown) in enumerate(pages):
        for indicator, value in _leading(shown.ledger.entries).items():
            if indicator not in known:
                continue  # of another catalogue
            values.setdefault(indicator, []).append([at, number(value[0]), value[1]])
    order = sorted(values, key=lambda i: (-len(values[i]), list(known).index(i)))
    data = {
        "language": language,
        "texts": _texts(),
        "pages": [
            {
                "href": url_quote(file),
                "name": shown.source.name,
                "title": shown.source.title,
                "place": shown.source.place,
                "date": shown.source.date,
                **shown.counts,
            }
            for file, shown in pages
        ],
        "indicators": [
            [i, known[i]["label"], groups.get(known[i]["group"], ""), values[i]] for i in order
        ],
    }
    return _filled(
        "index",
        {
            "language": "zh-CN" if language == "zh" else "en",
            "title": html.escape(_texts()["index.title"][language != "zh"]),
            "data": _json(data),
        },
    )


def file_names(names: Sequence[str]) -> list[str]:
    """Return a file name for the page of each report in *names*, no two alike on any system."""
    made: list[str] = []
    taken = {"index.html"}
    for name in names:
        stem = name.removesuffix(".txt")
        plain = _RESERVED.sub("_", stem).strip(" .") or "report"
        # A file name has 255 bytes; the corrections' longer suffix goes on the same stem.
        plain = plain.encode()[:200].decode("utf-8", "ignore")
        file, k = f"{plain}.html", 1
        while file.casefold() in taken:
            k += 1
            file = f"{plain}-{k}.html"
        taken.add(file.casefold())
        made.append(file)
    return made


def _leading(entries: Iterable[Entry]) -> dict[str, tuple[Any, str]]:
    """The figure of each indicator that stands first in a report, of those that are no part."""
    found: dict[str, tuple[Any, str]] = {}
    for e in entries:
        state = e.review.state if e.review else "待核"
        value = e.review.value if e.review and e.review.value is not None else e.value
        plain = e.indicator and value is not None and e.part_of is None
        if plain and e.status == "achieved" and state != "作废":
            found.setdefault(str(e.indicator), (value, e.unit))
    return found


def _data(shown: Sheet, knowledge: Knowledge, language: str, home: str) -> dict[str, Any]:
    source, ledger = shown.source, shown.ledger
    groups = {g["id"]: g["name"] for g in knowledge.items("indicator_groups")}
    reasons = {i["name"]: i.get("label", i["name"]) for i in knowledge.items("names")}
    at = {e.id: k for k, e in enumerate(ledger.entries)}
    return {
        "language": language,
        "home": home,
        "texts": _texts(),
        "version": __version__,
        "recipe": ledger.recipe,
        "document": source.sha256,
        "ledger": digest(ledger),
        "source": {
            k: v for k, v in source.model_dump(exclude={"repaired"}).items() if v and k != "sha256"
        },
        "text": shown.text,
        "locators": [[place.start, place.label] for place in shown.locators],
        "entries": [_entry(e, at) for e in ledger.entries],
        "ignored": [[i.start, i.end, i.reason] for i in ledger.ignored],
        "listed": bool(ledger.ignored) or not source.ignored,
        "findings": [_finding(f, at, len(shown.text)) for f in shown.findings],
        "indicators": {
            i["id"]: [i["label"], i["group"], i.get("units", [])[:1]]
            for i in knowledge.items("indicators")
        },
        "groups": groups,
        "reasons": {
            r: reasons.get(r, r) for r in {i.reason for i in ledger.ignored} | set(source.ignored)
        },
    }


def _entry(entry: Entry, at: dict[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": entry.id,
        "start": entry.start,
        "end": entry.end,
        "line": entry.line,
        "column": entry.column,
        "locator": entry.locator,
        "indicator": entry.indicator or "",
        "value": "" if entry.value is None else number(entry.value),
        **{k: getattr(entry, k) for k in _FIELDS if getattr(entry, k)},
    }
    if entry.value_max is not None:
        made["value_max"] = number(entry.value_max)
    if entry.why:
        made["why"] = list(entry.why)
    if entry.part_of in at:
        made["part_of"] = at[entry.part_of]
    if entry.review:
        said = entry.review
        made["review"] = {
            "state": said.state,
            "value": "" if said.value is None else number(said.value),
            "note": said.note,
            "by": said.by,
        }
    return made


def _finding(finding: Finding, at: dict[str, int], length: int) -> dict[str, Any]:
    somewhere = 0 <= finding.start < finding.end <= length
    made: dict[str, Any] = {
        "code": finding.code,
        "level": finding.level,
        "message": finding.message,
        "start": finding.start if somewhere else 0,
        "end": finding.end if somewhere else 0,
        "line": finding.line,
        "column": finding.column,
    }
    if finding.entry in at:
        made["entry"] = at[finding.entry]
    return made


@cache
def _texts() -> dict[str, list[str]]:
    """What the pages say: Chinese and English by key."""
    texts: dict[str, list[str]] = json.loads(_part("texts.json"))
    return texts


@cache
def _part(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _filled(name: str, values: dict[str, str]) -> str:
    """The template *name*.html with its style and script, and *values* in their places.

    In one pass: what a value holds is never looked at again.
    """
    style, script = _part("page.css"), _part("common.js") + _part(f"{name}.js")
    values |= {
        "generator": f"{GENERATOR} {__version__}",
        "policy": (
            "default-src 'none'; "
            f"script-src '{_sha256(script)}'; style-src '{_sha256(style)}'; "
            "base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        "style": style,
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda m: values[m[1]], _part(f"{name}.html"))


def _sha256(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
