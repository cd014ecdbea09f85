"""`djledger indicator`: what is in the catalogue."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from djledger.cli import console
from djledger.cli.messages import say
from djledger.cli.options import Catalogue, Lang  # noqa: TC001 -- typer evaluates them
from djledger.errors import UsageError


def indicator(
    name: Annotated[str | None, typer.Argument(metavar="ID", help="indicator.id")] = None,
    *,
    catalogue: Catalogue = None,
    lang: Lang = None,
) -> None:
    """List the indicators as tab-separated lines, or show the definition of one as YAML."""
    from djledger.knowledge import Knowledge, default  # noqa: PLC0415 -- help needs none of it

    del lang
    known = Knowledge(catalogue) if catalogue else default()
    items = {str(item["id"]): item for item in known.items("indicators")}
    if name is None:
        console.data("".join(map(_line, items.values())).encode())
        return
    if name not in items:
        from difflib import get_close_matches  # noqa: PLC0415 -- only now

        near = get_close_matches(name, items)
        guess = say("use.did_you_mean", names=" ".join(near)) if near else ""
        raise UsageError(
            say("use.indicator", name=name), remedy=guess or say("use.indicator.remedy")
        )
    import yaml  # noqa: PLC0415 -- start-up

    text = yaml.safe_dump(items[name], allow_unicode=True, sort_keys=False, width=100)
    console.data(text.encode())


def _line(item: dict[str, Any]) -> str:
    cells = (item["id"], item.get("label", ""), " ".join(map(str, item.get("units", ()))))
    return "\t".join(map(str, cells)) + "\n"
