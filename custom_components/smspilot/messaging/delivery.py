"""Follows what was accepted to its final status."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from math import inf

from ..api.client import SmsPilotClient
from ..api.errors import GatewayError, NotSentError, SmsPilotError, TemporaryError, gateway_error
from ..api.models import MessageStatus, Status
from .clock import Clock
from .events import GatewayEvents
from .record.ledger import Ledger
from .record.message import Message, State
from .tasks import Tasks

MOST_IDS = 100
FIRST_CHECK = 10.0
INTERVALS = ((30.0, 20.0), (600.0, 30.0), (660.0, 60.0), (780.0, 120.0), (1080.0, 300.0))
"""Up to which age, in seconds, a message is asked for how often."""
LONGEST_INTERVAL = 600.0
REPORT_INTERVAL = 2.0
"""Seconds between checks that pushed delivery reports ask for."""
UNCONFIRMED_AFTER = 72 * 3600.0


class DeliveryChecks:
    """Asks for accepted messages, together and ever more seldom."""

    def __init__(
        self,
        client: SmsPilotClient,
        ledger: Ledger,
        clock: Clock,
        events: GatewayEvents,
    ) -> None:
        """Take whom to ask and what is known."""
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._events = events
        self._due: dict[str, float] = {}
        self._reported_early: set[str] = set()
        self._next_look = float("-inf")
        self._reported_at = float("-inf")
        self.reached = True
        """Whether the last request for statuses left."""
        self._wake = asyncio.Event()
        self._tasks = Tasks()

    def start(self) -> None:
        """Follow what the run before left accepted, and all that comes."""
        for message in self._ledger.in_state(State.ACCEPTED):
            self.follow(message)
        self._tasks.keep_running(self._run, self._clock)

    async def stop(self) -> None:
        """Ask no more."""
        await self._tasks.cancel()

    def follow(self, message: Message) -> None:
        """Ask for an accepted message from now on."""
        early = message.id in self._reported_early
        self._reported_early.discard(message.id)
        self._ask_at(self._soon() if early else self._next(message), message)

    def report(self, server_id: int) -> None:
        """Ask for a message of which a report was pushed; an unknown one is none of ours."""
        for message in self._ledger.in_state(State.ACCEPTED):
            if message.server_id != server_id:
                continue
            if message.id in self._due:
                self._ask_at(min(self._due[message.id], self._soon()), message)
            else:
                self._reported_early.add(message.id)  # it is being written down

    async def ask(self, messages: Sequence[Message]) -> bool:
        """Ask for accepted messages now, and return whether the gateway answered every time."""
        starts = range(0, len(messages), MOST_IDS)
        return all([await self._check(messages[start : start + MOST_IDS]) for start in starts])

    async def _run(self) -> None:
        """Ask for whatever is due."""
        while True:
            self._wake.clear()
            now = self._clock.steady()
            messages = self._ledger.messages
            due = [messages[key] for key, moment in self._due.items() if moment <= now]
            if due:
                self._reported_at = now
                await self.ask(due)
                continue
            self._next_look = min(self._due.values(), default=inf)
            await self._clock.wait(self._wake, self._next_look - now)

    async def _check(self, messages: Sequence[Message]) -> bool:
        """Ask for up to a hundred messages, and plan when to ask again."""
        ids = dict.fromkeys(message.server_id for message in messages if message.server_id)
        rows: Sequence[MessageStatus] = ()
        answered = True
        if ids:
            try:
                rows = await self._client.check(ids)
                self.reached = True
                self._events.heard(answered=True)
            except TemporaryError:
                self.reached, answered = True, False
                # to be asked to slow down is neither a success nor a silence
            except SmsPilotError as error:
                self.reached = not isinstance(error, NotSentError)
                answered = isinstance(error, GatewayError)
                self._events.heard(answered=answered)
        by_phone = {(row.server_id, row.phone): row for row in reversed(rows)}
        closed = []
        for message in messages:
            if message.state is not State.ACCEPTED:
                continue  # asked for twice at once, and closed by the first answer
            row = _row_of(message, by_phone)
            if row is not None:
                self._ledger.learn(message, row)
            if self._close(message, row):
                closed.append(message)
                self._due.pop(message.id, None)
            else:
                self._due[message.id] = self._next(message)
        if closed:
            await self._ledger.commit_later(closed)
        return answered

    def _close(self, message: Message, row: MessageStatus | None) -> bool:
        """Bring a message to the final state that a row means; too old a one ends without."""
        if row is not None and row.status is Status.DELIVERED:
            return self._ledger.move(message, State.DELIVERED)
        if row is not None and row.status in (Status.UNDELIVERED, Status.REFUSED):
            error = gateway_error(row.error, row.error_en, row.error_ru)
            return self._ledger.move(message, State.UNDELIVERED, error)
        given_up = message.due + 60.0 * (message.time_to_live or 0) + UNCONFIRMED_AFTER
        if self._clock.steady() > given_up:
            return self._ledger.move(message, State.UNCONFIRMED)
        return False

    def _ask_at(self, moment: float, message: Message) -> None:
        """Plan when to ask for a message next."""
        self._due[message.id] = moment
        if moment < self._next_look:
            self._wake.set()

    def _soon(self) -> float:
        """Return when a report is followed: the first at once, more of them together."""
        return max(self._clock.steady(), self._reported_at + REPORT_INTERVAL)

    def _next(self, message: Message) -> float:
        """Return when to ask for a message next; a scheduled one not before its time."""
        now = self._clock.steady()
        age = now - message.due
        if age < FIRST_CHECK:
            return message.due + FIRST_CHECK
        interval = (seconds for limit, seconds in INTERVALS if age < limit)
        return now + next(interval, LONGEST_INTERVAL)


def _row_of(
    message: Message, rows: Mapping[tuple[int, str], MessageStatus]
) -> MessageStatus | None:
    """Return the row about a message; the emulator gives the same id to all."""
    keys = ((message.server_id or 0, phone) for phone in message.spellings)
    return next((rows[key] for key in keys if key in rows), None)
