"""Rows of inbound messages: what tells them apart, their order and their moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from ...api.models import InboundMessage, InboundPage

FUTURE = timedelta(hours=15)
"""More than any time zone is ahead of the date of the answer."""

type Rows = dict[str, InboundMessage]


class Seen(NamedTuple):
    """What is remembered of a message that came in; neither its text nor from whom."""

    id: str
    created: str
    mark: str
    """By what the sender is recognised again."""
    handing_on: bool
    """Whether it was about to be handed on when this was written down."""

    @classmethod
    def from_list(cls, values: list[Any]) -> Self:
        """Return what the journal kept, or raise what its shape leads to."""
        message_id, created, mark, handing_on = values
        return cls(str(message_id), str(created), str(mark), bool(handing_on))


def by_key(page: InboundPage) -> Rows:
    """Return the rows of an answer in their order, by what tells a message from all others."""
    return {f"{row.created} {row.id}": row for row in sorted(page.messages, key=order)}


def since(rows: Rows, start: datetime | None) -> Rows:
    """Return the rows that came in from a moment on; those whose moment cannot be read did."""
    if start is None:
        return rows
    return {key: row for key, row in rows.items() if (moment(row.created) or start) >= start}


def order(message: InboundMessage) -> tuple[str, int, str]:
    """Return the order in which messages came in."""
    return (message.created, len(message.id), message.id)


def newest_created(page: InboundPage) -> str | None:
    """Return the newest moment of a page, in the gateway's own words."""
    return max((row.created for row in page.messages if moment(row.created)), default=None)


def moment(created: str) -> datetime | None:
    """Return the gateway's local time, None if it cannot be read."""
    try:
        return datetime.fromisoformat(created).replace(tzinfo=None)
    except ValueError:
        return None


def is_ahead(created: datetime, date: datetime | None) -> bool:
    """Return whether a row is dated further ahead than any time zone can be."""
    return date is not None and created - date.replace(tzinfo=None) > FUTURE
