"""JSON Schemas of the file formats, from the models that are the formats."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from djledger.model.ledger import Ledger, Record
from djledger.review.corrections import Corrections

NAMES = ("ledger", "corrections")


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of the file format *name*."""
    models: dict[str, type[Record]] = {"ledger": Ledger, "corrections": Corrections}
    made = models[name].model_json_schema(schema_generator=_AsWritten)
    head = {
        "$schema": _AsWritten.schema_dialect,
        "$id": f"https://djledger.invalid/schemas/{name}-1.json",
    }
    simplified: dict[str, Any] = _simplified(head | made)
    # A file says what it is; only in Python may the format go without saying.
    simplified["required"] = ["format", *made.get("required", ())]
    return simplified


class _AsWritten(GenerateJsonSchema):
    """Decimals are numbers in our files; pydantic would also allow strings."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        """Return the schema of a number."""
        del schema
        return {"type": "number"}


def _simplified(node: Any) -> Any:
    """Say ``type: [string, null]`` for ``anyOf``, whose error messages help nobody."""
    if isinstance(node, list):
        return [_simplified(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {k: _simplified(v) for k, v in node.items() if k != "title" or not isinstance(v, str)}
    choices = node.get("anyOf", ())
    if len(choices) == 2 and choices[1] == {"type": "null"} and "type" in choices[0]:
        del node["anyOf"]
        node |= choices[0] | {"type": [choices[0]["type"], "null"]}
    return node
