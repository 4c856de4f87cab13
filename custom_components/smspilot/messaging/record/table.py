"""What one table of the journal holds, and which of its rows are not written down yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any


class Table[T](dict[str, T]):
    """The rows of a table by their ids; who changes one in place notes it."""

    def __init__(self, encode: Callable[[T], object], decode: Callable[[Any], T]) -> None:
        """Take how a row becomes plain values, and how it is made of them again."""
        super().__init__()
        self._encode = encode
        self._decode = decode
        self._unwritten: dict[str, None] = {}

    def __setitem__(self, key: str, row: T) -> None:
        """Put a row in."""
        super().__setitem__(key, row)
        self._unwritten[key] = None

    def __delitem__(self, key: str) -> None:
        """Take a row out."""
        super().__delitem__(key)
        self._unwritten[key] = None

    def note(self, *keys: str) -> None:
        """Have rows written with the next save: they changed, or the last save failed."""
        self._unwritten |= dict.fromkeys(keys)

    def changes(self) -> dict[str, str | None]:
        """Return what is to be written, None for what is to be deleted; it counts as written."""
        changed = {
            key: as_text(self._encode(self[key])) if key in self else None
            for key in self._unwritten
        }
        self._unwritten.clear()
        return changed

    def read(self, stored: Mapping[str, str]) -> dict[str, T]:
        """Return the rows that were written down, or raise what their shape leads to."""
        values = json.loads(f"[{','.join(stored.values())}]")  # much faster than one by one
        return dict(zip(stored, map(self._decode, values), strict=True))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_text(value: object) -> str:
    """Return plain values as JSON; half a character, which no disk takes, becomes a mark."""
    return _encode(value).encode(errors="replace").decode()


def or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads a plain value that may be none."""
    return lambda value: None if value is None else read(value)
