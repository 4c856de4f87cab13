"""The life of a message: the statuses that it goes through by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from simulator.basics.clock import Clock, Job
from simulator.gateway import agreed_numbers
from simulator.gateway.models import DELIVERED, NEW, SCHEDULED, Channel, Message


class Life:
    """Moves messages on as their time comes, and tells of each new status."""

    def __init__(self, clock: Clock, tell: Callable[[Message], None]) -> None:
        """Go by a clock."""
        self.timing = agreed_numbers.Timing()
        self._clock, self._tell = clock, tell
        self._jobs: dict[int, list[Job]] = {}

    def plan(self, message: Message) -> None:
        """Plan the statuses that are still to come."""
        if message.status == SCHEDULED:
            self._later(message, message.starts, NEW, 0)
        for step in agreed_numbers.steps(message, self.timing):
            when = message.starts + timedelta(seconds=step.after)
            if when >= message.modified:
                self._later(message, when, step.status, step.error)

    def stop(self, message: Message) -> None:
        """Let a message stay as it is."""
        for job in self._jobs.pop(message.server_id, ()):
            job.cancel()

    def move(self, message: Message, status: int, error: int, when: datetime | None = None) -> None:
        """Give a message its next status."""
        message.status, message.error = status, error
        message.modified = when or self._clock.now()
        if message.final:
            self._jobs.pop(message.server_id, None)
            if message.channel is Channel.HLR and status == DELIVERED:
                message.network = message.network or agreed_numbers.network(message)
        self._tell(message)

    def clear(self) -> None:
        """Forget what was planned."""
        self._jobs.clear()

    def _later(self, message: Message, when: datetime, status: int, error: int) -> None:
        job = self._clock.call_at(when, lambda: self.move(message, status, error, when))
        self._jobs.setdefault(message.server_id, []).append(job)
