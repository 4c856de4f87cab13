"""Inbound messages: fetched, recognised, handed on; each one once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from ...api.client import SmsPilotClient
from ...api.models import InboundMessage
from ..clock import Clock
from ..limits.limits import Limits
from ..phone_number import sender_phone
from ..record.facts import Facts
from ..record.journal import Journal
from ..tasks import Tasks, unhurried
from .fetch import KEPT_FOR, WINDOW, Fetch
from .inbound_rows import Keyed, Seen, as_asked, is_ahead, is_before, moment, moved, was_sat_on

_LOGGER = logging.getLogger(__name__)

LATE_AFTER = 600.0
POLL_WRITTEN_EVERY = 1800.0
"""Seconds; after a crash the date is that old at most, which errs towards late."""


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
        self._fetch = Fetch(client)
        self._clock = clock
        self._hand_on = hand_on
        self._journal = journal
        self._limits = limits
        self._known = journal.table("inbound", list, Seen.from_list)
        self.polled_at: float | None = None
        self._poll_written = float("-inf")
        self._taking_in = Tasks()

    def take_over(self) -> None:
        """Say what a crash left half handed on."""
        kept = {key: seen.id for key, seen in self._known.items() if seen.handing_on}
        if kept:
            ids = ", ".join(kept.values())
            _LOGGER.warning("Inbound messages that a crash may have kept from automations: %s", ids)
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
        times = [(key, seen.created) for key, seen in self._known.items() if seen.mark == mark]
        start = "" if (newest := self._newest_moment) is None else as_asked(newest - WINDOW)
        return any(not is_before(*each, start) for each in times)

    async def poll(self) -> bool:
        """Fetch, remember, hand on; return whether anything new came. Errors are the client's."""
        when = self._newest_moment
        newest = None if when is None else (self._facts.newest or "", when)
        rows, date = await self._fetch.fetch(newest, self._known, silent=self._facts.silent)
        # In a task of its own: what is written down as handed on must be, though polling ends.
        return await asyncio.shield(self._taking_in.spawn(self._take_in(rows, date)))

    @property
    def complete(self) -> bool:
        """Return whether the last poll reached all that the gateway has."""
        return self._fetch.complete

    async def _take_in(self, rows: Keyed, date: datetime | None) -> bool:
        """Remember what was fetched, and hand on what is new."""
        all_late = self._late(date)
        self._follow_shift(rows)
        before = self._facts.newest, self._facts.silent
        newest = self._newest_moment
        new = {key: rows[key] for key in rows if key not in self._known}
        if not (new or self._facts.silent):
            self._note_poll(date)
            return False
        seen = {key: self._seen(message) async for key, message in unhurried(new.items())}
        silent, self._facts.silent = self._facts.silent, False
        for key in new:
            self._known[key] = seen[key]._replace(handing_on=not silent)
        self._move_on(rows, date)
        if not await self._journal.save():
            self._facts.newest, self._facts.silent = before
            for key in new.keys() & self._known.keys():
                del self._known[key]
            return False
        self._forget()
        self._note_poll(date)
        if silent:
            return False
        async for message in unhurried(new.values()):
            self._hand_on(message, late=all_late or was_sat_on(message, newest, LATE_AFTER))
        self._handed_on(new)
        await self._journal.save()
        return True

    def _follow_shift(self, rows: Keyed) -> None:
        """Know messages again whose moments have moved: the gateway's zone was changed."""
        unknown = {key: rows[key] for key in rows if key not in self._known}
        for key, before in moved(self._known, unknown, self._content).items():
            self._known[key] = self._known[before]._replace(created=rows[key].created)
            del self._known[before]
            if self._facts.newest == before:
                self._facts.newest = key
            self._journal.save_later()

    def _late(self, date: datetime | None) -> bool:
        """Return whether too long a time has passed since the last complete poll."""
        before = self._facts.last_poll
        if date is None:
            return self.polled_at is None or self._clock.steady() - self.polled_at > LATE_AFTER
        return before is None or not 0 <= date.timestamp() - before <= LATE_AFTER

    def _note_poll(self, date: datetime | None) -> None:
        """Note that a poll is complete, if it reached all there is: nothing that it brought waits.

        SD cards wear out, so not each date is written down for its own sake.
        """
        if not self.complete:
            return
        self.polled_at = self._clock.steady()
        if date is not None:
            self._facts.last_poll = date.timestamp()
            if not 0 <= self._facts.last_poll - self._poll_written < POLL_WRITTEN_EVERY:
                self._poll_written = self._facts.last_poll
                self._journal.save_later()

    def _seen(self, message: InboundMessage) -> Seen:
        """Return what to remember of a message."""
        mark = self._limits.mark(sender_phone(message.phone) or message.phone)
        return Seen(message.id, message.created, mark, self._content(message), handing_on=False)

    def _move_on(self, rows: Keyed, date: datetime | None) -> None:
        """Move on to the newest of these rows."""
        for key in sorted(rows, reverse=True):
            created = moment(rows[key].created)
            if created is None or is_ahead(created, date):
                continue
            if self._newest_moment is None or created > self._newest_moment:
                self._facts.newest = key
            break

    def _forget(self) -> None:
        """Forget what left the window: not before it is written down where that is."""
        if (newest := self._newest_moment) is not None:
            start = as_asked(newest - KEPT_FOR)
            for key, seen in list(self._known.items()):
                if not seen.handing_on and is_before(key, seen.created, start):
                    del self._known[key]

    def _handed_on(self, keys: Iterable[str]) -> None:
        """Note that automations have been told of these."""
        for key in keys:
            self._known[key] = self._known[key]._replace(handing_on=False)

    def _content(self, message: InboundMessage) -> str:
        return self._limits.mark(message.phone, message.text)

    @property
    def _facts(self) -> Facts:
        return self._journal.facts

    @property
    def newest(self) -> str:
        """Return when the newest known message came in, in the gateway's words; empty if none."""
        known = self._known.get(self._facts.newest or "")
        return known.created if known else ""

    @property
    def _newest_moment(self) -> datetime | None:
        return moment(self.newest)
