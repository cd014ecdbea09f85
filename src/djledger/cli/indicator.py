"""`djledger indicator`: what is in the catalogue, whether it holds up, what it lacks."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- typer evaluates it
from typing import TYPE_CHECKING, Annotated, Any

import typer

from djledger.cli import console
from djledger.cli.messages import say, spoken
from djledger.cli.options import Catalogue, Lang  # noqa: TC001 -- typer evaluates them
from djledger.errors import UsageError
from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from djledger.catalogue import Proposal
    from djledger.knowledge import Knowledge

_PLAIN = compiled("[A-Za-z\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff]*")
FOUND = 1  # exit code: a sentence of the catalogue does not come out


def indicator(
    name: Annotated[str | None, typer.Argument(metavar="ID", help="indicator.id")] = None,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="indicator.paths")
    ] = None,
    *,
    catalogue: Catalogue = None,
    lang: Lang = None,
) -> None:
    """List the indicators or show one; test a folder of them; suggest what open entries lack."""
    del lang
    if name == "test":
        _test(paths or ([catalogue] if catalogue else []))
    elif name == "suggest":
        _suggest(paths or [])
    elif paths:
        raise UsageError(say("use.extra", names=" ".join(map(str, paths))))
    else:
        _show(name, catalogue)


def _show(name: str | None, catalogue: Path | None) -> None:
    from djledger.knowledge import Knowledge, default  # noqa: PLC0415 -- help needs none of it

    known = Knowledge(catalogue) if catalogue else default()
    items = {str(item["id"]): item for item in known.items("indicators")}
    labels = {str(item.get("label")): item for item in items.values()}
    if name is None:
        console.data("".join(map(_line, items.values())).encode())
    elif name in items or name in labels:
        import yaml  # noqa: PLC0415 -- start-up

        item = items.get(name) or labels[name]
        text = yaml.safe_dump(item, allow_unicode=True, sort_keys=False, width=100)
        console.data(text.encode())
    else:
        _list_alike(name, items, known)


def _list_alike(name: str, items: dict[str, Any], known: Knowledge) -> None:
    """List the indicators that the word *name* stands in."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only now

    from djledger import catalogue  # noqa: PLC0415 -- loads the segmenter

    found = catalogue.find(name, known)
    if not found:
        near = get_close_matches(name, items)
        guess = say("use.did_you_mean", names=" ".join(near)) if near else ""
        raise UsageError(
            say("use.indicator", name=name), remedy=guess or say("use.indicator.remedy")
        )
    console.data("".join(map(_line, found)).encode())


def _line(item: dict[str, Any]) -> str:
    cells = (item["id"], item.get("label", ""), " ".join(map(str, item.get("units", ()))))
    return "\t".join(map(str, cells)) + "\n"


def _test(folders: Sequence[Path]) -> None:
    """Print what is wrong with the indicators in a folder; without one, with djledger's own."""
    from djledger import catalogue  # noqa: PLC0415 -- start-up

    if len(folders) > 1:
        raise UsageError(say("use.extra", names=" ".join(map(str, folders[1:]))))
    folder = folders[0] if folders else None
    if folder is not None and not _has_indicators(folder):
        raise UsageError(say("indicator.none", path=folder), remedy=say("indicator.none.remedy"))
    problems = catalogue.check(folder) or catalogue.test(folder)
    if problems:
        console.data("".join(f"{problem}\n" for problem in problems).encode())
        console.note(say("indicator.problems", count=len(problems)))
        raise typer.Exit(FOUND)
    items, sentences = catalogue.counted(folder)
    console.note(say("indicator.sound", items=items, sentences=sentences))


def _has_indicators(folder: Path) -> bool:
    return (folder / "indicators").is_dir() or (folder / "indicators.yaml").is_file()


def _suggest(paths: Sequence[Path]) -> None:
    """Print, as items of a catalogue, what the open entries of the ledgers ask for."""
    from djledger import api, catalogue  # noqa: PLC0415 -- start-up

    if not paths:
        raise UsageError(say("indicator.no_ledger"), remedy=say("indicator.no_ledger.remedy"))
    proposals = catalogue.suggest(api.load(path) for path in paths)
    for proposal in proposals:
        console.data(_proposed(proposal).encode())
    entries = sum(proposal.count for proposal in proposals)
    console.note(say("indicator.suggested", count=len(proposals), entries=entries))


def _proposed(proposal: Proposal) -> str:
    """Return *proposal* as an item of a catalogue file, with what speaks for it in comments."""
    colon = "：" if spoken() == "zh" else ": "
    lines = [f"# {say('indicator.count', count=proposal.count)}{colon}{proposal.quotes[0]}"]
    lines += [f"#   {quote}" for quote in proposal.quotes[1:]]
    if proposal.candidates:
        lines.append(f"#   {say('indicator.near', names=' '.join(proposal.candidates))}")
    for k, (key, value) in enumerate(proposal.item.items()):
        told = f"[{', '.join(map(_scalar, value))}]" if isinstance(value, list) else _scalar(value)
        lines.append(f"{'  ' if k else '- '}{key}: {told}")
    return "\n".join(" ".join(line.splitlines()) for line in lines) + "\n\n"


def _scalar(text: str) -> str:
    from djledger.writers.scalars import quoted  # noqa: PLC0415 -- start-up

    return text if _PLAIN.fullmatch(text) else quoted(text)
