"""Inbound messages: fetched, recognised, handed on; each one once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ...api.client import SmsPilotClient
from ...api.models import InboundMessage, InboundPage
from ..clock import Clock
from ..limits.counters import Counters
from ..phone_number import sender_phone
from ..record.journal import Journal, Storage
from ..tasks import Tasks
from .rows import Key, Rows, by_key, is_ahead, moment, newest_created, order, since

_LOGGER = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
LATE_AFTER = 600.0
_MOST_PAGES = 20


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
        self._known: dict[Key, str] = {}
        self._newest: Key | None = None
        self._handing_on: list[str] = []
        self._silent = True
        self._polled_at: float | None = None
        self._longest = 0
        self._taking_in = Tasks()

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
        """Hand on what is being written down, and write what is still to be written."""
        await self._taking_in.join()
        await self._journal.close()

    def pause(self) -> None:
        """Nobody listens: what comes in until somebody does again is nobody's."""
        if not self._silent:
            self._silent = True
            self._journal.save_later()

    def wrote(self, phone: str) -> bool:
        """Return whether one of the messages of the last day came from a phone."""
        return self._counters.limits.mark(phone) in self._known.values()

    async def poll(self) -> bool:
        """Fetch, remember, hand on; return whether anything new came. Errors are the client's."""
        page = await self._fetch()
        # In a task of its own: what is written down as handed on must be, though polling ends.
        return await asyncio.shield(self._taking_in.spawn(self._take_in(page)))

    async def _take_in(self, page: InboundPage) -> bool:
        """Remember what an answer brought, and hand on what is new."""
        late = self._late(page.date)
        new = {key: message for key, message in by_key(page).items() if key not in self._known}
        if not (new or self._silent):
            self._note_poll(page.date)
            return False
        before = self._known, self._newest, self._silent
        silent, self._silent = self._silent, False
        self._remember(page)
        messages = [] if silent else sorted(new.values(), key=order)
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
        newest = self._newest and moment(self._newest[1])
        start = newest and newest - WINDOW
        page = await self._client.inbound(None if start is None else str(start))
        rows: Rows = {}
        for _ in range(_MOST_PAGES):
            further = by_key(page)
            self._longest = max(self._longest, len(further))
            if further.keys() <= rows.keys():
                break
            rows |= further
            if not self._may_be_cut_off(rows, start) or (created := newest_created(page)) is None:
                break
            page = await self._client.inbound(created)
        # Whatever the gateway makes of the start: what left the window must not come back as new.
        return InboundPage(messages=tuple(since(rows, start).values()), date=page.date)

    def _may_be_cut_off(self, rows: Rows, start: datetime | None) -> bool:
        """Return whether the gateway may have answered with the oldest rows alone."""
        if self._silent or self._newest not in rows:
            return True
        nothing_new = since(rows, start).keys() <= self._known.keys()
        return nothing_new and len(rows) >= max(2, self._longest)

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
        for key, message in by_key(page).items():
            known[key] = self._mark(message)
            created = moment(message.created)
            if created is None or is_ahead(created, page.date):
                continue
            newest = self._newest and moment(self._newest[1])
            if newest is None or created > newest:
                self._newest = key
        newest = self._newest and moment(self._newest[1])
        if newest is not None:
            oldest = newest - WINDOW
            known = {
                key: mark for key, mark in known.items() if (moment(key[1]) or newest) >= oldest
            }
        self._known = known

    def _mark(self, message: InboundMessage) -> str:
        """Return what is remembered of a sender, which does not tell who it was."""
        return self._counters.limits.mark(sender_phone(message.phone) or message.phone)

    def _as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        return {
            "known": [[*key, mark] for key, mark in self._known.items()],
            "newest": self._newest and list(self._newest),
            "handing_on": self._handing_on,
            "silent": self._silent,
        }

    def _restore(self, data: dict[str, Any]) -> None:
        """Take over what the journal kept."""
        known = {(str(key), str(created)): str(mark) for key, created, mark in data["known"]}
        newest = data["newest"]
        self._newest = newest and (str(newest[0]), str(newest[1]))
        self._handing_on = [str(key) for key in data["handing_on"]]
        self._silent = bool(data["silent"])
        self._known = known
