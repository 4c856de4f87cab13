"""Moments as the gateway writes them and as it reads them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

_FORM: Final = "%Y-%m-%d %H:%M:%S"


def moment(when: datetime, zone: tzinfo) -> str:
    """Write a moment as the gateway does."""
    return when.astimezone(zone).strftime(_FORM)


def read_moment(word: str, zone: tzinfo) -> datetime | None:
    """Read a moment written as a date and a time in a zone, or in unix seconds."""
    try:
        if word.isascii() and word.isdigit():
            return datetime.fromtimestamp(int(word), UTC)
        return datetime.strptime(word, _FORM).replace(tzinfo=zone).astimezone(UTC)
    except ValueError, OverflowError, OSError:
        return None
