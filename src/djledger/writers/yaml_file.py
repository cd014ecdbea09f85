"""YAML: the ledger's own format, for people to read and to edit.

Written by hand, not with PyYAML: the shape is fixed, numbers must keep their digits, and it is
thirty times as fast. Read strictly: what a careless edit can make of YAML (a key twice, an
anchor, a tag, ``no`` as False) is refused or left as the text it looks like.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from djledger.model.ledger import Entry, IgnoredEntry, Ledger, RepairEntry, Review, Source
from djledger.patterns import compiled
from djledger.writers import Writer
from djledger.writers.reading import ledger_of, trouble
from djledger.writers.scalars import number, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic.fields import FieldInfo

    from djledger.model.ledger import Record

# A scalar that needs no quotes: begins with a letter or a Han character and holds nothing that
# YAML gives a meaning. Anything like a number or a date begins with a digit: not here.
_HAN = "一-鿿㐀-䶿"
_PLAIN = compiled(
    rf"[A-Za-z{_HAN}《“（](?:[0-9A-Za-z{_HAN}、，。；：·（）《》“”‘’％…—_./+ -]*"
    rf"[0-9A-Za-z{_HAN}、，。；：·（）《》“”‘’％…—_])?"
)
# In YAML 1.1 these are no text.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_EMPTY: tuple[object, ...] = ("", (), {})

# The fields whose text always stands in quotes, so that a column of them looks alike.
_ALWAYS_QUOTED = frozenset({"id", "part_of", "sha256", "quote", "before", "after"})


@lru_cache(maxsize=1 << 15)
def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return quoted(text)


def _value(value: Any) -> str:
    return _STYLES[type(value)](value)


_STYLES: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    Decimal: number,
    date: date.isoformat,
    tuple: lambda items: f"[{', '.join(map(_value, items))}]",
    dict: lambda pairs: f"{{{', '.join(f'{_text(k)}: {_value(v)}' for k, v in pairs.items())}}}",
}


class _Fields:
    """The fields of a kind of record, and how each is written."""

    def __init__(self, kind: type[Record], *, without: str = "") -> None:
        self._fields: list[tuple[str, str, Callable[[Any], str], bool]] = [
            (name, f"{name}: ", _style(name, field), _always(field))
            for name, field in kind.model_fields.items()
            if name != without
        ]

    def lines(self, record: Record) -> list[str]:
        """Return ``name: text`` for each field that says something."""
        values = record.__dict__
        return [
            head + style(value)
            for name, head, style, always in self._fields
            if (value := values[name]) or (always and value is not None)
        ]


def _style(name: str, field: FieldInfo) -> Callable[[Any], str]:
    if name in _ALWAYS_QUOTED:
        return quoted
    if field.annotation is str:  # the type need not be asked for again at each value
        return _text
    return str if field.annotation is int else _value


def _always(field: FieldInfo) -> bool:
    """Whether a field is written though it is empty, or 0: reading would not make it so again."""
    return field.is_required() or field.get_default(call_default_factory=True) not in _EMPTY


_ENTRY, _SOURCE = _Fields(Entry, without="review"), _Fields(Source, without="repaired")
_REVIEW, _REPAIR, _IGNORED = _Fields(Review), _Fields(RepairEntry), _Fields(IgnoredEntry)


def _entry(entry: Entry) -> str:
    lines = _ENTRY.lines(entry)
    if entry.review is not None:
        lines += ["review:", *(f"  {line}" for line in _REVIEW.lines(entry.review))]
    return "- " + "\n  ".join(lines)


def _source(source: Source) -> str:
    lines = _SOURCE.lines(source)
    if source.repaired:
        lines += ["repaired:", *(f"- {{{', '.join(_REPAIR.lines(r))}}}" for r in source.repaired)]
    return "- " + "\n  ".join(lines)


def _ignored(ignored: IgnoredEntry) -> str:
    return f"- {{{', '.join(_IGNORED.lines(ignored))}}}"


def _section(name: str, items: Iterable[str], between: str = "\n") -> str:
    text = between.join(items)
    return f"{name}:\n{text}\n" if text else f"{name}: []\n"


def dump(ledger: Ledger) -> bytes:
    """Return *ledger* as YAML: keys in the order of the model, empty fields left out."""
    parts = [f"format: {ledger.format}\n"]
    if ledger.recipe:
        parts.append(f"recipe: {_text(ledger.recipe)}\n")
    parts.append(_section("sources", map(_source, ledger.sources)))
    parts.append(_section("entries", map(_entry, ledger.entries), between="\n\n"))
    if ledger.ignored:
        parts.append(_section("ignored", map(_ignored, ledger.ignored)))
    return "".join(parts).encode()


# Reading: from the parser's events straight to values, with none of YAML 1.1's surprises
# (3:11 is 191, 0123 is 83, no is False) and no way for ten lines to unfold into gigabytes.
_DEPTH = 16
_NUMBER = compiled(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_DATE = compiled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


def load(data: bytes) -> Ledger:
    """Return the ledger that *data* holds."""
    import yaml  # noqa: PLC0415 -- writing needs no PyYAML

    loader = getattr(yaml, "CLoader", yaml.Loader)  # only its parser is used: it makes events
    try:
        content = _Events(yaml.parse(data, Loader=loader)).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise trouble(
            "不是有效的 YAML",
            line=mark.line + 1 if mark else None,
            why=str(getattr(error, "problem", None) or error),
        ) from None
    return ledger_of(content, lambda path: _line_of(yaml.compose(data, Loader=loader), path))


class _Events:
    """The values that a stream of parser events spells."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events

    def document(self) -> Any:
        """Return the value of the only document."""
        next(self._events)  # the stream begins
        if type(next(self._events)).__name__ == "StreamEndEvent":
            raise trouble("文件是空的")
        content = self._value(next(self._events), 0)
        next(self._events)  # the document ends
        after = next(self._events)
        if type(after).__name__ != "StreamEndEvent":
            raise trouble("一个文件只能有一份台账", line=after.start_mark.line + 1)
        return content

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "AliasEvent" or event.anchor is not None:
            raise trouble("不能使用锚点和引用（& 和 *）", line=line)
        if event.tag is not None:
            raise trouble(f"不能使用标签 {event.tag}", line=line)
        if depth > _DEPTH:
            raise trouble("嵌套太深", line=line)
        if kind == "ScalarEvent":
            return _plain(event.value) if event.implicit[0] else event.value
        items = self._items(depth + 1)
        if kind == "SequenceStartEvent":
            return tuple(value for value, _ in items)
        found: dict[str, Any] = {}
        for key, at in items:
            if not isinstance(key, str):
                raise trouble(f"键 {key} 不是文字", line=at)
            if key in found:
                raise trouble(f"键 {key!r} 重复", line=at)
            found[key] = next(items)[0]
        return found

    def _items(self, depth: int) -> Iterator[tuple[Any, int]]:
        for event in self._events:
            if type(event).__name__ in {"SequenceEndEvent", "MappingEndEvent"}:
                return
            yield self._value(event, depth), event.start_mark.line + 1


def _plain(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if match := _NUMBER.fullmatch(text):
        # int() refuses more than 4,300 digits; a number that long is nobody's line or column.
        return Decimal(text) if match[1] or len(text) > 18 else int(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _line_of(node: Any, path: tuple[int | str, ...]) -> int | None:
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
            continue
        inside = [pair for pair in node.value if pair[0].value == step]
        if not inside:
            break
        node = inside[0][1]
    return int(node.start_mark.line) + 1


WRITER = Writer("yaml", (".yaml", ".yml"), dump, load)
