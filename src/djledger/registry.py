"""Plugins of a package: each is registered by its file being there."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, TypeVar

from djledger.errors import DefectError


class Named(Protocol):
    """Anything that can be looked up by name."""

    @property
    def name(self) -> str:
        """The name users type."""


P = TypeVar("P", bound=Named)


def discover(package: str, kind: type[P]) -> dict[str, P]:
    """Import every module of *package* and return its *kind* objects by name, sorted."""
    found: dict[str, P] = {}
    for info in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, kind) and found.setdefault(value.name, value) is not value:
                raise DefectError(f"{info.name}: the name {value.name!r} is taken")
    return dict(sorted(found.items()))
