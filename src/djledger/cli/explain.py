"""`djledger explain`: why one entry of a ledger is what it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from djledger.cli import console, tables
from djledger.cli.messages import say, spoken
from djledger.cli.options import Catalogue, Lang  # noqa: TC001 -- typer evaluates them

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.explain import Explanation, Marked
    from djledger.knowledge import Knowledge
    from djledger.model.document import RawText
    from djledger.model.ledger import Entry, Ledger

_MOST_REPAIRS = 8  # of one step


def explain(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="explain.ledger")],
    name: Annotated[str, typer.Argument(metavar="ID", help="explain.id")],
    *,
    source: Annotated[
        Path | None, typer.Option("--source", metavar="REPORT", help="explain.source")
    ] = None,
    catalogue: Catalogue = None,
    lang: Lang = None,
) -> None:
    """Print where the entry stands, what was mended there, and what decided."""
    from djledger import api  # noqa: PLC0415 -- help needs none of it
    from djledger import explain as library  # noqa: PLC0415

    del lang
    known = api.knowledge_of(catalogue)
    loaded = api.load(ledger)
    first = library.explain(loaded, name, known)
    report = _report(first, ledger, source)
    told = library.explain(loaded, first.entry.id, known, report=report) if report else first
    console.data(("\n".join(_lines(told, loaded, known)) + "\n").encode())


def _report(told: Explanation, ledger: Path, given: Path | None) -> RawText | None:
    """Return the report: the one that was *given*, or one beside the ledger or here."""
    from djledger import readers  # noqa: PLC0415 -- start-up
    from djledger.explain import report_of  # noqa: PLC0415

    if given is not None:
        encoding = told.source.encoding if told.source else ""
        return readers.read(given, name=given.name, encoding=encoding)
    return report_of(told.source, (ledger.parent, Path())) if told.source else None


def _lines(told: Explanation, ledger: Ledger, known: Knowledge) -> Iterator[str]:
    from djledger.explain import reasons  # noqa: PLC0415 -- start-up

    entry = told.entry
    yield f"{entry.id}  {_short(entry)}"
    place = [entry.source, say("explain.line", line=entry.line, column=entry.column), entry.locator]
    yield _row("explain.where", "  ".join(filter(None, place)))
    if told.raw and told.read:
        yield _row("explain.raw", _shown(told.raw))
        if _shown(told.read) != _shown(told.raw):
            yield _row("explain.read", _shown(told.read))
    else:
        yield _row("explain.raw", f"【{entry.quote}】")
        yield _row("", say("explain.no_report", name=entry.source))
    for key, text in _repairs(told, known):
        yield _row(key, text)
    yield ""
    for key, text in _fields(told, known):
        yield _row(key, text)
    why = reasons(entry, known) if spoken() == "zh" else list(entry.why)
    for k, text in enumerate(why):
        yield _row("" if k else "explain.why", text)
    related = [("explain.whole", told.whole)] if told.whole else []
    related += [("" if k else "explain.parts", e) for k, e in enumerate(told.parts)]
    related += [("" if k else "explain.beside", e) for k, e in enumerate(told.beside)]
    if related:
        yield ""
    for key, other in related:
        yield _row(key, f"{other.id}  {_short(other)}")
    del ledger


def _repairs(told: Explanation, known: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield a line for each step that mended something in the sentence."""
    names = tables.names(known, "names", "name")
    steps: dict[str, list[str]] = {}
    for mended in told.repairs:
        became = f"{mended.before} → {mended.after}" if mended.after else mended.before
        steps.setdefault(mended.step, []).append(became)
    for k, (step, places) in enumerate(steps.items()):
        more = "…" if len(places) > _MOST_REPAIRS else ""
        count = say("explain.places", step=names.get(step, step), count=len(places))
        yield "" if k else "explain.repairs", f"{count}{'  '.join(places[:_MOST_REPAIRS])}{more}"


def _fields(told: Explanation, known: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield what the entry says, and for a time or a scope where that was said."""
    entry = told.entry
    labels = tables.names(known, "indicators", "id")
    if entry.indicator:
        label = labels.get(entry.indicator, "")
        yield "table.indicator", f"{label}  {entry.indicator}".strip()
    else:
        yield "table.indicator", say("explain.open")
    yield "table.item", entry.item or "-"
    if entry.action:
        yield "explain.action", entry.action
    yield "table.value", f"{tables.value(entry)} {entry.unit}".strip()
    yield "table.status", say(f"status.{entry.status}")
    period = entry.period or "-"
    if entry.period_start and entry.period_end:
        period += f"  {entry.period_start} - {entry.period_end}"
    for name, key, text in (
        ("period", "table.period", period),
        ("scope", "explain.scope", entry.scope or "-"),
    ):
        earlier = name in told.elsewhere and getattr(entry, name)
        yield key, text + (f"  {say('explain.earlier')}" if earlier else "")
    for key, text in (("explain.per", entry.per), ("explain.of", entry.of)):
        if text:
            yield key, text


def _short(entry: Entry) -> str:
    return f"{entry.action}{entry.item} {entry.quote}".strip()


def _shown(marked: Marked) -> str:
    return " ".join(f"{marked.before}【{marked.text}】{marked.after}".split())


def _row(key: str, text: str) -> str:
    label = say(key) if key else ""
    width = sum(2 if ord(c) > 0x2E80 else 1 for c in label)
    return f"  {label}{' ' * max(1, 12 - width)}{text.translate(console.PICTURES)}"
