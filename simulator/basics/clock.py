"""The simulator's clock: runs with the real one, or jumps where a test wants it."""

from __future__ import annotations

import asyncio
import heapq
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(order=True, slots=True)
class Job:
    """Something to be done once the clock has come to a moment."""

    when: datetime
    number: int
    action: Callable[[], None] = field(compare=False)
    # Whether somebody waits for it, so that it is not to be forgotten.
    awaited: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Forget this job, and what it holds."""
        self.action = _nothing


class Clock:
    """A clock with jobs; advancing it does everything that falls due on the way, in order."""

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        """Begin at the given aware moment, or now; a frozen clock moves only when advanced."""
        begin = start or datetime.now(UTC)
        self._frozen_at: datetime | None = begin.astimezone(UTC)
        self._pace = 1.0
        # From when on it runs, by the real clock and by this one.
        self._since = (_real(), begin.astimezone(UTC))
        self._jobs: list[Job] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sleepers = 0
        self._fell_asleep = asyncio.Condition()
        if not frozen:
            self.run()

    @property
    def frozen(self) -> bool:
        """Whether time stands still between two calls of advance."""
        return self._frozen_at is not None

    def now(self) -> datetime:
        """Return the simulated moment, in UTC."""
        real, simulated = self._since
        return self._frozen_at or simulated + (_real() - real) * self._pace

    def freeze(self) -> None:
        """Let time stand still from now on."""
        self._frozen_at = self.now()
        self._disarm()

    def run(self) -> None:
        """Let time run on from where it stands."""
        self._since = (_real(), self.now())
        self._frozen_at = None
        self._arm()

    def hurry(self, pace: float) -> None:
        """Let time, while it runs, pass so many times as fast as the real one."""
        self._since = (_real(), self.now())
        self._pace = pace
        self._arm()

    def advance(self, seconds: float) -> None:
        """Move time on and do at once what falls due on the way."""
        self.set(self.now() + timedelta(seconds=seconds))

    def set(self, when: datetime) -> None:
        """Move to an aware moment; what lies between is done, in its order."""
        running = not self.frozen
        target = when.astimezone(UTC)
        self._frozen_at = self.now()
        while (job := self._pop_due(target)) is not None:
            self._frozen_at = max(self._frozen_at, job.when)
            job.action()
        self._frozen_at = target
        if running:
            self.run()

    def run_due(self) -> None:
        """Do what is due by now."""
        now = self.now()
        while (job := self._pop_due(now)) is not None:
            job.action()
        self._arm()

    def call_at(self, when: datetime, action: Callable[[], None], *, awaited: bool = False) -> Job:
        """Have something done at a moment of this clock."""
        job = Job(when, next(self._numbers), action, awaited)
        heapq.heappush(self._jobs, job)
        self._arm()
        return job

    def call_later(self, seconds: float, action: Callable[[], None]) -> Job:
        """Have something done so many seconds from now."""
        return self.call_at(self.now() + timedelta(seconds=seconds), action)

    def forget(self) -> None:
        """Forget every job but those that somebody waits for."""
        self._jobs = [job for job in self._jobs if job.awaited]
        heapq.heapify(self._jobs)
        self._arm()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has moved on by so much."""
        if seconds <= 0:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        when = self.now() + timedelta(seconds=seconds)
        job = self.call_at(when, lambda: _wake(waiting), awaited=True)
        self._sleepers += 1
        try:
            async with self._fell_asleep:
                self._fell_asleep.notify_all()
            await waiting
        finally:
            self._sleepers -= 1
            job.cancel()

    async def wait_sleeping(self, number: int = 1) -> None:
        """Wait until so many are waiting for this clock to move on."""
        async with self._fell_asleep:
            await self._fell_asleep.wait_for(lambda: self._sleepers >= number)

    def open(self) -> None:
        """Do jobs in time from now on, without waiting for somebody to ask."""
        self._loop = asyncio.get_running_loop()
        self.run_due()

    def close(self) -> None:
        """Take the timer away from the event loop; jobs stay until it is opened again."""
        self._loop = None
        self._disarm()

    def _pop_due(self, now: datetime) -> Job | None:
        return heapq.heappop(self._jobs) if self._jobs and self._jobs[0].when <= now else None

    def _arm(self) -> None:
        """Have the event loop call when the next job is due in real time."""
        self._disarm()
        if self._loop is None or self.frozen or not self._jobs:
            return
        delay = (self._jobs[0].when - self.now()).total_seconds()
        self._timer = self._loop.call_later(max(0.0, delay / self._pace), self.run_due)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def _nothing() -> None:
    """Do nothing, in place of a job that was cancelled."""


def _real() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
