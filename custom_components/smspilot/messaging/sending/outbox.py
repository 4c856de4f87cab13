"""Messages on their way to the gateway: accepted, grouped, held, tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

from ...api.errors import NotSentError
from ..clock import Clock
from ..limits.limits import Limits
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..resolving.second_attempt import Doubts
from ..tasks import Tasks, log_unexpected
from .backoff import Backoff
from .batch import Batch, Leftover
from .intake import Intake
from .sending import Sending

MOST_REQUESTS = 4
STOP_PATIENCE = 15.0
_IDLE = 3600.0


class Outbox:
    """All messages that are not yet with the gateway; requests run in its own tasks."""

    def __init__(
        self,
        sending: Sending,
        doubts: Doubts,
        ledger: Ledger,
        limits: Limits,
        clock: Clock,
        backoff: Backoff,
    ) -> None:
        """Take the parts; nothing is sent before `start`."""
        self._sending = sending
        self._doubts = doubts
        self._ledger = ledger
        self._clock = clock
        self._backoff = backoff
        self._active: list[Batch] = []
        self._tasks = Tasks()
        self._requests = Tasks()
        self._wake = asyncio.Event()
        self.intake = Intake(ledger, limits, clock)

    @property
    def queued(self) -> int:
        """Return how many messages are not yet with the gateway."""
        return len(self._ledger.in_state(State.QUEUED, State.SENDING))

    def start(self) -> None:
        """Send from now on, and find out what the run before left behind."""
        self.intake.start()
        self._doubts.start()
        self._tasks.keep_running(self._run, self._clock)

    def accept(self, drafts: Iterable[Draft]) -> list[Message]:
        """Take messages over, in the drafts' order; one past a limit is rejected at once.

        While a run ends, what may wait is written down for the next one.
        """
        messages, fresh = self.intake.take(drafts)
        self.pump()
        if self.intake.sending and any(message.state is State.QUEUED for message in fresh):
            self._tasks.spawn(self._ledger.journal.save())
        elif len(fresh) < len(messages):
            self._ledger.journal.save_later()  # those that were joined may wait longer
        self._wake.set()
        return messages

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel messages that are still queued, all of them without `ids`; return those."""
        cancelled = [
            message
            for message in self._ledger.in_state(State.QUEUED)
            if self.intake.sending and (ids is None or message.id in ids)
        ]
        for message in cancelled:
            self._close(message, State.CANCELLED)
        if cancelled:
            self._tasks.spawn(self._ledger.commit(cancelled))
        return cancelled

    def hurry(self) -> None:
        """Send what is held at once: the gateway has just answered."""
        self._backoff.reset()
        self._wake.set()

    async def stop(self) -> None:
        """Start no request any more, and wait for those under way, 15 seconds at most."""
        self.intake.sending = False
        self._sending.stopping = True
        await self._requests.finish(self._clock, STOP_PATIENCE)
        await self._tasks.cancel()
        await self._doubts.stop()

    def close(self) -> None:
        """Take nothing any more: the journal is about to be written for the last time."""
        self.intake.taking = False

    async def _run(self) -> None:
        """Look at the queue whenever something may have become due."""
        while True:
            self._wake.clear()
            self.pump()
            queued = self._ledger.in_state(State.QUEUED)
            moments = [message.deadline for message in queued]
            if any(message.held for message in queued):
                moments.append(self._backoff.until)
            now = self._clock.steady()
            due = [moment for moment in moments if moment >= now]
            await self._clock.wait(self._wake, min(due, default=now + _IDLE) - now + 0.001)

    def pump(self) -> None:
        """Send what can go now, in the order of acceptance for each phone."""
        if not self.intake.sending:
            return
        now = self._clock.steady()
        busy = {phone for batch in self._active for phone in batch.phones()}
        doubtful = self._doubts.keys()
        queued = self._ledger.in_state(State.QUEUED)
        waiting = self._waiting(queued, now)
        for message in queued:
            if (message.phone, message.text) in doubtful:
                continue
            if now > message.deadline:
                self._expire(message)
            elif message.barred or message.phone in busy:
                continue
            elif message.once or message.phone not in waiting:
                busy.add(message.phone)
                self._dispatch(message, now)

    def _waiting(self, queued: Iterable[Message], now: float) -> set[str]:
        """Return the phones for which messages wait for the line; further ones wait with them."""
        if now >= self._backoff.until:
            return set()
        phones = {message.phone for message in queued if message.held}
        joining = [
            message
            for message in queued
            if message.phone in phones and not (message.held or message.once)
        ]
        for message in joining:
            message.held = True
        if joining:
            self._tasks.spawn(self._ledger.commit(joining))
        return phones

    def _dispatch(self, message: Message, now: float) -> None:
        """Put a message into an equal one's request, or into a new one if there may be one more."""
        batch = next((batch for batch in self._active if batch.takes(message)), None)
        if batch is None and len(self._active) >= MOST_REQUESTS:
            return
        message.attempt += 1
        message.attempted = now
        message.highest_before = self._ledger.highest_id
        message.held = False
        self._ledger.move(message, State.SENDING)
        if batch is None:
            batch = Batch([message])
            self._active.append(batch)
            self._requests.spawn(self._request(batch))
        else:
            batch.messages.append(message)

    async def _request(self, batch: Batch) -> None:
        """Send a batch and see to what it leaves."""
        leftover = Leftover()
        try:
            leftover = await self._sending.run(batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message has left or not
            log_unexpected(error)
            leftover.unclear += [one for one in batch.messages if one.state is State.SENDING]
        finally:
            self._active.remove(batch)
        if not self.intake.sending:
            return
        for message in leftover.unclear:
            self._doubts.add(message)
        if leftover.held:
            self._backoff.fail()
            self._wake.set()
        self.pump()

    def _expire(self, message: Message) -> None:
        """Give up a message that could not be sent in time; look once for an attempted one."""
        if message.attempt:
            self._doubts.add(message, looks=1)
            return
        self._close(message, State.EXPIRED)
        self._tasks.spawn(self._ledger.commit([message]))

    def _close(self, message: Message, state: State) -> None:
        """End a message that never reached the gateway."""
        self._ledger.move(message, state, NotSentError("not sent"))
