"""JSON: the whole ledger, one record a line, numbers with the digits they were written with."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from djledger.model.ledger import Ledger, Record
from djledger.writers import Writer
from djledger.writers.reading import decoded, distinct, ledger_of, trouble
from djledger.writers.scalars import number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable


def json_text(value: Any) -> str:  # noqa: PLR0911 -- one line a type
    """Return *value* as JSON on one line; the standard library would make decimals floats."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return quoted(value.isoformat())
    if isinstance(value, tuple):
        return f"[{', '.join(map(json_text, value))}]"
    if isinstance(value, Record):
        value = value.__dict__
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(k)}: {json_text(v)}' for k, v in value.items())}}}"
    return str(value)


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
