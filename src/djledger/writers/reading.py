"""From what a file holds to a ledger, or to an error that says where the file is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.model.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

_REASONS = {
    "extra_forbidden": "台账没有这个字段",
    "missing": "缺少这个字段",
    "literal_error": "不是允许的取值",
    "string_type": "应当是文字；数字样的文字请加引号",
    "decimal_parsing": "应当是数字",
    "decimal_type": "应当是数字",
    "finite_number": "应当是有限的数",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "greater_than_equal": "数太小",
}


def ledger_of(data: object, line_of: Callable[[tuple[int | str, ...]], int | None]) -> Ledger:
    """Return the ledger that *data* is. ``line_of(path)`` finds a place in the file, on error."""
    from pydantic import ValidationError  # noqa: PLC0415 -- start-up

    if not isinstance(data, dict) or "format" not in data:
        raise trouble("不是 djledger 台账", why="文件中没有 format 字段")
    try:
        return Ledger.model_validate(data)
    except ValidationError as error:
        first, *rest = error.errors(include_url=False, include_input=False)
        line = line_of(first["loc"])
        raise trouble(
            f"{'.'.join(map(str, first['loc'])) or '文件'} {_reason(first)}",
            line=line,
            why=f"共 {len(rest) + 1} 处不符合台账格式" if rest else "",
        ) from None


def decoded(data: bytes) -> str:
    """Return *data* as text. Ledger files are always UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise trouble(
            "台账文件应是 UTF-8 编码",
            line=data.count(b"\n", 0, error.start) + 1,
            why=f"第 {error.start + 1} 个字节无法解码",
        ) from None


def trouble(what: str, *, line: int | None = None, why: str = "") -> InputError:
    """Return the error for a ledger file that is wrong at *line*."""
    place = f"第 {line} 行：" if line else ""
    return InputError(
        f"{place}{what}",
        why=why,
        remedy="请改正后重试；各字段的含义见 djledger schema ledger",
    )


def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return *pairs* as a mapping; a key that stands twice is an error."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise trouble(f"键 {twice!r} 重复")
    return found


def _reason(error: ErrorDetails) -> str:
    allowed = error.get("ctx", {}).get("expected")
    reason = _REASONS.get(error["type"]) or error["msg"]
    return f"{reason}（{allowed}）" if allowed else reason
