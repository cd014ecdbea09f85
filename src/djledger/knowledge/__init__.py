"""What djledger knows: YAML files beside this module, read once, passed as an argument.

A knowledge file is a list of items. A catalogue folder given by a user (``--catalogue DIR``)
has files of the same names and shapes: an item with the same key replaces, another adds.
Nothing here knows Chinese; each stage says what it makes of its file (`Knowledge.made`).
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from djledger.errors import KnowledgeError
from djledger.knowledge.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

T = TypeVar("T")

# What names an item, by file shape: the first of these that it has.
_KEYS = ("id", "word", "text", "pattern", "unit", "name")


class Knowledge:
    """The knowledge files, and what the stages have made of them (built on first use).

    Items are shared: never change one.
    """

    def __init__(self, overlay: Path | None = None) -> None:
        """Read djledger's own files, and those of the folder *overlay* on top."""
        self.roots: tuple[Traversable, ...] = (files(__name__),)
        if overlay is not None:
            if not overlay.is_dir():
                raise KnowledgeError(
                    f"指标目录 {overlay} 不是文件夹", remedy="请用 --catalogue 指定一个文件夹"
                )
            self.roots += (overlay,)
        self._store = Store(self.roots[0])
        self._items: dict[str, tuple[dict[str, Any], ...]] = {}
        self._made: dict[Callable[[Knowledge], Any], Any] = {}

    def items(self, name: str) -> tuple[dict[str, Any], ...]:
        """Return the items of the knowledge file (or folder of files) called *name*."""
        if name not in self._items:
            own, *overlays = self.roots
            merged = self._store.get(f"items.{name}", lambda: _merged(own, name))
            for overlay in overlays:
                merged |= _merged(overlay, name)
            self._items[name] = tuple(merged.values())
        return self._items[name]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the ``word`` of each item of the knowledge file *name*, and its ``also``."""
        return tuple(w for i in self.items(name) for w in (i["word"], *i.get("also", ())))

    def listed(self, name: str) -> frozenset[str]:
        """Return the words of the plain word list *name* that ships with djledger."""
        return frozenset((files(__name__) / f"{name}.txt").read_text("utf-8").split())

    def text(self, name: str) -> str:
        """Return the plain text resource *name* that ships with djledger."""
        return (files(__name__) / f"{name}.txt").read_text("utf-8")

    def made(self, build: Callable[[Knowledge], T]) -> T:
        """Return ``build(self)``, made once: lexicons, compiled patterns."""
        if build not in self._made:
            self._made[build] = build(self)
        made: T = self._made[build]
        return made

    def kept(self, build: Callable[[Knowledge], T]) -> T:
        """Return ``build(self)`` as `made` does, and keep it on disk between runs.

        For plain data (what `marshal` can write) that is made of nothing but the knowledge
        files, by code in the module of *build*. With a user's files on top it is made anew.
        """
        if len(self.roots) > 1 or build in self._made:
            return self.made(build)
        code = sys.modules[build.__module__].__file__ or ""
        name = f"{build.__module__}.{build.__name__}"
        value = self._store.get(name, lambda: build(self), code)
        self._made[build] = value
        return value

    def digest(self) -> str:
        """Return 12 hex digits that change whenever any knowledge file does."""
        return self.kept(_digest)


@cache
def default() -> Knowledge:
    """Return the knowledge that djledger ships with."""
    return Knowledge()


def _digest(knowledge: Knowledge) -> str:
    total = hashlib.sha256()
    for root in knowledge.roots:
        for file in sorted(_walk(root), key=lambda f: f.name):
            total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def _merged(root: Traversable, name: str) -> dict[str, dict[str, Any]]:
    """The items of the knowledge file or folder *name* in *root* by what names them."""
    return {_key(item, file): item for file in _files(root, name) for item in _read(file)}


def _files(root: Traversable, name: str) -> Iterator[Traversable]:
    file, folder = root / f"{name}.yaml", root / name
    if file.is_file():
        yield file
    elif folder.is_dir():
        yield from sorted((f for f in folder.iterdir() if _is_yaml(f)), key=lambda f: f.name)


def _walk(root: Traversable) -> Iterator[Traversable]:
    for file in root.iterdir():
        if file.is_dir():
            yield from _walk(file)
        elif file.name.endswith((".yaml", ".txt")):
            yield file


def _is_yaml(file: Traversable) -> bool:
    return file.name.endswith(".yaml")


def _read(file: Traversable) -> list[dict[str, Any]]:
    import yaml  # noqa: PLC0415 -- start-up: --help needs no YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        items = yaml.load(file.read_bytes(), Loader=loader) or []  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file} 第 {mark.line + 1} 行" if mark else f"{file}"
        raise KnowledgeError(
            f"{place}：不是有效的 YAML",
            why=str(getattr(error, "problem", error)),
            remedy="请检查缩进、冒号和引号",
        ) from error
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
        raise KnowledgeError(f"{file}：应是一个列表，每项是“键: 值”")
    return items


def _key(item: dict[str, Any], file: Traversable) -> str:
    for key in _KEYS:
        if key in item:
            return str(item[key])
    raise KnowledgeError(f"{file}：有一项没有 {'、'.join(_KEYS)} 中的任何一个键：{sorted(item)}")
