"""Inbound messages: fetched, recognised, handed on; each one once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ..api.client import SmsPilotClient
from ..api.models import InboundMessage, InboundPage
from .clock import Clock
from .counters import Counters
from .journal import Journal, Storage

_LOGGER = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
FUTURE = timedelta(hours=15)
"""More than any time zone is ahead of the date of the answer."""
LATE_AFTER = 600.0
_MOST_PAGES = 20

type Key = tuple[str, str]


class Inbox:
    """What came in, and how far it has been handed on."""

    def __init__(
        self,
        client: SmsPilotClient,
        storage: Storage,
        clock: Clock,
        counters: Counters,
        *,
        hand_on: Callable[..., None],
        on_damage: Callable[[], None],
        on_save: Callable[[bool], None],
    ) -> None:
        """Take whom to ask, where to remember, and to whom messages go."""
        self._client = client
        self._clock = clock
        self._counters = counters
        self._hand_on = hand_on
        self._journal = Journal(storage, self._as_dict, on_damage=on_damage, on_save=on_save)
        self._known: dict[Key, None] = {}
        self._newest: Key | None = None
        self._handing_on: list[str] = []
        self._silent = True
        self._polled_at: float | None = None

    async def load(self) -> None:
        """Take over what was recognised before; say what a crash left half handed on."""
        await self._journal.load(self._restore)
        if self._handing_on:
            _LOGGER.warning(
                "Inbound messages that a crash may have kept from automations: %s",
                ", ".join(self._handing_on),
            )
            self._handing_on = []
            self._journal.save_later()

    async def close(self) -> None:
        """Write down what is still to be written."""
        await self._journal.close()

    def pause(self) -> None:
        """Nobody listens: what comes in until somebody does again is nobody's."""
        if not self._silent:
            self._silent = True
            self._journal.save_later()

    async def poll(self) -> bool:
        """Fetch, remember, hand on; return whether anything new came. Errors are the client's."""
        page = await self._fetch()
        late = self._late(page.date)
        new = {_key(message): message for message in page.messages}
        new = {key: message for key, message in new.items() if key not in self._known}
        if not (new or self._silent):
            self._note_poll(page.date)
            return False
        before = self._known, self._newest, self._silent
        silent, self._silent = self._silent, False
        self._remember(page)
        messages = [] if silent else sorted(new.values(), key=_order)
        self._handing_on = [message.id for message in messages]
        if not await self._journal.save():
            self._known, self._newest, self._silent = before
            self._handing_on = []
            return False
        self._note_poll(page.date)
        for message in messages:
            self._hand_on(message, late=late)
        if messages:
            self._handing_on = []
            self._journal.save_later()
        return bool(messages)

    async def _fetch(self) -> InboundPage:
        """Return all rows since a day before the newest known one, in as many answers as needed."""
        if self._newest is None or (newest := _moment(self._newest[1])) is None:
            return await self._client.inbound()
        page = await self._client.inbound(str(newest - WINDOW))
        rows = {_key(message): message for message in page.messages}
        for _ in range(_MOST_PAGES):
            if self._newest in rows or (created := _newest_created(page)) is None:
                break
            page = await self._client.inbound(created)
            further = {_key(message): message for message in page.messages}
            if further.keys() <= rows.keys():
                break
            rows |= further
        return InboundPage(messages=tuple(rows.values()), date=page.date)

    def _late(self, date: datetime | None) -> bool:
        """Return whether too long a time has passed since the last complete poll."""
        before = self._counters.last_poll
        if date is None:
            return self._polled_at is None or self._clock.steady() - self._polled_at > LATE_AFTER
        return before is None or not 0 <= date.timestamp() - before <= LATE_AFTER

    def _note_poll(self, date: datetime | None) -> None:
        """Note that a poll is complete: nothing that it brought waits any more."""
        self._polled_at = self._clock.steady()
        if date is not None:
            self._counters.last_poll = date.timestamp()

    def _remember(self, page: InboundPage) -> None:
        """Know these rows, move on to the newest, and forget what left the window."""
        known = dict(self._known)
        for message in page.messages:
            known[_key(message)] = None
            created = _moment(message.created)
            if created is None or _ahead(created, page.date):
                continue
            newest = self._newest and _moment(self._newest[1])
            if newest is None or created > newest:
                self._newest = _key(message)
        newest = self._newest and _moment(self._newest[1])
        if newest is not None:
            oldest = newest - WINDOW
            known = {key: None for key in known if (_moment(key[1]) or newest) >= oldest}
        self._known = known

    def _as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {
            "known": [list(key) for key in self._known],
            "newest": self._newest and list(self._newest),
            "handing_on": self._handing_on,
            "silent": self._silent,
        }

    def _restore(self, data: dict[str, Any]) -> None:
        """Take over what the journal kept."""
        known = {(str(key), str(created)): None for key, created in data["known"]}
        newest = data["newest"]
        self._newest = newest and (str(newest[0]), str(newest[1]))
        self._handing_on = [str(key) for key in data["handing_on"]]
        self._silent = bool(data["silent"])
        self._known = known


def _key(message: InboundMessage) -> Key:
    """Return what tells a message from all others."""
    return (message.id, message.created)


def _order(message: InboundMessage) -> tuple[str, int, str]:
    """Return the order in which messages came in."""
    return (message.created, len(message.id), message.id)


def _newest_created(page: InboundPage) -> str | None:
    """Return the newest moment of a page, in the gateway's own words."""
    return max((row.created for row in page.messages if _moment(row.created)), default=None)


def _moment(created: str) -> datetime | None:
    """Return the gateway's local time, None if it cannot be read."""
    try:
        return datetime.fromisoformat(created).replace(tzinfo=None)
    except ValueError:
        return None


def _ahead(created: datetime, date: datetime | None) -> bool:
    """Return whether a row is dated further ahead than any time zone can be."""
    return date is not None and created - date.replace(tzinfo=None) > FUTURE
