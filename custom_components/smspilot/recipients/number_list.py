"""Tell apart the numbers and names that people and templates write into one field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..messaging.phone_number import plain_text

# An abbreviation with figures, behind a number, is an extension; Room 2 may be a name.
_SEPARATOR = re.compile(
    r"\n|[,;](?!\s*[\w-]+=)(?!(?<=[0-9].)\s*[^\W\d_]+\.\s*[0-9]{1,6}\b)"
    r"|\s+(?=[+\N{FULLWIDTH PLUS SIGN}])"
)


def rows(value: object) -> Iterator[object]:
    """Yield the rows of lists in lists as they were written; none empty."""
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from rows(item)
    elif value is not None and any(True for _ in _parts(value)):
        yield value


def listed(value: object, is_name: Callable[[str], bool] = lambda _row: False) -> Iterator[object]:
    """Yield the rows of lists in lists and the parts of texts; none empty.

    A name may hold what separates the parts of other texts.
    """
    for row in rows(value):
        yield from (row,) if isinstance(row, str) and is_name(row) else _parts(row)


def _parts(row: object) -> Iterator[object]:
    """Yield the parts of a text that people separate; what is no text has none."""
    if isinstance(row, str):
        yield from (part.strip() for part in _SEPARATOR.split(row) if plain_text(part))
    else:
        yield row
