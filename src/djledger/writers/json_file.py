"""JSON: the whole ledger, one record a line, numbers with the digits they were written with."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from djledger.writers import Writer
from djledger.writers.reading import decoded, distinct, ledger_of, trouble
from djledger.writers.scalars import number, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from djledger.model.ledger import Ledger, Record


def json_text(value: Any) -> str:
    """Return *value* as JSON on one line; the standard library would make decimals floats."""
    return _STYLES.get(type(value), _record)(value)


def _record(value: Record) -> str:
    return _mapping(value.__dict__)


def _mapping(pairs: dict[str, Any]) -> str:
    return f"{{{', '.join([f'{quoted(k)}: {json_text(v)}' for k, v in pairs.items()])}}}"


_STYLES: dict[type, Callable[[Any], str]] = {
    str: quoted,
    int: str,
    bool: lambda said: "true" if said else "false",
    type(None): lambda _: "null",
    Decimal: number,
    date: lambda day: f'"{day.isoformat()}"',
    tuple: lambda items: f"[{', '.join(map(json_text, items))}]",
    dict: _mapping,
}


def json_value(text: str) -> Any:
    """Return what *text* holds, decimals exact; a key that stands twice is an error."""
    return json.loads(
        text,
        parse_float=Decimal,
        parse_int=lambda digits: int(digits) if len(digits) <= 18 else Decimal(digits),
        parse_constant=_refuse,
        object_pairs_hook=distinct,
    )


def _refuse(name: str) -> Any:
    raise trouble(f"{name} 不是数")


def _section(name: str, items: Iterable[Any]) -> str:
    lines = ",\n".join(f"  {json_text(item)}" for item in items)
    return f' "{name}": [\n{lines}\n ]' if lines else f' "{name}": []'


def dump(ledger: Ledger) -> bytes:
    """Return *ledger* as JSON."""
    parts = [
        f' "format": {quoted(ledger.format)}',
        f' "recipe": {quoted(ledger.recipe)}',
        _section("sources", ledger.sources),
        _section("entries", ledger.entries),
        _section("ignored", ledger.ignored),
    ]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def load(data: bytes) -> Ledger:
    """Return the ledger that *data* holds."""
    try:
        content = json_value(decoded(data))
    except json.JSONDecodeError as error:
        raise trouble("不是有效的 JSON", line=error.lineno, why=error.msg) from None
    except RecursionError:
        raise trouble("嵌套太深") from None
    return ledger_of(content, lambda _: None)


WRITER = Writer("json", (".json",), dump, load)
