"""Rows of inbound messages: what tells them apart, their order and their moments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple, Self

from ...api.models import InboundMessage, InboundPage
from ..tasks import unhurried

_YEARS = range(1971, 9000)
_HALF_AN_HOUR = timedelta(minutes=30)
FARTHEST_SHIFT = timedelta(hours=14)
FUTURE = timedelta(hours=15)
"""More than any time zone is ahead of the date of the answer."""

type Keyed = dict[str, InboundMessage]


class Seen(NamedTuple):
    """What is remembered of a message that came in; neither its text nor from whom."""

    id: str
    created: str
    mark: str
    """By what the sender is recognised again."""
    content: str
    """By what the text of this sender is."""
    handing_on: bool
    """Whether it was about to be handed on when this was written down."""

    @classmethod
    def from_list(cls, values: list[Any]) -> Self:
        """Return what the journal kept, or raise what its shape leads to."""
        message_id, created, mark, content, handing_on = values
        return cls(str(message_id), str(created), str(mark), str(content), bool(handing_on))


async def by_key(page: InboundPage) -> Keyed:
    """Return the rows of an answer in their order, by what tells a message from all others.

    That begins with the moment, so that it tells the order in time, too.
    """
    rows = [(order(row), row) async for row in unhurried(page.messages)]
    rows.sort(key=itemgetter(0))
    return {f"{created} {row.id}": row for (created, _, _), row in rows}


def is_before(key: str, created: str, start: str) -> bool:
    """Return whether a row came in before a moment; one whose moment cannot be read did not."""
    return key < start and moment(created) is not None


def since(rows: Keyed, start: datetime | None) -> Keyed:
    """Return the rows that came in from a moment on."""
    if start is None:
        return rows
    asked = as_asked(start)
    return {key: row for key, row in rows.items() if not is_before(key, row.created, asked)}


def moments(rows: Keyed) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment of an answer's rows, None if none can be read."""
    there_and_back = (rows.values(), reversed(rows.values()))
    first, last = (
        next((when for row in one if (when := moment(row.created))), None) for one in there_and_back
    )
    return None if first is None or last is None else (first, last)


def order(message: InboundMessage) -> tuple[str, int, str]:
    """Return the order in which messages came in."""
    return (_plain(message.created), len(message.id), message.id)


def moment(created: str) -> datetime | None:
    """Return the gateway's local time to the second, None if it cannot be reckoned with."""
    try:
        found = datetime.fromisoformat(created).replace(microsecond=0, tzinfo=None)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def as_asked(start: datetime) -> str:
    """Return a moment in the form in which the document asks for it (section 5)."""
    return start.isoformat(" ")


def is_shifted(one: str, other: str) -> bool:
    """Return whether two moments differ as they do when the gateway's zone is changed."""
    first, second = moment(one), moment(other)
    if first is None or second is None:
        return False
    difference = abs(first - second)
    return difference <= FARTHEST_SHIFT and not difference % _HALF_AN_HOUR


def moved(
    known: Mapping[str, Seen], rows: Keyed, content: Callable[[InboundMessage], str]
) -> dict[str, str]:
    """Return under what key each of these rows is known, if its moment alone was shifted since."""
    by_id: defaultdict[str, list[str]] = defaultdict(list)
    for key, seen in known.items() if rows else ():
        by_id[seen.id].append(key)
    found: dict[str, str] = {}
    for key, row in rows.items():
        for before in by_id.get(row.id, ()):
            shifted = is_shifted(known[before].created, row.created)
            if shifted and known[before].content == content(row):
                found[key] = before
                by_id[row.id].remove(before)
                break
    return found


def _plain(created: str) -> str:
    """Return a moment in the document's form, whatever form it has; as it is if it is none."""
    found = moment(created)
    return created if found is None else as_asked(found)


def is_ahead(created: datetime, date: datetime | None) -> bool:
    """Return whether a row is dated further ahead than any time zone can be."""
    return date is not None and created - date.replace(tzinfo=None) > FUTURE


def was_sat_on(message: InboundMessage, newest: datetime | None, seconds: float) -> bool:
    """Return whether the gateway kept a message back while it gave out so much younger ones."""
    created = moment(message.created)
    if created is None or newest is None:
        return False
    return newest - created > timedelta(seconds=seconds)
