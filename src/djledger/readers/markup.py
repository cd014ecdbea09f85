"""XML as a stream of events, with no entities, no outside, and bounds on size and depth.

expat itself is used: a tree of a large part takes twenty times its bytes. A document type is
refused, and with it every kind of entity attack; office files never have one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from djledger.readers.limits import TooMuchError, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from djledger.readers.file import File

Attributes = dict[str, str]


class Handler:
    """What happens at a tag or at text. Tags are ``prefix:name`` with our own prefixes."""

    def start(self, tag: str, attributes: Attributes) -> None:
        """A tag opens."""

    def end(self, tag: str) -> None:
        """A tag closes."""

    def text(self, data: str) -> None:
        """Text between tags."""


# The families of office documents, by a word of their namespace: (in it, our prefix).
_FAMILIES = (
    ("wordprocessingml", "w"),
    ("spreadsheetml", "s"),
    ("relationships", "r"),
    ("markup-compatibility", "mc"),
    ("content-types", "ct"),
    ("opendocument:xmlns:text", "text"),
    ("opendocument:xmlns:table", "table"),
    ("opendocument:xmlns:office", "office"),
)


def parse(data: bytes, handler: Handler, file: File) -> None:
    """Send the events of *data* to *handler*. Raises `InputError` for what is broken or hostile."""
    limits = file.limits
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}
    depth = count = 0

    def named(name: str) -> str:
        known = names.get(name)
        if known is None:
            family, _, local = name.rpartition(" ")
            prefix = next((p for word, p in _FAMILIES if word in family), "")
            known = names[name] = f"{prefix}:{local}" if prefix else local
        return known

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > limits.depth:
            raise TooMuchError("嵌套层数", limits.depth)
        if count > limits.elements:
            raise TooMuchError("标记个数", limits.elements)
        if attributes:
            attributes = {named(key): value for key, value in attributes.items()}
        handler.start(names.get(name) or named(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(names[name])

    def doctype(*_: object) -> None:
        raise refused(file.name, "XML 里有文档类型声明，可能藏有实体炸弹")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 -- expat's own signature
    except expat.ExpatError as error:
        raise file.broken(f"XML 有错：{error}") from error
    except (LookupError, ValueError, UnicodeError) as error:
        raise file.broken(f"XML 有错：{error}") from error
    finally:
        _release(parser)


def _release(parser: expat.XMLParserType) -> None:
    # The handlers refer to each other; without them the memory goes at once.
    nothing: Callable[..., None] | None = None
    parser.StartElementHandler = nothing
    parser.EndElementHandler = nothing
    parser.CharacterDataHandler = nothing
