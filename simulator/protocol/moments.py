"""Moments as the gateway writes them and as it reads them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

_FORM: Final = "%Y-%m-%d %H:%M:%S"
_LONGEST: Final = 40
# With room to reckon on from either end.
_YEARS: Final = range(1970, 9000)


def moment(when: datetime, zone: tzinfo) -> str:
    """Write a moment as the gateway does."""
    return when.astimezone(zone).strftime(_FORM)


def read_moment(word: str, zone: tzinfo) -> datetime | None:
    """Read a moment written as a date and a time in a zone, or in unix seconds."""
    if len(word) > _LONGEST:
        return None
    try:
        if word.isascii() and word.isdigit():
            when = datetime.fromtimestamp(int(word), UTC)
        else:
            when = datetime.strptime(word, _FORM).replace(tzinfo=zone).astimezone(UTC)
    except ValueError, OverflowError, OSError:
        return None
    return when if when.year in _YEARS else None
