"""Messages on their way to the gateway: accepted, grouped, held, tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable

from ...api.errors import NotSentError
from ..clock import Clock
from ..limits.limits import Limits, Repeated
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from ..resolving.second_attempt import SecondAttempts
from ..tasks import Tasks, log_unexpected
from .backoff import Backoff
from .batch import Batch, Leftover
from .intake import Intake
from .queue import Queue
from .send_batch import BatchSending

MOST_REQUESTS = 4
STOP_PATIENCE = 15.0


class Outbox:
    """All messages that are not yet with the gateway; requests run in its own tasks."""

    def __init__(
        self,
        sending: BatchSending,
        second_attempts: SecondAttempts,
        ledger: Ledger,
        limits: Limits,
        clock: Clock,
        backoff: Backoff,
        stop_if_unsure: Callable[[Message], bool],
    ) -> None:
        """Take the parts, and whom to ask of each step; nothing is sent before `start`."""
        self._sending = sending
        self._second_attempts = second_attempts
        self._ledger = ledger
        self._clock = clock
        self._backoff = backoff
        self._stop_if_unsure = stop_if_unsure
        self._queue = Queue(ledger, backoff, clock)
        self._active: list[Batch] = []
        self._tasks = Tasks()
        self._requests = Tasks()
        self._wake = asyncio.Event()
        self._next_look = float("-inf")
        self.intake = Intake(ledger, limits, clock)

    @property
    def queued(self) -> int:
        """Return how many messages are not yet with the gateway."""
        return len(self._ledger.in_state(State.QUEUED, State.SENDING))

    def start(self) -> None:
        """Send from now on, and find out what the run before left behind."""
        self.intake.start()
        self._second_attempts.start()
        self._tasks.keep_running(self._run, self._clock)

    def accept(self, drafts: Iterable[Draft], repeated: Repeated | None = None) -> list[Message]:
        """Take messages over, in the drafts' order; one past a limit is rejected at once.

        While a run ends, what may wait is written down for the next one.
        """
        messages, fresh = self.intake.take(drafts, repeated)
        self.pump()
        if self.intake.sending and any(message.state is State.QUEUED for message in fresh):
            self._tasks.spawn(self._ledger.journal.save())
        elif len(fresh) < len(messages):
            self._ledger.journal.save_later()  # those that were joined may wait longer
        if any(message.deadline < self._next_look for message in fresh):
            self._wake.set()
        return messages

    def cancel(self, ids: Collection[str] | None = None) -> list[Message]:
        """Cancel messages that are still queued, all of them without `ids`; return those."""
        cancelled = [
            message
            for message in self._queue.messages
            if self.intake.sending and (ids is None or message.id in ids)
        ]
        for message in cancelled:
            self._ledger.move(message, State.CANCELLED, NotSentError("not sent"))
        if cancelled:
            self._tasks.spawn(self._ledger.commit(cancelled))
        return cancelled

    def hurry(self) -> None:
        """Send what is held at once: the gateway has just answered."""
        if self._backoff.failing:
            self._backoff.reset()
            self._wake.set()

    def look(self) -> None:
        """Look at the queue anew: something in it has changed."""
        self._wake.set()

    async def stop(self) -> None:
        """Start no request any more, and wait for those under way, 15 seconds at most."""
        self.intake.sending = False
        self._sending.stopping = True
        await self._requests.finish(self._clock, STOP_PATIENCE)
        await self._tasks.cancel()
        await self._second_attempts.stop()

    def close(self) -> None:
        """Take nothing any more: the journal is about to be written for the last time."""
        self.intake.taking = False

    async def _run(self) -> None:
        """Look at the queue whenever something may have become due in it."""
        while True:
            self._wake.clear()
            self._expire()
            self.pump()
            self._next_look = self._queue.next_moment()
            await self._clock.wait(self._wake, self._next_look - self._clock.steady() + 0.001)

    def pump(self) -> None:
        """Send what can go now, in the order of acceptance for each phone."""
        if not self.intake.sending:
            return
        now = self._clock.steady()
        busy = {phone for batch in self._active for phone in batch.phones()}
        doubtful = self._second_attempts.keys()
        waiting = self._queue.waiting()
        if joining := self._queue.join(waiting):
            self._tasks.spawn(self._ledger.commit(joining))
        texts = self._texts_with_room()
        for message in self._queue.messages if texts else ():
            if now > message.deadline or (message.phone, message.text) in doubtful:
                continue
            if message.phone in busy or (message.phone in waiting and not message.once):
                continue
            if message.text in texts:
                if message.for_chains and self._stop_if_unsure(message):
                    continue
                self._dispatch(message)
                texts = self._texts_with_room()
                if not texts:
                    return
            busy.add(message.phone)

    def _texts_with_room(self) -> Collection[str]:
        """Return the queued texts for which there may be one more request, or is one to join."""
        queued = self._ledger.queued_texts.keys()
        if len(self._active) < MOST_REQUESTS:
            return queued
        return queued & {batch.content.text for batch in self._active if batch.has_room}

    def _dispatch(self, message: Message) -> None:
        """Put a message into an equal one's request, or into a new one if there may be one more."""
        batch = next((batch for batch in self._active if batch.takes(message)), None)
        if batch is None and len(self._active) >= MOST_REQUESTS:
            return
        message.attempt += 1
        message.highest_before, message.highest_after = self._ledger.highest_id, 0
        message.held = False
        self._ledger.move(message, State.SENDING)
        if batch is None:
            batch = Batch(message.content)
            self._active.append(batch)
            self._requests.spawn(self._request(batch))
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
            self._second_attempts.add(message)
        if leftover.held:
            self._backoff.fail()
            self._wake.set()
        self.pump()

    def _expire(self) -> None:
        """Give up what could not be sent in time; look once for what was attempted."""
        expired = self._queue.expired(but=self._second_attempts.keys())
        for message in expired:
            if message.attempt:
                self._second_attempts.add(message, looks=1)
            else:
                self._ledger.move(message, State.EXPIRED, NotSentError("not sent"))
        if expired:
            self._tasks.spawn(self._ledger.commit(expired))
