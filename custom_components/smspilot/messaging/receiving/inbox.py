"""Inbound messages: fetched, recognised, handed on; each one once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from ...api.client import SmsPilotClient
from ...api.models import InboundPage
from ..clock import Clock
from ..limits.limits import Limits
from ..phone_number import sender_phone
from ..record.facts import Facts
from ..record.journal import Journal
from ..tasks import Tasks
from .rows import Rows, Seen, by_key, is_ahead, moment, newest_created, since

_LOGGER = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
LATE_AFTER = 600.0
POLL_WRITTEN_EVERY = 1800.0
"""Seconds; after a crash the date is that old at most, which errs towards late."""
_MOST_PAGES = 20


class Inbox:
    """What came in, and how far it has been handed on."""

    def __init__(
        self,
        client: SmsPilotClient,
        journal: Journal,
        limits: Limits,
        clock: Clock,
        *,
        hand_on: Callable[..., None],
    ) -> None:
        """Take whom to ask, where to remember, and to whom messages go."""
        self._client = client
        self._clock = clock
        self._hand_on = hand_on
        self._journal = journal
        self._limits = limits
        self._known = journal.table("inbound", list, Seen.from_list)
        self._polled_at: float | None = None
        self._poll_written = float("-inf")
        self._longest = 0
        self._taking_in = Tasks()

    def take_over(self) -> None:
        """Say what a crash left half handed on."""
        kept = {key: seen.id for key, seen in self._known.items() if seen.handing_on}
        if kept:
            _LOGGER.warning(
                "Inbound messages that a crash may have kept from automations: %s",
                ", ".join(kept.values()),
            )
            self._handed_on(kept)
            self._journal.save_later()

    async def stop(self) -> None:
        """Hand on what is being written down."""
        await self._taking_in.join()

    def pause(self) -> None:
        """Nobody listens: what comes in until somebody does again is nobody's."""
        if not self._facts.silent:
            self._facts.silent = True
            self._journal.save_later()

    def wrote(self, phone: str) -> bool:
        """Return whether one of the messages of the last day came from a phone."""
        mark = self._limits.mark(phone)
        return any(seen.mark == mark for seen in self._known.values())

    async def poll(self) -> bool:
        """Fetch, remember, hand on; return whether anything new came. Errors are the client's."""
        page = await self._fetch()
        # In a task of its own: what is written down as handed on must be, though polling ends.
        return await asyncio.shield(self._taking_in.spawn(self._take_in(page)))

    async def _take_in(self, page: InboundPage) -> bool:
        """Remember what an answer brought, and hand on what is new."""
        late = self._late(page.date)
        rows = by_key(page)
        new = {key: message for key, message in rows.items() if key not in self._known}
        if not (new or self._facts.silent):
            self._note_poll(page.date)
            return False
        before = self._facts.newest, self._facts.silent
        silent, self._facts.silent = self._facts.silent, False
        self._remember(rows, page.date, handing_on=not silent)
        if not await self._journal.save():
            self._facts.newest, self._facts.silent = before
            for key in new.keys() & self._known.keys():
                del self._known[key]
            return False
        self._note_poll(page.date)
        if silent:
            return False
        for message in new.values():
            self._hand_on(message, late=late)
        self._handed_on(new)
        await self._journal.save()
        return True

    async def _fetch(self) -> InboundPage:
        """Return all rows since a day before the newest known one, in as many answers as needed."""
        newest = self._newest_moment
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
        if self._facts.silent or self._facts.newest not in rows:
            return True
        nothing_new = since(rows, start).keys() <= self._known.keys()
        return nothing_new and len(rows) >= max(2, self._longest)

    def _late(self, date: datetime | None) -> bool:
        """Return whether too long a time has passed since the last complete poll."""
        before = self._facts.last_poll
        if date is None:
            return self._polled_at is None or self._clock.steady() - self._polled_at > LATE_AFTER
        return before is None or not 0 <= date.timestamp() - before <= LATE_AFTER

    def _note_poll(self, date: datetime | None) -> None:
        """Note that a poll is complete: nothing that it brought waits any more.

        SD cards wear out, so not each date is written down for its own sake.
        """
        self._polled_at = self._clock.steady()
        if date is not None:
            self._facts.last_poll = date.timestamp()
            if not 0 <= self._facts.last_poll - self._poll_written < POLL_WRITTEN_EVERY:
                self._poll_written = self._facts.last_poll
                self._journal.save_later()

    def _remember(self, rows: Rows, date: datetime | None, *, handing_on: bool) -> None:
        """Know these rows, move on to the newest, and forget what left the window."""
        for key, message in rows.items():
            if key not in self._known:
                mark = self._limits.mark(sender_phone(message.phone) or message.phone)
                self._known[key] = Seen(message.id, message.created, mark, handing_on)
            created = moment(message.created)
            if created is None or is_ahead(created, date):
                continue
            if self._newest_moment is None or created > self._newest_moment:
                self._facts.newest = key
        if (newest := self._newest_moment) is not None:
            for key, seen in list(self._known.items()):
                if not seen.handing_on and (moment(seen.created) or newest) < newest - WINDOW:
                    del self._known[key]

    def _handed_on(self, keys: Iterable[str]) -> None:
        """Note that automations have been told of these."""
        for key in keys:
            self._known[key] = self._known[key]._replace(handing_on=False)

    @property
    def _facts(self) -> Facts:
        return self._journal.facts

    @property
    def _newest_moment(self) -> datetime | None:
        """Return when the newest known message came in, by the gateway's clock."""
        newest = self._known.get(self._facts.newest or "")
        return newest and moment(newest.created)
