"""Bytes to text: one file, one kind of input."""

from __future__ import annotations

from djledger.readers.plain import read

__all__ = ["read"]
